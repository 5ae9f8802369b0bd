package count

import (
	"cmp"
	"slices"
	"strconv"

	"verbund/internal/core"
)

// Input is what figures are made of.
type Input struct {
	Cases    []Case
	Requests []Request
	Today    core.Date // up to when what has no end has lasted, and after which a deadline is missed
}

// Gap are the documented cases that lack a number of needed answers.
type Gap struct {
	Missing int
	Cases   []string // their ids, in order
}

// Set are the figures of a period, all of them computed together.
type Set struct {
	Period     Period
	Documented int
	New        int
	Tables     []Table
	Gaps       []Gap // the fewest missing answers first; complete cases are not among them
}

// Table returns one of them, nil where there is none of that ID.
func (s *Set) Table(id string) *Table {
	i := slices.IndexFunc(s.Tables, func(t Table) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &s.Tables[i]
}

// Select returns the tables with these ids, in the order of the figures; all of
// them where none is named.
func (s *Set) Select(ids []string) []Table {
	if len(ids) == 0 {
		return s.Tables
	}
	var some []Table
	for _, t := range s.Tables {
		if slices.Contains(ids, t.ID) {
			some = append(some, t)
		}
	}
	return some
}

// IDs are those of all tables, in the order of the figures.
func IDs() []string {
	ids := []string{"overview"}
	for _, d := range Dimensions() {
		ids = append(ids, d.ID)
	}
	return append(ids, "services", "unavailable", "contacts", "accompaniments", "interpreters", "languages",
		"claims", "deadlines", "nights", "requests", "refusals", "requested-by", "months", "consents", "gaps")
}

// counter holds what is worked out once for all tables.
type counter struct {
	Input
	period Period
	cases  []*Case // documented in the period
	fresh  int
}

// Compute makes all figures of a period.
func Compute(in Input, p Period) Set {
	c := &counter{Input: in, period: p}
	for i := range in.Cases {
		if one := &in.Cases[i]; one.Documented(p, in.Today) {
			c.cases = append(c.cases, one)
			if p.Has(one.Began) {
				c.fresh++
			}
		}
	}
	slices.SortFunc(c.cases, func(a, b *Case) int { return cmp.Compare(a.ID, b.ID) })
	s := Set{Period: p, Documented: len(c.cases), New: c.fresh, Gaps: c.gaps()}
	s.Tables = append(s.Tables, c.overview(s.Gaps))
	for _, d := range Dimensions() {
		s.Tables = append(s.Tables, c.dimension(d))
	}
	services, unavailable := c.services()
	contacts := c.contacts()
	return s.with(services, unavailable).with(contacts...).with(c.claims(), c.deadlines(), c.nights()).with(c.requests()...).with(c.consents(), c.gapTable(s.Gaps))
}

func (s Set) with(tables ...Table) Set {
	s.Tables = append(s.Tables, tables...)
	return s
}

// overview is how many cases there are, how they stand at the end of the period,
// and how many come how far.
func (c *counter) overview(gaps []Gap) Table {
	t := newTally("overview", "cases", "", Column{"cases", Number}, Column{"share", Share})
	t.table.Base = len(c.cases)
	incomplete := 0
	for _, g := range gaps {
		incomplete += len(g.Cases)
	}
	t.add("documented", 0, len(c.cases))
	t.add("new", 0, c.fresh)
	for _, one := range c.cases {
		switch {
		case one.Closed.IsZero() || one.Closed.After(c.period.To):
			t.add("running", 0, 1)
		case c.period.Has(one.Closed):
			t.add("closed", 0, 1)
		default: // something was done for it after it was closed
			t.add("closed-before", 0, 1)
		}
		if one.consent("statistics", c.period.To) == given {
			t.add("released", 0, 1)
		}
	}
	t.add("complete", 0, len(c.cases)-incomplete)
	return t.inRows("documented", "new", "running", "closed", "closed-before", "released", "complete")
}

// dimension counts cases by what was said to one question.
func (c *counter) dimension(d Dimension) Table {
	t := newTally(d.ID, "cases", d.List, Column{"cases", Number}, Column{"share", Share}, Column{"new", Number})
	t.table.Several, t.sums = d.Several, !d.Several
	for _, one := range c.cases {
		said := one.Answers[d.ID]
		if len(said) == 0 {
			t.table.Missing++
			continue
		}
		t.table.Base++
		if !d.Several {
			said = said[:1]
		}
		once(said, func(code string) {
			t.add(code, 0, 1)
			if c.period.Has(one.Began) {
				t.add(code, 2, 1)
			}
		})
	}
	return t.done()
}

// missing is how many needed answers a case lacks.
func (c *Case) missing() int {
	n := 0
	for _, d := range Dimensions() {
		if d.Needed && len(c.Answers[d.ID]) == 0 {
			n++
		}
	}
	return n
}

func (c *counter) gaps() []Gap {
	by := map[int][]string{}
	for _, one := range c.cases {
		if n := one.missing(); n > 0 {
			by[n] = append(by[n], one.ID)
		}
	}
	var all []Gap
	for n, ids := range by {
		all = append(all, Gap{n, ids})
	}
	slices.SortFunc(all, func(a, b Gap) int { return cmp.Compare(a.Missing, b.Missing) })
	return all
}

// gapTable says for how many cases how many answers are missing.
func (c *counter) gapTable(gaps []Gap) Table {
	t := newTally("gaps", "cases", "@number", Column{"cases", Number}, Column{"share", Share})
	t.table.Base = len(c.cases)
	complete := len(c.cases)
	for _, g := range gaps {
		t.add(twoDigits(g.Missing), 0, len(g.Cases))
		complete -= len(g.Cases)
	}
	t.add(twoDigits(0), 0, complete)
	table := t.inOrder()
	for i := range table.Rows {
		n, _ := strconv.Atoi(table.Rows[i].Code)
		table.Rows[i].Code = strconv.Itoa(n)
	}
	return table
}

// twoDigits keeps numbers in their order where they are sorted as text.
func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
