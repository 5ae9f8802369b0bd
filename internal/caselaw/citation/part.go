package citation

import "strings"

// part letters are those of Norm.Order: p Absatz, u Unterabsatz, s Satz, h Halbsatz,
// n Nummer, l Buchstabe, a Alternative. The letter d stands for Doppelbuchstabe, which
// is kept with the Buchstabe.

// label reads the name of a part at i, "Abs.", "Satz", "lit.". It returns the letter of
// the part and where its value begins, or 0 where there is none.
func label(s string, i int) (part byte, value int) {
	if i >= len(s) {
		return 0, 0
	}
	switch s[i] {
	case 'A', 'S', 'H', 'N', 'Z', 'B', 'l', 'D', 'U', 'V', 'F', 'h', 'L':
	default:
		return 0, 0
	}
	end := word(s, i)
	if end-i > 20 {
		return 0, 0
	}
	switch s[i:end] {
	case "Abs", "Absatz", "Absatzes", "Absätze", "Absätzen", "Abstz":
		part = 'p'
	case "UAbs", "Unterabs", "Unterabsatz", "Uabs", "UA", "Unterabsatzes":
		part = 'u'
	case "S", "Satz", "Satzes", "Sätze", "Sätzen":
		part = 's'
	case "HS", "Hs", "Halbs", "Halbsatz", "HalbS", "Halbsatzes", "Hbs", "HSatz":
		part = 'h'
	case "Nr", "Nrn", "Nummer", "Nummern", "Ziff", "Ziffer", "Ziffern", "Nrs", "NR":
		part = 'n'
	case "Buchst", "Buchstabe", "Buchstaben", "Bst", "lit", "litt", "Lit", "Buchstb":
		part = 'l'
	case "Doppelbuchst", "Doppelbuchstabe", "DBuchst", "Doppelbuchstaben":
		part = 'd'
	case "Alt", "Alternative", "Alternativen", "Var", "Variante", "Varianten", "Fall", "Altern":
		part = 'a'
	default:
		return 0, 0
	}
	if end < len(s) && s[end] == '.' {
		end++
	}
	return part, space(s, end)
}

// ordinal reads a part whose value comes first at i, "2. Halbsatz", "erste Alternative".
func ordinal(s string, i int) (part byte, value string, end int) {
	if i >= len(s) {
		return 0, "", 0
	}
	if isDigit(s[i]) {
		e := digits(s, i)
		if e-i > 2 || e >= len(s) || s[e] != '.' {
			return 0, "", 0
		}
		value, end = s[i:e], e+1
	} else {
		e := word(s, i)
		if e-i < 5 || e-i > 8 {
			return 0, "", 0
		}
		switch s[i:e] {
		case "erster", "erste", "ersten":
			value = "1"
		case "zweiter", "zweite", "zweiten":
			value = "2"
		case "dritter", "dritte", "dritten":
			value = "3"
		case "vierter", "vierte":
			value = "4"
		case "letzter":
			value = "letzter"
		default:
			return 0, "", 0
		}
		end = e
	}
	at := space(s, end)
	part, after := label(s, at)
	if part != 'h' && part != 'a' {
		return 0, "", 0
	}
	e := word(s, at)
	if e < len(s) && s[e] == '.' && after > e {
		e++
	}
	return part, value, e
}

// valueOf reads the value of a part at i and returns where it ends, 0 where there is
// none.
func valueOf(s string, i int, part byte) (value string, end int) {
	if i >= len(s) {
		return "", 0
	}
	if part == 'l' || part == 'd' {
		e := word(s, i)
		if e == i || e-i > 3 || !ends(s, e) || e < len(s) && isDigit(s[e]) {
			return "", 0
		}
		if c := s[i]; !isLower(c) && e-i > 1 {
			return "", 0
		}
		switch s[i:e] {
		case "und", "der", "des", "die", "im", "in", "iVm", "zu", "von", "bis", "an":
			return "", 0
		}
		return strings.ToLower(s[i:e]), e
	}
	if !isDigit(s[i]) {
		if part == 'p' || part == 'n' {
			if v, e := romanValue(s, i); e > 0 {
				return v, e
			}
		}
		return "", 0
	}
	e := digits(s, i)
	if e-i > 4 || part != 'n' && e-i > 3 {
		return "", 0
	}
	if part == 'n' && e+1 < len(s) && s[e] == '.' && isDigit(s[e+1]) { // Nr. 2.1
		e = digits(s, e+1)
	}
	return lettered(s, i, e)
}

// lettered takes the letter of a number that ends at e along, "4a", "13 b", and returns
// the number in one word.
func lettered(s string, i, e int) (string, int) {
	if e >= len(s) {
		return s[i:e], e
	}
	if isLower(s[e]) {
		w := word(s, e)
		switch {
		case w-e == 1 && ends(s, w):
			return s[i:w], w
		case w-e == 2 && s[e:w] != "ff" && (s[e] == s[e+1] || s[w-1] >= 'a' && s[w-1] <= 'e') && ends(s, w):
			return s[i:w], w
		}
		return s[i:e], e
	}
	// a letter that stands apart, as in "§ 4 a Abs. 1"
	if s[e] == ' ' && e+2 < len(s) && isLower(s[e+1]) && s[e+1] != 'f' && s[e+1] != 's' && s[e+1] != 'u' && s[e+1] != 'v' && s[e+1] < 'x' {
		if next := s[e+2]; next == ' ' && !has(s, e+2, " V") && !has(s, e+2, " F") || next == ',' {
			return s[i:e] + s[e+1:e+2], e + 2
		}
	}
	return s[i:e], e
}

// romanValue reads a Roman number at i with or without a letter, "IVa", and returns it
// in Arabic figures.
func romanValue(s string, i int) (string, int) {
	e := romanRun(s, i)
	if e == i || e-i > 6 {
		return "", 0
	}
	n := roman(s[i:e])
	if n == 0 {
		return "", 0
	}
	tail := e
	if tail < len(s) && s[tail] >= 'a' && s[tail] <= 'e' {
		tail++
	}
	if !ends(s, tail) {
		return "", 0
	}
	return small(n) + s[e:tail], tail
}

// small writes a number up to 50 without taking memory for the common ones.
func small(n int) string {
	const all = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051"
	if n < 0 || n > 51 {
		return ""
	}
	if n < 10 {
		return all[2*n+1 : 2*n+2]
	}
	return all[2*n : 2*n+2]
}

// connection reads "i.V.m." at i and returns where the words after it begin, 0 where it
// does not stand there.
func connection(s string, i int) int {
	for _, t := range [...]string{"in Verbindung mit", "i.V.m.", "i. V. m.", "iVm", "i.V. m.", "i. V.m.", "i.V. mit", "i.Verb.m."} {
		if has(s, i, t) {
			return space(s, i+len(t))
		}
	}
	return 0
}

// join reads what parts the members of an enumeration at i, a comma, "und", "bis", and
// returns where the next member may begin, 0 where nothing parts.
func join(s string, i int) (next int, through bool) {
	i = space(s, i)
	if i >= len(s) {
		return 0, false
	}
	switch s[i] {
	case ',', '/', ';', '+':
		j := space(s, i+1)
		if n, t := join(s, j); n > 0 && s[i] == ',' && s[j] != ',' { // ", und"
			return n, t
		}
		return j, false
	case 'u', 'o', 's', 'b':
		e := word(s, i)
		switch s[i:e] {
		case "und", "oder", "sowie", "or":
			return space(s, e), false
		case "bis":
			return space(s, e), true
		case "u", "o":
			if e < len(s) && s[e] == '.' {
				return space(s, e+1), false
			}
		case "bzw":
			if e < len(s) && s[e] == '.' {
				e++
			}
			return space(s, e), false
		}
		return 0, false
	}
	if n := dash(s, i); n > 0 {
		return space(s, i+n), true
	}
	return 0, false
}
