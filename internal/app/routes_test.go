package app_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verbund/internal/account"
	"verbund/internal/app"
	"verbund/internal/core"
	"verbund/internal/platform/web"
	"verbund/internal/testkit"
)

// How long an answer may be kept by a browser.
const (
	never   = "no-store"
	asking  = "no-cache"
	forever = "public, max-age=31536000, immutable"
)

// manner is what the browser that holds an answer may do with it.
type manner string

const (
	still    manner = "runs nothing"
	scripted manner = "may run the site's own script"
	open     manner = "may be fetched by the scripts of any site"
	passkeys manner = "may run the script for passkeys, and ask the browser for one"
	framed   manner = "may stand in a frame of any site"
)

// expectation is what the actors get from a route that is there. Every route of
// the site needs a line in expected; one without fails the test.
type expectation struct {
	address string // an example, without language where the route is under one
	visitor int    // status for a visitor
	kept    string
	manner  manner
}

var expected = map[string]expectation{
	"GET /static/{file}":                  {"/static/site.js", 200, forever, still}, // its address holds a hash
	"GET /{$}":                            {"/", 303, never, still},
	"GET /{lang}/{$}":                     {"/", 200, asking, scripted},
	"GET /de":                             {"/de", 303, never, still},
	"GET /de-simple":                      {"/de-simple", 303, never, still},
	"GET /en":                             {"/en", 303, never, still},
	"GET /fr":                             {"/fr", 303, never, still},
	"GET /ro":                             {"/ro", 303, never, still},
	"GET /bg":                             {"/bg", 303, never, still},
	"GET /hu":                             {"/hu", 303, never, still},
	"GET /ar":                             {"/ar", 303, never, still},
	"GET /ru":                             {"/ru", 303, never, still},
	"GET /uk":                             {"/uk", 303, never, still},
	"GET /es":                             {"/es", 303, never, still},
	"GET /zh-Hans":                        {"/zh-Hans", 303, never, still},
	"GET /vi":                             {"/vi", 303, never, still},
	"GET /exit":                           {"/exit", 303, never, still},
	"POST /exit":                          {"/exit", 303, never, still},
	"GET /healthz":                        {"/healthz", 200, never, still},
	"GET /readyz":                         {"/readyz", 200, never, still},
	"GET /robots.txt":                     {"/robots.txt", 200, never, still},
	"GET /sitemap.xml":                    {"/sitemap.xml", 200, never, still},
	"GET /.well-known/security.txt":       {"/.well-known/security.txt", 200, never, still},
	"GET /favicon.ico":                    {"/favicon.ico", 200, never, still},
	"GET /{lang}/about":                   {"/about", 200, asking, scripted},
	"GET /{lang}/background":              {"/background", 200, asking, scripted},
	"GET /{lang}/rights":                  {"/rights", 200, asking, scripted},
	"GET /{lang}/safety":                  {"/safety", 200, asking, scripted},
	"GET /{lang}/imprint":                 {"/imprint", 200, asking, scripted},
	"GET /{lang}/privacy":                 {"/privacy", 200, asking, scripted},
	"GET /{lang}/accessibility":           {"/accessibility", 200, asking, scripted},
	"GET /{lang}/centres":                 {"/centres", 200, asking, scripted},
	"POST /{lang}/centres":                {"/centres", 200, never, scripted},
	"GET /{lang}/centres/{number}":        {"/centres/1", 200, never, scripted},
	"GET /{lang}/centres/{number}/sheet":  {"/centres/1/sheet", 200, never, scripted},
	"GET /{lang}/centres/{number}/qr.png": {"/centres/1/qr.png", 200, never, scripted},
	"GET /{lang}/centres/{number}/contact.vcf":  {"/centres/1/contact.vcf", 200, never, scripted},
	"GET /{lang}/centres/{number}/proposal":     {"/centres/1/proposal", 200, never, scripted},
	"POST /{lang}/centres/{number}/proposal":    {"/centres/1/proposal", 422, never, scripted},
	"GET /{lang}/centres/proposed":              {"/centres/proposed", 200, never, scripted},
	"GET /{lang}/centres/confirm":               {"/centres/confirm", 404, never, scripted}, // without a link
	"POST /{lang}/centres/confirm":              {"/centres/confirm", 404, never, scripted},
	"GET /{lang}/centres/confirmed":             {"/centres/confirmed", 200, never, scripted},
	"GET /{lang}/centres/changed":               {"/centres/changed", 404, never, scripted},
	"POST /{lang}/centres/changed":              {"/centres/changed", 404, never, scripted},
	"GET /{lang}/centres/coverage":              {"/centres/coverage", 200, asking, scripted},
	"GET /{lang}/centres/coverage.csv":          {"/centres/coverage.csv", 200, asking, scripted},
	"GET /contact":                              {"/contact", 200, never, still},
	"POST /contact":                             {"/contact", 200, never, still},
	"GET /account/sign-in":                      {"/account/sign-in", 200, never, still},
	"POST /account/sign-in":                     {"/account/sign-in", 422, never, still},
	"POST /account/sign-out":                    {"/account/sign-out", 303, never, still},
	"POST /account/lock":                        {"/account/lock", 303, never, still},
	"GET /account/forgotten":                    {"/account/forgotten", 200, never, still},
	"GET /account/recover":                      {"/account/recover", 200, never, still},
	"POST /account/recover":                     {"/account/recover", 422, never, still},
	"GET /account/second":                       {"/account/second", 303, never, passkeys},
	"POST /account/second":                      {"/account/second", 303, never, passkeys},
	"GET /account/second/new":                   {"/account/second/new", 303, never, scripted},
	"POST /account/second/new":                  {"/account/second/new", 303, never, scripted},
	"POST /account/second/passkey":              {"/account/second/passkey", 303, never, passkeys},
	"POST /account/second/passkey/begin":        {"/account/second/passkey/begin", 401, never, still},
	"GET /account/second/qr.png":                {"/account/second/qr.png", 303, never, still},
	"GET /account/invitation/{token}":           {"/account/invitation/x", 410, never, still},
	"POST /account/invitation/{token}":          {"/account/invitation/x", 410, never, still},
	"GET /dev/ui":                               {"/dev/ui", 200, never, scripted},
	"GET /{lang}/centres.csv":                   {"/centres.csv", 200, asking, open},
	"GET /{lang}/centres.json":                  {"/centres.json", 200, asking, open},
	"GET /{lang}/centres/embed":                 {"/centres/embed", 200, asking, framed},
	"GET /{lang}/centres/save":                  {"/centres/save", 200, never, scripted},
	"GET /{lang}/centres/flyer":                 {"/centres/flyer", 200, asking, scripted},
	"GET /{lang}/centres/flyer.txt":             {"/centres/flyer.txt", 200, asking, scripted},
	"GET /{lang}/figures":                       {"/figures", 200, asking, scripted},
	"GET /{lang}/figures/{name}":                {"/figures/microdata", 200, asking, scripted},
	"GET /{lang}/figures/{name}/press":          {"/figures/1999/press", 404, never, scripted},
	"GET /{lang}/figures/{name}/summary":        {"/figures/1999/summary", 404, never, scripted},
	"GET /{lang}/caselaw":                       {"/caselaw", 200, asking, scripted},
	"GET /{lang}/caselaw/help":                  {"/caselaw/help", 200, asking, scripted},
	"GET /{lang}/caselaw/statistics":            {"/caselaw/statistics", 200, asking, scripted},
	"GET /{lang}/caselaw/statistics.csv":        {"/caselaw/statistics.csv", 200, asking, still},
	"GET /{lang}/caselaw/statistics.json":       {"/caselaw/statistics.json", 200, asking, still},
	"GET /{lang}/caselaw/{number}":              {"/caselaw/1", 404, never, scripted},
	"GET /{lang}/caselaw/{number}/cite.bib":     {"/caselaw/1/cite.bib", 404, never, still},
	"GET /{lang}/caselaw/{number}/cite.ris":     {"/caselaw/1/cite.ris", 404, never, still},
	"GET /{lang}/caselaw/{number}/cite.json":    {"/caselaw/1/cite.json", 404, never, still},
	"GET /{lang}/caselaw/{number}/akn.xml":      {"/caselaw/1/akn.xml", 404, never, still},
	"GET /{lang}/caselaw/{number}/decision.pdf": {"/caselaw/1/decision.pdf", 404, never, still},
	"GET /api/hsds":                             {"/api/hsds", 200, asking, open},
	"GET /api/hsds/{$}":                         {"/api/hsds/", 200, asking, open},
	"GET /api/hsds/{rest...}":                   {"/api/hsds/nothing/of/it", 404, never, open},
	"GET /api/hsds/openapi.json":                {"/api/hsds/openapi.json", 200, asking, open},
	"GET /api/hsds/organizations":               {"/api/hsds/organizations", 200, asking, open},
	"POST /api/hsds/organizations":              {"/api/hsds/organizations", 200, never, open},
	"GET /api/hsds/organizations/{id}":          {"/api/hsds/organizations/", 200, asking, open}, // with the id of its first
	"GET /api/hsds/services":                    {"/api/hsds/services", 200, asking, open},
	"POST /api/hsds/services":                   {"/api/hsds/services", 200, never, open},
	"GET /api/hsds/services/{id}":               {"/api/hsds/services/", 200, asking, open}, // with the id of its first
	"GET /api/hsds/service_at_locations":        {"/api/hsds/service_at_locations", 200, asking, open},
	"POST /api/hsds/service_at_locations":       {"/api/hsds/service_at_locations", 200, never, open},
	"GET /api/hsds/service_at_locations/{id}":   {"/api/hsds/service_at_locations/", 200, asking, open}, // with the id of its first
	"GET /api/hsds/taxonomies":                  {"/api/hsds/taxonomies", 200, asking, open},
	"POST /api/hsds/taxonomies":                 {"/api/hsds/taxonomies", 200, never, open},
	"GET /api/hsds/taxonomies/{id}":             {"/api/hsds/taxonomies/", 200, asking, open}, // with the id of its first
	"GET /api/hsds/taxonomy_terms":              {"/api/hsds/taxonomy_terms", 200, asking, open},
	"POST /api/hsds/taxonomy_terms":             {"/api/hsds/taxonomy_terms", 200, never, open},
	"GET /api/hsds/taxonomy_terms/{id}":         {"/api/hsds/taxonomy_terms/", 200, asking, open}, // with the id of its first
	"GET /api/caselaw":                          {"/api/caselaw", 200, never, open},
	"GET /api/caselaw/all.jsonl":                {"/api/caselaw/all.jsonl", 200, asking, open},
	"GET /api/caselaw/changes":                  {"/api/caselaw/changes", 200, asking, open},
	"GET /api/caselaw/{number}":                 {"/api/caselaw/1", 404, never, open},
	"GET /{lang}/caselaw/changed.atom":          {"/caselaw/changed.atom", 200, asking, still},
	"GET /{lang}/caselaw/new.atom":              {"/caselaw/new.atom", 200, asking, still},
	"GET /{lang}/caselaw/search.atom":           {"/caselaw/search.atom", 200, never, still},
	"GET /{lang}/caselaw/follow":                {"/caselaw/follow", 200, never, scripted},
	"POST /{lang}/caselaw/follow":               {"/caselaw/follow", 503, never, scripted}, // where no mails are sent
	"GET /{lang}/caselaw/follow/asked":          {"/caselaw/follow/asked", 200, never, scripted},
	"GET /{lang}/caselaw/follow/confirm":        {"/caselaw/follow/confirm", 404, never, scripted}, // without a link
	"POST /{lang}/caselaw/follow/confirm":       {"/caselaw/follow/confirm", 404, never, scripted},
	"GET /{lang}/caselaw/follow/confirmed":      {"/caselaw/follow/confirmed", 200, never, scripted},
	"GET /{lang}/caselaw/follow/end":            {"/caselaw/follow/end", 404, never, scripted},
	"POST /{lang}/caselaw/follow/end":           {"/caselaw/follow/end", 404, never, scripted},
	"GET /{lang}/caselaw/follow/ended":          {"/caselaw/follow/ended", 200, never, scripted},
}

func nameOf(route web.Route) string {
	if route.Localised {
		return route.Method + " /{lang}" + route.Path
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
		if line, closed := innerRoutes[name]; closed && route.Right != web.Everyone {
			e, ok = expectation{gap.ReplaceAllString(line.at, "1"), 401, never, line.kind}, true
		}
		if !ok {
			t.Errorf("the route %s has no line in the table of what each actor gets", name)
			continue
		}
		seen[name] = true
		if name == "GET /static/{file}" {
			page := n.Visitor(t, "de").Opens("/de/")
			e.address = page.Tagged("script")[0].Attribute("src")
		}
		if route.Open && strings.HasSuffix(route.Path, "/{id}") {
			e.address += firstID(t, n, strings.TrimSuffix(e.address, "/"))
		}
		if !route.Localised {
			lang := "de" // of the browser, where the address names none
			if l := core.Lang(strings.TrimPrefix(e.address, "/")); n.App.Texts.Offers(l) {
				lang = string(l)
			}
			all = append(all, visit{name, route.Method, e.address, lang, e})
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

// firstID is the id of the first document of a list of the open data.
func firstID(t testing.TB, n *testkit.Network, list string) string {
	t.Helper()
	var page struct {
		Contents []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(n.Visitor(t, "").Opens(list).Is(200).Body), &page); err != nil || len(page.Contents) == 0 {
		t.Fatalf("%s holds nothing: %v", list, err)
	}
	return page.Contents[0].ID
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
			isWhole(page, v.path, v.lang)
		}
	})
}

// isWhole expects of a page what its kind promises: a frame has no way out of
// its own, and a file that is kept loads nothing. What is no page passes.
func isWhole(page *testkit.Page, path, lang string) {
	switch {
	case !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html"):
	case page.Status == 200 && strings.HasSuffix(path, "/centres/embed"):
		page.IsWholeInFrame(lang)
	case page.Status == 200 && strings.HasSuffix(path, "/centres/save"):
		page.IsWholeAlone(lang)
	default:
		page.IsWhole(lang)
	}
}

// isRead tells whether a browser may read an answer as a page: all but those of
// a kind that it shows as it is or saves, as long as it is told not to guess.
func isRead(page *testkit.Page) bool {
	kind, _, _ := strings.Cut(page.Header.Get("Content-Type"), ";")
	return page.Header.Get("X-Content-Type-Options") != "nosniff" || kind != "text/csv" && kind != "text/plain" && kind != "application/json"
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

// TestEveryRightIsKnown holds the names of rights together: rooms declare them,
// and the table of account says who has them.
func TestEveryRightIsKnown(t *testing.T) {
	for _, route := range wholeSite(t).App.Site.Routes() {
		if route.Right != web.Everyone && !slices.Contains(account.Rights(), route.Right) {
			t.Errorf("%s needs the right %q, which nobody can have", nameOf(route), route.Right)
		}
	}
}

func TestComponentsAreShownInTheDemoOnly(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	n.Visitor(t, "de").Opens("/dev/ui").Is(404).IsWhole("de")
}
