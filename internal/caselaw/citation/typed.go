package citation

import (
	"slices"
	"strings"
)

// typedLimit is the longest text, in bytes, that is taken for a norm or a decision that
// somebody types.
const typedLimit = 200

// ParseNorm reads a norm as people type it into a search box: "232 stgb", "§232a Abs 1
// StGB", "stgb 232", "25 IVa AufenthG", "Art 4 EMRK". The whole text has to be one norm
// with a section and a book, or an act of the European Union. Without "§" or "Art." the
// book has to be one that is known.
func ParseNorm(s string) (Norm, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > typedLimit {
		return Norm{}, false
	}
	if n, ok := wholeNorm(s); ok {
		return n, true
	}
	words := strings.Fields(spaced(s))
	if len(words) < 2 || len(words) > 24 {
		return Norm{}, false
	}
	sign, article := false, false
	kept := words[:0]
	for _, w := range words {
		switch strings.ToLower(strings.TrimSuffix(w, ".")) {
		case "§", "§§", "paragraph", "paragraf":
			sign = true
		case "art", "artikel", "article":
			sign, article = true, true
		case "der", "des", "von", "im":
		default:
			kept = append(kept, w)
		}
	}
	if len(kept) < 2 {
		return Norm{}, false
	}
	book, rest := typedBook(kept)
	if book == "" || len(rest) == 0 || !sign && !isDigit(rest[0][0]) {
		return Norm{}, false
	}
	text := "§ "
	if article || byArticles(book) {
		text = "Art. "
	}
	for _, w := range rest {
		text += typedPart(w) + " "
	}
	return wholeNorm(text + book)
}

// wholeNorm returns the norm that s is from its first byte to its last.
func wholeNorm(s string) (Norm, bool) {
	found := Find(s)
	if len(found) != 1 || found[0].Kind != Statute || found[0].Start != 0 && !articleBefore(s, found[0]) || found[0].End != len(s) {
		return Norm{}, false
	}
	return found[0].Norm, found[0].Norm.Book != ""
}

// articleBefore tells whether nothing but the article of c stands before it, as in "Art.
// 6 der Richtlinie 77/388/EWG", where the citation is the act.
func articleBefore(s string, c Citation) bool {
	return c.Norm.Section != "" && has(s, 0, "Art")
}

// spaced sets blanks around the section sign and between a book and its number.
func spaced(s string) string { return strings.ReplaceAll(s, "§", " § ") }

// typedBook takes the book from the end or the beginning of words, without regard to
// capitals, and returns what is left.
func typedBook(words []string) (book string, rest []string) {
	k := known()
	for n := min(4, len(words)-1); n > 0; n-- {
		if book := k.folded[fold(strings.Join(words[len(words)-n:], ""))]; book != "" && !isDigit(words[len(words)-n][0]) {
			return book, words[:len(words)-n]
		}
	}
	for n := min(4, len(words)-1); n > 0; n-- {
		if book := k.folded[fold(strings.Join(words[:n], ""))]; book != "" && !isDigit(words[0][0]) {
			return book, words[n:]
		}
	}
	if name := k.names[stems(words[len(words)-1])]; name != "" {
		return name, words[:len(words)-1]
	}
	for _, at := range [...]int{len(words) - 1, 0} {
		if w := words[at]; formOfBook(w) {
			return w, slices.Delete(slices.Clone(words), at, at+1)
		}
	}
	return "", nil
}

// typedPart writes a word between section and book as Find reads it.
func typedPart(w string) string {
	switch strings.ToLower(strings.Trim(w, ".,")) {
	case "abs", "absatz":
		return "Abs."
	case "s", "satz":
		return "Satz"
	case "nr", "nummer", "ziff", "ziffer":
		return "Nr."
	case "lit", "buchst", "buchstabe":
		return "Buchst."
	case "hs", "halbsatz", "halbs":
		return "Halbsatz"
	case "alt", "alternative", "var":
		return "Alt."
	case "uabs", "unterabs", "unterabsatz":
		return "UAbs."
	}
	bare := strings.TrimRight(w, ",")
	if up := strings.ToUpper(bare); len(bare) > 0 && roman(up) > 0 {
		return up
	} else if n := len(bare); n > 1 && roman(up[:n-1]) > 0 && isLower(bare[n-1]) {
		return up[:n-1] + bare[n-1:]
	}
	return bare
}

// byArticles tells whether a book has articles.
func byArticles(book string) bool {
	switch book {
	case "GG", "EMRK", "AEUV", "EUV", "GRCh", "GFK", "DSGVO", "Dublin-III-VO", "Dublin-II-VO", "UN-KRK", "UN-BRK", "CEDAW", "CAT", "EKM",
		"Istanbul-Konvention", "Palermo-Protokoll", "EG", "EGBGB", "WRV", "BayVerf", "BayPAG", "BayBO", "BayVwVfG", "IPBPR", "IPwskR", "AEMR", "ESC",
		"Brüssel-Ia-VO", "Brüssel-I-VO", "Brüssel-IIa-VO", "EuGVVO", "Rom-I-VO", "Rom-II-VO", "HKÜ", "KSÜ", "SDÜ", "WÜK", "WVRK", "UN-Charta",
		"VvB", "LV", "NV", "SächsVerf", "ThürVerf":
		return true
	}
	return false
}

// ParseCase reads a decision as people type it into a search box: a file number with or
// without its court ("BGH 3 StR 87/09", "5azr949/11", "C-269/00"), an ECLI, or a place
// in a journal ("NJW 2015, 1827"). The whole text has to be one decision.
func ParseCase(s string) (Case, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > typedLimit {
		return Case{}, false
	}
	if c, ok := wholeCase(s); ok {
		return c, true
	}
	if has(strings.ToUpper(s), 0, "ECLI:") {
		if end := ecliEnd(s, 0); end == len(s) {
			return Case{ECLI: s}, true
		}
		return Case{}, false
	}
	if c, ok := application(s); ok {
		return c, true
	}
	words := typedWords(s)
	if len(words) == 0 || len(words) > 14 {
		return Case{}, false
	}
	if c, ok := typedPlace(words); ok {
		return c, true
	}
	return wholeCase(typedNumber(words))
}

// wholeCase returns the decision that s is from its first byte to its last.
func wholeCase(s string) (Case, bool) {
	found := Find(s)
	if len(found) != 1 || found[0].Kind == Statute || found[0].End != len(s) {
		return Case{}, false
	}
	c := found[0]
	before := strings.Trim(strings.TrimSpace(s[:c.Start]), ".:")
	switch before {
	case "", "Az", "AZ", "Aktenzeichen", "Rs", "Rechtssache":
		return c.Case, true
	}
	if c.Case.Date.IsZero() {
		return Case{}, false
	}
	return c.Case, true
}

// application reads the number of an application to the European Court of Human Rights
// that stands alone. Fewer than four digits are taken for something else.
func application(s string) (Case, bool) {
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(s, "Nr."), "no."))
	e := digits(s, 0)
	if e < 4 || e > 5 || at(s, e) != '/' || digits(s, e+1) != len(s) || len(s)-e != 3 {
		return Case{}, false
	}
	return Case{Court: "EGMR", FileNumber: s}, true
}

// typedWords parts s at blanks and between letters and digits.
func typedWords(s string) []string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := max(letter(s, i), 1)
		if i > 0 {
			was, is := isDigit(s[i-1]), isDigit(s[i])
			if was && letter(s, i) > 0 || is && (isLower(s[i-1]) || isUpper(s[i-1])) {
				b.WriteByte(' ')
			}
		}
		if s[i] != ',' {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return strings.Fields(b.String())
}

// typedPlace reads "njw 2015 1827", "bstbl ii 1999 213".
func typedPlace(words []string) (Case, bool) {
	if len(words) < 3 || len(words) > 6 {
		return Case{}, false
	}
	k := known()
	page := words[len(words)-1]
	if digits(page, 0) != len(page) {
		return Case{}, false
	}
	for n := len(words) - 2; n > 0; n-- {
		name := k.foldedJournals[fold(strings.Join(words[:n], ""))]
		if name == "" {
			continue
		}
		volume := strings.ToUpper(strings.Join(words[n:len(words)-1], " "))
		return wholeCase(name + " " + volume + ", " + page)
	}
	return Case{}, false
}

// typedNumber writes a file number with the capitals and blanks that are usual.
func typedNumber(words []string) string {
	k := known()
	var b strings.Builder
	for _, w := range words {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		e := word(w, 0)
		if e != len(w) {
			if e == 1 && at(w, 1) == '-' {
				w = strings.ToUpper(w[:1]) + w[1:]
			}
			b.WriteString(w)
			continue
		}
		if usual := k.foldedSigns[strings.ToLower(w)]; usual != "" {
			b.WriteString(usual)
			continue
		}
		up := strings.ToUpper(w)
		if roman(up) > 0 {
			b.WriteString(up)
			continue
		}
		// a Roman number and a register in one, "xiizb"
		parted := false
		for cut := min(len(up), 6); cut > 0 && !parted; cut-- {
			if roman(up[:cut]) > 0 {
				if usual := k.foldedSigns[strings.ToLower(w[cut:])]; usual != "" {
					b.WriteString(up[:cut] + " " + usual)
					parted = true
				}
			}
		}
		if !parted {
			b.WriteString(w)
		}
	}
	return b.String()
}
