package invent

import (
	"slices"

	"verbund/internal/figures/record"
)

// heading is a block of a column of several answers before it has a number.
type heading struct {
	id    string // of a code, group or bundle
	codes []int
	share int // of a thousand drafts, how many are in it
}

// headings are the blocks of a column: its groups, or the bundles that are asked for,
// and the codes that are in none. Rare ones come first.
func (m *model) headings(l *layout, column int, asked []quantity, drafts [][]record.Answer, often []int) (all []heading) {
	c := &m.net.book.Columns[column]
	taken := make([]bool, len(c.Codes))
	put := func(id string, codes []int) {
		for _, code := range codes {
			taken[code] = true
		}
		all = append(all, heading{id, codes, holding(drafts, column, codes...)})
	}
	for _, b := range m.unionsOf(column, asked) {
		if codes := m.positions(c, b); !slices.ContainsFunc(codes, func(code int) bool { return taken[code] }) {
			put(b, codes)
		}
	}
	for i, code := range c.Codes {
		if !taken[i] && code.In(m.year) && !(l.must && code.Unknown) && m.occurs(c, i, asked, often) {
			put(code.ID, []int{i})
		}
	}
	slices.SortStableFunc(all, func(a, b heading) int { return a.share - b.share })
	return all
}

// occurs tells whether a code needs a number: any but a country that nobody asks for
// and no draft holds.
func (m *model) occurs(c *record.Column, code int, asked []quantity, often []int) bool {
	return c.Kind != record.Countries || often[code] > 0 || m.isAsked(asked, c.ID, c.Codes[code].ID)
}

// laySeveral gives the blocks of a column of several answers their numbers, then their
// members.
func (m *model) laySeveral(l *layout, column int, asked []quantity, drafts [][]record.Answer) {
	c := &m.net.book.Columns[column]
	often := frequency(drafts, column, len(c.Codes))
	analysed := m.steps["analysed"]
	limit, limited := m.net.words.overlap[c.ID]
	family := 0
	if l.must && limited {
		family = m.newFamily()
	}
	var everybody sum
	for _, h := range m.headings(l, column, asked, drafts, often) {
		v := m.add(variable{name: c.ID + "=" + h.id, hi: mostRecords, want: h.share, parent: analysed, family: family})
		m.atMost(structure, sum{{v, 1}, {analysed, -1}}, 0)
		l.blocks = append(l.blocks, block{union: v, codes: h.codes})
		everybody = append(everybody, term{v, 1})
		if _, ok := c.Find(h.id); ok {
			l.codes[h.codes[0]] = v
		} else {
			m.unions[c.ID+"="+h.id] = v
		}
	}
	if l.must {
		m.atLeast(structure, everybody.plus(sum{{analysed, -1}}), 0)
	}
	if limited {
		m.atMost(structure, everybody.times(100).plus(sum{{analysed, -100 - limit}}), 0)
	}
	for i := range l.blocks {
		if b := &l.blocks[i]; len(b.codes) > 1 || l.codes[b.codes[0]] < 0 {
			m.layMembers(l, b, c, asked, often)
		}
	}
}

// layMembers gives the members of a block their numbers. A group of which no country
// occurs keeps its first one, so that a printed share of it can be met.
func (m *model) layMembers(l *layout, b *block, c *record.Column, asked []quantity, often []int) {
	first := b.codes[0]
	b.codes = slices.DeleteFunc(b.codes, func(code int) bool {
		return !c.Codes[code].In(m.year) || code != first && !m.occurs(c, code, asked, often)
	})
	slices.SortStableFunc(b.codes, func(x, y int) int { return often[x] - often[y] })
	family := 0
	if c.Kind == record.Countries {
		family = m.newFamily()
	}
	var members sum
	for _, code := range b.codes {
		share := often[code]
		if family == 0 {
			share = share * 1000 / max(1, m.vars[b.union].want)
		}
		v := m.add(variable{name: c.ID + "=" + c.Codes[code].ID, hi: mostRecords, want: share, parent: b.union, family: family})
		m.atMost(structure, sum{{v, 1}, {b.union, -1}}, 0)
		l.codes[code] = v
		b.members = append(b.members, v)
		members = append(members, term{v, 1})
	}
	m.atLeast(structure, members.plus(sum{{b.union, -1}}), 0)
	if limit, limited := m.net.words.overlap[c.ID]; limited {
		m.atMost(structure, members.times(100).plus(sum{{b.union, -100}, {m.steps["analysed"], -limit}}), 0)
	}
}
