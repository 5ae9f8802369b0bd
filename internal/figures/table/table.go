// Package table counts released records: the funnel, every column of the code book,
// and the pairs of columns that the plan names (plan.toml). It is pure: the same
// records, book and plan give the same Set. Page, text, chart, spreadsheet and open
// data are all written from one Set, so that they can never differ.
//
// Its rules:
//   - Only analysed records count in tables: released and complete.
//   - A record counts once in a row, however often an answer stands in it, and once
//     in a group of countries or a bundle of codes.
//   - Every table has its base, says how many records are silent, and whether several
//     answers are possible.
//   - A share is rounded half up, once, at the end, from two whole numbers. Growth
//     follows from counts, never from shares.
//   - Years are never added: the same person may have been counselled in both.
//
// The counts are exact, and so for the eyes of few: package protect makes of them what
// may be published.
package table

import (
	"slices"

	"verbund/internal/core"
	"verbund/internal/figures/record"
)

// Count is a number of records. Key is the sum of the keys of those records, modulo
// 2^64: two counts of the same records have the same key, whatever they are called
// and wherever they stand. It is 0 where records have no keys.
type Count struct {
	N   int
	Key uint64
}

// Table is one table of a Set.
type Table struct {
	Spec
	Multi   bool     // several answers are possible in its rows
	Base    Count    // the records asked: all analysed ones
	Missing Count    // of these, those that are silent in the rows, or, in a table with two columns, in either
	Rows    []string // codes, then groups ("g-…") and bundles ("b-…"); of countries only those that occur
	Columns []string // the same of the second column; empty in a table with one
	Cells   []Count  // len(Rows), or len(Rows)·len(Columns), row by row
}

// At is the count of a row and column; col is 0 in a table with one column.
func (t *Table) At(row, col int) Count { return t.Cells[row*max(1, len(t.Columns))+col] }

// Find is the count of codes by their ids; column is empty in a table with one. What
// is not there counts nothing.
func (t *Table) Find(row, column string) Count {
	r, c := slices.Index(t.Rows, row), 0
	if len(t.Columns) > 0 {
		c = slices.Index(t.Columns, column)
	}
	if r < 0 || c < 0 {
		return Count{}
	}
	return t.At(r, c)
}

// Funnel is the funnel of a year with the keys of its counts.
type Funnel struct{ Documented, New, Consented, Analysed Count }

// Set is all that is counted of a year.
type Set struct {
	Year    int
	Book    string // version of the code book
	Plan    string // version of the plan of tables
	Centres int    // that delivered records
	Funnel  Funnel
	Tables  []Table // in the order of the plan
}

// Table returns the table of an id.
func (s *Set) Table(id string) (*Table, bool) {
	i := slices.IndexFunc(s.Tables, func(t Table) bool { return t.ID == id })
	if i < 0 {
		return nil, false
	}
	return &s.Tables[i], true
}

// Labels are the words for what stands in tables.
type Labels struct {
	Book    *record.Book
	Plan    *Plan
	Lang    core.Lang
	Country func(code string) string // text.Printer.CountryName
}

// Column is what a column is called.
func (l Labels) Column(id string) string {
	if _, c := l.Book.Column(id); c != nil {
		return c.Label(l.Lang)
	}
	return id
}

// Code is what a code, group or bundle of a column is called.
func (l Labels) Code(column, id string) string {
	if len(id) > 2 && id[:2] == "g-" {
		if g, ok := l.Book.Group(id); ok {
			return g.Label(l.Lang)
		}
	}
	if len(id) > 2 && id[:2] == "b-" {
		for _, b := range l.Plan.Bundles {
			if b.ID == id {
				return b.Label(l.Lang)
			}
		}
	}
	_, c := l.Book.Column(column)
	if c == nil {
		return id
	}
	if c.Kind == record.Countries {
		return l.Country(id)
	}
	if at, ok := c.Find(id); ok {
		return c.Codes[at].Label(l.Lang)
	}
	return id
}
