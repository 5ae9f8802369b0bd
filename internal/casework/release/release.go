// Package release makes the released record of a case: what may leave a counselling
// centre for the figures of the network, where the client has consented and the
// centre has decided so. It is pure: it knows no vault, no database and no page.
//
// A record is coarse. It has no name, no alias, no day and no text: a cell can only
// hold codes of the data set (or of ISO 3166-1 for countries) that have a place in
// the record. Which question makes which column is data (Question.Record), and so is
// what a code becomes there (Code.InRecord).
//
// Its rules:
//   - A record is of one year. What changes from year to year is taken of that year:
//     whether counselling was new, the age, the services, the claims. Everything
//     else is as the file says it today.
//   - Age is that at the first contact of the year (AgeBand).
//   - A service counts if the centre gave it or referred the client to it, or is
//     doing so, and it falls into the year. What was planned, declined, or not to be
//     had does not.
//   - A claim counts once it was enforced, in the year in which that became known.
//   - The main form of exploitation comes first.
//   - "Would rather not say" is an empty cell, "not known" is an answer.
//   - A code that did not exist in the year is given as "other", where there is one.
//   - "None" is left out beside anything else.
package release

import (
	"slices"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// The columns of a record, in their order. Period, centre, new_in_year and released
// come before them.
var columns = [...]string{
	"gender", "age_band", "minor_at_offence", "nationality", "recruited_in", "exploited_in", "form", "sector", "offences", "access",
	"investigation", "charge", "verdict", "residence", "title", "reflection_period", "services", "claims", "known_to",
}

// Columns that need more than the answer to a question.
const (
	ageColumn      = "age_band"
	formColumn     = "form"
	servicesColumn = "services"
	claimsColumn   = "claims"
)

// Codes with a meaning of their own.
const (
	unknownCode = "unknown"
	otherCode   = "other"
	noneCode    = "none"
)

// Column is a column of the record, and the question that makes it. Where several
// do, it is the first of them.
type Column struct {
	ID       string
	Sheet    *dataset.Sheet
	Question dataset.Question
	Needed   bool // without it a record is not analysed
}

// needed are the columns without which a record is not analysed.
var needed = [...]string{"gender", "age_band", "nationality", "form"}

// Maker makes records with a data set. It is safe to be used by several at once.
type Maker struct {
	set     *dataset.Set
	columns []Column
	nations map[string]bool
}

// For returns a maker of records for a data set.
func For(set *dataset.Set) *Maker {
	m := &Maker{set: set, nations: map[string]bool{}}
	for _, id := range columns {
		if sheet, q, ok := find(set, id); ok {
			m.columns = append(m.columns, Column{id, sheet, q, slices.Contains(needed[:], id)})
		}
	}
	for _, code := range text.CountryCodes() {
		m.nations[code] = true
	}
	return m
}

// Columns are those that the questions of the data set make, in their order.
func (m *Maker) Columns() []Column { return m.columns }

func find(set *dataset.Set, column string) (*dataset.Sheet, dataset.Question, bool) {
	for _, sheet := range set.Sheets {
		for _, q := range sheet.Questions() {
			if q.Record == column {
				return sheet, q, true
			}
		}
	}
	return nil, dataset.Question{}, false
}

// Source is what records need of a case, whatever the year. It is kept in this form,
// sealed, beside each case: a field that changes its meaning must change its name in
// JSON.
type Source struct {
	Answers  map[string][]string `json:"said,omitempty"` // by column; codes as the file keeps them, or dataset.Declined
	Born     int                 `json:"born,omitempty"` // year, 0 where it is not known
	Services []Service           `json:"services,omitempty"`
	Enforced []Claim             `json:"enforced,omitempty"`
}

// Service is one that counts.
type Service struct {
	Code    string    `json:"code"`
	Since   core.Date `json:"since,omitzero"`
	Until   core.Date `json:"until,omitzero"`
	Running bool      `json:"running,omitempty"` // it has no end yet
}

// Claim is one that was enforced.
type Claim struct {
	Kind string    `json:"kind"`
	Day  core.Date `json:"day,omitzero"` // of payment, else of the decision, else on which it was filed
}

// File is a case file, as far as Read needs it.
type File struct {
	Sheet    func(id string) dataset.Answers // of those of which there is one
	Measures []Entry                         // since when
	Claims   []Entry                         // filed when
}

// Entry is one of several on a sheet.
type Entry struct {
	Answers dataset.Answers
	Day     core.Date // never unknown: where nobody wrote it, when the entry was first written
}

// Read takes out of a case file what records need of it.
func (m *Maker) Read(f File) Source {
	src := Source{Answers: map[string][]string{}}
	for _, sheet := range m.set.Sheets {
		if sheet.Many {
			continue
		}
		answers := f.Sheet(sheet.ID)
		for _, q := range sheet.Questions() {
			said := answers[q.ID]
			if q.Record == "" || !coded(q.Kind) || len(said) == 0 {
				continue
			}
			before := src.Answers[q.Record]
			switch {
			case before == nil || slices.Equal(before, []string{dataset.Declined}):
				src.Answers[q.Record] = slices.Clone(said)
			case slices.Equal(said, []string{dataset.Declined}):
			case q.Kind == dataset.One || q.Kind == dataset.Country: // the main one of several
				src.Answers[q.Record] = append(slices.Clone(said), before...)
			default:
				src.Answers[q.Record] = append(slices.Clone(before), said...)
			}
		}
	}
	src.Born = f.Sheet("person").Int("birth-year")
	for _, e := range f.Measures {
		if provided(e.Answers) {
			until := e.Answers.Day("until")
			src.Services = append(src.Services, Service{e.Answers.Get("service"), e.Day, until, until.IsZero() && e.Answers.Get("state") == "running"})
		}
	}
	for _, k := range f.Claims {
		if !k.Answers.Yes("enforced") {
			continue
		}
		day := k.Day
		for _, q := range []string{"decided", "paid-on"} {
			if known := k.Answers.Day(q); !known.IsZero() {
				day = known
			}
		}
		src.Enforced = append(src.Enforced, Claim{k.Answers.Get("kind"), day})
	}
	return src
}

// coded tells whether answers of a kind are codes, and can come into a record.
func coded(k dataset.Kind) bool {
	return k == dataset.One || k == dataset.Several || k == dataset.Country || k == dataset.Countries
}

// provided tells whether a measure was given or referred to, or is under way or done
// without a word about what came of it.
func provided(a dataset.Answers) bool {
	switch a.Get("outcome") {
	case "given", "referred":
		return true
	case "":
		return a.Get("state") == "running" || a.Get("state") == "done"
	}
	return false
}

// in tells whether a service falls into a year. One that has ended on an unknown day
// counts in the year in which it began.
func (s Service) in(year count.Period, today core.Date) bool {
	until := s.Until
	if until.IsZero() {
		until = s.Since
		if s.Running && today.After(until) {
			until = today
		}
	}
	return !s.Since.IsZero() && !s.Since.After(year.To) && !until.Before(year.From)
}

// Row is what is handed over of a case.
type Row struct {
	New   string              // whether counselling began in the year: yes, no, or empty where that is not known
	Cells map[string][]string // codes by column; a column without an answer is not among them
}

// Make makes the record of a case that began on a day, for a year.
func (m *Maker) Make(src Source, began core.Date, year int, today core.Date) Row {
	row := Row{Cells: map[string][]string{}}
	if !began.IsZero() {
		row.New = map[bool]string{true: "yes", false: "no"}[began.Year == year]
	}
	span := count.Year(year)
	for _, c := range m.columns {
		said := src.Answers[c.ID]
		switch c.ID {
		case ageColumn:
			said = src.age(m.set.List(c.Question.List), row.New == "yes", year)
		case servicesColumn:
			for _, s := range src.Services {
				if s.in(span, today) {
					said = append(said, s.Code)
				}
			}
		case claimsColumn:
			for _, k := range src.Enforced {
				if span.Has(k.Day) {
					said = append(said, k.Kind)
				}
			}
		}
		if codes := m.coarse(c, said, span); len(codes) > 0 {
			row.Cells[c.ID] = codes
		}
	}
	return row
}

// coarse are the codes of the record for those of the file. Whatever is no code of
// the column's list, and no country, is left out.
func (m *Maker) coarse(c Column, said []string, span count.Period) []string {
	var codes []string
	list := m.set.List(c.Question.List)
	for _, v := range said {
		if c.Question.Kind == dataset.Country || c.Question.Kind == dataset.Countries {
			if m.nations[v] && !slices.Contains(codes, v) {
				codes = append(codes, v)
			}
			continue
		}
		code, known := list.Code(v)
		if known && code.From.After(span.To) { // not yet, in that year
			code, known = list.Code(otherCode)
		}
		if !known {
			continue
		}
		if to, ok := code.InRecord(); ok && !slices.Contains(codes, to) {
			codes = append(codes, to)
		}
	}
	if len(codes) > 1 {
		codes = slices.DeleteFunc(codes, func(code string) bool { return code == noneCode })
	}
	if one(c) && len(codes) > 1 {
		codes = codes[:1]
	}
	if ordered(c) {
		order := func(code string) int {
			return slices.IndexFunc(list.Codes, func(one dataset.Code) bool { to, _ := one.InRecord(); return to == code })
		}
		slices.SortFunc(codes, func(a, b string) int { return order(a) - order(b) })
	}
	return codes
}

// one tells whether a column holds one code at most. Services and claims are chosen
// one by one, and there are several of them.
func one(c Column) bool { return c.Question.Kind == dataset.One && !c.Sheet.Many }

// ordered tells whether the order of codes says nothing, and is that of the list: what
// was noted first is no answer to any question.
func ordered(c Column) bool {
	return c.ID != formColumn && c.Question.Kind != dataset.Country && c.Question.Kind != dataset.Countries
}
