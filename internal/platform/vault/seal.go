package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"

	"golang.org/x/crypto/chacha20poly1305"
)

// The symmetric format, by its first byte:
//
//	0x01 ‖ 24 random bytes ‖ XChaCha20-Poly1305(padded plain)
//
// Keys are sealed without padding. The additional data name the place: the
// version and then, each behind its length in four bytes, the purpose and what
// tells one such place from another. So nothing opens elsewhere.
const (
	symmetric     = 0x01
	keySize       = chacha20poly1305.KeySize
	headerSize    = 1 + chacha20poly1305.NonceSizeX
	sealOverhead  = headerSize + chacha20poly1305.Overhead
	sealedKeySize = keySize + sealOverhead
)

// place names where something sealed lies: first its purpose, then from the
// large to the small. Purposes have a fixed number of fields each.
func place(version byte, purpose string, fields ...string) []byte {
	n := 1 + lengthSize + len(purpose)
	for _, f := range fields {
		n += lengthSize + len(f)
	}
	return appendPlace(make([]byte, 0, n), version, purpose, fields...)
}

func appendPlace(b []byte, version byte, purpose string, fields ...string) []byte {
	b = append(b, version)
	b = appendField(b, purpose)
	for _, f := range fields {
		b = appendField(b, f)
	}
	return b
}

func appendField(b []byte, field string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(field)))
	return append(b, field...)
}

// key is a symmetric key. Its methods are in hide.go and below.
type key [keySize]byte

func newKey() *key {
	var k key
	rand.Read(k[:])
	return &k
}

func keyOf(b []byte) (*key, bool) {
	if len(b) != keySize {
		return nil, false
	}
	k := key(b)
	return &k, true
}

// derive returns the key for one purpose that follows from a secret. Secrets are
// random or, for passwords, stretched before.
func derive(secret []byte, purpose string) (*key, error) {
	b, err := hkdf.Key(sha256.New, secret, nil, "verbund/"+purpose+"/v1", keySize)
	if err != nil {
		return nil, err
	}
	k := key(b)
	return &k, nil
}

// sealer seals and opens under one key. It is safe for use by several
// goroutines.
type sealer struct{ aead cipher.AEAD }

func (k *key) sealer() (sealer, error) {
	aead, err := chacha20poly1305.NewX(k[:])
	return sealer{aead}, err
}

// sealerFor is the sealer for one purpose that follows from a secret.
func sealerFor(secret []byte, purpose string) (sealer, error) {
	k, err := derive(secret, purpose)
	if err != nil {
		return sealer{}, err
	}
	return k.sealer()
}

// seal pads plain and seals it for a place.
func (s sealer) seal(plain []byte, purpose string, fields ...string) ([]byte, error) {
	padded, err := pad(plain, chacha20poly1305.Overhead)
	if err != nil {
		return nil, err
	}
	sealed := header(len(padded))
	return s.aead.Seal(sealed, sealed[1:], padded, place(symmetric, purpose, fields...)), nil
}

// sealKey seals a key, or a seed, for a place, without padding.
func (s sealer) sealKey(secret []byte, purpose string, fields ...string) []byte {
	sealed := header(len(secret))
	return s.aead.Seal(sealed, sealed[1:], secret, place(symmetric, purpose, fields...))
}

// header returns version and nonce, with room for n sealed bytes behind them.
func header(n int) []byte {
	b := make([]byte, headerSize, n+sealOverhead)
	b[0] = symmetric
	rand.Read(b[1:])
	return b
}

// open returns what seal was given, or ErrSealed.
func (s sealer) open(sealed []byte, purpose string, fields ...string) ([]byte, error) {
	padded, err := s.openBytes(nil, sealed, purpose, fields...)
	if err != nil {
		return nil, err
	}
	return unpadded(padded, purpose)
}

// openInPlace is open that leaves the plain within the bytes that it was sealed
// in. The place comes written out.
func (s sealer) openInPlace(sealed, place []byte, purpose string) ([]byte, error) {
	var into []byte
	if len(sealed) >= headerSize {
		into = sealed[headerSize:]
	}
	padded, err := s.openAt(into, sealed, place, purpose)
	if err != nil {
		return nil, err
	}
	return unpadded(padded, purpose)
}

func unpadded(padded []byte, purpose string) ([]byte, error) {
	plain, ok := unpad(padded)
	if !ok {
		return nil, sealedError(purpose)
	}
	return plain, nil
}

// openKey returns the key that sealKey was given, or ErrSealed.
func (s sealer) openKey(sealed []byte, purpose string, fields ...string) (*key, error) {
	b, err := s.openBytes(nil, sealed, purpose, fields...)
	if err != nil {
		return nil, err
	}
	k, ok := keyOf(b)
	if !ok {
		return nil, sealedError(purpose)
	}
	return k, nil
}

func (s sealer) openBytes(buffer, sealed []byte, purpose string, fields ...string) ([]byte, error) {
	return s.openAt(buffer, sealed, place(symmetric, purpose, fields...), purpose)
}

// openAt uses the memory of buffer if it suffices, also if that is where the
// sealed bytes behind the header are.
func (s sealer) openAt(buffer, sealed, place []byte, purpose string) ([]byte, error) {
	if len(sealed) < sealOverhead || sealed[0] != symmetric {
		return nil, sealedError(purpose)
	}
	plain, err := s.aead.Open(buffer[:0], sealed[1:headerSize], sealed[headerSize:], place)
	if err != nil {
		return nil, sealedError(purpose)
	}
	return plain, nil
}
