package caselaw

import (
	"strconv"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/platform/ui"
)

// fieldWords is what a field of an entry is called, as decision.Change names it.
func fieldWords(f ui.Frame, field string) string {
	if rest, ok := strings.CutPrefix(field, "versions."); ok {
		lang, part, _ := strings.Cut(rest, ".")
		return f.Say("caselaw.edit.field-in", "field", f.Say("caselaw.edit.field."+part), "language", f.LanguageName(lang))
	}
	if field == "fileNumbers" {
		field = "file-numbers"
	}
	return f.Say("caselaw.edit.field." + field)
}

// valueWords is what a field says, line by line; the value is JSON, as the history keeps
// it. What cannot be read any more is shown as it is stored.
func valueWords(f ui.Frame, codes *decision.Codes, field, value string) string {
	if value == "" {
		return ""
	}
	var e decision.Entry
	if err := e.Set(field, value); err != nil {
		return value
	}
	said := saying{f, codes}
	if rest, ok := strings.CutPrefix(field, "versions."); ok {
		_, part, _ := strings.Cut(rest, ".")
		if len(e.Versions) == 0 {
			return ""
		}
		if part == "work" {
			return said.work(e.Versions[0].Work)
		}
		for _, p := range versionParts() {
			if p.name == part {
				return p.of(&e.Versions[0])
			}
		}
		return value
	}
	return said.field(&e, field)
}

// saying writes the fields of entries in the reader's language.
type saying struct {
	ui.Frame
	codes *decision.Codes
}

func (s saying) field(e *decision.Entry, field string) string {
	switch field {
	case "court":
		return e.Court
	case "chamber":
		return e.Chamber
	case "kind":
		return s.code("kinds", e.Kind)
	case "printed":
		return e.Printed
	case "date":
		return s.Date(e.Date)
	case "fileNumbers":
		return strings.Join(e.FileNumbers, "\n")
	case "ecli":
		return e.ECLI
	case "names":
		return strings.Join(e.Names, "\n")
	case "finality":
		return s.code("finality", e.Finality)
	case "chain":
		return linesOf(e.Chain, s.instance)
	case "fields", "forms", "sectors", "acts", "means", "purposes", "routes", "results":
		return s.list(field, map[string][]string{"fields": e.Fields, "forms": e.Forms, "sectors": e.Sectors, "acts": e.Acts, "means": e.Means, "purposes": e.Purposes, "routes": e.Routes, "results": e.Results}[field])
	case "keywords":
		return strings.Join(e.Keywords, "\n")
	case "norms":
		return linesOf(e.Norms, func(n decision.Norm) string { return withParts(" | ", n.Text, n.Version) })
	case "persons":
		return s.persons(e.Persons)
	case "sentences":
		return linesOf(e.Sentences, s.sentence)
	case "sums":
		return linesOf(e.Sums, func(m decision.Sum) string {
			return withParts(", ", s.code("sums", m.Kind)+": "+amountWords(m.Cents)+" "+m.Unit, m.Note)
		})
	case "centre":
		return e.Centre
	case "significance":
		return s.Say("caselaw.edit.significance." + strconv.Itoa(e.Significance))
	case "anonymised":
		return s.work(e.Anonymised)
	case "source":
		partial := ""
		if e.Source.Partial {
			partial = s.Say("caselaw.edit.field.partial")
		}
		return withParts("\n", s.code("sources", e.Source.Name), e.Source.Document, e.Source.Address, e.Source.Modified, partial)
	}
	return ""
}

func (s saying) code(list, id string) string {
	if id == "" {
		return ""
	}
	return s.codes.Label(list, id, string(s.Lang()))
}

func (s saying) list(list string, ids []string) string {
	return linesOf(ids, func(id string) string { return s.code(list, id) })
}

func (s saying) work(w decision.Work) string {
	return withParts(", ", w.Who, s.Date(w.On), s.code("methods", w.Method))
}

func (s saying) instance(in decision.Instance) string {
	higher := ""
	if in.Higher {
		higher = s.Say("caselaw.edit.field.higher")
	}
	return withParts(", ", in.Court, in.Kind, s.Date(in.Date), in.FileNumber, in.ECLI, s.code("outcomes", in.Outcome), higher)
}

func (s saying) sentence(p decision.Sentence) string {
	months, rates, suspended := "", "", ""
	if p.Months > 0 {
		months = s.Say("caselaw.edit.months", "n", p.Months)
	}
	if p.Rates > 0 {
		rates = s.Say("caselaw.edit.rates", "n", p.Rates)
	}
	if p.Suspended {
		suspended = s.Say("caselaw.edit.field.suspended")
	}
	return withParts(", ", s.code("sentences", p.Kind), months, rates, suspended, p.Note)
}

func (s saying) persons(p decision.Persons) string {
	number := ""
	if p.Number > 0 {
		number = s.Say("caselaw.edit.persons", "n", p.Number)
	}
	return withParts("\n", number, s.list("origins", p.Origin), s.list("gender", p.Gender), s.code("minors", p.Minors))
}

// withParts puts the parts that are there together.
func withParts(between string, parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, between)
}

// linesOf is one line for every one.
func linesOf[T any](all []T, words func(T) string) string {
	rows := make([]string, len(all))
	for i, one := range all {
		rows[i] = words(one)
	}
	return strings.Join(rows, "\n")
}
