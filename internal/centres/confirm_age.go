package centres

import (
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
)

// Age says how far an entry can be relied on, by the day on which the centre
// last said that all is correct.
type Age string

// The ages. Fresh is the zero value, so it needs no mark on a page.
const (
	Fresh       Age = ""
	Ageing      Age = "ageing"      // confirmed more than 6 months ago
	Unconfirmed Age = "unconfirmed" // more than 12 months ago, or never
)

// After how many months an entry ages, and counts as not confirmed.
const (
	ageingAfter      = 6
	unconfirmedAfter = 12
)

// ageOf tells the age that an entry has today. A day counts as 6 months ago
// when its number in the month has come again, or the month is over.
func ageOf(confirmed, today core.Date) Age {
	switch {
	case confirmed.IsZero() || monthsLater(confirmed, unconfirmedAfter).Before(today):
		return Unconfirmed
	case monthsLater(confirmed, ageingAfter).Before(today):
		return Ageing
	}
	return Fresh
}

// monthsLater is the same day n months later, or the last day of that month
// where it has no such day: 31 August and 6 months are 28 or 29 February.
func monthsLater(d core.Date, n int) core.Date {
	last := time.Date(d.Year, d.Month+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	return core.Date{Year: last.Year(), Month: last.Month(), Day: min(d.Day, last.Day())}
}

// stateOf says in words how far an entry can be relied on today.
func stateOf(t *text.Printer, c *Centre, today core.Date) string {
	switch age := ageOf(c.ConfirmedOn, today); {
	case age == Fresh:
		return t.Say("centres.state.confirmed", "date", t.Date(c.ConfirmedOn))
	case age == Ageing:
		return t.Say("centres.state.ageing", "date", t.Date(c.ConfirmedOn))
	case !c.ConfirmedOn.IsZero():
		return t.Say("centres.state.long-ago", "date", t.Date(c.ConfirmedOn))
	case !c.AsOf.IsZero():
		return t.Say("centres.state.as-of", "month", t.MonthYear(c.AsOf))
	}
	return t.Say("centres.state.unconfirmed")
}

// confirmedBy names who confirmed an entry.
func confirmedBy(t *text.Printer, c *Centre) string {
	switch c.ConfirmedBy {
	case byLink:
		return t.Say("centres.state.by-link")
	case byAccount:
		return c.Organisation
	}
	return c.ConfirmedBy
}

// tone sets what is said about an entry apart where it should make one careful.
func (c Card) tone() ui.Tone {
	if c.Age == Fresh {
		return ui.Calm
	}
	return ui.Urgent
}
