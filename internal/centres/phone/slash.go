package phone

import "strings"

// printed is a number together with the way it was printed, which is what its
// alternatives refer to.
type printed struct {
	dialled
	groups []int // how many digits stood in each group
	tail   int   // how many digits stood behind the last dash, 0 without one
}

// read returns the numbers of a piece, and the one that a following piece may
// refer to. last is the number that stood before.
func (p piece) read(last printed, region string) ([]Number, printed, error) {
	chunks := strings.Split(p.number, "/")
	for len(chunks) > 1 && !strings.ContainsFunc(chunks[0], isDigit) {
		chunks = chunks[1:] // "Tel./Fax"
	}
	if p.extended && !strings.ContainsFunc(p.extension, isDigit) { // "2394-12 Durchwahl"
		final := &chunks[len(chunks)-1]
		i := strings.LastIndex(*final, "-")
		if i < 0 {
			return nil, last, unreadable(p.number)
		}
		*final, p.extension = (*final)[:i], (*final)[i:]
	}
	all, ok := numbers(chunks, last, region)
	if !ok || p.extended && len(all) > 1 {
		return nil, last, unreadable(strings.Trim(p.number, " :.-/"))
	}
	found := make([]Number, len(all))
	for i, n := range all {
		found[i] = n.Number
		found[i].Label = strings.Join(p.labels, " ")
		found[i].Fax = p.fax && !p.telephone
	}
	if p.extended {
		digits := only(p.extension)
		if len(digits) == 0 || len(digits) > 7 || strings.ContainsAny(strings.TrimSpace(p.extension), "/+") {
			return nil, last, unreadable(p.number + " " + p.extension)
		}
		n := &found[0]
		n.Extension = digits
		n.International += " ext. " + digits
		if n.Display = n.Display + " App. " + digits; all[0].Display == all[0].International {
			n.Display = n.International
		}
	}
	return found, all[0], nil
}

// numbers resolves what stands between slashes. A slash behind the area code
// only parts it from the rest; any other one offers an alternative.
func numbers(chunks []string, last printed, region string) ([]printed, bool) {
	if n, ok := last.alternative(chunks[0], true); ok && len(chunks) == 1 {
		return []printed{n}, true // "Tel. 0711 2394-0, Fax -25"
	}
	text := chunks[0]
	base, ok := resolve(text, region)
	for i, c := range chunks[1:] {
		if !strings.ContainsFunc(c, isDigit) {
			continue
		}
		if ok { // an area code alone is never a number, so this slash is not the one behind it
			return alternatives(base, chunks[1+i:], region)
		}
		text += " " + c
		base, ok = resolve(text, region)
		if ok && !base.parted(chunks[0]) {
			return nil, false
		}
	}
	return []printed{base}, ok
}

// parted tells whether what stood before the first slash is no more than n's
// country and area code, so that the slash cannot announce an alternative.
func (n printed) parted(before string) bool {
	if n.area == 0 {
		return true
	}
	digits := only(before)
	country := strings.TrimSuffix(n.E164[1:], n.national)
	if strings.Contains(before, "+") || strings.HasPrefix(digits, "00") {
		digits = strings.TrimPrefix(strings.TrimPrefix(digits, "00"), country)
	}
	if n.national[0] != '0' {
		digits = strings.TrimPrefix(digits, "0")
	}
	return len(digits) <= n.area
}

// alternatives returns base and one number for each chunk: a whole number, or
// other last digits of base.
func alternatives(base printed, chunks []string, region string) ([]printed, bool) {
	all := []printed{base}
	for _, c := range chunks {
		if !strings.ContainsFunc(c, isDigit) {
			continue
		}
		digits := only(c)
		if whole, ok := resolve(c, region); ok && (digits[0] == '0' || strings.Contains(c, "+") || base.Short()) {
			all = append(all, whole)
			base = whole
			continue
		}
		n, ok := base.alternative(c, false)
		if !ok {
			return nil, false
		}
		all = append(all, n)
	}
	return all, true
}

// alternative puts the digits of text in the place of n's last ones. It answers
// only where print leaves no doubt how many of them are meant: the digits behind
// n's last dash, all behind the area code, or as many as stand in groups of the
// same size. With dashed it wants text to begin with a dash.
func (n printed) alternative(text string, dashed bool) (printed, bool) {
	digits := only(text)
	dash := strings.HasPrefix(strings.TrimLeft(text, " .:"), "-")
	if digits == "" || n.E164 == "" || n.Short() || strings.Contains(text, "+") || dashed && (!dash || len(digits) > 5) {
		return printed{}, false
	}
	behind := len(n.national) - n.area
	replaced := 0
	switch {
	case n.tail > 0 && n.tail < behind && n.tail <= 5 && len(digits) <= 5 && (dash || n.tail <= 2 && len(digits) > n.tail):
		replaced = n.tail
	case dashed:
		return printed{}, false
	case n.area > 0 && len(digits) >= behind && len(digits) <= behind+2:
		replaced = behind
	case len(digits) < behind && sameShape(n.groups, groups(text)):
		replaced = len(digits)
	default:
		return printed{}, false
	}
	country := strings.TrimSuffix(n.E164, n.national)
	d, ok := lookUp(country+n.national[:len(n.national)-replaced]+digits, "")
	return printed{d, n.groups, n.tail}, ok
}

// sameShape tells whether the groups of b end like those of a, or b is one group
// no longer than the last of a.
func sameShape(a, b []int) bool {
	if len(a) < len(b) {
		return false
	}
	end := a[len(a)-len(b):]
	for i := range b {
		if len(b) > 1 && b[i] != end[i] || b[i] > end[i] {
			return false
		}
	}
	return true
}
