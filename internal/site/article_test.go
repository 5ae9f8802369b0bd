package site

import (
	"os"
	"path/filepath"
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

func TestEveryTextExistsInBothLanguagesWithTheSameParts(t *testing.T) {
	files, err := os.ReadDir("texts")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2*len(textPages) {
		t.Errorf("%d files for %d texts", len(files), len(textPages))
	}
	heading := regexp.MustCompile(`(?m)^##+ `)
	fact := regexp.MustCompile(`\{\{[a-z._]+\}\}`)
	for _, name := range textPages {
		var parts []int
		var facts [][]string
		for _, lang := range []string{"de", "en"} {
			content, err := os.ReadFile(filepath.Join("texts", name+"."+lang+".md"))
			if err != nil {
				t.Fatal(err)
			}
			head, body, ok := strings.Cut(strings.TrimPrefix(string(content), "+++\n"), "\n+++\n")
			for _, field := range []string{"title = ", "heading = ", "lead = "} {
				if !ok || !strings.Contains("\n"+head, "\n"+field) {
					t.Errorf("%s.%s.md: the head lacks %s", name, lang, field)
				}
			}
			if strings.Contains(body, "\n# ") || strings.Contains(body, "<") && regexp.MustCompile(`<[a-z]+[ >]`).MatchString(body) {
				t.Errorf("%s.%s.md: headings of the first level and HTML do not belong into the text", name, lang)
			}
			parts = append(parts, len(heading.FindAllString(body, -1)))
			all := fact.FindAllString(body, -1)
			slices.Sort(all)
			facts = append(facts, slices.Compact(all))
		}
		if parts[0] != parts[1] {
			t.Errorf("%s: %d headings in German, %d in English", name, parts[0], parts[1])
		}
		if !slices.Equal(facts[0], facts[1]) {
			t.Errorf("%s: the facts %v in German, %v in English", name, facts[0], facts[1])
		}
	}
}
