package hours

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbund/internal/core"
)

// kind is what a token of written hours means.
type kind uint8

const (
	unreadable kind = iota
	end
	separator // ";" and line ends
	comma
	dash
	dots
	day
	date
	clockTime
	closed
	always
	appointment
	notKnown
	note
)

// token is one word or sign.
type token struct {
	kind kind
	text string // as written
	at   int    // where it begins, counted in characters from 1

	days  [7]bool // of a day, Monday first: one, or several for "daily"
	date  core.Date
	hour  int // of a clockTime, 0 to 24
	min   int
	half  byte // 'a' or 'p' where it was written, else 0
	plain bool // a clockTime of one digit, as in "9-5"
}

// text is what people wrote, next to the same in the few characters that the
// scanner knows. Notes are taken from the former.
type text struct {
	written string
	plain   string
	origin  []int // for each byte of plain, the byte of written that it came from
}

func newText(s string) text {
	t := text{written: strings.ToValidUTF8(s, "\uFFFD")}
	var b strings.Builder
	inNote := false
	for i, r := range t.written {
		if r == '"' {
			inNote = !inNote
		}
		if !inNote {
			r = simple(r)
		}
		if r < 0 {
			continue
		}
		b.WriteRune(r)
		for range utf8.RuneLen(r) {
			t.origin = append(t.origin, i)
		}
	}
	t.plain = b.String()
	t.origin = append(t.origin, len(t.written))
	return t
}

func simple(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E { // full-width forms of ASCII
		r -= 0xFEE0
	}
	switch {
	case r == '\n', r == '|', r == '·', r == '•':
		return ';'
	case r == '&', r == '+', r == '、', r == '،':
		return ','
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Pd, r), r == '−', r == '~':
		return '-'
	case unicode.Is(unicode.Cf, r):
		return -1
	case r > unicode.MaxASCII && unicode.Is(unicode.Nd, r):
		return digit(r)
	}
	return unicode.ToLower(r)
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

var (
	isoDate    = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})`)
	germanDate = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})`)
	wholeDay   = regexp.MustCompile(`^(24/7|24 ?h(ours)?\b|24 (stunden|hours)( (täglich|am tag|a day))?|rund um die uhr|around the clock|durchgehend geöffnet)`)
	byTermin   = regexp.MustCompile(`^((und|oder|sowie|auch|or|also) )*((nur|termine?) )*((nach|n\.|mit|auf|per) ?(telefonischer |vorheriger |individueller )?(terminvereinbarung|vereinbarung|absprache|termin|anmeldung|anfrage|v\.)|by (appointment|arrangement)( only)?)`)
	fourDigits = regexp.MustCompile(`^([01]\d|2[0-4])([0-5]\d)`)
	hourMinute = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2}))?(?: ?(uhr|h|[ap]\.?m)\b\.?)?`)
	aWord      = regexp.MustCompile(`^\p{L}+\.?`)
	aNote      = regexp.MustCompile(`^"((?:[^"]|"")*)"`)
)

// scan cuts s into tokens, with an end token last. What it cannot read is an
// unreadable one; words and signs that say nothing are left out.
func scan(s string) []token {
	t := newText(s)
	var tokens []token
	for at := 0; at < len(t.plain); {
		tok, n := next(t.plain[at:])
		from, to := t.origin[at], t.origin[at+n]
		if n > 0 && tok.kind != end {
			tok.text = t.written[from:to]
			tok.at = 1 + utf8.RuneCountInString(t.written[:from])
			if tok.kind == note {
				tok.text = strings.ReplaceAll(t.written[t.origin[at+1]:t.origin[at+n-1]], `""`, `"`)
			}
			tokens = append(tokens, tok)
		}
		at += n
	}
	return append(tokens, token{kind: end, at: 1 + utf8.RuneCountInString(t.written)})
}
