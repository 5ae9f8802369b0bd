package account

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
)

// TestTheRecordOfACentreReadsInWords looks for every code that case work notes:
// none is shown to people as a code.
func TestTheRecordOfACentreReadsInWords(t *testing.T) {
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	words, err := text.Load([]text.Language{german, english}, Texts(), ui.Texts())
	if err != nil {
		t.Fatal(err)
	}
	room := os.DirFS("../casework")
	files, err := fs.Glob(room, "*.go")
	if err != nil {
		t.Fatal(err)
	}
	noted := regexp.MustCompile(`"(casework\.[a-z-]+)"`)
	codes := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := fs.ReadFile(room, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range noted.FindAllStringSubmatch(string(source), -1) {
			codes[m[1]] = true
		}
	}
	if len(codes) < 20 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	for code := range codes {
		for _, lang := range []core.Lang{"de", "en"} {
			if said := eventWords(words.For(lang), vault.Event{Code: code}); said == code {
				t.Errorf("%s has no words in %s", code, lang)
			}
		}
	}
	if said := eventWords(words.For("en"), vault.Event{Code: "casework.read", Detail: "person"}); said != "case file read: Person" {
		t.Errorf("a detail of case work is said as %q", said)
	}
	if said := eventWords(words.For("en"), vault.Event{Code: "kit.used", Detail: "person"}); said == "used in an emergency: Person" {
		t.Errorf("a detail of a kit is said as %q", said)
	}
}
