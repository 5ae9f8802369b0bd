package text_test

import (
	"slices"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

func TestNamesOfSpokenLanguages(t *testing.T) {
	c := load(t, everyLanguage(t))
	for _, tt := range []struct {
		lang       core.Lang
		code, want string
	}{
		{"de", "ar", "Arabisch"},
		{"de-simple", "ar", "Arabisch"},
		{"en", "ar", "Arabic"},
		{"fr", "ar", "العربية"},
		{"de", "gsg", "Deutsche Gebärdensprache"},
		{"en", "prs", "Dari"},
		{"en", "tlh", "tlh"},
	} {
		if got := c.For(tt.lang).LanguageName(tt.code); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.code, tt.lang, got, tt.want)
		}
	}
	if name, dir, ok := c.SelfName("ckb"); name != "کوردیی ناوەندی" || dir != "rtl" || !ok {
		t.Errorf("Sorani: %q %s %v", name, dir, ok)
	}
	if name, dir, ok := c.SelfName("tlh"); name != "tlh" || dir != "ltr" || ok {
		t.Errorf("a language nobody speaks: %q %s %v", name, dir, ok)
	}
	if !c.Speaks("rom") || c.Speaks("tlh") || c.Speaks("code") {
		t.Error("Speaks does not tell what the table holds")
	}
}

func TestSpokenLanguagesStandInTheOrderOfTheReadersAlphabet(t *testing.T) {
	c := load(t, everyLanguage(t))
	for _, lang := range []core.Lang{"de", "en", "ar"} {
		all := c.For(lang).SpokenLanguages()
		if len(all) != 78 {
			t.Errorf("%s: %d languages, want 78", lang, len(all))
		}
		for _, l := range all {
			if l.Name == "" || l.Self == "" || l.Dir != "ltr" && l.Dir != "rtl" {
				t.Errorf("%s: incomplete: %+v", lang, l)
			}
		}
	}
	position := func(lang core.Lang, code string) int {
		return slices.IndexFunc(c.For(lang).SpokenLanguages(), func(l text.SpokenLanguage) bool { return l.Code == code })
	}
	for _, tt := range []struct {
		lang          core.Lang
		before, after string
	}{
		{"de", "sq", "am"},  // Albanisch, Amharisch
		{"de", "tr", "uk"},  // Türkisch stands before Ukrainisch, not behind Z
		{"de", "cs", "tr"},  // Tschechisch, Türkisch
		{"en", "cs", "prs"}, // Czech, Dari
		{"en", "my", "zh"},  // Burmese, Chinese
	} {
		if a, b := position(tt.lang, tt.before), position(tt.lang, tt.after); a >= b {
			t.Errorf("in %s, %s is %d and %s is %d", tt.lang, tt.before, a, tt.after, b)
		}
	}
	list := c.For("de").SpokenLanguages()
	list[0].Name = "changed"
	if c.For("de").SpokenLanguages()[0].Name == "changed" {
		t.Error("the caller can change the list of others")
	}
}
