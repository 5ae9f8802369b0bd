package app_test

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"maps"
	"verbund/internal/account"
	"verbund/internal/app"
	"verbund/internal/platform/vault"
	"verbund/internal/testkit"
)

func TestC3IdsOfOthersLeadNowhereInAnyMixture(t *testing.T) {
	inNetworks(t, testkit.Options{Demo: true, People: true}, func(t *testing.T, n *testkit.Network) {
		ahorn, linde := placesOf(t, n)
		lead, other := inDemo(t, n, "lead"), inDemo(t, n, "lead2")
		mine := slices.Sorted(maps.Keys(notesOf(lead.Browser)))
		theirs := "/handbook/" + linde["‹note›"]
		file := func(c *colleague, note string) string {
			c.Uploads(note+"/files", nil, "file", "datei.txt", strings.NewReader("Geheimnis")).Is(http.StatusSeeOther)
			return firstLink(t, c.Opens(note).Is(http.StatusOK), `/files/[0-9a-f]{32}$`)
		}
		version := func(c *colleague, note string) string {
			form := c.Opens(note + "/edit").FormTo(note + "/edit").Values()
			form.Set("text", "Geheimnis")
			c.Sends(note+"/edit", form).Is(http.StatusSeeOther)
			return firstLink(t, c.Opens(note+"/versions").Is(http.StatusOK), `/versions/[0-9a-f]{32}$`)
		}
		last := func(s string) string { return s[strings.LastIndex(s, "/"):] }
		myFile, theirFile := file(lead, mine[0]), file(other, theirs)
		myVersion, theirVersion := version(lead, mine[0]), version(other, theirs)
		lead.Opens(myFile).Is(http.StatusOK)
		none := "/" + strings.Repeat("0", 32)
		missing := lead.Opens("/handbook" + none).Is(http.StatusNotFound).Main()
		for _, at := range []string{
			theirFile, theirs + "/files" + last(myFile), mine[0] + "/files" + last(theirFile), mine[1] + "/files" + last(myFile), mine[0] + "/files" + last(mine[0]),
			theirVersion, theirs + "/versions" + last(myVersion), mine[0] + "/versions" + last(theirVersion), mine[1] + "/versions" + last(myVersion),
			theirs, theirs + "/edit", theirs + "/erase", theirs + "/versions", theirFile + "/erase", mine[1] + "/files" + last(myFile) + "/erase",
			mine[0] + "%2f..", mine[0] + "/files/..%2f" + last(theirFile)[1:], strings.ToUpper(mine[0]),
		} {
			page := lead.Opens(at).Is(http.StatusNotFound).NeverSays("Geheimnis")
			if number := page.Main(); strings.HasPrefix(at, "/handbook/"+linde["‹note›"]) && withoutNumber(number) != withoutNumber(missing) {
				t.Errorf("%s differs from what never was:\n%s\n%s", at, number, missing)
			}
		}
		for at, form := range map[string]url.Values{
			theirs + "/edit":          {"title": {"x"}, "kind": {"other"}, "stamp": {last(myVersion)[1:]}},
			theirs + "/erase":         {"password": {app.DemoPassword}},
			theirFile + "/erase":      {"password": {app.DemoPassword}},
			theirVersion + "/restore": {"stamp": {last(myVersion)[1:]}},
			mine[0] + "/versions" + last(theirVersion) + "/restore": {"stamp": {last(myVersion)[1:]}},
		} {
			lead.Sends(at, form).Is(http.StatusNotFound)
		}
		lead.Uploads(theirs+"/files", nil, "file", "x.txt", strings.NewReader("x")).Is(http.StatusNotFound)
		other.Opens(theirFile).Is(http.StatusOK)
		other.Opens(theirVersion).Is(http.StatusOK)

		// People, duties and keys of the other centre.
		person := linde["‹person›"]
		var duty account.Duty
		if err := n.App.Database.QueryRow(t.Context(), "SELECT id FROM account_duty WHERE person_id = $1", person).Scan(&duty.ID); err != nil {
			t.Fatal(err)
		}
		words := codeOn(lead.Opens("/account/keys/" + string(n.ActorOf(t, "newcomer").Person)).Is(http.StatusOK))
		for _, own := range []string{ahorn["‹person›"], person} {
			lead.Posts("/account/colleagues/"+own+"/duties/"+string(duty.ID), "ends-"+string(duty.ID), "2026-12-31").Is(http.StatusNotFound)
		}
		lead.Opens("/account/colleagues/" + person).Is(http.StatusNotFound)
		lead.Posts("/account/colleagues/"+person+"/end", "password", app.DemoPassword).Is(http.StatusNotFound)
		lead.Posts("/account/colleagues/" + person + "/link").Is(http.StatusNotFound)
		lead.Posts("/account/keys/"+person, "compared", "1", "words", words, "password", app.DemoPassword).Is(http.StatusNotFound)
		lead.Posts("/account/centre-choice", "centre", linde["‹centre›"]).Is(http.StatusNotFound)
		lead.Opens("/account/people/" + person).Is(http.StatusForbidden)
		inDemo(t, n, "counsellor2").Opens("/handbook").Is(http.StatusOK)

		// The session of somebody else, by what the list of one's own sessions shows.
		her := inDemo(t, n, "counsellor2")
		token := her.Cookies()[0]
		hash, _ := vault.HashToken(token)
		lead.Posts("/account/sessions", "what", "one", "session", hex.EncodeToString(hash)).Is(http.StatusSeeOther)
		lead.Posts("/account/sessions", "what", "one", "session", "").Is(http.StatusSeeOther)
		her.Opens("/handbook").Is(http.StatusOK)
		lead.Opens("/account/sessions").Is(http.StatusOK).NeverSays(hex.EncodeToString(hash), token)
		lead.Opens("/handbook").Is(http.StatusOK)
	})
}

// withoutNumber leaves out the number of the request.
func withoutNumber(page string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(page), func(w string) bool {
		return len(w) >= 10 && strings.ToUpper(w) == w
	}), " ")
}

// TestGuessingIsBoundedBeforeTheWork guesses links and passwords from one network.
func TestGuessingIsBoundedBeforeTheWork(t *testing.T) {
	takesLong(t)
	n := testkit.Start(t, testkit.Options{Demo: true, People: true, Config: func(c *app.Config) { c.Rate, c.Burst = 1, 60 }})
	ask := func(from, method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = from + ":4711"
		w := httptest.NewRecorder()
		n.Handler.ServeHTTP(w, r)
		return w
	}
	actor := n.ActorOf(t, "office")
	p, token, err := n.App.Accounts.Invite(t.Context(), actor, account.NewPerson{Name: "Nele Neu", Language: "de"})
	if err != nil {
		t.Fatal(err)
	}
	before, pages, limited := n.App.Vault.Work(), map[string]bool{}, 0
	password := url.Values{"sign-in": {"x1"}, "new": {"Eiche Kiesel Ofenrohr 7"}, "repeat": {"Eiche Kiesel Ofenrohr 7"}}
	for i := range 100 {
		guess, _ := vault.NewToken()
		if i%3 == 1 {
			guess = token[:42] + string("ABCDEFGH"[i%8]) // one letter off, as a copy with a mistake
		}
		if guess == token {
			continue
		}
		method := []string{"GET", "POST"}[i%2]
		switch w := ask("203.0.113.7", method, "/account/invitation/"+guess, password); w.Code {
		case http.StatusGone:
			page := testkit.NewPage(t, guess, w.Code, w.Header(), w.Body.Bytes())
			pages[withoutNumber(page.Main())] = true
			page.NeverSays("Nele", p.SignIn)
		case http.StatusTooManyRequests:
			limited++
		default:
			t.Errorf("a guess got %d", w.Code)
		}
	}
	if len(pages) != 1 || limited < 30 {
		t.Errorf("%d different pages, %d guesses were sent away", len(pages), limited)
	}
	if work := n.App.Vault.Work() - before; work != 0 {
		t.Errorf("guessing links cost %d runs", work)
	}
	before, limited = n.App.Vault.Work(), 0
	for i := range 40 {
		w := ask("198.51.100.9", "POST", "/account/sign-in", url.Values{"name": {fmt.Sprint("frau", i)}, "password": {"geraten und falsch"}})
		if w.Code == http.StatusTooManyRequests {
			limited++
			if w.Header().Get("Retry-After") == "" {
				t.Error("it is not said when to come back")
			}
		} else if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a guess got %d", w.Code)
		}
	}
	if work := n.App.Vault.Work() - before; work != 20 || limited != 20 {
		t.Errorf("40 names from one network cost %d runs, %d were sent away; want 20 and 20", work, limited)
	}
	if w := ask("192.0.2.5", "POST", "/account/sign-in", url.Values{"name": {"lead"}, "password": {app.DemoPassword}}); w.Code != http.StatusSeeOther {
		t.Errorf("from another network: %d", w.Code)
	}
}
