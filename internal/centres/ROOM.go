// Package centres is the public directory of counselling centres: the way from
// a place, a language or a need to somebody who helps.
//
// Its rules:
//   - No search is left without an answer. What matches comes first, then those
//     whose entry is silent on a wish, then those who serve the Land, then help
//     for all of Germany.
//   - Nothing is said that is not known. An empty list in an entry means that
//     nobody has told us, and hours that are not known are never "open".
//   - What somebody asked for leaves no trace: answers to a search are never
//     stored, and the same form can be posted, so that nothing of it stands in
//     an address.
//   - The street of a secret address is not in the public part of an entry at
//     all, so no page, picture, file or export can show it.
//   - Every change of an entry stands in its history with its author and can be
//     taken back. Nobody overwrites unseen what somebody else saved meanwhile.
//
// Everybody may see the public part of every entry. Who has the right Edit changes
// all entries, internal parts included; who has EditOwn those of their own
// organisation; who has Review decides what others propose. The operator may do
// the first and the last by commands.
package centres

import (
	"embed"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

//go:embed locale
var locale embed.FS

// Texts are the words of the room.
func Texts() text.Source {
	return text.Source{Room: "centres", Files: locale, Inside: []string{"phone", "hours", "error", "import", "review", "mail", "confirm", "coverage", "hsds", "field", "entries", "history", "own"}}
}

// Deps are what the room needs of others.
type Deps struct {
	Keeper *Keeper
	Places func() *places.Table // the table as it is now
	Texts  *text.Catalogue
	Lines  []Line
	Clock  clock.Clock
	Zone   *time.Location // of the network: opening hours are meant in it
	Frame  func(*http.Request, ui.Page) ui.Frame

	// Address is that of the site, without a slash at the end.
	Address func(*http.Request) string

	// About is what the network says of itself, for the leaflet.
	About func(core.Lang) About
}

// Room answers the public pages of the directory.
type Room struct {
	Deps
	kept  web.Kept                      // the list as it is for whoever asks nothing
	hsds  hsdsKeeper                    // the directory as open data
	lines map[core.Lang]templ.Component // help for all of Germany
}

// New returns the room.
func New(deps Deps) *Room {
	room := &Room{Deps: deps, lines: map[core.Lang]templ.Component{}}
	for _, l := range deps.Texts.Languages() {
		t := deps.Texts.For(l.Code)
		room.lines[l.Code] = ui.Fixed(helpLines(t, LineViews(t, deps.Lines)))
	}
	return room
}

// Routes of the room. A search may also be posted: then place and need stay out
// of the address and so out of the browser's history.
func (room *Room) Routes() []web.Route {
	page := func(method, path string, shared bool, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Right: web.Everyone, Localised: true, Shared: shared, Script: true, Handle: handle}
	}
	return append(room.openRoutes(), []web.Route{
		page(http.MethodGet, "/centres", true, room.search),
		page(http.MethodPost, "/centres", false, room.search),
		page(http.MethodGet, "/centres/{number}", false, room.entry),
		page(http.MethodGet, "/centres/save", false, room.save),
		page(http.MethodGet, "/centres/flyer", true, room.flyer),
		page(http.MethodGet, "/centres/flyer.txt", true, room.flyerText),
		page(http.MethodGet, "/centres/{number}/sheet", false, room.sheet),
		page(http.MethodGet, "/centres/{number}/qr.png", false, room.qrCode),
		page(http.MethodGet, "/centres/{number}/contact.vcf", false, room.vCard),
	}...)
}

// now is the instant in the network's own time zone.
func (room *Room) now() time.Time { return room.Clock.Now().In(room.Zone) }

// directory returns the directory as it is now, or, while the database is away,
// as it was last; then stale is true.
func (room *Room) directory(r *http.Request) (d *Directory, stale bool, err error) {
	return room.Keeper.Directory(r.Context())
}
