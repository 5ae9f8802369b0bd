package textcheck_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/text/textcheck"
)

const german = `
title = "Titel"
[greet]
name = "Guten Tag {name}"
[found]
one = "{n} Stelle in {place}"
other = "{n} Stellen in {place}"
[need]
housing = "Wohnen"
law = "Recht"
`

const english = `
title = "Title"
[greet]
name = "Hello {name}"
[found]
one = "{n} centre in {place}"
other = "{n} centres in {place}"
[need]
housing = "Housing"
law = "Law"
`

const program = `package program
import "x.title/fmt"
func page(p Printer, need string, n int) {
	p.Say("x.title")
	p.Say("x.greet.name", "name", "Ada")
	p.SayFrom("x.found", "n", n, "place", "Köln")
	p.Say("x.need." + need)
}
`

func run(t *testing.T, files map[string]string, change func(*textcheck.Program)) []string {
	t.Helper()
	root := t.TempDir()
	locale := fstest.MapFS{}
	all := map[string]string{"locale/de.toml": german, "locale/en.toml": english, "page.go": program}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		if strings.HasPrefix(name, "locale/") {
			locale[name] = &fstest.MapFile{Data: []byte(content)}
			continue
		}
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var languages []text.Language
	for _, code := range []core.Lang{"de", "en", "ru"} {
		l, _ := text.LanguageOf(code)
		languages = append(languages, l)
	}
	c, err := text.Load(languages, text.Source{Room: "x", Files: fs.FS(locale)})
	if err != nil {
		t.Fatal(err)
	}
	p := textcheck.Program{Root: root, Catalogue: c, Complete: []core.Lang{"en"},
		Dynamic: []textcheck.Dynamic{{Prefix: "x.need.", Reason: "a code list"}}}
	if change != nil {
		change(&p)
	}
	findings, err := textcheck.Check(p)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.String())
	}
	return lines
}

func source(body string) string { return "package program\nfunc more() {\n" + body + "\n}\n" }

func TestAProgramInOrderHasNoFindings(t *testing.T) {
	if got := run(t, nil, nil); got != nil {
		t.Errorf("found %q", got)
	}
}

func TestEveryFaultIsFound(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"key that does not exist", map[string]string{"more.go": source(`p.Say("x.nothing")`)},
			[]string{"more.go:3: x.nothing does not exist"}},
		{"key that does not exist, in a folder", map[string]string{"a/b/more.go": source(`p.Say("x.nothing")`)},
			[]string{"a/b/more.go:3: x.nothing does not exist"}},
		{"slip in a table of keys", map[string]string{"more.go": source(`keys := []string{"x.greet.nome", "x.greet", "x.title.go"}`)},
			[]string{"more.go:3: x.greet.nome does not exist"}},
		{"field Key", map[string]string{"more.go": source(`return &core.Error{Key: "x.nothing"}`)},
			[]string{"more.go:3: x.nothing does not exist"}},
		{"field TitleKey", map[string]string{"more.go": source(`return Page{TitleKey: "x.nothing"}`)},
			[]string{"more.go:3: x.nothing does not exist"}},
		{"field that is no key", map[string]string{"more.go": source(`return Shortcut{Key: "Enter", AccessKey: "s"}`)}, nil},
		{"error with half a key", map[string]string{"more.go": source(`return &core.Error{Key: "title"}`)},
			[]string{"more.go:3: title does not exist"}},
		{"assigned key", map[string]string{"more.go": source(`e.Key = "x.nothing"`)},
			[]string{"more.go:3: x.nothing does not exist"}},
		{"argument not given", map[string]string{"more.go": source(`p.Say("x.greet.name")`)},
			[]string{`more.go:3: x.greet.name is not given "name"`}},
		{"argument of another name", map[string]string{"more.go": source(`p.Say("x.greet.name", "nome", 1)`)},
			[]string{`more.go:3: x.greet.name is given "nome", which it has no placeholder for`, `more.go:3: x.greet.name is not given "name"`}},
		{"plural without number", map[string]string{"more.go": source(`p.Say("x.found", "place", "Köln")`)},
			[]string{`more.go:3: x.found is not given "n"`}},
		{"odd arguments", map[string]string{"more.go": source(`p.Say("x.greet.name", "name")`)},
			[]string{`more.go:3: x.greet.name is given a name without a value`}},
		{"arguments of an error", map[string]string{"more.go": source(`return &core.Error{Key: "x.greet.name", Args: []any{"nome", 1}}`)},
			[]string{`more.go:3: x.greet.name is given "nome", which it has no placeholder for`, `more.go:3: x.greet.name is not given "name"`}},
		{"error without arguments", map[string]string{"more.go": source(`return core.FieldError{Key: "x.greet.name"}`)},
			[]string{`more.go:3: x.greet.name is not given "name"`}},
		{"undeclared dynamic key", map[string]string{"more.go": source(`p.Say("x.greet." + who)`)},
			[]string{"more.go:3: x.greet. is put together at run time, but not declared as dynamic"}},
		{"dynamic from the first word", map[string]string{"more.go": source(`p.Say(room + ".title")`)},
			[]string{"more.go:3:  is put together at run time, but not declared as dynamic"}},
		{"unused key", map[string]string{"page.go": strings.Replace(program, `p.Say("x.title")`, "", 1)},
			[]string{"de: x.title is used nowhere"}},
		{"a test is no use", map[string]string{"page.go": strings.Replace(program, `p.Say("x.title")`, "", 1), "page_test.go": source(`p.Say("x.title")`)},
			[]string{"de: x.title is used nowhere"}},
		{"page without its Go file", map[string]string{"page.templ": "package program\n"},
			[]string{"page.templ:  has no Go file made of it, so its keys cannot be seen"}},
		{"page with its Go file", map[string]string{"page.templ": "package program\n", "page_templ.go": source(`p.Say("x.nothing")`)},
			[]string{"page_templ.go:3: x.nothing does not exist"}},
		{"missing in English", map[string]string{"locale/en.toml": strings.Replace(english, `title = "Title"`, "", 1)},
			[]string{"en: x.title is missing"}},
		{"missing in Russian is allowed", map[string]string{"locale/ru.toml": `title = "Заголовок"`}, nil},
		{"missing in German", map[string]string{"locale/en.toml": english + `later = "Later"`},
			[]string{"en: x.need.later does not exist in German"}},
		{"other placeholders", map[string]string{"locale/en.toml": strings.Replace(english, "{name}", "{nome}", 1)},
			[]string{`en: x.greet.name has the placeholders ["nome"], in German ["name"]`}},
		{"missing plural in German", map[string]string{"locale/de.toml": strings.Replace(german, `one = "{n} Stelle in {place}"`, `few = "{n} in {place}"`, 1)},
			[]string{`de: x.found has the plural "few", which the language never uses`, `de: x.found lacks the plural "one"`}},
		{"plurals of Russian", map[string]string{"locale/ru.toml": "[found]\none = \"{n} {place}\"\nfew = \"{n} {place}\"\nother = \"{n} {place}\""},
			[]string{`ru: x.found lacks the plural "many"`}},
		{"number in one language only", map[string]string{"locale/en.toml": strings.Replace(english, `title = "Title"`, `title = "Title {n}"`, 1)},
			[]string{"en: x.title depends on the number n in one language only"}},
		{"empty text", map[string]string{"locale/en.toml": strings.Replace(english, `title = "Title"`, `title = " "`, 1)},
			[]string{"en: x.title is empty (other)"}},
		{"broken catalogue", map[string]string{"locale/ru.toml": `title = "{"`},
			[]string{"catalogues:  text: locale/ru.toml of x: x.title: a { without } in \"{\""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := run(t, tt.files, nil); !slices.Equal(got, tt.want) {
				t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(tt.want, "\n\t"))
			}
		})
	}
}

func TestDeclarationsMustBeTrue(t *testing.T) {
	got := run(t, nil, func(p *textcheck.Program) {
		p.Dynamic[0].Reason = " "
		p.Dynamic = append(p.Dynamic, textcheck.Dynamic{Prefix: "x.old.", Reason: "gone"}, textcheck.Dynamic{Reason: "all"})
		p.Complete = append(p.Complete, "hu")
	})
	want := []string{
		"dynamic keys:  is the beginning of no key",
		"dynamic keys: x.need. is declared without a reason",
		"dynamic keys: x.old. is the beginning of no key",
		"hu:  must be complete but is not on offer",
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

func TestFurtherFunctionsMayTakeKeys(t *testing.T) {
	files := map[string]string{"more.go": source(`ui.Words(ctx, "x.nothing")`)}
	if got := run(t, files, nil); got != nil {
		t.Errorf("found %q although Words is not declared", got)
	}
	got := run(t, files, func(p *textcheck.Program) { p.Calls = map[string]int{"Words": 1} })
	if want := []string{"more.go:3: x.nothing does not exist"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

func TestSourcesThatCannotBeReadAreAnError(t *testing.T) {
	l, _ := text.LanguageOf("de")
	c, err := text.Load([]text.Language{l})
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "broken.go"), []byte("package"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := textcheck.Check(textcheck.Program{Root: root, Catalogue: c}); err == nil {
		t.Error("a file that is no Go was passed over")
	}
	if _, err := textcheck.Check(textcheck.Program{Root: filepath.Join(root, "nowhere"), Catalogue: c}); err == nil {
		t.Error("a folder that does not exist was passed over")
	}
}
