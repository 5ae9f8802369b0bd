package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"verbund/internal/platform/web"
)

func sharedPage(body string) web.Route {
	route := get("/page", says(body))
	route.Shared = true
	return route
}

func TestBrowserThatHasThePageGetsNothingAgain(t *testing.T) {
	s := newSite(t, nil, sharedPage("hello"))
	first := s.ask("GET", "/page", nil)
	tag := first.Header().Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("ETag is %q", tag)
	}
	for header, status := range map[string]int{
		tag:                              304,
		strings.TrimPrefix(tag, "W/"):    304,
		`"other", ` + tag:                304,
		"*":                              304,
		`"other"`:                        200,
		"":                               200,
		tag[:len(tag)-2] + `x"`:          200,
		strings.Repeat(`"x",`, 1000):     200,
		"\xff\xfe":                       200,
		`W/"a", W/"b" ,` + tag + `, "c"`: 304,
	} {
		w := s.ask("GET", "/page", nil, "If-None-Match", header)
		if w.Code != status || (status == 304) != (w.Body.Len() == 0) {
			t.Errorf("%q: %d with %d bytes, want %d", header, w.Code, w.Body.Len(), status)
		}
		if w.Header().Get("ETag") != tag || w.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("%q: the answer does not say how it may be kept: %v", header, w.Header())
		}
	}
}

func TestAnswerThatMustNotBeKeptHasNoTag(t *testing.T) {
	w := newSite(t, nil, get("/page", says("hello"))).ask("GET", "/page", nil, "If-None-Match", "*")
	if w.Code != 200 || w.Header().Get("ETag") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestHeadTellsTheSameWithoutTheBody(t *testing.T) {
	s := newSite(t, nil, sharedPage("hello"))
	page, head := s.ask("GET", "/page", nil), s.ask("HEAD", "/page", nil)
	if head.Code != 200 || head.Body.Len() > 0 {
		t.Errorf("%d with %d bytes", head.Code, head.Body.Len())
	}
	for _, name := range []string{"ETag", "Content-Type", "Content-Length", "Content-Language", "Cache-Control"} {
		if got, want := head.Header().Get(name), page.Header().Get(name); got != want || want == "" {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestLongPageTravelsCompressed(t *testing.T) {
	long := strings.Repeat("Guten Tag. ", 500)
	s := newSite(t, nil, sharedPage(long))
	w := s.ask("GET", "/page", nil, "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > len(long)/4 {
		t.Fatalf("%q with %d bytes", w.Header().Get("Content-Encoding"), w.Body.Len())
	}
	if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
		t.Errorf("Vary is %q", w.Header().Values("Vary"))
	}
	unpacked, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(unpacked); err != nil || !strings.Contains(string(body), long) {
		t.Errorf("%v, %d bytes", err, len(body))
	}
	plain := s.ask("GET", "/page", nil)
	if plain.Header().Get("Content-Encoding") != "" || !strings.Contains(plain.Body.String(), long) {
		t.Error("a browser that cannot unpack got something else")
	}
	if a, b := w.Header().Get("ETag"), plain.Header().Get("ETag"); a != b {
		t.Errorf("the tags differ: %s and %s", a, b)
	}
	if again := s.ask("GET", "/page", nil, "Accept-Encoding", "gzip", "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
		t.Errorf("asked again: %d", again.Code)
	}
}

func TestShortPageTravelsAsItIs(t *testing.T) {
	if w := newSite(t, nil, sharedPage("short")).ask("GET", "/page", nil, "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Errorf("compressed to %d bytes", w.Body.Len())
	}
}

func TestStaticFilesHaveTheirContentInTheirAddress(t *testing.T) {
	files, err := web.NewStatic(map[string][]byte{"site.js": []byte("one()"), "icon.png": []byte("png")})
	if err != nil {
		t.Fatal(err)
	}
	other, err := web.NewStatic(map[string][]byte{"site.js": []byte("two()")})
	if err != nil {
		t.Fatal(err)
	}
	if files.Address("site.js") == other.Address("site.js") || files.Address("none.js") != "" {
		t.Errorf("%q, %q, %q", files.Address("site.js"), other.Address("site.js"), files.Address("none.js"))
	}
	s := newSite(t, nil, files.Routes()...)
	w := s.ask("GET", files.Address("site.js"), nil)
	if w.Code != 200 || w.Body.String() != "one()" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" ||
		w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || w.Header().Get("ETag") == "" {
		t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
	}
	for _, path := range []string{other.Address("site.js"), "/static/site.js", "/static/", "/static/..%2Fsite.go"} {
		if w := s.ask("GET", path, nil); w.Code != 404 || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Cache-Control"))
		}
	}
	for _, name := range []string{"page.php", "noending", ".js/../x"} {
		if _, err := web.NewStatic(map[string][]byte{name: nil}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestRedirectAfterAChangeIsRead(t *testing.T) {
	s := newSite(t, nil, post("/do", func(w http.ResponseWriter, _ *http.Request) error { return web.SeeOther(w, "/done") }))
	if w := s.ask("POST", "/do", nil); w.Code != 303 || w.Header().Get("Location") != "/done" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
