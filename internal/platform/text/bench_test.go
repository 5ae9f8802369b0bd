package text_test

import (
	"fmt"
	"strings"
	"testing"

	"verbund/internal/platform/text"
)

// catalogues returns n rooms with about 120 messages each, in two languages.
func catalogues(n int) []text.Source {
	var b strings.Builder
	for table := range 12 {
		fmt.Fprintf(&b, "[part%d]\n", table)
		for key := range 8 {
			fmt.Fprintf(&b, "key%d = \"Ein Satz mittlerer Länge über {what}, wie er auf Seiten steht.\"\n", key)
		}
		fmt.Fprintf(&b, "[part%d.found]\none = \"{n} Stelle\"\nother = \"{n} Stellen\"\n", table)
	}
	var all []text.Source
	for i := range n {
		all = append(all, text.Source{Room: fmt.Sprintf("room%d", i), Files: files("de", b.String(), "en", b.String())})
	}
	return all
}

func BenchmarkLoadTenRooms(b *testing.B) {
	sources, langs := catalogues(10), everyLanguage(b)
	for b.Loop() {
		if _, err := text.Load(langs, sources...); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadAndCheckTenRoomsInTwoLanguages(b *testing.B) {
	sources, langs := catalogues(10), everyLanguage(b)
	for b.Loop() {
		c, err := text.Load(langs, sources...)
		if err == nil {
			err = c.Check()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSay(b *testing.B) {
	p := load(b, languages(b, "de"), catalogues(1)...).For("de")
	for b.Loop() {
		p.Say("room0.part3.found", "n", 1234)
	}
}

func BenchmarkMatch(b *testing.B) {
	c := load(b, everyLanguage(b))
	for b.Loop() {
		c.Match("hr-HR,hr;q=0.9,en-US;q=0.8,en;q=0.7")
	}
}

func BenchmarkSpokenLanguagesTheFirstTime(b *testing.B) {
	for b.Loop() {
		load(b, languages(b, "de")).For("de").SpokenLanguages()
	}
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		text.Fold("Berlin-Neukölln")
	}
}
