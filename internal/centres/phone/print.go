package phone

import (
	"strings"
	"unicode"
)

// plain brings the characters of print to the few that the rest of the package
// knows: ASCII digits whatever script they came in, "-", "/", "|" and single
// blanks for their many cousins, nothing for characters without width.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E { // full-width forms of ASCII
			r -= 0xFEE0
		}
		switch {
		case r < unicode.MaxASCII && r != '\t' && r != '\r':
			return r
		case unicode.Is(unicode.Nd, r):
			return digit(r)
		case unicode.Is(unicode.Pd, r), r == '−', r == 'ー':
			return '-'
		case r == '⁄', r == '∕', r == '⧸':
			return '/'
		case r == '¦', r == '∣', r == '│', r == '•', r == '·':
			return '|'
		case r == '\u2028', r == '\u2029':
			return '\n'
		case unicode.IsSpace(r), unicode.Is(unicode.Zs, r):
			return ' '
		case r == unicode.ReplacementChar:
			return r
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r), unicode.Is(unicode.So, r):
			return -1 // zero width, direction marks, the selectors and pictures of a telephone
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// digit returns the ASCII digit of the same value. Unicode keeps every set of
// decimal digits together and in order, zero first.
func digit(r rune) rune {
	for _, set := range unicode.Nd.R16 {
		if r >= rune(set.Lo) && r <= rune(set.Hi) {
			return '0' + (r-rune(set.Lo))%10
		}
	}
	for _, set := range unicode.Nd.R32 {
		if r >= rune(set.Lo) && r <= rune(set.Hi) {
			return '0' + (r-rune(set.Lo))%10
		}
	}
	return unicode.ReplacementChar
}

// meaning is what a word beside a number says about it.
type meaning uint8

const (
	unknown   meaning = iota
	telephone         // nothing: that it is a telephone number can be seen
	fax
	label     // something worth keeping
	extension // what follows, or stands behind the last dash, is an extension
	joiner    // another number or other last digits follow
)

// word tells what a word beside a number means. The list is closed on purpose:
// an unknown word may be half of a number.
func word(w string) meaning {
	switch strings.ToLower(strings.Trim(w, ".")) {
	case "t", "tel", "telefon", "telephone", "phone", "fon", "fone", "ph", "nr", "no", "nummer",
		"telefonnummer", "rufnummer", "telnr", "ruf", "call", "festnetz", "telefonisch", "unter":
		return telephone
	case "f", "fx", "fax", "telefax", "faxnummer", "telefaxnummer":
		return fax
	case "m", "mobil", "mobile", "mobiltelefon", "mobilnummer", "handy", "handynummer", "cell", "notruf",
		"notfall", "emergency", "zentrale", "büro", "office", "beratung", "beratungstelefon", "counselling",
		"hotline", "helpline", "infotelefon", "hilfetelefon", "sekretariat", "kostenlos", "kostenfrei",
		"gebührenfrei", "free", "whatsapp", "signal", "telegram", "viber", "sms", "privat", "dienstlich",
		"tagsüber", "nachts", "wochenende", "rufbereitschaft", "bereitschaft", "verwaltung":
		return label
	case "app", "apparat", "ext", "extension", "x", "dw", "durchwahl", "nebenstelle", "nst", "int", "interno":
		return extension
	case "oder", "od", "or", "und", "u", "and", "&", "bzw", "sowie":
		return joiner
	}
	return unknown
}
