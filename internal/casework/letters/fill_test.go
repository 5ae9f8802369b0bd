package letters

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
)

// own makes a letter of a few words.
func own(t testing.TB, s *Shelf, body string) Letter {
	t.Helper()
	l, err := s.Own("own", "Eigener Brief", body)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestWhatIsMissingStaysVisibleAndIsTold(t *testing.T) {
	l := own(t, shelf(t), "{client_name}, geboren am {client_birth_date}, {client_name}\nZeichen: {file_number?}\nEnde")
	got, err := l.Fill(German, map[string]string{"client_birth_date": " \n\t", "alias": "wird nicht gebraucht"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Text != "[Name], geboren am [Geburtsdatum], [Name]\nEnde" {
		t.Errorf("%q", got.Text)
	}
	if !slices.Equal(got.Gaps, []Gap{{"client_name", "Name"}, {"client_birth_date", "Geburtsdatum"}}) {
		t.Errorf("gaps: %v", got.Gaps)
	}
	if spans := Read(got.Text)[0].Lines[0]; !spans[0].Gap || spans[0].Text != "Name" || spans[1].Gap {
		t.Errorf("spans: %v", spans)
	}
	if len(l.Needs) != 2 || len(l.May) != 1 {
		t.Errorf("needs %v, may %v", l.Needs, l.May)
	}
}

func TestGapsInAFormAreInTheLanguageOfTheForm(t *testing.T) {
	f, _ := shelf(t).Form(Counselling)
	got, err := f.Fill("ro", GDPR, nil)
	if err != nil || !strings.Contains(got.Text, "[numărul de ani]") || !slices.Contains(got.Gaps, Gap{"kept_years", "numărul de ani"}) {
		t.Errorf("%v %v", got.Gaps, err)
	}
	for _, g := range got.Gaps {
		if g.Name == "withheld" {
			t.Error("nothing withheld is no gap")
		}
	}
}

func TestWhoeverDoesNotReadTheLanguageIsToldWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		label    string
		from, to core.Lang
		want     string
	}{
		{"numărul de ani", "ro", German, "Zahl der Jahre"},
		{"numărul de ani", "ro", English, "number of years"},
		{"Zahl der Jahre", German, German, ""}, // she reads it herself
		{"numărul de ani", "hu", German, ""},   // no such gap in that language
		{"was jemand selbst in Klammern setzt", "ro", German, ""},
	} {
		if got := shelf(t).GapIn(c.label, c.from, c.to); got != c.want {
			t.Errorf("%q from %s to %s: %q, not %q", c.label, c.from, c.to, got, c.want)
		}
	}
}

func TestValueForNoPlaceholderIsAnError(t *testing.T) {
	s := shelf(t)
	f, _ := s.Form(Counselling)
	if _, err := f.Fill(German, GDPR, map[string]string{"aliass": "x"}); err == nil {
		t.Error("a form took it")
	}
	if _, err := s.Letters()[0].Fill(German, map[string]string{"law_access": "x"}); err == nil {
		t.Error("a letter took it")
	}
	if _, err := f.Fill(German, "none", nil); err == nil {
		t.Error("a regime that there is not was taken")
	}
}

func TestOwnLettersMayAskOnlyForWhatThereIs(t *testing.T) {
	s := shelf(t)
	for body, name := range map[string]string{"Hallo {vorname}": "vorname", "Ein { allein": " allein", "{client_name": "client_name", "{{client_name}}": "}"} {
		_, err := s.Own("x", "X", body)
		var unknown *UnknownPlaceholder
		if !errors.As(err, &unknown) || unknown.Name != name {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestValuesNeverBecomeMarks(t *testing.T) {
	s := shelf(t)
	for _, value := range []string{
		"# Überschrift", "## Überschrift", "- Punkt", "+ Punkt", "* Punkt", "1. Punkt", "12) Punkt", "> Zitat", "___ Unterschrift", "---", "===",
		"**fett**", "_schräg_", "*schräg*", "`code`", "~~weg~~", "[Wort](https://example.org)", "[Lücke]", "![Bild](x)", "<script>", "<https://example.org>",
		"&lt;b&gt;", "Ende\\", "\\**fett**", "| a | b |", "{alias}", "{law_access}", "a ☐ b", "AT&T & Co", "C:\\Ordner", "Zeug*innen und Dolmetscher*innen",
	} {
		for _, body := range []string{"{client_name}", "- {client_name}", "## {client_name}", "___ {client_name}", "**{client_name}**", "Vor {client_name} nach", "{client_name}\nnoch eine Zeile", "Zeile\n{client_name}", "{matters}", "- {matters}", "[{client_name}]"} {
			same(t, s, body, value)
		}
	}
	l := own(t, s, "Name: {client_name}")
	got, _ := l.Fill(German, map[string]string{"client_name": "{alias}", "alias": "Ahorn-7"})
	if strings.Contains(got.Text, "Ahorn") {
		t.Errorf("a value was filled again: %s", got.Text)
	}
	got, _ = l.Fill(German, map[string]string{"client_name": "Zoë O’Neil-Müller (geb. 3. Mai), Tel. +49 30 1234 & Co."})
	if got.Text != "Name: Zoë O’Neil-Müller (geb. 3. Mai), Tel. +49 30 1234 & Co." {
		t.Errorf("what needs no change was changed: %s", got.Text)
	}
}

// same fails if a value changes how a text is built, or reads differently from what
// was handed in.
func same(t *testing.T, s *Shelf, body, value string) {
	t.Helper()
	name := "client_name"
	if strings.Contains(body, "{matters}") {
		name = "matters"
	}
	l := own(t, s, body)
	fill := func(v string) []Block {
		got, err := l.Fill(German, map[string]string{name: v})
		if err != nil {
			t.Fatal(err)
		}
		return Read(got.Text)
	}
	plainly, got := fill("Wort"), fill(value)
	if len(plainly) != len(got) {
		t.Errorf("%q in %q makes %d blocks of %d", value, body, len(got), len(plainly))
		return
	}
	for i := range got {
		if got[i].Kind != plainly[i].Kind || got[i].Rank != plainly[i].Rank || len(got[i].Lines) != len(plainly[i].Lines) {
			t.Errorf("%q in %q makes %v", value, body, got)
			continue
		}
		for j := range got[i].Lines {
			a, b := got[i].Lines[j], plainly[i].Lines[j]
			if want := strings.ReplaceAll(Words(b), "Wort", value); Words(a) != want || len(a) != len(b) {
				t.Errorf("%q in %q reads %q, want %q, in %d pieces of %d", value, body, Words(a), want, len(a), len(b))
			}
		}
	}
}

func TestAddressKeepsItsLinesWhereItStandsAlone(t *testing.T) {
	s := shelf(t)
	v := map[string]string{"centre_address": "Postfach 1\r\n\r\n- 12345 Musterstadt\u2028Haus 2", "matters": "Miete\n# Strom", "client_name": "Mara\nBeispiel"}
	for body, want := range map[string]string{
		"{centre_address}":           "Postfach 1\n\\- 12345 Musterstadt\nHaus 2",
		"An {centre_address}, bitte": "An Postfach 1, - 12345 Musterstadt, Haus 2, bitte",
		"- {matters}":                "- Miete\n- \\# Strom",
		"## {matters}":               "## Miete, # Strom",
		"{client_name}":              "Mara, Beispiel",
	} {
		if got, err := own(t, s, body).Fill(German, v); err != nil || got.Text != want {
			t.Errorf("%q: %q, want %q, %v", body, got.Text, want, err)
		}
	}
}

func TestNothingInvisibleGetsIntoALetter(t *testing.T) {
	got, err := own(t, shelf(t), "{client_name}.").Fill(German, map[string]string{"client_name": "Ma\u202era\u2066 Bei\x00spiel\u200f\x1b"})
	if err != nil || got.Text != "Mara Beispiel." {
		t.Errorf("%q %v", got.Text, err)
	}
}

func FuzzValuesNeverBecomeMarks(f *testing.F) {
	s := shelf(f)
	for _, seed := range []string{"# a", "- a", "1. a", "\\", "[a](b)", "**a**", "{a}", "a\\*", "___ a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		value = strings.ReplaceAll(plain(strings.ToValidUTF8(value, "")), "\n", " ")
		if value == "" || strings.Contains(value, "Wort") {
			return
		}
		for _, body := range []string{"{client_name}", "- {client_name}", "Vor {client_name} nach\nund", "**{client_name}**"} {
			same(t, s, body, value)
		}
	})
}

func TestReadTakesATextApart(t *testing.T) {
	blocks := Read("Erste Zeile\nzweite **fett\\*er** [Lücke]\n\n## Kopf\nText\n- a\n- b\n\n___ Ort\n___ Name\n\n☐ ja\n☐ nein ** offen [ auch")
	var got []string
	for _, b := range blocks {
		for _, l := range b.Lines {
			got = append(got, string(b.Kind)+": "+Words(l))
		}
	}
	want := []string{"paragraph: Erste Zeile", "paragraph: zweite fett*er [Lücke]", "heading: Kopf", "paragraph: Text", "list: a", "list: b", "sign: Ort", "sign: Name", "paragraph: ☐ ja", "paragraph: ☐ nein ** offen [ auch"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if spans := blocks[0].Lines[1]; !spans[1].Bold || spans[0].Bold || !spans[3].Gap {
		t.Errorf("spans: %v", spans)
	}
}
