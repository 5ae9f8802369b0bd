package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// LinkKind is what a one-time link is for.
type LinkKind string

// The kinds of links.
const (
	Invitation LinkKind = "invitation" // a new person sets her password
	Reset      LinkKind = "reset"      // a new password, by which nothing old can be read
)

// Link is a one-time link as it is kept: without the token.
type Link struct {
	Person  core.ID
	Kind    LinkKind
	MadeBy  string
	Expires time.Time
}

// invitationPath is where a link leads; the token follows.
const invitationPath = "/account/invitation/"

// newLink makes a person's one-time link, which takes the place of an earlier
// one, and returns its token. It holds for 72 hours.
func newLink(ctx context.Context, tx *sql.Tx, now time.Time, person core.ID, kind LinkKind, by core.Actor) (token string, err error) {
	token, hash := vault.NewToken()
	_, err = tx.ExecContext(ctx, `INSERT INTO account_invitation (hash, person_id, kind, made_by, expires_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, kind = excluded.kind, made_by = excluded.made_by, expires_at = excluded.expires_at`,
		hash, string(person), string(kind), by.Name, now.Add(invitationTime).UnixMicro())
	if err != nil {
		return "", fmt.Errorf("link: %w", err)
	}
	return token, nil
}

const linkColumns = `person_id, kind, made_by, expires_at`

func scanLink(row interface{ Scan(...any) error }) (Link, error) {
	var l Link
	var expires int64
	err := row.Scan(&l.Person, &l.Kind, &l.MadeBy, &expires)
	l.Expires = time.UnixMicro(expires).UTC()
	return l, err
}

// linkByToken returns the link of a token. It is core.Gone if there is none, it
// was used, or its time is over: the three cannot be told apart.
func linkByToken(ctx context.Context, tx *sql.Tx, now time.Time, token string) (Link, error) {
	gone := &core.Error{Kind: core.Gone, Key: "account.invitation.gone"}
	hash, ok := vault.HashToken(token)
	if !ok {
		return Link{}, gone
	}
	l, err := scanLink(tx.QueryRowContext(ctx, `SELECT `+linkColumns+` FROM account_invitation WHERE hash = $1`, hash))
	if errors.Is(err, sql.ErrNoRows) || err == nil && !now.Before(l.Expires) {
		return Link{}, gone
	}
	if err != nil {
		return Link{}, fmt.Errorf("link: %w", err)
	}
	return l, nil
}

// linkOf returns the open link of a person; ok is false without one. It may be
// past its time.
func linkOf(ctx context.Context, tx *sql.Tx, person core.ID) (l Link, ok bool, err error) {
	l, err = scanLink(tx.QueryRowContext(ctx, `SELECT `+linkColumns+` FROM account_invitation WHERE person_id = $1`, string(person)))
	if errors.Is(err, sql.ErrNoRows) {
		return Link{}, false, nil
	}
	if err != nil {
		return Link{}, false, fmt.Errorf("link: %w", err)
	}
	return l, true, nil
}

// dropLink takes a person's link back, or notes that it was used. Without one it
// does nothing.
func dropLink(ctx context.Context, tx *sql.Tx, person core.ID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM account_invitation WHERE person_id = $1`, string(person)); err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return nil
}
