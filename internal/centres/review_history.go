package centres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"verbund/internal/core"
)

// What the history of an entry notes.
const (
	confirmedByLink  = "confirmed"
	proposalAccepted = "accepted"
	proposalRejected = "rejected"
)

// event is one line of an entry's history.
type event struct {
	entry, proposal core.ID
	actor, what     string
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
		(id, entry_id, proposal_id, happened_at, actor, what, said_before, said_after, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(core.NewID(now)), string(e.entry), string(e.proposal), now.UnixMicro(), e.actor, e.what, string(was), string(became), e.reason)
	if err != nil {
		return fmt.Errorf("history of %s: %w", e.entry, err)
	}
	return nil
}

// Event is a line of an entry's history as its editors read it.
type Event struct {
	At            time.Time
	Actor, What   string
	Before, After map[string]string // values by field
	Reason        string
	ProposalID    core.ID
}

// History returns what happened to an entry, the oldest first. It is Denied to
// anybody but the operator.
func (s *Store) History(ctx context.Context, actor core.Actor, id core.ID) ([]Event, error) {
	if err := mayEdit(actor); err != nil {
		return nil, err
	}
	var all []Event
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		all = nil
		rows, err := tx.QueryContext(ctx, `SELECT happened_at, actor, what, said_before, said_after, reason, proposal_id
			FROM centres_history WHERE entry_id = $1 ORDER BY happened_at, id`, string(id))
		if err != nil {
			return fmt.Errorf("history: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var e Event
			var at int64
			var was, became string
			if err := rows.Scan(&at, &e.Actor, &e.What, &was, &became, &e.Reason, &e.ProposalID); err != nil {
				return fmt.Errorf("history: %w", err)
			}
			e.At = time.UnixMicro(at).UTC()
			if err := json.Unmarshal([]byte(was), &e.Before); err != nil {
				return fmt.Errorf("history: %w", err)
			}
			if err := json.Unmarshal([]byte(became), &e.After); err != nil {
				return fmt.Errorf("history: %w", err)
			}
			all = append(all, e)
		}
		return rows.Err()
	})
	return all, err
}
