package arch

import (
	"maps"
	"slices"
	"strings"
)

// CheckTable says where the table of packages itself breaks a rule of the
// house, so that nobody can allow by a line what the layers forbid.
func CheckTable(packages []Package) []Finding {
	var found []Finding
	known := make(map[string]Package)
	for _, p := range packages {
		if _, twice := known[p.Path]; twice {
			found = append(found, Finding{p.Path, "has two lines in the table", "one of them would be overlooked"})
		}
		known[p.Path] = p
		if p.For == "" || p.Because == "" {
			found = append(found, Finding{p.Path, "has a line without what it is for or without a reason", "a rule without a reason is not kept"})
		}
	}
	for _, p := range packages {
		for i, to := range p.May {
			if slices.Contains(p.May[:i], to) {
				found = append(found, Finding{p.Path, "names " + to + " twice", "the picture would show it twice"})
			}
			if why := forbidden(p, known[to]); why != "" {
				found = append(found, Finding{p.Path, "must not be allowed to import " + to, why})
			}
		}
		for _, to := range p.Tests {
			if q := known[to]; q.Layer != Test && forbidden(p, q) != "" {
				found = append(found, Finding{p.Path, "tests must not be allowed to import " + to, forbidden(p, q)})
			}
		}
	}
	return sortFindings(found)
}

// forbidden returns why no line of the table may let p import q, or nothing.
func forbidden(p, q Package) string {
	switch {
	case q.Path == "":
		return "there is no line for that package"
	case p.Sealed && slices.Contains(sealedMayNot, q.Path):
		return "a sealed room has no way by which content could leave the house"
	case q.Sealed && p.Layer != App && room(p.Path) != room(q.Path):
		return "nobody but app knows a sealed room"
	case p.Layer == Room && q.Layer == Room && room(p.Path) == room(q.Path):
		return ""
	case p.Layer == Room && q.Layer == Room:
		return "a room never imports another room: it says in a small interface of its own what it needs, and app connects the two"
	case q.Layer == Test && p.Layer != Test:
		return "what only tests use must not become part of the program"
	case !slices.Contains(below[p.Layer], q.Layer):
		return "imports go down only: cmd, app, rooms, base, core and platform"
	}
	return ""
}

// room returns the room that a package belongs to: internal/centres for
// internal/centres/hours.
func room(path string) string {
	parts := strings.SplitN(path, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// CheckImports compares the imports between the packages of the module, those
// of tests and of generated files included, with the table.
func CheckImports(t *Tree, packages []Package) []Finding {
	var found []Finding
	lines := make(map[string]Package)
	for _, p := range packages {
		lines[p.Path] = p
		if len(t.Folders[p.Path]) == 0 {
			found = append(found, Finding{"table of packages", "has a line for " + p.Path + ", which does not exist", "the table must be the truth"})
		}
	}
	used := make(map[string]bool) // "importer imported", and with "test " before it
	for _, folder := range slices.Sorted(maps.Keys(t.Folders)) {
		line, ok := lines[folder]
		if !ok {
			found = append(found, Finding{folder, "has no line in the table of packages", "somebody must say what a package is for and what it may know"})
			continue
		}
		for _, s := range t.Folders[folder] {
			for path, where := range s.Imports() {
				to, ours := strings.CutPrefix(path, t.Module+"/")
				if !ours || to == folder {
					continue
				}
				switch {
				case slices.Contains(line.May, to) && !s.Test:
					used[folder+" "+to] = true
				case slices.Contains(line.May, to):
				case s.Test && slices.Contains(line.Tests, to):
					used["test "+folder+" "+to] = true
				default:
					found = append(found, Finding{where, folder + " may not import " + to, reason(line, lines[to], s.Test)})
				}
			}
		}
	}
	for _, p := range packages {
		for _, to := range p.May {
			if len(t.Folders[p.Path]) > 0 && !used[p.Path+" "+to] {
				found = append(found, Finding{p.Path, "is allowed to import " + to + " and does not", "what nobody needs is not allowed"})
			}
		}
		for _, to := range p.Tests {
			if len(t.Folders[p.Path]) > 0 && !used["test "+p.Path+" "+to] {
				found = append(found, Finding{p.Path, "tests are allowed to import " + to + " and do not", "what nobody needs is not allowed"})
			}
		}
	}
	return sortFindings(found)
}

// reason says why an import is not in the table.
func reason(from, to Package, test bool) string {
	if test && to.Layer == Test {
		return "the table names for each package what its tests need besides (Tests in internal/arch/packages.go)"
	}
	if why := forbidden(from, to); why != "" {
		return why
	}
	return from.Because + " (if that has changed, change its line in internal/arch/packages.go)"
}

// CheckModules compares what go.mod requires, and what is imported from
// outside, with the table of modules.
func CheckModules(t *Tree, modules []Module) []Finding {
	var found []Finding
	used := make(map[string]bool)
	for _, m := range modules {
		if m.Because == "" || m.Licence == "" {
			found = append(found, Finding{m.Path, "has a line without reason or licence", "whoever adds a module answers for both"})
		}
	}
	lineOf := func(path string) *Module {
		for i := range modules {
			if path == modules[i].Path || strings.HasPrefix(path, modules[i].Path+"/") {
				return &modules[i]
			}
		}
		return nil
	}
	for _, direct := range t.Direct {
		if lineOf(direct) == nil {
			found = append(found, Finding{"go.mod", "requires " + direct, "the table of modules does not know it: what it is for, who may use it, its licence"})
		}
	}
	for _, tool := range t.Tools {
		if m := lineOf(tool); m != nil && m.Tool {
			used["tool "+m.Path] = true
			continue
		}
		found = append(found, Finding{"go.mod", "names the tool " + tool, "the table of modules does not know it as a tool"})
	}
	for folder, sources := range t.Folders {
		for _, s := range sources {
			for path, where := range s.Imports() {
				if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
					continue // of the module itself, or of the standard library
				}
				m := lineOf(path)
				switch {
				case m == nil:
					found = append(found, Finding{where, folder + " may not import " + path, "the table of modules does not know it"})
				case slices.Contains(m.Users, folder):
					if !s.Test {
						used[m.Path+" "+folder] = true
					}
				case s.Test && slices.Contains(m.Tests, folder):
					used["test "+m.Path+" "+folder] = true
				default:
					found = append(found, Finding{where, folder + " may not import " + path, m.Because})
				}
			}
		}
	}
	for _, m := range modules {
		unused := func(who, key string) {
			if !used[key] {
				found = append(found, Finding{"table of modules", m.Path + " is allowed for " + who + ", which does not use it", "what nobody needs is not allowed"})
			}
		}
		if m.Tool {
			unused("go tool", "tool "+m.Path)
		}
		for _, folder := range m.Users {
			unused(folder, m.Path+" "+folder)
		}
		for _, folder := range m.Tests {
			unused("the tests of "+folder, "test "+m.Path+" "+folder)
		}
		if !m.Tool && len(m.Users)+len(m.Tests) == 0 {
			found = append(found, Finding{"table of modules", m.Path + " is allowed for nobody", "what nobody needs is not allowed"})
		}
	}
	return sortFindings(found)
}
