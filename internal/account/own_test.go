package account

import (
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

func operator() core.Actor { return core.Actor{Role: core.Operator, Name: "test"} }

func invite(t testing.TB, x *town, n NewPerson) (Person, string) {
	t.Helper()
	p, token, err := x.Invite(t.Context(), operator(), n)
	if err != nil {
		t.Fatal(err)
	}
	return p, token
}

const otherPassword = "Schaukel Zinnober Erbsen 3"

func TestAnInvitationIsUsedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		x.person("Anna Becker")
		p, token := invite(t, x, NewPerson{Name: "Ayşe Yılmaz", Language: "de", Email: "ayse@example.org", Duties: []Duty{{Role: Counsellor, Unit: x.one.ID}}})
		if p.SignIn != "ayse.yilmaz" || p.State != Invited {
			t.Errorf("invited: %+v", p)
		}
		address := InvitationAddress(token)
		x.browser().get(address).says(http.StatusOK, "Guten Tag, Ayşe Yılmaz", "test hat für Sie ein Konto bei Musternetz angelegt")
		b := x.browser()
		for fields, problem := range map[[3]string]string{
			{"ayse.yilmaz", "kurz", "kurz"}:                           "zu kurz",
			{"ayse.yilmaz", "passwort123456", "passwort123456"}:       "schnell zu erraten",
			{"ayse.yilmaz", otherPassword, "something else entirely"}: "nicht gleich",
			{"ayse yilmaz", otherPassword, otherPassword}:             "kein Leerzeichen",
			{"anna.becker", otherPassword, otherPassword}:             "verwendet schon jemand",
		} {
			page := b.post(address, "sign-in", fields[0], "new", fields[1], "repeat", fields[2])
			if page.Status != http.StatusUnprocessableEntity || !strings.Contains(page.words(), problem) {
				t.Errorf("%v: %d %s", fields, page.Status, page.words())
			}
		}
		var wait sync.WaitGroup
		statuses := make([]int, 3)
		for i := range statuses {
			wait.Go(func() {
				statuses[i] = x.browser().post(address, "sign-in", "ayse", "new", otherPassword, "repeat", otherPassword).Status
			})
		}
		wait.Wait()
		began := 0
		for _, s := range statuses {
			if s == http.StatusSeeOther {
				began++
			} else if s != http.StatusGone {
				t.Errorf("an answer was %d", s)
			}
		}
		if began != 1 {
			t.Errorf("%d of three at once began the account: %v", began, statuses)
		}
		x.browser().get(address).says(http.StatusGone)
		b.post("/account/sign-in", "name", "ayse@example.org", "password", otherPassword).leads("/account/second/new")
	})
}

func TestALinkHoldsForThreeDays(t *testing.T) {
	x := onOne(t)
	p, token := invite(t, x, NewPerson{Name: "Anna Becker", Language: "en"})
	x.wait(invitationTime - time.Second)
	x.browser().get(InvitationAddress(token)).says(http.StatusOK, "Hello, Anna Becker") // in her language
	x.wait(time.Second)
	x.browser().get(InvitationAddress(token)).says(http.StatusGone)
	x.browser().get(InvitationAddress("nonsense")).says(http.StatusGone)
	x.update(func(tx *sql.Tx) (err error) {
		token, err = newLink(t.Context(), tx, x.now.Now(), p.ID, Invitation, operator())
		return err
	})
	x.update(func(tx *sql.Tx) error { p.State = Locked; return savePerson(t.Context(), tx, p) })
	x.browser().get(InvitationAddress(token)).says(http.StatusGone)
}

// A reset by the office reads nothing (C6).
func TestC6AResetTakesAwayAllKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		_, colleague := x.person("Cem Demir", Duty{Role: Lead, Unit: x.one.ID})
		x.found(colleague, x.one.ID)
		p, h := x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID})
		x.update(func(tx *sql.Tx) error {
			access, err := x.Vault.Access(t.Context(), tx, colleague, x.one.ID)
			if err != nil {
				return err
			}
			if err := access.Grant(t.Context(), tx, p.ID); err != nil {
				return err
			}
			return x.Vault.SaveKit(t.Context(), tx, h, vault.NewKitCode())
		})
		b, _, _ := x.comesIn(p, h)
		token := ""
		x.update(func(tx *sql.Tx) (err error) {
			token, err = newLink(t.Context(), tx, x.now.Now(), p.ID, Reset, operator())
			return err
		})
		x.browser().get(InvitationAddress(token)).says(http.StatusOK, "Mit dem alten Passwort gehen auch Ihre alten Schlüssel verloren", "Notfallzettel")
		other := x.browser()
		other.post(InvitationAddress(token), "sign-in", "anna.becker", "new", otherPassword, "repeat", otherPassword).leads("/account/second/new")
		b.get("/account").says(http.StatusUnauthorized)
		fresh, err := x.Vault.Unlock(t.Context(), p.ID, otherPassword)
		if err != nil {
			t.Fatal(err)
		}
		x.update(func(tx *sql.Tx) error {
			if _, err := x.Vault.Access(t.Context(), tx, fresh, x.one.ID); core.KindOf(err) != core.Denied {
				t.Errorf("the key of the centre after a reset: %v", err)
			}
			if kit, err := x.Vault.HasKit(t.Context(), tx, p.ID); err != nil || kit {
				t.Errorf("the old kit: %v, %v", kit, err)
			}
			return nil
		})
		if events := x.events(colleague, x.one.ID); !has(events, "reset") {
			t.Errorf("the record of the centre: %v", events)
		}
		other.post("/account/second/new", "code", x.code(other.newSecretShown())).leads("/account/second/codes")
		other.get("/account").says(http.StatusOK, "Sie warten noch auf den Schlüssel")
		var words []string
		x.update(func(tx *sql.Tx) (err error) { words, err = x.Vault.Fingerprint(t.Context(), tx, p.ID); return err })
		other.get("/account").says(http.StatusOK, strings.Join(words, " "))
	})
}

func TestThePaperKitKeepsTheKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		p, h := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		x.found(h, x.one.ID)
		b, secret, _ := x.comesIn(p, h)
		b.get("/account/kit/paper").leads("/account/kit")
		b.get("/account/kit/check").leads("/account/kit")
		b.post("/account/kit", "password", "not it").says(http.StatusUnprocessableEntity, "nicht Ihr Passwort")
		b.post("/account/kit", "password", rightPassword).leads("/account/kit/paper")
		groups := kitShown(t, b)
		if len(groups) != 7 || strings.Join(groups, "") != strings.Join(kitShown(t, b), "") {
			t.Fatalf("the paper: %d groups", len(groups))
		}
		check := b.get("/account/kit/check")
		which := check.value("asked")
		for _, g := range groups {
			if strings.Contains(check.words(), " "+g+" ") && len(g) == 4 {
				t.Error("the check shows a group")
			}
		}
		b.post("/account/kit/check", "asked", which, "code", "ABCD ABCD ABCD ABCD").says(http.StatusUnprocessableEntity, "Zeichen für Zeichen")
		b.post("/account/kit/check", "asked", "1,1,1,1", "code", groups[0]).says(http.StatusBadRequest)
		x.update(func(tx *sql.Tx) error {
			if kit, err := x.Vault.HasKit(t.Context(), tx, p.ID); err != nil || kit {
				t.Errorf("the kit is kept before it was typed back: %v, %v", kit, err)
			}
			return nil
		})
		var typed []string
		for _, n := range strings.Split(which, ",") {
			typed = append(typed, groups[n[0]-'1'])
		}
		b.post("/account/kit/check", "asked", which, "code", strings.ToLower(strings.Join(typed, "-"))).leads("/account?done=kit")
		b.get("/account/kit/paper").leads("/account/kit") // shown once

		code := strings.Join(groups, " ")
		other := x.browser()
		other.post("/account/recover", "name", "anna.becker", "code", strings.ToLower(code), "new", otherPassword, "repeat", otherPassword+"x").says(http.StatusUnprocessableEntity, "nicht gleich")
		other.post("/account/recover", "name", "anna.becker", "code", "ABCD", "new", otherPassword, "repeat", otherPassword).says(http.StatusUnprocessableEntity, "26 Zeichen")
		for _, name := range []string{"anna.becker", "nobody.here"} {
			before := x.Vault.Work()
			other.post("/account/recover", "name", name, "code", vault.NewKitCode(), "new", otherPassword, "repeat", otherPassword).says(http.StatusUnprocessableEntity, "Name und Zettel passen nicht zusammen")
			if work := x.Vault.Work() - before; work != 1 {
				t.Errorf("%s: %d runs, want 1", name, work)
			}
		}
		other.post("/account/recover", "name", "anna.becker", "code", strings.ToLower(code), "new", otherPassword, "repeat", otherPassword).leads("/account/second")
		b.get("/account").says(http.StatusUnauthorized)
		x.wait(time.Minute)
		other.post("/account/second", "code", x.code(secret)).leads("/account") // the second factor is still hers
		again, err := x.Vault.Unlock(t.Context(), p.ID, otherPassword)
		if err != nil {
			t.Fatal(err)
		}
		if events := x.events(again, x.one.ID); !has(events, "kit.used") || !has(events, "kit.made") {
			t.Errorf("the record: %v", events)
		}
	})
}

func kitShown(t testing.TB, b *browser) []string {
	t.Helper()
	page := b.get("/account/kit/paper")
	page.says(http.StatusOK, "Notfallzettel für Musternetz")
	_, list, _ := strings.Cut(page.Body, `<ol class="code">`)
	list, _, _ = strings.Cut(list, "</ol>")
	return strings.Fields(strings.NewReplacer("<li>", " ", "</li>", " ").Replace(list))
}

func TestChangingThePasswordEndsOtherSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		p, h := x.person("Anna Becker", Duty{Role: Lead, Unit: x.one.ID})
		x.found(h, x.one.ID)
		b, _, _ := x.comesIn(p, h)
		elsewhere := x.enters(p, h, In)
		b.post("/account/password", "password", "not it at all", "new", otherPassword, "repeat", otherPassword).says(http.StatusUnprocessableEntity, "nicht Ihr Passwort")
		elsewhere.get("/account").says(http.StatusOK)
		b.post("/account/password", "password", rightPassword, "new", otherPassword, "repeat", otherPassword).leads("/account?done=password")
		b.get("/account?done=password").says(http.StatusOK, "Ihr Passwort ist geändert")
		elsewhere.get("/account").says(http.StatusUnauthorized)
		if events := x.events(h, x.one.ID); !has(events, "password.changed") || !has(events, "unlock.failed") {
			t.Errorf("the record: %v", events)
		}
		elsewhere.post("/account/sign-in", "name", "anna.becker", "password", otherPassword).leads("/account/second")
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	x := onOne(t)
	p, h := x.person("Anna Becker")
	other, hers := x.person("Cem Demir")
	a, b, c, stranger := x.enters(p, h, In), x.enters(p, h, In), x.enters(p, h, In), x.enters(other, hers, In)
	page := b.get("/account/sessions")
	page.says(http.StatusOK, "2. März 2026", "10:00", "diese hier", "Alle anderen beenden")
	if n := strings.Count(page.Body, `value="one"`); n != 3 {
		t.Errorf("%d sessions are listed", n)
	}
	stranger.get("/account/sessions").says(http.StatusOK)
	theirs := stranger.get("/account/sessions").value("session")
	b.post("/account/sessions", "what", "one", "session", theirs).leads("/account/sessions")
	stranger.get("/account").says(http.StatusOK) // nobody ends what is another's
	b.post("/account/sessions", "what", "others").leads("/account/sessions")
	a.get("/account").says(http.StatusUnauthorized)
	c.get("/account").says(http.StatusUnauthorized)
	b.post("/account/sessions", "what", "nonsense").says(http.StatusBadRequest)
	d := x.enters(p, h, In)
	last := b.post("/account/sessions", "what", "all")
	last.leads("/account/sign-in")
	if last.Header.Get("Clear-Site-Data") == "" {
		t.Error("the browser keeps traces")
	}
	b.get("/account").says(http.StatusUnauthorized)
	d.get("/account").says(http.StatusUnauthorized)
}

func TestWhoWorksInTwoCentresChooses(t *testing.T) {
	x := onOne(t)
	x.NoSecond = true
	p, h := x.person("Anna Becker", Duty{Role: Counsellor, Unit: x.one.ID}, Duty{Role: Lead, Unit: x.two.ID})
	b := x.enters(p, h, In)
	b.get("/account").says(http.StatusOK, "Für welche Fachberatungsstelle")
	b.post("/account/centre-choice", "centre", string(x.two.ID)).leads("/account")
	b.get("/account").says(http.StatusOK, "Protokoll der Fachberatungsstelle") // which only a lead reads
	b.post("/account/centre-choice", "centre", string(core.NamedID("test", "three"))).says(http.StatusNotFound)
	b.post("/account/centre-choice", "centre", string(x.one.ID)).leads("/account")
	if strings.Contains(b.get("/account").words(), "Protokoll der Fachberatungsstelle") {
		t.Error("a counsellor is led to what only a lead reads")
	}
}

func TestConfirmAsksForTheRightPassword(t *testing.T) {
	x := onOne(t)
	p, _ := x.person("Anna Becker")
	actor := core.Actor{Role: core.Person, Person: p.ID, Name: p.Name}
	if err := x.Confirm(t.Context(), actor, rightPassword); err != nil {
		t.Errorf("the right one: %v", err)
	}
	for range 9 {
		if err := x.attempts.allow(tryPassword(), string(p.ID)); !err {
			t.Fatal("the bound is too low")
		}
	}
	if err := x.Confirm(t.Context(), actor, "not it"); core.KindOf(err) != core.Invalid {
		t.Errorf("a wrong one: %v", err)
	}
	before := x.Vault.Work()
	if err := x.Confirm(t.Context(), actor, rightPassword); core.KindOf(err) != core.TooMany || x.Vault.Work() != before {
		t.Errorf("too many: %v", err)
	}
	for _, nobody := range []core.Actor{{Role: core.Visitor}, operator(), {Role: core.Person}} {
		if err := x.Confirm(t.Context(), nobody, rightPassword); core.KindOf(err) != core.SignedOut {
			t.Errorf("%+v: %v", nobody, err)
		}
	}
}

func TestWhoMayInviteWhom(t *testing.T) {
	x := onOne(t)
	office := core.Actor{Role: core.Person, Duties: []core.Duty{{Role: Administrator}}}
	lead := core.Actor{Role: core.Person, Centre: x.one.ID, Duties: []core.Duty{{Role: Lead, Unit: x.one.ID}}}
	counsellor := core.Actor{Role: core.Person, Centre: x.one.ID, Duties: []core.Duty{{Role: Counsellor, Unit: x.one.ID}}}
	for _, test := range []struct {
		name   string
		actor  core.Actor
		duties []Duty
		want   core.Kind
	}{
		{"the office, anybody", office, []Duty{{Role: Lead, Unit: x.two.ID}}, 0},
		{"a lead, a colleague", lead, []Duty{{Role: Clerk, Unit: x.one.ID}}, 0},
		{"a lead, into another centre", lead, []Duty{{Role: Clerk, Unit: x.two.ID}}, core.Denied},
		{"a lead, into the office", lead, []Duty{{Role: Administrator}}, core.Denied},
		{"a lead, nobody in particular", lead, nil, core.Denied},
		{"a counsellor, a colleague", counsellor, []Duty{{Role: Clerk, Unit: x.one.ID}}, core.Denied},
		{"a visitor", visitor(), nil, core.Denied},
		{"a role without its place", office, []Duty{{Role: Lead}}, core.Invalid},
		{"a role that is none", office, []Duty{{Role: "queen"}}, core.Invalid},
	} {
		_, _, err := x.Invite(t.Context(), test.actor, NewPerson{Name: "Dora Ehlers", Language: "de", Duties: test.duties})
		if err == nil && test.want != 0 || err != nil && core.KindOf(err) != test.want {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	var names []string
	all := func(tx *sql.Tx) error {
		everybody, err := people(t.Context(), tx)
		names = nil
		for _, p := range everybody {
			names = append(names, p.SignIn)
		}
		return err
	}
	x.update(all)
	slices.Sort(names)
	if strings.Join(names, " ") != "dora.ehlers dora.ehlers2" {
		t.Errorf("sign-in names: %v", names)
	}
	for field, n := range map[string]NewPerson{
		"name": {Language: "de", SignIn: "abc"}, "email": {Name: "X Y", Language: "de", Email: "not one"}, "language": {Name: "X Y", Language: "fr"},
		"sign-in": {Name: "X Y", Language: "de", SignIn: "with space"},
	} {
		_, _, err := x.Invite(t.Context(), office, n)
		if err == nil || !strings.Contains(err.Error(), field+": ") {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestProfileChangesStandInTheHistoryWithoutTheirWords(t *testing.T) {
	x := onOne(t)
	p, h := x.person("Anna Becker")
	x.person("Cem Demir")
	b := x.enters(p, h, In)
	b.post("/account/profile", "name", "Anna Neu", "sign-in", "cem.demir", "email", "", "language", "de").says(http.StatusConflict, "verwendet schon jemand")
	b.post("/account/profile", "name", "", "sign-in", "anna", "email", "x", "language", "fr").says(http.StatusUnprocessableEntity, "einen Namen", "nicht vollständig")
	b.post("/account/profile", "name", "Anna Neu", "sign-in", "Änna", "email", "anna@example.org", "language", "de").leads("/account?done=profile")
	var detail, actor string
	if err := x.DB.QueryRow(t.Context(), `SELECT actor, detail FROM account_history WHERE person_id = $1 AND what = 'profile'`, string(p.ID)).Scan(&actor, &detail); err != nil {
		t.Fatal(err)
	}
	if detail != "email, name, sign-in" || actor != "Anna Becker" {
		t.Errorf("history: %q by %q", detail, actor)
	}
	if page := b.get("/account/profile"); strings.Contains(page.Body, `name="keys-off" value="1" checked`) {
		t.Error("single keys are off before anybody wished it")
	}
	b.post("/account/profile", "name", "Anna Neu", "sign-in", "anna", "email", "", "language", "de", "keys-off", "1").leads("/account?done=profile")
	if page := b.get("/account/profile"); !strings.Contains(page.Body, `name="keys-off" value="1" checked`) {
		t.Errorf("the wish is not kept: %s", page.Body)
	}
	b.post("/account/sign-out")
	b.post("/account/sign-in", "name", "anna", "password", rightPassword).leads("/account")
}
