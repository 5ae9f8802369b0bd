package search

import (
	"strings"
	"unicode"
)

// Options are what the index needs to know of other fields. Every function may be nil;
// what it would find is then not found.
type Options struct {
	// ParseNorm reads a provision, "§ 232 Abs. 1 StGB", and returns the key under which
	// Document.Norms has it.
	ParseNorm func(text string) (key string, ok bool)

	// ParseCase reads how people name a decision, "BGH, 3 StR 87/09", and returns the
	// key under which Document.Cases has it.
	ParseCase func(text string) (key string, ok bool)

	// FileNumber returns what the spellings of a file number have in common: "5 AZR
	// 949/11" and "5AZR949/11". Without it, small letters, digits, points and strokes.
	FileNumber func(text string) string

	// Find returns the citations in a text, for marking them where a query names a
	// provision or a decision.
	Find func(text string) []Citation

	// Thesaurus are groups of words, phrases and provisions that mean much the same:
	// whoever looks for one finds the others too, with less weight.
	Thesaurus [][]string

	// Log gets the reason when a folder was of no use and has been emptied. It never
	// gets what stands in a decision.
	Log func(reason error)
}

// Citation is a place in a text that cites something.
type Citation struct {
	Start, End int      // bytes
	Keys       []string // as in Document.Norms or Document.Cases, with all prefixes
}

// language is Options made ready: what a query is read with, and documents too.
type language struct {
	rules     Options
	compounds *compounds
	thesaurus []synonym
	words     *vocabulary
	often     map[string]int32
}

func newLanguage(r Options) *language {
	if r.FileNumber == nil {
		r.FileNumber = bareFileNumber
	}
	l := &language{rules: r, compounds: readCompounds(partsList), often: oftenWords()}
	l.words = &vocabulary{lex: l.lexicon(60_000)}
	l.thesaurus = l.readThesaurus(r.Thesaurus)
	return l
}

// reader is a lexicon for reading queries and texts, cheap to make.
func (l *language) reader() *lexicon {
	return &lexicon{words: map[string]written{}, limit: 20_000, shared: l.words}
}

func (l *language) lexicon(limit int) *lexicon { return newLexicon(l.compounds, limit) }

func bareFileNumber(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '/' || r == '.':
			return r
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// courtNames are the short names of courts and the words that stand for them. A
// decision is found by either, whichever its entry has.
func courtNames() map[string]string {
	return map[string]string{
		"bgh": "bundesgerichtshof", "bverwg": "bundesverwaltungsgericht", "bverfg": "bundesverfassungsgericht",
		"bag": "bundesarbeitsgericht", "bsg": "bundessozialgericht", "bfh": "bundesfinanzhof", "bpatg": "bundespatentgericht",
		"olg": "oberlandesgericht", "lg": "landgericht", "ag": "amtsgericht", "kg": "kammergericht",
		"ovg": "oberverwaltungsgericht", "vgh": "verwaltungsgerichtshof", "vg": "verwaltungsgericht",
		"lsg": "landessozialgericht", "sg": "sozialgericht", "lag": "landesarbeitsgericht", "larbg": "landesarbeitsgericht",
		"arbg": "arbeitsgericht", "fg": "finanzgericht", "verfgh": "verfassungsgerichtshof", "lverfg": "landesverfassungsgericht",
		"bayoblg": "bayerisches oberstes landesgericht",
		"eugh":    "europaeischer gerichtshof", "eug": "gericht der europaeischen union",
		"egmr": "europaeischer gerichtshof fuer menschenrechte ecthr", "cjeu": "europaeischer gerichtshof eugh",
	}
}

// months are the German and English names of the months, folded.
func months() [13][2]string {
	return [13][2]string{{}, {"januar", "january"}, {"februar", "february"}, {"maerz", "march"}, {"april", "april"}, {"mai", "may"},
		{"juni", "june"}, {"juli", "july"}, {"august", "august"}, {"september", "september"}, {"oktober", "october"},
		{"november", "november"}, {"dezember", "december"}}
}
