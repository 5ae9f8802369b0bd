package vault

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"

	"verbund/internal/core"
)

// A centre has two key pairs to which anybody may seal without holding its key:
// for messages that arrive while nobody is signed in, and for its audit, so that
// a failed sign-in is noted too. Each epoch brings new ones; the private halves
// of the old ones are kept under the present key, so what was sealed before stays
// readable.
const (
	inboxPair = "inbox"
	auditPair = "audit"
)

// inboxVersion begins what SealToInbox returns:
//
//	0x03 ‖ epoch in four bytes ‖ envelope of the padded plain
const (
	inboxVersion = 0x03
	inboxHeader  = 5
)

// newPair makes the key pair of the present epoch.
func (a *Access) newPair(ctx context.Context, tx *sql.Tx, purpose string) error {
	p, err := newPair()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO vault_pair (centre, purpose, epoch, public, sealed) VALUES ($1, $2, $3, $4, $5)",
		a.centre, purpose, a.epoch, p.public, a.sealPair(p.seed, purpose, a.epoch))
	return err
}

func (a *Access) sealPair(seed *key, purpose string, epoch int64) []byte {
	return a.keys.pairs.sealKey(seed[:], "pair", string(a.centre), purpose, number(epoch))
}

func (a *Access) openPairSeed(sealed []byte, purpose string, epoch int64) (*key, error) {
	return a.keys.pairs.openKey(sealed, "pair", string(a.centre), purpose, number(epoch))
}

// openPair returns the key pair of an epoch.
func (a *Access) openPair(ctx context.Context, tx *sql.Tx, purpose string, epoch int64) (*pair, error) {
	var sealed []byte
	err := tx.QueryRowContext(ctx, "SELECT sealed FROM vault_pair WHERE centre = $1 AND purpose = $2 AND epoch = $3",
		a.centre, purpose, epoch).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, sealedError(purpose)
	}
	if err != nil {
		return nil, err
	}
	seed, err := a.openPairSeed(sealed, purpose, epoch)
	if err != nil {
		return nil, err
	}
	return pairOf(seed)
}

// publicPair returns the public key of the present epoch, or core.NotFound if
// the centre has none.
func publicPair(ctx context.Context, tx *sql.Tx, centre core.ID, purpose string) (public []byte, epoch int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT p.public, p.epoch FROM vault_pair p JOIN vault_centre c ON c.centre = p.centre AND c.epoch = p.epoch
		WHERE p.centre = $1 AND p.purpose = $2`, centre, purpose).Scan(&public, &epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, notFound()
	}
	return public, epoch, err
}

// SealToInbox seals something for a centre, which nobody but the centre can open.
// It returns core.NotFound if the centre has no key yet.
func (v *Vault) SealToInbox(ctx context.Context, tx *sql.Tx, centre core.ID, plain []byte) ([]byte, error) {
	padded, err := pad(plain, 0)
	if err != nil {
		return nil, err
	}
	public, epoch, err := publicPair(ctx, tx, centre, inboxPair)
	if err != nil {
		return nil, err
	}
	enclosed, err := sealTo(public, padded, "inbox", string(centre), number(epoch))
	if err != nil {
		return nil, err
	}
	sealed := binary.BigEndian.AppendUint32([]byte{inboxVersion}, uint32(epoch))
	return append(sealed, enclosed...), nil
}

// OpenInbox returns what SealToInbox was given, of any epoch, or ErrSealed.
func (a *Access) OpenInbox(ctx context.Context, tx *sql.Tx, sealed []byte) ([]byte, error) {
	if len(sealed) < inboxHeader || sealed[0] != inboxVersion {
		return nil, sealedError("inbox")
	}
	epoch := int64(binary.BigEndian.Uint32(sealed[1:]))
	p, err := a.openPair(ctx, tx, inboxPair, epoch)
	if err != nil {
		return nil, err
	}
	padded, err := p.open(sealed[inboxHeader:], "inbox", string(a.centre), number(epoch))
	if err != nil {
		return nil, err
	}
	plain, ok := unpad(padded)
	if !ok {
		return nil, sealedError("inbox")
	}
	return plain, nil
}
