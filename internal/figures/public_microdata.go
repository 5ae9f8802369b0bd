package figures

import (
	"net/http"
	"path"
	"strings"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/figures/micro"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// microdataName is how the address of the page of microdata ends, and how the names of
// their files begin (micro.Release.Name).
const microdataName = "microdata"

// MicrodataPage is the page of open microdata.
type MicrodataPage struct {
	PublicPage
	Statement string // that rows are not people
	Releases  []OpenView
}

// What microdata are good for, and what not; each has its sentence.
var (
	microdataUses     = []string{"plan", "teach", "pairs", "tables"}
	microdataMistakes = []string{"somebody", "three", "small", "negative", "difference", "windows", "extent"}
)

// microdata answers with the page of microdata, or with one of their files:
// microdata-2022-2024-rows.csv.
func (p *Public) microdata(w http.ResponseWriter, r *http.Request, name string) error {
	if name != microdataName {
		return p.microdataFile(w, r, name)
	}
	all, err := p.Shelf.Microdata(r.Context())
	if err != nil {
		return err
	}
	return p.render(w, r, Publication{}, all, microdataName, func() templ.Component {
		page := MicrodataPage{PublicPage: p.page(r, Publication{}, ui.Page{Heading: "figures.public.microdata.heading", Title: "figures.public.microdata.heading", About: "figures.public.microdata.lead", Index: true})}
		page.Statement = p.design.Statement.En
		if page.In.Lang() == text.German {
			page.Statement = p.design.Statement.De
		}
		for _, one := range all {
			page.Releases = append(page.Releases, newOpenView(page.In.Printer, p.design, one, func(name string) string { return page.Root + "/" + name }))
		}
		return microdataPage(page)
	})
}

// microdataFile sends a file as it was made.
func (p *Public) microdataFile(w http.ResponseWriter, r *http.Request, name string) error {
	body, err := p.Shelf.MicrodataFile(r.Context(), name)
	if err != nil {
		if core.KindOf(err) == core.NotFound {
			return web.NotFound()
		}
		return err
	}
	kind := "text/csv; charset=utf-8"
	switch {
	case strings.HasSuffix(name, micro.CSVWFile):
		kind = "application/csvm+json"
	case path.Ext(name) == ".json":
		kind = "application/json"
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return web.Write(w, r, http.StatusOK, kind, body)
}
