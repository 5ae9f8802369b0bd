package account

import (
	"database/sql"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// houseNow is a centre as it is stored.
func (x *town) houseNow(id core.ID) (h House) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) (err error) { h, err = houseByID(x.t.Context(), tx, id); return err })
	return h
}

// holders are the names of those who hold the key of a centre.
func (x *town) holders(id core.ID) (names []string) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) error {
		names = nil
		all, err := x.Vault.Holders(x.t.Context(), tx, id)
		for _, one := range all {
			p, err := personByID(x.t.Context(), tx, one)
			if err != nil {
				return err
			}
			names = append(names, p.Name)
		}
		return err
	})
	slices.Sort(names)
	return names
}

// words are somebody's six words.
func (x *town) words(p Person) (words []string) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) (err error) {
		words, err = x.Vault.Fingerprint(x.t.Context(), tx, p.ID)
		return err
	})
	return words
}

func TestACentreBeginsWithTwoWhoHoldItsKey(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna, ha := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		cem, hc := x.person("Cem Demir", Duty{Role: Counsellor, Unit: x.one.ID})
		emil := x.without("Emil Frank", Duty{Role: Lead, Unit: x.two.ID})
		lead, counsellor, clerkElsewhere := x.in(anna, ha), x.in(cem, hc), x.in(emil, nil)
		lead.get(centrePath).says(http.StatusOK, "Laterne Nord", "im Aufbau", "Die Leitung legt den Schlüssel der Stelle an.")
		counsellor.post(centrePath + "/found").says(http.StatusForbidden)
		lead.post(centrePath + "/found").leads(centrePath)
		if again := lead.post(centrePath + "/found"); again.Status != http.StatusConflict || !strings.Contains(again.Body, "schon angelegt") {
			t.Errorf("once more: %d %s", again.Status, again.Body)
		}
		if x.houseNow(x.one.ID).State != Shell {
			t.Fatal("one who holds the key is not enough")
		}
		lead.get(centrePath).says(http.StatusOK, "hat den Schlüssel", "wartet auf den Schlüssel", "Schlüssel geben: Cem Demir", "Eine zweite Person")
		words := strings.Join(x.words(cem), " ")
		counsellor.get(centrePath).says(http.StatusOK, "Sie warten noch auf den Schlüssel", words)
		counsellor.get(centrePath + "/kit").says(http.StatusForbidden)

		grant := keysPath + "/" + string(cem.ID)
		counsellor.get(grant).says(http.StatusForbidden)
		clerkElsewhere.get(grant).says(http.StatusUnauthorized) // no keys at hand
		lead.get(keysPath + "/" + string(emil.ID)).says(http.StatusNotFound)
		page := lead.get(grant)
		page.says(http.StatusOK, words, "Rufen Sie Cem Demir unter einer Nummer an")
		shown := page.value("words")
		lead.post(grant, "words", shown, "password", rightPassword).says(http.StatusUnprocessableEntity, "vergleichen Sie zuerst die Wörter")
		lead.post(grant, "words", shown, "compared", "1", "password", "not it").says(http.StatusUnprocessableEntity, "nicht Ihr Passwort")
		if got := x.holders(x.one.ID); len(got) != 1 {
			t.Fatalf("the key is held by %v", got)
		}
		lead.post(grant, "words", "Apfel "+shown, "compared", "1", "password", rightPassword).says(http.StatusConflict, "inzwischen andere")
		lead.post(grant, "words", shown, "compared", "1", "password", rightPassword).leads(centrePath)
		lead.post(grant, "words", shown, "compared", "1", "password", rightPassword).says(http.StatusConflict) // sent twice
		if got := x.holders(x.one.ID); !slices.Equal(got, []string{"Anna Becker", "Cem Demir"}) {
			t.Errorf("the key is held by %v", got)
		}
		if s := x.houseNow(x.one.ID).State; s != Live {
			t.Errorf("the centre is %s", s)
		}
		lead.get(centrePath).says(http.StatusOK, "arbeitet hier")
		lead.get(centrePath+"/audit").says(http.StatusOK, "Schlüssel gegeben: Cem Demir", "Schlüssel der Stelle angelegt", "Anna Becker", "lückenlos", "Anmeldung fehlgeschlagen: falsches Passwort")
		counsellor.get(centrePath + "/audit").says(http.StatusForbidden)
	})
}

func TestTwoGrantAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna, ha := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		cem, hc := x.person("Cem Demir", Duty{Role: Counsellor, Unit: x.one.ID})
		dora, hd := x.person("Dora Ehlers", Duty{Role: Counsellor, Unit: x.one.ID})
		x.found(ha, x.one.ID)
		x.grantTo(ha, x.one.ID, cem)
		words := x.words(dora)
		a, c := x.as(anna, x.one.ID), x.as(cem, x.one.ID)
		var wait sync.WaitGroup
		errs := make([]error, 2)
		wait.Go(func() { errs[0] = x.Grant(t.Context(), a, ha, dora.ID, words) })
		wait.Go(func() { errs[1] = x.Grant(t.Context(), c, hc, dora.ID, words) })
		wait.Wait()
		for _, err := range errs {
			if err != nil && core.KindOf(err) != core.Conflict {
				t.Errorf("granting: %v", err)
			}
		}
		x.update(func(tx *sql.Tx) error {
			_, err := x.Vault.Access(t.Context(), tx, hd, x.one.ID)
			return err
		})
	})
}

// Whoever has left finds nothing (C5): her cookie is worth nothing, and her
// password opens no key of the centre.
func TestC5AFormerColleagueOpensNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna, ha := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		cem, hc := x.person("Cem Demir", Duty{Role: Counsellor, Unit: x.one.ID})
		clerk := x.without("Dora Ehlers", Duty{Role: Clerk, Unit: x.one.ID})
		stranger := x.without("Emil Frank", Duty{Role: Lead, Unit: x.two.ID})
		x.found(ha, x.one.ID)
		lead, former, desk := x.in(anna, ha), x.in(cem, hc), x.in(clerk, nil)
		at := func(p Person) string { return colleaguesPath + "/" + string(p.ID) }

		lead.post(at(anna)+"/end", "password", rightPassword).says(http.StatusUnprocessableEntity, "nicht mit dem eigenen Konto")
		lead.get(at(stranger)).says(http.StatusNotFound)
		lead.post(at(stranger)+"/end", "password", rightPassword).says(http.StatusNotFound)
		desk.get(at(cem)).says(http.StatusForbidden)

		x.grantTo(ha, x.one.ID, cem)
		former.get(centrePath).says(http.StatusOK)
		lead.post(at(cem)+"/end", "password", "not it").says(http.StatusUnprocessableEntity, "nicht Ihr Passwort")
		lead.post(at(cem)+"/end", "password", rightPassword).leads(at(cem))
		former.get(centrePath).says(http.StatusUnauthorized)
		again, err := x.Vault.Unlock(t.Context(), cem.ID, rightPassword)
		if err != nil {
			t.Fatal(err) // the account is hers; the centre's key is not
		}
		x.update(func(tx *sql.Tx) error {
			if _, err := x.Vault.Access(t.Context(), tx, again, x.one.ID); core.KindOf(err) != core.Denied {
				t.Errorf("she opens the centre: %v", err)
			}
			return nil
		})
		lead.get(at(cem)).says(http.StatusOK, "nicht mehr im Team")
		events := x.events(ha, x.one.ID)
		if !has(events, "revoke") || !has(events, "rotate") || !has(x.did(cem), "colleague-ended") || x.houseNow(x.one.ID).RenewalDue {
			t.Errorf("record %v, history %v", events, x.did(cem))
		}

		rotations := strings.Count(strings.Join(events, " "), "rotate")
		lead.post(at(clerk)+"/end", "password", rightPassword).leads(at(clerk))
		desk.get(centrePath).says(http.StatusUnauthorized)
		if n := strings.Count(strings.Join(x.events(ha, x.one.ID), " "), "rotate"); n != rotations {
			t.Error("a clerk holds no key, and yet it was changed")
		}
	})
}

func TestTheLastWhoHoldsTheKeyIsNotTakenAway(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna, ha := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		cem, hc := x.person("Cem Demir", Duty{Role: Lead, Unit: x.one.ID})
		office := x.without("Dora Ehlers", Duty{Role: Administrator})
		x.found(hc, x.one.ID)
		wants(t, "by a lead", x.EndWork(t.Context(), x.as(anna, x.one.ID), ha, cem.ID), core.Unprocessable, "house.last-holder")
		wants(t, "by the office", x.EndDuty(t.Context(), x.as(office, ""), cem.ID, x.dutyID(cem, Lead)), core.Unprocessable, "office.last-holder")
		x.grantTo(hc, x.one.ID, anna)
		// Two leads who end each other's work at once: one of them stays.
		a, c := x.as(anna, x.one.ID), x.as(cem, x.one.ID)
		var wait sync.WaitGroup
		errs := make([]error, 2)
		wait.Go(func() { errs[0] = x.EndWork(t.Context(), a, ha, cem.ID) })
		wait.Go(func() { errs[1] = x.EndWork(t.Context(), c, hc, anna.ID) })
		wait.Wait()
		if got := x.holders(x.one.ID); len(got) != 1 || (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("the key is held by %v; %v", got, errs)
		}
	})
}

func TestWorkThatEndsByDateEndsByItself(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		day := func(d int) core.Date { return core.Date{Year: 2026, Month: 3, Day: d} }
		anna, ha := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		cem, hc := x.person("Cem Demir", Duty{Role: Temporary, Unit: x.one.ID, Ends: day(2)})
		clerk := x.without("Dora Ehlers", Duty{Role: Clerk, Unit: x.one.ID, Ends: day(2)})
		emil, he := x.person("Emil Frank", Duty{Role: Lead, Unit: x.two.ID, Ends: day(2)})
		x.found(ha, x.one.ID)
		x.found(he, x.two.ID)
		x.grantTo(ha, x.one.ID, cem)
		end := func() {
			t.Helper()
			if err := x.EndDuties(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		early := x.in(cem, hc)
		end()
		early.get(centrePath).says(http.StatusOK) // today is her last day
		x.now.Set(time.Date(2026, 3, 2, 22, 55, 0, 0, time.UTC))
		former, desk := x.in(cem, hc), x.in(clerk, nil)
		x.wait(6 * time.Minute) // past midnight in Berlin
		former.get(centrePath).says(http.StatusForbidden)
		end()
		former.get("/account").says(http.StatusUnauthorized)
		desk.get("/account").says(http.StatusUnauthorized)
		if got := x.holders(x.one.ID); !slices.Equal(got, []string{"Anna Becker"}) || !x.houseNow(x.one.ID).RenewalDue {
			t.Errorf("the key is held by %v", got)
		}
		if got := x.holders(x.two.ID); !slices.Equal(got, []string{"Emil Frank"}) || x.houseNow(x.two.ID).RenewalDue {
			t.Errorf("the last one who holds a key keeps it, but it is held by %v", got)
		}
		// Who signs in anew stays in; the job does not tire of coming.
		again := x.in(emil, he)
		events := len(x.events(ha, x.one.ID))
		end()
		again.get("/account").says(http.StatusOK)
		if n := len(x.events(ha, x.one.ID)); n != events {
			t.Errorf("the second time wrote %d lines", n-events)
		}
		lead := x.in(anna, ha)
		lead.get(centrePath).says(http.StatusOK, "soll erneuert werden", "Schlüssel jetzt erneuern", "nicht mehr im Team")
		lead.post(centrePath + "/renew").leads(centrePath)
		if x.houseNow(x.one.ID).RenewalDue || !has(x.events(ha, x.one.ID), "rotate") {
			t.Error("the key was not changed")
		}
		if strings.Contains(lead.get(centrePath).words(), "soll erneuert werden") {
			t.Error("the page still asks")
		}
	})
}

func TestTheOfficeEndsARoleAndTheKeyGoes(t *testing.T) {
	x := onOne(t)
	anna, ha := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
	cem, hc := x.person("Cem Demir", Duty{Role: Counsellor, Unit: x.one.ID})
	office := x.without("Dora Ehlers", Duty{Role: Administrator})
	x.found(ha, x.one.ID)
	x.grantTo(ha, x.one.ID, cem)
	b := x.in(cem, hc)
	b.get(centrePath).says(http.StatusOK)
	if err := x.EndDuty(t.Context(), x.as(office, ""), cem.ID, x.dutyID(cem, Counsellor)); err != nil {
		t.Fatal(err)
	}
	b.get(centrePath).says(http.StatusUnauthorized)
	if got := x.holders(x.one.ID); !slices.Equal(got, []string{anna.Name}) || !x.houseNow(x.one.ID).RenewalDue {
		t.Errorf("the key is held by %v", got)
	}
}

func TestALeadInvitesToHerOwnCentreOnly(t *testing.T) {
	x := onOne(t)
	anna := x.without("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
	lead := x.in(anna, nil)
	lead.get(colleaguesPath+"/new").says(http.StatusOK, "Kolleg*in einladen")
	for _, role := range []string{"", "lead", "administrator", "board"} {
		lead.post(colleaguesPath+"/new", "name", "Cem Demir", "language", "de", "role", role, "unit", string(x.two.ID)).says(http.StatusUnprocessableEntity, "wählen Sie eine Rolle")
	}
	lead.post(colleaguesPath+"/new", "name", "Cem Demir", "language", "de", "role", "temporary").says(http.StatusUnprocessableEntity, "braucht einen letzten Tag")
	lead.post(colleaguesPath+"/new", "name", "Cem Demir", "language", "de", "role", "counsellor", "unit", string(x.two.ID)).leads(colleaguesPath + "/links")
	links := linksIn(lead.get(colleaguesPath + "/links"))
	if len(links) != 1 {
		t.Fatalf("links: %v", links)
	}
	lead.post(colleaguesPath + "/links").leads(centrePath)
	lead.get(centrePath).says(http.StatusOK, "Cem Demir", "eingeladen", "Berater*in (ab 2. März 2026)")
	var cem Person
	x.update(func(tx *sql.Tx) (err error) { cem, err = personByName(t.Context(), tx, "cem.demir"); return err })
	at := colleaguesPath + "/" + string(cem.ID)
	duty := string(x.dutyID(cem, Counsellor))
	lead.post(at+"/duties/"+duty, "ends-"+duty, "2026-02-01").says(http.StatusUnprocessableEntity, "heute oder einen späteren Tag")
	lead.post(at+"/duties/"+duty, "ends-"+duty, "2026-09-30").leads(at)
	lead.get(at).says(http.StatusOK, "bis 30. September 2026")
	lead.post(at + "/link").leads(colleaguesPath + "/links")
	x.browser().get(links[0]).says(http.StatusGone)

	// A link makes whoever has it the owner of the account: a lead gets none to
	// one that may do more than work in her centre.
	office := x.without("Dora Ehlers", Duty{Role: Administrator})
	if err := x.AddDuty(t.Context(), x.as(office, ""), Duty{Person: cem.ID, Role: Administrator}); err != nil {
		t.Fatal(err)
	}
	lead.post(at+"/link").says(http.StatusUnprocessableEntity, "auch Aufgaben außerhalb Ihrer Stelle")
	own := string(x.dutyID(anna, Lead))
	lead.post(colleaguesPath+"/"+string(anna.ID)+"/duties/"+own, "ends-"+own, "2026-12-31").says(http.StatusUnprocessableEntity, "nicht mit dem eigenen Konto")
	elsewhere := string(x.dutyID(cem, Administrator))
	lead.post(at+"/duties/"+elsewhere, "ends-"+elsewhere, "2026-12-31").says(http.StatusNotFound)
}

var envelopeCode = regexp.MustCompile(`(?s)<h2>Umschlag ([ABC])</h2>.*?<p class="code">(.*?)</p>`)

func envelopesIn(page *answer) map[string]string {
	all := map[string]string{}
	for _, found := range envelopeCode.FindAllStringSubmatch(page.Body, -1) {
		all[found[1]] = strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(found[2], " ")), " ")
	}
	return all
}

func TestTwoOfThreeEnvelopesOpenTheCentre(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna, ha := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		cem, hc := x.person("Cem Demir", Duty{Role: Counsellor, Unit: x.one.ID})
		x.found(ha, x.one.ID)
		lead, other := x.in(anna, ha), x.in(cem, hc)
		lead.get(centrePath+"/kit").says(http.StatusOK, "Zwei davon, gleich welche")
		lead.post(centrePath+"/kit", "password", "not it").says(http.StatusUnprocessableEntity, "nicht Ihr Passwort")
		lead.post(centrePath+"/kit", "password", rightPassword).leads(centrePath + "/kit")
		page := lead.get(centrePath + "/kit")
		page.says(http.StatusOK, "Umschlag A", "Umschlag B", "Umschlag C", "Laterne Nord, gemacht am 2. März 2026")
		codes := envelopesIn(page)
		if len(codes) != 3 || strings.Count(page.Body, `class="kit"`) != 3 {
			t.Fatalf("envelopes: %d", len(codes))
		}
		first := func(letter string) string { return strings.Join(strings.Fields(codes[letter])[:4], "") }
		lead.post(centrePath+"/kit/try", "envelope-A", first("A")).says(http.StatusUnprocessableEntity, "von zwei Umschlägen")
		lead.post(centrePath+"/kit/try", "envelope-A", first("A"), "envelope-C", first("B")).says(http.StatusUnprocessableEntity, "nicht mit Umschlag C überein")
		lead.post(centrePath+"/kit/try", "envelope-A", first("A"), "envelope-B", first("B")[:12]).says(http.StatusUnprocessableEntity, "nicht mit Umschlag B überein")
		if x.houseNow(x.one.ID).State == Live {
			t.Error("the kit counts without a trial")
		}
		lead.post(centrePath+"/kit/try", "envelope-A", strings.ToLower(codes["A"]), "envelope-C", first("C")).leads(centrePath)
		if h := x.houseNow(x.one.ID); h.State != Live || h.KitTriedOn != x.today() {
			t.Errorf("after the trial: %+v", h)
		}
		if len(envelopesIn(lead.get(centrePath+"/kit"))) != 0 {
			t.Error("the envelopes are shown again")
		}
		lead.get(centrePath).says(http.StatusOK, "wurden am 2. März 2026 erprobt")

		other.get(centrePath).says(http.StatusOK, "Mit zwei Umschlägen öffnen")
		other.get(centrePath+"/recover").says(http.StatusOK, "Nehmen Sie zwei der drei Umschläge")
		other.post(centrePath+"/recover", "envelope-one", codes["A"], "envelope-two", "kurz", "password", rightPassword).says(http.StatusUnprocessableEntity, "26 Zeichen")
		wrong := other.post(centrePath+"/recover", "envelope-one", codes["A"], "envelope-two", vault.NewKitCode(), "password", rightPassword)
		wrong.says(http.StatusUnprocessableEntity, "öffnen den Schlüssel nicht")
		if strings.Contains(wrong.Body, codes["A"]) {
			t.Error("what was typed is shown again")
		}
		other.post(centrePath+"/recover", "envelope-one", codes["C"], "envelope-two", strings.ToLower(codes["B"]), "password", rightPassword).leads(centrePath)
		if got := x.holders(x.one.ID); len(got) != 2 {
			t.Errorf("the key is held by %v", got)
		}
		if !has(x.events(ha, x.one.ID), "kit.used") || !has(x.events(ha, x.one.ID), "kit.tried") {
			t.Errorf("record: %v", x.events(ha, x.one.ID))
		}
		other.get(centrePath + "/recover").says(http.StatusConflict)
		other.post(centrePath+"/kit", "password", rightPassword).leads(centrePath + "/kit")
		other.get(centrePath).says(http.StatusOK, "noch nicht erprobt") // new ones have to be tried anew
	})
}

func TestTheRecordIsReadPageByPage(t *testing.T) {
	x := onOne(t)
	anna, ha := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
	x.found(ha, x.one.ID)
	x.update(func(tx *sql.Tx) error {
		for range historyPerPage + 10 {
			if err := x.Vault.Note(t.Context(), tx, x.one.ID, vault.Event{Person: anna.ID, Code: "session.in"}); err != nil {
				return err
			}
		}
		return x.Vault.Note(t.Context(), tx, x.one.ID, vault.Event{Code: "later.invented", Detail: "etwas"})
	})
	lead := x.in(anna, ha)
	page := lead.get(centrePath + "/audit")
	page.says(http.StatusOK, "61 Einträge. lückenlos", "later.invented: etwas", "angemeldet", "Die 50 davor")
	lead.get(centrePath+"/audit?before=12").says(http.StatusOK, "11 Einträge, der neueste zuerst", "Zum Neuesten")
}

var (
	anyID   = regexp.MustCompile(` id="([^"]*)"`)
	refersA = regexp.MustCompile(` (?:for|aria-labelledby)="([^"]*)"`)
	refersB = regexp.MustCompile(` (?:href="#|aria-describedby=")([^"]*)"`)
)

// Labels, hints and errors lead to fields that are there, once.
func TestEveryLabelHasItsField(t *testing.T) {
	x := onOne(t)
	anna, h := x.person("Anna Becker", Duty{Role: Administrator}, Duty{Role: Lead, Unit: x.one.ID})
	cem := x.without("Cem Demir", Duty{Role: Clerk, Unit: x.one.ID}, Duty{Role: Board})
	b := x.in(anna, h)
	b.post(centrePath + "/found").leads(centrePath)
	b.post(centrePath+"/kit", "password", rightPassword).leads(centrePath + "/kit")
	organisation := organisationsPath + "/" + string(x.one.Organisation)
	pages := []*answer{
		b.post(peoplePath+"/new", "name", "", "role", "x"), b.post(peoplePath+"/"+string(cem.ID)+"/duties", "role", "lead"),
		b.post(organisation+"/centres", "house", "", "first-name", "Dora Ehlers", "first-email", "x"), b.post(organisation, "name", ""),
		b.post(colleaguesPath+"/new", "name", ""), b.post(colleaguesPath+"/"+string(cem.ID)+"/end", "password", ""),
		b.post(centrePath+"/kit/try", "envelope-A", "x"),
	}
	for _, path := range []string{peoplePath, peoplePath + "/new", peoplePath + "/links", peoplePath + "/" + string(anna.ID), peoplePath + "/" + string(cem.ID),
		historyPath, "/account/audit-state", organisationsPath, organisationsPath + "/new", organisation, organisation + "/centres",
		organisation + "/centres/" + string(x.one.ID), centrePath, centrePath + "/kit", centrePath + "/audit", colleaguesPath + "/new", colleaguesPath + "/" + string(cem.ID)} {
		pages = append(pages, b.get(path))
		pages[len(pages)-1].says(http.StatusOK)
	}
	for i, p := range pages {
		ids := map[string]int{"content": 0}
		for _, found := range anyID.FindAllStringSubmatch(p.Body, -1) {
			if ids[found[1]]++; ids[found[1]] > 1 {
				t.Errorf("page %d: the id %q is there twice", i, found[1])
			}
		}
		for _, found := range slices.Concat(refersA.FindAllStringSubmatch(p.Body, -1), refersB.FindAllStringSubmatch(p.Body, -1)) {
			for id := range strings.FieldsSeq(found[1]) {
				if _, there := ids[id]; !there {
					t.Errorf("page %d leads to %q, which is not there", i, id)
				}
			}
		}
		if i < 7 && !strings.Contains(p.Body, `role="alert"`) {
			t.Errorf("page %d does not say what is wrong: %d\n%s", i, p.Status, p.words())
		}
	}
}
