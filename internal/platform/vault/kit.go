package vault

import (
	"context"
	"database/sql"
	"errors"

	"verbund/internal/core"
)

// SaveKit seals the private key of a person under the code of her paper kit too,
// in place of an earlier one. It returns core.Conflict if the person is not
// saved, or has another key pair meanwhile.
func (v *Vault) SaveKit(ctx context.Context, tx *sql.Tx, h *Holder, code string) error {
	lock, err := kitSealer(code)
	if err != nil {
		return err
	}
	if err := h.present(ctx, tx); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO vault_kit (person, sealed) VALUES ($1, $2)
		ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed`,
		h.person, lock.sealKey(h.own.seed[:], "kit", string(h.person)))
	return err
}

// HasKit tells whether a person has a paper kit.
func (v *Vault) HasKit(ctx context.Context, tx *sql.Tx, person core.ID) (bool, error) {
	return exists(ctx, tx, "SELECT 1 FROM vault_kit WHERE person = $1", person)
}

// RecoverWithKit opens the keys of a person with her paper kit and gives them a
// new password, which Save of the result stores: nothing is lost. A wrong code,
// a person without a kit and one who does not exist cost the same and give the
// same core.Denied; what is no code at all is core.Invalid.
func (v *Vault) RecoverWithKit(ctx context.Context, person core.ID, code, newPassword string) (*Enrolment, error) {
	lock, err := kitSealer(code)
	if err != nil {
		return nil, err
	}
	sealed := v.stranger.sealed
	err = v.db.QueryRow(ctx, "SELECT sealed FROM vault_kit WHERE person = $1", person).Scan(&sealed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	salt := random(saltSize)
	keys, err := v.stretch.stretch(ctx, newPassword, salt)
	if err != nil {
		return nil, err
	}
	seed, err := lock.openKey(sealed, "kit", string(person))
	if err != nil {
		return nil, denied("vault.kit.wrong")
	}
	h, err := holder(person, seed)
	if err != nil {
		return nil, err
	}
	return v.enrolment(h, keys, salt, false)
}

// kitSealer returns what seals under codes from paper. They need no stretching:
// nobody can try 2^130 of them.
func kitSealer(codes ...string) (sealer, error) {
	secret, err := kitSecret(codes...)
	if err != nil {
		return sealer{}, err
	}
	return sealerFor(secret, "kit")
}

// exists tells whether a query finds a row.
func exists(ctx context.Context, tx *sql.Tx, query string, args ...any) (bool, error) {
	var one int
	err := tx.QueryRowContext(ctx, query, args...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
