package report

import (
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/table"
)

// Measure is what a number in a text is.
type Measure string

// The measures.
const (
	Count   Measure = "count"   // records
	Share   Measure = "share"   // part of Of, in percent
	Growth  Measure = "growth"  // change from the earlier count Of, in percent
	Centres Measure = "centres" // counselling centres that delivered records
	Year    Measure = "year"
	Months  Measure = "months" // length of a period
	Other   Measure = "other"  // a figure of somebody else: Table is its source, Row the figure
	Label   Measure = "label"  // the name of a row, which may hold digits and is no number
)

// Cell is where a number in a text comes from.
type Cell struct {
	Measure            Measure
	Year               int    // of the edition
	Table, Row, Column string // Table may be Funnel; Row may be Base or Missing
	Of                 *Cell  // of a share what it is a part of, of a growth what was before
}

// Names in a Cell that are not in the plan of tables.
const (
	Funnel  = "funnel"
	Base    = "base"    // the records asked in a table
	Missing = "missing" // those of them that are silent
)

// Part is a piece of a text. Words has what is read; From is nil for words of the
// template, which hold no digit.
type Part struct {
	Words    string
	From     *Cell
	Scaled   int // the number, in units of 10^-Decimals; 0 for labels
	Decimals int
}

// Text is a sentence or more whose numbers say where they come from.
type Text []Part

// String is the text as it is read.
func (t Text) String() string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.Words)
	}
	return b.String()
}

// Numbers are the parts that come from somewhere, without labels.
func (t Text) Numbers() []Part {
	var found []Part
	for _, p := range t {
		if p.From != nil && p.From.Measure != Label {
			found = append(found, p)
		}
	}
	return found
}

func words(s string) Part { return Part{Words: s} }

// joined puts texts one after another with words between them.
func joined(all []Text, between, last string) Text {
	var t Text
	for i, one := range all {
		switch {
		case i == 0:
		case i == len(all)-1:
			t = append(t, words(last))
		default:
			t = append(t, words(between))
		}
		t = append(t, one...)
	}
	return t
}

// marks are how a language writes numbers: 1.234,5 % or 1,234.5%.
type marks struct{ group, point, percent string }

func marksOf(lang core.Lang) marks {
	if lang == "en" {
		return marks{",", ".", "%"}
	}
	return marks{".", ",", "\u00a0%"} // DIN 5008: a space before the sign, which no line may break
}

// count writes a whole number.
func (m marks) count(n int) string {
	digits := strconv.Itoa(max(n, -n))
	var b strings.Builder
	if n < 0 {
		b.WriteString("\u2212")
	}
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(m.group)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// share writes percent that are given in units of 10^-decimals.
func (m marks) share(scaled, decimals int) string {
	written := table.Decimal(max(scaled, -scaled), decimals, m.point)
	whole, rest, _ := strings.Cut(written, m.point)
	n, _ := strconv.Atoi(whole)
	out := m.count(n)
	if decimals > 0 {
		out += m.point + rest
	}
	if scaled < 0 {
		out = "\u2212" + out
	}
	return out + m.percent
}

// growth is share with its sign.
func (m marks) growth(scaled, decimals int) string {
	if scaled > 0 {
		return "+" + m.share(scaled, decimals)
	}
	return m.share(scaled, decimals)
}
