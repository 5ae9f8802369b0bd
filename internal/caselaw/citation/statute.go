package citation

import (
	"strconv"
	"strings"
)

// A group is what one "§", "§§" or "Art." opens: one section or an enumeration of
// sections, each with its parts, and the book that they are of.

// item is one section of a group.
type item struct {
	start   int // of its number, or of the sign before it
	number  int // where its number ends
	end     int // where its parts end
	stop    int // the same without "f." and "ff."
	norms   int // how many norms it names, the last of finder.norms when it was read
	written [8]byte
	parts   int
}

// statutes reads the group whose sign stands from i to j, and those that follow it
// without a sign of their own after its book, "§§ 167 VwGO, 708 Nr. 11, 711 ZPO". It
// returns where to go on.
func (f *finder) statutes(i, j int, plural, article bool) int {
	stop := f.statute(i, j, plural, article)
	for f.named {
		next, through := join(f.s, stop)
		if next == 0 || through || !isDigit(at(f.s, next)) || !listed(f.s, next) || f.startsNumber(next) {
			break
		}
		on := f.statute(next, next, plural, article)
		if on == next {
			break
		}
		stop = on
	}
	return stop
}

// statute reads the group whose sign stands from i to j, "§", "§§", "Art."; of a group
// without a sign i and j are the same, and nothing is read unless a book follows. It
// returns where to go on.
func (f *finder) statute(i, j int, plural, article bool) int {
	s := f.s
	start := i
	number := space(s, j)
	f.named = false
	f.items, f.norms = f.items[:0], f.norms[:0]
	end := f.members(i, number, plural, article)
	if end == 0 {
		return j
	}
	before, beforeStart := "", 0
	if i < j {
		before, beforeStart = f.bookBefore(i)
	}
	if before != "" && len(f.out) > 0 && f.out[len(f.out)-1].End > beforeStart { // it is of the citation before
		before = ""
	}
	leading := before != "" || f.leading && i-f.leadingEnd < 4
	book, from, to, old, inside := f.bookAfter(end, article)
	if book != "" && (leading || strings.IndexByte(s[end:from], '\n') >= 0) && f.signAt(space(s, to)) {
		book, to, old, inside = "", 0, false, 0 // it is of the section that follows, "VwGO § 80, AGVwGO Art. 5"
	}
	if book != "" {
		before, leading = "", false
	}
	if i == j && book == "" {
		return i
	}
	f.leading, f.leadingEnd = leading, end
	stop := end
	if to > 0 {
		stop = to
	}
	if f.commentary(stop) || f.reporter(i) {
		f.settle()
		return stop
	}
	if book == "" && before == "" && (f.contract(end) || f.foreign(i)) {
		f.settle()
		return stop
	}
	if before != "" {
		start = beforeStart
	}
	// Do citations that still wait for their book hang on this group?
	if !f.linked(i) || before != "" {
		f.settle()
	}
	first := len(f.out)
	norm := 0
	for k := range f.items {
		it := &f.items[k]
		c := Citation{Start: it.start, End: it.number, Kind: Statute}
		if k == 0 {
			c.Start = start
		}
		c.Norm = f.norms[norm]
		c.Norm.Old = old
		if it.norms > 1 {
			c.More = append([]Norm(nil), f.norms[norm+1:norm+it.norms]...)
		}
		norm += it.norms
		last := k == len(f.items)-1
		switch {
		case last && to > 0:
			c.End = to
			if inside > 0 {
				c.Start = inside
			}
		case last && before != "":
			c.End = it.stop
		}
		f.out = append(f.out, c)
	}
	if book == "" {
		book = before
	}
	if book != "" {
		f.waits = min(f.waits, first)
		f.give(book, f.waits)
		f.remember(book, article, stop)
	} else {
		f.waits = min(f.waits, first)
		f.waitEnd = end
	}
	f.named = to > 0 && inside == 0
	return stop
}

// members reads the sections of a group that begin at number; sign is where the sign
// before them begins. It returns where they end, 0 where there is no section.
func (f *finder) members(sign, number int, plural, article bool) int {
	s := f.s
	start, at, end := sign, number, 0
	last := 0 // the number of the section before
	for len(f.items) < 400 {
		section, e := sectionNumber(s, at, article)
		if e == 0 {
			break
		}
		value, _ := strconv.Atoi(leadingDigits(section))
		if len(f.items) > 0 && value <= last && !article && f.items[len(f.items)-1].parts > 0 && value <= mostParts && !paragraphAfter(s, e) {
			break
		}
		it := item{start: start, number: e, stop: e}
		n := Norm{Section: section, Article: article}
		if next, through := join(s, e); through && listed(s, next) && !f.startsNumber(next) {
			if until, u := sectionNumber(s, next, article); u > 0 {
				if v, _ := strconv.Atoi(leadingDigits(until)); v >= value && (plural || article || v-value < 400) {
					n.Until, e, it.number, it.stop = until, u, u, u
					value = v
				}
			}
		}
		last = value
		if mark, m := following(s, e); m > 0 {
			n.Following, e = mark, m
		}
		f.norms = append(f.norms, n)
		it.norms = 1
		it.end = f.parts(&it, e, plural, value)
		f.items = append(f.items, it)
		end = it.end
		next, through := join(s, end)
		if next == 0 || through || next >= len(s) || !isDigit(s[next]) {
			break
		}
		if !plural && !article && it.parts > 0 {
			if n, e := sectionNumber(s, next, false); e == 0 || !paragraphAfter(s, e) && (integer(leadingDigits(n)) <= mostParts || it.written[it.parts-1] == 'n') {
				break
			}
		}
		if !listed(s, next) {
			break
		}
		start, at = next, next
	}
	return end
}

// mostParts is how many Absätze and Sätze a section has at most when a number after
// another could be a further section as well, "§ 920 Abs. 2, 294 ZPO".
const mostParts = 20

// paragraphAfter tells whether an Absatz follows at i, which shows that the number before
// it is a section.
func paragraphAfter(s string, i int) bool {
	part, value := label(s, space(s, i))
	return part == 'p' && (isDigit(at(s, value)) || isUpper(at(s, value)))
}

// listed tells whether the number at i may be a member of an enumeration: it is not a
// date, an edition, a sum or the count of something.
func listed(s string, i int) bool {
	e := digits(s, i)
	if e-i > 4 {
		return false
	}
	if e < len(s) && isLower(s[e]) {
		e++
	}
	if e >= len(s) {
		return true
	}
	switch s[e] {
	case '.':
		k := space(s, e+1)
		if k < len(s) && (isDigit(s[k]) || has(s, k, "Auf") || isMonth(s, k) || has(s, k, "BImSch") || has(s, k, "Alt") || has(s, k, "H") || has(s, k, "Sen") || has(s, k, "Kam")) {
			return false
		}
	case '/', ':':
		return e+1 >= len(s) || !isDigit(s[e+1])
	case '%', '<':
		return false
	}
	k := space(s, e)
	if k >= len(s) {
		return true
	}
	if has(s, k, "€") || has(s, k, "%") || has(s, k, "EUR") || has(s, k, "DM") || has(s, k, "Euro") ||
		has(s, k, "Monat") || has(s, k, "Jahr") || has(s, k, "Tag") || has(s, k, "Woche") || has(s, k, "Stunde") || has(s, k, "Prozent") {
		return false
	}
	return letter(s, e) == 0
}

// sectionNumber reads the number of a section or article at i, "232a", "1908i", "4 a".
func sectionNumber(s string, i int, article bool) (string, int) {
	if i >= len(s) {
		return "", 0
	}
	if !isDigit(s[i]) {
		if article {
			if e := romanRun(s, i); e > i && roman(s[i:e]) > 0 && ends(s, e) {
				return s[i:e], e
			}
		}
		return "", 0
	}
	e := digits(s, i)
	if e-i > 4 || s[i] == '0' {
		return "", 0
	}
	return lettered(s, i, e)
}

// following reads "f." or "ff." at i and returns "f" or "ff".
func following(s string, i int) (string, int) {
	k := space(s, i)
	if k >= len(s) || s[k] != 'f' {
		return "", 0
	}
	e := word(s, k)
	w := s[k:e]
	if w != "f" && w != "ff" || !ends(s, e) {
		return "", 0
	}
	if e < len(s) && s[e] == '.' && !sentenceEnd(s, e) {
		e++
	}
	return w, e
}

// sentenceEnd tells whether the full stop at i ends a sentence.
func sentenceEnd(s string, i int) bool {
	k := space(s, i+1)
	return k >= len(s) || k == i+1 && ends(s, k) && s[k] == '\n'
}
