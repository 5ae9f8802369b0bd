package report

import (
	"cmp"
	"slices"
	"strings"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/platform/text"
)

// RowLabel is what a row or column of a table is called. A group of countries is
// called a group, so that nobody takes it for a country.
func (w *Writer) RowLabel(column, id string) string {
	if id == edition.Rest {
		return w.text.Words["rest"]
	}
	if _, ok := w.Book.Group(id); ok {
		return w.text.fill("group", "group", w.Code(column, id))
	}
	return w.Code(column, id)
}

// Members are the names of the countries of a group in the order of the alphabet.
func (w *Writer) Members(g record.Group) []string {
	names := make([]string, 0, len(g.Countries))
	for _, code := range g.Countries {
		names = append(names, w.Country(code))
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(strings.Compare(text.Fold(a), text.Fold(b)), strings.Compare(a, b))
	})
	return names
}

// groupNotes print the countries of groups, each group once.
func (w *Writer) groupNotes(ids []string) []Text {
	var notes []Text
	for i, id := range ids {
		if g, ok := w.Book.Group(id); ok && !slices.Contains(ids[:i], id) {
			notes = append(notes, Text{{Words: w.groupNote(g), From: &Cell{Measure: Label, Row: id}}})
		}
	}
	return notes
}

func (w *Writer) groupNote(g record.Group) string {
	source := g.Source
	if own, ok := w.text.Sources[g.ID]; ok {
		source = own
	}
	return w.text.fill("group-note", "group", w.RowLabel("", g.ID), "countries", strings.Join(w.Members(g), ", "), "source", source)
}

// bars are what the chart of a table shows: its plain codes, of countries at most ten.
const mostBars = 10

// chart is the chart of a chapter; nil where there is nothing to draw.
func (v *view) chart(c chapter, t *edition.Table) *Chart {
	chart := &Chart{Form: "bars", Title: c.Heading}
	if t == nil {
		chart.Form = "steps"
		for _, row := range []string{"documented", "new", "consented", "analysed"} {
			at := Cell{Measure: Count, Year: v.now.Year, Table: Funnel, Row: row}
			chart.Bars = append(chart.Bars, v.bar(at, v.text.Words[row]))
		}
		chart.Says = v.first(v.text.notes["steps"])
		return chart
	}
	_, column := v.Book.Column(t.Spec.Rows)
	if column == nil || len(t.Rows) == 0 {
		return nil
	}
	var rows []edition.Row
	for _, r := range t.Rows {
		if _, group := v.Book.Group(r.ID); !group && !bundled(r.ID) {
			rows = append(rows, r)
		}
	}
	if column.Kind == record.Countries {
		slices.SortStableFunc(rows, func(a, b edition.Row) int {
			return cmp.Or(cmp.Compare(last(a.ID), last(b.ID)), cmp.Compare(b.Cells[0].N, a.Cells[0].N))
		})
		if len(rows) > mostBars {
			rows = rows[:mostBars]
		}
	}
	for _, r := range rows {
		chart.Bars = append(chart.Bars, v.bar(Cell{Measure: Count, Year: v.now.Year, Table: t.ID, Row: r.ID}, v.RowLabel(t.Spec.Rows, r.ID)))
	}
	chart.Says = v.first(v.text.notes["bars"])
	return chart
}

func last(id string) int {
	if id == edition.Rest {
		return 1
	}
	return 0
}

func (v *view) bar(at Cell, label string) Bar {
	b := Bar{ID: at.Row, Label: label, Value: Look(v.now, at), Words: v.text.Words["hidden"]}
	if !b.Value.Shown {
		b.Value.N = 0
		return b
	}
	b.Words = v.marks.count(b.Value.N)
	if share, ok := v.share(v.now, at, denominator(at)); ok {
		b.Share, b.Drawn, b.Words = share[0].Scaled, true, share[0].Words+" ("+b.Words+")"
	}
	return b
}
