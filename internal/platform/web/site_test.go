package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// site is a small site of the test's own routes.
type site struct {
	http.Handler
	*web.Site
	log *bytes.Buffer
}

// newSite builds a site in German and English. change may be nil.
func newSite(t testing.TB, change func(*web.Config), routes ...web.Route) *site {
	t.Helper()
	s := &site{log: &bytes.Buffer{}}
	config := newConfig(t, s.log)
	if change != nil {
		change(&config)
	}
	var err error
	if s.Site, err = web.New(config, routes); err != nil {
		t.Fatal(err)
	}
	if s.Handler, err = s.Site.Handler(); err != nil {
		t.Fatal(err)
	}
	return s
}

func newConfig(t testing.TB, log io.Writer) web.Config {
	t.Helper()
	var languages []text.Language
	for _, code := range []core.Lang{"de", "en"} {
		l, _ := text.LanguageOf(code)
		languages = append(languages, l)
	}
	texts, err := text.Load(languages, web.Texts())
	if err != nil {
		t.Fatal(err)
	}
	var turn sync.Mutex
	lines := writerFunc(func(b []byte) (int, error) {
		turn.Lock()
		defer turn.Unlock()
		return log.Write(b)
	})
	return web.Config{
		Texts:       texts,
		Log:         web.NewLog(func(o *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(lines, o) }),
		InlineStyle: "p{color:red}",
		Failure: func(r *http.Request, f web.Failure) templ.Component {
			return words(strconv.Itoa(f.Status) + " " + web.Printer(r).Say(f.Key, f.Args...) + " " + f.Request)
		},
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func words(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p>"+s+"</p>")
		return err
	})
}

// says is a handler that answers with words.
func says(s string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return web.Render(w, r, http.StatusOK, words(s))
	}
}

// failsWith is a handler that fails.
func failsWith(err error) web.Handler {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

func get(path string, handle web.Handler) web.Route {
	return web.Route{Method: http.MethodGet, Path: path, Right: web.Everyone, Handle: handle}
}

func post(path string, handle web.Handler) web.Route {
	return web.Route{Method: http.MethodPost, Path: path, Right: web.Everyone, Handle: handle}
}

// ask sends a request; headers are pairs of name and value.
func (s *site) ask(method, address string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	path, query, _ := strings.Cut(address, "?")
	r := httptest.NewRequest(method, "/", body)
	r.URL = &url.URL{Path: path, RawQuery: query}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}
