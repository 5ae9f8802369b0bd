package text

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"verbund/internal/core"
)

// category is a plural category of the CLDR.
type category int

const (
	zero category = iota
	one
	two
	few
	many
	other
)

// String returns the category's name in a catalogue.
func (c category) String() string {
	return [...]string{"zero", "one", "two", "few", "many", "other"}[c]
}

func parseCategory(s string) (category, bool) {
	for c := zero; c <= other; c++ {
		if c.String() == s {
			return c, true
		}
	}
	return 0, false
}

// pluralOf returns the category of the whole number n by the cardinal rules of
// the CLDR.
func pluralOf(tag language.Tag, n int) category {
	if n < 0 {
		n = -n
	}
	if n >= 10_000_000 || n < 0 { // the smallest int has no positive twin
		n = 1_000_000 + max(n, 0)%1_000_000 // the rules look at the last six digits at most
	}
	switch plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0) {
	case plural.Zero:
		return zero
	case plural.One:
		return one
	case plural.Two:
		return two
	case plural.Few:
		return few
	case plural.Many:
		return many
	}
	return other
}

// PluralCategories returns the categories that whole numbers need in a
// language, "other" always among them, in the order of the CLDR. It returns
// nil for a language that LanguageOf does not know.
func PluralCategories(lang core.Lang) []string {
	l, ok := LanguageOf(lang)
	if !ok {
		return nil
	}
	var needed [6]bool
	needed[other] = true
	for n := range 200 {
		needed[pluralOf(l.tag(), n)] = true
	}
	needed[pluralOf(l.tag(), 1_000_000)] = true
	var names []string
	for c := zero; c <= other; c++ {
		if needed[c] {
			names = append(names, c.String())
		}
	}
	return names
}
