package places

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	longestQuery = 100 // characters; what follows is not read
	mostWords    = 8   // beyond them no town is looked for in the middle of a query
	dominance    = 10  // so many times larger than the next of its name, a place is meant without asking
	mostAnswers  = 5   // suggestions at once
)

// Find answers what somebody typed: a postal code or its first digits, a town,
// a part of a large city, a district or a Land, in German or, for Länder and
// large cities, in other languages, however Umlauts are spelled, with or without
// what tells it apart from others of its name.
//
// It takes any bytes of any length and never fails. Either Place is set, or
// Which (several bear that name), or Suggestions (nothing does); a query without
// letter or digit gets none of them. A postal code that does not exist gets the
// area of its first three or four digits as Place, and Suggestions.
func (t *Table) Find(query string) Answer {
	q := clip(query)
	a := Answer{Query: q}
	words := strings.Fields(fold(q))
	if len(words) == 0 {
		return a
	}
	if t.findCode(&a, words) {
		return a
	}
	text := strings.Join(words, " ")
	if refs := t.exactly(q, t.lookUp(text, words)); len(refs) > 0 {
		t.decide(&a, refs)
		return a
	}
	if refs := t.findWithin(words); len(refs) > 0 {
		t.decide(&a, refs)
		return a
	}
	if t.complete(&a, text) {
		return a
	}
	a.Suggestions = t.similar(text)
	if r, ok := t.mentioned(words); ok {
		t.decide(&a, []ref{r})
	}
	return a
}

// clip makes a query valid UTF-8 without space around it and at most
// longestQuery characters long.
func clip(query string) string {
	if len(query) > longestQuery*utf8.UTFMax*4 {
		query = query[:longestQuery*utf8.UTFMax*4]
	}
	query = strings.TrimSpace(strings.ToValidUTF8(query, "\uFFFD"))
	n := 0
	for i := range query {
		if n == longestQuery {
			return strings.TrimSpace(query[:i])
		}
		n++
	}
	return query
}

// lookUp returns the places that are called so.
func (t *Table) lookUp(text string, words []string) []ref {
	if refs := t.called(text); len(refs) > 0 {
		return refs
	}
	first, last := words[0], words[len(words)-1]
	if len(words) < 2 {
		return nil
	}
	if isDistrictWord(first) || isDistrictWord(last) {
		if refs := t.called(districtWords(words)); len(refs) > 0 {
			return refs
		}
	}
	switch first {
	case "stadt", "hansestadt", "landeshauptstadt", "gemeinde", "ort":
		return t.called(strings.Join(words[1:], " "))
	}
	return nil
}

// decide fills in the answer from the places that bear the name.
func (t *Table) decide(a *Answer, refs []ref) {
	refs = t.heaviestFirst(refs)
	if t.dominates(refs) {
		p := t.place(refs[0])
		a.Place = &p
		refs = refs[1:]
	}
	for _, r := range refs {
		a.Which = append(a.Which, t.place(r))
	}
}

// findWithin understands a name together with where it lies: "Neuenkirchen
// Steinfurt", "Halle, Westfalen", "Pasing (München)", "Frankfurt a.M.".
func (t *Table) findWithin(words []string) []ref {
	if len(words) > mostWords {
		return nil
	}
	for i := len(words) - 1; i > 0; i-- {
		for _, split := range [][2][]string{{words[:i], words[i:]}, {words[len(words)-i:], words[:len(words)-i]}} {
			var fit []ref
			for _, r := range t.lookUp(strings.Join(split[0], " "), split[0]) {
				if t.liesIn(r, split[1]) {
					fit = append(fit, r)
				}
			}
			if len(fit) > 0 {
				return fit
			}
		}
	}
	return nil
}

// liesIn tells whether all words begin a word of the name of a place or of what
// it lies in.
func (t *Table) liesIn(r ref, words []string) bool {
	p := t.place(r)
	of := p.Name + " " + p.DistrictName + " " + LandName(p.Land) + " Deutschland Germany "
	if r.kind() == Town {
		if whole := t.towns[r.number()].whole; whole >= 0 {
			of += t.towns[whole].name
		}
	}
	for _, l := range Lands() {
		if l.Code == p.Land {
			of += " " + strings.Join(l.otherNames(), " ")
		}
	}
	known := strings.Fields(fold(of))
	for _, w := range words {
		switch w {
		case "a", "am", "an", "auf", "b", "bei", "d", "der", "dem", "den", "i", "im", "in", "o", "ob", "v", "vor", "vom", "u", "unter", "kreis", "landkreis", "land":
			continue
		}
		if !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, w) }) {
			return false
		}
	}
	return true
}

// mentioned finds a sizeable town at the beginning or end of words that mean
// nothing otherwise: "Hamburg Hauptbahnhof", "Stuttgart-Bad Cannstatt".
func (t *Table) mentioned(words []string) (ref, bool) {
	const sizeable = 20_000
	if len(words) > mostWords {
		return 0, false
	}
	for i := len(words) - 1; i > 0; i-- {
		for _, part := range [][]string{words[:i], words[len(words)-i:]} {
			refs := t.heaviestFirst(t.named(strings.Join(part, " ")))
			if len(refs) > 0 && t.weight(refs[0]) >= sizeable && t.dominates(refs) {
				return refs[0], true
			}
		}
	}
	return 0, false
}
