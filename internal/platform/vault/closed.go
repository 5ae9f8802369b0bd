package vault

import (
	"context"
	"database/sql"
	"errors"

	"verbund/internal/core"
)

// What somebody of a centre can know of a folder that she cannot open: that it is
// there, who can open it, and that it has to go. A case is kept for as long as the
// centre has decided and no longer, also when nobody is left who works on it.

// HasFolder tells whether the centre has a folder of that ID in a room, opened or
// not.
func (a *Access) HasFolder(ctx context.Context, tx *sql.Tx, room string, id ID) (bool, error) {
	return exists(ctx, tx, "SELECT 1 FROM vault_folder WHERE id = $1 AND centre = $2 AND room = $3", id, a.centre, room)
}

// Readers returns who may open a folder, in no order: nil where everybody of the
// centre may, and a list, which may be empty, where it is restricted. The caller
// need not be on it: the list is sealed under the key of the centre. Whoever lost
// her keys in a reset stays on it, and opens the folder again once a reader has let
// her in. It returns core.NotFound if the centre has no such folder.
func (a *Access) Readers(ctx context.Context, tx *sql.Tx, id ID) ([]core.ID, error) {
	var sealed []byte
	err := tx.QueryRowContext(ctx, "SELECT readers FROM vault_folder WHERE id = $1 AND centre = $2", id, a.centre).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil || sealed == nil {
		return nil, err
	}
	list, err := a.openReaders(sealed, id)
	if err != nil {
		return nil, err
	}
	return append([]core.ID{}, people(list)...), nil
}

// EraseFolder deletes a folder of the centre, its records and its files, as Erase
// does, also where it is restricted to others. It returns core.NotFound if the
// centre has no such folder, and core.Conflict if its key has changed since
// Access. What must be asked before is the room's: a second person, and whether it
// must be kept. Scrub belongs after it.
func (a *Access) EraseFolder(ctx context.Context, tx *sql.Tx, id ID) error {
	if err := a.present(ctx, tx); err != nil {
		return err
	}
	there, err := exists(ctx, tx, "SELECT 1 FROM vault_folder WHERE id = $1 AND centre = $2", id, a.centre)
	if err != nil {
		return err
	}
	if !there {
		return notFound()
	}
	return a.eraseFolder(ctx, tx, id)
}
