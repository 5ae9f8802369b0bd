package hours

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbund/internal/core"
)

// next reads one token from the beginning of plain text and returns how many
// bytes it took. Blanks and words that say nothing are tokens of kind end.
func next(s string) (token, int) {
	if s[0] == '"' {
		if m := aNote.FindString(s); m != "" {
			return token{kind: note}, len(m)
		}
		return token{}, len(s)
	}
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return dated(m[1], m[2], m[3]), len(m[0])
	}
	if m := germanDate.FindStringSubmatch(s); m != nil {
		return dated(m[3], m[2], m[1]), len(m[0])
	}
	if m := wholeDay.FindString(s); m != "" {
		return token{kind: always}, len(m)
	}
	if m := byTermin.FindString(s); m != "" && !letterAt(s, len(m)) {
		return token{kind: appointment}, len(m)
	}
	if '0' <= s[0] && s[0] <= '9' {
		return timed(s)
	}
	if m := aWord.FindString(s); m != "" {
		return meaning(strings.TrimSuffix(m, ".")), len(m)
	}
	if strings.HasPrefix(s, "..") {
		return token{kind: dots}, len(s) - len(strings.TrimLeft(s, "."))
	}
	r, size := utf8.DecodeRuneInString(s)
	switch r {
	case ' ', ':', '(', ')':
		return token{kind: end}, size
	case ';':
		return token{kind: separator}, size
	case ',', '/':
		return token{kind: comma}, size
	case '-':
		return token{kind: dash}, size
	case '…':
		return token{kind: dots}, size
	}
	return token{}, size
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

func dated(year, month, day string) token {
	d, err := core.ParseDate(fmt.Sprintf("%04s-%02s-%02s", year, month, day))
	if err != nil || d.IsZero() {
		return token{}
	}
	return token{kind: date, date: d}
}

// timed reads a time of day: 9, 09:00, 9.30 Uhr, 9h30, 0930, 9am, 5 p.m.
func timed(s string) (token, int) {
	run := len(s) - len(strings.TrimLeft(s, "0123456789"))
	t := token{kind: clockTime, plain: run == 1}
	var m []string
	if run == 4 {
		m = fourDigits.FindStringSubmatch(s)
	} else if run <= 2 {
		m = hourMinute.FindStringSubmatch(s)
	}
	if m == nil {
		return token{}, run
	}
	t.hour, _ = strconv.Atoi(m[1])
	t.min, _ = strconv.Atoi(m[2])
	if m[2] != "" {
		t.plain = false
	}
	n := len(m[0])
	if run <= 2 && (strings.HasPrefix(m[3], "a") || strings.HasPrefix(m[3], "p")) {
		t.half, t.plain = m[3][0], false
	}
	known := t.hour < 24 && t.min < 60 || t.hour == 24 && t.min == 0
	if t.half != 0 && (t.hour < 1 || t.hour > 12) || !known || n < len(s) && '0' <= s[n] && s[n] <= '9' {
		return token{}, n
	}
	return t, n
}

// meaning tells what a single word means. The list is closed on purpose: an
// unknown word may be what makes the hours different.
func meaning(w string) token {
	switch w {
	case "mo", "mon", "monday", "mondays", "montag", "montags":
		return onDay(0)
	case "di", "die", "dienstag", "dienstags", "tu", "tue", "tues", "tuesday", "tuesdays":
		return onDay(1)
	case "mi", "mit", "mittwoch", "mittwochs", "we", "wed", "weds", "wednesday", "wednesdays":
		return onDay(2)
	case "do", "don", "donnerstag", "donnerstags", "th", "thu", "thur", "thurs", "thursday", "thursdays":
		return onDay(3)
	case "fr", "fre", "fri", "friday", "fridays", "freitag", "freitags":
		return onDay(4)
	case "sa", "sam", "sat", "saturday", "saturdays", "samstag", "samstags", "sonnabend", "sonnabends":
		return onDay(5)
	case "so", "son", "su", "sun", "sunday", "sundays", "sonntag", "sonntags":
		return onDay(6)
	case "täglich", "daily", "everyday", "tag", "day":
		return onDay(0, 1, 2, 3, 4, 5, 6)
	case "weekdays", "wochentags":
		return onDay(0, 1, 2, 3, 4)
	case "weekend", "weekends", "wochenende":
		return onDay(5, 6)
	case "geschlossen", "geschl", "zu", "closed", "off":
		return token{kind: closed}
	case "immer", "always", "durchgehend", "ganztägig":
		return token{kind: always}
	case "unbekannt", "unknown":
		return token{kind: notKnown}
	case "bis", "to", "till", "until", "through":
		return token{kind: dash}
	case "und", "u", "and", "sowie":
		return token{kind: comma}
	case "uhr", "h", "von", "from", "at", "am", "an", "on", "jeweils", "je", "jeden", "every", "geöffnet", "offen", "open",
		"öffnungszeiten", "öffnungszeit", "sprechzeiten", "sprechzeit", "bürozeiten", "hours", "opening":
		return token{kind: end}
	}
	return token{}
}

func onDay(days ...int) token {
	t := token{kind: day}
	for _, d := range days {
		t.days[d] = true
	}
	return t
}
