package centres

import (
	"maps"
	"slices"
	"strconv"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EntryForm is the form of an entry with all its fields.
type EntryForm struct {
	Action   string
	Base     int
	Hidden   [][2]string
	Sections []FormSection
	Summary  []ui.Field // the fields with an error, and what is about none
}

// FormSection is a part of the form under one heading.
type FormSection struct {
	ID, Heading, Hint string
	Parts             []FormPart
	More              string // words of the button that adds a part
}

// FormPart is one offer, office or notice, or the only part of a section.
type FormPart struct {
	Heading string
	Fields  []FormField
	Drop    string // name of the box that takes it away
	Words   string // of that box
}

// FormField is a field with how it is filled in.
type FormField struct {
	ui.Field
	As      string // line, text, box, boxes, select
	Rows    int
	Choices []ui.Choice
}

// formMaker makes the form of what was typed.
type formMaker struct {
	ui.Frame
	typed         web.Values
	problems      map[string]string
	own           bool
	languages     []core.Lang
	organisations []network.Organisation
	used          map[string]bool // problems that stand at their field
}

func newEntryForm(f ui.Frame, typed web.Values, err error, own bool, organisations []network.Organisation) EntryForm {
	m := &formMaker{Frame: f, typed: typed, problems: problemsOf(f, err), own: own, organisations: organisations, used: map[string]bool{}}
	if words, ok := m.problems["languages"]; ok {
		m.problems[houseField] = orElse(m.problems[houseField], words)
	}
	m.findLanguages()
	form := EntryForm{Sections: m.sections()}
	for _, p := range furtherParts() {
		form.Hidden = append(form.Hidden, [2]string{countField(p), strconv.Itoa(m.count(p))})
	}
	for _, s := range form.Sections {
		for _, p := range s.Parts {
			for _, field := range p.Fields {
				if field.Error != "" {
					form.Summary = append(form.Summary, field.Field)
				}
			}
		}
	}
	for _, field := range slices.Sorted(maps.Keys(m.problems)) {
		if !m.used[field] && field != "languages" {
			form.Summary = append(form.Summary, ui.Field{Name: "form", Label: f.Say("centres.entries.form"), Error: m.problems[field]})
		}
	}
	return form
}

// findLanguages lists the languages in which the form has texts: German, English,
// those that are there, and one that was just asked for.
func (m *formMaker) findLanguages() {
	m.languages = []core.Lang{"de", "en"}
	add := func(lang core.Lang) {
		if !slices.Contains(m.languages, lang) {
			m.languages = append(m.languages, lang)
		}
	}
	for field := range m.typed {
		name, _ := splitField(field)
		if lang, ok := languageOfColumn(name); ok {
			add(lang)
		}
	}
	if lang := canonicalLang(m.typed.Get("add_language")); writtenLanguage.MatchString(string(lang)) {
		add(lang)
	}
	slices.Sort(m.languages[2:])
}

// count is how many parts of a sort the form shows. An entry has an offer and an
// office to fill in from the beginning.
func (m *formMaker) count(p part) int {
	least := 1
	if p == ofAlert {
		least = 0
	}
	n := m.typed.Number(countField(p), least, least, mostParts)
	if m.typed.Get("step") == "more-"+string(p) {
		n = min(n+1, mostParts)
	}
	return n
}

func (m *formMaker) sections() []FormSection {
	section := func(id string, fields ...FormField) FormSection {
		return FormSection{ID: "section-" + id, Heading: m.Say("centres.entries.section-" + id), Parts: []FormPart{{Fields: fields}}}
	}
	general := []FormField{m.line("name", 0)}
	if !m.own {
		general = append(general, m.kind(), m.organisation(), m.line("organisation", 0))
	}
	all := []FormSection{
		section("general", append(general, m.texts("summary", 0)...)...),
		section("reach", m.text("phones", 0, 3), m.line("email", 0), m.line("website", 0), m.line("chat", 0), m.line("contact", 0)),
		section("people", append([]FormField{m.box("nationwide", 0), m.lands("lands"), m.text("districts", 0, 2),
			m.text(houseField, 0, 2), m.text(interpreterField, 0, 2), codeBoxes(m, "groups", 0, "centres.group.", Groups),
			codeBoxes(m, "access", 0, "centres.access.", AccessWays), m.children()}, m.texts("refer_on", 0)...)...),
		m.parts(ofOffer, func(i int) []FormField {
			return slices.Concat(m.texts("offer_name", i), []FormField{codeBoxes(m, "needs", i, "centres.need.", Needs),
				codeBoxes(m, "forms", i, "centres.exploitation.", Forms)}, m.texts("offer_note", i))
		}),
		m.parts(ofOffice, func(i int) []FormField {
			return []FormField{m.line("office_name", i), m.box("secret", i), m.line("street", i), m.line("postal_code", i), m.line("town", i), m.land(i),
				m.line("country", i), m.line("district", i), m.line("point", i), m.text("hours", i, 2),
				codeBoxes(m, "accessibility", i, "centres.accessibility.", Accessibilities)}
		}),
		m.parts(ofAlert, func(i int) []FormField {
			return append(m.texts("alert_text", i), m.line("alert_from", i), m.line("alert_until", i))
		}),
		section("internal", m.text("internal_phones", 0, 2), m.line("internal_email", 0), m.line("internal_person", 0), m.text("internal_note", 0, 4)),
	}
	all[6].Hint = m.Say("centres.entries.internal-hint")
	if !m.own {
		all = append(all, section("state", m.line("as_of", 0), m.line("source", 0), m.line("confirmed_on", 0), m.line("confirmed_by", 0)))
	}
	return all
}

// parts is the section of a sort of parts.
func (m *formMaker) parts(p part, fields func(i int) []FormField) FormSection {
	s := FormSection{ID: "section-" + string(p), Heading: m.Say("centres.entries.section-" + string(p)), More: m.Say("centres.entries.more-" + string(p))}
	if key := "centres.entries.section-" + string(p) + "-hint"; m.Has(key) {
		s.Hint = m.Say(key)
	}
	for i := range m.count(p) {
		s.Parts = append(s.Parts, FormPart{
			Heading: m.Say("centres.entries.part-"+string(p)) + " " + m.Number(i+1), Fields: fields(i),
			Drop: dropBox(p, i), Words: m.Say("centres.entries.drop"),
		})
	}
	return s
}

// field is what all fields have in common. Its label names its part too, because
// the summary of errors lists fields of several parts.
func (m *formMaker) field(name string, i int, as string) FormField {
	field := fieldAt(name, i)
	f := FormField{Field: ui.Field{Name: field, Label: columnLabel(m.Printer, name), Value: m.typed.Get(field), Error: m.problems[field]}, As: as, Rows: 1}
	if key := "centres.field." + name + "-hint"; m.Has(key) {
		f.Hint = m.Say(key)
	}
	m.used[field] = true
	return f
}

func (m *formMaker) line(name string, i int) FormField { return m.field(name, i, "line") }

func (m *formMaker) text(name string, i, rows int) FormField {
	f := m.field(name, i, "text")
	f.Rows = rows
	return f
}

// texts are the fields of words in several languages.
func (m *formMaker) texts(name string, i int) []FormField {
	var all []FormField
	for _, lang := range m.languages {
		all = append(all, m.text(name+"_"+string(lang), i, 2))
	}
	if len(all) > 0 && m.Has("centres.field."+name+"-hint") {
		all[0].Hint = m.Say("centres.field." + name + "-hint")
	}
	return all
}

func (m *formMaker) box(name string, i int) FormField { return m.field(name, i, "box") }

func codeBoxes[T ~string](m *formMaker, name string, i int, labels string, codes []T) FormField {
	f := m.field(name, i, "boxes")
	var chosen []T
	for _, value := range m.ticked(f.Name) {
		chosen = append(chosen, T(value))
	}
	f.Choices = choiceList(m.Frame, labels, codes, chosen, nil)
	for i := range f.Choices {
		f.Choices[i].Count = -1
	}
	return f
}

// ticked are the values of a group of boxes; on the way back from a page that
// repeats them they may stand in one.
func (m *formMaker) ticked(field string) []string {
	var all []string
	for _, value := range m.typed[field] {
		all = append(all, items(value)...)
	}
	return all
}

func (m *formMaker) lands(name string) FormField {
	f := m.field(name, 0, "boxes")
	for _, l := range landsByName() {
		f.Choices = append(f.Choices, ui.Choice{Value: l.Code, Words: l.Name, Count: -1, Selected: slices.Contains(m.ticked(f.Name), l.Code)})
	}
	return f
}

func (m *formMaker) choose(name string, i int, choices ...ui.Choice) FormField {
	f := m.field(name, i, "select")
	for _, c := range choices {
		c.Count, c.Selected = -1, c.Value == f.Value
		f.Choices = append(f.Choices, c)
	}
	return f
}

func (m *formMaker) land(i int) FormField {
	var all []ui.Choice
	for _, l := range landsByName() {
		all = append(all, ui.Choice{Value: l.Code, Words: l.Name})
	}
	return m.choose("land", i, all...)
}

func (m *formMaker) kind() FormField {
	var all []ui.Choice
	for _, k := range Kinds {
		all = append(all, ui.Choice{Value: string(k), Words: m.Say("centres.entries.kind-" + string(k))})
	}
	return m.choose("kind", 0, all...)
}

func (m *formMaker) children() FormField {
	return m.choose("children", 0, ui.Choice{Value: string(Yes), Words: m.Say("centres.children.yes")}, ui.Choice{Value: string(No), Words: m.Say("centres.children.no")})
}

func (m *formMaker) organisation() FormField {
	var all []ui.Choice
	for _, o := range m.organisations {
		words := o.Name
		if o.Town != "" {
			words += ", " + o.Town
		}
		all = append(all, ui.Choice{Value: string(o.ID), Words: words})
	}
	return m.choose("organisation_id", 0, all...)
}
