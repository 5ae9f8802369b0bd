package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

func openSite(t *testing.T) *site {
	data, sent, broken := get("/data", says("data")), post("/data", says("sent")), get("/broken", failsWith(&core.Error{Kind: core.Malformed, Key: "web.error.malformed"}))
	data.Open, sent.Open, broken.Open = true, true, true
	framed, framedBroken := get("/framed", says("framed")), get("/framed/broken", failsWith(web.NotFound()))
	framed.Framed, framedBroken.Framed = true, true
	return newSite(t, nil, data, sent, broken, framed, framedBroken, post("/form", says("form")), get("/page", says("page")))
}

func TestOpenRouteCanBeAskedByAnySite(t *testing.T) {
	s := openSite(t)
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/data", 200}, {"HEAD", "/data", 200}, {"POST", "/data", 200}, {"OPTIONS", "/data", 204},
		{"PUT", "/data", 405}, {"GET", "/broken", 400}, {"GET", "/data?" + strings.Repeat("a", 9000), 413},
	} {
		w := s.ask(test.method, test.path, nil, "Sec-Fetch-Site", "cross-site", "Origin", "https://partner.example")
		if w.Code != test.status || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s %.20s: %d, %v", test.method, test.path, w.Code, w.Header())
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s %.20s may be framed", test.method, test.path)
		}
		if w.Code >= 400 && test.method != http.MethodHead {
			var failure struct {
				Status int
				Error  string
			}
			if err := json.Unmarshal(w.Body.Bytes(), &failure); err != nil || failure.Status != test.status || failure.Error == "" {
				t.Errorf("%s %.20s: %s", test.method, test.path, w.Body)
			}
		}
	}
}

func TestOtherRoutesStayClosed(t *testing.T) {
	s := openSite(t)
	for _, path := range []string{"/page", "/form", "/nowhere", "/framed"} {
		for _, method := range []string{"GET", "POST", "OPTIONS"} {
			w := s.ask(method, path, nil, "Sec-Fetch-Site", "cross-site", "Origin", "https://partner.example")
			if w.Header().Get("Access-Control-Allow-Origin") != "" || method == "POST" && w.Code == 200 {
				t.Errorf("%s %s: %d, %v", method, path, w.Code, w.Header())
			}
		}
	}
}

func TestOnlyAFramedPageMayBeFramed(t *testing.T) {
	s := openSite(t)
	for path, want := range map[string]bool{"/framed": true, "/framed/broken": false, "/page": false, "/data": false, "/nowhere": false} {
		w := s.ask("GET", path, nil)
		policy := w.Header().Get("Content-Security-Policy")
		if got := strings.Contains(policy, "frame-ancestors *"); got != want || strings.Contains(policy, "frame-ancestors 'none'") == want {
			t.Errorf("%s: %s", path, policy)
		}
	}
}

func TestOnlyALongRouteTakesAWholeText(t *testing.T) {
	long, short := get("/long", says("long")), get("/short", says("short"))
	long.Long, long.Open = true, true
	s := newSite(t, nil, long, short)
	text := strings.Repeat("%C3%A4", 8<<10) // 16 KiB of letters
	for address, status := range map[string]int{
		"/long?q=" + text: 200, "/long?q=" + text + text: 413, "/short?q=" + text: 413, "/nowhere?q=" + text: 413,
	} {
		if w := s.ask("GET", address, nil); w.Code != status {
			t.Errorf("%.10s with %d bytes: %d, want %d", address, len(address), w.Code, status)
		}
	}
}
