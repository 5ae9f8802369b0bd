// Package contact is the safe way to write: a person seeking help writes to a
// centre from any browser, without name, account, mail address, cookie or script,
// gets a code of 25 digits, and reads the answer with it. The centre answers from
// its inbox. It is a sealed room: what she writes is sealed to the centre before it
// is stored, and what it answers to her code.
//
// Its rules:
//   - What she does has one address, /contact. Everything after its first page is
//     a POST, so that a browser keeps one row of history with a neutral title. What
//     belongs to her visit travels in hidden fields; nothing is kept in a browser.
//   - Nothing counts as sent before she has typed the last groups of her code back:
//     a broken connection leaves nothing half-sent (see Sweep).
//   - What she wrote is not shown again. Answers can be read and deleted until 90
//     days after her last visit; then everything is gone.
//   - Days are kept, not times. Nothing about her network address is kept.
//   - Whom an answer is assigned to, drafts, notes and the state of a conversation
//     are sealed under the centre's key.
//   - A case is made of a conversation, or another centre gets it, only after she
//     has said yes in it.
//
// A sealed room imports neither mail nor the export of another room, and nobody
// but app imports it.
package contact

import (
	"context"
	"database/sql"
	"embed"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

//go:embed locale
var locale embed.FS

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the steps by which the room's tables came to be.
func Migrations() database.Migrations {
	return database.Migrations{Room: "contact", Files: migrations}
}

// Texts are the words of the room: those for people seeking help in all languages
// of the site, those for people of a centre in German and English.
func Texts() text.Source {
	return text.Source{Room: "contact", Files: locale, Inside: []string{"inbox", "setup", "block"}}
}

// Rights of the room, under the words of the table in account.
const (
	Answer web.Right = "contact"      // read what came, and answer
	Lead   web.Right = "contact-lead" // say what the centre promises, and whether it takes part
)

// Deps are what the room needs of others.
type Deps struct {
	desk.Deps
	Texts *text.Catalogue

	// Near gives the entries of the directory that are nearest to a place, and
	// whether the place is known; with "" all of them.
	Near func(ctx context.Context, place string) (found []Entry, known bool, err error)

	// Lines are the official help lines of the country, in a language.
	Lines func(core.Lang) []HelpLine

	// Organisation gives the organisation of a centre that keeps sealed work here,
	// and what the centre is called.
	Organisation func(ctx context.Context, centre core.ID) (organisation core.ID, name string, err error)

	// Allow tells whether a network may begin one more message, and Try whether it
	// may try one more code. Nothing of the address is kept.
	Allow, Try func(*http.Request) bool

	// Tell lets the people of a centre know that there is something new; nil where no
	// mails are sent.
	Tell func(ctx context.Context, tx *sql.Tx, centre core.ID) error

	// Colleagues are the people of a centre who may answer.
	Colleagues func(ctx context.Context, centre core.ID) ([]core.ID, error)

	// MakeCase makes a case of a conversation; nil where there is no case work.
	MakeCase func(ctx context.Context, d desk.Desk, c Conversation) (address string, err error)
}

// Entry is a centre of the directory, as somebody who wants to write sees it.
type Entry struct {
	Organisation core.ID
	Name, Town   string
	Phones       []Phone
}

// Phone is a number to tap.
type Phone struct{ Address, Display, Label string }

// HelpLine is an official way to get help at once.
type HelpLine struct {
	Name, Note string
	Phones     []Phone
}

// Room answers the pages of the room.
type Room struct {
	Deps
	flood *flood
}

// New returns the room.
func New(deps Deps) *Room { return &Room{deps, newFlood(deps.Clock)} }

// roomName is by which the vault knows the room.
const roomName = "contact"

// How long things last.
const (
	keptDays    = 90       // days after her last visit until all is gone
	remindAfter = 2        // working days without an answer, until the centre is told
	longestForm = 1 << 20  // bytes of a form without a file: what is too long in it is given back
	longestText = 8000     // characters of one message
	mostFiles   = 5        // with one message
	largestFile = 25 << 20 // bytes
	nameLimit   = 120      // characters of a file's name
)

// Routes are the addresses of the room.
func (room *Room) Routes() []web.Route {
	all := []web.Route{
		{Method: http.MethodGet, Path: "/contact", Right: web.Everyone, Handle: room.first},
		{Method: http.MethodPost, Path: "/contact", Right: web.Everyone, Files: true, Body: largestFile + (1 << 20), Handle: room.step},
	}
	return append(all, room.inboxRoutes()...)
}

// colleague is somebody of a centre at her desk, in this room.
type colleague struct {
	desk.Desk
	*Room
}

type handler func(w http.ResponseWriter, r *http.Request, d colleague) error

func (room *Room) at(handle handler) web.Handler {
	return room.Deps.At(desk.Room{Title: "contact.inbox.title", Name: "contact.inbox.name", Read: Answer, Write: Answer}, func(w http.ResponseWriter, r *http.Request, d desk.Desk) error {
		return handle(w, r, colleague{d, room})
	})
}

// frame is around the pages of a person who writes: her language, the way out, and
// nothing that leads anywhere else.
func (room *Room) frame(r *http.Request, lang core.Lang) ui.Frame {
	if room.Texts.Offers(lang) {
		web.Speak(r, room.Texts.For(lang))
	}
	f := room.Frame(r, ui.Page{Heading: "contact.page.title", Title: "contact.page.title"})
	f.Alone = true
	f.Nav, f.Foot, f.Alternates = nil, nil, nil
	return f
}
