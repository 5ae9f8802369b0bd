package pdf

import (
	"slices"
	"unicode"
)

// logical puts a line in the order in which it is read. Glyphs come in the order in
// which they stand on the page, so words of Arabic, Hebrew and the like come with
// their last letter first; numbers and Latin words within them do not.
func logical(s string) string {
	right, left := 0, 0
	for _, r := range s {
		if isRightToLeft(r) {
			right++
		} else if unicode.IsLetter(r) {
			left++
		}
	}
	if right == 0 {
		return s
	}
	all := []rune(s)
	if right > left {
		slices.Reverse(all)
		turnRuns(all, func(r rune) bool { return unicode.IsLetter(r) && !isRightToLeft(r) || unicode.IsDigit(r) })
	} else {
		turnRuns(all, isRightToLeft)
	}
	return string(all)
}

// turnRuns turns the runs of signs of a kind, with what stands between two of them.
func turnRuns(all []rune, of func(rune) bool) {
	for i := 0; i < len(all); {
		if !of(all[i]) {
			i++
			continue
		}
		end := i + 1
		for j := i + 1; j < len(all) && (of(all[j]) || !unicode.IsLetter(all[j])); j++ {
			if of(all[j]) {
				end = j + 1
			}
		}
		slices.Reverse(all[i:end])
		i = end
	}
}

// seen is what a glyph shows, in the order in which it stands on the page: a ligature
// of letters that are read from right to left is turned as the others are.
func seen(s string) string {
	all := []rune(s)
	if len(all) < 2 || !isRightToLeft(all[0]) {
		return s
	}
	slices.Reverse(all)
	return string(all)
}

func isRightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko) && unicode.IsLetter(r)
}
