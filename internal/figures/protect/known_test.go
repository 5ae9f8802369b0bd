package protect_test

import (
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
)

func TestNothingCanBeWorkedOutOfThePublicEdition(t *testing.T) {
	book, plan := ground(t)
	rules := protect.Standard()
	sets, _ := counted(book, plan, 2023, 750, 0.45)
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
		t.Fatal(err)
	}
	narrow, withheld := 0, 0
	for i, v := range s.Variables {
		for _, p := range v.Places {
			of, ok := sets[2].Table(p.Table)
			if !ok || p.Row == edition.Rest || p.Column == edition.Rest {
				continue
			}
			n := of.Find(p.Row, p.Column).N
			switch p.Row {
			case protect.BaseRow:
				n = of.Base.N
			case protect.MissingRow:
				n = of.Missing.N
			}
			if n < found[i].Low || n > found[i].High {
				t.Errorf("%v: %d is outside of %v", p, n, found[i])
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
	t.Logf("%d variables, %d constraints, %d numbers not shown, %d narrower than five", len(s.Variables), len(s.Constraints), withheld, narrow)
}
