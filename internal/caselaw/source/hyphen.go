package source

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// vocabulary are the words of a text in lower case, for telling a word that was parted
// at the end of a line from one that has a hyphen. It is made when it is first needed.
type vocabulary struct {
	lines  []line
	words  map[string]struct{}
	firsts map[string]struct{} // what stands before the first hyphen of words that have one
}

// has tells whether the text uses the word within a line.
func (v *vocabulary) has(word string) bool {
	if v.words == nil {
		v.words, v.firsts = map[string]struct{}{}, map[string]struct{}{}
		for i := range v.lines {
			for w := range strings.FieldsSeq(v.lines[i].text) {
				if w = bare(w); len(w) > 3 {
					w = strings.ToLower(w)
					v.words[w] = struct{}{}
					if first, _, ok := strings.Cut(w, "-"); ok {
						v.firsts[first] = struct{}{}
					}
				}
			}
		}
	}
	_, ok := v.words[strings.ToLower(word)]
	return ok
}

// parts tells whether the text uses words that begin with the part and a hyphen.
func (v *vocabulary) parts(part string) bool {
	v.has("")
	_, ok := v.firsts[strings.ToLower(part)]
	return ok
}

// bare is a word without the signs around it.
func bare(word string) string {
	return strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// joint says how two lines of one paragraph are put together.
type joint byte

const (
	apart  joint = iota // with a space
	kept                // right after each other: the hyphen is part of the word
	parted              // the hyphen goes, the word was parted for the end of the line
)

// jointOf decides how a goes on with b. In order:
//
//   - A hyphen of the sign U+00AD was put there for the end of the line.
//   - A dash that stands by itself, and a hyphen before a conjunction ("Informations-
//     und Auskunftsrechte"), is followed by a space.
//   - Before a letter in lower case the hyphen goes, unless it follows an abbreviation,
//     a single letter or a figure ("VS-eingestuften", "8-mal") or an adjective that no
//     syllable ends with ("öffentlich-rechtlich"), or the text writes the word or another
//     with the same beginning with a hyphen elsewhere, and the word never without.
//   - Before a capital it stays ("Berlin-Brandenburg"), unless both lines are in
//     capitals and the text writes the word in one ("VERWALTUNGS-GERICHT"), or the word
//     in one is found in the text ("Informations-Zugang" where it has "Informationszugang").
//   - Before a figure or a closing bracket it stays.
func jointOf(a, b string, words *vocabulary) joint {
	if strings.HasSuffix(a, "\u00ad") {
		return parted
	}
	if !strings.HasSuffix(a, "-") || b == "" {
		return apart
	}
	left := a[strings.LastIndexByte(a, ' ')+1 : len(a)-1]
	last, _ := utf8.DecodeLastRuneInString(left)
	first := firstRune(b)
	if left == "" || !unicode.IsLetter(last) && !unicode.IsDigit(last) && last != ')' {
		return apart
	}
	switch {
	case unicode.IsDigit(first) || first == ')' || first == '/':
		return kept
	case !unicode.IsLetter(first):
		return apart
	}
	right := bare(firstWord(b))
	part := left[strings.LastIndexAny(left, "-/(„\"»")+1:] // of a word that has hyphens already
	part = bare(part)
	if unicode.IsLower(first) {
		if isConjunction(right) {
			return apart
		}
		if isAbbreviation(part) || unicode.IsDigit(last) {
			return kept
		}
		whole := bare(left)
		if isAdjective(whole) || (words.has(whole+"-"+right) || words.parts(whole)) && !words.has(whole+right) {
			return kept
		}
		return parted
	}
	if whole := bare(left); !strings.Contains(whole, "-") && len(part) > 3 && len(right) > 3 {
		capitals := whole == strings.ToUpper(whole) && right == strings.ToUpper(right)
		if words.has(whole+right) && !words.has(whole+"-"+right) && (capitals || right != strings.ToUpper(right)) {
			return parted
		}
	}
	return kept
}

// isConjunction tells whether a word can follow a hyphen that stands for the rest of a
// word: "Informations- und Auskunftsrechte".
func isConjunction(word string) bool {
	switch strings.ToLower(word) {
	case "und", "oder", "bzw", "beziehungsweise", "sowie", "als", "wie", "noch", "u", "bis", "statt", "nicht", "sondern", "aber", "and", "or", "einschließlich", "inklusive", "samt", "ggf", "gegebenenfalls":
		return true
	}
	return false
}

// isAdjective tells whether a part is a whole adjective: words are parted before "isch"
// and "lich", never after.
func isAdjective(part string) bool {
	return len(part) >= 8 && (strings.HasSuffix(part, "isch") || strings.HasSuffix(part, "lich"))
}

// isAbbreviation tells whether a part of a word is a single letter or has two capitals
// or more: "E", "VS", "HKL", "IFG".
func isAbbreviation(part string) bool {
	capitals := 0
	for _, r := range part {
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	return capitals >= 2 || utf8.RuneCountInString(part) == 1
}

// follow puts b after what was written, whose last line is last.
func follow(written []byte, last, b string, words *vocabulary) []byte {
	switch jointOf(last, b, words) {
	case apart:
		return append(append(written, ' '), b...)
	case kept:
		return append(written, b...)
	}
	written = bytes.TrimSuffix(bytes.TrimSuffix(written, []byte("\u00ad")), []byte("-"))
	if right := firstRune(b); unicode.IsUpper(right) && !isAbbreviation(bare(firstWord(b))) {
		b = strings.ToLower(string(right)) + b[utf8.RuneLen(right):]
	}
	return append(written, b...)
}
