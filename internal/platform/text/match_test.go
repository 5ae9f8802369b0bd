package text_test

import (
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

func TestReadersGetTheLanguageThatSuitsThemBest(t *testing.T) {
	two := load(t, languages(t, "de", "en"))
	all := load(t, everyLanguage(t))
	for _, tt := range []struct {
		header   string
		two, all core.Lang
	}{
		{"", "de", "de"},
		{"*", "de", "de"},
		{"de", "de", "de"},
		{"de-AT,de;q=0.9,en;q=0.8", "de", "de"},
		{"en-GB", "en", "en"},
		{"EN-us", "en", "en"},
		{"en;q=0.5, de;q=0.9", "de", "de"},
		{"de;q=0, en", "en", "en"},
		{"de;q=0", "de", "de"},
		{"fr-CA, en;q=0.5", "en", "fr"},
		{"ar-SY", "en", "ar"},
		{"arz", "en", "ar"},
		{"ckb", "en", "ar"},
		{"ro-MD", "en", "ro"},
		{"mo", "en", "ro"},
		{"rom", "en", "ro"},
		{"zh", "en", "zh-Hans"},
		{"zh-CN,zh;q=0.9", "en", "zh-Hans"},
		{"zh-TW", "en", "zh-Hans"},
		{"yue-HK", "en", "zh-Hans"},
		{"hr-HR,hr;q=0.9", "en", "en"},
		{"bs", "en", "en"},
		{"sr-Latn-RS, de;q=0.3", "de", "de"},
		{"prs-AF", "en", "en"},
		{"fa", "en", "en"},
		{"kmr, de;q=0.8, en;q=0.2", "de", "de"},
		{"pl", "en", "en"},
		{"tr", "en", "en"},
		{"mk", "en", "bg"},
		{"be", "en", "ru"},
		{"so, de;q=0.8", "de", "de"},
		{"wo", "en", "fr"},
		{"ff", "en", "fr"},
		{"kab", "en", "fr"},
		{"ca", "en", "es"},
		{"tlh", "en", "en"},
		{"lb", "de", "de"},
		{"nds", "de", "de"},
		{"gsg", "de", "de"},
		{"de-simple, de;q=0.9", "de", "de-simple"},
		{"vi-VN;q=0.4, uk-UA;q=0.6", "en", "uk"},
		{"hu ; q = 0.7 , bg;q=0.8", "en", "bg"},
		{"; q=1,,, ,en", "en", "en"},
		{"en;q=nonsense, de;q=0.1", "de", "de"},
		{"en;q=NaN, de;q=0.1", "de", "de"},
		{"not a language", "de", "de"},
		{"\x00\xff\xfe", "de", "de"},
		{strings.Repeat("x-", 100_000), "de", "de"},
		{"en," + strings.Repeat("de-", 100_000), "en", "en"},
	} {
		if got := two.Match(tt.header); got != tt.two {
			t.Errorf("German and English on offer, %q: %s, want %s", core.Clip(tt.header, 40), got, tt.two)
		}
		if got := all.Match(tt.header); got != tt.all {
			t.Errorf("all on offer, %q: %s, want %s", core.Clip(tt.header, 40), got, tt.all)
		}
	}
}

func TestWithoutEnglishALostReaderGetsGerman(t *testing.T) {
	c := load(t, languages(t, "de", "ar"))
	if got := c.Match("tlh"); got != "de" {
		t.Errorf("got %s", got)
	}
}

func FuzzAcceptLanguage(f *testing.F) {
	for _, seed := range []string{"", "de", "en-GB,en;q=0.9", "zh-Hant-TW;q=0.5,*;q=0.1", "de-simple", "x-y-z", "\xff", "a;q=1e999", "i-klingon,art-lojban", "sl-IT-nedis-x-private-u-co-phonebk"} {
		f.Add(seed)
	}
	c := load(f, everyLanguage(f))
	f.Fuzz(func(t *testing.T, header string) {
		got := c.Match(header)
		if !c.Offers(got) {
			t.Errorf("%q: %q is not on offer", header, got)
		}
		if again := c.Match(header); again != got {
			t.Errorf("%q: %q the first time, %q the second", header, got, again)
		}
	})
}

func FuzzLanguageTags(f *testing.F) {
	for _, seed := range []string{"de", "en", "zh-Hans", "de-simple", "DE", "", "../de", "\xff"} {
		f.Add(seed)
	}
	c := load(f, everyLanguage(f), text.Source{Room: "x", Files: files("de", german)})
	f.Fuzz(func(t *testing.T, code string) {
		p := c.For(core.Lang(code))
		if p == nil || !c.Offers(p.Lang()) || p.Say("x.hello") == "" {
			t.Fatalf("%q: no printer that works", code)
		}
		if c.Offers(core.Lang(code)) != (p.Lang() == core.Lang(code)) {
			t.Errorf("%q: printer of %s", code, p.Lang())
		}
		if p.LanguageName(code) == "" && code != "" {
			t.Errorf("%q has an empty name", code)
		}
	})
}
