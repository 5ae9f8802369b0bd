package caselaw

import (
	"bytes"
	"iter"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// germanPage is a page without a site around it.
func germanPage(t testing.TB) CasePage {
	t.Helper()
	german, _ := text.LanguageOf("de")
	texts, err := text.Load([]text.Language{german}, ui.Texts(), web.Texts(), Texts())
	if err != nil {
		t.Fatal(err)
	}
	codes, err := decision.ReadCodes()
	if err != nil {
		t.Fatal(err)
	}
	in := texts.For("de")
	return CasePage{Frame: ui.Frame{Printer: in, Site: "verbund", Icon: "/i.png"}, In: in, Root: "/de/caselaw", codes: codes}
}

func shownAs(number int64, f decision.Found) Shown {
	return Shown{Number: number, Entry: f.Entry, Text: f.Text}
}

// resultsAs is the list of results as a reader gets it.
func resultsAs(t testing.TB, query string, found search.Result, shown map[int64]Shown) page {
	t.Helper()
	req, unknown := requestOf(query)
	p := FoundPage{CasePage: germanPage(t), Request: req, Unknown: unknown}
	p.fill(found, shown)
	var b bytes.Buffer
	if err := foundPage(p).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	_, _ = w.Write(b.Bytes())
	return reparsed(t, w)
}

func TestResultsCanBeNarrowedAndWidened(t *testing.T) {
	shown := map[int64]Shown{7: shownAs(7, foundDecision("BGH", "2023-01-17", "2 StR 87/22", "Eine"))}
	found := search.Result{Total: 45, Hits: []search.Hit{{Number: 7, Exact: true}, {Number: 8}}, Facets: map[string][]search.Count{
		"court": {{Value: "BGH", N: 40}, {Value: "LG Köln", N: 5}}, "field": {{Value: "criminal", N: 45}}, "year": {{Value: "2022", N: 3}, {Value: "2023", N: 42}}, "kind": {{Value: "judgment", N: 45}},
	}, Suggestion: "Menschenhandel", Relaxed: true}
	p := resultsAs(t, "q=Menschenhandl&field=criminal&page=2&any=1", found, shown)
	for _, address := range []string{
		"/de/caselaw?any=1&court=BGH&field=criminal&q=Menschenhandl",         // narrow
		"/de/caselaw?any=1&q=Menschenhandl",                                  // take the field away
		"/de/caselaw?any=1&field=criminal&from=2023&q=Menschenhandl&to=2023", // a year
		"/de/caselaw?any=1&field=criminal&q=Menschenhandel",                  // did you mean
		"/de/caselaw?any=1&field=criminal&q=Menschenhandl&sort=newest",       // order
		"/de/caselaw?any=1&field=criminal&q=Menschenhandl",                   // the page before
		"/de/caselaw?any=1&field=criminal&page=3&q=Menschenhandl",            // and after
		"/de/caselaw/7?any=1&q=Menschenhandl",                                // the query travels
	} {
		if !p.leads(address) {
			t.Errorf("nothing leads to %s", address)
		}
	}
	words := said(p.root)
	for _, want := range []string{"45 Entscheidungen", "Rechtsgebiet: Strafrecht", "Genau diese Entscheidung", "BGH · Urteil · 17. Januar 2023 · 2 StR 87/22", "Meinten Sie: Menschenhandel", "stehen"} {
		if !strings.Contains(words, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(words, "Entscheidungsart") {
		t.Error("a characteristic with one value is offered, though it narrows nothing")
	}
	// Decision 8 was taken away since the index was written.
	if n := len(p.all("h3")); n != 1 {
		t.Errorf("%d decisions are listed", n)
	}
	keep := map[string]string{}
	for _, n := range p.all("input") {
		keep[attr(n, "name")] = attr(n, "value")
	}
	if keep["field"] != "criminal" || keep["q"] != "Menschenhandl" || keep["page"] != "" {
		t.Errorf("a new search keeps %v", keep)
	}
}

func TestNothingFoundLeadsOn(t *testing.T) {
	p := resultsAs(t, "q=xyz&field=criminal", search.Result{}, nil)
	if !p.leads("/de/caselaw?q=xyz") || !p.leads("/de/caselaw/help") || !strings.Contains(said(p.root), "Dazu ist nichts in der Datenbank") {
		t.Error(said(p.root))
	}
}

func TestMarksAndLinksCutATextWithoutLosingAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[ab §\n]{0,40}`).Draw(t, "text")
		at := rapid.IntRange(-2, len(s)+5)
		var found []citation.Citation
		for range rapid.IntRange(0, 4).Draw(t, "citations") {
			found = append(found, citation.Citation{Start: at.Draw(t, "start"), End: at.Draw(t, "end")})
		}
		var marks []search.Range
		for range rapid.IntRange(0, 4).Draw(t, "marks") {
			marks = append(marks, search.Range{Start: at.Draw(t, "from"), End: at.Draw(t, "to")})
		}
		lead := func(citation.Citation) string { return "/x" }
		var b strings.Builder
		for _, line := range linked(s, found, lead, marks) {
			for _, part := range line {
				for _, piece := range part.Pieces {
					b.WriteString(piece.Text)
				}
			}
		}
		if want := strings.ReplaceAll(s, "\n", ""); b.String() != want {
			t.Fatalf("%q became %q", want, b.String())
		}
	})
}

func TestMarkInsideALinkIsKept(t *testing.T) {
	lines := linked("nach § 232 StGB strafbar", []citation.Citation{{Start: 5, End: 16}}, func(citation.Citation) string { return "/x" }, []search.Range{{Start: 8, End: 11}, {Start: 17, End: 25}})
	var got []string
	for _, part := range lines[0] {
		for _, piece := range part.Pieces {
			s := piece.Text
			if piece.Mark {
				s = "[" + s + "]"
			}
			got = append(got, part.Address+s)
		}
	}
	if want := []string{"nach ", "/x§ ", "/x[232]", "/x StGB", " ", "[strafbar]"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func entries(all ...decision.Entry) iter.Seq[*decision.Entry] {
	return func(yield func(*decision.Entry) bool) {
		for i := range all {
			if !yield(&all[i]) {
				return
			}
		}
	}
}

func TestEveryNumberOfTheStatisticsHasItsBase(t *testing.T) {
	s := countDecisions(entries(
		decision.Entry{Court: "BGH", Date: core.Date{Year: 2023, Month: 1, Day: 17}, Fields: []string{"criminal", "adhesion"}, Sentences: []decision.Sentence{{Kind: "prison", Months: 24, Suspended: true}, {Kind: "prison", Months: 60}}},
		decision.Entry{Court: "LG Köln", Date: core.Date{Year: 2021, Month: 5, Day: 4}, Fields: []string{"criminal"}, Sums: []decision.Sum{{Kind: "damages", Cents: 100, Unit: "EUR"}, {Kind: "damages", Cents: 301, Unit: "EUR"}}},
		decision.Entry{Court: "BGH", Sums: []decision.Sum{{Kind: "damages", Cents: 200, Unit: "EUR"}, {Kind: "wages", Cents: 5, Unit: "EUR"}}, Sentences: []decision.Sentence{{Kind: "prison", Months: 36}}},
	))
	if s.Total != 3 || s.First.Year != 2021 || s.Last.Year != 2023 {
		t.Errorf("%+v", s)
	}
	if f := s.Table("fields"); f.Base != 2 || !slices.Equal(f.Rows, []StatRow{{"criminal", 2}, {"adhesion", 1}}) {
		t.Errorf("fields: %+v", f)
	}
	if y := s.Table("years"); y.Base != 2 || !slices.Equal(y.Rows, []StatRow{{"2023", 1}, {"2021", 1}}) {
		t.Errorf("years: %+v", y)
	}
	if p := s.Table("sentences"); p.Base != 2 || p.Rows[0].N != 2 {
		t.Errorf("a decision with two sentences of a kind counts once: %+v", p)
	}
	want := []StatSum{{"damages", "EUR", 2, StatSpan{3, 200, 100, 301, true}}, {"wages", "EUR", 1, StatSpan{N: 1}}}
	if !slices.Equal(s.Sums, want) {
		t.Errorf("sums: %+v", s.Sums)
	}
	if s.Prison != (StatSpan{3, 36, 24, 60, true}) || s.Suspended != 1 {
		t.Errorf("imprisonment: %+v, %d suspended", s.Prison, s.Suspended)
	}
}

func TestMedianLiesBetweenLeastAndGreatest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(rapid.Int64Range(0, 1<<62)).Draw(t, "amounts")
		s := spanOf(slices.Clone(all))
		if s.N != len(all) || s.Shown != (len(all) >= 3) {
			t.Fatalf("%+v", s)
		}
		below, above := 0, 0
		for _, n := range all {
			if n < s.Median {
				below++
			}
			if n > s.Median {
				above++
			}
		}
		if s.Shown && (s.Median < s.Min || s.Median > s.Max || below > len(all)/2 || above > len(all)/2) {
			t.Fatalf("%v: %+v", all, s)
		}
	})
}

func TestDataCannotBecomeAFormula(t *testing.T) {
	s := countDecisions(entries(decision.Entry{Court: `=HYPERLINK("x")`}))
	p := germanPage(t)
	var b bytes.Buffer
	if err := writeStatCSV(&b, p.statRows(&s)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), ",=") || strings.Contains(b.String(), `,"=`) || !strings.Contains(b.String(), "'=HYPERLINK") {
		t.Error(b.String())
	}
}

func TestSharedDecisionsComeBeforeProvisionsAndWords(t *testing.T) {
	e := decision.Entry{Norms: []decision.Norm{{Text: "§ 232 StGB"}}, Forms: []string{"sexual"}, Fields: []string{"criminal"}}
	other := func(norm, form string) *decision.Entry {
		return &decision.Entry{Norms: []decision.Norm{{Text: norm}}, Forms: []string{form}, Fields: []string{"criminal"}}
	}
	got := similarTo(&e, []alike{
		{Number: 1, Entry: other("§ 1 BGB", "labour")},                                            // nothing but the field
		{Number: 2, Entry: other("§ 1 BGB", "sexual"), Rank: 1},                                   // words and form
		{Number: 3, Entry: other("§ 232 StGB", "labour")},                                         // a provision
		{Number: 4, Entry: other("§ 1 BGB", "labour"), Keys: []string{"az:2str87/22"}},            // a decision that few cite
		{Number: 5, Entry: other("§ 1 BGB", "labour"), Keys: []string{"az:1/1", "norm:vwgo/154"}}, // what many cite
	}, map[string]int{"az:2str87/22": 2, "az:1/1": 150, "norm:vwgo/154": 190})
	if want := []int64{4, 3, 5, 2}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNotesAndLabelsHaveWords(t *testing.T) {
	p := germanPage(t)
	for _, table := range statTables() {
		if words := p.say("table." + table.id); words == "" || strings.Contains(words, "table.") {
			t.Errorf("the table %s has no name", table.id)
		}
	}
	for _, b := range branches() {
		if p.branch(b) == b {
			t.Errorf("the branch %s has no name", b)
		}
	}
	for _, part := range helpParts() {
		for _, key := range []string{"help." + part.ID, "help." + part.ID + "-about"} {
			if !p.In.Has("caselaw.public." + key) {
				t.Errorf("%s has no words", key)
			}
		}
	}
}
