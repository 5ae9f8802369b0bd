package count

import (
	"time"

	"verbund/internal/core"
)

// Nights is how many nights of a stay begin in a period; one without an end has
// lasted up to the night before today.
func (s Stay) Nights(p Period, today core.Date) int {
	until := s.Until
	if until.IsZero() || until.After(today) {
		until = today
	}
	from := s.From
	if from.IsZero() {
		return 0
	}
	if from.Before(p.From) {
		from = p.From
	}
	if end := p.To.AddDays(1); until.After(end) {
		until = end
	}
	return max(0, days(from, until))
}

// days is how many days lie between two, negative where to lies before from.
func days(from, to core.Date) int {
	at := func(d core.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
	return int(at(to).Sub(at(from)) / (24 * time.Hour))
}

// elsewhere marks the codes of places that are not the centre's own.
const elsewhere = "elsewhere/"

// place is the code of where she stays, "" where nobody said it.
func (s Stay) place() string {
	if s.House == "" && s.Elsewhere != "" {
		return elsewhere + s.Elsewhere
	}
	return s.House
}

// nights counts stays and nights by place: those of the centre, and others.
func (c *counter) nights() Table {
	t := newTally("nights", "stays", "@places", Column{"stays", Number}, Column{"share", Share}, Column{"nights", Number}, Column{"person-nights", Number}).summed()
	for _, one := range c.cases {
		for _, s := range one.Stays {
			n := s.Nights(c.period, c.Today)
			if n == 0 {
				continue
			}
			code := s.place()
			if code == "" {
				t.table.Missing++
				continue
			}
			t.table.Base++
			t.add(code, 0, 1)
			t.add(code, 2, n)
			t.add(code, 3, n*max(1, s.Persons))
		}
	}
	return t.done()
}

// Elsewhere is the code of the list "elsewhere" behind a row of the table of
// nights; it is false for a place of the centre.
func Elsewhere(code string) (string, bool) {
	if len(code) > len(elsewhere) && code[:len(elsewhere)] == elsewhere {
		return code[len(elsewhere):], true
	}
	return code, false
}

// ElsewhereCode is the code of a place of the list "elsewhere" among all places.
func ElsewhereCode(code string) string { return elsewhere + code }

// Outcomes are what becomes of a request, in their order.
func Outcomes() []string { return []string{"taken-in", "waiting", "refused", "referred"} }

// requests counts requests for a place: what became of them, why they were
// refused, who asked, and month by month.
func (c *counter) requests() []Table {
	var all []Request
	for _, r := range c.Requests {
		if c.period.Has(r.Day) {
			all = append(all, r)
		}
	}
	return []Table{Asked(all), Refusals(all), requestedBy(all), Months(all)}
}

// count adds a request to a row.
func (t *tally) count(code string, r Request, column int) {
	t.table.Base++
	t.add(code, 0, 1)
	t.add(code, column, max(1, r.Persons))
	t.add(code, column+1, r.Children)
}

// Asked counts requests by what became of them.
func Asked(all []Request) Table {
	t := newTally("requests", "requests", "request-outcome", Column{"requests", Number}, Column{"share", Share}, Column{"persons", Number}, Column{"children", Number}).summed()
	for _, r := range all {
		if r.Outcome == "" {
			t.table.Missing++
			continue
		}
		t.count(r.Outcome, r, 2)
	}
	return t.inRows(Outcomes()...)
}

// Refusals counts refused requests by reason.
func Refusals(all []Request) Table {
	t := newTally("refusals", "refusals", "refusal", Column{"requests", Number}, Column{"share", Share}, Column{"persons", Number}, Column{"children", Number}).summed()
	for _, r := range all {
		switch {
		case r.Outcome != "refused":
		case r.Reason == "":
			t.table.Missing++
		default:
			t.count(r.Reason, r, 2)
		}
	}
	return t.done()
}

func requestedBy(all []Request) Table {
	t := newTally("requested-by", "requests", "request-from", Column{"requests", Number}, Column{"share", Share}, Column{"persons", Number}, Column{"children", Number}).summed()
	for _, r := range all {
		if r.From == "" {
			t.table.Missing++
			continue
		}
		t.count(r.From, r, 2)
	}
	return t.done()
}

// Months counts requests month by month: all, by outcome, and those for whom there
// was no place.
func Months(all []Request) Table {
	columns := []Column{{"requests", Number}}
	for _, o := range Outcomes() {
		columns = append(columns, Column{"request-" + o, Number})
	}
	t := newTally("months", "requests", "@months", append(columns, Column{"no-place", Number})...).summed()
	for _, r := range all {
		if r.Day.IsZero() {
			t.table.Missing++
			continue
		}
		month := r.Day.String()[:7]
		t.table.Base++
		t.add(month, 0, 1)
		for i, o := range Outcomes() {
			if r.Outcome == o {
				t.add(month, 1+i, 1)
			}
		}
		if r.Outcome == "refused" && r.Reason == "no-place" {
			t.add(month, len(columns), 1)
		}
	}
	return t.inOrder()
}
