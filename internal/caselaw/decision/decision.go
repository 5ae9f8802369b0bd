// Package decision holds what the case-law room knows about one decision of a
// court: the entry that people edit, and the full text with its margin numbers.
// Importers fill it, the editor changes it, and search, pages and exports read it.
//
// It needs neither a database nor a page. Its codes stand in codes.toml; a code is
// never renamed and never taken away, since old entries hold it.
package decision

import "verbund/internal/core"

// Entry is one decision as the editors keep it. Every field may be empty: an import
// fills what its source says, and people fill in the rest.
type Entry struct {
	Court   string `json:"court,omitempty"`   // its usual short name with its town, "BGH", "LG Hanau", "EGMR"; see package court
	Chamber string `json:"chamber,omitempty"` // as printed, "9. Zivilsenat"
	Kind    string `json:"kind,omitempty"`    // a code of the list kinds
	Printed string `json:"printed,omitempty"` // the kind as the source prints it, "Endurteil"

	Date        core.Date `json:"date,omitzero"`
	FileNumbers []string  `json:"fileNumbers,omitempty"` // the first is the one it is cited by; as printed, "3 StR 87/09"
	ECLI        string    `json:"ecli,omitempty"`        // its own, never one that it cites
	Names       []string  `json:"names,omitempty"`       // what it is called, "Rantsev"

	Finality string     `json:"finality,omitempty"` // a code of the list finality
	Chain    []Instance `json:"chain,omitempty"`    // the other instances, lower before higher

	Fields   []string `json:"fields,omitempty"`   // fields of law, codes
	Forms    []string `json:"forms,omitempty"`    // forms of exploitation, codes
	Sectors  []string `json:"sectors,omitempty"`  // codes
	Acts     []string `json:"acts,omitempty"`     // what was done, codes
	Means    []string `json:"means,omitempty"`    // by which means, codes
	Purposes []string `json:"purposes,omitempty"` // to what end, codes
	Routes   []string `json:"routes,omitempty"`   // within a country, across borders, by a group; codes
	Keywords []string `json:"keywords,omitempty"` // words of the source or of the editors

	Norms []Norm `json:"norms,omitempty"`

	Persons   Persons    `json:"persons,omitzero"`
	Sentences []Sentence `json:"sentences,omitempty"`
	Sums      []Sum      `json:"sums,omitempty"`
	Results   []string   `json:"results,omitempty"` // on residence, protection, compensation; codes
	Centre    string     `json:"centre,omitempty"`  // the part that a counselling centre had in it, in words

	Significance int `json:"significance,omitempty"` // 1 to 3, 3 for a leading decision; 0 not said

	Versions []Version `json:"versions,omitempty"` // what editors wrote about it, at most one per language

	Anonymised Work   `json:"anonymised,omitzero"` // who anonymised the text, and when
	Source     Source `json:"source,omitzero"`
}

// Instance is another decision in the same matter.
type Instance struct {
	Court      string    `json:"court,omitempty"`
	Date       core.Date `json:"date,omitzero"`
	FileNumber string    `json:"fileNumber,omitempty"`
	Kind       string    `json:"kind,omitempty"` // as printed
	ECLI       string    `json:"ecli,omitempty"`
	Higher     bool      `json:"higher,omitempty"`  // decided after this one
	Outcome    string    `json:"outcome,omitempty"` // what became of the lower decision: a code of the list outcomes
}

// Norm is a provision that the decision rests on.
type Norm struct {
	Text    string `json:"text"`              // as people write it, "§ 232 Abs. 1 Satz 2 Nr. 1 StGB"
	Version string `json:"version,omitempty"` // of which law: "a.F.", or the day from which it was in force
}

// Persons are the affected persons as the decision describes them, coarsely.
type Persons struct {
	Number int      `json:"number,omitempty"` // 0 where it is not said
	Origin []string `json:"origin,omitempty"` // codes of the list origins: groups of countries, never one country
	Gender []string `json:"gender,omitempty"` // codes
	Minors string   `json:"minors,omitempty"` // a code of the list minors
}

// Sentence is the punishment of one accused.
type Sentence struct {
	Kind      string `json:"kind"`             // a code of the list sentences
	Months    int    `json:"months,omitempty"` // of imprisonment
	Rates     int    `json:"rates,omitempty"`  // daily rates of a fine
	Suspended bool   `json:"suspended,omitempty"`
	Note      string `json:"note,omitempty"`
}

// Sum is an amount of money that was awarded or ordered.
type Sum struct {
	Kind  string `json:"kind"`  // a code of the list sums: damages, costs, confiscation, wages
	Cents int64  `json:"cents"` // of the currency, not negative
	Unit  string `json:"unit"`  // ISO 4217, "EUR"
	Note  string `json:"note,omitempty"`
}

// Version is what was written about a decision in one language.
type Version struct {
	Lang string `json:"lang"` // "de" or "en", or another language of the network

	Title    string `json:"title,omitempty"`
	Headnote string `json:"headnote,omitempty"` // the court's own, an official work
	Points   string `json:"points,omitempty"`   // key points, one a line
	Facts    string `json:"facts,omitempty"`
	Holding  string `json:"holding,omitempty"` // what was decided, and why
	Practice string `json:"practice,omitempty"`
	Plain    string `json:"plain,omitempty"` // in plain language

	Work Work `json:"work,omitzero"` // who wrote or translated it
}

// Work says who did something to a text, when, and whether a machine did.
type Work struct {
	Who    string    `json:"who,omitempty"`
	On     core.Date `json:"on,omitzero"`
	Method string    `json:"method,omitempty"` // human, machine, machine-reviewed
}

// Source is where a decision was taken from.
type Source struct {
	Name     string `json:"name,omitempty"`     // a code of the list sources: rii, neuris, open, upload, court
	Document string `json:"document,omitempty"` // its number there, "JURE100055033"
	Address  string `json:"address,omitempty"`  // an https or http address
	Modified string `json:"modified,omitempty"` // as the source says when it last changed it
	Partial  bool   `json:"partial,omitempty"`  // the text is an opening only
}

// Text is the full text of a decision.
type Text struct {
	Sections []Section `json:"sections,omitempty"`
}

// Section is a part of the full text.
type Section struct {
	Kind       string      `json:"kind"`              // headnote, guidance, tenor, facts, reasons, grounds, dissent, opening, other
	Heading    string      `json:"heading,omitempty"` // as printed
	Paragraphs []Paragraph `json:"paragraphs"`
}

// Paragraph is what is cited: one margin number with its text. Lines that the source
// sets apart, such as lists and quotations, are parted by "\n".
type Paragraph struct {
	Number string `json:"number,omitempty"` // the margin number, "12"; empty where the court gave none
	Text   string `json:"text"`
}

// Found is a decision as an importer hands it over.
type Found struct {
	Entry Entry
	Text  Text
	PDF   []byte // the file it was read from, where it was one

	Line    int      // the line or item of the source, for messages; from 1
	Dropped []string // what was left out and why, as message keys: an editorial headnote is not an official work
}

// In returns what was written in lang, and whether there is anything.
func (e *Entry) In(lang string) (Version, bool) {
	for _, v := range e.Versions {
		if v.Lang == lang {
			return v, true
		}
	}
	return Version{}, false
}

// FileNumber is the one that the decision is cited by, or nothing.
func (e *Entry) FileNumber() string {
	if len(e.FileNumbers) == 0 {
		return ""
	}
	return e.FileNumbers[0]
}

// Words are the bytes of all paragraphs of t.
func (t *Text) Words() (n int) {
	for _, s := range t.Sections {
		for _, p := range s.Paragraphs {
			n += len(p.Text)
		}
	}
	return n
}
