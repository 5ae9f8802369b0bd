package citation

import "strings"

// commentary tells whether what ends at end is a place in a commentary and not in the
// statute, "Bornkamm, UWG, § 5 Rn. 2".
func (f *finder) commentary(end int) bool {
	s := f.s
	k := space(s, end)
	if k < len(s) && s[k] == ',' {
		k = space(s, k+1)
	}
	_, e := margin(s, k)
	return e > 0
}

// margin reads a margin number at i, "Rn. 12", and returns it and where it ends, 0
// where there is none.
func margin(s string, i int) (string, int) {
	if i >= len(s) || s[i] != 'R' && s[i] != 'T' && s[i] != 'A' && s[i] != 'E' {
		return "", 0
	}
	e := word(s, i)
	switch s[i:e] {
	case "Rn", "Rdn", "Rdnr", "RdNr", "Rdnrn", "Randnr", "Randnummer", "Randnummern", "Rz", "Tz", "Rnr", "RN", "RNr", "Rdz", "RdNrn",
		"Rnrn", "Rnn", "Rspr", "Anm", "Erl", "Randziffer", "Randziff", "Randz", "RandNr", "RandNrn", "Rdnrs", "RZ", "TZ", "Textziffer":
	default:
		return "", 0
	}
	if e < len(s) && s[e] == '.' {
		e++
	}
	k := space(s, e)
	if k < len(s) && (s[k] == 'I' || s[k] == 'V' || s[k] == 'X') && s[i] != 'R' { // Anm. II 3
		if r := romanRun(s, k); ends(s, r) {
			return s[k:r], r
		}
	}
	d := digits(s, k)
	if d == k || d-k > 4 {
		return "", 0
	}
	if d < len(s) && isLower(s[d]) && s[d] <= 'e' && ends(s, d+1) {
		d++
	}
	return s[k:d], d
}

// reporter tells whether the statute at i is part of how a collection of labour or
// administrative law is ordered, "AP Nr. 4 zu § 1 KSchG", "Buchholz 310 § 132 VwGO".
func (f *finder) reporter(i int) bool {
	s := f.s
	k := spaceBefore(s, i)
	if k > 2 && s[k-2:k] == "zu" { // "AP Nr. 4 zu"
		k = spaceBefore(s, k-2)
		if k == 0 || !isDigit(s[k-1]) && s[k-1] != '.' {
			return false
		}
	} else if w := wordBefore(s, k); k == 0 || !isDigit(s[k-1]) && s[k-1] != '.' && (w == k || !upper(s, w)) {
		return false
	}
	from := max(0, i-44)
	window := s[from:i]
	for _, name := range [...]string{"SozR ", "Buchholz ", "EzA ", "AP ", "LAGE ", "EzB ", "AR-Blattei ", "SAE ", "BGHR ", "ZB "} {
		at := strings.LastIndex(window, name)
		if at < 0 || at > 0 && letter(window, at-1) > 0 {
			continue
		}
		if ordered(window[at+len(name):]) {
			return true
		}
	}
	return false
}

// foreign tells whether the section at i is one of a book on law or of a contract, as
// the words before it show: "aaO, § 38", "7. Aufl., 1963, § 54", "in seinem § 2".
func (f *finder) foreign(i int) bool {
	s := f.s
	k := spaceBefore(s, i)
	if k == i || k == 0 {
		return false
	}
	if w := wordBefore(s, k); w < k {
		switch s[w:k] {
		case "seinem", "seinen", "seiner", "dessen", "deren", "ihrem", "ihren", "aaO":
			return true
		}
		return false
	}
	before := s[max(0, k-12):k]
	if s[k-1] == '.' {
		return endsIn(before, "a.O.", "a. O.", "Aufl.")
	}
	if s[k-1] != ',' {
		return false
	}
	k = spaceBefore(s, k-1)
	if endsIn(s[max(0, k-12):k], "a.O.", "a. O.", "Aufl.", "Aufl", "aaO", "Auflage") {
		return true
	}
	d := k
	for d > 0 && isDigit(s[d-1]) && k-d < 5 {
		d--
	}
	return k-d == 4 && (has(s, d, "19") || has(s, d, "20")) && d > 1 && s[d-1] == ' ' && (s[d-2] == ',' || s[d-2] == '.')
}

func endsIn(s string, endings ...string) bool {
	for _, e := range endings {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// ordered tells whether t holds nothing but numbers, "Nr.", "zu" and one abbreviation.
func ordered(t string) bool {
	words := 0
	for i := 0; i < len(t); {
		switch c := t[i]; {
		case c == ' ' || c == '.' || c == '-' || c == ',' || c == '\n' || isDigit(c):
			i++
		case letter(t, i) > 0:
			e := word(t, i)
			switch t[i:e] {
			case "Nr", "Nrn", "zu", "f", "ff", "und", "u":
			default:
				if words++; words > 1 || !upper(t, i) {
					return false
				}
			}
			i = e
		default:
			return false
		}
	}
	return true
}

// contract tells whether the section that ends at end is one of a contract, of articles
// of association or of terms of business, and so not one of a statute.
func (f *finder) contract(end int) bool {
	s := f.s
	k := space(s, end)
	for range 2 {
		e := word(s, k)
		if e == k {
			return false
		}
		switch s[k:e] {
		case "der", "des", "dieser", "dieses", "ihrer", "seines", "seiner", "ihres", "von", "jener", "unserer", "Ihrer", "zum", "jenes":
			k = space(s, e)
			continue
		}
		break
	}
	if at := space(s, end); has(s, at, "des ") || has(s, at, "des\n") {
		// what is named there is none that could be read; "des Gesetzes" alone is the one before
		k := space(s, at+3)
		return !has(s, k, "Gesetzes") && !has(s, k, "Gesetzbuch")
	}
	if e := word(s, k); e > k && k > space(s, end) { // "§ 10 des am 31. Dezember 1955 geschlossenen …"
		switch s[k:e] {
		case "am", "zwischen", "von", "mit":
			return true
		}
	}
	for range 3 {
		e := token(s, k)
		if e == k {
			return false
		}
		w := s[k:e]
		if !upper(s, k) {
			return false
		}
		for _, kind := range [...]string{"ertrag", "ertrags", "ertrages", "atzung", "ereinbarung", "edingungen", "Statuts", "Statut", "VB", "AGB", "VHB", "ARB", "VGB", "AKB", "AUB", "ordnung", "Richtlinien", "Urkunde", "Testaments", "Abkommens", "Entwurfs", "MTV", "MRTV", "LTV"} {
			if strings.HasSuffix(w, kind) {
				return true
			}
		}
		k = space(s, e)
	}
	return false
}
