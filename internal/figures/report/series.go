package report

import (
	"slices"
	"strconv"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// Gap is why a point of a series has no value.
type Gap string

// The gaps.
const (
	NoGap    Gap = ""
	NoReport Gap = "no-report" // there is no edition of the year
	Withheld Gap = "withheld"  // too small to be shown
	Absent   Gap = "absent"    // the table or row is not named in that edition
	NotAsked Gap = "not-asked" // the code is not valid in that year
)

// Point is one period of a series.
type Point struct {
	Year    int
	Months  int // length of the period
	Centres int // that delivered records
	Book    string
	Plan    string
	Gap     Gap
	Value   edition.Value
	Base    edition.Value
	Share   Text // empty where there is none
	Growth  Text // against the point before, with both counts; empty where one is a gap or too small in a public edition, or the periods differ in length
}

// Run is a value over several periods. There is no sum of it: the same person may have
// been counselled in several years.
type Run struct {
	Cell   Cell // of the last period
	Label  string
	Points []Point
	Notes  []Text // what to know before comparing
}

// sameKind are the periods whose edition is of the kind of the last one, by year; of
// two editions of a year the later one given.
func sameKind(periods []Period) []Period {
	var kept []Period
	for i := len(periods) - 1; i >= 0; i-- {
		p := periods[i]
		if p.Edition == nil || len(kept) > 0 && p.Edition.Kind != kept[0].Edition.Kind ||
			slices.ContainsFunc(kept, func(q Period) bool { return q.Edition.Year == p.Edition.Year }) {
			continue
		}
		if p.Months == 0 {
			p.Months = 12
		}
		kept = append(kept, p)
	}
	slices.SortFunc(kept, func(a, b Period) int { return a.Edition.Year - b.Edition.Year })
	return kept
}

// Series is a row of a table (or of Funnel) over several editions. A year between them
// without an edition is a gap, never a zero. Internal and public editions are not
// mixed: those of another kind than the last one given are left out.
func (w *Writer) Series(periods []Period, tableID, row, column string) Run {
	periods = sameKind(periods)
	run := Run{Cell: Cell{Measure: Count, Table: tableID, Row: row, Column: column}}
	if len(periods) == 0 {
		return run
	}
	run.Cell.Year = periods[len(periods)-1].Edition.Year
	run.Label = w.seriesLabel(periods, run.Cell)
	for i, p := range periods {
		e := p.Edition
		if i > 0 {
			for year := periods[i-1].Edition.Year + 1; year < e.Year; year++ {
				run.Points = append(run.Points, Point{Year: year, Gap: NoReport})
			}
		}
		point := w.point(p, run.Cell)
		if n := len(run.Points); n > 0 && point.Gap == NoGap && run.Points[n-1].Gap == NoGap && run.Points[n-1].Months == point.Months && comparable(e.Kind, run.Points[n-1].Value, point.Value) {
			point.Growth = w.change(run, point, Decimals(e.Kind))
		}
		run.Points = append(run.Points, point)
	}
	run.Notes = w.seriesNotes(periods, run)
	return run
}

func (w *Writer) seriesLabel(periods []Period, c Cell) string {
	if c.Table == Funnel {
		return w.text.Words[c.Row]
	}
	for _, p := range periods {
		if t, ok := p.Edition.Table(c.Table); ok {
			label := w.Column(t.Spec.Rows) + ": " + w.RowLabel(t.Spec.Rows, c.Row)
			if c.Column != "" {
				label += " – " + w.Column(t.Spec.Columns) + ": " + w.RowLabel(t.Spec.Columns, c.Column)
			}
			return label
		}
	}
	return c.Table + ": " + c.Row
}

func (w *Writer) point(p Period, c Cell) Point {
	e := p.Edition
	c.Year = e.Year
	of := denominator(c)
	point := Point{Year: e.Year, Months: p.Months, Centres: e.Centres, Book: e.Book, Plan: e.Plan, Value: Look(e, c), Base: Look(e, of)}
	if !point.Base.Shown {
		point.Base = edition.Value{}
	}
	if point.Value.Shown && w.asked(e, c) {
		if of != c {
			point.Share, _ = w.share(e, c, of)
		}
		return point
	}
	point.Value, point.Gap = edition.Value{}, Withheld
	switch {
	case !w.asked(e, c):
		point.Gap = NotAsked
	case !named(e, c):
		point.Gap = Absent
	}
	return point
}

// asked tells whether the code of a row was valid in the year of an edition.
func (w *Writer) asked(e *edition.Edition, c Cell) bool {
	t, ok := e.Table(c.Table)
	if !ok {
		return true
	}
	_, column := w.Book.Column(t.Spec.Rows)
	if column == nil {
		return true
	}
	at, ok := column.Find(c.Row)
	return !ok || column.Codes[at].In(e.Year)
}

// named tells whether an edition has a row.
func named(e *edition.Edition, c Cell) bool {
	if c.Table == Funnel || c.Row == Base || c.Row == Missing {
		return true
	}
	t, ok := e.Table(c.Table)
	return ok && slices.ContainsFunc(t.Rows, func(r edition.Row) bool { return r.ID == c.Row }) &&
		(c.Column == "" || slices.Contains(t.Columns, c.Column))
}

// change says the growth to a point from the one before, with both counts.
func (w *Writer) change(run Run, to Point, decimals int) Text {
	from := run.Points[len(run.Points)-1]
	scaled, ok := table.Growth(from.Value.N, to.Value.N, decimals)
	if !ok {
		return nil
	}
	now, was := run.Cell, run.Cell
	now.Year, was.Year = to.Year, from.Year
	grown := now
	grown.Measure, grown.Of = Growth, &was
	t := Text{{w.marks.growth(scaled, decimals), &grown, scaled, decimals}, words(" (")}
	t = append(append(t, w.count(was, from.Value)...), words(" → "))
	return append(append(t, w.count(now, to.Value)...), words(")"))
}

// seriesNotes are what to know before comparing periods.
func (w *Writer) seriesNotes(periods []Period, run Run) []Text {
	notes := []Text{{words(w.text.Words["never-added"])}}
	list := func(id string, of func(Period) Text) {
		var all []Text
		for _, p := range periods {
			all = append(all, append(append(yearText(p.Edition), words(": ")), of(p)...))
		}
		notes = append(notes, append(Text{words(w.text.Words[id] + " ")}, joined(all, "; ", "; ")...))
	}
	list("period-months", func(p Period) Text {
		return Text{{Words: strconv.Itoa(p.Months), From: &Cell{Measure: Months, Year: p.Edition.Year}, Scaled: p.Months}}
	})
	list("period-centres", func(p Period) Text { t, _ := w.centres(p.Edition); return t })
	if run.Cell.Table != Funnel {
		list("period-base", func(p Period) Text {
			of := denominator(run.Cell)
			of.Year = p.Edition.Year
			if v := Look(p.Edition, of); v.Shown {
				return w.count(of, v)
			}
			return Text{words(w.text.Words["hidden"])}
		})
	}
	list("period-book", func(p Period) Text {
		return Text{{Words: p.Edition.Book, From: &Cell{Measure: Label, Year: p.Edition.Year, Table: "book"}}}
	})
	if slices.ContainsFunc(periods, func(p Period) bool {
		return p.Edition.Book != periods[0].Edition.Book || p.Edition.Plan != periods[0].Edition.Plan
	}) {
		notes = append(notes, Text{words(w.text.Words["definitions-differ"])})
	}
	if slices.ContainsFunc(periods, func(p Period) bool { return p.Months != periods[0].Months }) {
		notes = append(notes, Text{words(w.text.Words["months-differ"])})
	}
	if slices.ContainsFunc(periods, func(p Period) bool { return p.Edition.Centres != periods[0].Edition.Centres }) {
		notes = append(notes, Text{words(w.text.Words["centres-differ"])})
	}
	if slices.ContainsFunc(run.Points, func(p Point) bool { return p.Gap != NoGap }) {
		notes = append(notes, Text{words(w.text.Words["gaps"])})
	}
	return notes
}

// history is the section of time series. The notes of its runs are those of the section.
func (v *view) history(periods []Period) Section {
	s := Section{ID: "series", Heading: v.text.Words["series"]}
	for _, c := range []Cell{
		{Table: Funnel, Row: "documented"}, {Table: Funnel, Row: "analysed"}, {Table: "gender", Row: "female"},
		{Table: "age_band", Row: "b-minors"}, {Table: "nationality", Row: "g-west-africa"}, {Table: "nationality", Row: "DE"},
		{Table: "form", Row: "sexual"}, {Table: "form", Row: "labour"}, {Table: "investigation", Row: "yes"}, {Table: "charge", Row: "yes"},
	} {
		run := v.Series(periods, c.Table, c.Row, c.Column)
		if slices.ContainsFunc(run.Points, func(p Point) bool { return p.Gap == NoGap }) {
			for _, n := range append(run.Notes, v.groupNotes([]string{c.Row})...) { // said once for all
				if !slices.ContainsFunc(s.Notes, func(said Text) bool { return said.String() == n.String() }) {
					s.Notes = append(s.Notes, n)
				}
			}
			run.Notes = nil
			s.Series = append(s.Series, run)
		}
	}
	return s
}
