package citation

import "strings"

// token returns where an abbreviation with its hyphens and strokes ends, "FreizügG/EU",
// "Dublin-III-VO".
func token(s string, i int) int {
	e := word(s, i)
	for e > i && e < len(s) && (s[e] == '-' || s[e] == '/') {
		n := word(s, e+1)
		if n == e+1 {
			if s[e] == '-' && has(s, e, "-/") { // KrW-/AbfG
				if m := word(s, e+2); m > e+2 {
					e = m
					continue
				}
			}
			break
		}
		e = n
	}
	return e
}

// abbreviation reads a statute's abbreviation at i, and returns its usual form and
// where it ends.
func (f *finder) abbreviation(i int) (book string, end int) {
	s := f.s
	if i >= len(s) {
		return "", 0
	}
	if isDigit(s[i]) { // 12. BImSchV
		e := digits(s, i)
		if e-i > 2 || e >= len(s) || s[e] != '.' {
			return "", 0
		}
		k := space(s, e+1)
		w := token(s, k)
		if w == k || !upper(s, k) || s[w-1] != 'V' && s[w-1] != 'O' && s[w-1] != 'G' || !formOfBook(s[k:w]) {
			return "", 0
		}
		if k == e+2 {
			return s[i:w], w
		}
		return s[i:e+1] + " " + s[k:w], w
	}
	if !upper(s, i) {
		return "", 0
	}
	e := word(s, i)
	if e-i > 30 {
		return "", 0
	}
	w := s[i:e]
	if w == "SGB" {
		return f.socialCode(i, e)
	}
	// two words: "GSA Fleisch", "VV RVG", "Nds. SOG", "G 10", "Dublin III-VO"
	if k := e; k < len(s) && (s[k] == ' ' || s[k] == '.' && k+1 < len(s) && s[k+1] == ' ') {
		if s[k] == '.' {
			k++
		}
		n := token(s, k+1)
		if n == k+1 {
			n = digits(s, k+1)
		}
		if n > k+1 && n-i < 30 {
			if b, ok := f.k.books[s[i:n]]; ok && ends(s, n) {
				return f.version(b, n)
			}
		}
	}
	t := token(s, i)
	if tail := t; tail > e && s[e] == '-' && f.k.books[w] != "" && f.k.books[s[i:t]] == "" { // IFG-SH, BGB-E, UIG-Bund
		switch last := s[e+1 : tail]; {
		case last == "Bund":
			return f.k.books[w], tail
		case last == "E" || last == "neu" || last == "alt":
			return s[i:tail], tail
		case isLand(last):
			name := w + " " + land(last)
			if b, ok := f.k.books[name]; ok {
				name = b
			}
			return name, tail
		}
	}
	for t > e && t-i < 40 {
		if b, ok := f.k.books[s[i:t]]; ok && ends(s, t) {
			return f.version(b, t)
		}
		if formOfBook(s[i:t]) && ends(s, t) && f.k.triggers[s[i:t]] == nil {
			return f.version(s[i:t], t)
		}
		cut := strings.LastIndexAny(s[i:t], "-/")
		if cut <= 0 {
			break
		}
		t = i + cut
	}
	if b, ok := f.k.books[w]; ok {
		if !ends(s, e) {
			return "", 0
		}
		return f.version(b, e)
	}
	if formOfBook(w) && ends(s, e) && !f.court(i) {
		return f.version(w, e)
	}
	return "", 0
}

// court tells whether the word at i is the name of a court.
func (f *finder) court(i int) bool {
	t := f.k.triggers[f.s[i:word(f.s, i)]]
	return t != nil && t.court != nil
}

// socialCode reads the number after "SGB", in Roman or Arabic figures.
func (f *finder) socialCode(i, e int) (string, int) {
	s := f.s
	k := e
	if n := dash(s, e); n == 1 {
		k++
	}
	k = space(s, k)
	end := romanRun(s, k)
	n := 0
	if end > k && ends(s, end) {
		n = roman(s[k:end])
	} else if end = digits(s, k); end > k && end-k <= 2 && ends(s, end) {
		for _, c := range s[k:end] {
			n = n*10 + int(c-'0')
		}
	}
	if n >= 1 && n <= 14 {
		return f.k.books["SGB "+romans(n)], end
	}
	return "SGB", e
}

// version takes along what follows an abbreviation and belongs to it: the Land, and the
// year of the statute, "UWG 2004".
func (f *finder) version(book string, end int) (string, int) {
	s := f.s
	if k := space(s, end); k > end {
		t := token(s, k)
		if t > k && isLand(s[k:t]) && ends(s, t) {
			name := book + " " + land(s[k:t])
			if b, ok := f.k.books[name]; ok {
				name = b
			}
			return name, t
		}
	}
	if k := space(s, end); k > end && k < len(s) && (s[k] == '1' || s[k] == '2') {
		e := digits(s, k)
		if e-k == 4 && (has(s, k, "19") || has(s, k, "20") || has(s, k, "18")) && ends(s, e) && (e >= len(s) || s[e] != '/') {
			return book, e
		}
	}
	return book, end
}

// formOfBook tells whether an unknown word has the form of a statute's abbreviation:
// capitals within it, and at its end the letter of Gesetz, Verordnung, Ordnung,
// Übereinkommen.
func formOfBook(w string) bool {
	if len(w) < 3 || len(w) > 28 {
		return false
	}
	capitals := 0
	for i := range len(w) {
		if isUpper(w[i]) || upper(w, i) {
			capitals++
		}
	}
	if capitals < 2 {
		return false
	}
	if strings.HasPrefix(w, "DBA-") && len(w) > 6 { // Doppelbesteuerungsabkommen
		return true
	}
	for _, tail := range [...]string{"Bbg", "Bln", "LSA", "NRW", "NW", "Hmb", "Brem", "HE", "SH", "MV"} { // VwVfGBbg
		if cut, ok := strings.CutSuffix(w, tail); ok && len(cut) > 3 && (cut[len(cut)-1] == 'G' || cut[len(cut)-1] == 'O') {
			return true
		}
	}
	switch w[len(w)-1] {
	case 'G', 'V', 'O':
	default:
		if !strings.HasSuffix(w, "Ü") && !strings.HasSuffix(w, "GB") && !strings.HasSuffix(w, "Verf") && !strings.HasSuffix(w, "G-E") && !strings.HasSuffix(w, "GE") && !strings.HasSuffix(w, "StV") && !strings.HasSuffix(w, "RL") {
			return false
		}
	}
	switch w {
	case "DVG", "KG", "AG", "OHG", "UG", "EWG", "EWIV", "BRD", "USG", "KO", "ISO", "UNO", "NATO", "NGO", "CEO", "VHV", "EDV", "TÜV", "LPG", "FG", "SG", "VG", "LG", "OVG":
		return false
	}
	return true
}

// bookAt tells whether a book that is known begins at i, for the decision what a sign
// before it belongs to.
func (f *finder) bookAt(i int) bool {
	if !upper(f.s, i) {
		return false
	}
	book, _ := f.abbreviation(i)
	return book != ""
}
