// Package handbook is a counselling centre's own book: standards, contacts, safe
// flats, procedures, each a note with text, files and what one can be called on.
// It is a sealed room: everything in it is sealed under the key of the centre
// (see platform/vault), and nobody but the centre's colleagues can read it, not
// the office and not whoever runs the server.
//
// Its rules:
//   - What is kept is a vault folder for each note: the note in the part "core",
//     its earlier versions in "entries", what it is found by in "search", and a
//     card for the list. Nothing of it stands anywhere in the clear, not for a
//     moment, not in memory beyond the request.
//   - What somebody searches for and what a tag says stand in no address: both
//     are posted. Titles in the browser's tab say only "handbook".
//   - Nothing is overwritten silently. A form carries the stamp of what it was
//     filled with; where the note has changed since, both versions are shown.
//   - Every view, change, file and export is noted in the centre's sealed record.
//
// A sealed room imports neither mail nor the export of another room, and nobody
// but app imports it.
package handbook

import (
	"embed"
	"net/http"

	"verbund/internal/desk"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

//go:embed locale
var locale embed.FS

// Texts are the words of the room: for people of a centre, in German and
// English.
func Texts() text.Source {
	return text.Source{Room: "handbook", Files: locale, Inside: []string{
		"page", "list", "kind", "field", "note", "form", "error", "done", "conflict", "version", "file", "erase", "export", "import",
	}}
}

// Rights of the room, under the words of the table in account.
const (
	Look   web.Right = "centre"         // belong to a centre; enough to be told who may read
	Read   web.Right = "handbook"       // read the centre's handbook
	Write  web.Right = "handbook-write" // write it
	Export web.Right = "export"         // take the centre's sealed work along
)

// Deps are what the room needs of others.
type Deps struct {
	desk.Deps

	// Describe makes readable what the rooms keep, for the archive with which a
	// centre leaves; nil means that only the handbook is.
	Describe vault.Describe

	// Settle decides, when an archive is taken in, about sealed settings that the
	// centre has already; nil lets those of the archive take their place.
	Settle vault.Settle
}

// Room answers the pages of the handbook.
type Room struct {
	Deps
}

// New returns the room.
func New(deps Deps) *Room {
	if deps.Describe == nil {
		deps.Describe = Describe
	}
	return &Room{deps}
}

// worker is somebody of a centre at her desk, in this room. Every function that
// reads or writes notes is one of hers.
type worker struct {
	desk.Desk
	*Room
}

type handler func(w http.ResponseWriter, r *http.Request, d worker) error

func (room *Room) at(handle handler) web.Handler {
	at := desk.Room{Title: "handbook.page.title", Name: "handbook.page.name", Read: Read, Write: Write}
	return room.Deps.At(at, func(w http.ResponseWriter, r *http.Request, d desk.Desk) error { return handle(w, r, worker{d, room}) })
}

// frame is what stands around a page. The browser's tab and history say no more
// than that it is a page of the handbook.
func (room *Room) frame(r *http.Request, heading string) ui.Frame {
	return room.Frame(r, ui.Page{Heading: heading, Title: "handbook.page.title"})
}

// How much is taken at once, in bytes of a request.
const (
	formBytes   = 4 << 20
	uploadBytes = fileLimit + 1<<20
	importBytes = 64 << 30
)

// Routes of the room.
func (room *Room) Routes() []web.Route {
	get := func(path string, right web.Right, handle handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: right, Handle: room.at(handle)}
	}
	post := func(path string, right web.Right, handle handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Right: right, Body: formBytes, Handle: room.at(handle)}
	}
	files := func(route web.Route, body int64) web.Route {
		route.Files, route.Body = true, body
		return route
	}
	return []web.Route{
		get("/handbook", Look, room.list),
		post("/handbook/search", Read, room.search),
		get("/handbook/new", Write, room.askNew),
		post("/handbook/new", Write, room.addNew),
		get("/handbook/{id}", Read, room.note),
		get("/handbook/{id}/edit", Write, room.askEdit),
		post("/handbook/{id}/edit", Write, room.saveEdit),
		get("/handbook/{id}/versions", Read, room.versions),
		get("/handbook/{id}/versions/{version}", Read, room.version),
		post("/handbook/{id}/versions/{version}/restore", Write, room.restore),
		get("/handbook/{id}/erase", Write, room.askErase),
		post("/handbook/{id}/erase", Write, room.erase),
		files(post("/handbook/{id}/files", Write, room.upload), uploadBytes),
		files(get("/handbook/{id}/files/{file}", Read, room.download), 0),
		get("/handbook/{id}/files/{file}/erase", Write, room.askEraseFile),
		post("/handbook/{id}/files/{file}/erase", Write, room.eraseFile),
		get("/handbook/export", Export, room.askExport),
		files(post("/handbook/export", Export, room.export), 0),
		get("/handbook/import", Export, room.askImport),
		files(post("/handbook/import", Export, room.takeIn), importBytes),
	}
}
