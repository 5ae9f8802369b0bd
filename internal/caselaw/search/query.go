package search

import (
	"strings"

	"verbund/internal/core"
)

// Query is what was understood of what somebody typed. It is what a result was found
// with, and what marks its words in the reading view. Its zero value finds everything
// and marks nothing. It may be used by several goroutines.
type Query struct {
	Text  string // as it was typed
	Any   bool   // any of the words suffices
	Notes []Note // what was understood otherwise than people may have meant, in the order of the text

	root  node
	lang  *language
	words []string // what was typed of words, in order, for a suggestion

	marker  *sharedMarker
	telling map[string]float64 // how much words say, by key; nil before a search
}

// weight is how much a word says, 1 where that is not known.
func (q *Query) weight(key string) float64 {
	if w, ok := q.telling[key]; ok {
		return w
	}
	return 1
}

// Note tells people how their query was understood. Its key begins with
// caselaw.search; Args are pairs of name and value.
type Note struct {
	Key  string
	Args []any
}

// Empty tells whether nothing is asked for.
func (q Query) Empty() bool { return q.root == nil }

func (q *Query) note(key string, args ...any) {
	for _, n := range q.Notes {
		if n.Key == key && len(args) == len(n.Args) && (len(args) < 2 || args[1] == n.Args[1]) {
			return
		}
	}
	if len(q.Notes) < 20 {
		q.Notes = append(q.Notes, Note{key, args})
	}
}

// node is a part of a query: one of the types below.
type node interface{ isNode() }

// wordNode is one word: it finds the word, its other forms, and compounds with it.
type wordNode struct {
	text   string // as it was typed
	key    string
	stem   string
	parts  []string // stems
	stop   bool
	weight float64 // 1, less for what the thesaurus added
	times  int     // how often it was typed
}

// prefixNode is the beginning of words.
type prefixNode struct {
	key    string
	weight float64
}

// phraseNode are words in a row, as they are. Where soft is set they were typed as one
// word, with a hyphen or the like, and the word without it is found too.
type phraseNode struct {
	text   string
	keys   []string
	soft   bool
	weight float64
}

// nearNode finds both sides at most n words apart, in either order.
type nearNode struct {
	left, right node
	n           int
}

// normNode is a provision; words are how it was typed.
type normNode struct {
	text   string
	key    string
	words  []string
	weight float64
}

// caseNode is a decision, by its file number or ECLI.
type caseNode struct {
	text string
	file string // key of the file number
	ecli string
	key  string // as other decisions cite it
	keys []string
}

// fieldNode looks for a term in a field of flags.
type fieldNode struct {
	field  string   // of the index
	terms  []string // any of them
	weight float64  // 0 filters only
}

// dateNode is a range of days, YYYYMMDD, both included.
type dateNode struct{ from, to uint32 }

// numberNode is a range of a facet of numbers.
type numberNode struct {
	facet    string
	from, to int
}

type groupNode struct {
	any  bool // one suffices
	kids []node
}

// synonymNode is something that was typed and what the thesaurus knows for it.
type synonymNode struct {
	typed  node
	others []node
}

type notNode struct{ kid node }

func (*wordNode) isNode()    {}
func (*prefixNode) isNode()  {}
func (*phraseNode) isNode()  {}
func (*nearNode) isNode()    {}
func (*normNode) isNode()    {}
func (*caseNode) isNode()    {}
func (*fieldNode) isNode()   {}
func (*dateNode) isNode()    {}
func (*numberNode) isNode()  {}
func (*groupNode) isNode()   {}
func (*synonymNode) isNode() {}
func (*notNode) isNode()     {}

// each calls f for every node that finds something, not for what is excluded.
func each(n node, f func(node)) {
	if n == nil {
		return
	}
	f(n)
	switch n := n.(type) {
	case *groupNode:
		for _, k := range n.kids {
			each(k, f)
		}
	case *nearNode:
		each(n.left, f)
		each(n.right, f)
	case *synonymNode:
		each(n.typed, f)
		for _, k := range n.others {
			each(k, f)
		}
	}
}

// everywhere calls f for what is excluded too.
func everywhere(n node, f func(node)) {
	each(n, func(n node) {
		f(n)
		if n, ok := n.(*notNode); ok {
			everywhere(n.kid, f)
		}
	})
}

// group makes one node of several.
func group(any bool, kids []node) node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &groupNode{any, kids}
}

// fieldNames are the names of fields in queries and what each is.
func fieldNames() map[string]string {
	m := map[string]string{}
	for field, names := range map[string]string{
		FacetCourt:        "court gericht",
		"date":            "date datum",
		"file":            "az aktenzeichen file",
		"ecli":            "ecli",
		"norm":            "norm norms vorschrift",
		"cites":           "cites zitiert",
		"title":           "title titel",
		FacetField:        "field rechtsgebiet",
		FacetForm:         "form ausbeutungsform",
		FacetKeyword:      "keyword schlagwort",
		FacetBranch:       "branch gerichtsbarkeit",
		FacetLevel:        "level instanz",
		FacetLand:         "land bundesland",
		FacetKind:         "kind art typ",
		FacetSector:       "sector branche",
		FacetAct:          "act handlung",
		FacetMeans:        "means mittel",
		FacetPurpose:      "purpose zweck",
		FacetResult:       "result ergebnis",
		FacetSignificance: "significance bedeutung",
		"year":            "year jahr",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = field
		}
	}
	return m
}

// readDay reads a day, month or year as people write them in queries, and returns the
// first and the last day of it as YYYYMMDD.
func readDay(s string) (first, last uint32, ok bool) {
	number := func(s string, digits int) (n int, ok bool) {
		if s == "" || len(s) > digits {
			return 0, false
		}
		for _, c := range []byte(s) {
			if c < '0' || c > '9' {
				return 0, false
			}
			n = 10*n + int(c-'0')
		}
		return n, true
	}
	var parts []string
	german := strings.Contains(s, ".")
	if german {
		parts = strings.Split(strings.TrimSuffix(s, "."), ".")
		for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
			parts[i], parts[j] = parts[j], parts[i]
		}
	} else {
		parts = strings.Split(s, "-")
	}
	if len(parts) > 3 || len(parts[0]) != 4 {
		return 0, 0, false
	}
	year, ok := number(parts[0], 4)
	month, day := 0, 0
	if ok && len(parts) > 1 {
		month, ok = number(parts[1], 2)
		ok = ok && month >= 1 && month <= 12
	}
	if ok && len(parts) > 2 {
		day, ok = number(parts[2], 2)
		ok = ok && day >= 1 && day <= 31
	}
	if !ok {
		return 0, 0, false
	}
	first, last = uint32(year*10000+month*100+day), uint32(year*10000+month*100+day)
	if month == 0 {
		first, last = first+101, last+1231
	} else if day == 0 {
		first, last = first+1, last+31
	}
	return first, last, true
}

func dateRange(from, to core.Date) *dateNode {
	if from.IsZero() && to.IsZero() {
		return nil
	}
	n := &dateNode{from: dayKey(from), to: dayKey(to)}
	if to.IsZero() {
		n.to = 99991231
	}
	if n.from == 0 {
		n.from = 1 // the unknown day lies in no range
	}
	return n
}
