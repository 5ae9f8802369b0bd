package caselaw

import (
	"net/url"
	"strings"
	"testing"

	"verbund/internal/caselaw/decision"
)

// The court's own headnote stands above the text, once, and is cited there.
func TestHeadnoteStandsOnceAndCanBeCited(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		d := foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Titel", "Der Grund.")
		d.Entry.Versions[0].Headnote = "Der erste Satz.\nDer zweite Satz."
		d.Text.Sections = append([]decision.Section{{Kind: "headnote", Paragraphs: []decision.Paragraph{{Text: "Der erste Satz."}, {Text: "Der zweite  Satz."}}}}, d.Text.Sections...)
		other := foundDecision("BGH", "2022-01-11", "3 StR 177/21", "Ein anderer", "Der Grund.")
		other.Entry.Versions[0].Headnote = "In eigenen Worten."
		other.Text.Sections = append([]decision.Section{{Kind: "headnote", Paragraphs: []decision.Paragraph{{Text: "Wie gedruckt."}}}}, other.Text.Sections...)
		h.publish(d, other)
		p := h.open("/de/caselaw/1?cite=p-2&q=zweite")
		if n := strings.Count(p.body, ">Leitsatz</h"); n != 1 {
			t.Errorf("%d headings of a headnote", n)
		}
		if second := p.byID("p-2"); second == nil || !strings.Contains(said(second), "Der zweite Satz.") || said(p.byID("cite-p-2")) == "" || !strings.Contains(p.body, "<mark>zweite</mark>") {
			t.Errorf("its second paragraph cannot be cited: %s", p.body)
		}
		if n := strings.Count(p.body, "Der erste Satz."); n != 1 {
			t.Errorf("it stands there %d times", n)
		}
		if p := h.open("/de/caselaw/2"); !strings.Contains(p.body, "In eigenen Worten.") || !strings.Contains(p.body, "Wie gedruckt.") {
			t.Error("two headnotes that differ are not both there")
		}
	})
}

// Whoever reads the pages in a third language gets them in German throughout, and is told
// so: mixed sentences help nobody, and the direction of letters has to be right.
func TestFollowingAndFeedsKeepToOneLanguage(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("EGMR", "2021-02-16", "77587/12", "Titel", "Absatz."))
		for _, path := range []string{"/ar/caselaw/follow", "/ar/caselaw/follow/asked", "/ar/caselaw/follow/end?t=x"} {
			p := h.open(path)
			if !strings.Contains(p.body, `<div class="caselaw" dir="ltr" lang="de">`) && !strings.Contains(p.body, `<div class="caselaw" lang="de" dir="ltr">`) {
				t.Errorf("%s does not say that it is German: %s", path, p.body)
			}
		}
		feed := h.open("/ar/caselaw/new.atom").body
		for _, want := range []string{`xml:lang="de"`, "EGMR, Urteil vom 16. Februar 2021, 77587/12", "/ar/caselaw/1"} {
			if !strings.Contains(feed, want) {
				t.Errorf("%q is missing in %s", want, feed)
			}
		}
		if en := h.open("/en/caselaw/1"); !strings.Contains(said(en.root), "European Court of Human Rights (Europäischer Gerichtshof für Menschenrechte)") || !strings.Contains(said(en.root), "ECtHR") {
			t.Error("the court has no English name")
		}
	})
}

// Whoever pastes a whole page gets an answer that says how much of it was used, and not
// one that only machines make something of.
func TestLongQueriesAreAnswered(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Titel", "Ein Wohnmobil."))
		for query, want := range map[string]string{
			strings.Repeat("Wohnmobil ", 1000): "Gesucht wurde nach den ersten",
			strings.Repeat("(", 10_000):        "nichts, wonach gesucht werden kann",
			strings.Repeat("\"", 10_001):       "Gesucht wurde nach den ersten",
			strings.Repeat("^(a+)+$ ", 1250):   "Gesucht wurde nach den ersten",
			strings.Repeat("🦄", 1000):          "nichts, wonach gesucht werden kann",
			strings.Repeat("\u202eشش ", 1000):  "Gesucht wurde nach den ersten",
		} {
			p := h.open("/de/caselaw?" + url.Values{"q": {query}}.Encode())
			if p.Code != 200 || !strings.Contains(said(p.root), want) {
				t.Errorf("%.20q: %d, without %q", query, p.Code, want)
			}
			if len(p.body) > 120_000 {
				t.Errorf("%.20q: a page of %d bytes", query, len(p.body))
			}
		}
	})
}

func TestNumbersAreWrittenInOneWay(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Titel"))
		for _, path := range []string{"/de/caselaw/", "/api/caselaw/"} {
			for number, status := range map[string]int{"1": 200, "01": 404, "+1": 404, "-1": 404, "1e0": 404, "9223372036854775808": 404, "%D9%A1": 404} {
				if p := h.open(path + number); p.Code != status {
					t.Errorf("%s%s: %d", path, number, p.Code)
				}
			}
		}
	})
}

// Nobody knows addresses by heart: each page leads to the ways to hear of what is new.
func TestPagesLeadToFollowing(t *testing.T) {
	eachReader(t, func(t *testing.T, h reader) {
		h.publish(foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Titel", "Ein Wohnmobil."))
		for path, to := range map[string][]string{
			"/de/caselaw":                         {"/de/caselaw/new.atom", "/de/caselaw/changed.atom", "/api/caselaw/all.jsonl"},
			"/de/caselaw?q=Wohnmobil&sort=newest": {"/de/caselaw/search.atom?q=Wohnmobil"},
			"/de/caselaw?q=Nirgendwo&court=BGH":   {"/de/caselaw/search.atom?court=BGH&q=Nirgendwo"},
		} {
			p := h.open(path)
			for _, address := range to {
				if !p.leads(address) {
					t.Errorf("%s does not lead to %s", path, address)
				}
			}
			if strings.Contains(p.body, "/follow") {
				t.Errorf("%s leads to mails although none are sent", path)
			}
		}
	})
}
