package citation

import "strings"

// longName reads the full name of a statute at i, "Finanzgerichtsordnung",
// "Bürgerlichen Gesetzbuches". A name that is not known counts by its form after an
// article only, "des Landestransparenzgesetzes Rheinland-Pfalz"; its book is then the
// abbreviation that follows in brackets or between dashes, or the name itself.
func (f *finder) longName(i int, joined bool) (book string, end int) {
	s := f.s
	if !upper(s, i) {
		return "", 0
	}
	var room [160]byte
	b := room[:0]
	k := i
	found, foundEnd := "", 0
	form, formEnd, formStart := false, 0, i
	capitals := 0
	for range 14 {
		e := nameWord(s, k)
		if e == k || e-k > 60 || len(b)+e-k > len(room) {
			break
		}
		w := s[k:e]
		b = appendStem(b, w)
		if name, ok := f.k.names[string(b)]; ok {
			found, foundEnd = name, e
		}
		if upper(s, k) && !form {
			if capitals++; joined && capitals <= 3 && nameOfStatute(w) {
				form, formEnd, formStart = true, e, i
			}
		} else if !form {
			capitals = 9
		}
		k = space(s, e)
		if k == e {
			break
		}
	}
	if found != "" {
		return found, f.landAfter(foundEnd)
	}
	if !form {
		return "", 0
	}
	formEnd = f.landAfter(formEnd)
	if short, _ := f.shortForm(formEnd); short != "" {
		return short, formEnd
	}
	name := s[formStart:formEnd]
	for _, ending := range [...]string{"gesetzes", "gesetzbuches", "gesetzbuchs", "vertrages", "vertrags", "übereinkommens", "abkommens"} {
		if at := strings.Index(name, ending); at > 0 {
			cut := at + len(ending) - 1
			if strings.HasSuffix(ending, "es") {
				cut--
			}
			return name[:cut] + name[at+len(ending):], formEnd
		}
	}
	return name, formEnd
}

// nameWord returns where a word of a name ends, with its hyphens.
func nameWord(s string, i int) int {
	e := token(s, i)
	if e > i && e < len(s) && s[e] == '-' && e+1 < len(s) && s[e+1] == ' ' { // Erbschaft- und
		e++
	}
	return e
}

// nameOfStatute tells whether w is the kind of word that names a statute by itself.
func nameOfStatute(w string) bool {
	if len(w) < 9 {
		return false
	}
	for _, ending := range [...]string{"gesetzes", "gesetz", "gesetzbuches", "gesetzbuchs", "gesetzbuch", "verordnung", "ordnung", "kodex", "konvention",
		"übereinkommens", "staatsvertrages", "staatsvertrags", "erlasses", "Verfassung", "verfassung"} {
		if strings.HasSuffix(w, ending) {
			switch w {
			case "Verordnung", "Rechtsverordnung", "Anordnung", "Ordnung", "Zuordnung", "Unordnung", "Einordnung", "Verfassung", "Rangordnung", "Hausordnung", "Wahlordnung", "Tagesordnung", "Rechtsordnung", "Bundesgesetzes", "Landesgesetzes", "Geschäftsordnung", "Änderungsgesetzes", "Prüfungsordnung", "Studienordnung":
				return false
			}
			return true
		}
	}
	return false
}

// landAfter takes the name of the Land along that follows a statute's name.
func (f *finder) landAfter(end int) int {
	s := f.s
	k := space(s, end)
	if k == end {
		return end
	}
	if has(s, k, "des Landes ") {
		k += len("des Landes ")
	} else if has(s, k, "für das Land ") {
		k += len("für das Land ")
	} else if has(s, k, "des Bundes") {
		return k + len("des Bundes")
	}
	e := token(s, k)
	if e > k && isLand(s[k:e]) {
		return e
	}
	if y := digits(s, k); y-k == 4 && (has(s, k, "19") || has(s, k, "20")) && ends(s, y) {
		return y
	}
	return end
}

// shortForm reads the abbreviation that is set in brackets or between dashes after a
// name, "(LTranspG)", "--FGO--", "– LTranspG –", "(im Folgenden: IFG)".
func (f *finder) shortForm(end int) (book string, to int) {
	s := f.s
	k := space(s, end)
	if k >= len(s) {
		return "", 0
	}
	if s[k] == '(' {
		k++
	} else if n := dash(s, k); n > 0 {
		k = space(s, k+n)
	} else {
		return "", 0
	}
	if has(s, k, "im Folgenden") || has(s, k, "im folgenden") || has(s, k, "nachfolgend") || has(s, k, "künftig") {
		e := strings.IndexAny(s[k:min(len(s), k+30)], ":)")
		if e < 0 || s[k+e] == ')' {
			w := strings.LastIndexByte(s[k:min(len(s), k+30)], ' ')
			if w < 0 {
				return "", 0
			}
			k += w + 1
		} else {
			k = space(s, k+e+1)
		}
	}
	return f.abbreviation(k)
}
