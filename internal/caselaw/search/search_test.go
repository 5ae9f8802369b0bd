package search

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

var published = []string{"published"}

// doc is a decision that says this.
func doc(number int64, text string) Document {
	return Document{Number: number, State: "published", Date: core.Date{Year: 2020, Month: 1, Day: 1}, Text: textOf(text)}
}

func textOf(paragraphs ...string) decision.Text {
	s := decision.Section{Kind: "reasons"}
	for i, p := range paragraphs {
		s.Paragraphs = append(s.Paragraphs, decision.Paragraph{Number: fmt.Sprint(i + 1), Text: p})
	}
	return decision.Text{Sections: []decision.Section{s}}
}

// norms is a small stand-in for the parser of provisions.
var norms = regexp.MustCompile(`^(?i)(?:§|Art\.?) ?(\d+[a-z]?)(?: Abs\. ?(\d+))? ?([A-Z][A-Za-z]+)$`)

func testOptions() Options {
	return Options{
		ParseNorm: func(s string) (string, bool) {
			m := norms.FindStringSubmatch(strings.TrimSpace(s))
			if m == nil {
				return "", false
			}
			key := strings.ToLower(m[3] + " " + m[1])
			if m[2] != "" {
				key += " " + m[2]
			}
			return key, true
		},
		Thesaurus: [][]string{{"OEG", "SGB XIV"}, {"Zwangsprostitution", "§ 232a StGB"}},
	}
}

func find(t *testing.T, ix *Index, text string) []int64 {
	t.Helper()
	res, err := ix.Search(t.Context(), Request{Text: text, States: published})
	if err != nil {
		t.Fatal(err)
	}
	if res.Relaxed {
		return nil
	}
	return numbers(res)
}

func numbers(res Result) (all []int64) {
	for _, h := range res.Hits {
		all = append(all, h.Number)
	}
	return all
}

func sorted(n []int64) []int64 { return slices.Sorted(slices.Values(n)) }

func TestQueriesFindWhatTheySay(t *testing.T) {
	docs := []Document{
		doc(1, "Der Angeklagte wurde wegen Menschenhandels zum Zweck der sexuellen Ausbeutung verurteilt."),
		doc(2, "Die Zwangsprostitution setzt voraus, dass die Betroffene in einer Zwangslage war."),
		doc(3, "Die Klägerin stammt aus Nigeria. Ihr droht bei Rückkehr erneuter Menschenhandel."),
		doc(4, "Arbeitgeber schuldet den Mindestlohn; Ausbeutung der Arbeitskraft auf der Baustelle."),
		doc(5, "Straße und Müller: Die E-Mail-Adresse des Auslanders wurde nicht mitgeteilt."),
		doc(6, "Klient*innen der Fachberatungsstelle; der Ausländer und die arglose Lage."),
	}
	docs[0].Court, docs[0].Date, docs[0].FileNumbers = "LG Hanau", core.Date{Year: 2020, Month: 6, Day: 3}, []string{"5 KLs 1125 Js 16429/16"}
	docs[0].Norms = []string{"stgb 232", "stgb 232 1"}
	docs[1].Court, docs[1].Date, docs[1].FileNumbers = "BGH", core.Date{Year: 2023, Month: 1, Day: 17}, []string{"2 StR 87/22"}
	docs[1].Norms, docs[1].Kind = []string{"stgb 232a"}, "judgment"
	docs[2].Court, docs[2].Date, docs[2].ECLI = "VG Wiesbaden", core.Date{Year: 2011, Month: 3, Day: 14}, "ECLI:DE:VGWIESB:2011:0314.3K1465.09WIA.00"
	docs[2].Title, docs[2].Keywords = "Flüchtlingsschutz für Betroffene", []string{"Nigeria", "soziale Gruppe"}
	docs[3].Forms, docs[3].Significance = []string{"labour"}, 3
	ix := openedWith(t, testOptions(), docs...)
	for _, c := range []struct {
		query string
		want  []int64
	}{
		{"Menschenhandel", []int64{1, 3}},
		{"menschenhandels", []int64{1, 3}},
		{"MENSCHENHANDEL ausbeutung", []int64{1}},
		{"Ausbeutung", []int64{1, 4}},
		{"Handel", []int64{1, 3}}, // within compounds
		{"Zwang", []int64{2}},
		{"\"sexuellen Ausbeutung\"", []int64{1}},
		{"„sexuellen Ausbeutung“", []int64{1}},
		{"\"Ausbeutung sexuellen\"", nil},
		{"\"Mindestlohn Ausbeutung\"", []int64{4}},
		{"Menschenhandel AND Nigeria", []int64{3}},
		{"Nigeria ODER Mindestlohn", []int64{3, 4}},
		{"Menschenhandel NOT Nigeria", []int64{1}},
		{"Menschenhandel -Nigeria", []int64{1}},
		{"Menschenhandel UND NICHT Nigeria", []int64{1}},
		{"(Nigeria OR Mindestlohn) Ausbeutung", []int64{4}},
		{"Nigeria OR Mindestlohn Ausbeutung", []int64{3, 4}}, // AND binds closer
		{"Klägerin NEAR/4 Nigeria", []int64{3}},
		{"Klägerin NEAR/2 Nigeria", nil},
		{"Nigeria NEAR/5 Kläger", nil},
		{"Rückkehr NEAR/3 Menschenhandel", []int64{3}},
		{"Mindest*", []int64{4}},
		{"m*", nil}, // too short for a star: a word
		{"Ausländer", []int64{5, 6}},
		{"Auslaender", []int64{5, 6}},
		{"strasse mueller", []int64{5}},
		{"MÜLLER", []int64{5}},
		{"E-Mail", []int64{5}},
		{"Email", nil},
		{"Klient:innen", []int64{6}},
		{"gericht:BGH", []int64{2}},
		{"court:Bundesgerichtshof", []int64{2}},
		{"gericht:\"LG Hanau\"", []int64{1}},
		{"gericht:(BGH OR Hanau)", []int64{1, 2}},
		{"datum:2019..2023", []int64{1, 2, 4, 5, 6}},
		{"date:>=2020-01-02", []int64{1, 2}},
		{"datum:<2012", []int64{3}},
		{"datum:3.2011", []int64{3}},
		{"datum:17.01.2023", []int64{2}},
		{"jahr:2011", []int64{3}},
		{"BGH 17.01.2023", []int64{2}},
		{"BGH, Urteil vom 17.01.2023 – 2 StR 87/22", []int64{2}},
		{"az:2 StR 87/22", []int64{2}},
		{"az:\"2StR87/22\"", []int64{2}},
		{"2 StR 87/22", []int64{2}},
		{"BGH 2 StR 87/22", []int64{2}},
		{"ECLI:DE:VGWIESB:2011:0314.3K1465.09WIA.00", []int64{3}},
		{"ecli:\"ecli:de:vgwiesb:2011:0314.3K1465.09WIA.00\"", []int64{3}},
		{"§ 232 StGB", []int64{1}},
		{"§ 232 Abs. 1 StGB", []int64{1}},
		{"§ 232 StGB Ausbeutung", []int64{1}},
		{"norm:\"§ 232 StGB\"", []int64{1}},
		{"norm:§ 232 StGB", []int64{1}},
		{"232 StGB", []int64{1}},
		{"titel:flüchtlingsschutz", []int64{3}},
		{"titel:Nigeria", nil},
		{"schlagwort:Nigeria", []int64{3}},
		{"form:labour", []int64{4}},
		{"bedeutung:3", []int64{4}},
		{"bedeutung:>=2", []int64{4}},
		{"BGH Urteil Januar 2023", []int64{2}},
		{"der die das Menschenhandel", []int64{1, 3}},
		{"-Menschenhandel -Zwangslage", []int64{4, 5, 6}},
		{"Quark NEAR/3 Menschenhandel", nil},
		{"[Nigeria]", []int64{3}},
		{"Menschenhandel & Nigeria", []int64{3}},
		{"Land", nil},
	} {
		if got := sorted(find(t, ix, c.query)); !slices.Equal(got, c.want) {
			t.Errorf("%s finds %v, want %v", c.query, got, c.want)
		}
	}
}

func TestWhatWasTypedExactlyComesFirst(t *testing.T) {
	var docs []Document
	for i := range int64(20) {
		d := doc(i+1, "Vgl. § 232 StGB, auch BGH, 3 StR 87/09. "+strings.Repeat("232 StGB 3 StR 87/09 ", int(i)))
		d.Date = core.Date{Year: 2000 + int(i), Month: 1, Day: 1}
		docs = append(docs, d)
	}
	docs[3].FileNumbers = []string{"3 StR 87/09"}
	docs[3].Text = textOf("Die Revision wird verworfen.")
	docs[5].Norms = []string{"stgb 232"}
	docs[7].ECLI = "ECLI:DE:BGH:2009:191109U3STR87.09.0"
	ix := openedWith(t, testOptions(), docs...)
	for query, want := range map[string]int64{"3 StR 87/09": 4, "3str 87/09": 4, "§ 232 StGB": 6, "ecli:de:bgh:2009:191109u3str87.09.0": 8, "az:3StR87/09": 4} {
		res, err := ix.Search(t.Context(), Request{Text: query, States: published})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Hits) == 0 || res.Hits[0].Number != want || !res.Hits[0].Exact || len(res.Hits) > 1 && res.Hits[1].Exact {
			t.Errorf("%s finds %+v first, want %d", query, res.Hits[:min(2, len(res.Hits))], want)
		}
	}
}

func TestLayersAreAdded(t *testing.T) {
	ix := opened(t,
		doc(1, "Es ging um Zwänge und anderes aus dem Leben."),
		doc(2, "Es ging um Arbeitszwang und vieles aus dem Leben."),
		doc(3, "Es ging um Zwang und einiges aus dem Leben."),
		doc(4, "Es ging um ganz andere Dinge aus dem Leben."),
	)
	if got := find(t, ix, "Zwang"); len(got) != 3 || got[0] != 3 {
		t.Errorf("the decision with the very word is not first: %v", got)
	}
}

func TestWordsOfEditorsWeighMore(t *testing.T) {
	a, b := doc(1, "Ausbeutung ist hier einmal genannt und sonst nichts weiter"), doc(2, "Hier ist sonst von gar nichts anderem die Rede gewesen")
	b.Words = "Ausbeutung"
	ix := opened(t, a, b)
	if got := find(t, ix, "Ausbeutung"); len(got) != 2 || got[0] != 2 {
		t.Errorf("found %v", got)
	}
}

func TestThesaurusFindsTheOtherWords(t *testing.T) {
	docs := []Document{doc(1, "Anspruch nach dem OEG"), doc(2, "Anspruch nach dem SGB XIV"), doc(3, "Zwangsprostitution"), doc(4, "Verurteilung")}
	docs[3].Norms = []string{"stgb 232a"}
	ix := openedWith(t, testOptions(), docs...)
	for query, want := range map[string][]int64{"OEG": {1, 2}, "SGB XIV Anspruch": {1, 2}, "Zwangsprostitution": {3, 4}, "§ 232a StGB": {3, 4}} {
		res, err := ix.Search(t.Context(), Request{Text: query, States: published})
		if err != nil {
			t.Fatal(err)
		}
		if got := sorted(numbers(res)); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", query, got, want)
		}
		if len(res.Query.Notes) == 0 || res.Query.Notes[0].Key != "caselaw.search.synonyms" {
			t.Errorf("%s does not say that it looked for more: %v", query, res.Query.Notes)
		}
	}
	ix.SetThesaurus(nil)
	if got := find(t, ix, "OEG"); !slices.Equal(got, []int64{1}) {
		t.Errorf("after the thesaurus was emptied OEG finds %v", got)
	}
}

func TestSearchThatFindsNothingIsRelaxedAndSaysSo(t *testing.T) {
	ix := opened(t, doc(1, "Menschenhandel in Hanau"), doc(2, "Mindestlohn in Hanau"))
	for query, want := range map[string][]int64{
		"Menschenhandel Mindestlohn":         {1, 2},
		"\"Hanau in Menschenhandel\"":        {1},
		"Mindestlohn NEAR/1 Hanau":           {2},
		"Menschenhandel Quatschwort -Berlin": {1},
	} {
		res, err := ix.Search(t.Context(), Request{Text: query, States: published})
		if err != nil {
			t.Fatal(err)
		}
		if got := sorted(numbers(res)); !slices.Equal(got, want) || !res.Relaxed {
			t.Errorf("%s finds %v (relaxed %v), want %v", query, got, res.Relaxed, want)
		}
	}
	res, err := ix.Search(t.Context(), Request{Text: "Menschenhandel Quatschwort -Hanau", States: published})
	if err != nil || res.Total != 0 || res.Relaxed {
		t.Errorf("what is excluded is found: %+v %v", res, err)
	}
}

func TestWordThatNobodyWroteIsCorrected(t *testing.T) {
	var docs []Document
	for i := range int64(30) {
		docs = append(docs, doc(i+1, "Die Ausbeutung der Flüchtlinge und der Aufenthalt"))
	}
	docs = append(docs, doc(99, "Ausbeutunk"))
	for i := range int64(9) { // which may not be seen
		d := doc(200+i, "Geheimwort")
		d.State = "draft"
		docs = append(docs, d)
	}
	ix := opened(t, docs...)
	for query, want := range map[string]string{
		"Ausbeutnug":            "ausbeutung",
		"Fluchtlinge":           "", // found by its stem
		"Flüchtlnige Aufenhalt": "flüchtlinge aufenthalt",
		"\"Ausbeutung\"":        "",
		"Ausbeutunk":            "ausbeutung",
		"xyzxyzxyz":             "",
		"Menschenhändler":       "",
		"Geheimwortt":           "",
	} {
		res, err := ix.Search(t.Context(), Request{Text: query, States: published})
		if err != nil {
			t.Fatal(err)
		}
		if res.Suggestion != want {
			t.Errorf("for %s %q is suggested, want %q", query, res.Suggestion, want)
		}
	}
}

func TestStatesAndFiltersHideDecisionsFromResultsAndCounts(t *testing.T) {
	var docs []Document
	for i := range int64(60) {
		d := doc(i+1, "Ausbeutung")
		d.Court = []string{"BGH", "BAG", "BVerwG"}[i%3]
		d.Forms = []string{"labour"}
		if i%2 == 0 {
			d.Forms = append(d.Forms, "sexual")
		}
		d.Date = core.Date{Year: 2000 + int(i%5), Month: 5, Day: 1}
		if i >= 50 {
			d.State = "draft"
		}
		docs = append(docs, d)
	}
	ix := opened(t, docs...)
	search := func(r Request) Result {
		t.Helper()
		res, err := ix.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	res := search(Request{Text: "Ausbeutung", States: published, Facets: []string{FacetCourt, FacetForm, FacetYear}})
	if res.Total != 50 || !slices.Equal(res.Facets[FacetCourt], []Count{{"BAG", 17}, {"BGH", 17}, {"BVerwG", 16}}) ||
		!slices.Equal(res.Facets[FacetForm], []Count{{"labour", 50}, {"sexual", 25}}) || len(res.Facets[FacetYear]) != 5 {
		t.Errorf("%d decisions, %v", res.Total, res.Facets)
	}
	if res := search(Request{Text: "Ausbeutung", States: []string{"published", "draft"}}); res.Total != 60 {
		t.Errorf("editors find %d decisions", res.Total)
	}
	if res := search(Request{Text: "Ausbeutung"}); res.Total != 0 {
		t.Errorf("without a state %d decisions are found", res.Total)
	}
	filtered := Request{Text: "Ausbeutung", States: published, Filters: map[string][]string{FacetCourt: {"BGH", "BAG"}, FacetForm: {"sexual"}}, Facets: []string{FacetCourt, FacetForm}}
	if res := search(filtered); res.Total != 17 || len(res.Facets[FacetCourt]) != 3 || len(res.Facets[FacetForm]) != 2 {
		t.Errorf("%d decisions, %v", res.Total, res.Facets)
	}
	filtered.Any = true
	if res := search(filtered); res.Total != 17 || len(res.Facets[FacetCourt]) != 3 {
		t.Errorf("%d decisions, %v", res.Total, res.Facets)
	}
	if res := search(Request{States: published, Filters: map[string][]string{FacetYear: {"2001"}}}); res.Total != 10 {
		t.Errorf("%d decisions of 2001", res.Total)
	}
	if res := search(Request{States: published, From: core.Date{Year: 2003, Month: 1, Day: 1}}); res.Total != 20 {
		t.Errorf("%d decisions from 2003 on", res.Total)
	}
	if res := search(Request{States: published, Without: []int64{1, 2}}); res.Total != 48 {
		t.Errorf("%d decisions without two", res.Total)
	}
}

func TestResultsCanBeSortedAndPaged(t *testing.T) {
	var docs []Document
	for i := range int64(45) {
		d := doc(i+1, "Ausbeutung")
		d.Date = core.Date{Year: 2000 + int(i/2), Month: 1, Day: 1}
		if i == 44 {
			d.Date = core.Date{}
		}
		docs = append(docs, d)
	}
	ix := opened(t, docs...)
	seen := map[int64]bool{}
	for page := 1; page <= 3; page++ {
		res, err := ix.Search(t.Context(), Request{Text: "Ausbeutung", States: published, Page: page})
		if err != nil || res.Total != 45 || len(res.Hits) != []int{20, 20, 5}[page-1] {
			t.Fatalf("page %d has %d of %d: %v", page, len(res.Hits), res.Total, err)
		}
		for _, n := range numbers(res) {
			if seen[n] {
				t.Errorf("decision %d is on two pages", n)
			}
			seen[n] = true
		}
	}
	for order, want := range map[string][2]int64{Newest: {44, 45}, Oldest: {1, 45}, Rank: {44, 45}, "": {44, 45}} {
		res, err := ix.Search(t.Context(), Request{States: published, Sort: order, PerPage: 100})
		if err != nil {
			t.Fatal(err)
		}
		if n := numbers(res); n[0] != want[0] || n[44] != want[1] {
			t.Errorf("%q begins with %d and ends with %d", order, n[0], n[44])
		}
	}
	for _, page := range []int{-5, 0, 99, 1 << 60} {
		if _, err := ix.Search(t.Context(), Request{States: published, Page: page}); err != nil {
			t.Errorf("page %d: %v", page, err)
		}
	}
}

func TestPhraseDoesNotReachFromOnePartIntoAnother(t *testing.T) {
	d := doc(1, "")
	d.Title, d.Words = "Schutz vor", "Ausbeutung in der"
	d.Text = decision.Text{Sections: []decision.Section{
		{Kind: "facts", Paragraphs: []decision.Paragraph{{Text: "Arbeit und"}, {Text: "Lohn im"}}},
		{Kind: "reasons", Paragraphs: []decision.Paragraph{{Text: "Haus"}}},
	}}
	ix := opened(t, d)
	for query, want := range map[string]int{"\"Schutz vor\"": 1, "\"vor Ausbeutung\"": 0, "\"der Arbeit\"": 0, "\"Arbeit und Lohn\"": 1, "\"im Haus\"": 0, "Lohn NEAR/9 Haus": 0} {
		if got := find(t, ix, query); len(got) != want {
			t.Errorf("%s finds %v", query, got)
		}
	}
}

func TestWordsThatStandTogetherCountForMore(t *testing.T) {
	far := strings.Repeat("und so weiter und so fort ", 20)
	ix := opened(t,
		doc(1, "Schutz "+far+"Ausbeutung"),
		doc(2, far+"Schutz vor Ausbeutung"),
		doc(3, "Ausbeutung "+far+"Schutz"),
		doc(4, "etwas anderes"),
	)
	if got := find(t, ix, "Schutz Ausbeutung"); len(got) != 3 || got[0] != 2 {
		t.Errorf("found %v", got)
	}
}
