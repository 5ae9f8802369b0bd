package vault

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
)

// ErrOtherPepper says that the pepper is not the one with which this network was
// set up: every right password would be refused.
var ErrOtherPepper = errors.New("vault: the pepper is not the one with which this network was set up")

// mark is what the database keeps to know the pepper again.
func (v *Vault) mark() ([]byte, error) {
	k, err := derive(v.pepper, "pepper/mark")
	if err != nil {
		return nil, err
	}
	return k[:], nil
}

// CheckPepper returns ErrOtherPepper if passwords are kept under another pepper.
func (v *Vault) CheckPepper(ctx context.Context) error {
	return v.db.View(ctx, func(tx *sql.Tx) error { return v.checkPepper(ctx, tx) })
}

func (v *Vault) checkPepper(ctx context.Context, tx *sql.Tx) error {
	mark, err := v.mark()
	if err != nil {
		return err
	}
	var known []byte
	err = tx.QueryRowContext(ctx, "SELECT mark FROM vault_host WHERE EXISTS (SELECT 1 FROM vault_person)").Scan(&known)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // there is no password yet
	}
	if err != nil {
		return fmt.Errorf("vault: the pepper: %w", err)
	}
	if subtle.ConstantTimeCompare(known, mark) != 1 {
		return ErrOtherPepper
	}
	return nil
}

// notePepper has the database know the pepper before the first password is kept
// under it, and returns ErrOtherPepper if it knows another one.
func (v *Vault) notePepper(ctx context.Context, tx *sql.Tx) error {
	if err := v.checkPepper(ctx, tx); err != nil {
		return err
	}
	return v.writeMark(ctx, tx)
}

func (v *Vault) writeMark(ctx context.Context, tx *sql.Tx) error {
	mark, err := v.mark()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO vault_host (only_row, mark) VALUES (1, $1) ON CONFLICT (only_row) DO UPDATE SET mark = excluded.mark", mark)
	if err != nil {
		return fmt.Errorf("vault: the pepper: %w", err)
	}
	return nil
}

// AdoptPepper has the database know the present pepper from now on, where the
// former one is lost for good. No password is lost: whether one is right is then
// told by whether it opens the person's private key, and what is kept of it is
// made anew when she next signs in.
func (v *Vault) AdoptPepper(ctx context.Context) error {
	return v.db.Update(ctx, func(tx *sql.Tx) error {
		if err := v.writeMark(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE vault_person SET verifier = $1", []byte{}); err != nil {
			return fmt.Errorf("vault: the pepper: %w", err)
		}
		return nil
	})
}

// remember stores what is kept of a password under the present pepper.
func (v *Vault) remember(ctx context.Context, h *Holder, row personRow, verifier []byte) error {
	return v.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE vault_person SET verifier = $1 WHERE person = $2 AND sealed = $3", verifier, h.person, row.sealed)
		return err
	})
}
