package table

import (
	"slices"

	"verbund/internal/figures/record"
	"verbund/internal/platform/text"
)

// home is the country that has a row of its own in tables with two columns.
const home = "DE"

// axis is a column as it is counted: which rows a code counts in.
type axis struct {
	ids   []string
	of    [][]uint16 // rows by code
	plain int        // rows before this one are codes of the book
}

// axisOf is all codes of a column, then its groups and bundles. Where countries are
// brief, they are Germany, unknown, stateless and the groups.
func axisOf(book *record.Book, plan *Plan, c *record.Column, brief bool) axis {
	a := axis{of: make([][]uint16, len(c.Codes))}
	add := func(id string, codes []string) {
		for _, code := range codes {
			if at, ok := c.Find(code); ok {
				a.of[at] = append(a.of[at], uint16(len(a.ids)))
			}
		}
		a.ids = append(a.ids, id)
	}
	for _, code := range c.Codes {
		if !brief || c.Kind != record.Countries || code.ID == home || code.ID == text.UnknownCountry || code.ID == text.Stateless {
			add(code.ID, []string{code.ID})
		}
	}
	a.plain = len(a.ids)
	if c.Kind == record.Countries {
		for _, g := range book.Groups {
			add(g.ID, g.Countries)
		}
	}
	for _, b := range plan.Bundles {
		if b.Column == c.ID {
			add(b.ID, b.Codes)
		}
	}
	return a
}

// rows are those in which an answer counts, each once.
func (a axis) rows(into []uint16, answer record.Answer) []uint16 {
	if len(answer) == 1 {
		return append(into, a.of[answer[0]]...)
	}
	for _, code := range answer {
		for _, row := range a.of[code] {
			if !slices.Contains(into, row) {
				into = append(into, row)
			}
		}
	}
	return into
}

// counted is a table while it is counted.
type counted struct {
	Table
	row, col       int // columns of the book
	rowAxis        axis
	colAxis        axis
	width          int
	rowList, colOf int // which of the lists of rows of a record
}

// Compute counts the records of one year. keys has the key of each record, or is nil.
// Records of other years must not be among them.
func Compute(year int, all []record.Record, keys []uint64, book *record.Book, plan *Plan) Set {
	set := Set{Year: year, Book: book.Version, Plan: plan.Version}
	tables := make([]counted, len(plan.Tables))
	type listKey struct {
		column int
		brief  bool
	}
	var lists []struct {
		column int
		axis
	}
	known := map[listKey]int{}
	list := func(id string, brief bool) (int, int) {
		i, c := book.Column(id)
		brief = brief && c.Kind == record.Countries
		at, ok := known[listKey{i, brief}]
		if !ok {
			at = len(lists)
			known[listKey{i, brief}] = at
			lists = append(lists, struct {
				column int
				axis
			}{i, axisOf(book, plan, c, brief)})
		}
		return i, at
	}
	for n, s := range plan.Tables {
		t := &tables[n]
		t.Spec, t.width = s, 1
		two := s.Columns != ""
		t.row, t.rowList = list(s.Rows, two)
		t.Multi = book.Columns[t.row].Multi()
		t.rowAxis = lists[t.rowList].axis
		if two {
			t.col, t.colOf = list(s.Columns, true)
			t.colAxis = lists[t.colOf].axis
			t.width = len(t.colAxis.ids)
		}
		t.Cells = make([]Count, len(t.rowAxis.ids)*t.width)
	}
	centres := map[string]bool{}
	rows := make([][]uint16, len(lists))
	for n, r := range all {
		one := Count{N: 1}
		if keys != nil {
			one.Key = keys[n]
		}
		centres[r.Centre] = true
		set.Funnel.Documented.add(one)
		if r.New == "yes" {
			set.Funnel.New.add(one)
		}
		if r.Released {
			set.Funnel.Consented.add(one)
		}
		if !book.Complete(r) {
			continue
		}
		set.Funnel.Analysed.add(one)
		for i, l := range lists {
			rows[i] = l.rows(rows[i][:0], r.Values[l.column])
		}
		for i := range tables {
			tables[i].count(r, rows, one)
		}
	}
	set.Centres = len(centres)
	for i := range tables {
		tables[i].Base = set.Funnel.Analysed
		set.Tables = append(set.Tables, tables[i].finished(book))
	}
	return set
}

func (c *Count) add(one Count) {
	c.N += one.N
	c.Key += one.Key
}

// count counts a record.
func (t *counted) count(r record.Record, rows [][]uint16, one Count) {
	if len(r.Values[t.row]) == 0 || t.Spec.Columns != "" && len(r.Values[t.col]) == 0 {
		t.Missing.add(one)
		return
	}
	if t.Spec.Columns == "" {
		for _, row := range rows[t.rowList] {
			t.Cells[row].add(one)
		}
		return
	}
	for _, row := range rows[t.rowList] {
		for _, col := range rows[t.colOf] {
			t.Cells[int(row)*t.width+int(col)].add(one)
		}
	}
}

// finished leaves out countries that do not occur.
func (t *counted) finished(book *record.Book) Table {
	done := t.Table
	if t.Spec.Columns != "" {
		done.Columns = t.colAxis.ids
	}
	cells := done.Cells
	done.Cells = nil
	sparse := book.Columns[t.row].Kind == record.Countries && t.Spec.Columns == ""
	for row, id := range t.rowAxis.ids {
		of := cells[row*t.width : (row+1)*t.width]
		if sparse && row < t.rowAxis.plain && of[0].N == 0 {
			continue
		}
		done.Rows = append(done.Rows, id)
		done.Cells = append(done.Cells, of...)
	}
	return done
}
