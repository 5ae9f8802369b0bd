package citation

import "strings"

// article reads on from "Art." or "Artikel", from i to e.
func (f *finder) article(i, e int) int {
	s := f.s
	bare := s[i:e] == "Art"
	j := e
	if bare && at(s, j) == '.' {
		j++
		bare = false
	}
	k := space(s, j)
	if k >= len(s) || !isDigit(s[k]) && romanRun(s, k) == k {
		return 0
	}
	if bare && k == j {
		return 0
	}
	if next := f.statutes(i, j, false, true); next > j {
		return next
	}
	return 0
}

// wholeAct reads an act of the European Union without an article, from i to e.
func (f *finder) wholeAct(i, e int) int {
	book, start, end := f.act(i, false)
	if end == 0 {
		return 0
	}
	f.settle()
	f.out = append(f.out, Citation{Start: start, End: end, Kind: Statute, Norm: Norm{Book: book, Article: true}})
	f.waits = len(f.out)
	return end
}

// identifier reads an ECLI, whose first letters stand from i to e.
func (f *finder) identifier(i, e int) int {
	end := ecliEnd(f.s, i)
	if end == 0 {
		return 0
	}
	f.decided(i, end, Case{ECLI: f.s[i:end]})
	return end
}

// ecliEnd returns where the ECLI that begins at i ends, 0 where there is none: five
// parts, of which the fourth is a year and the last has letters, digits and full stops
// (Council conclusions 2011/C 127/01).
func ecliEnd(s string, i int) int {
	if len(s)-i < 5 || !strings.EqualFold(s[i:i+5], "ECLI:") {
		return 0
	}
	k := i + 5
	for part := range 4 {
		from := k
		for k < len(s) && (isDigit(s[k]) || isUpper(s[k]) || isLower(s[k]) || s[k] == '.' && (part == 3 || part == 1)) {
			k++
		}
		if k == from {
			return 0
		}
		switch part {
		case 0:
			if k-from != 2 {
				return 0
			}
		case 1:
			if k-from > 7 {
				return 0
			}
		case 2:
			if k-from != 4 || digits(s, from) != k {
				return 0
			}
		case 3:
			if k-from > 40 {
				return 0
			}
			for k > from && s[k-1] == '.' {
				k--
			}
			k = unglued(s, from, k)
			if k == from {
				return 0
			}
			return k
		}
		if at(s, k) != ':' {
			return 0
		}
		k++
	}
	return 0
}

// unglued returns where an ECLI that ends at k ends without the name of the court that a
// lost line end made part of it, "…IIIB82.23.0BFH".
func unglued(s string, from, k int) int {
	w := wordBefore(s, k)
	if w <= from || w == k || s[w-1] != '0' || at(s, w-2) != '.' {
		return k
	}
	switch s[w:k] {
	case "BFH", "BGH", "BVerwG", "BVerfG", "BAG", "BSG", "BPatG":
		return w
	}
	return k
}

// unionNumber returns where a case number of the Court of Justice or the General Court
// that begins at i ends, "C-269/00", "T-12/09 P", 0 where there is none.
func unionNumber(s string, i int) int {
	if c := at(s, i); c != 'C' && c != 'T' && c != 'F' {
		return 0
	}
	n := dash(s, i+1)
	if n == 0 {
		return 0
	}
	k := i + 1 + n
	e := digits(s, k)
	if e == k || e-k > 4 || at(s, e) != '/' {
		return 0
	}
	y := digits(s, e+1)
	if y-e-1 != 2 || !ends(s, y) {
		return 0
	}
	for _, mark := range [...]string{" PPU", " P(R)", " P-R", " P", " RENV", " R"} {
		if has(s, y, mark) && ends(s, y+len(mark)) {
			return y + len(mark)
		}
	}
	return y
}

// unionCase reads a case number of the Court of Justice, whose letter stands at i.
func (f *finder) unionCase(i, e int) int {
	if e != i+1 {
		return 0
	}
	end := unionNumber(f.s, i)
	if end == 0 {
		return 0
	}
	c := Case{Court: "EuGH", FileNumber: f.s[i:end]}
	if f.s[i] == 'T' {
		c.Court = "EuG"
	}
	if f.dayEnd > 0 && f.dayEnd <= i && i-f.dayEnd < 100 && !strings.ContainsAny(f.s[f.dayEnd:i], ".;0123456789") {
		c.Date = f.day // the parties may stand between, "vom 1. Juli 2008, Turco/Rat, C-39/05 P"
	}
	f.decided(i, end, c)
	return end
}

// matter reads a case number after "Rs.", from i to e; the older ones have no letter,
// "Rs. 6/64".
func (f *finder) matter(i, e int) int {
	s := f.s
	k := e
	if at(s, k) == '.' {
		k++
	}
	k = space(s, k)
	y := oldUnionNumber(s, k)
	if y == 0 {
		return 0
	}
	f.decided(k, y, Case{Court: "EuGH", FileNumber: s[k:y]})
	return y
}

// oldUnionNumber returns where a case number without a letter at i ends, "6/64", 0 where
// there is none.
func oldUnionNumber(s string, i int) int {
	d := digits(s, i)
	if d == i || d-i > 3 || at(s, d) != '/' {
		return 0
	}
	y := digits(s, d+1)
	if y-d-1 != 2 || !ends(s, y) || at(s, y) == '/' {
		return 0
	}
	return y
}

// application reads the number of an application to the European Court of Human Rights
// at i, "25965/04", in a text that has just named that court.
func (f *finder) application(i int) int {
	s := f.s
	if f.european == 0 || i-f.european > 600 {
		return 0
	}
	e := digits(s, i)
	if e-i < 3 || e-i > 5 || at(s, e) != '/' {
		return 0
	}
	y := digits(s, e+1)
	if y-e-1 != 2 || !ends(s, y) || at(s, y) == '/' {
		return 0
	}
	c := Case{Court: "EGMR", FileNumber: s[i:y]}
	if f.dayEnd > 0 && f.dayEnd <= i && i-f.dayEnd < 24 && separates(s[f.dayEnd:i]) {
		c.Date = f.day
	}
	f.decided(i, y, c)
	f.european = y
	return y
}
