package dataset_test

import (
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// form is a form as it was sent.
type form map[string][]string

func (f form) typed(field string) []string { return f[field] }

const today = "2026-03-10"

// answer types one value into one field of the example.
func answer(t *testing.T, p *text.Printer, before dataset.Answers, field string, typed ...string) ([]string, string) {
	t.Helper()
	set, s := example(t)
	got, wrong := set.Read(s, 1, form{field: typed}.typed, before, day(t, today), p, colleagues())
	if len(wrong) > 1 || len(wrong) == 1 && wrong[0].Field != field {
		t.Fatalf("%s %q: %v", field, typed, wrong)
	}
	if len(wrong) == 1 {
		return nil, wrong[0].Key
	}
	return got[field], ""
}

func TestAnswersAreReadAsPeopleWriteThem(t *testing.T) {
	p := printer(t, "de")
	for _, tt := range []struct{ field, typed, want string }{
		{"line", "  Termin   bei der\tAnwältin ", "Termin bei der Anwältin"},
		{"line", "a\x00b\xff", "ab\uFFFD"},
		{"line", "-", ""},
		{"line", "   ", ""},
		{"text", " erste\r\n\r\nzweite \r", "erste\n\nzweite"},
		{"day", "2026-03-10", "2026-03-10"},
		{"day", "2026-3-1", "2026-03-01"},
		{"day", "10.3.2026", "2026-03-10"},
		{"day", "10. 03. 26", "2026-03-10"},
		{"day", "1.1.50", "1950-01-01"},
		{"day", "31.12.49", "2049-12-31"},
		{"day", "29.2.2024", "2024-02-29"},
		{"when", "2024", "2024"},
		{"when", "2024-3", "2024-03"},
		{"when", "3/2024", "2024-03"},
		{"when", "03.2024", "2024-03"},
		{"when", "5.3.2024", "2024-03-05"},
		{"number", "0", "0"},
		{"number", "007", "7"},
		{"minutes", "90", "90"},
		{"minutes", "90 min", "90"},
		{"minutes", "90 Min.", "90"},
		{"minutes", "45 Minuten", "45"},
		{"minutes", "1:30", "90"},
		{"minutes", "1:30 h", "90"},
		{"minutes", "1,5 h", "90"},
		{"minutes", "2 Stunden", "120"},
		{"minutes", "1.25 Std.", "75"},
		{"minutes", "24:00", "1440"},
		{"money", "1.234,50", "123450"},
		{"money", "1 234,5", "123450"},
		{"money", "1\u00a0234,50 €", "123450"},
		{"money", "1,234.50", "123450"},
		{"money", "1234.50", "123450"},
		{"money", "1.234", "123400"},
		{"money", "12 EUR", "1200"},
		{"money", "€ 12", "1200"},
		{"money", "0,05", "5"},
		{"money", "0", "0"},
		{"yes", "1", "yes"},
		{"yes", "yes", "yes"},
		{"country", "Rumänien", "RO"},
		{"country", "elfenbeinkueste", "CI"},
		{"language", "Farsi", "fa"},
		{"countries", "Rumänien, Bulgarien; XK", "RO BG XK"},
		{"countries", "Rumänien, romania,, ", "RO"},
		{"countries", ",", ""},
		{"languages", "Dari\nDeutsch", "prs de"},
		{"one", "red", "red"},
		{"one", "", ""},
		{"one", "-", "-"},
	} {
		got, wrong := answer(t, p, nil, tt.field, tt.typed)
		if strings.Join(got, " ") != tt.want || wrong != "" {
			t.Errorf("%s %q: %q %s, want %q", tt.field, tt.typed, got, wrong, tt.want)
		}
	}
}

func TestWhatCannotBeReadIsSaidAtItsField(t *testing.T) {
	p := printer(t, "de")
	for _, tt := range []struct {
		field string
		typed []string
		want  string
	}{
		{"line", []string{strings.Repeat("ä", 201)}, "casework.error.too-long"},
		{"text", []string{strings.Repeat("ä", 4001)}, "casework.error.too-long"},
		{"day", []string{"30.2.2026"}, "casework.error.day"},
		{"day", []string{"gestern"}, "casework.error.day"},
		{"day", []string{"1.1.1899"}, "casework.error.day"},
		{"when", []string{"13/2024"}, "casework.error.when"},
		{"when", []string{"1850"}, "casework.error.when"},
		{"when", []string{"0/2024"}, "casework.error.when"},
		{"number", []string{"-1"}, "casework.error.number"},
		{"number", []string{"10000"}, "casework.error.number"},
		{"number", []string{"zwei"}, "casework.error.number"},
		{"number", []string{"99999999999999999999"}, "casework.error.number"},
		{"minutes", []string{"1:60"}, "casework.error.minutes"},
		{"minutes", []string{"25 h"}, "casework.error.minutes"},
		{"minutes", []string{"1441"}, "casework.error.minutes"},
		{"minutes", []string{"lang"}, "casework.error.minutes"},
		{"money", []string{"-5"}, "casework.error.money"},
		{"money", []string{"1,234"}, "casework.error.money"},
		{"money", []string{"12.34.56"}, "casework.error.money"},
		{"money", []string{"1.000.000.000,00"}, "casework.error.money"},
		{"money", []string{"99999999999999999999"}, "casework.error.money"},
		{"yes", []string{"perhaps"}, "casework.error.code"},
		{"country", []string{"Korea"}, "casework.error.country"},
		{"countries", []string{"Rumänien, Atlantis"}, "casework.error.country"},
		{"language", []string{"Kurdisch"}, "casework.error.language"},
		{"languages", []string{"Dari, Klingonisch"}, "casework.error.language"},
		{"one", []string{"blue"}, "casework.error.code"},
		{"one", []string{"red", "green"}, "casework.error.code"},
		{"several", []string{"red", "blue"}, "casework.error.code"},
	} {
		got, wrong := answer(t, p, nil, tt.field, tt.typed...)
		if wrong != tt.want {
			t.Errorf("%s %.40q: read as %q, %q, want %s", tt.field, tt.typed, got, wrong, tt.want)
		}
	}
}

func TestSeveralCodesAreKeptInTheOrderTheyWereSent(t *testing.T) {
	p := printer(t, "de")
	if got, _ := answer(t, p, nil, "several", "green", "red", "green", ""); !slices.Equal(got, []string{"green", "red"}) {
		t.Errorf("got %q", got)
	}
	if got, _ := answer(t, p, nil, "several", "-", "red"); !slices.Equal(got, []string{"red"}) {
		t.Errorf("who says something has not declined: %q", got)
	}
}

func TestCodeThatIsOverStaysButIsNotChosenAnew(t *testing.T) {
	p := printer(t, "de")
	for _, code := range []string{"old", "new"} {
		if got, wrong := answer(t, p, nil, "one", code); wrong != "casework.error.code" {
			t.Errorf("%s was chosen on %s: %q", code, today, got)
		}
		if got, wrong := answer(t, p, dataset.Answers{"one": {code}}, "one", code); !slices.Equal(got, []string{code}) {
			t.Errorf("%s stood there and is gone: %q %s", code, got, wrong)
		}
		if got, wrong := answer(t, p, dataset.Answers{"several": {"red", code}}, "several", code, "green"); !slices.Equal(got, []string{code, "green"}) {
			t.Errorf("%s stood there and is gone: %q %s", code, got, wrong)
		}
	}
}

func TestSheWouldRatherNotSay(t *testing.T) {
	p := printer(t, "de")
	set, s := example(t)
	for _, kind := range dataset.Kinds() {
		field := string(kind)
		q, _ := s.Question(field)
		f := form{dataset.DeclinedField(field): {"1"}}
		if q.List != "" {
			f = form{field: {dataset.Declined}}
		}
		got, wrong := set.Read(s, 1, f.typed, nil, day(t, today), p, nil)
		if len(wrong) > 0 || !slices.Equal(got[field], []string{dataset.Declined}) {
			t.Errorf("%s: %q %v", field, got[field], wrong)
		}
		if got.Get(field) != "" || len(got.All(field)) != 0 || got.Int(field) != 0 || got.Yes(field) || !got.Day(field).IsZero() {
			t.Errorf("%s: declined, and yet answered", field)
		}
		if said := set.Say(q, got[field], p, nil); len(said) > 0 || q.Typed(got[field], p) != "" {
			t.Errorf("%s: %q is said", field, said)
		}
	}
	got, _ := set.Read(s, 1, form{"line": {"doch"}, "line-declined": {"1"}}.typed, nil, day(t, today), p, nil)
	if got.Get("line") != "doch" {
		t.Errorf("who says something has not declined: %q", got["line"])
	}
	got, _ = set.Read(s, 2, form{"plain": {"-"}, "plain-declined": {"1"}, "must": {today}}.typed, nil, day(t, today), p, nil)
	if got["plain"] != nil {
		t.Errorf("what nobody asks her cannot be declined: %q", got["plain"])
	}
}

func TestOnlyThePageThatWasSentIsRead(t *testing.T) {
	p := printer(t, "de")
	set, s := example(t)
	before := dataset.Answers{"line": {"bleibt"}, "plain": {"geht"}}
	got, wrong := set.Read(s, 2, form{"must": {"1.2.2026"}, "line": {"nein"}}.typed, before, day(t, today), p, nil)
	want := dataset.Answers{"line": {"bleibt"}, "must": {"2026-02-01"}}
	if len(wrong) > 0 || !got.Equal(want) {
		t.Errorf("%v %v, want %v", got, wrong, want)
	}
	if !before.Equal(dataset.Answers{"line": {"bleibt"}, "plain": {"geht"}}) {
		t.Errorf("what was before has changed: %v", before)
	}
	_, wrong = set.Read(s, 0, form{}.typed, nil, day(t, today), p, nil)
	if len(wrong) != 1 || wrong[0].Field != "must" || wrong[0].Key != "casework.error.required" {
		t.Errorf("without the day: %v", wrong)
	}
	got, wrong = set.Read(s, 2, form{"must": {"morgen"}, "short": {"123456"}}.typed, dataset.Answers{"must": {today}}, day(t, today), p, nil)
	if len(wrong) != 2 || got.Get("must") != today {
		t.Errorf("what was there is lost by a slip: %v %v", got, wrong)
	}
	if args := wrong[0].Args; wrong[0].Field != "short" || !slices.Equal(args, []any{"n", 6, "most", 5}) {
		t.Errorf("too long: %v", wrong[0])
	}
}

func TestTasksGoToColleaguesOfTheCentreOnly(t *testing.T) {
	p := printer(t, "de")
	set, s := example(t)
	read := func(who string, before dataset.Answers) (dataset.Answers, []core.FieldError) {
		return set.Read(s, 2, form{"must": {today}, "who": {who}}.typed, before, day(t, today), p, colleagues())
	}
	if got, wrong := read("c1", nil); len(wrong) > 0 || got.Get("who") != "c1" {
		t.Errorf("%v %v", got, wrong)
	}
	if got, wrong := read("c9", nil); len(wrong) != 1 {
		t.Errorf("a stranger: %v", got)
	}
	left := dataset.Answers{"who": {"c9"}}
	if got, wrong := read("c9", left); len(wrong) > 0 || got.Get("who") != "c9" {
		t.Errorf("somebody who has left: %v %v", got, wrong)
	}
	q, _ := s.Question("who")
	if got := set.Choices(q, []string{"c9"}, day(t, today), "de", colleagues()); len(got) != 3 || got[2].Value != "c9" {
		t.Errorf("choices: %v", got)
	}
	if got := set.Choices(q, []string{dataset.Declined}, day(t, today), "de", colleagues()); len(got) != 2 {
		t.Errorf("choices: %v", got)
	}
}

// FuzzRead holds that whatever is typed is either refused or read as something
// that, typed again as it would stand in the form, is read the same.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"", "-", "a", "1.234,50", "1,234.50", "1:30", "1,5 h", "10.3.2026", "2026-03", "3/2024", "24:00", "Rumänien, Bulgarien", "Dari; ", "red", "old",
		"yes", "\x00", "\xff", "\r\n", " -\r", "99999999999999999999", "0,00", "ß\u0308", "\u2028-", "\u0085"} {
		for _, kind := range dataset.Kinds() {
			f.Add(string(kind), seed, "1")
		}
	}
	set, s := example(f)
	printers := []*text.Printer{printer(f, "de"), printer(f, "en"), printer(f, "ar")}
	on := day(f, today)
	f.Fuzz(func(t *testing.T, field, typed, declined string) {
		q, ok := s.Question(field)
		if !ok {
			t.Skip()
		}
		sent := form{field: {typed}, dataset.DeclinedField(field): {declined}, "must": {today}}
		for _, p := range printers {
			got, wrong := set.Read(s, 0, sent.typed, nil, on, p, colleagues())
			if len(wrong) > 0 {
				continue
			}
			for _, v := range got[field] {
				if v == "" {
					t.Fatalf("%s %q: an empty value", field, typed)
				}
			}
			set.Say(q, got[field], p, colleagues())
			again := form{field: {q.Typed(got[field], p)}, "must": {today}}
			if q.List != "" {
				again[field] = got[field]
			}
			if slices.Equal(got[field], []string{dataset.Declined}) {
				again[dataset.DeclinedField(field)] = []string{"1"}
			}
			twice, wrong := set.Read(s, 0, again.typed, nil, on, p, colleagues())
			if len(wrong) > 0 || !slices.Equal(twice[field], got[field]) {
				t.Errorf("%s %q in %s: read as %q, then %q as %q %v", field, typed, p.Lang(), got[field], again[field], twice[field], wrong)
			}
		}
	})
}
