package vault

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"time"

	"verbund/internal/core"
)

// Event is an entry in the audit of a centre: who did what to which folder. It is
// sealed to the centre's audit key, so that it can be noted also while nobody of
// the centre is signed in, and read by the centre only.
type Event struct {
	Number int64     `json:"-"`  // its place in the chain, from 1; Audit sets it
	At     time.Time `json:"at"` // Note sets it
	Person core.ID   `json:"person,omitempty"`
	Code   string    `json:"code"`
	Folder ID        `json:"folder,omitempty"`
	Detail string    `json:"detail,omitempty"`
}

// Note adds an event to the audit of a centre. It returns core.NotFound if the
// centre has no key yet.
func (v *Vault) Note(ctx context.Context, tx *sql.Tx, centre core.ID, e Event) error {
	e.At = v.clock.Now().UTC()
	written, err := json.Marshal(e)
	if err != nil {
		return err
	}
	padded, err := pad(written, 0)
	if err != nil {
		return err
	}
	public, epoch, err := publicPair(ctx, tx, centre, auditPair)
	if err != nil {
		return err
	}
	var entries int64
	var head []byte
	if err := tx.QueryRowContext(ctx, "UPDATE vault_chain SET entries = entries + 1 WHERE centre = $1 RETURNING entries, head", centre).
		Scan(&entries, &head); err != nil {
		return err
	}
	sealed, err := sealTo(public, padded, "audit", string(centre), number(epoch), number(entries))
	if err != nil {
		return err
	}
	link := chain(head, sealed)
	if _, err := tx.ExecContext(ctx, "INSERT INTO vault_audit (centre, number, epoch, sealed, link) VALUES ($1, $2, $3, $4, $5)",
		centre, entries, epoch, sealed, link); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE vault_chain SET head = $1 WHERE centre = $2", link, centre)
	return err
}

// chain returns the link that follows on another: SHA-256(previous ‖ sealed).
func chain(previous, sealed []byte) []byte {
	h := sha256.New()
	h.Write(previous)
	h.Write(sealed)
	return h.Sum(nil)
}

// Audit returns at most limit events before a number, or the newest for 0, newest
// first. It returns ErrSealed if one of them was tampered with.
func (a *Access) Audit(ctx context.Context, tx *sql.Tx, before int64, limit int) ([]Event, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	type entry struct {
		number, epoch int64
		sealed        []byte
	}
	rows, err := tx.QueryContext(ctx, `SELECT number, epoch, sealed FROM vault_audit
		WHERE centre = $1 AND number < $2 ORDER BY number DESC LIMIT $3`, a.centre, before, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var entries []entry
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.number, &e.epoch, &e.sealed); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	pairs := make(map[int64]*pair)
	var events []Event
	for _, e := range entries {
		if pairs[e.epoch] == nil {
			if pairs[e.epoch], err = a.openPair(ctx, tx, auditPair, e.epoch); err != nil {
				return nil, err
			}
		}
		padded, err := pairs[e.epoch].open(e.sealed, "audit", string(a.centre), number(e.epoch), number(e.number))
		if err != nil {
			return nil, err
		}
		written, ok := unpad(padded)
		event := Event{}
		if !ok || json.Unmarshal(written, &event) != nil {
			return nil, sealedError("audit")
		}
		event.Number = e.number
		events = append(events, event)
	}
	return events, nil
}

// AuditUnbroken tells, without any key, how many entries the audit of a centre
// has, and whether none was changed, moved or taken out since they were written.
// Somebody who can write into the database could cut off the newest ones together
// with the head of the chain: whoever fears that notes the number now and then.
func (v *Vault) AuditUnbroken(ctx context.Context, tx *sql.Tx, centre core.ID) (entries int, unbroken bool, err error) {
	var head []byte
	err = tx.QueryRowContext(ctx, "SELECT entries, head FROM vault_chain WHERE centre = $1", centre).Scan(&entries, &head)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, notFound()
	}
	if err != nil {
		return 0, false, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT number, sealed, link FROM vault_audit WHERE centre = $1 ORDER BY number", centre)
	if err != nil {
		return 0, false, err
	}
	defer rows.Close()
	last, seen, whole := make([]byte, sha256.Size), 0, true
	for rows.Next() {
		var n int
		var sealed, link sql.RawBytes
		if err := rows.Scan(&n, &sealed, &link); err != nil {
			return 0, false, err
		}
		seen++
		last = chain(last, sealed)
		whole = whole && n == seen && subtle.ConstantTimeCompare(last, link) == 1
	}
	return entries, whole && seen == entries && subtle.ConstantTimeCompare(last, head) == 1, rows.Err()
}
