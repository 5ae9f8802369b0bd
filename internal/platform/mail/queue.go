package mail

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
)

// State is how far a mail has got.
type State string

// The states; the migration says what each one means.
const (
	Waiting State = "waiting"
	Sending State = "sending"
	Sent    State = "sent"
	Unsure  State = "unsure"
	GivenUp State = "given-up"
	Dropped State = "dropped"
)

// leaseTime is how long a claim holds. It is longer than a conversation with a
// mail server may take, see smtp.go.
const leaseTime = 20 * time.Minute

// pauses are how long a mail waits after each attempt that failed; after the
// last of them it is given up, a little over two days after it was queued.
var pauses = []time.Duration{
	2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour,
	3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// Queue is the mails in the database, for those who send and look after them.
// It is safe for use by several goroutines and programs.
type Queue struct {
	db    *database.DB
	clock clock.Clock
}

// NewQueue returns the queue over a migrated database.
func NewQueue(db *database.DB, c clock.Clock) *Queue { return &Queue{db: db, clock: c} }

// Letter is a claimed mail on its way to the mail server.
type Letter struct {
	ID core.ID // also the first half of its Message-ID
	Message
	attempts int
	holder   string
}

// errLost means that the claim is gone: somebody else has the mail.
var errLost = errors.New("mail: the claim has run out")

// claim takes the mail that has been due the longest and that nobody is at. It
// returns nil if there is none. Until it settles, whoever else asks gets
// another one.
func (q *Queue) claim(ctx context.Context) (*Letter, error) {
	var found *Letter
	err := q.db.Update(ctx, func(tx *sql.Tx) error {
		found = nil
		now := q.clock.Now()
		l := Letter{holder: rand.Text()}
		err := tx.QueryRowContext(ctx, `SELECT id, key, recipient, subject, body, language, unsubscribe, attempts FROM mail_message
			WHERE state = $1 AND due_at <= $2 AND lease_until <= $2 ORDER BY due_at, id LIMIT 1`, string(Waiting), now.UnixMicro()).
			Scan(&l.ID, &l.Key, &l.To, &l.Subject, &l.Text, &l.Language, &l.Unsubscribe, &l.attempts)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("mail: claiming: %w", err)
		}
		_, err = tx.ExecContext(ctx, `UPDATE mail_message SET holder = $1, lease_until = $2 WHERE id = $3`,
			l.holder, now.Add(leaseTime).UnixMicro(), string(l.ID))
		found = &l
		return err
	})
	return found, err
}

// handOver notes that from now on nobody can know whether the mail was sent. It
// fails with errLost if the mail is no longer ours; then it must not be sent.
func (q *Queue) handOver(ctx context.Context, l *Letter) error {
	return q.settle(ctx, l, Sending, `holder = $4 AND state = 'waiting'`, "", time.Time{})
}

// done notes the answer of the mail server. An answer that came so late that
// the mail counts as unsure already settles it nevertheless.
func (q *Queue) done(ctx context.Context, l *Letter, s State, reason string, due time.Time) error {
	return q.settle(ctx, l, s, `holder = $4 AND state IN ('waiting', 'sending', 'unsure')`, reason, due)
}

func (q *Queue) settle(ctx context.Context, l *Letter, s State, where, reason string, due time.Time) error {
	return q.db.Update(ctx, func(tx *sql.Tx) error {
		now := q.clock.Now()
		set := `state = $1, reason = $2, lease_until = $5, settled_at = $6`
		lease, attempts := int64(0), l.attempts
		switch s {
		case Sending:
			lease = now.Add(leaseTime).UnixMicro()
		case Sent:
			set += `, body = '', unsubscribe = ''`
		}
		if s != Sending {
			attempts++
		}
		if due.IsZero() {
			due = now
		}
		result, err := tx.ExecContext(ctx, `UPDATE mail_message SET `+set+`, attempts = $7, due_at = $8 WHERE id = $3 AND `+where,
			string(s), reason, string(l.ID), l.holder, lease, now.UnixMicro(), attempts, due.UnixMicro())
		if err != nil {
			return fmt.Errorf("mail: settling: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return errLost
	})
}

// sweep finds mails that were being sent when their worker ended, and marks
// them as unsure. It returns how many there were.
func (q *Queue) sweep(ctx context.Context) (int, error) {
	var n int64
	now := q.clock.Now().UnixMicro()
	var stuck int
	err := q.db.QueryRow(ctx, `SELECT count(*) FROM mail_message WHERE state = 'sending' AND lease_until <= $1`, now).Scan(&stuck)
	if err != nil || stuck == 0 {
		return 0, err // which is nearly always so, and needs no writing
	}
	err = q.db.Update(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE mail_message SET state = 'unsure', reason = 'the program ended while it was sending', settled_at = $1
			WHERE state = 'sending' AND lease_until <= $1`, now)
		if err != nil {
			return fmt.Errorf("mail: sweeping: %w", err)
		}
		n, err = result.RowsAffected()
		return err
	})
	return int(n), err
}
