package arch

import (
	"fmt"
	"slices"
	"strings"
)

// The lines between which docs/dependencies.md holds the list, and the file with
// the licences that the program itself prints.
const (
	dependenciesFrom = "<!-- dependencies: printed from go.mod, internal/arch and the modules; go test ./internal/arch -update -->"
	dependenciesTo   = "<!-- end of dependencies -->"
	licencesFile     = "internal/app/licences.tsv"
)

// Dependency is a module from outside that go.mod requires.
type Dependency struct {
	Path, Version string
	Licence       string   // SPDX, as its own files say
	Built         bool     // part of the program, not only of tests and tools
	NeededBy      []string // modules that import it; none for those that only we import
}

// Licence recognises the licences in a file and returns their SPDX names, joined
// by AND where parts of a module have one of their own. It is empty for a text
// that it does not know.
func Licence(text string) string {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	has := func(words ...string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	}
	var all []string
	if has("redistribution and use in source and binary forms", "redistributions in binary form") {
		if has("neither the name") {
			all = append(all, "BSD-3-Clause")
		} else {
			all = append(all, "BSD-2-Clause")
		}
	}
	for _, known := range []struct{ name, first, second string }{
		{"Apache-2.0", "apache license", "terms and conditions for use"},
		{"MIT", "permission is hereby granted, free of charge", "without restriction"},
		{"MPL-2.0", "mozilla public license version 2.0", "covered software"},
		{"ISC", "permission to use, copy, modify, and", "for any purpose with or without fee"},
	} {
		if has(known.first, known.second) {
			all = append(all, known.name)
		}
	}
	return strings.Join(all, " AND ")
}

// Dependencies prints the list as Markdown: first what we chose, with the reason
// from the table of modules, then what those need themselves.
func Dependencies(all []Dependency, modules []Module) string {
	var chosen, needed strings.Builder
	for _, d := range all {
		where := "tests and tools"
		if d.Built {
			where = "program"
		}
		i := slices.IndexFunc(modules, func(m Module) bool { return m.Path == d.Path })
		if i >= 0 {
			fmt.Fprintf(&chosen, "| `%s` | %s | %s | %s | %s |\n", d.Path, d.Version, d.Licence, where, modules[i].Because)
			continue
		}
		fmt.Fprintf(&needed, "| `%s` | %s | %s | %s | %s |\n", d.Path, d.Version, d.Licence, where, strings.Join(d.NeededBy, ", "))
	}
	return "Chosen by us:\n\n| module | version | licence | part of | because |\n|---|---|---|---|---|\n" + chosen.String() +
		"\nNeeded by those:\n\n| module | version | licence | part of | imported by |\n|---|---|---|---|---|\n" + needed.String()
}

// CheckLicences compares the licences that the modules bring with the one that
// the table of modules names.
func CheckLicences(all []Dependency, modules []Module) []Finding {
	var found []Finding
	for _, d := range all {
		if d.Licence == "" {
			found = append(found, Finding{d.Path, "brings no licence that we know", "what we may pass on must be certain; see Licence"})
		}
		for _, m := range modules {
			if m.Path == d.Path && d.Licence != "" && !slices.Contains(strings.Split(d.Licence, " AND "), m.Licence) {
				found = append(found, Finding{"modules", m.Path + " is said to be under " + m.Licence + ", its own file says " + d.Licence, "the table is what others rely on"})
			}
		}
	}
	return sortFindings(found)
}
