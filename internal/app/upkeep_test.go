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

// review finds the pages closed to visitors, and decides as the commands do.
func review(t *testing.T, n *testkit.Network) {
	t.Helper()
	v := n.Visitor(t, "de")
	v.Opens("/centres/review").Is(http.StatusUnauthorized).IsWhole("de").NeverSays("neu@laterne.example")
	all, err := n.App.Centres.Proposals(t.Context(), office())
	if err != nil || len(all) < 2 {
		t.Fatalf("%d proposals, %v", len(all), err)
	}
	mailed := false
	for _, i := range all {
		v.Opens("/centres/review/" + string(i.ID)).Is(http.StatusUnauthorized).NeverSays("neu@laterne.example")
		v.Posts("/centres/review/"+string(i.ID), url.Values{"decision": {"accept"}}).Is(http.StatusUnauthorized)
		d := centres.Decision{Reason: "doppelt"}
		for _, p := range i.Preview {
			d.Accept = d.Accept || p.New == "neu@laterne.example" && !mailed || p.Field == "hours"
			mailed = mailed || p.New == "neu@laterne.example"
		}
		if err := n.App.Centres.Decide(t.Context(), office(), i.ID, d); err != nil {
			t.Error(err)
		}
	}
	v.Opens("/de/centres/1").Says("neu@laterne.example")
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
