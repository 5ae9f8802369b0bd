package vault

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"runtime"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"verbund/internal/core"
)

// A password is normalised (NFC, so that it does not matter how a keyboard
// writes an umlaut), stretched by Argon2id into 64 bytes, and from these follow
// two keys: auth, of which the database keeps SHA-256(auth ‖ pepper), and kek,
// which opens the private key.
const (
	saltSize       = 16
	stretchThreads = 1
	stretchedSize  = 64

	stretchAtOnce  = 2  // each takes 64 MiB and a core
	stretchWaiting = 16 // who comes when so many wait is sent away
)

// stretcher stretches passwords, few at a time.
type stretcher struct {
	places chan struct{} // for those at work and those who wait
	work   chan struct{} // for those at work
	runs   atomic.Uint64
}

func newStretcher() *stretcher {
	return &stretcher{
		places: make(chan struct{}, stretchAtOnce+stretchWaiting),
		work:   make(chan struct{}, stretchAtOnce),
	}
}

// stretched are the two keys that follow from a password.
type stretched struct {
	auth *key
	kek  *key
}

// stretch returns the keys of a password. It returns core.Unavailable when too
// many others wait, or when ctx ends before its turn; then nothing was done.
func (s *stretcher) stretch(ctx context.Context, password string, salt []byte) (*stretched, error) {
	long, err := s.run(ctx, norm.NFC.Bytes([]byte(password)), salt)
	if err != nil {
		return nil, err
	}
	auth, err := derive(long, "password/auth")
	if err != nil {
		return nil, err
	}
	kek, err := derive(long, "password/kek")
	return &stretched{auth, kek}, err
}

// run stretches a secret into 64 bytes when its turn has come. It fails as stretch
// does.
func (s *stretcher) run(ctx context.Context, secret, salt []byte) ([]byte, error) {
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	default:
		return nil, &core.Error{Kind: core.Unavailable, Key: "vault.busy"}
	}
	select {
	case s.work <- struct{}{}:
		defer func() { <-s.work }()
	case <-ctx.Done():
		return nil, &core.Error{Kind: core.Unavailable, Key: "vault.busy", Cause: ctx.Err()}
	}
	s.runs.Add(1)
	passes, memory := stretchCost()
	long := argon2.IDKey(secret, salt, passes, memory, stretchThreads, stretchedSize)
	// Its 64 MiB are garbage now. Left to itself, the collector would let the heap
	// grow to twice of what is at work before it looked.
	if memory > 1<<10 {
		runtime.GC()
	}
	return long, nil
}

// verifier is what the database keeps to tell the right password.
func (s *stretched) verifier(pepper []byte) []byte {
	h := sha256.New()
	h.Write(s.auth[:])
	h.Write(pepper)
	return h.Sum(nil)
}

// is tells in constant time whether this is the password of a verifier.
func (s *stretched) is(verifier, pepper []byte) bool {
	return subtle.ConstantTimeCompare(s.verifier(pepper), verifier) == 1
}
