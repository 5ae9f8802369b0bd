package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// ID identifies a folder, a record or a file: 128 random bits as 32 hexadecimal
// digits. It tells neither a time nor an order.
type ID string

// FileID identifies a file.
type FileID = ID

// Revision identifies one writing of a record: 128 random bits. Two are equal or
// not; neither is newer. The empty one stands for a record that does not exist.
type Revision string

const idSize = 16

// NewID returns a fresh ID.
func NewID() ID { return ID(hex.EncodeToString(random(idSize))) }

func newRevision() Revision { return Revision(NewID()) }

// ParseID reads 32 hexadecimal digits in lower case.
func ParseID(s string) (ID, bool) {
	if len(s) != 2*idSize {
		return "", false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", false
		}
	}
	return ID(s), true
}

const tokenSize = 32

// NewToken returns 256 random bits as the text of a cookie or a link, and the
// hash by which the database knows them.
func NewToken() (text string, hash []byte) {
	var token [tokenSize]byte
	rand.Read(token[:])
	sum := sha256.Sum256(token[:])
	return base64.RawURLEncoding.EncodeToString(token[:]), sum[:]
}

// TokenBytes returns the bytes behind the text of a token, or false if it is
// none.
func TokenBytes(text string) ([]byte, bool) {
	if len(text) != base64.RawURLEncoding.EncodedLen(tokenSize) {
		return nil, false
	}
	token, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return token, err == nil && len(token) == tokenSize
}

// HashToken returns the hash by which the database knows a token, or false if
// the text is none.
func HashToken(text string) ([]byte, bool) {
	token, ok := TokenBytes(text)
	if !ok {
		return nil, false
	}
	sum := sha256.Sum256(token)
	return sum[:], true
}

// TokenHash is by what the database knows a token, as NewToken returned it.
func TokenHash(token []byte) []byte {
	sum := sha256.Sum256(token)
	return sum[:]
}
