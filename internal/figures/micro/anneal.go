package micro

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
)

// How rows are fitted, tried on the seeds for tuning of package simulate.
const (
	units  = 16  // parts of a person in which differences are counted
	sweeps = 30  // proposals for each value of each row
	stages = 60  // of falling temperature
	hot    = 0.6 // the first, in people squared over people expected
	cold   = 0.01
)

// Synthesize makes rows out of noisy tables, as many as there were lines. It sees
// nothing else and rolls its dice from a hash of them: whoever holds the tables can
// make the same rows again, byte for byte, and whatever the rows show stands in the
// tables already.
func (d *Design) Synthesize(noisy Noisy) []Row {
	random := rand.New(rand.NewChaCha8(d.seed(noisy)))
	m := d.fit(noisy)
	rows := m.draw(random, noisy.Records)
	d.anneal(random, m, rows)
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return rows
}

// seed is a hash of the tables.
func (d *Design) seed(noisy Noisy) [32]byte {
	var buffer []byte
	add := func(v int64) { buffer = binary.BigEndian.AppendUint64(buffer, uint64(v)) }
	add(int64(noisy.Records))
	add(noisy.Variance.Num)
	add(noisy.Variance.Den)
	for _, cells := range noisy.Tables {
		add(int64(len(cells)))
		for _, v := range cells {
			add(v)
		}
	}
	return sha256.Sum256(append([]byte("verbund microdata "+d.Version+"\x00"), buffer...))
}

// goals are the tables of all pairs of columns, each both ways round: how far the rows
// are from what the model expects.
type goals struct {
	sizes  []int
	over   [][]int32   // by pair of columns: units above what is expected in each cell
	weight [][]float64 // what a squared person costs in each cell
}

func (d *Design) goals(m *model, rows []Row) *goals {
	k := len(d.Columns)
	g := &goals{m.sizes, make([][]int32, k*k), make([][]float64, k*k)}
	for a := range k {
		for b := range k {
			if a == b {
				continue
			}
			counts := d.count(rows, Pair{a, b})
			over, weight := make([]int32, len(counts)), make([]float64, len(counts))
			for i, e := range m.margin(a, b) {
				over[i] = int32(counts[i]*units) - int32(math.Floor(float64(e*units)+0.5))
				weight[i] = 1 / (e + 3)
			}
			g.over[a*k+b], g.weight[a*k+b] = over, weight
		}
	}
	return g
}

// worse is what it costs to change a row's value in a column; below zero it pays.
func (g *goals) worse(row Row, column, to int) float64 {
	k, from, sum := len(g.sizes), int(row[column]), 0.0
	for other, value := range row {
		if other == column {
			continue
		}
		over, weight, width := g.over[column*k+other], g.weight[column*k+other], g.sizes[other]
		f, t := from*width+int(value), to*width+int(value)
		// (x-u)² - x² = u² - 2ux, and (y+u)² - y² = u² + 2uy
		sum += float64(float64(units-2*over[f]) * weight[f])
		sum += float64(float64(units+2*over[t]) * weight[t])
	}
	return sum / units
}

// change changes a row's value in a column.
func (g *goals) change(row Row, column, to int) {
	k, from := len(g.sizes), int(row[column])
	for other, value := range row {
		if other == column {
			continue
		}
		over, width := g.over[column*k+other], g.sizes[other]
		over[from*width+int(value)] -= units
		over[to*width+int(value)] += units
		over, width = g.over[other*k+column], g.sizes[column]
		over[int(value)*width+from] -= units
		over[int(value)*width+to] += units
	}
	row[column] = uint8(to)
}

// anneal changes values of rows, one at a time, until the tables of all pairs of
// columns, measured or not, come close to what the model expects (simulated annealing:
// Kirkpatrick, Gelatt and Vecchi, Optimization by simulated annealing, 1983). A cell's
// distance counts squared and over the number expected, as chance would have it.
func (d *Design) anneal(random *rand.Rand, m *model, rows []Row) {
	g := d.goals(m, rows)
	k := len(d.Columns)
	temperature, cool := float64(hot), exp(-ratio/stages)
	for range stages {
		for range sweeps * len(rows) * k / stages {
			row, column := rows[random.IntN(len(rows))], random.IntN(k)
			to := random.IntN(g.sizes[column] - 1)
			if to >= int(row[column]) {
				to++
			}
			worse := g.worse(row, column, to)
			if worse <= 0 || random.Float64() < exp(-worse/temperature) {
				g.change(row, column, to)
			}
		}
		temperature = float64(temperature * cool)
	}
}

const ratio = 4.0943445622221 // ln(hot/cold)
