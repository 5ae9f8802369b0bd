package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbund/internal/caselaw/decision"
)

func parsed(t testing.TB, text string) Query {
	t.Helper()
	return Parse(text, testOptions())
}

func shown(text string, marks []Range) string {
	var b strings.Builder
	last := 0
	for _, m := range marks {
		b.WriteString(text[last:m.Start] + "[" + text[m.Start:m.End] + "]")
		last = m.End
	}
	return b.String() + text[last:]
}

func TestMarksShowWhatTheQueryFound(t *testing.T) {
	for _, c := range []struct{ query, text, want string }{
		{"Zwang", "Zwänge und Arbeitszwang, nicht Zwerge", "[Zwänge] und [Arbeitszwang], nicht Zwerge"},
		{"auslaender", "Ausländern, Auslander", "[Ausländern], [Auslander]"},
		{"Zugang", "der Zu-\ngang zu", "der [Zu-\ngang] zu"},
		{"\"der Zugang\"", "Der Zugang; der alte Zugang", "[Der Zugang]; der alte Zugang"},
		{"e-mail", "per E-Mail oder Email", "per [E-Mail] oder [Email]"},
		{"Aus*", "Ausbeutung aus Auslagen", "[Ausbeutung] [aus] [Auslagen]"},
		{"Zwang NOT Lohn", "Zwang und Lohn", "[Zwang] und Lohn"},
		{"gericht:BGH Lohn", "BGH zum Lohn", "BGH zum [Lohn]"},
		{"der Lohn", "der Lohn", "der [Lohn]"},
		{"x OR (b AND -c)", "x b c", "[x] [b] c"},
		{"OEG", "nach dem SGB XIV", "nach dem [SGB XIV]"},
		{"Menschenhandel NEAR/3 Zwang", "Zwang, Menschenhandel", "[Zwang], [Menschenhandel]"},
		{"\"a b\" \"b c\"", "a b c", "[a b c]"},
		{"§ 232 StGB", "nach § 232 StGB", "nach § [232 StGB]"},
		{"", "nichts", "nichts"},
	} {
		if got := shown(c.text, Marks(parsed(t, c.query), c.text)); got != c.want {
			t.Errorf("%s marks %q, want %q", c.query, got, c.want)
		}
	}
}

func TestCitationsAreMarkedAsAWhole(t *testing.T) {
	o := testOptions()
	o.Find = func(text string) []Citation {
		i := strings.Index(text, "§ 232 Abs. 1 S. 2 StGB")
		if i < 0 {
			return nil
		}
		return []Citation{{i, i + len("§ 232 Abs. 1 S. 2 StGB"), []string{"stgb 232", "stgb 232 1", "stgb 232 1 2"}}}
	}
	q := Parse("§ 232 StGB", o)
	if got := shown("gemäß § 232 Abs. 1 S. 2 StGB strafbar", Marks(q, "gemäß § 232 Abs. 1 S. 2 StGB strafbar")); got != "gemäß [§ 232 Abs. 1 S. 2 StGB] strafbar" {
		t.Error(got)
	}
}

func TestZeroQueryMarksNothing(t *testing.T) {
	if got := Marks(Query{}, "irgendetwas"); got != nil {
		t.Errorf("marks %v", got)
	}
}

func TestSnippetsAreTheBestParagraphsInTheOrderOfTheText(t *testing.T) {
	text := textOf(
		"Die Klage ist zulässig.",
		"Der Zwang war da.",
		strings.Repeat("Viele Worte ohne Bezug stehen hier. ", 30)+"Der Zwang und die Ausbeutung standen fest. "+strings.Repeat("Auch danach kommt vieles. ", 30),
		"Die Ausbeutung und der Zwang.",
	)
	got := Snippets(parsed(t, "Zwang Ausbeutung"), text, 2)
	if len(got) != 2 || got[0].Number != "3" || got[1].Number != "4" || got[0].Anchor != "rn-3" {
		t.Fatalf("snippets %+v", got)
	}
	if !got[0].Before || !got[0].After || got[1].Before || got[1].After || len(got[0].Text) > snippetLength {
		t.Errorf("cut %+v", got)
	}
	if m := shown(got[0].Text, got[0].Marks); !strings.Contains(m, "[Zwang] und die [Ausbeutung]") {
		t.Errorf("marks %s", m)
	}
	if got := Snippets(parsed(t, "nirgends"), text, 2); got != nil {
		t.Errorf("snippets %+v", got)
	}
	if got := Snippets(parsed(t, "Zwang"), decision.Text{}, 2); got != nil {
		t.Errorf("snippets of no text %+v", got)
	}
}

// checkMarks says what is wrong with marks whatever the query.
func checkMarks(t *testing.T, text string, marks []Range) {
	t.Helper()
	last := 0
	for _, m := range marks {
		if m.Start < last || m.End <= m.Start || m.End > len(text) {
			t.Fatalf("marks %v of %q", marks, text)
		}
		if utf8.ValidString(text) && !(utf8.ValidString(text[:m.Start]) && utf8.ValidString(text[m.Start:m.End])) {
			t.Fatalf("mark %v parts a character of %q", m, text)
		}
		last = m.End
	}
}

func FuzzMarksLieInTheText(f *testing.F) {
	for _, q := range awkward {
		f.Add(q, "Der Zu-\ngang\u00ad zum „Menschenhandel“, § 232 StGB; Klient*innen")
	}
	lang := newLanguage(testOptions())
	f.Fuzz(func(t *testing.T, query, text string) {
		q := lang.parse(query, false, lang.reader(), nil)
		m := NewMarker(q)
		checkMarks(t, text, m.Marks(text))
		for _, s := range m.Snippets(decision.Text{Sections: []decision.Section{{Paragraphs: []decision.Paragraph{{Text: text}, {Text: text + " " + text}}}}}, 2) {
			checkMarks(t, s.Text, s.Marks)
			if !strings.Contains(text+" "+text, s.Text) {
				t.Fatalf("snippet %q is no part of %q", s.Text, text)
			}
		}
	})
}

func TestMarksOfManyParagraphsAreThoseOfEach(t *testing.T) {
	q := parsed(t, "Zwang \"arglose Lage\" Aus*")
	m := NewMarker(q)
	for _, p := range []string{"Zwang", "arglose", "arglose Lage", "Lage arglose Lage", ""} {
		if got, want := m.Marks(p), Marks(q, p); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", p, got, want)
		}
	}
}

// Most words are passed over by their first letters; that must not change a mark.
func TestHasteChangesNoMark(t *testing.T) {
	docs := corpus(t)
	for _, query := range []string{"Zugang", "Auskunft Geheimnis", "ämter recht", "Länder*", "\"des Klägers\" strasse", "Schutz OR Kosten", "Übermittlung", "rat amt", "E-Mail"} {
		hasty, slow := NewMarker(parsed(t, query)), NewMarker(parsed(t, query))
		for c := range slow.first {
			slow.first[c] = true
		}
		slow.within = make([]string, 100)
		for i := range docs {
			for _, p := range docs[i].Text.Sections[0].Paragraphs[:min(20, len(docs[i].Text.Sections[0].Paragraphs))] {
				if got, want := hasty.Marks(p.Text), slow.Marks(p.Text); !slices.Equal(got, want) {
					t.Fatalf("%s: marks %s, want %s", query, shown(p.Text, got), shown(p.Text, want))
				}
			}
		}
	}
}
