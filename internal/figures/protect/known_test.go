package protect_test

import (
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/table"
)

// fewer is the plan with its tables of one column and some of two.
func fewer(plan *table.Plan, pairs int) *table.Plan {
	p := *plan
	for i, s := range plan.Tables {
		if s.Columns != "" {
			p.Tables = plan.Tables[:i+pairs]
			break
		}
	}
	return &p
}

// truth is the exact count at a place; false where it is none of the tables.
func truth(set *table.Set, p protect.Place) (int, bool) {
	of, ok := set.Table(p.Table)
	if !ok || p.Row == edition.Rest || p.Column == edition.Rest {
		return 0, false
	}
	switch p.Row {
	case protect.BaseRow:
		return of.Base.N, true
	case protect.MissingRow:
		return of.Missing.N, true
	}
	return of.Find(p.Row, p.Column).N, true
}

func TestNothingNotShownCanBeWorkedOutOfThePublicEdition(t *testing.T) {
	book, whole := ground(t)
	plan := fewer(whole, 6)
	rules := protect.Standard()
	for _, c := range []struct {
		records int
		steep   float64
	}{{0, 0.5}, {25, 0.5}, {300, 0.6}, {750, 0.45}} {
		sets, _ := counted(book, plan, 2023, c.records, c.steep)
		e, err := protect.Public(sets, "s", book, plan, rules)
		if err != nil {
			t.Fatal(err)
		}
		s, err := protect.Known(e, book, plan, rules)
		if err != nil {
			t.Fatal(err)
		}
		found, err := protect.Audit(s)
		if err != nil {
			t.Fatalf("%d records: %v", c.records, err)
		}
		narrow, withheld := 0, 0
		for i, v := range s.Variables {
			for _, p := range v.Places {
				n, ok := truth(&sets[2], p)
				if !ok {
					continue
				}
				if n < found[i].Low || n > found[i].High {
					t.Errorf("%v: the truth %d is outside of %v", p, n, found[i])
				}
				if v.Low == 0 && v.High == rules.Base-1 {
					withheld++
					if found[i].Low > 0 {
						t.Errorf("%v: not shown, and yet between %d and %d", p, found[i].Low, found[i].High)
					}
				}
				if found[i].High-found[i].Low < 4 {
					narrow++
				}
			}
		}
		t.Logf("%d records: %d variables, %d constraints, %d numbers not shown, %d narrower than five", c.records, len(s.Variables), len(s.Constraints), withheld, narrow)
	}
}

func TestEditionOfAnotherBookIsNotAudited(t *testing.T) {
	book, plan := ground(t)
	e := edition.Edition{Tables: []edition.Table{{Spec: table.Spec{ID: "shoe-size", Rows: "shoe-size"}}}}
	if _, err := protect.Known(e, book, plan, protect.Standard()); err == nil {
		t.Error("a table of no column is taken in")
	}
}

func BenchmarkAuditOfAWholeEdition(b *testing.B) {
	book, plan := ground(b)
	sets, _ := counted(book, plan, 2023, 750, 0.45)
	e, err := protect.Public(sets, "s", book, plan, protect.Standard())
	if err != nil {
		b.Fatal(err)
	}
	s, err := protect.Known(e, book, plan, protect.Standard())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := protect.Audit(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSuppressionOfAllTables(b *testing.B) {
	book, plan := ground(b)
	sets, _ := counted(book, plan, 2023, 750, 0.45)
	tables := protect.Tables(&sets[2], book, plan)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := protect.Suppress(tables, 5); err != nil {
			b.Fatal(err)
		}
	}
}
