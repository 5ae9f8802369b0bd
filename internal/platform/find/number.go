package find

import (
	"bytes"
	"strings"
	"unicode"

	"verbund/internal/platform/text"
)

// Telephone numbers are compared by their digits, those of a country with its code
// before them; a number without any is taken for a German one. What is searched for
// loses 00 and 0 at its beginning and may be a part: so "+49 151 555-0101",
// "0151/5550101" and "00491515550101" find each other. File numbers are compared
// by their letters and digits alone: "5 KLs 1125 Js 16429/16" is 5kls1125js1642916.

// Lengths of numbers, in digits.
const (
	leastPhone  = 5 // digits in a row that are kept as a telephone number
	leastNumber = 4 // letters and digits that a number is searched by
)

// homeCode is the code of the country of numbers that name none.
const homeCode = "49"

// appendNumbers adds the keys of all numbers in a text.
func appendNumbers(b []byte, s string) []byte {
	begun := len(b)
	add := func(number string) {
		if number != "" && !bytes.Contains(b[begun:], []byte(number)) {
			b = append(append(b, number...), shut)
		}
	}
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' || r == ',' || r == ';' }) {
		for phone := range strings.FieldsFuncSeq(line, func(r rune) bool { return !inPhone(r) }) {
			if digits, _ := digitsOf(phone); len(digits) >= leastPhone {
				add(international(phone))
			}
		}
		if squashed := squash(line); strings.ContainsAny(squashed, "0123456789") {
			add(squashed)
		}
	}
	return b
}

// inPhone tells whether a character may stand in a telephone number.
func inPhone(r rune) bool {
	return text.Digit(r) >= 0 || unicode.IsSpace(r) || strings.ContainsRune("+-–‑/().", r)
}

// digitsOf are the digits of a number, without a 0 in brackets, which is said only
// at home; far tells whether it begins with the code of a country.
func digitsOf(phone string) (digits string, far bool) {
	phone = strings.ReplaceAll(phone, "(0)", "")
	var b strings.Builder
	for _, r := range phone {
		if d := text.Digit(r); d >= 0 {
			b.WriteByte(byte('0' + d))
		} else if r == '+' && b.Len() == 0 {
			far = true
		}
	}
	digits = b.String()
	if rest, ok := strings.CutPrefix(digits, "00"); ok {
		return rest, true
	}
	return digits, far
}

// international is a telephone number with the code of its country, as far as it
// can be told.
func international(phone string) string {
	digits, far := digitsOf(phone)
	if rest, ok := strings.CutPrefix(digits, "0"); ok && !far {
		return homeCode + rest
	}
	return digits
}

// sought is the number that somebody looks for, or nothing if the text has no
// digit or is too short.
func sought(s string) string {
	squashed := squash(s)
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		digits, _ := digitsOf(s)
		squashed = strings.TrimLeft(digits, "0")
	}
	if len(squashed) < leastNumber || !strings.ContainsAny(squashed, "0123456789") {
		return ""
	}
	return squashed
}

// squash is the letters and digits of a text, folded.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		switch d := text.Digit(r); {
		case d >= 0:
			return rune('0' + d)
		case unicode.IsLetter(r):
			return r
		}
		return -1
	}, text.Fold(s))
}
