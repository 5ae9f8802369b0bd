package record

import (
	"crypto/sha256"
	"encoding/binary"
)

// idKey stands for a centre's own number in one year.
type idKey [16]byte

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
