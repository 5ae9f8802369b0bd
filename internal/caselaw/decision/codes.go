package decision

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"
)

//go:embed codes.toml
var codes string

// Code is one entry of a code list.
type Code struct {
	ID    string
	DE    string
	EN    string
	From  int // the first year of the law it belongs to; 0 always
	Until int // the last year; 0 still
}

// Label is what people read, in German or in English.
func (c Code) Label(lang string) string {
	if lang == "de" {
		return c.DE
	}
	return c.EN
}

// Codes are the code lists, by their ids.
type Codes struct{ lists map[string][]Code }

// ReadCodes reads the lists of codes.toml, and finds fault with a list or code that
// comes twice or lacks a label.
func ReadCodes() (*Codes, error) {
	var raw struct {
		List []struct {
			ID    string
			Codes []Code
		}
	}
	if err := toml.Unmarshal([]byte(codes), &raw); err != nil {
		return nil, fmt.Errorf("reading the code lists of decisions: %w", err)
	}
	c := &Codes{lists: map[string][]Code{}}
	for _, l := range raw.List {
		if _, twice := c.lists[l.ID]; twice {
			return nil, fmt.Errorf("the code list %s comes twice", l.ID)
		}
		for i, code := range l.Codes {
			if code.ID == "" || code.DE == "" || code.EN == "" || slices.ContainsFunc(l.Codes[:i], func(o Code) bool { return o.ID == code.ID }) {
				return nil, fmt.Errorf("code list %s: code %d lacks a label or comes twice", l.ID, i+1)
			}
		}
		c.lists[l.ID] = l.Codes
	}
	return c, nil
}

// List returns the codes of a list in their order, and nothing for one that there is
// not.
func (c *Codes) List(id string) []Code { return c.lists[id] }

// Has tells whether the list knows the code.
func (c *Codes) Has(list, id string) bool {
	return slices.ContainsFunc(c.lists[list], func(o Code) bool { return o.ID == id })
}

// Label is what people read for a code; for one that the list does not know, the code
// itself.
func (c *Codes) Label(list, id, lang string) string {
	for _, o := range c.lists[list] {
		if o.ID == id {
			return o.Label(lang)
		}
	}
	return id
}
