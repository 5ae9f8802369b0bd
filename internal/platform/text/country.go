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

//go:embed countries.tsv
var countriesTSV string

// Codes beside those of ISO 3166-1, from the range it leaves to its users.
const (
	UnknownCountry = "XX"
	Stateless      = "XS"
)

// Country is a state or territory somebody may come from.
type Country struct {
	Code string // ISO 3166-1 alpha-2, or XK, XS, XX
	Name string // in the language of the printer
}

// countries holds the table of countries as it stands in countries.tsv.
type countries struct {
	rows   []countryRow
	byCode map[string]int
	byName func() map[string]string // code by folded spelling
}

type countryRow struct {
	code, german, english string
	others                []string
}

func readCountries(tsv string) (*countries, error) {
	c := &countries{byCode: make(map[string]int)}
	head := true
	for line := range strings.Lines(tsv) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 || f[1] == "" || f[2] == "" {
			return nil, fmt.Errorf("text: countries.tsv: not four columns in %q", line)
		}
		if head {
			head = false
			continue
		}
		row := countryRow{code: f[0], german: f[1], english: f[2]}
		if f[3] != "" {
			row.others = strings.Split(f[3], "; ")
		}
		c.byCode[row.code] = len(c.rows)
		c.rows = append(c.rows, row)
	}
	if len(c.rows) == 0 || len(c.byCode) != len(c.rows) {
		return nil, errors.New("text: countries.tsv is empty or names a country twice")
	}
	c.byName = sync.OnceValue(c.spellings)
	return c, nil
}

// spellings are all that people may type for a country; codes and names go
// before other names.
func (c *countries) spellings() map[string]string {
	found := make(map[string]string, 4*len(c.rows))
	for _, r := range c.rows {
		keep(found, r.code, r.code, r.german, r.english)
	}
	for _, r := range c.rows {
		keep(found, r.code, r.others...)
	}
	return found
}

// keep notes the folded spellings of names, unless they are taken.
func keep(found map[string]string, code string, names ...string) {
	for _, name := range names {
		for _, key := range FoldKeys(name) {
			if _, taken := found[key]; !taken {
				found[key] = code
			}
		}
	}
}

// in returns the name of a row in the language of p: English if that is what it
// writes, German otherwise, since no other is in the table.
func (r countryRow) in(p *Printer) string {
	if p.language.Code == "en" {
		return r.english
	}
	return r.german
}

// CountryName returns the name of a country by its code (ISO 3166-1 alpha-2, XK
// Kosovo, XS stateless, XX unknown): in English if the printer writes that, in
// German otherwise. For a code that is not in the table it returns the code.
func (p *Printer) CountryName(code string) string {
	c := p.catalogue.countries
	i, ok := c.byCode[code]
	if !ok {
		return code
	}
	return c.rows[i].in(p)
}

// CountryCodes are the codes of all countries of the table in alphabetical order,
// with those for stateless and unknown.
func CountryCodes() []string {
	var codes []string
	for line := range strings.Lines(countriesTSV) {
		if code, _, ok := strings.Cut(line, "\t"); ok && len(code) == 2 {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// FindCountry returns the code of a country that was typed: its code, or its
// name in German or English or another that is common, in any spelling that
// Fold takes to the same. It is false for what is unknown or could be several,
// such as Korea.
func (p *Printer) FindCountry(typed string) (code string, ok bool) {
	code, ok = p.catalogue.countries.byName()[Fold(typed)]
	return code, ok
}

// Countries returns all countries of the table in the alphabetical order of the
// printer's language; "stateless" and "unknown" are the last.
func (p *Printer) Countries() []Country { return slices.Clone(p.countries()) }

func (p *Printer) sortCountries() []Country {
	var all, last []Country
	for _, r := range p.catalogue.countries.rows {
		c := Country{Code: r.code, Name: r.in(p)}
		if r.code == Stateless || r.code == UnknownCountry {
			last = append(last, c)
			continue
		}
		all = append(all, c)
	}
	order := collate.New(p.tag, collate.IgnoreCase)
	slices.SortStableFunc(all, func(a, b Country) int { return order.CompareString(a.Name, b.Name) })
	return append(all, last...)
}
