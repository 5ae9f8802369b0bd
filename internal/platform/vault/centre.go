package vault

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"strconv"

	"verbund/internal/core"
)

// Access is a person with the key of a centre in its present epoch. It belongs
// to the transaction it was made in: what it writes later is refused with
// core.Conflict if the key has changed. Printing one shows nothing.
type Access struct {
	vault  *Vault
	holder *Holder
	centre core.ID
	epoch  int64
	keys   *centreKeys
}

// centreKeys is the key of a centre in one epoch, and what follows from it.
type centreKeys struct {
	secret  *key
	wrap    sealer // keys of folders
	cards   sealer // cards of folders
	slips   sealer // trays of slips
	readers sealer // who works on a restricted folder
	pairs   sealer // private halves of the inbox and of the audit
	setting sealer
	pins    sealer // public keys of those to whom a colleague granted the key
}

func newCentreKeys(secret *key) (*centreKeys, error) {
	k := &centreKeys{secret: secret}
	for purpose, s := range map[string]*sealer{
		"wrap": &k.wrap, "card": &k.cards, "slip": &k.slips, "readers": &k.readers, "pair": &k.pairs, "settings": &k.setting, "pin": &k.pins,
	} {
		var err error
		if *s, err = sealerFor(secret[:], purpose); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// kitPerson stands for the three envelopes among those who hold a key. It is not
// the ID of anybody.
const kitPerson core.ID = "kit"

// Found makes the first key of a centre, its inbox and its audit, and grants the
// key to h. It returns core.Conflict if the centre has a key already.
func (v *Vault) Found(ctx context.Context, tx *sql.Tx, h *Holder, centre core.ID) error {
	if err := h.present(ctx, tx); err != nil {
		return err
	}
	founded, err := v.Founded(ctx, tx, centre)
	if err != nil {
		return err
	}
	if founded {
		return conflict("vault.founded")
	}
	keys, err := newCentreKeys(newKey())
	if err != nil {
		return err
	}
	a := &Access{v, h, centre, 1, keys}
	if _, err := tx.ExecContext(ctx, "INSERT INTO vault_centre (centre, epoch) VALUES ($1, $2)", centre, a.epoch); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO vault_chain (centre, entries, head) VALUES ($1, 0, $2)", centre, make([]byte, sha256.Size)); err != nil {
		return err
	}
	for _, purpose := range []string{inboxPair, auditPair} {
		if err := a.newPair(ctx, tx, purpose); err != nil {
			return err
		}
	}
	return a.grant(ctx, tx, h.person, h.own.public)
}

// Founded tells whether a centre has a key.
func (v *Vault) Founded(ctx context.Context, tx *sql.Tx, centre core.ID) (bool, error) {
	return exists(ctx, tx, "SELECT 1 FROM vault_centre WHERE centre = $1", centre)
}

// Holders returns who holds the present key of a centre, in order of their IDs.
func (v *Vault) Holders(ctx context.Context, tx *sql.Tx, centre core.ID) ([]core.ID, error) {
	return column[core.ID](ctx, tx, `SELECT g.person FROM vault_grant g JOIN vault_centre c ON c.centre = g.centre AND c.epoch = g.epoch
		WHERE g.centre = $1 AND g.person <> $2 ORDER BY g.person`, centre, kitPerson)
}

// Centres returns the centres whose present key a person holds, in order of
// their IDs.
func (v *Vault) Centres(ctx context.Context, tx *sql.Tx, person core.ID) ([]core.ID, error) {
	return column[core.ID](ctx, tx, `SELECT g.centre FROM vault_grant g JOIN vault_centre c ON c.centre = g.centre AND c.epoch = g.epoch
		WHERE g.person = $1 ORDER BY g.centre`, person)
}

// Access opens the present key of a centre by the grant of h. It returns
// core.Denied if she has none.
func (v *Vault) Access(ctx context.Context, tx *sql.Tx, h *Holder, centre core.ID) (*Access, error) {
	secret, epoch, err := v.openGrant(ctx, tx, centre, h.person, h.own)
	if errors.Is(err, ErrSealed) && h.present(ctx, tx) != nil { // a session from before a reset
		return nil, denied("vault.no_access")
	}
	if err != nil {
		return nil, err
	}
	keys, err := newCentreKeys(secret)
	if err != nil {
		return nil, err
	}
	return &Access{v, h, centre, epoch, keys}, nil
}

// openGrant returns the present key of a centre as it was granted to a person.
func (v *Vault) openGrant(ctx context.Context, tx *sql.Tx, centre, person core.ID, by *pair) (secret *key, epoch int64, err error) {
	var sealed []byte
	err = tx.QueryRowContext(ctx, `SELECT g.sealed, g.epoch FROM vault_grant g JOIN vault_centre c ON c.centre = g.centre AND c.epoch = g.epoch
		WHERE g.centre = $1 AND g.person = $2`, centre, person).Scan(&sealed, &epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, denied("vault.no_access")
	}
	if err != nil {
		return nil, 0, err
	}
	secret, err = by.openKey(sealed, "grant", string(centre), number(epoch), string(person))
	return secret, epoch, err
}

// Person is who she is.
func (a *Access) Person() core.ID { return a.holder.person }

// Centre is whose key she holds.
func (a *Access) Centre() core.ID { return a.centre }

// grant seals the key to a public key. The pin, sealed under the centre key,
// says which: a later epoch goes to that public key only, so that whoever can
// write into the database cannot slip in one of her own.
func (a *Access) grant(ctx context.Context, tx *sql.Tx, person core.ID, public []byte) error {
	sealed, err := sealTo(public, a.keys.secret[:], "grant", string(a.centre), number(a.epoch), string(person))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO vault_grant (centre, person, epoch, sealed, pin) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (centre, person) DO UPDATE SET epoch = excluded.epoch, sealed = excluded.sealed, pin = excluded.pin`,
		a.centre, person, a.epoch, sealed, a.pin(person, public))
	return err
}

func (a *Access) pin(person core.ID, public []byte) []byte {
	sum := sha256.Sum256(public)
	return a.keys.pins.sealKey(sum[:], "pin", string(a.centre), string(person))
}

// pinned tells whether a colleague granted the key to this public key.
func (a *Access) pinned(person core.ID, public, pin []byte) bool {
	sum, err := a.keys.pins.openKey(pin, "pin", string(a.centre), string(person))
	return err == nil && *sum == sha256.Sum256(public)
}

// Grant gives a colleague the key of the centre, sealed to her public key. Compare
// her Fingerprint with her before, by phone. It changes nothing if she holds the
// key, and returns core.NotFound if she has no key pair yet.
//
// After a reset it also opens to her again the restricted folders that both work
// on.
func (a *Access) Grant(ctx context.Context, tx *sql.Tx, person core.ID) error {
	if err := a.present(ctx, tx); err != nil {
		return err
	}
	has, err := exists(ctx, tx, "SELECT 1 FROM vault_grant WHERE centre = $1 AND person = $2 AND epoch = $3", a.centre, person, a.epoch)
	if err != nil || has {
		return err
	}
	public, err := publicKey(ctx, tx, person)
	if err != nil {
		return err
	}
	if public == nil {
		return notFound()
	}
	if err := a.grant(ctx, tx, person, public); err != nil {
		return err
	}
	return a.renewSlots(ctx, tx, person)
}

// present returns core.Conflict if the key has changed since Access. Whatever
// writes under the centre key asks it first, in the same transaction.
func (a *Access) present(ctx context.Context, tx *sql.Tx) error {
	ok, err := exists(ctx, tx, "SELECT 1 FROM vault_centre WHERE centre = $1 AND epoch = $2", a.centre, a.epoch)
	if err == nil && !ok {
		err = conflict("vault.rotated")
	}
	return err
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// column returns the one column of the rows that a query finds.
func column[T any](ctx context.Context, tx *sql.Tx, query string, args ...any) ([]T, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
