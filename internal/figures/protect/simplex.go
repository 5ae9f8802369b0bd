package protect

import (
	"errors"
	"math"
)

// The errors of a linear program. undecided means that it was given up, and that
// nothing may be concluded.
var (
	errInfeasible = errors.New("protect: what is known contradicts itself")
	errUnbounded  = errors.New("protect: the objective has no bound")
	errUndecided  = errors.New("protect: linear program given up: numbers or steps beyond the limit")
)

const (
	largest   = 1 << 31     // of any number in a tableau, so that no product overflows
	mostSteps = 200_000     // of one program
	patience  = 40          // steps without progress before Bland's rule, which cannot circle
	noUpper   = math.MaxInt // an upper bound that is none
)

// tableau is a linear program in whole numbers: columns x between 0 and upper, and
// rows Σ a·x = rhs. Each row is kept in its smallest whole multiple, so arithmetic is
// exact: there is no tolerance, and the same program gives the same answer on every
// machine, which floating point does not promise. The method is the primal simplex
// with bounded variables (Dantzig 1955); a nonbasic column stands at 0, after being
// turned round (x = upper - x') if need be.
type tableau struct {
	rows   [][]int // width columns, then the right side, never negative
	basis  []int   // the column that a row gives; artificial where none yet
	scale  []int   // the factor of that column in the row; positive
	upper  []int
	turned []bool
	place  []int // the row of a basic column, or -1
	cost   []int
	width  int
	steps  int
	filled []int // columns of the row that is being taken from others
}

const artificial = -1

// newTableau begins a program; it takes the rows.
func newTableau(rows [][]int, upper []int) (*tableau, error) {
	t := &tableau{rows: rows, upper: upper, width: len(upper), turned: make([]bool, len(upper)), place: make([]int, len(upper))}
	for j := range t.place {
		t.place[j] = -1
	}
	for _, row := range rows {
		if row[t.width] < 0 {
			negate(row)
		}
		if !fits(row) {
			return nil, errUndecided
		}
		t.basis, t.scale = append(t.basis, artificial), append(t.scale, 1)
	}
	return t, t.begin()
}

// begin finds a first solution.
func (t *tableau) begin() error {
	t.cost = make([]int, t.width+1)
	for _, row := range t.rows {
		for j, a := range row {
			t.cost[j] -= a
		}
	}
	if !fits(t.cost) {
		return errUndecided
	}
	if err := t.descend(); err != nil {
		return err
	}
	for i, row := range t.rows {
		if t.basis[i] != artificial {
			continue
		}
		if row[t.width] != 0 {
			return errInfeasible
		}
		if err := t.drive(i); err != nil {
			return err
		}
	}
	kept := 0
	for i := range t.rows {
		if t.basis[i] == artificial {
			continue // the row says nothing that others do not
		}
		t.rows[kept], t.basis[kept], t.scale[kept] = t.rows[i], t.basis[i], t.scale[i]
		t.place[t.basis[kept]] = kept
		kept++
	}
	t.rows, t.basis, t.scale = t.rows[:kept], t.basis[:kept], t.scale[:kept]
	return nil
}

// drive puts a column into a row that only an artificial one holds, at 0, if the row
// has any.
func (t *tableau) drive(i int) error {
	for j := range t.width {
		if a := t.rows[i][j]; a != 0 {
			if a < 0 {
				negate(t.rows[i])
			}
			return t.pivot(i, j)
		}
	}
	return nil
}

// minimise looks for the least Σ weight·x; weights that are not given are 0.
func (t *tableau) minimise(weight map[int]int) error {
	clear(t.cost)
	for j, w := range weight {
		if t.turned[j] {
			w = -w
		}
		t.cost[j] = w
	}
	for i, j := range t.basis {
		if t.cost[j] == 0 {
			continue
		}
		t.filled = filledOf(t.rows[i], t.filled)
		if err := eliminate(t.cost, nil, t.rows[i], t.filled, j, t.scale[i]); err != nil {
			return err
		}
	}
	return t.descend()
}

// descend walks from solution to better solution until there is none.
func (t *tableau) descend() error {
	still := 0
	for t.steps = 0; t.steps < mostSteps; t.steps++ {
		enter := -1
		for j := range t.width {
			if t.cost[j] < 0 && (enter < 0 || t.cost[j] < t.cost[enter]) {
				enter = j
				if still > patience {
					break
				}
			}
		}
		if enter < 0 {
			return nil
		}
		moved, err := t.step(enter)
		if err != nil {
			return err
		}
		if still++; moved {
			still = 0
		}
	}
	return errUndecided
}

// step lets a column grow as far as it can, and tells whether that was at all.
func (t *tableau) step(enter int) (moved bool, err error) {
	// The least ratio over/under of all rows, and the bound of the column itself.
	leave, atUpper, over, under := -1, false, t.upper[enter], 1
	for i, row := range t.rows {
		a := row[enter]
		if a == 0 {
			continue
		}
		room, up := row[t.width], false
		if a < 0 {
			j := t.basis[i]
			if j == artificial || t.upper[j] == noUpper {
				continue
			}
			a, room, up = -a, t.scale[i]*t.upper[j]-room, true
		}
		c := -1
		if over != noUpper {
			c = compare(room, under, over, a)
		}
		if c < 0 || c == 0 && leave >= 0 && t.basis[i] < t.basis[leave] {
			leave, atUpper, over, under = i, up, room, a
		}
	}
	if over == noUpper {
		return false, errUnbounded
	}
	if leave < 0 {
		return over > 0, t.turn(enter)
	}
	if atUpper {
		if err := t.turnBasic(leave); err != nil {
			return false, err
		}
	}
	return over > 0, t.pivot(leave, enter)
}

// turn measures a nonbasic column from its upper bound instead.
func (t *tableau) turn(j int) error {
	u := t.upper[j]
	if u >= largest {
		return errUndecided
	}
	for i := range len(t.rows) + 1 {
		row := t.cost
		if i < len(t.rows) {
			row = t.rows[i]
		}
		if a := row[j]; a != 0 {
			row[t.width] -= a * u
			row[j] = -a
			if b := row[t.width]; b >= largest || b <= -largest {
				return errUndecided
			}
		}
	}
	t.turned[j] = !t.turned[j]
	return nil
}

// turnBasic does the same with a column that a row gives.
func (t *tableau) turnBasic(i int) error {
	j, row := t.basis[i], t.rows[i]
	b := t.scale[i]*t.upper[j] - row[t.width]
	if b >= largest || t.upper[j] >= largest {
		return errUndecided
	}
	negate(row)
	row[j], row[t.width] = t.scale[i], b
	t.turned[j] = !t.turned[j]
	return nil
}

// pivot makes a row give a column; the factor there must be positive.
func (t *tableau) pivot(leave, enter int) error {
	from := t.rows[leave]
	if old := t.basis[leave]; old != artificial {
		t.place[old] = -1
	}
	t.basis[leave], t.scale[leave], t.place[enter] = enter, from[enter], leave
	t.filled = filledOf(from, t.filled)
	for i, row := range t.rows {
		if i == leave {
			continue
		}
		if err := eliminate(row, &t.scale[i], from, t.filled, enter, from[enter]); err != nil {
			return err
		}
	}
	return eliminate(t.cost, nil, from, t.filled, enter, from[enter])
}

// value is a column of the solution as a fraction; below is positive.
func (t *tableau) value(j int) (above, below int) {
	above, below = 0, 1
	if i := t.place[j]; i >= 0 {
		above, below = t.rows[i][t.width], t.scale[i]
	}
	if t.turned[j] {
		above = t.upper[j]*below - above
	}
	return above, below
}
