package micro_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/figures/micro"
)

// gaussianDelta is the exact δ of a Gaussian mechanism of ρ-zCDP at ε (Balle and Wang,
// Improving the Gaussian mechanism, 2018), which no true bound may fall below.
func gaussianDelta(rho, epsilon float64) float64 {
	phi := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	mu := math.Sqrt(2 * rho)
	return phi(mu/2-epsilon/mu) - math.Exp(epsilon)*phi(-mu/2-epsilon/mu)
}

func TestEpsilonIsABoundAndATighterOneThanTheSimple(t *testing.T) {
	rapid.Check(t, func(draw *rapid.T) {
		rho := rapid.Float64Range(0.001, 5).Draw(draw, "rho")
		delta := math.Pow(10, rapid.Float64Range(-12, -2).Draw(draw, "log delta"))
		epsilon := micro.Epsilon(rho, delta)
		if epsilon > micro.SimpleEpsilon(rho, delta) {
			draw.Errorf("ε %v is above the simple %v", epsilon, micro.SimpleEpsilon(rho, delta))
		}
		if epsilon > 0 && gaussianDelta(rho, epsilon) > delta*(1+1e-9) {
			draw.Errorf("ε %v: the Gaussian mechanism itself has δ %v, more than %v", epsilon, gaussianDelta(rho, epsilon), delta)
		}
		least := math.Inf(1) // by looking at many α
		for a := -7.0; a < 12; a += 0.01 {
			alpha := 1 + math.Exp(a)
			least = math.Min(least, alpha*rho+math.Log1p(-1/alpha)-(math.Log(delta)+math.Log(alpha))/(alpha-1))
		}
		if epsilon > math.Max(0, least)+1e-6 {
			draw.Errorf("ε %v, where %v was found", epsilon, least)
		}
	})
}

func TestNoiseIsTheLeastThatKeepsBothBounds(t *testing.T) {
	for _, c := range []struct {
		n                  int
		epsilon, advantage float64
	}{{2550, 3, 0.67}, {2550, 3, 1}, {500, 3, 0.67}, {2550, 1, 0.67}, {100000, 3, 0.67}} {
		p := micro.Keep(c.n, 12, c.epsilon, c.advantage)
		if p.Epsilon > c.epsilon || micro.Advantage(p.Rho) > c.advantage || p.Delta != micro.Delta(c.n) {
			t.Errorf("%v: %+v", c, p)
		}
		less := 12 / (p.Variance.Float() - 1.0/64)
		if micro.Epsilon(less, p.Delta) <= c.epsilon && micro.Advantage(less) <= c.advantage {
			t.Errorf("%v: a variance a 64th below %v would do", c, p.Variance)
		}
	}
	p := micro.Keep(2550, 12, micro.MostEpsilon, micro.MostAdvantage)
	if p.Variance != (micro.Fraction{Num: 3969, Den: 64}) || math.Abs(p.Epsilon-2.5214) > 1e-4 || math.Abs(p.Rho-0.1935) > 1e-4 {
		t.Errorf("for 2,550 records: %+v", p)
	}
}

func TestReplacingALineMovesTwoCellsOfATableByOneAtMost(t *testing.T) {
	d := design(t)
	lines := sample(t, d, 1, 60)
	others := sample(t, d, 2, 60)
	rapid.Check(t, func(draw *rapid.T) {
		i := rapid.IntRange(0, len(lines)-1).Draw(draw, "line")
		swapped := append([]micro.Row(nil), lines...)
		swapped[i] = others[rapid.IntRange(0, len(others)-1).Draw(draw, "other")]
		// The same dice give the same noise, so what differs is the count.
		a, _ := d.Measure(lines, micro.Fraction{Num: 4, Den: 1}, dice(3))
		b, _ := d.Measure(swapped, micro.Fraction{Num: 4, Den: 1}, dice(3))
		for table := range a.Tables {
			moved := int64(0)
			for cell := range a.Tables[table] {
				step := a.Tables[table][cell] - b.Tables[table][cell]
				if step < -1 || step > 1 {
					draw.Errorf("a cell moved by %d", step)
				}
				moved += step * step
			}
			if moved > 2 {
				draw.Errorf("table %d moved by √%d", table, moved)
			}
		}
	})
}
