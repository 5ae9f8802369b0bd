package centres

import (
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// hsdsList is one of our code lists as a taxonomy. Its key and its codes make
// the ids, which therefore are the same everywhere and for ever; its labels are
// those of the pages.
type hsdsList struct {
	key    string // of the taxonomy
	name   string // key of its name
	link   string // what the list says about a service: link_type of attributes
	labels string // where the labels are
	codes  []string
}

// hsdsLists are the taxonomies, in the order in which they are listed.
func hsdsLists() []hsdsList {
	return []hsdsList{
		{"need", "centres.hsds.taxonomy.need", "service_type", "centres.need.", texts(Needs)},
		{"form", "centres.hsds.taxonomy.form", "subject", "centres.exploitation.", texts(Forms)},
		{"group", "centres.hsds.taxonomy.group", "eligibility", "centres.group.", texts(Groups)},
		{"access", "centres.hsds.taxonomy.access", "access", "centres.access.", texts(AccessWays)},
		{"accessibility", "centres.hsds.taxonomy.accessibility", "accessibility", "centres.accessibility.", texts(Accessibilities)},
	}
}

// hsdsVersion of the code lists: it rises when a code is added, and no code is
// ever taken away or reused.
const hsdsVersion = "1"

func hsdsTaxonomyID(list string) core.ID { return core.NamedID("hsds taxonomy", list) }

func hsdsTermID(list, code string) core.ID { return core.NamedID("hsds taxonomy_term", list, code) }

func newHSDSTaxonomy(german, english *text.Printer, l hsdsList) hsdsTaxonomy {
	return hsdsTaxonomy{ID: hsdsTaxonomyID(l.key), Name: german.Say(l.name), Description: english.Say(l.name), Version: hsdsVersion}
}

// newHSDSTerm names a term in German and describes it in English.
func newHSDSTerm(german, english *text.Printer, l hsdsList, code string) hsdsTerm {
	return hsdsTerm{
		ID: hsdsTermID(l.key, code), Code: code, Name: labels(german, l.labels, []string{code}), Description: labels(english, l.labels, []string{code}),
		Taxonomy: german.Say(l.name), TaxonomyID: hsdsTaxonomyID(l.key), Language: string(german.Lang()),
	}
}
