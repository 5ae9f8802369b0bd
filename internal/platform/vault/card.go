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
	return a.cardsIn(ctx, tx, room, func(ID) bool { return true })
}

// cardsIn opens the cards of the folders of a room that are wanted.
func (a *Access) cardsIn(ctx context.Context, tx *sql.Tx, room string, wanted func(ID) bool) ([]Card, error) {
	var cards []Card
	err := a.sweep(ctx, tx, 1, 3, func(b *batch) error {
		for _, row := range b.rows {
			if !wanted(ID(row.texts[0])) {
				continue
			}
			b.keep()
			c, err := a.cardOf(room, ID(row.texts[0]), row.blobs[0], row.blobs[1], row.blobs[2])
			if err != nil {
				return err
			}
			cards = append(cards, c)
		}
		return nil
	}, "SELECT "+cardColumns+" FROM vault_folder WHERE "+
		a.vault.db.InFileOrder("vault_folder", "centre = $1 AND room = $2"), a.centre, room)
	return cards, err
}

const cardColumns = "id, CASE WHEN readers IS NULL THEN NULL ELSE key END, readers, card"

// fewCards is up to how many cards are quicker read one by one.
const fewCards = 600

// CardsOf opens the cards of some folders of a room, as Cards does of all. Folders
// that are not there are passed over.
func (a *Access) CardsOf(ctx context.Context, tx *sql.Tx, room string, some []ID) ([]Card, error) {
	if len(some) > fewCards {
		wanted := make(map[ID]bool, len(some))
		for _, id := range some {
			wanted[id] = true
		}
		return a.cardsIn(ctx, tx, room, func(id ID) bool { return wanted[id] })
	}
	if len(some) == 0 {
		return nil, nil
	}
	one, err := tx.PrepareContext(ctx, "SELECT "+cardColumns+" FROM vault_folder WHERE id = $1 AND centre = $2 AND room = $3")
	if err != nil {
		return nil, err
	}
	defer one.Close()
	var cards []Card
	for _, id := range some {
		var slots, readers, card []byte
		err := one.QueryRowContext(ctx, id, a.centre, room).Scan(&id, &slots, &readers, &card)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		c, err := a.cardOf(room, id, slots, readers, card)
		if err != nil {
			return nil, err
		}
		cards = append(cards, c)
	}
	return cards, nil
}

// cardOf opens a card in the memory in which it lies.
func (a *Access) cardOf(room string, id ID, slots, readers, card []byte) (Card, error) {
	c := Card{Folder: id, Restricted: readers != nil}
	if card == nil {
		return c, nil
	}
	s, purpose := a.keys.cards, "card"
	if c.Restricted {
		var may bool
		var err error
		if s, may, err = a.folderCardSealer(slots, readers, id); err != nil || !may {
			return c, err
		}
		purpose = "foldercard"
	}
	var err error
	c.Plain, err = s.openInPlace(card, place(symmetric, purpose, string(a.centre), room, string(id)), purpose)
	return c, err
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
