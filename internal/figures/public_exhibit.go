package figures

import (
	"cmp"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/report"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
)

// words write public figures. They are in German or English, whatever the page around
// them is in.
type words struct {
	*text.Printer
	*report.Writer
	decimals int // of shares: none in public figures, where they would promise what rounded counts cannot keep
}

// newWords returns the words for a reader: English for whoever reads that, German for
// all others. It fails if the words of reports cannot be read.
func newWords(texts *text.Catalogue, lang core.Lang, book *record.Book, plan *table.Plan, kind edition.Kind) (words, error) {
	in := text.German
	if lang == "en" {
		in = "en"
	}
	p := texts.For(in)
	w, err := report.New(table.Labels{Book: book, Plan: plan, Lang: in, Country: p.CountryName})
	return words{p, w, report.Decimals(kind)}, err
}

// say is a message of the public part.
func (w words) say(key string, args ...any) string { return w.Say("figures.public."+key, args...) }

// number writes a number as it is shown.
func (w words) number(v edition.Value) ExhibitCell {
	if !v.Shown {
		return ExhibitCell{Withheld: true}
	}
	return ExhibitCell{Words: w.Number(v.N)}
}

// share writes a part of the base.
func (w words) share(t *edition.Table, v edition.Value) ExhibitCell {
	s, ok := t.Share(v)
	if !ok {
		return ExhibitCell{Withheld: true}
	}
	n, _ := s.Scaled(w.decimals)
	return ExhibitCell{Words: w.percent(n)}
}

// percent writes a share that is rounded already.
func (w words) percent(scaled int) string {
	return w.Say("figures.percent", "n", table.Decimal(scaled, w.decimals, w.Say("figures.decimal-mark")))
}

// Exhibit is a table as it stands on a page, with its chart and what a reader must know
// about it.
type Exhibit struct {
	ID, Name, Caption string
	Sees              string         // what one sees, in a sentence
	First             string         // head of the column with the categories
	Head              []string       // heads of the other columns
	Bodies            [][]ExhibitRow // the categories; then groups of them, which count the same people again
	Foot              []ExhibitRow   // who gave no answer, and the base
	Around            []string       // notes that stand below the chart
	Notes             []string       // and below the table
	Chart             ExhibitChart
}

// ExhibitRow is a row of a table.
type ExhibitRow struct {
	Label string
	Cells []ExhibitCell
}

// ExhibitCell is a cell of a table.
type ExhibitCell struct {
	Words    string
	Withheld bool // too small to be shown
}

// newExhibit shows a table. said are the notes that stand around it already.
func newExhibit(w words, t *edition.Table, said []edition.Note) Exhibit {
	e := Exhibit{ID: t.ID, Name: w.Column(t.Spec.Rows), First: w.Say("figures.table.answer")}
	if t.Spec.Columns != "" {
		e.First = e.Name
		e.Name = w.say("by", "rows", e.First, "columns", w.Column(t.Spec.Columns))
	}
	e.Caption = w.say("caption", "name", e.Name, "base", w.number(t.Base).Words)
	e.addRows(w, t)
	for _, n := range t.Notes {
		if !slices.Contains(said, n) {
			e.Notes = append(e.Notes, w.Say("figures.note."+string(n)))
		}
	}
	if t.Spec.Columns == "" {
		e.Chart = barsOf(w, t)
	} else {
		e.Sees, e.Chart = largestOf(w, t), stacksOf(w, t)
	}
	e.Chart.ID, e.Chart.Title, e.Chart.About = "chart-"+t.ID, e.Name, e.Sees
	return e
}

// addRows writes the rows of a table.
func (e *Exhibit) addRows(w words, t *edition.Table) {
	one := t.Spec.Columns == ""
	if one {
		e.Head = []string{w.say("number"), w.say("share")}
	}
	for _, c := range t.Columns {
		label := w.RowLabel(t.Spec.Columns, c)
		if isSum(c) {
			label = w.say("sum", "of", label)
		}
		e.Head = append(e.Head, label)
	}
	line := func(label string, values ...edition.Value) ExhibitRow {
		l := ExhibitRow{Label: label}
		for _, v := range values {
			l.Cells = append(l.Cells, w.number(v))
		}
		if one {
			l.Cells = append(l.Cells, w.share(t, values[0]))
		}
		return l
	}
	var codes, sums []ExhibitRow
	for _, r := range ranked(w, t) {
		if l := line(w.RowLabel(t.Spec.Rows, r.ID), r.Cells...); isSum(r.ID) {
			sums = append(sums, l)
		} else {
			codes = append(codes, l)
		}
		if len(r.Merged) > 0 {
			var names []string
			for _, id := range r.Merged {
				names = append(names, w.RowLabel(t.Spec.Rows, id))
			}
			e.Notes = append(e.Notes, w.say("rest-holds", "rest", w.RowLabel(t.Spec.Rows, edition.Rest), "names", strings.Join(names, ", ")))
		}
	}
	for _, body := range [][]ExhibitRow{codes, sums} {
		if len(body) > 0 {
			e.Bodies = append(e.Bodies, body)
		}
	}
	if one {
		e.Foot = []ExhibitRow{line(w.say("missing"), t.Missing), line(w.say("base"), t.Base)}
	} else if t.Missing.Shown && t.Base.Shown {
		e.Notes = append(e.Notes, w.say("pair-missing", "missing", t.Missing.N, "base", t.Base.N, "share", w.share(t, t.Missing).Words))
	}
}

// isSum tells whether an id names several categories that stand in the same table too.
func isSum(id string) bool { return strings.HasPrefix(id, "g-") || strings.HasPrefix(id, "b-") }

// ranked are the rows of a table. Where a column has few answers, or age, they stand as
// in the code book; else the largest come first, then what is merged or called another,
// then what is not known.
func ranked(w words, t *edition.Table) []edition.Row {
	rows := slices.Clone(t.Rows)
	_, column := w.Book.Column(t.Spec.Rows)
	if column == nil || t.Spec.Columns != "" || len(column.Codes) <= 5 || column.ID == "age_band" {
		return rows
	}
	rank := func(r edition.Row) int {
		switch {
		case unknown(column, r.ID):
			return 2
		case r.ID == edition.Rest || r.ID == "other":
			return 1
		}
		return 0
	}
	slices.SortStableFunc(rows, func(a, b edition.Row) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(size(b.Cells[0]), size(a.Cells[0])))
	})
	return rows
}

// size orders values; those that are not shown come last.
func size(v edition.Value) int {
	if !v.Shown {
		return -1
	}
	return v.N
}

func unknown(c *record.Column, id string) bool {
	at, ok := c.Find(id)
	return ok && c.Codes[at].Unknown
}
