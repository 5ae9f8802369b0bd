package invent

import (
	"slices"
	"strconv"
	"strings"

	"verbund/internal/figures/record"
	"verbund/internal/platform/text"
)

// row finds what counts the records with any of some answers: one row, or several that
// exclude each other.
func (v *vocabulary) row(column string, words ...string) (rows []string, ok bool) {
	for _, word := range words {
		found := v.word(column, strings.TrimSpace(word))
		if found == nil {
			return nil, false
		}
		rows = append(rows, found...)
	}
	if len(rows) == 1 {
		return rows, true
	}
	var codes []string
	for _, r := range rows {
		codes = append(codes, v.codes(column, r)...)
	}
	slices.Sort(codes)
	if len(slices.Compact(slices.Clone(codes))) != len(codes) {
		return nil, false
	}
	for _, b := range v.plan.Bundles {
		if b.Column == column && slices.Equal(codes, slices.Sorted(slices.Values(b.Codes))) {
			return []string{b.ID}, true
		}
	}
	_, c := v.book.Column(column)
	return rows, !c.Multi()
}

// word finds the rows of a folded word; nil where there are none.
func (v *vocabulary) word(column, word string) []string {
	if row, ok := v.words[column][word]; ok {
		return []string{row}
	}
	_, c := v.book.Column(column)
	for _, code := range c.Codes {
		for _, name := range []string{code.ID, strings.ReplaceAll(code.ID, "-", " "), code.De, code.En} {
			if name != "" && text.Fold(name) == word {
				return []string{code.ID}
			}
		}
	}
	for _, b := range v.plan.Bundles {
		if b.Column == column && (text.Fold(b.De) == word || text.Fold(b.En) == word) {
			return []string{b.ID}
		}
	}
	if c.Kind == record.Countries {
		for _, g := range v.book.Groups {
			if text.Fold(g.De) == word || text.Fold(g.En) == word {
				return []string{g.ID}
			}
		}
		if v.country != nil {
			if code, ok := v.country(word); ok {
				return []string{code}
			}
		}
		return nil
	}
	return bands(c, word)
}

// bands are the codes of a column that together are a range such as 18-29 or 30+; nil
// where the range begins or ends within one of them.
func bands(c *record.Column, asked string) (found []string) {
	from, to, ok := ends(asked)
	if !ok {
		return nil
	}
	next := from
	for _, code := range c.Codes {
		a, b, ok := ends(code.ID)
		if ok && a == next && b <= to {
			found, next = append(found, code.ID), b+1
		}
	}
	if next != to+1 {
		return nil
	}
	return found
}

// oldest stands for the end of a range that has none.
const oldest = 199

func ends(written string) (from, to int, ok bool) {
	if first, open := strings.CutSuffix(written, "+"); open {
		from, err := strconv.Atoi(first)
		return from, oldest, err == nil
	}
	first, last, found := strings.Cut(written, "-")
	from, err := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	return from, to, found && err == nil && err2 == nil && from <= to && to < oldest
}
