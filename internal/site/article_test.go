package site

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func read(t *testing.T, text string, facts map[string]string) (*article, error) {
	t.Helper()
	return readArticle(fstest.MapFS{"texts/a.de.md": {Data: []byte(text)}}, "a", "de", facts)
}

func TestTextWithAFaultStopsTheStart(t *testing.T) {
	const head = "+++\ntitle = 'T'\nheading = 'H'\nlead = 'L'\n+++\n"
	for name, test := range map[string]struct{ text, words string }{
		"no head":         {"# A", "head between lines"},
		"head never ends": {"+++\ntitle = 'T'\n", "head between lines"},
		"no title":        {"+++\nheading = 'H'\nlead = 'L'\n+++\nA", "head needs title"},
		"no heading":      {"+++\ntitle = 'T'\nlead = 'L'\n+++\nA", "head needs title"},
		"unknown field":   {"+++\ntitle = 'T'\nheading = 'H'\nauthor = 'A'\n+++\nA", "head needs title"},
		"head is no TOML": {"+++\ntitle = = \n+++\nA", "head needs title"},
		"unknown fact":    {head + "{{network.colour}}", "nobody provides the fact network.colour"},
		"in the lead":     {"+++\ntitle = 'T'\nheading = 'H'\nlead = '{{x.y}}'\n+++\nA", "nobody provides the fact x.y"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := read(t, test.text, nil); err == nil || !strings.Contains(err.Error(), test.words) {
				t.Errorf("got %v, want an error that says %q", err, test.words)
			}
		})
	}
	if _, err := readArticle(fstest.MapFS{}, "a", "de", nil); err == nil {
		t.Error("a text that is not there was read")
	}
}

func TestTextFallsBackToGerman(t *testing.T) {
	files := fstest.MapFS{"texts/a.de.md": {Data: []byte("+++\ntitle = 'T'\nheading = 'H'\nlead = 'L'\n+++\nGuten Tag")}}
	a, err := readArticle(files, "a", "en", nil)
	if err != nil || a.markdown != "Guten Tag" {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestFactsAreFilledIn(t *testing.T) {
	facts := map[string]string{"missing": "**missing**", "network.name": "Netz", "network.town": "", "network.note": "", "network.structure": ""}
	for text, want := range map[string]string{
		"{{network.name}} in {{network.town}}":                           "Netz in **missing**",
		"{{network.note}}A":                                              "A",
		"A\n\n## B\n\n{{network.structure}}\n\n## C\n\n{{network.town}}": "A\n\n## C\n\n**missing**",
		"A\n\n## B\n\n{{network.structure}}\n\nmore":                     "A\n\n## B\n\n\n\nmore",
		"{{network.structure}}\n\n## C\n\nD":                             "\n\n## C\n\nD",
	} {
		got, err := fill("a.md", text, facts)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
}

// translated are the texts that are there in every language; the others are in
// German and English.
var translated = []string{"safety"}

func TestEveryTextHasTheSamePartsInEveryLanguage(t *testing.T) {
	files, err := os.ReadDir("texts")
	if err != nil {
		t.Fatal(err)
	}
	if want := 2*len(textPages) + 11*len(translated); len(files) != want {
		t.Errorf("%d files for %d texts, want %d", len(files), len(textPages), want)
	}
	for _, name := range textPages {
		german := partsOf(t, name, "de")
		languages := []string{"en"}
		if slices.Contains(translated, name) {
			languages = append(languages, "de-simple", "fr", "ro", "bg", "hu", "ar", "ru", "uk", "es", "zh-Hans", "vi")
		}
		for _, lang := range languages {
			if got := partsOf(t, name, lang); !reflect.DeepEqual(got, german) {
				t.Errorf("%s in %s has the parts\n%+v, in German\n%+v", name, lang, got, german)
			}
		}
	}
}

// parts are what a translation must have in common with its source.
type parts struct {
	Headings []string // their levels in order
	Facts    []string
	Links    []string // within the site; laws have an address in each language
}

func partsOf(t *testing.T, name, lang string) parts {
	t.Helper()
	file := name + "." + lang + ".md"
	content, err := os.ReadFile(filepath.Join("texts", file))
	if err != nil {
		t.Fatal(err)
	}
	head, body, ok := strings.Cut(strings.TrimPrefix(string(content), "+++\n"), "\n+++\n")
	for _, field := range []string{"title = ", "heading = ", "lead = "} {
		if !ok || !strings.Contains("\n"+head, "\n"+field) {
			t.Errorf("%s: the head lacks %s", file, field)
		}
	}
	if strings.Contains(body, "\n# ") || regexp.MustCompile(`<[a-z]+[ >]`).MatchString(body) {
		t.Errorf("%s: headings of the first level and HTML do not belong into the text", file)
	}
	every := func(pattern string) []string {
		var all []string
		for _, found := range regexp.MustCompile(pattern).FindAllStringSubmatch(body, -1) {
			all = append(all, found[1])
		}
		return all
	}
	distinct := func(all []string) []string { slices.Sort(all); return slices.Compact(all) }
	links := slices.DeleteFunc(every(`\]\(([^)]*)\)`), func(to string) bool { return strings.HasPrefix(to, "https:") })
	return parts{Headings: every(`(?m)^(##+) `), Facts: distinct(every(`\{\{([a-z._]+)\}\}`)), Links: distinct(links)}
}
