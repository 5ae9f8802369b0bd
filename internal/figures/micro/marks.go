package micro

import "slices"

// LeastCell is the smallest count whose error is reckoned: below it a relative error
// says little.
const LeastCell = 10

// Marks are mean relative errors, |rows - lines| / lines, over the cells in which at
// least LeastCell lines stand; 0.05 is five per cent.
type Marks struct {
	OneWay     float64 // categories of single columns
	Workload   float64 // cells of the pairs of the design
	Unmeasured float64 // cells of all other pairs
	AllPairs   float64
	Cells      int // of all pairs
	Left       int // cells of all pairs too small to be reckoned
}

// Compare measures how far rows are from lines. Both must be of the design. Only
// those who may see the lines can do it; what it says of real lines is not published.
func (d *Design) Compare(lines, rows []Row) Marks {
	var m Marks
	var one, measured, other mean
	for a := range d.Columns {
		b := (a + 1) % len(d.Columns)
		one.add(d.marginOf(d.count(lines, Pair{a, b}), Pair{a, b}, a), d.marginOf(d.count(rows, Pair{a, b}), Pair{a, b}, a))
		for b := a + 1; b < len(d.Columns); b++ {
			p := Pair{a, b}
			to := &other
			if slices.Contains(d.Pairs, p) || slices.Contains(d.Pairs, Pair{b, a}) {
				to = &measured
			}
			to.add(d.count(lines, p), d.count(rows, p))
		}
	}
	m.OneWay, m.Workload, m.Unmeasured = one.value(), measured.value(), other.value()
	all := mean{measured.sum + other.sum, measured.n + other.n, measured.left + other.left}
	m.AllPairs, m.Cells, m.Left = all.value(), all.n, all.left
	return m
}

type mean struct {
	sum     float64
	n, left int
}

func (m *mean) add(lines, rows []int64) {
	for i, n := range lines {
		if n < LeastCell {
			m.left++
			continue
		}
		m.sum += float64(max(n-rows[i], rows[i]-n)) / float64(n)
		m.n++
	}
}

func (m *mean) value() float64 { return m.sum / float64(max(1, m.n)) }
