package record

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
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
	terms   []func() map[string]uint16 // of each column: code by the key of a word, made when the first word is met
	seen    []map[string]answered
	nations func() (*text.Printer, error) // names of countries, read when the first is needed
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
	w := &words{book: book, heads: map[string]int{}, answers: map[string]string{}, nations: sync.OnceValues(readNations)}
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
		also := func(code Code) []string { // besides its labels
			says := slices.Concat(file.Values[c.ID][code.ID], file.Codes[code.ID])
			if _, yes := c.Find("yes"); yes {
				says = append(says, file.Answers[code.ID]...)
			}
			return says
		}
		w.terms = append(w.terms, sync.OnceValue(func() map[string]uint16 { return termsOf(c, also) }))
		w.seen = append(w.seen, map[string]answered{})
	}
	return w, nil
}

// termsOf are the codes of a column by the keys of all words for them: its own go
// before labels and words like them, these before those of HTCDS.
func termsOf(c *Column, also func(Code) []string) map[string]uint16 {
	terms := map[string]uint16{}
	if c.Kind == Countries {
		return terms
	}
	if c.ID != ageColumn { // 1417 is not 14-17
		addLevel(terms, c, func(c Code) []string { return []string{c.ID} })
	}
	addLevel(terms, c, func(c Code) []string { return append(also(c), c.De, c.En) })
	addLevel(terms, c, func(c Code) []string { return c.HTCDS })
	return terms
}

// readNations reads the names of countries, in German, English and others.
func readNations() (*text.Printer, error) {
	german, _ := text.LanguageOf(text.German)
	names, err := text.Load([]text.Language{german})
	if err != nil {
		return nil, err
	}
	return names.For(text.German), nil
}

// addLevel adds words for codes that no level before has. A word for two codes of
// the same level is for neither.
func addLevel(terms map[string]uint16, c *Column, says func(Code) []string) {
	found := map[string]uint16{}
	for at, code := range c.Codes {
		for _, word := range says(code) {
			for _, k := range keys(word) {
				if other, there := found[k]; there && other != uint16(at) {
					found[k] = ambiguous
				} else {
					found[k] = uint16(at)
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
