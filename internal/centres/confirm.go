package centres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"verbund/internal/core"
)

// byLink is how an entry that was confirmed by a link names who confirmed it.
const byLink = "centre, by link"

// Confirmation is where an entry stands to a link.
type Confirmation struct {
	Centre  *Centre // as it is now
	Already bool    // the link was used, and nothing has changed since
}

// Look tells where an entry stands to a link, and changes nothing. It is Gone if
// the entry is no longer there, and Conflict if it was changed after the mail
// with the link was written; then the Centre is given nevertheless.
func (s *Store) Look(ctx context.Context, k Link) (Confirmation, error) {
	var c Confirmation
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		var err error
		_, c, err = (&ledger{tx: tx}).confirmation(ctx, k)
		return err
	})
	return c, err
}

// Confirm notes that the centre has said today that all is correct. Doing it
// again with the same link changes nothing. It fails as Look does.
func (s *Store) Confirm(ctx context.Context, k Link) (Confirmation, error) {
	var c Confirmation
	if k.action != StillCorrect {
		return c, &core.Error{Kind: core.NotFound, Key: "centres.confirm.altered"}
	}
	err := s.change(ctx, func(l *ledger) error {
		var stored entry
		var err error
		if stored, c, err = l.confirmation(ctx, k); err != nil || c.Already {
			return err
		}
		r, err := stored.clone()
		if err != nil {
			return err
		}
		today := core.DateOf(s.clock.Now())
		r.ConfirmedOn, r.ConfirmedBy = today, byLink
		actor := core.Actor{Role: core.Visitor, Name: byLink}
		saved, _, err := l.put(ctx, actor, r, stored, byHand, event{what: Confirmed})
		if err != nil {
			return err
		}
		c.Centre = &saved.Centre
		_, err = l.tx.ExecContext(ctx, `INSERT INTO centres_confirmation (entry_id, link_revision, revision, confirmed_on)
			VALUES ($1, $2, $3, $4) ON CONFLICT (entry_id, link_revision) DO UPDATE SET revision = excluded.revision, confirmed_on = excluded.confirmed_on`,
			string(k.entry), k.revision, saved.Revision, today.String())
		if err != nil {
			return fmt.Errorf("confirmation: %w", err)
		}
		return nil
	})
	return c, err
}

// confirmation reads the entry of a link and tells where the two stand.
func (l *ledger) confirmation(ctx context.Context, k Link) (entry, Confirmation, error) {
	var c Confirmation
	stored, err := l.entry(ctx, k.entry)
	if err != nil {
		return stored, c, err
	}
	if stored.Revision == 0 || !stored.Internal.RetiredOn.IsZero() {
		return stored, c, &core.Error{Kind: core.Gone, Key: "centres.confirm.gone"}
	}
	c.Centre = &stored.Centre
	if k.action != StillCorrect {
		return stored, c, nil
	}
	var revision int
	err = l.tx.QueryRowContext(ctx, `SELECT revision FROM centres_confirmation WHERE entry_id = $1 AND link_revision = $2`,
		string(k.entry), k.revision).Scan(&revision)
	switch {
	case err == nil && revision == stored.Revision:
		c.Already = true
		return stored, c, nil
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return stored, c, fmt.Errorf("confirmation: %w", err)
	case k.revision != stored.Revision:
		return stored, c, &core.Error{Kind: core.Conflict, Key: "centres.confirm.overtaken"}
	}
	return stored, c, nil
}
