package vault

import (
	"context"
	"database/sql"
	"encoding/binary"

	"verbund/internal/core"
)

// An arrival is a folder that somebody outside fills for a centre while nobody of
// it is signed in: its key is sealed to the centre's inbox instead of wrapped under
// the centre key. Whoever made it can write into it as long as she holds it, and
// nobody but the centre can ever open it again. A colleague takes it in (TakeIn);
// from then on it is a folder like any other.
//
//	0x03 ‖ epoch in four bytes ‖ envelope of the folder's key
//
// Until then a search over all folders passes it over, a new epoch leaves it as it
// is, and an archive of the centre holds it.

// Arrive makes an empty folder in a room of a centre, for somebody who holds no
// key of the centre. It returns core.NotFound if the centre has no key yet.
func (v *Vault) Arrive(ctx context.Context, tx *sql.Tx, centre core.ID, room string) (*Folder, error) {
	public, epoch, err := publicPair(ctx, tx, centre, inboxPair)
	if err != nil {
		return nil, err
	}
	f := &Folder{access: &Access{vault: v, centre: centre}, id: NewID(), room: room, secret: newKey()}
	enclosed, err := sealTo(public, f.secret[:], "arrival", string(centre), number(epoch), room, string(f.id))
	if err != nil {
		return nil, err
	}
	sealed := append(binary.BigEndian.AppendUint32([]byte{inboxVersion}, uint32(epoch)), enclosed...)
	_, err = tx.ExecContext(ctx, "INSERT INTO vault_folder (id, centre, room, key) VALUES ($1, $2, $3, $4)", f.id, centre, room, sealed)
	return f, err
}

// hasArrived tells whether the key of a folder is still sealed to the inbox.
func hasArrived(wrapped []byte) bool { return len(wrapped) > inboxHeader && wrapped[0] == inboxVersion }

// openArrival returns the key of a folder that has arrived.
func (a *Access) openArrival(ctx context.Context, tx *sql.Tx, sealed []byte, room string, id ID) (*key, error) {
	epoch := int64(binary.BigEndian.Uint32(sealed[1:]))
	p, err := a.openPair(ctx, tx, inboxPair, epoch)
	if err != nil {
		return nil, err
	}
	return p.openKey(sealed[inboxHeader:], "arrival", string(a.centre), number(epoch), room, string(id))
}

// TakeIn wraps the key of a folder that has arrived under the centre key. It
// changes nothing in a folder that was taken in before, and returns core.Conflict
// if the centre key has changed since Access.
func (f *Folder) TakeIn(ctx context.Context, tx *sql.Tx) error {
	if f.Restricted() {
		return nil
	}
	if err := f.access.present(ctx, tx); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "UPDATE vault_folder SET key = $1 WHERE id = $2 AND readers IS NULL", f.access.wrap(f.secret, f.room, f.id), f.id)
	return err
}

// SealForVisit returns what a visit may keep of a folder that is being filled, so
// that the next request can go on filling it: it opens with the token only.
func (f *Folder) SealForVisit(token []byte) ([]byte, error) {
	s, err := tokenSealer(token, "arrival")
	if err != nil {
		return nil, err
	}
	return s.sealKey(f.secret[:], "arrival", string(f.access.centre), f.room, string(f.id)), nil
}

// OpenArrival returns the folder that a visit is filling, or ErrSealed. It asks no
// database.
func (v *Vault) OpenArrival(centre core.ID, room string, id ID, token, sealed []byte) (*Folder, error) {
	s, err := tokenSealer(token, "arrival")
	if err != nil {
		return nil, err
	}
	secret, err := s.openKey(sealed, "arrival", string(centre), room, string(id))
	if err != nil {
		return nil, err
	}
	return &Folder{access: &Access{vault: v, centre: centre}, id: id, room: room, secret: secret}, nil
}

// Folders returns all folders of a room, whosever they are, and the centre of each: so
// a room finds those of which it knows nothing.
func (v *Vault) Folders(ctx context.Context, tx *sql.Tx, room string) (map[ID]core.ID, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, centre FROM vault_folder WHERE room = $1", room)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[ID]core.ID{}
	for rows.Next() {
		var id ID
		var centre core.ID
		if err := rows.Scan(&id, &centre); err != nil {
			return nil, err
		}
		all[id] = centre
	}
	return all, rows.Err()
}

// EraseArrived deletes a folder that arrived in a room, also after it was taken in,
// for whoever may do so without the key of the centre: the person who wrote it, and
// a job when its time is over. The room must keep no slips. It is no failure if
// there is no such folder. Scrub belongs after it.
func (v *Vault) EraseArrived(ctx context.Context, tx *sql.Tx, centre core.ID, room string, id ID) error {
	there, err := exists(ctx, tx, "SELECT 1 FROM vault_folder WHERE id = $1 AND centre = $2 AND room = $3", id, centre, room)
	if err != nil || !there {
		return err
	}
	return eraseRows(ctx, tx, id)
}
