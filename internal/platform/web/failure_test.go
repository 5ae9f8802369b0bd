package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

func TestErrorBecomesStatusAndWordsInTheReadersLanguage(t *testing.T) {
	for _, test := range []struct {
		name            string
		err             error
		status          int
		german, english string
	}{
		{"nobody classified it", errors.New("canary"), 500, "Bei uns ist etwas schiefgegangen", "Something went wrong on our side"},
		{"a fault of ours that has a key", &core.Error{Key: "web.error.gone"}, 500, "Bei uns ist etwas schiefgegangen", "Something went wrong on our side"},
		{"unreadable", &core.Error{Kind: core.Malformed}, 400, "unvollständig angekommen", "did not arrive complete"},
		{"denied", &core.Error{Kind: core.Denied}, 403, "nicht freigegeben", "do not have access"},
		{"not found", web.NotFound(), 404, "gibt es nicht", "no such page"},
		{"not found, deep inside", fmt.Errorf("looking: %w", web.NotFound()), 404, "gibt es nicht", "no such page"},
		{"gone", &core.Error{Kind: core.Gone}, 410, "wurde entfernt", "taken away"},
		{"conflict", &core.Error{Kind: core.Conflict}, 409, "schneller", "quicker"},
		{"too large", &core.Error{Kind: core.TooLarge}, 413, "mehr, als wir", "more than we take"},
		{"cannot be used", &core.Error{Kind: core.Invalid}, 422, "können wir so nicht verwenden", "cannot use some"},
		{"cannot be taken", &core.Error{Kind: core.Unprocessable}, 422, "können wir so nicht verwenden", "cannot use some"},
		{"too many", &core.Error{Kind: core.TooMany}, 429, "sehr viele Anfragen", "great many requests"},
		{"away", &core.Error{Kind: core.Unavailable, Key: "web.error.database"}, 503, "erreichen unsere Daten", "cannot reach our data"},
		{"took too long", fmt.Errorf("query: %w", context.DeadlineExceeded), 503, "gerade nicht erreichbar", "cannot be reached"},
	} {
		t.Run(test.name, func(t *testing.T) {
			named := get("/named", failsWith(test.err))
			named.Localised = true
			s := newSite(t, nil, named, get("/asked", failsWith(test.err)))
			for _, ask := range []struct{ path, accept, lang, words string }{
				{"/de/named", "en", "de", test.german},
				{"/en/named", "de", "en", test.english},
				{"/asked", "de-AT, en;q=0.5", "de", test.german},
				{"/asked", "fr, en;q=0.5", "en", test.english},
				{"/asked", "", "de", test.german},
				{"/asked", "\xff;;q=,", "de", test.german},
			} {
				w := s.ask("GET", ask.path, nil, "Accept-Language", ask.accept)
				body := w.Body.String()
				if w.Code != test.status || !strings.Contains(body, ask.words) || !strings.Contains(body, fmt.Sprint(test.status)) {
					t.Errorf("%s in %q: %d %s, want %d and %q", ask.path, ask.accept, w.Code, body, test.status, ask.words)
				}
				if got := w.Header().Get("Content-Language"); got != ask.lang {
					t.Errorf("%s in %q: Content-Language %q, want %q", ask.path, ask.accept, got, ask.lang)
				}
				if strings.Contains(body, "canary") {
					t.Errorf("the cause is shown: %s", body)
				}
				wait := w.Header().Get("Retry-After")
				if helps := test.status == 429 || test.status == 503; helps != (wait != "") {
					t.Errorf("Retry-After is %q at %d", wait, test.status)
				}
			}
			if logged := strings.Contains(s.log.String(), `"msg":"failure"`); logged != (test.status >= 500) {
				t.Errorf("logged: %v\n%s", logged, s.log)
			}
		})
	}
}

func TestPanicBecomesAPageAndAStackWithoutArguments(t *testing.T) {
	s := newSite(t, nil, get("/people/{name}", func(_ http.ResponseWriter, r *http.Request) error {
		stumble(r.PathValue("name") + r.URL.RawQuery)
		return nil
	}))
	w := s.ask("GET", "/people/canary?q=canary", nil, "User-Agent", "canary", "X-Forwarded-For", "203.0.113.7", "Accept-Language", "en")
	if w.Code != 500 || !strings.Contains(w.Body.String(), "Something went wrong on our side") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	log := s.log.String()
	for _, want := range []string{`"msg":"panic"`, "stumble", "GET /people/{name}", `"request":"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	for _, never := range []string{"canary", "203.0.113.7", "192.0.2.1", "0x"} {
		if strings.Contains(log, never) {
			t.Errorf("the log holds %s:\n%s", never, log)
		}
	}
	number := strings.TrimSuffix(w.Body.String()[strings.LastIndex(w.Body.String(), " ")+1:], "</p>")
	if len(number) < 8 || !strings.Contains(log, number) {
		t.Errorf("the number on the page, %q, is not in the log:\n%s", number, log)
	}
}

//go:noinline
func stumble(words string) { panic("cannot work with " + words) }

func TestHandlerThatGivesUpIsNotAnswered(t *testing.T) {
	s := newSite(t, nil, get("/gone", func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) }))
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the server was not told to cut the connection")
		}
		if s.log.Len() > 0 {
			t.Errorf("logged: %s", s.log)
		}
	}()
	s.ask("GET", "/gone", nil)
}

func TestReaderWhoHasLeftIsNoFailure(t *testing.T) {
	s := newSite(t, nil, get("/slow", func(_ http.ResponseWriter, r *http.Request) error { return r.Context().Err() }))
	gone, leave := context.WithCancel(t.Context())
	leave()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/slow", nil).WithContext(gone))
	if s.log.Len() > 0 {
		t.Errorf("logged: %s", s.log)
	}
}

func TestPageThatCannotBeMadeLeavesNothingBehind(t *testing.T) {
	half := templ.Join(words("half"), templ.ComponentFunc(func(context.Context, io.Writer) error { return errors.New("no more") }))
	page := get("/page", func(w http.ResponseWriter, r *http.Request) error { return web.Render(w, r, 200, half) })
	w := newSite(t, nil, page).ask("GET", "/page", nil)
	if w.Code != 500 || strings.Contains(w.Body.String(), "half") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	t.Run("not even where the page for errors cannot be made", func(t *testing.T) {
		s := newSite(t, func(c *web.Config) {
			c.Failure = func(*http.Request, web.Failure) templ.Component { return half }
		}, page)
		if w := s.ask("GET", "/page", nil); w.Code != 500 || w.Body.Len() > 0 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestLogTellsTheHourOnly(t *testing.T) {
	s := newSite(t, nil, get("/broken", failsWith(errors.New("broken"))))
	s.ask("GET", "/broken", nil)
	hour := time.Now().UTC().Format("2006-01-02T15Z")
	if log := s.log.String(); !strings.Contains(log, `"time":"`+hour+`"`) {
		t.Errorf("want the hour %s and nothing finer:\n%s", hour, log)
	}
}

// TestLogHoldsNothingOfThousandsOfRequests holds claim C16: whatever is sent,
// and however it ends, the log says nothing about who sent it and what.
func TestLogHoldsNothingOfThousandsOfRequests(t *testing.T) {
	read := func(w http.ResponseWriter, r *http.Request) error {
		v, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		return words(v.Get("name")).Render(r.Context(), w)
	}
	stumbling := func(_ http.ResponseWriter, r *http.Request) error {
		stumble(r.PathValue("name") + r.URL.RawQuery + r.UserAgent())
		return nil
	}
	s := newSite(t, nil,
		get("/fine/{name}", says("fine")), get("/panic/{name}", stumbling), post("/panic/{name}", stumbling),
		get("/none/{name}", failsWith(web.NotFound())), get("/away/{name}", failsWith(&core.Error{Kind: core.Unavailable})),
		get("/broken/{name}", failsWith(errors.New("broken"))), post("/form/{name}", read))
	requests := 0
	for i := range 500 {
		canary := fmt.Sprintf("canary%d", i)
		for _, to := range []string{"GET /fine/", "GET /panic/", "POST /panic/", "GET /none/", "GET /away/", "GET /broken/", "POST /form/", "POST /fine/", "GET /"} {
			method, path, _ := strings.Cut(to, " ")
			r := httptest.NewRequest(method, path+canary+"?"+canary+"="+canary, strings.NewReader("name="+canary))
			r.RemoteAddr = "203.0.113.7:4711"
			for _, name := range []string{"User-Agent", "Referer", "Accept-Language", "X-Forwarded-For", "Cookie", "Content-Type", canary} {
				r.Header.Set(name, canary)
			}
			if i%2 == 0 {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			s.ServeHTTP(httptest.NewRecorder(), r)
			requests++
		}
	}
	if log := s.log.String(); strings.Contains(strings.ToLower(log), "canary") || strings.Contains(log, "203.0.113") || strings.Contains(log, "4711") {
		at := strings.Index(strings.ToLower(log), "canary")
		t.Errorf("after %d requests the log says: %s", requests, log[max(0, at-200):min(len(log), at+200)])
	}
	if panics := strings.Count(s.log.String(), `"msg":"panic"`); panics != 1000 {
		t.Errorf("%d panics were logged, want 1000", panics)
	}
}
