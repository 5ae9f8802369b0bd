package centres

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"verbund/internal/core"
)

// What a table may have at most.
const (
	mostColumns = 300
	longestCell = 32 << 10 // as in a spreadsheet
	longestRow  = 1 << 20
)

// table is a CSV file as a spreadsheet program or a person wrote it.
type table struct {
	line    int      // of the header
	names   []string // of the columns; upper and lower case are the same
	rows    []tableRow
	refused []Remark
}

// tableRow is one line that is not empty. It has exactly one cell for each column.
type tableRow struct {
	line  int
	cells []string
}

func (t table) has(column string) bool { return t.index(column) >= 0 }

func (t table) index(column string) int {
	for i, n := range t.names {
		if strings.EqualFold(n, column) {
			return i
		}
	}
	return -1
}

// cell returns what a row has in a column, or nothing if there is no such
// column.
func (t table) cell(r tableRow, column string) string {
	if i := t.index(column); i >= 0 {
		return r.cells[i]
	}
	return ""
}

// readTable reads CSV whatever a spreadsheet made of it: UTF-8 with or without
// a byte order mark, UTF-16, Windows-1252; commas, semicolons or tabs; any line
// ends; empty rows and columns at the end. Rows that cannot be read are refused,
// one by one; the error is about the file as a whole.
func readTable(data []byte) (table, []Remark, error) {
	text, notes, err := decode(data)
	if err != nil {
		return table{}, nil, err
	}
	skipped := 0
	comma := separator(text)
	if first, rest, ok := bytes.Cut(text, []byte("\n")); ok && bytes.HasPrefix(bytes.ToLower(first), []byte("sep=")) {
		text, skipped = rest, 1 // Excel's own way to name the separator
	}
	if longestLineOf(text) > longestRow {
		return table{}, nil, &core.Error{Kind: core.Unprocessable, Key: "centres.import.long_line"}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = comma
	r.FieldsPerRecord = -1
	var t table
	for len(t.refused) <= mostRefused {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if problem, ok := errors.AsType[*csv.ParseError](err); ok {
			t.refused = append(t.refused, Remark{problem.StartLine + skipped, "", "centres.import.quotes", nil})
			if t.names == nil {
				break
			}
			continue
		}
		line, _ := r.FieldPos(0)
		t.add(line+skipped, cells)
		if t.names == nil && len(t.refused) > 0 {
			break
		}
	}
	if t.names == nil || len(t.refused) > 0 && t.refused[0].Line == 0 {
		return t, notes, &core.Error{Kind: core.Unprocessable, Key: "centres.import.unknown_file"}
	}
	return t, notes, nil
}

// add takes a line of the file: the first is the header.
func (t *table) add(line int, cells []string) {
	last := 0
	for i, c := range cells {
		cells[i] = unguard(c)
		if strings.TrimSpace(cells[i]) != "" {
			last = i + 1
		}
		if len(c) > longestCell {
			t.refused = append(t.refused, Remark{line, t.column(i), "centres.error.too_long", []any{"max", longestCell}})
			return
		}
	}
	if last == 0 {
		return
	}
	if t.names == nil {
		t.header(line, cells[:last])
		return
	}
	if last > len(t.names) {
		t.refused = append(t.refused, Remark{line, t.column(last - 1), "centres.import.no_column", []any{"value", core.Clip(cells[last-1], 40)}})
		return
	}
	r := tableRow{line: line, cells: make([]string, len(t.names))}
	copy(r.cells, cells[:last])
	t.rows = append(t.rows, r)
}

// header takes the names of the columns. A column without a name is allowed as
// long as nothing stands in it.
func (t *table) header(line int, cells []string) {
	if len(cells) > mostColumns {
		t.refused = append(t.refused, Remark{line, "", "centres.error.too_many", []any{"max", mostColumns}})
		return
	}
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = strings.TrimSpace(c)
		for _, before := range names[:i] {
			if strings.EqualFold(before, names[i]) && before != "" {
				t.refused = append(t.refused, Remark{line, core.Clip(before, 40), "centres.import.column_twice", nil})
				return
			}
		}
	}
	t.line, t.names = line, names
}

// column returns the name of the i-th column for a remark.
func (t *table) column(i int) string {
	if i < len(t.names) {
		return t.names[i]
	}
	return ""
}

// unknown returns a remark for every column that is not in known. A column
// without a name is unknown if anything stands in it.
func (t table) unknown(known func(column string) bool) []Remark {
	var refused []Remark
	for i, name := range t.names {
		if name != "" && !known(name) {
			refused = append(refused, Remark{t.line, core.Clip(name, 40), "centres.import.unknown_column", nil})
		}
		for _, r := range t.rows {
			if name == "" && strings.TrimSpace(r.cells[i]) != "" {
				refused = append(refused, Remark{r.line, "", "centres.import.no_column", []any{"value", core.Clip(r.cells[i], 40)}})
				break
			}
		}
	}
	return refused
}

// decode returns the text of a file as UTF-8 without a byte order mark.
func decode(data []byte) ([]byte, []Remark, error) {
	var err error
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var notes []Remark
	if err == nil && !utf8.Valid(data) {
		data, err = charmap.Windows1252.NewDecoder().Bytes(data)
		notes = []Remark{{0, "", "centres.import.windows", nil}}
	}
	if err != nil {
		return nil, nil, &core.Error{Kind: core.Unprocessable, Key: "centres.import.unreadable", Cause: err}
	}
	// The old Macintosh ends lines with a carriage return alone.
	if !bytes.ContainsRune(data, '\n') {
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, notes, nil
}

// separator returns the sign that most often stands between the names of the
// columns.
func separator(text []byte) rune {
	first, _, _ := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
	best := ','
	for _, r := range ";\t" {
		if bytes.Count(first, []byte(string(r))) > bytes.Count(first, []byte(string(best))) {
			best = r
		}
	}
	return best
}

func longestLineOf(text []byte) int {
	longest := 0
	for line := range bytes.Lines(text) {
		longest = max(longest, len(line))
	}
	return longest
}

// A spreadsheet takes a cell that begins with one of these signs for a formula
// and computes it (CWE-1236).
const formula = "=+-@\t\r\n＝＋－＠"

// guard returns a cell that no spreadsheet computes, and from which unguard
// gets the same text back: it puts an apostrophe before what looks like a
// formula, or like what guard itself returns.
func guard(cell string) string {
	if strings.ContainsRune(formula, firstRune(cell)) || guarded(cell) {
		return "'" + cell
	}
	return cell
}

// unguard takes away what guard put there.
func unguard(cell string) string {
	if guarded(cell) {
		return cell[1:]
	}
	return cell
}

func guarded(cell string) bool {
	return strings.HasPrefix(cell, "'") && strings.ContainsRune(formula+"'", firstRune(cell[1:]))
}

// firstRune returns the first character, and U+FFFD, which is no formula, if there
// is none.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
