package backup

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"verbund/internal/core"
	"verbund/internal/platform/database"
)

// How much of a stream is taken for what it says about itself.
const (
	longestHeader = 4 << 20 // bytes
	mostTables    = 10_000
	widestWindow  = 8 << 20 // bytes
)

// Reader reads a backup from its beginning to its end. Whatever is wrong with it
// is a core.Error of the kind Unprocessable.
type Reader struct {
	Header Header

	stream *bufio.Reader
	zstd   *zstd.Decoder
	at     int // which table
	tally  *tally
	row    []any
	sums   []Sum
	closer io.Closer
}

// newReader reads the header of a stream that is decrypted and still compressed.
func newReader(compressed io.Reader) (*Reader, error) {
	decoder, err := zstd.NewReader(compressed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(widestWindow), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	r, err := newStream(decoder)
	if err != nil {
		decoder.Close()
		return nil, err
	}
	r.zstd = decoder
	return r, nil
}

// newStream reads the header of a stream that is not compressed any more.
func newStream(plain io.Reader) (*Reader, error) {
	r := &Reader{stream: bufio.NewReaderSize(plain, atOnce)}
	if err := r.readHeader(); err != nil {
		return nil, damaged(err)
	}
	return r, nil
}

func (r *Reader) readHeader() error {
	first := make([]byte, len(magic))
	if _, err := io.ReadFull(r.stream, first); err != nil {
		return unexpected(err)
	}
	if string(first) != magic {
		return &core.Error{Kind: core.Unprocessable, Key: "backup.error.not-ours"}
	}
	var number strings.Builder
	for {
		c, err := r.stream.ReadByte()
		if err != nil {
			return unexpected(err)
		}
		if c == '\n' {
			break
		}
		if c < '0' || c > '9' || number.Len() > 5 {
			return errors.New("the number of the format cannot be read")
		}
		number.WriteByte(c)
	}
	if number.String()+"\n" != format {
		return &core.Error{Kind: core.Unprocessable, Key: "backup.error.newer-format", Args: []any{"format", number.String()}}
	}
	text, err := readBytes(r.stream, longestHeader)
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	if err := json.Unmarshal(text, &r.Header); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	return checkTables(r.Header.Tables)
}

// checkTables refuses tables that no program could have written down.
func checkTables(tables []Table) error {
	if len(tables) > mostTables {
		return fmt.Errorf("%d tables are too many", len(tables))
	}
	seen := map[string]bool{}
	for _, t := range tables {
		if t.Name == "" || seen[t.Name] || len(t.Columns) == 0 || t.Rows < 0 {
			return fmt.Errorf("the table %q cannot be", core.Clip(t.Name, 60))
		}
		seen[t.Name] = true
		columns := map[string]bool{}
		for _, c := range t.Columns {
			known := slices.Contains([]database.Type{database.Text, database.Integer, database.Boolean, database.Bytes}, c.Type)
			if c.Name == "" || columns[c.Name] || !known {
				return fmt.Errorf("the column %q of %s cannot be", core.Clip(c.Name, 60), core.Clip(t.Name, 60))
			}
			columns[c.Name] = true
		}
		for _, k := range t.Key {
			if !columns[k] {
				return fmt.Errorf("the key of %s is no column of it", core.Clip(t.Name, 60))
			}
		}
	}
	return nil
}

// Next returns the next row of the table that is at hand, the first of the
// header to begin with. After the last row of a table it returns io.EOF once,
// and then goes on with the next table. The slice is used again.
func (r *Reader) Next() ([]any, error) {
	if r.at == len(r.Header.Tables) {
		return nil, errors.New("backup: there is no further table")
	}
	t := r.Header.Tables[r.at]
	if r.tally == nil {
		r.tally, r.row = newTally(t.Name), make([]any, len(t.Columns))
	}
	first, err := r.stream.ReadByte()
	switch {
	case err != nil:
		return nil, damaged(fmt.Errorf("table %s: %w", t.Name, unexpected(err)))
	case first == endOfTable:
		sum := r.tally.sum()
		if sum.Rows != t.Rows {
			return nil, damaged(fmt.Errorf("table %s: %d rows instead of %d", t.Name, sum.Rows, t.Rows))
		}
		r.sums, r.tally, r.at = append(r.sums, sum), nil, r.at+1
		return nil, io.EOF
	case first != oneRow:
		return nil, damaged(fmt.Errorf("table %s: a row begins with %d", t.Name, first))
	}
	if err := readRow(r.stream, t.Columns, r.row); err != nil {
		return nil, damaged(fmt.Errorf("table %s: %w", t.Name, err))
	}
	r.tally.add(r.row)
	return r.row, nil
}

// Sums reads what is left of the stream and returns the sums of all tables. It
// fails unless they are those that the stream itself gives, and nothing follows.
func (r *Reader) Sums(w Work) ([]Sum, error) {
	var of, n int64
	for _, t := range r.Header.Tables {
		of += t.Rows
	}
	for r.at < len(r.Header.Tables) {
		if _, err := r.Next(); err == nil {
			n++
			w.tell(Verifying, n, of)
		} else if !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	text, err := readBytes(r.stream, longestHeader)
	if err != nil {
		return nil, damaged(fmt.Errorf("closing: %w", err))
	}
	var c closing
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, damaged(fmt.Errorf("closing: %w", err))
	}
	if !slices.Equal(c.Tables, r.sums) {
		return nil, damaged(errors.New("the sums are not those of the rows"))
	}
	if _, err := r.stream.ReadByte(); err != io.EOF {
		return nil, damaged(errors.New("something follows the end"))
	}
	return r.sums, nil
}

// Close ends the reading and closes the file.
func (r *Reader) Close() error {
	if r.zstd != nil {
		r.zstd.Close()
	}
	if r.closer != nil {
		return r.closer.Close()
	}
	return nil
}
