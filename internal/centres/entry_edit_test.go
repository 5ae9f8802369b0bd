package centres

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/web"
)

// Somebody of the office, and somebody of a centre.
func editor() core.Actor { return core.Actor{Role: "office", Name: "Erika Büro"} }

func colleague(organisation core.ID) core.Actor {
	return core.Actor{Role: "centre", Name: "Anna Beratung", Organisation: organisation}
}

// rolesMay is what accounts decide elsewhere.
func rolesMay(a core.Actor, right web.Right) bool {
	return a.Role == "office" && (right == Edit || right == Review) || a.Role == "centre" && right == EditOwn
}

func withRoles(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Helper()
	onBoth(t, func(t *testing.T, s *Store) {
		s.may = rolesMay
		test(t, s)
	})
}

// typedOver is a form of an entry in which some fields were typed over.
func typedOver(r Record, typed map[string]string) Fields {
	f := fieldsOf(r)
	for field, value := range typed {
		f.set(field, value)
	}
	return f
}

func edit(t *testing.T, s *Store, actor core.Actor, r Record, typed map[string]string) Draft {
	t.Helper()
	d, err := s.Edit(t.Context(), actor, Editing{ID: r.ID, Base: r.Revision, Typed: typedOver(r, typed)})
	if err != nil {
		t.Fatalf("editing: %v", err)
	}
	return d
}

func stored(t *testing.T, s *Store, id core.ID) Record {
	t.Helper()
	r, err := s.Record(t.Context(), operator(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func historyOf(t *testing.T, s *Store, id core.ID) []Event {
	t.Helper()
	all, err := s.History(t.Context(), operator(), id)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEditingChangesWhatWasTypedAndNothingElse(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		typed := map[string]string{"email": "neu@laterne.example", "hours_2": "Mo 9-12", "summary_fr": "Bonjour", "number": "77", "retired_on": "2026-01-01", "id": "x"}
		try, err := s.Try(t.Context(), editor(), Editing{ID: r.ID, Base: r.Revision, Typed: typedOver(r, typed)})
		if err != nil || stored(t, s, r.ID).Revision != 1 {
			t.Fatalf("trying: %v", err)
		}
		want := []Change{{"email", "post@laterne.example", "neu@laterne.example"}, {"summary_fr", "", "Bonjour"}, {"hours_2", "Mo-Su 00:00-24:00", "Mo 09:00-12:00"}}
		byField := func(a, b Change) int { return strings.Compare(a.Field, b.Field) }
		slices.SortFunc(try.Changes, byField)
		slices.SortFunc(want, byField)
		if diff := cmp.Diff(want, try.Changes); diff != "" {
			t.Errorf("trying says:\n%s", diff)
		}
		edit(t, s, editor(), r, typed)
		after := stored(t, s, r.ID)
		after.Revision = r.Revision
		expected := r
		expected.Email, expected.Offices = "neu@laterne.example", slices.Clone(r.Offices)
		expected.Offices[1].Hours = after.Offices[1].Hours
		expected.Summary = maps.Clone(r.Summary)
		expected.Summary["fr"] = "Bonjour"
		if diff := cmp.Diff(expected, after); diff != "" {
			t.Errorf("afterwards:\n%s", diff)
		}
		events := historyOf(t, s, r.ID)
		last := events[len(events)-1]
		if len(events) != 2 || last.Actor != "Erika Büro" || last.What != Edited || last.Revision != 2 || last.Before["summary_fr"] != "" || last.After["summary_fr"] != "Bonjour" || len(last.Changes()) != 3 {
			t.Errorf("history: %+v", events)
		}
	})
}

func TestProblemsStandAtTheirField(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		for field, value := range map[string]string{"email": "a@", "phones": "12", "hours_2": "whenever", "town": "", "land_2": "Atlantis", "website": "http://x.example",
			"alert_until": "1.1.1999", "needs_2": "money", "internal_email": "b@", "name": "", "postal_code_2": strings.Repeat("1", 600), "lands": "Mars", "as_of": "2027-01-01"} {
			_, err := s.Edit(t.Context(), editor(), Editing{ID: r.ID, Base: r.Revision, Typed: typedOver(r, map[string]string{field: value})})
			e, ok := err.(*core.Error)
			if !ok || e.Kind != core.Invalid || len(e.Fields) == 0 || e.Fields[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestOfficesAreAddedAndTakenAway(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		edit(t, s, editor(), r, map[string]string{"town_3": "Kassel", "land_3": "DE-HE", "street_3": "Königsplatz 1", "postal_code_3": "34117"})
		r = stored(t, s, r.ID)
		if len(r.Offices) != 3 || r.Offices[2].Country != "DE" || r.Offices[2].Point == nil || r.Offices[2].District == "" {
			t.Fatalf("the new office: %+v", r.Offices[2:])
		}
		f := fieldsOf(r)
		for field := range f {
			if name, i := splitField(field); i == 1 && name != "offer_name_de" && !strings.HasPrefix(name, "alert") && name != "needs" {
				delete(f, field)
			}
		}
		f.close()
		if _, err := s.Edit(t.Context(), editor(), Editing{ID: r.ID, Base: r.Revision, Typed: f}); err != nil {
			t.Fatal(err)
		}
		r = stored(t, s, r.ID)
		if len(r.Offices) != 2 || r.Offices[1].Street != "Königsplatz 1" || len(r.Internal.Addresses) != 0 {
			t.Errorf("after taking the second away: %+v, %+v", r.Offices, r.Internal.Addresses)
		}
		// The address is withheld as soon as it is said to be secret, and the history
		// takes it all back.
		edit(t, s, editor(), r, map[string]string{"secret_2": "yes"})
		d, err := s.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if c, _ := d.ByID(r.ID); c.Offices[1].Street != "" || !c.Offices[1].Secret || c.Offices[1].PostalCode != "" {
			t.Errorf("the public sees %+v", c.Offices[1])
		}
		for revision := 4; revision > 1; revision-- {
			if _, err := s.Undo(t.Context(), editor(), r.ID, revision, 0); err != nil {
				t.Fatalf("taking revision %d back: %v", revision, err)
			}
		}
		after, first := stored(t, s, r.ID), lantern(t)
		first.Number, first.Revision = 1, after.Revision
		first, _ = s.prepare(first)
		if diff := cmp.Diff(first, after); diff != "" {
			t.Errorf("after taking everything back:\n%s", diff)
		}
	})
}

func TestAnOfficeThatMovesGetsItsPinAnew(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		edit(t, s, editor(), r, map[string]string{"town": "München", "land": "DE-BY", "postal_code": "80331", "street": ""})
		o := stored(t, s, r.ID).Offices[0]
		if o.Point == nil || o.Point.Lat > 49 || o.District != "09162" {
			t.Errorf("the pin is at %+v in %s", o.Point, o.District)
		}
	})
}

// C17: the second of two editors always sees both versions.
func TestTheSecondEditorSeesBothVersions(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		edit(t, s, editor(), r, map[string]string{"email": "eins@laterne.example", "phones": "030 23125 111"})
		second := Editing{ID: r.ID, Base: r.Revision, Typed: typedOver(r, map[string]string{"email": "zwei@laterne.example", "name": "Laterne II"})}
		d, err := s.Edit(t.Context(), editor(), second)
		if core.KindOf(err) != core.Conflict || !d.Overtaken || len(d.Others) != 1 || len(d.Collisions) != 1 {
			t.Fatalf("%v: %+v", err, d)
		}
		if diff := cmp.Diff(Collision{"email", []Clash{{"email", "post@laterne.example", "zwei@laterne.example", "eins@laterne.example"}}}, d.Collisions[0]); diff != "" {
			t.Error(diff)
		}
		if now := stored(t, s, r.ID); now.Email != "eins@laterne.example" || now.Name != "=Laterne" {
			t.Errorf("something was written: %q, %q", now.Email, now.Name)
		}
		second.Seen = 2
		if _, err := s.Edit(t.Context(), editor(), second); core.KindOf(err) != core.Conflict {
			t.Errorf("without a choice: %v", err)
		}
		second.Chosen = map[string]Side{"email": "nobody"}
		if _, err := s.Edit(t.Context(), editor(), second); core.KindOf(err) != core.Conflict {
			t.Errorf("with an odd choice: %v", err)
		}
		edit(t, s, editor(), stored(t, s, r.ID), map[string]string{"children": "no"}) // a third one
		second.Chosen = map[string]Side{"email": Mine}
		if d, err = s.Edit(t.Context(), editor(), second); core.KindOf(err) != core.Conflict || len(d.Others) != 2 {
			t.Errorf("after a third: %v", err)
		}
		second.Seen = 3
		if _, err = s.Edit(t.Context(), editor(), second); err != nil {
			t.Fatal(err)
		}
		after := stored(t, s, r.ID)
		if after.Email != "zwei@laterne.example" || after.Name != "Laterne II" || after.Children != No || after.Phones[0].E164 != "+493023125111" || after.Revision != 4 {
			t.Errorf("afterwards: %+v", after)
		}
	})
}

// Where the history does not reach back to what an editor saw, every difference
// is asked for.
func TestWithoutTheHistoryEveryDifferenceIsAsked(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		edit(t, s, editor(), r, map[string]string{"email": "eins@laterne.example"})
		err := s.db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec(`DELETE FROM centres_history`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.Edit(t.Context(), editor(), Editing{ID: r.ID, Base: r.Revision, Typed: typedOver(r, map[string]string{"name": "Laterne II"})})
		if core.KindOf(err) != core.Conflict || len(d.Collisions) != 2 {
			t.Errorf("%v: %+v", err, d.Collisions)
		}
	})
}

func TestANewEntryIsFoundByPrintedLists(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		typed := Fields{"name": "Ban Ying", "kind": "specialised", "town": "Berlin", "land": "DE-BE", "lands": "DE-BE", "as_of": "2026-03-01"}
		d, err := s.Edit(t.Context(), editor(), Editing{Typed: typed})
		if err != nil || d.New.Number != 1 || d.New.Organisation != "Ban Ying" {
			t.Fatalf("%+v, %v", d.New, err)
		}
		again, err := s.Edit(t.Context(), editor(), Editing{Typed: typed})
		if e, ok := err.(*core.Error); !ok || e.Kind != core.Invalid || e.Fields[0].Key != "centres.entries.exists" {
			t.Errorf("a second time: %+v, %v", again, err)
		}
		report, err := Import(t.Context(), s, operator(), strings.NewReader("group,country,town,name,land,as_of\nspecialised centre,DE,Berlin,Ban Ying,Berlin,2027-01-01\n"), "list.csv", ImportOptions{})
		if err == nil {
			t.Errorf("a list of the future: %+v", report)
		}
		report, err = Import(t.Context(), s, operator(), strings.NewReader("group,country,town,name,land,email,as_of\nspecialised centre,DE,Berlin,Ban Ying,Berlin,info@banying.example,2026-03-14\n"), "list.csv", ImportOptions{})
		if err != nil || report.New != 0 {
			t.Errorf("%+v, %v", report, err)
		}
		if _, err := s.Edit(t.Context(), colleague(d.New.OrganisationID), Editing{Typed: Fields{"name": "Neu"}}); core.KindOf(err) != core.Denied {
			t.Errorf("a centre makes an entry: %v", err)
		}
	})
}

func TestARetiredEntryIsGoneAndComesBack(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		p := propose(t, s, r, "neu", nil)
		k := linkTo(r, StillCorrect)
		keeper := NewKeeper(s, s.clock)
		if _, _, err := keeper.Directory(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Retire(t.Context(), editor(), r.ID, 9, "zu"); core.KindOf(err) != core.Conflict {
			t.Errorf("upon another revision: %v", err)
		}
		if err := s.Retire(t.Context(), editor(), r.ID, 1, "Die Stelle ist geschlossen."); err != nil {
			t.Fatal(err)
		}
		d, _, err := keeper.Directory(t.Context()) // at once, in this program
		if err != nil || len(d.Centres) != 0 {
			t.Fatalf("%d entries, %v", len(d.Centres), err)
		}
		for number, want := range map[string]core.Kind{"1": core.Gone, "2": core.NotFound, "01": core.NotFound, "x": core.NotFound} {
			if _, err := d.Find(number); core.KindOf(err) != want {
				t.Errorf("%s: %v", number, err)
			}
		}
		var public strings.Builder
		if err := Export(t.Context(), s, core.Actor{}, &public, JSON, true); err != nil || strings.Contains(public.String(), "Laterne") {
			t.Errorf("exported to the public: %s, %v", public.String(), err)
		}
		if _, err := s.Confirm(t.Context(), k); core.KindOf(err) != core.Gone {
			t.Errorf("confirming by link: %v", err)
		}
		if _, err := s.Propose(t.Context(), r.ID, FromVisitor, typedIn(r, "x", nil)); core.KindOf(err) != core.NotFound {
			t.Errorf("proposing: %v", err)
		}
		if due, _, err := s.Plan(t.Context(), operator()); err != nil || len(due) != 0 {
			t.Errorf("mails: %+v, %v", due, err)
		}
		if err := s.Decide(t.Context(), editor(), p.ID, Decision{Reason: "zu"}); err != nil {
			t.Errorf("deciding: %v", err)
		}
		complete := export(t, s, JSON)
		report, err := Import(t.Context(), s, operator(), strings.NewReader(complete), "x.json", ImportOptions{})
		if err != nil || report.Unchanged != 1 || len(report.Notes) != 1 || report.Notes[0].Key != "centres.import.still-retired" {
			t.Errorf("reading its own export: %+v, %v", report, err)
		}
		other := lantern(t)
		other.ID, other.Name = core.NamedID("test", "other"), "Andere"
		if got := save(t, s, other); got.Number != 2 {
			t.Errorf("the next number is %d", got.Number)
		}
		if err := s.Restore(t.Context(), editor(), r.ID, 2); err != nil {
			t.Fatal(err)
		}
		if d, _, err = keeper.Directory(t.Context()); err != nil || len(d.Centres) != 2 {
			t.Errorf("%d entries, %v", len(d.Centres), err)
		}
		var what []Happening
		for _, e := range historyOf(t, s, r.ID) {
			what = append(what, e.What)
		}
		if want := []Happening{Edited, Retired, Rejected, Restored}; !slices.Equal(what, want) && !slices.Equal(what, []Happening{Edited, Retired, Restored, Rejected}) {
			t.Errorf("history: %v", what)
		}
		if e := historyOf(t, s, r.ID)[1]; e.Reason != "Die Stelle ist geschlossen." || e.After["retired_on"] != "2026-03-14" {
			t.Errorf("%+v", e)
		}
		// A complete file from before would take it out again, and says so.
		report, err = Import(t.Context(), s, operator(), strings.NewReader(complete), "x.json", ImportOptions{})
		if err != nil || len(report.Notes) != 1 || report.Notes[0].Key != "centres.import.retired" {
			t.Errorf("reading the old export: %+v, %v", report, err)
		}
	})
}

func TestUndoingAsksBeforeItLosesALaterChange(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		edit(t, s, editor(), r, map[string]string{"email": "zwei@laterne.example", "name": "Laterne II"})
		edit(t, s, editor(), stored(t, s, r.ID), map[string]string{"email": "drei@laterne.example"})
		u, err := s.Undo(t.Context(), editor(), r.ID, 2, 0)
		if core.KindOf(err) != core.Conflict || !u.Touched() || u.Revision != 3 || len(u.Back) != 2 {
			t.Fatalf("%+v, %v", u, err)
		}
		if _, err := s.Undo(t.Context(), editor(), r.ID, 2, 2); core.KindOf(err) != core.Conflict {
			t.Errorf("upon an older revision: %v", err)
		}
		if now := stored(t, s, r.ID); now.Email != "drei@laterne.example" {
			t.Errorf("undone nevertheless: %q", now.Email)
		}
		if _, err := s.Undo(t.Context(), editor(), r.ID, 2, 3); err != nil {
			t.Fatal(err)
		}
		if now := stored(t, s, r.ID); now.Email != r.Email || now.Name != r.Name {
			t.Errorf("afterwards: %q, %q", now.Email, now.Name)
		}
		if _, err := s.Undo(t.Context(), editor(), r.ID, 2, 4); core.KindOf(err) != core.Conflict {
			t.Errorf("twice: %v", err)
		}
		if u, err := s.LookBack(t.Context(), editor(), r.ID, 4); err != nil || len(u.Back) != 2 {
			t.Errorf("looking at the undoing: %+v, %v", u, err)
		}
		if _, err := s.Undo(t.Context(), editor(), r.ID, 4, 0); err != nil { // undoing is undone
			t.Error(err)
		}
		if now := stored(t, s, r.ID); now.Email != "drei@laterne.example" || now.Name != "Laterne II" {
			t.Errorf("after undoing the undoing: %q, %q", now.Email, now.Name)
		}
		for _, revision := range []int{0, 1, 99} { // a new entry is taken out, not undone
			if _, err := s.Undo(t.Context(), editor(), r.ID, revision, 0); core.KindOf(err) != core.NotFound {
				t.Errorf("revision %d: %v", revision, err)
			}
		}
	})
}

func TestEveryWayOfChangingIsInTheHistory(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		csv := strings.Replace(export(t, s, CSV), "post@laterne.example", "datei@laterne.example", 1)
		if _, err := Import(t.Context(), s, operator(), strings.NewReader(csv), "x.csv", ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		r = stored(t, s, r.ID)
		p := propose(t, s, r, "", map[string]string{"email": "hinweis@laterne.example"})
		if err := s.Decide(t.Context(), editor(), p.ID, Decision{Accept: true}); err != nil {
			t.Fatal(err)
		}
		r = stored(t, s, r.ID)
		if _, err := s.Confirm(t.Context(), linkTo(r, StillCorrect)); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range historyOf(t, s, r.ID) {
			got = append(got, fmt.Sprintf("%d %s by %s: %s → %s", e.Revision, e.What, e.Actor, e.Before["email"], e.After["email"]))
		}
		want := []string{
			"1 edited by test:  → post@laterne.example",
			"2 imported by test: post@laterne.example → datei@laterne.example",
			"3 accepted by Erika Büro: datei@laterne.example → hinweis@laterne.example",
			"4 confirmed by centre, by link:  → ",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestACentreEditsItsOwnEntryAndNoOther(t *testing.T) {
	withRoles(t, func(t *testing.T, s *Store) {
		s.clock = clock.At(time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC))
		ours := save(t, s, lantern(t))
		theirs := lantern(t)
		theirs.ID, theirs.OrganisationID, theirs.Name = core.NamedID("test", "theirs"), core.NamedID("test", "theirs e.V."), "Anker"
		theirs = save(t, s, theirs)
		anna := colleague(ours.OrganisationID)

		all, err := s.OwnRecords(t.Context(), anna)
		if err != nil || len(all) != 1 || all[0].ID != ours.ID {
			t.Fatalf("%d entries, %v", len(all), err)
		}
		typed := map[string]string{"email": "anna@laterne.example", "street_2": "Neuer Weg 3", "internal_note": "Klingel oben",
			"organisation_id": string(theirs.OrganisationID), "kind": "association", "confirmed_by": "ich", "source": "ich", "as_of": "2020-01-01", "number": "99"}
		edit(t, s, anna, ours, typed)
		after := stored(t, s, ours.ID)
		if after.Email != "anna@laterne.example" || after.Internal.Addresses[0].Street != "Neuer Weg 3" || after.Internal.Note != "Klingel oben" {
			t.Errorf("her changes: %+v", after)
		}
		if after.OrganisationID != ours.OrganisationID || after.Kind != ours.Kind || after.ConfirmedBy != ours.ConfirmedBy || after.Source != ours.Source || after.AsOf != ours.AsOf || after.Number != ours.Number {
			t.Errorf("what only the office may change: %+v", after)
		}
		events := historyOf(t, s, ours.ID)
		if last := events[len(events)-1]; last.Actor != "Anna Beratung" {
			t.Errorf("by %q", last.Actor)
		}
		if hers, err := s.History(t.Context(), anna, ours.ID); err != nil || len(hers) != 2 {
			t.Errorf("she sees %d events, %v", len(hers), err)
		}
		if _, err := s.Undo(t.Context(), editor(), ours.ID, 2, 0); err != nil {
			t.Errorf("the office undoes: %v", err)
		}
		if err := s.ConfirmOwn(t.Context(), anna, ours.ID, 2); core.KindOf(err) != core.Conflict {
			t.Errorf("confirming what she has not seen: %v", err)
		}
		if err := s.ConfirmOwn(t.Context(), anna, ours.ID, 3); err != nil {
			t.Error(err)
		}
		if r := stored(t, s, ours.ID); r.ConfirmedOn.String() != "2026-03-14" || r.ConfirmedBy != byAccount {
			t.Errorf("confirmed on %s by %q", r.ConfirmedOn, r.ConfirmedBy)
		}
		d, err := s.Edit(t.Context(), anna, Editing{ID: ours.ID, Base: 4, Typed: typedOver(stored(t, s, ours.ID), map[string]string{"chat": ""}), Sure: true})
		if err != nil || d.New.Chat != "" || d.New.ConfirmedOn.String() != "2026-03-14" {
			t.Errorf("changing and confirming: %v", err)
		}

		for name, err := range map[string]error{
			"read":    second(s.Record(t.Context(), anna, theirs.ID)),
			"history": second(s.History(t.Context(), anna, theirs.ID)),
			"try":     second(s.Try(t.Context(), anna, Editing{ID: theirs.ID, Base: 1, Typed: fieldsOf(theirs)})),
			"edit":    second(s.Edit(t.Context(), anna, Editing{ID: theirs.ID, Base: 1, Typed: fieldsOf(theirs)})),
			"confirm": s.ConfirmOwn(t.Context(), anna, theirs.ID, 1),
			"none":    second(s.Record(t.Context(), anna, core.NamedID("test", "none"))),
		} {
			if core.KindOf(err) != core.NotFound {
				t.Errorf("%s of another's: %v", name, err)
			}
		}
		for name, err := range map[string]error{
			"records":       second(s.Records(t.Context(), anna)),
			"retire":        s.Retire(t.Context(), anna, ours.ID, 4, ""),
			"restore":       s.Restore(t.Context(), anna, ours.ID, 4),
			"undo":          second(s.Undo(t.Context(), anna, ours.ID, 2, 0)),
			"look back":     second(s.LookBack(t.Context(), anna, ours.ID, 2)),
			"organisations": second(s.Organisations(t.Context(), anna)),
			"proposals":     second(s.Proposals(t.Context(), anna)),
			"export":        Export(t.Context(), s, anna, new(strings.Builder), JSON, false),
			"visitor":       second(s.Edit(t.Context(), core.Actor{Role: core.Visitor}, Editing{ID: ours.ID, Base: 4})),
			"visitor's own": second(s.OwnRecords(t.Context(), core.Actor{Role: core.Visitor})),
			"the operator":  second(s.OwnRecords(t.Context(), operator())),
		} {
			if core.KindOf(err) != core.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		nobody := colleague("")
		if all, err := s.OwnRecords(t.Context(), nobody); err != nil || len(all) != 0 {
			t.Errorf("of no organisation: %d, %v", len(all), err)
		}
		if err := s.Retire(t.Context(), editor(), ours.ID, 5, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Record(t.Context(), anna, ours.ID); core.KindOf(err) != core.NotFound {
			t.Errorf("after it was taken out: %v", err)
		}
	})
}
