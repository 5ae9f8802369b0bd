package gate

import (
	"context"
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// Narrowest is how wide the interval of a count of one to four that is not shown must
// be: from none to two, say. What is narrower nearly says the count.
const Narrowest = 2

// interval finds, for every count of one to four, shown, hidden or merged, between
// which numbers it must lie by everything that is shown, together: the table, the
// tables of its two columns, bases and missing shares, groups, bundles and rests, and
// the rules themselves, which say how small a number is that is not shown.
//
// Each table with two columns is a linear program of its own. The tables with one
// column go through all of them first, so that what one table says about a row is
// known in all others.
func interval(ctx context.Context, l *layout) (Check, error) {
	a := audit{layout: l, known: map[Place]span{}}
	a.single()
	pairs := slices.DeleteFunc(slices.Clone(l.Set.Tables), func(t table.Table) bool { return t.Spec.Columns == "" })
	for i := range pairs {
		if err := ctx.Err(); err != nil {
			return Check{}, err
		}
		a.pair(&pairs[i], false)
	}
	for i := range l.Set.Tables {
		if t := &l.Set.Tables[i]; t.Spec.Columns == "" {
			a.one(t)
		}
	}
	for i := range pairs {
		if err := ctx.Err(); err != nil {
			return Check{}, err
		}
		a.pair(&pairs[i], true)
	}
	if a.small == 0 {
		a.narrowest = Narrowest
	}
	broken := Most
	if l.keeps() {
		broken = Told // a number that stays as published need not be where rounding takes it
	}
	return outcome("interval", []Figure{
		{"narrowest", float64(a.narrowest), Least, Narrowest},
		{"narrow", float64(a.narrow), Most, 0},
		{"broken", float64(a.broken), broken, 0},
		{"certain", float64(a.certain), Told, 0},
		{"smallcounts", float64(a.small), Told, 0},
		{"width", a.width / float64(max(1, a.small)), Told, 0},
	}, a.where), nil
}

// audit is what a reader knows while it is put together.
type audit struct {
	*layout
	known     map[Place]span // of rows of tables with one column
	small     int            // counts of one to four
	certain   int            // of these, not shown but at least one for sure
	narrowest int
	narrow    int
	broken    int // counts that are not where the edition says
	width     float64
	where     []Place
}

// note takes down the interval of a small count.
func (a *audit) note(at Place, shown bool, s span) {
	if a.small == 0 || s.high-s.low < a.narrowest {
		a.narrowest = s.high - s.low
	}
	a.small++
	a.width += float64(s.high - s.low)
	certain := !shown && s.low > 0
	if certain {
		a.certain++
	}
	if s.high-s.low < Narrowest {
		a.narrow++
	}
	if s.high-s.low < Narrowest {
		a.where = append(a.where, at)
	}
}

// said is what one shown or hidden number says by itself.
func (a *audit) said(v edition.Value) span {
	loose := looseness(a.now.Edition, a.Rules.Base)
	if v.Shown && v.N > 0 && loose > 0 {
		return span{max(a.Rules.NeverBelow, v.N-loose), v.N + loose}
	}
	if v.Shown {
		return span{max(0, v.N-loose), v.N + loose}
	}
	if loose == 0 {
		return span{0, max(0, a.Rules.NeverBelow-1)} // not rounded: hidden is below the least
	}
	return span{0, max(a.Rules.NeverBelow, a.Rules.Base) - 1}
}

// without is what a number says that is not shown for another reason than that it is
// small: a bundle that would isolate others, a rest that cannot be added up, or a
// category that is merged.
func (a *audit) without(t *edition.Table) span { return span{0, a.said(t.Base).high} }

// says is what the edition says of a count by itself.
func (a *audit) says(t *edition.Table, row, column string) span {
	r, c := slices.IndexFunc(t.Rows, func(r edition.Row) bool { return r.ID == row }), 0
	if len(t.Columns) > 0 {
		c = slices.Index(t.Columns, column)
	}
	if r < 0 || c < 0 {
		return a.without(t)
	}
	if v := t.Rows[r].Cells[c]; v.Shown || !made(row) && !made(column) {
		return a.said(v)
	}
	return a.without(t)
}

// made tells whether a row is made of others: a group, a bundle or a rest.
func made(id string) bool {
	return id == edition.Rest || len(id) > 2 && id[1] == '-' && (id[0] == 'g' || id[0] == 'b')
}

// number adds a count with what is known of it. That the truth is not within it would
// mean that the edition contradicts itself.
func (a *audit) number(p *program, n int, s span) int {
	if n < s.low || n > s.high {
		a.broken++
	}
	return p.number(float64(n), float64(s.low), float64(s.high))
}

// axis are the rows, or the columns, of a table in the audit: those that are counted,
// and the rest in which the edition merges some.
type axis struct {
	column string
	multi  bool
	ids    []string
	codes  [][]bool // for which codes each stands
	parts  [][]int  // of those that are made of others: which
	whole  []int    // those in which every answer is: codes, and groups of countries
}

// axisOf lays out an axis: ids as counted, and rest as merged by the edition.
func (a *audit) axisOf(column string, ids, merged []string, two bool) axis {
	_, c := a.Book.Column(column)
	x := axis{column: column, multi: c.Multi(), ids: slices.Clone(ids)}
	if merged != nil {
		x.ids = append(x.ids, edition.Rest)
	}
	for i, id := range x.ids {
		codes, _ := codesOf(a.Book, a.now.Plan, c, id, merged, nil)
		x.codes = append(x.codes, codes)
		if !made(id) || two && id[:2] == "g-" {
			x.whole = append(x.whole, i)
		}
	}
	for i := range x.ids {
		var parts []int
		for _, j := range x.whole {
			if made(x.ids[i]) && i != j && within(x.codes[j], x.codes[i]) {
				parts = append(parts, j)
			}
		}
		x.parts = append(x.parts, parts)
	}
	return x
}

// count is how many analysed records have an answer in each of two sets of codes;
// across is nil in a table with one column.
func (a *audit) count(spec table.Spec, down, across []bool) (n int) {
	row, _ := a.Book.Column(spec.Rows)
	col, _ := a.Book.Column(spec.Columns)
	for _, r := range a.now.Records {
		if a.Book.Complete(r) && answers(r.Values[row], down) && (across == nil || answers(r.Values[col], across)) {
			n++
		}
	}
	return n
}

// merges are the codes in the rest of a column, and nil where there is none.
func (a *audit) merges(column string) []string {
	t, ok := a.now.Edition.Table(column)
	if !ok {
		return nil
	}
	if i := slices.IndexFunc(t.Rows, func(r edition.Row) bool { return r.ID == edition.Rest }); i >= 0 {
		return t.Rows[i].Merged
	}
	return nil
}

// single learns what each number of a table with one column says by itself.
func (a *audit) single() {
	for _, t := range a.Set.Tables {
		shown, ok := a.now.Edition.Table(t.ID)
		if t.Spec.Columns != "" || !ok {
			continue
		}
		for _, id := range append(slices.Clone(t.Rows), edition.Rest) {
			a.known[Place{t.ID, id, ""}] = a.says(shown, id, "")
		}
		a.known[Place{t.ID, "missing", ""}] = a.said(shown.Missing)
		a.known[Place{t.ID, "base", ""}] = a.said(shown.Base)
	}
}

// tie says that a number is made of parts: it is no more than their sum and no less
// than each; where a record has one answer only, it is the sum.
func tie(p *program, of int, parts []int, multi bool) {
	if len(parts) == 0 {
		return
	}
	sum := []term{{of, -1}}
	for _, part := range parts {
		sum = append(sum, term{part, 1})
		if multi {
			p.limit([]term{{of, 1}, {part, -1}}, 0, endless)
		}
	}
	if multi {
		p.limit(sum, 0, endless)
	} else {
		p.limit(sum, 0, 0)
	}
}

// endless is more than any count.
const endless = 1e7

// one audits a table with one column.
func (a *audit) one(t *table.Table) {
	shown, ok := a.now.Edition.Table(t.ID)
	if !ok {
		return
	}
	p := newProgram()
	x := a.axisOf(t.Spec.Rows, t.Rows, a.merges(t.Spec.Rows), false)
	numbers := make([]int, len(x.ids))
	for i, id := range x.ids {
		numbers[i] = a.number(p, a.count(t.Spec, x.codes[i], nil), a.known[Place{t.ID, id, ""}])
	}
	m := a.number(p, t.Missing.N, a.known[Place{t.ID, "missing", ""}])
	b := a.number(p, t.Base.N, a.known[Place{t.ID, "base", ""}])
	all := []term{{m, 1}, {b, -1}}
	for _, i := range x.whole {
		all = append(all, term{numbers[i], 1})
	}
	for i, parts := range x.parts {
		tie(p, numbers[i], pick(numbers, parts), t.Multi)
	}
	if t.Multi {
		p.limit(all, 0, endless)
	} else {
		p.limit(all, 0, 0)
	}
	p.ready()
	for i, id := range t.Rows {
		s := p.interval(numbers[i])
		a.known[Place{t.ID, id, ""}] = s
		if n := t.Cells[i].N; n > 0 && n < Isolate {
			a.note(Place{t.ID, id, ""}, shown.Find(id, "").Shown, s)
		}
	}
}

func pick(of []int, at []int) []int {
	var picked []int
	for _, i := range at {
		picked = append(picked, of[i])
	}
	return picked
}

// pair audits a table with two columns. Where it does not take notes, it only learns
// what the table says about the rows of those with one.
func (a *audit) pair(t *table.Table, notes bool) {
	shown, ok := a.now.Edition.Table(t.ID)
	if !ok {
		return
	}
	p := newProgram()
	down := a.axisOf(t.Spec.Rows, t.Rows, a.merges(t.Spec.Rows), true)
	across := a.axisOf(t.Spec.Columns, t.Columns, a.merges(t.Spec.Columns), true)
	cells := make([][]int, len(down.ids))
	turned := make([][]int, len(across.ids))
	for i, row := range down.ids {
		for j, col := range across.ids {
			n := 0
			if i < len(t.Rows) && j < len(t.Columns) {
				n = t.At(i, j).N
			} else {
				n = a.count(t.Spec, down.codes[i], across.codes[j])
			}
			cells[i] = append(cells[i], a.number(p, n, a.says(shown, row, col)))
			turned[j] = append(turned[j], cells[i][j])
		}
	}
	type edge struct {
		at    Place
		total int
	}
	var edges []edge
	margins := func(x axis) (totals []int) {
		for i, id := range x.ids {
			at := Place{x.column, id, ""}
			totals = append(totals, a.number(p, a.count(table.Spec{Rows: x.column}, x.codes[i], nil), a.known[at]))
			edges = append(edges, edge{at, totals[i]})
		}
		return totals
	}
	rows, columns := margins(down), margins(across)
	// add ties the cells of each line to its total: those without an answer across are
	// missing.
	add := func(totals []int, cells [][]int, other axis) {
		silent := float64(a.known[Place{other.column, "missing", ""}].high)
		for i, total := range totals {
			sum := []term{{total, -1}}
			for _, j := range other.whole {
				sum = append(sum, term{cells[i][j], 1})
			}
			if !other.multi {
				p.limit(sum, -silent, 0)
				continue
			}
			p.limit(sum, -silent, endless)
			for _, cell := range cells[i] {
				p.limit([]term{{total, 1}, {cell, -1}}, 0, endless)
			}
		}
	}
	add(rows, cells, across)
	add(columns, turned, down)
	for i := range down.ids {
		for j, parts := range across.parts {
			tie(p, cells[i][j], pick(cells[i], parts), across.multi)
		}
	}
	for j := range across.ids {
		for i, parts := range down.parts {
			tie(p, turned[j][i], pick(turned[j], parts), down.multi)
		}
	}
	p.ready()
	if !notes {
		for _, e := range edges {
			known, s := a.known[e.at], p.interval(e.total)
			a.known[e.at] = span{max(known.low, s.low), min(known.high, s.high)}
		}
		return
	}
	for i, row := range t.Rows {
		for j, col := range t.Columns {
			if n := t.At(i, j).N; n > 0 && n < Isolate {
				a.note(Place{t.ID, row, col}, shown.Find(row, col).Shown, p.interval(cells[i][j]))
			}
		}
	}
}
