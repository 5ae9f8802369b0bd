package caselaw

import (
	"bytes"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

// reader is the site with the public pages over a store.
type reader struct {
	t testing.TB
	http.Handler
	*Store
	finder *Finder
}

var operatorAlone = core.Actor{Role: core.Operator, Name: "operator"}

// eachReader tries a site on both databases.
func eachReader(t *testing.T, test func(t *testing.T, h reader)) {
	t.Helper()
	databases.Each(t, []database.Migrations{Migrations()}, func(t *testing.T, db *database.DB) {
		now := clock.At(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
		store, err := NewStore(db, now, time.UTC, func(a core.Actor, _ web.Right) bool { return len(a.Duties) > 0 })
		if err != nil {
			t.Fatal(err)
		}
		finder := NewFinder(store, t.TempDir())
		t.Cleanup(func() { _ = finder.Close() })
		test(t, reader{t, siteOver(t, store, finder, now), store, finder})
	})
}

func siteOver(t testing.TB, store *Store, finder *Finder, now clock.Clock) http.Handler {
	t.Helper()
	var offered []text.Language
	for _, code := range []core.Lang{"de", "en", "ar"} {
		l, _ := text.LanguageOf(code)
		offered = append(offered, l)
	}
	texts, err := text.Load(offered, ui.Texts(), web.Texts(), Texts())
	if err != nil {
		t.Fatal(err)
	}
	texts.Report(func(problem string) { t.Error(problem) })
	frame := func(r *http.Request, p ui.Page) ui.Frame {
		say := web.Printer(r)
		words := func(key string) string {
			if p.Plain || key == "" {
				return key
			}
			return say.Say(key)
		}
		return ui.Frame{Printer: say, Site: "verbund", Heading: words(p.Heading), Title: words(p.Title), Index: p.Index, Icon: "/icon.png", Path: web.Path(r)}
	}
	room := New(Deps{Store: store, Finder: finder, Texts: texts, Clock: now, Zone: time.UTC, Frame: frame, Network: "verbund", Address: func(*http.Request) string { return "https://example.org" }})
	site, err := web.New(web.Config{Texts: texts, Log: slog.New(slog.DiscardHandler), InlineStyle: ui.PublicStyle,
		Failure: func(r *http.Request, f web.Failure) templ.Component { return ui.Notice(ui.Calm) }}, room.publicRoutes(), room.dataRoutes(), room.followRoutes())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// publish imports decisions as an operator does. They get the numbers from 1 on.
func (h reader) publish(all ...decision.Found) {
	h.t.Helper()
	seq := iter.Seq2[decision.Found, error](func(yield func(decision.Found, error) bool) {
		for _, f := range all {
			if !yield(f, nil) {
				return
			}
		}
	})
	c, err := h.Import(h.t.Context(), operatorAlone, seq, false, true, nil)
	if err != nil || len(c.Refused) > 0 {
		h.t.Fatal(err, c.Refused)
	}
}

// page is an answer as a reader gets it.
type page struct {
	*httptest.ResponseRecorder
	body string
	root *html.Node
}

func (h reader) open(path string) page {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	root, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		h.t.Fatal(err)
	}
	return page{w, w.Body.String(), root}
}

// all are the elements of some kinds, or all elements.
func (p page) all(tags ...string) (found []*html.Node) {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && (len(tags) == 0 || slices.Contains(tags, n.Data)) {
			found = append(found, n)
		}
	}
	return found
}

func (p page) byID(id string) *html.Node {
	for _, n := range p.all() {
		if attr(n, "id") == id {
			return n
		}
	}
	return nil
}

func (p page) leads(address string) bool {
	return slices.ContainsFunc(p.all("a"), func(a *html.Node) bool { return attr(a, "href") == address })
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func said(n *html.Node) string {
	var b strings.Builder
	if n != nil {
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				b.WriteString(d.Data)
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// found is a decision with a text of these paragraphs, numbered from 1.
func foundDecision(court, day, number, title string, paragraphs ...string) decision.Found {
	d, err := core.ParseDate(day)
	if err != nil {
		panic(err)
	}
	f := decision.Found{Entry: decision.Entry{
		Court: court, Kind: "judgment", Date: d, FileNumbers: []string{number}, Fields: []string{"criminal"}, Forms: []string{"sexual"},
		Norms:    []decision.Norm{{Text: "§ 232 StGB"}},
		Versions: []decision.Version{{Lang: "de", Title: title, Points: "Eins\nZwei", Plain: "Kurz gesagt."}},
		Source:   decision.Source{Name: "upload"},
	}}
	if len(paragraphs) > 0 {
		s := decision.Section{Kind: "reasons", Heading: "Gründe"}
		for i, p := range paragraphs {
			s.Paragraphs = append(s.Paragraphs, decision.Paragraph{Number: formatNumber(int64(i + 1)), Text: p})
		}
		f.Text.Sections = []decision.Section{s}
	}
	return f
}

func TestDecisionIsReadByParagraph(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Titel", "Erster Absatz.\nMit zweiter Zeile.", "Zweiter Absatz."))
		p := h.open("/de/caselaw/1")
		if p.Code != http.StatusOK || said(p.all("h1")[0]) != "Titel" {
			t.Fatalf("%d %s", p.Code, p.body)
		}
		for _, want := range []string{"17. Januar 2023", "2 StR 87/22", "Strafrecht", "Kurz gesagt."} {
			if !strings.Contains(said(p.root), want) {
				t.Errorf("it does not say %q", want)
			}
		}
		if got := said(p.byID("rn-2")); !strings.Contains(got, "Zweiter Absatz.") {
			t.Errorf("margin number 2 says %q", got)
		}
		if lines := 0; true {
			for n := range p.byID("rn-1").Descendants() {
				if n.Data == "p" {
					lines++
				}
			}
			if lines != 2 {
				t.Errorf("margin number 1 has %d lines", lines)
			}
		}
		cite := h.open("/de/caselaw/1?cite=rn-2")
		field := cite.byID("cite-rn-2")
		if got := said(field); got != "BGH, Urteil vom 17. Januar 2023 – 2 StR 87/22, Rn. 2" {
			t.Errorf("it is cited as %q", got)
		}
		if at := cite.byID("cite-rn-2-at"); at == nil || said(at) != "https://example.org/de/caselaw/1#rn-2" {
			t.Errorf("no permanent address: %v", at)
		}
		if en := h.open("/en/caselaw/1"); !strings.Contains(said(en.root), "17 January 2023") || !strings.Contains(en.body, "in German only") {
			t.Error("the English page has another date, or does not say that there is no translation")
		}
		if !p.leads("/de/caselaw?q=" + url.QueryEscape("§ 232 StGB")) {
			t.Error("the provision does not lead to its search")
		}
	})
}

// Full texts are for people, not for search engines; an entry alone may be listed.
func TestOnlyEntriesWithoutTextMayBeListed(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Mit Text", "Absatz."), foundDecision("BGH", "2022-01-11", "3 StR 177/21", "Ohne Text"))
		hidden := func(p page) bool {
			return slices.ContainsFunc(p.all("meta"), func(n *html.Node) bool { return attr(n, "name") == "robots" && attr(n, "content") == "noindex" })
		}
		with, without := h.open("/de/caselaw/1"), h.open("/de/caselaw/2")
		if !hidden(with) || with.Header().Get("X-Robots-Tag") != "noindex" {
			t.Error("a full text may be listed")
		}
		if hidden(without) || without.Header().Get("X-Robots-Tag") != "" {
			t.Error("an entry without text may not be listed")
		}
		if akn := h.open("/de/caselaw/1/akn.xml"); akn.Code != 200 || akn.Header().Get("X-Robots-Tag") != "noindex" || !strings.Contains(akn.body, "Absatz.") {
			t.Errorf("the text as XML: %d %v", akn.Code, akn.Header())
		}
		for _, path := range []string{"/de/caselaw?q=x", "/de/caselaw?field=criminal", "/de/caselaw/2?q=x"} {
			if p := h.open(path); !hidden(p) || p.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be listed or kept", path)
			}
		}
		got, err := h.Addresses(t.Context())
		if err != nil || !slices.Equal(got, []string{"/caselaw", "/caselaw/help", "/caselaw/statistics", "/caselaw/2"}) {
			t.Errorf("the map of the site has %q (%v)", got, err)
		}
	})
}

// What was taken down is gone at once, from every page and file.
func TestTakenDownDecisionIsGone(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Geheimnisvoller Titel", "Absatz."), foundDecision("LG Köln", "2020-01-02", "1 KLs 1/20", "Anderer"))
		paths := []string{"/de/caselaw/1", "/en/caselaw/1?cite=rn-1", "/de/caselaw/1/cite.bib", "/de/caselaw/1/cite.ris", "/de/caselaw/1/cite.json", "/de/caselaw/1/akn.xml"}
		for _, path := range paths {
			if p := h.open(path); p.Code != http.StatusOK {
				t.Errorf("%s before: %d", path, p.Code)
			}
		}
		if !strings.Contains(h.open("/de/caselaw").body, "Geheimnisvoller") {
			t.Error("the overview does not show it before")
		}
		if err := h.TakeDown(t.Context(), operatorAlone, 1, "Name"); err != nil {
			t.Fatal(err)
		}
		for _, path := range append(paths, "/de/caselaw/1/decision.pdf") {
			if p := h.open(path); p.Code != http.StatusGone || strings.Contains(p.body, "Geheimnisvoller") {
				t.Errorf("%s after: %d", path, p.Code)
			}
		}
		for _, path := range []string{"/de/caselaw", "/de/caselaw?q=Geheimnisvoller", "/de/caselaw/2", "/de/caselaw/statistics"} {
			p := h.open(path)
			if p.Code != http.StatusOK || strings.Contains(p.body, "Geheimnisvoller Titel") || p.leads("/de/caselaw/1") {
				t.Errorf("%s still tells of it (%d)", path, p.Code)
			}
		}
		if data := h.open("/de/caselaw/statistics.csv"); !strings.Contains(data.body, "total,decisions,Entscheidungen,1,1") {
			t.Errorf("the statistics still count it:\n%s", data.body)
		}
	})
}

func TestDuplicateLeadsToTheOther(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Eine"), foundDecision("BGH", "2023-01-18", "2 StR 88/22", "Andere"))
		if err := h.Merge(t.Context(), operatorAlone, 2, 1); err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]string{
			"/de/caselaw/2":              "/de/caselaw/1",
			"/ar/caselaw/2?q=a%26b":      "/ar/caselaw/1?q=a%26b",
			"/en/caselaw/2/cite.bib":     "/en/caselaw/1/cite.bib",
			"/en/caselaw/2/decision.pdf": "/en/caselaw/1/decision.pdf",
		} {
			if p := h.open(path); p.Code != http.StatusPermanentRedirect || p.Header().Get("Location") != want {
				t.Errorf("%s: %d to %s", path, p.Code, p.Header().Get("Location"))
			}
		}
	})
}

func TestUnknownNumberIsNotFound(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Eine"))
		for _, number := range []string{"2", "0", "-1", "01", "1x", "99999999999999999999", "%3Cscript%3E", "cite.bib"} {
			for _, rest := range []string{"", "/akn.xml", "/decision.pdf"} {
				if p := h.open("/de/caselaw/" + number + rest); p.Code != http.StatusNotFound {
					t.Errorf("%s%s: %d", number, rest, p.Code)
				}
			}
		}
	})
}

// Whatever stands in a title or a text stays text.
func TestNothingInADecisionBecomesMarkup(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>{{.}}`
	eachReader(t, func(t *testing.T, h reader) {
		f := foundDecision("BGH", "2023-01-17", "2 StR 87/22", evil, evil, "זה טקסט מימין לשמאל \u202eabc", evil+"\n"+evil)
		f.Entry.Chamber, f.Entry.Names, f.Entry.Keywords, f.Entry.Centre, f.Entry.Printed = evil, []string{evil}, []string{evil}, evil, evil
		f.Entry.Norms = []decision.Norm{{Text: evil, Version: evil}}
		f.Entry.Versions[0].Headnote, f.Entry.Versions[0].Points, f.Entry.Versions[0].Plain = evil, evil, evil
		f.Entry.Source.Address = "https://example.org/" + evil
		f.Entry.Chain = []decision.Instance{{Court: evil, FileNumber: evil, Kind: evil}}
		f.Text.Sections[0].Heading = evil
		h.publish(f)
		query := url.QueryEscape(evil)
		for _, path := range []string{"/de/caselaw", "/de/caselaw/1", "/ar/caselaw/1?q=" + query + "&cite=rn-1", "/en/caselaw/1?cite=" + query, "/de/caselaw?q=" + query + "&court=" + query + "&from=" + query, "/de/caselaw/statistics", "/de/caselaw/help"} {
			p := h.open(path)
			if p.Code != http.StatusOK {
				t.Errorf("%s: %d", path, p.Code)
			}
			for _, n := range p.all() {
				if n.Data == "script" && attr(n, "src") == "" || n.Data == "img" {
					t.Errorf("%s: a <%s> came from outside", path, n.Data)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "href" && strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
						t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
					}
				}
			}
		}
		if p := h.open("/ar/caselaw/1"); !strings.Contains(said(p.byID("rn-2")), "זה טקסט") {
			t.Error("text from right to left is lost")
		}
		for _, e := range exports() {
			if p := h.open("/de/caselaw/1/" + e.name); p.Code != http.StatusOK || len(p.body) == 0 || p.Header().Get("Content-Type") != e.contentType {
				t.Errorf("%s: %d %s", e.name, p.Code, p.Header().Get("Content-Type"))
			}
		}
	})
}

// Pages keep the rules of the house: ids once, headings in order, labels at fields.
func TestPagesAreWhole(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		a := foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Eine", "Absatz eins.", "Absatz zwei.")
		a.Text.Sections = append(a.Text.Sections, decision.Section{Kind: "dissent", Paragraphs: []decision.Paragraph{{Number: "1", Text: "Anders."}, {Text: "Ohne Nummer."}}})
		a.Entry.Sums = []decision.Sum{{Kind: "damages", Cents: 123450, Unit: "EUR"}}
		a.Entry.Sentences = []decision.Sentence{{Kind: "prison", Months: 30, Suspended: true}}
		a.Entry.Chain = []decision.Instance{{Court: "LG Köln", FileNumber: "1 KLs 1/20", Outcome: "quashed"}}
		h.publish(a, foundDecision("LG Köln", "2020-01-02", "1 KLs 1/20", "Andere"))
		for _, lang := range []string{"de", "en", "ar"} {
			for _, path := range []string{"", "?q=Absatz", "?q=nichts&court=BGH&from=2020&any=1", "/help", "/statistics", "/1", "/1?q=Absatz&cite=rn-1-2", "/2"} {
				address := "/" + lang + "/caselaw" + path
				p := h.open(address)
				if p.Code != http.StatusOK || len(p.all("h1")) != 1 {
					t.Fatalf("%s: %d with %d headings of the first rank", address, p.Code, len(p.all("h1")))
				}
				ids, rank := map[string]bool{}, 0
				for _, n := range p.all() {
					id := attr(n, "id")
					if ids[id] && id != "" {
						t.Errorf("%s: the id %s is there twice", address, id)
					}
					ids[id] = true
				}
				for _, n := range p.all("h1", "h2", "h3", "h4") {
					next := int(n.Data[1] - '0')
					if next > rank+1 || said(n) == "" {
						t.Errorf("%s: heading %q of rank %d after %d", address, said(n), next, rank)
					}
					rank = next
				}
				for _, n := range p.all() {
					for _, id := range strings.Fields(attr(n, "aria-labelledby") + " " + attr(n, "aria-describedby") + " " + attr(n, "for")) {
						if !ids[id] {
							t.Errorf("%s: nothing is called %s", address, id)
						}
					}
					if href := attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, "#") && !ids[href[1:]] {
						t.Errorf("%s: %s leads nowhere", address, href)
					}
				}
				marked := slices.ContainsFunc(p.all("div", "article"), func(n *html.Node) bool {
					return attr(n, "lang") == "de" && attr(n, "dir") == "ltr" && strings.Contains(attr(n, "class"), "caselaw")
				})
				if marked != (lang == "ar") {
					t.Errorf("%s: that the content is German is said: %v", address, marked)
				}
			}
		}
		german := said(h.open("/de/caselaw/1").root)
		for _, want := range []string{"1.234,50 €", "Freiheitsstrafe, 2 Jahre 6 Monate, zur Bewährung ausgesetzt", "aufgehoben"} {
			if !strings.Contains(strings.ReplaceAll(german, "\u00a0", " "), want) {
				t.Errorf("the decision does not say %q", want)
			}
		}
		if one := (citation.Case{FileNumber: "1 KLs 1/20"}); one.Key() != "" && !h.open("/de/caselaw/1").leads("/de/caselaw/2") {
			t.Error("the other instance is here, but nothing leads there")
		}
	})
}

func TestLongQueryGetsAPage(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Eine", "Absatz."))
		long := strings.Repeat("(a* ", 1500)
		for _, path := range []string{"/de/caselaw?q=" + url.QueryEscape(long)[:7000], "/de/caselaw/1?q=" + strings.Repeat("x", 7000)} {
			p := h.open(path)
			if p.Code != http.StatusOK || len(p.body) > 100<<10 {
				t.Errorf("%d, %d bytes", p.Code, len(p.body))
			}
		}
		if p := h.open("/de/caselaw?q=" + strings.Repeat("x", 60_000)); p.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("sixty thousand characters: %d", p.Code)
		}
	})
}

// A decision of many pages stays one page that an old telephone can show.
func TestLongTextStaysSensible(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		all := make([]string, 300)
		for i := range all {
			all[i] = strings.Repeat("Das Gericht hat den Sachverhalt festgestellt. ", 20)
		}
		f := foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Lang", all...)
		h.publish(f)
		p := h.open("/de/caselaw/1")
		if words := f.Text.Words(); len(p.body) > words+words/2+40<<10 {
			t.Errorf("a text of %d bytes is a page of %d", words, len(p.body))
		}
	})
}

// reparsed is an answer that was written elsewhere.
func reparsed(t testing.TB, w *httptest.ResponseRecorder) page {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return page{w, w.Body.String(), root}
}
