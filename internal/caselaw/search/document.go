package search

import (
	"strconv"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// Document is what the index takes in of one decision. It keeps no text: snippets and
// marks are made from the text that the caller loads.
type Document struct {
	Number int64  // its permanent number, not 0
	State  string // who may see it depends on it: a Request names the states it may find

	Court  string // usual short name with its town, "LG Hanau"
	Branch string // codes, as the caller's filters have them
	Level  string
	Land   string
	Kind   string

	Date        core.Date
	FileNumbers []string // as printed
	ECLI        string
	Title       string

	Fields, Forms, Sectors, Acts, Means, Purposes, Results []string // codes
	Keywords                                               []string
	Significance                                           int // 1 to 3; 0 not said

	// Norms are the keys of the provisions that it cites, with all their prefixes, so
	// that § 232 StGB finds § 232 Abs. 1 Satz 2 Nr. 1 StGB. A key that comes more often
	// counts for more.
	Norms []string
	Cases []string // keys of the decisions that it cites, by file number or ECLI

	Words string // what editors wrote: headnotes, key points, summaries; weighs more than Text
	Text  decision.Text
}

// The fields of the index.
const (
	fieldWords = "w" // exact words, with their places
	fieldStems = "s" // stems of words and of the parts of compounds
	fieldAbout = "m" // exact words of court, kind, date: what a decision is, not what it says
	fieldNorms = "n"
	fieldCases = "c"
	fieldFile  = "a" // own file numbers, by Options.FileNumber
	fieldECLI  = "e"
	fieldNamed = "f" // words of single fields, as "title\x00menschenhandel"
	fieldPairs = "p" // two of oftenList in a row, as "in der"
	fieldSpelt = "o" // how words are written that are folded, as "auslaender\x00ausländer"
	fieldState = "z"
)

// The facets: fields whose values are codes or names, each indexed as it is. They are
// the names of filters and of counts; "year" is worked out of the date.
const (
	FacetCourt        = "court"
	FacetBranch       = "branch"
	FacetLevel        = "level"
	FacetLand         = "land"
	FacetKind         = "kind"
	FacetField        = "field"
	FacetForm         = "form"
	FacetSector       = "sector"
	FacetAct          = "act"
	FacetMeans        = "means"
	FacetPurpose      = "purpose"
	FacetResult       = "result"
	FacetKeyword      = "keyword"
	FacetSignificance = "significance"
	FacetState        = "state"
	FacetYear         = "year"
)

// facetField is the name of a facet's field in the index.
func facetField(facet string) string {
	if facet == FacetState {
		return fieldState
	}
	return "x" + facet
}

// facets are all facets with a field of their own, in the order of the names.
func facets() []string {
	return []string{FacetAct, FacetBranch, FacetCourt, FacetField, FacetForm, FacetKeyword, FacetKind, FacetLand, FacetLevel,
		FacetMeans, FacetPurpose, FacetResult, FacetSector, FacetSignificance, FacetState}
}

// codes are the values of each facet that d has.
func (d *Document) codes() map[string][]string {
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	m := map[string][]string{
		FacetCourt: one(d.Court), FacetBranch: one(d.Branch), FacetLevel: one(d.Level), FacetLand: one(d.Land), FacetKind: one(d.Kind),
		FacetField: d.Fields, FacetForm: d.Forms, FacetSector: d.Sectors, FacetAct: d.Acts, FacetMeans: d.Means, FacetPurpose: d.Purposes,
		FacetResult: d.Results, FacetKeyword: d.Keywords, FacetState: {d.State},
	}
	if d.Significance > 0 {
		m[FacetSignificance] = []string{strconv.Itoa(d.Significance)}
	}
	return m
}

// dayKey is the date as it stands in the index: YYYYMMDD, and 0 for the unknown.
func dayKey(d core.Date) uint32 { return uint32(d.Year*10000 + int(d.Month)*100 + d.Day) }
