package vault

import (
	"context"
	"database/sql"
	"errors"
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

// Cards opens the cards of a room, in no meaningful order. Folders that are
// restricted to others come without Plain. Those that are restricted to the
// person cost one private-key operation each, all others none. Cards share
// memory: whoever keeps one keeps some hundred.
func (a *Access) Cards(ctx context.Context, tx *sql.Tx, room string) ([]Card, error) {
	var cards []Card
	var place []byte
	err := a.sweep(ctx, tx, 1, 3, func(b *batch) (err error) {
		b.keep()
		for _, row := range b.rows {
			slots, readers, card := row.blobs[0], row.blobs[1], row.blobs[2]
			c := Card{Folder: ID(row.texts[0]), Restricted: readers != nil}
			s, may, purpose := a.keys.cards, true, "card"
			if c.Restricted && card != nil {
				purpose = "foldercard"
				if s, may, err = a.folderCardSealer(slots, readers, c.Folder); err != nil {
					return err
				}
			}
			if card != nil && may {
				place = appendPlace(place[:0], symmetric, purpose, string(a.centre), room, string(c.Folder))
				if c.Plain, err = s.openInPlace(card, place, purpose); err != nil {
					return err
				}
			}
			cards = append(cards, c)
		}
		return nil
	}, "SELECT id, CASE WHEN readers IS NULL THEN NULL ELSE key END, readers, card FROM vault_folder WHERE "+
		a.vault.db.InFileOrder("vault_folder", "centre = $1 AND room = $2"), a.centre, room)
	return cards, err
}

// folderCardSealer is for the card of a restricted folder, and false if the person
// may not open it.
func (a *Access) folderCardSealer(slots, readers []byte, id ID) (s sealer, may bool, err error) {
	secret, err := a.slotSecret(slots, readers, id)
	if err != nil || secret == nil {
		return sealer{}, false, err
	}
	s, err = sealerFor(secret[:], "foldercard")
	return s, true, err
}
