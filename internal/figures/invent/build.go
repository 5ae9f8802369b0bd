package invent

import (
	"cmp"
	"slices"

	"verbund/internal/figures/record"
)

// build makes records with the counts of a solution. Answers are handed to those whose
// draft has them, as far as there are such: so columns depend on each other as they do
// in Records.
func (m *model) build(counts []int, seed uint64) []record.Record {
	d := &dice{seed + 1}
	analysed := counts[m.steps["analysed"]]
	drafts := m.drafts(seed, analysed)
	values := make([][]record.Answer, analysed)
	for i := range values {
		values[i] = make([]record.Answer, len(m.columns))
	}
	for column := range m.columns {
		f := filling{m, d, column, counts, drafts, values}
		if m.net.book.Columns[column].Multi() {
			f.several()
		} else {
			f.one()
		}
	}
	return m.rows(counts, d, drafts, values)
}

// filling is handing out the answers of a column.
type filling struct {
	*model
	dice   *dice
	column int
	counts []int
	drafts [][]record.Answer
	values [][]record.Answer
}

// drafted is how near an answer is to what the draft says: 2 where it is the first
// answer there, 1 where it is another.
func (f *filling) drafted(person int, codes []int) int {
	for at, code := range f.drafts[person][f.column] {
		if slices.Contains(codes, int(code)) {
			if at == 0 {
				return 2
			}
			return 1
		}
	}
	return 0
}

// fit is drafted, and what is within what: never where it may not be, and first where
// it must be.
func (f *filling) fit(person, code int) int {
	const never, first = -1, 3
	for _, in := range f.net.words.within {
		part, partCode := f.net.cell(in.Part)
		whole, wholeCode := f.net.cell(in.Whole)
		switch {
		case f.column == part && whole < part && code == int(partCode) && !slices.Contains(f.values[person][whole], wholeCode):
			return never
		case f.column == whole && part < whole && slices.Contains(f.values[person][part], partCode):
			if code == int(wholeCode) {
				return first
			}
			return never
		}
	}
	return f.drafted(person, []int{code})
}

// one hands out a column of one answer.
func (f *filling) one() {
	l := f.columns[f.column]
	type lot struct{ code, need, spare int }
	var lots []lot
	for code, v := range l.codes {
		if v < 0 || f.counts[v] == 0 {
			continue
		}
		spare := holding(f.drafts, f.column, code) - f.counts[v]
		for _, in := range f.net.words.within {
			for _, side := range []string{in.Part, in.Whole} {
				if column, c := f.net.cell(side); column == f.column && int(c) == code {
					spare = mostRecords // it has the least choice, so it chooses first
				}
			}
		}
		lots = append(lots, lot{code, f.counts[v], spare})
	}
	slices.SortStableFunc(lots, func(a, b lot) int { return cmp.Compare(b.spare, a.spare) })
	open := all(len(f.values))
	for _, lot := range lots {
		for _, person := range f.pick(open, lot.need, func(person int) int { return f.fit(person, lot.code) }) {
			f.values[person][f.column] = record.Answer{uint16(lot.code)}
		}
		open = slices.DeleteFunc(open, func(person int) bool { return f.values[person][f.column] != nil })
	}
}

// pick are as many of the people as are needed, those who fit best first, and by chance
// among equals. Nobody is picked who may never be.
func (f *filling) pick(people []int, need int, fit func(person int) int) []int {
	type bid struct {
		person int
		worth  uint64
	}
	if need == 0 {
		return nil
	}
	bids := make([]bid, 0, len(people))
	for _, person := range people {
		if n := fit(person); n >= 0 {
			bids = append(bids, bid{person, uint64(n)<<48 | f.dice.next()>>16})
		}
	}
	slices.SortFunc(bids, func(a, b bid) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.person, b.person))
	})
	var out []int
	for _, b := range bids[:min(need, len(bids))] {
		out = append(out, b.person)
	}
	return out
}

// several hands out the blocks of a column, then within each its members.
func (f *filling) several() {
	l := f.columns[f.column]
	needs := make([]int, len(l.blocks))
	for i, b := range l.blocks {
		needs[i] = f.counts[b.union]
	}
	has := f.cover(all(len(f.values)), needs, l.must, func(person, b int) int { return f.drafted(person, l.blocks[b].codes) })
	answers := make([][][]int, len(l.blocks)) // codes by block and person
	for i, b := range l.blocks {
		answers[i] = make([][]int, len(f.values))
		var people []int
		for person, blocks := range has {
			if slices.Contains(blocks, i) {
				people = append(people, person)
			}
		}
		if b.members == nil {
			for _, person := range people {
				answers[i][person] = []int{b.codes[0]}
			}
			continue
		}
		needs := make([]int, len(b.members))
		for n, v := range b.members {
			needs[n] = f.counts[v]
		}
		inside := f.cover(people, needs, true, func(person, n int) int { return f.drafted(person, b.codes[n:n+1]) })
		for at, person := range people {
			for _, n := range inside[at] {
				answers[i][person] = append(answers[i][person], b.codes[n])
			}
		}
	}
	for person, blocks := range has {
		for _, b := range blocks {
			for _, code := range answers[b][person] {
				f.values[person][f.column] = append(f.values[person][f.column], uint16(code))
			}
		}
	}
	f.noneAlone(&l)
}

// noneAlone hands what somebody has beside "none" to the first who has something else,
// and nothing of the same block yet: so that as many people as before are in each code
// and in each block. What nobody can take stays.
func (f *filling) noneAlone(l *layout) {
	column := &f.net.book.Columns[f.column]
	none := func(code uint16) bool { return isNone(column, code) }
	block := func(code uint16) int {
		return slices.IndexFunc(l.blocks, func(b block) bool { return slices.Contains(b.codes, int(code)) })
	}
	for person := range f.values {
		own := f.values[person][f.column]
		if len(own) < 2 || !slices.ContainsFunc(own, none) {
			continue
		}
		f.values[person][f.column] = slices.DeleteFunc(slices.Clone(own), func(code uint16) bool {
			if none(code) {
				return false
			}
			for other := range f.values {
				has := f.values[other][f.column]
				taken := func(c uint16) bool { return none(c) || block(c) == block(code) }
				if len(has) > 0 && !slices.ContainsFunc(has, taken) {
					f.values[other][f.column] = append(has, code)
					return true
				}
			}
			return false
		})
	}
}

// cover gives each of some things to as many people as need it, nobody one thing
// twice; where it must, so that everybody has one. Needs must then be enough for
// everybody, and none may be more than there are people. What somebody was given
// first stands first.
func (f *filling) cover(people []int, needs []int, must bool, fit func(person, thing int) int) [][]int {
	has := make([][]int, len(people))
	first := make([]int, len(needs))
	if must {
		first = f.firsts(needs, len(people))
	}
	give := func(thing, n int, may func(at int) bool) {
		for _, at := range f.pick(all(len(people)), n, func(at int) int {
			if !may(at) {
				return -1
			}
			return fit(people[at], thing)
		}) {
			has[at] = append(has[at], thing)
		}
	}
	order := all(len(needs))
	spare := make([]int, len(needs))
	for thing := range needs {
		if spare[thing] = -needs[thing]; needs[thing] == 0 {
			continue
		}
		for _, person := range people {
			if fit(person, thing) > 0 {
				spare[thing]++
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(spare[b], spare[a]) })
	for _, thing := range order {
		give(thing, first[thing], func(at int) bool { return len(has[at]) == 0 })
	}
	for thing := range needs {
		give(thing, needs[thing]-first[thing], func(at int) bool { return !slices.Contains(has[at], thing) })
	}
	return has
}

// firsts are how many get each thing as their first, so that everybody has one.
func (f *filling) firsts(needs []int, people int) []int {
	first := slices.Clone(needs)
	left := 0
	for _, n := range first {
		left += n
	}
	for ; left > people; left-- {
		at := f.dice.below(left)
		for thing := range first {
			if at -= first[thing]; at < 0 {
				first[thing]--
				break
			}
		}
	}
	return first
}

// rows are records of all that were documented, in an order that says nothing.
func (m *model) rows(counts []int, d *dice, drafts, values [][]record.Answer) []record.Record {
	documented, consented, fresh, centres := counts[m.steps["documented"]], counts[m.steps["consented"]], counts[m.steps["new"]], counts[m.steps["centres"]]
	all := make([]record.Record, documented)
	for i := range all {
		r := record.Record{Year: m.year, New: "no", Released: i < consented}
		switch {
		case i < len(values):
			r.Values = values[i]
		case r.Released:
			r.Values = m.net.draw(d, m.year)
			m.net.spoil(d, r)
		}
		all[i] = r
	}
	shuffle(d, all)
	for i := range all[:min(fresh, len(all))] {
		all[i].New = "yes"
	}
	shuffle(d, all)
	for i := range all {
		if all[i].Centre = centreCode(i); i >= centres {
			all[i].Centre = centreOf(d, centres)
		}
	}
	shuffle(d, all)
	return all
}

func shuffle(d *dice, all []record.Record) {
	for i := len(all) - 1; i > 0; i-- {
		j := d.below(i + 1)
		all[i], all[j] = all[j], all[i]
	}
}
