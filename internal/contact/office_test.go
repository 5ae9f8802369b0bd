package contact

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

const (
	north core.ID = "0190a000-0000-7000-8000-00000000000a"
	south core.ID = "0190a000-0000-7000-8000-00000000000b"
)

// office is a room with two centres: anna leads north and berta works there, clara
// leads south.
type office struct {
	t        testing.TB
	db       *database.DB
	vault    *vault.Vault
	clock    *clock.Fixed
	standing desk.Standing
	people   map[string]staff
	room     *Room
	server   *httptest.Server
	made     []Conversation // of which a case was made
	broken   error          // why none can be made
	content  []string       // of files, as the case took them
}

type staff struct {
	id     core.ID
	role   string
	centre core.ID
	holder *vault.Holder
}

// inOffice runs a test on both databases.
func inOffice(t *testing.T, test func(t *testing.T, o *office)) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(strings.ToLower(kind.String()), func(t *testing.T) { test(t, newOffice(t, kind)) })
	}
}

func newOffice(t testing.TB, kind database.Kind) *office {
	t.Helper()
	db, err := database.Open(t.Context(), databases.Migrated(t, kind, "", database.Options{}, vault.Migrations(), Migrations()), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o := &office{t: t, db: db, standing: desk.Open, people: map[string]staff{}, clock: clock.At(time.Date(2026, time.March, 10, 9, 30, 0, 0, time.UTC))}
	if o.vault, err = vault.New(db, bytes.Repeat([]byte{7}, 32), o.clock); err != nil {
		t.Fatal(err)
	}
	o.serve()
	o.enrol("anna", "lead", north)
	o.enrol("berta", "counsellor", north)
	o.enrol("clara", "lead", south)
	o.enrol("dora", "clerk", north)
	for _, name := range []string{"anna", "clara"} {
		o.must(func(tx *sql.Tx) error {
			return o.vault.Found(t.Context(), tx, o.people[name].holder, o.people[name].centre)
		})
	}
	o.must(func(tx *sql.Tx) error {
		a, err := o.vault.Access(t.Context(), tx, o.people["anna"].holder, north)
		if err != nil {
			return err
		}
		return a.Grant(t.Context(), tx, o.people["berta"].id)
	})
	for _, centre := range []core.ID{north, south} {
		p := usual(centre)
		p.Open = true
		o.must(func(tx *sql.Tx) error { return setPromise(t.Context(), tx, p) })
	}
	return o
}

func (o *office) must(f func(tx *sql.Tx) error) {
	o.t.Helper()
	if err := o.db.Update(o.t.Context(), f); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) enrol(name, role string, centre core.ID) {
	o.t.Helper()
	id := core.NamedID("person", name)
	e, err := o.vault.Enrol(o.t.Context(), id, "a long password of "+name)
	if err != nil {
		o.t.Fatal(err)
	}
	o.must(func(tx *sql.Tx) error { return e.Save(o.t.Context(), tx) })
	o.people[name] = staff{id, role, centre, e.Holder()}
}

func (o *office) may(a core.Actor, right web.Right) bool {
	rights := map[core.Role][]web.Right{"lead": {Answer, Lead}, "counsellor": {Answer}}
	return right == web.Everyone || slices.ContainsFunc(a.Duties, func(d core.Duty) bool { return slices.Contains(rights[d.Role], right) })
}

func (o *office) serve() {
	o.t.Helper()
	var offered []text.Language
	for _, code := range []core.Lang{"de", "en"} {
		l, _ := text.LanguageOf(code)
		offered = append(offered, l)
	}
	texts, err := text.Load(offered, ui.Texts(), web.Texts(), desk.Texts(), Texts())
	if err != nil {
		o.t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		o.t.Fatal(err)
	}
	frame := func(r *http.Request, p ui.Page) ui.Frame {
		say := web.Printer(r)
		return ui.Frame{Printer: say, Site: "verbund", Heading: say.Say(p.Heading), Title: say.Say(p.Title), Icon: "/icon.png",
			Inside: &ui.Inside{Person: "x", Home: "/", SignOut: "/account/sign-out", Style: "/inside.css"}}
	}
	yes := func(*http.Request) bool { return true }
	o.room = New(Deps{Texts: texts, Allow: yes, Try: yes,
		Near:  func(context.Context, string) ([]Entry, bool, error) { return nil, true, nil },
		Lines: func(core.Lang) []HelpLine { return nil },
		Organisation: func(_ context.Context, centre core.ID) (core.ID, string, error) {
			return centre, map[core.ID]string{north: "Nord", south: "Süd"}[centre], nil
		},
		Colleagues: func(_ context.Context, centre core.ID) (all []core.ID, err error) {
			for _, p := range o.people {
				if p.centre == centre && p.role != "clerk" {
					all = append(all, p.id)
				}
			}
			return all, nil
		},
		MakeCase: func(ctx context.Context, d desk.Desk, c Conversation) (string, error) {
			for _, m := range c.Messages {
				for _, f := range m.Files {
					from, err := c.Read(ctx, m, f)
					if err != nil {
						return "", err
					}
					all, err := io.ReadAll(from)
					if err != nil {
						return "", err
					}
					o.content = append(o.content, string(all))
				}
			}
			if o.broken != nil {
				return "", o.broken
			}
			o.made = append(o.made, c)
			return "/casework/cases/made", nil
		},
		Deps: desk.Deps{
			DB: o.db, Vault: o.vault, Clock: o.clock, Zone: berlin, Frame: frame, BackupDays: 30, May: o.may,
			Holder: func(r *http.Request) (*vault.Holder, error) {
				if p := o.people[r.Header.Get("Test-Person")]; p.holder != nil {
					return p.holder, nil
				}
				return nil, &core.Error{Kind: core.SignedOut}
			},
			Standing: func(context.Context, core.ID) (desk.Standing, error) { return o.standing, nil },
			Names: func(_ context.Context, ids []core.ID) (map[core.ID]string, error) {
				known := map[core.ID]string{}
				for name, p := range o.people {
					if slices.Contains(ids, p.id) {
						known[p.id] = strings.ToUpper(name)
					}
				}
				return known, nil
			},
		}})
	site, err := web.New(web.Config{
		Texts: texts, Log: web.NewLog(func(h *slog.HandlerOptions) slog.Handler { return slog.NewTextHandler(o.t.Output(), h) }), Allow: o.may,
		Actor: func(r *http.Request) (core.Actor, error) {
			p, known := o.people[r.Header.Get("Test-Person")]
			if !known {
				return core.Actor{Role: core.Visitor}, nil
			}
			return core.Actor{Role: core.Person, Person: p.id, Centre: p.centre, Lang: "en", Duties: []core.Duty{{Role: core.Role(p.role), Unit: p.centre}}}, nil
		},
		Failure: func(r *http.Request, f web.Failure) templ.Component {
			return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, err := fmt.Fprintf(w, "failure: %s", templ.EscapeString(web.Printer(r).Say(f.Key, f.Args...)))
				return err
			})
		},
	}, o.room.Routes())
	if err != nil {
		o.t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		o.t.Fatal(err)
	}
	o.server = httptest.NewServer(handler)
	o.t.Cleanup(o.server.Close)
}

// writer is a person who writes to a centre.
type writer struct {
	*office
	box  core.ID
	code string
}

// writes sends a first message to a centre, with a file where there is content.
func (o *office) writes(centre core.ID, words, file string) writer {
	o.t.Helper()
	ctx := o.t.Context()
	v, err := o.room.begin(ctx, centre, false)
	if err != nil {
		o.t.Fatal(err)
	}
	o.attach(v, file)
	if err := o.room.finish(ctx, v, Message{Lang: "en", Text: words}); err != nil {
		o.t.Fatal(err)
	}
	w := writer{o, v.box.ID, v.Code}
	if sent, err := o.room.confirm(ctx, v, vault.LastGroups(v.Code)); err != nil || !sent {
		o.t.Fatal("the message was not sent", err)
	}
	return w
}

func (o *office) attach(v *visit, file string) {
	o.t.Helper()
	if file == "" {
		return
	}
	if err := o.room.write(o.t.Context(), v); err != nil {
		o.t.Fatal(err)
	}
	f := File{Name: "letter.txt"}
	var err error
	if f.ID, f.Size, err = v.folder.AddFile(o.t.Context(), strings.NewReader(file), largestFile); err != nil {
		o.t.Fatal(err)
	}
	v.Files = append(v.Files, f)
}

func (w writer) comes() *visit {
	w.t.Helper()
	m, err := w.vault.OpenMailbox(w.t.Context(), w.code)
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := w.room.enter(w.t.Context(), m)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// says sends one more message.
func (w writer) says(words string) error {
	w.t.Helper()
	return w.room.add(w.t.Context(), w.comes(), Message{Lang: "en", Text: words})
}

// reads are the answers that she can read.
func (w writer) reads() []Reading {
	w.t.Helper()
	all, err := w.room.readings(w.t.Context(), w.comes())
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// agrees says yes or no to the question that she was asked.
func (w writer) replies(yes bool) {
	w.t.Helper()
	for _, one := range w.reads() {
		if one.Ask == AskNothing {
			continue
		}
		m := Message{Lang: "en", Reply: &Reply{Answer: one.ID, Ask: one.Ask, To: one.To, By: w.comes().box.Centre, Yes: yes}}
		if err := w.room.add(w.t.Context(), w.comes(), m); err != nil {
			w.t.Fatal(err)
		}
		return
	}
	w.t.Fatal("she was asked nothing")
}

func (w writer) at(tail string) string { return address(w.box) + tail }

// seat is somebody of a centre with a browser.
type seat struct {
	*office
	who string
}

func (o *office) as(who string) seat { return seat{o, who} }

// sheet is an answer of the server.
type sheet struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

func (s seat) do(method, path string, form url.Values) sheet {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Test-Person", s.who)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	answer, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return sheet{s.t, answer.StatusCode, answer.Header, string(body)}
}

func (s seat) opens(path string) sheet {
	s.t.Helper()
	return s.do(http.MethodGet, path, nil)
}

func (s seat) posts(path string, pairs ...string) sheet {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return s.do(http.MethodPost, path, form)
}

var inTags = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)

func (p sheet) text() string {
	return strings.Join(strings.Fields(html.UnescapeString(inTags.ReplaceAllString(p.body, " "))), " ")
}

func (p sheet) is(status int) sheet {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %s", p.status, status, p.text())
	}
	return p
}

func (p sheet) says(words ...string) sheet {
	p.t.Helper()
	for _, w := range words {
		if !strings.Contains(html.UnescapeString(p.body), w) {
			p.t.Errorf("the page does not say %q: %s", w, p.text())
		}
	}
	return p
}

func (p sheet) neverSays(words ...string) sheet {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(html.UnescapeString(p.body), w) {
			p.t.Errorf("the page says %q: %s", w, p.text())
		}
	}
	return p
}

// done expects a redirect that says what was done.
func (p sheet) done(word string) sheet {
	p.t.Helper()
	p.is(http.StatusSeeOther)
	if to := p.header.Get("Location"); !strings.HasSuffix(to, "done="+word) {
		p.t.Fatalf("it leads to %s, want done=%s", to, word)
	}
	return p
}

// hidden is the value of a hidden field.
func (p sheet) hidden(name string) string {
	p.t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(p.body)
	if found == nil {
		p.t.Fatalf("no hidden field %q: %s", name, p.text())
	}
	return html.UnescapeString(found[1])
}

// drafts writes a draft from the page.
func (s seat) drafts(w writer, do, words string, more ...string) sheet {
	s.t.Helper()
	page := s.opens(w.at("/answer")).is(http.StatusOK)
	return s.posts(w.at("/answer"), append([]string{"revision", page.hidden("revision"), "text", words, "lang", "en", "do", do}, more...)...)
}

// answers writes an answer, looks at it and sends it.
func (s seat) answers(w writer, words string, more ...string) sheet {
	s.t.Helper()
	s.drafts(w, "preview", words, more...).is(http.StatusSeeOther)
	page := s.opens(w.at("/preview")).is(http.StatusOK)
	return s.posts(w.at("/send"), "answer", page.hidden("answer"), "revision", page.hidden("revision"))
}
