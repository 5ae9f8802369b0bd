package vault

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// Signer marks bytes that leave the house and come back, such as a link in a
// mail, so that nobody can alter them on the way. It seals nothing: what it
// signs can be read by everybody.
type Signer struct{ key []byte }

// shortestSecret is how many bytes a secret of the host must have.
const shortestSecret = 32

// signatureSize is how many bytes Sign returns: the first half of an
// HMAC-SHA256, which leaves 128 bits to guess (RFC 2104, 5).
const signatureSize = 16

// NewSigner returns the signer of a secret that only this network knows: at
// least 32 random bytes, kept outside of the database. What is signed for one
// purpose is worth nothing for another.
func NewSigner(secret []byte, purpose string) (*Signer, error) {
	if len(secret) < shortestSecret {
		return nil, fmt.Errorf("the secret has %d bytes; it must have at least %d", len(secret), shortestSecret)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, purpose, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("signer: %w", err)
	}
	return &Signer{key}, nil
}

// Sign returns the 16 bytes that Verify asks for.
func (s *Signer) Sign(b []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write(b)
	return h.Sum(nil)[:signatureSize]
}

// Verify tells whether a signature is that of b.
func (s *Signer) Verify(b, signature []byte) bool { return hmac.Equal(signature, s.Sign(b)) }

// Format shows nothing of the key, whatever the verb.
func (s *Signer) Format(f fmt.State, _ rune) { fmt.Fprint(f, "vault.Signer(…)") }
