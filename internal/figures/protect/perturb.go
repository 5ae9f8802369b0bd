package protect

import (
	"errors"
	"math"
	"slices"
)

// ErrNoPerturbation says that no distribution has the mean, the variance and the
// values that are asked for.
var ErrNoPerturbation = errors.New("protect: no perturbation has this variance with these values")

// Perturbation is the table of the cell-key method: row n has the probabilities with
// which the count n is published as n-d, n-d+1, …, n+d. The mean is n and the variance
// v; no count becomes negative or one of the forbidden values; 0 stays 0. Of all such
// distributions it is the one of greatest entropy, which adds nothing that was not
// asked for. The last row holds for all greater counts too.
//
// It is a reference: the public edition rounds instead (Round), because multiples of
// five need no explanation. Sources: Fraser and Wooton, ABS 2005; Giessing:
// Computational Issues in the Design of Transition Probabilities and Disclosure Risk
// Estimation for Additive Noise, PSD 2016; the package ptable of Eurostat's project
// "Open source tools for perturbative confidentiality methods".
//
// It fails with ErrNoPerturbation.
func Perturbation(d int, v float64, forbidden ...int) ([][]float64, error) {
	if d < 1 || v <= 0 || v > float64(d*d) {
		return nil, ErrNoPerturbation
	}
	last := d
	for _, f := range forbidden {
		last = max(last, f+d+1)
	}
	stay := make([]float64, 2*d+1)
	stay[d] = 1
	rows := [][]float64{stay}
	for n := 1; n <= last; n++ {
		var steps []int
		for step := -d; step <= d; step++ {
			if to := n + step; to >= 0 && !slices.Contains(forbidden, to) {
				steps = append(steps, step)
			}
		}
		p, err := leastTold(steps, v)
		if err != nil {
			return nil, err
		}
		row := make([]float64, 2*d+1)
		for i, step := range steps {
			row[step+d] = p[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// leastTold is the distribution of greatest entropy on steps with mean 0 and variance
// v. It has the form exp(a·step + b·step²), and a and b are the minimum of a convex
// function, which Newton's method finds.
func leastTold(steps []int, v float64) ([]float64, error) {
	p := make([]float64, len(steps))
	// potential is the convex function; it leaves the probabilities in p.
	potential := func(a, b float64) float64 {
		top := math.Inf(-1)
		for i, s := range steps {
			p[i] = a*float64(s) + b*float64(s*s)
			top = max(top, p[i])
		}
		sum := 0.0
		for i := range p {
			p[i] = math.Exp(p[i] - top)
			sum += p[i]
		}
		for i := range p {
			p[i] /= sum
		}
		return top + math.Log(sum) - b*v
	}
	var a, b float64
	at := potential(a, b)
	for range 200 {
		var m [5]float64 // the moments
		for i, s := range steps {
			x := 1.0
			for k := range m {
				m[k] += p[i] * x
				x *= float64(s)
			}
		}
		g1, g2 := m[1], m[2]-v
		if math.Abs(g1) < 1e-11 && math.Abs(g2) < 1e-11 {
			return p, nil
		}
		h11, h12, h22 := m[2]-m[1]*m[1], m[3]-m[1]*m[2], m[4]-m[2]*m[2]
		det := h11*h22 - h12*h12
		if det < 1e-14 {
			return nil, ErrNoPerturbation
		}
		da, db := -(g1*h22-g2*h12)/det, -(g2*h11-g1*h12)/det
		slope := g1*da + g2*db
		scale := 1.0
		for scale > 1e-9 && potential(a+scale*da, b+scale*db) > at+1e-4*scale*slope+1e-13 {
			scale /= 2
		}
		a, b = a+scale*da, b+scale*db
		at = potential(a, b)
	}
	return nil, ErrNoPerturbation
}
