package app_test

import (
	"database/sql"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/app"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
	"verbund/internal/testkit"
)

// inDemo is somebody of the demonstration who is signed in.
func inDemo(t *testing.T, n *testkit.Network, name string) *colleague {
	t.Helper()
	c := &colleague{Browser: n.Browser(t), t: t, now: n.Clock.Now, signIn: name, password: app.DemoPassword}
	c.comesIn()
	return c
}

// notesOf are the titles of all notes that somebody sees, by their address.
func notesOf(c *testkit.Browser) map[string]string {
	all := map[string]string{}
	page := c.Opens("/handbook")
	for _, e := range page.Role("link") {
		if to := e.Attribute("href"); regexp.MustCompile(`^/handbook/[0-9a-f]{32}$`).MatchString(to) {
			all[to] = e.Text()
		}
	}
	return all
}

// keptOf are the titles of all notes and the aliases of all cases that somebody
// sees, by their address.
func keptOf(c *testkit.Browser) map[string]string {
	all := notesOf(c)
	for _, e := range c.Opens("/casework/cases").Role("link") {
		if to := e.Attribute("href"); regexp.MustCompile(`^/casework/cases/[0-9a-f]{32}$`).MatchString(to) {
			all[to] = e.Text()
		}
	}
	return all
}

// telling are the titles that stand in no other word of a page, and are no word of
// a fingerprint or a proposed alias.
func telling(t *testing.T, titles map[string]string) []string {
	t.Helper()
	words, err := os.ReadFile("../platform/vault/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Fields(string(words))
	return slices.DeleteFunc(slices.Sorted(maps.Values(titles)), func(s string) bool { return len(s) < 6 || slices.Contains(all, s) })
}

// readsAll opens every note and case and expects its title.
func (c *colleague) readsAll(notes map[string]string) {
	c.t.Helper()
	if now := keptOf(c.Browser); len(notes) == 0 || !maps.Equal(now, notes) {
		c.t.Errorf("%s sees %d of %d notes and cases", c.signIn, len(now), len(notes))
	}
	for to, title := range notes {
		c.Opens(to).Is(http.StatusOK).Says(title)
	}
}

// readsNone expects that somebody waits for the key and sees nothing of the notes
// and cases.
func (c *colleague) readsNone(notes map[string]string) {
	c.t.Helper()
	titles := telling(c.t, notes)
	for _, to := range append(slices.Collect(maps.Keys(notes)), "/handbook", "/handbook/new", "/casework", "/casework/cases", "/casework/inbox") {
		c.Opens(to).Is(http.StatusOK).Says("Sie haben den Schlüssel Ihrer Fachberatungsstelle noch nicht").NeverSays(titles...)
	}
	for _, search := range []string{"/handbook/search", "/casework/search"} {
		c.Posts(search, "q", titles[0]).Is(http.StatusForbidden).NeverSays(titles...)
	}
}

// asksEverything asks every route inside and returns the answers by its name.
func asksEverything(n *testkit.Network, v *testkit.Visitor, p place) map[string]*testkit.Page {
	all := map[string]*testkit.Page{}
	for _, route := range n.App.Site.Routes() {
		if route.Right == web.Everyone {
			continue
		}
		at := p.in(innerRoutes[nameOf(route)].at)
		if route.Method == http.MethodPost {
			all[nameOf(route)] = v.Posts(at, url.Values{})
		} else {
			all[nameOf(route)] = v.Opens(at)
		}
	}
	return all
}

func TestC5AFormerColleagueIsOutsideAtOnce(t *testing.T) {
	takesLong(t)
	inNetworks(t, testkit.Options{Demo: true, People: true, Cases: true}, func(t *testing.T, n *testkit.Network) {
		ahorn, _ := placesOf(t, n)
		her, lead := inDemo(t, n, "counsellor"), inDemo(t, n, "lead")
		notes, centre := keptOf(her.Browser), n.ActorOf(t, "counsellor").Centre
		if len(notes) < 20 {
			t.Fatalf("there are only %d notes and cases to read", len(notes))
		}
		her.readsAll(notes)
		known := slices.Concat(knownToAhorn, telling(t, notes))
		lone := "/casework/cases/" + ahorn["‹case›"] // which is left to her and the lead
		lead.Posts(lone+"/restrict", "reason", "Grund", "readers", string(n.ActorOf(t, "counsellor").Person)).Is(http.StatusSeeOther)
		her.Opens(lone).Is(http.StatusOK).Says(notes[lone])
		thief, person := her.Copy(), n.ActorOf(t, "counsellor").Person
		var old *vault.Access // as she may have kept it in her memory
		holder, err := n.App.Vault.Unlock(t.Context(), person, app.DemoPassword)
		if err != nil {
			t.Fatal(err)
		}
		in := func(f func(tx *sql.Tx) error) error { return n.App.Database.View(t.Context(), f) }
		if err := in(func(tx *sql.Tx) (err error) {
			old, err = n.App.Vault.Access(t.Context(), tx, holder, centre)
			return err
		}); err != nil {
			t.Fatal(err)
		}

		lead.Posts("/account/colleagues/"+string(person)+"/end", "password", app.DemoPassword).Is(http.StatusSeeOther)
		for name, page := range asksEverything(n, thief.Visitor(), ahorn) {
			if page.Status != http.StatusUnauthorized {
				t.Errorf("%s answers her old cookie with %d", name, page.Status)
			}
			page.NeverSays(known...)
		}
		now, err := n.App.Vault.Unlock(t.Context(), person, app.DemoPassword) // the account is still there
		if err != nil {
			t.Fatal(err)
		}
		for what, h := range map[string]*vault.Holder{"kept": holder, "present": now} {
			if err := in(func(tx *sql.Tx) error { _, err := n.App.Vault.Access(t.Context(), tx, h, centre); return err }); err == nil {
				t.Errorf("her %s keys open the centre", what)
			}
		}
		for to := range notes {
			id, _ := vault.ParseID(to[strings.LastIndex(to, "/")+1:])
			if err := in(func(tx *sql.Tx) error { _, err := old.Folder(t.Context(), tx, id); return err }); err == nil {
				t.Errorf("the key of the centre that she kept opens %s of today", to)
			}
		}
		for _, room := range []string{"handbook", "casework"} {
			if err := in(func(tx *sql.Tx) error {
				cards, err := old.Cards(t.Context(), tx, room)
				if slices.ContainsFunc(cards, func(c vault.Card) bool { return c.Plain != nil }) {
					t.Errorf("the key of the centre that she kept opens a card of today in %s", room)
				}
				return err
			}); err != nil && !errors.Is(err, vault.ErrSealed) {
				t.Error(err)
			}
		}

		again := inDemo(t, n, "counsellor")
		again.Opens("/account").Is(http.StatusOK).NeverSays("Ahorn")
		for name, page := range asksEverything(n, again.Visitor(), ahorn) {
			if innerRoutes[name].right != "self" && page.Status != http.StatusForbidden {
				t.Errorf("%s answers a former colleague with %d", name, page.Status)
			}
			page.NeverSays(known...)
		}
		lead.readsAll(notes)

		again = inDemo(t, n, "counsellor")
		office := inDemo(t, n, "office")
		office.Posts("/account/people/"+string(person)+"/retire", "retire-password", app.DemoPassword).Is(http.StatusSeeOther)
		for name, page := range asksEverything(n, again.Visitor(), ahorn) {
			if page.Status != http.StatusUnauthorized {
				t.Errorf("%s answers somebody who is retired with %d", name, page.Status)
			}
		}
		n.Browser(t).Posts("/account/sign-in", "name", "counsellor", "password", app.DemoPassword).Is(http.StatusUnprocessableEntity).Says("Name und Passwort passen nicht zusammen")
		if _, err := n.App.Vault.Unlock(t.Context(), person, app.DemoPassword); err == nil {
			t.Error("her keys are still there")
		}
	})
}

// resets has the office make a link for a new password, by which somebody sets one.
func resets(t *testing.T, n *testkit.Network, office *colleague, name, password string) *colleague {
	t.Helper()
	office.Posts("/account/people/"+string(n.ActorOf(t, name).Person)+"/link", "reset-password", app.DemoPassword).LeadsTo("/account/people/links")
	c := &colleague{Browser: n.Browser(t), t: t, now: n.Clock.Now, password: password}
	c.accepts(linksOn(office.Opens("/account/people/links").Is(http.StatusOK))[0])
	return c
}

func TestC6AResetByTheOfficeReadsNothingUntilSomebodyOfTheCentreHelps(t *testing.T) {
	takesLong(t)
	inNetworks(t, testkit.Options{Demo: true, People: true, Cases: true}, func(t *testing.T, n *testkit.Network) {
		office, lead, her := inDemo(t, n, "office"), inDemo(t, n, "lead"), inDemo(t, n, "counsellor")
		notes, before := keptOf(her.Browser), her.Copy()
		her = resets(t, n, office, "counsellor", "Eiche Kiesel Ofenrohr 7")
		her.readsNone(notes)
		before.Opens("/handbook").Is(http.StatusUnauthorized)
		n.Browser(t).Posts("/account/sign-in", "name", "counsellor", "password", app.DemoPassword).Is(http.StatusUnprocessableEntity)
		office.Opens("/handbook").Is(http.StatusForbidden)
		lead.grants(string(n.ActorOf(t, "counsellor").Person))
		her.readsAll(notes)

		// Her own paper kit.
		her.Posts("/account/kit", "password", her.password).LeadsTo("/account/kit/paper")
		kit := codeOn(her.Opens("/account/kit/paper").Is(http.StatusOK))
		check := her.Opens("/account/kit/check").FormTo("/account/kit/check").Values()
		typed := ""
		for number := range strings.SplitSeq(check.Get("asked"), ",") {
			typed += strings.Fields(kit)[number[0]-'1']
		}
		check.Set("code", typed)
		her.Sends("/account/kit/check", check).Is(http.StatusSeeOther)
		old := her.Copy()
		her = &colleague{Browser: n.Browser(t), t: t, signIn: "counsellor", password: "Buche Kiesel Ofenrohr 8"}
		her.Posts("/account/recover", "name", "counsellor", "code", strings.ToLower(kit), "new", her.password, "repeat", her.password).LeadsTo("/account")
		her.readsAll(notes)
		old.Opens("/handbook").Is(http.StatusUnauthorized)

		// The envelopes of the centre, when nobody holds its key any more.
		first, second := inDemo(t, n, "lead2"), inDemo(t, n, "counsellor2")
		notes = keptOf(second.Browser)
		first.Posts("/account/centre/kit", "password", first.password).LeadsTo("/account/centre/kit")
		envelopes := codesOn(first.Opens("/account/centre/kit").Is(http.StatusOK))
		first.Posts("/account/centre/kit/try", "envelope-B", envelopes[1], "envelope-C", envelopes[2]).LeadsTo("/account/centre")
		first, second = resets(t, n, office, "lead2", "Eiche Kiesel Ofenrohr 7"), resets(t, n, office, "counsellor2", "Eiche Kiesel Ofenrohr 8")
		for _, c := range []*colleague{first, second} {
			c.Opens("/handbook").Is(http.StatusOK).Says("zwei seiner drei Umschläge").NeverSays(append(knownToLinde, "den ersten Schlüssel")...)
		}
		foreign := "ABCD EFGH JKMN PQRS TVWX YZ01 23"
		for _, pair := range [][2]string{{envelopes[0], foreign}, {envelopes[0], envelopes[0]}, {foreign, foreign}} {
			first.Posts("/account/centre/recover", "envelope-one", pair[0], "envelope-two", pair[1], "password", first.password).Is(http.StatusUnprocessableEntity).NeverSays(envelopes[0])
		}
		lead.Opens("/account/centre/recover").Is(http.StatusConflict) // of the other centre, who holds her own
		first.Posts("/account/centre/recover", "envelope-one", envelopes[2], "envelope-two", envelopes[0], "password", first.password).LeadsTo("/account/centre")
		first.readsAll(notes)
		second.readsNone(notes)
		first.grants(string(n.ActorOf(t, "counsellor2").Person))
		second.readsAll(notes)
	})
}
