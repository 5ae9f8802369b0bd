package release_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/casework/release"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

func load(t testing.TB) (*dataset.Set, *release.Maker) {
	t.Helper()
	set, err := dataset.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set, release.For(set)
}

func day(y int, m time.Month, d int) core.Date { return core.Date{Year: y, Month: m, Day: d} }

// today is after the years of the tests.
var today = day(2027, time.February, 1)

// file is a case with some sheets.
type file map[string]dataset.Answers

func (f file) read(m *release.Maker, measures, claims []release.Entry) release.Source {
	return m.Read(release.File{Sheet: func(id string) dataset.Answers { return f[id] }, Measures: measures, Claims: claims})
}

func (f file) row(m *release.Maker, year int) release.Row {
	return m.Make(f.read(m, nil, nil), day(year, time.May, 2), year, today)
}

func TestARecordHoldsTheCodesOfWhatWasAnswered(t *testing.T) {
	_, m := load(t)
	full := file{
		"intake":       {"way": {"youth-office"}, "known-to": {"none", "police"}},
		"person":       {"gender": {"diverse"}, "age-band": {"50-plus"}, "minor": {"no"}, "nationality": {"UA", "RO"}},
		"exploitation": {"forms": {"begging", "labour", "sexual"}, "main-form": {"labour"}, "sector": {"industry", "sexual-services", "online-sexual"}, "recruited-in": {"RO"}, "exploited-in": {"DE", "FR"}, "offences": {"stgb-233-2005", "stgb-237"}},
		"proceedings":  {"investigation": {"yes"}, "charge": {"no"}, "verdict": {"unknown"}},
		"residence":    {"residence": {"insecure"}, "title": {"25-5"}, "reflection-period": {"granted"}},
	}
	want := map[string]string{
		"access": "authority", "known_to": "police", "gender": "diverse", "age_band": "50+", "minor_at_offence": "no", "nationality": "UA;RO",
		"form": "labour;begging;sexual", "sector": "sexual-services;other", "recruited_in": "RO", "exploited_in": "DE;FR", "offences": "stgb-233;other",
		"investigation": "yes", "charge": "no", "verdict": "unknown", "residence": "insecure", "title": "other", "reflection_period": "granted",
	}
	got := map[string]string{}
	for column, codes := range full.row(m, 2026).Cells {
		got[column] = strings.Join(codes, ";")
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestTheMainFormComesFirstAlsoWhenItIsAmongTheFormsOrAlone(t *testing.T) {
	_, m := load(t)
	for _, c := range []struct{ forms, main, want string }{
		{"sexual labour", "labour", "labour sexual"}, {"", "labour", "labour"}, {"begging", "", "begging"},
		{"labour sexual", "", "labour sexual"}, {"begging", "organ", "organ begging"},
	} {
		a := dataset.Answers{}
		a.Set("forms", strings.Fields(c.forms)...)
		a.Set("main-form", c.main)
		if got := strings.Join(file{"exploitation": a}.row(m, 2026).Cells["form"], " "); got != c.want {
			t.Errorf("%q, mainly %q: %q, want %q", c.forms, c.main, got, c.want)
		}
	}
}

func TestAFormThatDidNotExistInTheYearIsAnother(t *testing.T) {
	_, m := load(t)
	f := file{"exploitation": {"forms": {"surrogacy"}}}
	for year, want := range map[int]string{2023: "other", 2024: "surrogacy", 2026: "surrogacy"} {
		if got := f.row(m, year).Cells["form"]; !slices.Equal(got, []string{want}) {
			t.Errorf("%d: %v, want %s", year, got, want)
		}
	}
}

func TestAgeIsThatAtTheFirstContactOfTheYear(t *testing.T) {
	_, m := load(t)
	for _, c := range []struct {
		name, band, born string
		began, year      int
		want             string
	}{
		{"the band that was given", "22-29", "", 2026, 2026, "22-29"},
		{"the same in a later year, where no birth year is known", "14-17", "", 2024, 2026, "14-17"},
		{"by the year of birth", "", "2004", 2026, 2026, "22-29"},
		{"who has grown older since", "18-21", "2004", 2024, 2026, "22-29"},
		{"whose birthday was still to come", "14-17", "2008", 2026, 2026, "14-17"},
		{"whose birthday had been", "18-21", "2008", 2026, 2026, "18-21"},
		{"the year of birth where the band does not fit", "40-49", "2004", 2026, 2026, "22-29"},
		{"a birthday still to come counts in the first year only", "14-17", "2008", 2025, 2026, "18-21"},
		{"a child", "", "2025", 2026, 2026, "0-13"},
		{"the first year of the last band", "", "1976", 2026, 2026, "50+"},
		{"the last year before it", "", "1977", 2026, 2026, "40-49"},
		{"a year of birth that makes no sense", "30-39", "9999", 2026, 2026, "30-39"},
		{"one that makes no sense and nothing else", "", "1066", 2026, 2026, ""},
		{"she would rather not say", "-", "-", 2026, 2026, ""},
		{"nobody knows", "unknown", "", 2026, 2026, "unknown"},
		{"the band is not known and the year is", "unknown", "2004", 2026, 2026, "22-29"},
	} {
		a := dataset.Answers{}
		a.Set("age-band", c.band)
		a.Set("birth-year", c.born)
		row := m.Make(file{"person": a}.read(m, nil, nil), day(c.began, time.March, 1), c.year, today)
		if got := strings.Join(row.Cells["age_band"], ";"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCounsellingIsNewInTheYearInWhichItBegan(t *testing.T) {
	_, m := load(t)
	for began, want := range map[core.Date]string{day(2026, time.January, 1): "yes", day(2025, time.December, 31): "no", day(2027, time.January, 1): "no", {}: ""} {
		if got := m.Make(release.Source{}, began, 2026, today).New; got != want {
			t.Errorf("began %s: %q, want %q", began, got, want)
		}
	}
}

func TestServicesAreThoseGivenOrReferredToInTheYear(t *testing.T) {
	_, m := load(t)
	for _, c := range []struct {
		name    string
		answers dataset.Answers
		since   core.Date
		counts  bool
	}{
		{"given in the year", dataset.Answers{"outcome": {"given"}}, day(2026, time.March, 1), true},
		{"referred to in the year", dataset.Answers{"outcome": {"referred"}}, day(2026, time.March, 1), true},
		{"under way since an earlier year", dataset.Answers{"state": {"running"}}, day(2024, time.March, 1), true},
		{"given and under way since an earlier year", dataset.Answers{"state": {"running"}, "outcome": {"given"}}, day(2024, time.March, 1), true},
		{"done, without a word about the outcome", dataset.Answers{"state": {"done"}}, day(2026, time.March, 1), true},
		{"ended in the year", dataset.Answers{"state": {"done"}, "outcome": {"given"}, "until": {"2026-01-01"}}, day(2025, time.March, 1), true},
		{"ended before the year", dataset.Answers{"state": {"done"}, "outcome": {"given"}, "until": {"2025-12-31"}}, day(2025, time.March, 1), false},
		{"done in an earlier year on an unknown day", dataset.Answers{"state": {"done"}, "outcome": {"given"}}, day(2025, time.March, 1), false},
		{"given in a later year", dataset.Answers{"outcome": {"given"}}, day(2027, time.January, 1), false},
		{"planned", dataset.Answers{"state": {"planned"}}, day(2026, time.March, 1), false},
		{"neither a state nor an outcome", dataset.Answers{}, day(2026, time.March, 1), false},
		{"declined", dataset.Answers{"outcome": {"declined"}}, day(2026, time.March, 1), false},
		{"not to be had", dataset.Answers{"outcome": {"not-available"}, "state": {"done"}}, day(2026, time.March, 1), false},
		{"turned away", dataset.Answers{"outcome": {"turned-away"}}, day(2026, time.March, 1), false},
		{"received elsewhere already", dataset.Answers{"outcome": {"received"}}, day(2026, time.March, 1), false},
	} {
		c.answers.Set("service", "housing")
		src := file{}.read(m, []release.Entry{{Answers: c.answers, Day: c.since}}, nil)
		if got := m.Make(src, day(2024, time.March, 1), 2026, today).Cells["services"]; (len(got) > 0) != c.counts {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	twice := []release.Entry{
		{Answers: dataset.Answers{"service": {"medical"}, "outcome": {"given"}}, Day: day(2026, time.May, 1)},
		{Answers: dataset.Answers{"service": {"crisis"}, "outcome": {"given"}}, Day: day(2026, time.June, 1)},
		{Answers: dataset.Answers{"service": {"medical"}, "outcome": {"referred"}}, Day: day(2026, time.July, 1)},
	}
	if got := m.Make(file{}.read(m, twice, nil), day(2026, time.May, 1), 2026, today).Cells["services"]; !slices.Equal(got, []string{"crisis", "medical"}) {
		t.Errorf("each counts once, in the order of the list and not of the days: %v", got)
	}
}

func TestAClaimCountsInTheYearInWhichItIsKnownToBeEnforced(t *testing.T) {
	_, m := load(t)
	for _, c := range []struct {
		name    string
		answers dataset.Answers
		counts  bool
	}{
		{"granted only", dataset.Answers{"decision": {"granted"}, "decided": {"2026-03-01"}}, false},
		{"enforced and paid in the year", dataset.Answers{"enforced": {"yes"}, "decided": {"2025-12-01"}, "paid-on": {"2026-01-02"}}, true},
		{"paid in the year before", dataset.Answers{"enforced": {"yes"}, "paid-on": {"2025-12-31"}}, false},
		{"decided in the year", dataset.Answers{"enforced": {"yes"}, "decided": {"2026-12-31"}}, true},
		{"filed in the year, and nothing more", dataset.Answers{"enforced": {"yes"}}, true},
	} {
		c.answers.Set("kind", "wages")
		src := file{}.read(m, nil, []release.Entry{{Answers: c.answers, Day: day(2026, time.February, 1)}})
		if got := m.Make(src, day(2024, time.March, 1), 2026, today).Cells["claims"]; (len(got) > 0) != c.counts {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	other := file{}.read(m, nil, []release.Entry{{Answers: dataset.Answers{"kind": {"adhesion"}, "enforced": {"yes"}}, Day: day(2026, time.February, 1)}})
	if got := m.Make(other, day(2026, time.March, 1), 2026, today).Cells["claims"]; got != nil {
		t.Errorf("a claim that has no place in the record: %v", got)
	}
}

func TestWouldRatherNotSayLeavesTheCellEmptyAndIsNoGapToAskAbout(t *testing.T) {
	_, m := load(t)
	src := file{"person": {"gender": {"-"}, "nationality": {"XX"}, "birth-year": {"-"}}, "residence": {"residence": {"-"}}}.read(m, nil, nil)
	row := m.Make(src, day(2026, time.March, 1), 2026, today)
	if row.Cells["gender"] != nil || row.Cells["residence"] != nil || !slices.Equal(row.Cells["nationality"], []string{"XX"}) {
		t.Errorf("%v", row.Cells)
	}
	if release.Complete(row) {
		t.Error("complete without an answer that says something")
	}
	required, further := m.Gaps(src, row)
	var open, closed []string
	for _, g := range required {
		if g.Closed {
			closed = append(closed, g.ID)
		} else {
			open = append(open, g.ID)
		}
	}
	if !slices.Equal(open, []string{"age_band", "form"}) || !slices.Equal(closed, []string{"gender", "nationality"}) {
		t.Errorf("open %v, closed %v", open, closed)
	}
	for _, g := range further {
		if slices.Contains([]string{"residence", "services", "claims", "gender"}, g.ID) {
			t.Errorf("%s is no open question", g.ID)
		}
	}
	if len(further) != 12 {
		t.Errorf("%d further answers are open, want 12", len(further))
	}
}

func TestCompleteTakesFourKnownAnswers(t *testing.T) {
	full := func() release.Row {
		return release.Row{Cells: map[string][]string{"gender": {"female"}, "age_band": {"22-29"}, "nationality": {"NG"}, "form": {"sexual"}}}
	}
	if !release.Complete(full()) {
		t.Error("four known answers are not complete")
	}
	for column, unknown := range map[string]string{"gender": "unknown", "age_band": "unknown", "nationality": "XX", "form": ""} {
		row := full()
		row.Cells[column] = []string{unknown}
		if unknown == "" {
			delete(row.Cells, column)
		}
		if release.Complete(row) {
			t.Errorf("complete without %s", column)
		}
	}
}

func TestTheClientsLastWordCountsAndInDoubtItIsNo(t *testing.T) {
	given := func(y int, m time.Month, d int) count.Consent {
		return count.Consent{Scope: release.Scope, Given: true, Day: day(y, m, d)}
	}
	no := func(y int, m time.Month, d int) count.Consent {
		return count.Consent{Scope: release.Scope, Day: day(y, m, d)}
	}
	back := func(c count.Consent, d core.Date) count.Consent { c.Withdrawn = d; return c }
	for _, c := range []struct {
		name string
		all  []count.Consent
		want release.Consent
	}{
		{"never asked", nil, release.Consent{}},
		{"to something else only", []count.Consent{{Scope: "hand-over", Given: true, Day: day(2026, 3, 1)}}, release.Consent{}},
		{"given", []count.Consent{given(2026, 3, 1)}, release.Consent{Answer: release.Given, Day: day(2026, 3, 1)}},
		{"given, then refused", []count.Consent{given(2026, 3, 1), no(2026, 4, 1)}, release.Consent{Answer: release.Refused, Day: day(2026, 4, 1)}},
		{"refused, then given", []count.Consent{given(2026, 4, 1), no(2026, 3, 1)}, release.Consent{Answer: release.Given, Day: day(2026, 4, 1)}},
		{"both on one day", []count.Consent{no(2026, 3, 1), given(2026, 3, 1)}, release.Consent{Answer: release.Refused, Day: day(2026, 3, 1)}},
		{"withdrawn", []count.Consent{back(given(2026, 3, 1), day(2026, 5, 1))}, release.Consent{Answer: release.Withdrawn, Day: day(2026, 5, 1)}},
		{"given twice, and withdrawn on the first sheet", []count.Consent{back(given(2026, 3, 1), day(2026, 5, 1)), given(2026, 4, 1)}, release.Consent{Answer: release.Withdrawn, Day: day(2026, 5, 1)}},
		{"withdrawn, then given again", []count.Consent{back(given(2026, 3, 1), day(2026, 5, 1)), given(2026, 6, 1)}, release.Consent{Answer: release.Given, Day: day(2026, 6, 1)}},
		{"a withdrawal for a day to come", []count.Consent{back(given(2026, 3, 1), day(2028, 1, 1))}, release.Consent{Answer: release.Withdrawn, Day: day(2028, 1, 1)}},
		{"a consent for a day to come", []count.Consent{given(2028, 3, 1)}, release.Consent{}},
	} {
		if got := release.ConsentOf(c.all, today); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		slices.Reverse(c.all)
		if got := release.ConsentOf(c.all, today); got != c.want {
			t.Errorf("%s, in the other order: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestDigestsAreEqualForTheSameRecordAndSaltOnly(t *testing.T) {
	row := func() release.Row {
		return release.Row{New: "yes", Cells: map[string][]string{"gender": {"female"}, "form": {"labour", "begging"}}}
	}
	same := release.Digest("a", row())
	if release.Digest("a", row()) != same || release.Digest("b", row()) == same {
		t.Error("the digest does not follow from salt and record")
	}
	other := row()
	other.Cells["form"] = []string{"begging", "labour"}
	if release.Digest("a", other) == same {
		t.Error("the main form has changed, and the digest has not")
	}
}

// Every question of the data set is answered: those with a list by all of its codes,
// the others by something that can be recognised.
func TestNothingButCodesReachesACell(t *testing.T) {
	set, m := load(t)
	const canary = "Kanarienvogel"
	odd := map[dataset.Kind][]string{
		dataset.Line: {canary}, dataset.Text: {canary}, dataset.Day: {"2026-06-05"}, dataset.When: {"2026-06"}, dataset.Number: {"4711"}, dataset.Minutes: {"815"},
		dataset.Money: {"987654"}, dataset.Yes: {"yes"}, dataset.Language: {"ro"}, dataset.Languages: {"ro", "uk"},
		dataset.One: {canary, "2026-06-05"}, dataset.Several: {canary, "987654"}, dataset.Country: {canary, "ZZ"}, dataset.Countries: {canary, "ro", "2026-06-05"},
	}
	for _, kind := range dataset.Kinds() {
		if odd[kind] == nil {
			t.Fatalf("the test knows no answer of kind %s", kind)
		}
	}
	full := file{}
	var measures, claims []release.Entry
	asked := 0
	for _, sheet := range append(slices.Clone(set.Sheets), set.Centre...) {
		a := dataset.Answers{}
		for _, q := range sheet.Questions() {
			asked++
			a[q.ID] = slices.Clone(odd[q.Kind])
			for _, c := range set.List(q.List).Codes {
				a[q.ID] = append(a[q.ID], c.ID)
			}
		}
		full[sheet.ID] = a
		for _, service := range set.List("services").Codes {
			one := a.Clone()
			one["service"], one["outcome"] = []string{service.ID, canary}, []string{"given"}
			measures = append(measures, release.Entry{Answers: one, Day: day(2026, 6, 5)})
		}
		for _, kind := range append(set.List("claim").Codes, dataset.Code{ID: canary}) {
			one := a.Clone()
			one["kind"], one["enforced"] = []string{kind.ID}, []string{"yes"}
			claims = append(claims, release.Entry{Answers: one, Day: day(2026, 6, 5)})
		}
	}
	if asked < 150 {
		t.Fatalf("only %d questions were answered", asked)
	}
	allowed := map[string][]string{}
	for _, c := range m.Columns() {
		for _, code := range set.List(c.Question.List).Codes {
			if to, ok := code.InRecord(); ok {
				allowed[c.ID] = append(allowed[c.ID], to)
			}
		}
		if c.Question.Kind == dataset.Country || c.Question.Kind == dataset.Countries {
			allowed[c.ID] = text.CountryCodes()
		}
	}
	filled := map[string]bool{}
	for year := 2022; year <= 2027; year++ {
		row := m.Make(full.read(m, measures, claims), day(2026, 6, 5), year, today)
		if !slices.Contains([]string{"yes", "no"}, row.New) {
			t.Errorf("new is %q", row.New)
		}
		for column, codes := range row.Cells {
			filled[column] = true
			for _, code := range codes {
				if !slices.Contains(allowed[column], code) {
					t.Errorf("%d, %s: %q is no code of the column", year, column, code)
				}
			}
		}
	}
	for _, c := range m.Columns() {
		if !filled[c.ID] && c.Question.Kind != dataset.Countries {
			t.Errorf("nothing was in %s: the test proves nothing about it", c.ID)
		}
	}
}

func TestColumnsAreThoseOfTheDescriptionOfReleasedRecords(t *testing.T) {
	_, m := load(t)
	var described string
	for _, up := range []string{"../../../../", "../../../../../"} {
		if file, err := os.ReadFile(up + "shared/data/figures/records-format.md"); err == nil {
			described = string(file)
		}
	}
	if described == "" {
		t.Skip("records-format.md is not here to compare with")
	}
	var want []string
	for line := range strings.Lines(described) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 2 || strings.HasPrefix(strings.TrimSpace(cells[1]), "-") || strings.TrimSpace(cells[0]) == "column" {
			continue
		}
		for name := range strings.SplitSeq(cells[0], ",") {
			want = append(want, strings.TrimSpace(name))
		}
	}
	got := []string{"period", "centre", "new_in_year", "released"}
	for _, c := range m.Columns() {
		got = append(got, c.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestWordsOfACodeAreThoseOfTheFile(t *testing.T) {
	set, m := load(t)
	for _, c := range m.Columns() {
		for _, code := range set.List(c.Question.List).Codes {
			to, ok := code.InRecord()
			if !ok {
				continue
			}
			if words := m.Words(c, []string{to}, german{}); len(words) != 1 || words[0] == "" || words[0] == to && to != code.De {
				t.Errorf("%s: %s is said as %v", c.ID, to, words)
			}
		}
	}
}

// german speaks German, as far as the tests need it.
type german struct{ dataset.Speaker }

func (german) Lang() core.Lang { return "de" }

func BenchmarkMake(b *testing.B) {
	_, m := load(b)
	f := file{
		"intake":       {"way": {"police"}, "known-to": {"police"}},
		"person":       {"gender": {"female"}, "birth-year": {"2001"}, "nationality": {"UA", "RO"}},
		"exploitation": {"forms": {"begging", "labour"}, "main-form": {"labour"}, "sector": {"industry", "cleaning"}},
	}
	src := f.read(m, nil, nil)
	for b.Loop() {
		m.Make(src, day(2026, time.May, 2), 2026, today)
	}
}
