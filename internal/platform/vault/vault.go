// Package vault keeps keys and sealed records, so that a database, its log, a
// backup or a stolen server that is off tells nothing about anybody, and nobody
// but the centre that wrote something can read it. docs/vault.md describes the
// formats, the key tree and who learns what.
//
// Whoever wants to read says who she is first, and the types see to it that she
// cannot forget:
//
//	h, err := v.Unlock(ctx, person, password)       // *Holder: a person with her private key
//	a, err := v.Access(ctx, tx, h, centre)          // *Access: she, with the key of a centre
//	f, err := a.Folder(ctx, tx, id)                 // *Folder: one case file or note, with its key
//	plain, revision, err := f.Open(ctx, tx, vault.Core, record)
//
// A Holder lives as long as a session (SealForSession, OpenSession). An Access
// belongs to the transaction that it was made in: when the centre key has
// changed meanwhile, what it would write is refused with core.Conflict. Take it
// anew in each transaction; it costs one private-key operation, about 0.1 ms.
//
// The package has two layers. The sealed formats (seal.go, envelope.go, pad.go,
// password.go, kit_code.go) are functions on bytes; the rest is tables. Methods
// that take a tx work inside the caller's transaction and do nothing but work
// with it, so database.Update may repeat them. Those without one (Enrol, Unlock,
// ChangePassword, RecoverWithKit, AddFile, OpenFile, Export, Import, Scrub,
// SweepUploads) must not be called inside database.Update: on a database with
// one writer they would wait for themselves.
//
// Whatever does not open gives ErrSealed, never other plaintext. No error holds
// a key, a password or plaintext, and printing a Holder, an Access or a Folder
// shows nothing.
package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the steps by which the vault's tables came to be.
func Migrations() database.Migrations {
	return database.Migrations{Room: "vault", Files: migrations}
}

//go:embed locale
var locale embed.FS

// Texts are the words of refusals, for people inside; rooms may say the same in
// words of their own.
func Texts() text.Source {
	return text.Source{Room: "vault", Files: locale, Inside: []string{
		"busy", "changed", "denied", "founded", "last_holder", "no_access", "no_colleague", "not_found", "restricted", "rotated", "too_large",
		"file", "kit", "export", "import",
	}}
}

// ErrSealed says that sealed bytes do not open with this key at this place:
// they were changed, moved, cut, or sealed for somebody else.
var ErrSealed = errors.New("vault: this does not open")

// sealedError names the kind of thing that did not open, and nothing of it.
func sealedError(kind string) error { return fmt.Errorf("%w (%s)", ErrSealed, kind) }

// Vault keeps keys and sealed records. It is safe for use by several goroutines.
type Vault struct {
	db       *database.DB
	clock    clock.Clock
	pepper   []byte
	stranger personRow // stands in for a person who does not exist
	stretch  *stretcher
	shelf    shelf
}

// minPepper is the least number of bytes of a pepper.
const minPepper = 32

// New returns a vault in a database that holds its tables. pepper is a secret of
// the host of at least 32 bytes, and never comes from the database or a backup:
// what is kept of a password is worth nothing without it. It does not keep whoever
// has a dump from trying passwords on the private keys: their length and the
// stretching do.
func New(db *database.DB, pepper []byte, now clock.Clock) (*Vault, error) {
	if len(pepper) < minPepper {
		return nil, fmt.Errorf("vault: the pepper has %d bytes and needs at least %d", len(pepper), minPepper)
	}
	if db == nil || now == nil {
		return nil, errors.New("vault: it needs a database and a clock")
	}
	if err := costly(); err != nil {
		return nil, err
	}
	v := &Vault{db: db, clock: now, pepper: append([]byte(nil), pepper...), stretch: newStretcher()}
	v.stranger = personRow{salt: random(saltSize), verifier: random(sha256.Size), sealed: random(sealedKeySize)}
	return v, nil
}

// Work is how many times a password was stretched so far, which is nearly all
// that signing in costs. Tests count with it.
func (v *Vault) Work() uint64 { return v.stretch.runs.Load() }

// random returns n random bytes.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return b
}

// The refusals that people may see.

func denied(key string) error   { return &core.Error{Kind: core.Denied, Key: key} }
func conflict(key string) error { return &core.Error{Kind: core.Conflict, Key: key} }
func notFound() error           { return &core.Error{Kind: core.NotFound, Key: "vault.not_found"} }
