package dataset_test

import (
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// A printer knows what a reader of forms has to know.
var _ dataset.Reader = (*text.Printer)(nil)

func load(t testing.TB) *dataset.Set {
	t.Helper()
	set, err := dataset.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func sheet(t testing.TB, set *dataset.Set, id string) *dataset.Sheet {
	t.Helper()
	s, ok := set.Sheet(id)
	if !ok {
		t.Fatalf("there is no sheet %q", id)
	}
	return s
}

func printer(t testing.TB, lang core.Lang) *text.Printer {
	t.Helper()
	var all []text.Language
	for _, code := range []core.Lang{"de", "en", "ar"} {
		l, ok := text.LanguageOf(code)
		if !ok {
			t.Fatalf("nothing is known about %q", code)
		}
		all = append(all, l)
	}
	c, err := text.Load(all)
	if err != nil {
		t.Fatal(err)
	}
	return c.For(lang)
}

func day(t testing.TB, s string) core.Date {
	t.Helper()
	d, err := core.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSheetsStandInTheOrderOfTheWork(t *testing.T) {
	var ids []string
	for _, s := range load(t).Sheets {
		ids = append(ids, s.ID)
	}
	want := "intake journal measure claim stay deadline task conference person residence residence-step " +
		"exploitation proceedings proceeding health identity location consent"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestIntakeFitsOnTwoPages(t *testing.T) {
	intake := sheet(t, load(t), "intake")
	if intake.Pages() != 2 {
		t.Errorf("%d pages", intake.Pages())
	}
	if n := len(intake.Questions()); n > 20 {
		t.Errorf("%d questions are more than a phone call answers", n)
	}
}

func TestNamesAndPlacesAreKeptInPartsThatCanBeErasedAlone(t *testing.T) {
	for _, s := range load(t).Sheets {
		if slices.Contains([]string{"identity", "location"}, s.ID) != slices.Contains([]dataset.Part{dataset.Identity, dataset.Location}, s.Part) {
			t.Errorf("%s is kept in %s", s.ID, s.Part)
		}
		for _, q := range s.Questions() {
			if q.Names && s.Part == dataset.Core && s.ID+"."+q.ID != "claim.opponent" {
				t.Errorf("%s.%s holds names, outside of the identity", s.ID, q.ID)
			}
		}
	}
}

func TestListsOfEntriesShowWhatMattersAndNoMore(t *testing.T) {
	for _, s := range load(t).Sheets {
		n := 0
		for _, q := range s.Questions() {
			if q.Brief {
				n++
			}
		}
		if s.Many && (n < 3 || n > 5) || !s.Many && n > 0 {
			t.Errorf("the list of %s would have %d columns", s.ID, n)
		}
		if s.Many && s.Day == "" {
			t.Errorf("entries of %s are in no order", s.ID)
		}
	}
}

func TestOnlyEntriesHaveQuestionsThatMustBeAnswered(t *testing.T) {
	for _, s := range load(t).Sheets {
		for _, q := range s.Questions() {
			if q.Required && !s.Many {
				t.Errorf("%s.%s cannot be skipped", s.ID, q.ID)
			}
		}
	}
}

func TestEveryListIsUsedByASheetOrByTheRoom(t *testing.T) {
	set := load(t)
	used := map[string]bool{}
	for _, id := range []string{"flag", "closing-reason", "closing-outcome", "retention"} {
		used[id] = true
		if len(set.List(id).Codes) == 0 {
			t.Errorf("the room needs the list %s", id)
		}
	}
	for _, s := range slices.Concat(set.Sheets, set.Centre) {
		for _, q := range s.Questions() {
			used[q.List] = true
		}
	}
	for _, l := range set.Lists {
		if !used[l.ID] {
			t.Errorf("nobody uses the list %s", l.ID)
		}
	}
}

func TestLabelsOfAListAreToldApart(t *testing.T) {
	for _, l := range load(t).Lists {
		for _, lang := range []core.Lang{"de", "en"} {
			labels := map[string]string{}
			for _, c := range l.Codes {
				if first, twice := labels[c.Label(lang)]; twice {
					t.Errorf("%s: %s and %s are both called %q", l.ID, first, c.ID, c.Label(lang))
				}
				labels[c.Label(lang)] = c.ID
			}
		}
	}
}

func TestFormsOfTheNewDirectiveCanBeChosenFromTheDayItWasInForce(t *testing.T) {
	set := load(t)
	q, _ := sheet(t, set, "exploitation").Question("forms")
	offered := func(on string, chosen ...string) []string {
		var ids []string
		for _, c := range set.Choices(q, chosen, day(t, on), "de", nil) {
			ids = append(ids, c.Value)
		}
		return ids
	}
	if got := offered("2024-07-13"); slices.Contains(got, "surrogacy") || slices.Contains(got, "illegal-adoption") || !slices.Contains(got, "forced-marriage") {
		t.Errorf("the day before: %q", got)
	}
	if got := offered("2024-07-14"); !slices.Contains(got, "surrogacy") || !slices.Contains(got, "illegal-adoption") {
		t.Errorf("on the day: %q", got)
	}
	if got := offered("2024-07-13", "surrogacy"); !slices.Contains(got, "surrogacy") {
		t.Error("what was chosen before is not shown any more")
	}
}

func TestActsBeforeTheReformOf2016AreNamedByTheLawOfTheirTime(t *testing.T) {
	set := load(t)
	for _, id := range []string{"stgb-232-2005", "stgb-233-2005", "stgb-233a-2005"} {
		c, ok := set.List("offence").Code(id)
		if !ok || !c.On(day(t, "2026-06-01")) {
			t.Errorf("%s cannot be chosen today for an act of that time", id)
		}
		if !strings.Contains(c.De, "14.10.2016") {
			t.Errorf("%q does not say until when", c.De)
		}
	}
}
