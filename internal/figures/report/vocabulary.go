package report

import (
	"cmp"
	"slices"
	"strconv"
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
//	{share REF of REF}               of another count
//	{number REF} {percent REF}       the same, also where it is zero
//	{none REF}                       nothing, but only where it is exactly zero
//	{word REF one|other}             the form of a word for the count
//	{label REF}                      what a row is called
//	{top N} {top N groups}           the most frequent rows with share and count; {… but ID …}
//	                                 leaves out. Only where no hidden row could be among them
//	{list N} …                       the same among those shown
//	{before-year} {before-centres} {before REF} {growth REF}   against the edition before
func known(verb string) bool {
	return slices.Contains([]string{"year", "centres", "count", "share", "number", "percent", "none", "word", "label",
		"top", "list", "before-year", "before-centres", "before", "growth"}, verb)
}

// view is an edition while something is written from it.
type view struct {
	*Writer
	now    *edition.Edition
	before *edition.Edition // or nil
	table  string           // what a REF without table means
	groups []string         // of countries that were named
}

func (w *Writer) view(periods []Period) *view {
	v := &view{Writer: w, now: periods[len(periods)-1].Edition}
	if n := len(periods); n > 1 {
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
		of = v.ref(p.args[2])
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

// Look is the value of a cell in the edition of its year. What is not there is not
// shown.
func Look(e *edition.Edition, c Cell) edition.Value {
	if c.Table == Funnel {
		switch c.Row {
		case "documented":
			return e.Funnel.Documented
		case "new":
			return e.Funnel.New
		case "consented":
			return e.Funnel.Consented
		case "analysed":
			return e.Funnel.Analysed
		}
		return edition.Value{}
	}
	t, ok := e.Table(c.Table)
	switch {
	case !ok:
		return edition.Value{}
	case c.Row == Base:
		return t.Base
	case c.Row == Missing:
		return t.Missing
	}
	return t.Find(c.Row, c.Column)
}

func (w *Writer) count(at Cell, value edition.Value) Text {
	return Text{{Words: w.marks.count(value.N), From: &at, Scaled: value.N}}
}

// share is a cell as part of another; false where one is not shown, or where rounding
// made the part larger than the whole.
func (w *Writer) share(e *edition.Edition, at, of Cell) (Text, bool) {
	n, base := Look(e, at), Look(e, of)
	if !n.Shown || !base.Shown || n.N > base.N {
		return nil, false
	}
	decimals := Decimals(e.Kind)
	scaled, ok := table.Share{N: n.N, Base: base.N}.Scaled(decimals)
	at.Measure, at.Of = Share, &of
	return Text{{w.marks.share(scaled, decimals), &at, scaled, decimals}}, ok
}

func yearText(e *edition.Edition) Text {
	return Text{{Words: strconv.Itoa(e.Year), From: &Cell{Measure: Year, Year: e.Year}, Scaled: e.Year}}
}

func (w *Writer) centres(e *edition.Edition) (Text, bool) {
	return Text{{Words: w.marks.count(e.Centres), From: &Cell{Measure: Centres, Year: e.Year}, Scaled: e.Centres}}, e.Centres > 0
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

// most are the most frequent rows of a table.
func (v *view) most(p piece) (Text, bool) {
	t, ok := v.now.Table(v.table)
	if !ok || t.Spec.Columns != "" || len(p.args) == 0 {
		return nil, false
	}
	limit, _ := strconv.Atoi(p.args[0])
	groups := slices.Contains(p.args, "groups")
	var but []string
	if i := slices.Index(p.args, "but"); i >= 0 {
		but = p.args[i+1:]
	}
	_, column := v.Book.Column(t.Spec.Rows)
	if column == nil {
		return nil, false
	}
	var rows []edition.Row
	hidden := false
	for _, r := range t.Rows {
		_, group := v.Book.Group(r.ID)
		if group != groups || bundled(r.ID) || r.ID == edition.Rest || v.unknown(column, r.ID) || slices.Contains(but, r.ID) {
			continue
		}
		if value := r.Cells[0]; !value.Shown {
			hidden = true
		} else if value.N > 0 {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b edition.Row) int { return cmp.Compare(b.Cells[0].N, a.Cells[0].N) })
	rows = cutAt(rows, limit)
	if len(rows) == 0 || p.verb == "top" && hidden {
		return nil, false
	}
	var all []Text
	for _, r := range rows {
		at := Cell{Measure: Count, Year: v.now.Year, Table: t.ID, Row: r.ID}
		item, _ := v.named(at)
		item = append(item, words(" ("))
		if share, ok := v.share(v.now, at, denominator(at)); ok {
			item = append(append(item, share...), words("; "))
		}
		item = append(append(item, v.count(at, r.Cells[0])...), words(")"))
		all = append(all, item)
	}
	return joined(all, ", ", " "+v.text.Words["and"]+" "), true
}

// cutAt keeps the first rows. Who is as frequent as the last one is named as well, up
// to two more; where that is not enough, all of them are left out.
func cutAt(rows []edition.Row, limit int) []edition.Row {
	if len(rows) <= limit || limit < 1 {
		return rows
	}
	last := rows[limit-1].Cells[0].N
	end := limit
	for end < len(rows) && rows[end].Cells[0].N == last {
		end++
	}
	if end > limit+2 {
		for end = limit; end > 0 && rows[end-1].Cells[0].N == last; {
			end--
		}
	}
	return rows[:end]
}

func bundled(id string) bool { return len(id) > 2 && id[:2] == "b-" }
