package account

import (
	"slices"

	"verbund/internal/core"
)

// The roles that come with an account. A person may have several, each from a
// day on and until a day.
const (
	Administrator   core.Role = "administrator"    // of the office: people, organisations, roles
	DirectoryEditor core.Role = "directory-editor" // of the office
	CaselawEditor   core.Role = "caselaw-editor"   // of the office
	FiguresEditor   core.Role = "figures-editor"   // of the office
	LibraryEditor   core.Role = "library-editor"   // of the office

	Lead       core.Role = "lead"       // of a centre: colleagues and keys too
	Counsellor core.Role = "counsellor" // of a centre
	Clerk      core.Role = "clerk"      // of a centre, without keys
	Temporary  core.Role = "temporary"  // of a centre for a time, such as an intern: reads, and its end is known

	Delegate core.Role = "delegate" // speaks for a member organisation in assemblies
	Board    core.Role = "board"    // of the network
	Guest    core.Role = "guest"    // of the network, such as a member of a working group
	Host     core.Role = "operator" // looks after the server, and sees how it is
)

// Place is where a role is held.
type Place string

// The places.
const (
	InOffice       Place = "office"
	InCentre       Place = "centre"
	InOrganisation Place = "organisation"
	InNetwork      Place = "network"
)

// Roles are all roles in the order in which they are listed, with the place
// where each is held.
func Roles() []struct {
	Role  core.Role
	Place Place
} {
	return []struct {
		Role  core.Role
		Place Place
	}{
		{Administrator, InOffice}, {DirectoryEditor, InOffice}, {CaselawEditor, InOffice}, {FiguresEditor, InOffice}, {LibraryEditor, InOffice},
		{Lead, InCentre}, {Counsellor, InCentre}, {Clerk, InCentre}, {Temporary, InCentre},
		{Delegate, InOrganisation}, {Board, InNetwork}, {Guest, InNetwork}, {Host, InNetwork},
	}
}

// PlaceOf tells where a role is held; ok is false if there is no such role.
func PlaceOf(role core.Role) (place Place, ok bool) {
	for _, r := range Roles() {
		if r.Role == role {
			return r.Place, true
		}
	}
	return "", false
}

// KeepsKeys tells whether people of a role in a centre may hold its key.
func KeepsKeys(role core.Role) bool {
	return slices.Contains([]core.Role{Lead, Counsellor, Temporary}, role)
}
