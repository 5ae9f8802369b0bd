package vault

import (
	"crypto/rand"
	"strings"
	"unicode"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// The code of a mailbox is 24 random digits and a check digit: 79.7 bits. Digits
// are the same in every language, and easy to hide among other numbers. The check
// digit is that of H. Michael Damm ("Total anti-symmetrische Quasigruppen",
// Marburg 2004): it finds every single wrong digit and every two neighbours that
// changed places, so such a slip is told before any expensive work begins.
const (
	codeDigits = 25
	codeGroup  = 5
)

// damm is the totally anti-symmetric quasigroup of order 10 from Damm's thesis.
var damm = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
	"3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

// check is the state after some digits: the check digit for those before it, and
// 0 after a whole code that is right.
func check(digits string) byte {
	state := byte(0)
	for i := range len(digits) {
		state = damm[state][digits[i]-'0'] - '0'
	}
	return state
}

// NewMailboxCode returns a fresh code as it is shown: five groups of five digits.
func NewMailboxCode() string {
	digits := make([]byte, 0, codeDigits)
	for len(digits) < codeDigits-1 {
		var b [32]byte
		rand.Read(b[:])
		for _, x := range b {
			if x < 250 && len(digits) < codeDigits-1 { // 250 is a multiple of ten: no digit is more likely
				digits = append(digits, '0'+x%10)
			}
		}
	}
	return groups(string(append(digits, '0'+check(string(digits)))))
}

func groups(digits string) string {
	var all []string
	for len(digits) > 0 {
		n := min(codeGroup, len(digits))
		all, digits = append(all, digits[:n]), digits[n:]
	}
	return strings.Join(all, " ")
}

// A CodeSlip says why something is no code. It is told before any expensive work.
type CodeSlip struct {
	Digits  int  // how many there are
	Letters bool // there is a letter among them, so that it is no number at all
}

// Short tells whether digits are missing.
func (s *CodeSlip) Short() bool { return s.Digits < codeDigits }

// Long tells whether there are too many.
func (s *CodeSlip) Long() bool { return s.Digits > codeDigits }

func (s *CodeSlip) Error() string { return "vault: this is no code" }

// ParseMailboxCode reads a code as people type it: with or without spaces, hyphens,
// dots or slashes, in ASCII digits or in those of any other script (Arabic-Indic,
// Persian, Devanagari, full-width …). It returns the code as NewMailboxCode writes
// it, or a *CodeSlip, which is neither short nor long if a digit is wrong or two
// have changed places. It does no expensive work.
func ParseMailboxCode(s string) (string, error) {
	digits, letters := mailboxDigits(s)
	if letters || len(digits) != codeDigits || check(digits) != 0 {
		return "", &CodeSlip{Digits: len(digits), Letters: letters}
	}
	return groups(digits), nil
}

// LastGroups are the last two groups of a code, which are typed back.
func LastGroups(code string) string {
	digits := strings.ReplaceAll(code, " ", "")
	return groups(digits[max(0, len(digits)-2*codeGroup):])
}

// SameDigits tells whether somebody typed these digits, in any script and with any
// signs between them.
func SameDigits(typed, digits string) bool {
	read, letters := mailboxDigits(typed)
	return !letters && read == strings.ReplaceAll(digits, " ", "")
}

// mailboxDigits are the ASCII digits of what somebody typed, and whether there are
// letters as well.
func mailboxDigits(s string) (digits string, letters bool) {
	var b strings.Builder
	for _, r := range core.Clip(s, 300) {
		if d := text.Digit(r); d >= 0 {
			b.WriteByte(byte('0' + d))
		} else if unicode.IsLetter(r) {
			letters = true
		}
	}
	return b.String(), letters
}
