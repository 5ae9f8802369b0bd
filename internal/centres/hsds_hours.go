package centres

import (
	"strings"

	"verbund/internal/centres/hours"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// hsdsDays are the days as RFC 5545 abbreviates them, Monday first.
var hsdsDays = [7]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// newHSDSSchedules writes hours as rules of RFC 5545: one weekly rule for each
// stretch of time with all its days, then one for each stretch of a dated
// exception. A rule without opens_at says what cannot be put into times: closed,
// or by appointment only. Hours of which nothing is known give no rule at all,
// so nobody can take them for closed.
//
// The times are those of the clock on the wall. The offset from UTC that the
// specification would like is left out, because it changes twice a year while
// the hours stay; description names the time zone.
func newHSDSSchedules(t *text.Printer, zone string, parent core.ID, link func(*hsdsSchedule), h hours.Hours) []hsdsSchedule {
	var all []hsdsSchedule
	add := func(s hsdsSchedule, key ...string) {
		s.ID = core.NamedID("hsds schedule", append([]string{string(parent)}, key...)...)
		link(&s)
		all = append(all, s)
	}
	attending := ""
	if h.ByAppointment {
		attending = t.Say("centres.office.appointment")
	}
	local := t.Say("centres.hsds.local-time", "zone", zone)
	var spans []hours.Span
	days := map[hours.Span][]string{}
	for i, of := range h.Week {
		for _, s := range of {
			if days[s] == nil {
				spans = append(spans, s)
			}
			days[s] = append(days[s], hsdsDays[i])
		}
	}
	for _, s := range spans {
		byday := strings.Join(days[s], ",")
		add(hsdsSchedule{
			WkSt: "MO", Freq: "WEEKLY", Interval: 1, ByDay: byday, Description: local,
			OpensAt: s.From.String(), ClosesAt: closingTime(s), AttendingType: attending, Notes: h.Note,
		}, "week", byday, s.String())
	}
	if len(spans) == 0 && (h.Known || h.ByAppointment || h.Note != "") {
		words := attending
		if words == "" && h.Known {
			words = t.Say("centres.open.closed-day")
		}
		add(hsdsSchedule{Description: words, AttendingType: attending, Notes: h.Note}, "week")
	}
	for _, e := range h.Exceptions {
		from, until := e.From.String(), e.Until.String()
		dated := hsdsSchedule{ValidFrom: from, ValidTo: until, DTStart: from, Until: until, Notes: e.Note}
		if len(e.Spans) == 0 {
			dated.Description = t.Say("centres.open.closed-day")
			add(dated, "exception", from, until)
		}
		for _, s := range e.Spans {
			dated.WkSt, dated.Freq, dated.Interval, dated.ByDay = "MO", "WEEKLY", 1, strings.Join(hsdsDays[:], ",")
			dated.Description, dated.OpensAt, dated.ClosesAt = local, s.From.String(), closingTime(s)
			add(dated, "exception", from, until, s.String())
		}
	}
	return distinct(all)
}

// closingTime writes the end of a day as its last minute: few programs read
// 24:00.
func closingTime(s hours.Span) string {
	if s.To == hours.Midnight {
		return (s.To - 1).String()
	}
	return s.To.String()
}

// distinct drops what says the same twice.
func distinct(all []hsdsSchedule) []hsdsSchedule {
	seen := map[core.ID]bool{}
	var kept []hsdsSchedule
	for _, s := range all {
		if !seen[s.ID] {
			seen[s.ID] = true
			kept = append(kept, s)
		}
	}
	return kept
}
