package gate

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// The marks of membership: how often, of a year with somebody and one without, an
// attacker says which is which. 0.5 is guessing.
const (
	MostMember  = 0.65 // the mean of people as they come
	MostExposed = 0.70 // the mean of those with the rarest answers
)

// How many shadow years are made, and how many of them teach the attacker; the others
// try what she learnt.
const (
	shadows  = 480
	teaching = 320
)

// How many people are sought: as they come, and those with the rarest answers.
const (
	sought  = 48
	exposed = 16
)

// membership tries to tell whether somebody is in the tables. The attacker knows all
// that the record of the person says, and the people of the network well enough to
// draw years like it (the records themselves stand for that), but not who else was
// counselled in this one. She makes many such shadow years, with the person and
// without, lets the same rules protect them, and learns from the cells in which the
// person would count how a year with her differs: the likelihood ratio of two normal
// distributions, in which one record more adds one to the mean of each such cell and
// the covariance is that of the shadows (Homer and others 2008; Shokri, Stronati,
// Song, Shmatikov: Membership inference attacks, 2017; Pyrgelis, Troncoso, De
// Cristofaro: Knock knock, who's there? Membership inference on aggregate location
// data, 2018).
func membership(ctx context.Context, l *layout) (Check, error) {
	targets := l.targets()
	if len(targets) == 0 {
		return outcome("membership", []Figure{{"member", 0.5, Most, MostMember}}, nil), nil
	}
	cells := make([][]Place, len(targets))
	for i, n := range targets {
		cells[i] = l.touched(l.now.Records[n])
	}
	seen := make([][][]float64, len(targets)) // by target and shadow: the numbers of its cells
	in := make([][]bool, len(targets))
	random := rand.New(rand.NewPCG(l.Seed, 1))
	isTarget := map[int]bool{}
	for _, n := range targets {
		isTarget[n] = true
	}
	var others []record.Record
	for n, r := range l.now.Records {
		if !isTarget[n] {
			others = append(others, r)
		}
	}
	if len(others) == 0 {
		others = l.now.Records
	}
	for s := range shadows {
		if err := ctx.Err(); err != nil {
			return Check{}, err
		}
		year := make([]record.Record, 0, len(l.now.Records)+len(targets))
		for i, n := range targets {
			with := random.Uint64()&1 == 1
			in[i] = append(in[i], with)
			if with {
				year = append(year, l.now.Records[n])
			}
		}
		for len(year) < len(l.now.Records) {
			year = append(year, others[random.IntN(len(others))])
		}
		e, err := l.Protect(year, l.Seed+uint64(s)+1)
		if err != nil {
			return Check{}, err
		}
		numbers := look(e)
		for i := range targets {
			row := make([]float64, len(cells[i]))
			for j, at := range cells[i] {
				row[j] = numbers[at]
			}
			seen[i] = append(seen[i], row)
		}
	}
	var each []float64
	for i := range targets {
		weights := discriminant(seen[i][:teaching])
		each = append(each, auc(shadows-teaching, func(s int) (float64, bool) {
			score := 0.0
			for j, v := range seen[i][teaching+s] {
				score += weights[j] * v
			}
			return score, in[i][teaching+s]
		}))
	}
	common := each[:min(sought, len(each))]
	figures := []Figure{{"member", mean(common), Most, MostMember}}
	if rare := each[len(common):]; len(rare) > 0 {
		figures = append(figures, Figure{"exposed", mean(rare), Most, MostExposed})
	}
	return outcome("membership", append(figures, Figure{"worstmember", slices.Max(each), Told, 0},
		Figure{"everyoneelse", l.everyoneElse(targets[:min(sought, len(targets))]), Told, 0},
		Figure{"cells", meanLength(cells), Told, 0}), nil), nil
}

// draws is how often numbers are rounded anew for an attacker who knows everybody
// else.
const draws = 100

// everyoneElse is the AUC of an attacker who knows the record of everybody but the
// person sought, and so every number but for one. Rounding does not hold against her,
// and is not there to: she would learn no more than whether one person whom she knows
// was counselled. It is told so that nobody takes the other figures for a bound.
func (l *layout) everyoneElse(targets []int) float64 {
	random := rand.New(rand.NewPCG(l.Seed, 2))
	base := l.Rules.Base
	if len(l.now.cells) > 0 && l.now.cells[0].loose == 0 {
		base = 1
	}
	round := func(n int) int {
		if random.IntN(base) < n%base {
			n += base
		}
		if n -= n % base; n < l.Rules.NeverBelow {
			return 0
		}
		return n
	}
	chance := func(shown, n int) float64 {
		if d := max(shown-n, n-shown); d < base {
			return float64(base-d) / float64(base)
		}
		return 1e-3
	}
	sum := 0.0
	for _, target := range targets {
		var counts []int
		seen := map[uint64]bool{}
		for _, c := range l.now.cells {
			if c.value.Shown && !seen[c.key] && c.who.has(l.now.ids[target]) {
				seen[c.key] = true
				counts = append(counts, c.n)
			}
		}
		sum += auc(2*draws, func(i int) (float64, bool) {
			with, score := i%2 == 0, 0.0
			for _, n := range counts {
				shown := round(n - 1)
				if with {
					shown = round(n)
				}
				score += math.Log(chance(shown, n) / chance(shown, n-1))
			}
			return score, with
		})
	}
	return sum / float64(max(1, len(targets)))
}

// targets are the records sought: some as they come, then those with the rarest
// answers: whose cells, one over their size, add up to most.
func (l *layout) targets() []int {
	var analysed []int
	for n, r := range l.now.Records {
		if l.Book.Complete(r) {
			analysed = append(analysed, n)
		}
	}
	some := min(sought, (len(analysed)+1)/2)
	var chosen []int
	for i := range some {
		chosen = append(chosen, analysed[i*len(analysed)/some])
	}
	rarity := make([]float64, len(l.now.Records))
	for _, c := range l.now.cells {
		for _, n := range analysed {
			if c.who.has(l.now.ids[n]) {
				rarity[n] += 1 / float64(c.n)
			}
		}
	}
	rest := slices.DeleteFunc(slices.Clone(analysed), func(n int) bool { return slices.Contains(chosen, n) })
	slices.SortStableFunc(rest, func(a, b int) int { return cmp.Compare(rarity[b], rarity[a]) })
	return append(chosen, rest[:min(exposed, len(rest))]...)
}

// touched are the numbers in which a record counts, and the rests in which it may.
func (l *layout) touched(r record.Record) []Place {
	alone := table.Compute(r.Year, []record.Record{r}, nil, l.Book, l.now.Plan)
	var at []Place
	for i := range alone.Tables {
		t := &alone.Tables[i]
		width := max(1, len(t.Columns))
		rests := map[string]bool{}
		for j, c := range t.Cells {
			if c.N == 0 {
				continue
			}
			p := Place{t.ID, t.Rows[j/width], ""}
			if len(t.Columns) > 0 {
				p.Column = t.Columns[j%width]
			}
			at = append(at, p)
			rests[p.Column] = true
		}
		for _, column := range append([]string{""}, t.Columns...) {
			if rests[column] {
				at = append(at, Place{t.ID, edition.Rest, column})
			}
		}
		if t.Missing.N > 0 {
			at = append(at, Place{t.ID, "missing", ""})
		}
	}
	return at
}

// look reads an edition. What is not shown is nothing.
func look(e edition.Edition) map[Place]float64 {
	numbers := make(map[Place]float64, 2000)
	for i := range e.Tables {
		t := &e.Tables[i]
		if t.Missing.Shown {
			numbers[Place{t.ID, "missing", ""}] = float64(t.Missing.N)
		}
		for _, r := range t.Rows {
			for j, v := range r.Cells {
				if !v.Shown {
					continue
				}
				p := Place{t.ID, r.ID, ""}
				if j < len(t.Columns) {
					p.Column = t.Columns[j]
				}
				numbers[p] = float64(v.N)
			}
		}
	}
	return numbers
}

// shrink is how much of the covariance between two cells is not believed: there are
// hardly more shadows than cells.
const shrink = 0.3

// discriminant is the weight of each cell in the likelihood ratio: the inverse of the
// covariance times a shift by one of all cells that are ever shown.
func discriminant(rows [][]float64) []float64 {
	width := len(rows[0])
	middle := make([]float64, width)
	for _, r := range rows {
		for j, v := range r {
			middle[j] += v / float64(len(rows))
		}
	}
	spread := make([][]float64, width)
	for i := range spread {
		spread[i] = make([]float64, width)
	}
	for _, r := range rows {
		for i := range r {
			a := r[i] - middle[i]
			if a == 0 {
				continue
			}
			for j := range i + 1 {
				spread[i][j] += a * (r[j] - middle[j]) / float64(len(rows)-1)
			}
		}
	}
	shift := make([]float64, width)
	for i := range spread {
		for j := range i {
			spread[i][j] *= 1 - shrink
		}
		if spread[i][i] > 0 {
			shift[i] = 1
		}
		spread[i][i] += 1e-6
	}
	return solveSymmetric(spread, shift)
}

// solveSymmetric solves a·x = b by Cholesky's method; a is given by its lower half and
// is overwritten.
func solveSymmetric(a [][]float64, b []float64) []float64 {
	for i := range a {
		for j := range i + 1 {
			s := a[i][j]
			for k := range j {
				s -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(max(s, 1e-9))
			} else {
				a[i][j] = s / a[j][j]
			}
		}
	}
	x := slices.Clone(b)
	for i := range x {
		for k := range i {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	for i := len(x) - 1; i >= 0; i-- {
		for k := i + 1; k < len(x); k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}

func mean(of []float64) float64 {
	sum := 0.0
	for _, v := range of {
		sum += v
	}
	return sum / float64(len(of))
}

func meanLength(of [][]Place) float64 {
	n := 0
	for _, p := range of {
		n += len(p)
	}
	return float64(n) / float64(len(of))
}
