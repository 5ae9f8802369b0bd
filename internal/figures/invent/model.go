package invent

import (
	"slices"
	"strings"

	"verbund/internal/figures/record"
)

// mostRecords is more than any network of this kind counts in a period.
const mostRecords = 10_000_000

// What the funnel is like where nothing of it is printed.
const (
	usualRecords = 600
	usualCentres = 17
)

// block is what stands at the top of a column of several answers: a code, or a group or
// bundle with its members.
type block struct {
	union   int   // variable
	codes   []int // codes of the column
	members []int // variables of the codes; nil where the block is one code
}

// layout is how a column is made up.
type layout struct {
	codes  []int // variable by code; -1 where the code is not used
	silent int   // variable of those without an answer; -1 where several answers are possible
	blocks []block
	must   bool // everybody has an answer
}

// model is the numbers of a period: one for each step of the funnel, code, group and
// bundle.
type model struct {
	system
	net     *Network
	year    int
	steps   map[string]int
	columns []layout
	unions  map[string]int // variable of a group or bundle by column=row

	families int
}

// newModel lays out the numbers of a period. Of bundles and countries only those that
// are asked for, or that occur in drafts, have one.
func (w *Network) newModel(year int, asked []quantity, seed uint64) *model {
	m := &model{net: w, year: year, steps: map[string]int{}, unions: map[string]int{}}
	step := func(name string, want, parent int) int {
		m.steps[name] = m.add(variable{name: name, hi: mostRecords, want: want, parent: parent})
		return m.steps[name]
	}
	analysed := step("analysed", usualRecords, -1)
	consented := step("consented", 1_000_000/completeOf, analysed)
	documented := step("documented", 1_000_000/releasedOf, consented)
	fresh := step("new", newOf, documented)
	centres := step("centres", usualCentres, -1)
	m.vars[analysed].lo, m.vars[centres].lo = 1, 1
	for _, order := range [...][2]int{{analysed, consented}, {consented, documented}, {fresh, documented}, {centres, documented}} {
		m.atMost(structure, sum{{order[0], 1}, {order[1], -1}}, 0)
	}
	drafts := m.drafts(seed^uint64(year)<<32, 1000)
	for i := range w.book.Columns {
		m.columns = append(m.columns, m.lay(i, asked, drafts))
	}
	m.contain()
	return m
}

// drafts are values of complete records as Records would draw them.
func (m *model) drafts(seed uint64, n int) [][]record.Answer {
	d := &dice{seed}
	all := make([][]record.Answer, n)
	for i := range all {
		all[i] = m.net.draw(d, m.year)
	}
	return all
}

// needed tells whether a record without an answer in the column is not analysed.
func (m *model) needed(column int) bool {
	return slices.Contains(m.net.needed, column)
}

// frequency is how many drafts hold each code of a column.
func frequency(drafts [][]record.Answer, column, codes int) []int {
	out := make([]int, codes)
	for _, values := range drafts {
		for _, code := range values[column] {
			out[code]++
		}
	}
	return out
}

// holding counts drafts with any of some codes.
func holding(drafts [][]record.Answer, column int, codes ...int) (n int) {
	for _, values := range drafts {
		if slices.ContainsFunc(values[column], func(c uint16) bool { return slices.Contains(codes, int(c)) }) {
			n++
		}
	}
	return n
}

func (m *model) lay(column int, asked []quantity, drafts [][]record.Answer) layout {
	c := &m.net.book.Columns[column]
	l := layout{codes: make([]int, len(c.Codes)), silent: -1, must: m.needed(column)}
	for i := range l.codes {
		l.codes[i] = -1
	}
	if c.Multi() {
		m.laySeveral(&l, column, asked, drafts)
		return l
	}
	analysed, often := m.steps["analysed"], frequency(drafts, column, len(c.Codes))
	whole, family := sum{{analysed, -1}}, m.newFamily()
	for _, i := range rareFirst(often) {
		code := c.Codes[i]
		if !code.In(m.year) || l.must && code.Unknown {
			continue
		}
		l.codes[i] = m.add(variable{name: c.ID + "=" + code.ID, hi: mostRecords, want: often[i], parent: analysed, family: family})
		whole = append(whole, term{l.codes[i], 1})
	}
	if !l.must {
		l.silent = m.add(variable{name: c.ID + "=", hi: mostRecords, parent: analysed, family: family,
			want: len(drafts) - holding(drafts, column, all(len(c.Codes))...)})
		whole = append(whole, term{l.silent, 1})
	}
	m.atMost(structure, whole, 0)
	m.atLeast(structure, whole, 0)
	return l
}

// rareFirst are the codes with those that occur least at the front: what is chosen last
// takes up what rounding left, and there it shows least.
func rareFirst(often []int) []int {
	order := all(len(often))
	slices.SortStableFunc(order, func(a, b int) int { return often[a] - often[b] })
	return order
}

// newFamily is a number for those that make up their parent.
func (m *model) newFamily() int {
	m.families++
	return m.families
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// unionsOf are the groups of a column of countries, or the bundles of another that are
// asked for.
func (m *model) unionsOf(column int, asked []quantity) (ids []string) {
	c := &m.net.book.Columns[column]
	if c.Kind == record.Countries {
		for _, g := range m.net.book.Groups {
			ids = append(ids, g.ID)
		}
		return ids
	}
	for _, b := range m.net.plan.Bundles {
		if b.Column == c.ID && m.isAsked(asked, c.ID, b.ID) {
			ids = append(ids, b.ID)
		}
	}
	return ids
}

func (m *model) isAsked(asked []quantity, column, row string) bool {
	return slices.ContainsFunc(asked, func(q quantity) bool { return q.column == column && slices.Contains(q.rows, row) })
}

func (m *model) positions(c *record.Column, row string) (at []int) {
	for _, code := range m.net.words.codes(c.ID, row) {
		if i, ok := c.Find(code); ok {
			at = append(at, int(i))
		}
	}
	return at
}

// contain demands that rows are within others.
func (m *model) contain() {
	parts := map[string]sum{}
	var order []string
	for _, in := range m.net.words.within {
		column, _, _ := strings.Cut(in.Part, "=")
		key := column + " " + in.Whole
		if parts[key] == nil {
			order = append(order, key)
		}
		part, code := m.net.cell(in.Part)
		parts[key] = append(parts[key], term{m.columns[part].codes[code], 1})
	}
	for _, key := range order {
		_, written, _ := strings.Cut(key, " ")
		whole, code := m.net.cell(written)
		m.atMost(structure, append(parts[key], term{m.columns[whole].codes[code], -1}), 0)
	}
}

// sumOf is the sum of the numbers of a quantity; false where no number stands for it.
func (m *model) sumOf(q quantity) (sum, bool) {
	if q.step != "" {
		return sum{{m.steps[q.step], 1}}, true
	}
	at, c := m.net.book.Column(q.column)
	var out sum
	for _, row := range q.rows {
		if v, ok := m.unions[q.column+"="+row]; ok {
			out = append(out, term{v, 1})
			continue
		}
		codes := m.positions(c, row)
		if len(codes) > 1 && c.Multi() {
			return nil, false
		}
		for _, code := range codes {
			if v := m.columns[at].codes[code]; v >= 0 {
				out = append(out, term{v, 1})
			}
		}
	}
	return out, true
}
