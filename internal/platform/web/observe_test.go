package web_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/web"
)

func TestWhatIsObservedNamesRoutesAndNobody(t *testing.T) {
	var turn sync.Mutex
	var seen []string
	now := clock.At(time.Unix(0, 0))
	observe := func(c *web.Config) {
		c.Observe = web.Observer{Clock: now, Note: func(route string, status int, seconds float64) {
			turn.Lock()
			defer turn.Unlock()
			seen = append(seen, fmt.Sprintf("%s %d %g", route, status, seconds))
		}}
	}
	slow := get("/slow/{word}", func(w http.ResponseWriter, r *http.Request) error {
		now.Advance(1500 * time.Millisecond)
		return says("x")(w, r)
	})
	slow.Localised = true
	flushed := get("/flushed", func(w http.ResponseWriter, r *http.Request) error {
		w.(http.Flusher).Flush()
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		_, err := io.Copy(w, strings.NewReader("words"))
		return err
	})
	s := newSite(t, observe, slow, flushed, post("/change", func(w http.ResponseWriter, r *http.Request) error { return web.SeeOther(w, "/x") }),
		get("/broken", failsWith(web.NotFound())), get("/panic", func(http.ResponseWriter, *http.Request) error { panic("geheim") }))
	for _, ask := range []string{"GET /en/slow/geheim?q=geheim", "HEAD /de/slow/geheim", "GET /flushed", "POST /change", "GET /broken", "GET /panic",
		"GET /geheim", "DELETE /change", "GET /change", "GET /" + strings.Repeat("geheim", 2000)} {
		method, path, _ := strings.Cut(ask, " ")
		s.ask(method, path, nil)
	}
	want := []string{"GET /slow/{word} 200 1.5", "GET /slow/{word} 200 1.5", "GET /flushed 200 0", "POST /change 303 0", "GET /broken 404 0", "GET /panic 500 0",
		"elsewhere 404 0", "elsewhere 405 0", "elsewhere 405 0", "elsewhere 413 0"}
	if !slices.Equal(seen, want) {
		t.Errorf("seen:\n%s\nwant:\n%s", strings.Join(seen, "\n"), strings.Join(want, "\n"))
	}
}
