package places

import (
	"slices"
	"strings"
)

// findCode answers a query that holds a postal code, or the first digits of one
// and nothing else. Words beside the code are not looked at.
func (t *Table) findCode(a *Answer, words []string) bool {
	digits, whole := "", true
	for _, w := range words {
		d := w
		for _, before := range []string{"de", "d"} {
			if rest, found := strings.CutPrefix(d, before); found && rest != "" && isDigits(rest) {
				d = rest
			}
		}
		if n := leadingDigits(d); n == 5 {
			d = d[:n]
		}
		switch {
		case isDigits(d) && len(d) == 5:
			return t.findWholeCode(a, d)
		case isDigits(d):
			digits += d
		case w != "d" && w != "de" && w != "plz":
			whole = false
		}
	}
	switch {
	case digits == "":
		return false
	case len(digits) >= 5:
		return t.findWholeCode(a, digits[:5])
	case whole || len(digits) > 1 && t.townOfCodes(digits, words):
		return t.findArea(a, digits)
	}
	return false
}

// townOfCodes tells whether all words beside the digits begin the name of a town
// with such codes: the label of an area, "221 Hamburg".
func (t *Table) townOfCodes(digits string, words []string) bool {
	for _, c := range t.codesFrom(digits) {
		named := fold(c.name)
		if !slices.ContainsFunc(words, func(w string) bool { return w != digits && !strings.Contains(named, w) }) {
			return true
		}
	}
	return false
}

func (t *Table) findWholeCode(a *Answer, digits string) bool {
	if found := t.codesFrom(digits); len(found) > 0 {
		p := t.place(refTo(PostalCode, t.codeNumber(digits)))
		a.Place = &p
		return true
	}
	for n := 4; n > 2; n-- {
		if len(t.codesFrom(digits[:n])) > 0 {
			return t.findArea(a, digits[:n])
		}
	}
	if len(t.codesFrom(digits[:2])) > 0 {
		a.Suggestions = t.areas(digits[:2])
	}
	return true
}

// findArea answers the first digits of a code with the middle of the codes that
// begin so, and suggests some of them; one digit alone only gets suggestions.
func (t *Table) findArea(a *Answer, digits string) bool {
	found := t.codesFrom(digits)
	if len(found) == 0 {
		return true
	}
	a.Suggestions = t.areas(digits)
	if len(digits) > 1 {
		p := t.area(digits, found)
		a.Place = &p
	}
	return true
}

// areas suggests how digits may go on.
func (t *Table) areas(digits string) []Place {
	var all []Place
	for last := ""; len(all) < mostAnswers; {
		from := t.codeNumber(digits + last)
		if last != "" {
			for from < len(t.codes) && strings.HasPrefix(t.codes[from].digits, digits+last) {
				from++
			}
		}
		if from >= len(t.codes) || !strings.HasPrefix(t.codes[from].digits, digits) {
			break
		}
		last = t.codes[from].digits[len(digits) : len(digits)+1]
		if len(digits) == 4 {
			all = append(all, t.place(refTo(PostalCode, from)))
			continue
		}
		all = append(all, t.area(digits+last, t.codesFrom(digits+last)))
	}
	return all
}

// area is the place of all codes that begin with two to four digits.
func (t *Table) area(digits string, of []code) Place {
	var lat, lon int64
	names := map[string]int{}
	lands := map[string]int{}
	p := Place{Kind: PostalCode, PostalCode: digits}
	district := of[0].district
	for _, c := range of {
		lat += int64(c.spot.lat)
		lon += int64(c.spot.lon)
		land := t.districts[c.district].land()
		if names[c.name]++; p.Name == "" || names[c.name] > names[p.Name] {
			p.Name = c.name
		}
		if lands[land]++; p.Land == "" || lands[land] > lands[p.Land] {
			p.Land = land
		}
		if c.district != district {
			district = -1
		}
	}
	n := int64(len(of))
	p.Point = spot{int32(lat / n), int32(lon / n)}.point()
	if district >= 0 {
		d := t.districts[district]
		p.District, p.DistrictName = d.ags, d.fullName()
	}
	p.label = digits + " " + p.Name
	return p
}

func (t *Table) codeNumber(digits string) int {
	n, _ := slices.BinarySearchFunc(t.codes, digits, func(c code, digits string) int { return strings.Compare(c.digits, digits) })
	return n
}

// codesFrom returns the codes that begin with digits.
func (t *Table) codesFrom(digits string) []code {
	from := t.codeNumber(digits)
	to := t.codeNumber(digits + ":") // the character after 9
	return t.codes[from:to]
}

// leadingDigits counts the digits that s begins with.
func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func isDigits(s string) bool { return s != "" && leadingDigits(s) == len(s) }
