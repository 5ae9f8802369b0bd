package table

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/figures/record"
)

//go:embed plan.toml
var planTOML string

// MostPairs is how many tables with two columns a plan may have.
const MostPairs = 20

// Bundle is several codes of a column shown as one further row.
type Bundle struct {
	ID     string // begins with "b-"
	Column string
	De, En string
	Codes  []string
}

// Label is what the bundle is called.
func (b Bundle) Label(lang core.Lang) string { return record.Code{De: b.De, En: b.En}.Label(lang) }

// Spec is what a table counts.
type Spec struct {
	ID      string // ROWS, or ROWS-by-COLUMNS
	Rows    string // a column of the code book
	Columns string // another one, or empty
}

// Plan says which tables there are.
type Plan struct {
	Version string
	Bundles []Bundle
	Tables  []Spec // those of one column first, in the order of the code book
}

// Load reads the plan of the program.
func Load(book *record.Book) (*Plan, error) { return ParsePlan(planTOML, book) }

// Text is the plan of the program as it is kept in a snapshot.
func Text() string { return planTOML }

// ParsePlan reads a plan. What is not in the code book, or more than twenty tables
// with two columns, is an error.
func ParsePlan(source string, book *record.Book) (*Plan, error) {
	var file struct {
		Version string
		Bundle  []Bundle
		Pair    []struct{ Rows, Columns string }
	}
	meta, err := toml.Decode(source, &file)
	if err != nil {
		return nil, err
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return nil, fmt.Errorf("plan of tables: unknown key %s", rest[0])
	}
	if len(file.Pair) > MostPairs {
		return nil, fmt.Errorf("plan of tables: %d tables with two columns, at most %d", len(file.Pair), MostPairs)
	}
	p := &Plan{Version: file.Version, Bundles: file.Bundle}
	for _, c := range book.Columns {
		p.Tables = append(p.Tables, Spec{ID: c.ID, Rows: c.ID})
	}
	for _, b := range p.Bundles {
		_, column := book.Column(b.Column)
		if column == nil || len(b.ID) < 3 || b.ID[:2] != "b-" {
			return nil, fmt.Errorf("plan of tables: bundle %q: no such column, or an id that does not begin with b-", b.ID)
		}
		for _, code := range b.Codes {
			if _, ok := column.Find(code); !ok {
				return nil, fmt.Errorf("plan of tables: bundle %q: no code %q", b.ID, code)
			}
		}
	}
	for _, pair := range file.Pair {
		s := Spec{ID: pair.Rows + "-by-" + pair.Columns, Rows: pair.Rows, Columns: pair.Columns}
		for _, id := range []string{pair.Rows, pair.Columns} {
			if i, _ := book.Column(id); i < 0 {
				return nil, fmt.Errorf("plan of tables: no column %q", id)
			}
		}
		if pair.Rows == pair.Columns || slices.ContainsFunc(p.Tables, func(t Spec) bool { return t.ID == s.ID }) {
			return nil, fmt.Errorf("plan of tables: %s is there twice, or one column with itself", s.ID)
		}
		p.Tables = append(p.Tables, s)
	}
	return p, nil
}
