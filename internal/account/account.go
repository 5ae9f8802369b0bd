// Package account knows the people of the network: who they are, what they may
// do, how they sign in, and in which centres they work. It is base: every room
// may build on it.
//
// A person has an account with a name to sign in, a language and a state. What
// she may do follows from her duties: a role in the office, in a centre, for a
// member organisation or in the network, from a day on and until a day. The
// table in right.go says which role may do what; everything else is denied.
//
// Her password is stretched in the vault and opens her keys; the program keeps
// neither. A session keeps the open keys sealed under a token that only her
// browser has, so a copy of the database opens nothing, a restart signs nobody
// out, and several servers can share the sessions.
//
// The office makes accounts and centres. It can never give anybody the key of a
// centre: only a colleague who holds it can (see platform/vault).
package account

import (
	"embed"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed locale
var locale embed.FS

// Migrations returns the tables of accounts. They come after those of the
// network, whose organisations they refer to.
func Migrations() database.Migrations {
	return database.Migrations{Room: "account", Files: migrations}
}

// Texts are the words of the package: for people of the network, in German and
// English.
func Texts() text.Source {
	return text.Source{Room: "account", Files: locale, Inside: []string{
		"person", "centre", "invitation", "own", "signin", "second", "passkey", "kit", "office", "house", "role", "history", "audit", "reminder", "news",
	}}
}

// Times of sessions and links (security design, §§ 3 and 5).
const (
	idleTime       = 15 * time.Minute // without a request, a session ends
	sessionTime    = 9 * time.Hour    // and at the latest after a working day
	touchEvery     = time.Minute      // how exactly the idle time is kept
	invitationTime = 72 * time.Hour
)

// State is whether an account can be used.
type State string

// The states of an account.
const (
	Invited State = "invited" // has a link, and no password yet
	Active  State = "active"
	Locked  State = "locked"  // by the office, and can be opened again
	Retired State = "retired" // for good: no keys, no duties; the name stays for the history
)

// Person is somebody with an account.
type Person struct {
	ID        core.ID
	Name      string // as colleagues call her
	SignIn    string // the short name with which she may sign in
	Email     string // may be empty
	Language  core.Lang
	KeysOff   bool // single keys do nothing on her pages
	State     State
	CreatedOn core.Date
}

// Duty is a role of a person, held from a day on and until a day.
type Duty struct {
	ID     core.ID
	Person core.ID
	Role   core.Role
	Unit   core.ID   // a centre or organisation; empty in office and network
	Begins core.Date // included; none means since ever
	Ends   core.Date // included; none means open
}

// Holds tells whether the duty is held on a day.
func (d Duty) Holds(day core.Date) bool {
	return !d.Begins.After(day) && (d.Ends.IsZero() || !d.Ends.Before(day))
}

// House is a counselling centre that keeps sealed work here.
type House struct {
	ID           core.ID
	Organisation core.ID
	Name         string
	State        HouseState
	RenewalDue   bool      // somebody left and the key has not been changed since
	KitTriedOn   core.Date // when its three envelopes were typed back; none if never
}

// HouseState is how far a centre has come.
type HouseState string

// The states of a centre.
const (
	Shell  HouseState = "shell"  // made by the office; nothing can be kept in it yet
	Live   HouseState = "live"   // two colleagues hold its key, or its paper kit was tried
	Closed HouseState = "closed" // takes nothing new
)
