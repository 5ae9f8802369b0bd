package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a piece of a typed query is.
type kind int

const (
	theEnd kind = iota
	aWord       // a run without white space, brackets and quotes
	aPhrase
	aNorm
	aCase
	opens
	closes
	isAnd
	isOr
	isNot
	isNear
	isField // the name of a field with its colon
)

// lexeme is such a piece.
type lexeme struct {
	kind kind
	text string // of a phrase what is within the quotes, of a field its name
	key  string // of a norm; of a field how it was typed
	n    int    // of NEAR
	node *caseNode
	not  bool // a minus stood before it
}

// lexer cuts a query into pieces.
type lexer struct {
	p    *parser
	text string
	at   int
	norm int // how many more texts may be tried as provisions
	file int // the same of file numbers
}

// quotes are the signs that open a phrase and those that close it.
func closing(r rune) (close string, ok bool) {
	switch r {
	case '"', '“', '”', '„', '«', '»', '‟':
		return "\"“”«»‟", true
	}
	return "", false
}

// next returns the next piece.
func (l *lexer) next() lexeme {
	for l.at < len(l.text) {
		r, n := utf8.DecodeRuneInString(l.text[l.at:])
		if !unicode.IsSpace(r) && !unicode.IsControl(r) {
			break
		}
		l.at += n
	}
	rest := l.text[l.at:]
	if rest == "" {
		return lexeme{kind: theEnd}
	}
	r, n := utf8.DecodeRuneInString(rest)
	switch {
	case r == '(' || r == '[' || r == '{':
		l.at += n
		return lexeme{kind: opens, text: rest[:n]}
	case r == ')' || r == ']' || r == '}':
		l.at += n
		return lexeme{kind: closes, text: rest[:n]}
	case r == '-' || r == '−' || r == '–' || r == '!':
		if after, _ := utf8.DecodeRuneInString(rest[n:]); l.startsWord() && after != utf8.RuneError &&
			(isWordRune(after) || after == '(' || isQuote(after)) {
			l.at += n
			x := l.next()
			x.not = !x.not
			return x
		}
	case r == '+':
		l.at += n
		return l.next()
	case r == '&' || r == '|':
		l.at += len(rest) - len(strings.TrimLeft(rest, string(r)))
		if r == '&' {
			return lexeme{kind: isAnd, text: "&"}
		}
		return lexeme{kind: isOr, text: "|"}
	}
	if close, ok := closing(r); ok {
		l.at += n
		return l.phrase(close)
	}
	if x, ok := l.citation(rest); ok {
		return x
	}
	return l.word(rest)
}

func isQuote(r rune) bool {
	_, ok := closing(r)
	return ok
}

// startsWord tells whether what comes begins a word: a minus within one excludes
// nothing.
func (l *lexer) startsWord() bool {
	before, _ := utf8.DecodeLastRuneInString(l.text[:l.at])
	return l.at == 0 || unicode.IsSpace(before) || before == '(' || before == ':'
}

func (l *lexer) phrase(close string) lexeme {
	rest := l.text[l.at:]
	end := strings.IndexAny(rest, close)
	if end < 0 {
		l.p.q.note("caselaw.search.quote-open")
		l.at = len(l.text)
		return lexeme{kind: aPhrase, text: rest}
	}
	_, n := utf8.DecodeRuneInString(rest[end:])
	l.at += end + n
	return lexeme{kind: aPhrase, text: rest[:end]}
}

// word reads a run without white space, and finds operators and names of fields.
func (l *lexer) word(rest string) lexeme {
	ends := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()[]{}|&", r) || isQuote(r) }
	if i := strings.IndexByte(rest[:min(len(rest), 40)], ':'); i > 0 && strings.IndexFunc(rest[:i], ends) < 0 {
		if field, ok := l.p.fields[strings.ToLower(rest[:i])]; ok {
			l.at += i + 1
			return lexeme{kind: isField, text: field, key: strings.ToLower(rest[:i])}
		}
		if isName(rest[:i]) && i+1 < len(rest) && !unicode.IsSpace(rune(rest[i+1])) && rest[i+1] != '/' && !strings.HasPrefix(rest[i:], ":in") {
			l.p.q.note("caselaw.search.unknown-field", "field", clip(rest[:i]))
		}
	}
	end := strings.IndexFunc(rest, ends)
	if end < 0 {
		end = len(rest)
	}
	l.at += end
	text := rest[:end]
	switch text {
	case "AND", "UND":
		return lexeme{kind: isAnd, text: text}
	case "OR", "ODER":
		return lexeme{kind: isOr, text: text}
	case "NOT", "NICHT":
		return lexeme{kind: isNot, text: text}
	}
	for _, name := range []string{"NEAR", "NAHE", "NEBEN"} {
		if after, ok := strings.CutPrefix(text, name); ok {
			if after == "" {
				return lexeme{kind: isNear, text: text, n: 10}
			}
			if n, ok := smallNumber(strings.TrimLeft(after, "/~")); ok && after[0] == '/' {
				return lexeme{kind: isNear, text: text, n: n}
			}
		}
	}
	return lexeme{kind: aWord, text: text}
}

func isName(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return len(s) > 1
}

func smallNumber(s string) (n int, ok bool) {
	if s == "" || len(s) > 4 {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}

// citation reads a provision, an ECLI or a file number that begins here. It tries the
// longest text first.
func (l *lexer) citation(rest string) (lexeme, bool) {
	if len(rest) > 5 && strings.EqualFold(rest[:5], "ecli:") {
		rest := rest[:min(len(rest), maxCitation)]
		end := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()\"", r) })
		if end < 0 {
			end = len(rest)
		}
		text := strings.TrimRight(rest[:end], ".,;")
		if strings.Count(text, ":") == 4 {
			l.at += end
			c := &caseNode{text: text, ecli: eclis(text)}
			if parse := l.p.lang.rules.ParseCase; parse != nil {
				c.key, _ = parse(text)
			}
			return lexeme{kind: aCase, text: text, node: c}, true
		}
	}
	if strings.HasPrefix(rest, "§") || hasWord(rest, "Art") || hasWord(rest, "Artikel") || hasWord(rest, "art") || hasWord(rest, "artikel") {
		if text, key, ok := l.longest(rest, 14, &l.norm, l.p.lang.rules.ParseNorm); ok {
			l.at += len(text)
			return lexeme{kind: aNorm, text: text, key: key}, true
		}
	}
	if l.p.known != nil && l.startsWord() {
		file := func(text string) (string, bool) {
			if !strings.ContainsAny(text, "/.") || !strings.ContainsAny(text, "0123456789") {
				return "", false
			}
			key := l.p.lang.rules.FileNumber(text)
			return key, key != "" && l.p.known(key)
		}
		if text, key, ok := l.longest(rest, 6, &l.file, file); ok {
			l.at += len(text)
			c := &caseNode{text: text, file: key}
			if parse := l.p.lang.rules.ParseCase; parse != nil {
				c.key, _ = parse(text)
			}
			return lexeme{kind: aCase, text: text, node: c}, true
		}
	}
	return lexeme{}, false
}

func hasWord(s, word string) bool {
	after, ok := strings.CutPrefix(s, word)
	return ok && (after == "" || after[0] == '.' || after[0] == ' ')
}

// maxCitation is how long a provision or a file number may be, in bytes.
const maxCitation = 200

// longest tries what begins here, up to so many runs without white space, as far as
// tries are left.
func (l *lexer) longest(rest string, runs int, tries *int, parse func(string) (string, bool)) (text, key string, ok bool) {
	if parse == nil || *tries <= 0 {
		return "", "", false
	}
	rest = rest[:min(len(rest), maxCitation)]
	var ends []int
	i := 0
	for len(ends) < runs && i < len(rest) {
		end := strings.IndexFunc(rest[i:], unicode.IsSpace)
		if end < 0 {
			end = len(rest) - i
		}
		if strings.ContainsAny(rest[i:i+end], "\"“”„") {
			break
		}
		if end > 0 {
			ends = append(ends, i+end)
		}
		i += end
		i += len(rest[i:]) - len(strings.TrimLeftFunc(rest[i:], unicode.IsSpace))
	}
	for k := len(ends) - 1; k >= 0 && *tries > 0; k-- {
		*tries--
		text := strings.TrimRight(rest[:ends[k]], ".,;:)]}")
		if key, ok := parse(text); ok {
			return text, key, true
		}
	}
	return "", "", false
}

// untilStroke takes the runs that follow a first one up to the one with the year of a
// file number, "87/09" or "72.16", so that "az:3 StR 87/09" needs no quotes. It takes
// none where there is no such run.
func (l *lexer) untilStroke(first string) string {
	hasYear := func(run string) bool {
		i := strings.LastIndexAny(run, "/.")
		if i <= 0 || i+3 > len(run) {
			return false
		}
		_, ok := smallNumber(run[i+1 : i+3])
		return ok
	}
	if hasYear(first) {
		return ""
	}
	rest := l.text[l.at:]
	i := 0
	for range 5 {
		for i < len(rest) && rest[i] == ' ' {
			i++
		}
		end := strings.IndexAny(rest[i:], " \t\n()\"")
		if end < 0 {
			end = len(rest) - i
		}
		if end == 0 {
			return ""
		}
		i += end
		if hasYear(rest[i-end : i]) {
			l.at += i
			return rest[:i]
		}
	}
	return ""
}
