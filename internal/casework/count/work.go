package count

import (
	"cmp"

	"verbund/internal/core"
)

// The outcomes of a measure, in the order of their columns, and what stands in the
// last one.
var outcomes = [...]string{"given", "referred", "received", "declined", "not-available", "turned-away"}

// services counts for how many cases each service came to which outcome, and why
// what was needed was not there.
func (c *counter) services() (services, unavailable Table) {
	columns := []Column{{"cases", Number}, {"share", Share}}
	for _, o := range outcomes {
		columns = append(columns, Column{"outcome-" + o, Number})
	}
	columns = append(columns, Column{"outcome-open", Number})
	t := newTally("services", "cases", "services", columns...)
	t.table.Several = true
	why := newTally("unavailable", "measures", "not-available", Column{"measures", Number}, Column{"share", Share}, Column{"outcome-not-available", Number}, Column{"outcome-turned-away", Number}).summed()
	for _, one := range c.cases {
		seen := map[[2]string]bool{}
		any := false
		for _, m := range one.Measures {
			if !m.in(c.period) {
				continue
			}
			any = true
			if !seen[[2]string{m.Service, "*"}] {
				seen[[2]string{m.Service, "*"}] = true
				t.add(m.Service, 0, 1)
			}
			if !seen[[2]string{m.Service, m.Outcome}] {
				seen[[2]string{m.Service, m.Outcome}] = true
				t.add(m.Service, columnOf(m.Outcome), 1)
			}
			if m.Outcome != "not-available" && m.Outcome != "turned-away" {
				continue
			}
			reason := m.Reason
			if reason == "" && m.Outcome == "turned-away" {
				reason = "no-place" // which is what that outcome says
			}
			if reason == "" {
				why.table.Missing++
				continue
			}
			why.table.Base++
			why.add(reason, 0, 1)
			why.add(reason, map[string]int{"not-available": 2, "turned-away": 3}[m.Outcome], 1)
		}
		if any {
			t.table.Base++
		} else {
			t.table.Missing++
		}
	}
	return t.done(), why.done()
}

// in tells whether a measure falls into a period. One that has ended on an unknown
// day counts on the day on which it began.
func (m Measure) in(p Period) bool {
	until := m.Until
	if until.IsZero() && !m.Running {
		until = m.Since
	}
	return p.touches(m.Since, until)
}

func columnOf(outcome string) int {
	for i, o := range outcomes {
		if o == outcome {
			return 2 + i
		}
	}
	return 2 + len(outcomes)
}

// talk is a contact, with how many clients it was for.
type talk struct {
	Contact
	clients int
}

// talks are the contacts of the period, those of a group as one. Which line of a
// group stands for all does not depend on the order of the cases: the earliest day,
// then the most minutes.
func (c *counter) talks() []talk {
	var all []talk
	groups := map[string]*talk{}
	for _, one := range c.cases {
		for _, k := range one.Contacts {
			if k.Group == "" {
				if c.period.Has(k.Day) {
					all = append(all, talk{k, 1})
				}
				continue
			}
			g := groups[k.Group]
			switch {
			case g == nil:
				groups[k.Group] = &talk{k, 1}
			case before(k, g.Contact):
				groups[k.Group] = &talk{k, g.clients + 1}
			default:
				g.clients++
			}
		}
	}
	for _, g := range groups {
		if c.period.Has(g.Day) {
			all = append(all, *g)
		}
	}
	return all
}

// before puts the lines of a group into an order.
func before(a, b Contact) bool {
	day := 0
	switch {
	case a.Day.Before(b.Day):
		day = -1
	case b.Day.Before(a.Day):
		day = 1
	}
	return cmp.Or(day, cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Accompaniment, b.Accompaniment),
		cmp.Compare(a.Interpreter, b.Interpreter), cmp.Compare(a.Language, b.Language)) < 0
}

// contacts counts contacts by kind, authority, interpreter and language.
func (c *counter) contacts() []Table {
	talks := c.talks()
	by := func(id, list string, code func(talk) string, always bool) Table {
		t := newTally(id, "contacts", list, Column{"contacts", Number}, Column{"share", Share}, Column{"minutes", Minutes}, Column{"clients", Number}).summed()
		for _, k := range talks {
			said := code(k)
			switch {
			case said != "":
				t.table.Base++
			case always: // contacts of which nothing more was said are work too
				t.table.Missing++
			default:
				continue
			}
			t.add(said, 0, 1)
			t.add(said, 2, k.Minutes)
			t.add(said, 3, k.clients)
		}
		return t.done()
	}
	return []Table{
		by("contacts", "contact-kind", func(k talk) string { return k.Kind }, true),
		by("accompaniments", "accompaniment", func(k talk) string { return k.Accompaniment }, false),
		by("interpreters", "interpreter", func(k talk) string { return k.Interpreter }, true),
		by("languages", "@languages", func(k talk) string { return k.Language }, true),
	}
}

// claims sums up claims by kind: asked by the day on which they were filed, granted
// by that of the decision, paid by that of the payment. Where only the claim has a
// day, all of it counts on that.
func (c *counter) claims() Table {
	t := newTally("claims", "claims", "claim", Column{"filed", Number}, Column{"asked", Cents}, Column{"granted-count", Number}, Column{"granted", Cents},
		Column{"refused-count", Number}, Column{"paid-count", Number}, Column{"paid", Cents}).summed()
	for _, one := range c.cases {
		for _, k := range one.Claims {
			counted := false
			if c.period.Has(k.Filed) {
				t.add(k.Kind, 0, 1)
				t.add(k.Kind, 1, k.Asked)
				counted = true
			}
			if c.period.Has(or(k.Decided, k.Filed)) {
				switch k.Decision {
				case "granted", "partly":
					t.add(k.Kind, 2, 1)
					counted = true
				case "refused":
					t.add(k.Kind, 4, 1)
					counted = true
				}
				if k.Granted > 0 {
					t.add(k.Kind, 3, k.Granted)
					counted = true
				}
			}
			if k.Got > 0 && c.period.Has(or(k.Paid, or(k.Decided, k.Filed))) {
				t.add(k.Kind, 5, 1)
				t.add(k.Kind, 6, k.Got)
				counted = true
			}
			if counted {
				t.table.Base++
			}
		}
	}
	return t.done()
}

func or(day, other core.Date) core.Date {
	if day.IsZero() {
		return other
	}
	return day
}

// deadlines counts those that ended in the period: kept, done late, missed, and
// those that are still to come.
func (c *counter) deadlines() Table {
	t := newTally("deadlines", "deadlines", "@rules", Column{"deadlines", Number}, Column{"share", Share}, Column{"kept", Number}, Column{"late", Number}, Column{"missed", Number}, Column{"to-come", Number}).summed()
	for i := range c.Cases { // a deadline may run out in a case for which nothing else was done
		for _, d := range c.Cases[i].Deadlines {
			if !c.period.Has(d.Due) {
				continue
			}
			t.table.Base++
			t.add(d.Rule, 0, 1)
			column := 5
			switch {
			case !d.Done.IsZero() && !d.Done.After(d.Due):
				column = 2
			case !d.Done.IsZero():
				column = 3
			case d.Due.Before(c.Today):
				column = 4
			}
			t.add(d.Rule, column, 1)
		}
	}
	return t.done()
}

// The states of a consent.
const (
	given     = "given"
	refused   = "refused"
	withdrawn = "withdrawn"
	unasked   = ""
)

// consent is how a consent stands at the end of a day: the latest word counts.
func (c *Case) consent(scope string, on core.Date) string {
	state, last := unasked, core.Date{}
	for _, k := range c.Consents {
		if k.Scope != scope || k.Day.After(on) || k.Day.Before(last) {
			continue
		}
		last = k.Day
		switch {
		case !k.Withdrawn.IsZero() && !k.Withdrawn.After(on):
			state = withdrawn
		case k.Given:
			state = given
		default:
			state = refused
		}
	}
	return state
}

// consents counts how the consents stand at the end of the period.
func (c *counter) consents() Table {
	t := newTally("consents", "cases", "consent-scope", Column{"given", Number}, Column{"share", Share}, Column{"refused", Number}, Column{"withdrawn", Number}, Column{"unasked", Number})
	t.table.Base, t.table.Several = len(c.cases), true
	for _, scope := range []string{"counselling", "statistics"} {
		t.add(scope, 0, 0)
		for _, one := range c.cases {
			t.add(scope, map[string]int{given: 0, refused: 2, withdrawn: 3, unasked: 4}[one.consent(scope, c.period.To)], 1)
		}
	}
	return t.inRows("counselling", "statistics")
}
