// Package gate is what an edition must pass before it may be published.
package gate

import (
	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Input is what shall be published and all that it is checked against.
type Input struct {
	Book    *record.Book
	Plan    *table.Plan
	Rules   protect.Rules
	Records []record.Record // of the year, with their keys
	Keys    []uint64
	Sets    []table.Set // exact counts of up to three years; the last is that of the year
	Edition edition.Edition
	Earlier []Earlier
}

// Earlier is something that was published before.
type Earlier struct {
	Edition edition.Edition
	Records []record.Record
	Keys    []uint64
}

// Check is what one check found. Its name is figures.gate.name.ID.
type Check struct {
	ID     string `json:"id"`
	Passed bool   `json:"passed"`
	Key    string `json:"key"` // of the message, with Args
	Args   []any  `json:"args"`
}

// Report is what all checks found.
type Report struct {
	Checks []Check `json:"checks"`
	Passed bool    `json:"passed"`
}

// Run makes all checks.
func Run(in Input) (Report, error) { return Report{}, nil }
