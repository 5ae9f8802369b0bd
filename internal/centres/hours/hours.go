// Package hours knows when a centre can be reached: a week of opening hours,
// exceptions for single days, and the honest answer that nobody knows.
//
// A centre is only ever called open when its hours say so. Missing hours,
// hours by appointment and days that nothing is known about give Unknown, which
// pages word as "please call". All times are those of the clock on the centre's
// wall; the package never asks what time it is.
package hours

import (
	"fmt"
	"slices"
	"time"

	"verbund/internal/core"
)

// Minutes is a time of day in minutes since midnight, 0 to Midnight.
type Minutes int

// Midnight is the end of a day, 24:00.
const Midnight Minutes = 24 * 60

// String writes "09:00", and "24:00" for the end of the day.
func (m Minutes) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// Span is a stretch of one day, from From until just before To. Hours that go
// on past midnight are two spans on two days.
type Span struct{ From, To Minutes }

// Week holds the spans of each day, Monday first, in order and without overlap.
type Week [7][]Span

// On returns the spans of a day of the week.
func (w Week) On(d time.Weekday) []Span { return w[(int(d)+6)%7] }

// Exception replaces the week on the days From to Until, both included.
type Exception struct {
	From, Until core.Date
	Spans       []Span // none: closed
	Note        string // why, for people
}

// Hours is everything that is known about when a centre is open. The zero value
// is a centre of which nothing is known.
type Hours struct {
	Known         bool // the week is known; a day without spans is then a closed one
	ByAppointment bool // also, or only, by appointment
	Week          Week
	Note          string // for people, about the week
	Exceptions    []Exception
}

// State says whether a centre is open.
type State int

// The states. Unknown is the zero value, so that nothing is open by mistake.
const (
	Unknown State = iota // please call
	Open
	Closed
)

// At returns the state at the instant t, by the clock of t's own time zone: the
// caller passes t.In the zone of the centre. Where the clock is put forward or
// back the hours hold as written. An exception beats the week, also one that is
// not known; of several for the same day the one for the fewest days counts.
func (h Hours) At(t time.Time) State {
	spans, known := h.on(core.DateOf(t))
	if !known {
		return Unknown
	}
	now := clock(t)
	for _, s := range spans {
		if s.From <= now && now < s.To {
			return Open
		}
	}
	return Closed
}

// Opening is a time at which a centre opens.
type Opening struct {
	Date core.Date
	Span Span
}

// horizon is how many days ahead Next looks.
const horizon = 14

// Next returns the first opening after the instant t, again by the clock of t's
// own zone, or false if none is known within 14 days. Hours that go on past
// midnight do not open anew.
func (h Hours) Next(t time.Time) (Opening, bool) {
	today, after := core.DateOf(t), clock(t)
	before, _ := h.on(today.AddDays(-1))
	for ahead := range horizon + 1 {
		day := today.AddDays(ahead)
		spans, _ := h.on(day)
		for _, s := range spans {
			goesOn := s.From == 0 && len(before) > 0 && before[len(before)-1].To == Midnight
			if s.From > after && !goesOn {
				return Opening{day, s}, true
			}
		}
		before, after = spans, -1
	}
	return Opening{}, false
}

func clock(t time.Time) Minutes { return Minutes(t.Hour()*60 + t.Minute()) }

// on returns the spans of a day, and whether anything is known about it.
func (h Hours) on(day core.Date) ([]Span, bool) {
	var best *Exception
	for i := range h.Exceptions {
		e := &h.Exceptions[i]
		if day.Before(e.From) || day.After(e.Until) {
			continue
		}
		if best == nil || e.days() <= best.days() {
			best = e
		}
	}
	if best != nil {
		return best.Spans, true
	}
	if !h.Known {
		return nil, false
	}
	return h.Week.On(day.Weekday()), true
}

func (e Exception) days() int {
	midnight := func(d core.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
	return int((midnight(e.Until).Unix() - midnight(e.From).Unix()) / (24 * 60 * 60))
}

// Days is a run of days of the week, From and To included; both are the same for
// a single day.
type Days struct{ From, To time.Weekday }

// Line is what a page prints in one row: the days that share the same hours.
type Line struct {
	Days  []Days // never empty, Monday first
	Spans []Span // never empty
}

// Lines groups the week for display, in the order of its days. Closed days are
// left out, so a week without hours has no lines.
func (h Hours) Lines() []Line {
	var lines []Line
	for i, spans := range h.Week {
		if len(spans) == 0 {
			continue
		}
		day := time.Weekday((i + 1) % 7)
		same := slices.IndexFunc(lines, func(l Line) bool { return slices.Equal(l.Spans, spans) })
		if same < 0 {
			lines = append(lines, Line{Days: []Days{{day, day}}, Spans: spans})
			continue
		}
		l := &lines[same]
		if last := &l.Days[len(l.Days)-1]; (last.To+1)%7 == day {
			last.To = day
		} else {
			l.Days = append(l.Days, Days{day, day})
		}
	}
	return lines
}
