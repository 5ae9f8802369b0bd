package gate

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// Allowed is a number that a text may say.
type Allowed struct {
	Scaled   int // in units of 10^-Decimals
	Decimals int
	Percent  bool
	At       Place // where it was computed; Table is free for what stands in no table
}

// String is the number in English: 37.5 %.
func (a Allowed) String() string {
	s := table.Decimal(a.Scaled, a.Decimals, ".")
	if a.Percent {
		s += " %"
	}
	return s
}

// Finding is a number in a text that nothing computed explains.
type Finding struct {
	Offset       int    // in bytes
	Line, Column int    // from 1; the column in characters
	Text         string // as it is written
	Nearest      []Allowed
}

// mostNear is how many computed numbers a finding names.
const mostNear = 3

// Numbers finds every number in what was written by hand (report, press release,
// news) that no table, base, share of a base (rounded to no or one decimal), part of
// the funnel, growth or year of the edition contains, nor any of more. It reads
// thousands and decimals as they are written in German and in English, and percent as
// a sign or a word. Dates, years, times, telephone numbers, paragraphs of laws,
// footnotes, addresses, numbers of a list and the limits of age groups are no figures
// and are left out. Numbers in words are not read.
//
// That a number is not found does not mean that it is in the right place: 52 may be
// the share of something else.
func Numbers(text string, e edition.Edition, more ...Allowed) []Finding {
	allowed := append(Of(e), more...)
	type value struct {
		scaled, decimals int
		percent          bool
	}
	known := map[value]bool{}
	for _, a := range allowed {
		known[value{max(a.Scaled, -a.Scaled), a.Decimals, a.Percent}] = true
	}
	left := leftOut(text, e)
	found := written(text)
	// "52 und 48 Prozent": a number before another one may be of its kind.
	percent := make([]bool, len(found))
	for i := len(found) - 1; i >= 0; i-- {
		percent[i] = percentSign.MatchString(text[found[i].end:])
		if !percent[i] && i+1 < len(found) && percent[i+1] {
			percent[i] = joined.MatchString(text[found[i].end:found[i+1].begin])
		}
	}
	var findings []Finding
	for i, n := range found {
		if left.covers(n.begin) {
			continue
		}
		scaled, decimals, ok := read(text[n.begin:n.end])
		direct := percentSign.MatchString(text[n.end:])
		if ok && (known[value{scaled, decimals, percent[i]}] || !direct && known[value{scaled, decimals, false}]) {
			continue
		}
		f := Finding{Offset: n.begin, Text: text[n.begin:n.end]}
		before := text[:n.begin]
		f.Line = 1 + strings.Count(before, "\n")
		f.Column = 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
		if ok {
			f.Nearest = nearest(allowed, scaled, decimals, percent[i])
		}
		findings = append(findings, f)
	}
	return findings
}

// nearest are the computed numbers of the same kind that come closest.
func nearest(allowed []Allowed, scaled, decimals int, percent bool) []Allowed {
	far := func(a Allowed) int {
		x, y := max(a.Scaled, -a.Scaled), scaled
		for i := a.Decimals; i < decimals; i++ {
			x *= 10
		}
		for i := decimals; i < a.Decimals; i++ {
			y *= 10
		}
		return max(x-y, y-x)
	}
	var near []Allowed
	for _, a := range allowed {
		if a.Percent == percent && (a.Decimals == decimals || decimals > 1 && a.Decimals == 1) &&
			!slices.ContainsFunc(near, func(b Allowed) bool { return b.Scaled == a.Scaled && b.Decimals == a.Decimals }) {
			near = append(near, a)
		}
	}
	slices.SortStableFunc(near, func(a, b Allowed) int { return cmp.Compare(far(a), far(b)) })
	return near[:min(mostNear, len(near))]
}

// Of is every number that an edition contains: counts, shares and its year. Numbers
// uses it for its edition; give those of other editions that a text quotes as more.
func Of(e edition.Edition) []Allowed {
	all := []Allowed{{Scaled: e.Year, At: Place{"year", "", ""}}, {Scaled: e.Centres, At: Place{"funnel", "centres", ""}}}
	share := func(at Place, s table.Share) {
		for decimals := range 2 {
			if n, ok := s.Scaled(decimals); ok {
				all = append(all, Allowed{n, decimals, true, at})
			}
		}
	}
	put := func(at Place, v, base edition.Value) {
		if !v.Shown {
			return
		}
		all = append(all, Allowed{Scaled: v.N, At: at})
		if base.Shown && base.N > 0 {
			share(at, table.Share{N: v.N, Base: base.N})
		}
	}
	f := e.Funnel
	put(Place{"funnel", "documented", ""}, f.Documented, edition.Value{})
	put(Place{"funnel", "new", ""}, f.New, f.Documented)
	put(Place{"funnel", "consented", ""}, f.Consented, f.Documented)
	put(Place{"funnel", "analysed", ""}, f.Analysed, f.Documented)
	put(Place{"funnel", "analysed", ""}, f.Analysed, f.Consented)
	for i := range e.Tables {
		t := &e.Tables[i]
		put(Place{t.ID, "base", ""}, t.Base, edition.Value{})
		put(Place{t.ID, "missing", ""}, t.Missing, t.Base)
		for _, r := range t.Rows {
			for j, v := range r.Cells {
				at := Place{t.ID, r.ID, ""}
				if j < len(t.Columns) {
					at.Column = t.Columns[j]
				}
				put(at, v, t.Base)
			}
		}
	}
	return all
}

// Growth is the change of every count that two editions show, in percent with no and
// one decimal, and as a number.
func Growth(before, after edition.Edition) []Allowed {
	var all []Allowed
	old := map[Place]int{}
	for _, a := range Of(before) {
		if !a.Percent {
			old[a.At] = a.Scaled
		}
	}
	for _, a := range Of(after) {
		was, ok := old[a.At]
		if a.Percent || !ok || a.At.Table == "year" {
			continue
		}
		all = append(all, Allowed{Scaled: a.Scaled - was, At: a.At})
		for decimals := range 2 {
			if n, ok := table.Growth(was, a.Scaled, decimals); ok {
				all = append(all, Allowed{n, decimals, true, a.At})
			}
		}
	}
	return all
}

// stretch is a part of a text, in bytes.
type stretch struct{ begin, end int }

// numeral is digits with marks between them: 1.234,5 and 1,234.5 and 1 234 with the
// spaces that do not break.
var numeral = regexp.MustCompile(`[0-9]+(?:[.,'’\x{00a0}\x{2009}\x{202f}][0-9]+)*`)

// written are the numbers of a text. What is a part of a word (CO2, 25a) is none.
func written(text string) []stretch {
	var found []stretch
	for _, at := range numeral.FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if at[0] > 0 && (unicode.IsLetter(before) || before == '_') || at[1] < len(text) && unicode.IsLetter(after) {
			continue
		}
		found = append(found, stretch{at[0], at[1]})
	}
	return found
}

var (
	percentSign = regexp.MustCompile(`^[\s\x{00a0}\x{2009}\x{202f}]*(?:%|Prozent\b|percent\b|per cent\b|pct\b|v\. ?H\.)`)
	joined      = regexp.MustCompile(`^[\s\x{00a0}]*(?:und|oder|bis|beziehungsweise|bzw\.|and|or|to|–|-|/|,)[\s\x{00a0}]*$`)
)

// read gives a numeral its value. A mark before three digits parts thousands, unless
// a 0 stands before it; another mark before the end parts decimals.
func read(numeral string) (scaled, decimals int, ok bool) {
	parts := strings.FieldsFunc(numeral, func(r rune) bool { return r < '0' || r > '9' })
	marks := strings.FieldsFunc(numeral, func(r rune) bool { return r >= '0' && r <= '9' })
	last := len(parts) - 1
	thousands := last
	switch {
	case last == 0:
	case last > 1 && marks[last-1] != marks[0], len(parts[last]) != 3, parts[0] == "0" && last == 1:
		if marks[last-1] != "." && marks[last-1] != "," {
			return 0, 0, false
		}
		thousands, decimals = last-1, len(parts[last])
	}
	for i := 1; i <= thousands; i++ {
		if len(parts[i]) != 3 || marks[i-1] != marks[0] || len(parts[0]) > 3 {
			return 0, 0, false
		}
	}
	scaled, err := strconv.Atoi(strings.Join(parts, ""))
	return scaled, decimals, err == nil
}

// String says where a finding is and what it is.
func (f Finding) String() string {
	return fmt.Sprintf("%d:%d: %s (nearest: %v)", f.Line, f.Column, f.Text, f.Nearest)
}
