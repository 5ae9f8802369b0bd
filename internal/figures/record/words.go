package record

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/BurntSushi/toml"

	"verbund/internal/platform/text"
)

//go:embed words.toml
var wordsTOML string

// reading is how something was read.
type reading byte

const (
	empty   reading = iota
	known           // it stands there as the code book has it
	changed         // it stands there differently, and can mean nothing else
	unknown
)

// words knows what may stand in a file. It is for one reader: it remembers cells.
type words struct {
	book    *Book
	heads   map[string]int // place of a column by the key of a name
	answers map[string]string
	terms   []map[string]uint16 // of each column: code by the key of a word
	seen    []map[string]answered
	nations *text.Printer // names of countries
}

// ambiguous is a word in terms that means two codes. No column has as many.
const ambiguous = ^uint16(0)

// readWords prepares the words of a code book.
func readWords(book *Book) (*words, error) {
	var file struct {
		Columns map[string][]string
		Answers map[string][]string
		Codes   map[string][]string
		Values  map[string]map[string][]string
	}
	meta, err := toml.Decode(wordsTOML, &file)
	if err != nil || len(meta.Undecoded()) > 0 {
		return nil, fmt.Errorf("words of records: %w %v", err, meta.Undecoded())
	}
	german, _ := text.LanguageOf(text.German)
	names, err := text.Load([]text.Language{german})
	if err != nil {
		return nil, err
	}
	w := &words{book: book, heads: map[string]int{}, answers: map[string]string{}, nations: names.For(text.German)}
	w.heads[key(idColumn)] = atID
	for i, id := range fixed {
		w.head(-1-i, append([]string{id}, file.Columns[id]...)...)
	}
	for at, c := range book.Columns {
		w.head(at, c.ID)
	}
	for at, c := range book.Columns {
		w.head(at, append([]string{c.De, c.En}, file.Columns[c.ID]...)...)
	}
	for code, says := range file.Answers {
		for _, said := range append(says, code) {
			w.answers[key(said)] = code
		}
	}
	for i := range book.Columns {
		c := &book.Columns[i]
		terms := map[string]uint16{}
		if c.Kind != Countries {
			levels := [][]func(Code) []string{
				{func(c Code) []string { return []string{c.ID} }},
				{func(c Code) []string { return []string{c.De, c.En} }, func(code Code) []string {
					says := append(slices.Clone(file.Values[c.ID][code.ID]), file.Codes[code.ID]...)
					if _, yes := c.Find("yes"); yes {
						says = append(says, file.Answers[code.ID]...)
					}
					return says
				}},
				{func(c Code) []string { return c.HTCDS }},
			}
			for n, level := range levels {
				if n == 0 && c.ID == ageColumn { // 1417 is not 14-17
					continue
				}
				addLevel(terms, c, level)
			}
		}
		w.terms, w.seen = append(w.terms, terms), append(w.seen, map[string]answered{})
	}
	return w, nil
}

// addLevel adds words for codes that no level before has. A word for two codes of
// the same level is for neither.
func addLevel(terms map[string]uint16, c *Column, says []func(Code) []string) {
	found := map[string]uint16{}
	for at, code := range c.Codes {
		for _, say := range says {
			for _, word := range say(code) {
				for _, k := range keys(word) {
					if other, there := found[k]; there && other != uint16(at) {
						found[k] = ambiguous
					} else {
						found[k] = uint16(at)
					}
				}
			}
		}
	}
	for k, at := range found {
		if _, there := terms[k]; !there {
			terms[k] = at
		}
	}
}

// head adds names of a column, unless they are another's.
func (w *words) head(at int, names ...string) {
	for _, name := range names {
		for _, k := range keys(name) {
			if _, there := w.heads[k]; !there && k != "" {
				w.heads[k] = at
			}
		}
	}
}

// column returns the place of a column and its name in the code book.
func (w *words) column(name string) (at int, id string, ok bool) {
	at, ok = w.heads[key(name)]
	switch {
	case !ok:
		return 0, "", false
	case at == atID:
		return at, idColumn, true
	case at < 0:
		return at, fixed[-1-at], true
	}
	return at, w.book.Columns[at].ID, true
}

// nearColumn is the column whose name is nearly this one, or "".
func (w *words) nearColumn(name string) string {
	var near nearest
	for _, id := range w.book.Head() {
		near.look(key(name), key(id), id)
	}
	return near.found()
}

// yesNo reads a cell of a column that is no question.
func (w *words) yesNo(cell string) (string, reading) {
	if cell == "yes" || cell == "no" {
		return cell, known
	}
	t := tidy(cell)
	if t == "" {
		return "", empty
	}
	if code, ok := w.answers[key(t)]; ok {
		return code, changed
	}
	return "", unknown
}

// tidy takes away what spreadsheets leave at the ends of a cell: blanks, signs that
// nobody sees, and the apostrophe that says "this is text".
func tidy(s string) string {
	s = strings.TrimFunc(s, blank)
	if rest, marked := strings.CutPrefix(s, "'"); marked {
		return strings.TrimFunc(rest, blank)
	}
	return s
}

func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// key is what spellings of a word have in common: its letters and digits, folded.
func key(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
			return r
		}
		return -1
	}, text.Fold(s))
}

// keys are all keys of a word, with umlauts written out too.
func keys(s string) []string {
	var all []string
	for _, spelling := range text.FoldKeys(s) {
		if k := key(spelling); k != "" {
			all = append(all, k)
		}
	}
	return all
}

// nearest looks for the one word that is nearly another.
type nearest struct {
	best  int
	id    string
	twice bool
}

// longestNear is how long a word may be for which another is suggested, in bytes.
const longestNear = 60

// look compares a word with one that has a meaning.
func (n *nearest) look(typed, word, id string) {
	if len(typed) > longestNear || len(typed) < 2 || len(word) > longestNear {
		return
	}
	far := distance(typed, word)
	most := 2
	if len(word) <= 5 {
		most = 1
	}
	switch {
	case far > most:
	case n.id == "" || far < n.best:
		n.best, n.id, n.twice = far, id, false
	case far == n.best && id != n.id:
		n.twice = true
	}
}

func (n *nearest) found() string {
	if n.twice {
		return ""
	}
	return n.id
}

// distance is how many letters have to be added, left out, changed or swapped with
// their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before, last []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, last, row = last, row, make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(y)]
}
