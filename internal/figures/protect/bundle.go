package protect

import (
	"slices"
	"strings"
)

// isWide tells whether a row is a group or a bundle.
func isWide(id string) bool { return strings.HasPrefix(id, "g-") || strings.HasPrefix(id, "b-") }

// safe are the bundles of a column that may be shown where open rows have a number of
// their own and the others have not, and rest tells whether the merged row has one.
// What a bundle takes out of the merged row, and what it leaves there, must each be
// enough records, and so must what it adds to rows that are not shown. Where several
// answers are possible, every shown member must also leave enough of the bundle.
func (c *categories) safe(open func(id string) bool, rest bool, count func(id string) int, rules Rules) []string {
	sum := func(ids []string) (n int) {
		for _, id := range ids {
			n += count(id)
		}
		return n
	}
	var closed []string
	for _, id := range c.parts {
		if !open(id) && !slices.Contains(c.rest, id) {
			closed = append(closed, id)
		}
	}
	classes := [][]string{closed, c.rest}
	whole := []bool{false, rest && c.single()} // a class that has a number of its own
	var shown []string
next:
	for _, b := range c.bundles {
		if count(b.ID) < rules.MergeBelow {
			continue
		}
		var finer [][]string
		var known []bool
		for i, class := range classes {
			in, out := split(class, b.Codes)
			if len(in) > 0 && len(out) > 0 && min(sum(in), sum(out)) < rules.Difference ||
				len(in) > 0 && len(out) == 0 && !whole[i] && sum(in) < rules.Difference {
				continue next
			}
			for _, half := range [2][]string{in, out} {
				if len(half) > 0 {
					finer, known = append(finer, half), append(known, whole[i])
				}
			}
		}
		if c.column.Multi() {
			for _, id := range b.Codes {
				if open(id) && count(b.ID)-count(id) < rules.Difference {
					continue next
				}
			}
		}
		classes, whole = finer, known
		shown = append(shown, b.ID)
	}
	return shown
}

// split parts a list into what is among ids and what is not.
func split(list, ids []string) (in, out []string) {
	for _, id := range list {
		if slices.Contains(ids, id) {
			in = append(in, id)
		} else {
			out = append(out, id)
		}
	}
	return in, out
}
