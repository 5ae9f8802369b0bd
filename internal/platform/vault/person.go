package vault

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"verbund/internal/core"
)

// personRow is what the database keeps of a person.
type personRow struct {
	public, salt, verifier, sealed []byte
}

// Enrolment is a new password, and with it a new key pair or the present one,
// that waits to be saved.
type Enrolment struct {
	vault  *Vault
	holder *Holder
	row    personRow
	fresh  bool // a new key pair
	lost   int
}

// Enrol stretches a password and makes a key pair for a person, who may be new
// or start anew (a reset). Nothing is stored before Save. It returns
// core.Unavailable when too many people sign in at once.
func (v *Vault) Enrol(ctx context.Context, person core.ID, password string) (*Enrolment, error) {
	salt := random(saltSize)
	keys, err := v.stretch.stretch(ctx, password, salt)
	if err != nil {
		return nil, err
	}
	own, err := newPair()
	if err != nil {
		return nil, err
	}
	return v.enrolment(&Holder{person, own}, keys, salt, true)
}

func (v *Vault) enrolment(h *Holder, keys *stretched, salt []byte, fresh bool) (*Enrolment, error) {
	lock, err := keys.kek.sealer()
	if err != nil {
		return nil, err
	}
	return &Enrolment{vault: v, holder: h, fresh: fresh, row: personRow{
		public:   h.own.public,
		salt:     salt,
		verifier: keys.verifier(v.pepper),
		sealed:   lock.sealKey(h.own.seed[:], "person", string(h.person)),
	}}, nil
}

// Save stores the password and, after Enrol, the new key pair in place of
// whatever was there: the old pair, the paper kit and all grants of that person
// go, since nobody could open them any more. LostGrants then tells how many.
//
// After RecoverWithKit it changes the password only, and returns core.Conflict
// if the person has another key pair meanwhile.
func (e *Enrolment) Save(ctx context.Context, tx *sql.Tx) error {
	e.lost = 0
	if err := e.vault.notePepper(ctx, tx); err != nil {
		return err
	}
	if !e.fresh {
		return changePassword(ctx, tx, e.holder.person, e.row)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM vault_kit WHERE person = $1", e.holder.person); err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, "DELETE FROM vault_grant WHERE person = $1", e.holder.person)
	if err != nil {
		return err
	}
	lost, err := result.RowsAffected()
	if err != nil {
		return err
	}
	e.lost = int(lost)
	_, err = tx.ExecContext(ctx, `INSERT INTO vault_person (person, public, salt, verifier, sealed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person) DO UPDATE SET public = excluded.public, salt = excluded.salt, verifier = excluded.verifier, sealed = excluded.sealed`,
		e.holder.person, e.row.public, e.row.salt, e.row.verifier, e.row.sealed)
	return err
}

// LostGrants tells, after Save, of how many centres the person held the key and
// no longer does. A colleague can grant each again.
func (e *Enrolment) LostGrants() int { return e.lost }

// Holder is the person, to be used once Save is committed.
func (e *Enrolment) Holder() *Holder { return e.holder }

// changePassword stores another password of the same key pair.
func changePassword(ctx context.Context, tx *sql.Tx, person core.ID, row personRow) error {
	result, err := tx.ExecContext(ctx, "UPDATE vault_person SET salt = $1, verifier = $2, sealed = $3 WHERE person = $4 AND public = $5",
		row.salt, row.verifier, row.sealed, person, row.public)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return conflict("vault.changed")
}

// Unlock opens the keys of a person with her password. A wrong password and a
// person who does not exist, "" among them, cost the same and give the same
// core.Denied. It returns core.Unavailable when too many sign in at once.
func (v *Vault) Unlock(ctx context.Context, person core.ID, password string) (*Holder, error) {
	row, known, err := v.row(ctx, person)
	if err != nil {
		return nil, err
	}
	keys, err := v.stretch.stretch(ctx, password, row.salt)
	if err != nil {
		return nil, err
	}
	adopted := known && len(row.verifier) == 0 // see AdoptPepper
	if right := keys.is(row.verifier, v.pepper); !right && !adopted || !known {
		if known { // it may have been another server that took the password
			if err := v.CheckPepper(ctx); err != nil {
				return nil, err
			}
		}
		return nil, denied("vault.denied")
	}
	h, err := open(person, row, keys)
	if !adopted {
		return h, err
	}
	if err != nil {
		return nil, denied("vault.denied")
	}
	return h, v.remember(ctx, h, row, keys.verifier(v.pepper))
}

func open(person core.ID, row personRow, keys *stretched) (*Holder, error) {
	lock, err := keys.kek.sealer()
	if err != nil {
		return nil, err
	}
	seed, err := lock.openKey(row.sealed, "person", string(person))
	if err != nil {
		return nil, err
	}
	h, err := holder(person, seed)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(h.own.public, row.public) {
		return nil, sealedError("person")
	}
	return h, nil
}

// row returns what the database keeps of a person, or what stands in for one who
// does not exist.
func (v *Vault) row(ctx context.Context, person core.ID) (row personRow, known bool, err error) {
	err = v.db.QueryRow(ctx, "SELECT public, salt, verifier, sealed FROM vault_person WHERE person = $1", person).
		Scan(&row.public, &row.salt, &row.verifier, &row.sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return v.stranger, false, nil
	}
	return row, err == nil, err
}

// ChangePassword checks the old password and returns what stores the new one,
// for the same key pair, so that kit and grants stay. It returns core.Denied if
// the old one is wrong. save returns core.Conflict if the key pair was replaced
// meanwhile.
func (v *Vault) ChangePassword(ctx context.Context, h *Holder, old, new string) (save func(context.Context, *sql.Tx) error, err error) {
	if _, err := v.Unlock(ctx, h.person, old); err != nil {
		return nil, err
	}
	salt := random(saltSize)
	keys, err := v.stretch.stretch(ctx, new, salt)
	if err != nil {
		return nil, err
	}
	e, err := v.enrolment(h, keys, salt, false)
	if err != nil {
		return nil, err
	}
	return e.Save, nil
}

// Forget deletes the keys of a person, her paper kit and her grants. Her centres
// should Revoke her first, which also changes their keys.
func (v *Vault) Forget(ctx context.Context, tx *sql.Tx, person core.ID) error {
	for _, statement := range []string{
		"DELETE FROM vault_grant WHERE person = $1",
		"DELETE FROM vault_kit WHERE person = $1",
		"DELETE FROM vault_person WHERE person = $1",
	} {
		if _, err := tx.ExecContext(ctx, statement, person); err != nil {
			return err
		}
	}
	return nil
}

// publicKey returns the public key of a person, or nil if she has none.
func publicKey(ctx context.Context, tx *sql.Tx, person core.ID) (public []byte, err error) {
	err = tx.QueryRowContext(ctx, "SELECT public FROM vault_person WHERE person = $1", person).Scan(&public)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return public, err
}
