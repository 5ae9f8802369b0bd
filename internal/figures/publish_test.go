package figures_test

import (
	"testing"

	"verbund/internal/core"
	"verbund/internal/figures"
	"verbund/internal/figures/invent"
)

// invented fills the house with records of a year and freezes it.
func (h house) invented(t *testing.T, year int, seed uint64) *figures.Snapshot {
	t.Helper()
	return h.many(t, year, seed, 700)
}

// many is invented with so many records.
func (h house) many(t *testing.T, year int, seed uint64, records int) *figures.Snapshot {
	t.Helper()
	network, err := invent.Load(h.Book(), h.Plan(), nil)
	must(t, err)
	_, err = h.Import(t.Context(), analyst, network.Records(seed, year, records, 12), false)
	must(t, err)
	snap, err := h.Freeze(t.Context(), analyst, year, "Verbund")
	must(t, err)
	return snap
}

func TestTwoPeoplePublishAndOnlyOneEditionWaits(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		first, other := h.invented(t, 2023, 1), h.many(t, 2024, 2, 10)
		if _, err := h.Propose(ctx, lead, first.ID); core.KindOf(err) != core.Denied {
			t.Errorf("a lead proposed: %v", err)
		}
		p, err := h.Propose(ctx, analyst, first.ID)
		must(t, err)
		if p.State != figures.Proposed || !p.Report.Passed {
			t.Fatalf("the protected edition of invented records is %s: %+v", p.State, p.Report)
		}
		for _, id := range []string{first.ID, other.ID} {
			if _, err := h.Propose(ctx, second, id); core.KindOf(err) != core.Conflict {
				t.Errorf("%s was proposed beside one that waits: %v", id[:8], err)
			}
		}
		if all, err := h.All(ctx); err != nil || len(all) != 0 {
			t.Errorf("before the decision everybody sees %d editions (%v)", len(all), err)
		}
		if err := h.Decide(ctx, analyst, p.Number, true); core.KindOf(err) != core.Denied {
			t.Errorf("who proposed also decided: %v", err)
		}
		must(t, h.Decide(ctx, second, p.Number, true))
		if err := h.Decide(ctx, second, p.Number, false); core.KindOf(err) != core.Conflict {
			t.Errorf("what is published was rejected: %v", err)
		}
		all, err := h.All(ctx)
		must(t, err)
		if len(all) != 1 || all[0].Year != 2023 || all[0].DecidedBy != "Second" {
			t.Errorf("published are %d editions", len(all))
		}
		if _, err := h.Propose(ctx, second, other.ID); err != nil {
			t.Errorf("after the decision the next one cannot be proposed: %v", err)
		}
	})
}
