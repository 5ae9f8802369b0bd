package figures

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// invented is a public edition of made-up records: small rows are merged, some cells
// are not shown, and all numbers are multiples of five.
func invented(t testing.TB, year, n int) Publication {
	t.Helper()
	book, plan := bookAndPlan(t)
	r := rand.New(rand.NewPCG(uint64(year), 1))
	var all []record.Record
	for i := range n {
		one := record.Record{Year: year, Centre: string(rune('a' + i%19)), New: "yes", Released: r.IntN(7) > 0}
		if r.IntN(3) > 0 {
			one.New = "no"
		}
		if one.Released {
			one.Values = make([]record.Answer, len(book.Columns))
			for at := range book.Columns {
				one.Values[at] = answer(r, &book.Columns[at])
			}
		}
		all = append(all, one)
	}
	e := edition.Exact(table.Compute(year, all, nil, book, plan), "5f1c0ffee")
	e.Kind, e.Rules = edition.Public, "2026.1"
	for _, v := range []*edition.Value{&e.Funnel.Documented, &e.Funnel.New, &e.Funnel.Consented, &e.Funnel.Analysed} {
		*v = fives(*v)
	}
	for i := range e.Tables {
		protected(&e.Tables[i])
	}
	return Publication{Number: year - 2020, Year: year, Edition: e, PublishedOn: core.Date{Year: year + 1, Month: 6, Day: 3}, State: Published}
}

// answer makes an answer up: the first codes are the likely ones.
func answer(r *rand.Rand, c *record.Column) record.Answer {
	if r.IntN(20) == 0 && c.ID != "gender" && c.ID != "form" {
		return nil
	}
	pick := func() uint16 { return uint16(min(r.IntN(len(c.Codes)), r.IntN(len(c.Codes)), r.IntN(len(c.Codes)))) }
	if c.Kind == record.Countries {
		likely := []string{"NG", "NG", "NG", "NG", "GN", "GM", "DE", "RO", "RO", "BG", "CI", "UA", "VN", "BR"}
		at, _ := c.Find(likely[r.IntN(len(likely))])
		return record.Answer{at}
	}
	first := record.Answer{pick()}
	if second := pick(); c.Multi() && second != first[0] && r.IntN(2) == 0 {
		return append(first, second)
	}
	return first
}

func fives(v edition.Value) edition.Value { return edition.Value{N: (v.N + 2) / 5 * 5, Shown: true} }

func protected(t *edition.Table) {
	t.Base, t.Missing = fives(t.Base), fives(t.Missing)
	t.Notes = append(t.Notes, edition.Rounded)
	rest := edition.Row{ID: edition.Rest}
	var kept []edition.Row
	for _, row := range t.Rows {
		if t.Spec.Columns == "" && row.Cells[0].N < 10 && !isSum(row.ID) {
			rest.Merged = append(rest.Merged, row.ID)
			continue
		}
		for i, v := range row.Cells {
			row.Cells[i] = fives(v)
			if v.N > 0 && v.N < 3 {
				row.Cells[i] = edition.Value{}
			}
		}
		kept = append(kept, row)
	}
	if len(rest.Merged) > 0 {
		rest.Cells = []edition.Value{{N: 10, Shown: true}}
		kept, t.Notes = append(kept, rest), append(t.Notes, edition.Merged)
	}
	t.Rows = kept
}

func bookAndPlan(t testing.TB) (*record.Book, *table.Plan) {
	t.Helper()
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := table.Load(book)
	if err != nil {
		t.Fatal(err)
	}
	return book, plan
}

// shelf holds what is published.
type shelf []Publication

func (s shelf) All(context.Context) ([]Publication, error) { return s, nil }

// publicHouse is the site with the public pages of figures in German, English and
// Arabic.
func publicHouse(t testing.TB, published ...Publication) http.Handler {
	t.Helper()
	var offered []text.Language
	for _, code := range []core.Lang{"de", "en", "ar"} {
		l, _ := text.LanguageOf(code)
		offered = append(offered, l)
	}
	texts, err := text.Load(offered, ui.Texts(), web.Texts(), Texts())
	if err != nil {
		t.Fatal(err)
	}
	texts.Report(func(problem string) { t.Error(problem) })
	static, err := web.NewStatic(map[string][]byte{"figures.css": ui.FigureStyle})
	if err != nil {
		t.Fatal(err)
	}
	frame := func(r *http.Request, p ui.Page) ui.Frame {
		say := web.Printer(r)
		words := func(key string) string {
			if p.Plain || key == "" {
				return key
			}
			return say.Say(key)
		}
		return ui.Frame{Printer: say, Site: "verbund", Heading: words(p.Heading), Title: words(p.Title), Icon: "/icon.png", Path: web.Path(r)}
	}
	book, plan := bookAndPlan(t)
	public, err := NewPublic(PublicDeps{Shelf: shelf(published), Book: book, Plan: plan, Texts: texts, Frame: frame, Sheet: static.Address("figures.css"), Network: "verbund",
		Address: func(*http.Request) string { return "https://example.org" }})
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Config{Texts: texts, Log: slog.New(slog.DiscardHandler), InlineStyle: ui.PublicStyle,
		Failure: func(r *http.Request, failure web.Failure) templ.Component { return templ.NopComponent }}, static.Routes(), public.Routes())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return handler
}
