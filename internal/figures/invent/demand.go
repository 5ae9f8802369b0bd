package invent

import (
	"slices"
	"sort"

	"verbund/internal/figures/table"
)

// demand adds what a figure says to the model. An outcome other than "" means that it
// says nothing that the model could be asked.
func (m *model) demand(owner int, p Printed, f *figure) (Outcome, string) {
	base, ok := m.sumOf(f.of)
	for _, part := range f.parts {
		_, has := m.sumOf(part)
		ok = ok && has
	}
	if !ok {
		return NotComputable, noSuchRow
	}
	if p.Base != "" {
		of, _ := parseAmount(p.Base)
		m.count(owner, base, of)
	}
	for _, part := range f.parts {
		s, _ := m.sumOf(part)
		switch {
		case f.largest:
			m.largest(owner, part)
		case f.change:
			first, last := changed(f, p.Unit == "pct")
			m.atLeast(owner, s, first)
			m.atMost(owner, s, last)
		case p.Unit == "count":
			m.count(owner, s, f.amount)
		default:
			m.share(owner, s, base, f.amount)
		}
	}
	return "", f.remark
}

func (m *model) count(owner int, s sum, a amount) {
	first, last := a.counts()
	m.atLeast(owner, s, first)
	m.atMost(owner, s, last)
}

// share demands low ≤ 200·10^decimals·n / base < high.
func (m *model) share(owner int, s, base sum, a amount) {
	low, high, open := a.shares()
	scale := 200
	for range a.decimals {
		scale *= 10
	}
	least := 0
	if open {
		least = 1
	}
	m.atLeast(owner, s.times(scale).plus(base.times(-low)), least)
	m.atMost(owner, s.times(scale).plus(base.times(-high)), -1)
	m.atLeast(owner, base, 1)
}

// largest demands that no other row of the column is as large.
func (m *model) largest(owner int, q quantity) {
	at, c := m.net.book.Column(q.column)
	s, _ := m.sumOf(q)
	for code, v := range m.columns[at].codes {
		if v >= 0 && !slices.Contains(q.rows, c.Codes[code].ID) {
			m.atLeast(owner, s.plus(sum{{v, -1}}), 1)
		}
	}
}

// changed are the counts, first and last, that a printed change can lead to: as a
// difference, or as growth in percent.
func changed(f *figure, growth bool) (first, last int) {
	a := f.amount
	if !growth {
		first, last = a.counts()
		return f.before + first, f.before + last
	}
	low, high, _ := a.shares()
	if a.mark == exactly {
		low, high = 2*a.value, 2*a.value+1
	}
	grown := func(atLeast int) int { // the first count whose growth is that or more
		return sort.Search(mostRecords, func(after int) bool {
			g, ok := table.Growth(f.before, after, a.decimals)
			return ok && 2*g >= atLeast
		})
	}
	return grown(low), grown(high) - 1
}
