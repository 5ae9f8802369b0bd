package app_test

import (
	"encoding/xml"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"verbund/internal/app"
	"verbund/internal/platform/places"
	"verbund/internal/testkit"
)

// articles are the pages that are long texts.
var articles = []string{"about", "background", "rights", "safety", "imprint", "privacy", "accessibility"}

func TestAddressWithoutLanguageLeadsToTheBestOne(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	for accept, want := range map[string]string{
		"de": "/de/", "en": "/en/", "en-GB, de;q=0.5": "/en/", "de-AT": "/de/", "fr, de;q=0.2": "/fr/", "ja": "/en/", "ja, de;q=0.2": "/de/",
		"ro-MD": "/ro/", "bg": "/bg/", "hu": "/hu/", "ar-SY": "/ar/", "ru": "/ru/", "uk, ru;q=0.9": "/uk/", "es-CO": "/es/", "zh-CN": "/zh-Hans/", "vi-VN": "/vi/", "de-simple": "/de-simple/",
		"": "/de/", "*": "/de/", "\xff,;": "/de/",
	} {
		page := n.Visitor(t, accept).Opens("/").LeadsTo(want)
		if !strings.Contains(strings.Join(page.Header.Values("Vary"), ","), "Accept-Language") {
			t.Errorf("%q: the answer does not say that it depends on the language", accept)
		}
	}
	for _, l := range n.App.Texts.Languages() {
		n.Visitor(t, "ja").Opens("/" + string(l.Code)).LeadsTo("/" + string(l.Code) + "/")
	}
}

// TestEveryLandLeadsToAnAnswer: Brandenburg has no centre of its own, yet nobody
// there is left without a number to call.
func TestEveryLandLeadsToAnAnswer(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Members, Demo: true})
	visitor := n.Visitor(t, "de")
	for _, land := range places.Lands() {
		page := visitor.Opens("/de/centres?land=" + land.Code).Is(200).NeverSays("noch keinen Eintrag")
		results, _, _ := strings.Cut(page.Main(), "Hilfe für ganz Deutschland")
		if !strings.Contains(results, "Anrufen:") {
			t.Errorf("%s: nobody to call", land.Name)
		}
	}
	visitor.Opens("/de/centres?land=DE-BB").Says("IN VIA", "Auch für Brandenburg da")
	visitor.Opens("/de/centres?place=Cottbus").Says("IN VIA", "Auch für Brandenburg da")
}

func TestHomeLeadsEverybodyOn(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	page := n.Visitor(t, "de").Opens("/de/").Is(200).IsWhole("de").Says("Sie müssen da nicht allein durch", "Polizei: 110")
	visited := map[string]bool{}
	for _, link := range page.Links() {
		if !strings.HasPrefix(link, "/") || visited[link] {
			continue
		}
		visited[link] = true
		n.Visitor(t, "de").Opens(link).Is(200)
	}
	lands := 0
	for link := range visited {
		if strings.Contains(link, "?land=DE-") {
			lands++
		}
	}
	if lands != 16 {
		t.Errorf("%d Länder lead to help", lands)
	}
	if got := page.Field("Ihr Ort oder Ihre Postleitzahl").Attribute("autocomplete"); got != "off" && page.Role("search")[0].Attribute("autocomplete") != "off" {
		t.Errorf("the browser may remember the place: %q", got)
	}
	if page.Title() != "Start – verbund" {
		t.Errorf("the title is %q", page.Title())
	}
}

func TestWayOutEndsEverything(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	visitor := n.Visitor(t, "de")
	for _, page := range []*testkit.Page{visitor.Posts("/exit", nil), visitor.Opens("/exit")} {
		page.LeadsTo("https://weather.example/").
			Sends("Clear-Site-Data", `"cache", "cookies", "storage"`).
			Sends("Referrer-Policy", "no-referrer").
			Sends("Cache-Control", "no-store")
		if page.Body != "" {
			t.Errorf("the way out says something: %s", page.Body)
		}
	}
}

func TestWayOutIsTheFirstThingOnEveryPage(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	for _, path := range []string{"/de/", "/en/centres", "/de/centres?place=Berlin", "/de/centres/1", "/de/centres/1/sheet", "/en/privacy", "/de/nowhere",
		"/ar/", "/zh-Hans/centres", "/de-simple/safety", "/de/centres/flyer", "/ro/centres/coverage", "/de/centres/1/proposal", "/centres/review"} {
		page := n.Visitor(t, "de").Opens(path)
		reachable := page.All(func(e testkit.Element) bool {
			return slices.Contains([]string{"a", "button", "input", "select", "textarea", "summary"}, e.Tag())
		})
		exit := page.Tagged("form")[0]
		if exit.Attribute("action") != "/exit" || exit.Attribute("method") != "post" || reachable[0].Text() != exit.Text() {
			t.Errorf("%s: first comes %q", path, reachable[0].Text())
		}
	}
}

func TestSitemapListsEveryPageInEachLanguage(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Members})
	visitor := n.Visitor(t, "de")
	body := visitor.Opens("/sitemap.xml").Is(200).Sends("Content-Type", "application/xml; charset=utf-8").Body
	var set struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(body), &set); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, u := range set.URLs {
		path, ours := strings.CutPrefix(u.Loc, n.Address)
		if !ours || listed[path] {
			t.Errorf("%s is foreign or listed twice", u.Loc)
		}
		listed[path] = true
		page := visitor.Opens(path).Is(200).IsWhole(languageOf(path))
		if slices.ContainsFunc(page.Tagged("meta"), func(e testkit.Element) bool { return e.Attribute("name") == "robots" }) {
			t.Errorf("%s is listed, but says that it is not to be", path)
		}
		for _, e := range page.Tagged("link") {
			if e.Attribute("rel") == "canonical" && e.Attribute("href") != u.Loc {
				t.Errorf("%s calls itself %s", u.Loc, e.Attribute("href"))
			}
		}
	}
	languages := n.App.Texts.Languages()
	if want := 13 * (1 + len(articles) + 2 + 42 + 2 + 3); len(listed) != want { // the search and how far it reaches; figures and microdata; decisions, their help and statistics
		t.Errorf("%d addresses, want %d", len(listed), want)
	}
	for path := range listed {
		for _, l := range languages {
			if other := "/" + string(l.Code) + strings.TrimPrefix(path, "/"+languageOf(path)); !listed[other] {
				t.Errorf("%s is listed, %s is not", path, other)
			}
		}
	}
}

// languageOf is the language that an address names.
func languageOf(path string) string {
	lang, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return lang
}

func TestSearchEnginesAreLetInAndFindTheMap(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Config: func(c *app.Config) { c.URL = "https://verbund.example" }})
	visitor := n.Visitor(t, "de")
	page := visitor.Opens("/robots.txt").Is(200).Sends("Content-Type", "text/plain; charset=utf-8")
	if !strings.Contains(page.Body, "\nSitemap: https://verbund.example/sitemap.xml\n") || strings.Contains(page.Body, "Disallow: /\n") {
		t.Errorf("robots.txt:\n%s", page.Body)
	}
	for path, listed := range map[string]bool{"/de/": true, "/de/centres": true, "/de/centres/1": true, "/de/centres?place=Berlin": false, "/de/nowhere": false} {
		page := visitor.Opens(path)
		closed := slices.ContainsFunc(page.Tagged("meta"), func(e testkit.Element) bool {
			return e.Attribute("name") == "robots" && e.Attribute("content") == "noindex"
		})
		if closed == listed {
			t.Errorf("%s: kept from search engines %v", path, closed)
		}
		if path == "/de/centres?place=Berlin" {
			page.NeverSays(`rel="canonical"`)
		}
	}
}

func TestWeaknessesCanBeReported(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Config: func(c *app.Config) {
		c.URL, c.Security = "https://verbund.example", "mailto:security@verbund.example"
	}})
	page := n.Visitor(t, "de").Opens("/.well-known/security.txt").Is(200).Sends("Content-Type", "text/plain; charset=utf-8")
	fields := map[string]string{}
	for line := range strings.Lines(page.Body) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if !ok || fields[name] != "" {
			t.Errorf("line %q", line)
		}
		fields[name] = value
	}
	expires, err := time.Parse(time.RFC3339, fields["Expires"])
	left := expires.Sub(testkit.Morning())
	if err != nil || left < 30*24*time.Hour || left > 365*24*time.Hour {
		t.Errorf("Expires: %s", fields["Expires"])
	}
	delete(fields, "Expires")
	for name, want := range map[string]string{
		"Contact":             "mailto:security@verbund.example",
		"Preferred-Languages": "de, en",
		"Canonical":           "https://verbund.example/.well-known/security.txt",
	} {
		if fields[name] != want {
			t.Errorf("%s: %q, want %q", name, fields[name], want)
		}
	}
	testkit.Start(t, testkit.Options{Demo: true}).Visitor(t, "de").Opens("/.well-known/security.txt").Is(200).Says("Contact: mailto:demo@example.org")
	testkit.Start(t, testkit.Options{}).Visitor(t, "de").Opens("/.well-known/security.txt").Is(404)
}

var (
	placeholder = regexp.MustCompile(`\{\{|\}\}|\{[a-z_.]+\}`)
	markdown    = regexp.MustCompile(`\*\*|\]\(|^#|\s##\s`)
)

func TestArticlesReadWellWithAndWithoutAProfile(t *testing.T) {
	for name, n := range map[string]*testkit.Network{
		"a network that has told nothing": testkit.Start(t, testkit.Options{}),
		"the demo":                        testkit.Start(t, testkit.Options{Demo: true}),
	} {
		t.Run(name, func(t *testing.T) {
			for _, lang := range []string{"de", "en"} {
				for _, article := range articles {
					path := "/" + lang + "/" + article
					page := n.Visitor(t, "").Opens(path).Is(200).IsWhole(lang)
					main := page.Main()
					if found := placeholder.FindString(main) + markdown.FindString(main) + nul.FindString(main); found != "" {
						t.Errorf("%s shows %q", path, found)
					}
					if len(main) < 400 {
						t.Errorf("%s says next to nothing: %s", path, main)
					}
					followed(t, n, page, path)
					titled(t, page, path)
				}
			}
		})
	}
}

var nul = regexp.MustCompile("\x00")

// followed opens every link of a text that leads to this site.
func followed(t *testing.T, n *testkit.Network, page *testkit.Page, path string) {
	t.Helper()
	here, _ := url.Parse(path)
	for _, link := range page.Links() {
		to, err := here.Parse(link)
		if err != nil {
			t.Errorf("%s: link %q: %v", path, link, err)
			continue
		}
		switch {
		case to.Scheme == "https", to.Scheme == "mailto", to.Scheme == "tel":
		case to.Scheme != "":
			t.Errorf("%s: link to %s", path, link)
		default:
			n.Visitor(t, "").Opens(to.EscapedPath()).Is(200)
		}
	}
}

// titled expects a neutral title and headings without gaps.
func titled(t *testing.T, page *testkit.Page, path string) {
	t.Helper()
	if regexp.MustCompile(`(?i)menschenhandel|traffick|gewalt|violence|prostitu|ausbeut|exploit`).MatchString(page.Title()) {
		t.Errorf("%s: the title %q tells what it is about", path, page.Title())
	}
	last := 0
	for _, e := range page.Role("heading") {
		level := int(e.Tag()[1] - '0')
		if level > last+1 || e.Text() == "" {
			t.Errorf("%s: the heading %q is of level %d after %d", path, e.Text(), level, last)
		}
		last = level
	}
}

func TestImprintSaysWhatIsMissing(t *testing.T) {
	missing := map[string]string{"de": "Das hat der Betreiber noch nicht eingetragen.", "en": "The operator has still to enter this."}
	empty, demo := testkit.Start(t, testkit.Options{}), testkit.Start(t, testkit.Options{Demo: true})
	for lang, sentence := range missing {
		empty.Visitor(t, "").Opens("/" + lang + "/imprint").Is(200).Says(sentence)
		demo.Visitor(t, "").Opens("/"+lang+"/imprint").Is(200).NeverSays(sentence).Says("Musterstraße 1 (Demo)", "demo@example.org", "10115 Berlin")
	}
}

func TestFactsOfTheProfileCannotBreakAPage(t *testing.T) {
	profile := filepath.Join(t.TempDir(), "network.toml")
	hostile := "name = '<canary>'\nlegal_name = '[x](javascript:alert(1)) **<canary onload=x>** `{{network.town}}`'\ntown = \"\\u202e|a|b|\\n# heading\"\n" +
		"[imprint]\nemail = 'a@b.example><canary>'\nstreet = '</article><script>alert(1)</script>'\n[de]\ngoals = ['<canary>', '- * #']\nnote = '<!--'\n"
	if err := os.WriteFile(profile, []byte(hostile), 0o600); err != nil {
		t.Fatal(err)
	}
	n := testkit.Start(t, testkit.Options{Config: func(c *app.Config) { c.Profile = profile }})
	for _, article := range append(articles, "") {
		page := n.Visitor(t, "").Opens("/de/" + article).Is(200).IsWhole("de")
		if len(page.Tagged("canary")) > 0 {
			t.Errorf("%s: a fact became part of the page", article)
		}
	}
}
