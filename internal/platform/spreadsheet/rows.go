package spreadsheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Bounds of a row while a table is read.
const (
	LongestRow = 64 << 10 // bytes, with its separators
	mostLines  = 100      // of a row whose cells hold ends of lines
)

// Fault is why a row could not be read.
type Fault string

// The faults.
const (
	Long   Fault = "long"   // it has more than LongestRow bytes
	Quotes Fault = "quotes" // a quotation mark that does not end, or stands in the middle of a cell
	Bytes  Fault = "bytes"  // zero bytes, or bytes that the character set of the file does not have
)

// Row is a line of a table.
type Row struct {
	Line  int // in the file, from 1; the first of several where a cell holds ends of lines
	Cells []string
	Fault Fault // why there are no cells; "" where there are
}

// Rows are the rows of a table that is read one by one, in memory that does not grow
// with the file. They are for one goroutine.
type Rows struct {
	next    func() (Row, error)
	windows func() bool
	close   func() error
}

// Next returns the next row, and io.EOF after the last. Its cells stay valid. A row
// with a fault does not end the table: the next one begins in the next line.
func (r *Rows) Next() (Row, error) { return r.next() }

// Windows tells whether what was read so far was in Windows-1252.
func (r *Rows) Windows() bool { return r.windows() }

// Close lets go of what holds the table.
func (r *Rows) Close() error { return r.close() }

// ReadText reads a table of text whatever a spreadsheet made of it: with commas,
// semicolons or tabs, which the first line that is not empty decides, or a line
// "sep=;" before it; with cells in quotation marks or not (RFC 4180); with any ends
// of lines; in UTF-8, in UTF-16 with a mark at its beginning, or in Windows-1252.
// Which of UTF-8 and Windows-1252 it is the first line with a letter beyond ASCII
// decides; after that, a line that does not fit is a row with a fault.
//
// It fails where r fails, and where the file is empty.
func ReadText(r io.Reader) (*Rows, error) {
	in := bufio.NewReaderSize(&sticky{r: r}, LongestRow)
	if head, _ := in.Peek(2); isUTF16(head) {
		in = bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(in), LongestRow)
	}
	t := &lines{in: in, end: '\n'}
	if head, _ := in.Peek(len(mark)); string(head) == mark {
		in.Discard(len(mark)) //nolint:errcheck // just peeked at
		t.set = utf8Set
	}
	head, err := in.Peek(LongestRow)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if len(head) == 0 {
		return nil, ErrNoText
	}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		t.end = '\r'
		head = bytes.ReplaceAll(head, []byte("\r"), []byte("\n"))
	}
	t.comma = byte(Separator(head))
	if first, rest, ok := bytes.Cut(head, []byte("\n")); ok && bytes.HasPrefix(bytes.ToLower(first), []byte("sep=")) {
		t.comma = byte(Separator(rest)) // a spreadsheet's own way to name the separator
		if _, err := in.Discard(len(first) + 1); err != nil {
			return nil, err
		}
		t.line = 1
	}
	return &Rows{t.row, func() bool { return t.set == windowsSet }, func() error { return nil }}, nil
}

// sticky remembers that a reader failed: looking ahead would swallow that, and the
// beginning of a file be taken for the whole.
type sticky struct {
	r   io.Reader
	err error
}

func (s *sticky) Read(p []byte) (n int, err error) {
	if s.err != nil {
		return 0, s.err
	}
	n, s.err = s.r.Read(p)
	return n, s.err
}

type charset byte

const (
	undecided charset = iota // only ASCII so far
	utf8Set
	windowsSet
)

// lines reads a table of text.
type lines struct {
	in      *bufio.Reader
	end     byte // of a line
	comma   byte
	set     charset
	line    int    // that was read last
	waiting []held // lines that go before the next one of in
	cells   cells
}

// held is a line that was read, without its end.
type held struct {
	number int
	text   []byte
	fault  Fault
}

// row reads the next row.
func (t *lines) row() (Row, error) {
	first, err := t.take()
	if err != nil {
		return Row{}, err
	}
	row := Row{Line: first.number, Fault: first.fault}
	if row.Fault != "" {
		return row, nil
	}
	t.cells.begin()
	open, ok := t.cells.add(first.text, t.comma)
	if ok && !open {
		row.Cells = t.cells.strings()
		return row, nil
	}
	var after []held // what the open cell takes of the following lines
	for ok && open && len(after) < mostLines {
		next, err := t.take()
		if errors.Is(err, io.EOF) {
			ok = false
			break
		}
		if err != nil {
			return Row{}, err
		}
		next.text = bytes.Clone(next.text)
		after = append(after, next)
		if next.fault != "" || len(t.cells.text)+len(next.text) > LongestRow {
			break
		}
		open, ok = t.cells.add(next.text, t.comma)
	}
	if ok && !open {
		row.Cells = t.cells.strings()
		return row, nil
	}
	t.waiting = append(after, t.waiting...)
	row.Fault = Quotes
	return row, nil
}

// take returns the next line in UTF-8. Its text is valid until the next call.
func (t *lines) take() (held, error) {
	if len(t.waiting) > 0 {
		next := t.waiting[0]
		t.waiting = t.waiting[1:]
		return next, nil
	}
	text, err := t.in.ReadSlice(t.end)
	h := held{number: t.line + 1}
	for errors.Is(err, bufio.ErrBufferFull) {
		h.fault = Long
		_, err = t.in.ReadSlice(t.end)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return held{}, err
	}
	if err != nil && len(text) == 0 {
		return held{}, io.EOF
	}
	t.line++
	if h.fault != "" {
		return h, nil
	}
	h.text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte{t.end}), []byte("\r"))
	t.decode(&h)
	return h, nil
}

// decode looks at the bytes of a line.
func (t *lines) decode(h *held) {
	ascii := true
	for _, c := range h.text {
		if c == 0 {
			h.fault, h.text = Bytes, nil
			return
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	if ascii {
		return
	}
	if t.set == undecided {
		t.set = windowsSet
		if utf8.Valid(h.text) {
			t.set = utf8Set
		}
	}
	if t.set == windowsSet {
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(h.text)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			h.fault = Bytes
		}
		h.text = decoded
	} else if !utf8.Valid(h.text) {
		h.fault = Bytes
	}
}

// cells takes a row apart.
type cells struct {
	text []byte // of all cells, one after the other
	ends []int  // of each cell in text
	open bool   // the last cell has quotation marks and has not ended
}

func (c *cells) begin() { c.text, c.ends, c.open = c.text[:0], c.ends[:0], false }

// strings are the cells. They share one string.
func (c *cells) strings() []string {
	whole, from := string(c.text), 0
	all := make([]string, len(c.ends))
	for i, end := range c.ends {
		all[i], from = whole[from:end], end
	}
	return all
}

// add takes a line. open tells that the last cell goes on in the next line; ok is
// false where a quotation mark stands where none may.
func (c *cells) add(line []byte, comma byte) (open, ok bool) {
	if c.open {
		c.text = append(c.text, '\n')
	}
	for {
		if !c.open {
			end := bytes.IndexByte(line, comma)
			plain := line
			if end >= 0 {
				plain = line[:end]
			}
			if quote := bytes.IndexByte(plain, '"'); quote < 0 {
				c.text = append(c.text, plain...)
				c.ends = append(c.ends, len(c.text))
				if end < 0 {
					return false, true
				}
				line = line[end+1:]
				continue
			} else if strings.Trim(string(plain[:quote]), " ") != "" {
				return false, false
			} else {
				line, c.open = line[quote+1:], true
			}
		}
		quote := bytes.IndexByte(line, '"')
		if quote < 0 {
			c.text = append(c.text, line...)
			return true, true
		}
		c.text = append(c.text, line[:quote]...)
		line = line[quote+1:]
		if len(line) > 0 && line[0] == '"' {
			c.text, line = append(c.text, '"'), line[1:]
			continue
		}
		c.open = false
		c.ends = append(c.ends, len(c.text))
		if line = bytes.TrimLeft(line, " "); len(line) == 0 {
			return false, true
		}
		if line[0] != comma {
			return false, false
		}
		line = line[1:]
	}
}
