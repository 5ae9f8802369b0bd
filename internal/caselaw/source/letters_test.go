package source

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// lettersOf counts the letters of texts, without a difference between capitals and
// others: a word that is joined over the end of a line may lose a capital.
func lettersOf(texts ...string) map[rune]int {
	var usual [0x180]int
	all := map[rune]int{}
	for _, s := range texts {
		for _, r := range s {
			switch {
			case r < 0x180:
				usual[r]++
			case unicode.IsLetter(r):
				all[unicode.ToLower(r)]++
			}
		}
	}
	for r, n := range usual {
		if n > 0 && unicode.IsLetter(rune(r)) {
			all[unicode.ToLower(rune(r))] += n
		}
	}
	return all
}

// lost are the letters of a text that are neither in what Clean made of it nor in what
// it reported as left out.
func lost(source string) string {
	text, r := clean(source)
	tidy, _ := plain(source)
	var out []string
	for _, s := range text.Sections {
		out = append(out, s.Heading)
		for _, p := range s.Paragraphs {
			out = append(out, p.Text)
		}
	}
	out = append(append(out, r.lines...), r.left...)
	have, got := lettersOf(tidy), lettersOf(out...)
	var b strings.Builder
	for _, r := range sortedRunes(have) {
		if n := have[r] - got[r]; n != 0 {
			b.WriteString(strings.Repeat(string(r), min(max(n, -n), 50)))
		}
	}
	return b.String()
}

func sortedRunes(m map[rune]int) []rune {
	var all []rune
	for r := range m {
		all = append(all, r)
	}
	slices.Sort(all)
	return all
}

// pieces are what the texts of courts are made of, for inventing such texts.
func pieces() []string {
	return []string{
		"Der Kläger begehrt Auskunft über die Beschäftigung in dem Betrieb des Beigeladenen.",
		"Die Beklagte hat den Antrag auf Informations-", "zugang abgelehnt, weil ihr die Unterlagen nicht vor-", "lägen und auch sonst kein Anspruch bestehe. Dagegen wendet sich der",
		"Kläger mit seiner Klage, zu deren Begründung er vorträgt, die Auskunfts- und", "Berlin-", "Brandenburg.", "Gründe", "Tenor:", "T a t b e s t a n d :", "Entscheidungsgründe: 4",
		"für Recht erkannt:", "beschlossen:", "Leitsatz", "1. Ein Leitsatz der Kammer. (Leitsatz der Redaktion)", "Zitiervorschlag", "- 3 -", "Seite 2 von 7", "12", "1", "2", "3", "", "", "",
		"I.", "a) die Klage abzuweisen,", "– hilfsweise", "VG Musterstadt, 3 K 12/05 Seite 3 von 7", "Orientierungssatz", "Urteil", "folgendes", "Rechtsmittelbelehrung", "gez. Muster gez. Beispiel",
		"4 Die Klage ist zulässig.", "5 Sie ist auch begründet.", "Die Kosten trägt der Beklagte. 6", "Aus diesen Gründen hat", "\f", "https://example.org/urteil 1.2.2020", "§ 25 Abs. 4a AufenthG", "x",
	}
}

func TestNoLetterIsLostButWhatIsReported(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom(pieces()), 1, 120).Draw(t, "lines")
		if missing := lost(strings.Join(lines, "\n")); missing != "" {
			t.Fatalf("lost or invented: %q", missing)
		}
	})
}

func TestNoLetterOfTheCorpusIsLost(t *testing.T) {
	for _, r := range corpus(t, "decisions.jsonl") {
		if missing := lost(r.Text); missing != "" {
			t.Errorf("%s: lost or invented: %q", r.ID, missing)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(strings.Join(pieces(), "\n"))
	f.Add("Leitsatz: a\n\n1 b\n2 c\n3 d\n\f- 2 -\nx-\ny")
	f.Fuzz(func(t *testing.T, s string) {
		if missing := lost(strings.ToValidUTF8(s, "")); missing != "" {
			t.Errorf("lost or invented: %q", missing)
		}
		text := Clean(s)
		for _, sec := range text.Sections {
			for _, p := range sec.Paragraphs {
				if p.Text == "" {
					t.Errorf("an empty paragraph in %s", sec.Kind)
				}
			}
		}
	})
}
