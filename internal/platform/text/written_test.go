package text

import (
	"testing"
	"testing/fstest"
)

func TestMessageIsWrittenAsItsCatalogueHoldsIt(t *testing.T) {
	files := fstest.MapFS{"locale/de.toml": {Data: []byte(`
plain = "Ab {place}, als Luftlinie."
[found]
one = "{n} Stelle"
other = "{n} Stellen"
`)}}
	all, err := ReadMessages(Source{Room: "x", Files: files}, German)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"x.plain": "Ab {place}, als Luftlinie.",
		"x.found": "one: {n} Stelle\nother: {n} Stellen",
	} {
		if got := all[key].Written(); got != want {
			t.Errorf("%s is written %q, want %q", key, got, want)
		}
	}
}
