package protect

import (
	"errors"
	"fmt"
	"slices"

	"verbund/internal/core"
)

// Cell is a number in an exact table.
type Cell struct {
	Place
	N         int
	Key       uint64 // of the records counted; cells with the same key and number are the same variable
	Published bool   // it is public already, exactly, and cannot be taken back
	Fate      Fate   // given to Suppress: Secondary is a number that is never published, Primary one that must be protected besides if it is small

	// Within is what is known of the number already, from a rounded edition say; nothing
	// where it is empty.
	Within Interval
}

// Fate is what becomes of a cell.
type Fate int

// The fates.
const (
	Open      Fate = iota // published
	Primary               // not published: too few records
	Secondary             // not published, because a primary one could be worked out from it
)

// Sum says that a cell is the sum of others, by their positions in the table.
type Sum struct {
	Total int
	Parts []int
}

// Linear is a table with its sums.
type Linear struct {
	ID    string
	Cells []Cell
	Sums  []Sum
}

// Suppress decides which cells of exact tables are withheld, so that no cell of 1 to
// least-1 records can be worked out from all tables together, closely enough to tell
// that it is so small. tables are all that was ever published and all that is to be;
// they are not changed, and the same come back with the fate of each cell.
//
// Zeros are published, so a reader knows that what is withheld is at least 1. A
// primary cell is protected when everything published allows it to be least more than
// it is: so the interval is as wide as the threshold and reaches above it, and nobody
// can tell that the cell is a small one (feasibility interval and upper protection
// level: Hundepool et al. 2012, chapter 4). That it may be less is not asked: two
// withheld parts make their sum at least 2 for everybody.
//
// Of a small cell that a rounded edition has shown, or not shown, everybody knows that
// it is small. It is protected when it stays so uncertain as the gate asks of such an
// edition: by Narrowest at least, within what is known.
//
// Which further cells are withheld is found by a linear program for each primary one,
// which moves it so far at the least loss of records (after Kelly, Golden and Assad
// 1992). The result is audited in the end; what cannot be proved is an error.
//
// It fails (core.Invalid) where a table does not add up, (core.Conflict) where a small
// cell has been published or cannot be protected any more because of what has been.
func Suppress(tables []Linear, least int) ([]Linear, error) {
	s, err := newSuppressor(tables, least)
	if err != nil {
		return nil, err
	}
	var stuck *exposed // all tables that hold what cannot be protected, found in one go
	for _, v := range s.primary() {
		err := s.secure(v)
		if at, ok := errors.AsType[*exposed](err); ok {
			if stuck == nil {
				stuck = at
			}
			stuck.tables = append(stuck.tables, at.tables...)
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	if stuck != nil {
		return nil, &core.Error{Kind: core.Conflict, Key: "figures.error.protect", Cause: stuck}
	}
	if err := s.audit(); err != nil {
		return nil, err
	}
	return s.result(tables), nil
}

// united is a number wherever it stands.
type united struct {
	n         int
	published bool
	small     bool // and to be protected: not only given to be never published
	fate      Fate
	within    Interval
	more      int // how far some solution moves it up, and down
	fewer     int
	key       uint64
	first     Place
}

// Narrowest is how uncertain a small number stays at least of which a rounded edition
// told before: from one to three, say.
const Narrowest = 2

// bounded tells whether something was known of a number before.
func (u united) bounded() bool { return u.within != Interval{} }

// demand are the ways in which a primary variable must be able to differ from the truth,
// up and down, the best first; one of them will do.
func (s *suppressor) demand(v int) (ways [][2]int) {
	of := s.cells[v]
	if !of.bounded() || of.within.High-of.n >= s.least {
		ways = append(ways, [2]int{s.least, 0})
	}
	for more := Narrowest; of.bounded() && more >= 0; more-- {
		if of.within.High-of.n >= more {
			ways = append(ways, [2]int{more, Narrowest - more})
		}
	}
	return ways
}

// secure withholds what it takes for a primary variable to be protected.
func (s *suppressor) secure(v int) (err error) {
	err = s.conflict(v, "is known already")
	for _, way := range s.demand(v) {
		err = nil
		for _, by := range [2]int{way[0], -way[1]} {
			// What was withheld for another one often serves it too.
			if err == nil && (by > s.cells[v].more || -by > s.cells[v].fewer) {
				err = s.protect(v, by)
			}
		}
		if core.KindOf(err) != core.Conflict {
			return err
		}
	}
	return err
}

// suppressor is a suppression while it runs.
type suppressor struct {
	least int
	cells []united
	at    [][]int // variable by table and cell
	sums  []Sum   // of variables
}

func newSuppressor(tables []Linear, least int) (*suppressor, error) {
	type same struct {
		key uint64
		n   int
	}
	s := &suppressor{least: least}
	known := map[same]int{}
	for _, t := range tables {
		at := make([]int, len(t.Cells))
		for i, c := range t.Cells {
			v, ok := known[same{c.Key, c.N}]
			if !ok || c.Key == 0 {
				v = len(s.cells)
				s.cells = append(s.cells, united{n: c.N, first: c.Place, key: c.Key})
				known[same{c.Key, c.N}] = v
			}
			at[i] = v
			of := &s.cells[v]
			of.published = of.published || c.Published
			of.limit(c.Within)
			of.small = of.small || c.Fate != Secondary && c.N > 0 && c.N < least
			if c.Fate != Open {
				of.fate = Secondary
			}
		}
		s.at = append(s.at, at)
		for _, sum := range t.Sums {
			total := Sum{Total: at[sum.Total]}
			n := s.cells[total.Total].n
			for _, p := range sum.Parts {
				total.Parts = append(total.Parts, at[p])
				n -= t.Cells[p].N
			}
			if n != 0 {
				return nil, &core.Error{Kind: core.Invalid, Key: "figures.error.protect", Cause: fmt.Errorf("table %s: %v differs by %d from its parts", t.ID, t.Cells[sum.Total].Place, n)}
			}
			s.sums = append(s.sums, total)
		}
	}
	for i := range s.cells {
		of := &s.cells[i]
		if of.small && of.published {
			return nil, s.conflict(i, "has been published")
		}
		if of.small {
			of.fate = Primary
		}
		if of.published && of.fate != Open {
			return nil, s.conflict(i, "has been published and is to be withheld")
		}
	}
	return s, nil
}

// limit takes in what is known of a number.
func (u *united) limit(more Interval) {
	if more == (Interval{}) {
		return
	}
	if u.bounded() {
		more = Interval{max(more.Low, u.within.Low), min(more.High, u.within.High)}
	}
	u.within = more
}

func (s *suppressor) conflict(v int, what string) error {
	return &core.Error{Kind: core.Conflict, Key: "figures.error.protect", Cause: &exposed{Place: s.cells[v].first, what: what, tables: []string{s.cells[v].first.Table}}}
}

// exposed is a number that cannot be protected.
type exposed struct {
	Place
	what   string
	tables []string // of it and of all others like it
}

func (e *exposed) Error() string {
	return fmt.Sprintf("%s %s %s %s", e.Table, e.Row, e.Column, e.what)
}

// primary are the variables to be protected, the largest first: what is withheld for
// them often serves the others too.
func (s *suppressor) primary() []int {
	var all []int
	for v, c := range s.cells {
		if c.fate == Primary {
			all = append(all, v)
		}
	}
	slices.SortStableFunc(all, func(a, b int) int { return s.cells[b].n - s.cells[a].n })
	return all
}

// movable tells whether a number can be withheld: it is neither public nor nothing.
func (s *suppressor) movable(v int) bool { return s.cells[v].n > 0 && !s.cells[v].published }

// protect withholds what it takes for a variable to be able to differ from the truth
// by a number, up or down.
func (s *suppressor) protect(v, by int) error {
	sign := 1
	if by < 0 {
		sign = -1
	}
	column := make([]int, len(s.cells)) // of what is added; what is taken stands after it
	var of []int
	for i := range s.cells {
		column[i] = -1
		if s.movable(i) {
			column[i] = 2 * len(of)
			of = append(of, i)
		}
	}
	width := 2 * len(of)
	upper := make([]int, width) // what is withheld is known to be 1 or more
	weight := map[int]int{}
	for k, i := range of {
		upper[2*k], upper[2*k+1] = noUpper, s.cells[i].n-1
		if in := s.cells[i].within; s.cells[i].bounded() {
			upper[2*k+1] = max(0, s.cells[i].n-max(1, in.Low))
			if in.High != Unbounded {
				upper[2*k] = max(0, in.High-s.cells[i].n)
			}
		}
		if s.cells[i].fate == Open {
			weight[2*k], weight[2*k+1] = s.cells[i].n, s.cells[i].n
		}
	}
	var rows [][]int
	set := func(row []int, v, times int) {
		if c := column[v]; c >= 0 {
			row[c] += times
			row[c+1] -= times
		}
	}
	for _, sum := range s.sums {
		row := make([]int, width+1)
		set(row, sum.Total, -1)
		for _, p := range sum.Parts {
			set(row, p, 1)
		}
		rows = append(rows, row)
	}
	aim := make([]int, width+1)
	set(aim, v, sign)
	aim[width] = by * sign
	t, err := newTableau(append(rows, aim), upper)
	if err == nil {
		err = t.minimise(weight)
	}
	if err == errInfeasible {
		return s.conflict(v, "cannot be protected any more")
	}
	if err != nil {
		return err
	}
	for k, i := range of {
		up, scale := t.value(2 * k)
		down, scale2 := t.value(2*k + 1)
		if up*scale2 != down*scale && s.cells[i].fate == Open {
			s.cells[i].fate = Secondary
		}
		s.cells[i].more = max(s.cells[i].more, (up*scale2-down*scale)/(scale*scale2))
		s.cells[i].fewer = max(s.cells[i].fewer, (down*scale-up*scale2)/(scale*scale2))
	}
	return nil
}

// system is what a reader knows of exact tables from which cells are withheld: the open
// ones, that the others are at least 1, and the sums. Its variables are the cells of
// the tables, each number once.
func (s *suppressor) system() System {
	var known System
	for _, c := range s.cells {
		v := Variable{Places: []Place{c.first}, Low: c.n, High: c.n}
		if c.fate != Open {
			v.Low, v.High = 1, Unbounded
			if c.n == 0 {
				v.Low = 0
			}
			if c.bounded() {
				v.Low, v.High = max(v.Low, c.within.Low), c.within.High
			}
		}
		known.Variables = append(known.Variables, v)
	}
	for _, sum := range s.sums {
		c := Constraint{Sum: []Term{{sum.Total, -1}}}
		for _, p := range sum.Parts {
			c.Sum = append(c.Sum, Term{p, 1})
		}
		known.Constraints = append(known.Constraints, c)
	}
	return known
}

// audit proves that every primary cell is protected.
func (s *suppressor) audit() error {
	found, err := Audit(s.system())
	if err != nil {
		return err
	}
	for v, c := range s.cells {
		if c.fate == Primary && !wide(found[v], s.least) && (!c.bounded() || found[v].High-found[v].Low < Narrowest) {
			return fmt.Errorf("protect: %v can be told to lie between %d and %d", c.first, found[v].Low, found[v].High)
		}
	}
	return nil
}

// wide tells whether an interval is as wide as a threshold and reaches above it.
func wide(i Interval, least int) bool {
	return i.High == Unbounded || i.High > least && i.High-i.Low >= least
}

// result are the tables with the fate of their cells.
func (s *suppressor) result(tables []Linear) []Linear {
	out := slices.Clone(tables)
	for i := range out {
		out[i].Cells = slices.Clone(out[i].Cells)
		for k := range out[i].Cells {
			out[i].Cells[k].Fate = s.cells[s.at[i][k]].fate
		}
	}
	return out
}
