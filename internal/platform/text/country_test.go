package text_test

import (
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

func TestCountryIsNamedInTheLanguageOfTheReader(t *testing.T) {
	c := load(t, everyLanguage(t))
	for _, tt := range []struct {
		lang       core.Lang
		code, want string
	}{
		{"de", "RO", "Rumänien"},
		{"de-simple", "RO", "Rumänien"},
		{"en", "RO", "Romania"},
		{"ar", "RO", "Rumänien"},
		{"de", "XX", "unbekannt"},
		{"en", "XX", "unknown"},
		{"de", "XS", "staatenlos"},
		{"en", "XS", "stateless"},
		{"de", "MK", "Nordmazedonien"},
		{"de", "XK", "Kosovo"},
		{"en", "ZZ", "ZZ"},
		{"en", "", ""},
	} {
		if got := c.For(tt.lang).CountryName(tt.code); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.code, tt.lang, got, tt.want)
		}
	}
}

func TestCountryIsFoundHoweverItIsTyped(t *testing.T) {
	p := load(t, languages(t, "de", "en")).For("de")
	for code, spellings := range map[string][]string{
		"RO": {"Rumänien", "rumänien", "Rumaenien", "RUMANIEN", "Romania", "ro", " RO "},
		"CI": {"Elfenbeinküste", "Cote d'Ivoire", "Côte d’Ivoire", "côte d'ivoire", "Ivory Coast", "CI"},
		"BY": {"Weißrussland", "Weissrussland", "Belarus"},
		"XK": {"Kosovo", "kosova", "xk"},
		"MK": {"Nordmazedonien", "Mazedonien", "North Macedonia"},
		"TR": {"Türkei", "Turkei", "Tuerkei", "Türkiye", "Turkiye", "Turkey"},
		"GB": {"UK", "uk", "Großbritannien", "England", "United Kingdom"},
		"US": {"USA", "United States"},
		"CD": {"DR Kongo", "Demokratische Republik Kongo"},
		"XX": {"unbekannt", "Unknown", "XX"},
		"XS": {"staatenlos", "Stateless"},
		"DE": {"Deutschland", "Germany"},
	} {
		for _, typed := range spellings {
			if got, ok := p.FindCountry(typed); got != code || !ok {
				t.Errorf("%q: %q %v, want %s", typed, got, ok, code)
			}
		}
	}
	for _, typed := range []string{"", " ", "Korea", "Kongo", "Atlantis", "code", "other", "ZZ", "YU", "Rumänien, Bulgarien"} {
		if got, ok := p.FindCountry(typed); ok {
			t.Errorf("%q is taken for %s", typed, got)
		}
	}
}

func TestEveryCountryIsFoundByTheNameItIsSaidWith(t *testing.T) {
	c := load(t, everyLanguage(t))
	for _, lang := range []core.Lang{"de", "en", "uk"} {
		p := c.For(lang)
		all := p.Countries()
		if len(all) != 252 { // the 249 of ISO 3166-1, Kosovo, stateless, unknown
			t.Errorf("%s: %d countries, want 252", lang, len(all))
		}
		for _, country := range all {
			if got, ok := p.FindCountry(country.Name); got != country.Code || !ok {
				t.Errorf("%s: %q is %s and found as %q", lang, country.Name, country.Code, got)
			}
			if strings.ContainsAny(country.Name, ",;\n") {
				t.Errorf("%s: %q holds a mark that parts several countries", lang, country.Name)
			}
		}
		if last := all[len(all)-2:]; last[0].Code != text.Stateless || last[1].Code != text.UnknownCountry {
			t.Errorf("%s: the list ends with %v", lang, last)
		}
	}
}

func TestCountriesStandInTheOrderOfTheReadersAlphabet(t *testing.T) {
	c := load(t, languages(t, "de", "en"))
	place := func(lang core.Lang, code string) int {
		return slices.IndexFunc(c.For(lang).Countries(), func(c text.Country) bool { return c.Code == code })
	}
	for _, tt := range []struct {
		lang          core.Lang
		before, after string
	}{
		{"de", "EG", "AL"}, // Ägypten, Albanien
		{"de", "AT", "PK"}, // Österreich, Pakistan
		{"en", "AL", "EG"}, // Albania, Egypt
	} {
		if a, b := place(tt.lang, tt.before), place(tt.lang, tt.after); a >= b {
			t.Errorf("in %s, %s is %d and %s is %d", tt.lang, tt.before, a, tt.after, b)
		}
	}
	c.For("de").Countries()[0].Name = "changed"
	if c.For("de").Countries()[0].Name == "changed" {
		t.Error("the caller can change the list of others")
	}
}

func TestLanguageIsFoundByAnyOfItsNames(t *testing.T) {
	c := load(t, everyLanguage(t))
	p := c.For("de")
	for code, spellings := range map[string][]string{
		"ro":  {"Rumänisch", "rumaenisch", "Romanian", "română", "romana", "RO"},
		"prs": {"Dari", "دری"},
		"fa":  {"Farsi", "Persisch", "فارسی"},
		"kmr": {"Kurmandschi", "Kurmancî", "Kurmandschi (Kurdisch)"},
		"bin": {"Edo", "bini"},
		"gsg": {"Deutsche Gebärdensprache", "DGS"},
		"zh":  {"Mandarin", "Chinesisch", "中文"},
	} {
		for _, typed := range spellings {
			if got, ok := p.FindLanguage(typed); got != code || !ok {
				t.Errorf("%q: %q %v, want %s", typed, got, ok, code)
			}
		}
	}
	for _, typed := range []string{"", "Klingonisch", "Kurdisch", "tlh", "self"} {
		if got, ok := p.FindLanguage(typed); ok {
			t.Errorf("%q is taken for %s", typed, got)
		}
	}
	for _, lang := range []core.Lang{"de", "en", "fr"} {
		for _, l := range c.For(lang).SpokenLanguages() {
			if got, ok := p.FindLanguage(l.Name); got != l.Code || !ok {
				t.Errorf("%s: %q is %s and found as %q", lang, l.Name, l.Code, got)
			}
		}
	}
}
