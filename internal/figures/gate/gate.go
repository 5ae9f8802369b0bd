// Package gate is what an edition must pass before it may be published. It reads
// the records of the snapshot, the exact counts, the edition that shall be
// published, and everything that was published before, attacks the edition as
// somebody would who wants to learn about one person, and says with figures what it
// found. An edition is blocked unless every check passes.
//
// The checks, each in a file of its own:
//
//	arithmetic  every number follows from the records by the rules
//	difference  no two numbers, of this edition or of an earlier one, isolate fewer than five
//	interval    no small count can be narrowed down from all numbers together
//	together    nor from this and all earlier editions of the year at once
//	attribute   the tables say no more about somebody than they would without her
//	membership  the tables do not tell whether somebody is in them
//	use         what is left is worth reading
//
// The gate finds out anew, from the records, who stands in which cell, without
// package table, so that a fault of counting is found here as well.
//
// It is deterministic: seeds are passed in, and nothing depends on time or on the
// order of a map. docs/figures-gate.md says what each check would have caught, its
// mark, and why it is what it is.
//
// The package also reads what people write beside the tables: Numbers finds every
// number in a text that no table contains.
package gate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Release is an edition and what it was made of.
type Release struct {
	Records []record.Record // all of the snapshot, released or not
	Keys    []uint64        // one for each record; the same record has the same key in every release
	Plan    *table.Plan
	Edition edition.Edition
	Book    *record.Book // of the snapshot; nil where it is that of the case
}

// Case is what stands before the gate.
type Case struct {
	Book    *record.Book
	New     Release
	Set     table.Set   // the exact counts of New, with keys
	Years   []table.Set // the exact counts of the years over which countries must reach Rules.NationalityThreshold, that of New among them
	Earlier []Release   // everything published before, oldest first
	Rules   protect.Rules

	// Protect makes an edition of other records of the same year by the rules of New,
	// with a secret that differs for each n. The check of membership attacks what it
	// gives. The records may hold the same person twice.
	Protect func(all []record.Record, n uint64) (edition.Edition, error)
	Seed    uint64 // of the shadow runs; any number
}

// Isolate is how many records a difference of two numbers must hold at least: "a table
// that, minus an earlier one, isolates fewer than five is refused".
const Isolate = 5

// Sign says on which side of its mark a figure must be.
type Sign string

// The signs. A figure that is only told decides nothing.
const (
	Most  Sign = "most"
	Least Sign = "least"
	Told  Sign = ""
)

// Figure is something measured, with the mark that it must keep.
type Figure struct {
	ID    string // the key of its name is "figures.gate.measured." + ID
	Value float64
	Sign  Sign
	Mark  float64
}

// Kept tells whether the figure keeps its mark. What is no number keeps none.
func (f Figure) Kept() bool {
	switch {
	case math.IsNaN(f.Value):
		return false
	case f.Sign == Most:
		return f.Value <= f.Mark
	case f.Sign == Least:
		return f.Value >= f.Mark
	}
	return true
}

// Place is a number of an edition. Table is an id of the plan, or "funnel". Row may
// be "base" or "missing".
type Place struct{ Table, Row, Column string }

func (p Place) String() string {
	if p.Column == "" {
		return p.Table + ": " + p.Row
	}
	return p.Table + ": " + p.Row + ", " + p.Column
}

// Check is the outcome of one check. It is for few eyes: Where names cells in which
// few people stand.
type Check struct {
	ID       string
	Passed   bool // every figure keeps its mark
	Measured []Figure
	Key      string  // of the message: figures.gate.ID.passed or figures.gate.ID.refused
	Args     []any   // pairs of name and value for the message
	Where    []Place // the first MostPlaces that break a rule
}

// MostPlaces is how many places a check names.
const MostPlaces = 20

// Figure returns what was measured under an id; NaN where nothing was.
func (c Check) Figure(id string) float64 {
	for _, f := range c.Measured {
		if f.ID == id {
			return f.Value
		}
	}
	return math.NaN()
}

// Report is what the gate found.
type Report struct {
	Checks []Check
	Passed bool
}

// Check returns the outcome of a check by its id.
func (r Report) Check(id string) (Check, bool) {
	for _, c := range r.Checks {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}

// outcome makes a check of figures and places.
func outcome(id string, measured []Figure, where []Place) Check {
	where = distinct(where)
	c := Check{ID: id, Passed: true, Measured: measured, Key: "figures.gate." + id + ".passed", Args: []any{"n", strconv.Itoa(len(where))}}
	for _, f := range measured {
		c.Passed = c.Passed && f.Kept()
	}
	if !c.Passed {
		c.Key = "figures.gate." + id + ".refused"
	}
	c.Where = where[:min(len(where), MostPlaces)]
	return c
}

// distinct are the places, each once, in the order in which they were found.
func distinct(all []Place) []Place {
	seen := map[Place]bool{}
	return slices.DeleteFunc(slices.Clone(all), func(p Place) bool {
		twice := seen[p]
		seen[p] = true
		return twice
	})
}

// Run lays the edition out and makes all checks; it takes seconds for a year of the
// network and ends early when ctx does. An error means that the parts of the case do
// not belong together, or that Protect failed: then nothing may be published either.
func (c Case) Run(ctx context.Context) (Report, error) {
	l, err := c.lay()
	if err != nil {
		return Report{}, err
	}
	return l.run(ctx, checks())
}

// run makes checks one after the other.
func (l *layout) run(ctx context.Context, checks []check) (Report, error) {
	report := Report{Passed: true}
	for _, check := range checks {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		done, err := check(ctx, l)
		if err != nil {
			return Report{}, err
		}
		report.Checks = append(report.Checks, done)
		report.Passed = report.Passed && done.Passed
	}
	return report, nil
}

// check is one of them.
type check = func(context.Context, *layout) (Check, error)

// checks are all of them in the order in which they are reported.
func checks() []check {
	return []check{arithmetic, difference, interval, together, attribute, membership, use}
}

// fits tells whether a release has what it takes to be laid out.
func (r Release) fits(book *record.Book) error {
	if r.Plan == nil {
		return fmt.Errorf("gate: the edition of %d has no plan", r.Edition.Year)
	}
	if len(r.Keys) != len(r.Records) {
		return fmt.Errorf("gate: the edition of %d has %d records and %d keys", r.Edition.Year, len(r.Records), len(r.Keys))
	}
	for n, one := range r.Records {
		if one.Year != r.Edition.Year {
			return fmt.Errorf("gate: the edition of %d has a record of %d", r.Edition.Year, one.Year)
		}
		if one.Released && len(one.Values) != len(book.Columns) {
			return fmt.Errorf("gate: record %d of %d does not fit the code book", n, r.Edition.Year)
		}
	}
	return nil
}
