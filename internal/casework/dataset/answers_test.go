package dataset_test

import (
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
)

func TestAnswersAreSaidInTheWordsOfTheReader(t *testing.T) {
	set, s := example(t)
	for _, tt := range []struct {
		field  string
		values []string
		de, en string
	}{
		{"line", []string{"Termin"}, "Termin", "Termin"},
		{"day", []string{"2026-03-10"}, "10. März 2026", "10 March 2026"},
		{"when", []string{"2024"}, "2024", "2024"},
		{"when", []string{"2024-03"}, "März 2024", "March 2024"},
		{"when", []string{"2024-03-05"}, "5. März 2024", "5 March 2024"},
		{"number", []string{"3"}, "3", "3"},
		{"minutes", []string{"90"}, "90", "90"},
		{"money", []string{"123450"}, "1.234,50 €", "1,234.50 €"},
		{"money", []string{"5"}, "0,05 €", "0.05 €"},
		{"one", []string{"red"}, "rot", "red"},
		{"one", []string{"old"}, "alt", "old"},
		{"one", []string{"lost"}, "lost", "lost"},
		{"several", []string{"red", "green"}, "rot|grün", "red|green"},
		{"who", []string{"c1"}, "Anna Beispiel", "Anna Beispiel"},
		{"who", []string{"c9"}, "c9", "c9"},
		{"yes", []string{"yes"}, "Frage yes", "Question yes"},
		{"country", []string{"RO"}, "Rumänien", "Romania"},
		{"countries", []string{"RO", "XX"}, "Rumänien|unbekannt", "Romania|unknown"},
		{"languages", []string{"prs", "xyz"}, "Dari|xyz", "Dari|xyz"},
		{"line", nil, "", ""},
	} {
		q, _ := s.Question(tt.field)
		for lang, want := range map[core.Lang]string{"de": tt.de, "en": tt.en} {
			if got := strings.Join(set.Say(q, tt.values, printer(t, lang), colleagues()), "|"); got != want {
				t.Errorf("%s %q in %s: %q, want %q", tt.field, tt.values, lang, got, want)
			}
		}
	}
}

func TestFieldsShowWhatIsKeptAsItCouldBeTyped(t *testing.T) {
	_, s := example(t)
	for _, tt := range []struct {
		field  string
		values []string
		de, en string
	}{
		{"day", []string{"2026-03-10"}, "2026-03-10", "2026-03-10"},
		{"money", []string{"123450"}, "1234,50", "1234.50"},
		{"minutes", []string{"90"}, "90", "90"},
		{"countries", []string{"RO", "CI"}, "Rumänien, Côte d’Ivoire", "Romania, Côte d’Ivoire"},
		{"languages", []string{"ar", "prs"}, "Arabisch, Dari", "Arabic, Dari"},
		{"text", []string{"a\nb"}, "a\nb", "a\nb"},
	} {
		q, _ := s.Question(tt.field)
		for lang, want := range map[core.Lang]string{"de": tt.de, "en": tt.en} {
			if got := q.Typed(tt.values, printer(t, lang)); got != want {
				t.Errorf("%s %q in %s: %q, want %q", tt.field, tt.values, lang, got, want)
			}
		}
	}
}

func ids(questions []dataset.Question) string {
	var all []string
	for _, q := range questions {
		all = append(all, q.ID)
	}
	return strings.Join(all, " ")
}

func TestDifferencesStandInTheOrderOfTheSheet(t *testing.T) {
	_, s := example(t)
	a := dataset.Answers{"plain": {"x"}, "line": {"a"}, "several": {"red", "green"}, "one": {"red"}}
	b := dataset.Answers{"plain": {"y"}, "several": {"green", "red"}, "one": {"red"}}
	if got := ids(s.Differences(a, b)); got != "line several plain" {
		t.Errorf("got %s", got)
	}
	if got := s.Differences(a, a.Clone()); len(got) > 0 {
		t.Errorf("a copy differs: %s", ids(got))
	}
}

func TestTwoPeopleAtOnceLoseNothing(t *testing.T) {
	_, s := example(t)
	before := dataset.Answers{"line": {"a"}, "text": {"t"}, "number": {"1"}, "one": {"red"}, "plain": {"p"}}
	theirs := dataset.Answers{"line": {"b"}, "text": {"t"}, "number": {"2"}, "day": {"2026-01-01"}, "one": {"red"}, "short": {"s"}}
	mine := dataset.Answers{"line": {"a"}, "text": {"u"}, "number": {"3"}, "one": {"green"}, "plain": {"p"}, "short": {"s"}}
	merged, both := s.Merge(before, theirs, mine)
	want := dataset.Answers{
		"line":   {"b"},          // only they changed it
		"text":   {"u"},          // only I did
		"number": {"3"},          // both did: mine, until somebody decides
		"day":    {"2026-01-01"}, // only they answered it
		"one":    {"green"},      // only I changed it
		"short":  {"s"},          // both, to the same
	} // plain: they took the answer away
	if !merged.Equal(want) {
		t.Errorf("got  %v\nwant %v", merged, want)
	}
	if ids(both) != "number" {
		t.Errorf("to be decided: %q", ids(both))
	}
	merged["day"][0] = "changed"
	if theirs.Get("day") == "changed" {
		t.Error("the merged state shares its values with theirs")
	}
}

func TestAnswersAreTakenApart(t *testing.T) {
	a := dataset.Answers{"several": {"red", "green"}, "yes": {"yes"}, "day": {"2026-03-10"}, "money": {"123450"}, "when": {"2024-03"}}
	if a.Get("several") != "red" || !a.Has("several", "green") || a.Has("several", "blue") || !a.Yes("yes") || a.Yes("several") {
		t.Error("codes")
	}
	if a.Day("day") != day(t, "2026-03-10") || !a.Day("when").IsZero() || a.Int("money") != 123450 || a.Int("several") != 0 {
		t.Error("days and numbers")
	}
	if a.Get("nothing") != "" || a.All("nothing") != nil {
		t.Error("what was skipped")
	}
	c := a.Clone()
	c.Set("several", "blue")
	c.Set("yes", "")
	if !slices.Equal(a["several"], []string{"red", "green"}) || !a.Yes("yes") || c.Yes("yes") || a.Equal(c) {
		t.Error("a copy is not apart from what it was copied from")
	}
}

func TestAgeIsThatOfTheYoungestTheYearAllows(t *testing.T) {
	for _, tt := range []struct {
		born string
		want int
		ok   bool
	}{{"2008", 17, true}, {"2009", 16, true}, {"2026", 0, true}, {"2027", 0, false}, {"1899", 0, false}, {"", 0, false}, {"8", 0, false}} {
		if got, ok := dataset.Age(tt.born, day(t, today)); got != tt.want || ok != tt.ok {
			t.Errorf("born %q: %d %v", tt.born, got, ok)
		}
	}
}
