package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns what two spellings of the same words have in common, for search:
// lower case, no diacritics, ß as ss, ligatures and letters with a stroke as
// their plain letters, any run of white space as one space, none at the ends,
// no invisible characters. Folding twice changes nothing. Bytes that are no
// text become U+FFFD.
//
// It takes "Köln" and "koln" to the same word, but not "Koeln": see FoldKeys.
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	s = strings.ToLower(strings.ToValidUTF8(s, "\uFFFD"))
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || r == tatweel:
			continue
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if plain := plainLetters(r); plain != "" {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return norm.NFC.String(b.String())
}

// tatweel stretches Arabic words and means nothing.
const tatweel = '\u0640'

// foldASCII folds a text of ASCII alone, which most are.
func foldASCII(s string) (string, bool) {
	changed, before := false, byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 || c == '`' { // a mark that is folded like those beyond ASCII
			return "", false
		}
		if 'A' <= c && c <= 'Z' || c < ' ' || c == 0x7f || c == ' ' && before == ' ' {
			changed = true
		}
		before = c
	}
	if !changed && (s == "" || before != ' ') {
		return s, true
	}
	isGap := func(r rune) bool { return r <= ' ' || r == 0x7f }
	return strings.ToLower(strings.Join(strings.FieldsFunc(s, isGap), " ")), true
}

// plainLetters returns the plain letters for one that Unicode does not take
// apart, and nothing for all others.
func plainLetters(r rune) string {
	switch r {
	case 'ß', 'ẞ':
		return "ss"
	case 'æ', 'Æ':
		return "ae"
	case 'œ', 'Œ':
		return "oe"
	case 'ø', 'Ø':
		return "o"
	case 'ł', 'Ł':
		return "l"
	case 'đ', 'Đ', 'ð', 'Ð':
		return "d"
	case 'þ', 'Þ':
		return "th"
	case 'ħ', 'Ħ':
		return "h"
	case 'ı', 'İ':
		return "i"
	case 'ŋ', 'Ŋ':
		return "n"
	case 'ŧ', 'Ŧ':
		return "t"
	case '’', 'ʼ', '‘', '`', '´':
		return "'"
	case '‐', '‑', '‒', '–', '—', '−':
		return "-"
	}
	return ""
}

// FoldKeys returns the spellings by which a text may be looked up: Fold of it,
// and, where it has an ä, ö, ü, ø or å, Fold of it with these written out as
// ae, oe, ue, oe, aa. Two texts mean the same if they have any key in common;
// so a table that keeps all keys of "Köln" is found with Fold of "köln",
// "koln", "Koeln" and "KÖLN".
func FoldKeys(s string) []string {
	plain := Fold(s)
	written := Fold(writeOut(s))
	if written == plain {
		return []string{plain}
	}
	return []string{plain, written}
}

func writeOut(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < 0x80
	}
	if ascii {
		return s
	}
	return strings.NewReplacer(
		"ä", "ae", "ö", "oe", "ü", "ue", "Ä", "ae", "Ö", "oe", "Ü", "ue",
		"ø", "oe", "Ø", "oe", "å", "aa", "Å", "aa",
	).Replace(norm.NFC.String(s))
}
