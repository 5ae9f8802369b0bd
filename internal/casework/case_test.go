package casework

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/platform/vault"
)

func TestCaseIsOpenedWithoutANameAndRead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("anna").opens("/casework/cases").is(http.StatusOK).says("This is where your counselling centre keeps its cases", "New case")
		form := h.as("anna").opens("/casework/new").is(http.StatusOK).form()
		if alias := form.Get("alias"); len(strings.Fields(alias)) != 3 {
			t.Errorf("the alias that is offered is %q, not two words and a number", alias)
		}
		form.Set("languages", "Romanian, Arabisch")
		form.Set("way", "police")
		answer := h.as("anna").posts("/casework/new", form).is(http.StatusSeeOther)
		to := answer.header.Get("Location")
		if !strings.HasSuffix(to, "/sheets/intake?page=2&done=opened") {
			t.Fatalf("it leads to %s", to)
		}
		h.as("anna").opens(to).is(http.StatusOK).says("The case has been opened", "Page 2")
		at := to[:strings.Index(to, "/sheets")]
		h.as("berta").opens(at).is(http.StatusOK).says(form.Get("alias"), "ANNA", "police", "Romanian", "Arabic").neverSays("<title>" + form.Get("alias"))
		h.as("berta").opens("/casework/cases").is(http.StatusOK).says("1 case", form.Get("alias"))
		h.as("anna").posts("/casework/new", form).is(http.StatusSeeOther) // the same form again
		h.as("berta").opens("/casework/cases").is(http.StatusOK).says("1 case")
		form.Set("form", string(vault.NewID()))
		h.as("anna").posts("/casework/new", form).is(http.StatusUnprocessableEntity).says("Another case has this alias").holds(`value="Romanian, Arabisch"`)
	})
}

func TestEveryQuestionMayBeSkippedOrDeclined(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Ahorn Wiese 11")
		for _, sheet := range h.room.Set.Sheets {
			path := at + pathOf(sheet)
			if sheet.Many {
				h.as("anna").opens(path).is(http.StatusOK)
				continue
			}
			h.as("anna").posts(path, h.as("anna").opens(path).is(http.StatusOK).form()).is(http.StatusSeeOther) // nothing at all
			form := url.Values{"stamp": {h.as("anna").opens(path).hidden("stamp")}}
			declined := 0
			for _, q := range sheet.Questions() {
				if q.Asked {
					declined++
					if q.Kind == "one" || q.Kind == "several" {
						form.Set(q.ID, "-")
					} else {
						form.Set(q.ID+"-declined", "1")
					}
				}
			}
			h.as("anna").posts(path, form).is(http.StatusSeeOther)
			if said := strings.Count(h.as("anna").opens(path).body, `value="-" selected`) + strings.Count(h.as("anna").opens(path).body, `checked`); declined > 0 && said == 0 {
				t.Errorf("on %s nobody sees that she would rather not say", sheet.ID)
			}
		}
	})
}

func TestWrongAnswersAreNamedAtTheirFieldAndKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Birke Kanal 20")
		form := url.Values{"kind": {"wages"}, "filed": {"morgen"}, "asked": {"viel"}, "note": {strings.Repeat("ä", 5000)}, "opponent": {"Firma 🌊 שלום"}}
		page := h.as("anna").posts(at+"/entries/claim", form).is(http.StatusUnprocessableEntity)
		page.says("Please write a date", "Please write an amount", "This has 5,000 characters").holds(`value="morgen"`, `value="viel"`, "Firma 🌊 שלום")
		if !strings.Contains(page.body, strings.Repeat("ä", 5000)) {
			t.Error("what was typed is lost")
		}
		h.as("anna").posts(at+"/entries/claim", url.Values{"kind": {"invented"}}).is(http.StatusUnprocessableEntity).says("Please choose one of the options")
		h.as("anna").posts(at+"/sheets/person", url.Values{"nationality": {"Atlantis"}}).is(http.StatusUnprocessableEntity).says("Atlantis", "not in the list of countries")
	})
}

func TestC17TwoPeopleOnOneSheetSeeBothVersions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Hafen Licht 33")
		for _, c := range []struct {
			path                     string
			first, mine, theirs, new [2]string
		}{
			{at + "/sheets/exploitation", [2]string{"note", "erst"}, [2]string{"note", "von Berta"}, [2]string{"note", "von Anna"}, [2]string{"places", "Nord"}},
			{at + "/identity", [2]string{"birth-place", "erst"}, [2]string{"birth-place", "von Berta"}, [2]string{"birth-place", "von Anna"}, [2]string{"lawyer", "Nord"}},
			{at + "/location", [2]string{"avoids", "erst"}, [2]string{"avoids", "von Berta"}, [2]string{"avoids", "von Anna"}, [2]string{"post", "Nord"}},
		} {
			h.as("anna").fills(c.path, c.first[0], c.first[1])
			slow := h.as("berta").opens(c.path).is(http.StatusOK).form()
			h.as("anna").fills(c.path, c.theirs[0], c.theirs[1], c.new[0], c.new[1])
			slow.Set(c.mine[0], c.mine[1])
			clash := h.as("berta").posts(c.path, slow).is(http.StatusConflict).says("Two versions", "von Anna", "von Berta", "Nord", "ANNA")
			clash.holds(`name="keep-` + c.new[0] + `" value="theirs" checked`) // only Anna changed it
			h.as("anna").opens(c.path).is(http.StatusOK).holds("von Anna")     // nothing was overwritten
			form := clash.form()
			form.Set("keep-"+c.mine[0], "mine")
			form.Set("keep-"+c.new[0], "theirs")
			h.as("berta").posts(c.path, form).is(http.StatusSeeOther)
			h.as("anna").opens(c.path).is(http.StatusOK).holds("von Berta", "Nord").neverSays("von Anna")
		}
	})
}

func TestC17TwoPeopleOnOneEntrySeeBothVersionsAndNothingIsLost(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Komet Ufer 41")
		entry := h.as("anna").adds(at, "journal", "day", "2026-03-09", "text", "erst")
		slow := h.as("berta").opens(entry).is(http.StatusOK).form()
		h.as("anna").fills(entry, "text", "von Anna")
		slow.Set("text", "von Berta")
		h.as("berta").posts(entry, slow).is(http.StatusConflict).says("von Anna", "von Berta")
		slow.Set("stamp", h.as("berta").opens(entry).hidden("stamp"))
		h.as("berta").posts(entry, slow).is(http.StatusSeeOther)
		h.as("berta").opens(entry).is(http.StatusOK).says("2 earlier versions", "von Anna", "erst")
		h.as("anna").posts(entry, slow).is(http.StatusSeeOther) // what stands there already can always be written

		head := h.as("berta").opens(at + "/head").is(http.StatusOK).form()
		h.as("anna").posts(at+"/head", url.Values{"alias": {"Komet Ufer 42"}, "stamp": {head.Get("stamp")}, "flags": {"danger"}}).is(http.StatusSeeOther)
		head.Set("alias", "Komet Ufer 43")
		h.as("berta").posts(at+"/head", head).is(http.StatusConflict).says("Komet Ufer 42").holds(`value="Komet Ufer 43"`)
		h.as("anna").opens(at).is(http.StatusOK).says("Komet Ufer 42").neverSays("Komet Ufer 43")
	})
}

func TestManyPeopleAtOnceLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Falke Insel 50")
		h.as("berta")
		var running sync.WaitGroup
		for i := range 12 {
			who := []string{"anna", "berta"}[i%2]
			running.Go(func() {
				form := url.Values{"form": {string(vault.NewID())}, "day": {"2026-03-09"}, "text": {"Zeile " + string(rune('A'+i))}}
				for range 5 { // whoever was in somebody's way is told to try again
					if p := (visitor{h, who}).posts(at+"/entries/journal", form); p.status == http.StatusSeeOther {
						return
					}
				}
				t.Errorf("line %d was never taken", i)
			})
		}
		running.Wait()
		page := h.as("anna").opens(at + "/entries/journal").is(http.StatusOK).says("12 entries")
		for i := range 12 {
			page.says("Zeile " + string(rune('A'+i)))
		}
	})
}

func TestEntryIsTakenOutAndBroughtBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Garten Mond 12")
		entry := h.as("anna").adds(at, "measure", "service", "housing", "outcome", "not-available")
		h.as("anna").opens(at+"/entries/measure").is(http.StatusOK).says("1 entry", "not available")
		h.as("anna").posts(entry+"/remove", nil).is(http.StatusSeeOther)
		h.as("anna").posts(entry+"/remove", nil).is(http.StatusSeeOther)
		h.as("anna").opens(at+"/entries/measure?done=removed").is(http.StatusOK).says("You can bring the entry back", "1 entry taken out")
		h.as("anna").posts(entry+"/restore", nil).is(http.StatusSeeOther)
		h.as("anna").opens(at + "/entries/measure").is(http.StatusOK).says("1 entry").neverSays("taken out")
		h.as("anna").posts(at+"/entries/claim/"+entry[strings.LastIndex(entry, "/")+1:]+"/remove", nil).is(http.StatusNotFound) // an entry of another sheet
	})
}

func TestDraftWaitsSealedForWhoWroteIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Welle Feder 60")
		path := at + "/entries/journal"
		form := h.as("anna").opens(path).is(http.StatusOK).form()
		form.Set("text", "halb fertig")
		h.as("anna").posts("/casework/drafts", form).is(http.StatusOK).says("Draft kept at 10:30")
		h.as("anna").opens(path).is(http.StatusOK).says("This is your draft of 10 March 2026, 10:30").holds("halb fertig")
		h.as("berta").opens(path).is(http.StatusOK).neverSays("halb fertig")
		form.Set("by", "hand")
		h.as("anna").posts("/casework/drafts", form).leadsTo()
		h.as("anna").posts("/casework/drafts/drop", url.Values{"draft": {path}}).is(http.StatusSeeOther)
		h.as("anna").opens(path).is(http.StatusOK).neverSays("halb fertig")
		form.Del("by")
		h.as("anna").posts("/casework/drafts", form).is(http.StatusOK)
		form.Set("day", "2026-03-10")
		h.as("anna").posts(path, form).is(http.StatusSeeOther)
		h.as("anna").opens(path).is(http.StatusOK).says("halb fertig").neverSays("This is your draft")
		for _, key := range []string{"", "https://evil.example/casework/", "//evil.example/casework/", "/account", "/casework/../account", "/casework/\r\nX: y"} {
			h.as("anna").posts("/casework/drafts", url.Values{"draft": {key}, "text": {"x"}}).is(http.StatusNotFound)
			h.as("anna").posts("/casework/drafts/drop", url.Values{"draft": {key}}).is(http.StatusNotFound)
		}
		h.as("anna").posts("/casework/drafts", url.Values{"draft": {path}, "text": {strings.Repeat("x", 300_000)}}).is(http.StatusRequestEntityTooLarge)
		h.as("anna").posts("/casework/drafts", form).is(http.StatusOK)
		h.clock.Advance(31 * 24 * time.Hour)
		h.as("anna").posts("/casework/drafts", url.Values{"draft": {at + "/sheets/person"}, "note": {"neu"}}).is(http.StatusOK)
		h.as("anna").opens(path).is(http.StatusOK).neverSays("This is your draft") // none lasts longer than a month
	})
}

func TestRolesAndOtherCentresSeeTheirOwnOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").opensCase("Anker Brise 70", "contact-never", "Geheimwort")
		entry := h.as("anna").adds(at, "journal", "day", "2026-03-09", "text", "Geheimwort")
		h.as("anna").fills(at+"/identity", "family-name", "Geheimname")
		for _, path := range []string{at, at + "/file", at + "/sheets/intake", at + "/identity", at + "/location", at + "/entries/journal", entry, at + "/head"} {
			h.as("clara").opens(path).is(http.StatusNotFound).neverSays("Geheimwort", "Geheimname", "Anker Brise")
			h.as("clara").posts(path, url.Values{"text": {"x"}, "alias": {"x"}, "day": {"2026-03-09"}})
		}
		h.as("anna").opens(at).is(http.StatusOK).says("Anker Brise 70")
		h.as("tina").opens(at).is(http.StatusOK).says("Anker Brise 70").neverSays("Identity", "Geheimname")
		h.as("tina").opens(entry).is(http.StatusOK).says("Geheimwort").neverSays("<textarea")
		for _, path := range []string{at + "/identity", at + "/location"} {
			h.as("tina").opens(path).is(http.StatusForbidden).neverSays("Geheimname")
		}
		h.as("tina").posts(entry, url.Values{"text": {"x"}}).is(http.StatusForbidden)
		h.as("tina").posts(at+"/entries/journal", url.Values{"text": {"x"}}).is(http.StatusForbidden)
		h.as("anna").opens(at + "/file").is(http.StatusOK).neverSays("Geheimname")
	})
}
