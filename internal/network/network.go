// Package network knows the organisations of the network and what they are to
// each other, and what the network says about itself (Profile). It is base:
// every room may build on it. A legal body that runs three counselling centres
// is one Organisation here and three entries in the room centres.
package network

import (
	"embed"

	"verbund/internal/core"
	"verbund/internal/platform/database"
)

// Group is what an organisation is within the network.
type Group string

// The groups in which the network lists its members.
const (
	SpecialisedCentre   Group = "specialised-centre"   // runs counselling centres in Germany
	CentreAbroad        Group = "centre-abroad"        // runs one in another country
	InterestAssociation Group = "interest-association" // represents interests, counsels nobody
)

// Groups in the order in which they are listed.
func Groups() []Group { return []Group{SpecialisedCentre, CentreAbroad, InterestAssociation} }

// Organisation is a legal body that belongs to the network or runs a centre of
// its directory. Everything in it is public.
type Organisation struct {
	ID      core.ID
	Name    string
	Group   Group
	Country string // ISO 3166-1, two letters
	Land    string // ISO 3166-2, such as "DE-BY"; empty abroad or if unknown
	Town    string
	Email   string
	Website string
	Member  bool
	AsOf    core.Date // the day whose state the source describes
	Source  string    // where this is known from
}

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations returns the tables of the network. They come before those of any
// room, because rooms refer to organisations.
func Migrations() database.Migrations {
	return database.Migrations{Room: "network", Files: migrations}
}
