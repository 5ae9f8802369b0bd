package app_test

import (
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"verbund/internal/testkit"
)

// TestLogHoldsNothingAboutAnybody holds claim C16: canaries in everything that a
// browser sends, while all is well and while the database is away.
func TestLogHoldsNothingAboutAnybody(t *testing.T) {
	n := testkit.Start(t, testkit.Options{})
	const canary = "Kanarienvogel"
	requests := 0
	flood := func(times int) {
		for i := range times {
			word := canary + strconv.Itoa(i)
			for _, path := range []string{"/de/centres", "/en/" + word, "/de/centres/" + word, "/" + word + "/../de/", "/readyz", "/exit", "/static/" + word} {
				method := []string{"GET", "POST", word}[i%3]
				r := httptest.NewRequest("GET", "/", strings.NewReader("place="+word+"&q="+word))
				r.Method, r.URL = method, &url.URL{Path: path, RawQuery: "place=" + word + "&" + word + "=%zz"}
				r.RemoteAddr, r.Host = "203.0.113.77:4711", word+".example"
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for _, name := range []string{"User-Agent", "Referer", "Accept-Language", "Cookie", "X-Forwarded-For", "Authorization", word} {
					r.Header.Set(name, word+" 198.51.100.77")
				}
				n.Handler.ServeHTTP(httptest.NewRecorder(), r)
				requests++
			}
		}
	}
	flood(250)
	if err := n.App.Database.Close(); err != nil { // every question to it fails from now on
		t.Fatal(err)
	}
	n.Clock.Advance(testkit.ALittle)
	flood(250)

	log := n.Log.String()
	if !strings.Contains(log, "failure") {
		t.Error("nothing was logged although the database was away")
	}
	for _, never := range []string{canary, strings.ToLower(canary), "203.0.113", "198.51.100", "4711", "Accept", "\"GET /readyz?"} {
		if strings.Contains(log, never) {
			at := strings.Index(log, never)
			t.Errorf("after %d requests the log holds %q: …%s…", requests, never, log[max(0, at-100):min(len(log), at+100)])
		}
	}
}
