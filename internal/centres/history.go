package centres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// Happening is what the history of an entry notes.
type Happening string

// The happenings. Those that wrote something into the entry have a revision, and
// say which fields it changed.
const (
	Edited    Happening = "edited"
	Imported  Happening = "imported"
	Confirmed Happening = "confirmed"
	Accepted  Happening = "accepted" // a proposal
	Rejected  Happening = "rejected"
	Retired   Happening = "retired" // taken out of the directory
	Restored  Happening = "restored"
	Undone    Happening = "undone" // an earlier change was taken back
)

// event is one line of an entry's history.
type event struct {
	entry, proposal core.ID
	revision        int // that it made of the entry; 0 if it wrote nothing
	actor           string
	what            Happening
	changes         []Change
	reason          string
}

// note writes an event in the transaction of what happened.
func (l *ledger) note(ctx context.Context, e event) error {
	before, after := map[string]string{}, map[string]string{}
	for _, c := range e.changes {
		before[c.Field], after[c.Field] = c.From, c.To
	}
	was, err := json.Marshal(before)
	if err != nil {
		return err
	}
	became, err := json.Marshal(after)
	if err != nil {
		return err
	}
	now := l.clock.Now()
	_, err = l.tx.ExecContext(ctx, `INSERT INTO centres_history
		(id, entry_id, proposal_id, happened_at, actor, what, said_before, said_after, reason, revision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(core.NewID(now)), string(e.entry), string(e.proposal), now.UnixMicro(), e.actor, string(e.what), string(was), string(became), e.reason, e.revision)
	if err != nil {
		return fmt.Errorf("history of %s: %w", e.entry, err)
	}
	return nil
}

// Event is a line of an entry's history as its editors read it.
type Event struct {
	At            time.Time
	Revision      int // that it made of the entry; 0 if it wrote nothing, or was noted before revisions were
	Actor         string
	What          Happening
	Before, After Fields // of what changed: a field that was empty has the empty text
	Reason        string
	ProposalID    core.ID
}

// Changes are the fields that the event changed, in their order.
func (e Event) Changes() []Change {
	var all []Change
	for _, c := range differences(e.Before, e.After) {
		all = append(all, Change{Field: c.Field, From: e.Before[c.Field], To: e.After[c.Field]})
	}
	return all
}

// History returns what happened to an entry, the oldest first. It is Denied to
// whoever may change no entry, and NotFound for an entry of somebody else.
func (s *Store) History(ctx context.Context, actor core.Actor, id core.ID) ([]Event, error) {
	if err := s.mayEditSome(actor); err != nil {
		return nil, err
	}
	var all []Event
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		l := &ledger{tx: tx}
		stored, err := l.entry(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayEditThis(actor, stored); err != nil {
			return err
		}
		if stored.Revision == 0 {
			return web.NotFound()
		}
		all, err = l.history(ctx, id, 0)
		return err
	})
	return all, err
}

// history returns the events that made a later revision than a given one of an
// entry, the oldest first; after 0 those that made none too.
func (l *ledger) history(ctx context.Context, id core.ID, after int) ([]Event, error) {
	rows, err := l.tx.QueryContext(ctx, `SELECT happened_at, revision, actor, what, said_before, said_after, reason, proposal_id
		FROM centres_history WHERE entry_id = $1 AND (revision > $2 OR $2 = 0) 
		ORDER BY happened_at, CASE WHEN revision = 0 THEN 1 ELSE 0 END, revision, id`, string(id), after)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	defer rows.Close()
	var all []Event
	for rows.Next() {
		var e Event
		var at int64
		var was, became string
		if err := rows.Scan(&at, &e.Revision, &e.Actor, &e.What, &was, &became, &e.Reason, &e.ProposalID); err != nil {
			return nil, fmt.Errorf("history: %w", err)
		}
		e.At = time.UnixMicro(at).UTC()
		if err := json.Unmarshal([]byte(was), &e.Before); err != nil {
			return nil, fmt.Errorf("history: %w", err)
		}
		if err := json.Unmarshal([]byte(became), &e.After); err != nil {
			return nil, fmt.Errorf("history: %w", err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}
