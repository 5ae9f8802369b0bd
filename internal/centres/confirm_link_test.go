package centres

import (
	"bytes"
	"strings"
	"testing"

	"verbund/internal/core"
)

func testLinks(t testing.TB) *Links {
	t.Helper()
	l, err := NewLinks(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func testLink() Link {
	return Link{entry: core.NamedID("test", "lantern"), action: StillCorrect, quarter: Quarter{2026, 1}, revision: 3, until: core.Date{Year: 2026, Month: 7, Day: 12}}
}

func TestLinkComesBack(t *testing.T) {
	l, want := testLinks(t), testLink()
	got, err := l.Open(l.Seal(want), StillCorrect, want.until)
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	// What was once sent must open for ever: the layout of version 1.
	const golden = "ARO4RLmzroDklB7sFGd9ydIBH6gAAAADAABQpgpWNKizUEALEZ3f5nebrWc"
	if s := l.Seal(want); s != golden {
		t.Errorf("sealed as %s", s)
	}
}

func TestForeignLinksAreRefused(t *testing.T) {
	l, k := testLinks(t), testLink()
	s := l.Seal(k)
	other, err := NewLinks(bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		links  *Links
		s      string
		action Action
		today  core.Date
		want   core.Kind
	}{
		"nothing":       {l, "", StillCorrect, k.until, core.NotFound},
		"cut off":       {l, s[:len(s)-1], StillCorrect, k.until, core.NotFound},
		"lengthened":    {l, s + "A", StillCorrect, k.until, core.NotFound},
		"other action":  {l, s, SomethingChanged, k.until, core.NotFound},
		"other network": {other, s, StillCorrect, k.until, core.NotFound},
		"no secret":     {nil, s, StillCorrect, k.until, core.NotFound},
		"expired":       {l, s, StillCorrect, k.until.AddDays(1), core.Gone},
		"last day":      {l, s, StillCorrect, k.until, core.Internal},
	} {
		if _, err := c.links.Open(c.s, c.action, c.today); err == nil && c.want != core.Internal || err != nil && core.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Every single character matters, in each of its other values.
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	tried := 0
	for i := range s {
		for j := range alphabet {
			if s[i] == alphabet[j] {
				continue
			}
			tried++
			if _, err := l.Open(s[:i]+alphabet[j:j+1]+s[i+1:], StillCorrect, k.until); core.KindOf(err) != core.NotFound || err == nil {
				t.Fatalf("with %q at %d the link opens: %v", alphabet[j], i, err)
			}
		}
	}
	t.Logf("%d altered links refused", tried)
	if _, err := NewLinks([]byte("short")); err == nil {
		t.Error("a short secret is taken")
	}
}

// FuzzOpenLink gives the decoder any bytes: it opens nothing but what Seal wrote,
// which it writes back to the letter.
func FuzzOpenLink(f *testing.F) {
	l := testLinks(f)
	f.Add(l.Seal(testLink()))
	f.Add(l.Seal(testLink().as(SomethingChanged)))
	f.Add("")
	f.Add("AQ==")
	f.Add(strings.Repeat("A", 59))
	f.Add(strings.Repeat("_", 10_000))
	f.Fuzz(func(t *testing.T, s string) {
		for _, a := range []Action{StillCorrect, SomethingChanged} {
			k, err := l.Open(s, a, core.Date{Year: 2026, Month: 1, Day: 1})
			if err == nil && l.Seal(k) != s {
				t.Errorf("%q opens as %+v", s, k)
			}
			if err != nil && core.KindOf(err) != core.NotFound && core.KindOf(err) != core.Gone {
				t.Errorf("%q: %v", s, err)
			}
		}
	})
}
