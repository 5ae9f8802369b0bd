// Package count makes the year figures of one centre: exact tables of its own
// cases over a period, for its lead, its team and those who fund it. It is pure: it
// knows no vault, no database and no page, and the same input always gives the same
// tables. Page, CSV and XLSX are written from one computed Set, so that they can
// never differ.
//
// Its rules:
//   - A case counts once in a row of a table, however often an answer stands in it.
//   - A case is documented in a period if it began in it, or if something was done
//     for it: a contact, a measure begun or ended, a claim, a night, a deadline
//     kept; or if it was closed then.
//   - Every table has a base, says whether several answers are possible, and for how
//     many of what it counts nothing was said. "Would rather not say" is an answer.
//   - Shares are whole percent of the base, rounded half up.
//   - What was done for several clients at once counts once, with its minutes.
//   - Both ends of a period belong to it. The figures of two periods that follow
//     each other add up wherever days, and not cases, are counted.
//
// The tables are exact. Small numbers can show who a person is: they are for the
// house, and whoever passes them on must look at each of them first.
package count

import (
	"time"

	"verbund/internal/core"
)

// Declined is the answer "would rather not say", as the data set keeps it.
const Declined = "-"

// Period is the time of which figures speak. Both days belong to it.
type Period struct{ From, To core.Date }

// Year is a calendar year.
func Year(year int) Period {
	return Period{core.Date{Year: year, Month: time.January, Day: 1}, core.Date{Year: year, Month: time.December, Day: 31}}
}

// Has tells whether a day lies in the period. The unknown day lies in none.
func (p Period) Has(day core.Date) bool {
	return !day.IsZero() && !day.Before(p.From) && !day.After(p.To)
}

// touches tells whether a span of days, of which the end may be unknown, has a day
// in the period.
func (p Period) touches(from, until core.Date) bool {
	return !from.IsZero() && !from.After(p.To) && (until.IsZero() || !until.Before(p.From))
}

// Valid tells whether the period has days, of at most fifty years.
func (p Period) Valid() bool {
	return !p.From.IsZero() && !p.To.IsZero() && !p.To.Before(p.From) && p.To.Year-p.From.Year <= 50
}

// Rule says how the period of a saved report follows from the day on which it is
// run.
type Rule string

// The rules. Fixed reports keep the days that were chosen.
const (
	LastQuarter Rule = "last-quarter"
	LastYear    Rule = "last-year"
	ThisYear    Rule = "this-year"
	Fixed       Rule = "fixed"
)

// Rules are all of them, in the order in which they are offered.
func Rules() []Rule { return []Rule{LastQuarter, LastYear, ThisYear, Fixed} }

// Period is the period of a rule on a day: the whole quarter or year before it, or
// the year from its first day to its last. An unknown rule and Fixed give fixed.
func (r Rule) Period(today core.Date, fixed Period) Period {
	switch r {
	case LastQuarter:
		first := core.Date{Year: today.Year, Month: (today.Month-1)/3*3 + 1, Day: 1}
		end := first.AddDays(-1)
		return Period{core.Date{Year: end.Year, Month: end.Month - 2, Day: 1}, end}
	case LastYear:
		return Year(today.Year - 1)
	case ThisYear:
		return Year(today.Year)
	}
	return fixed
}

// Case is what the figures need of a case. It is kept in this form, sealed, beside
// each case: a field that changes its meaning must change its name in JSON.
type Case struct {
	ID        string              `json:"-"`
	Began     core.Date           `json:"began,omitzero"`  // day of the first contact
	Closed    core.Date           `json:"closed,omitzero"` // unknown while it is open
	Answers   map[string][]string `json:"answers,omitempty"`
	Contacts  []Contact           `json:"contacts,omitempty"`
	Measures  []Measure           `json:"measures,omitempty"`
	Claims    []Claim             `json:"claims,omitempty"`
	Stays     []Stay              `json:"stays,omitempty"`
	Deadlines []Deadline          `json:"deadlines,omitempty"`
	Consents  []Consent           `json:"consents,omitempty"`
}

// Contact is a line of the journal.
type Contact struct {
	Day           core.Date `json:"day,omitzero"`
	Kind          string    `json:"kind,omitempty"`
	Minutes       int       `json:"minutes,omitempty"`
	Language      string    `json:"language,omitempty"`
	Interpreter   string    `json:"interpreter,omitempty"`
	Accompaniment string    `json:"accompaniment,omitempty"`
	Group         string    `json:"group,omitempty"` // the same in the files of all clients for whom the line was written at once; empty for one alone
}

// Measure is a service with its outcome. Since is never unknown: where nobody
// wrote it, it is the day on which the measure was first written down.
type Measure struct {
	Service string    `json:"service,omitempty"`
	Outcome string    `json:"outcome,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	Since   core.Date `json:"since,omitzero"`
	Until   core.Date `json:"until,omitzero"`
	Running bool      `json:"running,omitempty"` // it has no end yet
}

// Claim is a claim with its sums in cents. Filed is never unknown.
type Claim struct {
	Kind     string    `json:"kind,omitempty"`
	Decision string    `json:"decision,omitempty"`
	Filed    core.Date `json:"filed,omitzero"`
	Decided  core.Date `json:"decided,omitzero"`
	Paid     core.Date `json:"paid,omitzero"`
	Asked    int       `json:"asked,omitempty"`
	Granted  int       `json:"granted,omitempty"`
	Got      int       `json:"got,omitempty"`
}

// Stay is a time in a place of the centre or elsewhere. Whoever leaves on a day
// does not spend its night there; without a last day she is there still.
type Stay struct {
	House     string    `json:"house,omitempty"`
	Elsewhere string    `json:"elsewhere,omitempty"`
	From      core.Date `json:"from,omitzero"`
	Until     core.Date `json:"until,omitzero"`
	Persons   int       `json:"persons,omitempty"` // at least one
}

// Deadline is a deadline with a day on which it ends.
type Deadline struct {
	Rule string    `json:"rule,omitempty"`
	Due  core.Date `json:"due,omitzero"`
	Done core.Date `json:"done,omitzero"`
}

// Consent is a yes or no of the client to something.
type Consent struct {
	Scope     string    `json:"scope,omitempty"`
	Given     bool      `json:"given,omitempty"`
	Day       core.Date `json:"day,omitzero"`
	Withdrawn core.Date `json:"withdrawn,omitzero"`
}

// Request is somebody's question for a place.
type Request struct {
	Day                   core.Date
	From, Outcome, Reason string
	Region, Language      string
	Persons, Children     int
}

// Dimension is something that is asked once of each case, and the question of the
// data set that asks it.
type Dimension struct {
	ID              string
	Sheet, Question string
	List            string // of the codes: one of the data set, or "@countries", "@languages"
	Several         bool
	Needed          bool // counts as a gap where nothing was said
}

// Dimensions are those of the figures, in their order.
func Dimensions() []Dimension {
	return []Dimension{
		{ID: "access", Sheet: "intake", Question: "way", List: "way", Needed: true},
		{ID: "region", Sheet: "intake", Question: "region", List: "region"},
		{ID: "age", Sheet: "person", Question: "age-band", List: "age-band", Needed: true},
		{ID: "gender", Sheet: "person", Question: "gender", List: "gender", Needed: true},
		{ID: "nationality", Sheet: "person", Question: "nationality", List: "@countries", Several: true, Needed: true},
		{ID: "spoken", Sheet: "intake", Question: "languages", List: "@languages", Several: true},
		{ID: "form", Sheet: "exploitation", Question: "forms", List: "form", Several: true, Needed: true},
		{ID: "sector", Sheet: "exploitation", Question: "sector", List: "sector", Several: true, Needed: true},
		{ID: "residence", Sheet: "residence", Question: "residence", List: "residence", Needed: true},
		{ID: "title", Sheet: "residence", Question: "title", List: "title", Needed: true},
		{ID: "reflection", Sheet: "residence", Question: "reflection-period", List: "reflection-period"},
	}
}

// Documented tells whether a case counts in a period. today is up to when a stay
// without an end has lasted.
func (c *Case) Documented(p Period, today core.Date) bool {
	if p.Has(c.Began) || p.Has(c.Closed) {
		return true
	}
	for _, k := range c.Contacts {
		if p.Has(k.Day) {
			return true
		}
	}
	for _, m := range c.Measures {
		if p.Has(m.Since) || p.Has(m.Until) {
			return true
		}
	}
	for _, k := range c.Claims {
		if p.Has(k.Filed) || p.Has(k.Decided) || p.Has(k.Paid) {
			return true
		}
	}
	for _, d := range c.Deadlines {
		if p.Has(d.Done) {
			return true
		}
	}
	for _, s := range c.Stays {
		if s.Nights(p, today) > 0 {
			return true
		}
	}
	return false
}
