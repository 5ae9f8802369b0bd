package caselaw_test

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/caselaw"
	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

// shelf is a room with its database, behind a site of its own.
type shelf struct {
	*caselaw.Store
	t    *testing.T
	room *caselaw.Room
	db   *database.DB
	now  *clock.Fixed
	log  *strings.Builder
	http.Handler
}

var (
	byCommand = core.Actor{Role: core.Operator, Name: "verbund"}
	editor    = core.Actor{Role: core.Person, Name: "Editor", Person: "p-1"}
	approver  = core.Actor{Role: core.Person, Name: "Approver", Person: "p-2"}
)

const testSite = "https://netz.example"

// onShelves runs a test on either database.
func onShelves(t *testing.T, test func(t *testing.T, s *shelf)) {
	t.Helper()
	databases.Each(t, []database.Migrations{mail.Migrations(), caselaw.Migrations()}, func(t *testing.T, db *database.DB) { test(t, newShelf(t, db)) })
}

func newShelf(t *testing.T, db *database.DB) *shelf {
	t.Helper()
	s := &shelf{t: t, db: db, now: clock.At(time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)), log: &strings.Builder{}}
	var offered []text.Language
	for _, code := range []core.Lang{"de", "en"} {
		l, _ := text.LanguageOf(code)
		offered = append(offered, l)
	}
	texts, err := text.Load(offered, ui.Texts(), web.Texts(), caselaw.Texts())
	s.must(err)
	s.Store, err = caselaw.NewStore(db, s.now, time.UTC, func(core.Actor, web.Right) bool { return true })
	s.must(err)
	finder := caselaw.NewFinder(s.Store, filepath.Join(t.TempDir(), "index"))
	t.Cleanup(func() { finder.Close() })
	s.room = caselaw.New(caselaw.Deps{
		Store: s.Store, Finder: finder, Texts: texts, Clock: s.now, Zone: time.UTC, Network: "Netz", Mails: testSite,
		Frame: func(r *http.Request, p ui.Page) ui.Frame {
			f := ui.Frame{Printer: web.Printer(r), Site: "Netz"}
			f.Heading, f.Title = f.Say(p.Heading), f.Say(p.Title)
			return f
		},
		Address: func(*http.Request) string { return testSite },
	})
	site, err := web.New(web.Config{
		Texts: texts, Log: web.NewLog(func(o *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(s.log, o) }),
		Failure: func(r *http.Request, f web.Failure) templ.Component { return ui.Notice(ui.Calm) },
	}, s.room.Routes())
	s.must(err)
	s.Handler, err = site.Handler()
	s.must(err)
	return s
}

func (s *shelf) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// ask makes a request; headers are pairs of name and value.
func (s *shelf) ask(method, address string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// send posts a body as somebody does who has no cookies.
func (s *shelf) send(address, kind, body string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *shelf) get(address string, status int) string {
	s.t.Helper()
	w := s.ask(http.MethodGet, address, nil)
	if w.Code != status {
		s.t.Fatalf("GET %.80s: %d, want %d: %.300s", address, w.Code, status, w.Body)
	}
	return w.Body.String()
}

func handed(all ...decision.Found) iter.Seq2[decision.Found, error] {
	return func(yield func(decision.Found, error) bool) {
		for i, f := range all {
			f.Line = i + 1
			if !yield(f, nil) {
				return
			}
		}
	}
}

func (s *shelf) take(publish bool, all ...decision.Found) caselaw.Counts {
	s.t.Helper()
	c, err := s.Import(context.WithoutCancel(s.t.Context()), byCommand, handed(all...), false, publish, nil)
	s.must(err)
	for _, r := range c.Refused {
		s.t.Fatalf("line %d: %v", r.Line, r.Err)
	}
	return c
}

func day(s string) (d core.Date) {
	if err := d.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return d
}

// one is a decision of the Federal Court of Justice.
func one(number, on string, paragraphs ...string) decision.Found {
	f := decision.Found{Entry: decision.Entry{
		Court: "BGH", Kind: "order", Date: day(on), FileNumbers: []string{number}, Fields: []string{"criminal"}, Forms: []string{"sexual"},
		Versions: []decision.Version{{Lang: "de", Title: "Zu " + number, Holding: "Befördern setzt einen Wechsel des Ortes voraus."}},
		Source:   decision.Source{Name: "open", Document: "doc-" + number},
	}}
	section := decision.Section{Kind: "reasons", Heading: "Gründe"}
	for i, p := range paragraphs {
		section.Paragraphs = append(section.Paragraphs, decision.Paragraph{Number: string(rune('1' + i)), Text: p})
	}
	if len(paragraphs) > 0 {
		f.Text.Sections = append(f.Text.Sections, section)
	}
	return f
}
