package casework

import (
	"context"
	"database/sql"
	"encoding/json"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// The ledger is one folder of a centre for what belongs to no case: drafts,
// places, requests, views. It is made when it is first written to.
const (
	ledgerRoom    = "casework-centre" // under which the vault keeps the ledger
	ledgerSetting = "casework-ledger" // the sealed setting that says which folder it is

	draftPart vault.Part = "drafts"
)

// ledger opens the ledger, nil where there is none yet.
func (d worker) ledger(ctx context.Context, tx *sql.Tx, a *vault.Access) (*vault.Folder, error) {
	id, err := a.OpenSettings(ctx, tx, ledgerSetting)
	if core.KindOf(err) == core.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f, err := a.Folder(ctx, tx, vault.ID(id))
	if core.KindOf(err) == core.NotFound {
		return nil, nil
	}
	return f, err
}

// writeLedger opens the ledger to write into it.
func (d worker) writeLedger(ctx context.Context, tx *sql.Tx, a *vault.Access) (*vault.Folder, error) {
	f, err := d.ledger(ctx, tx, a)
	if f != nil || err != nil {
		return f, err
	}
	if f, err = a.NewFolder(ctx, tx, ledgerRoom); err != nil {
		return nil, err
	}
	return f, a.SealSettings(ctx, tx, ledgerSetting, []byte(f.ID()))
}

// leaf is a record of the ledger.
type leaf[T any] struct {
	ID       vault.ID
	revision vault.Revision
	Value    T
}

// leaves opens all records of a part of the ledger.
func leaves[T any](ctx context.Context, tx *sql.Tx, f *vault.Folder, part vault.Part) ([]leaf[T], error) {
	if f == nil {
		return nil, nil
	}
	records, err := f.All(ctx, tx, part)
	if err != nil {
		return nil, err
	}
	all := make([]leaf[T], len(records))
	for i, r := range records {
		all[i].ID, all[i].revision = r.ID, r.Revision
		if err := json.Unmarshal(r.Plain, &all[i].Value); err != nil {
			return nil, unreadable(err)
		}
	}
	return all, nil
}

// put seals a record of the ledger over the revision that was opened.
func (l *leaf[T]) put(ctx context.Context, tx *sql.Tx, f *vault.Folder, part vault.Part) error {
	plain, err := json.Marshal(l.Value)
	if err != nil {
		return err
	}
	if l.ID == "" {
		l.ID = vault.NewID()
	}
	l.revision, err = f.Seal(ctx, tx, part, l.ID, l.revision, plain)
	return err
}

// readSetting opens something that is kept once for the whole centre; it is the
// zero value where there is none.
func readSetting[T any](ctx context.Context, tx *sql.Tx, a *vault.Access, name string) (T, error) {
	var value T
	plain, err := a.OpenSettings(ctx, tx, name)
	if core.KindOf(err) == core.NotFound {
		return value, nil
	}
	if err != nil {
		return value, err
	}
	if err := json.Unmarshal(plain, &value); err != nil {
		return value, unreadable(err)
	}
	return value, nil
}

// writeSetting seals something that is kept once for the whole centre.
func writeSetting(ctx context.Context, tx *sql.Tx, a *vault.Access, name string, value any) error {
	plain, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return a.SealSettings(ctx, tx, name, plain)
}
