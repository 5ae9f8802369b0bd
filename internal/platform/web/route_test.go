package web_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

func TestRouteTableIsRefused(t *testing.T) {
	fine := get("/a", says("a"))
	tests := map[string]struct {
		routes []web.Route
		words  string
	}{
		"without a right":             {[]web.Route{{Method: "GET", Path: "/a", Handle: says("a")}}, "names no right"},
		"without a method":            {[]web.Route{{Path: "/a", Right: web.Everyone, Handle: says("a")}}, "is not GET or POST"},
		"with another method":         {[]web.Route{{Method: "DELETE", Path: "/a", Right: web.Everyone, Handle: says("a")}}, "is not GET or POST"},
		"without a handler":           {[]web.Route{{Method: "GET", Path: "/a", Right: web.Everyone}}, "has no handler"},
		"that names an address twice": {[]web.Route{fine, fine}, "conflicts"},
		"that overlaps":               {[]web.Route{get("/{x}/b", says("")), get("/a/{y}", says(""))}, "conflicts"},
		"that cannot be a pattern":    {[]web.Route{get("/{", says("a"))}, "/{"},
		"without a slash":             {[]web.Route{get("a", says("a"))}, "a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			site, err := web.New(newConfig(t, io.Discard), test.routes)
			if err == nil || !strings.Contains(err.Error(), test.words) {
				t.Errorf("got %v and %v, want an error that says %q", site, err, test.words)
			}
		})
	}
}

func TestRouteThatNeedsARightIsClosedToOthers(t *testing.T) {
	secret := web.Route{Method: "GET", Path: "/secret", Right: "casework", Handle: says("secret")}
	t.Run("nobody has rights where none are given", func(t *testing.T) {
		w := newSite(t, nil, secret).ask("GET", "/secret", nil)
		if w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
	t.Run("only who is allowed comes in", func(t *testing.T) {
		for _, allowed := range []bool{true, false} {
			var asked web.Right
			s := newSite(t, func(c *web.Config) {
				c.Allow = func(_ core.Actor, r web.Right) bool { asked = r; return allowed }
			}, secret)
			if got := s.ask("GET", "/secret", nil).Code == http.StatusOK; got != allowed || asked != "casework" {
				t.Errorf("allowed %v: opened %v, asked for %q", allowed, got, asked)
			}
		}
	})
}

func TestRoutesAreListedByAddress(t *testing.T) {
	s := newSite(t, nil, get("/b", says("b")), get("/a", says("a")))
	var paths []string
	for _, r := range s.Routes() {
		paths = append(paths, r.Path)
	}
	if !slices.Equal(paths, []string{"/a", "/b"}) {
		t.Errorf("got %v", paths)
	}
}

func TestLocalisedRouteStandsUnderEveryLanguage(t *testing.T) {
	route := get("/a", func(w http.ResponseWriter, r *http.Request) error {
		return web.Render(w, r, http.StatusOK, words(string(web.Printer(r).Lang())+" "+web.Path(r)))
	})
	route.Localised = true
	s := newSite(t, nil, route)
	for path, want := range map[string]string{"/de/a": "de /a", "/en/a": "en /a"} {
		if w := s.ask("GET", path, nil, "Accept-Language", "fr"); !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %s, want %s", path, w.Body, want)
		}
	}
	for _, path := range []string{"/a", "/fr/a", "/DE/a"} {
		if w := s.ask("GET", path, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestWrongMethodNamesTheRightOnes(t *testing.T) {
	s := newSite(t, nil, get("/both", says("")), post("/both", says("")), get("/read", says("")), post("/write", says("")))
	for _, test := range []struct{ method, path, allow string }{
		{"PUT", "/both", "GET, HEAD, POST"},
		{"POST", "/read", "GET, HEAD"},
		{"GET", "/write", "POST"},
		{"HEAD", "/write", "POST"},
		{"OPTIONS", "/read", "GET, HEAD"},
		{"QUERY", "/read", "GET, HEAD"},
	} {
		w := s.ask(test.method, test.path, nil)
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != test.allow {
			t.Errorf("%s %s: %d, Allow %q, want %q", test.method, test.path, w.Code, w.Header().Get("Allow"), test.allow)
		}
	}
}
