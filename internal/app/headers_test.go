package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verbund/internal/testkit"
)

// TestHeaderTablePerRoute holds claim C11.
func TestHeaderTablePerRoute(t *testing.T) {
	n := wholeSite(t)
	visitor := n.Visitor(t, "de")
	for _, v := range visits(t, n) {
		page := v.by(visitor).Is(v.visitor)
		isLocked(t, v.route, page, v.manner)
		page.Sends("Cache-Control", v.kept)
		if !strings.HasSuffix(v.route, " /exit") && !endsSession(v.route) {
			page.Sends("Referrer-Policy", "same-origin").Sends("Clear-Site-Data", "")
		}
	}
}

func endsSession(route string) bool {
	return route == "POST /account/sign-out" || route == "POST /account/lock"
}

// isLocked expects the headers that every answer has.
func isLocked(t *testing.T, name string, page *testkit.Page, m manner) {
	t.Helper()
	resource, origin, expose, ancestors := "same-origin", "", "", "'none'"
	switch m {
	case open:
		resource, origin, expose = "cross-origin", "*", "ETag, Allow, Retry-After"
		if name == "GET /api/caselaw/all.jsonl" {
			expose += ", Verbund-Position" // from where the feed of changes goes on
		}
	case framed:
		resource, ancestors = "cross-origin", "*"
	}
	page.Sends("Cross-Origin-Opener-Policy", "same-origin").
		Sends("Cross-Origin-Resource-Policy", resource).
		Sends("X-Content-Type-Options", "nosniff").
		Sends("Server", "").Sends("X-Powered-By", "").
		Sends("Access-Control-Allow-Origin", origin).Sends("Access-Control-Expose-Headers", expose).
		Sends("Access-Control-Allow-Credentials", "")
	if !endsSession(name) { // which has the browser forget the session, there or not
		page.Sends("Set-Cookie", "")
	}
	policy := map[string]string{}
	for part := range strings.SplitSeq(page.Header.Get("Content-Security-Policy"), "; ") {
		what, from, _ := strings.Cut(part, " ")
		policy[what] = from
	}
	want := map[string]string{
		"default-src": "'none'", "img-src": "'self'", "font-src": "'none'",
		"form-action": "'self' https://weather.example", // the way out is a form that leads there
		"base-uri":    "'none'", "frame-ancestors": ancestors,
	}
	if m == scripted || m == passkeys {
		want["script-src"], want["connect-src"] = "'self'", "'self'"
	}
	if isRead(page) && len(page.Tagged("script")) > 0 && m != scripted && m != passkeys {
		t.Errorf("%s: the page holds a script that it may not run", name)
	}
	if style := policy["style-src"]; !strings.HasPrefix(style, "'self' 'sha256-") || strings.Contains(style, "unsafe") {
		t.Errorf("%s: style-src is %q", name, style)
	}
	delete(policy, "style-src")
	for what, from := range want {
		if policy[what] != from {
			t.Errorf("%s: %s is %q, want %q", name, what, policy[what], from)
		}
		delete(policy, what)
	}
	if len(policy) > 0 {
		t.Errorf("%s: the policy also allows %v", name, policy)
	}
	permissions := page.Header.Get("Permissions-Policy")
	if m == passkeys {
		if !strings.Contains(permissions, "publickey-credentials-get=(self)") {
			t.Errorf("%s: passkeys are not allowed: %q", name, permissions)
		}
		permissions = strings.ReplaceAll(strings.ReplaceAll(permissions, "publickey-credentials-get=(self)", ""), "publickey-credentials-create=(self)", "")
	}
	if p := permissions; !strings.Contains(p, "geolocation=()") || strings.Contains(p, "self") || strings.Contains(p, "*") {
		t.Errorf("%s: Permissions-Policy is %q", name, p)
	}
}

// A request that tells a need must leave nothing behind in the browser.
func TestWhatTellsANeedIsNeverKept(t *testing.T) {
	visitor := testkit.Start(t, testkit.Options{}).Visitor(t, "de")
	for _, query := range []string{
		"place=Berlin", "place=nowhere", "need=crisis", "need=unknown", "language=ro", "group=women", "access=phone",
		"land=DE-BY", "land=XX", "q=Anker", "open=1", "accessible=1", "need=crisis&page=2",
	} {
		visitor.Opens("/de/centres?"+query).Is(200).Sends("Cache-Control", never).Sends("ETag", "")
		form, _ := url.ParseQuery(query)
		visitor.Posts("/de/centres", form).Is(200).Sends("Cache-Control", never).Sends("ETag", "")
	}
	for _, query := range []string{"place=Berlin", "need=crisis", "q=Anker", "land=DE-BY", "land=XX"} {
		for _, path := range []string{"/de/centres.csv", "/ar/centres.json", "/fr/centres/embed"} {
			visitor.Opens(path+"?"+query).Is(200).Sends("Cache-Control", never).Sends("ETag", "")
		}
	}
	for _, path := range []string{"/de/centres/1", "/de/centres/1/qr.png", "/de/centres/99", "/de/nowhere", "/"} {
		visitor.Opens(path).Sends("Cache-Control", never).Sends("ETag", "")
	}
}

// TestOnlyOpenDataIsForOtherSites asks every address as a browser does before it
// lets a script of another site fetch something.
func TestOnlyOpenDataIsForOtherSites(t *testing.T) {
	n := wholeSite(t)
	other := n.Visitor(t, "de").With("Origin", "https://partner.example").With("Sec-Fetch-Site", "cross-site")
	asking := other.With("Access-Control-Request-Method", "GET")
	framedRoutes := 0
	for _, v := range visits(t, n) {
		page := asking.Sends(http.MethodOptions, v.path, "", nil)
		if v.manner == open {
			page.Is(http.StatusNoContent).Sends("Access-Control-Allow-Origin", "*").Sends("Access-Control-Allow-Credentials", "")
			if !strings.Contains(page.Header.Get("Access-Control-Allow-Methods"), v.method) {
				t.Errorf("%s: a browser does not hear that it may", v.route)
			}
			v.by(other).Is(v.visitor).Sends("Access-Control-Allow-Origin", "*")
			continue
		}
		page.Is(http.StatusMethodNotAllowed).Sends("Access-Control-Allow-Origin", "").Sends("Access-Control-Allow-Methods", "")
		if v.method == http.MethodPost && !strings.HasSuffix(v.path, "/exit") {
			v.by(other).Is(http.StatusForbidden)
		}
		if v.manner == framed {
			framedRoutes++
		}
	}
	if want := len(n.App.Texts.Languages()); framedRoutes != want {
		t.Errorf("%d addresses may be framed, want one in each of %d languages", framedRoutes, want)
	}
}

// TestFrameOfAnErrorIsClosed: what may be framed is the list alone.
func TestFrameOfAnErrorIsClosed(t *testing.T) {
	visitor := testkit.Start(t, testkit.Options{}).Visitor(t, "de")
	page := visitor.Opens("/de/centres/embed?q=" + strings.Repeat("x", 9000)).Is(http.StatusRequestEntityTooLarge).IsWhole("de")
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("the page says %s", policy)
	}
}

func TestFormsWorkInOldBrowsersAndNotFromOtherSites(t *testing.T) {
	visitor := testkit.Start(t, testkit.Options{}).Visitor(t, "en")
	form := url.Values{"place": {"Berlin"}}
	visitor.Posts("/en/centres", form).Is(200).Says("Laterne") // sends neither Sec-Fetch-Site nor Origin
	visitor.With("Sec-Fetch-Site", "same-origin").Posts("/en/centres", form).Is(200)
	for _, page := range []*testkit.Page{
		visitor.With("Sec-Fetch-Site", "cross-site").Posts("/en/centres", form),
		visitor.With("Origin", "https://evil.example").Posts("/en/centres", form),
		visitor.With("Origin", "null").Posts("/en/centres", form),
	} {
		page.Is(403).IsWhole("en").Says("sent from another website").Sends("Cache-Control", never)
		if strings.Contains(page.Main(), "Berlin") {
			t.Error("what was sent is shown")
		}
	}
}

func TestSiteOnHTTPSDemandsIt(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Config: atAddress("https://verbund.example")})
	n.Visitor(t, "de").Opens("/de/").Sends("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	testkit.Start(t, testkit.Options{}).Visitor(t, "de").Opens("/de/").Sends("Strict-Transport-Security", "")
}
