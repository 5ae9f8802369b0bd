package record

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"verbund/internal/platform/text"
)

var letters = regexp.MustCompile(`^[A-Za-z]{3}$`)

// country reads a country that is not written as its code: a code in small letters,
// a name in German or English, a code of three letters. Small "no" and "na" are no
// countries but answers of another kind.
func (w *words) country(column *Column, t string) (uint16, reading) {
	id := ""
	switch {
	case len(t) == 2:
		if low := strings.ToLower(t); low != "no" && low != "na" {
			id = strings.ToUpper(t)
		}
	case w.group(t):
	default:
		if found, ok := w.nation(t); ok {
			id = found
		} else if letters.MatchString(t) {
			if region, err := language.ParseRegion(t); err == nil {
				id = region.String()
			}
		}
	}
	if code, ok := column.Find(id); ok {
		return code, changed
	}
	return 0, unknown
}

// nation returns the code of a country by its name.
func (w *words) nation(name string) (string, bool) {
	names, err := w.nations()
	if err != nil {
		return "", false
	}
	return names.FindCountry(name)
}

// nearNation looks for the country whose name is nearly a word.
func (w *words) nearNation(near *nearest, k string) {
	names, err := w.nations()
	if err != nil {
		return
	}
	for _, c := range names.Countries() {
		near.look(k, key(c.Name), c.Code)
	}
}

// group tells whether a word is the id or a label of a group of countries.
func (w *words) group(t string) bool {
	k := key(t)
	return slices.ContainsFunc(w.book.Groups, func(g Group) bool {
		return k == key(g.ID) || k == key(g.De) || k == key(g.En)
	})
}

// place tells whether a code stands for a place.
func place(code string) bool { return code != text.Stateless }
