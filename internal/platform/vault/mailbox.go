package vault

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"strings"
)

// MailboxID names a mailbox. It is random and says nothing.
type MailboxID string

// Mailbox is the key pair of a person who writes anonymously. Answers are sealed to
// it while she is away; only her code opens it. Printing one shows nothing.
type Mailbox struct {
	id     MailboxID
	own    *pair
	lookup []byte
	lock   *key
}

// ID is by which the mailbox is found again without its code.
func (m *Mailbox) ID() MailboxID { return m.id }

// codeKeys are what follows from a code: by what its mailbox is found, and what
// opens it.
func (v *Vault) codeKeys(ctx context.Context, code string) (lookup []byte, lock *key, err error) {
	if code, err = ParseMailboxCode(code); err != nil {
		return nil, nil, err
	}
	salt, err := v.codeSalt(ctx)
	if err != nil {
		return nil, nil, err
	}
	long, err := v.stretch.run(ctx, []byte(strings.ReplaceAll(code, " ", "")), salt)
	if err != nil {
		return nil, nil, err
	}
	find, err := derive(long, "mailbox/find")
	if err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256(find[:])
	lock, err = derive(long, "mailbox/open")
	return sum[:], lock, err
}

// codeSalt is the salt of this network, made when the first code is.
func (v *Vault) codeSalt(ctx context.Context) (salt []byte, err error) {
	const query = "SELECT salt FROM vault_code_salt WHERE only_row = 1"
	err = v.db.View(ctx, func(tx *sql.Tx) error { return tx.QueryRowContext(ctx, query).Scan(&salt) })
	if !errors.Is(err, sql.ErrNoRows) {
		return salt, err
	}
	err = v.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO vault_code_salt (only_row, salt) VALUES (1, $1) ON CONFLICT (only_row) DO NOTHING", random(saltSize)); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, query).Scan(&salt)
	})
	return salt, err
}

// NewMailbox makes the mailbox of a fresh code. Nothing is stored before Save. It
// returns core.Unavailable when too many stretch at once, and must not be called
// inside a transaction.
func (v *Vault) NewMailbox(ctx context.Context, code string) (*Mailbox, error) {
	lookup, lock, err := v.codeKeys(ctx, code)
	if err != nil {
		return nil, err
	}
	own, err := newPair()
	if err != nil {
		return nil, err
	}
	return &Mailbox{MailboxID(NewID()), own, lookup, lock}, nil
}

// Save stores a new mailbox. Calling it twice fails.
func (m *Mailbox) Save(ctx context.Context, tx *sql.Tx) error {
	s, err := m.lock.sealer()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO vault_mailbox (id, lookup, public, sealed) VALUES ($1, $2, $3, $4)",
		m.id, m.lookup, m.own.public, s.sealKey(m.own.seed[:], "mailbox", string(m.id)))
	return err
}

// OpenMailbox opens the mailbox of a code. A code that leads nowhere costs the same
// work as one that does, and returns core.NotFound. It returns what
// ParseMailboxCode does for a slip, before any work, and core.Unavailable when too
// many stretch at once. It must not be called inside a transaction.
func (v *Vault) OpenMailbox(ctx context.Context, code string) (*Mailbox, error) {
	lookup, lock, err := v.codeKeys(ctx, code)
	if err != nil {
		return nil, err
	}
	var id MailboxID
	var sealed []byte
	err = v.db.View(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT id, sealed FROM vault_mailbox WHERE lookup = $1", lookup).Scan(&id, &sealed)
	})
	unknown := errors.Is(err, sql.ErrNoRows)
	if unknown {
		id, sealed, err = "", v.stranger.sealed, nil
	}
	if err != nil {
		return nil, err
	}
	s, err := lock.sealer()
	if err != nil {
		return nil, err
	}
	seed, err := s.openKey(sealed, "mailbox", string(id))
	if unknown {
		seed, err = newKey(), nil
	}
	if err != nil {
		return nil, err
	}
	own, err := pairOf(seed)
	if err != nil {
		return nil, err
	}
	if unknown {
		return nil, notFound()
	}
	return &Mailbox{id, own, lookup, lock}, nil
}

// SealForVisit returns what may be kept of an open mailbox in the database while
// she visits: it opens with the token only, which is in her page and nowhere else.
func (m *Mailbox) SealForVisit(token []byte) ([]byte, error) {
	s, err := tokenSealer(token, "visit")
	if err != nil {
		return nil, err
	}
	return s.sealKey(m.own.seed[:], "visit", string(m.id)), nil
}

// OpenVisit returns the mailbox of a visit, or ErrSealed. It asks no database.
func (v *Vault) OpenVisit(id MailboxID, token, sealed []byte) (*Mailbox, error) {
	s, err := tokenSealer(token, "visit")
	if err != nil {
		return nil, err
	}
	seed, err := s.openKey(sealed, "visit", string(id))
	if err != nil {
		return nil, err
	}
	own, err := pairOf(seed)
	if err != nil {
		return nil, err
	}
	return &Mailbox{id: id, own: own}, nil
}

// SealToMailbox seals something that nobody but the person with the code can open.
// answer is what it is called in the table where it lies: moved to another row it
// does not open. It returns core.NotFound if there is no such mailbox.
func (v *Vault) SealToMailbox(ctx context.Context, tx *sql.Tx, id MailboxID, answer ID, plain []byte) ([]byte, error) {
	var public []byte
	err := tx.QueryRowContext(ctx, "SELECT public FROM vault_mailbox WHERE id = $1", id).Scan(&public)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	padded, err := pad(plain, 0)
	if err != nil {
		return nil, err
	}
	return sealTo(public, padded, "answer", string(id), string(answer))
}

// Open returns what SealToMailbox was given, or ErrSealed.
func (m *Mailbox) Open(answer ID, sealed []byte) ([]byte, error) {
	padded, err := m.own.open(sealed, "answer", string(m.id), string(answer))
	if err != nil {
		return nil, err
	}
	plain, ok := unpad(padded)
	if !ok {
		return nil, sealedError("answer")
	}
	return plain, nil
}

// EraseMailbox deletes a mailbox: its code opens nothing any more. What the room
// keeps of it is the room's to delete, in the same transaction; Scrub belongs after
// it. It is no failure if there is none.
func (v *Vault) EraseMailbox(ctx context.Context, tx *sql.Tx, id MailboxID) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM vault_mailbox WHERE id = $1", id)
	return err
}
