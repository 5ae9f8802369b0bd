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
	capitals, adjective := 0, false
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
			if capitals++; (joined && capitals <= 3 || (capitals == 1 || capitals == 2 && adjective) && nominative(w)) && nameOfStatute(w) {
				form, formEnd, formStart = true, e, i
			}
			adjective = strings.HasSuffix(w, "sches") || strings.HasSuffix(w, "sche")
		} else if !form {
			capitals = 9
		}
		k = space(s, e)
		if at(s, e) == ',' && !form { // "Gesetz über den Aufenthalt, die Erwerbstätigkeit und …"
			k = space(s, e+1)
		}
		if k == e {
			break
		}
	}
	if found != "" {
		end = f.landAfter(foundEnd)
		if short, to := f.shortForm(end); short != "" && to > 0 {
			return short, to
		} else if short != "" && f.k.books[found] == "" {
			return short, end
		}
		return found, end
	}
	if !form {
		if joined && (has(s, i, "Gesetzes ") || has(s, i, "Gesetz ") || has(s, i, "Verordnung ") || has(s, i, "Staatsvertrag")) {
			return f.describedName(i)
		}
		return "", 0
	}
	formEnd = f.landAfter(formEnd)
	if short, to := f.shortForm(formEnd); short != "" {
		return short, max(to, formEnd)
	}
	name := s[formStart:formEnd]
	for _, ending := range [...]string{"gesetzes", "gesetzbuches", "gesetzbuchs", "vertrages", "vertrags", "übereinkommens", "abkommens"} {
		if at := strings.Index(name, ending); at > 0 {
			cut := at + len(ending) - 1
			if strings.HasSuffix(ending, "es") {
				cut--
			}
			return oneLine(name[:cut] + name[at+len(ending):]), formEnd
		}
	}
	return oneLine(name), formEnd
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
		"übereinkommens", "staatsvertrag", "staatsvertrages", "staatsvertrags", "erlasses", "Verfassung", "verfassung"} {
		if strings.HasSuffix(w, ending) {
			switch w {
			case "Verordnung", "Rechtsverordnung", "Anordnung", "Ordnung", "Zuordnung", "Unordnung", "Einordnung", "Rangordnung", "Hausordnung", "Wahlordnung", "Tagesordnung", "Rechtsordnung", "Bundesgesetzes", "Landesgesetzes", "Geschäftsordnung", "Änderungsgesetzes", "Prüfungsordnung", "Studienordnung", "Grundordnung", "Verhaltenskodex", "Bundestarifordnung", "Geschäftsordnungen", "Benutzungsordnung", "Gebührenordnung", "Dienstordnung":
				return false
			}
			return true
		}
	}
	return false
}

// nominative tells whether w names a statute without an article, "§ 16
// Bundesstatistikgesetz".
func nominative(w string) bool {
	return strings.HasSuffix(w, "gesetz") || strings.HasSuffix(w, "ordnung") || strings.HasSuffix(w, "gesetzbuch") || strings.HasSuffix(w, "staatsvertrag")
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
	} else if has(s, k, "für ") && isLand(s[k+5:token(s, k+5)]) {
		k += len("für ")
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

// describedName reads a name that says what the statute is about, "Gesetzes über
// Gebühren für die Fortführung des Liegenschaftskatasters". It ends before a comma, a
// bracket or its day, and with an abbreviation in brackets if one follows.
func (f *finder) describedName(i int) (book string, end int) {
	s := f.s
	k := space(s, word(s, i))
	w := word(s, k)
	switch s[k:w] {
	case "über", "zur", "zum", "betreffend", "für", "gegen":
	default:
		return "", 0
	}
	limit := min(len(s), i+220)
	for k = w; k < limit; {
		n := space(s, k)
		if n >= limit {
			break
		}
		if short, to := f.shortForm(k); short != "" && to > 0 {
			return short, to
		}
		if n == k {
			break
		}
		e := nameWord(s, n)
		if e == n {
			break
		}
		switch s[n:e] {
		case "vom", "v", "ist", "sind", "hat", "wird", "kann", "gilt", "nicht", "findet", "steht", "ergibt", "in", "darf", "auch", "haben", "werden", "war", "sei", "bzw", "wurde", "wie", "oder", "als":
			return oneLine(s[i:k]), k
		}
		k = e
	}
	if k < limit && (s[k] == ',' || s[k] == ')' || s[k] == ';' || s[k] == '.' || s[k] == ' ' || s[k] == '\n') {
		return oneLine(s[i:k]), k
	}
	return "", 0
}

// shortForm reads the abbreviation that is set in brackets or between dashes after a
// name, "(LTranspG)", "--FGO--", "– LTranspG –", "(im Folgenden: IFG)". A closing
// bracket belongs to the name, and to is where it ends; after dashes it is 0.
func (f *finder) shortForm(end int) (book string, to int) {
	s := f.s
	k := space(s, end)
	if k >= len(s) {
		return "", 0
	}
	bracket := s[k] == '('
	if bracket {
		k++
	} else if n := dash(s, k); n > 0 && k+n < len(s) {
		k = space(s, k+n)
	} else {
		return "", 0
	}
	for _, lead := range [...]string{"im Folgenden", "im folgenden", "nachfolgend", "künftig", "Bundesgesetz"} {
		if has(s, k, lead) {
			k = space(s, k+len(lead))
			if at(s, k) == ':' {
				k = space(s, k+1)
			}
			break
		}
	}
	book, to = f.abbreviation(k)
	if book == "" && bracket { // "(Informationsfreiheitsgesetz NRW – IFG NRW –)"
		for n := k; n < min(len(s), k+90) && s[n] != ')' && s[n] != '('; n++ {
			if d := dash(s, n); d > 0 && s[n-1] == ' ' {
				if book, to = f.abbreviation(space(s, n+d)); book != "" {
					to = space(s, to)
					if d := dash(s, to); d > 0 {
						to = space(s, to+d)
					}
				}
				break
			}
		}
	}
	if book == "" || !bracket {
		return book, 0
	}
	if at(s, to) != ')' {
		return book, 0
	}
	return book, to + 1
}
