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

// statute reads the group whose sign stands from i to j, "§", "§§", "Art.". A group may
// come without a sign of its own after another that had its book, "§§ 167 VwGO, 711
// ZPO"; i and j are then the same, and nothing is read unless a book follows. It returns
// where to go on.
func (f *finder) statute(i, j int, plural, article bool) int {
	s := f.s
	start := i
	number := space(s, j)
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
	if to > 0 && inside == 0 {
		if next, through := join(s, stop); next > 0 && !through && isDigit(at(s, next)) && listed(s, next) && !f.startsNumber(next) {
			if on := f.statute(next, next, plural, article); on > next {
				return on
			}
		}
	}
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
		if next, through := join(s, e); through {
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

// parts reads the parts of a section from e on, and returns where they end.
func (f *finder) parts(it *item, e int, plural bool, section int) int {
	s := f.s
	cur := len(f.norms) - 1
	end := e
	var romanParagraph bool
	for range 60 {
		k := space(s, end)
		comma := false
		if k < len(s) && s[k] == ',' {
			comma = true
			k = space(s, k+1)
		}
		if k >= len(s) {
			break
		}
		if has(s, k, "Teil ") && !comma && it.parts == 0 { // Art. 13 Teil B Buchst. b
			if e := word(s, k+5); e-k <= 7 && upper(s, k+5) {
				end = e
				continue
			}
		}
		if to := indent(s, k); to > 0 && !comma && it.parts > 0 {
			end, it.stop = to, to
			continue
		}
		if f.norms[cur].Article && it.parts == 0 && has(s, k, "§ ") && !comma { // Art. 6 § 1 EMRK
			if d := digits(s, space(s, k+3)); d > k+3 && d-k < 7 {
				f.set(it, cur, 'p', s[space(s, k+3):d])
				end, it.stop = d, d
				continue
			}
		}
		part, value, to := f.nextPart(it, k, comma, romanParagraph)
		if part == 0 {
			// further values of the last part, "Abs. 1 und 2", or another part of the same section
			if it.parts == 0 {
				break
			}
			next, through := join(s, end)
			if next == 0 {
				next = connection(s, space(s, end))
				if p, _ := label(s, next); p == 0 {
					break
				}
			}
			lastPart := it.written[it.parts-1]
			if p, v := label(s, next); p != 0 && !through {
				value, to := valueOf(s, v, p)
				if to == 0 {
					break
				}
				cur = f.further(it, p, value)
				end, it.stop = to, to
				romanParagraph = false
				continue
			}
			var value string
			var to int
			if romanParagraph && lastPart == 'p' {
				value, to = romanValue(s, next)
			}
			if to == 0 {
				value, to = valueOf(s, next, lastPart)
				if to > 0 && lastPart == 'l' && to-next > 1 && s[next] != s[next+1] {
					break
				}
				if to > 0 && isDigit(s[next]) {
					n, _ := strconv.Atoi(leadingDigits(value))
					if !listed(s, next) || plural && n > section && !through || n > mostParts && lastPart != 'n' || paragraphAfter(s, to) {
						break
					}
				}
			}
			if to == 0 {
				break
			}
			if through {
				f.upTo(it, lastPart, value)
			}
			cur = f.further(it, lastPart, value)
			end, it.stop = to, to
			continue
		}
		if f.isSet(cur, part) || f.rank(it, part) {
			cur = f.further(it, part, value)
		} else {
			f.set(it, cur, part, value)
		}
		if part == 'p' && !isDigit(s[k]) && isUpper(s[k]) && s[k] != 'A' {
			romanParagraph = true
		}
		end = to
		it.stop = end
		if mark, m := following(s, end); m > 0 && part != 'l' {
			f.norms[cur].Following = mark
			end = m
		}
	}
	return end
}

// indent reads "dritter Gedankenstrich", "2. Spiegelstrich" at k, which has no place in a
// norm's key, and returns where it ends, 0 where there is none.
func indent(s string, k int) int {
	e := digits(s, k)
	if e > k && e-k <= 2 && at(s, e) == '.' {
		e++
	} else if e = word(s, k); e-k < 5 || e-k > 11 || !isLower(s[k]) || !has(s, e-2, "er") {
		return 0
	}
	n := space(s, e)
	w := word(s, n)
	switch s[n:w] {
	case "Gedankenstrich", "Spiegelstrich", "Anstrich":
		return w
	}
	return 0
}

// nextPart reads the part at k, in any way in which it may be written.
func (f *finder) nextPart(it *item, k int, comma, romanParagraph bool) (part byte, value string, end int) {
	s := f.s
	if p, v := label(s, k); p != 0 {
		if value, to := valueOf(s, v, p); to > 0 {
			if comma && p == 's' && k+1 < len(s) && s[k+1] == '.' && len(value) > 1 { // a page, "S. 12"
				return 0, "", 0
			}
			if (p == 'l' || isLower(s[to-1])) && to < len(s) && s[to] == ')' {
				if n := space(s, to+1); n > to+1 && n < len(s) {
					if l, _ := label(s, n); l != 0 || f.bookAt(n) {
						to++
					}
				}
			}
			return p, value, to
		}
		return 0, "", 0
	}
	if p, value, to := ordinal(s, k); p != 0 {
		return p, value, to
	}
	if it.parts > 0 && (it.written[it.parts-1] == 'n' || it.written[it.parts-1] == 's') { // Nr. 3 b)
		if e := word(s, k); e > k && e-k <= 2 && isLower(s[k]) && at(s, e) == ')' && s[k] < 'v' {
			return 'l', s[k:e], e + 1
		}
	}
	if comma {
		return 0, "", 0
	}
	if it.parts == 0 {
		if s[k] >= 'I' && s[k] <= 'X' {
			if value, to := romanValue(s, k); to > 0 && !f.startsNumber(k) {
				return 'p', value, to
			}
		}
	}
	if s[k] == '(' {
		if e := digits(s, k+1); e > k+1 && e-k < 4 && e < len(s) && s[e] == ')' && it.parts == 0 {
			return 'p', s[k+1 : e], e + 1
		}
		if e := word(s, k+1); e > k+1 && e-k < 4 && e < len(s) && s[e] == ')' && isLower(s[k+1]) && (s[k-1] == ')' || isDigit(s[k-1])) {
			return 'l', s[k+1 : e], e + 1
		}
	}
	if romanParagraph && it.parts > 0 && it.written[it.parts-1] == 'p' && isDigit(s[k]) {
		e := digits(s, k)
		if e-k <= 2 && ends(s, e) && (e >= len(s) || s[e] != '.' || sentenceEnd(s, e) || e+1 < len(s) && !isDigit(s[e+1])) {
			if p, _, _ := ordinal(s, k); p == 0 {
				return 's', s[k:e], e
			}
		}
	}
	return 0, "", 0
}

// set writes a part into the norm cur.
func (f *finder) set(it *item, cur int, part byte, value string) {
	n := &f.norms[cur]
	if part == 'd' {
		if n.Letter != "" {
			n.Letter += " " + value
			return
		}
		part = 'l'
	}
	_, _, at := n.part(part)
	*at = value
	if it.parts < len(it.written) {
		it.written[it.parts] = part
		it.parts++
	}
	n.Order = f.orderOf(it)
}

// orderOf returns the order of the parts for Norm.Order.
func (f *finder) orderOf(it *item) string {
	at := -1
	for _, p := range it.written[:it.parts] {
		k := 0
		for usual[k] != p {
			k++
		}
		if k < at {
			return string(it.written[:it.parts])
		}
		at = k
	}
	return ""
}

func (f *finder) isSet(cur int, part byte) bool {
	if part == 'd' {
		return false
	}
	_, _, at := f.norms[cur].part(part)
	return *at != ""
}

// rank tells whether an Absatz comes after lower parts were read already.
func (f *finder) rank(it *item, part byte) bool { return part == 'p' && it.parts > 0 }

// further begins another norm of the same section that has value as its part, and as
// many of the parts before it as the one before has.
func (f *finder) further(it *item, part byte, value string) int {
	n := f.norms[len(f.norms)-1]
	n.Following = ""
	if part == 'd' {
		part = 'l'
	}
	keep := 0
	for keep < it.parts && it.written[keep] != part {
		keep++
	}
	if keep == it.parts && part == 'p' {
		keep = 0
	}
	for _, p := range it.written[keep:it.parts] {
		_, _, at := n.part(p)
		*at = ""
	}
	it.parts = keep
	f.norms = append(f.norms, n)
	it.norms++
	f.set(it, len(f.norms)-1, part, value)
	return len(f.norms) - 1
}

// upTo adds the norms between the last one and value, "Abs. 1 bis 4".
func (f *finder) upTo(it *item, part byte, value string) {
	_, _, at := f.norms[len(f.norms)-1].part(part)
	from, err := strconv.Atoi(*at)
	to, wrong := strconv.Atoi(value)
	if err != nil || wrong != nil || to-from > 20 {
		return
	}
	for n := from + 1; n < to; n++ {
		f.further(it, part, small(n))
	}
}
