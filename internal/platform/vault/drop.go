package vault

import (
	"context"
	"database/sql"

	"verbund/internal/core"
)

// Drop deletes somebody's grant of the key of a centre without changing the key.
// It is for the day on which her work ends while nobody who holds the key is
// there: a colleague then calls Clear as soon as she can. It returns
// core.Conflict if she is the last who holds it, and changes nothing if she
// holds none.
func (v *Vault) Drop(ctx context.Context, tx *sql.Tx, centre, person core.ID) error {
	holders, err := v.Holders(ctx, tx, centre)
	if err != nil {
		return err
	}
	if len(holders) == 1 && holders[0] == person {
		return &core.Error{Kind: core.Conflict, Key: "vault.last_holder"}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM vault_grant WHERE centre = $1 AND person = $2`, string(centre), string(person))
	return err
}

// Clear finishes what Drop began: people who left are taken out of all restricted
// folders, as by Revoke, and the key is changed once, as by Rotate. It makes this
// Access useless: take a new one. Call Scrub afterwards.
func (a *Access) Clear(ctx context.Context, tx *sql.Tx, people ...core.ID) error {
	if err := a.present(ctx, tx); err != nil {
		return err
	}
	for _, person := range people {
		if err := a.dropReader(ctx, tx, person); err != nil {
			return err
		}
	}
	return a.Rotate(ctx, tx)
}
