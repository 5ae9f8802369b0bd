package protect

import (
	"fmt"
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Rows of a Place that are no row of a table.
const (
	FunnelTable = "funnel"  // with the rows documented, new, consented and analysed
	BaseRow     = "base"    // the records asked
	MissingRow  = "missing" // those that are silent
)

// Known is what a reader of a public edition knows who also knows the rules: every
// shown number is less than the base away from the truth, what is not shown is small,
// what is named is not, and rows, groups, bundles, missing shares and bases belong
// together. Each shown or withheld number is a variable; further ones stand for what is
// shown nowhere and have no place.
//
// It fails where the edition is not of the book and plan.
func Known(e edition.Edition, book *record.Book, plan *table.Plan, rules Rules) (System, error) {
	k := &reader{e: &e, book: book, plan: plan, rules: rules, at: map[Place]int{}}
	f := e.Funnel
	analysed := k.add(f.Analysed, Place{FunnelTable, "analysed", ""})
	consented := k.add(f.Consented, Place{FunnelTable, "consented", ""})
	documented := k.add(f.Documented, Place{FunnelTable, "documented", ""})
	fresh := k.add(f.New, Place{FunnelTable, "new", ""})
	k.atMost(analysed, consented)
	k.atMost(consented, documented)
	k.atMost(fresh, documented)
	for _, two := range [2]bool{false, true} { // tables of one column first: the others lean on them
		for i := range e.Tables {
			t := &e.Tables[i]
			if (t.Spec.Columns != "") != two {
				continue
			}
			if err := k.table(t, analysed); err != nil {
				return System{}, err
			}
		}
	}
	return k.system, nil
}

// reader gathers a System.
type reader struct {
	e      *edition.Edition
	book   *record.Book
	plan   *table.Plan
	rules  Rules
	system System
	at     map[Place]int
}

// add takes in a number.
func (k *reader) add(v edition.Value, place Place) int {
	within := Variable{Places: []Place{place}, Low: 0, High: k.rules.Base - 1}
	if v.Shown {
		within.Low, within.High = max(k.rules.NeverBelow, v.N-k.rules.Base+1), v.N+k.rules.Base-1
	}
	return k.variable(within)
}

func (k *reader) variable(v Variable) int {
	at := len(k.system.Variables)
	k.system.Variables = append(k.system.Variables, v)
	for _, p := range v.Places {
		k.at[p] = at
	}
	return at
}

// between says that plus, less the sum of minus, is between two numbers.
func (k *reader) between(low, high int, plus []int, minus ...int) {
	var c Constraint
	for _, v := range plus {
		c.Sum = append(c.Sum, Term{v, 1})
	}
	for _, v := range minus {
		c.Sum = append(c.Sum, Term{v, -1})
	}
	c.Low, c.High = low, high
	k.system.Constraints = append(k.system.Constraints, c)
}

func (k *reader) atMost(part, whole int) { k.between(0, Unbounded, []int{whole}, part) }

// table takes in a table.
func (k *reader) table(t *edition.Table, analysed int) error {
	base := k.add(t.Base, Place{t.ID, BaseRow, ""})
	k.between(0, 0, []int{base}, analysed) // it is the same number
	missing := k.add(t.Missing, Place{t.ID, MissingRow, ""})
	k.atMost(missing, base)
	_, row := k.book.Column(t.Spec.Rows)
	if row == nil {
		return fmt.Errorf("protect: no column %q", t.Spec.Rows)
	}
	answered := k.variable(Variable{High: Unbounded})
	k.between(0, 0, []int{base}, missing, answered)
	if t.Spec.Columns == "" {
		k.oneWay(t, row, answered)
		return nil
	}
	_, column := k.book.Column(t.Spec.Columns)
	if column == nil {
		return fmt.Errorf("protect: no column %q", t.Spec.Columns)
	}
	for _, id := range [2]string{t.Spec.Rows, t.Spec.Columns} {
		if _, ok := k.at[Place{id, BaseRow, ""}]; !ok {
			return fmt.Errorf("protect: %s: no table %q", t.ID, id)
		}
	}
	k.twoWay(t, row, column, answered)
	return nil
}

// uncounted is the row "rest" of a column with several answers: any number of records.
func uncounted(id string, c *record.Column) bool { return id == edition.Rest && c.Multi() }

func (k *reader) oneWay(t *edition.Table, c *record.Column, answered int) {
	var parts []int
	var merged []string
	open := false // there is a row whose records are not counted
	for _, r := range t.Rows {
		p := Place{t.ID, r.ID, ""}
		at := 0
		switch {
		case r.ID == edition.Rest && (c.Multi() || !r.Cells[0].Shown):
			merged, open = r.Merged, c.Multi()
			at = k.variable(Variable{Places: []Place{p}, High: Unbounded})
		default:
			at = k.add(r.Cells[0], p)
			k.system.Variables[at].Low = max(k.system.Variables[at].Low, k.rules.MergeBelow)
			if r.ID == edition.Rest {
				merged = r.Merged
			}
		}
		k.atMost(at, answered)
		if !isWide(r.ID) && !(c.Kind == record.Countries && k.grouped(r.ID)) || isGroup(r.ID) {
			parts = append(parts, at)
		}
	}
	switch {
	case !c.Multi():
		k.between(0, 0, []int{answered}, parts...)
	case !open:
		k.between(-Unbounded, 0, []int{answered}, parts...) // every record is in one of them at least
	}
	for _, r := range t.Rows {
		if isWide(r.ID) {
			k.wide(r.ID, c, merged, k.at[Place{t.ID, r.ID, ""}], func(id string) (int, bool) { at, ok := k.at[Place{t.ID, id, ""}]; return at, ok })
		}
	}
}

func isGroup(id string) bool { return isWide(id) && id[0] == 'g' }

// grouped tells whether a country stands in a group.
func (k *reader) grouped(country string) bool {
	return slices.ContainsFunc(k.book.Groups, func(g record.Group) bool { return slices.Contains(g.Countries, country) })
}

// members are what a group or bundle is made of.
func (k *reader) members(id string) []string {
	if g, ok := k.book.Group(id); ok {
		return g.Countries
	}
	for _, b := range k.plan.Bundles {
		if b.ID == id {
			return b.Codes
		}
	}
	return nil
}

// wide says how a group or bundle and its members belong together. merged is what is
// in "rest".
func (k *reader) wide(id string, c *record.Column, merged []string, at int, find func(string) (int, bool)) {
	members := k.members(id)
	var shown, elsewhere []int
	inRest, outside := 0, 0
	for _, m := range members {
		if of, ok := find(m); ok {
			shown = append(shown, of)
			k.atMost(of, at)
		}
	}
	for _, m := range merged {
		if slices.Contains(members, m) {
			inRest++
		} else {
			outside++
		}
	}
	if c.Multi() {
		if inRest == 0 && len(shown) == len(members) {
			k.between(-Unbounded, 0, []int{at}, shown...)
		}
		return
	}
	if inRest > 0 {
		rest, _ := find(edition.Rest)
		from := rest
		if outside > 0 { // a part of the merged row that is shown nowhere
			from = k.variable(Variable{High: Unbounded})
			k.atMost(from, rest)
		}
		elsewhere = append(elsewhere, from)
	}
	k.between(0, 0, []int{at}, append(elsewhere, shown...)...)
}

func (k *reader) twoWay(t *edition.Table, row, column *record.Column, answered int) {
	cell := func(r, c string) (int, bool) { at, ok := k.at[Place{t.ID, r, c}]; return at, ok }
	margin := func(table, id string) int { return k.at[Place{table, id, ""}] }
	mergedOf := func(table string) []string {
		if of, ok := k.e.Table(table); ok {
			for _, r := range of.Rows {
				if r.ID == edition.Rest {
					return r.Merged
				}
			}
		}
		return nil
	}
	for _, r := range t.Rows {
		for j, c := range t.Columns {
			p := Place{t.ID, r.ID, c}
			at := 0
			if wide := isBundle(r.ID) || isBundle(c); uncounted(r.ID, row) || uncounted(c, column) || wide && !r.Cells[j].Shown {
				at = k.variable(Variable{Places: []Place{p}, High: Unbounded})
			} else {
				at = k.add(r.Cells[j], p)
			}
			k.atMost(at, margin(t.Spec.Rows, r.ID))
			k.atMost(at, margin(t.Spec.Columns, c))
		}
	}
	rowIDs := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		rowIDs[i] = r.ID
	}
	k.across(t.Spec.Rows, rowIDs, t.Spec.Columns, t.Columns, row, column, func(r, c string) int { at, _ := cell(r, c); return at })
	k.across(t.Spec.Columns, t.Columns, t.Spec.Rows, rowIDs, column, row, func(c, r string) int { at, _ := cell(r, c); return at })
	for _, c := range t.Columns {
		for _, id := range rowIDs {
			if isBundle(id) {
				at, _ := cell(id, c)
				k.wide(id, row, mergedOf(t.Spec.Rows), at, func(r string) (int, bool) { return cell(r, c) })
			}
		}
	}
	for _, r := range rowIDs {
		for _, id := range t.Columns {
			if isBundle(id) {
				at, _ := cell(r, id)
				k.wide(id, column, mergedOf(t.Spec.Columns), at, func(c string) (int, bool) { return cell(r, c) })
			}
		}
	}
	if !row.Multi() && !column.Multi() {
		var all []int
		for _, r := range rowIDs {
			for _, c := range t.Columns {
				if !isBundle(r) && !isBundle(c) {
					at, _ := cell(r, c)
					all = append(all, at)
				}
			}
		}
		k.between(0, 0, []int{answered}, all...)
	}
}

func isBundle(id string) bool { return isWide(id) && id[0] == 'b' }

// across says that the cells of a row are its number, less those that are silent in
// the other column; where that has several answers they may be more.
func (k *reader) across(side string, ids []string, other string, otherIDs []string, of, otherOf *record.Column, cell func(id, other string) int) {
	if otherOf.Multi() && slices.Contains(otherIDs, edition.Rest) {
		return // some are counted nowhere
	}
	missing := k.at[Place{other, MissingRow, ""}]
	var silent []int
	for _, id := range ids {
		s := k.variable(Variable{High: Unbounded})
		k.atMost(s, missing)
		if !isBundle(id) {
			silent = append(silent, s)
		}
		if uncounted(id, of) {
			continue
		}
		parts := []int{s}
		for _, o := range otherIDs {
			if !isBundle(o) {
				parts = append(parts, cell(id, o))
			}
		}
		low := 0
		if otherOf.Multi() {
			low = -Unbounded
		}
		k.between(low, 0, []int{k.at[Place{side, id, ""}]}, parts...)
	}
	if !of.Multi() {
		k.between(0, Unbounded, []int{missing}, silent...)
	}
}
