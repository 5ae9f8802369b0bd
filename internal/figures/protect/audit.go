package protect

import "fmt"

// Audit gives the interval of every variable of a system, by two linear programs for
// each, after what is determined has been taken out and the rest split into parts that
// have nothing to do with each other. The arithmetic is exact.
//
// Linear programming looks at fractions too, so where tables hang together in more
// than rows and columns an interval may be wider than whole numbers allow. It fails
// where what is known contradicts itself or a program had to be given up; then nothing
// has been shown to be safe.
func Audit(s System) ([]Interval, error) {
	a, err := newAuditor(s)
	if err != nil {
		return nil, err
	}
	if err := a.settle(); err != nil {
		return nil, err
	}
	for _, part := range a.parts() {
		if err := a.solve(part); err != nil {
			return nil, err
		}
	}
	return a.found, nil
}

// auditor is an audit while it runs.
type auditor struct {
	found []Interval   // what each variable lies between, as far as known
	open  []Constraint // those that still say something, without determined variables
}

func newAuditor(s System) (*auditor, error) {
	a := &auditor{}
	for i, v := range s.Variables {
		if v.Low <= -largest || v.Low > v.High || v.Low >= largest {
			return nil, fmt.Errorf("%w: variable %d lies between %d and %d", errInfeasible, i, v.Low, v.High)
		}
		if v.High >= largest && v.High != Unbounded {
			return nil, errUndecided
		}
		a.found = append(a.found, Interval{v.Low, v.High})
	}
	for i, c := range s.Constraints {
		if c.Low > c.High {
			return nil, fmt.Errorf("%w: constraint %d lies between %d and %d", errInfeasible, i, c.Low, c.High)
		}
		times := map[int]int{}
		own := Constraint{Low: c.Low, High: c.High}
		for _, term := range c.Sum {
			if term.Variable < 0 || term.Variable >= len(a.found) {
				return nil, fmt.Errorf("protect: constraint %d: no variable %d", i, term.Variable)
			}
			times[term.Variable] += term.Times
		}
		for _, term := range c.Sum { // in the order given, each once
			if n := times[term.Variable]; n != 0 {
				own.Sum = append(own.Sum, Term{term.Variable, n})
			}
			delete(times, term.Variable)
		}
		a.open = append(a.open, own)
	}
	return a, nil
}

// part is some constraints, and the variables in them.
type part struct {
	variables   []int
	constraints []Constraint
}

// parts are the constraints sorted by what hangs together, in the order in which they
// were given.
func (a *auditor) parts() []part {
	root := make([]int, len(a.found))
	for i := range root {
		root[i] = i
	}
	find := func(v int) int {
		for root[v] != v {
			root[v] = root[root[v]]
			v = root[v]
		}
		return v
	}
	for _, c := range a.open {
		for _, term := range c.Sum {
			root[find(term.Variable)] = find(c.Sum[0].Variable)
		}
	}
	at := map[int]int{}
	var all []part
	for _, c := range a.open {
		r := find(c.Sum[0].Variable)
		if _, ok := at[r]; !ok {
			at[r] = len(all)
			all = append(all, part{})
		}
		all[at[r]].constraints = append(all[at[r]].constraints, c)
	}
	for v := range a.found {
		if i, ok := at[find(v)]; ok {
			all[i].variables = append(all[i].variables, v)
		}
	}
	return all
}

// program writes a part as rows of a tableau: variables from their lower limit on, and
// one more column for each constraint that is no equation.
func (a *auditor) program(p part) (*tableau, error) {
	width := len(p.variables)
	column := make(map[int]int, width)
	var upper []int
	for i, v := range p.variables {
		column[v] = i
		upper = append(upper, span(a.found[v].Low, a.found[v].High))
	}
	for _, c := range p.constraints {
		if c.Low != c.High {
			upper = append(upper, span(c.Low, c.High))
		}
	}
	var rows [][]int
	for _, c := range p.constraints {
		row := make([]int, len(upper)+1)
		is, slack := c.Low, -1
		if is == -Unbounded {
			is, slack = c.High, 1
		}
		for _, term := range c.Sum {
			row[column[term.Variable]] = term.Times
			is -= term.Times * a.found[term.Variable].Low
		}
		if c.Low != c.High {
			row[width] = slack
			width++
		}
		row[len(upper)] = is
		rows = append(rows, row)
	}
	return newTableau(rows, upper)
}

// span is how far a column goes from its lower limit.
func span(low, high int) int {
	if high == Unbounded || low == -Unbounded {
		return noUpper
	}
	return high - low
}

// solve finds the intervals of a part. A limit that some solution has reached already
// needs no program of its own.
func (a *auditor) solve(p part) error {
	t, err := a.program(p)
	if err != nil {
		return err
	}
	seen := make([]Interval, len(p.variables)) // whether the limits were reached
	look := func() {
		for i, v := range p.variables {
			above, below := t.value(i)
			if above == 0 {
				seen[i].Low = 1
			}
			if high := a.found[v].High; high != Unbounded && above == below*(high-a.found[v].Low) {
				seen[i].High = 1
			}
		}
	}
	look()
	result := make([]Interval, len(p.variables))
	for i, v := range p.variables {
		result[i] = a.found[v]
		if seen[i].Low == 0 {
			if err := t.minimise(map[int]int{i: 1}); err != nil {
				return err
			}
			look()
			above, below := t.value(i)
			result[i].Low += up(above, below)
		}
		if seen[i].High == 0 {
			switch err := t.minimise(map[int]int{i: -1}); err {
			case nil:
				look()
				above, below := t.value(i)
				result[i].High = a.found[v].Low + down(above, below)
			case errUnbounded:
				result[i].High = Unbounded
			default:
				return err
			}
		}
	}
	for i, v := range p.variables {
		if result[i].Low > result[i].High {
			return fmt.Errorf("%w: no whole number for variable %d", errInfeasible, v)
		}
		a.found[v] = result[i]
	}
	return nil
}
