package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/BurntSushi/toml"

	"verbund/internal/caselaw"
	"verbund/internal/caselaw/decision"
)

// FillDemoDecisions publishes the decisions of the demonstration, the way an operator
// imports official ones. Where there are decisions already it changes nothing.
func (a *App) FillDemoDecisions(ctx context.Context) error {
	if at, err := a.Caselaw.Position(ctx); err != nil || at > 0 {
		return err
	}
	all, err := demoDecisions()
	if err != nil {
		return err
	}
	counts, err := a.Caselaw.Import(ctx, operator(), func(yield func(decision.Found, error) bool) {
		for i, e := range all {
			if !yield(decision.Found{Entry: e, Line: i + 1}, nil) {
				return
			}
		}
	}, false, true, nil)
	if err != nil {
		return err
	}
	return refusedDecisions(counts)
}

func refusedDecisions(c caselaw.Counts) error {
	var all []error
	for _, r := range c.Refused {
		all = append(all, fmt.Errorf("decision %d of the demonstration: %w", r.Line, r.Err))
	}
	return errors.Join(all...)
}

// demoDecisions reads the entries. Their fields are called as in the JSON of an entry.
func demoDecisions() ([]decision.Entry, error) {
	file, err := demoFiles.ReadFile("demo/decisions.toml")
	if err != nil {
		return nil, err
	}
	var raw struct{ Decisions []map[string]any }
	if err := toml.Unmarshal(file, &raw); err != nil {
		return nil, fmt.Errorf("decisions of the demonstration: %w", err)
	}
	body, err := json.Marshal(raw.Decisions)
	if err != nil {
		return nil, err
	}
	var all []decision.Entry
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, fmt.Errorf("decisions of the demonstration: %w", err)
	}
	for i := range all {
		all[i].Source.Name = "editors"
	}
	return all, nil
}
