package figures_test

import (
	"database/sql"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/figures"
)

func (h house) asked(t *testing.T, number int) figures.Asked {
	t.Helper()
	a, err := h.Asked(t.Context(), analyst, number)
	must(t, err)
	return a
}

func TestWhatIsAskedForIsDoneByTheJobAndARefusalSaysWhy(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		snap := h.many(t, 2023, 1, 20)
		if _, err := h.Ask(ctx, lead, figures.OfExact, snap.ID); core.KindOf(err) != core.Denied {
			t.Errorf("a lead asked: %v", err)
		}
		exact, err := h.Ask(ctx, analyst, figures.OfExact, snap.ID)
		must(t, err)
		if again, err := h.Ask(ctx, second, figures.OfExact, snap.ID); err != nil || again.Number != exact.Number || again.By != "Analyst" {
			t.Errorf("asked again it is another one: %+v %v", again, err)
		}
		report, err := h.Ask(ctx, second, figures.OfTables, snap.ID)
		must(t, err)
		if a := h.asked(t, exact.Number); a.Stage != figures.Waiting || a.Year != 2023 {
			t.Errorf("before the job runs: %+v", a)
		}
		must(t, h.Work(ctx))
		a := h.asked(t, exact.Number)
		if a.Stage != figures.Done || a.Publication == 0 {
			t.Fatalf("after the job ran: %+v", a)
		}
		p, err := h.Publication(ctx, second, a.Publication)
		must(t, err)
		if p.Kind != figures.OfExact || p.State != figures.Proposed || p.ProposedBy != "Analyst" {
			t.Errorf("made was %s, %s, by %s", p.Kind, p.State, p.ProposedBy)
		}
		if err := h.Decide(ctx, analyst, p.Number, true); core.KindOf(err) != core.Denied {
			t.Errorf("who asked also decided: %v", err)
		}
		// The first waits for its decision, so the second cannot be proposed beside it.
		a = h.asked(t, report.Number)
		if a.Stage != figures.Refused || a.Reason == nil || a.Reason.Key != "figures.error.waiting" || a.Publication != 0 {
			t.Errorf("beside one that waits: %+v", a)
		}
		if _, err := h.Ask(ctx, second, figures.OfTables, snap.ID); core.KindOf(err) != core.Conflict {
			t.Errorf("what cannot be is taken: %v", err)
		}
		all, err := h.AskedOf(ctx, analyst, snap.ID)
		must(t, err)
		if len(all) != 2 || all[0].Number != report.Number {
			t.Errorf("asked of the snapshot: %+v", all)
		}
		if _, err := h.Asked(ctx, analyst, 99); core.KindOf(err) != core.NotFound {
			t.Errorf("what nobody asked is there: %v", err)
		}
	})
}

func TestWhatAServerHasLeftIsDoneByAnother(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		snap := h.many(t, 2024, 2, 10)
		a, err := h.Ask(ctx, analyst, figures.OfTables, snap.ID)
		must(t, err)
		must(t, h.db.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE figures_proposal SET state = 'working', claimed = $1`, h.now.Now().Unix())
			return err
		}))
		must(t, h.Work(ctx))
		if now := h.asked(t, a.Number); now.Stage != figures.Working {
			t.Errorf("what another works on is %s", now.Stage)
		}
		h.now.Advance(3 * time.Minute)
		must(t, h.Work(ctx))
		if now := h.asked(t, a.Number); now.Stage != figures.Done {
			t.Errorf("what was left is %s", now.Stage)
		}
	})
}
