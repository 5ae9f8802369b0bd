package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/site"
	"verbund/internal/testkit"
)

// TestSiteSpeaksEachLanguage opens the ways to help in every language: the page
// says what it is in and in which direction it is read, holds the words of that
// language, leads to the same page in all others, and asks for no text that is
// not there.
func TestSiteSpeaksEachLanguage(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	n.App.Texts.Report(func(problem string) { t.Error(problem) })
	german := n.App.Texts.For(text.German)
	for _, l := range n.App.Texts.Languages() {
		lang := string(l.Code)
		visitor := n.Visitor(t, "ja") // the address decides, not the browser
		words := n.App.Texts.For(l.Code)
		for path, key := range map[string]string{
			"/": "site.home.place", "/centres": "centres.lines.heading", "/centres?place=Berlin&need=crisis": "centres.lines.heading",
			"/centres/1": "centres.call", "/centres/1/sheet": "centres.call", "/centres/flyer": "centres.flyer.goals",
			"/safety": "site.nav.safety", "/rights": "site.nav.rights", "/nowhere": "web.error.not-found",
		} {
			page := visitor.Opens("/" + lang + path).IsWhole(lang).Says(strings.Join(strings.Fields(words.Say(key)), " "))
			if path != "/nowhere" {
				page.Is(http.StatusOK)
			}
			if dir := page.Tagged("html")[0].Attribute("dir"); dir != l.Dir {
				t.Errorf("%s%s is read %q, want %q", lang, path, dir, l.Dir)
			}
			if isTranslation(l.Code) && l.Code != "de-simple" && words.Say(key) == german.Say(key) {
				t.Errorf("%s: %s is said in German: %q", lang, key, words.Say(key))
			}
			if path == "/centres/1" {
				leadsToAllLanguages(t, n, page, path)
			}
		}
		visitor.Opens("/" + lang + "/centres/embed").Is(http.StatusOK).IsWholeInFrame(lang)
		visitor.Opens("/" + lang + "/centres/save").Is(http.StatusOK).IsWholeAlone(lang)
	}
}

func leadsToAllLanguages(t *testing.T, n *testkit.Network, page *testkit.Page, path string) {
	t.Helper()
	for _, l := range n.App.Texts.Languages() {
		if to := "/" + string(l.Code) + path; page.Lang() != string(l.Code) && !slices.Contains(page.Links(), to) {
			t.Errorf("the page in %s does not lead to %s", page.Lang(), to)
		}
	}
}

// TestNoticeStandsOnEveryPage puts a notice up in German, Arabic and Vietnamese,
// and opens every page of the site in each language.
func TestNoticeStandsOnEveryPage(t *testing.T) {
	n := wholeSite(t)
	words := map[core.Lang]string{"de": "Das Telefon ist heute gestört.", "ar": "الهاتف معطّل اليوم.", "vi": "Hôm nay điện thoại bị hỏng."}
	notice, err := n.App.Notices.Add(t.Context(), office(), site.Notice{Words: words, From: n.Clock.Now(), Until: n.Clock.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	n.Clock.Advance(time.Minute)
	visitor := n.Visitor(t, "de")
	pages := 0
	for _, v := range visits(t, n) {
		page := v.by(visitor)
		if v.manner == framed || strings.HasSuffix(v.path, "/centres/save") || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			continue // partners show what is theirs, and a kept file outlives the notice
		}
		pages++
		lang := core.Lang(v.lang)
		if words[lang] == "" {
			lang = text.German
		}
		page.Says(words[lang])
		said := page.All(func(e testkit.Element) bool { return e.Tag() == "p" && e.Text() == words[lang] })
		if len(said) != 1 || said[0].Attribute("lang") != string(lang) {
			t.Errorf("%s: the notice stands there %d times", v.path, len(said))
		}
	}
	if want := 20 * len(offered); pages < want {
		t.Errorf("%d pages were opened, want at least %d", pages, want)
	}
	visitor.Opens("/de/nowhere").Is(http.StatusNotFound).Says(words["de"])
	if err := n.App.Notices.End(t.Context(), office(), notice.ID); err != nil {
		t.Fatal(err)
	}
	n.Clock.Advance(time.Minute)
	for lang := range words {
		visitor.Opens("/" + string(lang) + "/").Is(http.StatusOK).NeverSays(words[lang])
	}
}

// TestFrozenCopySpeaksEachLanguage: the copy of a page is in the language of its
// folder.
func TestFrozenCopySpeaksEachLanguage(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	files := copyOf(t, n)
	for _, l := range n.App.Texts.Languages() {
		words := n.App.Texts.For(l.Code)
		for name, key := range map[string]string{"index": "site.nav.find", "centres": "centres.lines.heading", "centres/1": "centres.call", "safety": "site.nav.safety"} {
			body := files[string(l.Code)+"/"+name+".html"]
			page := testkit.NewPage(t, string(l.Code)+"/"+name+".html", http.StatusOK, nil, body).Says(strings.Join(strings.Fields(words.Say(key)), " "))
			if page.Lang() != string(l.Code) || page.Tagged("html")[0].Attribute("dir") != l.Dir {
				t.Errorf("%s/%s is in %q", l.Code, name, page.Lang())
			}
		}
	}
}
