package account

import (
	"database/sql"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/database"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/vault"
	"verbund/internal/testkit/databases"
)

// as is somebody as she acts, with her duties of today.
func (x *town) as(p Person, centre core.ID) core.Actor {
	x.t.Helper()
	actor := core.Actor{Role: core.Person, Person: p.ID, Name: p.Name, Lang: p.Language, Centre: centre}
	x.update(func(tx *sql.Tx) error {
		duties, err := x.dutiesToday(x.t.Context(), tx, p.ID)
		actor.Duties = nil
		for _, d := range duties {
			actor.Duties = append(actor.Duties, core.Duty{Role: d.Role, Unit: d.Unit})
		}
		return err
	})
	return actor
}

// without is somebody with an account and no password: stretching one takes its
// time, and where no keys are asked for, nobody misses it.
func (x *town) without(name string, duties ...Duty) (p Person) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) (err error) {
		p, err = x.addPerson(x.t.Context(), tx, operator(), NewPerson{Name: name, Language: "de", Duties: duties}, Active)
		return err
	})
	return p
}

// in is the browser of somebody who is signed in already; h may be nil for who
// has no password.
func (x *town) in(p Person, h *vault.Holder) *browser {
	x.t.Helper()
	x.NoSecond = true
	text, hash := vault.NewToken()
	var sealed []byte
	if h != nil {
		token, _ := vault.TokenBytes(text)
		var err error
		if sealed, err = h.SealForSession(token); err != nil {
			x.t.Fatal(err)
		}
	}
	now := x.now.Now()
	x.update(func(tx *sql.Tx) error {
		return saveSession(x.t.Context(), tx, Session{Hash: hash, Person: p.ID, Stage: In, Began: now, Seen: now, Sealed: sealed})
	})
	b := x.browser()
	b.cookies[x.cookieName()] = text
	return b
}

// dutyID is the id of somebody's duty of a role.
func (x *town) dutyID(p Person, role core.Role) core.ID {
	x.t.Helper()
	var id core.ID
	x.update(func(tx *sql.Tx) error {
		all, err := dutiesOf(x.t.Context(), tx, p.ID)
		for _, d := range all {
			if d.Role == role {
				id = d.ID
			}
		}
		return err
	})
	return id
}

// stateOf is the state of somebody's account.
func (x *town) stateOf(p Person) (s State) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) error {
		now, err := personByID(x.t.Context(), tx, p.ID)
		s = now.State
		return err
	})
	return s
}

// did are the codes of the history of somebody, the newest first.
func (x *town) did(p Person) (all []string) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) error {
		lines, _, err := happenings(x.t.Context(), tx, p.ID, 0, 100)
		all = nil
		for _, l := range lines {
			all = append(all, l.What)
		}
		return err
	})
	return all
}

func wants(t *testing.T, what string, err error, kind core.Kind, key string) {
	t.Helper()
	if core.KindOf(err) != kind || err == nil || !strings.Contains(err.Error(), key) {
		t.Errorf("%s: %v, want %q", what, err, key)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna := x.without("Anna Becker", Duty{Role: Administrator})
		cem := x.without("Cem Demir", Duty{Role: Administrator})
		dora := x.without("Dora Ehlers", Duty{Role: DirectoryEditor})
		ctx, a, c := t.Context(), x.as(anna, ""), x.as(cem, "")
		wants(t, "locking herself", x.Lock(ctx, a, anna.ID), core.Unprocessable, "not-oneself")
		wants(t, "retiring herself", x.Retire(ctx, a, anna.ID), core.Unprocessable, "not-oneself")
		wants(t, "an editor locks", x.Lock(ctx, x.as(dora, ""), anna.ID), core.Denied, "")
		if err := x.Lock(ctx, a, cem.ID); err != nil {
			t.Fatal(err)
		}
		wants(t, "a locked administrator", x.Lock(ctx, c, anna.ID), core.Denied, "")
		duty := x.dutyID(anna, Administrator)
		wants(t, "ending the last role", x.EndDuty(ctx, a, anna.ID, duty), core.Unprocessable, "last-administrator")
		wants(t, "giving the last role an end", x.ChangeDuty(ctx, a, anna.ID, duty, core.Date{}, x.today().AddDays(30)), core.Unprocessable, "last-administrator")
		emil := x.without("Emil Frank", Duty{Role: Administrator, Ends: x.today().AddDays(9)})
		for what, err := range map[string]error{"locking": x.Lock(ctx, x.as(emil, ""), anna.ID), "retiring": x.Retire(ctx, x.as(emil, ""), anna.ID)} {
			wants(t, what+" the last one who stays", err, core.Unprocessable, "last-administrator")
		}
		if err := x.Unlock(ctx, a, cem.ID); err != nil {
			t.Fatal(err)
		}
		// Both lock the other at the same moment: one of them remains.
		var wait sync.WaitGroup
		errs := make([]error, 2)
		wait.Go(func() { errs[0] = x.Lock(ctx, a, cem.ID) })
		wait.Go(func() { errs[1] = x.Lock(ctx, c, anna.ID) })
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || (x.stateOf(anna) == Active) == (x.stateOf(cem) == Active) {
			t.Errorf("after both locked the other: %v; Anna is %s, Cem is %s", errs, x.stateOf(anna), x.stateOf(cem))
		}
	})
}

func TestAnAccountThatHasEndedIsOver(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna, ha := x.person("Anna Becker", Duty{Role: Administrator})
		lead, hl := x.person("Cem Demir", Duty{Role: Lead, Unit: x.one.ID})
		dora, hd := x.person("Dora Ehlers", Duty{Role: Counsellor, Unit: x.one.ID})
		x.found(hl, x.one.ID)
		office := x.in(anna, ha)
		page := peoplePath + "/" + string(dora.ID)
		wants(t, "the last holder", x.Retire(t.Context(), x.as(anna, ""), lead.ID), core.Unprocessable, "last-holder")
		if x.stateOf(lead) != Active {
			t.Fatal("half of it happened")
		}
		x.grantTo(hl, x.one.ID, dora)
		hers := x.in(dora, hd)
		hers.get("/account").says(http.StatusOK)
		office.post(page+"/retire", "retire-password", "not it").says(http.StatusUnprocessableEntity, "nicht Ihr Passwort", "Dora Ehlers")
		office.post(page+"/retire", "retire-password", rightPassword).leads(page)
		office.get(page).says(http.StatusOK, "beendet", "frühere Aufgabe")
		hers.get("/account").says(http.StatusUnauthorized)
		if _, err := x.Vault.Unlock(t.Context(), dora.ID, rightPassword); core.KindOf(err) != core.Denied {
			t.Errorf("the password still opens something: %v", err)
		}
		x.update(func(tx *sql.Tx) error {
			h, err := houseByID(t.Context(), tx, x.one.ID)
			if err == nil && !h.RenewalDue {
				t.Error("the centre is not asked to change its key")
			}
			return err
		})
		if !has(x.events(hl, x.one.ID), "revoke") || !has(x.did(dora), "retired") {
			t.Errorf("record %v, history %v", x.events(hl, x.one.ID), x.did(dora))
		}
		if err := x.AddDuty(t.Context(), x.as(anna, ""), Duty{Person: dora.ID, Role: Board}); core.KindOf(err) != core.Unprocessable {
			t.Errorf("a role for an account that has ended: %v", err)
		}
	})
}

// grantTo gives somebody the key of a centre without a page.
func (x *town) grantTo(h *vault.Holder, centre core.ID, people ...Person) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) error {
		key, err := x.Vault.Access(x.t.Context(), tx, h, centre)
		for _, p := range people {
			if err == nil {
				err = key.Grant(x.t.Context(), tx, p.ID)
			}
		}
		return err
	})
}

var linkField = regexp.MustCompile(`value="https://verbund\.example(/account/invitation/[^"]+)"`)

func linksIn(page *answer) (all []string) {
	for _, found := range linkField.FindAllStringSubmatch(page.Body, -1) {
		all = append(all, found[1])
	}
	return all
}

func TestTheOfficeInvitesByALinkThatIsShownToItsMaker(t *testing.T) {
	databases.Each(t, []database.Migrations{network.Migrations(), Migrations(), vault.Migrations(), mail.Migrations()}, func(t *testing.T, db *database.DB) {
		x := newTown(t, db)
		x.Mails = true
		anna := x.without("Anna Becker", Duty{Role: Administrator})
		office := x.in(anna, nil)
		office.get(peoplePath+"/new").says(http.StatusOK, "Person einladen", "Laterne Nord")
		wrong := office.post(peoplePath+"/new", "name", "", "email", "half@", "language", "de", "role", "lead", "begins", "2026-03-09", "ends", "2026-03-01")
		wrong.says(http.StatusUnprocessableEntity, "Diese Rolle braucht eine Fachberatungsstelle", "liegt vor dem ersten")
		if wrong.value("email") != "half@" || wrong.value("ends") != "2026-03-01" {
			t.Error("what was typed is gone")
		}
		fields := []string{"name", "Zoë Yıldız", "email", "zoe@example.org", "language", "en", "role", "temporary", "unit", string(x.one.ID), "begins", "2026-03-02", "ends", "2026-06-30", "mail", "1"}
		office.post(peoplePath+"/new", fields...).leads(peoplePath + "/links")
		page := office.get(peoplePath + "/links")
		page.says(http.StatusOK, "Zoë Yıldız", "5. März 2026, 10:00 Uhr", "zoe@example.org")
		links := linksIn(page)
		if len(links) != 1 || !strings.Contains(page.Body, "data-copy") {
			t.Fatalf("links: %v", links)
		}
		x.browser().get(links[0]).says(http.StatusOK, "Zoë Yıldız")
		office.post(peoplePath+"/links", "x", "y").leads(peoplePath)
		office.get(peoplePath+"/links").says(http.StatusOK, "wartet kein Link mehr")
		x.browser().get(links[0]).says(http.StatusOK) // it still holds

		var to, subject, body string
		if err := x.DB.QueryRow(t.Context(), `SELECT recipient, subject, body FROM mail_message`).Scan(&to, &subject, &body); err != nil {
			t.Fatal(err)
		}
		if to != "zoe@example.org" || subject != "Your account at Musternetz" || !strings.Contains(body, "https://verbund.example"+links[0]) || !strings.Contains(body, "5 March 2026, 10:00") || !strings.Contains(body, "zoe.yildiz") {
			t.Errorf("the mail to %s: %s\n%s", to, subject, body)
		}
		office.post(peoplePath+"/new", fields...).says(http.StatusUnprocessableEntity, "verwendet schon jemand") // sent twice
		var zoe Person
		x.update(func(tx *sql.Tx) (err error) { zoe, err = personByName(t.Context(), tx, "zoe@example.org"); return err })
		one := peoplePath + "/" + string(zoe.ID)
		office.get(one).says(http.StatusOK, "eingeladen", "Mitarbeit auf Zeit, Laterne Nord (2. März 2026 bis 30. Juni 2026)", "Einladung von Anna Becker, gilt bis 5. März 2026")
		office.post(one + "/link").leads(peoplePath + "/links")
		x.browser().get(links[0]).says(http.StatusGone)
		again := linksIn(office.get(peoplePath + "/links"))
		x.browser().get(again[0]).says(http.StatusOK)
		office.post(one + "/link-back").leads(one)
		x.browser().get(again[0]).says(http.StatusGone)
		if did := x.did(zoe); !slices.Equal(slices.Sorted(slices.Values(did)), []string{"duty-added", "invited", "link", "link-taken-back"}) {
			t.Errorf("history: %v", did)
		}
	})
}

func TestAResetLinkNamesWhatIsLostAndTakesAPassword(t *testing.T) {
	x := onOne(t)
	anna, ha := x.person("Anna Becker", Duty{Role: Administrator})
	lead, hl := x.person("Cem Demir", Duty{Role: Lead, Unit: x.one.ID})
	x.found(hl, x.one.ID)
	office := x.in(anna, ha)
	page := peoplePath + "/" + string(lead.ID)
	office.get(page).says(http.StatusOK, "Nur diese Person hat den Schlüssel von Laterne Nord", "verliert dabei ihre Schlüssel")
	office.post(page+"/link", "reset-password", "not it").says(http.StatusUnprocessableEntity, "nicht Ihr Passwort")
	office.post(page+"/link", "reset-password", rightPassword).leads(peoplePath + "/links")
	shown := office.get(peoplePath + "/links")
	shown.says(http.StatusOK, "Neues Passwort, gilt bis")
	x.browser().get(linksIn(shown)[0]).says(http.StatusOK, "alten Schlüssel verloren")
	office.post(peoplePath+"/"+string(anna.ID)+"/link", "reset-password", rightPassword).says(http.StatusUnprocessableEntity, "nicht mit dem eigenen Konto")
	if !has(x.did(lead), "reset-link") {
		t.Errorf("history: %v", x.did(lead))
	}
}

func TestDutiesHaveAPlaceAndDays(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna := x.without("Anna Becker", Duty{Role: Administrator})
		cem := x.without("Cem Demir")
		actor, ctx := x.as(anna, ""), t.Context()
		day := func(d int) core.Date { return core.Date{Year: 2026, Month: 3, Day: d} }
		for name, test := range map[string]struct {
			duty  Duty
			field string
		}{
			"no such role":               {Duty{Role: "queen"}, "role"},
			"a centre's role nowhere":    {Duty{Role: Lead}, "unit"},
			"in no such centre":          {Duty{Role: Lead, Unit: x.one.Organisation}, "unit"},
			"delegate of a centre":       {Duty{Role: Delegate, Unit: x.one.ID}, "unit"},
			"the office's in a centre":   {Duty{Role: Administrator, Unit: x.one.ID}, "unit"},
			"for a time without an end":  {Duty{Role: Temporary, Unit: x.one.ID}, "ends"},
			"ends before it begins":      {Duty{Role: Board, Begins: day(9), Ends: day(8)}, "ends"},
			"ends before it begins, now": {Duty{Role: Board, Ends: day(1)}, "ends"},
		} {
			test.duty.Person = cem.ID
			wants(t, name, x.AddDuty(ctx, actor, test.duty), core.Invalid, test.field+": ")
		}
		if err := x.AddDuty(ctx, actor, Duty{Person: cem.ID, Role: Delegate, Unit: x.one.Organisation, Begins: day(2), Ends: day(9)}); err != nil {
			t.Fatal(err)
		}
		wants(t, "twice", x.AddDuty(ctx, actor, Duty{Person: cem.ID, Role: Delegate, Unit: x.one.Organisation, Begins: day(9)}), core.Invalid, "duty-twice")
		if err := x.AddDuty(ctx, actor, Duty{Person: cem.ID, Role: Delegate, Unit: x.one.Organisation, Begins: day(10)}); err != nil {
			t.Errorf("afterwards: %v", err)
		}
		// Nobody gets a role in a centre unnoticed, the administrator herself included.
		if err := x.AddDuty(ctx, actor, Duty{Person: anna.ID, Role: Counsellor, Unit: x.one.ID}); err != nil {
			t.Fatal(err)
		}
		if did := x.did(anna); len(did) != 3 {
			t.Errorf("history: %v", did)
		}
		x.update(func(tx *sql.Tx) error {
			if holders, err := x.Vault.Holders(ctx, tx, x.one.ID); err != nil || len(holders) != 0 {
				t.Errorf("a role came with a key: %v, %v", holders, err)
			}
			return nil
		})
		if err := x.EndDuty(ctx, actor, cem.ID, x.dutyID(anna, Counsellor)); core.KindOf(err) != core.NotFound {
			t.Errorf("another person's duty: %v", err)
		}
		if err := x.EndDuty(ctx, actor, anna.ID, x.dutyID(anna, Counsellor)); err != nil {
			t.Fatal(err)
		}
		if got := x.as(anna, x.one.ID); len(got.Duties) != 1 {
			t.Errorf("the duty is still held: %+v", got.Duties)
		}
	})
}

func TestThePageOfAPersonChangesDuties(t *testing.T) {
	x := onOne(t)
	anna := x.without("Anna Becker", Duty{Role: Administrator})
	cem := x.without("Cem Demir", Duty{Role: Board})
	office, hers := x.in(anna, nil), x.in(cem, nil)
	page := peoplePath + "/" + string(cem.ID)
	duty := string(x.dutyID(cem, Board))
	at := page + "/duties/" + duty
	office.post(at, "do", "change", "begins-"+duty, "2026-01-01", "ends-"+duty, "31.12.").says(http.StatusUnprocessableEntity, "„31.12.“ ist kein Tag")
	office.post(at, "do", "change", "begins-"+duty, "2026-02-01", "ends-"+duty, "2026-01-01").says(http.StatusUnprocessableEntity, "liegt vor dem ersten")
	office.post(at, "do", "change", "begins-"+duty, "2026-01-01", "ends-"+duty, "2026-12-31").leads(page)
	office.get(page).says(http.StatusOK, "Vorstand (1. Januar 2026 bis 31. Dezember 2026)", "Aufgabe geändert: Vorstand (1. Januar")
	office.post(page+"/duties", "role", "counsellor", "unit", string(x.one.ID), "begins", "", "ends", "").leads(page)
	office.get(page).says(http.StatusOK, "Berater*in, Laterne Nord (ab 2. März 2026)")
	office.post(at, "do", "end").leads(page)
	office.get(page).says(http.StatusOK, "1 frühere Aufgabe")
	hers.get("/account").says(http.StatusOK) // the end of a role in the network signs nobody out
	office.post(page + "/sign-out").leads(page)
	hers.get("/account").says(http.StatusUnauthorized)
	office.post(page + "/lock").leads(page)
	office.post(page+"/lock").says(http.StatusUnprocessableEntity, "nur mit einem aktiven Konto")
	office.get(page).says(http.StatusOK, "gesperrt", "Sperre aufheben")
	office.post(page + "/unlock").leads(page)
	office.get(historyPath+"?person="+string(cem.ID)).says(http.StatusOK, "Sperre aufgehoben", "Aufgabe bekommen: Berater*in (ab 2. März 2026), Laterne Nord", "Anna Becker")
	office.get(peoplePath + "/" + string(core.NewID(time.Unix(0, 0)))).says(http.StatusNotFound)
	office.get(peoplePath + "/nobody").says(http.StatusNotFound)
}

func TestPeopleAreFoundSortedAndWrittenOut(t *testing.T) {
	x := onOne(t)
	anna := x.without("Anna Becker", Duty{Role: Administrator})
	for _, n := range []NewPerson{
		{Name: "Émile Zola", Language: "en", Email: "=cmd@example.org", Duties: []Duty{{Role: Counsellor, Unit: x.two.ID}}},
		{Name: "Özlem Aydın", Language: "de", Duties: []Duty{{Role: Board}}},
	} {
		if _, _, err := x.Invite(t.Context(), operator(), n); err != nil {
			t.Fatal(err)
		}
	}
	actor := x.as(anna, "")
	names := func(q PeopleQuery) string {
		t.Helper()
		all, err := x.People(t.Context(), actor, q)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, m := range all {
			names = append(names, m.Name)
		}
		return strings.Join(names, ", ")
	}
	for _, test := range []struct {
		query PeopleQuery
		want  string
	}{
		{PeopleQuery{}, "Anna Becker, Émile Zola, Özlem Aydın"},
		{PeopleQuery{Sort: ByState}, "Émile Zola, Özlem Aydın, Anna Becker"},
		{PeopleQuery{Words: "emile"}, "Émile Zola"},
		{PeopleQuery{Words: "ozlem aydin"}, "Özlem Aydın"},
		{PeopleQuery{Words: "cmd@"}, "Émile Zola"},
		{PeopleQuery{State: Active}, "Anna Becker"},
		{PeopleQuery{State: Retired}, ""},
		{PeopleQuery{Role: Board}, "Özlem Aydın"},
		{PeopleQuery{Unit: x.two.ID}, "Émile Zola"},
		{PeopleQuery{Unit: x.two.ID, Role: Board}, ""},
	} {
		if got := names(test.query); got != test.want {
			t.Errorf("%+v: %s, want %s", test.query, got, test.want)
		}
	}
	if _, err := x.People(t.Context(), visitor(), PeopleQuery{}); core.KindOf(err) != core.Denied {
		t.Errorf("a visitor reads the list: %v", err)
	}
	office := x.in(anna, nil)
	page := office.get(peoplePath + "?" + url.Values{"q": {"zola"}, "sort": {"new"}, "state": {"nonsense"}}.Encode())
	page.says(http.StatusOK, "1 Person", "Berater*in, Laterne Süd")
	if !strings.Contains(page.Body, `href="/account/people.csv?q=zola&amp;sort=new"`) {
		t.Error("the table does not follow the search")
	}
	office.get(peoplePath+"?q=nobody").says(http.StatusOK, "gibt es niemanden")
	csv := office.get(peoplePath + ".csv?q=zola")
	if !strings.HasPrefix(csv.Body, "id,name,sign_in,") || !strings.Contains(csv.Body, ",'=cmd@example.org,en,invited,2026-03-02,counsellor,Laterne Süd,") ||
		!strings.HasPrefix(csv.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("as a table: %v\n%s", csv.Header, csv.Body)
	}
}

func TestOrganisationsAndTheShellOfACentre(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		anna := x.without("Anna Becker", Duty{Role: Administrator})
		office := x.in(anna, nil)
		office.post(organisationsPath+"/new", "name", "", "group", "x", "country", "Deutschland", "land", "Bayern", "website", "example", "as_of", "gestern").
			says(http.StatusUnprocessableEntity, "kein Tag")
		office.post(organisationsPath+"/new", "name", "", "group", "x", "country", "Deutschland", "land", "Bayern", "website", "example", "email", "a@").
			says(http.StatusUnprocessableEntity, "Bitte geben Sie einen Namen an", "eine Art", "zwei Buchstaben", "DE-BY", "beginnt mit https", "nicht vollständig")
		made := office.post(organisationsPath+"/new", "name", "Anker e. V.", "group", "specialised-centre", "country", "de", "land", "de-by", "town", "München",
			"website", "https://anker.example", "email", "post@anker.example", "member", "1", "as_of", "2026-01-01", "source", "Vertrag")
		at := made.Header.Get("Location")
		made.leads(at)
		office.get(at).says(http.StatusOK, "Anker e. V.", "Noch keine arbeitet hier")
		office.post(at, "name", "Anker", "group", "specialised-centre", "country", "DE", "town", "Augsburg").leads(at)
		page := office.get(at)
		if page.value("town") != "Augsburg" || page.value("website") != "" {
			t.Error("the change was not kept")
		}
		office.get(organisationsPath+"?q=augsburg").says(http.StatusOK, "1 Organisation", "Anker")

		taken := office.post(at+"/centres", "house", "Anker Süd", "first-name", "Erika Feld", "first-email", "e@example.org", "first-language", "de",
			"second-name", "Gül Hoss", "second-email", "e@example.org", "second-language", "de")
		taken.says(http.StatusUnprocessableEntity, "verwendet schon jemand")
		office.get(peoplePath+"?q=erika").says(http.StatusOK, "gibt es niemanden") // all of it or nothing
		office.get(at).says(http.StatusOK, "Noch keine arbeitet hier")
		office.post(at+"/centres", "house", "", "first-name", "Erika Feld", "first-language", "").says(http.StatusUnprocessableEntity, "einen Namen")
		office.post(at+"/centres", "house", "Anker Süd", "first-name", "Erika Feld", "first-email", "e@example.org", "first-language", "de",
			"second-name", "Gül Hoss", "second-language", "en").leads(peoplePath + "/links")
		if links := linksIn(office.get(peoplePath + "/links")); len(links) != 2 {
			t.Fatalf("links: %v", links)
		}
		centre := regexp.MustCompile(`href="(/account/organisations/[^"]+/centres/[^"]+)"`).FindStringSubmatch(office.get(at).Body)[1]
		office.get(centre).says(http.StatusOK, "im Aufbau", "Erika Feld (eingeladen)", "Gül Hoss (eingeladen)", "noch nicht angelegt")
		office.post(centre, "do", "rename", "house", "").says(http.StatusUnprocessableEntity, "einen Namen")
		office.post(centre, "do", "rename", "house", "Anker Augsburg").leads(centre)
		office.post(centre, "do", "close").leads(centre)
		office.get(centre).says(http.StatusOK, "Anker Augsburg", "geschlossen")
		office.post(centre, "do", "reopen").leads(centre)
		office.get(centre).says(http.StatusOK, "im Aufbau")
		office.get(historyPath).says(http.StatusOK, "Fachberatungsstelle umbenannt: Anker Süd → Anker Augsburg")
		elsewhere := organisationsPath + "/" + string(x.one.Organisation) + centre[strings.Index(centre, "/centres/"):]
		office.get(elsewhere).says(http.StatusNotFound)
	})
}

func TestTheOfficeOpensNothingOfACentre(t *testing.T) {
	x := onOne(t)
	anna := x.without("Anna Becker", Duty{Role: Administrator})
	_, hl := x.person("Cem Demir", Duty{Role: Lead, Unit: x.one.ID})
	x.found(hl, x.one.ID)
	x.update(func(tx *sql.Tx) error {
		return x.Vault.Note(t.Context(), tx, x.one.ID, vault.Event{Code: "found", Detail: "canary"})
	})
	office := x.in(anna, nil)
	for _, path := range []string{centrePath, centrePath + "/audit", centrePath + "/kit", centrePath + "/recover", colleaguesPath + "/new", keysPath + "/" + string(anna.ID)} {
		office.get(path).says(http.StatusForbidden)
	}
	state := office.get("/account/audit-state")
	state.says(http.StatusOK, "Laterne Nord", "1 lückenlos", "Laterne Süd")
	if strings.Contains(state.Body, "canary") || strings.Contains(state.Body, "Cem") {
		t.Error("the office reads the record")
	}
	x.update(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `DELETE FROM vault_audit`)
		return err
	})
	office.get("/account/audit-state").says(http.StatusOK, "nicht lückenlos")
}
