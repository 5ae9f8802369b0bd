package vault

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"verbund/internal/core"
)

// Revoke takes the key of the centre away from a person: her grant and her slots
// in restricted folders are deleted, and the key is changed as by Rotate. It
// returns core.Conflict if nobody else would hold the key. It works, too, for
// somebody who holds none, and for the caller herself. Call Scrub afterwards.
//
// A restricted folder of which she was the only reader stays and opens with two
// envelopes of the centre's kit only, and with nothing if there was no kit when
// it was restricted.
func (a *Access) Revoke(ctx context.Context, tx *sql.Tx, person core.ID) error {
	if err := a.present(ctx, tx); err != nil {
		return err
	}
	holders, err := a.vault.Holders(ctx, tx, a.centre)
	if err != nil {
		return err
	}
	others := false
	for _, h := range holders {
		others = others || h != person
	}
	if !others {
		return conflict("vault.last_holder")
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM vault_grant WHERE centre = $1 AND person = $2", a.centre, person); err != nil {
		return err
	}
	if err := a.dropReader(ctx, tx, person); err != nil {
		return err
	}
	return a.Rotate(ctx, tx)
}

// Rotate changes the key of the centre, in one transaction: a new epoch, in which
// the keys of folders are wrapped anew, cards, slips, lists of readers and settings
// sealed anew, and the new key is granted to the present colleagues and the kit.
// Inbox and audit get new key pairs; the old ones stay readable. Records and files
// are not touched. It returns core.Conflict if the key has changed since Access,
// and makes this Access useless: take a new one.
//
// A grant that no colleague made is not renewed (see grant).
func (a *Access) Rotate(ctx context.Context, tx *sql.Tx) error {
	result, err := tx.ExecContext(ctx, "UPDATE vault_centre SET epoch = epoch + 1 WHERE centre = $1 AND epoch = $2", a.centre, a.epoch)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil {
		return err
	} else if n == 0 {
		return conflict("vault.rotated")
	}
	keys, err := newCentreKeys(newKey())
	if err != nil {
		return err
	}
	next := &Access{a.vault, a.holder, a.centre, a.epoch + 1, keys}
	for _, step := range []func(context.Context, *sql.Tx, *Access) error{
		a.rotateGrants, a.rotatePairs, a.rotateSettings, a.rotateFolders, a.rotateSlips,
	} {
		if err := step(ctx, tx, next); err != nil {
			return err
		}
	}
	return nil
}

func (a *Access) rotateGrants(ctx context.Context, tx *sql.Tx, next *Access) error {
	publics, err := a.colleagues(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM vault_grant WHERE centre = $1", a.centre); err != nil {
		return err
	}
	for person, public := range publics {
		if err := next.grant(ctx, tx, person, public); err != nil {
			return err
		}
	}
	return nil
}

func (a *Access) rotatePairs(ctx context.Context, tx *sql.Tx, next *Access) error {
	type old struct {
		purpose string
		epoch   int64
		sealed  []byte
	}
	rows, err := tx.QueryContext(ctx, "SELECT purpose, epoch, sealed FROM vault_pair WHERE centre = $1", a.centre)
	if err != nil {
		return err
	}
	defer rows.Close()
	var pairs []old
	for rows.Next() {
		var p old
		if err := rows.Scan(&p.purpose, &p.epoch, &p.sealed); err != nil {
			return err
		}
		pairs = append(pairs, p)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, p := range pairs {
		seed, err := a.openPairSeed(p.sealed, p.purpose, p.epoch)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE vault_pair SET sealed = $1 WHERE centre = $2 AND purpose = $3 AND epoch = $4",
			next.sealPair(seed, p.purpose, p.epoch), a.centre, p.purpose, p.epoch); err != nil {
			return err
		}
	}
	for _, purpose := range []string{inboxPair, auditPair} {
		if err := next.newPair(ctx, tx, purpose); err != nil {
			return err
		}
	}
	return nil
}

func (a *Access) rotateSettings(ctx context.Context, tx *sql.Tx, next *Access) error {
	names, err := column[string](ctx, tx, "SELECT name FROM vault_setting WHERE centre = $1", a.centre)
	if err != nil {
		return err
	}
	for _, name := range names {
		plain, err := a.OpenSettings(ctx, tx, name)
		if err != nil {
			return err
		}
		if err := next.SealSettings(ctx, tx, name, plain); err != nil {
			return err
		}
	}
	return nil
}

// rotateBatch is how many folders are read and rewrapped at once, which bounds
// memory, and storeBatch how many are written by one statement: SQLite looks each
// parameter up among all those before it, so more would take longer, not less.
const (
	rotateBatch = 1000
	storeBatch  = 64
)

func (a *Access) rotateFolders(ctx context.Context, tx *sql.Tx, next *Access) error {
	var last folderRow
	for {
		batch, err := a.folderRows(ctx, tx, last)
		if err != nil || len(batch) == 0 {
			return err
		}
		last = batch[len(batch)-1]
		if err := a.rewrap(next, batch); err != nil {
			return err
		}
		for some := range slices.Chunk(batch, storeBatch) {
			if err := storeFolders(ctx, tx, a.centre, some); err != nil {
				return err
			}
		}
		if len(batch) < rotateBatch {
			return nil
		}
	}
}

// folderRow is a folder as the table holds it.
type folderRow struct {
	id                 ID
	room               string
	key, readers, card []byte
}

// folderRows returns the folders of the centre that follow on one in order.
func (a *Access) folderRows(ctx context.Context, tx *sql.Tx, after folderRow) ([]folderRow, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, room, key, readers, card FROM vault_folder
		WHERE centre = $1 AND (room, id) > ($2, $3) ORDER BY room, id LIMIT $4`, a.centre, after.room, after.id, rotateBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var batch []folderRow
	for rows.Next() {
		var f folderRow
		if err := rows.Scan(&f.id, &f.room, &f.key, &f.readers, &f.card); err != nil {
			return nil, err
		}
		batch = append(batch, f)
	}
	return batch, rows.Err()
}

// rewrap brings folders from one epoch to the next. The slots of a restricted one
// and its card are not sealed under the centre key and stay as they are.
func (a *Access) rewrap(next *Access, batch []folderRow) error {
	for i := range batch {
		f := &batch[i]
		if f.readers != nil {
			list, err := a.openReaders(f.readers, f.id)
			if err != nil {
				return err
			}
			if f.readers, err = next.sealReaders(list, f.id); err != nil {
				return err
			}
			continue
		}
		if hasArrived(f.key) {
			continue // the private half that opens it is kept
		}
		secret, err := a.unwrap(f.key, f.room, f.id)
		if err != nil {
			return err
		}
		f.key = next.wrap(secret, f.room, f.id)
		if f.card == nil {
			continue
		}
		plain, err := a.openCard(f.card, nil, false, f.room, f.id)
		if err != nil {
			return err
		}
		if f.card, err = next.keys.cards.seal(plain, "card", string(a.centre), f.room, string(f.id)); err != nil {
			return err
		}
	}
	return nil
}

// storeFolders writes folders that exist, in one statement. It is written as an
// insertion because then both databases know the types of the values.
func storeFolders(ctx context.Context, tx *sql.Tx, centre core.ID, batch []folderRow) error {
	var statement strings.Builder
	statement.WriteString("INSERT INTO vault_folder (centre, id, room, key, readers, card) VALUES ")
	args := []any{centre}
	for i, f := range batch {
		if i > 0 {
			statement.WriteString(", ")
		}
		n := len(args)
		fmt.Fprintf(&statement, "($1, $%d, $%d, $%d, $%d, $%d)", n+1, n+2, n+3, n+4, n+5)
		args = append(args, f.id, f.room, f.key, f.readers, f.card)
	}
	statement.WriteString(" ON CONFLICT (id) DO UPDATE SET key = excluded.key, readers = excluded.readers, card = excluded.card")
	_, err := tx.ExecContext(ctx, statement.String(), args...)
	return err
}
