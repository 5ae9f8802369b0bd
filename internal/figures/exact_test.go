package figures_test

import (
	"slices"
	"testing"

	"verbund/internal/core"
	"verbund/internal/figures"
	"verbund/internal/figures/edition"
)

func TestTwoPeopleHandExactTablesToAnAuthorityAndTheyStayInTheLedger(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		snap := h.many(t, 2023, 1, 40)
		if _, err := h.ProposeExact(ctx, lead, snap.ID); core.KindOf(err) != core.Denied {
			t.Errorf("a lead proposed: %v", err)
		}
		p, err := h.ProposeExact(ctx, analyst, snap.ID)
		must(t, err)
		if p.State != figures.Proposed {
			t.Fatalf("exact tables are %s: %+v", p.State, p.Report)
		}
		together, _ := p.Report.Check("together")
		if together.Figure("editions") != 1 || together.Figure("narrowest") < 5 {
			t.Errorf("checked together: %v", together.Measured)
		}
		t.Log(together.Measured)
		if _, err := h.Propose(ctx, second, snap.ID); core.KindOf(err) != core.Conflict {
			t.Errorf("a report was proposed beside exact tables that wait: %v", err)
		}
		if err := h.Decide(ctx, analyst, p.Number, true); core.KindOf(err) != core.Denied {
			t.Errorf("who proposed also decided: %v", err)
		}
		must(t, h.Decide(ctx, second, p.Number, true))
		if _, err := h.ProposeExact(ctx, analyst, snap.ID); core.KindOf(err) != core.Conflict {
			t.Errorf("the same tables were handed over twice: %v", err)
		}
		all, err := h.All(ctx)
		must(t, err)
		if len(all) != 0 {
			t.Errorf("everybody sees %d editions", len(all))
		}
		open, gaps := 0, 0
		for _, of := range p.Edition.Tables {
			if !slices.Contains(of.Notes, edition.Gaps) {
				t.Errorf("%s does not say that gaps are deliberate", of.ID)
			}
			for _, row := range of.Rows {
				for _, v := range row.Cells {
					switch {
					case !v.Shown:
						gaps++
					case v.N > 0 && v.N < 5:
						t.Errorf("%s, %s shows %d", of.ID, row.ID, v.N)
					default:
						open++
					}
				}
			}
		}
		if gaps == 0 || open == 0 {
			t.Errorf("%d shown, %d gaps", open, gaps)
		}
		t.Logf("%d shown, %d gaps", open, gaps)
		// What is not for everybody is among what all later ones are checked against.
		next := h.many(t, 2024, 2, 10)
		if _, err := h.Propose(ctx, analyst, next.ID); err != nil {
			t.Errorf("after exact tables were handed over nothing can be proposed: %v", err)
		}
	})
}
