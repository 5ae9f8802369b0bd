package source

import (
	"strings"

	"verbund/internal/caselaw/decision"
)

// fromXML reads one decision in XML of either kind.
func fromXML(file []byte) (decision.Found, error) {
	root, err := parseXML(file)
	if err != nil {
		return decision.Found{}, err
	}
	switch root.name {
	case "dokument":
		return fromRII(root)
	case "akomantoso":
		return fromNeuRIS(root)
	case "items":
		return decision.Found{}, unprocessable("caselaw.source.contents-only")
	}
	return decision.Found{}, unprocessable("caselaw.source.xml-unknown", "root", short(root.name))
}

// parts are the elements of a document of rechtsprechung-im-internet that hold text, in
// the order in which courts print them.
func parts() []struct{ element, kind, heading string } {
	return []struct{ element, kind, heading string }{
		{"leitsatz", "headnote", "Leitsatz"},
		{"tenor", "tenor", "Tenor"},
		{"tatbestand", "facts", "Tatbestand"},
		{"entscheidungsgruende", "grounds", "Entscheidungsgründe"},
		{"gruende", "reasons", "Gründe"},
		{"abwmeinung", "dissent", "Abweichende Meinung"},
		{"sonstlt", "other", "Sonstiger Langtext"},
	}
}

// fromRII reads a document of rechtsprechung-im-internet.de after rii-dok.dtd. What
// the DTD names region, coverage, language, publisher and accessRights is the same for
// every document there and says nothing about the decision. sonstosatz is written by
// the documentation offices and left out.
func fromRII(root *node) (decision.Found, error) {
	var found decision.Found
	e := &found.Entry
	value := func(name string) string { return root.child(name).words() }
	e.Court = strings.TrimSpace(value("gertyp") + " " + value("gerort"))
	e.Chamber = value("spruchkoerper")
	e.Printed = value("doktyp")
	e.Kind = kindOf(e.Printed)
	e.Date = dateOf(value("entsch-datum"))
	for _, n := range root.children("aktenzeichen") {
		e.FileNumbers = addNew(e.FileNumbers, fileNumbers(n.words())...)
	}
	e.ECLI = ecliOf(value("ecli"))
	for _, n := range root.children("norm") {
		e.Norms = addNorms(e.Norms, normsOf(n.words())...)
	}
	for _, n := range root.children("vorinstanz") {
		for _, line := range linesOf(n) {
			e.Chain = append(e.Chain, chainOf(line)...)
		}
	}
	sortChain(e.Chain)
	e.Source = decision.Source{Name: "rii", Document: value("doknr"), Address: addressOf(value("identifier"))}

	text := &found.Text
	if who := flowOf(root.child("mitwirkung")); len(who.blocks) > 0 {
		text.Sections = append(text.Sections, sectionOf("opening", "", who.blocks))
	}
	drops := dropped{}
	for _, p := range parts() {
		f := flowOf(root.children(p.element)...)
		drops.add(f.pictures, "caselaw.source.dropped.pictures")
		if len(f.blocks) > 0 {
			text.Sections = append(text.Sections, sectionOf(p.kind, p.heading, f.blocks))
		}
	}
	drops.add(value("sonstosatz") != "", "caselaw.source.dropped.guidance")
	leaveOutEditorial(&found, &drops)
	headline(&found, value("titelzeile"))
	found.Dropped = drops.keys
	return found, identified(&found)
}

// linesOf are the lines of an element: each block of it is one or several.
func linesOf(n *node) (all []string) {
	for _, b := range flowOf(n).blocks {
		all = append(all, strings.Split(b.text, "\n")...)
	}
	return all
}

func sectionOf(kind, heading string, blocks []block) decision.Section {
	s := decision.Section{Kind: kind, Heading: heading}
	for _, b := range blocks {
		s.Paragraphs = append(s.Paragraphs, decision.Paragraph{Number: b.number, Text: b.text})
	}
	return s
}

// headline keeps the title of the source and the headnotes of the court in the German
// version of the entry, where editors work on them. The headnotes stay in the text too.
func headline(found *decision.Found, title string) {
	v := decision.Version{Lang: "de", Title: title}
	var notes []string
	for _, s := range found.Text.Sections {
		if s.Kind != "headnote" {
			continue
		}
		for _, p := range s.Paragraphs {
			notes = append(notes, p.Text)
		}
	}
	v.Headnote = strings.Join(notes, "\n")
	if v.Title != "" || v.Headnote != "" {
		found.Entry.Versions = []decision.Version{v}
	}
}

// identified refuses a decision of which nobody could say which one it is, and which
// could not be told from others: court, date and file number do that together.
func identified(found *decision.Found) error {
	e := &found.Entry
	switch {
	case e.Court == "" && e.Date.IsZero() && len(e.FileNumbers) == 0:
		return invalid("caselaw.source.nameless")
	case e.Court == "":
		return invalid("caselaw.source.no-court")
	case e.Date.IsZero():
		return invalid("caselaw.source.no-date")
	case len(e.FileNumbers) == 0:
		return invalid("caselaw.source.no-number")
	}
	return nil
}

// dropped collects what was left out, each reason once.
type dropped struct{ keys []string }

func (d *dropped) add(is bool, key string) {
	if is {
		d.keys = addNew(d.keys, key)
	}
}

// mostOfOne is how many file numbers, keywords or norms a decision may have. The ones
// with most have a few dozen.
const mostOfOne = 500

// addNew appends what is not empty and not there yet.
func addNew(to []string, values ...string) []string {
next:
	for _, v := range values {
		if v == "" || len(to) >= mostOfOne {
			continue
		}
		for _, have := range to {
			if have == v {
				continue next
			}
		}
		to = append(to, v)
	}
	return to
}
