package protect

import (
	"slices"

	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
)

// home is the country that stands by itself beside the groups.
const home = "DE"

// categories are the rows in which a column is shown, decided in its own table and
// kept in every other one, so that no table can be taken from another to tell apart
// what is merged.
type categories struct {
	column  *record.Column
	named   []string // codes with a row of their own
	rest    []string // codes, or groups of countries, that are merged
	wide    []string // groups and bundles that are shown
	bundles []table.Bundle
	// parts are the rows of which every answer is in one: codes, or, of countries,
	// Germany, stateless, not known and the groups.
	parts []string
}

// single tells whether a record has one answer in the column, so that merged rows can
// be counted together by adding.
func (c *categories) single() bool { return !c.column.Multi() }

// category is a row that may be merged.
type category struct {
	id      string
	n       int
	unknown bool
	small   bool // not to be shown by itself
}

// decider decides categories.
type decider struct {
	years []table.Set
	book  *record.Book
	plan  *table.Plan
	rules Rules
}

// overYears is how many records a code has in all years together. This is never
// published: the same person may be in several years.
func (d *decider) overYears(t, id string) int {
	n := 0
	for i := max(0, len(d.years)-d.rules.Years); i < len(d.years); i++ {
		if of, ok := d.years[i].Table(t); ok {
			n += of.Find(id, "").N
		}
	}
	return n
}

// decide decides the categories of a column from its own table.
func (d *decider) decide(t *table.Table) categories {
	_, column := d.book.Column(t.Spec.Rows)
	c := categories{column: column}
	for _, b := range d.plan.Bundles {
		if b.Column == column.ID {
			c.bundles = append(c.bundles, b)
		}
	}
	if column.Kind == record.Countries {
		d.countries(t, &c)
		return c
	}
	var all []category
	for _, code := range column.Codes {
		n := t.Find(code.ID, "").N
		if n == 0 && (!code.In(d.years[len(d.years)-1].Year) || code.Unknown && d.impossible(column)) {
			continue // nobody could have it, by the code book
		}
		all = append(all, category{id: code.ID, n: n, unknown: code.Unknown, small: n < d.rules.MergeBelow})
		c.parts = append(c.parts, code.ID)
	}
	c.rest = merge(all, c.bundles, d.rules.MergeBelow)
	for _, one := range all {
		if !slices.Contains(c.rest, one.id) {
			c.named = append(c.named, one.id)
		}
	}
	open := func(id string) bool { return slices.Contains(c.named, id) }
	c.wide = c.safe(open, true, func(id string) int { return t.Find(id, "").N }, d.rules)
	return c
}

// impossible tells whether an analysed record cannot have "not known" in a column: one
// answer, without which it is not complete.
func (d *decider) impossible(c *record.Column) bool {
	return !c.Multi() && d.book.Needs(c.ID)
}

// merge says what goes into the row "rest": what is small, and then, until there are
// two categories and enough records, first what shares a bundle with something merged,
// because the bundle can then still be shown, and then the smallest; "not known" comes
// last, because it is no further answer but a limit of all others.
func merge(all []category, bundles []table.Bundle, below int) []string {
	in := make([]bool, len(all))
	sum, members := 0, 0
	put := func(i int) {
		in[i] = true
		sum += all[i].n
		members++
	}
	for i, c := range all {
		if c.small {
			put(i)
		}
	}
	if members == 0 {
		return nil
	}
	mate := func(id string) bool {
		return slices.ContainsFunc(bundles, func(b table.Bundle) bool {
			return slices.Contains(b.Codes, id) && slices.ContainsFunc(b.Codes, func(other string) bool {
				i := slices.IndexFunc(all, func(c category) bool { return c.id == other })
				return i >= 0 && in[i]
			})
		})
	}
	for members < len(all) && (sum < below || members < 2) {
		next := -1
		for i, c := range all {
			if !in[i] && (next < 0 || nearer(c, all[next], mate)) {
				next = i
			}
		}
		put(next)
	}
	var ids []string
	for i, c := range all {
		if in[i] {
			ids = append(ids, c.id)
		}
	}
	return ids
}

// nearer tells whether a category is to be merged before another.
func nearer(a, b category, mate func(string) bool) bool {
	if a.unknown != b.unknown {
		return b.unknown
	}
	if m := mate(a.id); m != mate(b.id) {
		return m
	}
	return a.n < b.n
}

// countries decides the categories of a column of countries. Germany, stateless, not
// known and the groups come first: they are all answers, and of them the small ones
// are merged. Then countries are named in their group, as many as leave enough in it.
func (d *decider) countries(t *table.Table, c *categories) {
	id := c.column.ID
	count := func(row string) int { return t.Find(row, "").N }
	group := map[string]string{}
	for _, g := range d.book.Groups {
		for _, country := range g.Countries {
			group[country] = g.ID
		}
	}
	var all []category
	for _, code := range c.column.Codes {
		n := count(code.ID)
		alone := code.ID == home || code.ID == text.Stateless || code.Unknown
		if !alone && (group[code.ID] != "" || n == 0) {
			continue
		}
		few := !code.Unknown && d.overYears(id, code.ID) < d.rules.NationalityThreshold
		all = append(all, category{id: code.ID, n: n, unknown: code.Unknown, small: few || n < d.rules.MergeBelow})
	}
	for _, g := range d.book.Groups {
		all = append(all, category{id: g.ID, n: count(g.ID), small: count(g.ID) < d.rules.MergeBelow})
	}
	c.rest = merge(all, nil, d.rules.MergeBelow)
	for _, one := range all {
		c.parts = append(c.parts, one.id)
		if slices.Contains(c.rest, one.id) {
			continue
		}
		if isWide(one.id) {
			c.wide = append(c.wide, one.id)
		} else {
			c.named = append(c.named, one.id)
		}
	}
	for _, wide := range c.wide {
		g, _ := d.book.Group(wide)
		var named []string
		left := count(wide)
		for _, country := range g.Countries {
			if n := count(country); n >= d.rules.MergeBelow && d.overYears(id, country) >= d.rules.NationalityThreshold {
				named = append(named, country)
				left -= n
			}
		}
		slices.SortStableFunc(named, func(a, b string) int { return count(b) - count(a) })
		for len(named) > 0 && left < d.rules.Difference {
			last := named[len(named)-1]
			left += count(last)
			named = named[:len(named)-1]
		}
		c.named = append(c.named, named...)
	}
	at := func(code string) int { i, _ := c.column.Find(code); return int(i) }
	slices.SortFunc(c.named, func(a, b string) int { return at(a) - at(b) })
}
