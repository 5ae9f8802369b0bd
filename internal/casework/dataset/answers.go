package dataset

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
)

// Answers are what was answered on a sheet, by the id of the question, each in
// the form its kind is kept in. A question that was skipped is not among them.
type Answers map[string][]string

// Declined is the answer "would rather not say".
const Declined = "-"

// declinedSuffix names the box beside a question that stands for Declined.
const declinedSuffix = "-declined"

// DeclinedField is the name of the box by which a question is declined that has
// no list.
func DeclinedField(question string) string { return question + declinedSuffix }

// Get returns the first value of an answer, or nothing; nothing, too, where the
// person would rather not say.
func (a Answers) Get(question string) string {
	if all := a.All(question); len(all) > 0 {
		return all[0]
	}
	return ""
}

// All returns the values of an answer, none where it was declined.
func (a Answers) All(question string) []string {
	if all := a[question]; !slices.Equal(all, []string{Declined}) {
		return all
	}
	return nil
}

// Has tells whether a value is among those of an answer.
func (a Answers) Has(question, value string) bool { return slices.Contains(a[question], value) }

// Yes tells whether a box was ticked.
func (a Answers) Yes(question string) bool { return a.Get(question) == "yes" }

// Day returns a date; the unknown day where there is none.
func (a Answers) Day(question string) core.Date {
	d, err := core.ParseDate(a.Get(question))
	if err != nil {
		return core.Date{}
	}
	return d
}

// Int returns a number, 0 where there is none: minutes, or cents.
func (a Answers) Int(question string) int {
	n, err := strconv.Atoi(a.Get(question))
	if err != nil {
		return 0
	}
	return n
}

// Set gives an answer; without a value it is skipped.
func (a Answers) Set(question string, values ...string) {
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	if len(values) == 0 {
		delete(a, question)
		return
	}
	a[question] = values
}

// Clone returns a copy.
func (a Answers) Clone() Answers {
	to := make(Answers, len(a))
	for id, values := range a {
		to[id] = slices.Clone(values)
	}
	return to
}

// Equal tells whether two sets of answers say the same.
func (a Answers) Equal(b Answers) bool { return maps.EqualFunc(a, b, slices.Equal) }

// Differences are the questions of a sheet that two states answer differently, in
// the order of the sheet.
func (s *Sheet) Differences(a, b Answers) []Question {
	var all []Question
	for _, q := range s.flat {
		if !slices.Equal(a[q.ID], b[q.ID]) {
			all = append(all, q)
		}
	}
	return all
}

// Merge joins what two people made of the same state of a sheet: what only one of
// them changed is taken. both are the questions that they answered differently
// from each other and from before; there, mine is in merged until somebody
// decides.
func (s *Sheet) Merge(before, theirs, mine Answers) (merged Answers, both []Question) {
	merged = mine.Clone()
	for _, q := range s.flat {
		switch {
		case slices.Equal(theirs[q.ID], before[q.ID]) || slices.Equal(theirs[q.ID], mine[q.ID]):
		case slices.Equal(mine[q.ID], before[q.ID]):
			merged.Set(q.ID, slices.Clone(theirs[q.ID])...)
		default:
			both = append(both, q)
		}
	}
	return merged, both
}

// Choice is a value of a list that the room gives, such as a colleague.
type Choice struct {
	Value, Label string
	Gone         bool // it has a name, but may only stay where it was chosen before
}

// Given are the lists that the room gives, by their names with @.
type Given map[string][]Choice

// label is what a value of a given list is called.
func (g Given) label(list, value string) (string, bool) {
	for _, c := range g[list] {
		if c.Value == value {
			return c.Label, true
		}
	}
	return "", false
}

// Speaker writes in the language of a reader; text.Printer does.
type Speaker interface {
	Lang() core.Lang
	Date(core.Date) string
	MonthYear(core.Date) string
	Number(int) string
	LanguageName(code string) string
	CountryName(code string) string
}

// Say returns an answer in words, a value each. What was declined is nothing:
// ask Declined. A code that is not in its list any more is said as it is kept.
func (s *Set) Say(q Question, values []string, in Speaker, g Given) []string {
	if slices.Equal(values, []string{Declined}) {
		return nil
	}
	var said []string
	for _, v := range values {
		said = append(said, s.sayOne(q, v, in, g))
	}
	return said
}

func (s *Set) sayOne(q Question, v string, in Speaker, g Given) string {
	switch q.Kind {
	case One, Several:
		if given(q.List) {
			if label, ok := g.label(q.List, v); ok {
				return label
			}
			return v
		}
		if c, ok := s.List(q.List).Code(v); ok {
			return c.Label(in.Lang())
		}
	case Day:
		if d, err := core.ParseDate(v); err == nil {
			return in.Date(d)
		}
	case When:
		return sayWhen(v, in)
	case Country, Countries:
		return in.CountryName(v)
	case Language, Languages:
		return in.LanguageName(v)
	case Money:
		if n, err := strconv.Atoi(v); err == nil {
			return sayMoney(n, in)
		}
	case Yes:
		return q.Label(in.Lang())
	}
	return v
}

func sayWhen(v string, in Speaker) string {
	switch {
	case len(v) == 7:
		if d, err := core.ParseDate(v + "-01"); err == nil {
			return in.MonthYear(d)
		}
	case len(v) == 10:
		if d, err := core.ParseDate(v); err == nil {
			return in.Date(d)
		}
	}
	return v
}

// sayMoney writes cents as "1.234,50 €".
func sayMoney(cents int, in Speaker) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	comma := ","
	if in.Lang() == "en" {
		comma = "."
	}
	rest := strconv.Itoa(100 + cents%100)[1:]
	return sign + in.Number(cents/100) + comma + rest + " €"
}

// Typed writes a kept value as it stands in a field of a form.
func (q Question) Typed(values []string, in Speaker) string {
	if slices.Equal(values, []string{Declined}) {
		return ""
	}
	var all []string
	for _, v := range values {
		switch q.Kind {
		case Money:
			n, err := strconv.Atoi(v)
			if err == nil {
				v = strings.TrimSuffix(sayMoney(n, plainNumbers{in}), " €")
			}
		case Country, Countries:
			v = in.CountryName(v)
		case Language, Languages:
			v = in.LanguageName(v)
		}
		all = append(all, v)
	}
	return strings.Join(all, ", ")
}

// plainNumbers writes no mark between thousands.
type plainNumbers struct{ Speaker }

// Number writes only digits.
func (plainNumbers) Number(n int) string { return strconv.Itoa(n) }

// Age returns the age in whole years on a day of somebody born in a year, as the
// youngest she can be. It is false for a year that makes no sense.
func Age(born string, on core.Date) (int, bool) {
	year, err := strconv.Atoi(born)
	if err != nil || year < 1900 || year > on.Year {
		return 0, false
	}
	return max(0, on.Year-year-1), true
}
