package takein

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/spreadsheet"
)

// Bounds of a file.
const (
	MostBytes   = 20 << 20
	MostRows    = 10_000
	MostColumns = 200
	longestCell = 20_000 // bytes
	longestLine = 1 << 20
	mostRefused = 200 // lines that cannot be read, after which the whole file is refused
)

// Table is a file, read.
type Table struct {
	Columns []string
	Rows    []Row
	Refused []Refusal // lines that are no rows
	Windows bool      // the file was in Windows-1252
}

// Row is a line of the table that has something in it.
type Row struct {
	Line  int // in the file, from 1; the first of several where a cell has line breaks
	Cells []string
}

// Refusal says why a row is not taken in.
type Refusal struct {
	Line   int
	Column string // empty where the row as a whole is meant
	Key    string
	Args   []any
}

func refused(key string, args ...any) error {
	return &core.Error{Kind: core.Invalid, Fields: []core.FieldError{{Field: "file", Key: key, Args: args}}}
}

// Read reads a file whatever a spreadsheet made of it. Lines that are no rows are
// refused one by one; it fails with core.Invalid, for the field "file", where the
// file as a whole is no table, or is too large.
func Read(file []byte) (*Table, error) {
	if len(file) > MostBytes {
		return nil, refused("casework.import.too-large", "n", MostBytes>>20)
	}
	t := &Table{}
	content, windows, err := spreadsheet.Decode(file)
	if err != nil {
		return nil, refused("casework.import.no-table")
	}
	t.Windows = windows
	skipped := 0
	comma := spreadsheet.Separator(content)
	if first, rest, ok := bytes.Cut(content, []byte("\n")); ok && bytes.HasPrefix(bytes.ToLower(first), []byte("sep=")) {
		content, skipped = rest, 1 // a spreadsheet's own way to name the separator
		comma = spreadsheet.Separator(content)
	}
	for line := range bytes.Lines(content) {
		if len(line) > longestLine {
			return nil, refused("casework.import.no-table")
		}
	}
	from := csv.NewReader(bytes.NewReader(content))
	from.Comma, from.FieldsPerRecord = comma, -1
	for {
		cells, err := from.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if problem, ok := errors.AsType[*csv.ParseError](err); ok {
			if t.Columns == nil || len(t.Refused) == mostRefused {
				return nil, refused("casework.import.no-table")
			}
			t.Refused = append(t.Refused, Refusal{Line: problem.StartLine + skipped, Key: "casework.import.quotes"})
			continue
		}
		line, _ := from.FieldPos(0)
		if err := t.add(line+skipped, cells); err != nil {
			return nil, err
		}
	}
	if len(t.Columns) == 0 || len(t.Rows) == 0 && len(t.Refused) == 0 {
		return nil, refused("casework.import.no-rows")
	}
	return t, nil
}

// add takes a line: the first that is not empty holds the names of the columns.
func (t *Table) add(line int, cells []string) error {
	last := 0
	for i, c := range cells {
		if cells[i] = strings.TrimSpace(unguard(c)); cells[i] != "" {
			last = i + 1
		}
	}
	if last == 0 {
		return nil
	}
	if t.Columns == nil {
		if last > MostColumns {
			return refused("casework.import.columns", "n", MostColumns)
		}
		t.Columns = cells[:last]
		for i, name := range t.Columns {
			if name == "" {
				t.Columns[i] = strconv.Itoa(i + 1)
			}
			t.Columns[i] = core.Clip(t.Columns[i], 100)
		}
		return nil
	}
	if len(t.Rows)+len(t.Refused) >= MostRows {
		return refused("casework.import.rows", "n", MostRows)
	}
	if last > len(t.Columns) {
		t.Refused = append(t.Refused, Refusal{Line: line, Key: "casework.import.cells", Args: []any{"n", last, "most", len(t.Columns)}})
		return nil
	}
	for i, c := range cells[:last] {
		if len(c) > longestCell {
			t.Refused = append(t.Refused, Refusal{line, t.Columns[i], "casework.import.long", []any{"most", longestCell}})
			return nil
		}
	}
	row := Row{line, make([]string, len(t.Columns))}
	copy(row.Cells, cells[:last])
	t.Rows = append(t.Rows, row)
	return nil
}

// A spreadsheet takes a cell that begins with one of these signs for a formula and
// computes it (CWE-1236).
const formula = "=+-@\t\r\n＝＋－＠"

// Guard returns a cell that no spreadsheet computes. Read takes away again what it
// put there.
func Guard(cell string) string {
	if first, _ := utf8.DecodeRuneInString(cell); cell != "" && strings.ContainsRune(formula+"'", first) {
		return "'" + cell
	}
	return cell
}

func unguard(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && Guard(rest) != rest {
		return rest
	}
	return cell
}
