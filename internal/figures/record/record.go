// Package record is what leaves a counselling centre for the figures of the network:
// one row for each person counselled in a year, with coarse answers out of a code
// book, and only where the person has consented. There is no name in it, no alias,
// no day and no free text.
//
// The code book (book.toml) is data: columns, codes with their labels, the years in
// which a code is valid, what it is in the Human Trafficking Case Data Standard, and
// groups of countries as printed lists. A group and a country have ids of different
// shape, so that one can never stand for the other.
//
// The package knows no database and no page.
package record

import (
	"slices"
	"strings"
)

// Answer is what a record says in one column: positions of codes in the column, in
// the order in which they were given. Nil means that nothing was recorded.
type Answer []uint16

// Record is one person's counselling in one centre in one year.
type Record struct {
	Year     int
	Centre   string   // opaque code of the centre; never published
	New      string   // whether counselling began in the year: yes, no, or empty where that is not recorded
	Released bool     // the person consented and the centre decided; where not, Values is nil
	Values   []Answer // one for each column of the book
}

// Complete tells whether gender, age, nationality and form are known, which is what
// it takes to be analysed. Unknown is an answer, but does not make a record complete.
func (b *Book) Complete(r Record) bool {
	if !r.Released || len(r.Values) != len(b.Columns) {
		return false
	}
	for _, i := range b.needed {
		if !slices.ContainsFunc(r.Values[i], func(c uint16) bool { return !b.Columns[i].Codes[c].Unknown }) {
			return false
		}
	}
	return true
}

// Needs tells whether a record without a known answer in a column is not complete.
func (b *Book) Needs(id string) bool {
	i, _ := b.Column(id)
	return slices.Contains(b.needed, i)
}

// Funnel is how many records of a year stand at which step.
type Funnel struct {
	Documented int // all that the centres counselled
	New        int // of these, whose counselling began in the year
	Consented  int // of the documented, whose record was released
	Analysed   int // of the consented, whose record is complete
}

// Funnel counts records. They should be of one year; years are never added, because
// the same person may have been counselled in both.
func (b *Book) Funnel(all []Record) (f Funnel) {
	for _, r := range all {
		f.Documented++
		if r.New == "yes" {
			f.New++
		}
		if r.Released {
			f.Consented++
		}
		if b.Complete(r) {
			f.Analysed++
		}
	}
	return f
}

// Analysed are the released and complete ones.
func (b *Book) Analysed(all []Record) []Record {
	var kept []Record
	for _, r := range all {
		if b.Complete(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// Cells are the codes of a record in the order of Head, as they stand in a file.
func (b *Book) Cells(r Record) []string {
	cells := make([]string, len(fixed), len(fixed)+len(b.Columns))
	cells[0], cells[1], cells[2], cells[3] = yearText(r.Year), r.Centre, r.New, "no"
	if r.Released {
		cells[3] = "yes"
	}
	var ids []string
	for i, column := range b.Columns {
		ids = ids[:0]
		if i < len(r.Values) {
			for _, c := range r.Values[i] {
				ids = append(ids, column.Codes[c].ID)
			}
		}
		cells = append(cells, strings.Join(ids, ";"))
	}
	return cells
}

// fixed are the columns that are no question.
var fixed = [...]string{"period", "centre", "new_in_year", "released"}

// Head is the first line of a file of records.
func (b *Book) Head() []string {
	head := slices.Clone(fixed[:])
	for _, c := range b.Columns {
		head = append(head, c.ID)
	}
	return head
}
