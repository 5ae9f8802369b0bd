package micro

import (
	"io"

	"verbund/internal/core"
)

// LeastRecords is the smallest window that is published: below it most cells would be
// narrower than the noise.
const LeastRecords = 500

// Years is how many years a window has.
const Years = 3

// Release is everything that is published of a window. It holds nothing that the
// noisy tables do not already say.
type Release struct {
	Design   *Design
	From     int    // the first of the three years
	Snapshot string // id of the snapshot whose lines were counted
	Book     string // version of the code book
	Promise  Promise
	Noisy    Noisy
	Margins  []Margin
	Rows     []Row
}

// Margin is the estimate of a column's categories from all tables that hold it.
type Margin struct {
	Column   int
	Estimate []float64 // people, at least 0, n in all
	Error    float64   // standard error of each, before what is below 0 was raised
}

// Source says what the lines of a release are.
type Source struct {
	From     int
	Snapshot string
	Book     string
}

// Publish measures lines and makes a release of them. random must be
// crypto/rand.Reader for lines of real people. Calling it twice with the same lines
// draws new noise and so spends the promise twice. Fewer lines than LeastRecords are
// refused (core.Invalid), as an error of the reader is (core.Internal).
func (d *Design) Publish(lines []Row, from Source, random io.Reader) (*Release, error) {
	if len(lines) < LeastRecords {
		return nil, &core.Error{Kind: core.Invalid, Key: "figures.micro.few", Args: []any{"n", len(lines), "least", LeastRecords}}
	}
	promise := Keep(len(lines), len(d.Pairs), MostEpsilon, MostAdvantage)
	noisy, err := d.Measure(lines, promise.Variance, random)
	if err != nil {
		return nil, err
	}
	return d.Release(noisy, from), nil
}

// Release makes of noisy tables whatever else is published. The same tables give the
// same release.
func (d *Design) Release(noisy Noisy, from Source) *Release {
	return &Release{
		Design: d, From: from.From, Snapshot: from.Snapshot, Book: from.Book,
		Promise: promised(noisy.Records, len(d.Pairs), noisy.Variance),
		Noisy:   noisy, Margins: d.margins(noisy), Rows: d.Synthesize(noisy),
	}
}

// margins are the estimates of agree, with their standard errors.
func (d *Design) margins(noisy Noisy) []Margin {
	estimates, _ := d.agree(noisy)
	var all []Margin
	for c := range d.Columns {
		all = append(all, Margin{c, simplex(estimates[c], float64(noisy.Records)), d.marginError(c, noisy.Variance)})
	}
	return all
}
