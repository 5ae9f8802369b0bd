package citation

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// sound fails when citations do not lie in the text in their order.
func sound(t *testing.T, text string, found []Citation) {
	t.Helper()
	last := 0
	valid := utf8.ValidString(text)
	for _, c := range found {
		if c.Start < last || c.End <= c.Start || c.End > len(text) {
			t.Fatalf("%d to %d after %d in a text of %d", c.Start, c.End, last, len(text))
		}
		last = c.End
		if c.Key() == "" {
			t.Fatalf("%q has no key", text[c.Start:c.End])
		}
		if valid && !utf8.ValidString(text[c.Start:c.End]) {
			t.Fatalf("%q is cut within a letter", text[c.Start:c.End])
		}
	}
}

func seeds(f *testing.F) {
	for _, s := range []string{"§ 232 Abs. 1 StGB", "§§ 1, 2 Abs. 2, 3, 10 BGB", "§ 25 IVa AufenthG i.V.m. §§ 3 bis 5 VwVfG", "BGH, Beschluss vom 29. April 2015 - XII ZB 214/14, NJW 2015, 1827",
		"Art. 6 der Richtlinie 77/388/EWG", "ECLI:DE:BGH:2015:290415BXIIZB214.14.0", "EGMR Nr. 25965/04", "L 5 KR 222/14 B ER", "5AZR949/11", "§ 3 b) des Gesetzes über X (XG)",
		"\xff§\xc2", "§ 1\xc3", "GmS-", "Vf. 7-VII-99", "§ 1 Abs. 1 bis 999", "I-20 U 12/10", "\u202e§ 5 BGB", "§§", "§ § Art"} {
		f.Add(s)
	}
}

func FuzzFind(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) { sound(t, s, Find(s)) })
}

func FuzzParseNorm(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := ParseNorm(s)
		if !ok {
			return
		}
		if n.Key() == "" || len(n.Prefixes()) == 0 {
			t.Fatalf("%q is a norm without a key: %+v", s, n)
		}
		_ = n.String()
	})
}

func FuzzParseCase(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		if c, ok := ParseCase(s); ok && c.Key() == "" {
			t.Fatalf("%q is a decision without a key: %+v", s, c)
		}
	})
}

// Texts made to be slow are read in one pass: with work that grows as the square of the
// length this test would not end within a day.
func TestHostileTextsAreReadInOnePass(t *testing.T) {
	size := 1 << 20
	if testing.Short() {
		size = 1 << 16
	}
	for _, part := range hostile {
		text := strings.Repeat(part, size/len(part))
		sound(t, text, Find(text))
	}
	text := strings.Repeat("§", 5<<20) // 10 MB
	if found := Find(text); len(found) != 0 {
		t.Errorf("%d citations in nothing but signs", len(found))
	}
	for _, part := range hostile {
		ParseNorm(strings.Repeat(part, 1000))
		ParseCase(strings.Repeat(part, 1000))
	}
}

// BenchmarkHostile reads the same texts; ns/op per byte are alike at both lengths.
func BenchmarkHostile(b *testing.B) {
	for _, part := range hostile {
		for _, size := range []int{1 << 18, 1 << 20} {
			text := strings.Repeat(part, size/len(part))
			b.Run(fmt.Sprintf("%q/%d", part, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					Find(text)
				}
			})
		}
	}
}

// hostile are what texts are made of that are meant to be slow.
var hostile = []string{
	"§", "§ ", "§§ 1, ", "§ 1 Abs. 1, ", "§ 1 und ", "Art. 1, ", "1, ", "§§ 1, 2, 3 Abs. 1 Nr. 2, ", "BGH ", "BGH, ", "NJW 2015, ", "5 AZR ", "I ", "5 ", "5 K ",
	"ECLI:", "VG Bad ", " ", "\n", "(", "- ", "A-", "A/", "§ 1 des Gesetzes über ", "§ 1 der A-", "Nr. 1 ", "vom 1.1.2000 ", "1.1.", "\xff", "\xc3", "ä", "a", "A", "1",
	"L 5 KR ", "1/", "C-1/", "AP ", "Bad.-", "§ 1 i.V.m. ", "§ 1 Abs. 1 Nr. 1, Abs. 2 Nr. 2, ", "1 BvR 1, ", "§ 1 BGB, ", "§ 1-", "BGH-", "Bayerischer ", "IFG ",
	"SGB ", "V ", "§ 1 A", "GmbH", "EGMR 1/", "(Gesetz - ", "§ 1 Abs. 1 bis 20, 1 bis 20, ", "§ 1 BGB, 2 BGB, ", "12. ", "1 BvR 1/", "a.F. ",
}
