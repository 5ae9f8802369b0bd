package micro

import "math"

// Promise is what is promised to everybody whose line is among the n: nobody who sees
// everything that is published, and knows all the other lines, can tell well whether
// hers is among them or somebody else's in its place.
//
// The neighbours are lists of n lines that differ in one (replace one), so n itself is
// public. The promise is made in zero-concentrated differential privacy (Bun and
// Steinke, Concentrated Differential Privacy, 2016, arXiv:1605.02065): replacing a line
// moves at most two cells of each of T tables by one, √(2T) in all, and discrete
// Gaussian noise of the variance σ² makes of that ρ-zCDP with ρ = 2T/(2σ²) = T/σ²
// (Canonne, Kamath and Steinke, The Discrete Gaussian for Differential Privacy, 2020,
// arXiv:2004.00010).
type Promise struct {
	Records  int      `json:"records"`
	Tables   int      `json:"tables"`
	Epsilon  float64  `json:"epsilon"`  // bound on the privacy loss, but for the probability Delta
	Delta    float64  `json:"delta"`    // 1/(n·ln n)
	Rho      float64  `json:"rho"`      // of zCDP
	Variance Fraction `json:"variance"` // of the noise in each cell of each table
}

// Deviation is the standard error that the noise gives each cell.
func (p Promise) Deviation() float64 { return math.Sqrt(p.Variance.Float()) }

// MostEpsilon is the loss that the microdata of one window may use.
const MostEpsilon = 3

// MostAdvantage bounds how well anybody can tell the two lists apart: the area under
// the curve of any test (AUC; 0.5 is guessing).
const MostAdvantage = 0.67

// Delta is the probability for which Epsilon need not hold: 1/(n·ln n), for n ≥ 3.
func Delta(n int) float64 { return 1 / (float64(n) * math.Log(float64(n))) }

// Keep finds the least noise that keeps both bounds, epsilon and advantage, for n ≥ 3
// lines and a number of tables. The variance is rounded up to a 64th.
func Keep(n, tables int, epsilon, advantage float64) Promise {
	delta := Delta(n)
	low, high := 0.0, epsilon
	for range 100 { // the largest ρ whose ε and advantage are within the bounds
		middle := (low + high) / 2
		if middle > 0 && (Epsilon(middle, delta) > epsilon || Advantage(middle) > advantage) {
			high = middle
		} else {
			low = middle
		}
	}
	const parts = 64
	return promised(n, tables, Fraction{int64(math.Ceil(float64(tables) / low * parts)), parts})
}

// promised is what noise of a variance promises.
func promised(n, tables int, variance Fraction) Promise {
	rho, delta := float64(tables)/variance.Float(), Delta(n)
	return Promise{n, tables, Epsilon(rho, delta), delta, rho, variance}
}

// Epsilon is the least ε for which ρ-zCDP gives (ε, δ)-differential privacy that is
// known to follow from it: the infimum over α > 1 of
//
//	αρ + ln(1-1/α) - (ln δ + ln α)/(α-1)
//
// (Canonne, Kamath and Steinke 2020, proposition 12, solved for ε).
// The simpler ρ + 2·sqrt(ρ·ln(1/δ)) of Bun and Steinke is always larger.
func Epsilon(rho, delta float64) float64 {
	at := func(a float64) float64 { // α = 1 + e^a
		alpha := 1 + math.Exp(a)
		return alpha*rho + math.Log1p(-1/alpha) - (math.Log(delta)+math.Log(alpha))/(alpha-1)
	}
	low, high := -7.0, 12.0
	for range 200 { // the function has one valley
		left, right := low+(high-low)/3, high-(high-low)/3
		if at(left) < at(right) {
			high = right
		} else {
			low = left
		}
	}
	return math.Max(0, at((low+high)/2))
}

// SimpleEpsilon is the bound of Bun and Steinke (2016, proposition 1.3), for
// comparison with what others publish.
func SimpleEpsilon(rho, delta float64) float64 {
	return rho + 2*math.Sqrt(rho*math.Log(1/delta))
}
