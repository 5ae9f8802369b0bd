package protect_test

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
	"pgregory.net/rapid"

	"verbund/internal/figures/protect"
)

// fourByFour is the reference case: a table of four by four with its margins, of which
// some cells are not published.
func fourByFour(hidden ...string) protect.System {
	counts := [4][4]int{{30, 47, 64, 89}, {90, 124, 5, 31}, {92, 100, 59, 85}, {800, 991, 651, 685}}
	var s protect.System
	for r, line := range counts {
		for c, n := range line {
			v := protect.Variable{Low: n, High: n}
			if slices.Contains(hidden, string("wxyz"[r])+string("abcd"[c])) {
				v.Low, v.High = 0, protect.Unbounded
			}
			s.Variables = append(s.Variables, v)
		}
	}
	for i := range 4 {
		var row, col protect.Constraint
		for k := range 4 {
			row.Sum = append(row.Sum, protect.Term{Variable: 4*i + k, Times: 1})
			col.Sum = append(col.Sum, protect.Term{Variable: 4*k + i, Times: 1})
			row.Low += counts[i][k]
			col.Low += counts[k][i]
		}
		row.High, col.High = row.Low, col.Low
		s.Constraints = append(s.Constraints, row, col)
	}
	return s
}

const wb = 1 // where it stands in fourByFour

func TestNineHiddenCellsLeaveOneRecomputable(t *testing.T) {
	found, err := protect.Audit(fourByFour("wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"))
	if err != nil {
		t.Fatal(err)
	}
	if found[wb] != (protect.Interval{Low: 47, High: 47}) {
		t.Errorf("wb lies between %v, but follows exactly: 47", found[wb])
	}
}

func TestTenthHiddenCellOpensTheInterval(t *testing.T) {
	found, err := protect.Audit(fourByFour("wa", "wb", "wc", "xa", "xc", "xd", "yb", "yd", "zb", "zd"))
	if err != nil {
		t.Fatal(err)
	}
	if found[wb] != (protect.Interval{Low: 0, High: 78}) {
		t.Errorf("wb lies between %v, want 0 and 78", found[wb])
	}
}

func TestContradictionIsNeverSafe(t *testing.T) {
	s := fourByFour("wa")
	s.Constraints[0].Low, s.Constraints[0].High = 231, 231
	if found, err := protect.Audit(s); err == nil {
		t.Errorf("a row that does not add up gives %v", found)
	}
}

func TestVariableWithoutLimitHasNone(t *testing.T) {
	found, err := protect.Audit(protect.System{
		Variables:   []protect.Variable{{High: protect.Unbounded}, {High: protect.Unbounded}},
		Constraints: []protect.Constraint{{Sum: []protect.Term{{Variable: 0, Times: 1}, {Variable: 1, Times: -1}}, Low: 3, High: 3}},
	})
	if err != nil || found[0] != (protect.Interval{Low: 3, High: protect.Unbounded}) || found[1] != (protect.Interval{High: protect.Unbounded}) {
		t.Errorf("%v, %v", found, err)
	}
}

// drawSystem is a random system that has a solution.
func drawSystem(t *rapid.T) protect.System {
	var s protect.System
	n := rapid.IntRange(2, 9).Draw(t, "variables")
	truth := make([]int, n)
	for i := range n {
		truth[i] = rapid.IntRange(0, 20).Draw(t, "truth")
		v := protect.Variable{Low: max(0, truth[i]-rapid.IntRange(0, 6).Draw(t, "below")), High: truth[i] + rapid.IntRange(0, 6).Draw(t, "above")}
		s.Variables = append(s.Variables, v)
	}
	for range rapid.IntRange(1, 6).Draw(t, "constraints") {
		var c protect.Constraint
		for i := range n {
			if k := rapid.IntRange(-1, 1).Draw(t, "times"); k != 0 {
				c.Sum = append(c.Sum, protect.Term{Variable: i, Times: k})
				c.Low += k * truth[i]
			}
		}
		c.High = c.Low
		if rapid.Bool().Draw(t, "range") {
			c.Low -= rapid.IntRange(0, 4).Draw(t, "less")
			c.High += rapid.IntRange(0, 4).Draw(t, "more")
		}
		s.Constraints = append(s.Constraints, c)
	}
	return s
}

// floating solves the same program by the simplex of gonum, in floating point: columns
// from the lower limit on, and one more for each limit and each inequality.
func floating(s protect.System, of int, sign float64) (float64, error) {
	n := len(s.Variables)
	rows := n
	for _, c := range s.Constraints {
		if len(c.Sum) > 0 {
			rows += 2
		}
	}
	a, b := mat.NewDense(rows, n+rows, nil), make([]float64, rows)
	at := 0
	for i, v := range s.Variables {
		a.Set(at, i, 1)
		a.Set(at, n+at, 1)
		b[at] = float64(v.High - v.Low)
		at++
	}
	for _, c := range s.Constraints {
		if len(c.Sum) == 0 {
			continue
		}
		for k, limit := range [2]int{c.High, c.Low} {
			for _, term := range c.Sum {
				a.Set(at, term.Variable, float64(term.Times))
				limit -= term.Times * s.Variables[term.Variable].Low
			}
			a.Set(at, n+at, float64(1-2*k))
			b[at] = float64(limit)
			at++
		}
	}
	cost := make([]float64, n+rows)
	cost[of] = sign
	got, _, err := lp.Simplex(cost, a, b, 1e-9, nil)
	return sign*got + float64(s.Variables[of].Low), err
}

func TestIntervalsAreThoseOfAnIndependentSolver(t *testing.T) {
	compared, failed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawSystem(t)
		found, err := protect.Audit(s)
		if err != nil {
			t.Fatal(err)
		}
		for i, interval := range found {
			low, err1 := floating(s, i, 1)
			high, err2 := floating(s, i, -1)
			if err1 != nil || err2 != nil {
				failed++
				continue
			}
			compared++
			if want := (protect.Interval{Low: int(math.Ceil(low - 1e-6)), High: int(math.Floor(high + 1e-6))}); interval != want {
				t.Fatalf("variable %d: %v, the other solver says %v", i, interval, want)
			}
		}
	})
	t.Logf("%d intervals compared, %d given up by the other solver", compared, failed)
}
