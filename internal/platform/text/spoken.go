package text

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
)

//go:embed languages.tsv
var languagesTSV string

// SpokenLanguage is a language somebody may be advised in, which is far more
// than the site is offered in.
type SpokenLanguage struct {
	Code string // BCP 47, or the ISO 639-3 code of a language of signs
	Name string // in the language of the printer
	Self string // in the language itself
	Dir  string // ltr or rtl: the direction of Self
}

// names holds the table of spoken languages as it stands in languages.tsv.
type names struct {
	rows   []nameRow
	byCode map[string]int
	byName func() map[string]string // code by folded spelling
}

type nameRow struct{ code, german, english, self, dir string }

func readNames(tsv string) (*names, error) {
	n := &names{byCode: make(map[string]int)}
	head := true
	for line := range strings.Lines(tsv) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("text: languages.tsv: not five columns in %q", line)
		}
		if head {
			head = false
			continue
		}
		n.byCode[f[0]] = len(n.rows)
		n.rows = append(n.rows, nameRow{f[0], f[1], f[2], f[3], f[4]})
	}
	if len(n.rows) == 0 || len(n.byCode) != len(n.rows) {
		return nil, errors.New("text: languages.tsv is empty or names a language twice")
	}
	n.byName = sync.OnceValue(n.spellings)
	return n, nil
}

// in returns the name of a row in the language of p: German and English from
// the table, for all others the language's own name.
func (r nameRow) in(p *Printer) string {
	switch p.language.Code {
	case "de", "de-simple":
		return r.german
	case "en":
		return r.english
	}
	return r.self
}

// LanguageName returns the name of a language people speak: in German or in
// English if the printer writes that, by its own name otherwise. For a code
// that is not in the table it returns the code.
func (p *Printer) LanguageName(code string) string {
	n := p.catalogue.names
	i, ok := n.byCode[code]
	if !ok {
		return code
	}
	return n.rows[i].in(p)
}

// FindLanguage returns the code of a language that was typed: its code, or its
// name in German, in English or in the language itself, or another that is
// common, in any spelling that Fold takes to the same.
func (p *Printer) FindLanguage(typed string) (code string, ok bool) {
	code, ok = p.catalogue.names.byName()[Fold(typed)]
	return code, ok
}

// spellings are all that people may type for a language; codes and names go
// before other names.
func (n *names) spellings() map[string]string {
	found := make(map[string]string, 4*len(n.rows))
	for _, r := range n.rows {
		keep(found, r.code, r.code, r.german, r.english)
	}
	for _, r := range n.rows {
		keep(found, r.code, r.self)
		keep(found, r.code, alsoCalled(r.code)...)
	}
	return found
}

// alsoCalled are names of a language besides those of the table.
func alsoCalled(code string) []string {
	switch code {
	case "fa":
		return []string{"Farsi"}
	case "kmr":
		return []string{"Kurmandschi", "Kurmanji"}
	case "ckb":
		return []string{"Sorani"}
	case "zh":
		return []string{"Mandarin"}
	case "fil":
		return []string{"Tagalog"}
	case "ro":
		return []string{"Moldauisch", "Moldovan"}
	case "be":
		return []string{"Belarussisch"}
	case "bn":
		return []string{"Bengali"}
	case "ps":
		return []string{"Paschto"}
	case "ff":
		return []string{"Fulfulde", "Pular", "Fulani"}
	case "bin":
		return []string{"Edo", "Bini"}
	case "pcm":
		return []string{"Pidgin"}
	case "rom":
		return []string{"Romanes"}
	case "gsg":
		return []string{"DGS", "Gebärdensprache"}
	}
	return nil
}

// SpokenLanguages returns all languages of the table in the alphabetical order
// of the printer's language.
func (p *Printer) SpokenLanguages() []SpokenLanguage { return slices.Clone(p.spoken()) }

func (p *Printer) sortSpoken() []SpokenLanguage {
	all := make([]SpokenLanguage, 0, len(p.catalogue.names.rows))
	for _, r := range p.catalogue.names.rows {
		all = append(all, SpokenLanguage{Code: r.code, Name: r.in(p), Self: r.self, Dir: r.dir})
	}
	order := collate.New(p.tag, collate.IgnoreCase)
	slices.SortStableFunc(all, func(a, b SpokenLanguage) int { return order.CompareString(a.Name, b.Name) })
	return all
}

// SelfName returns a language's own name and the direction of its script, and
// false for a code that is not in the table.
func (c *Catalogue) SelfName(code string) (name, dir string, ok bool) {
	i, ok := c.names.byCode[code]
	if !ok {
		return code, "ltr", false
	}
	return c.names.rows[i].self, c.names.rows[i].dir, true
}

// Speaks tells whether the table of spoken languages knows a code.
func (c *Catalogue) Speaks(code string) bool {
	_, ok := c.names.byCode[code]
	return ok
}
