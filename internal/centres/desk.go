package centres

import (
	"errors"
	"net/http"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// DeskDeps are what the pages on which entries are edited need of others.
type DeskDeps struct {
	Store *Store
	Clock clock.Clock
	Zone  *time.Location
	Frame func(*http.Request, ui.Page) ui.Frame
}

// Desk is the part of the room where entries are edited: by the office all of
// them, by the people of a centre those of their own organisation.
//
// Whatever is saved is public at once and stands in the history with its author.
// The office can take it back.
type Desk struct{ DeskDeps }

// NewDesk returns that part.
func NewDesk(deps DeskDeps) *Desk { return &Desk{deps} }

// formBody is how many bytes the form of an entry may have: texts in thirteen
// languages, percent-encoded.
const formBody = 4 << 20

// Routes of the desk.
func (d *Desk) Routes() []web.Route {
	office := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Right: Edit, Body: formBody, Handle: handle}
	}
	own := func(method, path string, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Right: EditOwn, Body: formBody, Handle: handle}
	}
	return []web.Route{
		office(http.MethodGet, "/centres/entries", d.list),
		office(http.MethodGet, "/centres/entries/new", d.askNew),
		office(http.MethodPost, "/centres/entries/new", d.saveNew),
		office(http.MethodGet, "/centres/entries/{id}", d.ask),
		office(http.MethodPost, "/centres/entries/{id}", d.save),
		office(http.MethodGet, "/centres/entries/{id}/history", d.history),
		office(http.MethodPost, "/centres/entries/{id}/undo", d.undo),
		office(http.MethodPost, "/centres/entries/{id}/retire", d.retire),
		office(http.MethodPost, "/centres/entries/{id}/restore", d.restore),

		own(http.MethodGet, "/centres/own", d.ownList),
		own(http.MethodGet, "/centres/own/{id}", d.ask),
		own(http.MethodPost, "/centres/own/{id}", d.save),
		own(http.MethodGet, "/centres/own/{id}/history", d.history),
		own(http.MethodPost, "/centres/own/{id}/confirm", d.ownConfirm),
	}
}

// Where the pages of the desk are.
const (
	entriesPath = "/centres/entries"
	ownPath     = "/centres/own"
)

// seat is from where somebody edits: the office's list or that of the own
// organisation.
type seat struct {
	path string
	own  bool
}

// seatOf tells from the address where somebody edits. On the pages of their own
// organisation also the office is held to what belongs to that.
func seatOf(r *http.Request) seat {
	if path := r.URL.Path; path == ownPath || len(path) > len(ownPath) && path[:len(ownPath)+1] == ownPath+"/" {
		return seat{ownPath, true}
	}
	return seat{entriesPath, false}
}

func (s seat) entry(id core.ID) string { return s.path + "/" + string(id) }

func (d *Desk) now() time.Time { return d.Clock.Now().In(d.Zone) }

func (d *Desk) frame(r *http.Request, heading string) ui.Frame {
	return d.Frame(r, ui.Page{Heading: heading, Title: "centres.entries.title"})
}

// record is the entry that the address names.
func (d *Desk) record(r *http.Request) (Record, error) {
	id, ok := core.ParseID(r.PathValue("id"))
	if !ok {
		return Record{}, web.NotFound()
	}
	stored, err := d.Store.Record(r.Context(), web.ActorOf(r), id)
	if err == nil && seatOf(r).own && !stored.isOf(web.ActorOf(r)) {
		err = web.NotFound()
	}
	return stored, err
}

// problemsOf are the messages of an error by the field that they are about; what
// is about none of them stands under the empty name.
func problemsOf(f ui.Frame, err error) map[string]string {
	all := map[string]string{}
	e, ok := errors.AsType[*core.Error](err)
	if !ok {
		return all
	}
	for _, p := range e.Fields {
		if all[p.Field] == "" {
			all[p.Field] = f.Say(p.Key, p.Args...)
		}
	}
	if len(e.Fields) == 0 {
		all[""] = f.Say(e.Key, e.Args...)
	}
	return all
}

// revisionIn reads a revision that travelled with a form.
func revisionIn(values web.Values, name string) int { return values.Number(name, 0, 0, 1<<30) }
