package invent

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"verbund/internal/figures/record"
)

//go:embed profiles.toml
var profilesTOML string

// profile is a kind of case of which a share of the records is, with how often each
// answer occurs in it: that is what makes columns depend on each other.
type profile struct {
	name    string
	weight  int
	columns []chances // one for each column of the book
}

// chances are how often the answers of a column occur.
type chances struct {
	codes  []chance // in the order of the book
	silent int      // in a thousand, how often nothing is recorded
	home   int      // in a thousand, how often it is the country of the nationality
	second int      // in a thousand, how often a second answer is drawn
	each   bool     // every code is drawn for itself, in a thousand
}

type chance struct {
	code   uint16
	weight int
}

func parseProfiles(source string, book *record.Book) ([]profile, error) {
	var file struct {
		Version string
		Common  map[string]map[string]int
		Profile []struct {
			Name    string
			Weight  int
			Columns map[string]map[string]int
		}
	}
	meta, err := toml.Decode(source, &file)
	if err != nil {
		return nil, err
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return nil, fmt.Errorf("profiles: unknown key %s", rest[0])
	}
	for column := range file.Common {
		if _, c := book.Column(column); c == nil {
			return nil, fmt.Errorf("profiles: no column %q", column)
		}
	}
	var all []profile
	for _, p := range file.Profile {
		if p.Weight < 1 {
			return nil, fmt.Errorf("profiles: %q has no weight", p.Name)
		}
		for column := range p.Columns {
			if _, c := book.Column(column); c == nil {
				return nil, fmt.Errorf("profiles: %s: no column %q", p.Name, column)
			}
		}
		read := profile{name: p.Name, weight: p.Weight}
		for i := range book.Columns {
			c := &book.Columns[i]
			own, ok := p.Columns[c.ID]
			if !ok {
				own = file.Common[c.ID]
			}
			answers, err := readChances(c, own)
			if err != nil {
				return nil, fmt.Errorf("profiles: %s: %w", p.Name, err)
			}
			read.columns = append(read.columns, answers)
		}
		all = append(all, read)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("profiles: there are none")
	}
	return all, nil
}

func readChances(c *record.Column, weights map[string]int) (of chances, err error) {
	for id, weight := range weights {
		if weight < 0 {
			return of, fmt.Errorf("%s: %q is less than nothing", c.ID, id)
		}
		switch id {
		case "silent":
			of.silent = weight
		case "home":
			of.home = weight
		case "second":
			of.second = weight
		case "each":
			of.each = weight > 0
		default:
			code, ok := c.Find(id)
			if !ok {
				return of, fmt.Errorf("%s: no code %q", c.ID, id)
			}
			of.codes = append(of.codes, chance{code, weight})
		}
	}
	if len(of.codes) == 0 {
		return of, fmt.Errorf("%s: no answers", c.ID)
	}
	slices.SortFunc(of.codes, func(a, b chance) int { return int(a.code) - int(b.code) })
	return of, nil
}

// draw is an answer by chance. nationality is what was drawn there.
func (c *chances) draw(d *dice, column *record.Column, year int, nationality record.Answer) (drawn record.Answer) {
	if d.mille(c.silent) {
		return nil
	}
	if c.each {
		for _, of := range c.codes {
			if d.mille(of.weight) && column.Codes[of.code].In(year) {
				drawn = append(drawn, of.code)
			}
		}
		return drawn
	}
	if len(nationality) > 0 && d.mille(c.home) {
		return record.Answer{nationality[0]}
	}
	times := 1
	if d.mille(c.second) {
		times = 2
	}
	for range times {
		code := c.one(d, column, year)
		alone := len(drawn) > 0 && (isNone(column, code) || isNone(column, drawn[0]))
		if !alone && !slices.Contains(drawn, code) {
			drawn = append(drawn, code)
		}
	}
	return drawn
}

// isNone tells whether a code says that none of the others is true; it stands alone.
func isNone(column *record.Column, code uint16) bool { return column.Codes[code].ID == "none" }

// one is one of the codes that are valid in the year, by weight.
func (c *chances) one(d *dice, column *record.Column, year int) uint16 {
	total := 0
	for _, of := range c.codes {
		if column.Codes[of.code].In(year) {
			total += of.weight
		}
	}
	at := d.below(max(1, total))
	for _, of := range c.codes {
		if !column.Codes[of.code].In(year) {
			continue
		}
		if at -= of.weight; at < 0 {
			return of.code
		}
	}
	return c.codes[0].code
}
