package record

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/spreadsheet"
)

// Bounds of reading.
const (
	MostRows     = 1_000_000 // rows of a file
	MostProblems = 1_000     // of each of Mended and Refused that are kept; the others are counted
	earliest     = 1990      // an older year is a slip
)

// Want is what a file should hold.
type Want struct {
	Year   int    // the only period allowed; 0 allows any
	Today  int    // the year of today: a later period is a slip; 0 does not look
	Centre string // not empty: the only centre allowed, filled in where the column is empty or missing
}

// Problem is a mistake in a file, with a message for the person who delivers it. Args
// always hold "line" and "column". They may quote what stands in a cell, so they
// belong on that person's page and in no log; of a record that is not released
// nothing is quoted.
type Problem struct {
	Line   int    // in the file, from 1; of what was mended, the first
	Column string // as the code book calls it, or as the file does where the book has none; "" means the row
	Key    string
	Args   []any
	Times  int // of what was mended in the same way: in how many places
}

// Read is what reading a file gave.
type Read struct {
	Records []Record // in the order of the file; answers are shared between them and must not be changed
	Rows    int      // rows with something in them, below the head
	Taken   int      // of these, those that became a record
	Mended  []Problem
	Refused []Problem // rows that became no record, with all that is wrong in each, in the order of the file

	MoreMended  int // places that were mended beyond those in Mended
	MoreRefused int // mistakes beyond those in Refused
}

// RefusedRows is how many rows became no record.
func (r Read) RefusedRows() int { return r.Rows - r.Taken }

// ReadCSV reads released records as docs/figures-records.md describes them. What a
// spreadsheet did to the file is mended where only one reading is possible, and
// said in Mended; all else refuses the row. Nothing is dropped or guessed silently.
//
// It fails with core.Unprocessable, for the field "file", where the file as a whole
// cannot be used: no table of text, a column that is missing, unknown or there twice,
// more than MostRows rows; and with the error of r where that fails. Whether the
// same file was delivered before is for its caller to know.
func ReadCSV(r io.Reader, book *Book, want Want) (Read, error) {
	var all []Record
	read, err := EachCSV(r, book, want, func(_ int, one Record) error {
		all = append(all, one)
		return nil
	})
	if err == nil {
		read.Records = all
	}
	return read, err
}

// ReadFile reads like ReadCSV, and the first sheet of an XLSX workbook too.
func ReadFile(r io.Reader, book *Book, want Want) (Read, error) {
	in := bufio.NewReader(r)
	if head, _ := in.Peek(len(spreadsheet.Workbook)); string(head) != spreadsheet.Workbook {
		return ReadCSV(in, book, want)
	}
	rows, err := spreadsheet.ReadWorkbook(in)
	if err != nil {
		return Read{}, whole(err)
	}
	var all []Record
	read, err := each(rows, true, book, want, func(_ int, one Record) error {
		all = append(all, one)
		return nil
	})
	if err == nil {
		read.Records = all
	}
	return read, errors.Join(err, rows.Close())
}

// EachCSV reads like ReadCSV and hands over each record, with its line, as soon as it
// is read; Records stays nil, and memory does not grow with the file but for sixteen
// bytes and a line number of each id where the file has the column "id". It stops
// with the error of take. Records that were handed over before an error came are no
// whole file.
func EachCSV(r io.Reader, book *Book, want Want, take func(line int, one Record) error) (Read, error) {
	rows, err := spreadsheet.ReadText(r)
	if err != nil {
		return Read{}, whole(err)
	}
	return each(rows, false, book, want, take)
}

// unusable is the error of a file that cannot be used as a whole.
func unusable(cause error, key string, args ...any) error {
	return &core.Error{Kind: core.Unprocessable, Key: key, Args: args, Cause: cause,
		Fields: []core.FieldError{{Field: "file", Key: key, Args: args}}}
}

func whole(err error) error {
	switch {
	case errors.Is(err, spreadsheet.ErrNoText):
		return unusable(err, "figures.read.no-table")
	case errors.Is(err, spreadsheet.ErrTooLarge):
		return unusable(err, "figures.read.too-large", "mb", spreadsheet.MostPacked>>20)
	}
	return err
}

// each reads the rows of a table.
func each(rows *spreadsheet.Rows, sparse bool, book *Book, want Want, take func(line int, one Record) error) (Read, error) {
	words, err := readWords(book)
	if err != nil {
		return Read{}, err
	}
	in := &reader{book: book, want: want, words: words, sparse: sparse, mends: map[mend]int{}}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return in.read, err
		}
		last := len(row.Cells)
		for last > 0 && strings.TrimSpace(row.Cells[last-1]) == "" {
			last--
		}
		if last == 0 && row.Fault == "" {
			continue
		}
		if in.columns == nil {
			if row.Fault != "" {
				return in.read, unusable(nil, "figures.read.no-table")
			}
			if err := in.head(row.Line, row.Cells[:last]); err != nil {
				return in.read, err
			}
			continue
		}
		if in.read.Rows == MostRows {
			return in.read, unusable(nil, "figures.read.rows", "most", MostRows)
		}
		in.read.Rows++
		one, ok := in.row(row, last)
		if !ok {
			continue
		}
		in.read.Taken++
		if err := take(row.Line, one); err != nil {
			return in.read, err
		}
	}
	if in.columns == nil {
		return in.read, unusable(nil, "figures.read.no-table")
	}
	if rows.Windows() {
		in.mended(in.headLine, "", "figures.read.windows", "", "")
	}
	return in.read, nil
}
