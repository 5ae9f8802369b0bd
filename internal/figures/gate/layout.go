package gate

import (
	"errors"
	"math/bits"
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// crowd is a set of records, one bit for each record of all releases.
type crowd []uint64

func (c crowd) add(n int) { c[n>>6] |= 1 << (n & 63) }

func (c crowd) has(n int) bool { return c[n>>6]>>(n&63)&1 == 1 }

// without is how many are in c and not in other; it stops counting above most.
func (c crowd) without(other crowd, most int) (n int) {
	for i, w := range c {
		if n += bits.OnesCount64(w &^ other[i]); n > most {
			return n
		}
	}
	return n
}

func (c crowd) join(other crowd) {
	for i, w := range other {
		c[i] |= w
	}
}

// cell is one number of an edition with those who stand in it.
type cell struct {
	Place
	who     crowd
	n       int
	key     uint64 // sum of the keys of who
	value   edition.Value
	loose   int  // how far the shown number may be from n, as a reader knows
	merged  bool // it is a rest
	partial bool // it is no row of codes: base, missing, funnel
	codes   []bool
	means   []string // the ids of codes, in order
}

// laid is a release cell by cell.
type laid struct {
	Release
	ids   []int // which bit each record has
	cells []cell
}

// layout is a case in the form in which it is attacked.
type layout struct {
	Case
	size    int // words of a crowd
	now     laid
	earlier []laid
	lost    []Place // numbers that no rule of counting explains
}

// lay finds out who stands in which number of every edition.
func (c Case) lay() (*layout, error) {
	if c.Book == nil || c.Protect == nil {
		return nil, errors.New("gate: no code book, or nothing that protects shadow records")
	}
	all := append(slices.Clone(c.Earlier), c.New)
	bit := map[uint64]int{}
	ids := make([][]int, len(all))
	for i := range all {
		r := &all[i]
		if r.Book == nil {
			r.Book = c.Book
		}
		if err := r.fits(r.Book); err != nil {
			return nil, err
		}
		twice := map[uint64]bool{}
		for _, key := range r.Keys {
			if twice[key] {
				return nil, errors.New("gate: two records of a release have the same key")
			}
			twice[key] = true
			at, known := bit[key]
			if !known {
				at = len(bit)
				bit[key] = at
			}
			ids[i] = append(ids[i], at)
		}
	}
	l := &layout{Case: c, size: (len(bit) + 63) / 64}
	for i, r := range all {
		of, lost := l.layOut(r, ids[i])
		if i < len(c.Earlier) {
			l.earlier = append(l.earlier, of)
		} else {
			l.now, l.lost = of, lost
		}
	}
	return l, nil
}

// layOut is a release cell by cell, and the places that are not of its plan.
func (l *layout) layOut(r Release, ids []int) (laid, []Place) {
	of := laid{Release: r, ids: ids}
	var lost []Place
	loose := looseness(r.Edition, l.Rules.Base)
	analysed := make([]bool, len(r.Records))
	for n, one := range r.Records {
		analysed[n] = r.Book.Complete(one)
	}
	put := func(c cell, counts func(n int) bool) {
		c.who = make(crowd, l.size)
		for n := range r.Records {
			if counts(n) {
				c.who.add(ids[n])
				c.key += r.Keys[n]
				c.n++
			}
		}
		c.loose = loose
		of.cells = append(of.cells, c)
	}
	f := r.Edition.Funnel
	put(cell{Place: Place{"funnel", "documented", ""}, value: f.Documented, partial: true}, func(int) bool { return true })
	put(cell{Place: Place{"funnel", "new", ""}, value: f.New, partial: true}, func(n int) bool { return r.Records[n].New == "yes" })
	put(cell{Place: Place{"funnel", "consented", ""}, value: f.Consented, partial: true}, func(n int) bool { return r.Records[n].Released })
	put(cell{Place: Place{"funnel", "analysed", ""}, value: f.Analysed, partial: true}, func(n int) bool { return analysed[n] })
	for i := range r.Edition.Tables {
		t := &r.Edition.Tables[i]
		row, rowColumn := r.Book.Column(t.Spec.Rows)
		if !slices.Contains(r.Plan.Tables, t.Spec) || rowColumn == nil {
			lost = append(lost, Place{t.ID, "", ""})
			continue
		}
		col, colColumn := r.Book.Column(t.Spec.Columns)
		put(cell{Place: Place{t.ID, "base", ""}, value: t.Base, partial: true}, func(n int) bool { return analysed[n] })
		put(cell{Place: Place{t.ID, "missing", ""}, value: t.Missing, partial: true}, func(n int) bool {
			v := r.Records[n].Values
			return analysed[n] && (len(v[row]) == 0 || col >= 0 && len(v[col]) == 0)
		})
		for _, line := range t.Rows {
			codes, ok := codesOf(r.Book, r.Plan, rowColumn, line.ID, line.Merged, nil)
			if !ok || len(line.Cells) != max(1, len(t.Columns)) {
				lost = append(lost, Place{t.ID, line.ID, ""})
				continue
			}
			one := cell{Place: Place{t.ID, line.ID, ""}, merged: line.ID == edition.Rest, codes: codes, means: idsOf(rowColumn, codes)}
			if colColumn == nil {
				one.value = line.Cells[0]
				put(one, func(n int) bool { return analysed[n] && answers(r.Records[n].Values[row], codes) })
				continue
			}
			for j, id := range t.Columns {
				across, ok := codesOf(r.Book, r.Plan, colColumn, id, nil, t.Columns)
				if !ok {
					lost = append(lost, Place{t.ID, line.ID, id})
					continue
				}
				one.Column, one.value = id, line.Cells[j]
				put(one, func(n int) bool {
					v := r.Records[n].Values
					return analysed[n] && answers(v[row], codes) && answers(v[col], across)
				})
			}
		}
	}
	return of, lost
}

func answers(answer record.Answer, codes []bool) bool {
	return slices.ContainsFunc(answer, func(c uint16) bool { return codes[c] })
}

// codesOf are the codes of a column for which a row stands. A rest across stands for
// those that have no column of their own.
func codesOf(book *record.Book, plan *table.Plan, c *record.Column, id string, merged, across []string) ([]bool, bool) {
	ids := []string{id}
	switch {
	case id == edition.Rest && across != nil:
		ids = nil
		for _, code := range c.Codes {
			if !slices.Contains(across, code.ID) {
				ids = append(ids, code.ID)
			}
		}
	case id == edition.Rest:
		ids = merged
	case len(id) > 2 && id[:2] == "g-":
		g, ok := book.Group(id)
		if !ok || c.Kind != record.Countries {
			return nil, false
		}
		ids = g.Countries
	case len(id) > 2 && id[:2] == "b-":
		at := slices.IndexFunc(plan.Bundles, func(b table.Bundle) bool { return b.ID == id && b.Column == c.ID })
		if at < 0 {
			return nil, false
		}
		ids = plan.Bundles[at].Codes
	}
	codes := make([]bool, len(c.Codes))
	for _, code := range ids {
		if len(code) > 2 && code[:2] == "g-" {
			g, ok := book.Group(code)
			if !ok {
				return nil, false
			}
			for _, country := range g.Countries {
				if at, ok := c.Find(country); ok {
					codes[at] = true
				}
			}
			continue
		}
		at, ok := c.Find(code)
		if !ok {
			return nil, false
		}
		codes[at] = true
	}
	return codes, true
}

// idsOf are the ids of codes, sorted, so that code books of different years compare.
func idsOf(c *record.Column, codes []bool) []string {
	var ids []string
	for i, in := range codes {
		if in {
			ids = append(ids, c.Codes[i].ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// looseness is how far from the exact count a reader must think a shown number may
// be: less than base where every shown number is a multiple of it, and nothing where
// one is not.
func looseness(e edition.Edition, base int) int {
	even := true
	see := func(v edition.Value) { even = even && (!v.Shown || v.N%base == 0) }
	see(e.Funnel.Documented)
	see(e.Funnel.New)
	see(e.Funnel.Consented)
	see(e.Funnel.Analysed)
	for _, t := range e.Tables {
		see(t.Base)
		see(t.Missing)
		for _, r := range t.Rows {
			for _, v := range r.Cells {
				see(v)
			}
		}
	}
	if even {
		return base - 1
	}
	return 0
}
