package caselaw

import (
	"cmp"
	"slices"
	"strings"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/decision"
)

// alike is a decision that may be similar to another, with what speaks for it.
type alike struct {
	Number int64
	Keys   []string // what both cite in their texts, as Store.Together says
	Entry  *decision.Entry
	Rank   int // its place in a search for the words of the other, from 1; 0 where it was not found
}

// mostSimilar is how many similar decisions are shown.
const mostSimilar = 6

// similarTo brings decisions into the order in which they are similar to an entry, and
// leaves out those that have nothing in common with it but a word. First count decisions
// that both cite, then provisions that both rest on, each the more the fewer others do;
// then form of exploitation, sector and field; at last the words. rare says how many
// decisions cite a key.
func similarTo(e *decision.Entry, all []alike, rare map[string]int) []int64 {
	type scored struct {
		number int64
		score  [3]int
	}
	mine := actsOf(e)
	borne := map[string]int{} // how many of all rest on a provision
	theirs := make([][]string, len(all))
	for i, a := range all {
		theirs[i] = actsOf(a.Entry)
		for _, key := range theirs[i] {
			borne[key]++
		}
	}
	var list []scored
	for i, a := range all {
		s := scored{number: a.Number}
		for _, key := range a.Keys {
			weight := rarity(rare[key])
			if !strings.HasPrefix(key, "norm:") {
				weight *= 3
			}
			s.score[0] += weight
		}
		for _, key := range theirs[i] {
			if slices.Contains(mine, key) {
				s.score[0] += rarity(1 + borne[key])
			}
		}
		s.score[1] = 3*common(e.Forms, a.Entry.Forms) + 2*common(e.Sectors, a.Entry.Sectors) + common(e.Fields, a.Entry.Fields)
		if a.Rank > 0 {
			s.score[2] = max(1, 100-a.Rank)
		}
		if s.score[0] > 0 || s.score[1] > 1 || s.score[2] > 0 && s.score[1] > 0 {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score[0], a.score[0]), cmp.Compare(b.score[1], a.score[1]), cmp.Compare(b.score[2], a.score[2]), cmp.Compare(a.number, b.number))
	})
	var numbers []int64
	for _, s := range list[:min(mostSimilar, len(list))] {
		numbers = append(numbers, s.number)
	}
	return numbers
}

// rarity is how much it says that n decisions have something in common: 12 of two, 1 of
// very many.
func rarity(n int) int { return max(1, 24/max(2, n)) }

func common(a, b []string) (n int) {
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

// actsOf are the provisions that an entry rests on, as keys of their sections.
func actsOf(e *decision.Entry) (all []string) {
	for _, n := range e.Norms {
		key := sectionOf(n.Text)
		if parsed, ok := citation.ParseNorm(n.Text); ok {
			if keys := parsed.Prefixes(); len(keys) > 0 {
				key = keys[0]
			}
		}
		if !slices.Contains(all, key) {
			all = append(all, key)
		}
	}
	return all
}
