package protect_test

import (
	"errors"
	"math"
	"testing"

	"verbund/internal/figures/protect"
)

func TestPerturbationOfOneIsTheReferenceCase(t *testing.T) {
	rows, err := protect.Perturbation(2, 1.08, 1)
	if err != nil {
		t.Fatal(err)
	}
	// From 1: to 0, 2 and 3; not below nothing, and not to 1.
	for k, want := range []float64{0, 0.5133, 0, 0.46, 0.0267} {
		if math.Abs(rows[1][k]-want) > 0.00005 {
			t.Errorf("p(1→%d) = %.4f, want %.4f", k-1, rows[1][k], want)
		}
	}
}

func TestPerturbationKeepsMeanAndVariance(t *testing.T) {
	for _, c := range []struct {
		d         int
		v         float64
		forbidden []int
	}{{2, 1.08, []int{1}}, {2, 1, nil}, {3, 2, []int{1, 2}}, {5, 3, []int{1, 2}}} {
		rows, err := protect.Perturbation(c.d, c.v, c.forbidden...)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		for n, row := range rows {
			var sum, mean, variance float64
			for k, p := range row {
				step := float64(k - c.d)
				sum += p
				mean += p * step
				variance += p * step * step
				for _, f := range c.forbidden {
					if n+k-c.d == f && p != 0 {
						t.Errorf("%+v: %d may become %d", c, n, f)
					}
				}
				if p < 0 || n+k-c.d < 0 && p != 0 {
					t.Errorf("%+v: p(%d→%d) = %f", c, n, n+k-c.d, p)
				}
			}
			want := c.v
			if n == 0 {
				want = 0
			}
			if math.Abs(sum-1) > 1e-9 || math.Abs(mean) > 1e-9 || math.Abs(variance-want) > 1e-9 {
				t.Errorf("%+v: from %d: sum %f, mean %f, variance %f", c, n, sum, mean, variance)
			}
		}
		last := rows[len(rows)-1]
		for k := range last {
			if math.Abs(last[k]-last[len(last)-1-k]) > 1e-9 {
				t.Errorf("%+v: far from the forbidden values it is not symmetric: %v", c, last)
			}
		}
	}
}

func TestImpossiblePerturbationIsRefused(t *testing.T) {
	for _, c := range []struct {
		d int
		v float64
	}{{2, 5}, {1, 0.5}, {0, 1}, {2, 0}} {
		if rows, err := protect.Perturbation(c.d, c.v, 1, 2); !errors.Is(err, protect.ErrNoPerturbation) {
			t.Errorf("%+v: %v, %v", c, rows, err)
		}
	}
}
