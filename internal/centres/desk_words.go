package centres

import (
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
)

// How fields are called and their values read on the pages of the desk.

// fieldLabel names a field, such as "Text (Deutsch)" or "Straße, Büro 2".
func fieldLabel(t *text.Printer, field string) string {
	name, i := splitField(field)
	label := columnLabel(t, name)
	if c, ok := columnNamed(name); ok && c.part != ofCentre && i > 0 {
		label += ", " + t.Say("centres.entries.part-"+string(c.part)) + " " + t.Number(i+1)
	}
	return label
}

func columnLabel(t *text.Printer, name string) string {
	if lang, ok := languageOfColumn(name); ok {
		base := strings.TrimSuffix(name, "_"+string(lang))
		return t.Say("centres.field."+base) + " (" + writtenName(t, lang) + ")"
	}
	return t.Say("centres.field." + name)
}

// writtenName names a language in which a text is written: in the reader's words,
// or, where that is none that people speak, such as Leichte Sprache, in its own.
func writtenName(t *text.Printer, lang core.Lang) string {
	if name := t.LanguageName(string(lang)); name != string(lang) {
		return name
	}
	if l, ok := text.LanguageOf(lang); ok {
		return l.Self
	}
	return string(lang)
}

// actorWords names who did something: people by their names, those whom the
// program names itself in the reader's words.
func actorWords(t *text.Printer, actor string) string {
	switch actor {
	case byLink:
		return t.Say("centres.history.by-link")
	case byAccount:
		return t.Say("centres.history.by-account")
	}
	return actor
}

// unitLabel names a unit of a merge: a field, or all offers, offices or alerts.
func unitLabel(t *text.Printer, unit string) string {
	for _, p := range furtherParts() {
		if unit == string(p)+"s" {
			return t.Say("centres.entries.section-" + string(p))
		}
	}
	return fieldLabel(t, unit)
}

// columnNamed returns the column of a field name without number.
func columnNamed(name string) (column, bool) {
	for _, c := range (Fields{name: ""}).columns() {
		if c.name == name {
			return c, true
		}
	}
	return column{}, false
}

// fieldWords says the value of a field in the reader's words: labels in the place
// of codes. What is written by people stands as it is.
func fieldWords(t *text.Printer, field, value string) string {
	name, _ := splitField(field)
	say := func(prefix string) func(string) string {
		return func(code string) string {
			if key := prefix + code; t.Has(key) {
				return t.Say(key)
			}
			return code
		}
	}
	var word func(string) string
	switch name {
	case "needs":
		word = say("centres.need.")
	case "forms":
		word = say("centres.exploitation.")
	case "groups":
		word = say("centres.group.")
	case "access":
		word = say("centres.access.")
	case "accessibility":
		word = say("centres.accessibility.")
	case "children":
		word = say("centres.children.")
	case "kind":
		word = say("centres.entries.kind-")
	case "nationwide", "secret":
		word = func(string) string { return t.Say("centres.entries.yes") }
	case "lands", "land":
		word = func(code string) string { return orElse(places.LandName(code), code) }
	case "languages":
		word = func(code string) string {
			if code, by := strings.CutSuffix(code, " (interpreter)"); by {
				return t.Say("centres.entries.by-interpreter", "language", t.LanguageName(code))
			}
			return t.LanguageName(code)
		}
	case "as_of", "confirmed_on", "retired_on", "alert_from", "alert_until":
		word = func(day string) string {
			if d, err := core.ParseDate(day); err == nil {
				return t.Date(d)
			}
			return day
		}
	case "confirmed_by":
		word = func(by string) string { return actorWords(t, by) }
	case "phones", "internal_phones":
		return strings.ReplaceAll(value, " | ", "\n")
	default:
		return value
	}
	var all []string
	for _, item := range items(value) {
		all = append(all, word(item))
	}
	return strings.Join(all, ", ")
}

// isInternal tells whether a field is never public.
func isInternal(field string) bool {
	name, _ := splitField(field)
	c, ok := columnNamed(name)
	return ok && c.internal
}

// ChangeView is a change of a field in the reader's words.
type ChangeView struct {
	Label, From, To string
	Internal        bool
}

func changeViews(t *text.Printer, all []Change) []ChangeView {
	var views []ChangeView
	for _, c := range all {
		if c.Field == "id" || c.Field == "organisation_id" {
			continue
		}
		views = append(views, ChangeView{fieldLabel(t, c.Field), fieldWords(t, c.Field, c.From), fieldWords(t, c.Field, c.To), isInternal(c.Field)})
	}
	return views
}
