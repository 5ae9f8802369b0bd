package vault

import (
	"context"
	"database/sql"
	"errors"

	"verbund/internal/core"
)

// Part is a part of a folder, sealed under a key of its own that follows from the
// folder's: so one part can be erased, or read, without the others. Its name
// stands in the clear.
type Part string

// The parts of a case file; a room may use others.
const (
	Core     Part = "core"
	Entries  Part = "entries"
	Identity Part = "identity"
	Location Part = "location"
	Files    Part = "files"
)

// Folder is a case file or a note, with its key, in the hands of somebody who may
// open it. Printing one shows nothing.
type Folder struct {
	access  *Access
	id      ID
	room    string
	secret  *key
	readers []reader // nil: everybody of the centre
}

// ID is by which the folder is found again.
func (f *Folder) ID() ID { return f.id }

// Room is the room it belongs to.
func (f *Folder) Room() string { return f.room }

// Restricted tells whether only named colleagues could open the folder when it
// was looked up.
func (f *Folder) Restricted() bool { return f.readers != nil }

// Readers returns who may open a restricted folder, and nil for others.
func (f *Folder) Readers() []core.ID { return people(f.readers) }

// NewFolder makes an empty folder with a fresh key, in a room.
func (a *Access) NewFolder(ctx context.Context, tx *sql.Tx, room string) (*Folder, error) {
	return a.newFolder(ctx, tx, room, NewID())
}

func (a *Access) newFolder(ctx context.Context, tx *sql.Tx, room string, id ID) (*Folder, error) {
	if err := a.present(ctx, tx); err != nil {
		return nil, err
	}
	f := &Folder{access: a, id: id, room: room, secret: newKey()}
	_, err := tx.ExecContext(ctx, "INSERT INTO vault_folder (id, centre, room, key) VALUES ($1, $2, $3, $4)",
		f.id, a.centre, room, a.wrap(f.secret, room, f.id))
	return f, err
}

func (a *Access) wrap(secret *key, room string, id ID) []byte {
	return a.keys.wrap.sealKey(secret[:], "wrap", string(a.centre), room, string(id))
}

func (a *Access) unwrap(wrapped []byte, room string, id ID) (*key, error) {
	return a.keys.wrap.openKey(wrapped, "wrap", string(a.centre), room, string(id))
}

// Folder opens a folder. It returns core.NotFound if the centre has none of that
// ID, and core.Denied if it is restricted to others.
func (a *Access) Folder(ctx context.Context, tx *sql.Tx, id ID) (*Folder, error) {
	var room string
	var wrapped, readers []byte
	err := tx.QueryRowContext(ctx, "SELECT room, key, readers FROM vault_folder WHERE id = $1 AND centre = $2", id, a.centre).
		Scan(&room, &wrapped, &readers)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	f := &Folder{access: a, id: id, room: room}
	switch {
	case readers == nil && hasArrived(wrapped):
		f.secret, err = a.openArrival(ctx, tx, wrapped, room, id)
		return f, err
	case readers == nil:
		f.secret, err = a.unwrap(wrapped, room, id)
		return f, err
	}
	if f.readers, err = a.openReaders(readers, id); err != nil {
		return nil, err
	}
	f.secret, err = openSlot(wrapped, f.readers, a.centre, id, a.holder.person, a.holder.own)
	if err != nil {
		return nil, err
	}
	if f.secret == nil {
		return nil, denied("vault.restricted")
	}
	return f, nil
}

// sealer is for one part of the folder.
func (f *Folder) sealer(part Part) (sealer, error) { return partSealer(f.secret, part) }

func partSealer(secret *key, part Part) (sealer, error) {
	return sealerFor(secret[:], "folder/"+string(part))
}

// Erase deletes the folder, its records and its files. Scrub then sees to it that
// nothing of them is left in the database's files.
func (f *Folder) Erase(ctx context.Context, tx *sql.Tx) error {
	return f.access.eraseFolder(ctx, tx, f.id)
}

func (a *Access) eraseFolder(ctx context.Context, tx *sql.Tx, id ID) error {
	if err := a.dropSlips(ctx, tx, id); err != nil {
		return err
	}
	return eraseRows(ctx, tx, id)
}

func eraseRows(ctx context.Context, tx *sql.Tx, id ID) error {
	for _, statement := range []string{
		"DELETE FROM vault_piece WHERE file IN (SELECT id FROM vault_file WHERE folder = $1)",
		"DELETE FROM vault_file WHERE folder = $1",
		"DELETE FROM vault_record WHERE folder = $1",
		"DELETE FROM vault_folder WHERE id = $1",
	} {
		if _, err := tx.ExecContext(ctx, statement, id); err != nil {
			return err
		}
	}
	return nil
}

// Scrub removes from the database's own files what was erased before, and belongs
// after every erasure and after Revoke, outside any transaction. On SQLite nothing
// is left in file and log; docs/vault.md says what PostgreSQL leaves. A reader at
// work may make it return core.Unavailable; then it is called again later.
func (v *Vault) Scrub(ctx context.Context) error {
	return v.db.Scrub(ctx, "vault_person", "vault_kit", "vault_grant", "vault_pair", "vault_centre_kit",
		"vault_setting", "vault_folder", "vault_record", "vault_slip", "vault_file", "vault_piece", "vault_mailbox")
}
