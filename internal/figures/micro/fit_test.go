package micro

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// bare is a design of columns of given sizes, of which only the sizes matter.
func bare(sizes []int, pairs ...Pair) *Design {
	d := &Design{Version: "bare", Pairs: pairs}
	for range sizes {
		d.Columns = append(d.Columns, Column{})
	}
	for i, k := range sizes {
		d.Columns[i].Categories = make([]Category, k)
	}
	return d
}

var ring = []Pair{{0, 1}, {2, 1}, {2, 3}, {3, 0}, {4, 0}}

func TestMarginsOfTheModelAreThoseOfAllCombinations(t *testing.T) {
	rapid.Check(t, func(draw *rapid.T) {
		sizes := make([]int, 5)
		for i := range sizes {
			sizes[i] = rapid.IntRange(2, 4).Draw(draw, "size")
		}
		m := bare(sizes, ring...).model()
		for _, factors := range [][]factor{m.ones, m.pairs} {
			for _, f := range factors {
				for i := range f.cells {
					f.cells[i] = rapid.Float64Range(0, 3).Draw(draw, "factor")
				}
			}
		}
		a := rapid.IntRange(0, 4).Draw(draw, "a")
		b := (a + rapid.IntRange(1, 4).Draw(draw, "b")) % 5
		want := make([]float64, sizes[a]*sizes[b])
		all := m.product(slices.Concat(m.ones, m.pairs), []int{0, 1, 2, 3, 4})
		for x, v := range all.cells {
			row, rest := make([]int, 5), x
			for i := 4; i >= 0; i-- {
				row[i], rest = rest%sizes[i], rest/sizes[i]
			}
			direct := 1.0
			for i, f := range m.ones {
				direct *= f.cells[row[i]]
			}
			for _, f := range m.pairs {
				direct *= f.cells[row[f.columns[0]]*sizes[f.columns[1]]+row[f.columns[1]]]
			}
			if math.Abs(direct-v) > 1e-9*(1+v) {
				draw.Fatalf("combination %v: %v, not %v", row, v, direct)
			}
			want[row[a]*sizes[b]+row[b]] += v
		}
		for i, got := range m.margin(a, b) {
			if math.Abs(got-want[i]) > 1e-9*(1+want[i]) {
				draw.Fatalf("columns %d and %d, cell %d: %v, not %v", a, b, i, got, want[i])
			}
		}
	})
}

func TestTablesThatAgreeAlreadyStayAsTheyAre(t *testing.T) {
	d := bare([]int{3, 2, 4, 2, 3}, ring...)
	rapid.Check(t, func(draw *rapid.T) {
		noisy := Noisy{Records: 40, Variance: Fraction{60, 1}}
		rows := make([]Row, noisy.Records)
		for i := range rows {
			for c := range d.Columns {
				rows[i] = append(rows[i], uint8(rapid.IntRange(0, d.size(c)-1).Draw(draw, "value")))
			}
		}
		for _, p := range d.Pairs {
			noisy.Tables = append(noisy.Tables, d.count(rows, p))
		}
		margins, tables := d.agree(noisy)
		for t, p := range d.Pairs {
			for i, v := range tables[t] {
				if math.Abs(v-float64(noisy.Tables[t][i])) > 1e-9 {
					draw.Fatalf("table %v moved by %v", p, v-float64(noisy.Tables[t][i]))
				}
			}
		}
		for i, v := range d.marginOf(d.count(rows, Pair{2, 3}), Pair{2, 3}, 2) {
			if math.Abs(margins[2][i]-float64(v)) > 1e-9 {
				draw.Fatalf("margin %v, not %v", margins[2][i], v)
			}
		}
	})
}

func TestNoisyTablesAreMadeToAgree(t *testing.T) {
	d := bare([]int{3, 2, 4, 2, 3}, ring...)
	rapid.Check(t, func(draw *rapid.T) {
		noisy := Noisy{Records: 100, Variance: Fraction{60, 1}}
		for _, p := range d.Pairs {
			noisy.Tables = append(noisy.Tables, rapid.SliceOfN(rapid.Int64Range(-30, 90), d.size(p.A)*d.size(p.B), -1).Draw(draw, "table")[:d.size(p.A)*d.size(p.B)])
		}
		margins, tables := d.agree(noisy)
		for t, p := range d.Pairs {
			b := d.size(p.B)
			for _, column := range []int{p.A, p.B} {
				sums := make([]float64, d.size(column))
				for i, v := range tables[t] {
					if column == p.A {
						sums[i/b] += v
					} else {
						sums[i%b] += v
					}
				}
				total := 0.0
				for i, s := range sums {
					total += s
					if math.Abs(s-margins[column][i]) > 1e-8 {
						draw.Fatalf("table %v has %v where the margin of column %d is %v", p, s, column, margins[column][i])
					}
				}
				if math.Abs(total-100) > 1e-8 {
					draw.Fatalf("table %v sums to %v", p, total)
				}
			}
		}
	})
}

func TestProjectionIsTheNearestPointOfTheSimplex(t *testing.T) {
	rapid.Check(t, func(draw *rapid.T) {
		v := rapid.SliceOfN(rapid.Float64Range(-50, 200), 1, 12).Draw(draw, "point")
		got := simplex(v, 100)
		sum, lift := 0.0, math.NaN()
		for i, x := range got {
			sum += x
			if x > 0 {
				lift = v[i] - x
			}
		}
		if math.Abs(sum-100) > 1e-9 {
			draw.Fatalf("sums to %v", sum)
		}
		for i, x := range got { // what is above 0 is moved evenly, the rest would fall below
			if x < 0 || x > 0 && math.Abs(v[i]-x-lift) > 1e-9 || x == 0 && v[i]-lift > 1e-9 {
				draw.Fatalf("%v becomes %v", v, got)
			}
		}
	})
}

func TestExpIsTheExponentialFunction(t *testing.T) {
	for x := -30.0; x <= 30; x += 0.0137 {
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > 1e-13*want {
			t.Fatalf("exp(%v) = %v, not %v", x, got, want)
		}
	}
	if exp(-1e9) != 0 || math.IsInf(exp(1e9), 1) {
		t.Error("far out it is not bounded")
	}
}
