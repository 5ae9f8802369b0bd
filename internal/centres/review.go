package centres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbund/internal/core"
)

// Item is a proposal beside the entry that it is about.
type Item struct {
	Proposal
	Centre   *Centre
	Revision int       // of the entry now
	Preview  []Preview // what accepting would do
}

// Preview is a field as it is now and as it would be.
type Preview struct {
	Field    string
	Now, New string
	Moved    bool // the field changed after the proposal was made
}

// Proposals returns the open proposals, those of centres first and then the
// oldest first. It is Denied without the right Review.
func (s *Store) Proposals(ctx context.Context, actor core.Actor) ([]Item, error) {
	if err := s.mayReview(actor); err != nil {
		return nil, err
	}
	var all []Item
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		all = nil
		rows, err := tx.QueryContext(ctx, `SELECT `+proposalColumns+` FROM centres_proposal WHERE state = $1 ORDER BY origin, received_on, id`, string(ProposalOpen))
		if err != nil {
			return fmt.Errorf("proposals: %w", err)
		}
		var found []Proposal
		for rows.Next() {
			p, err := scanProposal(rows)
			if err != nil {
				rows.Close()
				return err
			}
			found = append(found, p)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("proposals: %w", err)
		}
		l := &ledger{tx: tx}
		for _, p := range found {
			item, _, err := l.item(ctx, p)
			if err != nil {
				return err
			}
			all = append(all, item)
		}
		return nil
	})
	return all, err
}

// Proposal returns one proposal, in whatever state. It is Denied without the
// right Review, and NotFound if there is none.
func (s *Store) Proposal(ctx context.Context, actor core.Actor, id core.ID) (Item, error) {
	if err := s.mayReview(actor); err != nil {
		return Item{}, err
	}
	var found Item
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		l := &ledger{tx: tx}
		p, err := l.proposal(ctx, id)
		if err == nil {
			found, _, err = l.item(ctx, p)
		}
		return err
	})
	return found, err
}

// Decision is what the office makes of a proposal.
type Decision struct {
	Accept   bool
	Reason   string // why it is rejected; needed then
	Revision int    // of the entry that the decision was made upon; 0 for whatever it is
}

// Decide accepts a proposal, which writes its new values into the entry, or
// rejects it. Either leaves a line in the entry's history. The error is Denied
// without the right Review, NotFound without such a proposal, Conflict if it
// was decided already or the entry is in another revision, Invalid without a
// reason or if the new values do not fit any more.
func (s *Store) Decide(ctx context.Context, actor core.Actor, id core.ID, d Decision) error {
	if err := s.mayReview(actor); err != nil {
		return err
	}
	d.Reason = plainText(d.Reason, true)
	if problems := d.check(); len(problems) > 0 {
		return &core.Error{Kind: core.Invalid, Key: "centres.proposal.invalid", Fields: problems}
	}
	return s.change(ctx, func(l *ledger) error {
		p, err := l.proposal(ctx, id)
		if err != nil {
			return err
		}
		if p.State != ProposalOpen {
			return &core.Error{Kind: core.Conflict, Key: "centres.review.decided"}
		}
		_, stored, err := l.item(ctx, p)
		if err != nil {
			return err
		}
		if d.Revision != 0 && d.Revision != stored.Revision {
			return &core.Error{Kind: core.Conflict, Key: "centres.review.moved"}
		}
		state, written := ProposalRejected, false
		e := event{entry: p.EntryID, proposal: p.ID, actor: actor.Name, what: Rejected, reason: d.Reason}
		if d.Accept {
			state, e.what = ProposalAccepted, Accepted
			if written, err = s.accept(ctx, l, actor, p, stored, e); err != nil {
				return err
			}
		}
		// What somebody wrote is not needed any more, and may be about a person.
		if _, err := l.tx.ExecContext(ctx, `UPDATE centres_proposal SET state = $1, message = '' WHERE id = $2`, string(state), string(id)); err != nil {
			return fmt.Errorf("proposal: %w", err)
		}
		if written {
			return nil
		}
		return l.note(ctx, e)
	})
}

func (d Decision) check() []core.FieldError {
	if !d.Accept && d.Reason == "" {
		return []core.FieldError{{Field: "reason", Key: "centres.review.reason-needed"}}
	}
	return textProblems(d.Reason, "reason", true)
}

// accept writes the new values into the entry, and tells whether that changed
// anything.
func (s *Store) accept(ctx context.Context, l *ledger, actor core.Actor, p Proposal, stored entry, e event) (bool, error) {
	if len(p.Changes) == 0 {
		return false, nil
	}
	r, err := stored.clone()
	if err != nil {
		return false, err
	}
	problems := apply(&r, p.Changes)
	if len(problems) == 0 {
		r, problems = s.prepare(r)
	}
	if len(problems) > 0 {
		return false, &core.Error{Kind: core.Invalid, Key: "centres.error.invalid", Fields: problems}
	}
	_, written, err := l.put(ctx, actor, r, stored, byHand, e)
	return written, err
}

func (l *ledger) proposal(ctx context.Context, id core.ID) (Proposal, error) {
	p, err := scanProposal(l.tx.QueryRowContext(ctx, `SELECT `+proposalColumns+` FROM centres_proposal WHERE id = $1`, string(id)))
	if errors.Is(err, sql.ErrNoRows) {
		err = &core.Error{Kind: core.NotFound, Key: "centres.review.none"}
	}
	return p, err
}

// item puts a proposal beside its entry.
func (l *ledger) item(ctx context.Context, p Proposal) (Item, entry, error) {
	stored, err := l.entry(ctx, p.EntryID)
	if err != nil {
		return Item{}, stored, err
	}
	item := Item{Proposal: p, Centre: &stored.Centre, Revision: stored.Revision}
	now := valuesOf(&stored.Record)
	for _, c := range p.Changes {
		item.Preview = append(item.Preview, Preview{Field: c.Field, Now: now[c.Field], New: c.To, Moved: now[c.Field] != c.From})
	}
	return item, stored, nil
}

// FindProposal returns the one item whose id ends with what somebody typed, so
// that nobody has to copy all 36 characters on a terminal. It is NotFound where
// none or several do.
func FindProposal(all []Item, typed string) (Item, error) {
	fits := slices.DeleteFunc(slices.Clone(all), func(i Item) bool { return typed == "" || !strings.HasSuffix(string(i.ID), typed) })
	if len(fits) != 1 {
		return Item{}, &core.Error{Kind: core.NotFound, Key: "centres.review.none"}
	}
	return fits[0], nil
}
