package core

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// ID identifies a record. In the open parts of the program it is a UUID of
// version 7 (RFC 9562), which sorts by the time it was made; records that came
// from a printed or published list carry one of version 8 that is derived from
// what the list says, so that reading the same list again on another machine
// gives the same ID. Sealed records use their own random ids.
type ID string

// NewID returns a fresh version 7 ID for the instant now.
func NewID(now time.Time) ID {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	return stamp(b, 7)
}

// NamedID returns the version 8 ID of a thing that is known by its words, such
// as a member of a printed list by name and town. The same words give the same
// ID for ever.
func NamedID(space string, words ...string) ID {
	h := sha256.New()
	h.Write([]byte(space))
	for _, w := range words {
		h.Write([]byte{0})
		h.Write([]byte(w))
	}
	return stamp([16]byte(h.Sum(nil)[:16]), 8)
}

func stamp(b [16]byte, version byte) ID {
	b[6] = b[6]&0x0f | version<<4
	b[8] = b[8]&0x3f | 0x80
	var s [36]byte
	hex.Encode(s[0:8], b[0:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:36], b[10:16])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return ID(s[:])
}

// ParseID reads the usual 36 characters of a UUID in lower case, of any version.
func ParseID(s string) (ID, bool) {
	if len(s) != 36 {
		return "", false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return "", false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return "", false
			}
		}
	}
	return ID(s), true
}
