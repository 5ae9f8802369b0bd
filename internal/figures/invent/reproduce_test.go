package invent

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbund/internal/figures/record"
)

// lines reads figures from short lines "period|metric|value|unit|base|kind".
func lines(t testing.TB, short string) (all []Printed) {
	t.Helper()
	for line := range strings.Lines(short) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		f := strings.Split(line, "|")
		p := Printed{f[0], f[1], f[2], f[3], f[4], f[5]}
		if err := p.check(); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, p)
	}
	return all
}

func period(t testing.TB, written string) Period {
	t.Helper()
	p, err := ParsePeriod(written)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tally is how many figures came to each outcome.
func tally(r Report) string {
	return fmt.Sprintf("%d reproduced, %d suspect, %d contradicted, %d not computable, %d unknown, %d undecided, %d missed",
		r.Count(Reproduced), r.Count(Suspect), r.Count(Contradicted), r.Count(NotComputable), r.Count(Unknown), r.Count(Undecided), r.Count(Missed))
}

func verdict(t testing.TB, r Report, metric, value string) Verdict {
	t.Helper()
	i := slices.IndexFunc(r.Verdicts, func(v Verdict) bool { return v.Metric == metric && v.Value == value })
	if i < 0 {
		t.Fatalf("no verdict on %s %s", metric, value)
	}
	return r.Verdicts[i]
}

func against(r Report, v Verdict) (out []string) {
	for _, i := range v.Against {
		out = append(out, r.Verdicts[i].Metric+" "+r.Verdicts[i].Value)
	}
	return out
}

func TestEveryPrintedFigureIsReproducedOrNamed(t *testing.T) {
	known, err := KnownFigures()
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string][]Printed{"committed": known, "delivered": delivered(t)} {
		elsewhere := 0
		if name == "delivered" {
			elsewhere = 1 // what others counted is in the delivered file alone
		}
		for written, want := range map[string]string{
			"2020-01..2021-06": fmt.Sprintf("12 reproduced, 0 suspect, 0 contradicted, %d not computable", elsewhere),
			"2021":             "7 reproduced, 1 suspect, 0 contradicted, 0 not computable",
			"2022":             "31 reproduced, 0 suspect, 1 contradicted, 0 not computable",
			"2023":             "13 reproduced, 0 suspect, 0 contradicted, 0 not computable",
		} {
			if source == nil {
				continue
			}
			_, report := load(t).Reproduce(source, period(t, written), 1)
			if got := tally(report); got != want+", 0 unknown, 0 undecided, 0 missed" {
				t.Errorf("%s figures of %s: %s, not %s", name, written, got, want)
			}
			for _, v := range report.Verdicts {
				t.Logf("%s | %s | %s | %s | %s | %s", written, v.Metric, v.Value, v.Outcome, strings.Join(v.Shown, " "), v.Resembles)
			}
		}
	}
}

// delivered are the figures as they were handed over; nil where they are not here.
func delivered(t *testing.T) []Printed {
	t.Helper()
	for _, to := range []string{"../../../..", "../../../../..", "../../../../../.."} {
		f, err := os.Open(filepath.Join(to, "shared", "data", "figures", "published.csv"))
		if err != nil {
			continue
		}
		defer f.Close()
		all, err := ReadPrinted(f)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	t.Log("shared/data/figures/published.csv is not here: only the committed figures are tried")
	return nil
}

func TestReproducedRecordsDoNotContradictThemselves(t *testing.T) {
	known, err := KnownFigures()
	if err != nil {
		t.Fatal(err)
	}
	w := load(t)
	for _, written := range []string{"2020-01..2021-06", "2021", "2022", "2023"} {
		all, _ := w.Reproduce(known, period(t, written), 1)
		for i, r := range all {
			if p, wrong := w.book.Contradiction(r); wrong {
				t.Errorf("%s, record %d: %s: %s %v", written, i, p.Column, p.Key, p.Args)
			}
		}
	}
}

func TestTheShareOfAGroupPrintedForACountryIsNamed(t *testing.T) {
	known, err := KnownFigures()
	if err != nil {
		t.Fatal(err)
	}
	_, report := load(t).Reproduce(known, period(t, "2022"), 1)
	v := verdict(t, report, "Nigeria", "52")
	if v.Outcome != Contradicted || v.Resembles != "2022, West African countries: 52" {
		t.Errorf("%s, resembles %q", v.Outcome, v.Resembles)
	}
	if got := against(report, v); !slices.Equal(got, []string{"West African countries 52", "Guinea 9.96"}) {
		t.Errorf("it is said to stand against %v", got)
	}
	if got := against(report, verdict(t, report, "West African countries", "52")); !slices.Equal(got, []string{"Nigeria 52"}) {
		t.Errorf("the share of the group is not said to stand against it, but %v", got)
	}
}

func TestTheSameIsNamedWhereNobodyDoubtedIt(t *testing.T) {
	_, report := load(t).Reproduce(lines(t, `
		2030|released for analysis|733|count||pub
		2030|Nigeria|52|pct|733|pub
		2030|Guinea|9.96|pct|733|pub
		2030|Gambia|6.68|pct|733|pub
		2030|West African countries|52|pct|733|pub`), period(t, "2030"), 1)
	v := verdict(t, report, "West African countries", "52")
	if v.Outcome != Contradicted || len(v.Against) < 2 || verdict(t, report, "Nigeria", "52").Against == nil {
		t.Errorf("%s against %v", v.Outcome, against(report, v))
	}
}

func TestTheShareOfAnotherAgeGroupIsSuspectAndNotRefuted(t *testing.T) {
	known, err := KnownFigures()
	if err != nil {
		t.Fatal(err)
	}
	_, report := load(t).Reproduce(known, period(t, "2021"), 1)
	v := verdict(t, report, "age 22-29", "73")
	if v.Outcome != Suspect || v.Resembles != "2022, age 22-39: 68" {
		t.Errorf("%s, resembles %q", v.Outcome, v.Resembles)
	}
	for i := range known {
		known[i].Kind = "pub"
	}
	_, report = load(t).Reproduce(known, period(t, "2021"), 1)
	if v = verdict(t, report, "age 22-29", "73"); v.Outcome != Reproduced || v.Resembles == "" {
		t.Errorf("where nobody noted a doubt: %s, resembles %q", v.Outcome, v.Resembles)
	}
}

func TestSwappedDigitsAreNamed(t *testing.T) {
	print := func(n string) Report {
		_, report := load(t).Reproduce(lines(t, `
			2030|released for analysis|733|count||pub
			2030|investigation opened|41|pct|733|pub
			2030|investigation opened|`+n+`|count|733|pub`), period(t, "2030"), 1)
		return report
	}
	v := verdict(t, print("229"), "investigation opened", "229")
	if v.Outcome != Contradicted || !slices.Equal(against(print("229"), v), []string{"investigation opened 41"}) {
		t.Errorf("229 of 733 beside 41 %%: %s against %v", v.Outcome, against(print("229"), v))
	}
	if v := verdict(t, print("299"), "investigation opened", "299"); v.Outcome != Reproduced {
		t.Errorf("299 of 733 beside 41 %%: %s", v.Outcome)
	}
}

func TestGrowthThatWasCutAndNotRoundedIsNamed(t *testing.T) {
	for value, want := range map[string]Outcome{"+23": Contradicted, "+24": Reproduced, "+23.6": Reproduced, "+23.60": Reproduced, "-23.6": Contradicted} {
		_, report := load(t).Reproduce(lines(t, `
			2029|documented|500|count||pub
			2030|documented|618|count||pub
			2030|growth against 2029|`+value+`|pct||pub`), period(t, "2030"), 1)
		v := verdict(t, report, "growth against 2029", value)
		if v.Outcome != want {
			t.Errorf("%s %%: %s, not %s", value, v.Outcome, want)
		}
		if value == "+23" && (!slices.Equal(v.Shown, []string{"24"}) || !slices.Equal(against(report, v), []string{"documented 618"})) {
			t.Errorf("shown %v, against %v", v.Shown, against(report, v))
		}
	}
}

func TestEachKindOfContradictionIsNamed(t *testing.T) {
	for name, short := range map[string]string{
		"a share that no count has":                    "2030|female|9.97|pct|733|pub",
		"more than all":                                "2030|female|101|pct|733|pub",
		"ages of more than all":                        "2030|age 22-29|60|pct|733|pub\n2030|age 30-39|50|pct|733|pub",
		"women and men more than all":                  "2030|women and girls|88|pct|733|pub\n2030|men and boys|14|pct|733|pub",
		"more charges than investigations":             "2030|investigation opened|10|pct|733|pub\n2030|charge brought|80|count|733|pub",
		"more new than documented":                     "2030|documented|800|count||pub\n2030|new cases in year|801|count||pub",
		"more released than documented":                "2030|documented|800|count||pub\n2030|released for analysis|801|count||pub",
		"two bases":                                    "2030|female|88|pct|733|pub\n2030|charge brought|10|pct|734|pub",
		"a part of a bundle more than it":              "2030|age 22-39|40|pct|733|pub\n2030|age 22-29|41|pct|733|pub",
		"a sector more than its bundle":                "2030|sector other employment|12|pct|733|pub\n2030|sector care|13|pct|733|pub",
		"a bundle more than its parts":                 "2030|sector other employment|90|pct|733|pub\n2030|sector care|1|pct|733|pub\n2030|sector catering|1|pct|733|pub\n2030|sector au-pair|1|pct|733|pub\n2030|sector transport|1|pct|733|pub\n2030|sector begging|1|pct|733|pub",
		"a largest group beside an equal one":          "2030|age 30-39|200|count|733|pub\n2030|age 22-29|200|count|733|pub\n2030|largest age group|22-29|label|733|pub",
		"more analysed than released":                  "2030|released for analysis|611|count||pub\n2030|cases analysed|612|count||pub",
		"more charges than investigations, as a share": "2030|investigation opened|10|pct|733|pub\n2030|charge per investigation|101|pct||pub",
		"a largest group that is not":                  "2030|age 30-39|60|pct|733|pub\n2030|largest age group|22-29|label|733|pub",
		"children who were not under 18 then":          "2030|minors at first contact|20|pct|733|pub\n2030|minor at time of offence|10|pct|733|pub",
		"a rate that does not follow":                  "2030|documented|875|count||pub\n2030|released for analysis|733|count||pub\n2030|release rate|84.8|pct|875|derived",
		"shares of a base that is not printed":         "2030|West African countries|52|pct||pub\n2030|Nigeria|52|pct||pub\n2030|Guinea|10|pct||pub",
	} {
		_, report := load(t).Reproduce(lines(t, short), period(t, "2030"), 1)
		if report.Count(Contradicted) != 1 || report.Count(Contradicted)+report.Count(Reproduced) != len(report.Verdicts) {
			t.Errorf("%s: %s", name, tally(report))
		}
	}
}

func TestWhatCannotBeCountedIsNamed(t *testing.T) {
	_, report := load(t).Reproduce(lines(t, `
		2030|female|88|pct|733|pub
		2030|people identified by the police|820|count||pub
		2030|age 22-40|10|pct|733|pub
		2030|sector care/catering|10|pct|733|pub
		2030|change against 2029|-173|count||pub
		2030|shoe size 39|10|pct|733|pub
		2030|Atlantis|10|pct|733|pub`), period(t, "2030"), 1)
	for metric, want := range map[string]Outcome{
		"female": Reproduced, "people identified by the police": NotComputable, "age 22-40": NotComputable,
		"sector care/catering": NotComputable, "change against 2029": NotComputable, "shoe size 39": Unknown, "Atlantis": Unknown,
	} {
		i := slices.IndexFunc(report.Verdicts, func(v Verdict) bool { return v.Metric == metric })
		if v := report.Verdicts[i]; v.Outcome != want || want != Reproduced && v.Why == "" {
			t.Errorf("%s: %s (%s), not %s", metric, v.Outcome, v.Why, want)
		}
	}
}

func TestAMetricIsUnderstoodHoweverItIsNamed(t *testing.T) {
	w := load(t)
	w.words.country = func(name string) (string, bool) { return map[string]string{"albania": "AL"}[name], name == "albania" }
	for metric, want := range map[string]string{
		"Nationality NIGERIA": "nationality [NG]", "Germany": "nationality [DE]", "Albania": "nationality [AL]", "nationality XS": "nationality [XS]",
		"West African countries": "nationality [g-west-africa]", "Western Africa": "nationality [g-west-africa]",
		"age 22-39": "age_band [b-22-39]", "age 18-39": "age_band [18-21 22-29 30-39]", "age 50+": "age_band [50+]", "age 30+": "age_band [30-39 40-49 50+]", "minors": "minor_at_offence [yes]",
		"centre sees Zwangsprostitution (multi)": "offences [stgb-232a]", "centre sees § 233 StGB Ausbeutung der Arbeitskraft": "offences [stgb-233]", "... with deprivation of liberty (233a)": "offences [stgb-233a]",
		"sector au pair": "sector [au-pair]", "sector care/catering/au pair/transport/begging": "sector [b-other-work]", "service pregnancy and children": "services [pregnancy-children]",
		"residence prospects insecure/unclear": "residence [b-unsettled]", "residence prospects secure/unclear": "residence [secure unclear]",
		"exploited in Germany": "exploited_in [DE]", "female": "gender [female]", "form labour": "form [labour]",
	} {
		m, why := w.words.read(Printed{"2030", metric, "5", "pct", "", "pub"})
		if why != "" {
			t.Errorf("%s: %s", metric, why)
			continue
		}
		if got := fmt.Sprint(m.parts[0].column, " ", m.parts[0].rows); got != want {
			t.Errorf("%s is %s, not %s", metric, got, want)
		}
	}
}

func TestWhatWasNotPrintedIsAsPlausibleAsInAnyInventedYear(t *testing.T) {
	w := load(t)
	drawn := w.counted(2022, w.Records(9, 2022, 20000, 19))
	years, _ := Years()
	for _, year := range years {
		all, err := w.Year(year, 4)
		if err != nil {
			t.Fatal(err)
		}
		set := w.counted(year, all)
		for i := range set.Tables {
			tab := &set.Tables[i]
			if tab.Columns != nil {
				continue
			}
			usual, _ := drawn.Table(tab.ID)
			for row, id := range tab.Rows {
				got := 100 * tab.Cells[row].N / tab.Base.N
				if want := 100 * usual.Find(id, "").N / usual.Base.N; got < want-20 || got > want+20 {
					t.Errorf("%d: %s %s: %d %%, elsewhere %d %%", year, tab.ID, id, got, want)
				}
			}
		}
		form, _ := set.Table("form-by-gender")
		if n := func(f, g string) int { return form.Find(f, g).N }; n("labour", "male")*n("sexual", "female") < 3*n("sexual", "male")*n("labour", "female") {
			t.Errorf("%d: form does not depend on gender", year)
		}
	}
}

func TestACountThatASharePrintedTooFinelyGivesAwayIsNamed(t *testing.T) {
	known, err := KnownFigures()
	if err != nil {
		t.Fatal(err)
	}
	_, report := load(t).Reproduce(known, period(t, "2022"), 1)
	for metric, want := range map[string]int{"Guinea": 73, "Gambia": 49, "sector household help": 33, "women and girls": 0, "Romania": 0} {
		i := slices.IndexFunc(report.Verdicts, func(v Verdict) bool { return v.Metric == metric && v.Unit == "pct" })
		if got := report.Verdicts[i].Reveals; got != want {
			t.Errorf("%s %s %%: gives away %d, not %d", metric, report.Verdicts[i].Value, got, want)
		}
	}
}

func TestWhatIsPrintedAsAboutANumberIsThatNumberWhereItCanBe(t *testing.T) {
	known, err := KnownFigures()
	if err != nil {
		t.Fatal(err)
	}
	for of, want := range map[[3]string][2]string{
		{"2022", "Germany", "~7"}: {"6.5", "7.4"}, {"2022", "sector sexual services", "~60"}: {"59.5", "60.4"},
		{"2022", "centre sees Menschenhandel", "~85"}: {"84.5", "85.4"}, {"2021", "Germany", "~5 (knapp)"}: {"4.5", "4.9"},
	} {
		_, report := load(t).Reproduce(known, period(t, of[0]), 1)
		if v := verdict(t, report, of[1], of[2]); len(v.Shown) != 1 || v.Shown[0] < want[0] || v.Shown[0] > want[1] {
			t.Errorf("%s %s: %v", of[1], of[2], v.Shown)
		}
	}
	// Where it cannot be, it is as near as its word allows: 31 of 52 are 59.6, 32 are 61.5.
	_, report := load(t).Reproduce(lines(t, `
		2030|female|~60|pct|52|pub
		2030|female|32|count|52|pub`), period(t, "2030"), 1)
	if n := report.Count(Reproduced); n != 2 {
		t.Errorf("%s", tally(report))
	}
}

func TestYearsOfTheDemoAgreeWithWhatWasPrinted(t *testing.T) {
	w := load(t)
	years, err := Years()
	if err != nil || !slices.Equal(years, []int{2020, 2021, 2022, 2023}) {
		t.Fatal(years, err)
	}
	for _, year := range years {
		all, err := w.Year(year, 4)
		if err != nil {
			t.Error(err)
			continue
		}
		again, _ := w.Year(year, 4)
		if written(w, all) != written(w, again) {
			t.Errorf("%d: the same seed gave other records", year)
		}
		contained(t, w, all)
		if slices.ContainsFunc(all, func(r record.Record) bool { return r.Year != year || !r.Released && r.Values != nil }) {
			t.Errorf("%d: a record of another year, or with values and not released", year)
		}
	}
	set := func(year int) func(table, row string) int {
		all, _ := w.Year(year, 4)
		counted := w.counted(year, all)
		return func(id, row string) int {
			tab, _ := counted.Table(id)
			return tab.Find(row, "").N
		}
	}
	if n := set(2022); n("nationality", "GN") != 73 || n("nationality", "GM") != 49 || n("investigation", "yes") != 259 || n("charge", "yes") != 77 {
		t.Error("the counts printed for 2022 are others")
	}
	if n := set(2021); n("age_band", "b-22-39") < 444 || n("age_band", "b-22-39") > 449 {
		t.Error("what was meant for 2021 is not there: 73 % of 612 from 22 to 39")
	}
	if _, err := w.Year(2019, 4); err == nil {
		t.Error("2019 is invented although nothing was printed")
	}
}
