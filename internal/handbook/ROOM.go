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
	"context"
	"embed"
	"net/http"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
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
		"page", "list", "kind", "field", "note", "form", "error", "done", "conflict", "version", "file", "erase", "shut", "export", "import",
	}}
}

// Rights of the room, under the words of the table in account.
const (
	Look   web.Right = "centre"         // belong to a centre; enough to be told who may read
	Read   web.Right = "handbook"       // read the centre's handbook
	Write  web.Right = "handbook-write" // write it
	Export web.Right = "export"         // take the centre's sealed work along
)

// Standing is how far a centre has come.
type Standing uint8

// The standings of a centre. In one that is opening nothing can be kept yet; one
// that has closed can be read and taken along.
const (
	Opening Standing = iota
	Open
	Closed
)

// Deps are what the room needs of others.
type Deps struct {
	DB    *database.DB
	Vault *vault.Vault
	Clock clock.Clock
	Zone  *time.Location // of the network
	Frame func(*http.Request, ui.Page) ui.Frame

	// Holder gives the open keys of whoever makes a request, or core.SignedOut.
	Holder func(*http.Request) (*vault.Holder, error)

	// May tells whether an actor has a right.
	May func(core.Actor, web.Right) bool

	// Confirm asks for the password anew: core.Invalid if it is wrong.
	Confirm func(ctx context.Context, actor core.Actor, password string) error

	// Standing tells how far a centre has come.
	Standing func(ctx context.Context, centre core.ID) (Standing, error)

	// Names gives what colleagues call people; who is missing is unknown.
	Names func(ctx context.Context, people []core.ID) (map[core.ID]string, error)

	// Describe makes readable what the rooms keep, for the archive with which a
	// centre leaves; nil means that only the handbook is.
	Describe vault.Describe

	// BackupDays is how long a backup is kept, so that a page can say on which day
	// an erasure is complete; 0 means that nobody said so.
	BackupDays int
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

// How much is taken at once, in bytes of a request.
const (
	formBytes   = 4 << 20
	uploadBytes = fileLimit + 1<<20
	importBytes = 64 << 30
)

// Routes of the room.
func (room *Room) Routes() []web.Route {
	get := func(path string, right web.Right, handle deskHandler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: right, Handle: room.at(handle)}
	}
	post := func(path string, right web.Right, handle deskHandler) web.Route {
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
