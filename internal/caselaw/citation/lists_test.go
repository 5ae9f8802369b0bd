package citation

import (
	"os"
	"strings"
	"testing"

	"verbund/internal/testkit/realdata"
)

func TestAbbreviationsOfFederalStatutesAreKnownOrHaveTheForm(t *testing.T) {
	file, err := os.ReadFile(realdata.Path(t, "caselaw/law_book_codes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	k := known()
	all, listed, formed := 0, 0, 0
	var rest []string
	for line := range strings.Lines(string(file)) {
		code, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
		code, _, _ = strings.Cut(code, " ")
		if code == "" {
			continue
		}
		all++
		switch {
		case k.books[code] != "":
			listed++
		case k.names[stems(code)] != "":
			listed++
		case formOfBook(code):
			formed++
		default:
			rest = append(rest, code)
		}
	}
	t.Logf("%d abbreviations: %d in the list, %d by their form, the others %q", all, listed, formed, rest)
	if listed+formed < all*85/100 {
		t.Errorf("%d of %d abbreviations are known", listed+formed, all)
	}
}

func TestEveryBookHasAKeyOfItsOwn(t *testing.T) {
	k := known()
	seen := map[string]string{}
	for _, book := range k.books {
		key := bookKey(book)
		if key == "" || strings.Contains(key, "/") {
			t.Errorf("%q has the key %q", book, key)
		}
		if other, ok := seen[key]; ok && other != book {
			t.Errorf("%q and %q share the key %q", book, other, key)
		}
		seen[key] = book
	}
	for _, alias := range []string{"DS-GVO", "EU-DSGVO", "Verordnung (EU) 2016/679"} {
		if got := bookKey(alias); got != "dsgvo" {
			t.Errorf("%q has the key %q", alias, got)
		}
	}
}
