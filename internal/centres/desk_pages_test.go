package centres

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verbund/internal/core"
)

// onReception runs a test on both databases with two entries: one of the centre
// whose people come, and one of another.
func onReception(t *testing.T, test func(t *testing.T, h *reception, ours, theirs Record)) {
	t.Helper()
	onBoth(t, func(t *testing.T, s *Store) {
		h := newReception(t, s)
		ours := save(t, s, lantern(t))
		theirs := lantern(t)
		theirs.ID, theirs.OrganisationID, theirs.Organisation, theirs.Name = core.NamedID("test", "theirs"), core.NamedID("test", "theirs e.V."), "Anker e.V.", "Anker"
		theirs.Email, theirs.ConfirmedOn = "post@anker.example", core.Date{}
		test(t, h, ours, save(t, s, theirs))
	})
}

func TestTheOfficeEditsAnEntryOnItsPages(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, _ Record) {
		path := "/centres/entries/" + string(ours.ID)
		page := h.opens(path).is(http.StatusOK).says("Eintrag bearbeiten", "=Laterne (Nr. 1)", "Sprachen im Haus", "Text (简体中文)").holds("Geheimweg 7")
		form := page.form(path)
		if form.Get(houseField) != "Deutsch, Rumänisch" || form.Get(interpreterField) != "Arabisch" || form.Get("street_2") != "Geheimweg 7" || len(form["needs"]) != 2 || form.Get("secret_2") != "yes" {
			t.Errorf("the form: %v", form)
		}
		h.posts(path, with(form, "step", "preview")).is(http.StatusOK).says("Es hat sich nichts geändert.")

		wrong := h.posts(path, with(form, "step", "preview", "email", "kaputt@", "phones", "12", houseField, "Deutsch, Klingonisch")).
			is(http.StatusUnprocessableEntity).says("E-Mail: „kaputt@“ ist keine vollständige", "Telefon: ", "„Klingonisch“ ist keine Sprache aus unserer Liste")
		form = wrong.form(path)
		if form.Get("email") != "kaputt@" || form.Get("phones") != "12" || form.Get(houseField) != "Deutsch, Klingonisch" || form.Get("street_2") != "Geheimweg 7" {
			t.Errorf("something typed is lost: %v", form)
		}
		form = with(form, "email", "neu@laterne.example", "phones", "030 23125 111 (Notruf)", houseField, "Rumänisch; deutsch, Türkisch", "step", "preview")
		preview := h.posts(path, form).is(http.StatusOK).
			says("So steht es heute", "So wird es stehen", "post@laterne.example", "neu@laterne.example", "3 Felder geändert", "geändert Rumänisch, Deutsch, Türkisch", "030 23125111").
			neverSays("werden mit dem Speichern öffentlich")
		if stored(t, h.store, ours.ID).Email != "post@laterne.example" {
			t.Error("the preview has saved")
		}
		back := h.posts(path, with(preview.form(path), "step", "form")).is(http.StatusOK).form(path)
		if back.Get("email") != "neu@laterne.example" || back.Get(houseField) != "Rumänisch; deutsch, Türkisch" || len(back["needs"]) != 2 || back.Get("secret_2") != "yes" || back.Get("base") != "1" {
			t.Errorf("the way back loses something: %v", back)
		}
		h.posts(path, with(preview.form(path), "step", "save")).leadsTo(path + "?saved=3")
		h.opens(path + "?saved=3").says("Gespeichert: 3 Felder geändert.")
		h.as(outside).opens("/de/centres/1").is(http.StatusOK).says("neu@laterne.example", "030 23125111", "Türkisch").neverSays("Geheimweg")

		history := h.opens(path+"/history").is(http.StatusOK).says("Erika Büro", "Bearbeitet", "14. März 2026", "post@laterne.example")
		h.posts(path+"/undo", history.form(path+"/undo")).leadsTo(path + "/history?undone=1")
		h.opens(path+"/history?undone=1").says("Die Änderung ist zurückgenommen.", "Änderung zurückgenommen")
		h.as(outside).opens("/de/centres/1").says("post@laterne.example", "030 23125000")
		h.posts(path+"/undo", url.Values{"revision": {"1"}}).is(http.StatusNotFound)
	})
}

func TestAnAddressThatBecomesPublicIsSaid(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, _ Record) {
		path := "/centres/entries/" + string(ours.ID)
		form := h.opens(path).form(path)
		form.Del("secret_2")
		h.posts(path, with(form, "step", "preview")).is(http.StatusOK).says("Eine Anschrift, die bisher geheim war, wird mit dem Speichern öffentlich.")
	})
}

func TestPartsAndLanguagesAreAddedToTheForm(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, _ Record) {
		path := "/centres/entries/" + string(ours.ID)
		form := with(h.opens(path).form(path), "name", "Laterne neu", "step", "more-office")
		page := h.posts(path, form).is(http.StatusOK).says("Büro 3")
		form = page.form(path)
		if _, there := form["town_3"]; !there || form.Get("name") != "Laterne neu" {
			t.Errorf("no third office, or the name is lost: %v", form)
		}
		form = h.posts(path, with(form, "step", "more-language", "add_language", "fr")).is(http.StatusOK).form(path)
		if _, there := form["summary_fr"]; !there {
			t.Errorf("no French text: %v", form)
		}
		form = with(form, "summary_fr", "Bonjour", "town_3", "Kassel", "land_3", "DE-HE", "drop_office_2", "1", "step", "save")
		h.posts(path, form).leadsTo(path + "?saved=11")
		r := stored(t, h.store, ours.ID)
		if r.Summary["fr"] != "Bonjour" || len(r.Offices) != 2 || r.Offices[1].Town != "Kassel" || r.Name != "Laterne neu" {
			t.Errorf("saved: %+v", r.Centre)
		}
		form.Del("end") // as if the end of the form had not arrived
		h.posts(path, form).is(http.StatusRequestEntityTooLarge)
	})
}

func TestTwoEditorsMeetOnTheirPages(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, _ Record) {
		path := "/centres/entries/" + string(ours.ID)
		mine := h.opens(path).form(path)
		theirs := h.opens(path).form(path)
		h.posts(path, with(theirs, "email", "eins@laterne.example", "chat", "", "step", "save")).is(http.StatusSeeOther)
		page := h.posts(path, with(mine, "email", "zwei@laterne.example", "name", "Laterne II", "step", "save")).is(http.StatusConflict).
			says("Zwei Fassungen", "Gespeichert von Erika Büro", "post@laterne.example", "zwei@laterne.example", "eins@laterne.example", "Laterne II")
		form := page.form(path)
		page = h.posts(path, with(form, "step", "save")).is(http.StatusConflict).says("Bitte wählen Sie eine der beiden Fassungen.")
		form = page.form(path)
		h.posts(path, with(form, "step", "save", "choose_email", "theirs")).leadsTo(path + "?saved=1")
		r := stored(t, h.store, ours.ID)
		if r.Email != "eins@laterne.example" || r.Name != "Laterne II" || r.Chat != "" {
			t.Errorf("saved: %q, %q, %q", r.Email, r.Name, r.Chat)
		}
	})
}

func TestANewEntryOnThePages(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, _ Record) {
		const path = "/centres/entries/new"
		form := h.opens(path).is(http.StatusOK).says("Neuer Eintrag").form(path)
		h.posts(path, with(form, "step", "preview")).is(http.StatusUnprocessableEntity).says("Name der Stelle:")
		form = with(form, "name", "Neue Stelle", "town", "Kassel", "land", "Hessen", "lands", "DE-HE", "organisation_id", string(ours.OrganisationID), "step", "save")
		page := h.posts(path, form).is(http.StatusSeeOther)
		entry, _, _ := strings.Cut(page.to, "?")
		h.opens(entry).is(http.StatusOK).says("Neue Stelle (Nr. 3)")
		h.as(outside).opens("/de/centres/3").is(http.StatusOK).says("Neue Stelle", "Laterne e.V.")
		h.as(atCentre).opens("/centres/own").says("Neue Stelle")
		h.posts(path, form).is(http.StatusUnprocessableEntity).says("Diesen Eintrag gibt es schon: Neue Stelle (Nr. 3).")
	})
}

func TestTakingOutAndBringingBack(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, _ Record) {
		path := "/centres/entries/" + string(ours.ID)
		page := h.opens(path).says("„=Laterne“ (Nr. 1) ist danach auf keiner öffentlichen Seite")
		h.posts(path+"/retire", with(page.form(path+"/retire"), "reason", "Die Stelle ist geschlossen.")).leadsTo(path)
		page = h.opens(path).says("Nicht im Verzeichnis seit 14. März 2026.")
		for _, end := range []string{"", "/sheet", "/contact.vcf", "/proposal"} {
			h.as(outside).opens("/de/centres/1" + end).is(http.StatusGone)
		}
		h.as(outside).opens("/de/centres/9").is(http.StatusNotFound)
		h.as(outside).opens("/de/centres").is(http.StatusOK).neverSays("=Laterne")
		h.opens("/centres/entries").says("=Laterne", "Nicht im Verzeichnis seit")
		h.opens("/centres/entries?state=public").neverSays("=Laterne")
		h.as(atCentre).opens("/centres/own").says("Nicht im Verzeichnis seit")
		h.as(atCentre).opens("/centres/own/" + string(ours.ID)).is(http.StatusNotFound)
		h.posts(path+"/retire", url.Values{"base": {"1"}}).is(http.StatusConflict)
		h.posts(path+"/restore", page.form(path+"/restore")).leadsTo(path)
		h.as(outside).opens("/de/centres/1").is(http.StatusOK)
		h.opens(path+"/history").says("Aus dem Verzeichnis genommen", "Die Stelle ist geschlossen.", "Wieder aufgenommen")
	})
}

func TestTheListIsFilteredAndSorted(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, _, _ Record) {
		order := func(query string) string {
			text := h.opens("/centres/entries" + query).is(http.StatusOK).text()
			laterne, anker := strings.Index(text, "=Laterne"), strings.Index(text, " Anker ")
			switch {
			case laterne < 0 && anker < 0:
				return "none"
			case anker < 0:
				return "1"
			case laterne < 0:
				return "2"
			case laterne < anker:
				return "1 2"
			}
			return "2 1"
		}
		for query, want := range map[string]string{
			"": "1 2", "?down=1": "2 1", "?sort=name": "1 2", "?sort=name&down=1": "2 1", "?sort=confirmed": "2 1", "?sort=nonsense": "1 2",
			"?q=laterne+berlin": "1", "?q=2": "2", "?q=niemand": "none", "?land=DE-BE": "1 2", "?land=DE-BY": "none", "?age=unconfirmed": "2", "?age=fresh": "1",
			"?state=retired": "none", "?sort=town": "1 2", "?sort=land&down=1": "2 1", "?sort=changed": "1 2", "?page=99": "1 2", "?q=%ff%00": "none",
		} {
			if got := order(query); got != want {
				t.Errorf("%q lists %s, want %s", query, got, want)
			}
		}
	})
}

func TestACentreUsesItsOwnPages(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, theirs Record) {
		anna := h.as(atCentre)
		path := "/centres/own/" + string(ours.ID)
		list := anna.opens("/centres/own").is(http.StatusOK).says("=Laterne", "Bestätigt am 1. Februar 2026").neverSays("Anker", "Geheimweg")
		anna.posts(path+"/confirm", list.form(path+"/confirm")).leadsTo("/centres/own?confirmed=1")
		anna.opens("/centres/own?confirmed=1").says("Danke.", "Bestätigt am 14. März 2026")
		h.as(outside).opens("/de/centres/1").says("Bestätigt von Laterne e.V.").neverSays("Anna")
		anna.posts(path+"/confirm", url.Values{"base": {"1"}}).is(http.StatusConflict)

		page := anna.opens(path).is(http.StatusOK).holds("Geheimweg 7", "Notiz").neverSays("Träger", "Bestätigt durch", "Aus dem Verzeichnis nehmen")
		form := with(page.form(path), "email", "anna@laterne.example", "kind", "association", "confirmed_by", "ich", "organisation_id", string(theirs.OrganisationID))
		preview := anna.posts(path, with(form, "step", "preview")).is(http.StatusOK).says("anna@laterne.example")
		anna.posts(path, with(preview.form(path), "step", "save", "sure", "1")).leadsTo(path + "?saved=1")
		if r := stored(t, h.store, ours.ID); r.Kind != Specialised || r.ConfirmedBy != byAccount || r.OrganisationID != ours.OrganisationID {
			t.Errorf("saved: %+v", r.Centre)
		}
		anna.opens(path + "/history").is(http.StatusOK).says("Anna Beratung").neverSays("Zurücknehmen")

		other := string(theirs.ID)
		anna.opens("/centres/own/" + other).is(http.StatusNotFound)
		anna.posts("/centres/own/"+other, with(form, "step", "save")).is(http.StatusNotFound)
		anna.opens("/centres/own/" + other + "/history").is(http.StatusNotFound)
		anna.posts("/centres/own/"+other+"/confirm", url.Values{"base": {"1"}}).is(http.StatusNotFound)
		anna.opens("/centres/own/x").is(http.StatusNotFound)
	})
}

// C3 for the pages of the desk: who may open what.
func TestTheDeskIsClosedToOthers(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, _ Record) {
		for _, route := range NewDesk(DeskDeps{}).Routes() {
			path := strings.ReplaceAll(route.Path, "{id}", string(ours.ID))
			for _, who := range []string{outside, atCentre, atOffice} {
				if who == atOffice && route.Right == Edit || who == atCentre && route.Right == EditOwn {
					if a := h.as(who).asks(route.Method, path, url.Values{}); a.status == http.StatusForbidden || a.status >= 500 {
						t.Errorf("%s %s: %d for %q", route.Method, path, a.status, who)
					}
					continue
				}
				want := http.StatusForbidden
				if who == outside {
					want = http.StatusUnauthorized
				}
				h.as(who).asks(route.Method, path, url.Values{}).is(want).neverSays("Geheimweg", "intern@", "Laterne")
			}
		}
	})
}

func TestTheOfficeReviewsOnItsPages(t *testing.T) {
	onReception(t, func(t *testing.T, h *reception, ours, _ Record) {
		p := propose(t, h.store, ours, "Die <b>Nummer</b> ist neu.", map[string]string{"email": "hinweis@laterne.example"})
		h.as(atCentre).opens("/centres/review").is(http.StatusForbidden)
		h.opens("/centres/review").is(http.StatusOK).says("1 Hinweis wartet", "Besuch der Seite")
		path := "/centres/review/" + string(p.ID)
		page := h.opens(path).is(http.StatusOK).says("Die <b>Nummer</b> ist neu.", "hinweis@laterne.example").holds(`href="/centres/entries/` + string(ours.ID))
		form := page.form(path)
		h.posts(path, with(form, "decision", "reject")).is(http.StatusUnprocessableEntity).says("Bitte schreiben Sie, warum")
		h.posts(path, with(form, "decision", "maybe")).is(http.StatusBadRequest)
		h.posts(path, with(form, "decision", "accept")).leadsTo("/centres/review")
		h.posts(path, with(form, "decision", "accept")).is(http.StatusConflict).says("Über diesen Hinweis ist schon entschieden.")
		h.as(outside).opens("/de/centres/1").says("hinweis@laterne.example")
		h.opens("/centres/entries/"+string(ours.ID)+"/history").says("Hinweis übernommen", "Erika Büro")
		h.opens("/centres/review/x").is(http.StatusNotFound)
	})
}
