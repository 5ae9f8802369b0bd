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
