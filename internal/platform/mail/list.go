package mail

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"verbund/internal/core"
)

// Item is a mail of the queue as a person gets to see it, without its text.
type Item struct {
	ID       core.ID
	Key      string
	To       string
	Subject  string
	State    State
	Attempts int
	Reason   string // of the last failure
	Due      time.Time
	Settled  time.Time // zero if it was never tried
}

// Open returns the mails that are not sent: those that wait, and those that a
// person must decide about. The oldest come first.
func (q *Queue) Open(ctx context.Context) ([]Item, error) {
	rows, err := q.db.Query(ctx, `SELECT id, key, recipient, subject, state, attempts, reason, due_at, settled_at FROM mail_message
		WHERE state IN ('waiting', 'sending', 'unsure', 'given-up') ORDER BY queued_at, id`)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	defer rows.Close()
	var all []Item
	for rows.Next() {
		var i Item
		var due, settled int64
		if err := rows.Scan(&i.ID, &i.Key, &i.To, &i.Subject, &i.State, &i.Attempts, &i.Reason, &due, &settled); err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		i.Due = time.UnixMicro(due).UTC()
		if settled > 0 {
			i.Settled = time.UnixMicro(settled).UTC()
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

// Count returns how many mails are in each state.
func (q *Queue) Count(ctx context.Context) (map[State]int, error) {
	rows, err := q.db.Query(ctx, `SELECT state, count(*) FROM mail_message GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	defer rows.Close()
	all := make(map[State]int)
	for rows.Next() {
		var s State
		var n int
		if err := rows.Scan(&s, &n); err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		all[s] = n
	}
	return all, rows.Err()
}

// Again puts a mail that is unsure or given up back into the queue: a person has
// made sure that it did not arrive. It is NotFound if there is no such mail.
func (q *Queue) Again(ctx context.Context, id core.ID) error {
	return q.decide(ctx, id, `state = 'waiting', attempts = 0, holder = '', lease_until = 0, due_at = $2`)
}

// Drop takes a mail that is unsure or given up off the list for good. It is
// NotFound if there is no such mail.
func (q *Queue) Drop(ctx context.Context, id core.ID) error {
	return q.decide(ctx, id, `state = 'dropped', body = '', unsubscribe = '', holder = '', settled_at = $2`)
}

func (q *Queue) decide(ctx context.Context, id core.ID, set string) error {
	return q.db.Update(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE mail_message SET `+set+` WHERE id = $1 AND state IN ('unsure', 'given-up')`,
			string(id), q.clock.Now().UnixMicro())
		if err != nil {
			return fmt.Errorf("mail: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return &core.Error{Kind: core.NotFound, Key: "web.error.not-found"}
	})
}
