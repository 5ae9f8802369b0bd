package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"slices"

	"verbund/internal/core"
)

// The key of a restricted folder is sealed to its readers in slots, eight or a
// multiple of it; unused ones are sealed to nobody. Nothing in a slot says whose
// it is. That stands in the list of readers, sealed under the centre key: so a
// dump does not show which colleague works on which folder, and a colleague sees
// who does. The list has one entry per slot: 36 bytes of the person's ID and
// eight of the hash of the public key that the slot is sealed to, all zeros for
// nobody.
const (
	slotStep   = 8
	personSize = 36
	printSize  = 8
	readerSize = personSize + printSize
)

// reader is one entry of the list; the zero reader is nobody.
type reader struct {
	person core.ID
	print  [printSize]byte
}

func printOf(public []byte) [printSize]byte {
	sum := sha256.Sum256(public)
	return [printSize]byte(sum[:printSize])
}

// people returns who is in a list, without the kit.
func people(list []reader) []core.ID {
	var all []core.ID
	for _, r := range list {
		if r.person != "" && r.person != kitPerson {
			all = append(all, r.person)
		}
	}
	return all
}

func (a *Access) sealReaders(list []reader, id ID) ([]byte, error) {
	b := make([]byte, len(list)*readerSize)
	for i, r := range list {
		if len(r.person) > personSize {
			return nil, errors.New("vault: this is no ID of a person")
		}
		copy(b[i*readerSize:], r.person)
		copy(b[i*readerSize+personSize:], r.print[:])
	}
	return a.keys.readers.seal(b, "readers", string(a.centre), string(id))
}

func (a *Access) openReaders(sealed []byte, id ID) ([]reader, error) {
	b, err := a.keys.readers.open(sealed, "readers", string(a.centre), string(id))
	if err != nil {
		return nil, err
	}
	list := make([]reader, len(b)/readerSize)
	for i := range list {
		entry := b[i*readerSize:]
		list[i].person = core.ID(bytes.TrimRight(entry[:personSize], "\x00"))
		list[i].print = [printSize]byte(entry[personSize:readerSize])
	}
	return list, nil
}

// openSlot returns the key of a restricted folder from the slot of a person, or
// nil if she is not among the readers, or was with an earlier key pair.
func openSlot(slots []byte, list []reader, centre core.ID, id ID, person core.ID, own *pair) (*key, error) {
	i := slices.Index(list, reader{person, printOf(own.public)})
	if i < 0 {
		return nil, nil
	}
	if len(slots) < (i+1)*sealedSlotSize {
		return nil, sealedError("slot")
	}
	return own.openKey(slots[i*sealedSlotSize:(i+1)*sealedSlotSize], "slot", string(centre), string(id), string(person))
}

// slotSecret returns the key of a restricted folder, or nil if it is restricted
// to others.
func (a *Access) slotSecret(slots, readers []byte, id ID) (*key, error) {
	list, err := a.openReaders(readers, id)
	if err != nil {
		return nil, err
	}
	return openSlot(slots, list, a.centre, id, a.holder.person, a.holder.own)
}

// Restrict leaves the folder to named colleagues and the caller; nobody else can
// open it or its card from then on. nil lifts that. Where the centre has a kit,
// two of its envelopes open the folder again if no reader is left. It returns
// core.Invalid if somebody named does not hold the centre key, and core.Conflict
// if that key has changed since Access.
//
// It does not undo what others read before, nor what they can open with an older
// copy of the database.
func (f *Folder) Restrict(ctx context.Context, tx *sql.Tx, people []core.ID) error {
	a := f.access
	if err := a.present(ctx, tx); err != nil {
		return err
	}
	var readers, card []byte
	err := tx.QueryRowContext(ctx, "SELECT readers, card FROM vault_folder WHERE id = $1", f.id).Scan(&readers, &card)
	if errors.Is(err, sql.ErrNoRows) {
		return notFound()
	}
	if err != nil {
		return err
	}
	if card != nil {
		plain, err := a.openCard(card, f.secret, readers != nil, f.room, f.id)
		if err != nil {
			return err
		}
		if card, err = f.sealCard(plain, people != nil); err != nil {
			return err
		}
	}
	if people != nil {
		if err := a.dropSlips(ctx, tx, f.id); err != nil {
			return err
		}
	}
	wrapped := a.wrap(f.secret, f.room, f.id)
	readers = nil
	var list []reader
	if people != nil {
		if list, wrapped, err = a.slots(ctx, tx, f.id, f.secret, people); err != nil {
			return err
		}
		if readers, err = a.sealReaders(list, f.id); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, "UPDATE vault_folder SET key = $1, readers = $2, card = $3 WHERE id = $4", wrapped, readers, card, f.id)
	if err == nil {
		f.readers = list
	}
	return err
}

// slots seals the key of a folder to people, the caller and the centre's kit.
func (a *Access) slots(ctx context.Context, tx *sql.Tx, id ID, secret *key, people []core.ID) (list []reader, slots []byte, err error) {
	publics, err := a.colleagues(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	people = append([]core.ID{a.holder.person}, people...)
	if publics[kitPerson] != nil {
		people = append(people, kitPerson)
	}
	for _, person := range people {
		if slices.ContainsFunc(list, func(r reader) bool { return r.person == person }) {
			continue
		}
		public := publics[person]
		if public == nil {
			return nil, nil, &core.Error{Kind: core.Invalid, Key: "vault.no_colleague"}
		}
		slot, err := sealTo(public, secret[:], "slot", string(a.centre), string(id), string(person))
		if err != nil {
			return nil, nil, err
		}
		list, slots = append(list, reader{person, printOf(public)}), append(slots, slot...)
	}
	for len(list)%slotStep != 0 {
		slot, err := blindSlot()
		if err != nil {
			return nil, nil, err
		}
		list, slots = append(list, reader{}), append(slots, slot...)
	}
	return list, slots, nil
}

// colleagues returns the public keys of all who hold the present key and to whom
// a colleague granted it, the kit among them.
func (a *Access) colleagues(ctx context.Context, tx *sql.Tx) (map[core.ID][]byte, error) {
	rows, err := tx.QueryContext(ctx, `SELECT g.person, g.pin, p.public FROM vault_grant g JOIN vault_person p ON p.person = g.person
		WHERE g.centre = $1 AND g.epoch = $2
		UNION ALL SELECT g.person, g.pin, k.public FROM vault_grant g JOIN vault_centre_kit k ON k.centre = g.centre
		WHERE g.centre = $1 AND g.epoch = $2 AND g.person = $3`, a.centre, a.epoch, kitPerson)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	publics := make(map[core.ID][]byte)
	for rows.Next() {
		var person core.ID
		var pin, public []byte
		if err := rows.Scan(&person, &pin, &public); err != nil {
			return nil, err
		}
		if a.pinned(person, public, pin) {
			publics[person] = public
		}
	}
	return publics, rows.Err()
}
