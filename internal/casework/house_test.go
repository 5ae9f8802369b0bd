package casework

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/deadline"
	"verbund/internal/casework/letters"
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
	ours   core.ID = "0190a000-0000-7000-8000-00000000000a"
	theirs core.ID = "0190a000-0000-7000-8000-00000000000b"

	keyless core.ID = "0190a000-0000-7000-8000-00000000000c" // a centre in which nobody has been yet

	rightPassword = "correct horse battery"
)

// rights of the test's people, as the table in account has them.
func rights(role string) []web.Right {
	return map[string][]web.Right{
		"lead":       {Look, Read, Write, Identity, Location, Lead, Export},
		"counsellor": {Look, Read, Write, Identity, Location},
		"temporary":  {Look, Read},
		"clerk":      {Look},
		"identity":   {Look, Read, Identity},
		"location":   {Look, Read, Location},

		"without-identity": {Look, Read, Write}, // a role that a network might have
	}[role]
}

// house is case work that is served, with two centres and their people.
type house struct {
	t        testing.TB
	db       *database.DB
	folder   string // of the database, on SQLite
	vault    *vault.Vault
	clock    *clock.Fixed
	standing desk.Standing
	people   map[string]member
	log      *bytes.Buffer
	room     *Room
	server   *httptest.Server
	texts    *text.Catalogue
}

type member struct {
	id     core.ID
	role   string
	centre core.ID
	holder *vault.Holder
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(strings.ToLower(kind.String()), func(t *testing.T) { test(t, newHouse(t, kind)) })
	}
}

// newHouse has anna (lead) in our centre. Berta (counsellor), tina (temporary) and
// dora (clerk, without the key) join her, and clara (lead) another centre, when
// they are first spoken of: passwords take time.
func newHouse(t testing.TB, kind database.Kind) *house {
	t.Helper()
	address := databases.Migrated(t, kind, "", database.Options{}, vault.Migrations(), Migrations())
	db, err := database.Open(t.Context(), address, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := emptyHouse(t, db)
	if kind == database.SQLite {
		h.folder = filepath.Dir(address)
	}
	h.enrol("anna", "lead", ours)
	h.must(func(tx *sql.Tx) error { return h.vault.Found(t.Context(), tx, h.people["anna"].holder, ours) })
	return h
}

// emptyHouse has a database and a server, and nobody in it.
func emptyHouse(t testing.TB, db *database.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, standing: desk.Open, people: map[string]member{}, log: &bytes.Buffer{},
		clock: clock.At(time.Date(2026, time.March, 10, 9, 30, 0, 0, time.UTC))}
	var err error
	if h.vault, err = vault.New(db, bytes.Repeat([]byte{7}, 32), h.clock); err != nil {
		t.Fatal(err)
	}
	h.serve()
	return h
}

func (h *house) must(f func(tx *sql.Tx) error) {
	h.t.Helper()
	if err := h.db.Update(h.t.Context(), f); err != nil {
		h.t.Fatal(err)
	}
}

// enrolled are the keys of people, which one house after the other uses: making them
// takes time, since a password is stretched. No two tests run at once.
var enrolled = map[string]*vault.Enrolment{}

// enrol gives somebody an account with keys; a second time in the same house is a
// reset with fresh ones.
func (h *house) enrol(name, role string, centre core.ID) {
	h.t.Helper()
	id := core.NamedID("person", name)
	e, kept := enrolled[name]
	if _, again := h.people[name]; again || !kept {
		var err error
		if e, err = h.vault.Enrol(h.t.Context(), id, "a long password of "+name); err != nil {
			h.t.Fatal(err)
		}
		enrolled[name] = e
	}
	h.must(func(tx *sql.Tx) error { return e.Save(h.t.Context(), tx) })
	h.people[name] = member{id, role, centre, e.Holder()}
}

// with runs something with the key of a centre in the hands of its lead.
func (h *house) with(name string, f func(tx *sql.Tx, a *vault.Access) error) {
	h.t.Helper()
	h.must(func(tx *sql.Tx) error {
		a, err := h.vault.Access(h.t.Context(), tx, h.people[name].holder, h.people[name].centre)
		if err != nil {
			return err
		}
		return f(tx, a)
	})
}

func (h *house) grant(name string) {
	h.t.Helper()
	h.with("anna", func(tx *sql.Tx, a *vault.Access) error { return a.Grant(h.t.Context(), tx, h.people[name].id) })
}

// books are what all houses read and none changes.
type books struct {
	texts   *text.Catalogue
	set     *dataset.Set
	book    *deadline.Book
	letters *letters.Shelf
	err     error
}

// shelves reads them once.
var shelves = sync.OnceValue(func() (b books) {
	var offered []text.Language
	for _, code := range []core.Lang{"de", "en"} {
		l, _ := text.LanguageOf(code)
		offered = append(offered, l)
	}
	var errs [4]error
	b.texts, errs[0] = text.Load(offered, ui.Texts(), web.Texts(), desk.Texts(), Texts())
	b.set, errs[1] = dataset.Load()
	b.book, errs[2] = deadline.Load()
	b.letters, errs[3] = letters.Load()
	b.err = errors.Join(errs[:]...)
	return b
})

func (h *house) serve() {
	h.t.Helper()
	b := shelves()
	if b.err != nil {
		h.t.Fatal(b.err)
	}
	h.texts = b.texts
	h.texts.Report(func(problem string) { h.t.Error(problem) })
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		h.t.Fatal(err)
	}
	frame := func(r *http.Request, p ui.Page) ui.Frame {
		say := web.Printer(r)
		words := func(key string) string { // a heading may be a text already
			if p.Plain || key == "" {
				return key
			}
			return say.Say(key)
		}
		return ui.Frame{Printer: say, Site: "verbund", Heading: words(p.Heading), Title: words(p.Title), Icon: "/icon.png",
			Inside: &ui.Inside{Person: "x", Home: "/", SignOut: "/account/sign-out", Style: "/inside.css"}}
	}
	leads := func(_ context.Context, centre core.ID) (all []core.ID, _ error) {
		for _, p := range h.people {
			if p.role == "lead" && p.centre == centre {
				all = append(all, p.id)
			}
		}
		return all, nil
	}
	centres := func(context.Context) ([]Neighbour, error) {
		return []Neighbour{{ours, "Fachberatungsstelle Ahorn", true}, {theirs, "Beratungsstelle Birke Leipzig", true}, {keyless, "Centre Cedar", true}}, nil
	}
	h.room = New(Deps{Set: b.set, Book: b.book, Leads: leads, Centres: centres, Shelf: b.letters, Speak: h.texts.For, Deps: desk.Deps{
		DB: h.db, Vault: h.vault, Clock: h.clock, Zone: berlin, Frame: frame, BackupDays: 30,
		Holder: func(r *http.Request) (*vault.Holder, error) {
			if p := h.people[r.Header.Get("Test-Person")]; p.holder != nil {
				return p.holder, nil
			}
			return nil, &core.Error{Kind: core.SignedOut}
		},
		May: h.may,
		Confirm: func(_ context.Context, _ core.Actor, password string) error {
			if password != rightPassword {
				return &core.Error{Kind: core.Invalid, Fields: []core.FieldError{{Field: "password", Key: "web.error.invalid"}}}
			}
			return nil
		},
		Standing: func(context.Context, core.ID) (desk.Standing, error) { return h.standing, nil },
		Names: func(_ context.Context, ids []core.ID) (map[core.ID]string, error) {
			known := map[core.ID]string{}
			for name, p := range h.people {
				if slices.Contains(ids, p.id) {
					known[p.id] = strings.ToUpper(name)
				}
			}
			return known, nil
		},
	}})
	site, err := web.New(web.Config{
		Texts: h.texts, Log: web.NewLog(func(o *slog.HandlerOptions) slog.Handler { return slog.NewTextHandler(h.log, o) }), Allow: h.may,
		Actor: func(r *http.Request) (core.Actor, error) {
			p, known := h.people[r.Header.Get("Test-Person")]
			if !known {
				return core.Actor{Role: core.Visitor}, nil
			}
			return core.Actor{Role: core.Person, Person: p.id, Centre: p.centre, Lang: "en", Duties: []core.Duty{{Role: core.Role(p.role), Unit: p.centre}}}, nil
		},
		Failure: func(r *http.Request, f web.Failure) templ.Component {
			return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				said := templ.EscapeString(web.Printer(r).Say(f.Key, f.Args...))
				if f.Again != nil {
					said += templ.EscapeString(fmt.Sprint(f.Again.Fields))
				}
				_, err := io.WriteString(w, "failure: "+said)
				return err
			})
		},
	}, h.room.Routes())
	if err != nil {
		h.t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		h.t.Fatal(err)
	}
	h.server = httptest.NewServer(handler)
	h.t.Cleanup(h.server.Close)
}

func (h *house) may(a core.Actor, right web.Right) bool {
	return slices.ContainsFunc(a.Duties, func(d core.Duty) bool { return slices.Contains(rights(string(d.Role)), right) })
}

// page is an answer.
type page struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

var tagsOnly = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)

// text is what a reader sees.
func (p page) text() string {
	return strings.Join(strings.Fields(html.UnescapeString(tagsOnly.ReplaceAllString(p.body, " "))), " ")
}

func (p page) is(status int) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %s", p.status, status, p.text())
	}
	return p
}

func (p page) says(words ...string) page {
	p.t.Helper()
	for _, w := range words {
		if !strings.Contains(p.text(), w) {
			p.t.Errorf("the page does not say %q: %s", w, p.text())
		}
	}
	return p
}

func (p page) neverSays(words ...string) page {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.body, w) {
			p.t.Errorf("the page holds %q: %s", w, p.text())
		}
	}
	return p
}

// holds expects source, such as a value in a field.
func (p page) holds(source ...string) page {
	p.t.Helper()
	for _, s := range source {
		if !strings.Contains(p.body, s) {
			p.t.Errorf("the page does not hold %q:\n%s", s, p.body)
		}
	}
	return p
}

// hidden is the value of a hidden field.
func (p page) hidden(name string) string {
	p.t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(p.body)
	if found == nil {
		p.t.Fatalf("no hidden field %q: %s", name, p.body)
	}
	return html.UnescapeString(found[1])
}

// visitor is somebody with a browser.
type visitor struct {
	*house
	who string
}

func (h *house) as(who string) visitor {
	h.t.Helper()
	switch _, there := h.people[who]; {
	case !there && who == "berta":
		h.enrol(who, "counsellor", ours)
		h.grant(who)
	case !there && who == "tina":
		h.enrol(who, "temporary", ours)
		h.grant(who)
	case !there && who == "dora":
		h.enrol(who, "clerk", ours)
	case !there && who == "clara":
		h.enrol(who, "lead", theirs)
		h.must(func(tx *sql.Tx) error { return h.vault.Found(h.t.Context(), tx, h.people[who].holder, theirs) })
	}
	return visitor{h, who}
}

func (v visitor) do(r *http.Request) page {
	v.t.Helper()
	r.Header.Set("Test-Person", v.who)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	answer, err := client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return page{v.t, answer.StatusCode, answer.Header, string(body)}
}

func (v visitor) request(method, path, kind string, body io.Reader) *http.Request {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.server.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

func (v visitor) opens(path string) page {
	v.t.Helper()
	return v.do(v.request(http.MethodGet, path, "", nil))
}

func (v visitor) posts(path string, form url.Values) page {
	v.t.Helper()
	return v.do(v.request(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())))
}

// sends posts a form with a file, which is read while it is sent.
func (v visitor) sends(path string, fields url.Values, name string, file io.Reader) page {
	v.t.Helper()
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			form.WriteField(name, fields.Get(name))
		}
		part, err := form.CreateFormFile("file", name)
		if err == nil {
			_, err = io.Copy(part, file)
		}
		if err == nil {
			err = form.Close()
		}
		w.CloseWithError(err)
	}()
	return v.do(v.request(http.MethodPost, path, form.FormDataContentType(), r))
}

// leadsTo expects a redirect and returns its address without the query.
func (p page) leadsTo() string {
	p.t.Helper()
	p.is(http.StatusSeeOther)
	to, _, _ := strings.Cut(p.header.Get("Location"), "?")
	return to
}

// opensCase opens a case under an alias and returns its address.
func (v visitor) opensCase(alias string, fields ...string) string {
	v.t.Helper()
	form := url.Values{"form": {string(vault.NewID())}, "alias": {alias}, "way": {"self"}, "first-day": {"2026-03-02"}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return strings.TrimSuffix(v.posts("/casework/new", form).leadsTo(), "/sheets/intake")
}

// fills sends the form of a page with some fields changed.
func (v visitor) fills(path string, fields ...string) page {
	v.t.Helper()
	form := v.opens(path).is(http.StatusOK).form()
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return v.posts(path, form)
}

// adds adds an entry to a sheet that has several, and returns its address.
func (v visitor) adds(address, sheet string, fields ...string) string {
	v.t.Helper()
	before := v.entriesOf(address, sheet)
	v.fills(address+"/entries/"+sheet, fields...).is(http.StatusSeeOther)
	for _, to := range v.entriesOf(address, sheet) {
		if !slices.Contains(before, to) {
			return to
		}
	}
	v.t.Fatalf("nothing was added to %s", sheet)
	return ""
}

// entriesOf are the addresses of the entries of a sheet.
func (v visitor) entriesOf(address, sheet string) []string {
	v.t.Helper()
	var all []string
	for _, m := range regexp.MustCompile(`href="(`+address+`/entries/`+sheet+`/[0-9a-f]{32})"`).FindAllStringSubmatch(v.opens(address+"/entries/"+sheet).is(http.StatusOK).body, -1) {
		all = append(all, m[1])
	}
	return all
}

// worker is her at her desk, for what no page shows.
func (v visitor) worker() worker {
	p := v.people[v.who]
	actor := core.Actor{Role: core.Person, Person: p.id, Centre: p.centre, Lang: "en", Duties: []core.Duty{{Role: core.Role(p.role), Unit: p.centre}}}
	return worker{desk.Desk{Deps: &v.room.Deps.Deps, Actor: actor, Holder: p.holder, Standing: v.standing}, v.room}
}

var (
	inputs  = regexp.MustCompile(`<input[^>]*\sname="([^"]*)"[^>]*\svalue="([^"]*)"[^>]*>`)
	areas   = regexp.MustCompile(`(?s)<textarea[^>]*\sname="([^"]*)"[^>]*>(.*?)</textarea>`)
	selects = regexp.MustCompile(`(?s)<select[^>]*\sname="([^"]*)"[^>]*>(.*?)</select>`)
	option  = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// form is what a browser would send of the page's form without any change.
func (p page) form() url.Values {
	form := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(p.body, -1) {
		if (strings.Contains(m[0], `type="checkbox"`) || strings.Contains(m[0], `type="radio"`)) && !strings.Contains(m[0], " checked") {
			continue
		}
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range areas.FindAllStringSubmatch(p.body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range selects.FindAllStringSubmatch(p.body, -1) {
		if o := option.FindStringSubmatch(m[2]); o != nil {
			form.Set(m[1], html.UnescapeString(o[1]))
		}
	}
	return form
}

// idOf is the id of the case at an address.
func idOf(address string) vault.ID {
	id, _, _ := strings.Cut(strings.TrimPrefix(address, "/casework/cases/"), "/")
	return vault.ID(id)
}
