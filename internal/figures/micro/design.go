package micro

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/figures/record"
)

//go:embed design.toml
var designTOML string

// The bounds of a design.
const (
	MostColumns    = 8
	MostPairs      = 12
	mostCategories = 16
)

// Category is one value of a column.
type Category struct {
	ID      string
	De, En  string
	Codes   []string // of the code book's column; in a column of countries also groups
	Missing bool     // whoever is silent or not known
}

// Label is what the category is called.
func (c Category) Label(lang core.Lang) string { return record.Code{De: c.De, En: c.En}.Label(lang) }

// Column is one of the coarse columns.
type Column struct {
	ID         string
	From       string // the column of the code book
	De, En     string
	Categories []Category `toml:"category"`

	at      int     // of the column in the code book
	of      []uint8 // category of each code; none for those that make nothing known
	missing uint8   // category of whoever is silent; none where there is no such category
}

const none = 255

// Label is what the column is called.
func (c *Column) Label(lang core.Lang) string { return record.Code{De: c.De, En: c.En}.Label(lang) }

// Pair is a table of two columns, by their places.
type Pair struct{ A, B int }

// Design says which columns and tables the microdata have.
type Design struct {
	Version   string
	Statement Statement
	Columns   []Column
	Pairs     []Pair
}

// Statement is printed with everything that is published: that rows are not people.
type Statement struct{ De, En string }

// Row is one line of microdata: a category for each column.
type Row []uint8

// Load reads the design of the program.
func Load(book *record.Book) (*Design, error) { return Parse(designTOML, book) }

// Parse reads a design. More than eight columns or twelve pairs, a code that stands
// in no category or in two, and what the code book does not know are errors.
func Parse(source string, book *record.Book) (*Design, error) {
	var file struct {
		Version   string
		Statement Statement
		Column    []Column
		Pair      []struct{ Rows, Columns string }
	}
	meta, err := toml.Decode(source, &file)
	if err != nil {
		return nil, err
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return nil, fmt.Errorf("microdata: unknown key %s", rest[0])
	}
	d := &Design{Version: file.Version, Statement: file.Statement, Columns: file.Column}
	if d.Statement.De == "" || d.Statement.En == "" {
		return nil, errors.New("microdata: no statement that rows are not people, in both languages")
	}
	if d.Version == "" || len(d.Columns) < 2 || len(d.Columns) > MostColumns {
		return nil, fmt.Errorf("microdata: no version, or not between 2 and %d columns", MostColumns)
	}
	for i := range d.Columns {
		if slices.ContainsFunc(d.Columns[:i], func(c Column) bool { return c.ID == d.Columns[i].ID }) {
			return nil, fmt.Errorf("microdata: column %q is there twice", d.Columns[i].ID)
		}
		if err := d.Columns[i].bind(book); err != nil {
			return nil, fmt.Errorf("microdata: %s: %w", d.Columns[i].ID, err)
		}
	}
	for _, p := range file.Pair {
		pair := Pair{d.column(p.Rows), d.column(p.Columns)}
		if pair.A < 0 || pair.B < 0 || pair.A == pair.B || slices.Contains(d.Pairs, pair) || slices.Contains(d.Pairs, Pair{pair.B, pair.A}) {
			return nil, fmt.Errorf("microdata: pair %s and %s: no such columns, or there twice", p.Rows, p.Columns)
		}
		d.Pairs = append(d.Pairs, pair)
	}
	if len(d.Pairs) == 0 || len(d.Pairs) > MostPairs {
		return nil, fmt.Errorf("microdata: %d pairs, where 1 to %d may be", len(d.Pairs), MostPairs)
	}
	for i := range d.Columns {
		if !slices.ContainsFunc(d.Pairs, func(p Pair) bool { return p.A == i || p.B == i }) {
			return nil, fmt.Errorf("microdata: %s is in no pair, so nothing would be known of it", d.Columns[i].ID)
		}
	}
	return d, nil
}

func (d *Design) column(id string) int {
	return slices.IndexFunc(d.Columns, func(c Column) bool { return c.ID == id })
}

// bind works out the category of every code.
func (c *Column) bind(book *record.Book) error {
	at, column := book.Column(c.From)
	if at < 0 {
		return fmt.Errorf("the code book has no column %q", c.From)
	}
	if c.ID == "" || len(c.Categories) < 2 || len(c.Categories) > mostCategories {
		return errors.New("no id, or not between 2 and 16 categories")
	}
	c.at, c.missing, c.of = at, none, slices.Repeat([]uint8{none}, len(column.Codes))
	for i, category := range c.Categories {
		if category.Missing {
			if c.missing != none {
				return errors.New("two categories for what is missing")
			}
			c.missing = uint8(i)
		}
		for _, id := range category.Codes {
			codes := []string{id}
			if group, ok := book.Group(id); ok && column.Kind == record.Countries {
				codes = group.Countries
			}
			for _, code := range codes {
				place, ok := column.Find(code)
				if !ok || column.Codes[place].Unknown {
					return fmt.Errorf("%q is no known answer", code)
				}
				if c.of[place] != none {
					return fmt.Errorf("%q is in two categories", code)
				}
				c.of[place] = uint8(i)
			}
		}
	}
	for place, code := range column.Codes {
		if c.of[place] == none && !code.Unknown {
			return fmt.Errorf("%q is in no category", code.ID)
		}
	}
	return nil
}

// Row makes the coarse line of a record: in each column the first known answer. It is
// false for a record that is not released, or silent where a column has no category
// for that; a complete record (record.Book.Complete) always has a line under the
// program's own design.
func (d *Design) Row(r record.Record) (Row, bool) {
	row := make(Row, len(d.Columns))
	for i := range d.Columns {
		c := &d.Columns[i]
		row[i] = c.missing
		if !r.Released || c.at >= len(r.Values) {
			return nil, false
		}
		for _, code := range r.Values[c.at] {
			if c.of[code] != none {
				row[i] = c.of[code]
				break
			}
		}
		if row[i] == none {
			return nil, false
		}
	}
	return row, true
}

// Window are the lines of three years, the first of which is given: everybody analysed
// in the first year, and those whose counselling began in the second or third. So a
// centre brings each person once, and what is promised of a line is promised of a
// person. Who is counselled in two centres stands there twice; nobody can see that.
func (d *Design) Window(book *record.Book, all []record.Record, from int) []Row {
	var rows []Row
	for _, r := range all {
		if r.Year < from || r.Year > from+Years-1 || r.Year > from && r.New != "yes" || !book.Complete(r) {
			continue
		}
		if row, ok := d.Row(r); ok {
			rows = append(rows, row)
		}
	}
	return rows
}
