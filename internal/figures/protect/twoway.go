package protect

import (
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// side is one side of a table with two columns.
type side struct {
	*categories
	ids []string
}

// sideOf is the rows of a column beside another: those of its own table, but without
// the countries that stand in a group.
func sideOf(c *categories) side {
	s := side{categories: c}
	for _, id := range c.named {
		if c.column.Kind != record.Countries || slices.Contains(c.parts, id) {
			s.ids = append(s.ids, id)
		}
	}
	if c.rest != nil {
		s.ids = append(s.ids, edition.Rest)
	}
	s.ids = append(s.ids, c.wide...)
	return s
}

// codes are what is counted in a row, and false where that cannot be added.
func (s side) codes(id string) ([]string, bool) {
	if id != edition.Rest {
		return []string{id}, true
	}
	return s.rest, s.single()
}

// bundle tells whether a row adds up other rows that have a number of their own.
func (s side) bundle(id string) bool { return id[:min(2, len(id))] == "b-" }

// twoWay is the table of two columns. Its rows and columns are those of the tables of
// one; what is in its column "rest" stands there.
func twoWay(t *table.Table, row, column *categories, rules Rules) edition.Table {
	to := edition.Table{Spec: t.Spec, Multi: t.Multi, Base: rules.value(t.Base), Missing: rules.value(t.Missing)}
	rows, columns := sideOf(row), sideOf(column)
	to.Columns = columns.ids
	exact := func(r, c string) (table.Count, bool) {
		ofRow, ok := rows.codes(r)
		ofColumn, ok2 := columns.codes(c)
		if !ok || !ok2 {
			return table.Count{}, false
		}
		return sum(t, ofRow, ofColumn), true
	}
	for _, id := range rows.ids {
		line := edition.Row{ID: id, Cells: make([]edition.Value, len(columns.ids))}
		if id == edition.Rest {
			line.Merged = row.rest
		}
		to.Rows = append(to.Rows, line)
	}
	// First the cells that add up no others, then bundles of rows, then of columns,
	// then of both: each is shown only where it isolates nothing in what went before.
	for pass := range 4 {
		for i, r := range rows.ids {
			for j, c := range columns.ids {
				if downwards, across := rows.bundle(r), columns.bundle(c); downwards != (pass&1 == 1) || across != (pass&2 == 2) {
					continue
				}
				n, ok := exact(r, c)
				if !ok {
					continue
				}
				count := func(id string) int { n, _ := exact(id, c); return n.N }
				if rows.bundle(r) && !slices.Contains(rows.safe(func(id string) bool { return to.Find(id, c).Shown }, to.Find(edition.Rest, c).Shown, count, rules), r) {
					continue
				}
				count = func(id string) int { n, _ := exact(r, id); return n.N }
				if columns.bundle(c) && !slices.Contains(columns.safe(func(id string) bool { return to.Find(r, id).Shown }, to.Find(r, edition.Rest).Shown, count, rules), c) {
					continue
				}
				to.Rows[i].Cells[j] = rules.value(n)
			}
		}
	}
	to.Notes = notes(&to, row, column)
	return to
}
