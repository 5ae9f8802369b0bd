package vault

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
)

// Card is what a list needs to know of a folder: one sealed record each, so that
// a list of 20,000 is opened within milliseconds.
type Card struct {
	Folder     ID
	Plain      []byte // nil if none was set, or if the folder is restricted to others
	Restricted bool
}

// SetCard stores the card of the folder. It returns core.NotFound if the folder
// was erased, and core.Conflict if the centre key has changed since Access.
func (f *Folder) SetCard(ctx context.Context, tx *sql.Tx, plain []byte) error {
	if err := f.access.present(ctx, tx); err != nil {
		return err
	}
	var readers []byte
	err := tx.QueryRowContext(ctx, "SELECT readers FROM vault_folder WHERE id = $1", f.id).Scan(&readers)
	if errors.Is(err, sql.ErrNoRows) {
		return notFound()
	}
	if err != nil {
		return err
	}
	card, err := f.sealCard(plain, readers != nil)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE vault_folder SET card = $1 WHERE id = $2", card, f.id)
	return err
}

// sealCard seals a card under the centre's key for cards, or, if only some people
// work on the folder, under the folder's.
func (f *Folder) sealCard(plain []byte, restricted bool) ([]byte, error) {
	if !restricted {
		return f.access.keys.cards.seal(plain, "card", string(f.access.centre), f.room, string(f.id))
	}
	s, err := sealerFor(f.secret[:], "foldercard")
	if err != nil {
		return nil, err
	}
	return s.seal(plain, "foldercard", string(f.access.centre), f.room, string(f.id))
}

// openCard opens what sealCard returned.
func (a *Access) openCard(card []byte, secret *key, restricted bool, room string, id ID) ([]byte, error) {
	if !restricted {
		return a.keys.cards.open(card, "card", string(a.centre), room, string(id))
	}
	s, err := sealerFor(secret[:], "foldercard")
	if err != nil {
		return nil, err
	}
	return s.open(card, "foldercard", string(a.centre), room, string(id))
}

// Cards opens the cards of a room, in the order of their ids, which means nothing. Folders that are
// restricted to others come without Plain. Those that are restricted to the
// person cost one private-key operation each, all others none.
func (a *Access) Cards(ctx context.Context, tx *sql.Tx, room string) ([]Card, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, CASE WHEN readers IS NULL THEN NULL ELSE key END, readers, card
		FROM vault_folder WHERE centre = $1 AND room = $2`, a.centre, room) // in the order of the table, which is read fastest
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var cards []Card
	for rows.Next() {
		var c Card
		var slots, readers, card sql.RawBytes
		if err := rows.Scan(&c.Folder, &slots, &readers, &card); err != nil {
			return nil, err
		}
		c.Restricted = readers != nil
		if card != nil {
			if c.Plain, err = a.openListedCard(card, slots, readers, room, c.Folder); err != nil {
				return nil, err
			}
		}
		cards = append(cards, c)
	}
	slices.SortFunc(cards, func(a, b Card) int { return cmp.Compare(a.Folder, b.Folder) })
	return cards, rows.Err()
}

// openListedCard returns the card of a folder, or nil if it is restricted to
// others.
func (a *Access) openListedCard(card, slots, readers []byte, room string, id ID) ([]byte, error) {
	if readers == nil {
		return a.openCard(card, nil, false, room, id)
	}
	secret, err := a.slotSecret(slots, readers, id)
	if err != nil || secret == nil {
		return nil, err
	}
	return a.openCard(card, secret, true, room, id)
}
