package account

import (
	"bytes"
	"context"
	"database/sql"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }

// rightPassword is the one of everybody in these tests.
const rightPassword = "Lampe Kiesel Ofenrohr 7"

// town is a small network with its site: one organisation with two centres.
type town struct {
	*Accounts
	t       testing.TB
	now     *clock.Fixed
	handler http.Handler
	one     House
	two     House
}

// onBoth runs a test in a town on each database.
func onBoth(t *testing.T, test func(t *testing.T, town *town)) {
	t.Helper()
	databases.Each(t, []database.Migrations{network.Migrations(), Migrations(), vault.Migrations()},
		func(t *testing.T, db *database.DB) { test(t, newTown(t, db)) })
}

// onOne runs a test of pages on SQLite alone, where the database makes no
// difference and stretching passwords takes its time.
func onOne(t *testing.T) *town {
	t.Helper()
	return newTown(t, databases.Open(t, database.SQLite, network.Migrations(), Migrations(), vault.Migrations()))
}

func newTown(t testing.TB, db *database.DB) *town {
	t.Helper()
	now := clock.At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	keys, err := vault.New(db, bytes.Repeat([]byte{7}, 32), now)
	if err != nil {
		t.Fatal(err)
	}
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	texts, err := text.Load([]text.Language{german, english}, Texts(), web.Texts(), ui.Texts())
	if err != nil {
		t.Fatal(err)
	}
	texts.Report(func(problem string) { t.Error(problem) })
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	frame := func(r *http.Request, p ui.Page) ui.Frame {
		f := ui.Frame{Printer: web.Printer(r), Site: "Musternetz", Heading: p.Heading, Title: p.Title,
			Inside: &ui.Inside{Person: web.ActorOf(r).Name, Home: "/account", SignOut: "/account/sign-out", Style: "/inside.css"}}
		if !p.Plain && p.Heading != "" {
			f.Heading, f.Title = f.Say(p.Heading), f.Say(p.Title)
		}
		return f
	}
	town := &town{t: t, now: now, Accounts: New(Deps{DB: db, Vault: keys, Clock: now, Zone: berlin, Texts: texts, Frame: frame, Site: "Musternetz",
		Address: func(*http.Request) string { return "https://verbund.example" }, Secure: true, Passkeys: "/static/passkey.js"})}
	site, err := web.New(web.Config{
		Texts: texts, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Actor: town.Actor, Allow: Allows, Secure: true,
		Failure: func(r *http.Request, f web.Failure) templ.Component {
			if f.Again != nil {
				return town.SignedOutPage(r, f.Again)
			}
			return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, err := io.WriteString(w, html.EscapeString(web.Printer(r).Say(f.Key, f.Args...)))
				return err
			})
		},
	}, town.Routes())
	if err != nil {
		t.Fatal(err)
	}
	if town.handler, err = site.Handler(); err != nil {
		t.Fatal(err)
	}
	organisation := network.Organisation{ID: core.NamedID("test", "organisation"), Name: "Laterne e. V.", Group: network.SpecialisedCentre, Country: "DE", Member: true}
	town.one = House{ID: core.NamedID("test", "one"), Organisation: organisation.ID, Name: "Laterne Nord", State: Shell}
	town.two = House{ID: core.NamedID("test", "two"), Organisation: organisation.ID, Name: "Laterne Süd", State: Shell}
	town.update(func(tx *sql.Tx) error {
		if err := network.Save(t.Context(), tx, organisation); err != nil {
			return err
		}
		if err := saveHouse(t.Context(), tx, town.one); err != nil {
			return err
		}
		return saveHouse(t.Context(), tx, town.two)
	})
	return town
}

func (x *town) update(f func(tx *sql.Tx) error) {
	x.t.Helper()
	if err := x.DB.Update(x.t.Context(), f); err != nil {
		x.t.Fatal(err)
	}
}

// person makes somebody who can sign in; duties are pairs of role and unit.
func (x *town) person(name string, duties ...Duty) (Person, *vault.Holder) {
	x.t.Helper()
	p, h, err := x.AddDemo(x.t.Context(), NewPerson{Name: name, Language: "de", Duties: duties}, rightPassword)
	if err != nil {
		x.t.Fatal(err)
	}
	return p, h
}

// found makes the key of a centre, held by h.
func (x *town) found(h *vault.Holder, centre core.ID) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) error { return x.Vault.Found(x.t.Context(), tx, h, centre) })
}

// events are the codes in the record of a centre, newest first.
func (x *town) events(h *vault.Holder, centre core.ID) []string {
	x.t.Helper()
	var codes []string
	x.update(func(tx *sql.Tx) error {
		codes = nil
		access, err := x.Vault.Access(x.t.Context(), tx, h, centre)
		if err != nil {
			return err
		}
		all, err := access.Audit(x.t.Context(), tx, 0, 100)
		for _, e := range all {
			codes = append(codes, e.Code)
		}
		return err
	})
	return codes
}

// browser is somebody's browser: it keeps cookies and follows no redirect.
type browser struct {
	*town
	cookies map[string]string
}

func (x *town) browser() *browser { return &browser{x, map[string]string{}} }

// answer is a page as it arrives.
type answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   string
}

func (b *browser) get(path string) *answer { return b.ask(http.MethodGet, path, nil) }

// post sends a form; fields are pairs of name and value.
func (b *browser) post(path string, fields ...string) *answer {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.ask(http.MethodPost, path, form)
}

func (b *browser) ask(method, path string, form url.Values) *answer {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return &answer{b.t, w.Code, w.Header(), w.Body.String()}
}

// leads fails unless the answer is a redirect to an address.
func (a *answer) leads(to string) {
	a.t.Helper()
	if a.Status != http.StatusSeeOther || a.Header.Get("Location") != to {
		a.t.Fatalf("%d to %q, want a redirect to %q\n%s", a.Status, a.Header.Get("Location"), to, a.words())
	}
}

// says fails unless the answer has a status and all the words.
func (a *answer) says(status int, words ...string) {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%d %s, want %d\n%s", a.Status, a.Header.Get("Location"), status, a.words())
	}
	for _, w := range words {
		if !strings.Contains(a.words(), w) {
			a.t.Errorf("the page does not say %q:\n%s", w, a.words())
		}
	}
}

func (a *answer) words() string {
	_, body, _ := strings.Cut(a.Body, "<body")
	body = regexp.MustCompile(`<[^>]*>`).ReplaceAllString("<body"+body, " ")
	return html.UnescapeString(strings.Join(strings.Fields(body), " "))
}

// value returns the value of the field of a name.
func (a *answer) value(name string) string {
	found := regexp.MustCompile(`<input[^>]*name="` + regexp.QuoteMeta(name) + `"[^>]*>`).FindString(a.Body)
	value := regexp.MustCompile(`value="([^"]*)"`).FindStringSubmatch(found)
	if value == nil {
		a.t.Fatalf("there is no field %q\n%s", name, a.words())
	}
	return html.UnescapeString(value[1])
}

// enters begins a session at a stage without the password, whose stretching
// takes its time.
func (x *town) enters(p Person, h *vault.Holder, stage Stage) *browser {
	x.t.Helper()
	secret, err := x.newSecret(p)
	if err != nil {
		x.t.Fatal(err)
	}
	token, d := "", draft{}
	if stage == NeedsSetup {
		d.Secret = secret
	}
	x.update(func(tx *sql.Tx) error {
		token, err = x.open(x.t.Context(), tx, opening{holder: h, stage: stage, draft: d})
		return err
	})
	b := x.browser()
	b.cookies["__Host-session"] = token
	return b
}

// comesIn goes the rest of the way in, with a second factor that is set up on it.
func (x *town) comesIn(p Person, h *vault.Holder) (b *browser, secret string, codes []string) {
	x.t.Helper()
	b = x.enters(p, h, NeedsSetup)
	secret = b.newSecretShown()
	b.post("/account/second/new", "code", b.code(secret)).leads("/account/second/codes")
	codes = regexp.MustCompile(`[A-Z2-7]{5}-[A-Z2-7]{5}`).FindAllString(b.get("/account/second/codes").Body, -1)
	b.post("/account/second/codes").leads("/account")
	return b, secret, codes
}

func (b *browser) newSecretShown() string {
	b.t.Helper()
	page := b.get("/account/second/new")
	page.says(http.StatusOK)
	found := regexp.MustCompile(`<p class="code">([A-Z2-7 ]+)</p>`).FindStringSubmatch(page.Body)
	if found == nil {
		b.t.Fatalf("no secret:\n%s", page.words())
	}
	return strings.ReplaceAll(found[1], " ", "")
}

// wait lets time pass.
func (x *town) wait(d time.Duration) { x.now.Set(x.now.Now().Add(d)) }

func has(all []string, one string) bool { return slices.Contains(all, one) }
