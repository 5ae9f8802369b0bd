package casework

import (
	"context"
	"database/sql"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Settle decides about sealed settings when the archive of a centre is taken in
// that has some of its own already: what the archive says takes their place. Only
// ledgers are joined, for a centre has one: what the other kept, such as places and
// drafts, goes on in that of this centre.
func Settle(ctx context.Context, tx *sql.Tx, a *vault.Access, name string, ours, theirs []byte) ([]byte, error) {
	if name != ledgerSetting || string(ours) == string(theirs) {
		return theirs, nil
	}
	from, err := a.Folder(ctx, tx, vault.ID(theirs))
	switch core.KindOf(err) {
	case core.NotFound, core.Denied:
		return ours, nil
	}
	if err != nil {
		return nil, err
	}
	to, err := a.Folder(ctx, tx, vault.ID(ours))
	if core.KindOf(err) == core.NotFound {
		return theirs, nil
	}
	if err != nil {
		return nil, err
	}
	files, err := from.FileIDs(ctx, tx)
	if err != nil {
		return nil, err
	}
	kept := ours
	if len(files) > 0 { // files cannot be moved from folder to folder
		if files, err = to.FileIDs(ctx, tx); err != nil {
			return nil, err
		}
		if len(files) > 0 {
			return nil, &core.Error{Kind: core.Conflict, Key: "casework.import.two-ledgers"}
		}
		from, to, kept = to, from, theirs
	}
	return kept, pour(ctx, tx, from, to)
}

// pour moves all records of a folder into another, and erases the empty one.
func pour(ctx context.Context, tx *sql.Tx, from, to *vault.Folder) error {
	parts, err := from.Parts(ctx, tx)
	if err != nil {
		return err
	}
	for _, part := range parts {
		all, err := from.All(ctx, tx, part)
		if err != nil {
			return err
		}
		for _, r := range all {
			if err := to.EraseRecord(ctx, tx, part, r.ID); err != nil { // the same record, from an earlier time
				return err
			}
			if _, err := to.Seal(ctx, tx, part, r.ID, "", r.Plain); err != nil {
				return err
			}
		}
	}
	return from.Erase(ctx, tx)
}
