package caselaw

import (
	"slices"
	"strconv"

	"verbund/internal/caselaw/decision"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EditField is a field of a form with the way it is asked.
type EditField struct {
	ui.Field
	As      string // "" one line, "text" several, "select", "boxes", "box"
	Rows    int
	Choices []ui.Choice
}

// EditSection is a part of the form of an entry.
type EditSection struct {
	ID, Heading, Hint string
	Fields            []EditField
	Groups            []EditGroup // rows of which there may be any number
	Error             string      // of the rows
	Count             [2]string   // hidden: how many rows there are
	After             []EditField // behind the rows
}

// EditGroup is one row.
type EditGroup struct {
	Legend string
	Fields []EditField
	Empty  bool // for a further one
}

// entryForm makes the sections of the form of an entry out of values and messages.
type entryForm struct {
	ui.Frame
	codes  *decision.Codes
	values web.Values
	wrong  map[string]string
}

func (f *entryForm) field(name, key string) EditField {
	e := EditField{Field: ui.Field{Name: name, Label: f.Say("caselaw.edit.field." + key), Value: f.values.Get(name), Error: f.wrong[name]}}
	if hint := "caselaw.edit.hint." + key; f.Has(hint) {
		e.Hint = f.Say(hint)
	}
	return e
}

func (f *entryForm) line(name string) EditField { return f.field(name, name) }

func (f *entryForm) area(name, key string, rows int) EditField {
	e := f.field(name, key)
	e.As, e.Rows, e.Value = "text", rows, prose(f.values, name)
	return e
}

func (f *entryForm) day(name, key string) EditField {
	e := f.field(name, key)
	if _, ok := readDay(e.Value); ok {
		e.Type = "date"
	}
	return e
}

func (f *entryForm) choices(name, list string) (all []ui.Choice) {
	chosen := f.values.All(name)
	for _, c := range f.codes.List(list) {
		if on := slices.Contains(chosen, c.ID); on || c.Until == 0 {
			all = append(all, ui.Choice{Value: c.ID, Words: c.Label(string(f.Lang())), Count: -1, Selected: on})
		}
	}
	return all
}

func (f *entryForm) choose(name, key, list string) EditField {
	e := f.field(name, key)
	e.As, e.Choices = "select", f.choices(name, list)
	return e
}

func (f *entryForm) boxes(name, list string) EditField {
	e := f.field(name, name)
	e.As, e.Choices = "boxes", f.choices(name, list)
	return e
}

func (f *entryForm) tick(name, key string) EditField {
	e := f.field(name, key)
	e.As = "box"
	if f.values.Checked(name) {
		e.Value = "1"
	}
	return e
}

// rows are the rows of a list: those that are there, and two empty ones.
func (f *entryForm) rows(s *EditSection, list string, row func(at func(part string) string) []EditField) {
	n := min(f.values.Number(list+"-rows", 0, 0, mostRows), mostRows)
	for n > 0 && !f.filled(list, n) {
		n--
	}
	shown := min(n+2, mostRows)
	s.Count = [2]string{list + "-rows", strconv.Itoa(shown)}
	for i := 1; i <= shown; i++ {
		legend := f.Say("caselaw.edit.row."+list, "n", i)
		if i > n {
			legend = f.Say("caselaw.edit.row.more-"+list, "n", i)
		}
		s.Groups = append(s.Groups, EditGroup{legend, row(func(part string) string { return rowName(list, i, part) }), i > n})
	}
}

// filled tells whether something stands in a row.
func (f *entryForm) filled(list string, row int) bool {
	for _, part := range []string{"court", "date", "file", "kind", "ecli", "outcome", "months", "rates", "amount", "note"} {
		if f.values.Get(rowName(list, row, part)) != "" {
			return true
		}
	}
	return false
}

func (f *entryForm) section(id string, fields ...EditField) EditSection {
	s := EditSection{ID: "section-" + id, Heading: f.Say("caselaw.edit.section." + id), Fields: fields}
	if hint := "caselaw.edit.section-hint." + id; f.Has(hint) {
		s.Hint = f.Say(hint)
	}
	return s
}

func (f *entryForm) work(prefix string) []EditField {
	return []EditField{f.field(prefix+"-who", "who"), f.day(prefix+"-on", "on"), f.choose(prefix+"-method", "method", "methods")}
}

// sections are the whole form.
func (f *entryForm) sections() []EditSection {
	all := []EditSection{f.section("identify",
		f.line("court"), f.line("chamber"), f.day("date", "date"), f.area("file-numbers", "file-numbers", 2), f.line("ecli"),
		f.choose("kind", "kind", "kinds"), f.line("printed"), f.choose("finality", "finality", "finality"), f.area("names", "names", 2))}

	chain := f.section("chain")
	chain.Error = f.wrong["chain"]
	f.rows(&chain, "chain", func(at func(string) string) []EditField {
		return []EditField{f.field(at("court"), "court-short"), f.day(at("date"), "date"), f.field(at("file"), "file-number"), f.field(at("kind"), "chain-kind"), f.field(at("ecli"), "ecli-short"),
			f.choose(at("outcome"), "outcome", "outcomes"), f.tick(at("higher"), "higher")}
	})
	all = append(all, chain,
		f.section("law", f.boxes("fields", "fields"), f.area("norms", "norms", 4)),
		f.section("matter", f.boxes("forms", "forms"), f.boxes("acts", "acts"), f.boxes("means", "means"), f.boxes("purposes", "purposes"), f.boxes("routes", "routes"), f.boxes("sectors", "sectors"), f.area("keywords", "keywords", 3)),
		f.section("persons", f.line("number"), f.choose("minors", "minors", "minors"), f.boxes("origin", "origins"), f.boxes("gender", "gender")))

	sentences := f.section("sentences")
	sentences.Error = f.wrong["sentences"]
	f.rows(&sentences, "sentence", func(at func(string) string) []EditField {
		return []EditField{f.choose(at("kind"), "sentence-kind", "sentences"), f.field(at("months"), "months"), f.field(at("rates"), "rates"), f.tick(at("suspended"), "suspended"), f.field(at("note"), "note")}
	})
	sums := f.section("sums")
	sums.Error = f.wrong["sums"]
	f.rows(&sums, "sum", func(at func(string) string) []EditField {
		unit := f.field(at("unit"), "unit")
		if unit.Value == "" {
			unit.Value = "EUR"
		}
		return []EditField{f.choose(at("kind"), "sum-kind", "sums"), f.field(at("amount"), "amount"), unit, f.field(at("note"), "note")}
	})
	significance := f.line("significance")
	significance.As = "select"
	for _, n := range []string{"3", "2", "1"} {
		significance.Choices = append(significance.Choices, ui.Choice{Value: n, Words: f.Say("caselaw.edit.significance." + n), Count: -1, Selected: significance.Value == n})
	}
	all = append(all, sentences, sums, f.section("results", f.boxes("results", "results"), f.area("centre", "centre", 3), significance))

	for _, lang := range writtenIn() {
		texts := f.section("text-" + lang)
		title := f.field(lang+"-title", "title")
		if title.Error == "" && lang == "de" {
			title.Error = firstOf(f.wrong["title"], f.wrong["versions"])
		}
		title.As, title.Rows = "text", 1
		texts.Fields = append(texts.Fields, title,
			f.area(lang+"-headnote", "headnote", 4), f.area(lang+"-points", "points", 4), f.area(lang+"-facts", "facts", 6), f.area(lang+"-holding", "holding", 6),
			f.area(lang+"-practice", "practice", 4), f.area(lang+"-plain", "plain", 4))
		texts.After = f.work(lang)
		if lang == "de" && f.wrong["method"] != "" {
			texts.After[2].Error = f.wrong["method"]
		}
		all = append(all, texts)
	}
	return append(all,
		f.section("anonymised", f.work("anonymised")...),
		f.section("source", f.choose("source", "source", "sources"), f.line("document"), f.line("address"), f.line("modified"), f.tick("partial", "partial")))
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

// summary are the fields that need another look, for the top of the page.
func summary(all []EditSection) (fields []ui.Field) {
	add := func(list []EditField) {
		for _, f := range list {
			if f.Error != "" {
				fields = append(fields, f.Field)
			}
		}
	}
	for _, s := range all {
		add(s.Fields)
		if s.Error != "" {
			fields = append(fields, ui.Field{Name: s.ID, Label: s.Heading, Error: s.Error})
		}
		for _, g := range s.Groups {
			add(g.Fields)
		}
		add(s.After)
	}
	return fields
}
