package citation

import "strings"

// fileNumber reads a file number at i: which court keeps the register if only one does,
// and where the number ends, 0 where there is none. With loose, after court and date or
// "Az.", a register need not be known.
func (f *finder) fileNumber(i int, loose bool) (court string, end int) {
	s := f.s
	if i >= len(s) {
		return "", 0
	}
	k := i
	chamber := byte(0) // what stands before the register: 'd' number, 'r' Roman number, 'l' letters
	prefix := ""
	switch {
	case isDigit(s[k]):
		e := digits(s, k)
		if e-k > 5 {
			return "", 0
		}
		if loose {
			if n := f.yearly(k, e, true, false); n > 0 { // 25965/04
				return "", n
			}
		}
		if e < len(s) && (isLower(s[e]) && ends(s, e+1) || s[e] == 'Z' && ends(s, e+1)) {
			e++
		}
		if e < len(s) && s[e] == '.' && e-k <= 2 && loose { // "1. Kammer" is no chamber of a file number
			return "", 0
		}
		k, chamber = e, 'd'
	case upper(s, k):
		e := word(s, k)
		w := s[k:e]
		if e-k > 8 && !loose {
			return "", 0
		}
		if c := unionNumber(s, k); c > 0 {
			return "EuGH", c
		}
		r := romanRun(s, k)
		switch {
		case r > k && (r == e || r+1 == e && s[r] >= 'a' && s[r] <= 'c') && roman(s[k:r]) > 0:
			k, chamber = e, 'r'
			if n := dash(s, e); n == 1 && isDigit(at(s, e+1)) { // I-20 U 12/10, VI-2 U (Kart)
				d := digits(s, e+1)
				k, chamber = d, 'd'
			} else if n == 1 && has(s, e, "-Kart") {
				k++
			}
		case w == "Vf" && has(s, e, ". "):
			return f.bavarian(e + 2)
		case e-k <= 5 && f.k.triggers[w] != nil && f.k.triggers[w].number:
			k, chamber, prefix = e, 'l', w
		case loose && e-k <= 12:
			k, chamber, prefix = e, 'l', w
		default:
			return "", 0
		}
	default:
		return "", 0
	}
	return f.registered(i, k, chamber, prefix, loose)
}

// at returns the byte at i, and 0 beyond the end.
func at(s string, i int) byte {
	if i >= 0 && i < len(s) {
		return s[i]
	}
	return 0
}

// registered reads register, number and year of a file number whose beginning, from i,
// ends at k.
func (f *finder) registered(i, k int, chamber byte, prefix string, loose bool) (court string, end int) {
	s := f.s
	known, dot, named, last := false, false, 0, ""
	if r, ok := f.k.registers[prefix]; ok && chamber == 'l' { // GrS 1/99, BLw 3/10
		court, dot = r.court, r.dot
	}
	if prefix == "GrS" || prefix == "GSSt" || prefix == "GSZ" || court == "BGH" {
		known = true
	}
	for range 7 {
		n := k
		if n < len(s) && (s[n] == ' ' || s[n] == 0xC2 || s[n] == '\n' || s[n] == '-' && named > 0 || s[n] == 0xE2) {
			if s[n] == '-' {
				if last == "C" || last == "T" { // the 28 of "28 C-93/09" is no chamber
					return "", 0
				}
				n++
			} else {
				n = space(s, n)
			}
		} else if chamber == 'r' && named == 0 {
			return "", 0
		}
		if n >= len(s) {
			return "", 0
		}
		switch {
		case isDigit(s[n]):
			e := digits(s, n)
			if known || loose && (named > 0 || chamber == 'l') {
				if known && named > 0 {
					n, e = f.lastOfMany(n, e)
				}
				if y := f.yearly(n, e, dot || loose || court != "", true); y > 0 {
					if chamber == 'r' && known && named > 0 && court == "" {
						court = "BFH" // the registers of the other courts that have Roman chambers are their own
					}
					if court == "" && last == "C" && s[e] == '.' && y-e == 3 && prefix == "" {
						court = "BVerwG"
					}
					return f.ending(i, y, court, prefix, dot)
				}
			}
			// a second chamber: "L 5 KR", "RN 5 K", "5 KLs 1125 Js"
			if e-n > 5 || (chamber != 'l' || named > 0) && !known && !loose {
				return "", 0
			}
			if e < len(s) && (isLower(s[e]) && ends(s, e+1) || s[e] == 'Z' && ends(s, e+1)) {
				e++
			}
			if at(s, e) == '/' && prefix == "B" && named == 0 { // B 11a/11 AL 15/04 R
				if d := digits(s, e+1); d > e+1 && d-e <= 3 {
					if e = d; isLower(at(s, e)) {
						e++
					}
				}
			}
			if prefix != "" && named == 0 {
				known = false
			}
			if named > 1 {
				loose = false
			}
			k = e
			continue
		case upper(s, n):
			e := word(s, n)
			w := s[n:e]
			if e-n > 8 {
				return "", 0
			}
			r, ok := f.k.registers[w]
			if !ok && chamber == 'd' && named > 0 && prefix == "" && !loose {
				return "", 0
			}
			if !ok && !loose {
				return "", 0
			}
			if !ok && e-n > 6 {
				return "", 0
			}
			if named++; named > 3 {
				return "", 0
			}
			known, last = known || ok, w
			if r.court != "" {
				court = r.court
			}
			dot = dot || r.dot
			k = e
			continue
		case (s[n] == '(' || s[n] == '[') && (named > 0 || known):
			c := strings.IndexAny(s[n:min(len(s), n+10)], ")]")
			if c < 0 || !upper(s, n+1) {
				return "", 0
			}
			k = n + c + 1
			continue
		}
		return "", 0
	}
	return "", 0
}

// lastOfMany returns where the last number of several begins and ends that share a year,
// "1 BvR 2087, 2111/03", when the first stands from n to e.
func (f *finder) lastOfMany(n, e int) (int, int) {
	s := f.s
	from, to := n, e
	for range 12 {
		if at(s, to) != ',' {
			break
		}
		k := space(s, to+1)
		d := digits(s, k)
		if d == k || d-k > 5 {
			return n, e
		}
		from, to = k, d
	}
	if at(s, to) != '/' {
		return n, e
	}
	return from, to
}

// yearly reads what ends a file number, number and year, of which the number stands
// from n to e: "214/14", "1.14", "16.30603". It returns where it ends, 0 where it is
// something else.
func (f *finder) yearly(n, e int, dot, registered bool) int {
	s := f.s
	if e >= len(s) || e-n > 6 || s[e] != '/' && (s[e] != '.' || !dot) {
		return 0
	}
	from := e + 1
	if registered && at(s, from) == '\n' && s[e] == '/' {
		from++
	}
	y := digits(s, from)
	switch {
	case y == from:
		return 0
	case y-from == 2:
	case y-from == 4 && (has(s, from, "19") || has(s, from, "20")):
	case s[e] == '.' && e-n == 2 && y-from <= 6 && registered:
	case s[e] == '/' && e-n == 2 && y-from <= 5 && registered && y-from >= 3:
	default:
		return 0
	}
	if letter(s, y) > 0 {
		return 0
	}
	if y+1 < len(s) && (s[y] == '.' || s[y] == '/') && isDigit(s[y+1]) {
		return 0
	}
	return y
}

// ending takes what follows number and year and belongs to the file number: " B ER",
// ".WI.A", "(PKH)".
func (f *finder) ending(i, y int, court, prefix string, dot bool) (string, int) {
	s := f.s
	if prefix == "B" && (has(s, y, " R") || has(s, y, " B") || has(s, y, " S") || has(s, y, " C") || has(s, y, " KL") || has(s, y, " GS")) {
		e := word(s, y+1)
		switch s[y+1 : e] {
		case "R", "B", "BH", "S", "C", "KL", "GS", "RH":
			return "BSG", e
		}
	}
	if prefix == "L" || prefix == "S" || prefix == "B" {
		for range 4 {
			if y < len(s) && s[y] == ' ' {
				e := word(s, y+1)
				switch s[y+1 : e] {
				case "B", "ER", "R", "NZB", "KL", "WA", "RG", "PKH", "BH", "ZVW", "EK", "D", "AS", "EA", "KR", "SO", "U", "VE", "RH", "AY", "BK", "C", "ZV", "AB", "BE", "P", "SB", "AL":
					if ends(s, e) {
						y = e
						continue
					}
				}
			}
			break
		}
		return court, y
	}
	for range 4 {
		if y+1 < len(s) && (s[y] == '.' || s[y] == '-') && isUpper(s[y+1]) {
			e := word(s, y+1)
			if e-y <= 5 && strings.ToUpper(s[y+1:e]) == s[y+1:e] && ends(s, e) {
				y = e
				continue
			}
		}
		break
	}
	if court == "BFH" && prefix == "" && dot {
		return court, y
	}
	for _, mark := range [...]string{" (PKH)", " (NE)", " (NZB)", " (Kart)", " (V)", " PKH", " (Verg)", " MD"} {
		if has(s, y, mark) && ends(s, y+len(mark)) {
			return court, y + len(mark)
		}
	}
	return court, y
}

// bavarian reads a file number of the Bavarian constitutional court after "Vf. ",
// "7-VII-99".
func (f *finder) bavarian(k int) (string, int) {
	s := f.s
	e := digits(s, k)
	if e == k || at(s, e) != '-' {
		return "", 0
	}
	r := romanRun(s, e+1)
	if r < len(s) && isLower(s[r]) {
		r++
	}
	if r == e+1 || at(s, r) != '-' {
		return "", 0
	}
	y := digits(s, r+1)
	if y-r-1 != 2 && y-r-1 != 4 {
		return "", 0
	}
	return "BayVerfGH", y
}
