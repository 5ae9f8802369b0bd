package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbund/internal/core"
)

// Stage is how far somebody has come with signing in.
type Stage string

// The stages of a session. Only In opens anything but the pages of signing in.
const (
	NeedsSecond Stage = "second" // the password was right; the second factor is still due
	NeedsSetup  Stage = "setup"  // the password was right; a second factor has to be set up
	In          Stage = "in"
)

// Session is a time in which somebody is signed in with one browser. It is
// stored under the hash of its token; see vault.NewToken.
type Session struct {
	Hash   []byte
	Person core.ID
	Stage  Stage
	Centre core.ID // for which she acts; may be empty
	Began  time.Time
	Seen   time.Time
	Sealed []byte // her open keys, under the token: vault.Holder.SealForSession
	Draft  []byte // something that waits for the next page, under the token: vault.SealDraft
}

// open tells whether a session still holds at an instant.
func (s Session) open(now time.Time) bool {
	return now.Sub(s.Began) < sessionTime && now.Sub(s.Seen) < idleTime
}

const sessionColumns = `hash, person_id, stage, centre, began_at, seen_at, sealed, draft`

func scanSession(row interface{ Scan(...any) error }) (Session, error) {
	var s Session
	var began, seen int64
	err := row.Scan(&s.Hash, &s.Person, &s.Stage, &s.Centre, &began, &seen, &s.Sealed, &s.Draft)
	s.Began, s.Seen = time.UnixMicro(began).UTC(), time.UnixMicro(seen).UTC()
	return s, err
}

// saveSession writes a session over whatever is stored under its hash.
func saveSession(ctx context.Context, tx *sql.Tx, s Session) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO account_session (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (hash) DO UPDATE SET stage = excluded.stage, centre = excluded.centre, seen_at = excluded.seen_at,
			sealed = excluded.sealed, draft = excluded.draft`,
		s.Hash, string(s.Person), string(s.Stage), string(s.Centre), s.Began.UnixMicro(), s.Seen.UnixMicro(), whole(s.Sealed), whole(s.Draft))
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

// whole is never NULL.
func whole(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// sessionByHash returns a session, also one whose time is over; ok is false if
// there is none.
func sessionByHash(ctx context.Context, tx *sql.Tx, hash []byte) (s Session, ok bool, err error) {
	s, err = scanSession(tx.QueryRowContext(ctx, `SELECT `+sessionColumns+` FROM account_session WHERE hash = $1`, hash))
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, false, nil
	}
	if err != nil {
		return Session{}, false, fmt.Errorf("session: %w", err)
	}
	return s, true, nil
}

// sessionsOf returns a person's sessions, the one seen last first.
func sessionsOf(ctx context.Context, tx *sql.Tx, person core.ID) ([]Session, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+sessionColumns+` FROM account_session WHERE person_id = $1 ORDER BY seen_at DESC, hash`, string(person))
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	return collect(rows, scanSession)
}

// endSession ends one session. Ending it twice is safe.
func endSession(ctx context.Context, tx *sql.Tx, hash []byte) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM account_session WHERE hash = $1`, hash); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

// endSessions ends all sessions of a person but the one with the hash except,
// which may be nil.
func endSessions(ctx context.Context, tx *sql.Tx, person core.ID, except []byte) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM account_session WHERE person_id = $1 AND hash <> $2`, string(person), whole(except)); err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	return nil
}

// sweepSessions deletes the sessions whose time is over.
func sweepSessions(ctx context.Context, tx *sql.Tx, now time.Time) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM account_session WHERE began_at <= $1 OR seen_at <= $2`,
		now.Add(-sessionTime).UnixMicro(), now.Add(-idleTime).UnixMicro()); err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	return nil
}
