// Package mail sends mail of plain text through an SMTP server, by way of a
// queue in the database.
//
// A mail is queued within the transaction of the change that it tells of, so
// there is never one without the other, under a key that says what it is for:
// the same key is never queued twice.
//
// Nobody gets a mail twice, whatever is killed when. SMTP has one moment in
// which the sender cannot know whether the mail was taken: between the dot that
// ends it and the server's answer. So the row says "sending" from just before
// the dot on. Whatever breaks before is tried again, because a server must
// forget a mail without its dot (RFC 5321, 4.1.1.4); what breaks after it is
// never sent again by itself but listed as "unsure", for a person who can ask
// the recipient. The Message-ID is the same in every attempt.
//
// Any number of servers may work on one queue: each mail is claimed for a
// time, and a worker that was held up for longer than that finds its claim gone
// before it can send.
package mail

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations returns the table of the queue.
func Migrations() database.Migrations {
	return database.Migrations{Room: "mail", Files: migrations}
}

// Message is a mail of plain text to one recipient.
type Message struct {
	Key      string // what it is for, such as "centres/confirm/ID/2026-4"
	To       string // an address, without a name
	Subject  string
	Text     string
	Language core.Lang

	// Unsubscribe is the address that ends mails of this kind, or nothing. A POST to it
	// without cookies must end them at once, and answer without leading elsewhere: mail
	// programs send it on behalf of a person who presses their button (RFC 8058).
	Unsubscribe string
}

// ErrRecipient means that something is not the address of one mailbox.
var ErrRecipient = errors.New("mail: not the address of one mailbox")

// ErrUnsubscribe means that something is not the address of a page.
var ErrUnsubscribe = errors.New("mail: not the address of a page that ends mails")

// Enqueue queues a mail within the caller's transaction and tells whether it is
// new: a mail of the same key, in whatever state, stays as it is. It fails with
// ErrRecipient if To is not an address, and with ErrUnsubscribe if Unsubscribe is none.
func Enqueue(ctx context.Context, tx *sql.Tx, now time.Time, m Message) (queued bool, err error) {
	to, err := netmail.ParseAddress(m.To)
	if err != nil || to.Address != m.To || strings.ContainsAny(m.To, "\r\n") {
		return false, ErrRecipient
	}
	if m.Unsubscribe != "" {
		u, err := url.Parse(m.Unsubscribe)
		odd := func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' || r == ',' }
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsFunc(m.Unsubscribe, odd) {
			return false, ErrUnsubscribe
		}
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO mail_message
		(id, key, recipient, subject, body, language, state, attempts, reason, queued_at, due_at, holder, lease_until, settled_at, unsubscribe)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', $8, $8, '', 0, 0, $9) ON CONFLICT (key) DO NOTHING`,
		string(core.NewID(now)), m.Key, m.To, oneLine(m.Subject), m.Text, string(m.Language), string(Waiting), now.UnixMicro(), m.Unsubscribe)
	if err != nil {
		return false, fmt.Errorf("mail: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// Queued tells which of the keys were ever queued.
func Queued(ctx context.Context, db *database.DB, keys ...string) (map[string]bool, error) {
	found := make(map[string]bool)
	for _, key := range keys {
		var n int
		if err := db.QueryRow(ctx, `SELECT count(*) FROM mail_message WHERE key = $1`, key).Scan(&n); err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		found[key] = n > 0
	}
	return found, nil
}

// Forget deletes the mails whose key begins with a word and which are done with:
// sent, or dropped by a person. It is for those of which nothing is to be kept; the
// same key can then be queued again.
func Forget(ctx context.Context, tx *sql.Tx, begin string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_message WHERE substr(key, 1, $1) = $2 AND state IN ($3, $4)`,
		len([]rune(begin)), begin, string(Sent), string(Dropped))
	if err != nil {
		return fmt.Errorf("mail: forgetting: %w", err)
	}
	return nil
}

// Withdraw deletes the mails whose key begins with a word, also those that wait: they
// are not sent any more. One that is just being handed over cannot be called back; it
// stays, and Forget deletes it later.
func Withdraw(ctx context.Context, tx *sql.Tx, begin string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_message WHERE substr(key, 1, $1) = $2 AND state <> $3`,
		len([]rune(begin)), begin, string(Sending))
	if err != nil {
		return fmt.Errorf("mail: withdrawing: %w", err)
	}
	return nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
