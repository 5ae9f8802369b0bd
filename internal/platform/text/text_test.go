package text_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

func files(pairs ...string) fs.FS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m["locale/"+pairs[i]+".toml"] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func languages(t testing.TB, codes ...core.Lang) []text.Language {
	t.Helper()
	var all []text.Language
	for _, code := range codes {
		l, ok := text.LanguageOf(code)
		if !ok {
			t.Fatalf("the language %q is not known", code)
		}
		all = append(all, l)
	}
	return all
}

// everyLanguage is what the network means to offer.
func everyLanguage(t testing.TB) []text.Language {
	return languages(t, "de", "de-simple", "en", "fr", "ro", "bg", "hu", "ar", "ru", "uk", "es", "zh-Hans", "vi")
}

const german = `
hello = "Guten Tag"
only_german = "Nur {what}"
[search]
title = "Beratung in {place} finden"
[search.found]
one = "{n} Stelle in {place}"
other = "{n} Stellen in {place}"
`

const english = `
hello = "Hello"
[search]
title = "Find help in {place}"
[search.found]
one = "{n} centre in {place}"
other = "{n} centres in {place}"
`

func load(t testing.TB, langs []text.Language, sources ...text.Source) *text.Catalogue {
	t.Helper()
	c, err := text.Load(langs, sources...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMessagesAreSaidInTheLanguageOfTheReader(t *testing.T) {
	c := load(t, languages(t, "de", "en", "ar"), text.Source{Room: "centres", Files: files("de", german, "en", english)})
	c.Report(func(problem string) { t.Errorf("reported: %s", problem) })
	for _, tt := range []struct {
		lang core.Lang
		key  string
		args []any
		want string
		from core.Lang
	}{
		{"de", "centres.hello", nil, "Guten Tag", "de"},
		{"en", "centres.hello", nil, "Hello", "en"},
		{"fr", "centres.hello", nil, "Guten Tag", "de"},
		{"ar", "centres.hello", nil, "Guten Tag", "de"},
		{"en", "centres.only_german", []any{"what", "Deutsch"}, "Nur Deutsch", "de"},
		{"de", "centres.search.title", []any{"place", "Köln"}, "Beratung in Köln finden", "de"},
		{"de", "centres.search.title", []any{"place", "{place}"}, "Beratung in {place} finden", "de"},
		{"de", "centres.search.found", []any{"n", 0, "place", "Köln"}, "0 Stellen in Köln", "de"},
		{"de", "centres.search.found", []any{"n", 1, "place", "Köln"}, "1 Stelle in Köln", "de"},
		{"de", "centres.search.found", []any{"place", "Köln", "n", int64(1234)}, "1.234 Stellen in Köln", "de"},
		{"en", "centres.search.found", []any{"place", "Köln", "n", uint8(2)}, "2 centres in Köln", "en"},
		{"ar", "centres.search.found", []any{"n", 1, "place", "Köln"}, "1 Stelle in Köln", "de"},
	} {
		got, from := c.For(tt.lang).SayFrom(tt.key, tt.args...)
		if got != tt.want || from != tt.from {
			t.Errorf("%s %s %v: %q from %s, want %q from %s", tt.lang, tt.key, tt.args, got, from, tt.want, tt.from)
		}
		if said := c.For(tt.lang).Say(tt.key, tt.args...); said != got {
			t.Errorf("%s: Say gives %q, SayFrom %q", tt.key, said, got)
		}
	}
}

func TestWhatIsMissingIsShownAndReported(t *testing.T) {
	c := load(t, languages(t, "de", "en"), text.Source{Room: "centres", Files: files("de", german)})
	var reports []string
	c.Report(func(problem string) { reports = append(reports, problem) })
	p := c.For("de")
	for _, tt := range []struct {
		key  string
		args []any
		want string
	}{
		{"centres.nowhere", nil, "centres.nowhere"},
		{"centres.search.title", nil, "Beratung in {place} finden"},
		{"centres.search.title", []any{"place"}, "Beratung in {place} finden"},
		{"centres.search.title", []any{7, 8, "place", nil}, "Beratung in {place} finden"},
		{"centres.search.found", []any{"n", "many", "place", "Köln"}, "many Stellen in Köln"},
	} {
		reports = nil
		if got := p.Say(tt.key, tt.args...); got != tt.want {
			t.Errorf("%s %v: %q, want %q", tt.key, tt.args, got, tt.want)
		}
		if len(reports) != 1 || !strings.Contains(reports[0], tt.key) {
			t.Errorf("%s %v: reported %q", tt.key, tt.args, reports)
		}
	}
	c.Report(nil)
	if got := p.Say("centres.nowhere"); got != "centres.nowhere" {
		t.Errorf("without a reporter: %q", got)
	}
	if p.Has("centres.nowhere") || !p.Has("centres.hello") || !c.For("en").Has("centres.hello") {
		t.Error("Has does not tell what can be said")
	}
}

func TestEveryLanguageHasItsOwnPlural(t *testing.T) {
	forms := map[core.Lang]string{
		"de":        "one other",
		"de-simple": "one other",
		"en":        "one other",
		"fr":        "one other",
		"ro":        "one few other",
		"bg":        "one other",
		"hu":        "one other",
		"ar":        "zero one two few many other",
		"ru":        "one few many other",
		"uk":        "one few many other",
		"es":        "one other",
		"zh-Hans":   "other",
		"vi":        "other",
	}
	for lang, want := range forms {
		got := text.PluralCategories(lang)
		if strings.Join(got, " ") != want {
			t.Errorf("%s needs %q, want %q", lang, got, want)
		}
		var catalogue strings.Builder
		catalogue.WriteString("[count]\n")
		for _, category := range got {
			catalogue.WriteString(category + ` = "` + category + "\"\n")
		}
		offered := []core.Lang{"de", lang}
		c := load(t, languages(t, slices.Compact(offered)...), sources(lang, catalogue.String())...)
		for n, wanted := range plurals(lang) {
			if said := c.For(lang).Say("x.count", "n", n); said != wanted {
				t.Errorf("%s %d: %q, want %q", lang, n, said, wanted)
			}
		}
	}
	if got := text.PluralCategories("tlh"); got != nil {
		t.Errorf("a language nobody knows: %q", got)
	}
}

func plurals(lang core.Lang) map[int]string {
	switch lang {
	case "de", "de-simple", "en", "es", "bg", "hu":
		return map[int]string{0: "other", 1: "one", 2: "other", 21: "other", -1: "one"}
	case "fr":
		return map[int]string{0: "one", 1: "one", 2: "other"}
	case "ro":
		return map[int]string{0: "few", 1: "one", 2: "few", 19: "few", 20: "other", 101: "few", 1_000_001: "few"}
	case "ar":
		return map[int]string{0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 99: "many", 100: "other", 102: "other", 103: "few", 1_000_000_003: "few"}
	case "ru", "uk":
		return map[int]string{0: "many", 1: "one", 2: "few", 5: "many", 11: "many", 21: "one", 22: "few", 112: "many", 1_000_000_021: "one"}
	}
	return map[int]string{0: "other", 1: "other", 2: "other"}
}

func sources(lang core.Lang, catalogue string) []text.Source {
	if lang == text.German {
		return []text.Source{{Room: "x", Files: files("de", catalogue)}}
	}
	return []text.Source{{Room: "x", Files: files("de", "count = \"\"", string(lang), catalogue)}}
}

func TestBrokenCataloguesAreRefusedWithTheirPlace(t *testing.T) {
	for _, tt := range []struct{ name, german, want string }{
		{"no TOML", "hello = ", "locale/de.toml"},
		{"open brace", `hello = "a {name"`, "x.hello"},
		{"closing brace", `hello = "a name}"`, "x.hello"},
		{"odd placeholder", `hello = "{Your Name}"`, "Your Name"},
		{"empty placeholder", `hello = "{}"`, "x.hello"},
		{"number", `hello = 7`, "x.hello"},
		{"list", `hello = ["a"]`, "x.hello"},
		{"plural without other", "[hello]\none = \"a\"", "other"},
		{"plural of numbers", "[hello]\none = 1\nother = \"a\"", "x.hello"},
		{"second fault", "a = \"{\"\nb = \"}\"", "x.b"},
	} {
		_, err := text.Load(languages(t, "de"), text.Source{Room: "x", Files: files("de", tt.german)})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v does not name %q", tt.name, err, tt.want)
		}
	}
	sources := text.Source{Room: "x", Files: files("de", german)}
	for name, wrong := range map[string]func() (*text.Catalogue, error){
		"no German catalogue": func() (*text.Catalogue, error) {
			return text.Load(languages(t, "de"), text.Source{Room: "x", Files: files("en", english)})
		},
		"German not on offer":  func() (*text.Catalogue, error) { return text.Load(languages(t, "en"), sources) },
		"a language twice":     func() (*text.Catalogue, error) { return text.Load(languages(t, "de", "en", "en"), sources) },
		"a room twice":         func() (*text.Catalogue, error) { return text.Load(languages(t, "de"), sources, sources) },
		"a language of no one": func() (*text.Catalogue, error) { return text.Load([]text.Language{{Code: "tlh"}}, sources) },
	} {
		if _, err := wrong(); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestABrokenTranslationIsShownInGermanAndFoundByCheck(t *testing.T) {
	c := load(t, languages(t, "de", "en"), text.Source{Room: "x", Files: files("de", german, "en", "hello = ")})
	if got := c.For("en").Say("x.hello"); got != "Guten Tag" {
		t.Errorf("said %q", got)
	}
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "locale/en.toml") {
		t.Errorf("Check: %v", err)
	}
	if err := load(t, languages(t, "de", "en"), text.Source{Room: "x", Files: files("de", german, "en", english)}).Check(); err != nil {
		t.Errorf("Check of whole catalogues: %v", err)
	}
}

func TestCatalogueShowsWhatItHolds(t *testing.T) {
	c := load(t, languages(t, "de", "en"), text.Source{Room: "x", Files: files("de", german, "en", english)})
	if got, want := c.Keys("en"), []string{"x.hello", "x.search.found", "x.search.title"}; !slices.Equal(got, want) {
		t.Errorf("keys: %q, want %q", got, want)
	}
	m, ok := c.Message("de", "x.search.found")
	if !ok || !m.Plural() || !slices.Equal(m.Placeholders(), []string{"n", "place"}) || !slices.Equal(m.Categories(), []string{"one", "other"}) {
		t.Errorf("the plural: %v %v %q %q", ok, m.Plural(), m.Placeholders(), m.Categories())
	}
	if m, ok := c.Message("de", "x.hello"); !ok || m.Plural() || m.Placeholders() != nil {
		t.Errorf("the plain text: %v %v %q", ok, m.Plural(), m.Placeholders())
	}
	if _, ok := c.Message("en", "x.only_german"); ok {
		t.Error("Message falls back to German")
	}
}

func TestNumbersDatesAndTimes(t *testing.T) {
	c := load(t, everyLanguage(t))
	july := core.Date{Year: 2022, Month: time.July, Day: 1}
	for _, tt := range []struct {
		lang                                                 core.Lang
		number, four, date, month, weekday, short, time, dir string
	}{
		{"de", "−1.234.567", "1.234", "1. Juli 2022", "Juli 2022", "Freitag", "Fr", "9:05", "ltr"},
		{"de-simple", "−1.234.567", "1.234", "1. Juli 2022", "Juli 2022", "Freitag", "Fr", "9:05", "ltr"},
		{"en", "−1,234,567", "1,234", "1 July 2022", "July 2022", "Friday", "Fri", "09:05", "ltr"},
		{"fr", "−1\u202f234\u202f567", "1\u202f234", "1er juillet 2022", "juillet 2022", "vendredi", "ven.", "09:05", "ltr"},
		{"ro", "−1.234.567", "1.234", "1 iulie 2022", "iulie 2022", "vineri", "vin.", "09:05", "ltr"},
		{"bg", "−1\u00a0234\u00a0567", "1234", "1 юли 2022 г.", "юли 2022 г.", "петък", "пт", "9:05", "ltr"},
		{"hu", "−1\u00a0234\u00a0567", "1234", "2022. július 1.", "2022. július", "péntek", "P", "9:05", "ltr"},
		{"ar", "−1,234,567", "1,234", "1 يوليو 2022", "يوليو 2022", "الجمعة", "جمعة", "09:05", "rtl"},
		{"ru", "−1\u00a0234\u00a0567", "1\u00a0234", "1 июля 2022 г.", "июль 2022 г.", "пятница", "пт", "09:05", "ltr"},
		{"uk", "−1\u00a0234\u00a0567", "1\u00a0234", "1 липня 2022 р.", "липень 2022 р.", "пʼятниця", "пт", "09:05", "ltr"},
		{"es", "−1.234.567", "1234", "1 de julio de 2022", "julio de 2022", "viernes", "vie", "9:05", "ltr"},
		{"zh-Hans", "−1,234,567", "1,234", "2022年7月1日", "2022年7月", "星期五", "周五", "09:05", "ltr"},
		{"vi", "−1.234.567", "1.234", "1 tháng 7, 2022", "tháng 7 năm 2022", "Thứ Sáu", "T6", "09:05", "ltr"},
	} {
		p := c.For(tt.lang)
		if p.Lang() != tt.lang {
			t.Errorf("%s: the printer writes %s", tt.lang, p.Lang())
		}
		for what, pair := range map[string][2]string{
			"number":        {p.Number(-1234567), tt.number},
			"four digits":   {p.Number(1234), tt.four},
			"three digits":  {p.Number(999), "999"},
			"nought":        {p.Number(0), "0"},
			"date":          {p.Date(july), tt.date},
			"month":         {p.MonthYear(july), tt.month},
			"weekday":       {p.Weekday(time.Friday), tt.weekday},
			"short weekday": {p.WeekdayShort(time.Friday), tt.short},
			"time":          {p.Time(9, 5), tt.time},
			"direction":     {p.Dir(), tt.dir},
			"no date":       {p.Date(core.Date{}) + p.MonthYear(core.Date{}), ""},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s %s: %q, want %q", tt.lang, what, pair[0], pair[1])
			}
		}
		for d := time.Sunday; d <= time.Saturday; d++ {
			if p.Weekday(d) == "" || p.WeekdayShort(d) == "" {
				t.Errorf("%s has no word for %s", tt.lang, d)
			}
		}
		for m := time.January; m <= time.December; m++ {
			if got := p.MonthYear(core.Date{Year: 2022, Month: m, Day: 2}); strings.Trim(got, " .г年р02") == "" {
				t.Errorf("%s has no word for %s: %q", tt.lang, m, got)
			}
		}
	}
	if got := c.For("de").Number(-9223372036854775808); got != "−9.223.372.036.854.775.808" {
		t.Errorf("the smallest number: %s", got)
	}
}

func TestLanguagesOfTheSite(t *testing.T) {
	all := everyLanguage(t)
	c := load(t, all)
	for i, l := range c.Languages() {
		if l.Code != all[i].Code || l.Self == "" || !c.Offers(l.Code) {
			t.Errorf("%d: %+v, want %s in its own words", i, l, all[i].Code)
		}
	}
	if c.Offers("tlh") {
		t.Error("offers a language that was not asked for")
	}
}
