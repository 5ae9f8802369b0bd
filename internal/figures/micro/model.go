package micro

import (
	"math"
	"math/rand/v2"
	"slices"
)

// factor is a table over some columns, ascending; the last one runs fastest.
type factor struct {
	columns []int
	cells   []float64
}

// model is a distribution over all columns: the product of a factor for each column
// and one for each pair, times anything. Margins are worked out by summing columns
// away one after the other (Koller and Friedman, Probabilistic Graphical Models, 2009,
// chapter 9), so that the hundred thousands of combinations are never written down:
// with the program's pairs no step looks at more than three or four columns at once.
type model struct {
	sizes []int
	ones  []factor
	pairs []factor
}

func (d *Design) model() *model {
	m := &model{}
	for c := range d.Columns {
		m.sizes = append(m.sizes, d.size(c))
		m.ones = append(m.ones, m.even(c))
	}
	for _, p := range d.Pairs {
		m.pairs = append(m.pairs, m.even(min(p.A, p.B), max(p.A, p.B)))
	}
	return m
}

// even is a factor that says nothing.
func (m *model) even(columns ...int) factor {
	size := 1
	for _, c := range columns {
		size *= m.sizes[c]
	}
	return factor{columns, slices.Repeat([]float64{1}, size)}
}

// margin sums the model to the given columns, in their order. Its total is whatever
// the factors make it.
func (m *model) margin(columns ...int) []float64 {
	left := m.reduce(columns, nil)
	ascending := slices.Sorted(slices.Values(columns))
	f := m.product(left, ascending)
	if slices.Equal(columns, ascending) {
		return f.cells
	}
	// Only pairs come in the other order.
	return turn(f.cells, m.sizes[columns[1]], m.sizes[columns[0]])
}

// reduce sums all columns away but those to keep, in the order that needs the smallest
// tables, and returns the factors that are left. seen is called with each column and
// the product from which it is summed away.
func (m *model) reduce(keep []int, seen func(column int, from factor)) []factor {
	factors := slices.Concat(m.ones, m.pairs)
	for range len(m.sizes) - len(keep) {
		best, scope, least := -1, []int(nil), math.MaxInt
		for c := range m.sizes {
			if slices.Contains(keep, c) || !slices.ContainsFunc(factors, func(f factor) bool { return slices.Contains(f.columns, c) }) {
				continue
			}
			joint := []int{}
			size := 1
			for _, f := range factors {
				if slices.Contains(f.columns, c) {
					joint = append(joint, f.columns...)
				}
			}
			slices.Sort(joint)
			joint = slices.Compact(joint)
			for _, j := range joint {
				size *= m.sizes[j]
			}
			if size < least {
				best, scope, least = c, joint, size
			}
		}
		var with, without []factor
		for _, f := range factors {
			if slices.Contains(f.columns, best) {
				with = append(with, f)
			} else {
				without = append(without, f)
			}
		}
		joint := m.product(with, scope)
		if seen != nil {
			seen(best, joint)
		}
		factors = append(without, m.sum(joint, best))
	}
	return factors
}

// product multiplies factors into a table over the columns, which hold all of theirs.
func (m *model) product(factors []factor, columns []int) factor {
	to := m.even(columns...)
	at := make([]int, len(columns))
	for _, f := range factors {
		clear(at)
		steps := m.steps(f.columns, columns)
		place := 0
		for x := range to.cells {
			to.cells[x] = float64(to.cells[x] * f.cells[place])
			for i := len(at) - 1; i >= 0; i-- {
				at[i]++
				place += steps[i]
				if at[i] < m.sizes[columns[i]] {
					break
				}
				place -= steps[i] * at[i]
				at[i] = 0
			}
		}
	}
	return to
}

// steps is how far a factor's place moves with each of the columns.
func (m *model) steps(of, columns []int) []int {
	steps := make([]int, len(columns))
	step := 1
	for i := len(of) - 1; i >= 0; i-- {
		steps[slices.Index(columns, of[i])] = step
		step *= m.sizes[of[i]]
	}
	return steps
}

// sum takes a column out of a factor.
func (m *model) sum(f factor, column int) factor {
	place := slices.Index(f.columns, column)
	inner := 1
	for _, c := range f.columns[place+1:] {
		inner *= m.sizes[c]
	}
	k := m.sizes[column]
	to := factor{slices.Delete(slices.Clone(f.columns), place, place+1), make([]float64, len(f.cells)/k)}
	for x, v := range f.cells {
		to.cells[x/(inner*k)*inner+x%inner] += v
	}
	return to
}

// draw makes n rows. Columns are drawn in the order opposite to the one in which they
// are summed away, each given those on which it depends. Rows that agree in these
// share out the categories at even distances, so that each gets the whole part of what
// it expects, or one more.
func (m *model) draw(random *rand.Rand, n int) []Row {
	type step struct {
		column int
		from   factor
	}
	var way []step
	m.reduce(nil, func(column int, from factor) { way = append(way, step{column, from}) })
	slices.Reverse(way)
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = make(Row, len(m.sizes))
	}
	for _, s := range way {
		own := m.steps([]int{s.column}, s.from.columns)
		stride := m.steps(s.from.columns, s.from.columns)
		step := 0
		for i := range own {
			if own[i] > 0 {
				step, stride[i] = stride[i], 0
			}
		}
		groups := make([][]int, len(s.from.cells))
		for i, row := range rows {
			place := 0
			for j, c := range s.from.columns {
				place += stride[j] * int(row[c])
			}
			groups[place] = append(groups[place], i)
		}
		for place, members := range groups {
			if len(members) > 0 {
				m.share(random, rows, members, s.column, s.from.cells[place:], step)
			}
		}
	}
	return rows
}

// share gives the members of a group their categories.
func (m *model) share(random *rand.Rand, rows []Row, members []int, column int, weights []float64, step int) {
	random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	total := 0.0
	for i := range m.sizes[column] {
		total += weights[i*step]
	}
	width := total / float64(len(members))
	next, category, sum := float64(random.Float64()*width), 0, weights[0]
	for _, i := range members {
		for sum <= next && category < m.sizes[column]-1 {
			category++
			sum += weights[category*step]
		}
		rows[i][column] = uint8(category)
		next += width
	}
}
