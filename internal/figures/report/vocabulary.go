package report

import (
	"slices"
	"strings"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// The vocabulary of templates. REF is [TABLE:]ROW[/COLUMN]; without TABLE it is that of
// the chapter. In "funnel" the rows are documented, new, consented and analysed; in all
// others there are also base and missing.
//
//	{year} {centres}                 of the edition
//	{count REF} {share REF}          only where it is shown and not zero; a share is of the base,
//	                                 in the funnel of the documented
//	{share REF of REF}               of another count, which a public edition shows as at least 50
//	{number REF} {percent REF}       the same, also where it is zero
//	{none REF}                       nothing, but only where it is exactly zero
//	{word REF one|other}             the form of a word for the count
//	{label REF}                      what a row is called
//	{top N} {top N groups}           the most frequent rows with share and count; {… but ID …}
//	                                 leaves out. Only where no hidden row could be among them
//	{list N} …                       the same among those shown
//	{before-year} {before-centres} {before REF} {growth REF}   against the edition before, if its
//	                                 period is as long
func known(verb string) bool {
	return slices.Contains([]string{"year", "centres", "count", "share", "number", "percent", "none", "word", "label",
		"top", "list", "before-year", "before-centres", "before", "growth"}, verb)
}

// view is an edition while something is written from it.
type view struct {
	*Writer
	now    *edition.Edition
	before *edition.Edition // of a period of the same length, or nil
	table  string           // what a REF without table means
	groups []string         // of countries that were named
}

func (w *Writer) view(periods []Period) *view {
	v := &view{Writer: w, now: periods[len(periods)-1].Edition}
	if n := len(periods); n > 1 && periods[n-1].Months == periods[n-2].Months { // a longer period has more cases
		v.before = periods[n-2].Edition
	}
	return v
}

// paragraphs says the sentences of a chapter that can be said.
func (v *view) paragraphs(c chapter) []Text {
	var all []Text
	for _, sentences := range c.say {
		var p Text
		for _, s := range sentences {
			if said := v.first(s); len(said) > 0 {
				if len(p) > 0 {
					p = append(p, words(" "))
				}
				p = append(p, said...)
			}
		}
		if len(p) > 0 {
			all = append(all, p)
		}
	}
	return all
}

// first says the first variant that can be said.
func (v *view) first(all variants) Text {
	named := len(v.groups)
	for _, one := range all {
		if t, ok := v.say(one); ok {
			return t
		}
		v.groups = v.groups[:named]
	}
	return nil
}

func (v *view) say(pieces []piece) (Text, bool) {
	var t Text
	for _, p := range pieces {
		if p.verb == "" {
			t = append(t, words(p.words))
			continue
		}
		said, ok := v.resolve(p)
		if !ok {
			return nil, false
		}
		t = append(t, said...)
	}
	return t, true
}

func (v *view) resolve(p piece) (Text, bool) {
	switch p.verb {
	case "year":
		return yearText(v.now), true
	case "centres":
		return v.centres(v.now)
	case "before-year", "before-centres", "before", "growth":
		return v.earlier(p)
	case "top", "list":
		return v.most(p)
	}
	if len(p.args) == 0 {
		return nil, false
	}
	at := v.ref(p.args[0])
	value := Look(v.now, at)
	switch p.verb {
	case "label":
		return v.named(at)
	case "none":
		return nil, value.Shown && value.N == 0 && v.now.Kind == edition.Internal
	case "word":
		if value.Shown && value.N == 1 {
			return Text{words(p.args[1])}, true
		}
		return Text{words(p.args[2])}, value.Shown
	case "count", "number":
		return v.count(at, value), value.Shown && (value.N > 0 || p.verb == "number")
	}
	of := denominator(at)
	if len(p.args) == 3 && p.args[1] == "of" {
		if of = v.ref(p.args[2]); v.now.Kind == edition.Public && Look(v.now, of).N < least {
			return nil, false
		}
	}
	said, ok := v.share(v.now, at, of)
	return said, ok && (value.N > 0 || p.verb == "percent")
}

// ref is the cell that a template names.
func (v *view) ref(s string) Cell {
	c := Cell{Measure: Count, Year: v.now.Year, Table: v.table}
	if t, rest, ok := strings.Cut(s, ":"); ok {
		c.Table, s = t, rest
	}
	c.Row, c.Column, _ = strings.Cut(s, "/")
	return c
}

// denominator is what a share of a cell is a part of, unless something else is said.
func denominator(c Cell) Cell {
	c.Row, c.Column = Base, ""
	if c.Table == Funnel {
		c.Row = "documented"
	}
	return c
}

// earlier is what the edition before says.
func (v *view) earlier(p piece) (Text, bool) {
	if v.before == nil {
		return nil, false
	}
	switch p.verb {
	case "before-year":
		return yearText(v.before), true
	case "before-centres":
		return v.centres(v.before)
	}
	if len(p.args) == 0 {
		return nil, false
	}
	at := v.ref(p.args[0])
	was := at
	was.Year = v.before.Year
	value, before := Look(v.now, at), Look(v.before, was)
	if !value.Shown || !before.Shown || before.N == 0 {
		return nil, false
	}
	if p.verb == "growth" && !comparable(v.now.Kind, before, value) {
		return nil, false
	}
	if p.verb == "before" {
		return v.count(was, before), true
	}
	decimals := Decimals(v.now.Kind)
	scaled, ok := table.Growth(before.N, value.N, decimals)
	at.Measure, at.Of = Growth, &was
	return Text{{v.marks.growth(scaled, decimals), &at, scaled, decimals}}, ok
}

// named is what a row is called, as a part of a text.
func (v *view) named(at Cell) (Text, bool) {
	t, ok := v.now.Table(at.Table)
	if !ok {
		return nil, false
	}
	if _, group := v.Book.Group(at.Row); group {
		v.groups = append(v.groups, at.Row)
	}
	at.Measure = Label
	return Text{{Words: v.RowLabel(t.Spec.Rows, at.Row), From: &at}}, true
}
