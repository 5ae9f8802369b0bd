// Package site is the public face around the other rooms: the home page for the
// four circles of people, the pages about the network, the law and the device,
// the legal pages, and the way out.
//
// Its rules: everybody may see everything here but the list of notices, which is
// for those with the right Notices; nothing is stored about visitors; a text that needs a fact of the network says so when the fact is missing,
// rather than showing a gap.
package site

import (
	"context"
	"embed"
	"net/http"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

//go:embed locale
var locale embed.FS

//go:embed texts/*.md
var texts embed.FS

// Texts are the words of the room.
func Texts() text.Source {
	return text.Source{Room: "site", Files: locale, Inside: []string{"notice", "notices"}}
}

// Deps are what the room needs of others.
type Deps struct {
	Languages []text.Language
	Store     *Store // of notices
	Clock     clock.Clock
	Zone      *time.Location // in which the times of notices are meant
	Frame     func(*http.Request, ui.Page) ui.Frame

	// Facts are what the network says about itself in a language, as Markdown
	// by the names that the texts use, such as "network.name". A fact that is
	// empty has not been told; one that is missing is a fault of a text.
	Facts func(core.Lang) map[string]string

	// Address is the address under which the public reaches the site, without
	// a slash at the end.
	Address func(*http.Request) string

	// Write leads to the safe way to write; nil where there is none.
	Write func(*text.Printer) ui.Link

	// Entries are the addresses, without language, of the pages of other rooms
	// that search engines may list.
	Entries func(context.Context) ([]string, error)

	// Ready says whether the parts that the site needs can be reached.
	Ready func(context.Context) error

	ExitTo   string // where the way out leads
	Security string // address for reports of weaknesses: mailto: or https:
	Demo     bool   // whether the page with all components is shown
}

// Room answers the pages.
type Room struct {
	Deps
	pages map[string]map[core.Lang]*article
}

// textPages are the pages that are written as long texts, by address.
var textPages = []string{"about", "background", "rights", "safety", "imprint", "privacy", "accessibility"}

// New reads the texts. It fails if a text or a fact that it needs is missing.
func New(deps Deps) (*Room, error) {
	room := &Room{Deps: deps, pages: map[string]map[core.Lang]*article{}}
	for _, name := range textPages {
		room.pages[name] = map[core.Lang]*article{}
		for _, l := range deps.Languages {
			a, err := readArticle(texts, name, l.Code, deps.Facts(l.Code))
			if err != nil {
				return nil, err
			}
			room.pages[name][l.Code] = a
		}
	}
	return room, nil
}

// Routes of the room.
func (room *Room) Routes() []web.Route {
	public := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Right: web.Everyone, Handle: handle}
	}
	page := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: web.Everyone, Localised: true, Shared: true, Script: true, Handle: handle}
	}
	routes := []web.Route{
		public(http.MethodGet, "/{$}", room.best),
		public(http.MethodPost, "/exit", room.exit),
		public(http.MethodGet, "/exit", room.exit),
		public(http.MethodGet, "/healthz", room.healthy),
		public(http.MethodGet, "/readyz", room.ready),
		public(http.MethodGet, "/robots.txt", room.robots),
		public(http.MethodGet, "/sitemap.xml", room.sitemap),
		public(http.MethodGet, "/.well-known/security.txt", room.security),
		public(http.MethodGet, "/favicon.ico", room.icon),
		page("/{$}", room.home),
	}
	for _, l := range room.Languages {
		routes = append(routes, public(http.MethodGet, "/"+string(l.Code), room.slash))
	}
	for _, name := range textPages {
		routes = append(routes, page("/"+name, room.article(name)))
	}
	office := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Right: Notices, Handle: handle}
	}
	routes = append(routes,
		office(http.MethodGet, noticesPath, room.noticeList),
		office(http.MethodPost, noticesPath, room.addNotice),
		office(http.MethodPost, noticesPath+"/{id}/end", room.endNotice))
	if room.Demo {
		routes = append(routes, web.Route{Method: http.MethodGet, Path: "/dev/ui", Right: web.Everyone, Script: true, Handle: room.components})
	}
	return routes
}

// securityFor is how long a security.txt holds; RFC 9116 asks for less than a
// year.
const securityFor = 180 * 24 * time.Hour
