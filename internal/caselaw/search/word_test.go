package search

import (
	"slices"
	"testing"
)

func words(text string) (all []string) {
	s := scanner{text: text}
	for {
		w, _, _, ok := s.next()
		if !ok {
			return all
		}
		all = append(all, w)
	}
}

func TestTextIsReadWordByWord(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Der Kläger, geb. 1990", []string{"Der", "Kläger", "geb", "1990"}},
		{"zugäng-\nlichen Akten", []string{"zugänglichen", "Akten"}},
		{"Berlin-\nBrandenburg", []string{"Berlin", "Brandenburg"}},
		{"Land-\nund Stadtkreise", []string{"Land", "und", "Stadtkreise"}},
		{"E-Mail-Adresse", []string{"E", "Mail", "Adresse"}},
		{"Klient*innen und Klient:in", []string{"Klientinnen", "und", "Klientin"}},
		{"Siehe:infolge", []string{"Siehe", "infolge"}},
		{"Zu\u00adgang Zu\u00ad\ngang", []string{"Zugang", "Zugang"}},
		{"u\u0308ber\u200bmorgen", []string{"u\u0308bermorgen"}},
		{"§ 232a Abs. 1", []string{"232a", "Abs", "1"}},
		{"שלום עולם", []string{"שלום", "עולם"}},
		{"\xff\xfeab\xff", []string{"ab"}},
		{"", nil},
		{"-*:_", nil},
	} {
		if got := words(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q is read as %q, want %q", c.text, got, c.want)
		}
	}
}

func TestPlaceOfAWordIsWhereItStands(t *testing.T) {
	text := "die zugäng-\n lichen\u00ad Akten"
	s := scanner{text: text}
	var got []string
	for {
		_, from, to, ok := s.next()
		if !ok {
			break
		}
		got = append(got, text[from:to])
	}
	if want := []string{"die", "zugäng-\n lichen", "Akten"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSpellingsOfAWordHaveOneKey(t *testing.T) {
	for _, same := range [][]string{
		{"Flüchtling", "FLÜCHTLING", "Fluechtling", "flu\u0308chtling"},
		{"Straße", "STRASSE", "strasse"},
		{"Ćosić", "cosic"},
	} {
		for _, w := range same[1:] {
			if keyOf(w) != keyOf(same[0]) {
				t.Errorf("%q is %q, but %q is %q", w, keyOf(w), same[0], keyOf(same[0]))
			}
		}
	}
}

func TestFormsOfAWordHaveOneStem(t *testing.T) {
	for _, same := range [][]string{
		{"Urteil", "Urteils", "Urteile", "Urteilen"},
		{"Ausländer", "Auslander", "Auslaenders", "Ausländern"},
		{"Ergebnis", "Ergebnisse", "Ergebnissen"},
		{"Ausbeutung", "Ausbeutungen"},
		{"Möglichkeit", "möglich", "Möglichkeiten"},
		{"Zwang", "Zwangs", "Zwänge"},
		{"Entschädigung", "entschädigen"},
	} {
		for _, w := range same[1:] {
			if stem(keyOf(w)) != stem(keyOf(same[0])) {
				t.Errorf("%q has the stem %q, but %q has %q", w, stem(keyOf(w)), same[0], stem(keyOf(same[0])))
			}
		}
	}
	for _, differ := range [][2]string{{"Recht", "Richter"}, {"neu", "Nau"}} {
		if stem(keyOf(differ[0])) == stem(keyOf(differ[1])) {
			t.Errorf("%q and %q have one stem", differ[0], differ[1])
		}
	}
}

func TestCompoundsAreTakenApart(t *testing.T) {
	c := readCompounds(partsList)
	for word, want := range map[string][]string{
		"Zwangsprostitution":        {"zwang", "prostitution"},
		"Menschenhandels":           {"mensch", "handel"},
		"Arbeitsausbeutung":         {"arbeit", "ausbeut"},
		"Opferentschädigungsgesetz": {"opferentschad", "gesetz", "opf", "entschad"},
		"Aufenthaltserlaubnisse":    {"aufenthalt", "erlaubnis"},
		"Freiheitsstrafe":           {"freiheit", "straf"},
		"Haus":                      nil,
		"Verwaltung":                nil,
		"abcdefghijklmnop":          nil,
	} {
		if got := c.split(keyOf(word)); !slices.Equal(got, want) {
			t.Errorf("%s is taken apart into %q, want %q", word, got, want)
		}
	}
}
