package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"verbund/internal/app"
	"verbund/internal/centres"
	"verbund/internal/core"
	"verbund/internal/platform/mail"
	"verbund/internal/testkit"
)

// Who acts where the test does what a command does.
func office() core.Actor { return core.Actor{Role: core.Operator, Name: "office"} }

// upkeepOptions is a network that has a public address and sits behind a proxy.
func upkeepOptions() testkit.Options {
	return testkit.Options{Config: func(c *app.Config) { c.URL, c.Proxy = "https://verbund.example", true }}
}

// postbag takes mails and keeps them.
type postbag struct{ letters []mail.Letter }

func (p *postbag) Deliver(_ context.Context, l *mail.Letter, handOver func() error) (mail.Outcome, string) {
	if err := handOver(); err != nil {
		return mail.Later, err.Error()
	}
	p.letters = append(p.letters, *l)
	return mail.Accepted, ""
}

var linkInMail = regexp.MustCompile(`https://verbund\.example(/de/centres/(confirm|changed)\?l=\S+)`)

// quarterlyMail sends the mails of the quarter and returns the two addresses in
// the one to a centre.
func quarterlyMail(t *testing.T, n *testkit.Network, to string) (confirm, changed string) {
	t.Helper()
	_, _, err := n.App.Centres.QueueDue(t.Context(), office(), centres.QuarterlyMail{
		Links: n.App.Links, Address: "https://verbund.example", Network: "Netz", Texts: n.App.Texts.For("de")})
	if err != nil {
		t.Fatal(err)
	}
	var bag postbag
	if _, err := mail.NewWorker(n.App.Mail, &bag, nil).Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, l := range bag.letters {
		links := linkInMail.FindAllStringSubmatch(l.Text, -1)
		if l.To == to && len(links) == 2 {
			return links[0][1], links[1][1]
		}
	}
	t.Fatalf("no mail to %s among %d", to, len(bag.letters))
	return "", ""
}

func linkOf(address string) url.Values {
	_, l, _ := strings.Cut(address, "?l=")
	return url.Values{"l": {l}}
}

func TestACentreConfirmsByOneClick(t *testing.T) {
	testkit.OnEach(t, upkeepOptions(), func(t *testing.T, n *testkit.Network) {
		n.Clock.Set(time.Date(2026, 10, 6, 9, 0, 0, 0, time.UTC))
		v := n.Visitor(t, "de")
		v.Opens("/de/centres/1").Says("Bestätigt am 1. Februar 2026, vor mehr als 6 Monaten")
		confirm, changed := quarterlyMail(t, n, "post@laterne.example")
		for range 2 { // a scanner opens links too, and that changes nothing
			v.Opens(confirm).Is(http.StatusOK).IsWhole("de").Sends("Cache-Control", "no-store").Says("Stimmt Ihr Eintrag noch?", "Laterne", "Musterstraße 1")
		}
		v.Opens("/de/centres/1").Says("vor mehr als 6 Monaten")
		v.Posts("/de/centres/confirm", linkOf(confirm)).LeadsTo("/de/centres/confirmed")
		v.Opens("/de/centres/confirmed").Is(http.StatusOK).IsWhole("de")
		v.Opens("/de/centres/1").Says("Bestätigt am 6. Oktober 2026").NeverSays("vor mehr als")
		v.Posts("/de/centres/confirm", linkOf(confirm)).LeadsTo("/de/centres/confirmed") // again
		v.Opens(confirm).Is(http.StatusOK).Says("Sie haben den Eintrag mit diesem Link schon bestätigt.")

		for address, want := range map[string]int{
			confirm[:len(confirm)-1]:                          http.StatusNotFound,
			confirm + "A":                                     http.StatusNotFound,
			"/de/centres/confirm":                             http.StatusNotFound,
			"/de/centres/confirm?l=%ff%00":                    http.StatusNotFound,
			strings.Replace(changed, "changed", "confirm", 1): http.StatusNotFound,
			strings.Replace(confirm, "confirm", "changed", 1): http.StatusNotFound,
		} {
			v.Opens(address).Is(want).IsWhole("de").Says("Dieser Link führt nicht weiter", "Antworten Sie auf unsere Mail")
			v.Posts(strings.SplitN(address, "?", 2)[0], linkOf(address)).Is(want)
		}
		r, err := n.App.Centres.Record(t.Context(), office(), directoryID(t, n, 1))
		if err != nil {
			t.Fatal(err)
		}
		r.Name = "Laterne neu"
		if _, err := n.App.Centres.Save(t.Context(), office(), r); err != nil {
			t.Fatal(err)
		}
		v.Opens(confirm).Is(http.StatusConflict).IsWhole("de").Says("Ihr Eintrag wurde geändert, nachdem wir Ihnen geschrieben haben.", "Laterne neu")
		v.Posts("/de/centres/confirm", linkOf(confirm)).Is(http.StatusConflict)
		n.Clock.Advance(121 * 24 * time.Hour)
		v.Opens(confirm).Is(http.StatusGone).IsWhole("de").Says("Der Link ist abgelaufen.")
		if log := n.Log.String(); strings.Contains(log, "?l=") || strings.Contains(log, "laterne") {
			t.Errorf("the log: %s", log)
		}
	})
}

func directoryID(t *testing.T, n *testkit.Network, number int) core.ID {
	t.Helper()
	d, err := n.App.Centres.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, ok := d.ByNumber(number)
	if !ok {
		t.Fatalf("no entry %d", number)
	}
	return c.ID
}

// shownForm is the form of a page with its values.
func shownForm(p *testkit.Page) url.Values {
	form := url.Values{}
	for _, tag := range []string{"input", "textarea"} {
		for _, e := range p.Tagged(tag) {
			if name := e.Attribute("name"); name != "" {
				form.Set(name, e.Attribute("value"))
			}
		}
	}
	return form
}

func TestProposalsReachTheOfficeAndNobodyElse(t *testing.T) {
	testkit.OnEach(t, upkeepOptions(), func(t *testing.T, n *testkit.Network) {
		n.Clock.Set(time.Date(2026, 4, 7, 9, 0, 0, 0, time.UTC))
		v := n.Visitor(t, "de").With("X-Forwarded-For", "198.51.100.7")
		entry := v.Opens("/de/centres/1")
		path := entry.Link("Stimmt hier etwas nicht?")
		page := v.Opens(path).Is(http.StatusOK).IsWhole("de")
		form := shownForm(page)
		if form.Get("email") != "post@laterne.example" || form.Has("name") {
			t.Errorf("the form: %v", form)
		}
		v.Posts(path, form).Is(http.StatusUnprocessableEntity).IsWhole("de").Says("Bitte ändern Sie einen Wert")
		form.Set("email", "kaputt@")
		form.Set("message", "Die Adresse ist <b>neu</b>.")
		v.Posts(path, form).Is(http.StatusUnprocessableEntity).Says("ist keine vollständige", "Die Adresse ist <b>neu</b>.")
		form.Set("email", "neu@laterne.example")
		v.Posts(path, form).LeadsTo("/de/centres/proposed")
		v.Opens("/de/centres/proposed").Is(http.StatusOK).IsWhole("de")
		v.Opens("/de/centres/1").NeverSays("neu@laterne.example")
		v.Posts("/de/centres/99/proposal", form).Is(http.StatusNotFound)
		for range 10 { // quicker than anybody writes
			form.Set("message", form.Get("message")+"!")
			page = v.Posts(path, form)
		}
		page.Is(http.StatusTooManyRequests).IsWhole("de").Says("Von hier kamen gerade viele Hinweise.", "Die Adresse ist <b>neu</b>.")
		n.Visitor(t, "de").With("X-Forwarded-For", "203.0.113.9").Posts(path, form).LeadsTo("/de/centres/proposed")

		_, changed := quarterlyMail(t, n, "intern@anker.example")
		page = v.Opens(changed).Is(http.StatusOK).IsWhole("de").Says("Was hat sich geändert?", "Anker")
		form = shownForm(page)
		form.Set("hours", "Mo-Fr 10-12 Uhr")
		v.Posts("/de/centres/changed", form).LeadsTo("/de/centres/proposed")

		review(t, n)
	})
}

// review signs in, looks, decides and signs out.
func review(t *testing.T, n *testkit.Network) {
	t.Helper()
	v := n.Visitor(t, "de")
	v.Opens("/centres/review").LeadsTo("/centres/review/sign-in")
	v.Opens("/centres/review/019d0000-0000-7000-8000-000000000000").LeadsTo("/centres/review/sign-in")
	v.Posts("/centres/review/019d0000-0000-7000-8000-000000000000", url.Values{"decision": {"accept"}}).Is(http.StatusForbidden)
	v.Opens("/centres/review/sign-in").Is(http.StatusOK).IsWhole("de")
	v.Posts("/centres/review/sign-in", url.Values{"token": {"x"}}).Is(http.StatusForbidden).Says("Dieses Kennwort gilt nicht.")
	token, err := n.App.Centres.NewReviewToken(t.Context(), office())
	if err != nil {
		t.Fatal(err)
	}
	page := v.Posts("/centres/review/sign-in", url.Values{"token": {token}}).LeadsTo("/centres/review")
	cookie := page.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-review=", "Path=/", "HttpOnly", "Secure", "SameSite=Strict", "Max-Age=32400"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q lacks %s", cookie, part)
		}
	}
	name, _, _ := strings.Cut(cookie, ";")
	in := v.With("Cookie", name)
	list := in.Opens("/centres/review").Is(http.StatusOK).IsWhole("de").Sends("Cache-Control", "no-store").Says("Besuch der Seite", "Die Stelle selbst")
	var items []string
	for _, l := range list.Links() {
		if strings.HasPrefix(l, "/centres/review/0") {
			items = append(items, l)
		}
	}
	if len(items) < 2 {
		t.Fatalf("the list holds %d items", len(items))
	}
	accepted, rejected, mailed := 0, 0, false
	for _, i := range items {
		one := in.Opens(i).Is(http.StatusOK).IsWhole("de")
		form := url.Values{"revision": {shownForm(one).Get("revision")}, "decision": {"accept"}}
		switch mails := strings.Contains(one.Body, "neu@laterne.example"); {
		case mails && !mailed, strings.Contains(one.Body, "Mo-Fr 10:00-12:00"):
			accepted++
			mailed = mailed || mails
		default:
			form.Set("decision", "reject")
			in.Posts(i, form).Is(http.StatusUnprocessableEntity).Says("Bitte schreiben Sie, warum")
			form.Set("reason", "doppelt")
			rejected++
		}
		in.Posts(i, form).LeadsTo("/centres/review")
		in.Posts(i, form).Is(http.StatusConflict).Says("Über diesen Hinweis ist schon entschieden.")
	}
	in.Opens("/centres/review").Says("Zurzeit wartet kein Hinweis.")
	v.Opens("/de/centres/1").Says("neu@laterne.example")
	t.Logf("%d accepted, %d rejected", accepted, rejected)
	in.Posts("/centres/review/x", url.Values{"decision": {"accept"}}).Is(http.StatusBadRequest)
	in.Opens("/centres/review/x").Is(http.StatusNotFound)
	in.Opens("/centres/review/019d0000-0000-7000-8000-000000000000").Is(http.StatusNotFound)

	in.Posts("/centres/review/sign-out", nil).LeadsTo("/centres/review/sign-in").Sends("Clear-Site-Data", `"cache", "cookies", "storage"`)
	in.Opens("/centres/review").LeadsTo("/centres/review/sign-in")
	proxied := v.With("X-Forwarded-For", "198.51.100.7")
	for range 6 {
		page = proxied.Posts("/centres/review/sign-in", url.Values{"token": {"x"}})
	}
	page.Is(http.StatusTooManyRequests).Says("Das waren viele Versuche.")
}

func TestCoverageIsPublic(t *testing.T) {
	n := testkit.Start(t, upkeepOptions())
	v := n.Visitor(t, "en")
	v.Opens("/en/centres/coverage").Is(http.StatusOK).IsWhole("en").Says("How far the directory reaches", "Brandenburg", "in all")
	v.Opens("/de/centres/coverage").Is(http.StatusOK).IsWhole("de")
	table := v.Opens("/en/centres/coverage.csv").Is(http.StatusOK).Sends("Content-Type", "text/csv; charset=utf-8")
	if lines := strings.Split(strings.TrimSpace(table.Body), "\r\n"); len(lines) != 19 || !strings.HasPrefix(lines[18], "total,in all,") {
		t.Errorf("the table:\n%s", table.Body)
	}
}
