package letters

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
)

// Placeholder is something that a text has room for.
type Placeholder struct {
	Name  string
	Label map[core.Lang]string // German and English
	Lines bool                 // its value may have several lines, such as an address
}

// names is the list of all placeholders, in the order of placeholders.toml.
type names struct {
	order []string
	all   map[string]Placeholder
}

func readNames(from fs.FS) (*names, error) {
	const file = "texts/placeholders.toml"
	raw, err := fs.ReadFile(from, file)
	if err != nil {
		return nil, err
	}
	var rows map[string]struct {
		De, En string
		Lines  bool
	}
	meta, err := toml.Decode(string(raw), &rows)
	if err != nil || len(meta.Undecoded()) > 0 {
		return nil, fmt.Errorf("%s: %v %v", file, err, meta.Undecoded())
	}
	n := &names{all: map[string]Placeholder{}}
	for _, key := range meta.Keys() {
		if len(key) != 1 {
			continue
		}
		row := rows[key[0]]
		if row.De == "" || row.En == "" {
			return nil, fmt.Errorf("%s: %s has no label", file, key[0])
		}
		n.order = append(n.order, key[0])
		n.all[key[0]] = Placeholder{key[0], map[core.Lang]string{German: row.De, English: row.En}, row.Lines}
	}
	return n, nil
}

// Placeholders returns all that texts may ask for, in the order of a form.
func (s *Shelf) Placeholders() []Placeholder {
	var all []Placeholder
	for _, name := range s.names.order {
		all = append(all, s.names.all[name])
	}
	return all
}

var mark = regexp.MustCompile(`\{([a-z_]+)(\??)\}`)

// asked are the placeholders of a text.
type asked struct {
	needs []string // in the order of the text, each once
	may   []string // those that may stay empty, the same
}

// UnknownPlaceholder says that a text asks for something that nobody can hand in.
type UnknownPlaceholder struct{ Name string }

func (e *UnknownPlaceholder) Error() string { return "nobody knows the placeholder {" + e.Name + "}" }

// asks reads which placeholders a text has. A brace that is no placeholder is a
// mistake as well: somebody meant something by it.
func (n *names) asks(body string) (asked, error) {
	var a asked
	for _, m := range mark.FindAllStringSubmatch(body, -1) {
		if _, ok := n.all[m[1]]; !ok {
			return a, &UnknownPlaceholder{m[1]}
		}
		list := &a.needs
		if m[2] != "" {
			list = &a.may
		}
		if !slices.Contains(*list, m[1]) {
			*list = append(*list, m[1])
		}
	}
	if rest := mark.ReplaceAllString(body, ""); strings.ContainsAny(rest, "{}") {
		i := strings.IndexAny(rest, "{}")
		return a, &UnknownPlaceholder{core.Clip(rest[i+1:], 20)}
	}
	// What is needed anywhere is needed.
	a.may = slices.DeleteFunc(a.may, func(name string) bool { return slices.Contains(a.needs, name) })
	return a, nil
}

// same tells whether two texts ask for the same, in whatever order.
func (a asked) same(b asked) bool {
	return sortedEqual(a.needs, b.needs) && sortedEqual(a.may, b.may)
}

func sortedEqual(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func (n *names) list(of []string) []Placeholder {
	var all []Placeholder
	for _, name := range of {
		all = append(all, n.all[name])
	}
	return all
}
