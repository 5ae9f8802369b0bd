package caselaw_test

import (
	"testing"

	"verbund/internal/caselaw"
)

func counts(t *testing.T, got caselaw.Counts, read, fresh, changed, unchanged int) {
	t.Helper()
	if got.Read != read || got.New != fresh || got.Changed != changed || got.Unchanged != unchanged {
		t.Errorf("%d read, %d new, %d changed, %d unchanged; want %d, %d, %d, %d", got.Read, got.New, got.Changed, got.Unchanged, read, fresh, changed, unchanged)
	}
}

func (s *shelf) position() int64 {
	s.t.Helper()
	n, err := s.Position(s.t.Context())
	s.must(err)
	return n
}

func TestSecondImportChangesNothing(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a, b := one("2 StR 87/22", "2023-01-17", "Der Senat entscheidet."), one("3 StR 87/09", "2009-11-19")
		counts(t, s.take(true, a, b), 2, 2, 0, 0)
		before := s.position()
		counts(t, s.take(true, a, b), 2, 0, 0, 2)
		counts(t, s.take(false, a, b), 2, 0, 0, 2)
		if now := s.position(); now != before || now != 2 {
			t.Errorf("the feed of changes went from %d to %d", before, now)
		}
	})
}

func TestDryRunSaysWhatWouldHappenAndWritesNothing(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a, b := one("2 StR 87/22", "2023-01-17"), one("3 StR 87/09", "2009-11-19")
		s.take(true, a)
		other := b
		other.Entry.ECLI, other.Entry.Keywords = "", []string{"Zeitablauf"}
		c, err := s.Import(t.Context(), byCommand, found(a, b, b, other), true, true, nil)
		s.must(err)
		counts(t, c, 4, 1, 1, 2)
		if n := s.position(); n != 1 {
			t.Errorf("a dry run wrote: position %d", n)
		}
	})
}

func TestImportKeepsWhatPeopleWroteAndEmptied(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a := one("2 StR 87/22", "2023-01-17", "Der Senat entscheidet.")
		a.Entry.Keywords, a.Entry.Chamber = []string{"Beförderung"}, "2. Strafsenat"
		s.take(false, a)
		d, err := s.Get(t.Context(), editor, 1)
		s.must(err)
		e := d.Entry
		e.Keywords, e.Chamber = nil, "Zweiter Strafsenat"
		_, err = s.Save(t.Context(), editor, 1, d.Revision, e)
		s.must(err)

		a.Entry.Keywords, a.Entry.Chamber, a.Entry.Names = []string{"Transport"}, "2. Senat", []string{"Kassel"}
		a.Text.Sections[0].Paragraphs[0].Text = "Der Senat entscheidet nun."
		counts(t, s.take(false, a), 1, 0, 1, 0)
		d, err = s.Get(t.Context(), editor, 1)
		s.must(err)
		if d.Entry.Chamber != "Zweiter Strafsenat" || len(d.Entry.Keywords) > 0 {
			t.Errorf("the import wrote over what the editor wrote: %q %q", d.Entry.Chamber, d.Entry.Keywords)
		}
		if len(d.Entry.Names) != 1 || d.Text.Sections[0].Paragraphs[0].Text != "Der Senat entscheidet nun." {
			t.Errorf("what nobody touched is not renewed: %+v", d.Entry)
		}
		counts(t, s.take(false, a), 1, 0, 0, 1)
	})
}

func TestImportPublishesNoDraftThatNobodyApproved(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a := one("2 StR 87/22", "2023-01-17", "Der Senat entscheidet.")
		s.take(true, a)
		d, err := s.Get(t.Context(), editor, 1)
		s.must(err)
		e := d.Entry
		e.Centre = "Was noch niemand geprüft hat"
		_, err = s.Save(t.Context(), editor, 1, 0, e)
		s.must(err)
		a.Entry.Names = []string{"Kassel"}
		s.take(true, a)
		shown, err := s.Show(t.Context(), 1)
		s.must(err)
		if shown.Entry.Centre != "" || len(shown.Entry.Names) > 0 {
			t.Errorf("an import published a draft: %+v", shown.Entry)
		}
	})
}

func TestPublishingImportRenewsWhatEverybodySees(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a := one("2 StR 87/22", "2023-01-17", "Der Senat entscheidet.")
		s.take(true, a)
		a.Entry.Names = []string{"Kassel"}
		counts(t, s.take(true, a), 1, 0, 1, 0)
		shown, err := s.Show(t.Context(), 1)
		s.must(err)
		if len(shown.Entry.Names) != 1 || s.position() != 2 {
			t.Errorf("position %d, %+v", s.position(), shown.Entry)
		}
	})
}

func TestLaterPublishingImportPublishesWhatAnImportLeft(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a, b := one("2 StR 87/22", "2023-01-17"), one("3 StR 87/09", "2009-11-19")
		s.take(false, a, b)
		d, err := s.Get(t.Context(), editor, 2)
		s.must(err)
		e := d.Entry
		e.Centre = "Beratung"
		_, err = s.Save(t.Context(), editor, 2, 0, e)
		s.must(err)
		counts(t, s.take(true, a, b), 2, 0, 1, 1)
		if _, err := s.Show(t.Context(), 1); err != nil {
			t.Error(err)
		}
		if _, err := s.Show(t.Context(), 2); err == nil {
			t.Error("published although somebody works on it")
		}
	})
}

func TestImportBringsNothingBackThatWasRedacted(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a := one("2 StR 87/22", "2023-01-17", "Die Zeugin Petra Musterfrau sagt aus.")
		a.Entry.Names = []string{"Fall Petra Musterfrau"}
		s.take(true, a)
		n, err := s.Redact(t.Context(), approver, 1, caselaw.Redaction{Words: "Petra Musterfrau", Reason: "Name"}, false)
		s.must(err)
		if n.Found() == 0 {
			t.Fatal("nothing was redacted")
		}
		a.Entry.Names = append(a.Entry.Names, "Petra Musterfrau II")
		a.Text.Sections[0].Paragraphs[0].Text += " Frau Petra Musterfrau weint nicht."
		counts(t, s.take(true, a), 1, 0, 0, 1)
		for _, body := range []string{s.get("/api/caselaw/1", 200), s.get("/api/caselaw/all.jsonl", 200)} {
			refuse(t, body, "Petra")
		}
	})
}

func TestTakenDownStaysDownWhenItIsImportedAgain(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a := one("2 StR 87/22", "2023-01-17", "Der Senat entscheidet.")
		s.take(true, a)
		s.must(s.TakeDown(t.Context(), approver, 1, "Bitte der Betroffenen"))
		a.Entry.Names = []string{"Kassel"}
		counts(t, s.take(true, a), 1, 0, 0, 1)
		elsewhere := a
		elsewhere.Entry.Source.Document = "another-portal-1"
		c := s.take(true, elsewhere)
		if c.New != 1 || c.Alike != 1 {
			t.Errorf("%+v", c)
		}
		for _, number := range []string{"1", "2"} {
			if w := s.ask("GET", "/api/caselaw/"+number, nil); w.Code == 200 {
				t.Errorf("%s is public again", number)
			}
		}
	})
}
