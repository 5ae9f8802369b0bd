package arch

import (
	"flag"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is printed into ARCHITECTURE.md and docs/operator.md")

// expectPrinted compares a page with what is printed into it, or writes it.
func expectPrinted(t *testing.T, page, from, to, printed string) {
	t.Helper()
	file := filepath.Join("../..", page)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, ok := Place(string(text), from, to, printed)
	if !ok {
		t.Fatalf("%s has no lines %q and %q", page, from, to)
	}
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Errorf("%s is not what the sources say; run: go test ./internal/arch -update", page)
	}
}

func TestPictureIsTheOneOfTheTables(t *testing.T) {
	expectPrinted(t, "ARCHITECTURE.md", pictureFrom, pictureTo, Picture(packages(), modules()))
}

func TestManualHasEverySetting(t *testing.T) {
	printed := Settings(read(t), "internal/app/config.go")
	if printed == "" {
		t.Fatal("no settings found in internal/app/config.go")
	}
	expectPrinted(t, "docs/operator.md", settingsFrom, settingsTo, printed)
}

func TestSettingsAreReadFromTheirDeclaration(t *testing.T) {
	tree := example(t, map[string]string{"internal/app/config.go": `import "flag"
func f(f *flag.FlagSet, s settings) {
	f.StringVar(&s.To, "exit-to", "https://a.example/", "where to")
	f.BoolVar(&s.Bare, "bare", false, "without")
	f.StringVar(&s.Data, "data", "", "folder")
	f.Parse(nil)
}`})
	want := "| setting | environment | standard | meaning |\n|---|---|---|---|\n" +
		"| `bare` | `VERBUND_BARE` | `false` | without |\n| `data` | `VERBUND_DATA` |  | folder |\n| `exit-to` | `VERBUND_EXIT_TO` | `https://a.example/` | where to |\n"
	if got := Settings(tree, "internal/app/config.go"); got != want {
		t.Errorf("got %s", got)
	}
	if got := Settings(tree, "internal/app/gone.go"); got != "" {
		t.Errorf("got %q from a file that is not there", got)
	}
}

func TestPictureShowsWhatATableSays(t *testing.T) {
	sealed := line(Room, "internal/casework", "internal/core")
	sealed.Sealed, sealed.Tests = true, []string{"internal/testkit"}
	got := Picture([]Package{sealed, line(Room, "internal/casework/deadlines"), line(Core, "internal/core")},
		[]Module{{Path: "example.org/a", Users: []string{"internal/platform/web"}, Tool: true, Because: "it must", Licence: "MIT"}})
	for _, want := range []string{
		"rooms      casework (sealed)  ", "| `internal/casework` | x | core; tests: testkit | x |",
		"| `internal/casework/deadlines` | x | nothing of ours |", "| `example.org/a` | web; as a tool | it must | MIT |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the picture lacks %q:\n%s", want, got)
		}
	}
	if page, ok := Place("a\n"+pictureFrom+"\nold\n"+pictureTo+"\nb\n", pictureFrom, pictureTo, "new\n"); !ok || page != "a\n"+pictureFrom+"\n\nnew\n\n"+pictureTo+"\nb\n" {
		t.Errorf("placed as %q", page)
	}
	if _, ok := Place("a page without lines for it", pictureFrom, pictureTo, "new\n"); ok {
		t.Error("a page without lines for the picture is taken")
	}
}

var link = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)

// brokenLinks returns the links between pages, by file and target, that lead
// nowhere.
func brokenLinks(root fs.FS, pages []string) (broken []string, err error) {
	for _, page := range pages {
		text, err := fs.ReadFile(root, page)
		if err != nil {
			return nil, err
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], ":") {
				continue
			}
			if _, err := fs.Stat(root, path.Join(path.Dir(page), m[1])); err != nil {
				broken = append(broken, page+" → "+m[1])
			}
		}
	}
	return broken, nil
}

// unfit are words and signs that our pages do without: they blame, belittle or
// shout.
var unfit = regexp.MustCompile(`(?i)[^\]!\[(]!(\s|$)|\b(opfer|leider|unfortunately|victims?|simply|einfach)\b`)

func TestPagesAreCalmAndLeadSomewhere(t *testing.T) {
	root := os.DirFS("../..")
	pages := []string{"README.md", "ARCHITECTURE.md", "CHANGELOG.md"}
	more, err := fs.Glob(root, "docs/*.md")
	if err != nil || len(more) == 0 {
		t.Fatalf("no pages in docs: %v", err)
	}
	pages = append(pages, more...)
	broken, err := brokenLinks(root, pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range broken {
		t.Error("a link leads nowhere:", b)
	}
	for _, page := range pages {
		text, err := fs.ReadFile(root, page)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range strings.Split(string(text), "\n") {
			if found := unfit.FindString(l); found != "" {
				t.Errorf("%s:%d says %q", page, i+1, found)
			}
		}
		if page != "docs/README.md" && strings.HasPrefix(page, "docs/") {
			index, err := fs.ReadFile(root, "docs/README.md")
			if err != nil || !strings.Contains(string(index), "("+path.Base(page)+")") {
				t.Errorf("docs/README.md does not lead to %s", page)
			}
		}
	}
}

func TestChecksOfPagesCanFail(t *testing.T) {
	pages := sources{"README.md": "![a](docs/a.png) [b](docs/b.md#part) [c](https://example.org/) [d](docs/gone.md)", "docs/a.png": "", "docs/b.md": ""}
	if broken, err := brokenLinks(pages.fs(), []string{"README.md"}); err != nil || len(broken) != 1 || broken[0] != "README.md → docs/gone.md" {
		t.Errorf("broken links: %q %v", broken, err)
	}
	for text, want := range map[string]bool{
		"Welcome!": true, "Die Opfer": true, "You simply run": true,
		"![a](b.png)": false, "<!-- note -->": false, "Betroffene finden Hilfe.": false, "Opferentschädigung": false,
	} {
		if unfit.MatchString(text) != want {
			t.Errorf("%q: unfit is %v", text, !want)
		}
	}
}
