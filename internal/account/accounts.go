package account

import (
	"context"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// Deps are what accounts need.
type Deps struct {
	DB      *database.DB
	Vault   *vault.Vault
	Clock   clock.Clock
	Zone    *time.Location // of the network, in which days begin
	Texts   *text.Catalogue
	Frame   func(*http.Request, ui.Page) ui.Frame
	Address func(*http.Request) string // of the site, for links that are handed on
	Site    string                     // the name of the network, which second-factor apps show

	Secure   bool // people reach the site by https
	NoSecond bool // a demonstration asks for no second factor
	Mails    bool // mails are sent: a link can be sent by mail

	// SignIn bounds attempts from one network; nil means no bound.
	SignIn func(*http.Request) bool

	// Passkeys is the address of the script for passkeys.
	Passkeys string

	// Health looks whether all is well with the server.
	Health func(context.Context, *text.Printer) []HealthLine

	// Panel is what a room shows on somebody's first page; nil for nothing.
	Panel func(*http.Request) (templ.Component, error)

	// Doors are pages of other rooms, to which the first page of a person leads
	// if she has the right.
	Doors []Door
}

// Door leads from the first page of a person into a room.
type Door struct {
	Right   web.Right
	Address string
	Key     string // of its words
}

// Accounts are the people of the network and their pages.
type Accounts struct {
	Deps
	attempts *attempts
	scrubDue atomic.Bool // see scrub
}

// New returns the accounts.
func New(d Deps) *Accounts { return &Accounts{Deps: d, attempts: newAttempts(d.Clock)} }

// Routes are the pages about oneself, those of the office about people and
// centres, and those of a centre about colleagues and keys.
func (a *Accounts) Routes() []web.Route {
	return slices.Concat(a.ownRoutes(), a.officeRoutes(), a.centreRoutes())
}

// today is the day in the network's time zone.
func (a *Accounts) today() core.Date { return core.DateOf(a.Clock.Now().In(a.Zone)) }
