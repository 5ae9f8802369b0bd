package site

import (
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

func TestInstantsAreReadByTheClockOfTheNetwork(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"2026-12-24T18:00": "2026-12-24T17:00Z", "2026-12-24 18:00": "2026-12-24T17:00Z", " 24.12.2026 18:00 ": "2026-12-24T17:00Z", "24.12.2026, 18:00": "2026-12-24T17:00Z",
		"1.7.2026 9:05": "2026-07-01T07:05Z", "2026-07-01": "2026-06-30T22:00Z", "01.07.2026": "2026-06-30T22:00Z",
		"": "", "18:00": "", "12/24/2026 18:00": "", "2026-02-30": "", "2026-03-29T02:30": "", "2026-12-24T24:30": "", "morgen": "",
	} {
		at, err := ReadInstant(typed, berlin)
		if want == "" {
			if core.KindOf(err) != core.Invalid || err == nil {
				t.Errorf("%q was read as %v, %v", typed, at, err)
			}
			continue
		}
		if got := at.UTC().Format("2006-01-02T15:04Z07:00"); err != nil || got != want {
			t.Errorf("%q is %s, %v; want %s", typed, got, err, want)
		}
	}
}

func FuzzReadInstant(f *testing.F) {
	for _, typed := range []string{"2026-12-24T18:00", "24.12.2026 18:00", "\x00", "2026-03-29T02:30", "99999-01-01"} {
		f.Add(typed)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		at, err := ReadInstant(typed, berlin)
		if err != nil {
			if core.KindOf(err) != core.Invalid {
				t.Errorf("%q: %v", typed, err)
			}
			return
		}
		if again, err := ReadInstant(at.Format(instantLayout), berlin); err != nil || !again.Equal(at) && again.Format(instantLayout) != at.Format(instantLayout) {
			t.Errorf("%q is %v, which reads as %v, %v", typed, at, again, err)
		}
	})
}

// counter is the pages of notices, for somebody of the office or for a visitor.
func counter(t *testing.T, store *Store, now clock.Clock) func(office bool, method, path string, form url.Values) (status int, to, body string) {
	t.Helper()
	var offered []text.Language
	for _, code := range []core.Lang{"de", "en", "ar"} {
		l, _ := text.LanguageOf(code)
		offered = append(offered, l)
	}
	words, err := text.Load(offered, Texts(), ui.Texts(), web.Texts())
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	room := &Room{Deps: Deps{Languages: offered, Store: store, Clock: now, Zone: berlin, Frame: func(r *http.Request, p ui.Page) ui.Frame {
		t := web.Printer(r)
		return ui.Frame{Printer: t, Heading: t.Say(p.Heading), Title: t.Say(p.Title)}
	}}, pages: map[string]map[core.Lang]*article{}}
	site, err := web.New(web.Config{
		Texts: words, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Allow: func(a core.Actor, right web.Right) bool { return a.Role == "office" && right == Notices },
		Actor: func(r *http.Request) (core.Actor, error) {
			if r.Header.Get("Test-As") == "" {
				return core.Actor{Role: core.Visitor}, nil
			}
			return core.Actor{Role: "office", Name: "Erika Büro"}, nil
		},
		Failure: func(_ *http.Request, f web.Failure) templ.Component {
			return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, err := io.WriteString(w, f.Key)
				return err
			})
		},
	}, room.Routes())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return func(office bool, method, path string, form url.Values) (int, string, string) {
		r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Accept-Language", "de")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if office {
			r.Header.Set("Test-As", "office")
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code, w.Header().Get("Location"), html.UnescapeString(w.Body.String())
	}
}

func TestTheOfficePutsANoticeUp(t *testing.T) {
	german, arabic := printers(t)
	databases.Each(t, []database.Migrations{Migrations()}, func(t *testing.T, db *database.DB) {
		now := clock.At(morning) // ten o'clock in Berlin
		store := NewStore(db, now, func(a core.Actor, right web.Right) bool { return a.Role == "office" && right == Notices })
		board, ask := NewBoard(store, now), counter(t, store, now)
		says := func(body string, words ...string) {
			t.Helper()
			for _, w := range words {
				if !strings.Contains(body, w) {
					t.Errorf("does not say %q:\n%s", w, body)
				}
			}
		}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if status, _, _ := ask(false, method, "/notices", nil); status != http.StatusUnauthorized {
				t.Errorf("%s by a visitor: %d", method, status)
			}
		}
		status, _, body := ask(true, http.MethodGet, "/notices", nil)
		if status != http.StatusOK {
			t.Fatal(status)
		}
		says(body, "Zurzeit steht kein Hinweis", `value="2026-11-23T10:00"`, `value="2026-11-30T10:00"`, "Europe/Berlin", `name="text_ar"`)

		form := url.Values{"text_de": {"Das <b>Telefon</b>\r\nist gestört."}, "text_ar": {"الهاتف معطّل."}, "urgent": {"1"}, "from": {"2026-11-23T11:00"}, "until": {"gestern"}, "step": {"preview"}}
		status, _, body = ask(true, http.MethodPost, "/notices", form)
		if status != http.StatusUnprocessableEntity {
			t.Fatal(status)
		}
		says(body, "„gestern“ ist keine Zeit", "Das <b>Telefon</b> ist gestört.", "الهاتف معطّل.", `value="gestern"`, "<details open>")
		for field, typed := range map[string]string{"text_de": "", "until": "2026-11-23T11:00", "text_ar": strings.Repeat("ا", longestNotice+1)} {
			wrong := url.Values{}
			for name, values := range form {
				wrong[name] = values
			}
			wrong.Set("until", "2026-11-23T12:00")
			wrong.Set(field, typed)
			if status, _, body = ask(true, http.MethodPost, "/notices", wrong); status != http.StatusUnprocessableEntity || !strings.Contains(body, `id="`+field+`-error"`) {
				t.Errorf("%s = %q: %d without a message at the field", field, typed, status)
			}
		}
		form.Set("until", "23.11.2026 12:00")
		status, _, body = ask(true, http.MethodPost, "/notices", form)
		if status != http.StatusOK {
			t.Fatal(status)
		}
		says(body, "vom 23. November 2026, 11:00 Uhr, bis zum 23. November 2026, 12:00 Uhr", `dir="rtl"`, "In diesen Sprachen erscheint der deutsche Text: English")
		if all, err := store.Notices(t.Context(), now.Now()); err != nil || len(all) != 0 {
			t.Errorf("the preview has saved: %v, %v", all, err)
		}
		hidden := url.Values{"step": {"save"}}
		for _, m := range regexp.MustCompile(`type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
			hidden.Set(m[1], m[2])
		}
		if status, to, _ := ask(true, http.MethodPost, "/notices", hidden); status != http.StatusSeeOther || to != "/notices?saved=1" {
			t.Fatalf("%d, %s", status, to)
		}
		if n := board.Now(german); n != nil {
			t.Errorf("before its time: %+v", n)
		}
		_, _, body = ask(true, http.MethodGet, "/notices?saved=1", nil)
		says(body, "Gespeichert.", "kommt noch", "dringend", "Erika Büro", "Deutsch, العربية")
		now.Set(morning.Add(time.Hour))
		if n := board.Now(arabic); n == nil || !n.Urgent || n.Text != "الهاتف معطّل." {
			t.Errorf("at its time: %+v", n)
		}
		_, _, body = ask(true, http.MethodGet, "/notices", nil)
		says(body, "steht jetzt über jeder Seite")
		end := regexp.MustCompile(`action="(/notices/[^"]*/end)"`).FindStringSubmatch(body)
		if end == nil {
			t.Fatal("it cannot be ended")
		}
		if status, _, _ := ask(false, http.MethodPost, end[1], nil); status != http.StatusUnauthorized {
			t.Errorf("ended by a visitor: %d", status)
		}
		if status, to, _ := ask(true, http.MethodPost, end[1], nil); status != http.StatusSeeOther || to != "/notices?ended=1" {
			t.Errorf("%d, %s", status, to)
		}
		now.Advance(time.Minute)
		if n := board.Now(german); n != nil {
			t.Errorf("after it was ended: %+v", n)
		}
		_, _, body = ask(true, http.MethodGet, "/notices?ended=1", nil)
		says(body, "Frühere Hinweise", "Vorzeitig beendet von", "Zurzeit steht kein Hinweis")
		if strings.Count(body, "Erika Büro") != 2 {
			t.Errorf("who made it and who ended it: %s", strconv.Itoa(strings.Count(body, "Erika Büro")))
		}
		for _, id := range []string{"x", string(core.NewID(morning))} {
			if status, _, _ := ask(true, http.MethodPost, "/notices/"+id+"/end", nil); status != http.StatusNotFound {
				t.Errorf("ending %s: %d", id, status)
			}
		}
		if _, err := store.All(t.Context(), core.Actor{Role: core.Visitor}); core.KindOf(err) != core.Denied {
			t.Errorf("all for a visitor: %v", err)
		}
	})
}
