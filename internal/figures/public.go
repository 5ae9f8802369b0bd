package figures

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/micro"
	"verbund/internal/figures/record"
	"verbund/internal/figures/report"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// Shelf holds the editions that everybody may see.
type Shelf interface {
	// All are the publications, of each year the latest, the oldest year first.
	All(context.Context) ([]Publication, error)

	// Microdata are the releases of open microdata, the latest years first.
	Microdata(context.Context) ([]Publication, error)

	// MicrodataFile is a file of one of them; NotFound where there is none.
	MicrodataFile(ctx context.Context, name string) ([]byte, error)
}

// PublicDeps are what the public pages need of others.
type PublicDeps struct {
	Shelf   Shelf
	Book    *record.Book
	Plan    *table.Plan
	Texts   *text.Catalogue
	Frame   func(*http.Request, ui.Page) ui.Frame
	Sheet   string // address of the style sheet of pages with charts
	Network string // what the network is called
	Licence string // address of the licence of the data; may be empty

	// Address is that of the site, without a slash at the end.
	Address func(*http.Request) string
}

// Public answers the pages of figures for everybody: the dashboard, the report of each
// year with summary and press release, and the same as files. They need no script and
// say nothing about who reads them.
type Public struct {
	PublicDeps
	in     map[core.Lang]words
	kept   web.Kept
	design *micro.Design
}

// NewPublic returns the public pages. It fails if the words of reports, or the design of
// microdata, cannot be read.
func NewPublic(deps PublicDeps) (*Public, error) {
	design, err := micro.Load(deps.Book)
	if err != nil {
		return nil, err
	}
	p := &Public{PublicDeps: deps, in: map[core.Lang]words{}, design: design}
	for _, l := range deps.Texts.Languages() {
		w, err := newWords(deps.Texts, l.Code, deps.Book, deps.Plan, edition.Public)
		if err != nil {
			return nil, err
		}
		p.in[l.Code] = w
	}
	return p, nil
}

const publicPath = "/figures"

// Routes of the public pages. The second holds the reports of years and their files,
// because a pattern of net/http cannot end a name in the middle.
func (p *Public) Routes() []web.Route {
	page := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: web.Everyone, Localised: true, Shared: true, Script: true, Handle: handle}
	}
	return []web.Route{
		page(publicPath, p.dashboard),
		page(publicPath+"/{name}", p.named),
		page(publicPath+"/{name}/summary", p.short("summary")),
		page(publicPath+"/{name}/press", p.short("press")),
	}
}

// Addresses are those of all pages, without language, for the map of the site.
func (p *Public) Addresses(ctx context.Context) ([]string, error) {
	all, err := p.Shelf.All(ctx)
	if err != nil {
		return nil, err
	}
	list := []string{publicPath, publicPath + "/" + microdataName}
	for _, one := range all {
		year := publicPath + "/" + strconv.Itoa(one.Edition.Year)
		list = append(list, year, year+"/summary", year+"/press")
	}
	return list, nil
}

// page is what all pages have; keys of its heading are those of the public part.
func (p *Public) page(r *http.Request, of Publication, about ui.Page) PublicPage {
	f := p.Frame(r, about)
	f.Sheet = p.Sheet
	w := p.in[f.Lang()]
	if w.Lang() != f.Lang() && f.Gap == "" {
		f.Gap = f.Say("ui.german")
	}
	return PublicPage{Frame: f, In: w, Year: of.Edition.Year, On: of.PublishedOn, Root: "/" + string(f.Lang()) + publicPath, Full: p.Address(r) + r.URL.Path}
}

// dashboard shows a topic of a year. What is not there is taken for the first topic and
// for the latest year.
func (p *Public) dashboard(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Shelf.All(r.Context())
	if err != nil {
		return err
	}
	asked := web.ReadQuery(r)
	var of Publication
	for _, one := range all {
		if year := strconv.Itoa(one.Edition.Year); of.Edition.Year == 0 || one.Edition.Year > of.Edition.Year && asked.Get("year") != strconv.Itoa(of.Edition.Year) || year == asked.Get("year") {
			of = one
		}
	}
	topic := topicOf(asked.Get("topic"))
	return p.render(w, r, of, all, topic.ID, func() templ.Component {
		page := p.page(r, of, ui.Page{Heading: "figures.public.heading", Title: "figures.public.title", About: "figures.public.lead", Index: true})
		return dashboardPage(newDashboard(page, all, topic, page.In.Report(periodsUpTo(all, of.Edition.Year))))
	})
}

// render answers with a page that is the same for everybody until something is
// published. what names it among those of its year.
func (p *Public) render(w http.ResponseWriter, r *http.Request, of Publication, all []Publication, what string, make func() templ.Component) error {
	if web.Frozen(r) {
		return web.Render(w, r, http.StatusOK, make())
	}
	f := p.Frame(r, ui.Page{})
	state := fmt.Sprint(p.Address(r), f.Notice)
	for _, one := range all {
		state += fmt.Sprint(" ", one.Number)
	}
	return p.kept.Render(w, r, fmt.Sprint(f.Lang(), of.Edition.Year, what), state, make)
}

// of is the publication of a year.
func (p *Public) of(r *http.Request, year string) (all []Publication, of Publication, err error) {
	if all, err = p.Shelf.All(r.Context()); err != nil {
		return nil, of, err
	}
	for _, one := range all {
		if strconv.Itoa(one.Edition.Year) == year {
			return all, one, nil
		}
	}
	return nil, of, web.NotFound()
}

// named answers with the report of a year, or with one of its files: 2024, 2024.csv,
// 2024-metadata.json; and with microdata, and theirs.
func (p *Public) named(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if strings.HasPrefix(name, microdataName) {
		return p.microdata(w, r, name)
	}
	year := name[:min(4, len(name))]
	all, of, err := p.of(r, year)
	if err != nil {
		return err
	}
	if name != year {
		return p.file(w, r, of, strings.TrimPrefix(name, year))
	}
	return p.report(w, r, all, of, "report")
}

func (p *Public) short(kind string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		all, of, err := p.of(r, r.PathValue("name"))
		if err != nil {
			return err
		}
		return p.report(w, r, all, of, kind)
	}
}

func (p *Public) report(w http.ResponseWriter, r *http.Request, all []Publication, of Publication, kind string) error {
	return p.render(w, r, of, all, kind, func() templ.Component {
		made := reportOf(p.in[web.Printer(r).Lang()], kind, periodsUpTo(all, of.Edition.Year))
		title := made.Title.String()
		page := p.page(r, of, ui.Page{Heading: title, Title: p.in[web.Printer(r).Lang()].say("report-title", "year", yearWords(of.Edition.Year)), About: title, Plain: true, Index: true})
		return reportPage(newReport(page, kind, made, of))
	})
}

// reportOf writes a report of a kind: report, summary or press.
func reportOf(in words, kind string, periods []report.Period) report.Report {
	switch kind {
	case "summary":
		return in.Summary(periods)
	case "press":
		return in.Press(periods)
	}
	return in.Report(periods)
}

// file writes one of the files of a year.
func (p *Public) file(w http.ResponseWriter, r *http.Request, of Publication, ending string) error {
	for _, kind := range fileKinds {
		if kind.ending != ending {
			continue
		}
		var b bytes.Buffer
		if err := writeFile(&b, p.in[web.Printer(r).Lang()].Writer, kind.id, &of.Edition, p.origin(r, of)); err != nil {
			return err
		}
		w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(of, ending)+`"`)
		return web.Write(w, r, http.StatusOK, kind.contentType, b.Bytes())
	}
	return web.NotFound()
}

// origin says in a file who published it and where.
func (p *Public) origin(r *http.Request, of Publication) report.Origin {
	lang := p.in[web.Printer(r).Lang()].Lang()
	return report.Origin{Publisher: p.Network, Licence: p.Licence, Address: p.Address(r) + "/" + string(lang) + publicPath + "/" + strconv.Itoa(of.Edition.Year)}
}

// fileName is what a file is called where it is kept.
func fileName(of Publication, ending string) string {
	return strconv.Itoa(of.Edition.Year) + ending
}

// fileKind is a file of a year; id is what writeFile calls it.
type fileKind struct {
	id, ending, contentType string
	authority               bool // for those to whom the network reports
}

// fileKinds are the files of a year, in the order in which they are offered.
var fileKinds = []fileKind{
	{"csv", ".csv", "text/csv; charset=utf-8", false},
	{"json", ".json", "application/json", false},
	{"xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false},
	{"csvw", "-metadata.json", "application/csvm+json", false},
	{"rapporteur", "-rapporteur.csv", "text/csv; charset=utf-8", true},
	{"eu", "-eu.csv", "text/csv; charset=utf-8", true},
}
