package count

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"verbund/internal/core"
)

// Unit is what a report counts.
type Unit string

// The units. Contacts, minutes and nights are those of each case: a line that was
// written for several clients at once counts for each of them.
const (
	OfCases    Unit = "cases"
	OfNew      Unit = "new"
	OfContacts Unit = "contacts"
	OfMinutes  Unit = "minutes"
	OfNights   Unit = "person-nights"
)

// Units are all of them, in the order in which they are offered.
func Units() []Unit { return []Unit{OfCases, OfNew, OfContacts, OfMinutes, OfNights} }

// The parts of a period as columns.
const (
	ByMonth   = "@months"
	ByQuarter = "@quarters"
	ByYear    = "@years"
)

// Axis is a question by which a report puts cases into rows or columns, or by which
// it chooses them.
type Axis struct {
	ID      string
	List    string // of the codes, as in Table
	Several bool   // a case may have several of its codes
}

// Axes are all of them: the dimensions of the figures, then what was done.
func Axes() []Axis {
	var all []Axis
	for _, d := range Dimensions() {
		all = append(all, Axis{d.ID, d.List, d.Several})
	}
	return append(all, Axis{"service", "services", true}, Axis{"outcome", "outcome", true}, Axis{"place", "@places", true})
}

// AxisOf returns the axis of an id.
func AxisOf(id string) (Axis, bool) {
	all := Axes()
	i := slices.IndexFunc(all, func(a Axis) bool { return a.ID == id })
	if i < 0 {
		return Axis{}, false
	}
	return all[i], true
}

// Condition chooses cases: those that have one of its codes.
type Condition struct {
	By    string   `json:"by"` // an axis
	Codes []string `json:"codes"`
}

// Spec is the question of a report.
type Spec struct {
	Of      Unit        `json:"of"`
	Rows    string      `json:"rows,omitempty"`    // an axis; "" for one row
	Columns string      `json:"columns,omitempty"` // an axis or parts of the period; "" for none
	Where   []Condition `json:"where,omitempty"`   // all of them hold
}

// codes are those of a case on an axis, in a period.
func (c *Case) codes(axis string, p Period, today core.Date) []string {
	var all []string
	switch axis {
	case "":
		return []string{""}
	case "service", "outcome":
		for _, m := range c.Measures {
			if !m.in(p) {
				continue
			}
			if axis == "service" {
				all = append(all, m.Service)
			} else if m.Outcome != "" {
				all = append(all, m.Outcome)
			}
		}
	case "place":
		for _, s := range c.Stays {
			if code := s.place(); code != "" && s.Nights(p, today) > 0 {
				all = append(all, code)
			}
		}
	default:
		all = c.Answers[axis]
		if a, known := AxisOf(axis); known && !a.Several && len(all) > 1 {
			all = all[:1]
		}
	}
	var each []string
	once(all, func(code string) { each = append(each, code) })
	return each
}

// amount is how much of a unit a case brings to a period.
func (c *Case) amount(of Unit, p Period, today core.Date) int {
	n := 0
	switch of {
	case OfNew:
		if p.Has(c.Began) {
			n = 1
		}
	case OfContacts, OfMinutes:
		for _, k := range c.Contacts {
			if p.Has(k.Day) && of == OfContacts {
				n++
			} else if p.Has(k.Day) {
				n += k.Minutes
			}
		}
	case OfNights:
		for _, s := range c.Stays {
			n += s.Nights(p, today) * max(1, s.Persons)
		}
	default:
		if c.Documented(p, today) {
			n = 1
		}
	}
	return n
}

func (c *Case) meets(all []Condition, p Period, today core.Date) bool {
	for _, w := range all {
		codes := c.codes(w.By, p, today)
		if !slices.ContainsFunc(w.Codes, func(code string) bool { return slices.Contains(codes, code) }) {
			return false
		}
	}
	return true
}

// part is a column: a code, or a part of the period.
type part struct {
	code   string
	period Period
}

// Cross makes the table of a report. Its first column is everything; the others are
// the codes of another question, or the parts of the period. Its base is the whole
// in the unit; Missing is how much of it is of cases for which nothing was said in
// the rows, which then stand in a row without a code. Total counts each case once:
// where several answers are possible, rows and columns add up to more.
//
// Which cases there are, and what was done for them, is asked of the whole period,
// and with parts of it as columns of each part.
func Cross(in Input, p Period, spec Spec) Table {
	axis, _ := AxisOf(spec.Rows)
	t := Table{ID: "report", Of: string(spec.Of), List: axis.List, Several: axis.Several, Across: spec.Columns}
	over, crossed := AxisOf(spec.Columns)
	if crossed {
		t.Across = over.List
	}
	var cases []*Case
	for i := range in.Cases {
		if one := &in.Cases[i]; one.meets(spec.Where, p, in.Today) && one.amount(spec.Of, p, in.Today) > 0 {
			cases = append(cases, one)
		}
	}
	columns := []part{{"", p}}
	switch {
	case crossed:
		for _, code := range columnCodes(cases, spec.Columns, p, in.Today) {
			columns = append(columns, part{code, p})
		}
	case spec.Columns != "":
		columns = append(columns, parts(p, spec.Columns)...)
	}
	kind := Number
	if spec.Of == OfMinutes {
		kind = Minutes
	}
	t.Total = make([]int, len(columns))
	rows := map[string][]int{}
	for i, col := range columns {
		t.Columns = append(t.Columns, Column{"all", kind})
		if i > 0 {
			t.Columns[i].ID = col.code
		}
		for _, one := range cases {
			n := one.amount(spec.Of, col.period, in.Today)
			if i > 0 && crossed && !slices.Contains(orNothing(one.codes(spec.Columns, p, in.Today)), col.code) {
				continue
			}
			if n == 0 || i > 0 && !crossed && !one.meets(spec.Where, col.period, in.Today) {
				continue
			}
			t.Total[i] += n
			for _, code := range orNothing(one.codes(spec.Rows, col.period, in.Today)) {
				if rows[code] == nil {
					rows[code] = make([]int, len(columns))
				}
				rows[code][i] += n
			}
		}
	}
	t.Base = t.Total[0]
	if nothing := rows[""]; nothing != nil && spec.Rows != "" {
		t.Missing = nothing[0]
	}
	for code, cells := range rows {
		t.Rows = append(t.Rows, Row{code, cells})
	}
	slices.SortFunc(t.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(lastly(a.Code), lastly(b.Code)), cmp.Compare(b.Cells[0], a.Cells[0]), cmp.Compare(a.Code, b.Code))
	})
	return t
}

// orNothing gives a case for which nothing was said a place.
func orNothing(codes []string) []string {
	if len(codes) == 0 {
		return []string{""}
	}
	return codes
}

// columnCodes are the codes that cases have, the most frequent first.
func columnCodes(cases []*Case, axis string, p Period, today core.Date) []string {
	n := map[string]int{}
	for _, one := range cases {
		for _, code := range orNothing(one.codes(axis, p, today)) {
			n[code]++
		}
	}
	var all []string
	for code := range n {
		all = append(all, code)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(lastly(a), lastly(b)), cmp.Compare(n[b], n[a]), cmp.Compare(a, b))
	})
	return all
}

// parts cuts a period into calendar months, quarters or years. Their codes are such
// as 2026-03, 2026-Q1 and 2026.
func parts(p Period, by string) []part {
	var all []part
	for from := p.From; !from.After(p.To); {
		months, code := 12, fmt.Sprintf("%04d", from.Year)
		first := core.Date{Year: from.Year, Month: time.January, Day: 1}
		switch by {
		case ByMonth:
			months, code, first.Month = 1, from.String()[:7], from.Month
		case ByQuarter:
			quarter := (from.Month-1)/3 + 1
			months, code, first.Month = 3, fmt.Sprintf("%04d-Q%d", from.Year, quarter), (quarter-1)*3+1
		}
		next := core.Date{Year: first.Year, Month: first.Month + time.Month(months), Day: 1}
		if next.Month > 12 {
			next.Year, next.Month = next.Year+1, next.Month-12
		}
		to := next.AddDays(-1)
		if to.After(p.To) {
			to = p.To
		}
		all = append(all, part{code, Period{from, to}})
		from = next
	}
	return all
}
