package places

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold brings a name into the form that names are looked up in: lower case,
// words separated by one space, no marks on letters, digits of any script as
// ASCII, "st" written out as "sankt", and one form for what is spelled "ä", "ae"
// or "a" ("ö", "ü" alike). It makes a few different names equal; exact tells
// them apart again.
func fold(s string) string { return joinUmlauts(spaced(s, "")) }

// exact tells whether two names that fold alike are also the same when "ae" is
// taken for "ä" only where one of them says so: "Neunkirchen" is not
// "Neuenkirchen", but "Koeln" and "Koln" are both "Köln".
func exact(a, b string) bool {
	return spaced(a, "") == spaced(b, "") || spaced(a, "e") == spaced(b, "e")
}

// spaced folds all but the spelled-out umlauts; umlaut is written after the
// letter in the place of two dots.
func spaced(s, umlaut string) string {
	b := make([]byte, 0, len(s)+8)
	gap := false
	word := 0 // where the present word begins
	endWord := func() {
		if string(b[word:]) == "st" {
			b = append(b[:word], "sankt"...)
		}
	}
	letter := func(r rune) {
		if gap && len(b) > 0 {
			endWord()
			b = append(b, ' ')
			word = len(b)
		}
		gap = false
		b = utf8.AppendRune(b, r)
	}
	if !isPlain(s) {
		s = norm.NFKD.String(strings.ToValidUTF8(s, " "))
	}
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			letter(r)
		case 'A' <= r && r <= 'Z':
			letter(r + 'a' - 'A')
		case r < utf8.RuneSelf:
			gap = true
		case r == 'ß' || r == 'ẞ':
			letter('s')
			letter('s')
		case r == 'ł' || r == 'Ł':
			letter('l')
		case r == 'ø' || r == 'Ø':
			letter('o')
		case r == 'ı':
			letter('i')
		case r == 0x308 || r == 'ä' || r == 'ö' || r == 'ü' || r == 'Ä' || r == 'Ö' || r == 'Ü':
			switch r {
			case 'ä', 'Ä':
				letter('a')
			case 'ö', 'Ö':
				letter('o')
			case 'ü', 'Ü':
				letter('u')
			}
			if len(b) > 0 && strings.IndexByte("aou", b[len(b)-1]) >= 0 {
				b = append(b, umlaut...)
			}
		case r >= 0x660 && r <= 0x669: // Arabic
			letter('0' + r - 0x660)
		case r >= 0x6f0 && r <= 0x6f9: // Persian, Urdu
			letter('0' + r - 0x6f0)
		case unicode.Is(unicode.Mn, r), r == 0x640 || r == 0x200d || r == 0xad: // marks, tatweel, joiner, soft hyphen
		case unicode.IsLetter(r) || unicode.Is(unicode.Mc, r):
			letter(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	endWord()
	return string(b)
}

// isPlain tells whether s has only characters that spaced knows without
// decomposing them: ASCII and the German letters, as nearly all names do.
func isPlain(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && !strings.ContainsRune("äöüÄÖÜß", r) {
			return false
		}
	}
	return true
}

// joinUmlauts writes "a" for "ae", "o" for "oe" and "u" for "ue", unless a vowel
// or a "q" stands before, as in "Neuenkirchen" and "Quedlinburg".
func joinUmlauts(s string) string {
	i := strings.Index(s, "e")
	if i < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] == 'e' && i > 0 && strings.IndexByte("aou", s[i-1]) >= 0 && (i < 2 || strings.IndexByte("aeiouyq", s[i-2]) < 0) {
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// shortName is a name without what only tells it apart from others: "Halle" of
// "Halle (Saale)", "Frankfurt" of "Frankfurt am Main".
func shortName(name string) string {
	short := name
	if i := strings.IndexAny(short, "(/,"); i > 2 {
		short = short[:i]
	}
	for _, word := range []string{" am ", " an ", " im ", " in ", " bei ", " vor ", " ob ", " auf ", " unter ", " a.", " i."} {
		if i := strings.Index(short, word); i > 2 {
			short = short[:i]
		}
	}
	return strings.TrimSpace(short)
}
