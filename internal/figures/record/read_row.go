package record

import (
	"slices"

	"verbund/internal/platform/spreadsheet"
)

// mostShown is how much of a cell a message quotes, in characters.
const mostShown = 40

// mend is one way in which something was mended. Those that are the same are one
// problem with the number of times.
type mend struct{ column, key, value, code string }

// reader reads one file.
type reader struct {
	book     *Book
	want     Want
	words    *words
	headLine int
	names    []string      // of the columns of the file
	columns  []int         // what they are: places in the book, or atPeriod and those after it
	sparse   bool          // rows end with their last cell that is not empty, as in workbooks
	ids      map[idKey]int // the line; nil where there is no such column
	mends    map[mend]int  // place in read.Mended
	wrong    []Problem     // of the row that is being read
	hints    []mend        // what was mended in it; told once the row is taken
	read     Read
}

// mended notes that something was read differently from how it stands there.
func (in *reader) mended(line int, column, key, value, code string) {
	m := mend{column, key, value, code}
	at, known := in.mends[m]
	switch {
	case known:
		in.read.Mended[at].Times++
	case len(in.read.Mended) == MostProblems:
		in.read.MoreMended++
	default:
		in.mends[m] = len(in.read.Mended)
		in.read.Mended = append(in.read.Mended, Problem{Line: line, Column: column, Key: key, Times: 1,
			Args: []any{"line", line, "column", column, "value", value, "code", code}})
	}
}

// refuse notes what is wrong in the row that is being read.
func (in *reader) refuse(line int, column, key string, args ...any) {
	in.wrong = append(in.wrong, Problem{Line: line, Column: column, Key: key, Times: 1,
		Args: append([]any{"line", line, "column", column}, args...)})
}

// row reads a row of which the first cells, last of them, hold something.
func (in *reader) row(row spreadsheet.Row, last int) (Record, bool) {
	in.wrong, in.hints = in.wrong[:0], in.hints[:0]
	var one Record
	switch {
	case row.Fault == spreadsheet.Long:
		in.refuse(row.Line, "", "figures.read.long")
	case row.Fault == spreadsheet.Quotes:
		in.refuse(row.Line, "", "figures.read.quotes")
	case row.Fault != "":
		in.refuse(row.Line, "", "figures.read.bytes")
	case last > len(in.columns):
		in.refuse(row.Line, "", "figures.read.cells", "has", last, "most", len(in.columns))
	default:
		one = in.cells(row)
	}
	if len(in.wrong) > 0 {
		kept := min(len(in.wrong), MostProblems-len(in.read.Refused))
		in.read.Refused = append(in.read.Refused, in.wrong[:kept]...)
		in.read.MoreRefused += len(in.wrong) - kept
		return Record{}, false
	}
	for _, h := range in.hints {
		in.mended(row.Line, h.column, h.key, h.value, h.code)
	}
	return one, true
}

// cells reads a row that has no more cells than there are columns.
func (in *reader) cells(row spreadsheet.Row) Record {
	cell := func(at int) string {
		if i := slices.Index(in.columns, at); i >= 0 && i < len(row.Cells) {
			return row.Cells[i]
		}
		return ""
	}
	one := Record{Year: in.year(row.Line, cell(atPeriod)), Centre: in.centre(row.Line, cell(atCentre))}
	one.New = in.began(row.Line, cell(atNew))
	readable := false
	if one.Released, readable = in.released(row.Line, cell(atReleased)); !readable {
		return one // whether anything may stand in the other columns is not known
	}
	if one.Released {
		one.Values = make([]Answer, len(in.book.Columns))
		if len(row.Cells) < len(in.columns) && !in.sparse {
			in.hints = append(in.hints, mend{key: "figures.read.short"})
		}
	}
	for i, value := range row.Cells[:min(len(row.Cells), len(in.columns))] {
		at := in.columns[i]
		switch {
		case value == "" || at < 0 && at != atNone || tidy(value) == "":
		case at == atNone:
			in.refuse(row.Line, "", "figures.read.no-column")
		case one.Released:
			one.Values[at] = in.answer(row.Line, at, value, one.Year)
		default:
			in.refuse(row.Line, in.names[i], "figures.read.unreleased")
			return one
		}
	}
	if len(in.wrong) > 0 {
		return one
	}
	if p, wrong := in.book.Contradiction(one); wrong {
		in.refuse(row.Line, p.Column, p.Key, p.Args...)
		return one
	}
	in.twice(row.Line, tidy(cell(atID)), one)
	return one
}

// changed notes that a cell was read as a code that does not stand there so.
func (in *reader) changed(column, cell, code string, how reading) {
	if how != changed {
		return
	}
	if tidy(cell) == code {
		in.hints = append(in.hints, mend{column: column, key: "figures.read.blanks"})
		return
	}
	in.hints = append(in.hints, mend{column, "figures.read.mended", quoted(cell), code})
}

// answer reads the answer to a question and tells what was mended in it.
func (in *reader) answer(line, at int, cell string, year int) Answer {
	column := &in.book.Columns[at]
	got := in.words.answer(at, cell)
	for _, p := range got.wrong {
		in.refuse(line, column.ID, p.Key, p.Args...)
	}
	for _, h := range got.hints {
		h.column = column.ID
		in.hints = append(in.hints, h)
	}
	for _, c := range got.answer {
		code := column.Codes[c]
		if code.In(year) || year == 0 {
			continue
		}
		key := "figures.read.code-over"
		bound := code.Until
		if code.From != 0 && year < code.From {
			key, bound = "figures.read.code-early", code.From
		}
		in.refuse(line, column.ID, key, "value", code.ID, "year", yearText(year), "bound", yearText(bound))
	}
	return got.answer
}
