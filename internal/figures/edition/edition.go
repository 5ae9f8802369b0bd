// Package edition is what a report shows: numbers that are decided, one by one, to be
// shown or not. Everything that people read (page, text, chart, press release,
// spreadsheet, open data) is written from an Edition and from nothing else, so that
// nothing can be published that the protection has not seen, and no two outputs can
// differ.
//
// The internal edition holds the exact counts, for few eyes. The public one, and the one
// with gaps for authorities, are made by package protect.
package edition

import (
	"slices"

	"verbund/internal/figures/table"
)

// Kind is who an edition is for.
type Kind string

// The kinds.
const (
	Internal Kind = "internal" // exact; for the analysts of the office, each look is logged
	Public   Kind = "public"   // protected

	// Suppressed holds exact counts with gaps, for an authority that needs them. It is
	// public in effect: who has it may compare it with all that is published.
	Suppressed Kind = "suppressed"
)

// Rest is the id of the row in which small categories are merged.
const Rest = "rest"

// Value is a number of records as it is shown.
type Value struct {
	N     int
	Shown bool // false: too small to be shown
}

// Row is one line of a table.
type Row struct {
	ID     string   // a code, group or bundle; or Rest
	Merged []string // of Rest: the codes that are in it; not how many records each has
	Cells  []Value  // one, or one for each column
}

// Table is a table as it is shown.
type Table struct {
	table.Spec `json:"Spec"` // without a name of its own its Rows and Columns would be lost behind those of the table
	Multi      bool
	Base       Value
	Missing    Value
	Columns    []string // as in table.Table
	Rows       []Row
	Notes      []Note
}

// Note is something a reader must know about a table.
type Note string

// The notes.
const (
	Rounded   Note = "rounded"   // counts are rounded at random to multiples of five; they need not add up
	Merged    Note = "merged"    // small categories stand together
	Withheld  Note = "withheld"  // cells are too small to be shown
	Threshold Note = "threshold" // only categories with enough records over three years are named
	Uncounted Note = "uncounted" // several answers were possible, so how many records stand in "rest" is not known
	Several   Note = "several"   // several answers were possible: shares add up to more than 100
	Gaps      Note = "gaps"      // counts are exact; small ones, and others by which those could be worked out, are not shown
)

// Funnel is the way from all that were counselled to those analysed.
type Funnel struct{ Documented, New, Consented, Analysed Value }

// Edition is everything that may be shown of one year.
type Edition struct {
	Kind     Kind
	Year     int
	Snapshot string // id of the snapshot it is made of
	Book     string // versions of the code book, the plan of tables and the rules of protection
	Plan     string
	Rules    string
	Centres  int
	Funnel   Funnel
	Tables   []Table
}

// Exact is the internal edition of what was counted.
func Exact(set table.Set, snapshot string) Edition {
	e := Edition{Kind: Internal, Year: set.Year, Snapshot: snapshot, Book: set.Book, Plan: set.Plan, Centres: set.Centres,
		Funnel: Funnel{shown(set.Funnel.Documented), shown(set.Funnel.New), shown(set.Funnel.Consented), shown(set.Funnel.Analysed)}}
	for i := range set.Tables {
		t := &set.Tables[i]
		to := Table{Spec: t.Spec, Multi: t.Multi, Base: shown(t.Base), Missing: shown(t.Missing), Columns: t.Columns}
		for row, id := range t.Rows {
			line := Row{ID: id}
			for col := range max(1, len(t.Columns)) {
				line.Cells = append(line.Cells, shown(t.At(row, col)))
			}
			to.Rows = append(to.Rows, line)
		}
		if t.Multi {
			to.Notes = append(to.Notes, Several)
		}
		e.Tables = append(e.Tables, to)
	}
	return e
}

func shown(c table.Count) Value { return Value{c.N, true} }

// Table returns the table of an id.
func (e *Edition) Table(id string) (*Table, bool) {
	i := slices.IndexFunc(e.Tables, func(t Table) bool { return t.ID == id })
	if i < 0 {
		return nil, false
	}
	return &e.Tables[i], true
}

// Find is the value of a row and column; column is empty in a table with one. What is
// not there is not shown.
func (t *Table) Find(row, column string) Value {
	r, c := slices.IndexFunc(t.Rows, func(r Row) bool { return r.ID == row }), 0
	if len(t.Columns) > 0 {
		c = slices.Index(t.Columns, column)
	}
	if r < 0 || c < 0 {
		return Value{}
	}
	return t.Rows[r].Cells[c]
}

// Share is a value as a part of the table's base; false where one of them is not
// shown.
func (t *Table) Share(v Value) (table.Share, bool) {
	if !v.Shown || !t.Base.Shown || t.Base.N == 0 {
		return table.Share{}, false
	}
	return table.Share{N: v.N, Base: t.Base.N}, true
}
