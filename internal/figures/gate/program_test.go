package gate

import (
	"testing"

	"pgregory.net/rapid"
)

// known is the example of a table of 4 by 4 with all sums, in which some numbers are
// not shown.
var known = [4][4]float64{{30, 47, 64, 89}, {90, 124, 5, 31}, {92, 100, 59, 85}, {800, 991, 651, 685}}

// suppressed is a program of the example; hidden names row and column: "wb" is 47.
func suppressed(hidden ...string) (*program, map[string]int) {
	p := newProgram()
	at := map[string]int{}
	var rows, columns [4][]term
	var byRow, byColumn [4]float64
	for i, row := range known {
		for j, n := range row {
			name := string("wxyz"[i]) + string("abcd"[j])
			low, high := n, n
			for _, h := range hidden {
				if h == name {
					low, high = 0, 1e6
				}
			}
			at[name] = p.number(n, low, high)
			rows[i], columns[j] = append(rows[i], term{at[name], 1}), append(columns[j], term{at[name], 1})
			byRow[i], byColumn[j] = byRow[i]+n, byColumn[j]+n
		}
	}
	for i := range 4 {
		p.limit(rows[i], byRow[i], byRow[i])
		p.limit(columns[i], byColumn[i], byColumn[i])
	}
	p.ready()
	return p, at
}

func TestTheKnownExampleOfSuppressionIsSeenThrough(t *testing.T) {
	first := []string{"wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"}
	p, at := suppressed(first...)
	if s := p.interval(at["wb"]); s != (span{47, 47}) {
		t.Errorf("wb is between %d and %d, wanted 47", s.low, s.high)
	}
	p, at = suppressed(append(first, "xd")...)
	if s := p.interval(at["wb"]); s != (span{0, 78}) {
		t.Errorf("wb is between %d and %d, wanted 0 and 78", s.low, s.high)
	}
}

// TestAnIntervalIsWhatWholeNumbersReach compares with trying all tables of 2 by 3 with
// the same sums, whose limits are whole, so that fractions reach no further.
func TestAnIntervalIsWhatWholeNumbersReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var truth, loose [6]int
		for i := range truth {
			truth[i] = rapid.IntRange(0, 5).Draw(t, "n")
			loose[i] = rapid.IntRange(0, 3).Draw(t, "loose")
		}
		p := newProgram()
		var at [6]int
		for i, n := range truth {
			at[i] = p.number(float64(n), float64(max(0, n-loose[i])), float64(n+loose[i]))
		}
		sums := [][]int{{0, 1, 2}, {3, 4, 5}, {0, 3}, {1, 4}, {2, 5}}
		for _, of := range sums {
			var terms []term
			total := 0
			for _, i := range of {
				terms = append(terms, term{at[i], 1})
				total += truth[i]
			}
			p.limit(terms, float64(total), float64(total))
		}
		p.ready()
		var want [6]span
		for i, n := range truth {
			want[i] = span{n, n}
		}
		// Two numbers are free; the others follow.
		for a := -9; a <= 9; a++ {
			for b := -9; b <= 9; b++ {
				change := [6]int{a, b, -a - b, -a, -b, a + b}
				fits := true
				for i, d := range change {
					fits = fits && max(d, -d) <= loose[i] && truth[i]+d >= 0
				}
				for i, d := range change {
					if fits {
						want[i].low, want[i].high = min(want[i].low, truth[i]+d), max(want[i].high, truth[i]+d)
					}
				}
			}
		}
		for i := range truth {
			if got := p.interval(at[i]); got != want[i] {
				t.Fatalf("%v loose %v: number %d is in %v, wanted %v", truth, loose, i, got, want[i])
			}
		}
	})
}

func TestAUCCountsPairsInOrderAndTiesByHalf(t *testing.T) {
	scores := []float64{1, 2, 2, 3}
	has := []bool{false, true, false, true}
	// 2>1, 2=2, 3>1, 3>2
	if got := auc(4, func(i int) (float64, bool) { return scores[i], has[i] }); got != 3.5/4 {
		t.Errorf("got %v", got)
	}
	if got := auc(2, func(int) (float64, bool) { return 1, true }); got != 0.5 {
		t.Errorf("without pairs: %v", got)
	}
}

func TestSharesThatFitExactlyAreFound(t *testing.T) {
	// Two sorts, of 10 and 30, of whom 9 and 3 have it: two exact numbers say so.
	share := solve([]float64{10, 30}, []fact{{kin: []int{0, 1}, n: 12, noise: 1e-6}, {kin: []int{0}, n: 9, noise: 1e-6}}, 0.3)
	if share[0] < 0.899 || share[0] > 0.901 || share[1] < 0.099 || share[1] > 0.101 {
		t.Errorf("got %v", share)
	}
	// A number above the size of a sort holds it at 1, and the other explains the rest.
	share = solve([]float64{10, 30}, []fact{{kin: []int{0, 1}, n: 20, noise: 0.1}, {kin: []int{0}, n: 14, noise: 0.1}}, 0.5)
	if share[0] != 1 || share[1] < 0.32 || share[1] > 0.35 {
		t.Errorf("got %v", share)
	}
}
