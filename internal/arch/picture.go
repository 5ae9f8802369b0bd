package arch

import (
	"fmt"
	"slices"
	"strings"
)

// The lines between which ARCHITECTURE.md holds the picture.
const (
	pictureFrom = "<!-- picture: printed from internal/arch; go test ./internal/arch -update -->"
	pictureTo   = "<!-- end of picture -->"
)

// Picture prints the tables as Markdown.
func Picture(packages []Package, modules []Module) string {
	var b strings.Builder
	b.WriteString("```\n")
	for _, l := range []struct {
		layer Layer
		note  string
	}{
		{Cmd, "the command line"},
		{App, "the front hall: knows every room"},
		{Room, "one capability each; none knows another"},
		{Base, "what every room may know about the network"},
		{Core, "shared words, no input or output"},
		{Platform, "the ground: knows nothing about the network"},
	} {
		var names []string
		for _, p := range packages {
			if p.Layer == l.layer && (l.layer != Room || room(p.Path) == p.Path) {
				names = append(names, name(p))
			}
		}
		if l.layer != Cmd {
			b.WriteString("             ↓\n")
		}
		fmt.Fprintf(&b, "%-10s %-58s %s\n", l.layer, strings.Join(names, " · "), l.note)
	}
	b.WriteString("```\n\n")
	b.WriteString("| package | is there for | may import | because |\n|---|---|---|---|\n")
	for _, p := range packages {
		may := "nothing of ours"
		if len(p.May) > 0 {
			may = short(p.May)
		}
		if len(p.Tests) > 0 {
			may += "; tests: " + short(p.Tests)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", p.Path, p.For, may, p.Because)
	}
	b.WriteString("\n| from outside | used by | because | licence |\n|---|---|---|---|\n")
	for _, m := range modules {
		var users []string
		if len(m.Users) > 0 {
			users = append(users, short(m.Users))
		}
		if len(m.Tests) > 0 {
			users = append(users, "tests of "+short(m.Tests))
		}
		if m.Tool {
			users = append(users, "as a tool")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", m.Path, strings.Join(users, "; "), m.Because, m.Licence)
	}
	return b.String()
}

// name is what a package is called in the picture; sealed rooms say so.
func name(p Package) string {
	if p.Sealed {
		return last(p.Path) + " (sealed)"
	}
	return last(p.Path)
}

func last(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

func short(paths []string) string {
	var all []string
	for _, p := range paths {
		p = strings.TrimPrefix(strings.TrimPrefix(p, "internal/"), "platform/")
		all = append(all, p)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// Place puts what was printed between two lines of a Markdown page, and reports
// false if the page has no such lines.
func Place(page, from, to, printed string) (string, bool) {
	before, rest, ok1 := strings.Cut(page, from+"\n")
	_, after, ok2 := strings.Cut(rest, to)
	if !ok1 || !ok2 {
		return page, false
	}
	return before + from + "\n\n" + printed + "\n" + to + after, true
}
