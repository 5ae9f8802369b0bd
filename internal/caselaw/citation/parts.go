package citation

import "strconv"

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
			to := f.continued(it, end, plural, section, &romanParagraph)
			if to == 0 {
				break
			}
			cur = len(f.norms) - 1
			end, it.stop = to, to
			continue
		}
		if f.isSet(cur, part) || part == 'p' && it.parts > 0 { // an Absatz after lower parts is another one
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

// continued reads what goes on after a part that ends at end: a further value, "Abs. 1
// und 2", or another part of the same section, "Abs. 1 und Abs. 2". It returns where that
// ends, 0 where nothing of the kind follows.
func (f *finder) continued(it *item, end int, plural bool, section int, romanParagraph *bool) int {
	if it.parts == 0 {
		return 0
	}
	s := f.s
	next, through := join(s, end)
	if next == 0 {
		next = connection(s, space(s, end))
		if p, _ := label(s, next); next == 0 || p == 0 {
			return 0
		}
	}
	last := it.written[it.parts-1]
	if p, v := label(s, next); p != 0 && !through {
		value, to := valueOf(s, v, p)
		if to > 0 {
			f.further(it, p, value)
			*romanParagraph = false
		}
		return to
	}
	value, to := "", 0
	if *romanParagraph && last == 'p' {
		value, to = romanValue(s, next)
	}
	if to == 0 {
		value, to = valueOf(s, next, last)
		if to == 0 || last == 'l' && to-next > 1 && s[next] != s[next+1] {
			return 0
		}
		if isDigit(s[next]) {
			n := integer(leadingDigits(value))
			if !listed(s, next) || plural && n > section && !through || n > mostParts && last != 'n' || paragraphAfter(s, to) {
				return 0
			}
		}
	}
	if through {
		f.upTo(it, last, value)
	}
	f.further(it, last, value)
	return to
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

// How many norms the same words may name, and how many there may be beside the first of
// each citation in a text. More are left out.
const (
	mostNorms  = 40
	mostBeside = 100_000
)

// further begins another norm of the same section that has value as its part, and as
// many of the parts before it as the one before has.
func (f *finder) further(it *item, part byte, value string) int {
	if it.norms >= mostNorms || f.beside >= mostBeside {
		return len(f.norms) - 1
	}
	f.beside++
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
