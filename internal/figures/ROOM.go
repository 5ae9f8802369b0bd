// Package figures is the way from released records to the annual report: deliveries
// of the centres, frozen years, exact tables for the office, protected ones for
// everybody, and the ledger of all that was published.
//
// Its rules:
//   - A record comes here only with the person's consent and the centre's decision.
//     What is not released is here as a bare row that counts in the funnel and says
//     nothing else.
//   - A delivery replaces all that a centre has delivered for the year, so that it can
//     be repeated. A record that is withdrawn is gone at once, and from every later
//     snapshot; what was published before stays.
//   - A year is frozen into a snapshot, which nobody can change: records, code book,
//     plan of tables and key. Everything else follows from it, byte by byte.
//   - Exact tables are seen by those with the right Analyse, and each look is noted.
//   - What is published has passed the gate and was decided by two people. It stands in
//     the ledger for ever.
//   - Nothing is ever shown by centre.
//
// Everybody may see what is published. Those with the right Deliver hand in the records
// of their centre. The command line may do what the office may, except publish.
package figures

import (
	"context"
	"embed"
	"net/http"
	"time"

	"verbund/internal/core"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
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
	return database.Migrations{Room: "figures", Files: migrations}
}

// Texts are the words of the room, in German and English: reports are written in these
// two, and pages around them say so in the other languages.
func Texts() text.Source {
	return text.Source{Room: "figures", Files: locale, Inside: []string{"hidden", "percent", "decimal-mark", "funnel", "table", "note", "public", "read", "gate", "micro", "office", "deliver", "text", "error", "command"}}
}

// Rights of the room, under the words of the table in account.
const (
	Analyse web.Right = "figures"         // see exact figures, freeze a year, propose a publication
	Publish web.Right = "figures-publish" // decide about what somebody else has proposed
	Deliver web.Right = "figures-deliver" // hand in the records of one's centre
)

// Deps are what the room needs of others.
type Deps struct {
	Store *Store
	Texts *text.Catalogue
	Clock clock.Clock
	Zone  *time.Location
	Frame func(*http.Request, ui.Page) ui.Frame

	// CentreName is what a centre is called, for the people of that centre and for the
	// list of deliveries.
	CentreName func(ctx context.Context, unit core.ID) (string, error)

	// Network is what the network is called.
	Network string

	// Address is that of the site, without a slash at the end.
	Address func(*http.Request) string
}

// Room answers the pages of the room.
type Room struct {
	Deps
	book *record.Book
	plan *table.Plan
}

// New reads the code book and the plan of tables, and returns the room.
func New(deps Deps) *Room {
	return &Room{Deps: deps, book: deps.Store.book, plan: deps.Store.plan}
}

func (room *Room) today() core.Date { return core.DateOf(room.Clock.Now().In(room.Zone)) }

// Routes of the room.
func (room *Room) Routes() []web.Route { return append(room.officeRoutes(), room.deliverRoutes()...) }
