package centres

import (
	"net/http"
	"strings"

	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EmbedPage is the list as it stands in a frame of a partner's site: the same
// filters in its address, no form, no script, and every link leads out of the
// frame.
type EmbedPage struct {
	ui.Frame
	Count       string
	Matches     []Card
	Pager       ui.Pager // its links stay in the frame
	Others      []Card   // who else may help: the page is never empty
	Stale       string
	Unknown     string // values that were left out, named
	Whole, Help string // the search on our own site, and the page with help lines for all of Germany
}

func newEmbedPage(f ui.Frame, p SearchPage, q question) EmbedPage {
	whole := way(f, "", q.fields(), false).Address
	e := EmbedPage{
		Frame: f, Count: p.Count, Matches: p.Matches, Pager: p.Pager, Stale: p.Stale, Unknown: p.Unknown,
		Whole: whole, Help: "/" + string(f.Lang()) + "/centres#lines",
	}
	if p.Place != nil {
		e.Unknown = strings.TrimSpace(p.Place.Words + " " + e.Unknown)
	}
	for _, w := range []*ui.Way{&e.Pager.Earlier, &e.Pager.Later} {
		if path, query, found := strings.Cut(w.Address, "?"); found {
			w.Address = path + "/embed?" + query
		}
	}
	if q.asked {
		for _, cards := range [][]Card{p.Ask, p.Serving, p.Nationwide} {
			e.Others = append(e.Others, cards...)
		}
	}
	return e
}

// embed answers with the list for a frame.
func (room *Room) embed(w http.ResponseWriter, r *http.Request) error {
	d, stale, err := room.directory(r)
	if err != nil {
		return err
	}
	q := readQuestion(web.ReadQuery(r), room.Places(), room.Texts)
	if q.asked {
		web.NoStore(w)
	}
	f := room.Frame(r, ui.Page{Heading: "centres.search.heading", Title: "centres.search.title"})
	return web.Render(w, r, http.StatusOK, embedPage(newEmbedPage(f, room.searchPage(f, d, q, stale, false), q)))
}
