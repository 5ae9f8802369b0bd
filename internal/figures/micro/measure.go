package micro

import (
	"io"

	"verbund/internal/core"
)

// Noisy is everything that leaves the protected side: the tables of a design with
// noise in every cell, and how many lines there were. Whatever is worked out from it
// gives away nothing more.
type Noisy struct {
	Records  int
	Variance Fraction
	Tables   [][]int64 // for each pair its cells, row by row; they may be negative
}

// Measure counts the tables of the design and adds noise to every cell. random must
// be crypto/rand.Reader where real lines are counted; noise of a seed protects nobody.
// An error of the reader is handed on, and nothing is returned with it.
func (d *Design) Measure(rows []Row, variance Fraction, random io.Reader) (Noisy, error) {
	noisy := Noisy{Records: len(rows), Variance: variance}
	sampler := NewSampler(random)
	for _, p := range d.Pairs {
		cells := d.count(rows, p)
		for i := range cells {
			cells[i] += sampler.Gaussian(variance)
		}
		noisy.Tables = append(noisy.Tables, cells)
	}
	if err := sampler.Err(); err != nil {
		return Noisy{}, &core.Error{Kind: core.Internal, Cause: err}
	}
	return noisy, nil
}

// count is a table of two columns, exact.
func (d *Design) count(rows []Row, p Pair) []int64 {
	cells := make([]int64, d.size(p.A)*d.size(p.B))
	for _, row := range rows {
		cells[int(row[p.A])*d.size(p.B)+int(row[p.B])]++
	}
	return cells
}

// size is the number of categories of a column.
func (d *Design) size(column int) int { return len(d.Columns[column].Categories) }
