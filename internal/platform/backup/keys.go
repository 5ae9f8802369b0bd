package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"filippo.io/age"

	"verbund/internal/core"
)

// shortestPassphrase is how many characters a passphrase must have.
const shortestPassphrase = 12

// hardestWork is how much work opening a file with a passphrase may take, as the
// logarithm that age uses: a file that asks for more (1 GiB of memory) is refused.
const hardestWork = 20

// Lock encrypts backups: to recipients, whose keys lie elsewhere, or to a
// passphrase.
type Lock struct {
	recipients []age.Recipient
	passphrase bool
	prove      func() (also []age.Recipient, open []age.Identity, err error)
}

// ForRecipients reads a list of age recipients, age1… or age1pq1…, one on a line
// or with commas between them. In a file they can have comments behind #.
func ForRecipients(list string) (*Lock, error) {
	recipients, err := age.ParseRecipients(strings.NewReader(strings.ReplaceAll(list, ",", "\n")))
	if err != nil {
		return nil, &core.Error{Kind: core.Invalid, Key: "backup.error.recipients", Cause: err}
	}
	hybrid := 0
	for _, r := range recipients {
		if _, ok := r.(*age.HybridRecipient); ok {
			hybrid++
		}
	}
	if hybrid > 0 && hybrid < len(recipients) {
		return nil, &core.Error{Kind: core.Invalid, Key: "backup.error.recipients-mixed"}
	}
	// What was written is read again with a key of its own, which is made for this
	// one file and forgotten with it.
	l := &Lock{recipients: recipients}
	l.prove = func() ([]age.Recipient, []age.Identity, error) {
		if hybrid > 0 {
			own, err := age.GenerateHybridIdentity()
			if err != nil {
				return nil, nil, err
			}
			return []age.Recipient{own.Recipient()}, []age.Identity{own}, nil
		}
		own, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, nil, err
		}
		return []age.Recipient{own.Recipient()}, []age.Identity{own}, nil
	}
	return l, nil
}

// ForPassphrase encrypts to a passphrase of at least 12 characters. Work is the
// logarithm of the effort that guessing costs; 0 means that of age.
func ForPassphrase(passphrase string, work int) (*Lock, error) {
	if utf8.RuneCountInString(passphrase) < shortestPassphrase {
		return nil, &core.Error{Kind: core.Invalid, Key: "backup.error.passphrase-short", Args: []any{"n", shortestPassphrase}}
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	if work > 0 {
		recipient.SetWorkFactor(work)
	}
	key, err := WithPassphrase(passphrase)
	if err != nil {
		return nil, err
	}
	return &Lock{recipients: []age.Recipient{recipient}, passphrase: true,
		prove: func() ([]age.Recipient, []age.Identity, error) { return nil, key.identities, nil }}, nil
}

// Key decrypts backups.
type Key struct{ identities []age.Identity }

// WithPassphrase opens what was encrypted to a passphrase.
func WithPassphrase(passphrase string) (*Key, error) {
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, &core.Error{Kind: core.Invalid, Key: "backup.error.wrong-key", Cause: err}
	}
	identity.SetMaxWorkFactor(hardestWork)
	return &Key{[]age.Identity{identity}}, nil
}

// WithIdentities reads a file of age keys, as age-keygen writes it.
func WithIdentities(file io.Reader) (*Key, error) {
	identities, err := age.ParseIdentities(file)
	if err != nil {
		return nil, &core.Error{Kind: core.Invalid, Key: "backup.error.identity", Cause: errors.New("no AGE-SECRET-KEY line can be read")} // the cause may quote the key
	}
	return &Key{identities}, nil
}

// And returns a key that opens what either opens.
func (k *Key) And(other *Key) *Key {
	if k == nil {
		return other
	}
	return &Key{append(append([]age.Identity{}, k.identities...), other.identities...)}
}

// NeedsPassphrase tells whether the file at path is encrypted to a passphrase.
func NeedsPassphrase(path string) (bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	start := make([]byte, len(ageStart)+len(scryptStart))
	n, err := io.ReadFull(file, start)
	if !bytes.HasPrefix(start[:n], []byte(ageStart)) {
		return false, &core.Error{Kind: core.Unprocessable, Key: "backup.error.not-ours", Cause: err}
	}
	return bytes.HasSuffix(start[:n], []byte(scryptStart)), nil
}

// How files of age begin, and how they go on where a passphrase opens them.
const (
	ageStart    = "age-encryption.org/v1\n"
	scryptStart = "-> scrypt "
)

// Open begins to read the backup at path. The caller closes it.
func Open(path string, key *Key) (*Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := openWith(file, key.identities)
	if err != nil {
		file.Close()
		return nil, err
	}
	r.closer = file
	return r, nil
}

func openWith(file io.Reader, identities []age.Identity) (*Reader, error) {
	plain, err := age.Decrypt(file, identities...)
	if err != nil {
		if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
			return nil, &core.Error{Kind: core.Unprocessable, Key: "backup.error.wrong-key"}
		}
		return nil, &core.Error{Kind: core.Unprocessable, Key: "backup.error.not-ours", Cause: fmt.Errorf("age: %w", err)}
	}
	return newReader(plain)
}
