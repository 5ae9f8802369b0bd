package vault

import (
	"context"
	"database/sql"
	"errors"
)

// Record is something sealed in a part of a folder.
type Record struct {
	ID       ID
	Revision Revision
	Plain    []byte
}

// Seal stores a record. base is the revision that the writer has seen: "" if the
// record must not exist yet. It returns the new revision, or core.Conflict if
// somebody else was quicker; then the caller shows both versions. It returns
// core.NotFound if the folder was erased, core.TooLarge above 16 MiB.
func (f *Folder) Seal(ctx context.Context, tx *sql.Tx, part Part, record ID, base Revision, plain []byte) (Revision, error) {
	s, err := f.sealer(part)
	if err != nil {
		return "", err
	}
	next := newRevision()
	sealed, err := s.seal(plain, "record", f.place(part, record, next)...)
	if err != nil {
		return "", err
	}
	var result sql.Result
	if base == "" {
		if there, err := exists(ctx, tx, "SELECT 1 FROM vault_folder WHERE id = $1", f.id); err != nil {
			return "", err
		} else if !there {
			return "", notFound()
		}
		result, err = tx.ExecContext(ctx, `INSERT INTO vault_record (folder, part, id, revision, sealed) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (folder, part, id) DO NOTHING`, f.id, part, record, next, sealed)
	} else {
		result, err = tx.ExecContext(ctx, `UPDATE vault_record SET revision = $1, sealed = $2
			WHERE folder = $3 AND part = $4 AND id = $5 AND revision = $6`, next, sealed, f.id, part, record, base)
	}
	if err != nil {
		return "", err
	}
	if n, err := result.RowsAffected(); err != nil {
		return "", err
	} else if n == 0 {
		return "", conflict("vault.changed")
	}
	return next, nil
}

func (f *Folder) place(part Part, record ID, r Revision) []string {
	return []string{string(f.access.centre), string(f.id), string(part), string(record), string(r)}
}

// Open returns a record and its revision, or core.NotFound.
func (f *Folder) Open(ctx context.Context, tx *sql.Tx, part Part, record ID) (plain []byte, r Revision, err error) {
	var sealed []byte
	err = tx.QueryRowContext(ctx, "SELECT revision, sealed FROM vault_record WHERE folder = $1 AND part = $2 AND id = $3", f.id, part, record).
		Scan(&r, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", notFound()
	}
	if err != nil {
		return nil, "", err
	}
	s, err := f.sealer(part)
	if err != nil {
		return nil, "", err
	}
	if plain, err = s.open(sealed, "record", f.place(part, record, r)...); err != nil {
		return nil, "", err
	}
	return plain, r, nil
}

// All returns the records of a part, in no meaningful order.
func (f *Folder) All(ctx context.Context, tx *sql.Tx, part Part) ([]Record, error) {
	s, err := f.sealer(part)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT id, revision, sealed FROM vault_record WHERE folder = $1 AND part = $2 ORDER BY id", f.id, part)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Record
	for rows.Next() {
		var r Record
		var sealed sql.RawBytes
		if err := rows.Scan(&r.ID, &r.Revision, &sealed); err != nil {
			return nil, err
		}
		if r.Plain, err = s.open(sealed, "record", f.place(part, r.ID, r.Revision)...); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// Parts returns the names of the parts that have records, in order.
func (f *Folder) Parts(ctx context.Context, tx *sql.Tx) ([]Part, error) {
	return column[Part](ctx, tx, "SELECT DISTINCT part FROM vault_record WHERE folder = $1 ORDER BY part", f.id)
}

// EraseRecord deletes a record. It is no failure if there is none.
func (f *Folder) EraseRecord(ctx context.Context, tx *sql.Tx, part Part, record ID) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM vault_record WHERE folder = $1 AND part = $2 AND id = $3", f.id, part, record)
	return err
}

// ErasePart deletes all records of a part and its slip, and leaves the others.
func (f *Folder) ErasePart(ctx context.Context, tx *sql.Tx, part Part) error {
	if err := f.access.changeSlip(ctx, tx, f.room, part, f.id, nil); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM vault_record WHERE folder = $1 AND part = $2", f.id, part)
	return err
}

// AllOf shows visit every record of one part in all folders of a room that the
// person may open, in no meaningful order: for a search over everything. It holds
// few records at a time, and the Plain of one is valid only until visit returns.
// An error of visit ends it and is returned. visit must not use tx.
func (a *Access) AllOf(ctx context.Context, tx *sql.Tx, room string, part Part, visit func(folder ID, r Record) error) error {
	return a.allOf(ctx, tx, room, part, nil, visit)
}

// manyFolders is from how many folders on SomeOf reads all rather than one by one.
const manyFolders = 4000

// SomeOf is AllOf for some folders only. Those that the person may not open, or
// that are in no such room, are passed over.
func (a *Access) SomeOf(ctx context.Context, tx *sql.Tx, room string, part Part, some map[ID]bool, visit func(folder ID, r Record) error) error {
	if len(some) > manyFolders {
		return a.allOf(ctx, tx, room, part, some, visit)
	}
	if len(some) == 0 {
		return nil
	}
	one, err := tx.PrepareContext(ctx, `SELECT f.key, f.readers, r.id, r.revision, r.sealed FROM vault_folder f JOIN vault_record r ON r.folder = f.id
		WHERE f.id = $1 AND f.centre = $2 AND f.room = $3 AND r.part = $4`)
	if err != nil {
		return err
	}
	defer one.Close()
	for id := range some {
		if err := a.oneOf(ctx, one, room, part, id, visit); err != nil {
			return err
		}
	}
	return nil
}

// oneOf shows visit the records of a part of one folder.
func (a *Access) oneOf(ctx context.Context, one *sql.Stmt, room string, part Part, id ID, visit func(folder ID, r Record) error) error {
	rows, err := one.QueryContext(ctx, id, a.centre, room, part)
	if err != nil {
		return err
	}
	defer rows.Close()
	var s sealer
	for first := true; rows.Next(); first = false {
		var wrapped, readers, sealed sql.RawBytes
		var r Record
		if err := rows.Scan(&wrapped, &readers, &r.ID, &r.Revision, &sealed); err != nil {
			return err
		}
		if first {
			secret, err := a.folderSecret(wrapped, readers, room, id)
			if err != nil || secret == nil {
				return err
			}
			if s, err = partSealer(secret, part); err != nil {
				return err
			}
		}
		if r.Plain, err = s.open(sealed, "record", string(a.centre), string(id), string(part), string(r.ID), string(r.Revision)); err != nil {
			return err
		}
		if err := visit(id, r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// folderSecret is the key of a folder, nil if it is restricted to others, or has
// arrived and was not taken in.
func (a *Access) folderSecret(wrapped, readers []byte, room string, id ID) (*key, error) {
	if readers == nil && hasArrived(wrapped) {
		return nil, nil
	}
	if readers == nil {
		return a.unwrap(wrapped, room, id)
	}
	return a.slotSecret(wrapped, readers, id)
}

// allOf is AllOf, for some folders if there are any.
func (a *Access) allOf(ctx context.Context, tx *sql.Tx, room string, part Part, some map[ID]bool, visit func(folder ID, r Record) error) error {
	folders, err := a.secrets(ctx, tx, room)
	if err != nil {
		return err
	}
	var place []byte
	return a.sweep(ctx, tx, 3, 1, func(b *batch) error {
		for _, row := range b.rows {
			folder, r := ID(row.texts[0]), Record{ID: ID(row.texts[1]), Revision: Revision(row.texts[2])}
			f := folders[folder]
			if f == nil || some != nil && !some[folder] {
				continue
			}
			if f.secret != nil {
				if f.sealer, err = partSealer(f.secret, part); err != nil {
					return err
				}
				f.secret = nil
			}
			place = appendPlace(place[:0], symmetric, "record", string(a.centre), string(folder), string(part), string(r.ID), string(r.Revision))
			if r.Plain, err = f.openInPlace(row.blobs[0], place, "record"); err != nil {
				return err
			}
			if err := visit(folder, r); err != nil {
				return err
			}
		}
		return nil
	}, "SELECT folder, id, revision, sealed FROM vault_record WHERE "+a.vault.db.InFileOrder("vault_record",
		"folder IN (SELECT id FROM vault_folder WHERE centre = $1 AND room = $2) AND part = $3"), a.centre, room, part)
}

// readable is the key of a folder, or the sealer for one of its parts that follows
// from it once it was needed.
type readable struct {
	secret *key
	sealer
}

// secrets returns the keys of all folders of a room that the person may open.
func (a *Access) secrets(ctx context.Context, tx *sql.Tx, room string) (map[ID]*readable, error) {
	folders := make(map[ID]*readable)
	err := a.sweep(ctx, tx, 1, 2, func(b *batch) error {
		for _, row := range b.rows {
			id, wrapped, readers := ID(row.texts[0]), row.blobs[0], row.blobs[1]
			secret, err := a.folderSecret(wrapped, readers, room, id)
			if err != nil {
				return err
			}
			if secret != nil {
				folders[id] = &readable{secret: secret}
			}
		}
		return nil
	}, "SELECT id, key, readers FROM vault_folder WHERE "+a.vault.db.InFileOrder("vault_folder", "centre = $1 AND room = $2"), a.centre, room)
	return folders, err
}
