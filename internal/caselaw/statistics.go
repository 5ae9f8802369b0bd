package caselaw

import (
	"cmp"
	"iter"
	"slices"
	"strconv"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// Statistics count the published decisions for the report on case law. They say what is
// in the database and nothing about how courts decide: decisions get here because
// somebody found them worth it.
type Statistics struct {
	Total       int
	First, Last core.Date // days of the oldest and the newest decision
	Tables      []StatTable
	Sums        []StatSum
	Prison      StatSpan // months of imprisonment, without those on probation and with them
	Suspended   int      // of the terms of imprisonment those that are on probation
}

// StatTable counts by one characteristic. A decision counts once in each row that is
// true of it, so that the rows of some tables add up to more than the base.
type StatTable struct {
	ID   string    // "courts", "norms"; also the name of the message for its heading
	Base int       // decisions that say anything about it
	Rows []StatRow // the most frequent first, years the newest first
}

// StatRow is one value and how many decisions have it.
type StatRow struct {
	Value string
	N     int
}

// StatSum is what was awarded of a kind, in one currency. Amounts are cents.
type StatSum struct {
	Kind, Unit string
	Decisions  int // in how many decisions
	StatSpan
}

// StatSpan describes numbers: how many there are, and where there are at least
// leastSpan of them the one in the middle, the least and the greatest. Of fewer the
// numbers themselves would be told, which belong into the decisions.
type StatSpan struct {
	N                int
	Median, Min, Max int64
	Shown            bool
}

// leastSpan is how many numbers there must be before they are summed up.
const leastSpan = 3

// Tables of the statistics, in the order in which they are shown, each with the code
// list of its values, if they are codes.
func statTables() []struct{ id, list string } {
	return []struct{ id, list string }{
		{"fields", "fields"}, {"forms", "forms"}, {"sectors", "sectors"}, {"norms", ""},
		{"courts", ""}, {"branches", ""}, {"levels", ""}, {"lands", ""}, {"kinds", "kinds"}, {"years", ""},
		{"results", "results"}, {"sentences", "sentences"}, {"outcomes", "outcomes"}, {"finality", "finality"},
	}
}

// countDecisions counts entries, each once.
func countDecisions(all iter.Seq[*decision.Entry]) Statistics {
	var s Statistics
	counts := map[string]map[string]int{}
	bases := map[string]int{}
	type purse struct{ kind, unit string }
	amounts, holders := map[purse][]int64{}, map[purse]int{}
	var months []int64
	for e := range all {
		s.Total++
		if !e.Date.IsZero() {
			if s.First.IsZero() || e.Date.Before(s.First) {
				s.First = e.Date
			}
			if e.Date.After(s.Last) {
				s.Last = e.Date
			}
		}
		for id, values := range statValues(e) {
			if len(values) == 0 {
				continue
			}
			bases[id]++
			if counts[id] == nil {
				counts[id] = map[string]int{}
			}
			for i, v := range values {
				if !slices.Contains(values[:i], v) {
					counts[id][v]++
				}
			}
		}
		for i, sum := range e.Sums {
			p := purse{sum.Kind, sum.Unit}
			amounts[p] = append(amounts[p], sum.Cents)
			if !slices.ContainsFunc(e.Sums[:i], func(o decision.Sum) bool { return o.Kind == sum.Kind && o.Unit == sum.Unit }) {
				holders[p]++
			}
		}
		for _, p := range e.Sentences {
			if p.Kind == "prison" && p.Months > 0 {
				months = append(months, int64(p.Months))
				if p.Suspended {
					s.Suspended++
				}
			}
		}
	}
	for _, t := range statTables() {
		table := StatTable{ID: t.id, Base: bases[t.id]}
		for v, n := range counts[t.id] {
			table.Rows = append(table.Rows, StatRow{v, n})
		}
		slices.SortFunc(table.Rows, func(a, b StatRow) int {
			switch t.id {
			case "years":
				return cmp.Compare(b.Value, a.Value)
			case "levels":
				return cmp.Compare(a.Value, b.Value)
			}
			return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value))
		})
		s.Tables = append(s.Tables, table)
	}
	for p, all := range amounts {
		s.Sums = append(s.Sums, StatSum{p.kind, p.unit, holders[p], spanOf(all)})
	}
	slices.SortFunc(s.Sums, func(a, b StatSum) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Unit, b.Unit)) })
	s.Prison = spanOf(months)
	return s
}

// statValues are what a decision counts under in each table.
func statValues(e *decision.Entry) map[string][]string {
	v := map[string][]string{
		"courts": one(e.Court), "kinds": one(e.Kind), "fields": e.Fields, "forms": e.Forms, "sectors": e.Sectors,
		"results": e.Results, "finality": one(e.Finality),
	}
	if c, ok := courtOf(e.Court); ok {
		v["branches"], v["lands"] = one(c.Branch), one(c.Land)
		if c.Level > 0 {
			v["levels"] = []string{strconv.Itoa(c.Level)}
		}
	}
	if !e.Date.IsZero() {
		v["years"] = []string{strconv.Itoa(e.Date.Year)}
	}
	for _, n := range e.Norms {
		v["norms"] = append(v["norms"], sectionOf(n.Text))
	}
	for _, p := range e.Sentences {
		v["sentences"] = append(v["sentences"], p.Kind)
	}
	for _, in := range e.Chain {
		if in.Outcome != "" {
			v["outcomes"] = append(v["outcomes"], in.Outcome)
		}
	}
	return v
}

// sectionOf is a provision without its parts, "§ 232 StGB" of "§ 232 Abs. 1 Satz 2
// StGB"; what cannot be read stays as it is.
func sectionOf(s string) string {
	n, ok := citation.ParseNorm(s)
	if !ok {
		return s
	}
	whole := citation.Norm{Book: n.Book, Section: n.Section, Article: n.Article}
	if words := whole.String(); words != "" {
		return words
	}
	return s
}

// spanOf describes numbers. The one in the middle of an even number of them is half of
// the two in the middle, rounded down.
func spanOf(all []int64) StatSpan {
	s := StatSpan{N: len(all)}
	if s.N < leastSpan {
		return s
	}
	all = slices.Sorted(slices.Values(all))
	s.Shown, s.Min, s.Max = true, all[0], all[s.N-1]
	s.Median = all[s.N/2]
	if s.N%2 == 0 {
		low := all[s.N/2-1]
		s.Median = low + (s.Median-low)/2
	}
	return s
}

// Table is the table of an id.
func (s *Statistics) Table(id string) StatTable {
	for _, t := range s.Tables {
		if t.ID == id {
			return t
		}
	}
	return StatTable{ID: id}
}
