package vault

import (
	"context"
	"database/sql"
	"errors"
)

// SealSettings keeps something of the whole centre under a name, in place of what
// was there. The name stands in the clear.
func (a *Access) SealSettings(ctx context.Context, tx *sql.Tx, name string, plain []byte) error {
	if err := a.present(ctx, tx); err != nil {
		return err
	}
	sealed, err := a.keys.setting.seal(plain, "settings", string(a.centre), name)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO vault_setting (centre, name, sealed) VALUES ($1, $2, $3)
		ON CONFLICT (centre, name) DO UPDATE SET sealed = excluded.sealed`, a.centre, name, sealed)
	return err
}

// OpenSettings returns what is kept under a name, or core.NotFound.
func (a *Access) OpenSettings(ctx context.Context, tx *sql.Tx, name string) ([]byte, error) {
	var sealed []byte
	err := tx.QueryRowContext(ctx, "SELECT sealed FROM vault_setting WHERE centre = $1 AND name = $2", a.centre, name).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return a.keys.setting.open(sealed, "settings", string(a.centre), name)
}
