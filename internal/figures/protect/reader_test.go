package protect_test

import (
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/table"
)

// row is a row of an edition; 0 is not shown.
func row(id string, numbers ...int) edition.Row {
	r := edition.Row{ID: id}
	for _, n := range numbers {
		r.Cells = append(r.Cells, edition.Value{N: n, Shown: n > 0})
	}
	return r
}

func TestReaderPutsTheNumbersOfATableTogether(t *testing.T) {
	book, plan := ground(t)
	shown := func(n int) edition.Value { return edition.Value{N: n, Shown: n > 0} }
	one := func(id string, base int, rows ...edition.Row) edition.Table {
		return edition.Table{Spec: table.Spec{ID: id, Rows: id}, Base: shown(base), Rows: rows}
	}
	two := func(rows, columns string, base int, head []string, lines ...edition.Row) edition.Table {
		return edition.Table{Spec: table.Spec{ID: rows + "-by-" + columns, Rows: rows, Columns: columns}, Base: shown(base), Columns: head, Rows: lines}
	}
	merged := row(edition.Rest, 25)
	merged.Merged = []string{"0-13", "14-17"}
	for name, c := range map[string]struct {
		base   int
		tables []edition.Table
		at     protect.Place
		want   protect.Interval
	}{
		// 16 to 24 in all, and 11 to 19 in each of two.
		"parts and whole": {20, []edition.Table{one("gender", 20, row("female", 15), row("male", 15))},
			protect.Place{Table: "gender", Row: "female"}, protect.Interval{Low: 11, High: 13}},
		"the base follows": {20, []edition.Table{one("gender", 20, row("female", 15), row("male", 15))},
			protect.Place{Table: "gender", Row: protect.BaseRow}, protect.Interval{Low: 22, High: 24}},
		// A bundle of 26 to 34 in members of 11 to 19 and 21 to 29.
		"a bundle and its members": {100, []edition.Table{one("age_band", 100, row("18-21", 60), row("22-29", 15), row("30-39", 25), row("b-22-39", 30))},
			protect.Place{Table: "age_band", Row: "b-22-39"}, protect.Interval{Low: 32, High: 34}},
		// What has a row has ten records, though 10 may stand for 6.
		"a row of its own": {100, []edition.Table{one("gender", 100, row("female", 10), row("male", 90))},
			protect.Place{Table: "gender", Row: "female"}, protect.Interval{Low: 10, High: 14}},
		// The bundle is what is merged: 21 to 29, and 16 to 24.
		"a bundle that is merged": {100, []edition.Table{one("age_band", 100, row("18-21", 75), merged, row("b-minors", 20))},
			protect.Place{Table: "age_band", Row: edition.Rest}, protect.Interval{Low: 21, High: 24}},
		// A row of 11 to 19, in cells of 6 to 14 each.
		"a row and its cells": {100, []edition.Table{one("charge", 100, row("yes", 15), row("no", 85)), one("investigation", 100, row("yes", 35), row("no", 35), row("unknown", 35)),
			two("charge", "investigation", 100, []string{"yes", "no", "unknown"}, row("yes", 10, 10, 10), row("no", 25, 25, 25))},
			protect.Place{Table: "charge-by-investigation", Row: "yes", Column: "no"}, protect.Interval{Low: 6, High: 7}},
		// With several answers a cell is still no more than its row.
		"several answers": {100, []edition.Table{one("gender", 100, row("female", 10), row("male", 90)), one("form", 100, row("sexual", 100), row("labour", 30)),
			two("form", "gender", 100, []string{"female", "male"}, row("sexual", 15, 80), row("labour", 5, 25))},
			protect.Place{Table: "form-by-gender", Row: "sexual", Column: "female"}, protect.Interval{Low: 11, High: 14}},
	} {
		e := edition.Edition{Funnel: edition.Funnel{Documented: shown(200), Consented: shown(150), Analysed: shown(c.base)}, Tables: c.tables}
		s, err := protect.Known(e, book, plan, protect.Standard())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		found, err := protect.Audit(s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, v := range s.Variables {
			for _, p := range v.Places {
				if p == c.at && found[i] != c.want {
					t.Errorf("%s: %v, want %v", name, found[i], c.want)
				}
			}
		}
	}
}
