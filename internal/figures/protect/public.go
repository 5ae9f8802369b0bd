package protect

import (
	"fmt"
	"slices"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Public is the public edition of the last of the years. years are in order, oldest
// first; those before the last only decide which countries are named, and no more
// than rules.Years are looked at.
//
// It fails (core.Invalid) where there is no year, years are not in order, the counts
// carry no keys, a table is not of the plan or the code book, or a column would tell
// of centres.
func Public(years []table.Set, snapshot string, book *record.Book, plan *table.Plan, rules Rules) (edition.Edition, error) {
	if err := check(years, book, plan, rules); err != nil {
		return edition.Edition{}, err
	}
	set := &years[len(years)-1]
	f := set.Funnel
	e := edition.Edition{
		Kind: edition.Public, Year: set.Year, Snapshot: snapshot, Book: set.Book, Plan: set.Plan, Rules: rules.Version, Centres: set.Centres,
		Funnel: edition.Funnel{Documented: rules.value(f.Documented), New: rules.value(f.New), Consented: rules.value(f.Consented), Analysed: rules.value(f.Analysed)},
	}
	d := &decider{years: years, book: book, plan: plan, rules: rules}
	by := map[string]*categories{}
	for i := range set.Tables {
		if t := &set.Tables[i]; t.Spec.Columns == "" {
			c := d.decide(t)
			by[t.Spec.Rows] = &c
		}
	}
	for i := range set.Tables {
		t := &set.Tables[i]
		if t.Spec.Columns == "" {
			e.Tables = append(e.Tables, oneWay(t, by[t.Spec.Rows], rules))
		} else {
			e.Tables = append(e.Tables, twoWay(t, by[t.Spec.Rows], by[t.Spec.Columns], rules))
		}
	}
	return e, nil
}

// check refuses what cannot be protected. A code book has no column "centre"
// (record.ParseBook), so a table by centre is one of no column.
func check(years []table.Set, book *record.Book, plan *table.Plan, rules Rules) error {
	invalid := func(format string, args ...any) error {
		return &core.Error{Kind: core.Invalid, Key: "figures.error.protect", Cause: fmt.Errorf(format, args...)}
	}
	if len(years) == 0 {
		return invalid("no year")
	}
	if rules.Base < 2 || rules.NeverBelow > rules.Base || rules.MergeBelow < rules.NeverBelow || rules.Version == "" {
		return invalid("rules %q do not protect", rules.Version)
	}
	for i, set := range years {
		if i > 0 && set.Year <= years[i-1].Year {
			return invalid("year %d after year %d", set.Year, years[i-1].Year)
		}
	}
	set := years[len(years)-1]
	for _, c := range []table.Count{set.Funnel.Documented, set.Funnel.Analysed} {
		if c.N > 0 && c.Key == 0 {
			return invalid("counts without keys")
		}
	}
	for _, t := range set.Tables {
		if !slices.Contains(plan.Tables, t.Spec) {
			return invalid("table %s is not of the plan", t.ID)
		}
		for _, id := range []string{t.Spec.Rows, t.Spec.Columns} {
			if id == "" && id == t.Spec.Columns {
				continue
			}
			if at, _ := book.Column(id); at < 0 {
				return invalid("table %s: %q may not be counted", t.ID, id)
			}
			if own, ok := set.Table(id); !ok || own.Spec.Columns != "" {
				return invalid("table %s: %q has no table of its own", t.ID, id)
			}
		}
	}
	return nil
}

// value is a count as it is shown, if it is. What is not shown is between 0 and less
// than the base.
func (r Rules) value(c table.Count) edition.Value {
	n := Round(c, r.Base)
	if c.N < r.NeverBelow || n == 0 {
		return edition.Value{}
	}
	return edition.Value{N: n, Shown: true}
}

// oneWay is the table of one column.
func oneWay(t *table.Table, c *categories, rules Rules) edition.Table {
	to := edition.Table{Spec: t.Spec, Multi: t.Multi, Base: rules.value(t.Base), Missing: rules.value(t.Missing)}
	for _, id := range c.named {
		to.Rows = append(to.Rows, edition.Row{ID: id, Cells: []edition.Value{rules.value(t.Find(id, ""))}})
	}
	if c.rest != nil {
		rest := edition.Row{ID: edition.Rest, Merged: c.rest, Cells: make([]edition.Value, 1)}
		if n := sum(t, c.rest, nil); c.single() && n.N >= rules.MergeBelow {
			rest.Cells[0] = rules.value(n)
		}
		to.Rows = append(to.Rows, rest)
	}
	for _, id := range c.wide {
		to.Rows = append(to.Rows, edition.Row{ID: id, Cells: []edition.Value{rules.value(t.Find(id, ""))}})
	}
	to.Notes = notes(&to, c, nil)
	return to
}

// sum adds the counts of rows, and of columns where there are any. Each record must be
// in one of them only.
func sum(t *table.Table, rows, columns []string) (n table.Count) {
	if columns == nil {
		columns = []string{""}
	}
	for _, row := range rows {
		for _, column := range columns {
			c := t.Find(row, column)
			n.N += c.N
			n.Key += c.Key
		}
	}
	return n
}

// notes are what a reader must know of a table.
func notes(t *edition.Table, row, column *categories) []edition.Note {
	all := []edition.Note{edition.Rounded}
	has := func(about func(*categories) bool) bool { return about(row) || column != nil && about(column) }
	merged := func(c *categories) bool { return c.rest != nil }
	add := func(note edition.Note, holds bool) {
		if holds {
			all = append(all, note)
		}
	}
	add(edition.Merged, has(merged))
	add(edition.Uncounted, has(func(c *categories) bool { return merged(c) && !c.single() }))
	withheld := !t.Base.Shown || !t.Missing.Shown
	for _, r := range t.Rows {
		withheld = withheld || slices.ContainsFunc(r.Cells, func(v edition.Value) bool { return !v.Shown })
	}
	add(edition.Withheld, withheld)
	add(edition.Threshold, has(func(c *categories) bool { return c.column.Kind == record.Countries }))
	add(edition.Several, has(func(c *categories) bool { return c.column.Multi() }))
	return all
}
