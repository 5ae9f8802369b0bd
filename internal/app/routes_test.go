package app_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"verbund/internal/app"
	"verbund/internal/platform/web"
	"verbund/internal/testkit"
)

// How long an answer may be kept by a browser.
const (
	never   = "no-store"
	asking  = "no-cache"
	forever = "public, max-age=31536000, immutable"
)

// expectation is what the actors get from a route that is there. Every route of
// the site needs a line in expected; one without fails the test.
type expectation struct {
	address string // an example, without language where the route is under one
	visitor int    // status for a visitor
	kept    string
	script  bool // whether the page may run the site's own script
}

var expected = map[string]expectation{
	"GET /static/{file}":                      {"/static/site.js", 200, forever, false}, // its address holds a hash
	"GET /{$}":                                {"/", 303, never, false},
	"GET de|en /{$}":                          {"/", 200, asking, true},
	"GET /de":                                 {"/de", 303, never, false},
	"GET /en":                                 {"/en", 303, never, false},
	"GET /exit":                               {"/exit", 303, never, false},
	"POST /exit":                              {"/exit", 303, never, false},
	"GET /healthz":                            {"/healthz", 200, never, false},
	"GET /readyz":                             {"/readyz", 200, never, false},
	"GET /robots.txt":                         {"/robots.txt", 200, never, false},
	"GET /sitemap.xml":                        {"/sitemap.xml", 200, never, false},
	"GET /.well-known/security.txt":           {"/.well-known/security.txt", 200, never, false},
	"GET /favicon.ico":                        {"/favicon.ico", 200, never, false},
	"GET de|en /about":                        {"/about", 200, asking, true},
	"GET de|en /background":                   {"/background", 200, asking, true},
	"GET de|en /rights":                       {"/rights", 200, asking, true},
	"GET de|en /safety":                       {"/safety", 200, asking, true},
	"GET de|en /imprint":                      {"/imprint", 200, asking, true},
	"GET de|en /privacy":                      {"/privacy", 200, asking, true},
	"GET de|en /accessibility":                {"/accessibility", 200, asking, true},
	"GET de|en /centres":                      {"/centres", 200, asking, true},
	"POST de|en /centres":                     {"/centres", 200, never, true},
	"GET de|en /centres/{number}":             {"/centres/1", 200, never, true},
	"GET de|en /centres/{number}/sheet":       {"/centres/1/sheet", 200, never, true},
	"GET de|en /centres/{number}/qr.png":      {"/centres/1/qr.png", 200, never, true},
	"GET de|en /centres/{number}/contact.vcf": {"/centres/1/contact.vcf", 200, never, true},
	"GET /dev/ui":                             {"/dev/ui", 200, never, true},
}

func nameOf(route web.Route) string {
	if route.Localised {
		return route.Method + " de|en " + route.Path
	}
	return route.Method + " " + route.Path
}

// wholeSite starts a network with everything that can be switched on.
func wholeSite(t testing.TB) *testkit.Network {
	return testkit.Start(t, everything())
}

func everything() testkit.Options {
	return testkit.Options{Demo: true, Config: func(c *app.Config) { c.Security = "mailto:security@verbund.example" }}
}

// visit is one address of a route in one language.
type visit struct {
	route      string
	method     string
	path, lang string
	expectation
}

// visits are all routes of the site by the table, in every language.
func visits(t testing.TB, n *testkit.Network) []visit {
	t.Helper()
	var all []visit
	seen := map[string]bool{}
	for _, route := range n.App.Site.Routes() {
		name := nameOf(route)
		e, ok := expected[name]
		if !ok {
			t.Errorf("the route %s has no line in the table of what each actor gets", name)
			continue
		}
		seen[name] = true
		if name == "GET /static/{file}" {
			page := n.Visitor(t, "de").Opens("/de/")
			e.address = page.Tagged("script")[0].Attribute("src")
		}
		if !route.Localised {
			all = append(all, visit{name, route.Method, e.address, "de", e})
			continue
		}
		for _, l := range n.App.Texts.Languages() {
			all = append(all, visit{name, route.Method, "/" + string(l.Code) + e.address, string(l.Code), e})
		}
	}
	for name := range expected {
		if !seen[name] {
			t.Errorf("the table has a line for %s, but there is no such route", name)
		}
	}
	return all
}

func (v visit) by(visitor *testkit.Visitor) *testkit.Page {
	if v.method == http.MethodPost {
		return visitor.Posts(v.path, url.Values{})
	}
	return visitor.Opens(v.path)
}

// TestEveryRouteAnswersEveryActorAsExpected holds claim C3 for the actors there
// are: visitors.
func TestEveryRouteAnswersEveryActorAsExpected(t *testing.T) {
	testkit.OnEach(t, everything(), func(t *testing.T, n *testkit.Network) {
		visitor := n.Visitor(t, "de")
		for _, v := range visits(t, n) {
			page := v.by(visitor).Is(v.visitor).NeverSays(withheld()...)
			if strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
				page.IsWhole(v.lang)
			}
		}
	})
}

// withheld is what the invented directory keeps from the public.
func withheld() []string {
	return []string{testkit.SecretStreet, testkit.SecretPostalCode, testkit.InternalNote, "Erika Geheim", "intern@anker.example", "66969199"}
}

// TestNothingWithheldLeavesByAnyNumber opens every page of every entry.
func TestNothingWithheldLeavesByAnyNumber(t *testing.T) {
	n := wholeSite(t)
	visitor := n.Visitor(t, "de")
	d, err := n.App.Centres.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Centres {
		for _, end := range []string{"", "/sheet", "/contact.vcf", "/qr.png"} {
			path := "/de/centres/" + strconv.Itoa(c.Number) + end
			page := visitor.Opens(path)
			if page.Status != 200 && !(end == "/qr.png" && len(c.Phones) == 0 && page.Status == 404) {
				t.Errorf("%s: %d", path, page.Status)
			}
			page.NeverSays(withheld()...)
			if end == "" || end == "/sheet" {
				page.IsWhole("de")
			}
		}
	}
	visitor.Opens("/de/centres/2").Says("Anker", "Hamburg", "040 66969100")
}

func TestOnlyPublicRightsExistWithoutAccounts(t *testing.T) {
	for _, route := range wholeSite(t).App.Site.Routes() {
		if route.Right != web.Everyone {
			t.Errorf("%s needs the right %q, which nobody can have", nameOf(route), route.Right)
		}
	}
}

func TestComponentsAreShownInTheDemoOnly(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	n.Visitor(t, "de").Opens("/dev/ui").Is(404).IsWhole("de")
}
