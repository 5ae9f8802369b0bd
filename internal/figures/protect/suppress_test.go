package protect_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/figures/protect"
)

// grid is a table of rows and columns with its margins and total.
func grid(id string, counts [][]int) protect.Linear {
	t := protect.Linear{ID: id}
	rows, cols := len(counts), len(counts[0])
	at := func(r, c int) int { return r*(cols+1) + c }
	for r := range rows + 1 {
		for c := range cols + 1 {
			n := 0
			for i := range rows {
				for k := range cols {
					if (r == rows || r == i) && (c == cols || c == k) {
						n += counts[i][k]
					}
				}
			}
			t.Cells = append(t.Cells, protect.Cell{Place: protect.Place{Table: id, Row: fmt.Sprint(r), Column: fmt.Sprint(c)}, N: n})
		}
	}
	for r := range rows + 1 {
		sum := protect.Sum{Total: at(r, cols)}
		for c := range cols {
			sum.Parts = append(sum.Parts, at(r, c))
		}
		t.Sums = append(t.Sums, sum)
	}
	for c := range cols + 1 {
		sum := protect.Sum{Total: at(rows, c)}
		for r := range rows {
			sum.Parts = append(sum.Parts, at(r, c))
		}
		t.Sums = append(t.Sums, sum)
	}
	return t
}

// seen audits what was decided, as a reader would.
func seen(tables []protect.Linear) protect.System {
	var s protect.System
	for _, t := range tables {
		first := len(s.Variables)
		for _, c := range t.Cells {
			v := protect.Variable{Low: c.N, High: c.N}
			if c.Fate != protect.Open {
				v.Low, v.High = min(1, c.N), protect.Unbounded
			}
			s.Variables = append(s.Variables, v)
		}
		for _, sum := range t.Sums {
			c := protect.Constraint{Sum: []protect.Term{{Variable: first + sum.Total, Times: -1}}}
			for _, p := range sum.Parts {
				c.Sum = append(c.Sum, protect.Term{Variable: first + p, Times: 1})
			}
			s.Constraints = append(s.Constraints, c)
		}
	}
	return s
}

func TestNoSmallCellCanBeWorkedOutAfterSuppression(t *testing.T) {
	withheld, cells := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(2, 6).Draw(t, "rows"), rapid.IntRange(2, 6).Draw(t, "columns")
		counts := make([][]int, rows)
		for r := range counts {
			for range cols {
				counts[r] = append(counts[r], rapid.OneOf(rapid.IntRange(0, 8), rapid.IntRange(5, 90)).Draw(t, "n"))
			}
		}
		got, err := protect.Suppress([]protect.Linear{grid("a", counts)}, 5)
		if core.KindOf(err) == core.Conflict {
			return // zeros leave too little to move
		}
		if err != nil {
			t.Fatal(err)
		}
		found, err := protect.Audit(seen(got))
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range got[0].Cells {
			cells++
			if c.Fate != protect.Open {
				withheld++
			}
			small := c.N > 0 && c.N < 5
			if small != (c.Fate == protect.Primary) || c.N == 0 && c.Fate != protect.Open {
				t.Fatalf("%d has the fate %d", c.N, c.Fate)
			}
			if small && (found[i].High <= 5 || found[i].High-found[i].Low < 5) {
				t.Fatalf("%d can be told to lie between %d and %d", c.N, found[i].Low, found[i].High)
			}
		}
	})
	t.Logf("%d of %d cells withheld", withheld, cells)
}

func TestWhatHasBeenPublishedIsReckonedWith(t *testing.T) {
	table := grid("a", [][]int{{3, 40, 50}, {30, 60, 20}, {25, 35, 45}})
	free, err := protect.Suppress([]protect.Linear{table}, 5)
	if err != nil {
		t.Fatal(err)
	}
	// What would be withheld is public already in an earlier table of the same people.
	earlier := protect.Linear{ID: "earlier"}
	for i := range table.Cells {
		table.Cells[i].Key = uint64(1000 + i)
		if free[0].Cells[i].Fate == protect.Secondary && len(earlier.Cells) == 0 {
			c := table.Cells[i]
			c.Published = true
			earlier.Cells = append(earlier.Cells, c)
		}
	}
	got, err := protect.Suppress([]protect.Linear{table, earlier}, 5)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range got[0].Cells {
		if c.Key == earlier.Cells[0].Key && c.Fate != protect.Open {
			t.Errorf("cell %d is withheld although it is public", i)
		}
	}
	// The whole first row is public but for the small cell: nothing can protect it.
	for i := 1; i < 4; i++ {
		table.Cells[i].Published = true
	}
	if _, err := protect.Suppress([]protect.Linear{table}, 5); core.KindOf(err) != core.Conflict {
		t.Errorf("a cell that follows from what is public: %v", err)
	}
	table.Cells[0].Published = true
	if _, err := protect.Suppress([]protect.Linear{table}, 5); core.KindOf(err) != core.Conflict {
		t.Errorf("a small cell that is public: %v", err)
	}
}

func TestTableThatDoesNotAddUpIsRefused(t *testing.T) {
	table := grid("a", [][]int{{3, 40}, {30, 60}})
	table.Cells[0].N++
	if _, err := protect.Suppress([]protect.Linear{table}, 5); core.KindOf(err) != core.Invalid {
		t.Errorf("%v", err)
	}
}

func TestSameNumberInTwoTablesHasOneFate(t *testing.T) {
	a, b := grid("a", [][]int{{3, 40}, {30, 60}}), grid("b", [][]int{{3, 40}, {30, 60}})
	for i := range a.Cells {
		a.Cells[i].Key, b.Cells[i].Key = uint64(i+1), uint64(i+1)
	}
	got, err := protect.Suppress([]protect.Linear{a, b}, 5)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got[0].Cells {
		if got[0].Cells[i].Fate != got[1].Cells[i].Fate {
			t.Errorf("cell %d is withheld in one table only", i)
		}
	}
}

func TestAllTablesOfAYearCanBeSuppressedTogether(t *testing.T) {
	book, whole := ground(t)
	plan := fewer(whole, 5)
	sets, _ := counted(book, plan, 2023, 750, 0.45)
	tables := protect.Tables(&sets[2], book, plan)
	got, err := protect.Suppress(tables, 5)
	if err != nil {
		t.Fatal(err)
	}
	var fates [3]int
	for _, of := range got {
		for _, c := range of.Cells {
			fates[c.Fate]++
		}
	}
	if fates[protect.Primary] == 0 || fates[protect.Open] == 0 {
		t.Errorf("open, primary, secondary: %v", fates)
	}
	t.Logf("open, primary, secondary: %v", fates)
}
