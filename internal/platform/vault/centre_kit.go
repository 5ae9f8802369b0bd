package vault

import (
	"context"
	"database/sql"
	"errors"

	"verbund/internal/core"
)

// The kit of a centre are three envelopes in three places, each with a code as
// that of a person's kit, of which any two open the centre. The kit has a key
// pair of its own, to which the key of each epoch is granted; its seed is sealed
// three times, under the codes A and B, A and C, and B and C. One envelope alone
// opens nothing.

// NewCentreKit makes the codes of three new envelopes, and returns what stores
// them in place of earlier ones: call save once the codes are on paper. It also
// seals to the kit the restricted folders that the caller can open. save returns
// core.Conflict if the centre key has changed since Access.
func (a *Access) NewCentreKit() (envelopes [3]string, save func(context.Context, *sql.Tx) error, err error) {
	for i := range envelopes {
		envelopes[i] = NewKitCode()
	}
	kit, err := newPair()
	if err != nil {
		return [3]string{}, nil, err
	}
	var sealed [3][]byte
	for i, two := range [3][2]int{{0, 1}, {0, 2}, {1, 2}} {
		lock, err := kitSealer(envelopes[two[0]], envelopes[two[1]])
		if err != nil {
			return [3]string{}, nil, err
		}
		sealed[i] = lock.sealKey(kit.seed[:], "centrekit", string(a.centre))
	}
	return envelopes, func(ctx context.Context, tx *sql.Tx) error {
		if err := a.present(ctx, tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO vault_centre_kit (centre, public, ab, ac, bc) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (centre) DO UPDATE SET public = excluded.public, ab = excluded.ab, ac = excluded.ac, bc = excluded.bc`,
			a.centre, kit.public, sealed[0], sealed[1], sealed[2])
		if err != nil {
			return err
		}
		if err := a.grant(ctx, tx, kitPerson, kit.public); err != nil {
			return err
		}
		return a.sealToKit(ctx, tx, kit.public)
	}, nil
}

// sealToKit puts a new kit into the restricted folders that the caller can open,
// and takes the old one out of the others.
func (a *Access) sealToKit(ctx context.Context, tx *sql.Tx, public []byte) error {
	if err := a.dropReader(ctx, tx, kitPerson); err != nil {
		return err
	}
	all, err := a.allRestricted(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range all {
		secret, err := openSlot(r.slots, r.list, a.centre, r.id, a.holder.person, a.holder.own)
		if err != nil {
			return err
		}
		if secret == nil {
			continue
		}
		if err := a.set(&r, secret, kitPerson, public); err != nil {
			return err
		}
		if err := a.store(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// HasCentreKit tells whether a centre has a kit.
func (v *Vault) HasCentreKit(ctx context.Context, tx *sql.Tx, centre core.ID) (bool, error) {
	return exists(ctx, tx, "SELECT 1 FROM vault_centre_kit WHERE centre = $1", centre)
}

// Recover grants the key of a centre to h by any two of its three envelopes, in
// any order, and with it the restricted folders that no reader can open any more.
// It returns core.Invalid for what is no code, and core.Denied if the two do not
// open this centre.
func (v *Vault) Recover(ctx context.Context, tx *sql.Tx, h *Holder, centre core.ID, one, two string) error {
	if err := h.present(ctx, tx); err != nil {
		return err
	}
	kit, err := openCentreKit(ctx, tx, centre, one, two)
	if err != nil {
		return err
	}
	secret, epoch, err := v.openGrant(ctx, tx, centre, kitPerson, kit)
	if err != nil {
		return err
	}
	keys, err := newCentreKeys(secret)
	if err != nil {
		return err
	}
	a := &Access{v, h, centre, epoch, keys}
	if err := a.grant(ctx, tx, h.person, h.own.public); err != nil {
		return err
	}
	return a.adopt(ctx, tx, kit)
}

// openCentreKit returns the key pair of the kit.
func openCentreKit(ctx context.Context, tx *sql.Tx, centre core.ID, one, two string) (*pair, error) {
	var locks []sealer
	for _, order := range [2][2]string{{one, two}, {two, one}} {
		lock, err := kitSealer(order[0], order[1])
		if err != nil {
			return nil, err
		}
		locks = append(locks, lock)
	}
	var ab, ac, bc []byte
	err := tx.QueryRowContext(ctx, "SELECT ab, ac, bc FROM vault_centre_kit WHERE centre = $1", centre).Scan(&ab, &ac, &bc)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	for _, sealed := range [][]byte{ab, ac, bc} {
		for _, lock := range locks {
			if seed, err := lock.openKey(sealed, "centrekit", string(centre)); err == nil {
				return pairOf(seed)
			}
		}
	}
	return nil, denied("vault.kit.wrong")
}

// adopt opens to the caller, by the kit, the restricted folders that she worked
// on before a reset, and those of which no reader holds the key of the centre any
// more.
func (a *Access) adopt(ctx context.Context, tx *sql.Tx, kit *pair) error {
	publics, err := a.colleagues(ctx, tx)
	if err != nil {
		return err
	}
	all, err := a.allRestricted(ctx, tx)
	if err != nil {
		return err
	}
	own := reader{a.holder.person, printOf(a.holder.own.public)}
	for _, r := range all {
		mine, orphan := r.of(a.holder.person) >= 0, true
		for _, e := range r.list {
			if public := publics[e.person]; e.person != kitPerson && public != nil && e.print == printOf(public) {
				orphan = false
			}
			mine = mine && e != own // nothing to do where the slot is that of the present key
		}
		if !mine && !orphan {
			continue
		}
		secret, err := openSlot(r.slots, r.list, a.centre, r.id, kitPerson, kit)
		if err != nil {
			return err
		}
		if secret == nil {
			continue
		}
		if err := a.set(&r, secret, own.person, a.holder.own.public); err != nil {
			return err
		}
		if err := a.store(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}
