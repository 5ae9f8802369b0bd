package court

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// key is what two ways of writing the name of a court have in common: small letters,
// umlauts written out, the kind of court by its short name and in front, a Land by its
// code behind "@", and none of the small words between. "Bayerischer
// Verwaltungsgerichtshof", "BayVGH" and "VGH Bayern" are all "vgh @by".
func key(name string) string {
	w := words(name)
	w = joinLands(w)
	w = joinKinds(w)
	if len(w) > 0 {
		w = slices.Concat(unglue(w[0]), w[1:])
	}
	if i := slices.IndexFunc(w, hanseatic); i >= 0 && !slices.Contains(w, "@hh") && !slices.Contains(w, "@hb") {
		w[i] = "@hh"
	}
	// The kind comes first, whatever stands before it is the Land.
	if i := slices.IndexFunc(w, isKind); i > 0 && !slices.ContainsFunc(w[:i], func(s string) bool { return !strings.HasPrefix(s, "@") }) {
		w = slices.Concat(w[i:i+1], w[:i], w[i+1:])
	}
	var kept []string
	for i, s := range w {
		last := i == len(w)-1
		if small(s) && !(s == "i" && last) || slices.Contains(kept, s) {
			continue
		}
		kept = append(kept, s)
	}
	return strings.Join(kept, " ")
}

// onTheMain are the short forms of "am Main", which are otherwise small words.
var onTheMain = regexp.MustCompile(`(?i)\ba\.?\s*m\.?(\s|$)`)

// words are the words of a name in small letters, with umlauts written out.
func words(name string) []string {
	name = onTheMain.ReplaceAllString(name, "am Main$1")
	return strings.FieldsFunc(fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// small tells whether a word says nothing of which court it is.
func small(w string) bool {
	switch w {
	case "der", "die", "das", "des", "dem", "den", "fuer", "in", "im", "am", "an", "a", "d", "i", "u", "bei", "beim", "zu", "und", "unter",
		"land", "landes", "freistaat", "freistaates", "freie", "freien", "hansestadt", "bezirk", "kammerbezirk", "rechtsanwaltskammer",
		"pfaelzisch", "pfaelzische", "pfaelzischen", "pfaelzisches":
		return true
	}
	return hanseatic(w)
}

// hanseatic is what the courts of Hamburg and Bremen call themselves; without either name
// it is the one of Hamburg.
func hanseatic(w string) bool { return inflected(w, "hanseatisch") || w == "hans" }

// joinLands puts the code of a Land in place of the words that name it.
func joinLands(w []string) []string {
	var all []string
	for i := 0; i < len(w); {
		code, n := landAt(w[i:])
		if n == 0 {
			code, n = w[i], 1
		}
		if code == "st" {
			code = "sankt"
		}
		all = append(all, code)
		i += n
	}
	return all
}

// landAt returns the code of the Land that w begins with, and how many words name it.
func landAt(w []string) (string, int) {
	best, length := "", 0
	for _, l := range lands {
		for _, spelling := range l.words {
			n := strings.Count(spelling, " ") + 1
			if n <= length || n > len(w) || w[0][0] != spelling[0] {
				continue
			}
			same, i := true, 0
			for part := range strings.SplitSeq(spelling, " ") {
				same = same && inflected(w[i], part)
				i++
			}
			if same {
				best, length = "@"+strings.ToLower(l.code), n
			}
		}
	}
	return best, length
}

// inflected tells whether a word is the stem, with the ending of an adjective if the stem
// is one: bayerisch, bayerischer, bayerisches.
func inflected(word, stem string) bool {
	if word == stem {
		return true
	}
	if !strings.HasSuffix(stem, "isch") || !strings.HasPrefix(word, stem) {
		return false
	}
	switch word[len(stem):] {
	case "e", "er", "es", "en", "em":
		return true
	}
	return false
}

// kinds are the kinds of courts by the words that name them, folded. One Land has one
// constitutional court, whatever it is called.
func kind(word string) string {
	for _, w := range []string{word, strings.TrimSuffix(word, "s"), strings.TrimSuffix(word, "es")} {
		switch w {
		case "ag", "amtsgericht":
			return "ag"
		case "lg", "landgericht":
			return "lg"
		case "olg", "oberlandesgericht":
			return "olg"
		case "kg", "kammergericht":
			return "kg"
		case "vg", "verwaltungsgericht":
			return "vg"
		case "ovg", "oberverwaltungsgericht":
			return "ovg"
		case "vgh", "verwaltungsgerichtshof":
			return "vgh"
		case "sg", "sozialgericht":
			return "sg"
		case "lsg", "landessozialgericht":
			return "lsg"
		case "arbg", "arbeitsgericht":
			return "arbg"
		case "lag", "larbg", "landesarbeitsgericht":
			return "lag"
		case "fg", "finanzgericht":
			return "fg"
		case "anwg", "awg", "anwaltsgericht":
			return "anwg"
		case "agh", "anwgh", "anwaltsgerichtshof":
			return "agh"
		case "vk", "vergabekammer", "vergabekammern":
			return "vk"
		case "verfgh", "verfg", "lverfg", "lvg", "stgh", "verfassungsgerichtshof", "verfassungsgericht", "landesverfassungsgericht", "staatsgerichtshof":
			return "verfgh"
		}
	}
	return ""
}

func isKind(word string) bool { return kind(word) == word && word != "" }

func joinKinds(w []string) []string {
	for i, s := range w {
		if k := kind(s); k != "" {
			w[i] = k
		}
	}
	return w
}

// unglue parts a Land from the kind that is written together with it: "bayvgh".
func unglue(word string) []string {
	if kind(word) != "" || strings.HasPrefix(word, "@") {
		return []string{word}
	}
	for _, l := range lands {
		for _, spelling := range l.words {
			rest, ok := strings.CutPrefix(word, strings.ReplaceAll(spelling, " ", ""))
			if k := kind(rest); ok && k != "" {
				return []string{"@" + strings.ToLower(l.code), k}
			}
		}
	}
	return []string{word}
}

// fold writes small letters, and umlauts and ß as two letters.
func fold(s string) string {
	return twoLetters.Replace(strings.ToLower(s))
}

var twoLetters = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e")

// letters are the letters of s, folded.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, fold(s))
}

// upper writes the ASCII letters of s as capitals; the codes of courts hold no others.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}
