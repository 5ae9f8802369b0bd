package text

import (
	"strings"
	"testing"
)

func FuzzPlaceholders(f *testing.F) {
	for _, seed := range []string{"", "plain", "{n} Stellen", "{a}{b}", "{", "}", "{}", "{A}", "{a", "a}", "{a_1}", "{{a}}", "{ä}", "\xff{a}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePattern(s)
		if err != nil {
			return
		}
		var again strings.Builder
		for _, part := range p {
			if part.name != "" {
				again.WriteString("{" + part.name + "}")
			} else if strings.ContainsAny(part.text, "{}") || part.text == "" {
				t.Errorf("%q: the text %q", s, part.text)
			}
			again.WriteString(part.text)
		}
		if again.String() != s {
			t.Errorf("%q was read as %q", s, again.String())
		}
	})
}
