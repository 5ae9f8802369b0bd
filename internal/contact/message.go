package contact

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// seal writes the message that a visit has been preparing into its folder.
func (v *visit) seal(ctx context.Context, tx *sql.Tx, m Message) error {
	m.Files = v.Files
	// A second press of the button writes the same once more.
	if err := v.folder.EraseRecord(ctx, tx, vault.Core, written); err != nil {
		return err
	}
	_, err := v.folder.Seal(ctx, tx, vault.Core, written, "", encode(m))
	return err
}

// finish makes the first message ready, and a mailbox with a code for it. It is not
// sent before confirm.
func (room *Room) finish(ctx context.Context, v *visit, m Message) error {
	if v.Code != "" { // she pressed twice, or went back and wrote something else
		return room.DB.Update(ctx, func(tx *sql.Tx) error { return v.seal(ctx, tx, m) })
	}
	code := vault.NewMailboxCode()
	mailbox, err := room.Vault.NewMailbox(ctx, code)
	if err != nil {
		return err
	}
	if err := room.write(ctx, v); err != nil {
		return err
	}
	return room.DB.Update(ctx, func(tx *sql.Tx) error {
		if err := mailbox.Save(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE contact_box SET mailbox = $1 WHERE id = $2", mailbox.ID(), v.box.ID); err != nil {
			return err
		}
		if err := v.seal(ctx, tx, m); err != nil {
			return err
		}
		v.mailbox, v.Code, v.box.Mailbox = mailbox, code, mailbox.ID()
		return v.keep(ctx, tx)
	})
}

// confirm sends the first message, after she has typed the end of her code back. It
// returns false if that was wrong. Sending twice is safe.
func (room *Room) confirm(ctx context.Context, v *visit, typed string) (bool, error) {
	if v.box.State != begun {
		return true, nil
	}
	if v.Code == "" || v.folder == nil || !vault.SameDigits(typed, vault.LastGroups(v.Code)) {
		return false, nil
	}
	state := taken
	if room.flood.over() {
		state = held
	}
	after := v.after()
	err := room.DB.Update(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE contact_box SET state = $1, visited_on = $2, waiting_since = $2 WHERE id = $3 AND state = 'begun'", state, room.Today().String(), v.box.ID)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return room.sent(ctx, tx, v, after)
	})
	if err != nil {
		return false, err
	}
	*v = after
	v.box.State = state
	return true, nil
}

// after is a visit once its message was sent: without the message and the code.
func (v *visit) after() visit {
	return visit{token: v.token, box: v.box, mailbox: v.mailbox}
}

// sent counts the message of a visit as sent.
func (room *Room) sent(ctx context.Context, tx *sql.Tx, v *visit, after visit) error {
	_, err := tx.ExecContext(ctx, `UPDATE contact_message SET sent_on = $1, number = 1 + (SELECT count(*) FROM contact_message m WHERE m.box = $3 AND m.sent_on <> '')
		WHERE folder = $2 AND sent_on = ''`, room.Today().String(), v.folder.ID(), v.box.ID)
	if err != nil {
		return err
	}
	return after.keep(ctx, tx)
}

// add sends one more message in a conversation that there is. In one that the
// centre has blocked it returns core.Denied.
func (room *Room) add(ctx context.Context, v *visit, m Message) error {
	if v.box.State == blocked {
		return &core.Error{Kind: core.Denied, Key: "contact.error.blocked"}
	}
	if err := room.write(ctx, v); err != nil {
		return err
	}
	after := v.after()
	err := room.DB.Update(ctx, func(tx *sql.Tx) error {
		if err := v.same(ctx, tx); err != nil {
			return err
		}
		if err := v.seal(ctx, tx, m); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE contact_box SET waiting_since = $1, told = false WHERE id = $2 AND waiting_since = ''", room.Today().String(), v.box.ID)
		if err != nil {
			return err
		}
		return room.sent(ctx, tx, v, after)
	})
	if err == nil {
		*v = after
	}
	return err
}

// readings are the answers that she can read, the newest first.
func (room *Room) readings(ctx context.Context, v *visit) (all []Reading, err error) {
	err = room.DB.View(ctx, func(tx *sql.Tx) error {
		all = nil
		rows, err := tx.QueryContext(ctx, "SELECT id, given_on, sealed FROM contact_answer WHERE box = $1 ORDER BY given_on DESC, id", v.box.ID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id vault.ID
			var day string
			var sealed []byte
			if err := rows.Scan(&id, &day, &sealed); err != nil {
				return err
			}
			one, err := readingOf(v.mailbox, id, sealed)
			if err != nil {
				return err
			}
			if one.Day, err = core.ParseDate(day); err != nil {
				return err
			}
			all = append(all, one)
		}
		return rows.Err()
	})
	return all, err
}

// forget deletes one answer for good. The centre's own copy stays until the
// conversation goes.
func (room *Room) forget(ctx context.Context, v *visit, id vault.ID) error {
	err := room.DB.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM contact_answer WHERE id = $1 AND box = $2", id, v.box.ID)
		return err
	})
	if err != nil {
		return err
	}
	return room.scrub(ctx)
}

// forgetAll deletes a conversation: her mailbox, all answers, and what she wrote,
// also where the centre has read it. A case that was made of it stays.
func (room *Room) forgetAll(ctx context.Context, b box) error {
	if err := room.DB.Update(ctx, func(tx *sql.Tx) error { return room.eraseBox(ctx, tx, b) }); err != nil {
		return err
	}
	return room.scrub(ctx)
}

// eraseBox deletes everything of a conversation.
func (room *Room) eraseBox(ctx context.Context, tx *sql.Tx, b box) error {
	b, err := boxWhere(ctx, tx, "id = $1", b.ID) // another centre may have it by now
	if core.KindOf(err) == core.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	folders, err := foldersOf(ctx, tx, b.ID, false)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		if err := room.Vault.EraseArrived(ctx, tx, b.Centre, roomName, folder.ID); err != nil {
			return err
		}
	}
	for _, table := range []string{"contact_visit", "contact_answer", "contact_message"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE box = $1", b.ID); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM contact_box WHERE id = $1", b.ID); err != nil {
		return err
	}
	if b.Mailbox == "" {
		return nil
	}
	return room.Vault.EraseMailbox(ctx, tx, b.Mailbox)
}

// folderOf is a message of a box.
type folderOf struct {
	ID   vault.ID
	Sent core.Date // the unknown day while it is being written
}

// readingOf opens an answer.
func readingOf(m *vault.Mailbox, id vault.ID, sealed []byte) (r Reading, err error) {
	plain, err := m.Open(id, sealed)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(plain, &r); err != nil {
		return r, fmt.Errorf("contact: an answer: %w", err)
	}
	r.ID = id
	return r, nil
}

// foldersOf are the messages of a box, the oldest first; sent ones only, or all.
func foldersOf(ctx context.Context, tx *sql.Tx, id core.ID, sent bool) (all []folderOf, err error) {
	query := "SELECT folder, sent_on FROM contact_message WHERE box = $1 ORDER BY sent_on, number, folder"
	if sent {
		query = "SELECT folder, sent_on FROM contact_message WHERE box = $1 AND sent_on <> '' ORDER BY sent_on, number, folder"
	}
	rows, err := tx.QueryContext(ctx, query, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f folderOf
		var day string
		if err := rows.Scan(&f.ID, &day); err != nil {
			return nil, err
		}
		if f.Sent, err = core.ParseDate(day); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// scrub removes from the database's files what was erased. While others read it may
// have to wait for the program's own round.
func (room *Room) scrub(ctx context.Context) error {
	err := room.Vault.Scrub(context.WithoutCancel(ctx))
	if core.KindOf(err) == core.Unavailable {
		return nil
	}
	return err
}
