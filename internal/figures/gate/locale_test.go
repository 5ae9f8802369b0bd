package gate_test

import (
	"os"
	"strings"
	"testing"

	"verbund/internal/figures/gate"
)

// section is what stands under a heading of a catalogue.
func section(t *testing.T, lang, name string) string {
	t.Helper()
	words, err := os.ReadFile("../locale/" + lang + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(words), "\n["+name+"]\n")
	if !ok {
		t.Fatalf("%s: no section %s", lang, name)
	}
	of, _, _ := strings.Cut(rest, "\n[")
	return "\n" + of
}

func TestEveryFigureAndOutcomeHasItsWords(t *testing.T) {
	report, err := stage(t, 3, 40, protected).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"de", "en"} {
		for _, c := range report.Checks {
			for _, key := range []struct{ section, id string }{{"gate.name", c.ID}, {"gate." + c.ID, "passed"}, {"gate." + c.ID, "refused"}} {
				if !strings.Contains(section(t, lang, key.section), "\n"+key.id+" = ") {
					t.Errorf("%s: no words for %s.%s", lang, key.section, key.id)
				}
			}
			for _, f := range c.Measured {
				if !strings.Contains(section(t, lang, "gate.measured"), "\n"+f.ID+" = ") {
					t.Errorf("%s: no words for %s", lang, f.ID)
				}
			}
		}
	}
	if (gate.Figure{Sign: gate.Most, Value: 2, Mark: 1}).Kept() || !(gate.Figure{Sign: gate.Least, Value: 2, Mark: 1}).Kept() || !(gate.Figure{Value: 9}).Kept() {
		t.Error("a mark is kept on the wrong side")
	}
}
