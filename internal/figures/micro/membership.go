package micro

import (
	"cmp"
	"io"
	"math"
	"slices"
)

// Advantage is the best area under the curve (AUC) with which the noisy tables tell a
// list of lines from one in which one line is replaced, for the one who knows both
// lists: 0.5 is guessing, 1 is knowing. The noise makes the two look like two normal
// distributions a distance of sqrt(2ρ) apart, and the best test of these has the AUC
// Φ(sqrt(2ρ)/√2) = Φ(sqrt(ρ)) (Dong, Roth and Su, Gaussian Differential Privacy, 2022,
// arXiv:1905.02383). That the noise is discrete makes, for σ above 2, a difference
// below 1e-30.
func Advantage(rho float64) float64 { return normal(math.Sqrt(rho)) }

// normal is the distribution function of the standard normal distribution.
func normal(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// MeanAdvantage is the mean over lines and replacements, taken two by two in their
// order, of the best AUC against this very pair: a replacement that agrees with the
// line in both columns of a table leaves no trace in that table. It is at most
// Advantage, which holds for two that agree nowhere.
func (d *Design) MeanAdvantage(lines, others []Row, variance Fraction) float64 {
	sum, n := 0.0, min(len(lines), len(others))
	for i := range n {
		sum += Advantage(float64(d.apart(lines[i], others[i])) / variance.Float())
	}
	return sum / float64(max(1, n))
}

// apart is the number of tables in which two lines stand in different cells.
func (d *Design) apart(a, b Row) (tables int) {
	for _, p := range d.Pairs {
		if a[p.A] != b[p.A] || a[p.B] != b[p.B] {
			tables++
		}
	}
	return tables
}

// Attack tries the strongest test there is: somebody who knows every line but one, and
// that the last is either a line or its replacement, compares how likely the noisy
// tables are under both. For each of the first so many lines and replacements, two by
// two, the tables are measured once with the one and once with the other; the result is
// the AUC over all. It should come out near MeanAdvantage. random is drawn from as for
// real noise.
func (d *Design) Attack(lines, others []Row, variance Fraction, trials int, random io.Reader) (float64, error) {
	var in, out []float64
	list := slices.Clone(lines)
	for i := range min(trials, len(lines), len(others)) {
		known := slices.Delete(slices.Clone(lines), i, i+1)
		for which, last := range []Row{lines[i], others[i]} {
			list[i] = last
			noisy, err := d.Measure(list, variance, random)
			if err != nil {
				return 0, err
			}
			score := d.ratio(noisy, known, lines[i]) - d.ratio(noisy, known, others[i])
			if which == 0 {
				in = append(in, score)
			} else {
				out = append(out, score)
			}
		}
		list[i] = lines[i]
	}
	return AUC(in, out), nil
}

// ratio is the logarithm of how much likelier the tables are with a line beside those
// that are known than without it: (o-½)/σ² summed over its cells, where o is what stands
// there beyond the known.
func (d *Design) ratio(noisy Noisy, known []Row, line Row) (sum float64) {
	for t, p := range d.Pairs {
		cell := int(line[p.A])*d.size(p.B) + int(line[p.B])
		sum += (float64(noisy.Tables[t][cell]-d.count(known, p)[cell]) - 0.5) / noisy.Variance.Float()
	}
	return sum
}

// Guess is what somebody without such knowledge can do with published counts: she has
// her own idea of the population (others, a sample of it), and suspects of whoever
// stands in cells with more people than it foresees that she is in. It returns a score
// for each suspect. count gives the published count of a cell of a pair.
func (d *Design) Guess(suspects, others []Row, records int, count func(pair, cell int) float64) []float64 {
	scores := make([]float64, len(suspects))
	for t, p := range d.Pairs {
		expected := d.count(others, p)
		for i, row := range suspects {
			cell := int(row[p.A])*d.size(p.B) + int(row[p.B])
			e := (float64(expected[cell]) + 0.5) * float64(records) / float64(len(others))
			scores[i] += (count(t, cell) - e) / e
		}
	}
	return scores
}

// AUC is the share of pairs in which the score of one that was in is above that of one
// that was not, with half of those that are equal.
func AUC(in, out []float64) float64 {
	type score struct {
		value float64
		in    bool
	}
	var all []score
	for _, v := range in {
		all = append(all, score{v, true})
	}
	for _, v := range out {
		all = append(all, score{v, false})
	}
	slices.SortFunc(all, func(a, b score) int { return cmp.Compare(a.value, b.value) })
	won, below := 0.0, 0
	for i := 0; i < len(all); {
		var same, other int
		j := i
		for ; j < len(all) && all[j].value == all[i].value; j++ {
			if all[j].in {
				same++
			} else {
				other++
			}
		}
		won += float64(same) * (float64(below) + float64(other)/2)
		below, i = below+other, j
	}
	return won / (float64(len(in)) * float64(len(out)))
}
