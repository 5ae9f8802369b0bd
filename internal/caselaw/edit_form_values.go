package caselaw

import (
	"strconv"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// writtenIn are the languages in which the form asks for texts. What was written in
// others stays as it is.
func writtenIn() []string { return []string{"de", "en"} }

// rowName is the name of a field in one of the rows of a form, which are counted from 1.
func rowName(list string, row int, part string) string {
	return list + "-" + strconv.Itoa(row) + "-" + part
}

// entryValues are the values of the form for an entry, as readEntry reads them.
func entryValues(e *decision.Entry) web.Values {
	v := web.Values{}
	set := func(name string, values ...string) {
		for _, value := range values {
			if value != "" {
				v[name] = append(v[name], value)
			}
		}
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	work := func(prefix string, w decision.Work) {
		set(prefix+"-who", w.Who)
		set(prefix+"-on", w.On.String())
		set(prefix+"-method", w.Method)
	}
	set("court", e.Court)
	set("chamber", e.Chamber)
	set("kind", e.Kind)
	set("printed", e.Printed)
	set("date", e.Date.String())
	set("file-numbers", strings.Join(e.FileNumbers, "\n"))
	set("ecli", e.ECLI)
	set("names", strings.Join(e.Names, "\n"))
	set("finality", e.Finality)
	for i, in := range e.Chain {
		row := func(part, value string) { set(rowName("chain", i+1, part), value) }
		row("court", in.Court)
		row("date", in.Date.String())
		row("file", in.FileNumber)
		row("kind", in.Kind)
		row("ecli", in.ECLI)
		row("outcome", in.Outcome)
		if in.Higher {
			row("higher", "1")
		}
	}
	set("chain-rows", number(len(e.Chain)))
	for name, codes := range map[string][]string{"fields": e.Fields, "forms": e.Forms, "sectors": e.Sectors, "acts": e.Acts, "means": e.Means, "purposes": e.Purposes,
		"routes": e.Routes, "origin": e.Persons.Origin, "gender": e.Persons.Gender, "results": e.Results} {
		set(name, codes...)
	}
	set("keywords", strings.Join(e.Keywords, "\n"))
	var norms []string
	for _, n := range e.Norms {
		line := n.Text
		if n.Version != "" {
			line += " | " + n.Version
		}
		norms = append(norms, line)
	}
	set("norms", strings.Join(norms, "\n"))
	set("number", number(e.Persons.Number))
	set("minors", e.Persons.Minors)
	for i, p := range e.Sentences {
		row := func(part, value string) { set(rowName("sentence", i+1, part), value) }
		row("kind", p.Kind)
		row("months", number(p.Months))
		row("rates", number(p.Rates))
		row("note", p.Note)
		if p.Suspended {
			row("suspended", "1")
		}
	}
	set("sentence-rows", number(len(e.Sentences)))
	for i, s := range e.Sums {
		row := func(part, value string) { set(rowName("sum", i+1, part), value) }
		row("kind", s.Kind)
		row("amount", amountWords(s.Cents))
		row("unit", s.Unit)
		row("note", s.Note)
	}
	set("sum-rows", number(len(e.Sums)))
	set("centre", e.Centre)
	set("significance", number(e.Significance))
	for _, lang := range writtenIn() {
		version, _ := e.In(lang)
		for _, part := range versionParts() {
			set(lang+"-"+part.name, part.of(&version))
		}
		work(lang, version.Work)
	}
	work("anonymised", e.Anonymised)
	set("source", e.Source.Name)
	set("document", e.Source.Document)
	set("address", e.Source.Address)
	set("modified", e.Source.Modified)
	if e.Source.Partial {
		set("partial", "1")
	}
	return v
}

// amountWords writes cents as people type them: "1250,00".
func amountWords(cents int64) string {
	rest := strconv.FormatInt(cents%100, 10)
	if len(rest) == 1 {
		rest = "0" + rest
	}
	return strconv.FormatInt(cents/100, 10) + "," + rest
}

// readAmount reads an amount of money with or without marks between thousands: "1.250",
// "1250,5", "1 250,00 €". The last mark parts the cents where one or two digits follow.
func readAmount(s string) (cents int64, ok bool) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' || r == '€' || r == '\'' {
			return -1
		}
		return r
	}, s)
	whole, part := s, ""
	if i := strings.LastIndexAny(s, ",."); i >= 0 && len(s)-i <= 3 {
		whole, part = s[:i], s[i+1:]
	}
	whole = strings.NewReplacer(",", "", ".", "").Replace(whole)
	for len(part) < 2 {
		part += "0"
	}
	n, err := strconv.ParseInt(whole+part, 10, 64)
	return n, err == nil && n >= 0 && whole != ""
}

// readDay reads a day as 2009-11-19 or 19.11.2009; nothing typed is the unknown day.
func readDay(s string) (core.Date, bool) {
	s = strings.TrimSpace(s)
	if parts := strings.Split(s, "."); len(parts) == 3 {
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		for len(parts[0]) < 2 {
			parts[0] = "0" + parts[0]
		}
		for len(parts[1]) < 2 {
			parts[1] = "0" + parts[1]
		}
		s = parts[2] + "-" + parts[1] + "-" + parts[0]
	}
	d, err := core.ParseDate(s)
	return d, err == nil
}
