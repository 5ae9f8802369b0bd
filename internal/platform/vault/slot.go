package vault

import (
	"context"
	"database/sql"
	"slices"

	"verbund/internal/core"
)

// restricted is a restricted folder as the table holds it, its list opened.
type restricted struct {
	id    ID
	slots []byte
	list  []reader
}

// allRestricted returns the restricted folders of the centre.
func (a *Access) allRestricted(ctx context.Context, tx *sql.Tx) ([]restricted, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, key, readers FROM vault_folder WHERE centre = $1 AND readers IS NOT NULL", a.centre)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []restricted
	for rows.Next() {
		var r restricted
		var readers sql.RawBytes
		if err := rows.Scan(&r.id, &r.slots, &readers); err != nil {
			return nil, err
		}
		if r.list, err = a.openReaders(readers, r.id); err != nil {
			return nil, err
		}
		if len(r.slots) != len(r.list)*sealedSlotSize {
			return nil, sealedError("slot")
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// of returns the number of the slot of a person, or -1.
func (r *restricted) of(person core.ID) int {
	return slices.IndexFunc(r.list, func(e reader) bool { return e.person == person })
}

// store writes slots and list back.
func (a *Access) store(ctx context.Context, tx *sql.Tx, r restricted) error {
	readers, err := a.sealReaders(r.list, r.id)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE vault_folder SET key = $1, readers = $2 WHERE id = $3", r.slots, readers, r.id)
	return err
}

// set seals the key of the folder to a person, in her slot or the first free one;
// if there is none, there will be eight more.
func (a *Access) set(r *restricted, secret *key, person core.ID, public []byte) error {
	slot, err := sealTo(public, secret[:], "slot", string(a.centre), string(r.id), string(person))
	if err != nil {
		return err
	}
	i := r.of(person)
	if i < 0 {
		i = slices.Index(r.list, reader{})
	}
	if i < 0 {
		i = len(r.list)
		for range slotStep {
			blind, err := blindSlot()
			if err != nil {
				return err
			}
			r.list, r.slots = append(r.list, reader{}), append(r.slots, blind...)
		}
	}
	r.list[i] = reader{person, printOf(public)}
	copy(r.slots[i*sealedSlotSize:], slot)
	return nil
}

// dropReader takes a person out of all restricted folders. Whoever holds the
// centre key can do that, also where she cannot open the folder.
func (a *Access) dropReader(ctx context.Context, tx *sql.Tx, person core.ID) error {
	all, err := a.allRestricted(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range all {
		i := r.of(person)
		if i < 0 {
			continue
		}
		blind, err := blindSlot()
		if err != nil {
			return err
		}
		r.list[i] = reader{}
		copy(r.slots[i*sealedSlotSize:], blind)
		if err := a.store(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// renewSlots seals to the present key of a person the restricted folders that
// she and the caller work on, after a reset took her old key.
func (a *Access) renewSlots(ctx context.Context, tx *sql.Tx, person core.ID) error {
	public, err := publicKey(ctx, tx, person)
	if err != nil || public == nil {
		return err
	}
	all, err := a.allRestricted(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range all {
		i := r.of(person)
		if i < 0 || r.list[i].print == printOf(public) {
			continue
		}
		secret, err := openSlot(r.slots, r.list, a.centre, r.id, a.holder.person, a.holder.own)
		if err != nil {
			return err
		}
		if secret == nil {
			continue
		}
		if err := a.set(&r, secret, person, public); err != nil {
			return err
		}
		if err := a.store(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}
