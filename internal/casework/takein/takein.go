// Package takein reads cases out of a table that another program wrote, so that a
// centre can go on with them here. It knows no database, no page and no clock, and
// keeps nothing.
//
// It goes in four steps. Read makes a Table of a file as it comes: UTF-8, UTF-16
// or Windows-1252, with commas, semicolons or tabs. Guess says which question of
// the data set each column answers, by its name: in German or English, the id of
// the question, a column of the released record, a field of the Human Trafficking
// Case Data Standard 2.0 (HTCDS; IOM, CC BY 4.0). People look at that and change
// it; it is then a Plan. Check reads every row by the plan, and returns the cases
// it makes, the rows it refuses with their reasons, and the values it does not
// know, so that people can say what they mean. Checking again after that gives
// what is taken in.
//
// Nothing is dropped silently: a value that nobody knows is either given a meaning
// or said to be left out, and a row that cannot be read as a whole is refused.
//
// What names and values of other programs mean is data (names.toml).
package takein

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

//go:embed names.toml
var files embed.FS

// The targets of a column beside the questions of the data set, which are named
// "sheet.question", such as "person.gender".
const (
	Ignored = ""       // the column is not taken in
	Alias   = "alias"  // what the case is called; one is made where it is empty
	Tags    = "tags"   // words of the centre's own, with commas between them
	Opened  = "opened" // the day on which the case was opened
)

// Reader reads tables by a data set.
type Reader struct {
	set   *dataset.Set
	in    dataset.Reader
	on    core.Date
	names *names
	to    map[string]Target            // by id
	terms map[string]map[string]string // of a list: the code, by the key of a word
}

// NewReader returns a Reader that knows the names of countries and languages from
// in. on is today.
func NewReader(set *dataset.Set, in dataset.Reader, on core.Date) (*Reader, error) {
	n, err := readNames(set)
	if err != nil {
		return nil, err
	}
	r := &Reader{set: set, in: in, on: on, names: n, to: map[string]Target{}, terms: map[string]map[string]string{}}
	for _, t := range Targets(set) {
		r.to[t.ID] = t
	}
	for _, l := range set.Lists {
		r.terms[l.ID] = termsOf(l, n.values[l.ID])
	}
	return r, nil
}

// Target is what a column can answer.
type Target struct {
	ID       string
	Sheet    *dataset.Sheet // nil for Alias, Tags and Opened
	Question dataset.Question
}

// Targets are all questions that a column can answer: those of the sheets of which
// there is one in a case, and those of the journal, of which each row makes at most
// one entry. What the room gives, such as colleagues, cannot be taken in.
func Targets(set *dataset.Set) []Target {
	var all []Target
	for _, sheet := range set.Sheets {
		if sheet.Many && sheet.ID != "journal" {
			continue
		}
		for _, q := range sheet.Questions() {
			if !strings.HasPrefix(q.List, "@") {
				all = append(all, Target{sheet.ID + "." + q.ID, sheet, q})
			}
		}
	}
	return all
}

// target returns the question of a target.
func (r *Reader) target(id string) (Target, bool) {
	t, known := r.to[id]
	return t, known
}

// names is what other programs call things.
type names struct {
	fields  map[string]string            // the target of a column, by the key of its name
	ignored map[string]bool              // columns that are known, and are not taken in
	values  map[string]map[string]string // of a list: the code, by words beside its own
	country map[string]string            // the code, by the key of a name that lists write
}

func readNames(set *dataset.Set) (*names, error) {
	raw, err := files.ReadFile("names.toml")
	if err != nil {
		return nil, err
	}
	var from struct {
		Column []struct {
			To    string
			Names []string
		}
		Value []struct {
			List string
			Code string
			Says []string
		}
		Country map[string][]string
	}
	meta, err := toml.Decode(string(raw), &from)
	if err != nil || len(meta.Undecoded()) > 0 {
		return nil, fmt.Errorf("takein: names.toml: %v %v", err, meta.Undecoded())
	}
	n := &names{fields: map[string]string{}, ignored: map[string]bool{}, values: map[string]map[string]string{}, country: map[string]string{}}
	targets := Targets(set)
	for _, c := range from.Column {
		known := slices.Contains([]string{Ignored, Alias, Tags, Opened}, c.To) || slices.ContainsFunc(targets, func(t Target) bool { return t.ID == c.To })
		if !known {
			return nil, fmt.Errorf("takein: names.toml: there is no %q", c.To)
		}
		for _, name := range c.Names {
			for _, k := range keys(name) {
				if c.To == Ignored {
					n.ignored[k] = true
				} else if _, there := n.fields[k]; !there {
					n.fields[k] = c.To
				}
			}
		}
	}
	for _, v := range from.Value {
		if _, known := set.List(v.List).Code(v.Code); !known {
			return nil, fmt.Errorf("takein: names.toml: the list %s has no %q", v.List, v.Code)
		}
		if n.values[v.List] == nil {
			n.values[v.List] = map[string]string{}
		}
		for _, said := range v.Says {
			n.values[v.List][said] = v.Code
		}
	}
	for code, says := range from.Country {
		for _, name := range says {
			n.country[key(name)] = code
		}
	}
	return n, nil
}

// key is what spellings of a name have in common: its letters and digits, folded.
func key(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '_' || c == '-' || c == '/' || c == '.' || c == ' ' || strings.ContainsRune("'\"()*:,;&’„“”", c) {
			return -1
		}
		return c
	}, text.Fold(s))
}

// keys are all keys of a name, with umlauts written out too.
func keys(s string) []string {
	var all []string
	for _, spelling := range text.FoldKeys(s) {
		if k := key(spelling); k != "" {
			all = append(all, k)
		}
	}
	return all
}
