package centres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"verbund/internal/core"
)

// How many proposals may be open, for one entry and for all, so that nobody can
// fill the list faster than the office reads it.
const (
	mostOpenForEntry = 20
	mostOpen         = 1000
)

// Propose stores what somebody says about an entry. The same words about the
// same entry are kept once. The error is Invalid with the fields of the form,
// NotFound without such an entry, TooMany while too much waits to be read.
func (s *Store) Propose(ctx context.Context, id core.ID, from Origin, form ProposalForm) (Proposal, error) {
	var p Proposal
	err := s.db.Update(ctx, func(tx *sql.Tx) error {
		l := &ledger{tx: tx, clock: s.clock}
		stored, err := l.entry(ctx, id)
		if err != nil {
			return err
		}
		if stored.Revision == 0 || !stored.Internal.RetiredOn.IsZero() {
			return noEntry()
		}
		var problems []core.FieldError
		if p, problems = form.read(s, stored.Record); len(problems) > 0 {
			return &core.Error{Kind: core.Invalid, Key: "centres.proposal.invalid", Fields: problems}
		}
		changes, err := json.Marshal(p.Changes)
		if err != nil {
			return err
		}
		var all, ours, same int
		err = tx.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE entry_id = $2),
			count(*) FILTER (WHERE entry_id = $2 AND message = $3 AND changes = $4) FROM centres_proposal WHERE state = $1`,
			string(ProposalOpen), string(id), p.Message, string(changes)).Scan(&all, &ours, &same)
		if err != nil {
			return fmt.Errorf("proposal: %w", err)
		}
		if same > 0 {
			return nil
		}
		if all >= mostOpen || ours >= mostOpenForEntry {
			return &core.Error{Kind: core.TooMany, Key: "centres.proposal.full"}
		}
		// Of the time nothing finer than the day is kept, also not in the id.
		day := s.clock.Now().UTC().Truncate(24 * time.Hour)
		p.ID, p.Origin, p.ReceivedOn, p.State = core.NewID(day), from, core.DateOf(day), ProposalOpen
		_, err = tx.ExecContext(ctx, `INSERT INTO centres_proposal (id, entry_id, origin, received_on, message, changes, state)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(p.ID), string(id), string(from), p.ReceivedOn.String(), p.Message, string(changes), string(ProposalOpen))
		if err != nil {
			return fmt.Errorf("proposal: %w", err)
		}
		return nil
	})
	return p, err
}

// values returns what a form about an entry is to be filled with.
func (s *Store) values(ctx context.Context, id core.ID) (map[string]string, error) {
	var values map[string]string
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		stored, err := (&ledger{tx: tx}).entry(ctx, id)
		if err == nil && stored.Revision == 0 {
			err = noEntry()
		}
		values = valuesOf(&stored.Record)
		return err
	})
	return values, err
}

const proposalColumns = `id, entry_id, origin, received_on, message, changes, state`

func scanProposal(row interface{ Scan(...any) error }) (Proposal, error) {
	var p Proposal
	var day, changes string
	err := row.Scan(&p.ID, &p.EntryID, &p.Origin, &day, &p.Message, &changes, &p.State)
	if err == nil {
		p.ReceivedOn, err = core.ParseDate(day)
	}
	if err == nil {
		err = json.Unmarshal([]byte(changes), &p.Changes)
	}
	if err != nil {
		return p, fmt.Errorf("proposal: %w", err)
	}
	return p, nil
}
