package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"verbund/internal/core"
)

// secondFactor is what is stored of one: the secret and the recovery codes are
// sealed under the person's own key.
type secondFactor struct {
	Sealed   []byte
	Recovery []byte
	LastStep int64 // of the code that was used last
}

func hasSecond(ctx context.Context, tx *sql.Tx, person core.ID) (bool, error) {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM account_second WHERE person_id = $1`, string(person)).Scan(&n); err != nil {
		return false, fmt.Errorf("second factor: %w", err)
	}
	return n > 0, nil
}

// secondOf returns the second factor of a person; ok is false without one.
func secondOf(ctx context.Context, tx *sql.Tx, person core.ID) (s secondFactor, ok bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT sealed, recovery, last_step FROM account_second WHERE person_id = $1`, string(person)).
		Scan(&s.Sealed, &s.Recovery, &s.LastStep)
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	if err != nil {
		return s, false, fmt.Errorf("second factor: %w", err)
	}
	return s, true, nil
}

// saveSecond writes a second factor over an earlier one.
func saveSecond(ctx context.Context, tx *sql.Tx, person core.ID, s secondFactor) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO account_second (person_id, sealed, recovery, last_step) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed, recovery = excluded.recovery, last_step = excluded.last_step`,
		string(person), s.Sealed, s.Recovery, s.LastStep)
	if err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	return nil
}

// dropSecond takes a person's second factor and passkeys away.
func dropSecond(ctx context.Context, tx *sql.Tx, person core.ID) error {
	for _, statement := range []string{`DELETE FROM account_second WHERE person_id = $1`, `DELETE FROM account_passkey WHERE person_id = $1`} {
		if _, err := tx.ExecContext(ctx, statement, string(person)); err != nil {
			return fmt.Errorf("second factor: %w", err)
		}
	}
	return nil
}

// useStep notes that the code of a time step was used. It tells false if that
// code, or a later one, was used before: of two requests at once, one wins.
func useStep(ctx context.Context, tx *sql.Tx, person core.ID, step int64) (bool, error) {
	return changedOne(tx.ExecContext(ctx, `UPDATE account_second SET last_step = $1 WHERE person_id = $2 AND last_step < $1`, step, string(person)))
}

// replaceRecovery writes the recovery codes that are left. It tells false if
// they are no longer as they were read.
func replaceRecovery(ctx context.Context, tx *sql.Tx, person core.ID, before, after []byte) (bool, error) {
	return changedOne(tx.ExecContext(ctx, `UPDATE account_second SET recovery = $1 WHERE person_id = $2 AND recovery = $3`, after, string(person), before))
}

func changedOne(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, fmt.Errorf("second factor: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
