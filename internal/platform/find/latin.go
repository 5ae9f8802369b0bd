package find

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbund/internal/platform/text"
)

// Names in other scripts are kept in the Latin spellings that papers and letters
// show most: for Cyrillic, of which a word alone does not tell the language, those
// of Russian (BGN/PCGN 1947, ICAO Doc 9303), Ukrainian (resolution 55 of the
// Cabinet of Ministers, 2010), Bulgarian (law on transliteration, 2009) and the
// transcription of German dictionaries; for Greek ISO 843 (ELOT 743) and the
// common b and d for μπ and ντ; for Georgian the national system of 2002; for
// Arabic and Persian DIN 31635 without its signs, short vowels missing as they
// are missing in the script. All are simplified: one spelling for a letter, no
// rules for its neighbours. Spellings that differ in vowels (Nataliya, Natalija)
// are found by their sound. Other scripts are found as they are written only.

// latin returns the spellings of a word in Latin letters, folded, or nothing if it
// has no letter of those scripts.
func latin(word string) (spellings []string) {
	if isASCII(word) {
		return nil
	}
	word = norm.NFC.String(strings.ToLower(strings.ToValidUTF8(word, "\uFFFD")))
	add := func(spelled string) {
		if spelled = text.Fold(spelled); spelled != "" && !slices.Contains(spellings, spelled) {
			spellings = append(spellings, spelled)
		}
	}
	switch {
	case strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }):
		for language := range languages {
			add(spell(word, func(r rune) (string, bool) { s := cyrillic(r); return s[language], r >= '\u0400' && r <= '\u052f' }))
		}
	case strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Greek, r) }):
		for _, spelled := range greek(word) {
			add(spelled)
		}
	case strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Georgian, r) }):
		add(spell(word, georgian))
	case isArabic(word):
		add(spell(text.Fold(word), arabic))
	}
	return spellings
}

// spell writes a word by a table, which tells of each letter whether it is in it.
func spell(word string, table func(r rune) (string, bool)) string {
	var b strings.Builder
	for _, r := range word {
		if s, ok := table(r); ok {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// languages is how many ways Cyrillic is spelled in: as Russian, Ukrainian,
// Bulgarian, and in German dictionaries.
const languages = 4

// cyrillic gives the spellings of a letter, empty ones for signs without a sound.
func cyrillic(r rune) [languages]string {
	all := func(s string) [languages]string { return [languages]string{s, s, s, s} }
	switch r {
	case 'г':
		return [languages]string{"g", "h", "g", "g"}
	case 'ж':
		return [languages]string{"zh", "zh", "zh", "sch"}
	case 'з':
		return [languages]string{"z", "z", "z", "s"}
	case 'и':
		return [languages]string{"i", "y", "i", "i"}
	case 'й':
		return [languages]string{"y", "i", "y", "i"}
	case 'в':
		return [languages]string{"v", "v", "v", "w"}
	case 'х', 'һ':
		return [languages]string{"kh", "kh", "h", "ch"}
	case 'ц':
		return [languages]string{"ts", "ts", "ts", "z"}
	case 'ч':
		return [languages]string{"ch", "ch", "ch", "tsch"}
	case 'ш':
		return [languages]string{"sh", "sh", "sh", "sch"}
	case 'щ':
		return [languages]string{"shch", "shch", "sht", "schtsch"}
	case 'ъ':
		return [languages]string{"", "", "a", ""}
	case 'ы':
		return all("y")
	case 'э', 'є':
		return [languages]string{"e", "ie", "e", "je"}
	case 'ю':
		return [languages]string{"yu", "iu", "yu", "ju"}
	case 'я':
		return [languages]string{"ya", "ia", "ya", "ja"}
	case 'ё':
		return [languages]string{"e", "io", "yo", "jo"}
	case 'ї':
		return [languages]string{"yi", "i", "yi", "ji"}
	case 'ў':
		return [languages]string{"u", "u", "u", "w"}
	case 'љ':
		return all("lj")
	case 'њ':
		return all("nj")
	case 'ђ', 'ѓ':
		return all("dj")
	case 'ћ', 'ќ':
		return all("c")
	case 'џ', 'ѕ':
		return all("dz")
	case 'ә':
		return all("a")
	}
	const letters, plain = "абґғдеіјкқлмнңоөпрстуүұф", "abggdeijkklmnnooprstuuuf" // one for one
	if i := strings.IndexRune(letters, r); i >= 0 {
		return all(plain[i/2 : i/2+1]) // each takes two bytes
	}
	return all("") // ь, and letters of other languages
}

// georgian gives the spelling of one of the 33 letters of today.
func georgian(r rune) (string, bool) {
	spelled := [...]string{"a", "b", "g", "d", "e", "v", "z", "t", "i", "k", "l", "m", "n", "o", "p", "zh", "r", "s", "t", "u",
		"p", "k", "gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", "h"}
	if r < 'ა' || int(r-'ა') >= len(spelled) {
		return "", false
	}
	return spelled[r-'ა'], true
}

// greek spells a word as ISO 843 does, and as many families do.
func greek(word string) []string {
	pairs := []string{"ου", "ou", "αυ", "av", "ευ", "ev", "γγ", "ng", "γξ", "nx", "γχ", "nch",
		"α", "a", "β", "v", "γ", "g", "δ", "d", "ε", "e", "ζ", "z", "η", "i", "θ", "th", "ι", "i", "κ", "k", "λ", "l", "μ", "m", "ν", "n",
		"ξ", "x", "ο", "o", "π", "p", "ρ", "r", "σ", "s", "ς", "s", "τ", "t", "υ", "y", "φ", "f", "χ", "ch", "ψ", "ps", "ω", "o"}
	families := append([]string{"μπ", "b", "ντ", "d", "γκ", "g", "χ", "h", "υ", "i"}, pairs...)
	word = text.Fold(word) // without accents
	return []string{strings.NewReplacer(pairs...).Replace(word), strings.NewReplacer(families...).Replace(word)}
}

// arabic gives the spelling of a letter that is folded.
func arabic(r rune) (string, bool) {
	switch r {
	case 'ا', 'ع', 'ة':
		return "a", true
	case 'و', 'ۆ':
		return "u", true
	case 'ي', 'ی', 'ى', 'ے':
		return "i", true
	case 'ە', 'ێ':
		return "e", true
	case 'ث':
		return "th", true
	case 'ج':
		return "j", true
	case 'چ':
		return "ch", true
	case 'خ':
		return "kh", true
	case 'ذ':
		return "dh", true
	case 'ژ':
		return "zh", true
	case 'ش':
		return "sh", true
	case 'غ':
		return "gh", true
	case 'ق':
		return "q", true
	case 'پ':
		return "p", true
	case 'ڤ':
		return "v", true
	case 'ء', '\u200c':
		return "", true
	}
	if bone, _ := arabicBone(r); bone != 0 {
		return string(rune(bone)), true
	}
	return "", false
}

// namesOf gives each word of a text without the signs around it, and the parts of
// those that are put together: "Müller-Lüdenscheidt", "Müller", "Lüdenscheidt".
func namesOf(s string) func(yield func(string) bool) {
	sign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' }
	return func(yield func(string) bool) {
		for word := range strings.FieldsSeq(s) {
			parts := strings.FieldsFunc(word, sign)
			if len(parts) > 1 && !yield(word) {
				return
			}
			for _, part := range parts {
				if utf8.RuneCountInString(part) > 1 && !yield(part) {
					return
				}
			}
		}
	}
}
