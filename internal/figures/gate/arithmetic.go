package gate

import (
	"context"
	"reflect"
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// chance is the χ² with four degrees of freedom that honest rounding exceeds about
// once in ten million editions.
const chance = 38.0

// faults collects places by what is wrong with them.
type faults struct {
	count map[string]int
	where []Place
}

func (f *faults) found(what string, at Place) {
	if f.count == nil {
		f.count = map[string]int{}
	}
	f.count[what]++
	f.where = append(f.where, at)
}

// arithmetic asks of every number whether it follows from the records by the rules.
func arithmetic(_ context.Context, l *layout) (Check, error) {
	var f faults
	for _, at := range l.lost {
		f.found("unknown", at)
	}
	if l.now.Edition.Kind != edition.Public {
		f.found("unknown", Place{"funnel", "", ""})
	}
	l.counted(&f)
	said := map[uint64]edition.Value{}
	for _, r := range l.earlier {
		if r.Edition.Kind != edition.Public {
			continue // exact numbers are others than rounded ones
		}
		for _, c := range r.cells {
			if _, ok := said[c.key]; c.value.Shown && c.n > 0 && (!ok || c.value.N == protect.Round(table.Count{N: c.n, Key: c.key}, l.Rules.Base)) {
				said[c.key] = c.value
			}
		}
	}
	seen := map[uint64]bool{}
	var rounded [5]struct{ up, all float64 }
	standing := l.standing()
	kept := 0
	for _, c := range l.now.cells {
		if !c.value.Shown {
			continue
		}
		if standing[c.Place] && l.kept(c) {
			kept++ // published as it is, by the rules, of nearly the same records
			continue
		}
		if c.n < l.Rules.NeverBelow && !standing[c.Place] {
			f.found("small", c.Place)
		}
		if l.Rules.Base > 0 && (c.value.N%l.Rules.Base != 0 || max(c.value.N-c.n, c.n-c.value.N) >= l.Rules.Base) {
			f.found("far", c.Place)
		} else if c.value.N != protect.Round(table.Count{N: c.n, Key: c.key}, l.Rules.Base) {
			f.found("other", c.Place)
		}
		if before, ok := said[c.key]; ok && before.N != c.value.N && c.n > 0 {
			f.found("changed", c.Place)
		}
		said[c.key] = c.value
		if over := c.n % 5; l.Rules.Base == 5 && over != 0 && c.n > 5 && !seen[c.key] {
			rounded[over].all++
			if c.value.N > c.n {
				rounded[over].up++
			}
		}
		seen[c.key] = true
	}
	l.consistent(&f)
	l.named(&f, standing)
	bias := 0.0
	for over := 1.0; over < 5; over++ {
		r, p := rounded[int(over)], over/5
		if r.all > 0 {
			bias += (r.up - r.all*p) * (r.up - r.all*p) / (r.all * p * (1 - p))
		}
	}
	var measured []Figure
	for _, what := range []string{"unknown", "miscounted", "far", "other", "changed", "small", "inconsistent", "category", "country", "centre"} {
		measured = append(measured, Figure{what, float64(f.count[what]), Most, 0})
	}
	return outcome("arithmetic", append(measured, Figure{"bias", bias, Most, chance}, Figure{"kept", float64(kept), Told, 0}), f.where), nil
}

// counted compares the exact counts of the case with those of its records.
func (l *layout) counted(f *faults) {
	again := table.Compute(l.now.Edition.Year, l.now.Records, l.now.Keys, l.Book, l.now.Plan)
	if !reflect.DeepEqual(again, l.Set) {
		f.found("miscounted", Place{"funnel", "", ""})
	}
	// The crowds are counted without package table: both must agree.
	for _, c := range l.now.cells {
		t, ok := l.Set.Table(c.Table)
		if !ok || c.merged || c.Column == edition.Rest {
			continue
		}
		want := t.Find(c.Row, c.Column)
		switch c.Row {
		case "base":
			want = t.Base
		case "missing":
			want = t.Missing
		}
		if want.N != c.n || want.Key != c.key {
			f.found("miscounted", c.Place)
		}
	}
}

// consistent asks whether numbers that must keep an order do.
func (l *layout) consistent(f *faults) {
	e := l.now.Edition
	above := func(high, low edition.Value, at Place) {
		if high.Shown && low.Shown && low.N > high.N {
			f.found("inconsistent", at)
		}
	}
	above(e.Funnel.Documented, e.Funnel.New, Place{"funnel", "new", ""})
	above(e.Funnel.Documented, e.Funnel.Consented, Place{"funnel", "consented", ""})
	above(e.Funnel.Consented, e.Funnel.Analysed, Place{"funnel", "analysed", ""})
	for _, t := range e.Tables {
		if t.Base != e.Funnel.Analysed {
			f.found("inconsistent", Place{t.ID, "base", ""})
		}
		above(t.Base, t.Missing, Place{t.ID, "missing", ""})
		for _, r := range t.Rows {
			for j, v := range r.Cells {
				if t.Base.Shown && v.Shown && v.N > t.Base.N {
					at := Place{t.ID, r.ID, ""}
					if j < len(t.Columns) {
						at.Column = t.Columns[j]
					}
					f.found("inconsistent", at)
				}
			}
		}
	}
}

// named asks whether what stands by itself is large enough to.
func (l *layout) named(f *faults, standing map[Place]bool) {
	centres := map[string]bool{}
	for _, r := range l.now.Records {
		centres[r.Centre] = true
	}
	long := map[string]int{} // records of a column and country over the years
	for _, set := range l.Years {
		for _, t := range set.Tables {
			if t.Spec.Columns == "" {
				for row, id := range t.Rows {
					long[t.Spec.Rows+" "+id] += t.At(row, 0).N
				}
			}
		}
	}
	for _, t := range l.now.Edition.Tables {
		if centres[t.Spec.Rows] || centres[t.Spec.Columns] || t.Spec.Rows == "centre" || t.Spec.Columns == "centre" {
			f.found("centre", Place{t.ID, "", ""})
		}
		for axis, column := range []string{t.Spec.Rows, t.Spec.Columns} {
			_, c := l.Book.Column(column)
			one, ok := l.Set.Table(column)
			if c == nil || !ok {
				continue
			}
			ids := t.Columns
			if axis == 0 {
				ids = nil
				for _, r := range t.Rows {
					if slices.ContainsFunc(r.Cells, func(v edition.Value) bool { return v.Shown }) {
						ids = append(ids, r.ID)
					}
				}
			}
			for at, id := range ids {
				code, plain := c.Find(id)
				if axis == 1 && !slices.ContainsFunc(t.Rows, func(r edition.Row) bool { return at < len(r.Cells) && r.Cells[at].Shown }) {
					continue
				}
				if centres[id] && !plain {
					f.found("centre", Place{t.ID, id, ""})
				}
				if !plain || c.Codes[code].Unknown {
					continue
				}
				if standing[Place{column, id, ""}] {
					continue
				}
				if one.Find(id, "").N < l.Rules.MergeBelow {
					f.found("category", Place{t.ID, id, ""})
				}
				if c.Kind == record.Countries && long[column+" "+id] < l.Rules.NationalityThreshold {
					f.found("country", Place{t.ID, id, ""})
				}
			}
		}
	}
}
