package gate

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
)

// Above is by how much the attack on an attribute may do better than the same attack
// on tables without the people whose attribute is guessed.
const Above = 0.10

// The records are left out in tenths, several times over in another order each, so
// that the baseline of an attribute of few does not hang on one draw.
const (
	folds  = 10
	orders = 4
)

// attribute tries to learn sensitive answers. The attacker knows gender, age,
// nationality, form and access of everybody in the tables (columns with the sense
// "quasi"), and every number shown. For each code of each sensitive column she seeks
// the shares, one between 0 and 1 for each sort of people she cannot tell apart, that
// fit all numbers best: bounded least squares, as in Dinur and
// Nissim: Revealing information while preserving privacy, 2003. How well the shares order those with
// the answer before those without is the AUC: 0.5 is guessing.
//
// Tables are there to tell that one group of people meets something more often than
// another, so that knowing somebody's group tells something about anybody of it,
// whether she is in the tables or not. That is the baseline: the same attack on
// numbers from which the people guessed are taken out, a tenth of all at a time, and
// compared only within that tenth, so that both of each pair compared are left out
// (leave-pair-out: Airola, Pahikkala, Waegeman, De Baets, Salakoski: An experimental
// comparison of cross-validation techniques for estimating the area under the ROC
// curve, 2011). It is taken from the numbers shown and from the exact ones, and the
// better counts, so that an unlucky rounding is not taken for a leak; and it is never
// below 0.5, because guessing needs no table. What is above it was learnt from her having been counted.
func attribute(ctx context.Context, l *layout) (Check, error) {
	a := l.attacker()
	worst, mean, best, base := math.Inf(-1), 0.0, 0.0, 0.0
	attacked, above := 0, 0
	var where []Place
	for i := range l.Book.Columns {
		c := &l.Book.Columns[i]
		if c.Sense != "sensitive" {
			continue
		}
		for code := range c.Codes {
			if err := ctx.Err(); err != nil {
				return Check{}, err
			}
			full, left, ok := a.attack(i, uint16(code))
			if !ok {
				continue
			}
			attacked++
			mean += full - left
			best, base = max(best, full), max(base, left)
			worst = max(worst, full-left)
			if full-left > Above {
				above++
				where = append(where, Place{c.ID, c.Codes[code].ID, ""})
			}
		}
	}
	if attacked == 0 {
		worst = 0
	}
	return outcome("attribute", []Figure{
		{"above", worst, Most, Above},
		{"found", float64(above), Most, 0},
		{"attributes", float64(attacked), Told, 0},
		{"meanabove", mean / float64(max(1, attacked)), Told, 0},
		{"bestauc", best, Told, 0},
		{"bestbase", base, Told, 0},
	}, where), nil
}

// attacker is what somebody knows of the people in the tables.
type attacker struct {
	*layout
	of    []int     // analysed records
	kin   []int     // by position in of: which sort of people that she cannot tell apart
	sizes []float64 // of each sort
	cells map[string][]cell
}

// attacker groups the analysed records by what others may know of them.
func (l *layout) attacker() *attacker {
	a := &attacker{layout: l, cells: map[string][]cell{}}
	groups := map[string]int{}
	for n, r := range l.now.Records {
		if !l.Book.Complete(r) {
			continue
		}
		var known strings.Builder
		for i, c := range l.Book.Columns {
			if c.Sense == "quasi" {
				answer := slices.Clone(r.Values[i])
				slices.Sort(answer)
				for _, code := range answer {
					known.WriteString(c.Codes[code].ID + ";")
				}
				known.WriteByte('|')
			}
		}
		at, ok := groups[known.String()]
		if !ok {
			at = len(groups)
			groups[known.String()] = at
			a.sizes = append(a.sizes, 0)
		}
		a.sizes[at]++
		a.of, a.kin = append(a.of, n), append(a.kin, at)
	}
	for _, c := range l.now.cells {
		if !c.partial {
			a.cells[c.Table] = append(a.cells[c.Table], c)
		}
	}
	return a
}

// fact is a number that the attacker knows about an attribute: how many people of
// some sorts have it.
type fact struct {
	kin   []int // the sorts of the group
	who   crowd // those in the group who have the attribute; nobody where that is not shown
	count int   // how many these are
	shown bool
	n     float64 // as shown
	noise float64 // variance of n
}

// attack is the AUC against everybody, and the baseline; false where nobody, or
// everybody, has the attribute.
func (a *attacker) attack(column int, code uint16) (full, left float64, ok bool) {
	truth := make([]bool, len(a.of))
	yes := 0
	for i, n := range a.of {
		truth[i] = slices.Contains(a.now.Records[n].Values[column], code)
		if truth[i] {
			yes++
		}
	}
	if yes == 0 || yes == len(truth) {
		return 0, 0, false
	}
	margin, facts := a.facts(column, code)
	if margin <= 0 {
		margin = float64(yes) / float64(len(truth)) // no number shown: any constant gives the same order
	}
	scores := solve(a.sizes, facts, margin)
	full = auc(len(truth), func(i int) (float64, bool) { return scores[a.kin[i]], truth[i] })
	exact := slices.Clone(facts)
	for j, f := range exact {
		if f.shown {
			exact[j].n, exact[j].noise = float64(f.count), sharp
		}
	}
	return full, max(0.5, a.without(truth, facts, margin), a.without(truth, exact, margin)), true
}

// without is the AUC of the attack on numbers from which those whose answer is guessed
// are taken out.
func (a *attacker) without(truth []bool, facts []fact, margin float64) float64 {
	wins, pairs := 0.0, 0.0
	random := rand.New(rand.NewPCG(a.Seed, 3))
	less := make([]fact, len(facts))
	for range orders {
		for _, out := range leave(truth, random.Perm(len(truth))) {
			gone := make(crowd, a.size)
			sizes := slices.Clone(a.sizes)
			for _, i := range out {
				gone.add(a.now.ids[a.of[i]])
				sizes[a.kin[i]]--
			}
			for j, x := range facts {
				in := 0
				for k, w := range x.who {
					in += bits.OnesCount64(w & gone[k])
				}
				less[j] = x
				less[j].n -= float64(in)
			}
			scores := solve(sizes, less, margin)
			w, p := wonPairs(len(out), func(i int) (float64, bool) { return scores[a.kin[out[i]]], truth[out[i]] })
			wins, pairs = wins+w, pairs+p
		}
	}
	if pairs == 0 {
		return 0.5
	}
	return wins / pairs
}

// leave are the tenths to be left out: in the given order, every tenth of those with
// the attribute and of those without, so that the share is the same in all.
func leave(truth []bool, order []int) [][]int {
	out := make([][]int, folds)
	var yes, no int
	for _, i := range order {
		at := &no
		if truth[i] {
			at = &yes
		}
		out[*at%folds] = append(out[*at%folds], i)
		*at++
	}
	return out
}

// facts are the numbers shown about an attribute: its share of all, and its number in
// each table with a column that the attacker knows. Where the attribute is merged
// with others, the numbers of the rest are all she has.
func (a *attacker) facts(column int, code uint16) (margin float64, facts []fact) {
	c := a.Book.Columns[column]
	noise := sharp
	for _, one := range a.now.cells {
		if one.loose > 0 {
			noise = float64(one.loose) // n mod 5 uniform: mean variance 4
			break
		}
	}
	for _, t := range a.now.Plan.Tables {
		mine := t.Rows == c.ID
		if !mine && t.Columns != c.ID {
			continue
		}
		for _, one := range a.cells[t.ID] {
			id := one.Column
			if mine {
				id = one.Row
			}
			// Only the row of the code itself, or the rest in which it stands: the codes of
			// groups and bundles hold others as well.
			if !(id == c.Codes[code].ID || id == edition.Rest && (!mine || one.codes[code])) {
				continue
			}
			if id == edition.Rest && c.Multi() && !one.value.Shown {
				continue // it is not shown because it cannot be added up
			}
			other := t.Columns
			known := one.Column
			if !mine {
				other, known = t.Rows, one.Row
			}
			if other == "" && one.value.Shown {
				margin = float64(one.value.N) / float64(len(a.of))
				facts = append(facts, a.fact(one, noise, func(record.Record) bool { return true }))
			}
			if other == "" {
				continue
			}
			at, q := a.Book.Column(other)
			if q == nil || q.Sense != "quasi" {
				continue
			}
			codes := one.codes
			if mine {
				codes, _ = codesOf(a.Book, a.now.Plan, q, known, nil, nil)
			}
			if codes != nil {
				facts = append(facts, a.fact(one, noise, func(r record.Record) bool { return answers(r.Values[at], codes) }))
			}
		}
	}
	return margin, facts
}

// sharp is the variance that an exact number is given.
const sharp = 0.1

// fact is a number about those whom the attacker knows to be of a group.
func (a *attacker) fact(c cell, noise float64, of func(record.Record) bool) fact {
	f := fact{who: c.who, count: c.n, shown: true, n: float64(c.value.N), noise: noise}
	if !c.value.Shown {
		// Hidden says that there are few. It would say the same without those left out.
		f = fact{who: make(crowd, a.size), n: 1, noise: 2}
	}
	in := make([]bool, len(a.sizes))
	for i, n := range a.of {
		in[a.kin[i]] = in[a.kin[i]] || of(a.now.Records[n])
	}
	for k, is := range in {
		if is {
			f.kin = append(f.kin, k)
		}
	}
	return f
}

// mostRounds ends the search for shares.
const mostRounds = 30

// solve finds the shares that fit the facts best: the sum of the squared misses, each
// by its noise, and of the squared distances from the margin, as far as sorts of
// their size vary by chance. Without limits it is one system of equations, with one
// unknown for each fact. Shares that come out below 0 or above 1 are held there and
// the others sought again, until none leaves and none that is held would come back.
// A sort of which nobody is counted has the share that its groups suggest
// (Björck: Numerical Methods for Least Squares Problems, 1996, chapter 5).
func solve(sizes []float64, facts []fact, margin float64) []float64 {
	margin = min(max(margin, 1e-3), 1-1e-3)
	vary := margin * (1 - margin)
	share := make([]float64, len(sizes))
	for k := range share {
		share[k] = margin
	}
	of := make([][]int, len(sizes)) // the facts about each sort
	for j, f := range facts {
		for _, k := range f.kin {
			of[k] = append(of[k], j)
		}
	}
	held := make([]bool, len(sizes))
	system := make([][]float64, len(facts))
	for j := range system {
		system[j] = make([]float64, len(facts))
	}
	miss := make([]float64, len(facts))
	for range mostRounds {
		for j, f := range facts {
			clear(system[j])
			system[j][j] = f.noise
			miss[j] = f.n
		}
		for k, size := range sizes {
			at := margin
			if held[k] {
				at = share[k]
			}
			for _, f := range of[k] {
				miss[f] -= size * at
				if held[k] {
					continue
				}
				for _, g := range of[k] {
					if g <= f {
						system[f][g] += size * vary
					}
				}
			}
		}
		pull := solveSymmetric(system, miss)
		changed := false
		for k := range sizes {
			to := margin
			for _, f := range of[k] {
				to += pull[f] * vary
			}
			out := to < 0 || to > 1
			if held[k] {
				// It stays as long as the facts still push it beyond its limit.
				out = share[k] == 0 && to <= 0 || share[k] == 1 && to >= 1
			}
			changed = changed || out != held[k]
			held[k] = out
			share[k] = min(max(to, 0), 1)
		}
		if !changed {
			break
		}
	}
	return share
}

// auc is the share of pairs, one with and one without, that scores put in order; equal
// scores are half. It is 0.5 where there is no pair.
func auc(n int, of func(i int) (score float64, has bool)) float64 {
	won, pairs := wonPairs(n, of)
	if pairs == 0 {
		return 0.5
	}
	return won / pairs
}

// wonPairs counts pairs in the right order, and all pairs.
func wonPairs(n int, of func(i int) (score float64, has bool)) (won, pairs float64) {
	type scored struct {
		score float64
		has   bool
	}
	list := make([]scored, n)
	for i := range list {
		s, has := of(i)
		list[i] = scored{math.Round(s * 1e6), has} // what differs by less is a tie
	}
	slices.SortFunc(list, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	below, yes := 0.0, 0.0
	for i := 0; i < n; {
		with, without := 0.0, 0.0
		j := i
		for ; j < n && list[j].score == list[i].score; j++ {
			if list[j].has {
				with++
			} else {
				without++
			}
		}
		won += with * (below + without/2)
		below, yes, i = below+without, yes+with, j
	}
	return won, yes * below
}
