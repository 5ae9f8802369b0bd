package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"verbund/internal/app"
	"verbund/internal/platform/web"
	"verbund/internal/testkit"
)

// wayIn are the pages of the way in, which are for everyone and still belong to
// whoever opens them.
var wayIn = map[string]manner{
	"GET /account/sign-in": still, "GET /account/forgotten": still, "GET /account/recover": still,
	"GET /account/second": passkeys, "GET /account/second/new": scripted, "GET /account/second/qr.png": still,
	"GET /account/invitation/{token}": still, "POST /account/sign-in": still, "POST /account/recover": still, "POST /account/second": passkeys,
}

// TestC11HeadersOfEveryRouteInside asks every route inside as somebody who may use
// it, as somebody who may not, and as nobody: whatever the answer, it carries all
// headers and is stored nowhere.
func TestC11HeadersOfEveryRouteInside(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Demo: true, People: true})
	ahorn, _ := placesOf(t, n)
	passkey := map[string]bool{}
	for _, r := range n.App.Site.Routes() {
		passkey[nameOf(r)] = r.Passkeys
	}
	asked := 0
	expect := func(who, name string, page *testkit.Page, m manner) {
		t.Helper()
		asked++
		page.Sends("Cache-Control", never).Sends("ETag", "").Sends("Last-Modified", "").Sends("Referrer-Policy", "same-origin")
		if cookie := page.Header.Get("Set-Cookie"); cookie != "" {
			if !strings.Contains(name, "sign-in") && !strings.Contains(name, "sessions") {
				t.Errorf("%s, %s: sets a cookie", who, name)
			}
			page.Header.Del("Set-Cookie")
		}
		if strings.HasPrefix(page.Header.Get("Content-Disposition"), "attachment") && page.Header.Get("Content-Type") == "application/octet-stream" {
			page.Sends("Content-Security-Policy", "default-src 'none'; sandbox").Sends("X-Content-Type-Options", "nosniff")
			return
		}
		if passkey[name] != (m == passkeys) {
			t.Errorf("%s, %s: the tables disagree whether the page may ask for a passkey", who, name)
		}
		isLocked(t, who+", "+name, page, m)
		if strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			page.IsHarmless()
		}
	}
	for _, who := range []string{"lead", "office", "clerk", ""} {
		v := n.Visitor(t, "de")
		if who != "" {
			v = n.SignIn(t, who)
		}
		for name, page := range asksEverything(n, v, ahorn) {
			expect(who, name, page, innerRoutes[name].kind)
			if name == "POST /account/sessions" && who != "" {
				page.Is(http.StatusBadRequest)
			}
		}
		for name, m := range wayIn {
			method, at, _ := strings.Cut(name, " ")
			at = strings.Replace(at, "{token}", "none", 1)
			page := v.Sends(method, at, "application/x-www-form-urlencoded", strings.NewReader(""))
			expect(who, name, page, m)
		}
		for _, at := range []string{"/handbook/none/none", "/account/none", "/handbook/" + strings.Repeat("f", 32)} { // lead nowhere
			v.Opens(at).Sends("Cache-Control", never)
		}
	}
	t.Logf("%d answers", asked)
}

// TestC11TheSessionIsAHostCookie signs in at a site on https.
func TestC11TheSessionIsAHostCookie(t *testing.T) {
	takesLong(t)
	for address, want := range map[string]string{
		"https://verbund.example": `^__Host-session=[\w-]{43}; Path=/; Max-Age=32400; HttpOnly; Secure; SameSite=Strict$`,
		"":                        `^session=[\w-]{43}; Path=/; Max-Age=32400; HttpOnly; SameSite=Strict$`,
	} {
		n := testkit.Start(t, testkit.Options{Demo: true, People: true, Config: func(c *app.Config) { c.URL = address }})
		b := n.Browser(t)
		page := b.Posts("/account/sign-in", "name", "lead", "password", app.DemoPassword).LeadsTo("/account")
		if got := page.Header.Get("Set-Cookie"); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("at %q the cookie is %s", address, regexp.MustCompile(`=[\w-]{43}`).ReplaceAllString(got, "=…"))
		}
		if secure := address != ""; secure == (b.Opens("/account").Is(http.StatusOK).Header.Get("Strict-Transport-Security") == "") {
			t.Errorf("at %q HSTS is wrong", address)
		}
		thief := b.Copy()
		if address != "" { // a cookie without the prefix, which another host of the domain could set, is none
			plain := n.Visitor(t, "de").With("Cookie", "session="+b.Cookies()[0])
			plain.Opens("/account").Is(http.StatusUnauthorized)
		}
		b.Opens("/account/sign-out").Is(http.StatusMethodNotAllowed)
		thief.Opens("/account").Is(http.StatusOK)
		out := b.Posts("/account/sign-out").LeadsTo("/account/sign-in").Sends("Clear-Site-Data", `"cache", "cookies", "storage"`)
		if cookie := out.Header.Get("Set-Cookie"); !strings.Contains(cookie, "session=; ") || !strings.Contains(cookie, "Max-Age=0") {
			t.Error("the cookie stays in the browser")
		}
		thief.Opens("/account").Is(http.StatusUnauthorized)
		b.Posts("/account/sign-out").LeadsTo("/account/sign-in") // twice is safe
	}
}

// TestC11FormsInsideFromOldBrowsersAndOtherSites sends a form as browsers do that
// say more or less about where it comes from.
func TestC11FormsInsideFromOldBrowsersAndOtherSites(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Demo: true, People: true})
	lead := n.SignIn(t, "lead")
	write := func(v *testkit.Visitor, title string) *testkit.Page {
		return v.Posts("/handbook/new", url.Values{"title": {title}, "kind": {"other"}})
	}
	own := strings.TrimPrefix(n.Address, "http://")
	write(lead, "Alter Browser").Is(http.StatusSeeOther)
	write(lead.With("Origin", n.Address), "Mit Herkunft").Is(http.StatusSeeOther)
	write(lead.With("Sec-Fetch-Site", "same-origin"), "Neuer Browser").Is(http.StatusSeeOther)
	write(lead.With("Sec-Fetch-Site", "none"), "Aus dem Verlauf").Is(http.StatusSeeOther)
	for _, header := range [][2]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "odd"}, {"Origin", "null"}, {"Origin", "https://evil.example"},
		{"Origin", "http://" + own + ".evil.example"}, {"Origin", "http://evil." + own}, {"Origin", "http://127.0.0.1:1"},
	} {
		write(lead.With(header[0], header[1]), "Fremde Notiz").Is(http.StatusForbidden).Says("von einer anderen Website").NeverSays("Fremde Notiz")
	}
	lead.Opens("/handbook").Is(http.StatusOK).Says("Alter Browser", "Mit Herkunft", "Neuer Browser", "Aus dem Verlauf").NeverSays("Fremde Notiz")
	for _, route := range n.App.Site.Routes() {
		if route.Method == http.MethodPost && (route.Right != web.Everyone || strings.HasPrefix(route.Path, "/account")) {
			at := strings.NewReplacer("{", "", "}", "").Replace(route.Path)
			lead.With("Origin", "https://evil.example").Posts(at, url.Values{}).Is(http.StatusForbidden).Says("von einer anderen Website")
		}
	}
	lead.Opens("/account").Is(http.StatusOK) // nobody signed her out
}

// TestSignedOutFormsNeverGiveASecretBack sends every secret field as somebody whose
// session is over: what she wrote is given back to be sent again, and her
// passwords and codes are not.
func TestSignedOutFormsNeverGiveASecretBack(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	given := 0
	for _, line := range typedFields {
		if patternOf(n.App.Site.Routes(), line.route) == "" {
			continue
		}
		form, word := url.Values{}, canary()
		for _, name := range strings.Fields(line.fields) {
			form.Set(name, word)
		}
		page := n.Visitor(t, "de").Posts(strings.NewReplacer("{", "", "}", "").Replace(line.route), form)
		if page.Status != http.StatusUnauthorized {
			continue
		}
		switch line.as {
		case secret:
			page.NeverSays(word)
		default:
			if strings.Contains(page.Body, word) {
				given++
			}
		}
	}
	if given < 5 {
		t.Errorf("only %d forms were given back", given)
	}
}
