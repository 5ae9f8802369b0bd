package record

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"verbund/internal/platform/spreadsheet"
)

// mostShown is how much of a cell a message quotes, in characters.
const mostShown = 40

// mend is one way in which something was mended. Those that are the same are one
// problem with the number of times.
type mend struct{ column, key, value, code string }

// idKey stands for a centre's own number in one year.
type idKey [16]byte

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

// released reads whether a record was released; ok is false where that is not said.
func (in *reader) released(line int, cell string) (released, ok bool) {
	const column = "released"
	code, how := in.words.yesNo(cell)
	switch how {
	case empty:
		in.refuse(line, column, "figures.read.released-empty")
		return false, false
	case unknown:
		in.refuse(line, column, "figures.read.released", "value", quoted(cell))
		return false, false
	}
	in.changed(column, cell, code, how)
	return code == "yes", true
}

// began reads whether counselling began in the year.
func (in *reader) began(line int, cell string) string {
	const column = "new_in_year"
	code, how := in.words.yesNo(cell)
	if how == unknown {
		in.refuse(line, column, "figures.read.new", "value", quoted(cell))
	}
	in.changed(column, cell, code, how)
	return code
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

// year reads the period.
func (in *reader) year(line int, cell string) int {
	const column = "period"
	year, how := readYear(cell, in.want.Today)
	switch {
	case how == empty:
		in.refuse(line, column, "figures.read.period-empty")
	case how == unknown:
		in.refuse(line, column, "figures.read.period", "value", quoted(cell))
	case in.want.Year != 0 && year != in.want.Year:
		in.refuse(line, column, "figures.read.period-other", "value", yearText(year), "wanted", yearText(in.want.Year))
	case year < earliest || in.want.Today != 0 && year > in.want.Today:
		in.refuse(line, column, "figures.read.period-far", "value", yearText(year))
	}
	in.changed(column, cell, yearText(year), how)
	return year
}

// centre reads the code of the centre.
func (in *reader) centre(line int, cell string) string {
	const column = "centre"
	code := tidy(cell)
	switch {
	case code == "" && in.want.Centre != "":
		return in.want.Centre
	case code == "":
		in.refuse(line, column, "figures.read.centre-empty")
	case in.want.Centre != "" && code != in.want.Centre:
		in.refuse(line, column, "figures.read.centre-other", "value", quoted(code), "wanted", in.want.Centre)
	case in.want.Centre == "" && !ValidCentre(code):
		in.refuse(line, column, "figures.read.centre", "value", quoted(code))
	case code != cell:
		in.changed(column, cell, code, changed)
	}
	return code
}

// twice refuses a number of the centre's own that it used before in the same year.
func (in *reader) twice(line int, own string, one Record) {
	if own == "" || in.ids == nil {
		return
	}
	hash := sha256.New()
	for _, part := range []string{one.Centre, own} {
		_ = binary.Write(hash, binary.BigEndian, uint64(len(part)))
		hash.Write([]byte(part))
	}
	_ = binary.Write(hash, binary.BigEndian, int64(one.Year))
	key := idKey(hash.Sum(nil)[:len(idKey{})])
	if first, there := in.ids[key]; there {
		in.refuse(line, idColumn, "figures.read.id-twice", "first", first)
		return
	}
	in.ids[key] = line
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
