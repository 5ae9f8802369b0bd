package source

import (
	"strings"

	"verbund/internal/caselaw/decision"
)

// fromNeuRIS reads a judgment of NeuRIS: Akoma Ntoso 3.0 with the name space ris, as
// the portal hands it out now and as it did in its test phase, when the metadata had
// English names and the parts of the text were blocks with German ones.
//
// Guidance ("Orientierungssatz") is written by the documentation offices and left out.
// So are references to journals and literature, which are not about this decision's
// content; citations of decisions and statutes stand in the text itself.
func fromNeuRIS(root *node) (decision.Found, error) {
	judgment := root.child("judgment")
	if judgment == nil {
		return decision.Found{}, unprocessable("caselaw.source.xml-unknown", "root", "akomaNtoso")
	}
	var found decision.Found
	e := &found.Entry
	e.Source.Name = "neuris"
	meta := judgment.child("meta")
	work := meta.child("identification", "frbrwork")
	for _, a := range append(work.children("frbralias"), meta.child("identification", "frbrexpression").children("frbralias")...) {
		switch value := oneLine(a.attr("value")); strings.ToLower(a.attr("name")) {
		case "dokumentnummer":
			e.Source.Document = value
		case "ecli":
			e.ECLI = ecliOf(value)
		case "aktenzeichen":
			e.FileNumbers = addNew(e.FileNumbers, value)
		}
	}
	if e.Source.Document == "" {
		e.Source.Document = oneLine(work.child("frbruri").attrOf("value"))
	}
	e.Date = dateOf(work.child("frbrdate").attrOf("date"))
	e.Source.Modified = oneLine(meta.child("identification", "frbrmanifestation", "frbrdate").attrOf("date"))

	organisations := map[string]string{}
	meta.child("references").below(func(n *node) bool {
		if id := n.attr("eid"); id != "" {
			organisations[id] = oneLine(n.attr("showas"))
		}
		return true
	})
	for _, k := range meta.child("classification").children("keyword") {
		e.Keywords = addNew(e.Keywords, oneLine(k.attr("value")))
	}
	neurisMeta(e, meta, organisations)
	if e.Court == "" {
		e.Court = organisations[strings.TrimPrefix(work.child("frbrauthor").attrOf("href"), "#")]
	}
	neurisReferences(e, meta.child("analysis", "otherreferences"))

	drops := dropped{}
	short := meta.child("analysis", "otheranalysis", "dokumentarischekurztexte")
	for _, n := range short.child("entscheidungsnamen").children("entscheidungsname") {
		e.Names = addNew(e.Names, n.words())
	}
	header := judgment.child("header")
	header.below(func(n *node) bool {
		if n.name == "doctitle" {
			e.Names = addNew(e.Names, n.words())
		}
		return true
	})
	drops.add(short.child("orientierungssatz").words() != "" || short.child("sonstigerorientierungssatz").words() != "", "caselaw.source.dropped.guidance")
	title := short.child("titelzeile").words()
	if title == "" {
		if t := header.find("shorttitle").words(); t != "" && !strings.Contains(t, e.FileNumber()) {
			title = t
		}
	}
	neurisBody(&found, judgment.child("judgmentbody"), meta, &drops)
	leaveOutEditorial(&found, &drops)
	headline(&found, title)
	found.Dropped = drops.keys
	return found, identified(&found)
}

// attrOf is attr for a node that may be nil.
func (n *node) attrOf(name string) string {
	if n == nil {
		return ""
	}
	return n.attr(name)
}

// neurisMeta reads ris:meta.
func neurisMeta(e *decision.Entry, meta *node, organisations map[string]string) {
	ris := meta.child("proprietary", "meta")
	value := func(names ...string) string { // of the first that there is
		for _, name := range names {
			if v := ris.child(name).words(); v != "" {
				return v
			}
		}
		return ""
	}
	e.Printed = value("dokumenttyp", "documenttype")
	e.Kind = kindOf(e.Printed)
	if court := ris.child("gericht"); court != nil {
		e.Court = organisations[strings.TrimPrefix(court.attr("refersto"), "#")]
		if e.Court == "" {
			e.Court = courtOf(court)
		}
		e.Chamber = court.child("spruchkoerper").words()
	} else {
		e.Court = oneLine(value("courttype") + " " + value("courtlocation"))
		e.Chamber = value("judicialbody")
	}
	for _, list := range []string{"aktenzeichenliste", "filenumbers", "deviatingfilenumbers"} {
		for _, n := range ris.child(list).elements() {
			e.FileNumbers = addNew(e.FileNumbers, n.words())
		}
	}
	if e.ECLI == "" {
		e.ECLI = ecliOf(value("ecli"))
	}
	switch strings.ToLower(value("rechtskraft", "legaleffect")) {
	case "ja":
		e.Finality = "final"
	case "nein":
		e.Finality = "not-final"
	case "keine angabe":
		e.Finality = "unknown"
	}
	for _, list := range []string{"sachgebiete", "fieldoflaws"} {
		for _, n := range ris.child(list).elements() {
			e.Keywords = addNew(e.Keywords, n.words())
			e.Fields = addNew(e.Fields, fieldOfWords(n.words()))
		}
	}
	for _, n := range ris.child("definitionen").children("definition") {
		e.Keywords = addNew(e.Keywords, n.child("definierterbegriff").words())
	}
	for _, list := range []string{"tarifvertraege", "berufsbilder", "kuendigungsgruende", "herkunftslaender"} {
		for _, n := range ris.child(list).elements() {
			e.Keywords = addNew(e.Keywords, n.words())
		}
	}
	for _, n := range ris.child("streitjahre").elements() {
		e.Keywords = addNew(e.Keywords, "Streitjahr "+n.words())
	}
	for _, n := range ris.child("previousdecisions").children("previousdecision") {
		e.Chain = append(e.Chain, decision.Instance{
			Court: oneLine(n.child("courttype").words() + " " + n.child("courtlocation").words()), Date: dateOf(n.attr("date")),
			FileNumber: n.child("filenumber").words(), Kind: n.child("documenttype").words(),
		})
	}
	for _, n := range ris.child("ensuingdecisions").children("ensuingdecision") {
		e.Chain = append(e.Chain, decision.Instance{
			Court: oneLine(n.child("courttype").words() + " " + n.child("courtlocation").words()), Date: dateOf(n.attr("date")),
			FileNumber: n.child("filenumber").words(), Kind: n.child("documenttype").words(), Higher: true,
		})
	}
}

// elements are all elements right below n, which may be nil.
func (n *node) elements() (all []*node) {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name != "" {
			all = append(all, k)
		}
	}
	return all
}

func courtOf(gericht *node) string {
	return oneLine(gericht.child("gerichtstyp").words() + " " + gericht.child("gerichtsort").words())
}

// neurisReferences reads the norms and the chain of instances.
func neurisReferences(e *decision.Entry, references *node) {
	references.below(func(n *node) bool {
		switch n.name {
		case "referenznormen":
			law := n.child("abkuerzung").words()
			if law == "" {
				law = n.child("titel").words()
			}
			single := n.children("einzelnorm")
			if len(single) == 0 {
				e.Norms = addNorms(e.Norms, decision.Norm{Text: law})
			}
			for _, s := range single {
				version := s.child("fassungsdatum").words()
				if version == "" {
					version = s.child("jahr").words()
				}
				e.Norms = addNorms(e.Norms, decision.Norm{Text: oneLine(s.child("bezeichnung").words() + " " + law), Version: version})
			}
			return false
		case "vorgehendeentscheidung", "nachgehendeentscheidung":
			i := decision.Instance{
				Court: courtOf(n.child("gericht")), Date: dateOf(n.child("entscheidungsdatum").words()),
				FileNumber: n.child("aktenzeichen").words(), Kind: n.child("dokumenttyp").words(), ECLI: ecliOf(n.child("ecli").words()),
				Higher: n.name == "nachgehendeentscheidung", Outcome: outcomeOf(n.child("vermerk").words()),
			}
			if n.attr("art") == "anhängig" {
				i.Outcome = "open"
			}
			e.Chain = append(e.Chain, i)
			return false
		}
		return true
	})
	sortChain(e.Chain)
}

// neurisBody reads the parts of the text. What a part is stands in xsi:type, in
// ris:domainTerm, or in the name of a block.
func neurisBody(found *decision.Found, body, meta *node, drops *dropped) {
	people := map[string]string{}
	meta.below(func(n *node) bool {
		if n.name == "person" || n.name == "tlcperson" {
			people[n.attr("eid")] = oneLine(n.attr("showas"))
		}
		return true
	})
	add := func(name string, nodes ...*node) {
		kind, heading := neurisPart(name)
		f := &flow{people: people}
		for _, n := range nodes {
			f.below(n)
			f.flush()
		}
		drops.add(f.pictures, "caselaw.source.dropped.pictures")
		if len(f.blocks) == 0 {
			return
		}
		if kind == "guidance" {
			drops.add(true, "caselaw.source.dropped.guidance")
			return
		}
		found.Text.Sections = append(found.Text.Sections, sectionOf(kind, heading, f.blocks))
	}
	for _, part := range body.elements() {
		name := part.attr("domainterm")
		if name == "" {
			name = part.attr("type")
		}
		var named []*node
		for _, b := range part.children("block") {
			if _, heading := neurisPart(b.attr("name")); heading != "" {
				named = append(named, b)
			}
		}
		if name == "" && len(named) > 0 {
			for _, k := range part.elements() {
				add(k.attr("name"), k)
			}
			continue
		}
		if name == "" {
			name = map[string]string{"introduction": "Leitsatz", "decision": "Tenor", "background": "Tatbestand", "motivation": "Entscheidungsgründe"}[part.name]
		}
		add(name, part)
	}
}

// neurisPart tells what a part of the text is by its German name or its type.
func neurisPart(name string) (kind, heading string) {
	switch strings.TrimPrefix(strings.ToLower(name), "ris:") {
	case "leitsatz":
		return "headnote", "Leitsatz"
	case "orientierungssatz", "sonstiger orientierungssatz", "sonstigerorientierungssatz":
		return "guidance", "Orientierungssatz"
	case "gliederung", "gliederungrechtsprechung":
		return "other", "Gliederung"
	case "tenor":
		return "tenor", "Tenor"
	case "tatbestand":
		return "facts", "Tatbestand"
	case "gründe", "gruende":
		return "reasons", "Gründe"
	case "entscheidungsgründe", "entscheidungsgruende":
		return "grounds", "Entscheidungsgründe"
	case "sonstiger langtext", "sonstigerlangtext":
		return "other", "Sonstiger Langtext"
	case "abweichende meinung", "abweichendemeinung":
		return "dissent", "Abweichende Meinung"
	}
	return "other", ""
}
