package report_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/report"
	"verbund/internal/figures/table"
)

// year makes an edition of which only the funnel and one table are filled.
func year(kind edition.Kind, y, documented, consented, centres int) *edition.Edition {
	show := func(n int) edition.Value { return edition.Value{N: n, Shown: true} }
	return &edition.Edition{Kind: kind, Year: y, Book: "2026.1", Plan: "2026.1", Centres: centres,
		Funnel: edition.Funnel{Documented: show(documented), New: show(236), Consented: show(consented), Analysed: show(consented)}}
}

func press(w *report.Writer, all ...*edition.Edition) string {
	var periods []report.Period
	for _, e := range all {
		periods = append(periods, report.Period{Edition: e})
	}
	return read(w.Report(periods))
}

func TestSharesAndGrowthAreRoundedHalfUpOnceFromCounts(t *testing.T) {
	d := newDesk(t)
	de, en := d.writer(t, "de"), d.writer(t, "en")
	for _, tt := range []struct {
		w    *report.Writer
		all  []*edition.Edition
		want string
	}{
		{de, []*edition.Edition{year(edition.Internal, 2022, 875, 733, 17)}, "83,8\u00a0%"}, // 83.77
		{en, []*edition.Edition{year(edition.Internal, 2022, 875, 733, 17)}, "83.8%"},
		{de, []*edition.Edition{year(edition.Public, 2022, 875, 733, 17)}, "84\u00a0%"},
		{de, []*edition.Edition{year(edition.Internal, 2023, 702, 597, 19)}, "85,0\u00a0%"},
		{en, []*edition.Edition{year(edition.Internal, 2022, 875, 733, 17), year(edition.Internal, 2023, 702, 597, 19)}, "\u221219.8%"},
		{de, []*edition.Edition{year(edition.Internal, 2022, 708, 500, 17), year(edition.Internal, 2023, 875, 733, 19)}, "+23,6\u00a0%"},
		{de, []*edition.Edition{year(edition.Public, 2022, 708, 500, 17), year(edition.Public, 2023, 875, 733, 19)}, "+24\u00a0%"}, // and not 23
		{de, []*edition.Edition{year(edition.Internal, 2022, 8, 3, 2)}, "37,5\u00a0%"},
		{de, []*edition.Edition{year(edition.Public, 2022, 8, 3, 2)}, "38\u00a0%"},
		{de, []*edition.Edition{year(edition.Internal, 2022, 100, 100, 2), year(edition.Internal, 2023, 1334, 1000, 2)}, "+1.234,0\u00a0%"},
		{en, []*edition.Edition{year(edition.Internal, 2022, 200, 100, 2), year(edition.Internal, 2023, 2669, 1000, 2)}, "+1,234.5%"},
		{de, []*edition.Edition{year(edition.Internal, 2022, 12_345, 100, 2)}, "12.345 Fälle"},
		{en, []*edition.Edition{year(edition.Internal, 2022, 12_345, 100, 2)}, "12,345 cases"},
	} {
		if got := press(tt.w, tt.all...); !strings.Contains(got, tt.want) {
			t.Errorf("no %q in %s", tt.want, got)
		}
	}
}

func TestGrowthOfSmallRoundedCountsIsNotGiven(t *testing.T) {
	d := newDesk(t)
	w := d.writer(t, "de")
	small := []*edition.Edition{year(edition.Public, 2022, 20, 15, 3), year(edition.Public, 2023, 35, 30, 3)}
	if got := press(w, small...); strings.Contains(got, "+75") {
		t.Errorf("growth of counts that may be four away: %s", got)
	}
	small[0].Kind, small[1].Kind = edition.Internal, edition.Internal
	if got := press(w, small...); !strings.Contains(got, "+75,0\u00a0%") {
		t.Errorf("no growth of exact counts: %s", got)
	}
}

func TestPrintedErrorOfTheFunnelCannotHappen(t *testing.T) {
	d := newDesk(t)
	e := year(edition.Internal, 2022, 875, 733, 17)
	e.Tables = []edition.Table{
		{Spec: table.Spec{ID: "investigation", Rows: "investigation"}, Base: e.Funnel.Analysed, Missing: edition.Value{Shown: true},
			Rows: []edition.Row{{ID: "yes", Cells: []edition.Value{{N: 259, Shown: true}}}}},
		{Spec: table.Spec{ID: "charge", Rows: "charge"}, Base: e.Funnel.Analysed, Missing: edition.Value{Shown: true},
			Rows: []edition.Row{{ID: "yes", Cells: []edition.Value{{N: 77, Shown: true}}}}},
		{Spec: table.Spec{ID: "charge-by-investigation", Rows: "charge", Columns: "investigation"}, Base: e.Funnel.Analysed, Columns: []string{"yes"},
			Rows: []edition.Row{{ID: "yes", Cells: []edition.Value{{N: 77, Shown: true}}}}},
	}
	got := press(d.writer(t, "de"), e)
	for _, want := range []string{"35,3\u00a0% der ausgewerteten Fälle (259 von 733)", "77 Fällen Anklage erhoben; das sind 10,5\u00a0% der 733", "Von den 259 Fällen mit Ermittlungsverfahren kam es in 29,7\u00a0% (77) zur Anklage"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestSentenceWhoseNumberIsNotShownIsNotSaid(t *testing.T) {
	d := newDesk(t)
	w := d.writer(t, "de")
	e := short(d.internal(t, 2023, 3))
	full := w.Sentence(e).String()
	investigation, _ := e.Table("investigation")
	for i := range investigation.Rows {
		investigation.Rows[i].Cells[0].Shown = false
	}
	without := w.Sentence(e).String()
	if full == without || strings.Contains(without, "Ermittlungsverfahren") || !strings.Contains(without, "237 Fälle") {
		t.Errorf("%q, then %q", full, without)
	}
	e.Funnel.Documented.Shown = false
	if got := w.Sentence(e); len(got) != 0 {
		t.Errorf("said %q", got)
	}
	if got := press(w, e); strings.Contains(got, "{") || strings.Contains(got, "237") {
		t.Errorf("hidden or unfilled:\n%s", got)
	}
}

func TestMostFrequentIsOnlyClaimedWhereNothingHiddenCouldBeMoreFrequent(t *testing.T) {
	d := newDesk(t)
	w := d.writer(t, "de")
	e := short(d.internal(t, 2023, 3))
	form, _ := e.Table("form")
	for i := range form.Rows {
		if form.Rows[i].ID == "labour" {
			form.Rows[i].Cells[0].Shown = false
		}
	}
	got := press(w, e)
	if strings.Contains(got, "Am häufigsten dokumentiert: ") || !strings.Contains(got, "Unter den ausgewiesenen Formen am häufigsten: sexuelle Ausbeutung") {
		t.Errorf("a claim about what is hidden:\n%s", got)
	}
}

func TestGroupIsPrintedWithItsListAndNeverAsACountry(t *testing.T) {
	d := newDesk(t)
	for _, lang := range []core.Lang{"de", "en"} {
		w := d.writer(t, lang)
		e := d.public(t, 2023, 3)
		periods := []report.Period{{Edition: d.public(t, 2022, 2)}, {Edition: e}}
		named := 0
		for _, r := range []report.Report{w.Report(periods), w.Summary(periods), w.Press(periods)} {
			var notes strings.Builder
			for _, s := range r.Sections {
				for _, n := range s.Notes {
					notes.WriteString(n.String() + "\n")
				}
			}
			for _, n := range r.Notes {
				notes.WriteString(n.String() + "\n")
			}
			for _, text := range texts(r) {
				for _, p := range text {
					g, group := record.Group{}, false
					if p.From != nil {
						g, group = d.book.Group(p.From.Row)
					}
					if !group || p.From.Measure != report.Label {
						continue
					}
					named++
					if !strings.Contains(p.Words, "group “") && !strings.Contains(p.Words, "gruppe „") {
						t.Errorf("%s is written %q", g.ID, p.Words)
					}
					if !strings.Contains(notes.String(), strings.Join(w.Members(g), ", ")) {
						t.Errorf("%s is named without its countries", g.ID)
					}
				}
			}
		}
		if named == 0 {
			t.Error("no group was named")
		}
		for _, l := range w.Lines(e) {
			if g, ok := d.book.Group(l.Row); ok && (!strings.Contains(strings.Join(l.Notes, ";"), "countries="+strings.Join(g.Countries, " ")) || slices.Contains(w.Members(g), l.RowLabel)) {
				t.Errorf("the line of %s is %+v", g.ID, l)
			}
		}
		for name, out := range outputs(t, w, e) {
			if name == "eu.csv" && (strings.Contains(out, ",g-") || !strings.Contains(out, "EU27_2020_FOR") || !strings.Contains(out, "GRP_WEST_AFRICA")) {
				t.Error("a group has the code of a country")
			}
		}
	}
}

// unkind are words that this report does not use.
var unkind = regexp.MustCompile(`(?i)\b(opfer\w*|victims?|leider|einfach|simply|unfortunately)\b|!|hilflos|mittellos|\bnur noch\b`)

func TestWordsAreThoseOfTheField(t *testing.T) {
	files, _ := filepath.Glob("words/*.toml")
	golden, _ := filepath.Glob("testdata/*.*")
	for _, file := range append(append(files, "benchmarks.toml", "edition.schema.json"), golden...) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(source)) {
			if found := unkind.FindString(line); found != "" {
				t.Errorf("%s: %q in %s", file, found, line)
			}
		}
	}
}

func TestEveryColumnOfTheCodeBookHasAChapterInBothLanguages(t *testing.T) {
	d := newDesk(t)
	e := d.internal(t, 2023, 3)
	for _, lang := range []core.Lang{"de", "en"} {
		r := d.writer(t, lang).Report([]report.Period{{Edition: e}})
		for _, c := range d.book.Columns {
			i := slices.IndexFunc(r.Sections, func(s report.Section) bool { return s.ID == c.ID })
			if i < 0 {
				t.Errorf("%s: no section for %s", lang, c.ID)
				continue
			}
			s := r.Sections[i]
			if len(s.Paragraphs) == 0 || s.Table == nil || s.Chart == nil || s.Heading == "" || len(s.Notes) == 0 {
				t.Errorf("%s: %s lacks words, table, chart, heading or base: %+v", lang, c.ID, s)
			}
			if c.Multi() && !strings.Contains(read(report.Report{Sections: []report.Section{s}}), map[core.Lang]string{"de": "Mehrfachnennungen möglich", "en": "Several answers possible"}[lang]) {
				t.Errorf("%s: %s does not say that several answers are possible", lang, c.ID)
			}
		}
	}
}

func TestMostFrequentIsNotClaimedOverWhatIsMerged(t *testing.T) {
	d := newDesk(t)
	w := d.writer(t, "de")
	const claim, among = "Am häufigsten dokumentiert: ", "Unter den ausgewiesenen Formen am häufigsten: "
	for _, tt := range []struct {
		rest edition.Value
		want string
	}{
		{edition.Value{N: 5, Shown: true}, claim},
		{edition.Value{N: 500, Shown: true}, among}, // one of them could be more frequent
		{edition.Value{}, among},
	} {
		e := short(d.internal(t, 2023, 3))
		form, _ := e.Table("form")
		form.Rows = append(form.Rows, edition.Row{ID: edition.Rest, Merged: []string{"begging", "organ"}, Cells: []edition.Value{tt.rest}})
		if got := press(w, e); !strings.Contains(got, tt.want) {
			t.Errorf("rest of %v: no %q in\n%s", tt.rest, tt.want, got)
		}
	}
	e := short(d.internal(t, 2023, 3))
	nationality, _ := e.Table("nationality")
	nationality.Notes = append(nationality.Notes, edition.Threshold)
	if got := press(w, e); !strings.Contains(got, "Unter den einzeln ausgewiesenen Staatsangehörigkeiten am häufigsten") {
		t.Errorf("countries below the threshold could be more frequent:\n%s", got)
	}
}

func TestEveryNoteOfAnEditionHasWords(t *testing.T) {
	d := newDesk(t)
	for _, note := range []edition.Note{edition.Rounded, edition.Merged, edition.Withheld, edition.Threshold, edition.Several, edition.Uncounted} {
		for _, lang := range []core.Lang{"de", "en"} {
			e := short(d.internal(t, 2023, 3))
			gender, _ := e.Table("gender")
			gender.Notes = nil
			before := len(d.writer(t, lang).Report([]report.Period{{Edition: e}}).Sections[1].Notes)
			gender.Notes = []edition.Note{note}
			if after := len(d.writer(t, lang).Report([]report.Period{{Edition: e}}).Sections[1].Notes); after != before+1 {
				t.Errorf("%s says nothing of %s", lang, note)
			}
			if !strings.Contains(string(report.Schema()), `"`+string(note)+`"`) {
				t.Errorf("the schema does not know %s", note)
			}
		}
	}
}
