package centres

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
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// reception is the pages of the desk, of the review list and of the public, for
// people whom a header names.
type reception struct {
	t     *testing.T
	site  http.Handler
	store *Store
	who   string
}

// Who comes.
const (
	atOffice = "office"
	atCentre = "centre"
	outside  = ""
)

func newReception(t *testing.T, s *Store) *reception {
	t.Helper()
	s.may = rolesMay
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	words, err := text.Load([]text.Language{german, english}, Texts(), ui.Texts(), web.Texts())
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	frame := func(r *http.Request, p ui.Page) ui.Frame {
		printer := web.Printer(r)
		f := ui.Frame{Printer: printer, Heading: p.Heading, Title: p.Title, Path: web.Path(r), Site: "Netz", Icon: "/icon.png",
			Alternates: []ui.Alternate{other("de"), other("en"), other("fr"), other("zh-Hans")}}
		if !p.Plain {
			f.Heading, f.Title = printer.Say(p.Heading), printer.Say(p.Title)
		}
		return f
	}
	keeper := NewKeeper(s, s.clock)
	room := New(Deps{Keeper: keeper, Places: func() *places.Table { return s.places }, Texts: words, Clock: s.clock, Zone: berlin, Frame: frame, Address: func(*http.Request) string { return "" }})
	upkeep := NewUpkeep(UpkeepDeps{Store: s, Keeper: keeper, Clock: s.clock, Zone: berlin, Frame: frame, Propose: func(*http.Request) bool { return true }})
	desk := NewDesk(DeskDeps{Store: s, Clock: s.clock, Zone: berlin, Frame: frame})
	site, err := web.New(web.Config{
		Texts: words, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Allow: rolesMay,
		Actor: func(r *http.Request) (core.Actor, error) {
			switch r.Header.Get("Test-As") {
			case atOffice:
				return editor(), nil
			case atCentre:
				return colleague(core.NamedID("test", "lantern e.V.")), nil
			}
			return core.Actor{Role: core.Visitor}, nil
		},
		Failure: func(_ *http.Request, f web.Failure) templ.Component {
			return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, err := io.WriteString(w, strconv.Itoa(f.Status)+" "+f.Key)
				return err
			})
		},
	}, room.Routes(), upkeep.Routes(), desk.Routes())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return &reception{t: t, site: handler, store: s, who: atOffice}
}

// other is the same page in another language.
func other(lang core.Lang) ui.Alternate {
	l, _ := text.LanguageOf(lang)
	return ui.Alternate{Lang: lang, Dir: l.Dir, Self: l.Self, Address: "/" + string(lang) + "/"}
}

// as is the same reception for somebody else.
func (h *reception) as(who string) *reception {
	other := *h
	other.who = who
	return &other
}

// answer is what somebody gets.
type answer struct {
	t      *testing.T
	status int
	to     string
	body   string
}

func (h *reception) opens(path string) answer { return h.asks(http.MethodGet, path, nil) }

func (h *reception) posts(path string, form url.Values) answer {
	return h.asks(http.MethodPost, path, form)
}

func (h *reception) asks(method, path string, form url.Values) answer {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept-Language", "de")
	r.Header.Set("Test-As", h.who)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.site.ServeHTTP(w, r)
	return answer{h.t, w.Code, w.Header().Get("Location"), w.Body.String()}
}

func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d:\n%s", a.status, status, a.text())
	}
	return a
}

func (a answer) leadsTo(path string) answer {
	a.t.Helper()
	a.is(http.StatusSeeOther)
	if a.to != path {
		a.t.Errorf("leads to %s, not to %s", a.to, path)
	}
	return a
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
	styles = regexp.MustCompile(`(?s)<style>.*?</style>`)
)

// text is what can be read.
func (a answer) text() string {
	return spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(styles.ReplaceAllString(a.body, ""), " ")), " ")
}

func (a answer) says(words ...string) answer {
	a.t.Helper()
	for _, w := range words {
		if !strings.Contains(a.text(), w) {
			a.t.Errorf("does not say %q:\n%s", w, a.text())
		}
	}
	return a
}

// holds expects what stands in the page, in fields too.
func (a answer) holds(words ...string) answer {
	a.t.Helper()
	for _, w := range words {
		if !strings.Contains(html.UnescapeString(a.body), w) {
			a.t.Errorf("does not hold %q:\n%s", w, a.text())
		}
	}
	return a
}

func (a answer) neverSays(words ...string) answer {
	a.t.Helper()
	for _, w := range words {
		if strings.Contains(html.UnescapeString(a.body), w) {
			a.t.Errorf("says %q", w)
		}
	}
	return a
}

var (
	formTag  = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputTag = regexp.MustCompile(`<input[^>]*>`)
	areaTag  = regexp.MustCompile(`(?s)<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	selected = regexp.MustCompile(`(?s)<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	chosen   = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// crlf writes line ends as browsers send them.
func crlf(s string) string {
	s = strings.ReplaceAll(html.UnescapeString(s), "\r\n", "\n")
	return strings.ReplaceAll(s, "\n", "\r\n")
}

func attribute(tag, name string) (string, bool) {
	m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// form is what a browser sends of the form with that address as it is shown.
func (a answer) form(action string) url.Values {
	a.t.Helper()
	for _, m := range formTag.FindAllStringSubmatch(a.body, -1) {
		if m[1] != action || !strings.Contains(m[0], `method="post"`) {
			continue
		}
		values := url.Values{}
		for _, tag := range inputTag.FindAllString(m[2], -1) {
			kind, _ := attribute(tag, "type")
			name, _ := attribute(tag, "name")
			value, _ := attribute(tag, "value")
			if (kind == "checkbox" || kind == "radio") && !strings.Contains(tag, " checked") {
				continue
			}
			values.Add(name, crlf(value))
		}
		for _, area := range areaTag.FindAllStringSubmatch(m[2], -1) {
			values.Add(area[1], crlf(area[2]))
		}
		for _, list := range selected.FindAllStringSubmatch(m[2], -1) {
			values.Add(list[1], "")
			if c := chosen.FindStringSubmatch(list[2]); c != nil {
				values.Set(list[1], html.UnescapeString(c[1]))
			}
		}
		return values
	}
	a.t.Fatalf("no form to %s:\n%s", action, a.text())
	return nil
}

// with is a form with some values typed over.
func with(form url.Values, typed ...string) url.Values {
	for i := 0; i < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	return form
}
