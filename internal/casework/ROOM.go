// Package casework keeps a centre's case files: intake, situation, journal,
// measures, deadlines, consents, documents, hand-overs. It is a sealed room:
// everything in it is sealed under the key of the centre (see platform/vault),
// and nobody but the centre's colleagues can read it, not the office, not another
// centre and not whoever runs the server.
//
// Its rules:
//   - A case is a vault folder. Its head and sheets lie in the part "core", the
//     journal in "entries", who the person is in "identity", where she is in
//     "location", each under a key of its own. What a case is found by lies in
//     "search", names in "search-names", what figures need of it in "figures". A
//     card is sealed for the lists.
//   - What may be written is data (package dataset). Every question may be skipped,
//     and a newer data set never asks for an old case to be written again.
//   - Identity and location have rights of their own, are noted by themselves in
//     the centre's sealed record, and can be erased alone.
//   - Nothing is overwritten silently. A form carries the stamp of what it was
//     filled with; where that has changed since, both versions are shown (C17).
//   - What somebody searches for stands in no address. Titles say "casework" only.
//   - For the figures of the network a case leaves as a record of codes only (package
//     release), once the client has consented and the centre has decided; a withdrawal
//     removes it in the same transaction.
//   - Nothing leaves the house without the client's consent, or two colleagues and
//     a reason.
//
// A sealed room imports neither mail nor the export of another room, and nobody
// but app imports it.
package casework

import (
	"context"
	"database/sql"
	"embed"
	"net/http"
	"slices"

	"verbund/internal/casework/card"
	"verbund/internal/casework/dataset"
	"verbund/internal/casework/deadline"
	"verbund/internal/casework/letters"
	"verbund/internal/casework/release"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/database"
	"verbund/internal/platform/picture"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

//go:embed locale
var locale embed.FS

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the steps by which the room's tables came to be.
func Migrations() database.Migrations {
	return database.Migrations{Room: "casework", Files: migrations}
}

// Texts are the words of the room: for people of a centre, in German and
// English.
func Texts() text.Source {
	return text.Source{Room: "casework", Files: locale, Inside: []string{
		"page", "error", "form", "case", "sheet", "entry", "conflict", "done", "list", "new", "draft", "today", "deadline", "shift", "reminder",
		"house", "request", "family", "figures", "report", "release",
		"closing", "erasure", "retention", "restrict", "supervision", "conference", "workload",
		"referral", "inbox",
		"document", "letter", "consent", "settings",
		"access", "import", "extract",
		"search",
	}}
}

// Rights of the room, under the words of the table in account.
const (
	Look     web.Right = "centre"            // belong to a centre; enough to be told who may read
	Read     web.Right = "casework"          // read the centre's cases, without identity and location
	Write    web.Right = "casework-write"    // work on them
	Identity web.Right = "casework-identity" // read and write who a client is
	Location web.Right = "casework-location" // read and write where she is
	Lead     web.Right = "casework-lead"     // workload, retention, restricted cases, erasure
	Export   web.Right = "export"            // take the centre's sealed work along
)

// Deps are what the room needs of others.
type Deps struct {
	desk.Deps

	// Set is the data set of the network.
	Set *dataset.Set

	// Shelf holds letters, consent forms and notices.
	Shelf *letters.Shelf

	// Speak gives who writes days and names of countries in a language: a letter is
	// in another than the page around it.
	Speak func(core.Lang) *text.Printer

	// Book are the deadlines of the law.
	Book *deadline.Book

	// Leads gives who leads a centre today.
	Leads func(ctx context.Context, centre core.ID) ([]core.ID, error)

	// Centres are those of the network, the own one and closed ones too.
	Centres func(ctx context.Context) ([]Neighbour, error)

	// Reminders keeps, for those who ask for it, the days on which something is due;
	// nil where no mails are sent.
	Reminders Reminders

	// Deliver takes what the centre of an actor hands over of a year in place of all that
	// it has handed over of that year before, except rows that are Kept; nil where the
	// network takes no records.
	Deliver func(ctx context.Context, tx *sql.Tx, actor core.Actor, year int, rows []Released) error

	// Withdraw removes what rows of a centre say at once, so that no later figures hold
	// it. That somebody was counselled may stay. IDs that are not there are no failure.
	Withdraw func(ctx context.Context, tx *sql.Tx, centre core.ID, ids []string) error

	// Receipt tells what the network holds of a centre and a year.
	Receipt func(ctx context.Context, centre core.ID, year int) (Receipt, error)

	// Invented says on every page that all cases are invented; in a demonstration.
	Invented bool
}

// Neighbour is a centre of the network.
type Neighbour struct {
	ID   core.ID
	Name string
	Open bool // it has begun to work, and has not closed
}

// Reminders keeps bare days in the clear, so that a mail can be sent on them.
type Reminders interface {
	Set(ctx context.Context, tx *sql.Tx, person core.ID, days []core.Date) error
	Days(ctx context.Context, person core.ID) ([]core.Date, error)
}

// Room answers the pages of case work.
type Room struct {
	Deps
	pictures *picture.Shower
	reader   *card.Reader[Card]
	maker    *release.Maker
}

// New returns the room.
func New(deps Deps) *Room {
	return &Room{deps, picture.New(), card.NewReader[Card](), release.For(deps.Set)}
}

// worker is somebody of a centre at her desk, in this room.
type worker struct {
	desk.Desk
	*Room
}

type handler func(w http.ResponseWriter, r *http.Request, d worker) error

func (room *Room) at(handle handler) web.Handler {
	return room.Deps.At(desk.Room{Title: "casework.page.title", Name: "casework.page.name", Read: Read, Write: Write}, func(w http.ResponseWriter, r *http.Request, d desk.Desk) error {
		return handle(w, r, worker{d, room})
	})
}

// formBytes is how much is taken of an ordinary form, so that what is too long
// still arrives and can be shown again.
const formBytes = 1 << 20

// Routes of the room.
func (room *Room) Routes() []web.Route {
	get := func(path string, right web.Right, handle handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: right, Script: true, Handle: room.at(handle)}
	}
	post := func(path string, right web.Right, handle handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Right: right, Script: true, Body: formBytes, Handle: room.at(handle)}
	}
	return slices.Concat(
		room.caseRoutes(get, post), room.listRoutes(get, post), room.todayRoutes(get, post),
		room.houseRoutes(get, post), room.requestRoutes(get, post), room.familyRoutes(get, post), room.figureRoutes(get, post), room.releaseRoutes(get, post),
		room.closeRoutes(get, post), room.erasureRoutes(get, post), room.retentionRoutes(get, post),
		room.restrictRoutes(get, post), room.supervisionRoutes(get, post), room.conferenceRoutes(get, post), room.workloadRoutes(get, post),
		room.referralRoutes(get, post), room.inboxRoutes(get, post),
		room.documentRoutes(get, post), room.letterRoutes(get, post), room.settingsRoutes(get, post),
		room.importRoutes(get, post), room.accessRoutes(get, post), room.extractRoutes(get, post),
	)
}

// router makes a route of a method, path, right and handler.
type router func(path string, right web.Right, handle handler) web.Route

// caseRoutes are the pages of a case file.
func (room *Room) caseRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/new", Write, room.askNew),
		post("/casework/new", Write, room.addNew),
		post("/casework/drafts", Write, room.keepDraft),
		post("/casework/drafts/drop", Write, room.dropDraft),
		get("/casework/cases/{id}", Read, room.showCase),
		get("/casework/cases/{id}/file", Read, room.showFile),
		get("/casework/cases/{id}/head", Write, room.askHead),
		post("/casework/cases/{id}/head", Write, room.saveHead),
		get("/casework/cases/{id}/sheets/{sheet}", Read, room.showSheet),
		post("/casework/cases/{id}/sheets/{sheet}", Write, room.saveSheet),
		get("/casework/cases/{id}/identity", Identity, room.showSheetOf("identity")),
		post("/casework/cases/{id}/identity", Identity, room.saveSheetOf("identity")),
		get("/casework/cases/{id}/location", Location, room.showSheetOf("location")),
		post("/casework/cases/{id}/location", Location, room.saveSheetOf("location")),
		get("/casework/cases/{id}/entries/{sheet}", Read, room.showEntries),
		post("/casework/cases/{id}/entries/{sheet}", Write, room.addEntry),
		get("/casework/cases/{id}/entries/{sheet}/{entry}", Read, room.showEntry),
		post("/casework/cases/{id}/entries/{sheet}/{entry}", Write, room.saveEntry),
		post("/casework/cases/{id}/entries/{sheet}/{entry}/remove", Write, room.removeEntry),
		post("/casework/cases/{id}/entries/{sheet}/{entry}/restore", Write, room.restoreEntry),
	}
}

// frame is what stands around a page. The browser's tab and history say no more
// than that it is case work. heading is a text, not a key.
func (room *Room) frame(r *http.Request, heading string) ui.Frame {
	f := room.Frame(r, ui.Page{Heading: heading, Title: web.Printer(r).Say("casework.page.title"), Plain: true})
	if room.Invented {
		f.Invented = f.Say("casework.page.invented")
	}
	return f
}

// say is a message in the language of whoever asks, for headings.
func (room *Room) said(r *http.Request, key string, args ...any) string {
	return room.Frame(r, ui.Page{Heading: "casework.page.title", Title: "casework.page.title"}).Say(key, args...)
}

func missing() error { return &core.Error{Kind: core.NotFound, Key: "casework.error.missing"} }

// address is where a case stands.
func address(id vault.ID) string { return "/casework/cases/" + string(id) }

// caseOf is the id in an address.
func caseOf(r *http.Request) (vault.ID, error) {
	id, ok := vault.ParseID(r.PathValue("id"))
	if !ok {
		return "", missing()
	}
	return id, nil
}
