package places

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// complete answers the beginning of a name. From four characters on, a place
// that is alone or dominates the others is taken; else it suggests the largest.
// It reports whether any name begins so.
func (t *Table) complete(a *Answer, text string) bool {
	const enough = 4
	names := t.names()
	from, _ := slices.BinarySearchFunc(names, text, func(n name, text string) int { return strings.Compare(n.text, text) })
	var refs []ref
	for _, n := range names[from:] {
		if !strings.HasPrefix(n.text, text) {
			break
		}
		refs = append(refs, n.ref)
	}
	if len(refs) == 0 {
		return false
	}
	refs = t.heaviestFirst(refs)
	if len(text) >= enough && t.dominates(refs) {
		p := t.place(refs[0])
		a.Place = &p
		refs = refs[1:]
	}
	for _, r := range refs[:min(len(refs), mostAnswers)] {
		a.Suggestions = append(a.Suggestions, t.place(r))
	}
	return true
}

// similar suggests places whose names differ from the text by one or two slips:
// a letter too many, too few, another one, or two swapped.
func (t *Table) similar(text string) []Place {
	most := 2
	switch {
	case len(text) < 3 || len(text) > 60:
		return nil
	case len(text) < 6:
		most = 1
	}
	letters := lettersOf(text)
	best := map[ref]int{}
	var d slips
	for _, n := range t.names() {
		if len(n.text)-len(text) > most || len(text)-len(n.text) > most || bits.OnesCount32(n.letters^letters) > 2*most {
			continue
		}
		if s := d.between(n.text, text, most); s <= most {
			if old, ok := best[n.ref]; !ok || s < old {
				best[n.ref] = s
			}
		}
	}
	refs := make([]ref, 0, len(best))
	for r := range best {
		refs = append(refs, r)
	}
	slices.SortFunc(refs, func(x, y ref) int {
		return cmp.Or(cmp.Compare(best[x], best[y]), cmp.Compare(t.weight(y), t.weight(x)), cmp.Compare(x, y))
	})
	var all []Place
	for _, r := range refs[:min(len(refs), mostAnswers)] {
		all = append(all, t.place(r))
	}
	return all
}

// lettersOf tells which letters occur in a text. Two texts that are k slips
// apart differ in at most 2k of the bits.
func lettersOf(text string) uint32 {
	var set uint32
	for i := range len(text) {
		set |= 1 << (text[i] & 31)
	}
	return set
}

// slips counts slips; it keeps its rows between calls.
type slips struct{ rows [3][128]uint8 }

// between returns how many slips lie between two texts of at most 100 bytes
// (optimal string alignment), or more than most as soon as that is certain.
func (d *slips) between(a, b string, most int) int {
	if len(a) > 100 || len(b) > 100 {
		return most + 1
	}
	before, last, row := &d.rows[0], &d.rows[1], &d.rows[2]
	for j := range len(b) + 1 {
		last[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint8(i)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			v := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				v = min(v, before[j-2]+1)
			}
			row[j] = v
			least = min(least, v)
		}
		if int(least) > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return int(last[len(b)])
}
