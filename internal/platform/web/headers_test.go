package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	s := newSite(t, nil,
		get("/page", says("page")),
		get("/broken", failsWith(&core.Error{})),
		get("/panic", func(http.ResponseWriter, *http.Request) error { panic("no") }),
		get("/away", func(w http.ResponseWriter, _ *http.Request) error { return web.SeeOther(w, "/page") }),
		post("/form", says("form")))
	sum := sha256.Sum256([]byte("p{color:red}"))
	policy := "default-src 'none'; style-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src 'self'; font-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	for _, test := range []struct {
		method, path string
		status       int
		headers      []string
	}{
		{"GET", "/page", 200, nil},
		{"HEAD", "/page", 200, nil},
		{"GET", "/broken", 500, nil},
		{"GET", "/panic", 500, nil},
		{"GET", "/away", 303, nil},
		{"GET", "/nowhere", 404, nil},
		{"POST", "/page", 405, nil},
		{"POST", "/form", 403, []string{"Sec-Fetch-Site", "cross-site"}},
		{"GET", "/" + strings.Repeat("a", 9000), 413, nil},
		{"GET", "//page", 307, nil}, // answered by ServeMux
	} {
		w := s.ask(test.method, test.path, nil, test.headers...)
		name := test.method + " " + test.path[:min(20, len(test.path))]
		if w.Code != test.status {
			t.Errorf("%s: status %d, want %d", name, w.Code, test.status)
		}
		for header, want := range map[string]string{
			"Content-Security-Policy":      policy,
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "same-origin",
			"Cache-Control":                "no-store",
			"Strict-Transport-Security":    "",
			"Set-Cookie":                   "",
		} {
			got := w.Header().Get(header)
			if header == "Content-Security-Policy" {
				got = strings.TrimSuffix(got, "; script-src 'self'; connect-src 'self'")
			}
			if got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		closed := w.Header().Get("Permissions-Policy")
		for _, part := range []string{"camera", "microphone", "geolocation", "clipboard-read"} {
			if !strings.Contains(closed, part+"=()") {
				t.Errorf("%s: %s is open", name, part)
			}
		}
		if strings.Count(strings.Join(w.Header().Values("Vary"), ","), "Accept-Language") > 1 {
			t.Errorf("%s: Vary names the language twice: %q", name, w.Header().Values("Vary"))
		}
	}
}

func TestPasskeysAreAskedForOnlyWhereTheRouteAllowsIt(t *testing.T) {
	asking := get("/asking", says(""))
	asking.Passkeys = true
	s := newSite(t, nil, asking, get("/plain", says("")))
	for path, want := range map[string]string{"/asking": "publickey-credentials-get=(self)", "/plain": "publickey-credentials-get=()"} {
		if policy := s.ask("GET", path, nil).Header().Get("Permissions-Policy"); !strings.Contains(policy, want) || strings.Count(policy, "self") != strings.Count(want, "self") {
			t.Errorf("%s: %q", path, policy)
		}
	}
}

func TestScriptRunsOnlyWhereTheRouteAllowsIt(t *testing.T) {
	scripted := get("/scripted", says(""))
	scripted.Script = true
	s := newSite(t, nil, scripted, get("/plain", says("")))
	for path, want := range map[string]bool{"/scripted": true, "/plain": false} {
		policy := s.ask("GET", path, nil).Header().Get("Content-Security-Policy")
		if got := strings.Contains(policy, "script-src 'self'"); got != want || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %s", path, policy)
		}
	}
}

func TestHTTPSIsDemandedOnlyWhereTheSiteHasIt(t *testing.T) {
	s := newSite(t, func(c *web.Config) { c.Secure = true }, get("/{$}", says("")))
	if got := s.ask("GET", "/", nil).Header().Get("Strict-Transport-Security"); !strings.Contains(got, "max-age=63072000") {
		t.Errorf("got %q", got)
	}
}

func TestAnswerIsKeptOnlyWhereItIsTheSameForAll(t *testing.T) {
	shared := get("/shared", says("all"))
	shared.Shared = true
	told := get("/told", func(w http.ResponseWriter, r *http.Request) error {
		web.NoStore(w)
		return says("one")(w, r)
	})
	told.Shared = true
	broken := get("/broken", failsWith(web.NotFound()))
	broken.Shared = true
	s := newSite(t, nil, shared, told, broken, get("/own", says("one")))
	for path, want := range map[string]string{"/shared": "no-cache", "/told": "no-store", "/broken": "no-store", "/own": "no-store"} {
		w := s.ask("GET", path, nil)
		if got := w.Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
		if got := w.Header().Get("ETag") != ""; got != (want == "no-cache") {
			t.Errorf("%s: ETag %v", path, got)
		}
	}
}

func TestFormFromAnotherSiteIsRefused(t *testing.T) {
	s := newSite(t, nil, post("/de/form", says("taken")), get("/de/form", says("read")))
	const host = "example.com" // of httptest.NewRequest
	for _, test := range []struct {
		name    string
		method  string
		headers []string
		status  int
	}{
		{"from an old browser that sends neither", "POST", nil, 200},
		{"from our own page", "POST", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://" + host}, 200},
		{"typed by the reader", "POST", []string{"Sec-Fetch-Site", "none"}, 200},
		{"from our own page, old browser", "POST", []string{"Origin", "http://" + host}, 200},
		{"from another site", "POST", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		{"from a neighbour", "POST", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"from another site, old browser", "POST", []string{"Origin", "https://evil.example"}, 403},
		{"from nowhere that can be named", "POST", []string{"Origin", "null"}, 403},
		{"but a link from another site", "GET", []string{"Sec-Fetch-Site", "cross-site"}, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := s.ask(test.method, "/de/form", nil, test.headers...)
			if w.Code != test.status {
				t.Errorf("status %d, want %d", w.Code, test.status)
			}
			if test.status == 403 && !strings.Contains(w.Body.String(), "von einer anderen Website") {
				t.Errorf("the page does not say why: %s", w.Body)
			}
		})
	}
}

func TestFormsLeadOnlyWhereTheSiteSays(t *testing.T) {
	s := newSite(t, func(c *web.Config) { c.FormsLeadTo = []string{"https://weather.example"} }, get("/page", says("")))
	policy := s.ask("GET", "/page", nil).Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "; form-action 'self' https://weather.example; ") {
		t.Errorf("got %s", policy)
	}
}
