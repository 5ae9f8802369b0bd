package micro

import (
	"math"
	"slices"
)

// agree makes tables that share columns agree: the least squares estimate of all
// tables together, given that each has the sum n and each column the same margin
// wherever it stands. It takes the tables apart into their mean, the effects of rows
// and columns, and what is left, which are orthogonal: the effects are averaged over
// the tables that hold the column, each with the inverse of its variance as weight
// (a margin over k categories carries the noise of k cells); what is left stays
// (Hay and others, Boosting the accuracy of differentially private histograms through
// consistency, 2010, arXiv:0904.0942, for this case of equal noise in all cells).
//
// It returns the margins of the columns and the tables, both of which may still hold
// negative numbers.
func (d *Design) agree(noisy Noisy) (margins, tables [][]float64) {
	n := float64(noisy.Records)
	margins = make([][]float64, len(d.Columns))
	for c := range d.Columns {
		margins[c] = make([]float64, d.size(c))
		total := 0.0
		for t, p := range d.Pairs {
			if p.A != c && p.B != c {
				continue
			}
			other := p.A + p.B - c
			weight := 1 / float64(d.size(other))
			total += weight
			for i, m := range d.marginOf(noisy.Tables[t], p, c) {
				margins[c][i] += float64(weight * float64(m))
			}
		}
		sum := 0.0
		for i := range margins[c] {
			margins[c][i] /= total
			sum += margins[c][i]
		}
		for i := range margins[c] {
			margins[c][i] += (n - sum) / float64(len(margins[c]))
		}
	}
	for t, p := range d.Pairs {
		rows, columns := d.marginOf(noisy.Tables[t], p, p.A), d.marginOf(noisy.Tables[t], p, p.B)
		var sum int64
		for _, m := range rows {
			sum += m
		}
		a, b := d.size(p.A), d.size(p.B)
		cells := make([]float64, a*b)
		for i := range a {
			for j := range b {
				cells[i*b+j] = float64(noisy.Tables[t][i*b+j]) +
					(margins[p.A][i]-float64(rows[i]))/float64(b) +
					(margins[p.B][j]-float64(columns[j]))/float64(a) -
					(n-float64(sum))/float64(a*b)
			}
		}
		tables = append(tables, cells)
	}
	return margins, tables
}

// marginError is the standard error of each category of a margin of agree.
func (d *Design) marginError(c int, variance Fraction) float64 {
	total := 0.0
	for _, p := range d.Pairs {
		if p.A == c || p.B == c {
			total += 1 / float64(d.size(p.A+p.B-c))
		}
	}
	k := float64(d.size(c))
	return math.Sqrt(variance.Float() / total * (k - 1) / k)
}

// marginOf sums a table over the other column.
func (d *Design) marginOf(cells []int64, p Pair, column int) []int64 {
	b := d.size(p.B)
	sums := make([]int64, d.size(column))
	for i, x := range cells {
		if column == p.A {
			sums[i/b] += x
		} else {
			sums[i%b] += x
		}
	}
	return sums
}

// simplex is the nearest list of numbers of which none is negative and that has the
// sum n > 0 (Duchi and others, Efficient projections onto the ℓ1-ball, 2008, figure 1).
func simplex(v []float64, n float64) []float64 {
	sorted := slices.Clone(v)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	sum, cut := 0.0, 0.0
	for i, x := range sorted {
		sum += x
		if over := (sum - n) / float64(i+1); x > over {
			cut = over
		}
	}
	to := make([]float64, len(v))
	for i, x := range v {
		to[i] = max(0, x-cut)
	}
	return to
}
