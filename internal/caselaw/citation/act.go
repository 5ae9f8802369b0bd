package citation

import "strings"

// Acts of the European Union are written in many ways. Their book is the one of
// "Richtlinie 2011/36/EU", "Verordnung (EU) 604/2013" and "Beschluss 2002/629/JI"; in
// keys it is the kind, the year in four figures and the number, "rl-2011-36".

// act reads an act of the European Union at i. With joined, up to two words may come
// before it, as in "der Sechsten Richtlinie 77/388/EWG" and "der geänderten Richtlinie".
// It returns the book, where the act begins and where it ends.
func (f *finder) act(i int, joined bool) (book string, start, end int) {
	s := f.s
	for range 3 {
		if i >= len(s) {
			return "", 0, 0
		}
		if isDigit(s[i]) {
			if number, e := actNumber(s, i); e > 0 && strings.Count(number, "/") == 2 {
				return "Richtlinie " + number, i, e
			}
			return "", 0, 0
		}
		if !upper(s, i) {
			return "", 0, 0
		}
		e := token(s, i)
		if kind := actKind(s[i:e]); kind != "" {
			if book, end := f.actAfter(kind, e); end > 0 {
				return book, i, end
			}
			return "", 0, 0
		}
		if !joined || e-i < 6 || e-i > 14 || s[e-1] != 'n' {
			return "", 0, 0
		}
		i = space(s, e)
	}
	return "", 0, 0
}

// actKind returns the kind of act that w names.
func actKind(w string) string {
	switch w {
	case "Richtlinie", "RL", "Rl", "EU-Richtlinie", "EG-Richtlinie":
		return "Richtlinie"
	case "Verordnung", "VO", "EU-Verordnung", "EG-Verordnung", "EU-VO", "EG-VO":
		return "Verordnung"
	case "Rahmenbeschluss", "Rahmenbeschlusses", "Rahmenbeschluß", "RB":
		return "Beschluss"
	}
	return ""
}

// actAfter reads the number of an act whose kind ends at e.
func (f *finder) actAfter(kind string, e int) (book string, end int) {
	s := f.s
	k := space(s, e)
	community := ""
	if k < len(s) && (s[k] == '(' || s[k] == '<') {
		c := strings.IndexAny(s[k:min(len(s), k+20)], ")>")
		if c < 0 {
			return "", 0
		}
		switch community = s[k+1 : k+c]; community {
		case "EU", "EG", "EWG", "Euratom", "EU, Euratom", "EG, Euratom", "EAG", "EGKS":
		default:
			return "", 0
		}
		k = space(s, k+c+1)
	} else {
		for _, c := range [...]string{"EU ", "EG ", "EWG ", "EG-"} {
			if has(s, k, c) {
				community = c[:len(c)-1]
				k = space(s, k+len(c))
			}
		}
	}
	numbered := false
	if has(s, k, "Nr") {
		k += 2
		if k < len(s) && s[k] == '.' {
			k++
		}
		k = space(s, k)
		numbered = true
	}
	number, end := actNumber(s, k)
	if end == 0 {
		if e := digits(s, k); e-k == 4 && at(s, e) == '/' { // Richtlinie 2003/4
			if n := digits(s, e+1); n > e+1 && n-e <= 5 && ends(s, n) && at(s, n) != '/' {
				number, end = s[k:n], n
			}
		}
	}
	if end == 0 {
		return "", 0
	}
	if kind == "Verordnung" && community == "" && !numbered && strings.Count(number, "/") < 2 && end-k < 8 {
		return "", 0
	}
	if kind == "Verordnung" && community != "" {
		return kind + " (" + community + ") " + number, end
	}
	if community != "" && strings.Count(number, "/") < 2 {
		return kind + " (" + community + ") " + number, end
	}
	return kind + " " + number, end
}

// actNumber reads "77/388/EWG", "604/2013", "2024/1712" at i.
func actNumber(s string, i int) (string, int) {
	e := digits(s, i)
	if e == i || e-i > 4 || e >= len(s) || s[e] != '/' {
		return "", 0
	}
	n := digits(s, e+1)
	if n == e+1 || n-e > 5 {
		return "", 0
	}
	if n < len(s) && s[n] == '/' {
		w := word(s, n+1)
		switch s[n+1 : w] {
		case "EWG", "EG", "EU", "JI", "GASP", "Euratom", "EGKS", "JHA", "EAG":
			return s[i:w], w
		}
		return "", 0
	}
	if e-i < 2 || n-e < 3 || !ends(s, n) {
		return "", 0
	}
	return s[i:n], n
}

// actOf returns the book of an act whose bare number begins at i, "69/335/EWG".
func (f *finder) actOf(i int) (book string, end int) {
	number, end := actNumber(f.s, i)
	if end == 0 || strings.Count(number, "/") != 2 {
		return "", 0
	}
	if strings.HasSuffix(number, "/JI") || strings.HasSuffix(number, "/GASP") {
		return "Beschluss " + number, end
	}
	k := spaceBefore(f.s, i)
	switch f.s[wordBefore(f.s, k):k] {
	case "Beschluss", "Beschlusses", "Beschluß", "Entscheidung", "Empfehlung", "Standpunkt", "Standpunkts", "Rahmenbeschluss", "Rahmenbeschlusses":
		return "Beschluss " + number, end
	}
	return "Richtlinie " + number, end
}

// bookKey writes a book for a key.
func bookKey(book string) string {
	for _, kind := range [...]struct{ name, key string }{{"Richtlinie ", "rl"}, {"Verordnung ", "vo"}, {"Beschluss ", "beschluss"}} {
		rest, ok := strings.CutPrefix(book, kind.name)
		if !ok || len(rest) == 0 {
			continue
		}
		community := ""
		if rest[0] == '(' {
			community, rest, _ = strings.Cut(rest[1:], ") ")
		}
		first, second, ok := strings.Cut(rest, "/")
		if !ok || first == "" || second == "" {
			break
		}
		second, _, _ = strings.Cut(second, "/")
		year, number := first, second
		// until 2014 the number of a regulation stands before its year
		if kind.key == "vo" && !(len(first) == 4 && first >= "2015" && first <= "2099" && community != "EG") {
			year, number = second, first
		}
		if len(year) == 2 {
			year = "19" + year
		}
		key := kind.key + "-" + keyOf(year) + "-" + keyOf(number)
		if name := namedAct(key); name != "" {
			return name
		}
		return key
	}
	if usual, ok := known().books[book]; ok {
		book = usual
	}
	return keyOf(book)
}

// namedAct returns the key of an act that goes by a name of its own.
func namedAct(key string) string {
	switch key {
	case "vo-2016-679":
		return "dsgvo"
	case "vo-2013-604":
		return "dubliniiivo"
	case "vo-2003-343":
		return "dubliniivo"
	case "vo-2012-1215":
		return "bruesseliavo"
	case "vo-2001-44":
		return "bruesselivo"
	case "vo-2003-2201":
		return "bruesseliiavo"
	case "vo-2008-593":
		return "romivo"
	case "vo-2007-864":
		return "romiivo"
	}
	return ""
}
