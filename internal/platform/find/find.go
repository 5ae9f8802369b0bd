// Package find makes what is kept under seal findable: by words, by names however
// they are spelled, and by numbers however they are grouped.
//
// What something is found by is made once, when it is saved (Words), and sealed
// beside it; a search opens it and looks (Query.Rank), over hundreds of megabytes.
// So everything that takes thought happens while saving or while reading the query
// (Read), and looking is nothing but a search for bytes that needs no memory.
//
//	words := find.Words(find.Section{Text: alias}, find.Section{Text: name, Names: true}, find.Section{Text: phones, Numbers: true})
//	rank := find.Read("Maier 0151/5550101").Rank(words, 1000, 100, 10)
//
// A word is found where it is contained, without regard to capitals, diacritics
// and how umlauts are written (text.FoldKeys). A section of names is also found by
//
//   - the name in Latin letters, where it is written in Cyrillic, Greek, Georgian
//     or Arabic letters, and the other way round (latin.go);
//   - its sound by the Cologne phonetics, so "Meyer" finds "Maier" (sound.go);
//   - its consonants, between Arabic letters and all others, because Arabic leaves
//     short vowels out (skeleton.go).
//
// A section of numbers is also found by its digits alone, with or without the code
// of the country, and by its letters and digits without gaps and signs (number.go).
//
// What is found by sound or by its consonants only may well be somebody else: it
// ranks below everything that was found as it was typed.
package find

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"verbund/internal/platform/text"
)

// Section is some of what a record is found by.
type Section struct {
	Text    string
	Names   bool // the text is names of people or places
	Numbers bool // the text is telephone or file numbers, parted by lines, commas or semicolons
}

// Bytes that part what Words returns; no folded text and no key holds any of them.
//
//	words    = [ begin keys … end ] text 0x00 text …     one of each a section
//	keys     = named key … numbers number … 0x00          named if it is a section of names
//	key      = kind, what it is, close
//	number   = what it is, close
//
// Without names and numbers there are only texts. Records that were written like
// that must be found for ever.
const (
	divider  = 0x00
	begin    = 0x01
	end      = 0x02
	sound    = 0x03 // kind: the sound of a name
	unvowed  = 0x04 // kind: the consonants of a name in Arabic letters
	stripped = 0x05 // kind: the consonants of a name in other letters
	numbers  = 0x06
	shut     = 0x07
	named    = 0x08
)

// Words is what a record with these sections is found by. It takes any text.
func Words(sections ...Section) []byte {
	var b []byte
	if keyed(sections) {
		b = append(b, begin)
		for _, s := range sections {
			if s.Names {
				b = appendNames(append(b, named), s.Text)
			}
			b = append(b, numbers)
			if s.Numbers {
				b = appendNumbers(b, s.Text)
			}
			b = append(b, divider)
		}
		b = append(b, end)
	}
	for i, s := range sections {
		if i > 0 {
			b = append(b, divider)
		}
		b = append(b, text.Fold(s.Text)...)
		b = appendSpellings(b, s)
	}
	return b
}

func keyed(sections []Section) bool {
	for _, s := range sections {
		if s.Names || s.Numbers {
			return true
		}
	}
	return false
}

// appendSpellings adds, behind a text, the words of it that are also written
// otherwise: "Köln" as "koeln", and names in Latin letters.
func appendSpellings(b []byte, s Section) []byte {
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(s.Text) {
		if isASCII(word) || seen[word] {
			continue
		}
		seen[word] = true
		if keys := text.FoldKeys(word); len(keys) > 1 {
			b = append(append(b, ' '), keys[1]...)
		}
		if s.Names {
			for _, spelled := range latin(word) {
				b = append(append(b, ' '), spelled...)
			}
		}
	}
	return b
}

// appendNames adds the keys of sounds and consonants, each once.
func appendNames(b []byte, names string) []byte {
	begun := len(b)
	for name := range namesOf(names) {
		for _, key := range nameKeys(name, sound, stripped, unvowed) {
			if !bytes.Contains(b[begun:], key) {
				b = append(b, key...)
			}
		}
	}
	return b
}

// nameKeys are the keys of a name by its sound and its consonants: of kind arabic
// if it is written in Arabic letters, else of kind other.
func nameKeys(name string, sounding, other, arabic byte) (keys [][]byte) {
	key := func(kind byte, s string) { keys = append(keys, append(append([]byte{kind}, s...), shut)) }
	spellings := append([]string{text.Fold(name)}, latin(name)...)
	for _, s := range spellings {
		if code := cologne(s); len(code) >= leastKey {
			key(sounding, code)
		}
		if bones := skeleton(s); len(bones) >= leastKey && !isArabic(name) {
			key(other, bones)
		}
	}
	for _, bones := range arabicSkeletons(name) {
		if len(bones) >= leastKey {
			key(arabic, bones)
		}
	}
	return keys
}

// leastKey is how long a sound or the consonants of a name must be to tell it
// from others at all.
const leastKey = 2

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
