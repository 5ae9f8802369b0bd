package gate

import (
	"cmp"
	"context"
	"slices"

	"verbund/internal/figures/table"
)

// span is what follows for a number of records from the numbers that are shown.
type span struct{ low, high int }

// gap is a few records that stand between numbers.
type gap struct {
	span
	at []Place
}

// difference looks for numbers that, taken from each other, isolate fewer than five
// records.
//
// Within the edition, such a difference is refused where the numbers allow to
// conclude that it holds between one and four: each number may be off by four, so one
// pair of rounded numbers never does, but all pairs that enclose the same records are
// taken together.
//
// Against an earlier edition of the same year, a number that is newly defined is
// refused where it and an earlier number, or the sum of earlier rows, enclose one to
// four records, rounded or not: whoever adds a table later can aim. The same number
// of a newer snapshot is refused where it has changed, or is shown no longer or for
// the first time, and one to four records came or went: numbers are keyed, so it
// changed because of them, and says that they are in this cell.
func difference(ctx context.Context, l *layout) (Check, error) {
	within := l.within()
	isolated, narrow := 0, 0
	var where []Place
	for _, g := range within {
		if g.low >= 1 && g.high < Isolate {
			isolated++
			where = append(where, g.at[0])
		}
		if g.high < Isolate {
			narrow++
		}
	}
	aimed, moved := l.against()
	if err := ctx.Err(); err != nil {
		return Check{}, err
	}
	where = append(append(where, aimed...), moved...)
	return outcome("difference", []Figure{
		{"isolated", float64(isolated), Most, 0},
		{"aimed", float64(len(aimed)), Most, 0},
		{"moved", float64(len(moved)), Most, 0},
		{"enclosed", float64(len(within)), Told, 0},
		{"bounded", float64(narrow), Told, 0},
	}, where), nil
}

// shown are the cells that have a number and records in them, each crowd once.
func (r laid) shown() []cell {
	seen := map[uint64]bool{}
	var kept []cell
	for _, c := range r.cells {
		if c.value.Shown && c.n > 0 && !seen[c.key] {
			seen[c.key] = true
			kept = append(kept, c)
		}
	}
	slices.SortStableFunc(kept, func(a, b cell) int { return cmp.Compare(a.n, b.n) })
	return kept
}

// within are the differences of one to four records between shown numbers of the
// edition, with what follows for each.
func (l *layout) within() []gap {
	found := map[uint64]int{}
	var gaps []gap
	put := func(key uint64, low, high int, at Place) {
		i, ok := found[key]
		if !ok {
			i = len(gaps)
			found[key] = i
			gaps = append(gaps, gap{span: span{0, high}})
		}
		g := &gaps[i]
		g.low, g.high = max(g.low, low), min(g.high, high)
		g.at = append(g.at, at)
	}
	cells := l.now.shown()
	for i, small := range cells {
		for _, big := range cells[i+1:] {
			d := big.n - small.n
			if d >= Isolate {
				break // sorted by size
			}
			if d > 0 && small.who.without(big.who, 0) == 0 {
				off, loose := big.value.N-small.value.N, big.loose+small.loose
				put(big.key-small.key, off-loose, off+loose, small.Place)
			}
		}
	}
	for _, s := range l.sums() {
		left := s.whole.n
		key, off, loose := s.whole.key, s.whole.value.N, s.whole.loose
		for _, p := range s.parts {
			left -= p.n
			key -= p.key
			off -= p.value.N
			loose += p.loose
		}
		if left >= 1 && left < Isolate {
			put(key, off-loose, off+loose, s.whole.Place)
		}
	}
	return gaps
}

// sum is a number and others that are parts of it and share no record.
type sum struct {
	whole cell
	parts []cell
}

// sums are the bases less their rows, groups and bundles less their members, and the
// rows and columns of tables with two columns against those with one.
func (l *layout) sums() []sum {
	type line struct{ table, row, column string }
	byTable := map[string][]cell{}
	var order []string
	base := map[string]cell{}
	single := map[line]cell{}
	for _, c := range l.now.cells {
		switch {
		case c.Table == "funnel" || !c.value.Shown:
		case c.Row == "base" && c.partial:
			base[c.Table] = c
		default:
			if byTable[c.Table] == nil {
				order = append(order, c.Table)
			}
			byTable[c.Table] = append(byTable[c.Table], c)
			single[line{c.Table, c.Row, c.Column}] = c
		}
	}
	var sums []sum
	// add takes disjoint parts as they come: what overlaps an earlier part is left out.
	add := func(whole cell, of []cell) {
		taken := make(crowd, l.size)
		var parts []cell
		for _, p := range of {
			if p.n > 0 && p.key != whole.key && p.who.without(whole.who, 0) == 0 && disjoint(p.who, taken) {
				taken.join(p.who)
				parts = append(parts, p)
			}
		}
		if len(parts) > 0 {
			sums = append(sums, sum{whole, parts})
		}
	}
	for _, id := range order {
		cells := byTable[id]
		spec := slices.IndexFunc(l.now.Plan.Tables, func(s table.Spec) bool { return s.ID == id })
		if spec < 0 {
			continue
		}
		s := l.now.Plan.Tables[spec]
		plain := func(c cell) bool { return c.partial || c.merged || len(c.Row) < 2 || c.Row[1] != '-' }
		if s.Columns == "" {
			if whole, ok := base[id]; ok {
				add(whole, slices.DeleteFunc(slices.Clone(cells), func(c cell) bool { return !plain(c) }))
			}
			for _, whole := range cells {
				if !plain(whole) {
					add(whole, slices.DeleteFunc(slices.Clone(cells), func(c cell) bool { return !plain(c) || c.partial }))
				}
			}
			continue
		}
		rows, columns := map[string][]cell{}, map[string][]cell{}
		var rowIDs, columnIDs []string
		for _, c := range cells {
			if c.partial {
				continue
			}
			if rows[c.Row] == nil {
				rowIDs = append(rowIDs, c.Row)
			}
			rows[c.Row] = append(rows[c.Row], c)
			if columns[c.Column] == nil {
				columnIDs = append(columnIDs, c.Column)
			}
			if plain(c) {
				columns[c.Column] = append(columns[c.Column], c)
			}
		}
		for _, row := range rowIDs {
			if whole, ok := single[line{s.Rows, row, ""}]; ok {
				add(whole, rows[row])
			}
		}
		for _, column := range columnIDs {
			if whole, ok := single[line{s.Columns, column, ""}]; ok {
				add(whole, columns[column])
			}
		}
	}
	return sums
}

func disjoint(a, b crowd) bool {
	for i, w := range a {
		if w&b[i] != 0 {
			return false
		}
	}
	return true
}

// against are the places that break the rules between the edition and earlier ones of
// its year: newly defined numbers that enclose a few records with an earlier number,
// and numbers that moved because of a few. A rounded edition and an exact one with gaps
// of the same records show each number differently anyway: what they tell together is
// found by the check together, which knows how far each may be from the truth.
func (l *layout) against() (aimed, moved []Place) {
	for _, before := range l.earlier {
		if before.Edition.Year != l.now.Edition.Year || before.Edition.Kind != l.now.Edition.Kind && slices.Equal(slices.Sorted(slices.Values(before.Keys)), slices.Sorted(slices.Values(l.now.Keys))) {
			continue
		}
		old := map[Place]cell{}
		known := map[uint64]bool{}
		for _, c := range before.cells {
			old[c.Place] = c
			if c.value.Shown {
				known[c.key] = true
			}
		}
		shown := before.shown()
		for _, c := range l.now.cells {
			was, same := old[c.Place]
			if same && slices.Equal(was.means, c.means) {
				n := apart(c.who, was.who)
				if n > 0 && n < Isolate && (c.value.Shown != was.value.Shown || c.value.Shown && c.value.N != was.value.N) {
					moved = append(moved, c.Place)
				}
				if was.value.Shown || !c.value.Shown {
					continue
				}
			}
			if !c.value.Shown || c.n == 0 || known[c.key] {
				continue
			}
			if l.encloses(c, shown, before) {
				aimed = append(aimed, c.Place)
			}
		}
		// What is named no longer, or stands in a rest now, is a change as well.
		for _, was := range before.cells {
			if was.value.Shown && !slices.ContainsFunc(l.now.cells, func(c cell) bool { return c.Place == was.Place }) {
				if n := l.left(was); n > 0 && n < Isolate {
					moved = append(moved, was.Place)
				}
			}
		}
	}
	return aimed, moved
}

// left is how many records of an earlier cell are not in the new release.
func (l *layout) left(was cell) int {
	all := make(crowd, l.size)
	for _, id := range l.now.ids {
		all.add(id)
	}
	return was.who.without(all, Isolate)
}

// encloses tells whether a number and an earlier one, or the earlier rows of which it
// consists, differ by one to four records.
func (l *layout) encloses(c cell, shown []cell, before laid) bool {
	for _, e := range shown {
		if n := apart(c.who, e.who); n > 0 && n < Isolate {
			return true
		}
	}
	if c.partial {
		return false
	}
	union := make(crowd, l.size)
	some := false
	for _, e := range before.cells {
		if e.Table == c.Table && e.Column == c.Column && e.value.Shown && !e.partial && !slices.ContainsFunc(e.means, func(id string) bool { return !slices.Contains(c.means, id) }) {
			union.join(e.who)
			some = true
		}
	}
	n := apart(c.who, union)
	return some && n > 0 && n < Isolate
}

func within(part, whole []bool) bool {
	for i, in := range part {
		if in && (i >= len(whole) || !whole[i]) {
			return false
		}
	}
	return true
}

// apart is how many records are in one of two crowds only; it stops at Isolate.
func apart(a, b crowd) int {
	n := a.without(b, Isolate)
	return n + b.without(a, Isolate)
}
