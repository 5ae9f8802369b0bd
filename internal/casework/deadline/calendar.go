package deadline

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"verbund/internal/core"
)

// Event is a day in a calendar.
type Event struct {
	UID       string // names the event for ever and looks random, so that it tells nothing
	Day       core.Date
	Title     string // neutral words: calendars are read on telephones and on screens in trains
	AlarmDays []int  // how many days before it, at nine in the morning, the calendar reminds
}

// WriteCalendar writes events as an iCalendar file (RFC 5545) with the media
// type text/calendar: whole days that take up no time, marked as private, sorted
// by day. The same events and stamp, which is when the file was made, give the
// same bytes. The calendar shows name (RFC 7986).
//
// An event without day or UID, one UID for two events, or an alarm after the day
// is an error of the kind core.Invalid, and nothing is written.
func WriteCalendar(w io.Writer, name string, stamp time.Time, events []Event) error {
	uids := make(map[string]bool)
	for _, e := range events {
		if e.UID == "" || uids[e.UID] || e.Day.IsZero() || e.Day.Year > 9998 || slices.ContainsFunc(e.AlarmDays, func(n int) bool { return n < 0 || n > 999 }) {
			return &core.Error{Kind: core.Invalid, Cause: fmt.Errorf("a day for the calendar has no UID or one that is taken, no day, or an alarm that is not between 0 and 999 days before it")}
		}
		uids[e.UID] = true
	}
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, func(a, b Event) int {
		return strings.Compare(a.Day.String()+a.UID, b.Day.String()+b.UID)
	})
	out := bufio.NewWriter(w)
	line := func(property, value string) { writeLine(out, property+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//verbund//verbund//DE")
	line("CALSCALE", "GREGORIAN")
	line("NAME", escape(name))
	line("X-WR-CALNAME", escape(name))
	for _, e := range sorted {
		line("BEGIN", "VEVENT")
		line("UID", escape(e.UID))
		line("DTSTAMP", stamp.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE", compact(e.Day))
		line("DTEND;VALUE=DATE", compact(e.Day.AddDays(1)))
		line("SUMMARY", escape(e.Title))
		line("CLASS", "PRIVATE")
		line("TRANSP", "TRANSPARENT")
		alarms := slices.Sorted(slices.Values(e.AlarmDays))
		for _, n := range slices.Backward(slices.Compact(alarms)) {
			line("BEGIN", "VALARM")
			line("ACTION", "DISPLAY")
			line("DESCRIPTION", escape(e.Title))
			line("TRIGGER", trigger(n))
			line("END", "VALARM")
		}
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return out.Flush()
}

func compact(d core.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// trigger returns the time from the beginning of a day back to nine in the
// morning n days before.
func trigger(n int) string {
	switch n {
	case 0:
		return "PT9H"
	case 1:
		return "-PT15H"
	}
	return fmt.Sprintf("-P%dDT15H", n-1)
}

// escape writes a text as a value of the type TEXT (RFC 5545, 3.3.11). Signs
// that such a value cannot hold are left out.
func escape(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\\' || r == ';' || r == ',':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r < ' ' && r != '\t' || r == 0x7f:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// octets is how long a line may be, without its end (RFC 5545, 3.1).
const octets = 75

// writeLine ends a line as iCalendar wants it and folds it where it is too long,
// never within a character. An error is kept by w and comes with Flush.
func writeLine(w *bufio.Writer, line string) {
	room := octets
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.WriteString(line[:cut])
		w.WriteString("\r\n ")
		line, room = line[cut:], octets-1
	}
	w.WriteString(line)
	w.WriteString("\r\n")
}
