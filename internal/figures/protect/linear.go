package protect

import (
	"slices"

	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Tables are the exact tables of a year with their sums, for Suppress. Where several
// answers are possible rows do not add up, so such a table has cells and no sums.
//
// In a table with two columns a row adds up to the row of its own table less those who
// are silent in the other column; these stand in it as cells that are never published
// (Secondary from the beginning).
func Tables(set *table.Set, book *record.Book, plan *table.Plan) []Linear {
	var all []Linear
	var wide []union
	for _, g := range book.Groups {
		wide = append(wide, union{g.ID, "", g.Countries})
	}
	for _, b := range plan.Bundles {
		wide = append(wide, union{b.ID, b.Column, b.Codes})
	}
	for i := range set.Tables {
		t := &set.Tables[i]
		b := linear{Linear: Linear{ID: t.ID}, table: t, wide: wide}
		_, row := book.Column(t.Spec.Rows)
		base, missing := b.add(t.Base, BaseRow, "", Open), b.add(t.Missing, MissingRow, "", Open)
		if t.Spec.Columns == "" {
			b.oneWay(row, base, missing)
		} else {
			_, column := book.Column(t.Spec.Columns)
			b.twoWay(set, row, column, base, missing)
		}
		all = append(all, b.Linear)
	}
	return all
}

// linear is a table while its sums are gathered.
type linear struct {
	Linear
	table *table.Table
	wide  []union
}

func (b *linear) add(c table.Count, row, column string, fate Fate) int {
	b.Cells = append(b.Cells, Cell{Place: Place{b.ID, row, column}, N: c.N, Key: c.Key, Fate: fate})
	return len(b.Cells) - 1
}

func (b *linear) oneWay(c *record.Column, base, missing int) {
	parts := []int{missing}
	at := map[string]int{}
	for row, id := range b.table.Rows {
		at[id] = b.add(b.table.At(row, 0), id, "", Open)
		if !isWide(id) {
			parts = append(parts, at[id])
		}
	}
	if !c.Multi() {
		b.Sums = append(b.Sums, Sum{base, parts})
	}
	b.unions(c, func(id string) (int, bool) { i, ok := at[id]; return i, ok })
}

// unions says how groups and bundles belong to their members: they add up, or, where
// several answers are possible, each is one of them and those who are not in it; these
// are a cell that is never published, but has to be protected if it is small.
func (b *linear) unions(c *record.Column, find func(id string) (int, bool)) {
	for _, u := range b.wide {
		total, ok := find(u.id)
		if !ok || u.column != "" && u.column != c.ID {
			continue
		}
		var members []int
		for _, code := range u.codes {
			at, ok := find(code)
			if !ok {
				continue
			}
			members = append(members, at)
			if c.Multi() {
				whole, part := b.Cells[total], b.Cells[at]
				key := whole.Key
				key -= part.Key
				others := table.Count{N: whole.N - part.N, Key: key}
				b.Sums = append(b.Sums, Sum{total, []int{at, b.add(others, u.id, "without "+code, Primary)}})
			}
		}
		if !c.Multi() {
			b.Sums = append(b.Sums, Sum{total, members})
		}
	}
}

// union is a group or bundle; of any column where that is empty.
type union struct {
	id, column string
	codes      []string
}

func (b *linear) twoWay(set *table.Set, row, column *record.Column, base, missing int) {
	t := b.table
	at := make([]int, len(t.Cells))
	for r, rowID := range t.Rows {
		for c, columnID := range t.Columns {
			at[r*len(t.Columns)+c] = b.add(t.At(r, c), rowID, columnID, Open)
		}
	}
	cell := func(r, c int) int { return at[r*len(t.Columns)+c] }
	swapped := func(c, r int) int { return cell(r, c) }
	b.margins(set, t.Spec.Rows, t.Rows, t.Columns, column, cell)
	b.margins(set, t.Spec.Columns, t.Columns, t.Rows, row, swapped)
	for c := range t.Columns {
		b.unions(row, func(id string) (int, bool) { r := slices.Index(t.Rows, id); return cell(max(r, 0), c), r >= 0 })
	}
	for r := range t.Rows {
		b.unions(column, func(id string) (int, bool) { c := slices.Index(t.Columns, id); return cell(r, max(c, 0)), c >= 0 })
	}
	if row.Multi() || column.Multi() {
		return
	}
	all := []int{missing}
	for r, rowID := range t.Rows {
		for c, columnID := range t.Columns {
			if !isWide(rowID) && !isWide(columnID) {
				all = append(all, cell(r, c))
			}
		}
	}
	b.Sums = append(b.Sums, Sum{base, all})
}

// margins are the sums of a table's lines: the line of its own table is the cells that
// are one of several exclusive answers, and those who are silent.
func (b *linear) margins(set *table.Set, column string, ids, others []string, other *record.Column, cell func(id, other int) int) {
	own, ok := set.Table(column)
	if !ok || other.Multi() {
		return
	}
	for i, id := range ids {
		if !slices.Contains(own.Rows, id) {
			continue
		}
		whole := own.Find(id, "")
		silent := whole
		var parts []int
		for k, otherID := range others {
			if !isWide(otherID) {
				at := cell(i, k)
				parts = append(parts, at)
				silent.N -= b.Cells[at].N
				silent.Key -= b.Cells[at].Key
			}
		}
		total := b.add(whole, id, "", Open)
		parts = append(parts, b.add(silent, id, MissingRow, Secondary))
		b.Sums = append(b.Sums, Sum{total, parts})
	}
}
