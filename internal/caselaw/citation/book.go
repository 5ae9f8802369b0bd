package citation

import "strings"

// isLand tells whether w names a Land after the abbreviation of a statute, "VwVfG NRW".
func isLand(w string) bool {
	switch w {
	case "NRW", "NW", "LSA", "MV", "SH", "Bln", "BE", "Bbg", "BB", "BW", "RLP", "RP", "Nds", "HE", "Hess", "HB", "Brem",
		"HH", "Hmb", "Hbg", "Th", "Thür", "SN", "Sachs", "Sächs", "BY", "Bay", "Saar", "SL", "Saarl", "M-V", "S-H", "Bra",
		"Rh-Pf", "ST", "TH", "NI", "Rheinland-Pfalz", "Berlin", "Brandenburg", "Hamburg", "Bremen", "Hessen", "Sachsen", "Thüringen", "Saarland",
		"Nordrhein-Westfalen", "Niedersachsen", "Sachsen-Anhalt", "Schleswig-Holstein", "Mecklenburg-Vorpommern",
		"Baden-Württemberg", "Bayern":
		return true
	}
	return false
}

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
			name := w + " " + last
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
			name := book + " " + s[k:t]
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
	if len(w) < 3 || len(w) > 24 {
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

// bookAfter reads the book that follows a group that ends at end. It returns the book,
// where its name begins and ends (0, 0 where there is none), whether an old version is
// meant, and in inside, other than 0, where the span of the citation shall begin when
// the act stands as a whole of its own after it, "Art. 6 der Richtlinie 77/388/EWG".
func (f *finder) bookAfter(end int, article bool) (book string, from, to int, old bool, inside int) {
	s := f.s
	k := space(s, end)
	if k == end && k < len(s) && s[k] != '(' {
		return "", 0, 0, false, 0
	}
	if o, e := oldVersion(s, k); e > 0 {
		old, k = o, space(s, e)
	}
	if k >= len(s) {
		return "", 0, 0, old, 0
	}
	joined := false
	if e := word(s, k); e > k && e-k <= 3 {
		switch s[k:e] {
		case "der", "des", "dem", "den", "die", "zum", "zur", "im":
			joined = true
			k = space(s, e)
		}
	}
	if k >= len(s) {
		return "", 0, 0, old, 0
	}
	if of := "of the Convention"; has(s, k, of) && ends(s, k+len(of)) {
		return "EMRK", k, k + len(of), old, 0
	}
	if name, start, e := f.act(k, joined); e > 0 {
		book, from, to = name, k, e
		if joined {
			inside = start
		}
		return book, from, to, old, inside
	}
	book, to = f.abbreviation(k)
	if book == "" {
		book, to = f.longName(k, joined)
	}
	if book == "" {
		return "", 0, 0, old, 0
	}
	if o, e := oldVersion(s, space(s, to)); e > 0 {
		old, to = o, e
	}
	return book, k, to, old, 0
}

// signAt tells whether a section or an article begins at i.
func (f *finder) signAt(i int) bool {
	s := f.s
	if has(s, i, "§") {
		return true
	}
	if !has(s, i, "Art") {
		return false
	}
	k := i + 3
	if has(s, k, "ikel") {
		k += 4
	} else if at(s, k) == '.' {
		k++
	}
	k = space(s, k)
	return isDigit(at(s, k))
}

// oldVersion reads "a.F.", "alter Fassung", "n.F." at i: whether an old version is
// meant, and where the words end, 0 where there are none.
func oldVersion(s string, i int) (old bool, end int) {
	if i >= len(s) || s[i] != 'a' && s[i] != 'n' && s[i] != '(' {
		return false, 0
	}
	k := i
	if s[k] == '(' {
		k++
		if k >= len(s) || s[k] != 'a' && s[k] != 'n' {
			return false, 0
		}
	}
	old = s[k] == 'a'
	switch {
	case has(s, k, "alter Fassung"), has(s, k, "neuer Fassung"):
		end = k + 13
	case has(s, k+1, ".F."):
		end = k + 4
	case has(s, k+1, ". F."):
		end = k + 5
	case has(s, k+1, "F") && ends(s, k+2):
		end = k + 2
	case has(s, k+1, ".F") && ends(s, k+3):
		end = k + 3
	default:
		return false, 0
	}
	if s[i] == '(' {
		if end >= len(s) || s[end] != ')' {
			return false, 0
		}
		end++
	}
	return old, end
}

// bookBefore reads the book that stands right before the sign at i, "FGG § 5".
func (f *finder) bookBefore(i int) (book string, start int) {
	s := f.s
	k := spaceBefore(s, i)
	if k == i || k == 0 || i-k > 2 {
		return "", 0
	}
	b := k
	for b > 0 && k-b < 40 {
		n := wordBefore(s, b)
		if n == b {
			if b < k && (s[b-1] == '-' || s[b-1] == '/') && n-1 > 0 && wordBefore(s, n-1) < n-1 {
				b--
				continue
			}
			break
		}
		b = n
	}
	if b == k { // a year, "UWG 2004 § 3"
		d := k
		for d > 0 && isDigit(s[d-1]) && k-d < 5 {
			d--
		}
		if k-d > 4 || k == d || d == 0 || s[d-1] != ' ' {
			return "", 0
		}
		b = wordBefore(s, d-1)
		if b == d-1 {
			return "", 0
		}
		if name, e := f.abbreviation(b); name != "" && e == k && f.begins(b) {
			return name, b
		}
		return "", 0
	}
	if !f.begins(b) {
		return "", 0
	}
	if roman(s[b:k]) > 0 || isLand(s[b:k]) || s[b:k] == "RVG" {
		if p := spaceBefore(s, b); p < b && p > 0 {
			if w := wordBefore(s, p); w < p && f.begins(w) {
				if name, e := f.abbreviation(w); name != "" && e == k {
					return name, w
				}
			}
		}
	}
	if name, e := f.abbreviation(b); name != "" && e == k {
		return name, b
	}
	return "", 0
}

// begins tells whether a word may begin at i: nothing stands before it that it is a
// part of.
func (f *finder) begins(i int) bool {
	if i == 0 {
		return true
	}
	c := f.s[i-1]
	return !isDigit(c) && c != '-' && c != '/' && c < 0x80 && !isLower(c) && !isUpper(c) || i > 1 && f.s[i-2] == 0xC2 ||
		i > 2 && f.s[i-3] == 0xE2
}

// How many bytes after a book was named it still counts for sections that come without
// one. Articles of several acts and conventions mingle more than sections do.
const (
	sectionsReach = 3000
	articlesReach = 400
)

// remember keeps the book for sections that come without one.
func (f *finder) remember(book string, article bool, at int) {
	if article {
		f.articles, f.articlesAt = book, at
	} else {
		f.sections, f.sectionsAt = book, at
	}
}

// linked tells whether only a word of connection stands between the citations that wait
// for their book and the group at i, "§ 167 i.V.m. § 708 ZPO".
func (f *finder) linked(i int) bool {
	if f.waits >= len(f.out) || i < f.waitEnd || i-f.waitEnd > 30 {
		return false
	}
	return connects(strings.TrimSpace(f.s[f.waitEnd:i]))
}

// connects tells whether t is what stands between two statutes that belong together.
func connects(t string) bool {
	t = strings.TrimPrefix(t, ",")
	t = strings.TrimSpace(t)
	switch t {
	case "", "und", "oder", "sowie", "bzw.", "bzw", "i.V.m.", "i. V. m.", "iVm", "i.V.m", "i.V. m.", "i.V. mit", "i. V. mit",
		"in Verbindung mit", "und nach", "und des", "u.", "/", ";", "–", "-", "i.S.d.", "i. S. d.", "bis", "und von", "i. V. m", "iVm.",
		"in Verb. mit", "i.Verb.m.", "i. Verb. m.", "iV mit", "oder nach", "oder des", "und der", "i.V.m. mit", "je i.V.m.", "jeweils i.V.m.",
		"jeweils in Verbindung mit", "u", "aus", "mit", "analog", "gemäß", "nach":
		return true
	}
	return false
}

// give sets the book of all citations from the given one on that have none.
func (f *finder) give(book string, from int) {
	article := f.out[len(f.out)-1].Norm.Article
	for k := from; k < len(f.out); k++ {
		c := &f.out[k]
		if c.Kind == Statute && c.Norm.Book == "" && c.Norm.Article == article {
			c.Norm.Book = book
			for m := range c.More {
				c.More[m].Book = book
			}
		}
	}
	f.settle() // those of the other kind, articles among sections
}

// settle gives citations that wait for a book the one that was named last.
// One that gets none is taken out.
func (f *finder) settle() {
	kept := f.waits
	for k := f.waits; k < len(f.out); k++ {
		c := &f.out[k]
		if c.Kind == Statute && c.Norm.Book == "" && !f.carry(c) {
			continue
		}
		if kept != k {
			f.out[kept] = f.out[k]
		}
		kept++
	}
	f.out = f.out[:kept]
	f.waits = kept
}

func (f *finder) carry(c *Citation) bool {
	switch {
	case c.Norm.Article && c.Start-f.articlesAt < articlesReach:
		c.Norm.Book = f.articles
	case !c.Norm.Article && c.Start-f.sectionsAt < sectionsReach:
		c.Norm.Book = f.sections
	}
	for m := range c.More {
		c.More[m].Book = c.Norm.Book
	}
	return c.Norm.Book != ""
}
