package figures

import (
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/report"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
)

// ExhibitChart is the chart beside a table: bars, stacked bars or lines, or none.
type ExhibitChart struct {
	ui.Chart
	Whole  int
	Bars   []ui.Bar
	Legend []string
	Stacks []ui.Stack
	Years  []string
	Least  int // where the scale of years ends at the earliest
	Unit   string
	Scale  func(int) string // writes the numbers of the scale
	Lines  []ui.Line
}

// drawn tells whether there is a chart.
func (c ExhibitChart) drawn() bool { return len(c.Bars)+len(c.Stacks)+len(c.Lines) > 0 }

// drawn are the rows of a table that a chart shows: each answer once. Of countries these
// are Germany and the groups, which fit on a page and hold everybody.
func drawn(w words, t *edition.Table) (all []edition.Row) {
	_, column := w.Book.Column(t.Spec.Rows)
	if column == nil {
		return nil
	}
	for _, r := range ranked(w, t) {
		if column.Kind == record.Countries {
			grouped := isSum(r.ID) || r.ID == home || r.ID == text.UnknownCountry || r.ID == text.Stateless
			if grouped && (size(r.Cells[0]) > 0 || t.Spec.Columns != "") {
				all = append(all, r)
			}
		} else if !isSum(r.ID) {
			all = append(all, r)
		}
	}
	if column.Kind == record.Countries && t.Spec.Columns == "" {
		slices.SortStableFunc(all, func(a, b edition.Row) int { return size(b.Cells[0]) - size(a.Cells[0]) })
	}
	return all
}

// home is the country that stands beside groups of countries.
const home = "DE"

// barsOf draws a table with one column: shares of its base.
func barsOf(w words, t *edition.Table) (c ExhibitChart) {
	_, column := w.Book.Column(t.Spec.Rows)
	if !t.Base.Shown || t.Base.N == 0 {
		return c
	}
	c.Whole = t.Base.N
	for _, r := range drawn(w, t) {
		b := ui.Bar{Label: w.RowLabel(t.Spec.Rows, r.ID), N: r.Cells[0].N, Blank: !r.Cells[0].Shown, Value: withheld}
		if !b.Blank {
			b.Value = w.share(t, r.Cells[0]).Words
		}
		switch {
		case unknown(column, r.ID):
			b.Fill = ui.Open
		case r.ID == edition.Rest:
			b.Fill = ui.Open + 1
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// withheld stands in charts for what is not shown.
const withheld = "–"

// stacksOf draws a table with two columns, if each record is in one of the columns only:
// else its parts would overlap.
func stacksOf(w words, t *edition.Table) (c ExhibitChart) {
	_, across := w.Book.Column(t.Spec.Columns)
	if across == nil || across.Multi() {
		return c
	}
	var at []int
	for i, id := range t.Columns {
		if !isSum(id) {
			at = append(at, i)
			c.Legend = append(c.Legend, w.RowLabel(t.Spec.Columns, id))
		}
	}
	for _, r := range drawn(w, t) {
		s := ui.Stack{Label: w.RowLabel(t.Spec.Rows, r.ID)}
		seen := false
		for _, i := range at {
			v := r.Cells[i]
			s.Parts = append(s.Parts, ui.Part{Value: w.number(v).Words, N: v.N, Blank: !v.Shown})
			seen = seen || size(v) > 0
		}
		if seen {
			c.Stacks = append(c.Stacks, s)
		}
	}
	return c
}

// largestOf says which is the largest number that a table with two columns shows.
func largestOf(w words, t *edition.Table) string {
	_, rows := w.Book.Column(t.Spec.Rows)
	_, columns := w.Book.Column(t.Spec.Columns)
	most, row, column := 0, "", ""
	for _, r := range drawn(w, t) {
		for i, v := range r.Cells {
			id := t.Columns[i]
			if size(v) > most && !isSum(id) && id != edition.Rest && r.ID != edition.Rest && !unknown(rows, r.ID) && !unknown(columns, id) {
				most, row, column = v.N, w.RowLabel(t.Spec.Rows, r.ID), w.RowLabel(t.Spec.Columns, id)
			}
		}
	}
	if most == 0 {
		return ""
	}
	return w.say("largest", "row", row, "column", column, "n", most)
}

// stepsOf shows the funnel.
func stepsOf(w words, c *report.Chart) Exhibit {
	e := Exhibit{ID: report.Funnel, Name: c.Title, Sees: c.Says.String(), First: w.Say("figures.funnel.step"), Head: []string{w.say("number"), w.say("share")}}
	e.Caption = w.say("steps")
	var rows []ExhibitRow
	for _, b := range c.Bars {
		bar := ui.Bar{Label: b.Label, N: b.Value.N, Blank: !b.Value.Shown, Value: withheld}
		cells := []ExhibitCell{w.number(b.Value), {Withheld: !b.Drawn}}
		if b.Value.Shown {
			bar.Value = cells[0].Words
		}
		if b.Drawn {
			cells[1].Words = w.percent(b.Share)
		}
		rows = append(rows, ExhibitRow{b.Label, cells})
		e.Chart.Bars = append(e.Chart.Bars, bar)
		e.Chart.Whole = max(e.Chart.Whole, size(b.Value))
	}
	e.Bodies = [][]ExhibitRow{rows}
	e.Chart.Chart = ui.Chart{ID: "chart-" + e.ID, Title: e.Name, About: e.Sees}
	return e
}

// runsOf shows series over years, those of one table together. Lines are drawn of the
// counts of the funnel and of the shares of all others.
func runsOf(w words, all []report.Run) (list []Exhibit) {
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Cell.Table == all[0].Cell.Table {
			n++
		}
		list = append(list, runsOfTable(w, all[:n]))
		all = all[n:]
	}
	return list
}

func runsOfTable(w words, runs []report.Run) Exhibit {
	of := runs[0].Cell.Table
	name := w.say("runs-funnel")
	if of != report.Funnel {
		name = w.say("runs", "column", w.Column(of))
	}
	e := Exhibit{ID: "runs-" + of, Name: name, Caption: name, First: w.say("year"), Head: []string{w.say("centres")}}
	c := &e.Chart
	c.Chart = ui.Chart{ID: "chart-" + e.ID, Title: name, About: w.say("runs-about")}
	if of == report.Funnel {
		c.Least, c.Unit, c.Scale = 2, w.say("people"), w.Number
	} else {
		c.Least, _ = table.Share{N: 1, Base: 5}.Scaled(w.decimals)
		c.Scale = w.percent
	}
	var rows []ExhibitRow
	for _, p := range runs[0].Points {
		c.Years = append(c.Years, yearWords(p.Year))
		centres := ExhibitCell{Words: w.Number(p.Centres)}
		if p.Gap == report.NoReport {
			centres.Words = w.say("gap." + string(p.Gap))
		}
		rows = append(rows, ExhibitRow{yearWords(p.Year), []ExhibitCell{centres}})
	}
	for _, run := range runs {
		shares := of != report.Funnel
		l := ui.Line{Label: run.Label}
		if shares && run.Cell.Column == "" { // the name of the table says the rest
			l.Label = w.RowLabel(of, run.Cell.Row)
		}
		e.Head = append(e.Head, l.Label)
		if shares {
			e.Head = append(e.Head, w.say("share"))
		}
		for i, p := range run.Points {
			number, share := w.number(p.Value), ExhibitCell{Words: p.Share.String(), Withheld: len(p.Share) == 0}
			point := ui.Part{Value: number.Words, N: p.Value.N, Blank: !p.Value.Shown}
			if shares {
				point = ui.Part{Value: share.Words, Blank: share.Withheld}
				if !point.Blank {
					point.N = p.Share[0].Scaled
				}
			}
			if p.Gap != report.NoGap {
				number, share = ExhibitCell{Words: w.say("gap." + string(p.Gap))}, ExhibitCell{Words: withheld}
			}
			l.Points = append(l.Points, point)
			rows[i].Cells = append(rows[i].Cells, number)
			if shares {
				rows[i].Cells = append(rows[i].Cells, share)
			}
		}
		c.Lines = append(c.Lines, l)
	}
	e.Bodies = [][]ExhibitRow{rows}
	return e
}
