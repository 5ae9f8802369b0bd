package casework

import (
	"database/sql"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"verbund/internal/casework/card"
	"verbund/internal/casework/deadline"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

var regexpNote = regexp.MustCompile(`href="(/casework/cases/[0-9a-f]{32}/supervision/[0-9a-f]{32})"`)

// becomes gives somebody another role.
func (h *house) becomes(name, role string) {
	m := h.people[name]
	m.role = role
	h.people[name] = m
}

func TestARestrictedCaseIsForThoseWhoAreNamedOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna, berta, tina := h.as("anna"), h.as("berta"), h.as("tina")
		at := berta.opensCase("Ahorn Wiese 11")
		berta.fills(at+"/supervision", "text", "Mein Anteil")
		tina.opens(at).is(http.StatusOK)
		tina.opens(at + "/restrict").is(http.StatusForbidden)
		berta.posts(at+"/restrict", url.Values{"reason": {""}}).is(http.StatusUnprocessableEntity).says("Please give the reason")
		berta.posts(at+"/restrict", url.Values{"readers": {string(h.as("clara").worker().Actor.Person)}, "reason": {"x"}}).is(http.StatusUnprocessableEntity)
		berta.posts(at+"/restrict", url.Values{"readers": {string(tina.worker().Actor.Person)}, "reason": {"verwandt mit der Leitung"}}).is(http.StatusSeeOther)

		tina.opens(at).is(http.StatusOK).says("Ahorn Wiese 11", "restricted")
		berta.opens(at+"/restrict").is(http.StatusOK).says("verwandt mit der Leitung", "BERTA TINA")
		for _, path := range []string{at, at + "/restrict", at + "/erasure", at + "/conference", at + "/close"} {
			anna.opens(path).is(http.StatusForbidden).says("restricted to certain colleagues").neverSays("Ahorn")
		}
		for _, path := range []string{"/casework", "/casework/cases", "/casework/workload", "/casework/retention"} {
			anna.opens(path).is(http.StatusOK).neverSays("Ahorn")
		}
		anna.opens("/casework/restricted").is(http.StatusOK).says("a case that is not open to you", "BERTA, TINA").neverSays("Ahorn", string(idOf(at)))

		berta.posts(at+"/restrict", url.Values{"readers": {string(anna.worker().Actor.Person)}, "reason": {"jetzt mit Leitung"}}).is(http.StatusSeeOther)
		tina.opens(at).is(http.StatusForbidden)
		anna.opens("/casework/restricted").is(http.StatusOK).says("Ahorn Wiese 11", "ANNA, BERTA")
		anna.posts(at+"/restrict/lift", nil).is(http.StatusSeeOther)
		tina.opens(at).is(http.StatusOK)
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			events, err := a.Audit(t.Context(), tx, 0, 50)
			noted := map[string]int{}
			for _, e := range events {
				noted[e.Code]++
			}
			if noted["casework.restricted"] != 2 || noted["casework.unrestricted"] != 1 {
				t.Errorf("the record of the centre says %v", noted)
			}
			return err
		})
	})
}

func TestSupervisionNotesAreForTheirAuthorAndTheLead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna, berta := h.as("anna"), h.as("berta")
		h.enrol("emma", "counsellor", ours)
		h.grant("emma")
		emma := h.as("emma")
		at := berta.opensCase("Ahorn Wiese 11")
		form := url.Values{"form": {string(vault.NewID())}, "text": {"Mein eigener Anteil"}}
		berta.posts(at+"/supervision", form).is(http.StatusSeeOther)
		berta.posts(at+"/supervision", form).is(http.StatusSeeOther) // the same form again
		notes := regexpNote.FindAllStringSubmatch(berta.opens(at+"/supervision").is(http.StatusOK).says("Mein eigener Anteil").body, -1)
		if len(notes) != 1 {
			t.Fatalf("%d notes, want 1", len(notes))
		}
		note := notes[0][1]
		anna.opens(at+"/supervision").is(http.StatusOK).says("Mein eigener Anteil", "BERTA")
		emma.opens(at+"/supervision").is(http.StatusOK).says("There is no note here that you can read").neverSays("Anteil", note)
		emma.opens(note).is(http.StatusNotFound)
		emma.posts(note+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusNotFound)
		for _, path := range []string{at, at + "/file", at + "/erasure"} {
			emma.opens(path).is(http.StatusOK).neverSays("Anteil", note)
		}

		// Emma leads from now on, Anna does not.
		h.becomes("emma", "lead")
		h.becomes("anna", "counsellor")
		emma.opens(at + "/supervision").is(http.StatusOK).neverSays("Anteil")
		berta.opens(at + "/supervision").is(http.StatusOK).says("The lead has changed")
		berta.posts(note+"/leads", nil).is(http.StatusSeeOther)
		emma.opens(at + "/supervision").is(http.StatusOK).says("Mein eigener Anteil")
		anna.opens(at + "/supervision").is(http.StatusOK).neverSays("Anteil")

		berta.posts(note+"/erase", url.Values{"password": {"wrong"}}).is(http.StatusUnprocessableEntity).says("Mein eigener Anteil")
		berta.posts(note+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusSeeOther)
		emma.opens(at + "/supervision?done=note-erased").is(http.StatusOK).neverSays("Anteil")
		h.as("clara").opens(at + "/supervision").is(http.StatusNotFound)
	})
}

func TestTheConferenceViewTellsNobodyWhoSheIs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.as("anna")
		at := anna.opensCase("Ahorn Wiese 11")
		anna.fills(at+"/identity", "family-name", "Berisha")
		anna.fills(at+"/sheets/person", "birth-year", "1998", "nationality", "AL", "gender", "female").is(http.StatusSeeOther)
		anna.adds(at, "claim", "kind", "wages", "opponent", "Firma Geheim", "file", "12 C 34/26", "asked", "12345,67", "filed", "2026-02-02")
		anna.adds(at, "journal", "text", "Bei Frau Nachbarin", "minutes", "1:30")
		page := anna.opens(at + "/conference").is(http.StatusOK)
		page.says("Case conference: ", "22 to 29", "outside the EU, the EEA and Switzerland", "up to 50,000 euros", "1 to 3 months ago", "1, of these 1 in the last 90 days", "1:30", "3 answers are missing for this reason")
		page.neverSays("Ahorn", "Wiese 11", "Berisha", "1998", "Alban", "Geheim", "12 C 34", "Nachbarin", "12,345", "12345", "2 February", "2026-02-02", "ANNA")
		if again := anna.opens(at + "/conference").text(); again != page.text() {
			t.Error("on the same day the case has another name")
		}
		h.clock.Advance(24 * 60 * 60 * 1e9)
		if next := anna.opens(at + "/conference").text(); next == page.text() {
			t.Error("the name of the day lasts longer than a day")
		}
		anna.adds(at, "conference", "day", "2026-03-10", "question", "Wie weiter?", "result", "Antrag stellen")
		anna.opens(at+"/conference").is(http.StatusOK).neverSays("Wie weiter", "Antrag stellen")
	})
}

func TestWorkloadCountsWhatCardsSay(t *testing.T) {
	book, err := deadline.Load()
	if err != nil {
		t.Fatal(err)
	}
	today := day("2026-03-10")
	var spent spending
	for _, c := range []struct {
		day     string
		by      core.ID
		minutes int
	}{{"2026-03-10", "anna", 30}, {"2026-02-09", "anna", 45}, {"2026-02-08", "anna", 10}, {"2025-12-11", "berta", 20}, {"2025-12-10", "berta", 60}, {"2026-03-11", "anna", 99}, {"", "anna", 5}} {
		spent.add(today, day(c.day), c.by, c.minutes)
	}
	full := Card{Status: Active, Workers: []core.ID{"anna"}, Spent: spent.text(),
		Deadlines: []DueCard{{Due: day("2026-03-09")}, {Due: day("2026-03-08"), Who: "berta"}},
		Tasks:     []TaskCard{{Due: day("2026-04-01")}}}
	kept, err := card.NewReader[Card]().Decode(full.encode())
	if err != nil {
		t.Fatal(err)
	}
	got := map[core.ID]Load{}
	for _, l := range loads([]Listed{{Card: kept}, {Card: Card{Status: Active}}, {Card: Card{Status: Done, Workers: []core.ID{"anna"}}}}, []core.ID{"anna", "clara"}, book, today) {
		got[l.Person] = l
	}
	for _, want := range []Load{
		{Person: "anna", Open: 1, Contacts30: 2, Minutes30: 75, Contacts90: 3, Minutes90: 85, Overdue: 1, Tasks: 1},
		{Person: "berta", Contacts90: 1, Minutes90: 20, Overdue: 1},
		{Person: "clara"},
		{Person: "", Open: 1},
	} {
		if got[want.Person] != want {
			t.Errorf("%q has %+v, want %+v", want.Person, got[want.Person], want)
		}
	}
	for _, broken := range []string{"", ";", "a;1", "a;x,y,z", "a;20000,7,1", ";;;,,,", "a;1,-1,1"} {
		Spent(broken).Since(day("1970-01-01"), today, func(core.ID, core.Date, int) {
			t.Errorf("%q counts", broken)
		})
	}
}

func TestTheLeadHandsOverTheCasesOfAColleague(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna, berta := h.as("anna"), h.as("berta")
		b, a := berta.worker().Actor.Person, anna.worker().Actor.Person
		one := berta.opensCase("Ahorn Wiese 11")
		task := berta.adds(one, "task", "what", "Anruf", "who", string(b))
		berta.adds(one, "journal", "text", "Gespräch", "minutes", "45", "day", "2026-03-09")
		two := berta.opensCase("Birke Kanal 20")
		berta.posts(two+"/restrict", url.Values{"reason": {"x"}}).is(http.StatusSeeOther)
		anna.opens("/casework/workload").is(http.StatusOK).says("BERTA 1 0 1 1 0:45 1 0:45", "1 case is restricted").neverSays("Birke")
		anna.opens("/casework/workload?sort=open").is(http.StatusOK).says("BERTA 1 0 1 1 0:45 1 0:45 ANNA 0 0 0")
		path := "/casework/workload/" + string(b)
		anna.opens(path).is(http.StatusOK).says("Ahorn Wiese 11").neverSays("Birke")
		anna.posts(path, url.Values{"to": {string(a)}}).is(http.StatusUnprocessableEntity).says("Please choose at least one case")
		anna.posts(path, url.Values{"case": {string(idOf(one))}}).is(http.StatusUnprocessableEntity).says("Please choose one of the options")
		anna.posts(path, url.Values{"case": {string(idOf(one)), string(idOf(two))}, "to": {string(a)}}).is(http.StatusSeeOther)
		anna.opens(one).is(http.StatusOK).says("ANNA")
		anna.opens(task).is(http.StatusOK).holds(`<option value="` + string(a) + `" selected`)
		anna.opens("/casework/workload").is(http.StatusOK).says("ANNA 1 0 1 0 0:00", "BERTA 0 0 0 1 0:45")
		anna.opens("/casework/workload/" + string(core.NewID(h.clock.Now()))).is(http.StatusNotFound)
		h.as("clara").opens(path).is(http.StatusNotFound)
		berta.opens("/casework/workload").is(http.StatusForbidden)

		// Whom a restricted case is not open to cannot become responsible for it.
		three := berta.opensCase("Clematis Hof 30")
		berta.posts(three+"/restrict", url.Values{"reason": {"x"}, "readers": {string(a)}}).is(http.StatusSeeOther)
		tina := h.as("tina").worker().Actor.Person
		anna.posts(path, url.Values{"case": {string(idOf(three))}, "to": {string(tina)}}).is(http.StatusUnprocessableEntity).says("“Clematis Hof 30” is restricted")
	})
}
