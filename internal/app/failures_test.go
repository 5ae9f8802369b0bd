package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"verbund/internal/app"
	"verbund/internal/platform/database"
	"verbund/internal/testkit"
	"verbund/internal/testkit/databases"
)

func atAddress(url string) func(*app.Config) { return func(c *app.Config) { c.URL = url } }

// Every error page is a whole page in the reader's language: by the address
// where that names one, else by the browser.
func TestEveryErrorIsAPageWithAWayOn(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	const form = "application/x-www-form-urlencoded"
	for _, test := range []struct {
		name            string
		method, path    string // without language
		kind, body      string
		status          int
		german, english string
	}{
		{"form of another type", "POST", "/centres", "application/json", "{}", 400, "in einer Form an, die wir nicht lesen", "in a form that we cannot read"},
		{"form with files", "POST", "/centres", "multipart/form-data; boundary=x", "--x--", 400, "in einer Form an, die wir nicht lesen", "in a form that we cannot read"},
		{"no such page", "GET", "/nowhere", "", "", 404, "Diese Seite gibt es nicht", "There is no such page"},
		{"no such entry", "GET", "/centres/999", "", "", 404, "Eintrag", "entry"},
		{"entry that is no number", "GET", "/centres/one", "", "", 404, "Eintrag", "entry"},
		{"entry of a number in other words", "GET", "/centres/+1", "", "", 404, "Eintrag", "entry"},
		{"wrong method", "DELETE", "/centres", "", "", 405, "lässt sich so nicht aufrufen", "cannot be opened like that"},
		{"form that is too long", "POST", "/centres", form, "q=" + strings.Repeat("x", 10<<20), 413, "mehr, als wir auf einmal annehmen", "more than we take at once"},
		{"address that is too long", "GET", "/centres?q=" + strings.Repeat("x", 9000), "", "", 413, "Adresse ist zu lang", "address is too long"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, by := range []struct{ lang, accept, words string }{{"de", "en", test.german}, {"en", "de", test.english}} {
				page := n.Visitor(t, by.accept).Sends(test.method, "/"+by.lang+test.path, test.kind, strings.NewReader(test.body))
				page.Is(test.status).IsWhole(by.lang).Says(by.words).Sends("Cache-Control", never)
				isLocked(t, test.name, page, scripted)
				if test.status == 405 {
					page.Sends("Allow", "GET, HEAD, POST")
				}
				if !slices.Contains(page.Links(), "/"+by.lang+"/centres#lines") || !strings.Contains(page.Main(), "110") {
					t.Errorf("the page leads to no help: %s", page.Main())
				}
			}
		})
	}
	t.Run("without a language the browser decides", func(t *testing.T) {
		for accept, lang := range map[string]string{"de-CH,fr;q=0.3": "de", "en-GB": "en", "fr": "fr", "ja": "en", "": "de", "\xff;q=x": "de", "ar, en;q=0.1": "ar", "zh-CN": "zh-Hans", "ru-UA": "ru"} {
			n.Visitor(t, accept).Opens("/nowhere").Is(404).IsWhole(lang)
			n.Visitor(t, accept).Sends("POST", "/readyz", "", nil).Is(405).IsWhole(lang).Sends("Allow", "GET, HEAD")
		}
	})
	if log := n.Log.String(); log != "" {
		t.Errorf("what others did wrong is logged: %s", log)
	}
}

func TestFloodGetsAPageThatSaysWhenToComeBack(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Config: func(c *app.Config) { c.Rate, c.Burst, c.Proxy = 1, 3, true }})
	flooder := n.Visitor(t, "de").With("X-Forwarded-For", "203.0.113.7")
	for range 3 {
		flooder.Opens("/en/").Is(200)
	}
	flooder.Opens("/en/").Is(429).IsWhole("en").Says("great many requests").Sends("Retry-After", "10").Sends("Cache-Control", never)
	n.Visitor(t, "de").With("X-Forwarded-For", "198.51.100.7").Opens("/en/").Is(200)
}

func TestWhileTheDatabaseIsAwayTheDirectoryStaysOpen(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Kind: database.PostgreSQL})
	visitor := n.Visitor(t, "de")
	visitor.Opens("/de/centres?place=Berlin").Is(200).Says("Laterne")
	databases.Away(t, func() {
		n.Clock.Advance(testkit.ALittle)
		visitor.Opens("/de/centres?place=Berlin").Is(200).IsWhole("de").Says("Laterne", n.App.Texts.For("de").Say("centres.stale"))
		visitor.Opens("/de/centres/1").Is(200).IsWhole("de").Says("030 23125100")
		visitor.Opens("/en/about").Is(200).IsWhole("en")
		visitor.Opens("/healthz").Is(200)
		n.Visitor(t, "en").Opens("/readyz").Is(503).IsWhole("en").Says("cannot reach our data").Sends("Retry-After", "10").Sends("Cache-Control", never)
		isLocked(t, "/readyz", visitor.Opens("/readyz"), still)
	})
	n.Clock.Advance(testkit.ALittle)
	visitor.Opens("/readyz").Is(200)
	page := visitor.Opens("/de/centres?place=Berlin").Is(200).Says("Laterne")
	if strings.Contains(page.Main(), n.App.Texts.For("de").Say("centres.stale")) {
		t.Error("the page still says that the data are old")
	}
}

func TestWithoutADirectoryThePageSaysSo(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Kind: database.PostgreSQL, Content: testkit.Nothing})
	databases.Away(t, func() {
		n.Visitor(t, "de").Opens("/en/centres").Is(http.StatusServiceUnavailable).IsWhole("en").Says("cannot reach our data")
	})
	n.Clock.Advance(testkit.ALittle)
	n.Visitor(t, "de").Opens("/en/centres").Is(200)
}
