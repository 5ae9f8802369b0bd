package gate

import (
	"context"
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
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
	return outcome("interval", []Figure{
		{"narrowest", float64(a.narrowest), Least, Narrowest},
		{"narrow", float64(a.narrow), Most, 0},
		{"certain", float64(a.certain), Most, 0},
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
	if s.high-s.low < Narrowest || certain {
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

// value is what the edition shows of a count; there is none where the code is merged.
func (a *audit) value(t *edition.Table, row, column string) (edition.Value, bool) {
	r := slices.IndexFunc(t.Rows, func(r edition.Row) bool { return r.ID == row })
	if r < 0 {
		return edition.Value{}, false
	}
	col := 0
	if len(t.Columns) > 0 {
		if col = slices.Index(t.Columns, column); col < 0 {
			return edition.Value{}, false
		}
	}
	return t.Rows[r].Cells[col], true
}

// single learns what each number of a table with one column says by itself.
func (a *audit) single() {
	for _, t := range a.Set.Tables {
		shown, ok := a.now.Edition.Table(t.ID)
		if t.Spec.Columns != "" || !ok {
			continue
		}
		base := a.said(shown.Base)
		for _, id := range t.Rows {
			s := span{0, base.high}
			if v, ok := a.value(shown, id, ""); ok {
				s = a.said(v)
			} else if !composite(id) {
				s.high = a.Rules.MergeBelow - 1
			}
			a.known[Place{t.ID, id, ""}] = s
		}
		a.known[Place{t.ID, "missing", ""}] = a.said(shown.Missing)
		a.known[Place{t.ID, "base", ""}] = base
	}
}

func composite(id string) bool { return len(id) > 2 && id[1] == '-' && (id[0] == 'g' || id[0] == 'b') }

// members are the positions in ids of the codes for which a composite row stands.
func (a *audit) members(column, id string, merged, ids []string) []int {
	_, c := a.Book.Column(column)
	codes, ok := a.codes(a.now.Plan, c, id, merged, nil)
	if !ok {
		return nil
	}
	var at []int
	for i, one := range ids {
		own, ok := a.codes(a.now.Plan, c, one, nil, nil)
		if ok && one != id && within(own, codes) && (!composite(one) || one[0] == 'g' && c.Kind == record.Countries && !composite(id)) {
			at = append(at, i)
		}
	}
	return at
}

// whole ties a composite to its members: it is no more than their sum, and no less
// than each; where a record has one answer only, it is the sum.
func whole(p *program, of int, parts []int, multi bool) {
	if len(parts) == 0 {
		return
	}
	sum := []term{{of, -1}}
	for _, part := range parts {
		sum = append(sum, term{part, 1})
		if multi {
			p.limit([]term{{of, 1}, {part, -1}}, 0, 1e6)
		}
	}
	if multi {
		p.limit(sum, 0, 1e6)
	} else {
		p.limit(sum, 0, 0)
	}
}

// one audits a table with one column.
func (a *audit) one(t *table.Table) {
	shown, ok := a.now.Edition.Table(t.ID)
	if !ok {
		return
	}
	p := newProgram()
	numbers := make([]int, len(t.Rows))
	plain := []term{}
	for i, id := range t.Rows {
		s := a.known[Place{t.ID, id, ""}]
		numbers[i] = p.number(float64(t.Cells[i].N), float64(s.low), float64(s.high))
		if !composite(id) {
			plain = append(plain, term{numbers[i], 1})
		}
	}
	missing, base := a.known[Place{t.ID, "missing", ""}], a.known[Place{t.ID, "base", ""}]
	m := p.number(float64(t.Missing.N), float64(missing.low), float64(missing.high))
	b := p.number(float64(t.Base.N), float64(base.low), float64(base.high))
	rests := map[int][]int{}
	for _, r := range shown.Rows {
		if r.ID != edition.Rest {
			continue
		}
		s := a.said(r.Cells[0])
		n := p.number(float64(a.restOf(t.ID, "")), float64(s.low), float64(s.high))
		rests[n] = pick(numbers, a.members(t.Spec.Rows, r.ID, r.Merged, t.Rows))
	}
	for i, id := range t.Rows {
		if composite(id) {
			whole(p, numbers[i], pick(numbers, a.members(t.Spec.Rows, id, nil, t.Rows)), t.Multi)
		}
	}
	for n, parts := range rests { // one at most
		whole(p, n, parts, t.Multi)
	}
	if t.Multi {
		p.limit(append(plain, term{m, 1}, term{b, -1}), 0, 1e6)
	} else {
		p.limit(append(plain, term{m, 1}, term{b, -1}), 0, 0)
	}
	p.ready()
	for i, id := range t.Rows {
		if n := t.Cells[i].N; n > 0 && n < Isolate {
			v, _ := a.value(shown, id, "")
			a.note(Place{t.ID, id, ""}, v.Shown, p.interval(numbers[i]))
		}
		at := Place{t.ID, id, ""}
		a.known[at] = p.interval(numbers[i])
	}
}

// restOf is the true count of a rest.
func (a *audit) restOf(id, column string) int {
	for _, c := range a.now.cells {
		if c.Table == id && c.merged && c.Column == column {
			return c.n
		}
	}
	return 0
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
	width := len(t.Columns)
	cells := make([]int, len(t.Cells))
	top := a.said(shown.Base).high
	for i := range t.Cells {
		s := span{0, top}
		if v, ok := a.value(shown, t.Rows[i/width], t.Columns[i%width]); ok {
			s = a.said(v)
		}
		cells[i] = p.number(float64(t.Cells[i].N), float64(s.low), float64(s.high))
	}
	// margin is the number of a row in the table with one column.
	margin := func(column, id string) (int, bool) {
		one, ok := a.Set.Table(column)
		s, known := a.known[Place{column, id, ""}]
		if !ok || !known {
			return 0, false
		}
		return p.number(float64(one.Find(id, "").N), float64(s.low), float64(s.high)), true
	}
	type edge struct {
		at     Place
		total  int
		of     []int // cells
		plain  []int // cells of codes, or of countries in groups
		multi  bool  // several answers are possible across
		silent int   // at most so many have no answer across
	}
	var edges []edge
	edgesOf := func(column, other string, ids []string, at func(i int) (of, plain []int)) {
		one, _ := a.Set.Table(other)
		silent := a.known[Place{other, "missing", ""}].high
		for i, id := range ids {
			if total, ok := margin(column, id); ok {
				of, plain := at(i)
				edges = append(edges, edge{Place{column, id, ""}, total, of, plain, one.Multi, silent})
			}
		}
	}
	edgesOf(t.Spec.Rows, t.Spec.Columns, t.Rows, func(i int) (of, plain []int) {
		for j, id := range t.Columns {
			of = append(of, cells[i*width+j])
			if !composite(id) || id[0] == 'g' {
				plain = append(plain, cells[i*width+j])
			}
		}
		return of, plain
	})
	edgesOf(t.Spec.Columns, t.Spec.Rows, t.Columns, func(j int) (of, plain []int) {
		for i, id := range t.Rows {
			of = append(of, cells[i*width+j])
			if !composite(id) || id[0] == 'g' {
				plain = append(plain, cells[i*width+j])
			}
		}
		return of, plain
	})
	rests := make([]int, width)
	var merged []string
	for _, r := range shown.Rows {
		if r.ID == edition.Rest {
			merged = r.Merged
			for j := range min(width, len(r.Cells)) {
				s := a.said(r.Cells[j])
				rests[j] = p.number(float64(a.restOf(t.ID, t.Columns[j])), float64(s.low), float64(s.high))
			}
		}
	}
	for _, e := range edges {
		sum := []term{{e.total, -1}}
		for _, c := range e.plain {
			sum = append(sum, term{c, 1})
		}
		if e.multi {
			for _, c := range e.of {
				p.limit([]term{{e.total, 1}, {c, -1}}, 0, 1e6)
			}
			p.limit(sum, -float64(e.silent), 1e6)
		} else {
			p.limit(sum, -float64(e.silent), 0)
		}
	}
	oneColumn, _ := a.Set.Table(t.Spec.Columns)
	for j := range t.Columns {
		for i, id := range t.Rows {
			if composite(id) && id[0] == 'b' {
				whole(p, cells[i*width+j], column(cells, a.members(t.Spec.Rows, id, nil, t.Rows), j, width), t.Multi)
			}
		}
		if merged != nil {
			whole(p, rests[j], column(cells, a.members(t.Spec.Rows, edition.Rest, merged, t.Rows), j, width), t.Multi)
		}
	}
	for i := range t.Rows {
		for j, id := range t.Columns {
			if composite(id) && id[0] == 'b' {
				whole(p, cells[i*width+j], pick(cells[i*width:(i+1)*width], a.members(t.Spec.Columns, id, nil, t.Columns)), oneColumn.Multi)
			}
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
	for i, c := range t.Cells {
		if c.N > 0 && c.N < Isolate {
			row, col := t.Rows[i/width], t.Columns[i%width]
			v, _ := a.value(shown, row, col)
			a.note(Place{t.ID, row, col}, v.Shown, p.interval(cells[i]))
		}
	}
}

func column(cells []int, rows []int, j, width int) []int {
	var picked []int
	for _, i := range rows {
		picked = append(picked, cells[i*width+j])
	}
	return picked
}
