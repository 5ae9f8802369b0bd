package contact

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// visit is somebody who is writing or reading just now. What it opens is kept
// under its token, which is in her page and nowhere else.
type visit struct {
	token string
	box   box
	pending

	mailbox *vault.Mailbox // nil while she has no code
	folder  *vault.Folder  // the message that is being written; nil if there is none
}

// pending is what waits for her next step, sealed under the token.
type pending struct {
	Code  string `json:"code,omitempty"` // until she has typed its end back
	Files []File `json:"files,omitempty"`
}

// box is a conversation as the database shows it.
type box struct {
	ID           core.ID
	Centre       core.ID
	Mailbox      vault.MailboxID
	State        string
	Visited      core.Date
	WaitingSince core.Date
}

// The states of a box, in the clear.
const (
	begun   = "begun"
	taken   = "open"
	held    = "held"
	blocked = "blocked"
)

const pendingPurpose = "contact"

// expired says that a page lay open for too long, or that its visit has ended.
type expired struct{}

func (expired) Error() string { return "contact: the visit is over" }

// begin makes a box and a visit for somebody who begins to write to a centre.
// Nothing of it counts before she has typed her code back, but for the turn of the
// centre where it was chosen for her.
func (room *Room) begin(ctx context.Context, centre core.ID, whoever bool) (*visit, error) {
	v := &visit{box: box{ID: core.ID(vault.NewID()), Centre: centre, State: begun, Visited: room.Today()}}
	token, hash := vault.NewToken()
	v.token = token
	return v, room.DB.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO contact_box (id, centre, mailbox, state, visited_on, waiting_since, told) VALUES ($1, $2, '', $3, $4, '', false)`,
			v.box.ID, centre, begun, v.box.Visited.String())
		if err != nil {
			return fmt.Errorf("contact: %w", err)
		}
		if whoever {
			if err := count(ctx, tx, centre); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO contact_visit (hash, box, until, message) VALUES ($1, $2, $3, '')`, hash, v.box.ID, room.until())
		return err
	})
}

// enter begins a visit to a mailbox that was opened with its code.
func (room *Room) enter(ctx context.Context, m *vault.Mailbox) (*visit, error) {
	token, hash := vault.NewToken()
	v := &visit{token: token, mailbox: m}
	raw, _ := vault.TokenBytes(token)
	sealed, err := m.SealForVisit(raw)
	if err != nil {
		return nil, err
	}
	return v, room.DB.Update(ctx, func(tx *sql.Tx) (err error) {
		if v.box, err = boxWhere(ctx, tx, "mailbox = $1 AND state <> 'begun'", m.ID()); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE contact_box SET visited_on = $1 WHERE id = $2", room.Today().String(), v.box.ID); err != nil {
			return err
		}
		v.box.Visited = room.Today()
		_, err = tx.ExecContext(ctx, `INSERT INTO contact_visit (hash, box, until, mailbox, message) VALUES ($1, $2, $3, $4, '')`, hash, v.box.ID, room.until(), sealed)
		return err
	})
}

// until is when a visit ends: in between one and two hours, and then on the hour, so
// that the database does not say at which minute somebody came.
func (room *Room) until() int64 {
	return room.Clock.Now().Truncate(time.Hour).Add(2 * time.Hour).UnixMicro()
}

// goOn finds the visit of a token, and gives it more time. It returns expired if
// there is none.
func (room *Room) goOn(ctx context.Context, token string) (*visit, error) {
	raw, ok := vault.TokenBytes(token)
	if !ok {
		return nil, expired{}
	}
	v := &visit{token: token}
	hash := vault.TokenHash(raw)
	var mailbox, folder, draft []byte
	var message string
	err := room.DB.Update(ctx, func(tx *sql.Tx) (err error) {
		var id core.ID
		err = tx.QueryRowContext(ctx, "SELECT box, mailbox, message, folder, draft FROM contact_visit WHERE hash = $1 AND until > $2", hash, room.Clock.Now().UnixMicro()).
			Scan(&id, &mailbox, &message, &folder, &draft)
		if errors.Is(err, sql.ErrNoRows) {
			return expired{}
		}
		if err != nil {
			return err
		}
		if v.box, err = boxWhere(ctx, tx, "id = $1", id); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE contact_visit SET until = $1 WHERE hash = $2", room.until(), hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	if mailbox != nil {
		if v.mailbox, err = room.Vault.OpenVisit(v.box.Mailbox, raw, mailbox); err != nil {
			return nil, err
		}
	}
	if message != "" {
		if v.folder, err = room.Vault.OpenArrival(v.box.Centre, roomName, vault.ID(message), raw, folder); err != nil {
			return nil, err
		}
	}
	if draft != nil {
		plain, err := vault.OpenDraft(raw, pendingPurpose, draft)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(plain, &v.pending); err != nil {
			return nil, fmt.Errorf("contact: what waited for the next step: %w", err)
		}
	}
	return v, nil
}

// keep stores what a visit needs at its next step.
func (v *visit) keep(ctx context.Context, tx *sql.Tx) error {
	raw, _ := vault.TokenBytes(v.token)
	var mailbox, folder []byte
	message := ""
	var err error
	if v.mailbox != nil {
		if mailbox, err = v.mailbox.SealForVisit(raw); err != nil {
			return err
		}
	}
	if v.folder != nil {
		message = string(v.folder.ID())
		if folder, err = v.folder.SealForVisit(raw); err != nil {
			return err
		}
	}
	draft, err := vault.SealDraft(raw, pendingPurpose, encode(v.pending))
	if err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, "UPDATE contact_visit SET mailbox = $1, message = $2, folder = $3, draft = $4 WHERE hash = $5", mailbox, message, folder, draft, vault.TokenHash(raw))
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return expired{}
}

// write gives the visit a folder for the message that is being written.
func (room *Room) write(ctx context.Context, v *visit) error {
	if v.folder != nil {
		return nil
	}
	return room.DB.Update(ctx, func(tx *sql.Tx) (err error) {
		if err := v.same(ctx, tx); err != nil {
			return err
		}
		if v.folder, err = room.Vault.Arrive(ctx, tx, v.box.Centre, roomName); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO contact_message (folder, box, sent_on) VALUES ($1, $2, '')", v.folder.ID(), v.box.ID); err != nil {
			return err
		}
		return v.keep(ctx, tx)
	})
}

// same returns expired if the conversation went to another centre while she wrote: what
// she writes must be sealed to whoever reads it.
func (v *visit) same(ctx context.Context, tx *sql.Tx) error {
	now, err := boxWhere(ctx, tx, "id = $1", v.box.ID)
	if err == nil && now.Centre != v.box.Centre {
		return expired{}
	}
	return err
}

// end ends a visit. It is no failure if it has ended before.
func (room *Room) end(ctx context.Context, tx *sql.Tx, token string) error {
	raw, ok := vault.TokenBytes(token)
	if !ok {
		return nil
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM contact_visit WHERE hash = $1", vault.TokenHash(raw))
	return err
}

func boxWhere(ctx context.Context, tx *sql.Tx, condition string, args ...any) (b box, err error) {
	var visited, waiting string
	err = tx.QueryRowContext(ctx, "SELECT id, centre, mailbox, state, visited_on, waiting_since FROM contact_box WHERE "+condition, args...).
		Scan(&b.ID, &b.Centre, &b.Mailbox, &b.State, &visited, &waiting)
	if errors.Is(err, sql.ErrNoRows) {
		return b, &core.Error{Kind: core.NotFound, Key: "contact.error.missing"}
	}
	if err != nil {
		return b, err
	}
	if b.Visited, err = core.ParseDate(visited); err != nil {
		return b, err
	}
	b.WaitingSince, err = core.ParseDate(waiting)
	return b, err
}

// gone is the day after which nothing of a conversation is left.
func (b box) gone() core.Date { return b.Visited.AddDays(keptDays) }
