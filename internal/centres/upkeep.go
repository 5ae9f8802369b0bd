package centres

import (
	"net/http"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// UpkeepDeps are what the pages that keep entries true need of others.
type UpkeepDeps struct {
	Store   *Store
	Keeper  *Keeper
	Links   *Links // nil: no link is valid
	Clock   clock.Clock
	Zone    *time.Location
	Frame   func(*http.Request, ui.Page) ui.Frame
	Propose func(*http.Request) bool // whether one more proposal is taken from there
}

// Upkeep is the part of the room by which entries stay true: links of the
// quarterly mail, proposals, the review list, and how far the directory reaches.
//
// Everybody may propose; who holds a link may confirm; only who has the
// right Review sees proposals and decides.
type Upkeep struct{ UpkeepDeps }

// NewUpkeep returns that part.
func NewUpkeep(deps UpkeepDeps) *Upkeep { return &Upkeep{deps} }

// Routes of the upkeep.
func (u *Upkeep) Routes() []web.Route {
	public := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Right: web.Everyone, Localised: true, Script: true, Handle: handle}
	}
	review := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Right: Review, Handle: handle}
	}
	return []web.Route{
		public(http.MethodGet, "/centres/confirm", u.askConfirm),
		public(http.MethodPost, "/centres/confirm", u.confirm),
		public(http.MethodGet, "/centres/confirmed", u.confirmed),
		public(http.MethodGet, "/centres/changed", u.askChanged),
		public(http.MethodPost, "/centres/changed", u.changed),
		public(http.MethodGet, "/centres/{number}/proposal", u.askProposal),
		public(http.MethodPost, "/centres/{number}/proposal", u.propose),
		public(http.MethodGet, "/centres/proposed", u.proposed),
		forAll(public(http.MethodGet, "/centres/coverage", u.coverage)),
		forAll(public(http.MethodGet, "/centres/coverage.csv", u.coverageTable)),

		review(http.MethodGet, "/centres/review", u.reviewList),
		review(http.MethodGet, "/centres/review/{id}", u.reviewOne),
		review(http.MethodPost, "/centres/review/{id}", u.decide),
	}
}

// forAll marks a route whose answer is the same for everybody.
func forAll(r web.Route) web.Route {
	r.Shared = true
	return r
}

func (u *Upkeep) today() core.Date { return core.DateOf(u.Clock.Now().In(u.Zone)) }

// frame is the frame of a page whose heading and neutral title have these keys.
func (u *Upkeep) frame(r *http.Request, heading, title string) ui.Frame {
	return u.Frame(r, ui.Page{Heading: heading, Title: title})
}

// statusOf is the status of a page that says what went wrong itself.
func statusOf(err error) int {
	switch core.KindOf(err) {
	case core.NotFound:
		return http.StatusNotFound
	case core.Gone:
		return http.StatusGone
	case core.Conflict:
		return http.StatusConflict
	case core.TooMany:
		return http.StatusTooManyRequests
	case core.Denied:
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}
