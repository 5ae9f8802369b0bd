// Package caselaw is the database of decisions: they are imported from official
// sources or entered, edited by two people, published, found, cited by paragraph, and
// followed.
//
// Its rules:
//   - A decision has one number for ever. Where two turn out to be the same, one is the
//     duplicate of the other, and its address leads there.
//   - What the public sees was entered by one person and approved by another. Editors
//     work on a draft; the published entry stays as it is until the draft is approved.
//   - Every change of a field is in the history, and can be taken back.
//   - What is taken down is gone at once: from pages, search, snippets, feeds, exports and
//     the history of the entry. What remains is that it was taken down, when, and why.
//   - Full texts are not for search engines: their pages say noindex.
//   - A headnote that is not an official work (§ 5 UrhG) is not kept.
//   - The index is a cache: it is made anew from the database whenever it is missing, and
//     what it finds is shown only if the database says that it may be.
//
// Everybody may read what is published. Those with the right Edit enter and change;
// those with the right Approve publish what somebody else has entered, and take down.
// The command line imports.
package caselaw

import (
	"embed"
	"net/http"
	"slices"
	"time"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

//go:embed locale
var locale embed.FS

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the tables of the room.
func Migrations() database.Migrations {
	return database.Migrations{Room: "caselaw", Files: migrations}
}

// Texts are the words of the room. Decisions are written in German and summed up in
// German and English, and so are the pages around them.
func Texts() text.Source {
	return text.Source{Room: "caselaw", Files: locale, Inside: []string{"error", "edit", "public", "source", "search", "follow", "command"}}
}

// Rights of the room, under the words of the table in account.
const (
	Edit    web.Right = "caselaw"         // enter and change decisions, see drafts and history
	Approve web.Right = "caselaw-approve" // publish what somebody else has entered, take down
)

// Deps are what the room needs of others.
type Deps struct {
	Store  *Store
	Finder *Finder
	Texts  *text.Catalogue
	Clock  clock.Clock
	Zone   *time.Location
	Frame  func(*http.Request, ui.Page) ui.Frame

	// Sheet is the address of the style sheet of the public pages, beside the common one.
	Sheet string

	// Network is what the network is called.
	Network string

	// Address is that of the site, without a slash at the end.
	Address func(*http.Request) string

	// Mails is that address as it stands in mails, and empty where none are sent.
	Mails string

	// Ask tells whether one more wish to follow something is taken from there.
	Ask func(*http.Request) bool
}

// Room answers the pages of the room.
type Room struct {
	Deps
	codes *decision.Codes
	tally tally
}

// New returns the room.
func New(deps Deps) *Room { return &Room{Deps: deps, codes: deps.Store.Codes()} }

func (room *Room) today() core.Date { return core.DateOf(room.Clock.Now().In(room.Zone)) }

// Routes of the room.
func (room *Room) Routes() []web.Route {
	return slices.Concat(room.publicRoutes(), room.dataRoutes(), room.followRoutes(), room.editRoutes())
}
