package vault

import (
	"crypto/rand"
	"strings"

	"verbund/internal/core"
)

// A kit code is 130 random bits in base 32, written in groups of four. The
// letters I, L, O and U do not occur: people take them for 1, 1, 0 and V.
const (
	kitAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	kitLength   = 26
	kitGroup    = 4
)

// NewKitCode returns a fresh code as it is printed: six groups of four
// characters and one of two.
func NewKitCode() string {
	random := random(kitLength)
	for i, b := range random {
		random[i] = kitAlphabet[b%32] // 256 is a multiple of 32: no character is more likely
	}
	return strings.Join(KitGroups(string(random)), " ")
}

// KitGroups returns the groups of a code, which may hold spaces already.
func KitGroups(code string) []string {
	code = strings.ReplaceAll(code, " ", "")
	var groups []string
	for len(code) > kitGroup {
		groups = append(groups, code[:kitGroup])
		code = code[kitGroup:]
	}
	return append(groups, code)
}

// ParseKitCode reads a code as people type it: with or without spaces, hyphens
// and capitals, O for 0, I or L for 1. It returns the code as NewKitCode writes
// it, or core.Invalid.
func ParseKitCode(s string) (string, error) {
	var code strings.Builder
	for _, c := range strings.ToUpper(core.Clip(s, 200)) {
		switch c {
		case ' ', '\t', '\r', '\n', '-', '\u00a0', '\u2010', '\u2011', '\u2013', '\u2014', '\u202f':
			continue
		case 'O':
			c = '0'
		case 'I', 'L':
			c = '1'
		}
		if c > 'Z' || !strings.ContainsRune(kitAlphabet, c) || code.Len() == kitLength {
			return "", &core.Error{Kind: core.Invalid, Key: "vault.kit.form"}
		}
		code.WriteRune(c)
	}
	if code.Len() != kitLength {
		return "", &core.Error{Kind: core.Invalid, Key: "vault.kit.form"}
	}
	return strings.Join(KitGroups(code.String()), " "), nil
}

// kitSecret returns the bytes that keys follow from: the characters of one or
// more codes in order, without spaces. It returns core.Invalid if one is none.
func kitSecret(codes ...string) ([]byte, error) {
	var secret []byte
	for _, c := range codes {
		code, err := ParseKitCode(c)
		if err != nil {
			return nil, err
		}
		secret = append(secret, strings.ReplaceAll(code, " ", "")...)
	}
	return secret, nil
}

// randomNumber returns a number below n without bias; n is at most 2^16.
func randomNumber(n int) int {
	for {
		var b [4]byte
		rand.Read(b[:])
		x := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
		if limit := ^uint32(0) - ^uint32(0)%uint32(n); x < limit {
			return int(x % uint32(n))
		}
	}
}
