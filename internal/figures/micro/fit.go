package micro

import "math"

// How the fit is made, tried on the seeds for tuning of package simulate.
const (
	trust  = 0.05 // times σ²: how many people one unit of θ is worth; see fit
	rounds = 20
)

// fit estimates how many people stand in each combination of categories, from the
// noisy tables alone.
//
// Of all estimates on the simplex (nobody negative, n in all) with the margins of
// agree it takes the one that minimises
//
//	½·Σ (estimate - table)²/σ² + trust·KL(estimate, independence),
//
// the second part of which is the relative entropy to columns that have nothing to do
// with each other: what the tables do not say is not made up, and what a cell says is
// believed as far as it stands out of the noise. Its solution is a log-linear model
// with one parameter θ for each cell of a table (McKenna, Sheldon and Miklau, Graphical-
// model based estimation and inference for differential privacy, 2019, arXiv:1901.09136),
// θ = (table - estimate)/(trust·σ²), found by going round the tables and scaling each in
// turn, as iterative proportional fitting does.
func (d *Design) fit(noisy Noisy) *model {
	margins, tables := d.agree(noisy)
	n := float64(noisy.Records)
	m := d.model()
	for c := range m.ones {
		margins[c] = simplex(margins[c], n)
	}
	cost := trust * noisy.Variance.Float()
	theta := make([][]float64, len(tables))
	for t, p := range d.Pairs {
		theta[t] = make([]float64, len(tables[t]))
		if p.A > p.B {
			tables[t] = turn(tables[t], d.size(p.A), d.size(p.B))
		}
	}
	for range rounds {
		for c := range m.ones {
			for i, sum := range m.margin(c) {
				if sum > 0 {
					m.ones[c].cells[i] *= margins[c][i] / sum
				}
			}
		}
		for t := range m.pairs {
			f := &m.pairs[t]
			for i, sum := range m.margin(f.columns...) {
				step := scale(sum, cost, theta[t][i], tables[t][i])
				theta[t][i] += step
				f.cells[i] *= exp(step)
			}
		}
	}
	return m
}

// turn exchanges rows and columns of a table.
func turn(cells []float64, a, b int) []float64 {
	to := make([]float64, len(cells))
	for i := range a {
		for j := range b {
			to[j*a+i] = cells[i*b+j]
		}
	}
	return to
}

// scale finds the step x of a parameter θ at which m·e^x + cost·(θ+x) = target, by
// Newton's method; both sides grow with x, so there is one.
func scale(m, cost, theta, target float64) float64 {
	x := 0.0
	for range 12 {
		e := float64(m * exp(x))
		step := (target - e - float64(cost*(theta+x))) / (e + cost)
		x = min(x+min(max(step, -2), 2), 20)
	}
	return x
}

// exp is e^x out of sums and products alone, which are the same on every machine;
// math.Exp is not. Products that are added to something are converted first, so that
// no machine adds them without rounding.
func exp(x float64) float64 {
	const ln2 = 0x1.62e42fefa39efp-1
	if x < -700 {
		return 0
	}
	x = min(x, 700)
	k := math.Floor(float64(x/ln2) + 0.5)
	r := x - float64(k*ln2)
	sum := 1.0
	for i := 14; i > 0; i-- {
		sum = 1 + float64(float64(sum*r)/float64(i))
	}
	return math.Ldexp(sum, int(k))
}
