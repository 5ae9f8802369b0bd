package invent

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
)

//go:embed metrics.toml
var metricsTOML string

// quantity is what is counted: a step of the funnel, or the records in any of some
// rows of a table.
type quantity struct {
	step   string // documented, new, consented, analysed, centres; or empty
	column string
	rows   []string // more than one only where a record has one answer
}

// meaning is what a printed figure says.
type meaning struct {
	parts     []quantity // the figure is said of each
	of        quantity   // what a share is a part of
	change    bool       // parts[0] against its number in the period before
	before    Period
	largest   bool // parts[0] has the largest row
	elsewhere bool
	remark    string
}

// metric is a line of metrics.toml.
type metric struct {
	Like, Column, Row, Step, Of, Change, Remark string
	Largest, Elsewhere                          bool
	like                                        *regexp.Regexp
}

// within says that one row holds another.
type within struct{ Part, Whole string }

// vocabulary is metrics.toml with what it refers to.
type vocabulary struct {
	book    *record.Book
	plan    *table.Plan
	country func(string) (string, bool)
	metrics []metric
	words   map[string]map[string]string
	overlap map[string]int
	within  []within
}

func parseVocabulary(source string, book *record.Book, plan *table.Plan, country func(string) (string, bool)) (*vocabulary, error) {
	var file struct {
		Version string
		Metric  []metric
		Words   map[string]map[string]string
		Overlap map[string]int
		Within  []within
	}
	meta, err := toml.Decode(source, &file)
	if err != nil {
		return nil, err
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return nil, fmt.Errorf("metrics: unknown key %s", rest[0])
	}
	v := &vocabulary{book: book, plan: plan, country: country, metrics: file.Metric, words: map[string]map[string]string{}, overlap: file.Overlap, within: file.Within}
	for i := range v.metrics {
		m := &v.metrics[i]
		m.like = regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(text.Fold(m.Like)), `\{\}`, "(.+)") + "$")
		if m.Column != "" && m.Row != "" && !v.has(m.Column, m.Row) {
			return nil, fmt.Errorf("metrics: %q: no row %q in %q", m.Like, m.Row, m.Column)
		}
	}
	for column, words := range file.Words {
		v.words[column] = map[string]string{}
		for word, row := range words {
			known := v.has(column, row)
			if column == "columns" {
				_, c := book.Column(row)
				known = c != nil
			}
			if !known {
				return nil, fmt.Errorf("metrics: the word %q: no row %q in %q", word, row, column)
			}
			v.words[column][text.Fold(word)] = row
		}
	}
	for _, w := range v.within {
		for _, side := range []string{w.Part, w.Whole} {
			column, row, _ := strings.Cut(side, "=")
			if _, c := book.Column(column); c == nil || c.Multi() || !v.has(column, row) {
				return nil, fmt.Errorf("metrics: within: %q is no row of a column of one answer", side)
			}
		}
	}
	return v, nil
}

// codes are those that count in a row of a column; nil where there is no such row.
func (v *vocabulary) codes(column, row string) []string {
	_, c := v.book.Column(column)
	if c == nil {
		return nil
	}
	if _, ok := c.Find(row); ok {
		return []string{row}
	}
	if g, ok := v.book.Group(row); ok && c.Kind == record.Countries {
		return g.Countries
	}
	for _, b := range v.plan.Bundles {
		if b.ID == row && b.Column == column {
			return b.Codes
		}
	}
	return nil
}

func (v *vocabulary) has(column, row string) bool { return v.codes(column, row) != nil }

// why a figure is not understood.
const (
	unknownMetric = "no such metric in the vocabulary"
	noSuchRow     = "no row of the tables counts this"
)

// read finds out what a figure says; why is not empty where nobody knows.
func (v *vocabulary) read(p Printed) (m meaning, why string) {
	asked := p.Metric
	if before, _, ok := strings.Cut(asked, " ("); ok && strings.HasSuffix(asked, ")") {
		asked = before
	}
	asked = text.Fold(asked)
	why = unknownMetric
	for _, known := range v.metrics {
		found := known.like.FindStringSubmatch(asked)
		if found == nil {
			continue
		}
		if m, ok := v.mean(known, found, p); ok {
			return m, ""
		}
		if known.Like != "{}" {
			why = noSuchRow
		}
	}
	return meaning{}, why
}

func (v *vocabulary) mean(known metric, found []string, p Printed) (m meaning, ok bool) {
	m.remark, m.of = known.Remark, quantity{step: "analysed"}
	switch {
	case known.Elsewhere:
		m.elsewhere = true
		return m, true
	case known.Change != "":
		before, err := ParsePeriod(strings.ToUpper(found[1]))
		m.change, m.before, m.parts = true, before, []quantity{{step: known.Change}}
		return m, err == nil && p.Unit != "label"
	case known.Step != "":
		m.of.step = "documented"
		m.parts = []quantity{{step: known.Step}}
		return m, p.Unit == "count" || p.Unit == "pct" && (known.Step == "new" || known.Step == "consented" || known.Step == "analysed")
	case known.Largest:
		column, ok := v.words["columns"][found[1]]
		if !ok || p.Unit != "label" {
			return m, false
		}
		row, ok := v.row(column, text.Fold(p.Value))
		m.largest, m.parts = true, []quantity{{column: column, rows: row}}
		return m, ok && len(row) == 1
	}
	if column, row, ok := strings.Cut(known.Of, "="); ok {
		m.of = quantity{column: column, rows: []string{row}}
	}
	if p.Unit == "label" {
		return m, false
	}
	if known.Row != "" {
		m.parts = []quantity{{column: known.Column, rows: []string{known.Row}}}
		return m, true
	}
	words := strings.Split(found[1], "/")
	if a, err := parseAmount(p.Value); err != nil || !a.each {
		rows, ok := v.row(known.Column, words...)
		m.parts = []quantity{{column: known.Column, rows: rows}}
		return m, ok
	}
	for _, word := range words {
		rows, ok := v.row(known.Column, word)
		if !ok {
			return m, false
		}
		m.parts = append(m.parts, quantity{column: known.Column, rows: rows})
	}
	return m, true
}
