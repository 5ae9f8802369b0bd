package report_test

import (
	"slices"
	"strings"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/report"
)

func notes(run report.Run) string {
	var b strings.Builder
	for _, n := range run.Notes {
		b.WriteString(n.String() + "\n")
	}
	return b.String()
}

func TestYearWithoutReportIsAGapAndNoZero(t *testing.T) {
	d := newDesk(t)
	w := d.writer(t, "de")
	run := w.Series([]report.Period{{Edition: d.internal(t, 2023, 3)}, {Edition: d.internal(t, 2020, 2)}}, "gender", "female", "")
	var years []int
	for _, p := range run.Points {
		years = append(years, p.Year)
	}
	if !slices.Equal(years, []int{2020, 2021, 2022, 2023}) {
		t.Fatalf("years %v", years)
	}
	if p := run.Points[1]; p.Gap != report.NoReport || p.Value.Shown {
		t.Errorf("2021 is %+v", p)
	}
	if len(run.Points[3].Growth) != 0 {
		t.Errorf("growth over a gap: %s", run.Points[3].Growth)
	}
	if !strings.Contains(notes(run), "Lücken sind keine Nullen") {
		t.Errorf("nothing is said of gaps: %s", notes(run))
	}
}

func TestGapSaysWhyThereIsNoNumber(t *testing.T) {
	d := newDesk(t)
	w := d.writer(t, "en")
	before, now := d.internal(t, 2022, 3), d.internal(t, 2024, 3)
	form, _ := now.Table("form")
	form.Rows[0].Cells[0].Shown = false
	for _, tt := range []struct {
		table, row string
		year       int
		want       report.Gap
	}{
		{"form", "sexual", 2024, report.Withheld},
		{"form", "sexual", 2022, report.NoGap},
		{"form", "surrogacy", 2022, report.NotAsked}, // valid from 2024 on
		{"form", "surrogacy", 2024, report.NoGap},
		{"nationality", "FR", 2022, report.Absent},
		{"no-table", "x", 2022, report.Absent},
		{report.Funnel, "documented", 2022, report.NoGap},
	} {
		run := w.Series([]report.Period{{Edition: before}, {Edition: now}}, tt.table, tt.row, "")
		i := slices.IndexFunc(run.Points, func(p report.Point) bool { return p.Year == tt.year })
		if p := run.Points[i]; p.Gap != tt.want || (p.Gap == report.NoGap) != p.Value.Shown {
			t.Errorf("%s %s in %d: %+v, want gap %q", tt.table, tt.row, tt.year, p, tt.want)
		}
	}
}

func TestSeriesSaysWhatMakesYearsDiffer(t *testing.T) {
	d := newDesk(t)
	w := d.writer(t, "de")
	before, now := d.internal(t, 2022, 2), d.internal(t, 2023, 3)
	same := notes(w.Series([]report.Period{{Edition: before}, {Edition: now}}, "gender", "female", ""))
	for _, want := range []string{"Jahre werden nicht addiert", "in Monaten: 2022: 12; 2023: 12", "berichtet haben: 2022: 4; 2023: 4", "Ausgewertete Fälle: 2022: 134; 2023: 201", "Codebuchs: 2022: 2026.1; 2023: 2026.1"} {
		if !strings.Contains(same, want) {
			t.Errorf("no %q in %s", want, same)
		}
	}
	before.Book, before.Centres = "2025.1", 3
	other := notes(w.Series([]report.Period{{Edition: before, Months: 18}, {Edition: now}}, "gender", "female", ""))
	for _, want := range []string{"Definitionen sind nicht in allen Jahren gleich", "verschieden lang", "nicht in jedem Jahr gleich viele", "2022: 18; 2023: 12"} {
		if strings.Contains(same, want) || !strings.Contains(other, want) {
			t.Errorf("%q: said of the same %v, of different ones %v", want, strings.Contains(same, want), strings.Contains(other, want))
		}
	}
}

func TestPeriodsOfDifferentLengthHaveNoGrowth(t *testing.T) {
	d := newDesk(t)
	w := d.writer(t, "de")
	for months, want := range map[int]bool{0: true, 12: true, 18: false} {
		periods := []report.Period{{Edition: d.internal(t, 2022, 2), Months: months}, {Edition: d.internal(t, 2023, 3)}}
		run := w.Series(periods, "gender", "female", "")
		if got := len(run.Points[1].Growth) > 0; got != want {
			t.Errorf("%d months: growth is given: %v", months, got)
		}
		if got := strings.Contains(read(w.Press(periods)), "+50,0"); got != want {
			t.Errorf("%d months: the press release gives growth: %v", months, got)
		}
	}
}

func TestInternalAndPublicNumbersAreNotMixed(t *testing.T) {
	d := newDesk(t)
	run := d.writer(t, "de").Series([]report.Period{{Edition: d.internal(t, 2022, 2)}, {Edition: d.public(t, 2023, 3)}}, "gender", "female", "")
	if len(run.Points) != 1 || run.Points[0].Year != 2023 {
		t.Errorf("%+v", run.Points)
	}
	if got := press(d.writer(t, "de"), d.internal(t, 2022, 2), d.public(t, 2023, 3)); strings.Contains(got, "158") {
		t.Error("an exact number stands in a public report")
	}
}

func TestFiguresOfOthersStandBesideWithTheirSource(t *testing.T) {
	d := newDesk(t)
	r := d.writer(t, "de").Report([]report.Period{{Edition: year(edition.Internal, 2023, 702, 597, 19)}})
	i := slices.IndexFunc(r.Sections, func(s report.Section) bool { return s.ID == "others" })
	if i < 0 {
		t.Fatal("there is no such section")
	}
	s := read(report.Report{Sections: r.Sections[i : i+1]})
	for _, want := range []string{"Bundeslagebild Menschenhandel und Ausbeutung 2023 (veröffentlicht am 20.08.2024)", "abgeschlossene Ermittlungsverfahren: 474", "Ermittlungsverfahren wegen sexueller Ausbeutung: 299", "weder addieren noch verrechnen"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in %s", want, s)
		}
	}
	for _, other := range r.Sections {
		if other.ID == "others" {
			continue
		}
		for _, text := range texts(report.Report{Sections: []report.Section{other}}) {
			if slices.ContainsFunc(text, func(p report.Part) bool { return p.From != nil && p.From.Measure == report.Other }) {
				t.Errorf("a figure of others stands among ours: %s", text)
			}
		}
	}
	r = d.writer(t, "de").Report([]report.Period{{Edition: year(edition.Internal, 2030, 702, 597, 19)}})
	if slices.ContainsFunc(r.Sections, func(s report.Section) bool { return s.ID == "others" }) {
		t.Error("figures of other years stand beside 2030")
	}
}
