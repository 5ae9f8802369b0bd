package vault

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"strconv"
)

// A slip is what a search asks of a folder before it opens the folder: a few
// hundred bytes for each part that the room searches. To fetch 20,000 rows and to
// derive 20,000 keys takes longer than to open all that lies in them. So the slips
// of some folders lie together, in a tray that is sealed under the centre key, and
// a search opens at most a thousand trays. The tray of a folder follows from its
// ID, which is random.
//
// A restricted folder has no slips, and nothing of it lies among those of others:
// Restrict takes them away, and SetSlip keeps none. Erase, EraseFolder and
// ErasePart take them away as well. So whoever uses slips must do without those
// that are missing, and may put them back (SetSlip).

// trays is how many there are of each part of a room, at most: in a centre with
// 20,000 folders, twenty share one.
const trays = 1 << 10

// trayOf is the tray of a folder.
func trayOf(id ID) string {
	n, err := strconv.ParseUint(string(id[:min(3, len(id))]), 16, 16)
	if err != nil {
		n = 0 // an ID of an earlier time; any tray will do
	}
	return fmt.Sprintf("%03x", n%trays)
}

// nextSlip divides a tray into its first slip and the others. A slip is the ID of
// the folder and what was set, each behind its length in four bytes.
func nextSlip(tray []byte) (id, plain, rest []byte, ok bool) {
	if id, rest, ok = cutField(tray); ok {
		plain, rest, ok = cutField(rest)
	}
	return id, plain, rest, ok
}

func cutField(b []byte) (field, rest []byte, ok bool) {
	if len(b) < lengthSize {
		return nil, nil, false
	}
	n, b := uint64(binary.BigEndian.Uint32(b)), b[lengthSize:]
	if n > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:n:n], b[n:], true
}

// withoutSlip is a tray without the slip of one folder, and tells whether it had
// one.
func withoutSlip(tray []byte, of ID) (left []byte, had bool, err error) {
	for rest := tray; len(rest) > 0; {
		id, plain, after, ok := nextSlip(rest)
		if !ok {
			return nil, false, sealedError("slip")
		}
		if rest = after; string(id) == string(of) {
			had = true
			continue
		}
		left = appendField(appendField(left, string(id)), string(plain))
	}
	return left, had, nil
}

func (a *Access) slipPlace(room string, part Part, tray string) []string {
	return []string{string(a.centre), room, string(part), tray}
}

// changeSlip puts a slip into its tray, in place of an earlier one, or takes it out
// if plain is nil.
func (a *Access) changeSlip(ctx context.Context, tx *sql.Tx, room string, part Part, id ID, plain []byte) error {
	tray := trayOf(id)
	var sealed, opened []byte
	err := tx.QueryRowContext(ctx, "SELECT sealed FROM vault_slip WHERE centre = $1 AND room = $2 AND part = $3 AND tray = $4",
		a.centre, room, part, tray).Scan(&sealed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil {
		if opened, err = a.keys.slips.open(sealed, "slip", a.slipPlace(room, part, tray)...); err != nil {
			return err
		}
	}
	left, had, err := withoutSlip(opened, id)
	if err != nil || plain == nil && !had {
		return err
	}
	if plain != nil {
		left = appendField(appendField(left, string(id)), string(plain))
	}
	if len(left) == 0 {
		_, err := tx.ExecContext(ctx, "DELETE FROM vault_slip WHERE centre = $1 AND room = $2 AND part = $3 AND tray = $4", a.centre, room, part, tray)
		return err
	}
	if plain == nil {
		a.vault.shelf.forget(a.centre) // what is taken away does not stay in memory either
	}
	if sealed, err = a.keys.slips.seal(left, "slip", a.slipPlace(room, part, tray)...); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO vault_slip (centre, room, part, tray, sealed, stamp) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (centre, room, part, tray) DO UPDATE SET sealed = excluded.sealed, stamp = excluded.stamp`, a.centre, room, part, tray, sealed, newStamp())
	return err
}

// SetSlip stores the slip of the folder for a part, which may be empty. For a
// restricted folder it stores nothing. It returns core.NotFound if the folder was
// erased, core.Conflict if the centre key has changed since Access, and
// core.TooLarge if the slips of some folders together are above 16 MiB.
func (f *Folder) SetSlip(ctx context.Context, tx *sql.Tx, part Part, plain []byte) error {
	if err := f.access.present(ctx, tx); err != nil {
		return err
	}
	var restricted bool
	err := tx.QueryRowContext(ctx, "SELECT readers IS NOT NULL FROM vault_folder WHERE id = $1", f.id).Scan(&restricted)
	if errors.Is(err, sql.ErrNoRows) {
		return notFound()
	}
	if err != nil {
		return err
	}
	if restricted {
		plain = nil
	} else if plain == nil {
		plain = []byte{}
	}
	return f.access.changeSlip(ctx, tx, f.room, part, f.id, plain)
}

// dropSlips takes the slips of a folder away.
func (a *Access) dropSlips(ctx context.Context, tx *sql.Tx, id ID) error {
	rows, err := tx.QueryContext(ctx, `SELECT s.room, s.part FROM vault_slip s JOIN vault_folder f ON f.centre = s.centre AND f.room = s.room
		WHERE f.id = $1 AND s.centre = $2 AND s.tray = $3`, id, a.centre, trayOf(id))
	if err != nil {
		return err
	}
	defer rows.Close()
	var room string
	var parts []Part
	for rows.Next() {
		var part Part
		if err := rows.Scan(&room, &part); err != nil {
			return err
		}
		parts = append(parts, part)
	}
	if err := rows.Err(); err != nil || parts == nil {
		return err
	}
	if err := a.present(ctx, tx); err != nil {
		return err
	}
	for _, part := range parts {
		if err := a.changeSlip(ctx, tx, room, part, id, nil); err != nil {
			return err
		}
	}
	return nil
}

// Slips shows visit the slips of a part of all folders of a room that have one, in
// no meaningful order. plain is valid only until visit returns. An error of visit
// ends it and is returned. visit must not use tx.
func (a *Access) Slips(ctx context.Context, tx *sql.Tx, room string, part Part, visit func(folder ID, plain []byte) error) error {
	all, err := a.sealedTrays(ctx, tx, lot{a.centre, room, part})
	if err != nil {
		return err
	}
	for t := range a.openTrays(all, room, part) {
		if t.err != nil {
			return t.err
		}
		for tray := t.plain; len(tray) > 0; {
			id, plain, rest, ok := nextSlip(tray)
			if !ok {
				return sealedError("slip")
			}
			if err := visit(ID(id), plain); err != nil {
				return err
			}
			tray = rest
		}
	}
	return nil
}

// openedTray is a tray as it lies open for a moment.
type openedTray struct {
	plain []byte
	err   error
}

// openTrays opens trays one after the other, the next one while the caller still looks
// through the one before. What it gives is valid until the next.
func (a *Access) openTrays(all map[string]keptTray, room string, part Part) iter.Seq[openedTray] {
	return func(yield func(openedTray) bool) {
		type turn struct {
			openedTray
			buffer []byte
		}
		free, opened, stop := make(chan []byte, batches), make(chan turn, batches), make(chan struct{})
		for range batches {
			free <- nil
		}
		go func() {
			defer close(opened)
			var place []byte
			for name, t := range all {
				var next turn
				select {
				case next.buffer = <-free:
				case <-stop:
					return
				}
				place = appendPlace(place[:0], symmetric, "slip", a.slipPlace(room, part, name)...)
				padded, err := a.keys.slips.openAt(next.buffer, t.sealed, place, "slip")
				if err == nil {
					next.buffer = padded
					next.plain, err = unpadded(padded, "slip")
				}
				next.err = err
				opened <- next
			}
		}()
		defer func() {
			close(stop)
			for range opened { // nothing is opened any more when it returns
			}
		}()
		for next := range opened {
			if !yield(next.openedTray) {
				return
			}
			free <- next.buffer
		}
	}
}

// WithoutSlips returns the folders of a room that have no slip of a part, by those
// that have. restricted are those among them that can have none.
func (a *Access) WithoutSlips(ctx context.Context, tx *sql.Tx, room string, with map[ID]bool) (without, restricted map[ID]bool, err error) {
	if restricted, err = a.restrictedIn(ctx, tx, room); err != nil {
		return nil, nil, err
	}
	var folders int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM vault_folder WHERE centre = $1 AND room = $2", a.centre, room).Scan(&folders); err != nil {
		return nil, nil, err
	}
	if len(with)+len(restricted) == folders { // as it nearly always is
		return restricted, restricted, nil
	}
	all, err := column[ID](ctx, tx, "SELECT id FROM vault_folder WHERE centre = $1 AND room = $2", a.centre, room)
	without = map[ID]bool{}
	for _, id := range all {
		if !with[id] {
			without[id] = true
		}
	}
	return without, restricted, err
}

// restrictedIn returns the restricted folders of a room. The room is no condition of
// the statement: with it, SQLite reads all folders instead of the index of these few.
func (a *Access) restrictedIn(ctx context.Context, tx *sql.Tx, room string) (map[ID]bool, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, room FROM vault_folder WHERE centre = $1 AND readers IS NOT NULL", a.centre)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[ID]bool{}
	for rows.Next() {
		var id ID
		var of string
		if err := rows.Scan(&id, &of); err != nil {
			return nil, err
		}
		if of == room {
			all[id] = true
		}
	}
	return all, rows.Err()
}

// rotateSlips seals the trays anew.
func (a *Access) rotateSlips(ctx context.Context, tx *sql.Tx, next *Access) error {
	type tray struct {
		room, tray string
		part       Part
	}
	rows, err := tx.QueryContext(ctx, "SELECT room, part, tray FROM vault_slip WHERE centre = $1", a.centre)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []tray
	for rows.Next() {
		var t tray
		if err := rows.Scan(&t.room, &t.part, &t.tray); err != nil {
			return err
		}
		all = append(all, t)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, t := range all {
		if err := a.rotateTray(ctx, tx, next, t.room, t.part, t.tray); err != nil {
			return err
		}
	}
	return nil
}

func (a *Access) rotateTray(ctx context.Context, tx *sql.Tx, next *Access, room string, part Part, tray string) error {
	const at = " WHERE centre = $1 AND room = $2 AND part = $3 AND tray = $4"
	var sealed []byte
	if err := tx.QueryRowContext(ctx, "SELECT sealed FROM vault_slip"+at, a.centre, room, part, tray).Scan(&sealed); err != nil {
		return err
	}
	place := a.slipPlace(room, part, tray)
	plain, err := a.keys.slips.open(sealed, "slip", place...)
	if err != nil {
		return err
	}
	if sealed, err = next.keys.slips.seal(plain, "slip", place...); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE vault_slip SET sealed = $5, stamp = $6"+at, a.centre, room, part, tray, sealed, newStamp())
	return err
}
