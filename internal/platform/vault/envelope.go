package vault

import (
	"crypto/hpke"
	"crypto/rand"
)

// The public-key format is HPKE (RFC 9180) in its base mode with the hybrid KEM
// MLKEM768-X25519, HKDF-SHA256 and ChaCha20-Poly1305: what is copied today stays
// closed even if one of the two halves is broken later.
//
//	0x02 ‖ 1120 bytes of key exchange ‖ sealed plain
//
// info names the place, as the additional data of the symmetric format do.
const (
	envelope         = 0x02
	enclosedSize     = 1120
	envelopeOverhead = 1 + enclosedSize + 16
	sealedSlotSize   = envelopeOverhead + keySize
)

// pair is a key pair, with the seed that its private half follows from.
type pair struct {
	seed    *key
	private hpke.PrivateKey
	public  []byte
}

func newPair() (*pair, error) { return pairOf(newKey()) }

func pairOf(seed *key) (*pair, error) {
	private, err := hpke.MLKEM768X25519().NewPrivateKey(seed[:])
	if err != nil {
		return nil, err
	}
	return &pair{seed, private, private.PublicKey().Bytes()}, nil
}

// sealTo seals plain for the holder of a public key, without padding. It fails
// if public is no public key.
func sealTo(public, plain []byte, purpose string, fields ...string) ([]byte, error) {
	key, err := hpke.MLKEM768X25519().NewPublicKey(public)
	if err != nil {
		return nil, sealedError(purpose)
	}
	sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info(purpose, fields), plain)
	if err != nil {
		return nil, err
	}
	return append([]byte{envelope}, sealed...), nil
}

// open returns what sealTo was given, or ErrSealed.
func (p *pair) open(sealed []byte, purpose string, fields ...string) ([]byte, error) {
	if len(sealed) < envelopeOverhead || sealed[0] != envelope {
		return nil, sealedError(purpose)
	}
	plain, err := hpke.Open(p.private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info(purpose, fields), sealed[1:])
	if err != nil {
		return nil, sealedError(purpose)
	}
	return plain, nil
}

// openKey returns the key that sealTo was given, or ErrSealed.
func (p *pair) openKey(sealed []byte, purpose string, fields ...string) (*key, error) {
	b, err := p.open(sealed, purpose, fields...)
	if err != nil {
		return nil, err
	}
	k, ok := keyOf(b)
	if !ok {
		return nil, sealedError(purpose)
	}
	return k, nil
}

func info(purpose string, fields []string) []byte {
	return place(envelope, "verbund/"+purpose+"/v1", fields...)
}

// blindSlot returns what looks like a key that is sealed to somebody, and is to
// nobody.
func blindSlot() ([]byte, error) {
	nobody, err := newPair()
	if err != nil {
		return nil, err
	}
	nothing := newKey()
	rand.Read(nothing[:])
	return sealTo(nobody.public, nothing[:], "slot")
}
