package backup

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"

	"verbund/internal/platform/database"
)

// How rows and values begin in the stream.
const (
	endOfTable = 0x00
	oneRow     = 0x01

	valueNull  = 0x00
	valueInt   = 0x01
	valueText  = 0x02
	valueBytes = 0x03
	valueFalse = 0x04
	valueTrue  = 0x05
)

// longestValue is how long one value may be, in bytes: as long as both
// databases can keep. Memory is only taken for what really comes.
const longestValue = 1 << 30

// atOnce is how much of a value is read without knowing whether more comes.
const atOnce = 64 << 10

// appendRow writes a row whose values are nil, int64, string, []byte or bool.
func appendRow(b []byte, row []any) []byte {
	b = append(b, oneRow)
	for _, v := range row {
		switch v := v.(type) {
		case nil:
			b = append(b, valueNull)
		case int64:
			b = binary.AppendVarint(append(b, valueInt), v)
		case string:
			b = append(binary.AppendUvarint(append(b, valueText), uint64(len(v))), v...)
		case []byte:
			b = append(binary.AppendUvarint(append(b, valueBytes), uint64(len(v))), v...)
		case bool:
			if v {
				b = append(b, valueTrue)
			} else {
				b = append(b, valueFalse)
			}
		}
	}
	return b
}

// readRow reads a row behind its first byte into row, which is as long as there
// are columns.
func readRow(r *bufio.Reader, columns []database.Column, row []any) error {
	for i, c := range columns {
		tag, err := r.ReadByte()
		if err != nil {
			return unexpected(err)
		}
		if row[i], err = readValue(r, tag, c.Type); err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return nil
}

func readValue(r *bufio.Reader, tag byte, t database.Type) (any, error) {
	switch {
	case tag == valueNull:
		return nil, nil
	case tag == valueInt && t == database.Integer:
		n, err := binary.ReadVarint(r)
		return n, unexpected(err)
	case tag == valueText && t == database.Text:
		b, err := readBytes(r, longestValue)
		return string(b), err
	case tag == valueBytes && t == database.Bytes:
		return readBytes(r, longestValue)
	case (tag == valueFalse || tag == valueTrue) && t == database.Boolean:
		return tag == valueTrue, nil
	}
	return nil, fmt.Errorf("a value of the kind %d is no %s", tag, t)
}

// readBytes reads a length and that many bytes.
func readBytes(r *bufio.Reader, most uint64) ([]byte, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, unexpected(err)
	}
	if n > most {
		return nil, fmt.Errorf("a length of %d bytes is too much", n)
	}
	if n <= atOnce {
		b := make([]byte, n)
		_, err := io.ReadFull(r, b)
		return b, unexpected(err)
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, r, int64(n)); err != nil {
		return nil, unexpected(err)
	}
	return b.Bytes(), nil
}

// unexpected is the error for an end where none should be.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// tally counts the rows of a table and makes its sum.
type tally struct {
	name string
	rows int64
	hash hash.Hash
	last []byte // the last row as it stands in the stream
}

func newTally(name string) *tally { return &tally{name: name, hash: sha256.New()} }

// add counts a row and returns it as it stands in the stream, until the next.
func (t *tally) add(row []any) []byte {
	if cap(t.last) > longestKept {
		t.last = nil
	}
	t.last = appendRow(t.last[:0], row)
	t.hash.Write(t.last)
	t.rows++
	return t.last
}

// longestKept is how large a buffer is kept for the next row, in bytes.
const longestKept = 1 << 20

func (t *tally) sum() Sum { return Sum{Name: t.name, Rows: t.rows, SHA256: inHex(t.hash.Sum(nil))} }
