package caselaw

import (
	"errors"
	"net/http"
	"strings"

	"verbund/internal/caselaw/cite"
	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ReadPage is a decision as everybody reads it.
type ReadPage struct {
	CasePage
	Number   int64
	Here     string // address of the page without its query
	Title    ui.Saying
	Line     string
	Head     []Fact
	Norms    []ui.Link
	Parts    []PartView // what was written about the decision
	Borrowed bool       // some of it is in German for want of a translation
	Other    *ui.Link   // the same in the other language, where something was written in it
	Written  []string   // who wrote and translated it
	Chain    []InstanceView
	Data     []Fact // persons, sentences, sums, keywords
	Cites    []RelationView
	CitedBy  []RelationView
	Similar  []HitView
	Files    []ui.Link
	Follow   string // address for hearing by mail what becomes of it; empty where no mails are sent

	Outline    []ui.Link
	Sections   []SectionView
	Partial    bool
	Anonymised string
	Query      string // the search that led here
	Citation   string // of the whole decision, in the German style
	English    string // and for readers of English
	Permanent  string // address of the whole decision

	of cite.Decision
}

// Fact is a line of a list of facts.
type Fact struct {
	Name  string
	Words string
	Links []ui.Link // in place of Words, or behind them
}

// PartView is something that was written about a decision.
type PartView struct {
	ID, Heading string
	Note        string // that it is the court's own
	Lang        core.Lang
	Paragraphs  []string
	List        bool
	Text        []ParagraphView // in place of Paragraphs, where it is a part of the full text
}

// InstanceView is another decision in the same matter.
type InstanceView struct {
	Words, Outcome string
	Address        string // where it is here
	Higher         bool
}

// RelationView is a decision that cites, or is cited, with the paragraphs in which.
type RelationView struct {
	HitView
	Places []ui.Link
}

// shown is the decision that an address names. Where that is another's duplicate it has
// answered already, and moved is true.
func (room *Room) shown(w http.ResponseWriter, r *http.Request) (d Shown, moved bool, err error) {
	number, err := numberOf(r)
	if err != nil {
		return d, false, err
	}
	d, err = room.Store.Show(r.Context(), number)
	if to, ok := errors.AsType[*Moved](err); ok {
		at := publicPath + "/" + r.PathValue("number")
		_, rest, _ := strings.Cut(r.URL.Path, at)
		address := "/" + string(web.Printer(r).Lang()) + publicPath + "/" + formatNumber(to.To) + rest
		if r.URL.RawQuery != "" {
			address += "?" + r.URL.RawQuery
		}
		w.Header().Set("Location", address)
		w.WriteHeader(http.StatusPermanentRedirect)
		return d, true, nil
	}
	return d, false, err
}

func (room *Room) readPage(w http.ResponseWriter, r *http.Request) error {
	d, moved, err := room.shown(w, r)
	if err != nil || moved {
		return err
	}
	values := web.ReadQuery(r)
	whole := d.Text.Words() > 0
	e := &d.Entry
	base := CasePage{In: room.in(r), codes: room.codes}
	p := ReadPage{Number: d.Number, CasePage: room.casePage(r, ui.Page{
		Heading: base.titleIn(e).Text, Title: core.Clip(base.tab(e), 50), About: base.line(e), Plain: true, Index: !whole && len(r.URL.RawQuery) == 0,
	})}
	p.Title, p.Line, p.Here = p.titleIn(e), p.line(e), p.at(d.Number)
	p.Follow = room.followAddress(p.CasePage, ByDecision, formatNumber(d.Number))
	if whole {
		w.Header().Set("X-Robots-Tag", "noindex")
	}
	if len(values) > 0 {
		web.NoStore(w)
	}
	p.of = room.cited(r, &d)
	p.Permanent, p.Citation = p.of.Address, cite.German(p.of, "")
	if p.In.Lang() == "en" {
		p.English = cite.English(p.of, "")
	}
	p.head(&d)
	p.parts(e)
	p.data(e)
	for _, f := range exports() {
		if whole || !f.text {
			p.Files = append(p.Files, ui.Link{Address: p.Here + "/" + f.name, Words: p.say("file." + strings.ReplaceAll(f.name, ".", "-"))})
		}
	}
	if d.File.Hash != "" {
		p.Files = append(p.Files, ui.Link{Address: p.Here + "/decision.pdf", Words: p.say("file.pdf")})
	}
	if err := room.relations(r.Context(), &p, &d); err != nil {
		return err
	}
	req, _ := readRequest(values)
	p.Query = core.Clip(req.Text, 200)
	if err := room.fullText(r.Context(), &p, &d, req, values.Get("cite")); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, decisionPage(p))
}

// head is what a decision is.
func (p *ReadPage) head(d *Shown) {
	e := &d.Entry
	add := func(key, words string, links ...ui.Link) {
		if words != "" || len(links) > 0 {
			p.Head = append(p.Head, Fact{p.say("head." + key), words, links})
		}
	}
	courtWords := p.courtLong(e.Court)
	if e.Chamber != "" {
		courtWords += ", " + e.Chamber
	}
	add("court", courtWords)
	add("kind", p.kind(e))
	add("date", p.In.Date(e.Date))
	add("file-numbers", strings.Join(e.FileNumbers, ", "))
	add("ecli", e.ECLI)
	add("names", strings.Join(e.Names, ", "))
	if e.Finality != "" {
		add("finality", p.label("finality", e.Finality))
	}
	codes := func(key, filter, list string, all []string) {
		var links []ui.Link
		for _, code := range all {
			words := p.label(list, code)
			if filter != "" {
				links = append(links, ui.Link{Address: p.to(search.Request{Filters: map[string][]string{filter: {code}}}), Words: words})
			} else {
				links = append(links, ui.Link{Words: words})
			}
		}
		add(key, "", links...)
	}
	codes("fields", "field", "fields", e.Fields)
	codes("forms", "form", "forms", e.Forms)
	codes("sectors", "sector", "sectors", e.Sectors)
	add("results", p.labels("results", e.Results))
	if e.Significance > 0 {
		add("significance", p.say("significance."+formatNumber(int64(e.Significance))))
	}
	for _, n := range e.Norms {
		words := n.Text
		link := ui.Link{Address: p.to(search.Request{Text: n.Text}), Words: words}
		if n.Version != "" {
			link.Words += " (" + n.Version + ")"
		}
		p.Norms = append(p.Norms, link)
	}
	add("norms", "", p.Norms...)
	if e.Source.Name != "" {
		words := p.label("sources", e.Source.Name)
		if e.Source.Address != "" {
			add("source", "", ui.Link{Address: e.Source.Address, Words: words})
		} else {
			add("source", words)
		}
	}
	dates := p.say("published-on", "date", d.Published)
	if changed := core.DateOf(d.ChangedAt); changed.After(d.Published) {
		dates += ", " + p.say("changed-on", "date", changed)
	}
	add("here", dates)
}

// parts are what was written about a decision, each in the language of the page, else in
// German.
func (p *ReadPage) parts(e *decision.Entry) {
	own, _ := e.In(string(p.In.Lang()))
	german, _ := e.In("de")
	for _, part := range []struct {
		id   string
		of   func(decision.Version) string
		list bool
	}{
		{"headnote", func(v decision.Version) string { return v.Headnote }, false},
		{"points", func(v decision.Version) string { return v.Points }, true},
		{"facts", func(v decision.Version) string { return v.Facts }, false},
		{"holding", func(v decision.Version) string { return v.Holding }, false},
		{"practice", func(v decision.Version) string { return v.Practice }, false},
		{"plain", func(v decision.Version) string { return v.Plain }, false},
	} {
		words, lang := part.of(own), p.In.Lang()
		if words == "" {
			words, lang = part.of(german), text.German
			if words == "" {
				continue
			}
			p.Borrowed = p.Borrowed || p.In.Lang() != text.German
		}
		view := PartView{ID: "about-" + part.id, Heading: p.say("part." + part.id), Lang: lang, List: part.list, Paragraphs: saidLines(words)}
		if part.id == "headnote" {
			view.Note = p.say("headnote-court")
		}
		p.Parts = append(p.Parts, view)
	}
	other := core.Lang("en")
	if p.In.Lang() == other {
		other = text.German
	}
	if v, ok := e.In(string(other)); ok && !p.Frozen && (v.Title != "" || v.Holding != "" || v.Plain != "") {
		p.Other = &ui.Link{Address: "/" + string(other) + publicPath + "/" + formatNumber(p.Number), Words: p.say("other-language")}
	}
	for _, v := range e.Versions {
		if v.Lang != string(p.In.Lang()) && v.Lang != "de" || v.Work.Method == "" && v.Work.Who == "" {
			continue
		}
		parts := []string{p.In.LanguageName(v.Lang)}
		if v.Work.Method != "" {
			parts = append(parts, p.label("methods", v.Work.Method))
		}
		if v.Work.Who != "" {
			parts = append(parts, v.Work.Who)
		}
		if !v.Work.On.IsZero() {
			parts = append(parts, p.In.Date(v.Work.On))
		}
		p.Written = append(p.Written, strings.Join(parts, ", "))
	}
	w := e.Anonymised
	if w.Who != "" || !w.On.IsZero() || w.Method != "" {
		var parts []string
		if w.Who != "" {
			parts = append(parts, w.Who)
		}
		if !w.On.IsZero() {
			parts = append(parts, p.In.Date(w.On))
		}
		if w.Method == "machine" {
			parts = append(parts, p.say("by-machine"))
		}
		p.Anonymised = p.say("anonymised", "who", strings.Join(parts, ", "))
	}
	p.Partial = e.Source.Partial
}

// saidLines are the lines of a text that say something.
func saidLines(s string) (all []string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// data are what can be counted in a decision.
func (p *ReadPage) data(e *decision.Entry) {
	add := func(key, words string) {
		if words != "" {
			p.Data = append(p.Data, Fact{Name: p.say("data." + key), Words: words})
		}
	}
	var persons []string
	if e.Persons.Number > 0 {
		persons = append(persons, p.say("persons", "n", e.Persons.Number))
	}
	for _, words := range []string{p.labels("gender", e.Persons.Gender), p.labels("origins", e.Persons.Origin)} {
		if words != "" {
			persons = append(persons, words)
		}
	}
	if e.Persons.Minors != "" {
		persons = append(persons, p.label("minors", e.Persons.Minors))
	}
	add("persons", strings.Join(persons, "; "))
	add("acts", p.labels("acts", e.Acts))
	add("means", p.labels("means", e.Means))
	add("purposes", p.labels("purposes", e.Purposes))
	add("routes", p.labels("routes", e.Routes))
	for _, s := range e.Sentences {
		add("sentence", p.sentence(s))
	}
	for _, s := range e.Sums {
		words := p.label("sums", s.Kind) + ": " + p.money(s.Cents, s.Unit)
		if s.Note != "" {
			words += " (" + s.Note + ")"
		}
		add("sum", words)
	}
	add("centre", e.Centre)
	add("keywords", strings.Join(e.Keywords, ", "))
}

func (p CasePage) sentence(s decision.Sentence) string {
	words := p.label("sentences", s.Kind)
	if s.Months > 0 {
		words += ", " + p.term(s.Months)
	}
	if s.Rates > 0 {
		words += ", " + p.say("rates", "n", s.Rates)
	}
	if s.Suspended {
		words += ", " + p.say("suspended")
	}
	if s.Note != "" {
		words += " (" + s.Note + ")"
	}
	return words
}

// term is a time in years and months.
func (p CasePage) term(months int) string {
	years, rest := months/12, months%12
	switch {
	case years == 0:
		return p.say("months", "n", rest)
	case rest == 0:
		return p.say("years", "n", years)
	}
	return p.say("years", "n", years) + " " + p.say("months", "n", rest)
}

// money writes an amount, "1.234,50 €" or "€1,234.50", and other currencies by their
// code.
func (p CasePage) money(cents int64, unit string) string {
	whole := p.In.Number(int(cents / 100))
	if rest := cents % 100; rest != 0 {
		part := formatNumber(rest)
		if rest < 10 {
			part = "0" + part
		}
		whole += p.say("decimal-mark") + part
	}
	if unit == "EUR" {
		return p.say("euro", "amount", whole)
	}
	return whole + "\u00a0" + unit
}

// back leads to the search that led here, or to all of them.
func (p ReadPage) back() string {
	return p.to(search.Request{Text: p.Query})
}
