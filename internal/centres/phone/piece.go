package phone

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// numeric are the characters that stand in and around the digits of a number.
const numeric = "0123456789+()[]-/.: "

// piece is a stretch of print around one number and its alternatives.
type piece struct {
	number    string   // digits and the signs between them
	words     []string // all words beside it
	labels    []string // those worth keeping
	telephone bool
	fax       bool
	extended  bool   // one of the words announced an extension
	extension string // what stood behind that word
}

func (p *piece) hasNumber() bool { return strings.ContainsFunc(p.number, isDigit) }

// cut divides plain text at bars, commas, line ends and wherever the words
// beside a number show that another one begins.
func cut(text string) ([]piece, error) {
	var pieces []piece
	var p piece
	end := func() {
		if p.hasNumber() {
			pieces, p = append(pieces, p), piece{}
		}
		p.number = "" // signs without digits
	}
	for text != "" {
		n := token(text)
		t, rest := text[:n], text[n:]
		text = rest
		if strings.ContainsAny(t, "|,;\n") {
			end()
			continue
		}
		if strings.Trim(t, numeric) == "" {
			if p.extended {
				p.extension += t
			} else {
				p.number += t
			}
			continue
		}
		m := word(t)
		switch {
		case m == unknown:
			return nil, unreadable(t)
		case m == joiner && p.extended:
			end()
		case m == joiner && p.hasNumber():
			p.number += " / "
		case m == joiner:
		case m == extension:
			if !p.hasNumber() && len(p.words) == 0 && len(pieces) > 0 { // "030 1234567, App. 12"
				last := len(pieces) - 1
				pieces, p = pieces[:last], pieces[last]
			}
			if p.extended || !p.hasNumber() {
				return nil, unreadable(t)
			}
			p.extended = true
		default:
			if p.hasNumber() && digitsFollow(rest) {
				end()
			}
			p.note(m, t)
		}
	}
	end()
	switch {
	case len(p.words) == 0:
		return pieces, nil
	case len(pieces) > 0 && len(p.words) == len(p.labels): // "0800 1234567, kostenlos"
		last := &pieces[len(pieces)-1]
		last.labels = append(last.labels, p.labels...)
		return pieces, nil
	}
	return nil, unreadable(strings.Join(p.words, " "))
}

func (p *piece) note(m meaning, w string) {
	p.words = append(p.words, w)
	switch m {
	case telephone:
		p.telephone = true
	case fax:
		p.fax = true
	case label:
		p.labels = append(p.labels, strings.Trim(w, "."))
	}
}

// token returns how many bytes the next token has: a separator, a run of
// numeric characters, a word, or one character of no known use.
func token(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	in := func(r rune) bool { return unicode.IsLetter(r) || r == '.' }
	switch {
	case strings.ContainsRune("|,;\n", r):
		return size
	case strings.ContainsRune(numeric, r):
		in = func(r rune) bool { return strings.ContainsRune(numeric, r) }
	case !unicode.IsLetter(r):
		return size
	}
	if n := strings.IndexFunc(s, func(r rune) bool { return !in(r) }); n >= 0 {
		return n
	}
	return len(s)
}

// digitsFollow tells whether a digit comes before the next separator or the end
// of a bracket: whether a word announces what follows or explains what was.
func digitsFollow(s string) bool {
	i := strings.IndexAny(s, "0123456789|,;)\n")
	return i >= 0 && isDigit(rune(s[i]))
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
