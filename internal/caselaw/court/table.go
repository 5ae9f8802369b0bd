package court

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

//go:embed courts.toml
var courtsText string

// courts are all courts, and by which words each is found.
type courts struct {
	courts []Court
	names  map[string]int // by the words of a name, see words.go
	exact  map[string]int // by a name as it stands in the table, for speed
	codes  map[string]int // by country and code, "DE:VGREGEN"

	families map[string]family // by their short name in small letters, "vg"
}

// family is a kind of court of which there are many.
type family struct {
	Short   string
	Long    string
	English string
	Level   int
	Branch  string
	Prefix  string // of the code
	Letters int    // of the town in the code
	Towns   map[string]string
}

// single is a court of which there is one.
type single struct {
	Name, Long, English, CitedInEnglish string
	Level                               int
	Branch, Code, Land, Town            string
	Also                                []string
}

// table reads courts.toml once. The text is part of the program: a test reads it, so
// that an error never meets anybody.
var table = sync.OnceValues(func() (*courts, error) { return readCourts(courtsText) })

func readCourts(text string) (*courts, error) {
	var raw struct {
		Court  []single
		Family []family
	}
	if err := toml.Unmarshal([]byte(text), &raw); err != nil {
		return nil, fmt.Errorf("reading the courts: %w", err)
	}
	t := &courts{names: map[string]int{}, exact: map[string]int{}, codes: map[string]int{}, families: map[string]family{}}
	for _, s := range raw.Court {
		c := Court{Name: s.Name, Long: s.Long, English: s.English, Cited: s.CitedInEnglish, Town: s.Town, Land: s.Land, Level: s.Level, Branch: s.Branch, ECLICode: s.Code}
		t.add(c, append([]string{s.Name, s.Long}, s.Also...))
	}
	for _, f := range raw.Family {
		t.families[strings.ToLower(f.Short)] = f
		for _, l := range lands {
			if err := t.addTowns(f, l); err != nil {
				return nil, err
			}
		}
	}
	// A court that is the only one of its kind in a Land is also called by the Land.
	for _, f := range raw.Family {
		for _, l := range lands {
			if strings.TrimSpace(f.Towns[l.code]) == "" || strings.Contains(f.Towns[l.code], ";") {
				continue
			}
			i := t.names[key(f.Short+" "+firstTown(f.Towns[l.code]))]
			t.also(f.Short+" "+l.german, i)
			// Administrative courts of a Land are known by their town and named by the Land.
			if c := &t.courts[i]; f.Level == Higher && f.Branch == Administrative && !strings.Contains(c.Name, "-") {
				c.Long, c.English = f.Long+" "+l.german, f.English+" of "+l.english
				t.also(c.Long, i)
			}
		}
	}
	for i, c := range t.courts {
		if c.Town != "" {
			kind, _, _ := strings.Cut(c.Name, " ")
			if _, ok := t.families[strings.ToLower(kind)]; ok && (c.Level == Higher || c.Branch == Procurement) {
				t.also(kind+" "+c.Town, i)
			}
		}
	}
	return t, nil
}

// add takes in a court with its names. A name that another court has already stays with
// the first.
func (t *courts) add(c Court, names []string) {
	t.courts = append(t.courts, c)
	i := len(t.courts) - 1
	for _, n := range names {
		t.also(n, i)
	}
	if c.ECLICode == "" {
		return
	}
	if _, taken := t.codes[c.Country()+":"+upper(c.ECLICode)]; !taken {
		t.codes[c.Country()+":"+upper(c.ECLICode)] = i
	}
}

func (t *courts) also(name string, i int) {
	k := key(name)
	if _, taken := t.names[k]; !taken && k != "" {
		t.names[k], t.exact[name] = i, i
	}
}

// addTowns takes in the courts of a family in one Land.
func (t *courts) addTowns(f family, l land) error {
	for entry := range strings.SplitSeq(f.Towns[l.code], ";") {
		entry = strings.Join(strings.Fields(entry), " ")
		if entry == "" {
			continue
		}
		names, code, coded := strings.Cut(entry, "=")
		names, town, placed := strings.Cut(names, "@")
		all := strings.Split(names, "|")
		if slices.Contains(all, "") {
			return fmt.Errorf("courts: %s %s has an empty name", f.Short, entry)
		}
		if !placed {
			town = all[0]
		}
		switch {
		case code == "-":
			code = ""
		case !coded:
			code = f.Prefix + first(upper(letters(all[0])), f.Letters)
		}
		c := Court{
			Name: f.Short + " " + all[0], Long: f.Long + " " + longest(all), English: f.English + " of " + englishPlace(all[0]),
			Town: town, Land: l.code, Level: f.Level, Branch: f.Branch, ECLICode: code,
		}
		for i, n := range all {
			all[i] = f.Short + " " + n
		}
		t.add(c, all)
	}
	return nil
}

func firstTown(entry string) string {
	name := strings.TrimSpace(entry)
	if i := strings.IndexAny(name, "|@="); i >= 0 {
		name = name[:i]
	}
	return name
}

// longest is the fullest of several names of a place.
func longest(names []string) string {
	best := names[0]
	for _, n := range names[1:] {
		if strings.HasPrefix(n, names[0]) && len(n) > len(best) {
			best = n
		}
	}
	return best
}

func first(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
