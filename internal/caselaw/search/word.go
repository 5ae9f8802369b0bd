package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWord is how many bytes of a word count; what is longer is a line of a table or
// an attack, and two such words are the same if they begin alike.
const maxWord = 96

// scanner goes through a text word by word. A word is a run of letters, digits and
// marks of any script. Three things that people write within a word do not end it:
//
//   - a soft hyphen, or a hyphen at the end of a line before a small letter, as texts
//     taken from PDF have them ("zugäng-\nlich"), unless an "und" follows, which
//     shares a word ("Land- und Stadt");
//   - the star, colon or underscore of "Klient*innen";
//   - characters that are not seen.
//
// All other hyphens part words, so "E-Mail-Adresse" is three words in a row.
type scanner struct {
	text string
	at   int
}

// next returns the next word without what does not end it, and its place in bytes.
func (s *scanner) next() (word string, start, end int, ok bool) {
	text, i := s.text, s.at
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if isWordByte[c] {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if isWordRune(r) {
			break
		}
		i += n
	}
	if i >= len(text) {
		s.at = i
		return "", i, i, false
	}
	start = i
	from, clean := i, "" // from is where the part begins that is not in clean yet
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf && isWordByte[c] {
			i++
			continue
		}
		n, skip := 0, 0
		if c < utf8.RuneSelf {
			skip = joined(text, i)
		} else {
			var r rune
			r, n = utf8.DecodeRuneInString(text[i:])
			switch {
			case isWordRune(r):
				i += n
				continue
			case r == '\u00ad':
				skip = n + breakLength(text[i+n:])
			case unicode.Is(unicode.Cf, r):
				skip = n
			case r == '‐' || r == '‑':
				if k := brokenLine(text[i+n:]); k > 0 {
					skip = n + k
				}
			}
		}
		if skip == 0 {
			break
		}
		clean += text[from:i]
		i += skip
		from = i
	}
	end = i
	if clean != "" || from != start {
		word = clean + text[from:end]
		if from == end { // nothing came after the last joint
			end = start + len(strings.TrimRightFunc(text[start:end], func(r rune) bool { return !isWordRune(r) }))
		}
	} else {
		word = text[start:end]
	}
	s.at = i
	if len(word) > maxWord {
		word = strings.ToValidUTF8(word[:maxWord], "")
	}
	return word, start, end, true
}

// joined is how many bytes from an ASCII character on belong to the word around them
// without being part of it, and 0 where the word ends.
func joined(text string, i int) int {
	switch text[i] {
	case '-':
		if k := brokenLine(text[i+1:]); k > 0 {
			return 1 + k
		}
	case '*', ':', '_':
		rest := text[i+1:]
		if strings.HasPrefix(rest, "in") {
			rest = strings.TrimPrefix(rest[2:], "nen")
			if r, _ := utf8.DecodeRuneInString(rest); rest == "" || !isWordRune(r) {
				return 1
			}
		}
	}
	return 0
}

// brokenLine is the length of the white space with a line end between a hyphen and
// the small letter with which its word goes on; 0 where the hyphen stays.
func brokenLine(rest string) int {
	k := breakLength(rest)
	if k == 0 {
		return 0
	}
	rest = rest[k:]
	if r, _ := utf8.DecodeRuneInString(rest); !unicode.IsLower(r) {
		return 0
	}
	for _, sharing := range []string{"und ", "oder ", "bzw", "sowie ", "und\n", "oder\n", "als "} {
		if strings.HasPrefix(rest, sharing) {
			return 0
		}
	}
	return k
}

// breakLength is the length of white space that holds one line end, and 0 for any
// other.
func breakLength(rest string) int {
	lines, i := 0, 0
	for i < len(rest) && (rest[i] == ' ' || rest[i] == '\n' || rest[i] == '\r' || rest[i] == '\t') {
		if rest[i] == '\n' {
			lines++
		}
		i++
	}
	if lines != 1 {
		return 0
	}
	return i
}

var isWordByte = func() (set [utf8.RuneSelf]bool) {
	for c := range set {
		set[c] = '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	return set
}()

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && isWordByte[r]
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
