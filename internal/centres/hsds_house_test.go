package centres

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

// house is the room behind a site of its own.
type house struct {
	http.Handler
	room *Room
}

func newHouse(t testing.TB, s *Store) *house {
	t.Helper()
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	texts, err := text.Load([]text.Language{german, english}, Texts(), web.Texts(), ui.Texts())
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	room := New(Deps{
		Keeper: NewKeeper(s, s.clock), Places: func() *places.Table { return s.places }, Texts: texts, Clock: s.clock, Zone: berlin,
		Address: func(*http.Request) string { return "https://verbund.example" },
		Frame: func(r *http.Request, p ui.Page) ui.Frame {
			return ui.Frame{Printer: web.Printer(r), Site: "Muster", Heading: web.Printer(r).Say(p.Heading), Title: web.Printer(r).Say(p.Title)}
		},
	})
	site, err := web.New(web.Config{
		Texts: texts, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Failure: func(*http.Request, web.Failure) templ.Component { return templ.NopComponent },
	}, room.Routes())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return &house{handler, room}
}

// ask sends a request; headers are pairs of name and value.
func (h *house) ask(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	path, query, _ := strings.Cut(target, "?")
	r.URL.Path, r.URL.RawQuery = path, query
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// envelope is a page of a list as a client reads it.
type envelope struct {
	TotalItems int               `json:"total_items"`
	TotalPages int               `json:"total_pages"`
	PageNumber int               `json:"page_number"`
	Size       int               `json:"size"`
	FirstPage  bool              `json:"first_page"`
	LastPage   bool              `json:"last_page"`
	Empty      bool              `json:"empty"`
	Contents   []json.RawMessage `json:"contents"`
}

func (h *house) page(t testing.TB, target string) envelope {
	t.Helper()
	w := h.ask("GET", target, "")
	var e envelope
	if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d, %v: %.300s", target, w.Code, err, w.Body)
	}
	return e
}

func idOf(t testing.TB, document []byte) string {
	t.Helper()
	var d struct{ ID string }
	if err := json.Unmarshal(document, &d); err != nil || d.ID == "" {
		t.Fatalf("a document without id: %.200s", document)
	}
	return d.ID
}

func (h *house) ids(t testing.TB, target string) []string {
	t.Helper()
	all := []string{}
	for _, c := range h.page(t, target).Contents {
		all = append(all, idOf(t, c))
	}
	return all
}

// street is an invented town of three bodies with four centres: the lantern,
// which uses every field, two of one body, and an association.
func street(t testing.TB, s *Store) {
	t.Helper()
	at := func(town, land, postalCode string) []Office {
		return []Office{{Town: town, Land: land, PostalCode: postalCode, Country: "DE"}}
	}
	for _, r := range []Record{
		lantern(t),
		{Centre: Centre{ID: core.NamedID("test", "anchor"), OrganisationID: core.NamedID("test", "harbour"), Organisation: "Hafenhilfe e.V.", Kind: Specialised,
			Name: "Anker", Email: "post@anker.example", Area: Area{Lands: []string{"DE-HH"}}, Offices: at("Hamburg", "DE-HH", "20095"), AsOf: core.Date{Year: 2025, Month: 1, Day: 1}}},
		{Centre: Centre{ID: core.NamedID("test", "buoy"), OrganisationID: core.NamedID("test", "harbour"), Organisation: "Hafenhilfe e.V.", Kind: Specialised,
			Name: "Boje", Email: "post@anker.example", Area: Area{Lands: []string{"DE-HB"}}, Offices: at("Bremen", "DE-HB", "28195"), Groups: []Group{"women"}}},
		{Centre: Centre{ID: core.NamedID("test", "union"), OrganisationID: core.NamedID("test", "union"), Organisation: "Verband e.V.", Kind: Association, Name: "Verband", Offices: at("Berlin", "DE-BE", "10115")}},
	} {
		if _, err := s.Save(t.Context(), operator(), r); err != nil {
			t.Fatal(err)
		}
	}
}

func streetHouse(t testing.TB) *house {
	t.Helper()
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	street(t, s)
	return newHouse(t, s)
}
