package centres

import (
	"fmt"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// typedIn is a form that was shown with an entry's values, some typed over.
func typedIn(r Record, message string, changes map[string]string) ProposalForm {
	shown := valuesOf(&r)
	values := map[string]string{}
	for k, v := range shown {
		values[k] = v
	}
	for k, v := range changes {
		values[k] = v
	}
	return ProposalForm{Message: message, Values: values, Shown: shown}
}

func propose(t testing.TB, s *Store, r Record, message string, changes map[string]string) Proposal {
	t.Helper()
	p, err := s.Propose(t.Context(), r.ID, FromVisitor, typedIn(r, message, changes))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAProposalChangesNothingUntilItIsAccepted(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		p := propose(t, s, r, "Die Nummer ist neu.", map[string]string{"phones": "030 23125 111 | 0171 3920025 (Notruf)", "hours": "Mo-Do 9-12"})
		if after, _ := s.Record(t.Context(), operator(), r.ID); after.Revision != r.Revision {
			t.Fatal("the proposal changed the entry")
		}
		all, err := s.Proposals(t.Context(), operator())
		if err != nil || len(all) != 1 || len(all[0].Preview) != 2 {
			t.Fatalf("the list: %+v, %v", all, err)
		}
		phones := all[0].Preview[0]
		if phones.Now != valuesOf(&r)["phones"] || phones.New != "+49 30 23125111 | +49 171 3920025 (Notruf)" || phones.Moved {
			t.Errorf("the preview: %+v", phones)
		}
		if err := s.Decide(t.Context(), operator(), p.ID, Decision{Accept: true, Revision: r.Revision}); err != nil {
			t.Fatal(err)
		}
		after, err := s.Record(t.Context(), operator(), r.ID)
		if err != nil || len(after.Phones) != 2 || after.Phones[0].E164 != "+493023125111" || after.Phones[1].Label != "Notruf" ||
			after.Offices[0].Hours.String() != "Mo-Th 09:00-12:00" || after.Email != r.Email || after.ConfirmedOn != r.ConfirmedOn {
			t.Errorf("afterwards: %+v, %s, %v", after.Phones, after.Offices[0].Hours, err)
		}
		history, err := s.History(t.Context(), operator(), r.ID)
		if err != nil || len(history) != 2 {
			t.Fatalf("history: %+v, %v", history, err)
		}
		h := history[1]
		if h.Actor != "test" || h.What != Accepted || h.ProposalID != p.ID || h.Before["hours"] != valuesOf(&r)["hours"] || h.After["hours"] != "Mo-Th 09:00-12:00" || h.At.IsZero() {
			t.Errorf("history: %+v", h)
		}
		if err := s.Decide(t.Context(), operator(), p.ID, Decision{Accept: true}); core.KindOf(err) != core.Conflict {
			t.Errorf("accepted twice: %v", err)
		}
		if i, err := s.Proposal(t.Context(), operator(), p.ID); err != nil || i.Message != "" || i.State != ProposalAccepted {
			t.Errorf("decided: %+v, %v", i.Proposal, err)
		}
	})
}

func TestRejectingNeedsAReason(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		p := propose(t, s, r, "Alles falsch.", nil)
		if err := s.Decide(t.Context(), operator(), p.ID, Decision{Reason: " \n"}); core.KindOf(err) != core.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if err := s.Decide(t.Context(), core.Actor{Role: core.Visitor}, p.ID, Decision{Accept: true}); core.KindOf(err) != core.Denied {
			t.Errorf("by a visitor: %v", err)
		}
		if err := s.Decide(t.Context(), operator(), "none", Decision{Accept: true}); core.KindOf(err) != core.NotFound {
			t.Errorf("no such proposal: %v", err)
		}
		if err := s.Decide(t.Context(), operator(), p.ID, Decision{Reason: "Die Stelle sagt, es stimmt."}); err != nil {
			t.Fatal(err)
		}
		history, err := s.History(t.Context(), operator(), r.ID)
		if err != nil || len(history) != 2 || history[1].What != Rejected || history[1].Reason != "Die Stelle sagt, es stimmt." {
			t.Errorf("history: %+v, %v", history, err)
		}
		if all, err := s.Proposals(t.Context(), operator()); err != nil || len(all) != 0 {
			t.Errorf("still on the list: %+v, %v", all, err)
		}
	})
}

// Whoever decides must have seen what the entry says now.
func TestADecisionUponAnOldEntryIsAConflict(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		p := propose(t, s, r, "", map[string]string{"email": "neu@laterne.example"})
		r.Email = "anders@laterne.example"
		r = save(t, s, r)
		if err := s.Decide(t.Context(), operator(), p.ID, Decision{Accept: true, Revision: r.Revision - 1}); core.KindOf(err) != core.Conflict {
			t.Errorf("upon the old entry: %v", err)
		}
		i, err := s.Proposal(t.Context(), operator(), p.ID)
		if err != nil || !i.Preview[0].Moved || i.Preview[0].Now != "anders@laterne.example" {
			t.Errorf("the preview: %+v, %v", i.Preview, err)
		}
	})
}

func TestOnlyWhatWasTypedAnewIsAChange(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		form := typedIn(r, "", map[string]string{"hours": "Mo 9-12"})
		r.Email = "inzwischen@laterne.example" // somebody else changes the entry meanwhile
		save(t, s, r)
		p, err := s.Propose(t.Context(), r.ID, FromCentre, form)
		if err != nil || len(p.Changes) != 1 || p.Changes[0].Field != "hours" || p.Origin != FromCentre {
			t.Errorf("%+v, %v", p.Changes, err)
		}
	})
}

func TestProposalsThatCannotBeRead(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		for name, c := range map[string]struct {
			form  ProposalForm
			field string
		}{
			"nothing":        {typedIn(r, " ", nil), "message"},
			"same in words":  {typedIn(r, "", map[string]string{"hours": "Mo-Fr 9-12 Uhr, 14-18 Uhr; nach Vereinbarung; \"ring twice\"; 2026-12-24..2026-12-31 closed \"holidays\""}), "message"},
			"too long":       {typedIn(r, strings.Repeat("ä", longestMessage+1), nil), "message"},
			"half a number":  {typedIn(r, "", map[string]string{"phones": "12"}), "phones"},
			"half an e-mail": {typedIn(r, "", map[string]string{"email": "a@"}), "email"},
			"odd hours":      {typedIn(r, "", map[string]string{"hours": "whenever"}), "hours"},
			"endless hours":  {typedIn(r, "", map[string]string{"hours": strings.Repeat("Mo 9-12; ", 3000)}), "hours"},
		} {
			_, err := s.Propose(t.Context(), r.ID, FromVisitor, c.form)
			e, ok := err.(*core.Error)
			if !ok || e.Kind != core.Invalid || len(e.Fields) == 0 || e.Fields[0].Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.Propose(t.Context(), core.NamedID("test", "none"), FromVisitor, typedIn(r, "a", nil)); core.KindOf(err) != core.NotFound {
			t.Errorf("no entry: %v", err)
		}
	})
}

func TestTheListCannotBeFlooded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		for range 3 {
			propose(t, s, r, "dasselbe", nil)
		}
		if all, err := s.Proposals(t.Context(), operator()); err != nil || len(all) != 1 {
			t.Errorf("the same words stand there %d times, %v", len(all), err)
		}
		for i := 1; i < mostOpenForEntry; i++ {
			propose(t, s, r, fmt.Sprint(i), nil)
		}
		if _, err := s.Propose(t.Context(), r.ID, FromVisitor, typedIn(r, "noch eins", nil)); core.KindOf(err) != core.TooMany {
			t.Errorf("one more: %v", err)
		}
	})
}

func FuzzProposal(f *testing.F) {
	s := storeOn(f, databases.Open(f, database.SQLite, tables()...))
	f.Add("Die Nummer ist neu.", "030 23125 111", "a@b.example", "Mo-Fr 9-12")
	f.Add("\x00", "| |", "a@b\r\nc", "24/7")
	f.Fuzz(func(t *testing.T, message, phones, email, hours string) {
		r := lantern(t)
		form := ProposalForm{Message: message, Values: map[string]string{"phones": phones, "email": email, "hours": hours}, Shown: map[string]string{}}
		p, problems := form.read(s, r)
		if len(problems) == 0 && p.Message == "" && len(p.Changes) == 0 {
			t.Error("an empty proposal is taken")
		}
		for _, c := range p.Changes {
			if len(problems) == 0 && c.From == c.To {
				t.Errorf("no change: %+v", c)
			}
		}
	})
}
