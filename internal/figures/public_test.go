package figures

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

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
	return houseOver(t, shelf(published), nil)
}

// houseOver is the same over any shelf, and with the pages of the room over a store,
// which are for whoever the header Person names.
func houseOver(t testing.TB, over Shelf, store *Store) http.Handler {
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
	public, err := NewPublic(PublicDeps{Shelf: over, Book: book, Plan: plan, Texts: texts, Frame: frame, Sheet: static.Address("figures.css"), Network: "verbund",
		Address: func(*http.Request) string { return "https://example.org" }})
	if err != nil {
		t.Fatal(err)
	}
	var inside []web.Route
	if store != nil {
		inside = New(Deps{Store: store, Texts: texts, Clock: store.clock, Zone: time.UTC, Frame: frame, Network: "verbund"}).Routes()
	}
	site, err := web.New(web.Config{Texts: texts,
		Allow: func(core.Actor, web.Right) bool { return true },
		Actor: func(r *http.Request) (core.Actor, error) {
			name := r.Header.Get("Person")
			return core.Actor{Role: core.Person, Name: name, Person: core.ID(name), Duties: []core.Duty{{Role: "figures-editor"}}}, nil
		}, Log: slog.New(slog.DiscardHandler), InlineStyle: ui.PublicStyle,
		Failure: func(r *http.Request, failure web.Failure) templ.Component { return templ.NopComponent }}, static.Routes(), public.Routes(), inside)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// read is an answer as a reader gets it.
type read struct {
	status int
	header http.Header
	body   string
	root   *html.Node
}

func opened(t *testing.T, h http.Handler, path string, headers ...string) read {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	root, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return read{w.Code, w.Header(), w.Body.String(), root}
}

// all are the elements of some kinds, or all elements.
func (r read) all(tags ...string) (found []*html.Node) {
	for n := range r.root.Descendants() {
		if n.Type == html.ElementNode && (len(tags) == 0 || slices.Contains(tags, n.Data)) {
			found = append(found, n)
		}
	}
	return found
}

func (r read) headings() (words []string) {
	for _, n := range r.all("h1", "h2", "h3") {
		words = append(words, inner(n))
	}
	return words
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func inner(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// publicPages are all pages of a year in a language, without those of files.
func publicPages(lang, year string) (all []string) {
	root := "/" + lang + publicPath
	for _, t := range topics {
		all = append(all, root+"?year="+year+"&topic="+t.ID)
	}
	return append(all, root, root+"/"+year, root+"/"+year+"/summary", root+"/"+year+"/press")
}

func TestEveryTableOfThePlanIsInOneTopic(t *testing.T) {
	_, plan := bookAndPlan(t)
	in := map[string]int{}
	for _, topic := range topics {
		for _, id := range topic.Tables {
			in[id]++
		}
	}
	for _, s := range plan.Tables {
		if n := in[s.Rows]; n != 1 {
			t.Errorf("%s is in %d topics", s.ID, n)
		}
	}
}

func TestEveryTableHasItsNameAndItsHeads(t *testing.T) {
	h := publicHouse(t, invented(t, 2023, 702), invented(t, 2024, 790))
	for _, lang := range []string{"de", "en", "ar"} {
		for _, path := range publicPages(lang, "2024") {
			page := opened(t, h, path)
			if page.status != http.StatusOK {
				t.Fatalf("%s: %d", path, page.status)
			}
			ids := map[string]bool{}
			for _, n := range page.all() {
				if id := attribute(n, "id"); ids[id] && id != "" {
					t.Errorf("%s: the id %s is there twice", path, id)
				} else {
					ids[id] = true
				}
			}
			for _, table := range page.all("table") {
				if first := table.FirstChild; first == nil || first.Data != "caption" || inner(first) == "" {
					t.Errorf("%s: a table has no caption", path)
				}
			}
			for _, th := range page.all("th") {
				if attribute(th, "scope") == "" {
					t.Errorf("%s: %q says not what it is the head of", path, inner(th))
				}
			}
			for _, n := range page.all() {
				for _, id := range strings.Fields(attribute(n, "aria-labelledby") + " " + attribute(n, "aria-describedby")) {
					if !ids[id] {
						t.Errorf("%s: nothing is called %s", path, id)
					}
				}
			}
			rank := 0
			for _, heading := range page.all("h1", "h2", "h3", "h4", "h5", "h6") {
				next := int(heading.Data[1] - '0')
				if next > rank+1 || inner(heading) == "" {
					t.Errorf("%s: heading %q of rank %d after %d", path, inner(heading), next, rank)
				}
				rank = next
			}
			for _, n := range page.all() {
				for _, a := range n.Attr {
					if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
						t.Errorf("%s: <%s> has %s", path, n.Data, a.Key)
					}
				}
			}
		}
	}
}

// Bars and tables are made of the same numbers: every number of a chart stands in the
// row of the table that has its name.
func TestChartsSayWhatTheirTablesSay(t *testing.T) {
	book, plan := bookAndPlan(t)
	german, _ := text.LanguageOf("de")
	texts, err := text.Load([]text.Language{german}, ui.Texts(), web.Texts(), Texts())
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWords(texts, "de", book, plan, edition.Public)
	if err != nil {
		t.Fatal(err)
	}
	all := []Publication{invented(t, 2022, 875), invented(t, 2024, 790)}
	bars, stacks, lines := 0, 0, 0
	check := func(e Exhibit) {
		row := func(label string) (values []string) {
			for _, body := range e.Bodies {
				for _, r := range body {
					if r.Label == label {
						for _, c := range r.Cells {
							if c.Withheld {
								c.Words = withheld
							}
							values = append(values, c.Words)
						}
					}
				}
			}
			return values
		}
		for _, b := range e.Chart.Bars {
			bars++
			if !slices.Contains(row(b.Label), b.Value) || !b.Blank && !slices.Contains(row(b.Label), w.Number(b.N)) {
				t.Errorf("%s: the bar %q says %s (%d), the table %q", e.ID, b.Label, b.Value, b.N, row(b.Label))
			}
		}
		for _, s := range e.Chart.Stacks {
			for i, p := range s.Parts {
				stacks++
				at := slices.Index(e.Head, e.Chart.Legend[i])
				if said := row(s.Label)[at]; p.Blank != (said == withheld) || !p.Blank && (said != p.Value || said != w.Number(p.N)) {
					t.Errorf("%s: the part %q of %q says %s (%d), the table %s", e.ID, e.Chart.Legend[i], s.Label, p.Value, p.N, said)
				}
			}
		}
		for _, l := range e.Chart.Lines {
			for i, p := range l.Points {
				lines++
				if !p.Blank && !slices.Contains(row(e.Chart.Years[i]), p.Value) {
					t.Errorf("%s: the line %q says %s for %s, the table %q", e.ID, l.Label, p.Value, e.Chart.Years[i], row(e.Chart.Years[i]))
				}
			}
		}
	}
	for _, s := range w.Report(periodsUpTo(all, 2024)).Sections {
		shown := newSection(w, s)
		if shown.Exhibit != nil {
			check(*shown.Exhibit)
		}
		for _, e := range slices.Concat(shown.Pairs, shown.Runs) {
			check(e)
		}
	}
	if bars < 80 || stacks < 200 || lines < 20 {
		t.Errorf("only %d bars, %d parts and %d points were looked at", bars, stacks, lines)
	}
}

// A number that is not shown may still be in an edition; it must be in no page, chart
// or file.
func TestWithheldNumberIsNowhere(t *testing.T) {
	p := invented(t, 2024, 790)
	const secret = 86420
	for i := range p.Edition.Tables {
		for r := range p.Edition.Tables[i].Rows {
			p.Edition.Tables[i].Rows[r].Cells[0] = edition.Value{N: secret}
		}
	}
	h := publicHouse(t, p)
	paths := publicPages("de", "2024")
	for _, f := range fileKinds {
		if f.ending != ".xlsx" { // is packed; package report looks into it
			paths = append(paths, "/de/figures/2024"+f.ending)
		}
	}
	for _, path := range paths {
		if page := opened(t, h, path); page.status != http.StatusOK || strings.Contains(page.body, "86420") || strings.Contains(page.body, "86.420") {
			t.Errorf("%s (%d) tells what is not to be shown", path, page.status)
		}
	}
}

func TestYearsAndTopicsAreFoundByTheirNames(t *testing.T) {
	h := publicHouse(t, invented(t, 2023, 702), invented(t, 2024, 790))
	for path, want := range map[string]string{
		"/de/figures":                                "Vom Fall zur Zahl: 2024",
		"/de/figures?year=2023":                      "Vom Fall zur Zahl: 2023",
		"/de/figures?year=1999&topic=nonsense":       "Vom Fall zur Zahl: 2024",
		"/de/figures?year=2023&topic=people":         "Wer 2023 beraten wurde",
		"/en/figures?topic=people":                   "Who was counselled in 2024",
		"/ar/figures?topic=people":                   "Wer 2024 beraten wurde",
		"/de/figures?topic=%3Cscript%3E&year=%22%3E": "Vom Fall zur Zahl: 2024",
	} {
		if page := opened(t, h, path); page.status != http.StatusOK || !slices.Contains(page.headings(), want) {
			t.Errorf("%s: %d %q", path, page.status, page.headings())
		}
	}
	for _, path := range []string{"/de/figures/1999", "/de/figures/2024.pdf", "/de/figures/20240", "/de/figures/2024x", "/de/figures/1999.csv", "/de/figures/x", "/de/figures/1999/press", "/de/figures/2024.csv/press"} {
		if page := opened(t, h, path); page.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, page.status)
		}
	}
}

func TestFilesOfAYearCanBeTaken(t *testing.T) {
	h := publicHouse(t, invented(t, 2024, 790))
	for _, f := range fileKinds {
		path := "/en/figures/2024" + f.ending
		page := opened(t, h, path)
		if page.status != http.StatusOK || page.header.Get("Content-Type") != f.contentType || !strings.Contains(page.header.Get("Content-Disposition"), "2024"+f.ending) || len(page.body) < 1000 {
			t.Errorf("%s: %d %v, %d bytes", path, page.status, page.header, len(page.body))
		}
		if again := opened(t, h, path, "If-None-Match", page.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("%s is sent again to who has it", path)
		}
		if !slices.ContainsFunc(opened(t, h, "/en/figures/2024").all("a"), func(a *html.Node) bool { return attribute(a, "href") == path }) {
			t.Errorf("the report does not lead to %s", path)
		}
		german := "/de/figures/2024" + f.ending // an Arabic reader gets the German file, not a third of the same
		if !slices.ContainsFunc(opened(t, h, "/ar/figures/2024").all("a"), func(a *html.Node) bool { return attribute(a, "href") == german }) {
			t.Errorf("the Arabic report does not lead to %s", german)
		}
	}
}

func TestBeforeAnythingIsPublishedThePageSaysWhatItIsFor(t *testing.T) {
	page := opened(t, publicHouse(t), "/de/figures")
	if page.status != http.StatusOK || !strings.Contains(page.body, "Noch ist kein Jahr veröffentlicht.") || len(page.all("table")) > 0 {
		t.Errorf("%d %s", page.status, page.body)
	}
}

// Figures are in German or English. Around them is the language of the reader, and what
// is in another one says so.
func TestFiguresInAnotherLanguageSaySo(t *testing.T) {
	h := publicHouse(t, invented(t, 2024, 790))
	for path, want := range map[string]string{"/ar/figures": "de", "/ar/figures/2024": "de", "/de/figures": "", "/en/figures/2024": ""} {
		page := opened(t, h, path)
		marked := 0
		for _, n := range page.all("div", "article") {
			if attribute(n, "dir") == "ltr" && attribute(n, "lang") == want {
				marked++
			}
		}
		if (marked == 1) != (want != "") {
			t.Errorf("%s: %d parts say that they are in %q", path, marked, want)
		}
	}
}

func TestEveryPageIsOnTheMapOfTheSite(t *testing.T) {
	got, err := (&Public{PublicDeps: PublicDeps{Shelf: shelf{invented(t, 2024, 90)}}}).Addresses(t.Context())
	if err != nil || !slices.Equal(got, []string{"/figures", "/figures/microdata", "/figures/2024", "/figures/2024/summary", "/figures/2024/press"}) {
		t.Errorf("%q %v", got, err)
	}
}

// The exact report of the office is one file with shares to the tenth, which loads
// nothing and leads nowhere.
func TestPaperIsOneFileThatNeedsNoServer(t *testing.T) {
	book, plan := bookAndPlan(t)
	german, _ := text.LanguageOf("de")
	texts, err := text.Load([]text.Language{german}, ui.Texts(), web.Texts(), Texts())
	if err != nil {
		t.Fatal(err)
	}
	e := invented(t, 2024, 790).Edition
	e.Kind = edition.Internal
	for i := range e.Tables { // an exact one has no such notes
		e.Tables[i].Notes = nil
	}
	w, err := newWords(texts, "de", book, plan, e.Kind)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := writePaper(&b, w, "verbund", e); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	page := read{root: root}
	for _, n := range page.all("script", "link", "img", "form", "a") {
		if href := attribute(n, "href"); n.Data != "a" || !strings.HasPrefix(href, "#") {
			t.Errorf("<%s %s> needs something else", n.Data, href)
		}
	}
	gender, _ := e.Table("gender")
	share, _ := gender.Share(gender.Find("female", ""))
	tenths, _ := share.Scaled(1)
	if want := table.Decimal(tenths, 1, ",") + "\u00a0%"; !slices.ContainsFunc(page.all("td"), func(n *html.Node) bool { return inner(n) == want }) {
		t.Errorf("no cell says %s", want)
	}
}

func BenchmarkWholeReport(b *testing.B) {
	h := publicHouse(b, invented(b, 2022, 875), invented(b, 2023, 702), invented(b, 2024, 790))
	r := httptest.NewRequest(http.MethodGet, "/de/figures/2024", nil)
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
}

func BenchmarkDashboard(b *testing.B) {
	h := publicHouse(b, invented(b, 2022, 875), invented(b, 2023, 702), invented(b, 2024, 790))
	r := httptest.NewRequest(http.MethodGet, "/de/figures?topic=people", nil)
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
}
