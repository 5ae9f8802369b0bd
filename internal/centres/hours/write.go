package hours

import (
	"strings"
	"time"
)

// dayNames are the days as OpenStreetMap's opening_hours abbreviates them.
var dayNames = [7]string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"}

// String writes the canonical form, which reads like OpenStreetMap's
// opening_hours and which Parse reads back to the same hours:
//
//	Mo-Fr 09:00-12:00,14:00-18:00; by appointment; 2026-12-24..2026-12-31 closed "holidays"
//
// Hours of which nothing is known are the empty text.
func (h Hours) String() string {
	var parts []string
	lines := h.Lines()
	switch {
	case !h.Known:
	case len(lines) == 0:
		parts = append(parts, "closed")
	case len(lines) == 1 && lines[0].always():
		parts = append(parts, "24/7")
	default:
		for _, l := range lines {
			parts = append(parts, l.days()+" "+list(l.Spans))
		}
	}
	if h.ByAppointment {
		parts = append(parts, "by appointment")
	}
	if h.Note != "" {
		parts = append(parts, quoted(h.Note))
	}
	for _, e := range h.Exceptions {
		part := e.From.String()
		if e.Until != e.From {
			part += ".." + e.Until.String()
		}
		if len(e.Spans) == 0 {
			part += " closed"
		} else {
			part += " " + list(e.Spans)
		}
		if e.Note != "" {
			part += " " + quoted(e.Note)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

// MarshalText writes the canonical form.
func (h Hours) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what Parse reads.
func (h *Hours) UnmarshalText(b []byte) error {
	v, err := Parse(string(b))
	if err == nil {
		*h = v
	}
	return err
}

// String writes "09:00-12:00".
func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

func (l Line) always() bool {
	return l.Days[0] == Days{time.Monday, time.Sunday} && len(l.Spans) == 1 && l.Spans[0] == Span{0, Midnight}
}

func (l Line) days() string {
	var runs []string
	for _, d := range l.Days {
		run := dayNames[d.From]
		if d.To != d.From {
			run += "-" + dayNames[d.To]
		}
		runs = append(runs, run)
	}
	return strings.Join(runs, ",")
}

func list(spans []Span) string {
	var s []string
	for _, span := range spans {
		s = append(s, span.String())
	}
	return strings.Join(s, ",")
}

// quoted writes a note between quotation marks, doubling those inside.
func quoted(note string) string { return `"` + strings.ReplaceAll(note, `"`, `""`) + `"` }
