package caselaw_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"verbund/internal/caselaw"
	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

// house is a store with people who may do what their duties say.
type house struct {
	*caselaw.Store
	db  *database.DB
	now *clock.Fixed
}

var (
	pia     = core.Actor{Role: core.Person, Name: "Pia", Person: "p-1", Duties: []core.Duty{{Role: "editor"}}}
	david   = core.Actor{Role: core.Person, Name: "David", Person: "p-2", Duties: []core.Duty{{Role: "editor"}}}
	helper  = core.Actor{Role: core.Person, Name: "Helper", Person: "p-3", Duties: []core.Duty{{Role: "helper"}}}
	nobody  = core.Actor{Role: core.Person, Name: "Nobody", Person: "p-4"}
	command = core.Actor{Role: core.Operator, Name: "import"}
)

func may(a core.Actor, r web.Right) bool {
	return len(a.Duties) > 0 && (a.Duties[0].Role == "editor" || r == caselaw.Edit)
}

func onBoth(t *testing.T, test func(t *testing.T, h house)) {
	t.Helper()
	databases.Each(t, []database.Migrations{caselaw.Migrations()}, func(t *testing.T, db *database.DB) {
		now := clock.At(time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC))
		s, err := caselaw.NewStore(db, now, time.UTC, may)
		if err != nil {
			t.Fatal(err)
		}
		test(t, house{s, db, now})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func kindIs(t *testing.T, err error, kind core.Kind, key string) {
	t.Helper()
	e, ok := errors.AsType[*core.Error](err)
	if !ok || e.Kind != kind || key != "" && e.Key != "caselaw.error."+key {
		t.Fatalf("error %v, want kind %d and key %s", err, kind, key)
	}
}

func sample(file string) decision.Entry {
	return decision.Entry{
		Court: "LG Hanau", Date: core.Date{Year: 2020, Month: 6, Day: 3}, FileNumbers: []string{file}, Kind: "judgment", Fields: []string{"criminal"},
		Versions: []decision.Version{{Lang: "de", Title: "Ein Titel", Facts: "Was geschah."}},
		Source:   decision.Source{Name: "upload", Document: "D-" + file},
	}
}

func body(words ...string) decision.Text {
	s := decision.Section{Kind: "reasons", Heading: "Gründe"}
	for i, w := range words {
		s.Paragraphs = append(s.Paragraphs, decision.Paragraph{Number: fmt.Sprint(i + 1), Text: w})
	}
	return decision.Text{Sections: []decision.Section{s}}
}

// begun is a decision that Pia has entered.
func (h house) begun(t *testing.T, file string) caselaw.Decision {
	t.Helper()
	d, err := h.Begin(t.Context(), pia, decision.Found{Entry: sample(file), Text: body("Die Klage ist begründet.")})
	must(t, err)
	return d
}

// shown is a decision that Pia has entered and David has published.
func (h house) shown(t *testing.T, file string) caselaw.Decision {
	t.Helper()
	d := h.begun(t, file)
	d, err := h.Ask(t.Context(), pia, d.Number, d.Revision)
	must(t, err)
	d, err = h.Approve(t.Context(), david, d.Number, d.Revision, core.Date{})
	must(t, err)
	return d
}

func foundOf(all ...decision.Found) iter.Seq2[decision.Found, error] {
	return func(yield func(decision.Found, error) bool) {
		for i, f := range all {
			f.Line = i + 1
			if !yield(f, nil) {
				return
			}
		}
	}
}

func titled(e decision.Entry, title string) decision.Entry {
	e.Versions = slices.Clone(e.Versions)
	e.Versions[0].Title = title
	return e
}

func TestWhoAskedCannotApprove(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d := h.begun(t, "1 KLs 1/20")
		d, err := h.Ask(ctx, pia, d.Number, d.Revision)
		must(t, err)
		_, err = h.Approve(ctx, pia, d.Number, d.Revision, core.Date{})
		kindIs(t, err, core.Denied, "second-person")
		_, err = h.Approve(ctx, helper, d.Number, d.Revision, core.Date{})
		kindIs(t, err, core.Denied, "denied")
		_, err = h.Approve(ctx, command, d.Number, d.Revision, core.Date{})
		kindIs(t, err, core.Denied, "second-person")
		if _, err := h.Show(ctx, d.Number); core.KindOf(err) != core.NotFound {
			t.Fatalf("it is public before anybody approved: %v", err)
		}
		_, err = h.Approve(ctx, david, d.Number, d.Revision, core.Date{})
		must(t, err)
		if s, err := h.Show(ctx, d.Number); err != nil || s.Published.String() != "2026-02-03" {
			t.Fatalf("shown %+v, %v", s, err)
		}
	})
}

func TestTheOnlyOneWhoWroteCannotApproveWhatAnotherAskedFor(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d := h.begun(t, "1 KLs 1/20")
		d, err := h.Ask(ctx, david, d.Number, d.Revision)
		must(t, err)
		_, err = h.Approve(ctx, pia, d.Number, d.Revision, core.Date{})
		kindIs(t, err, core.Denied, "second-person")
		d, err = h.Save(ctx, david, d.Number, d.Revision, titled(d.Entry, "Von David geändert"))
		must(t, err)
		d, err = h.Ask(ctx, david, d.Number, d.Revision)
		must(t, err)
		_, err = h.Approve(ctx, pia, d.Number, d.Revision, core.Date{})
		must(t, err)
	})
}

func TestAChangedDraftIsNotAskedForAnyMore(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		for name, change := range map[string]func(d caselaw.Decision) error{
			"entry": func(d caselaw.Decision) error {
				_, err := h.Save(ctx, pia, d.Number, d.Revision, titled(d.Entry, "Anders"))
				return err
			},
			"text": func(d caselaw.Decision) error {
				_, err := h.SaveText(ctx, pia, d.Number, d.Revision, body("Anders."), nil)
				return err
			},
		} {
			d := h.begun(t, "2 KLs 1/20 "+name)
			d, err := h.Ask(ctx, pia, d.Number, d.Revision)
			must(t, err)
			must(t, change(d))
			_, err = h.Approve(ctx, david, d.Number, d.Revision, core.Date{})
			kindIs(t, err, core.Conflict, "changed-meanwhile")
			_, err = h.Approve(ctx, david, d.Number, 0, core.Date{})
			kindIs(t, err, core.Conflict, "not-asked")
		}
	})
}

func TestPublishedStaysAsItWasWhileADraftWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d := h.shown(t, "3 KLs 1/20")
		d, err := h.Save(ctx, pia, d.Number, d.Revision, titled(d.Entry, "Neu"))
		must(t, err)
		d, err = h.SaveText(ctx, pia, d.Number, d.Revision, body("Neuer Text."), []byte("%PDF neu"))
		must(t, err)
		if d.State != caselaw.Published {
			t.Errorf("state %s", d.State)
		}
		look := func(title, text string, file bool) {
			t.Helper()
			s, err := h.Show(ctx, d.Number)
			must(t, err)
			if v, _ := s.Entry.In("de"); v.Title != title || s.Text.Sections[0].Paragraphs[0].Text != text || (s.File.Hash != "") != file {
				t.Errorf("public: %q %q file %v", v.Title, s.Text.Sections[0].Paragraphs[0].Text, s.File)
			}
			if _, _, err := h.PublicFile(ctx, d.Number); (err == nil) != file {
				t.Errorf("public file: %v", err)
			}
		}
		look("Ein Titel", "Die Klage ist begründet.", false)
		d, err = h.Ask(ctx, pia, d.Number, d.Revision)
		must(t, err)
		look("Ein Titel", "Die Klage ist begründet.", false)
		_, err = h.Approve(ctx, david, d.Number, d.Revision, core.Date{Year: 2026, Month: 3, Day: 1})
		kindIs(t, err, core.Invalid, "invalid") // a day for what is public would hide nothing
		_, err = h.Approve(ctx, david, d.Number, d.Revision, core.Date{})
		must(t, err)
		look("Neu", "Neuer Text.", true)
	})
}

func TestScheduledIsPublishedOnItsDayAndNotBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d := h.begun(t, "4 KLs 1/20")
		d, err := h.Ask(ctx, pia, d.Number, d.Revision)
		must(t, err)
		_, err = h.Approve(ctx, david, d.Number, d.Revision, core.Date{Year: 2026, Month: 2, Day: 2})
		kindIs(t, err, core.Invalid, "invalid")
		d, err = h.Approve(ctx, david, d.Number, d.Revision, core.Date{Year: 2026, Month: 2, Day: 5})
		must(t, err)
		if d.State != caselaw.Scheduled {
			t.Fatalf("state %s", d.State)
		}
		n, err := h.PublishDue(ctx)
		must(t, err)
		if n != 0 {
			t.Error("published before its day")
		}
		h.now.Set(h.now.Now().AddDate(0, 0, 2))
		n, err = h.PublishDue(ctx)
		must(t, err)
		s, err := h.Show(ctx, d.Number)
		must(t, err)
		if n != 1 || s.Published.String() != "2026-02-05" {
			t.Errorf("%d published on %s", n, s.Published)
		}
		// A scheduled one can be given back until then.
		other := h.begun(t, "4 KLs 2/20")
		other, err = h.Ask(ctx, pia, other.Number, other.Revision)
		must(t, err)
		other, err = h.Approve(ctx, david, other.Number, other.Revision, core.Date{Year: 2026, Month: 3, Day: 5})
		must(t, err)
		other, err = h.Return(ctx, david, other.Number, other.Revision, "doch nicht")
		must(t, err)
		if other.State != caselaw.Begun {
			t.Errorf("state %s", other.State)
		}
	})
}

func TestUndoGivesBackWhatWasThereAndRefusesWhatChangedSince(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d := h.begun(t, "5 KLs 1/20")
		d, err := h.Save(ctx, pia, d.Number, d.Revision, titled(d.Entry, "Zweiter"))
		must(t, err)
		d, err = h.Save(ctx, pia, d.Number, d.Revision, titled(d.Entry, "Dritter"))
		must(t, err)
		var titles []caselaw.Event
		events, err := h.History(ctx, pia, d.Number)
		must(t, err)
		for _, e := range events {
			if e.Field == "versions.de.title" {
				titles = append(titles, e)
			}
		}
		if len(titles) != 2 || titles[0].After != `"Dritter"` || titles[0].Before != `"Zweiter"` {
			t.Fatalf("history of the title: %+v", titles)
		}
		_, err = h.Undo(ctx, pia, d.Number, titles[1].ID)
		kindIs(t, err, core.Conflict, "changed-since")
		d, err = h.Undo(ctx, pia, d.Number, titles[0].ID)
		must(t, err)
		if v, _ := d.Entry.In("de"); v.Title != "Zweiter" || v.Facts != "Was geschah." {
			t.Errorf("after undoing: %+v", v)
		}
	})
}

func TestSavingOverSomebodyElsesChangeIsAConflict(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		d := h.begun(t, "6 KLs 1/20")
		_, err := h.Save(t.Context(), david, d.Number, d.Revision, titled(d.Entry, "Davids"))
		must(t, err)
		_, err = h.Save(t.Context(), pia, d.Number, d.Revision, titled(d.Entry, "Pias"))
		kindIs(t, err, core.Conflict, "changed-meanwhile")
	})
}

func TestSecondImportOfTheSameChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		one, two := decision.Found{Entry: sample("7 KLs 1/20"), Text: body("Text.")}, decision.Found{Entry: sample("7 KLs 2/20"), Dropped: []string{"caselaw.source.dropped.editorial", "caselaw.source.dropped.heads"}}
		unnamed := decision.Found{Entry: decision.Entry{Court: "LG Hanau"}}
		dry, err := h.Import(ctx, pia, foundOf(one, two, unnamed), true, false, nil)
		must(t, err)
		if rows, total, _ := h.Rows(ctx, pia, caselaw.Filter{PerPage: 10}); total != 0 {
			t.Fatalf("a dry run has stored %v", rows)
		}
		first, err := h.Import(ctx, pia, foundOf(one, two, unnamed), false, false, nil)
		must(t, err)
		if first.Read != 3 || first.New != 2 || first.Dropped != 1 || len(first.Refused) != 1 || first.Refused[0].Line != 3 || dry.New != 2 {
			t.Errorf("first: %+v, dry %+v", first, dry)
		}
		before, err := h.History(ctx, pia, 1)
		must(t, err)
		second, err := h.Import(ctx, pia, foundOf(one, two, unnamed), false, false, nil)
		must(t, err)
		if second.Unchanged != 2 || second.New+second.Changed != 0 {
			t.Errorf("second: %+v", second)
		}
		after, err := h.History(ctx, pia, 1)
		must(t, err)
		if len(after) != len(before) {
			t.Error("the second import stands in the history")
		}
	})
}

func TestImportKeepsWhatPeopleWrote(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		f := decision.Found{Entry: sample("8 KLs 1/20"), Text: body("Text.")}
		f.Entry.Keywords, f.Entry.Names = []string{"alt"}, []string{"Der Fall M."}
		_, err := h.Import(ctx, pia, foundOf(f), false, false, nil)
		must(t, err)
		d, err := h.Get(ctx, pia, 1)
		must(t, err)
		mine := titled(d.Entry, "Von Hand")
		mine.Names = nil // emptied on purpose
		d, err = h.Save(ctx, pia, 1, d.Revision, mine)
		must(t, err)
		f.Entry = titled(f.Entry, "Von der Quelle")
		f.Entry.Keywords, f.Entry.Chamber, f.Text = []string{"neu"}, "5. Strafkammer", body("Neuer Text.")
		c, err := h.Import(ctx, pia, foundOf(f), false, false, nil)
		must(t, err)
		d, err = h.Get(ctx, pia, 1)
		must(t, err)
		v, _ := d.Entry.In("de")
		if c.Changed != 1 || v.Title != "Von Hand" || d.Entry.Keywords[0] != "neu" || d.Entry.Chamber != "5. Strafkammer" || d.Text.Sections[0].Paragraphs[0].Text != "Neuer Text." || len(d.Entry.Names) != 0 {
			t.Errorf("%+v: title %q, entry %+v", c, v.Title, d.Entry)
		}
		_, err = h.SaveText(ctx, pia, 1, d.Revision, body("Von Hand gesetzt."), nil)
		must(t, err)
		f.Text = body("Noch neuer.")
		_, err = h.Import(ctx, pia, foundOf(f), false, false, nil)
		must(t, err)
		d, err = h.Get(ctx, pia, 1)
		must(t, err)
		if d.Text.Sections[0].Paragraphs[0].Text != "Von Hand gesetzt." {
			t.Errorf("text %q", d.Text.Sections[0].Paragraphs[0].Text)
		}
	})
}

func TestImportThatPublishesLeavesDraftsOfEditorsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		f := decision.Found{Entry: sample("9 KLs 1/20"), Text: body("Text.")}
		_, err := h.Import(ctx, pia, foundOf(f), false, true, nil)
		kindIs(t, err, core.Denied, "denied")
		_, err = h.Import(ctx, command, foundOf(f), false, true, nil)
		must(t, err)
		f.Entry.Chamber = "1. Kammer"
		_, err = h.Import(ctx, command, foundOf(f), false, true, nil)
		must(t, err)
		s, err := h.Show(ctx, 1)
		must(t, err)
		if s.Entry.Chamber != "1. Kammer" {
			t.Error("what only the source changed is not published")
		}
		d, err := h.Get(ctx, pia, 1)
		must(t, err)
		_, err = h.Save(ctx, pia, 1, d.Revision, titled(d.Entry, "Ungeprüft"))
		must(t, err)
		f.Entry.Chamber = "2. Kammer"
		_, err = h.Import(ctx, command, foundOf(f), false, true, nil)
		must(t, err)
		s, err = h.Show(ctx, 1)
		must(t, err)
		if v, _ := s.Entry.In("de"); v.Title == "Ungeprüft" {
			t.Error("an import has published what nobody has checked")
		}
	})
}

func TestDecisionsAlikeAreFoundHoweverTheirFileNumberIsWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		one := sample("5 AZR 949/11")
		one.Court = "BAG"
		two := sample("5AZR949/11")
		two.Court, two.Source.Document = "BAG", "another"
		other := sample("5 AZR 949/11")
		other.Court, other.Source.Document = "ArbG Berlin", "third"
		c, err := h.Import(ctx, pia, foundOf(decision.Found{Entry: one}, decision.Found{Entry: two}, decision.Found{Entry: other}), false, false, nil)
		must(t, err)
		if c.New != 3 || c.Alike != 1 {
			t.Errorf("%+v", c)
		}
		alike, err := h.Alike(ctx, pia, 1)
		must(t, err)
		if len(alike) != 1 || alike[0].Number != 2 {
			t.Errorf("alike %+v", alike)
		}
		known, err := h.Known(ctx, pia, &one)
		must(t, err)
		if len(known) != 2 {
			t.Errorf("known %+v", known)
		}
		rows, total, err := h.Rows(ctx, pia, caselaw.Filter{Words: "5azr949/11", PerPage: 10})
		must(t, err)
		if total != 3 || len(rows) != 3 {
			t.Errorf("the list finds %d", total)
		}
	})
}

func TestMergedDecisionLeadsToTheOther(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		stays := h.shown(t, "5 AZR 949/11")
		e := sample("5AZR949/11")
		e.FileNumbers, e.Chamber = append(e.FileNumbers, "5 AZR 950/11"), "Fünfter Senat"
		gone, err := h.Begin(ctx, pia, decision.Found{Entry: e, PDF: []byte("%PDF")})
		must(t, err)
		kindIs(t, h.Merge(ctx, pia, stays.Number, stays.Number), core.Invalid, "same-number")
		kindIs(t, h.Merge(ctx, pia, stays.Number, gone.Number), core.Conflict, "merge-published")
		must(t, h.Merge(ctx, helper, gone.Number, stays.Number))
		_, err = h.Show(ctx, gone.Number)
		if moved, ok := errors.AsType[*caselaw.Moved](err); !ok || moved.To != stays.Number {
			t.Errorf("the duplicate shows %v", err)
		}
		d, err := h.Get(ctx, pia, stays.Number)
		must(t, err)
		if d.Entry.Chamber != "Fünfter Senat" || !slices.Equal(d.Entry.FileNumbers, []string{"5 AZR 949/11", "5 AZR 950/11"}) || d.File.Hash == "" {
			t.Errorf("filled: %+v, file %+v", d.Entry, d.File)
		}
		s, err := h.Show(ctx, stays.Number)
		must(t, err)
		if s.Entry.Chamber != "" || s.File.Hash != "" {
			t.Error("what was filled in is public before a second person saw it")
		}
		_, err = h.Save(ctx, pia, gone.Number, 0, titled(e, "x"))
		kindIs(t, err, core.Conflict, "closed")
		// A third that led to the duplicate leads on; and back again.
		must(t, h.Part(ctx, pia, gone.Number))
		if d, err := h.Get(ctx, pia, gone.Number); err != nil || d.State != caselaw.Begun || d.SameAs != 0 {
			t.Errorf("parted: %+v %v", d.Row, err)
		}
	})
}

const secretWord = "Kanarienvögelin"

// withCanary is a published decision in which a name stands wherever it can, and of which
// it stands in the history as well.
func (h house) withCanary(t *testing.T) caselaw.Decision {
	t.Helper()
	e := sample("10 KLs 1/20")
	e.Court, e.Chamber, e.Centre, e.Printed = "AG "+secretWord, "Kammer "+secretWord, "Begleitung von "+secretWord, secretWord
	e.FileNumbers, e.Names, e.Keywords = append(e.FileNumbers, secretWord+" 1/20"), []string{"Fall " + secretWord}, []string{secretWord}
	e.Chain = []decision.Instance{{Court: secretWord, FileNumber: secretWord, Kind: secretWord}}
	e.Norms = []decision.Norm{{Text: secretWord, Version: secretWord}}
	e.Sentences, e.Sums = []decision.Sentence{{Kind: "prison", Months: 3, Note: secretWord}}, []decision.Sum{{Kind: "wages", Unit: "EUR", Note: secretWord}}
	e.Versions = []decision.Version{{Lang: "de", Title: secretWord, Headnote: secretWord, Points: secretWord, Facts: "Frau " + secretWord + "s Pass", Holding: secretWord, Practice: secretWord, Plain: secretWord, Work: decision.Work{Who: secretWord}}}
	e.Anonymised.Who = secretWord
	e.Source = decision.Source{Name: "upload", Document: "Akte " + secretWord, Address: "https://example.org/" + secretWord, Modified: secretWord}
	ctx := t.Context()
	_, err := h.Import(ctx, pia, foundOf(decision.Found{Entry: e, Text: body("Frau "+secretWord+" sagte, dass Frau\n"+strings.ToUpper(secretWord)+" floh.", "vgl. "+secretWord), PDF: []byte("%PDF " + secretWord)}), false, false, nil)
	must(t, err)
	d, err := h.Get(ctx, pia, 1)
	must(t, err)
	d, err = h.Save(ctx, pia, 1, d.Revision, titled(d.Entry, "Zu "+secretWord))
	must(t, err)
	d, err = h.Ask(ctx, pia, 1, d.Revision)
	must(t, err)
	d, err = h.Return(ctx, david, 1, d.Revision, "Da steht noch "+secretWord)
	must(t, err)
	d, err = h.Ask(ctx, pia, 1, d.Revision)
	must(t, err)
	d, err = h.Approve(ctx, david, 1, d.Revision, core.Date{})
	must(t, err)
	return d
}

// holds are the tables and columns in which the words stand.
func (h house) holds(t *testing.T, words string) (where []string) {
	t.Helper()
	for table, columns := range map[string]string{
		"caselaw_decision": "state, court, decided_on, file_number, title, folded, asked_who, approved_who, changed_by, hands, entry, draft, body, draft_body",
		"caselaw_key":      "key, court, day", "caselaw_citation": "anchor, key, court, day", "caselaw_source": "source, document, hash",
		"caselaw_event": "actor, what, field, said_before, said_after, reason", "caselaw_change": "what",
	} {
		for column := range strings.SplitSeq(columns, ", ") {
			rows, err := h.db.Query(t.Context(), `SELECT `+column+` FROM `+table)
			must(t, err)
			for rows.Next() {
				var s string
				must(t, rows.Scan(&s))
				s = strings.ToLower(s)
				for _, form := range []string{words, "kanarienvogelin", "kanarienvoegelin"} {
					if strings.Contains(s, strings.ToLower(form)) {
						where = append(where, table+"."+column)
						break
					}
				}
			}
			must(t, errors.Join(rows.Err(), rows.Close()))
		}
	}
	var files int
	must(t, h.db.QueryRow(t.Context(), `SELECT count(*) FROM caselaw_file`).Scan(&files))
	if files > 0 {
		where = append(where, "caselaw_file")
	}
	return where
}

// publicly is all that the public can read.
func (h house) publicly(t *testing.T) string {
	t.Helper()
	ctx := t.Context()
	var b strings.Builder
	s, err := h.Show(ctx, 1)
	fmt.Fprintf(&b, "%+v %v", s, err)
	several, err := h.Several(ctx, []int64{1}, true)
	fmt.Fprintf(&b, "%+v %v", several, err)
	must(t, h.Each(ctx, 0, func(s caselaw.Shown) bool { fmt.Fprintf(&b, "%+v", s); return true }))
	file, f, err := h.PublicFile(ctx, 1)
	fmt.Fprintf(&b, "%s %+v %v", file, f, err)
	changes, err := h.Changes(ctx, 0, 100)
	fmt.Fprintf(&b, "%+v %v", changes, err)
	latest, err := h.Latest(ctx, false, 100)
	fmt.Fprintf(&b, "%+v %v", latest, err)
	for _, key := range []string{"az:" + strings.ToLower(secretWord), "az:" + strings.ToLower(secretWord) + "1/20"} {
		found, err := h.Find(ctx, key)
		fmt.Fprintf(&b, "%v %v", found, err)
	}
	return b.String()
}

func TestWhatIsTakenDownIsGoneFromAllThatThePublicReads(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		h.withCanary(t)
		if !strings.Contains(h.publicly(t), secretWord) {
			t.Fatal("the secretWord is not there to begin with")
		}
		kindIs(t, h.TakeDown(ctx, helper, 1, "x"), core.Denied, "denied")
		must(t, h.TakeDown(ctx, pia, 1, "Auf Wunsch"))
		if s := h.publicly(t); strings.Contains(s, secretWord) || strings.Contains(s, "[1]") {
			t.Errorf("public after it was taken down: %s", s)
		}
		var entry, text string
		must(t, h.db.QueryRow(ctx, `SELECT entry, body FROM caselaw_decision WHERE number = 1`).Scan(&entry, &text))
		if entry+text != "" {
			t.Error("the public columns hold something")
		}
		if _, err := h.Show(ctx, 1); core.KindOf(err) != core.Gone {
			t.Errorf("shows %v", err)
		}
		must(t, h.Reopen(ctx, david, 1))
		if _, err := h.Show(ctx, 1); core.KindOf(err) != core.NotFound {
			t.Errorf("reopened it is public: %v", err)
		}
		if d, err := h.Get(ctx, pia, 1); err != nil || d.Entry.Names[0] != "Fall "+secretWord {
			t.Errorf("the editors have lost it: %v", err)
		}
	})
}

func TestRedactedWordsAreInNoTableAndNoImportBringsThemBack(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d := h.withCanary(t)
		_, err := h.Redact(ctx, helper, 1, caselaw.Redaction{Words: secretWord}, false)
		kindIs(t, err, core.Denied, "denied")
		_, err = h.Redact(ctx, pia, 1, caselaw.Redaction{Words: " K "}, false)
		kindIs(t, err, core.Invalid, "invalid")
		counted, err := h.Redact(ctx, pia, 1, caselaw.Redaction{Words: strings.ToLower(secretWord), Reason: "Name " + secretWord}, true)
		must(t, err)
		if counted.Entry == 0 || counted.Text != 6 || counted.History == 0 || !counted.File {
			t.Errorf("counted %+v", counted)
		}
		if again, _ := h.Get(ctx, pia, 1); again.Revision != d.Revision {
			t.Error("counting has changed something")
		}
		done, err := h.Redact(ctx, pia, 1, caselaw.Redaction{Words: strings.ToLower(secretWord), Reason: "Name " + secretWord}, false)
		must(t, err)
		if done != counted {
			t.Errorf("done %+v, counted %+v", done, counted)
		}
		if where := h.holds(t, secretWord); len(where) > 0 {
			t.Errorf("still in %v", where)
		}
		s, err := h.Show(ctx, 1)
		must(t, err)
		if v, _ := s.Entry.In("de"); v.Facts != "Frau […] Pass" || s.Entry.Sentences[0].Months != 3 || s.Entry.Date.String() != "2020-06-03" || s.Entry.Source.Address != "" {
			t.Errorf("left %+v", s.Entry)
		}
		// The source changes something and is imported again.
		e := sample("10 KLs 1/20")
		e.Source.Document, e.Names, e.Keywords, e.Court, e.Finality = "Akte "+secretWord, []string{"Fall " + secretWord}, []string{secretWord}, "AG "+secretWord, "final"
		e.Versions = []decision.Version{{Lang: "de", Headnote: secretWord}}
		c, err := h.Import(ctx, pia, foundOf(decision.Found{Entry: e, Text: body(secretWord)}), false, false, nil)
		must(t, err)
		if c.New != 0 {
			t.Errorf("import %+v: the decision is not known any more", c)
		}
		if where := h.holds(t, secretWord); len(where) > 0 {
			t.Errorf("an import has brought it back to %v", where)
		}
	})
}

func TestRedactingTakesWholeWordsUnlessToldOtherwise(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d, err := h.Begin(ctx, pia, decision.Found{Entry: sample("11 KLs 1/20"), Text: body("Anna kam bei der Annahme an. Annas Pass, ANNA. Han\u00adna und An\u00adna.")})
		must(t, err)
		n, err := h.Redact(ctx, pia, d.Number, caselaw.Redaction{Words: "Anna"}, false)
		must(t, err)
		d, err = h.Get(ctx, pia, d.Number)
		must(t, err)
		if got := d.Text.Sections[0].Paragraphs[0].Text; n.Found() != 4 || got != "[…] kam bei der Annahme an. […] Pass, […]. Han\u00adna und […]." {
			t.Errorf("%d: %q", n.Found(), got)
		}
		// Codes, days and languages are no words of the entry.
		for _, words := range []string{"2020", "judgment", "criminal", "upload"} {
			n, err := h.Redact(ctx, pia, d.Number, caselaw.Redaction{Words: words, Within: true}, true)
			must(t, err)
			if n.Entry != 0 {
				t.Errorf("%s would be taken out of codes or days: %+v", words, n)
			}
		}
	})
}

func TestStrippedTextIsGoneForEverybody(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d := h.shown(t, "12 KLs 1/20")
		kindIs(t, h.Strip(ctx, helper, d.Number, "x"), core.Denied, "denied")
		must(t, h.Strip(ctx, pia, d.Number, "Das Gericht hat darum gebeten"))
		s, err := h.Show(ctx, d.Number)
		must(t, err)
		d, err = h.Get(ctx, pia, d.Number)
		must(t, err)
		if s.Text.Words()+d.Text.Words() != 0 || s.Entry.Court != "LG Hanau" {
			t.Errorf("left: %+v", s)
		}
	})
}

func TestEditingNeedsTheRight(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		d := h.begun(t, "13 KLs 1/20")
		for name, act := range map[string]func() error{
			"get":     func() error { _, err := h.Get(ctx, nobody, d.Number); return err },
			"rows":    func() error { _, _, err := h.Rows(ctx, nobody, caselaw.Filter{}); return err },
			"tally":   func() error { _, _, err := h.Tally(ctx, nobody); return err },
			"history": func() error { _, err := h.History(ctx, nobody, d.Number); return err },
			"alike":   func() error { _, err := h.Alike(ctx, nobody, d.Number); return err },
			"known":   func() error { _, err := h.Known(ctx, nobody, &d.Entry); return err },
			"file":    func() error { _, _, err := h.DraftFile(ctx, nobody, d.Number); return err },
			"begin":   func() error { _, err := h.Begin(ctx, nobody, decision.Found{}); return err },
			"save":    func() error { _, err := h.Save(ctx, nobody, d.Number, 0, d.Entry); return err },
			"text":    func() error { _, err := h.SaveText(ctx, nobody, d.Number, 0, d.Text, nil); return err },
			"undo":    func() error { _, err := h.Undo(ctx, nobody, d.Number, "x"); return err },
			"ask":     func() error { _, err := h.Ask(ctx, nobody, d.Number, 0); return err },
			"return":  func() error { _, err := h.Return(ctx, helper, d.Number, 0, "x"); return err },
			"reopen":  func() error { return h.Reopen(ctx, helper, d.Number) },
			"merge":   func() error { return h.Merge(ctx, nobody, d.Number, 2) },
			"part":    func() error { return h.Part(ctx, nobody, d.Number) },
			"import":  func() error { _, err := h.Import(ctx, nobody, foundOf(), false, false, nil); return err },
			"words":   func() error { return h.SaveSynonym(ctx, nobody, "", []string{"a", "b"}) },
		} {
			if err := act(); core.KindOf(err) != core.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAnEntryThatLacksMuchCannotAskForASecondPerson(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		d, err := h.Begin(t.Context(), pia, decision.Found{Entry: decision.Entry{Court: "BGH"}})
		must(t, err)
		_, err = h.Ask(t.Context(), pia, d.Number, d.Revision)
		kindIs(t, err, core.Invalid, "lacking")
		_, err = h.Save(t.Context(), pia, d.Number, d.Revision, decision.Entry{Kind: "none", Forms: []string{"x"}, Significance: 7, Date: core.Date{Year: 2030, Month: 1, Day: 1}, ECLI: "x", Sums: []decision.Sum{{Kind: "wages", Unit: "eur"}}})
		e, _ := errors.AsType[*core.Error](err)
		var fields []string
		for _, f := range e.Fields {
			fields = append(fields, f.Field)
		}
		if !slices.Equal(fields, []string{"kind", "forms", "sums", "significance", "date", "ecli"}) {
			t.Errorf("faults in %v", fields)
		}
	})
}

func TestWhatWaitsComesFirstInTheList(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		first := h.begun(t, "14 KLs 1/20")
		h.now.Set(h.now.Now().Add(time.Hour))
		h.begun(t, "14 KLs 2/20")
		_, err := h.Ask(ctx, pia, first.Number, first.Revision)
		must(t, err)
		h.now.Set(h.now.Now().Add(time.Hour))
		h.begun(t, "14 KLs 3/20")
		rows, total, err := h.Rows(ctx, pia, caselaw.Filter{PerPage: 2})
		must(t, err)
		if total != 3 || len(rows) != 2 || !rows[0].Waits || rows[1].Number != 3 {
			t.Errorf("%d: %+v", total, rows)
		}
		rows, total, err = h.Rows(ctx, pia, caselaw.Filter{Words: "hanau 2020 kls", Sort: caselaw.ByNumber, Oldest: true, PerPage: 2, Page: 2})
		must(t, err)
		if total != 3 || len(rows) != 1 || rows[0].Number != 3 {
			t.Errorf("%d: %+v", total, rows)
		}
		by, waiting, err := h.Tally(ctx, pia)
		must(t, err)
		if by[caselaw.Begun] != 2 || by[caselaw.Entered] != 1 || waiting != 1 {
			t.Errorf("%v %d", by, waiting)
		}
	})
}

func TestTheThesaurusStartsWithGoodGroupsAndBelongsToTheEditors(t *testing.T) {
	onBoth(t, func(t *testing.T, h house) {
		ctx := t.Context()
		groups, err := h.Synonyms(ctx)
		must(t, err)
		if len(groups) < 20 {
			t.Fatalf("%d groups", len(groups))
		}
		seen := map[string]bool{}
		for _, g := range groups {
			for _, w := range g {
				if seen[strings.ToLower(w)] || len(g) < 2 {
					t.Errorf("%q stands in two groups, or alone", w)
				}
				seen[strings.ToLower(w)] = true
			}
		}
		must(t, h.SaveSynonym(ctx, helper, "", []string{" Schleusung ", "Schleuser", "schleusung"}))
		list, err := h.SynonymList(ctx)
		must(t, err)
		last := list[len(list)-1]
		if len(list) != len(groups)+1 || !slices.Equal(last.Words, []string{"Schleusung", "Schleuser"}) {
			t.Fatalf("%d groups, the last %+v", len(list), last)
		}
		kindIs(t, h.SaveSynonym(ctx, pia, "", []string{"oeg", "Gesetz"}), core.Invalid, "invalid")
		kindIs(t, h.SaveSynonym(ctx, pia, "", []string{"eines"}), core.Invalid, "invalid")
		must(t, h.SaveSynonym(ctx, pia, last.ID, []string{"Schleusung", "Einschleusen"}))
		must(t, h.SaveSynonym(ctx, pia, list[0].ID, nil))
		groups, err = h.Synonyms(ctx)
		must(t, err)
		if len(groups) != len(list)-1 || groups[len(groups)-1][1] != "Einschleusen" {
			t.Errorf("%d groups, the last %v", len(groups), groups[len(groups)-1])
		}
		kindIs(t, h.SaveSynonym(ctx, pia, list[0].ID, []string{"a", "b"}), core.NotFound, "no-words")
	})
}
