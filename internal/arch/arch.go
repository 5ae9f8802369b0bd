// Package arch holds what the house is made of: the table of packages, who may
// import whom and why, the table of modules from outside, and the rules that
// every source file keeps. Its tests compare all of that with the sources and
// say the reason when something does not fit. The picture in ARCHITECTURE.md is
// printed from the same tables.
//
// A new package is a new line in packages; a new module from outside is a new
// line in modules. A line that nobody needs any more is an error too, so the
// tables are always the truth.
package arch

import (
	"cmp"
	"fmt"
	"slices"
)

// Layer is where a package stands in the house. Imports go down only.
type Layer string

// The layers, from above.
const (
	Cmd      Layer = "cmd"      // the command line
	App      Layer = "app"      // the front hall, which knows every room
	Room     Layer = "rooms"    // one capability each, unknown to the other rooms
	Base     Layer = "base"     // what every room may know about the network
	Core     Layer = "core"     // shared words without input or output
	Platform Layer = "platform" // the ground, which knows nothing about the network
	Test     Layer = "tests"    // tools that only tests use
	Tool     Layer = "tools"    // programs that make files of the source tree
)

// below says which layers a package may import from.
var below = map[Layer][]Layer{
	Cmd:      {App},
	App:      {Room, Base, Core, Platform},
	Room:     {Base, Core, Platform},
	Base:     {Base, Core, Platform},
	Core:     {},
	Platform: {Core, Platform},
	Test:     {App, Room, Base, Core, Platform, Test},
	Tool:     {Core, Platform},
}

// Package is one line of the table of packages.
type Package struct {
	Path    string // in the module, such as "internal/centres"
	Layer   Layer
	Sealed  bool     // a room whose content nobody but its own people may read
	For     string   // what the package is there for
	May     []string // packages of the module that it may import
	Tests   []string // packages that only its tests may import besides
	Because string   // why it may import these and no others
}

// Module is one line of the table of modules from outside.
type Module struct {
	Path    string
	Users   []string // packages that may import it
	Tests   []string // packages whose tests alone may import it
	Tool    bool     // run by hand or by make, such as a generator
	Because string   // why we do not do without it, and why only these use it
	Licence string   // SPDX
}

// Finding is something that does not fit.
type Finding struct {
	Where   string // file and line, or the line of a table
	What    string
	Because string
}

// String returns the finding as one line, with the reason behind it.
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s, because %s", f.Where, f.What, f.Because)
}

func sortFindings(all []Finding) []Finding {
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(all)
}
