package centres

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"verbund/internal/core"
)

// How long somebody may read the review list after presenting the token: in all,
// and without doing anything.
const (
	sessionTime = 9 * time.Hour
	idleTime    = 15 * time.Minute
	touchEvery  = time.Minute // how exactly the idle time is kept
)

// secretBytes of randomness are in a token and in the name of a session.
const secretBytes = 32

func newSecret() string {
	b := make([]byte, secretBytes)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashOf is what the database keeps of a secret. The secrets are random and
// long, so no slow hash is needed.
func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// NewReviewToken makes the token that opens the review list and returns it; it
// cannot be shown again. A token that was made before opens nothing any more, and
// its sessions end. It is Denied to anybody but the operator.
func (s *Store) NewReviewToken(ctx context.Context, actor core.Actor) (string, error) {
	if err := mayEdit(actor); err != nil {
		return "", err
	}
	token := newSecret()
	err := s.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM centres_review_session`); err != nil {
			return fmt.Errorf("review token: %w", err)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO centres_review_token (only_row, hash) VALUES (1, $1)
			ON CONFLICT (only_row) DO UPDATE SET hash = excluded.hash`, hashOf(token))
		if err != nil {
			return fmt.Errorf("review token: %w", err)
		}
		return nil
	})
	return token, err
}

// beginSession returns the name of a new session for whoever knows the token. It
// is Denied to everybody else.
func (s *Store) beginSession(ctx context.Context, token string) (string, error) {
	session := newSecret()
	err := s.db.Update(ctx, func(tx *sql.Tx) error {
		var hash []byte
		err := tx.QueryRowContext(ctx, `SELECT hash FROM centres_review_token`).Scan(&hash)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("review token: %w", err)
		}
		if subtle.ConstantTimeCompare(hash, hashOf(token)) != 1 {
			return &core.Error{Kind: core.Denied, Key: "centres.review.wrong-token"}
		}
		now := s.clock.Now().UnixMicro()
		if _, err := tx.ExecContext(ctx, `DELETE FROM centres_review_session WHERE seen_at < $1 OR began_at < $2`,
			now-idleTime.Microseconds(), now-sessionTime.Microseconds()); err != nil {
			return fmt.Errorf("review session: %w", err)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO centres_review_session (hash, began_at, seen_at) VALUES ($1, $2, $2)`, hashOf(session), now)
		if err != nil {
			return fmt.Errorf("review session: %w", err)
		}
		return nil
	})
	return session, err
}

// inSession tells whether a session of that name is open, and keeps it open.
func (s *Store) inSession(ctx context.Context, session string) (bool, error) {
	if session == "" {
		return false, nil
	}
	hash := hashOf(session)
	var began, seen int64
	err := s.db.QueryRow(ctx, `SELECT began_at, seen_at FROM centres_review_session WHERE hash = $1`, hash).Scan(&began, &seen)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("review session: %w", err)
	}
	now := s.clock.Now()
	if now.Sub(time.UnixMicro(began)) >= sessionTime || now.Sub(time.UnixMicro(seen)) >= idleTime {
		return false, nil
	}
	if now.Sub(time.UnixMicro(seen)) >= touchEvery {
		err = s.db.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE centres_review_session SET seen_at = $1 WHERE hash = $2`, now.UnixMicro(), hash)
			return err
		})
	}
	return err == nil, err
}

// endSession ends a session. Ending it twice is safe.
func (s *Store) endSession(ctx context.Context, session string) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM centres_review_session WHERE hash = $1`, hashOf(session))
		return err
	})
}
