package casework

import (
	"slices"
	"strings"

	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// sample is a text that a letter of a case can be made of: a letter of the shelf, a
// consent form, or a letter of the centre's own.
type sample struct {
	ID                        string
	Title, For, Purpose, Hint string // in the language of whoever reads the page
	Sort                      sampleSort
	Signs                     letters.Signer
	Consent                   letters.Scope // that must be there before it goes out; empty if none
	Statutes                  []string
	Asks                      []letters.Placeholder
	Langs                     []core.Lang
	fill                      func(core.Lang, map[string]string) (letters.Filled, error)
}

type sampleSort int

const (
	aLetter sampleSort = iota
	aForm
	anOwn
)

// formPrefix begins the id of a consent form among all texts.
const formPrefix = "consent-"

// samples are all texts, in the order of a list.
func (room *Room) samples(lang core.Lang, s Settings, own []leaf[Record]) []sample {
	in := letterLang(lang)
	var all []sample
	both := []core.Lang{letters.German, letters.English}
	of := func(l letters.Letter, id string, sort sampleSort) sample {
		return sample{ID: id, Title: l.Title[in], For: l.For[in], Purpose: l.Purpose[in], Hint: l.Hint[in], Sort: sort, Signs: l.Signs, Consent: l.Consent,
			Statutes: l.Statutes, Asks: slices.Concat(l.Needs, l.May), Langs: both, fill: l.Fill}
	}
	for _, l := range room.Shelf.Letters() {
		all = append(all, of(l, l.ID, aLetter))
	}
	for _, form := range room.Shelf.Forms() {
		all = append(all, sample{ID: formPrefix + string(form.Scope), Title: form.Title(lang), Sort: aForm, Signs: letters.ByClient,
			Asks: slices.Concat(form.Needs, form.May), Langs: room.Shelf.Languages(),
			fill: func(lang core.Lang, values map[string]string) (letters.Filled, error) {
				return form.Fill(lang, s.regime(), values)
			}})
	}
	for _, l := range own {
		t := l.Value.Wording
		letter, err := room.Shelf.Own(string(l.ID), t.Title, t.Body)
		if err != nil || l.Value.Removed { // a placeholder that a later version of the program does not know
			continue
		}
		one := of(letter, string(l.ID), anOwn)
		one.Langs = both
		all = append(all, one)
	}
	return all
}

// asks tells whether the text has room for something.
func (t sample) asks(names ...string) bool {
	return slices.ContainsFunc(t.Asks, func(p letters.Placeholder) bool { return slices.Contains(names, p.Name) })
}

// langOf is the language of the text for somebody who speaks these: letters are
// German, what she reads herself is in her language.
func (t sample) langOf(asked string, speaks []string) core.Lang {
	if slices.Contains(t.Langs, core.Lang(asked)) {
		return core.Lang(asked)
	}
	if t.Sort != aForm {
		return letters.German
	}
	return spoken(t.Langs, speaks)
}

// spoken is the first of the languages that somebody speaks in which there is a
// text, German where there is none.
func spoken(offered []core.Lang, speaks []string) core.Lang {
	for _, code := range speaks {
		for _, lang := range offered {
			if short, _, _ := strings.Cut(string(lang), "-"); short == code || string(lang) == code {
				return lang
			}
		}
	}
	return letters.German
}

// selfName is what a language calls itself.
func selfName(lang core.Lang) string {
	if l, known := text.LanguageOf(lang); known {
		return l.Self
	}
	return string(lang)
}
