package casework

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
)

func TestAddedCasesStandInListsFilesAndCompartments(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.people["anna"]
		actor := core.Actor{Role: core.Person, Name: "anna", Person: anna.id, Centre: anna.centre}
		opened := h.room.Today().AddDays(-40)
		ids, err := h.room.Add(t.Context(), actor, anna.holder, h.texts.For(text.German), File{
			Head: Head{Alias: "Amsel", Opened: opened, Status: Active, Workers: []core.ID{anna.id}, Tags: []string{"Bau"}, Flags: []string{"minor"}},
			Sheets: []Filled{
				{Sheet: "intake", Typed: map[string][]string{"languages": {"ro, Deutsch"}, "needs": {"food", "documents"}, "region": {"-"}}},
				{Sheet: "journal", Typed: map[string][]string{"day": {opened.String()}, "kind": {"call"}, "minutes": {"1:30"}, "text": {"Ruft aus der Mittagspause an."}}, At: h.clock.Now().Add(-24 * time.Hour)},
				{Sheet: "deadline", Typed: map[string][]string{"rule": {"reflection-period"}, "start": {opened.String()}}},
				{Sheet: "identity", Typed: map[string][]string{"given-names": {"Ion"}, "family-name": {"-"}}},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		at := address(ids[0])
		h.as("anna").opens("/casework/cases").is(http.StatusOK).says("Amsel", "minor")
		h.as("anna").opens(at+"/file").is(http.StatusOK).says("Romanian", "German", "would rather not say", "90", "Ruft aus der Mittagspause an.", "9 March 2026").neverSays("Ion")
		h.as("anna").opens(at + "/entries/journal").is(http.StatusOK).says("29 January 2026")
		h.as("anna").opens(at + "/entries/deadline").is(http.StatusOK).says("29 April 2026")
		h.as("anna").opens(at + "/identity").is(http.StatusOK).holds("Ion")
	})
}

func TestAddedPlacesRequestsNotesAndReferralsStandWhereTheyBelong(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("clara")
		anna := h.people["anna"]
		actor := core.Actor{Role: core.Person, Name: "anna", Person: anna.id, Centre: anna.centre, Duties: []core.Duty{{Role: "lead", Unit: anna.centre}}}
		in, today := h.texts.For(text.German), h.room.Today()
		typed := func(all ...string) map[string][]string {
			m := map[string][]string{}
			for i := 0; i < len(all); i += 2 {
				m[all[i]] = []string{all[i+1]}
			}
			return m
		}
		places, err := h.room.AddToCentre(t.Context(), actor, anna.holder, in, Filled{Sheet: "house", Typed: typed("name", "Haus Weide", "beds", "6")},
			Filled{Sheet: "request", Typed: typed("day", today.String(), "from", "police", "persons", "1", "outcome", "refused", "reason", "no-place")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.room.AddToCentre(t.Context(), actor, anna.holder, in, Filled{Sheet: "request", Typed: typed("day", today.String(), "outcome", "refused")}); err == nil {
			t.Error("a refusal without a reason was added")
		}
		if err := h.room.AddShiftNotes(t.Context(), actor, anna.holder, ShiftNote{Text: "Der Schlüssel liegt im Tresor", At: h.clock.Now().Add(-time.Hour), By: anna.id}); err != nil {
			t.Fatal(err)
		}
		closing := &Closing{Reason: "aim-reached", Category: "statistics-only", Day: today.AddDays(-3), By: anna.id}
		ids, err := h.room.Add(t.Context(), actor, anna.holder, in,
			File{Head: Head{Alias: "Pirol", Opened: today.AddDays(-9), Status: Active}, Sheets: []Filled{{Sheet: "person", Typed: typed("gender", "male")},
				{Sheet: "stay", Typed: typed("house", string(places[0]), "from", today.AddDays(-9).String(), "persons", "1")},
				{Sheet: "consent", Typed: typed("scope", "hand-over", "given", "oral", "day", today.String(), "to-whom", "Beratungsstelle Birke Leipzig")}}},
			File{Head: Head{Alias: "Gimpel", Opened: today.AddDays(-90), Status: Done, Ending: Ending{Closing: closing}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.room.HandOver(t.Context(), actor, anna.holder, ids[1], theirs, "Anna", "", "person"); err == nil {
			t.Error("a case was handed over without a consent")
		}
		if err := h.room.HandOver(t.Context(), actor, anna.holder, ids[0], theirs, "Anna", "Er fragt nach einem Platz", "person"); err != nil {
			t.Fatal(err)
		}
		h.as("anna").opens("/casework").is(http.StatusOK).says("5 of 6", "Haus Weide")
		h.as("anna").opens("/casework/requests").is(http.StatusOK).says("no place free")
		h.as("berta").opens("/casework/shift").is(http.StatusOK).says("Der Schlüssel liegt im Tresor")
		h.as("anna").opens("/casework/retention").is(http.StatusOK).says("Gimpel").neverSays("Pirol")
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Ahorn")
		h.as("anna").opens(address(ids[0]) + "/referrals").is(http.StatusOK).says("sent")
	})
}

func TestAddNamesThePlaceOfAMistakeAndThenAddsNothing(t *testing.T) {
	h := newHouse(t, database.SQLite)
	anna := h.people["anna"]
	actor := core.Actor{Role: core.Person, Name: "anna", Person: anna.id, Centre: anna.centre}
	good := Head{Alias: "Amsel", Opened: h.room.Today(), Status: Active}
	sheet := func(id, question, typed string) File {
		return File{Head: good, Sheets: []Filled{{Sheet: id, Typed: map[string][]string{question: {typed}}}}}
	}
	for name, c := range map[string]struct {
		file  File
		names []string
	}{
		"a code that is not in the list":   {sheet("intake", "way", "by-ship"), []string{`"Amsel"`, "intake", "way", "by-ship"}},
		"a language nobody knows":          {sheet("intake", "languages", "Quenya"), []string{"intake", "languages"}},
		"a question that there is not":     {sheet("intake", "shoe-size", "38"), []string{"intake", "shoe-size"}},
		"a sheet that there is not":        {sheet("horoscope", "sign", "x"), []string{"horoscope"}},
		"a deadline without any day":       {sheet("deadline", "rule", "appointment"), []string{"deadline", "due"}},
		"an entry without what it needs":   {sheet("task", "note", "x"), []string{"task", "what"}},
		"a day that is none":               {sheet("journal", "day", "gestern"), []string{"journal", "day"}},
		"a colleague of nobody":            {File{Head: Head{Alias: "Amsel", Opened: h.room.Today(), Status: Active, Workers: []core.ID{"x"}}}, []string{`"Amsel"`, `"x"`}},
		"an end without a reason":          {File{Head: Head{Alias: "Amsel", Opened: h.room.Today(), Status: Done, Ending: Ending{Closing: &Closing{Day: h.room.Today(), Category: "standard"}}}}, []string{"closing-reason"}},
		"an end before it began":           {File{Head: Head{Alias: "Amsel", Opened: h.room.Today(), Status: Done, Ending: Ending{Closing: &Closing{Day: h.room.Today().AddDays(-1), Reason: "moved", Category: "standard"}}}}, []string{"closed on"}},
		"a flag that there is not":         {File{Head: Head{Alias: "Amsel", Opened: h.room.Today(), Status: Active, Flags: []string{"vip"}}}, []string{"vip"}},
		"a first day that lies ahead":      {File{Head: Head{Alias: "Amsel", Opened: h.room.Today().AddDays(1), Status: Active}}, []string{`"Amsel"`}},
		"two cases of one name":            {File{Head: Head{Alias: "Birke", Opened: h.room.Today(), Status: Active}}, []string{`"Birke"`}},
		"the same sheet for a second time": {File{Head: good, Sheets: []Filled{{Sheet: "person", Typed: map[string][]string{"gender": {"male"}}}, {Sheet: "person", Typed: map[string][]string{"gender": {"male"}}}}}, []string{"person"}},
	} {
		first := File{Head: Head{Alias: "Birke", Opened: h.room.Today(), Status: Active}}
		ids, err := h.room.Add(t.Context(), actor, anna.holder, h.texts.For(text.German), first, c.file)
		if err == nil || len(ids) > 0 {
			t.Errorf("%s: it was added", name)
			continue
		}
		for _, word := range c.names {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: the error does not name %s: %v", name, word, err)
			}
		}
	}
	h.as("anna").opens("/casework/cases").is(http.StatusOK).neverSays("Birke", "Amsel")
}

func TestPagesOfADemonstrationSayThatCasesAreInvented(t *testing.T) {
	h := newHouse(t, database.SQLite)
	h.as("anna").opens("/casework/cases").is(http.StatusOK).neverSays("invented")
	h.room.Invented = true
	for _, path := range []string{"/casework", "/casework/cases", "/casework/new", "/casework/deadlines", "/casework/shift"} {
		h.as("anna").opens(path).is(http.StatusOK).says("Demonstration: every case is invented")
	}
}
