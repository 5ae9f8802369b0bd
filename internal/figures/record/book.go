package record

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

//go:embed book.toml
var bookTOML string

// Kind is how a column is answered.
type Kind string

// The kinds.
const (
	One       Kind = "one"       // one code
	Several   Kind = "several"   // any number of codes
	Countries Kind = "countries" // any number of countries: ISO 3166-1 alpha-2, XX unknown, XS stateless
)

// Code is one value of a column.
type Code struct {
	ID      string
	De, En  string   // empty for countries: platform/text names them
	From    int      // the first year in which it may be used; 0 means always
	Until   int      // the last; 0 means still
	HTCDS   []string // codes of the Human Trafficking Case Data Standard 2.0 that mean the same
	Unknown bool     // the answer "not known"
}

// In tells whether the code may be used in a year.
func (c Code) In(year int) bool {
	return (c.From == 0 || year >= c.From) && (c.Until == 0 || year <= c.Until)
}

// Label is what the code is called, in English or else in German. Countries have
// none here.
func (c Code) Label(lang core.Lang) string {
	if lang == "en" && c.En != "" {
		return c.En
	}
	return c.De
}

// Column is one question.
type Column struct {
	ID     string
	Kind   Kind
	De, En string
	Sense  string // binary sensitive attributes are made of columns with "sensitive"; those with "quasi" may be known to others
	Codes  []Code
	byID   map[string]uint16
}

// Multi tells whether several answers are possible.
func (c *Column) Multi() bool { return c.Kind != One }

// Label is what the column is called.
func (c *Column) Label(lang core.Lang) string { return Code{De: c.De, En: c.En}.Label(lang) }

// Find returns the position of a code.
func (c *Column) Find(id string) (uint16, bool) {
	at, ok := c.byID[id]
	return at, ok
}

// Group is a list of countries that is shown as one category. It is printed wherever
// it is used.
type Group struct {
	ID        string // begins with "g-", so it is never a country
	De, En    string
	Source    string
	Countries []string
}

// Label is what the group is called.
func (g Group) Label(lang core.Lang) string { return Code{De: g.De, En: g.En}.Label(lang) }

// Book is the code book.
type Book struct {
	Version string // YYYY.N
	Columns []Column
	Groups  []Group
	needed  []int // columns without which a record is not analysed
}

// Column returns the place of a column and the column; -1 and nil where there is none.
func (b *Book) Column(id string) (int, *Column) {
	i := slices.IndexFunc(b.Columns, func(c Column) bool { return c.ID == id })
	if i < 0 {
		return -1, nil
	}
	return i, &b.Columns[i]
}

// Group returns the group of an id.
func (b *Book) Group(id string) (Group, bool) {
	i := slices.IndexFunc(b.Groups, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return Group{}, false
	}
	return b.Groups[i], true
}

// Load reads the code book of the program.
func Load() (*Book, error) { return ParseBook(bookTOML) }

// Text is the code book of the program as it is kept in a snapshot.
func Text() string { return bookTOML }

// ParseBook reads a code book. An unknown key, a code or column named twice, or a
// group with what is no country is an error.
func ParseBook(source string) (*Book, error) {
	var file struct {
		Version string
		Needed  []string
		Column  []Column
		Group   []Group
	}
	meta, err := toml.Decode(source, &file)
	if err != nil {
		return nil, err
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return nil, fmt.Errorf("code book: unknown key %s", rest[0])
	}
	b := &Book{Version: file.Version, Columns: file.Column, Groups: file.Group}
	if b.Version == "" || len(b.Columns) == 0 {
		return nil, errors.New("code book: no version or no columns")
	}
	nations := text.CountryCodes()
	seen := map[string]bool{}
	for i := range b.Columns {
		c := &b.Columns[i]
		if seen[c.ID] || c.ID == "" || slices.Contains(fixed[:], c.ID) {
			return nil, fmt.Errorf("code book: column %q is there twice or has no name of its own", c.ID)
		}
		seen[c.ID] = true
		switch c.Kind {
		case Countries:
			for _, code := range nations {
				c.Codes = append(c.Codes, Code{ID: code, Unknown: code == text.UnknownCountry})
			}
		case One, Several:
		default:
			return nil, fmt.Errorf("code book: %s: unknown kind %q", c.ID, c.Kind)
		}
		c.byID = make(map[string]uint16, len(c.Codes))
		for at, code := range c.Codes {
			if _, twice := c.byID[code.ID]; twice || code.ID == "" {
				return nil, fmt.Errorf("code book: %s: code %q is there twice or empty", c.ID, code.ID)
			}
			c.byID[code.ID] = uint16(at)
		}
	}
	for _, g := range b.Groups {
		if len(g.ID) < 3 || g.ID[:2] != "g-" {
			return nil, fmt.Errorf("code book: the id of group %q must begin with g-", g.ID)
		}
		for _, country := range g.Countries {
			if !slices.Contains(nations, country) {
				return nil, fmt.Errorf("code book: %s: %q is no country", g.ID, country)
			}
		}
	}
	for _, id := range file.Needed {
		i, _ := b.Column(id)
		if i < 0 {
			return nil, fmt.Errorf("code book: needed column %q is not there", id)
		}
		b.needed = append(b.needed, i)
	}
	return b, nil
}

func yearText(year int) string { return strconv.Itoa(year) }
