package report

import (
	"io"
	"strconv"

	"verbund/internal/figures/edition"
	"verbund/internal/platform/spreadsheet"
)

// Mark stands in a cell of a spreadsheet whose number is not shown.
const Mark = "•"

// XLSX writes a workbook: a sheet with what holds for all, then one for each table.
// Numbers are numbers; where one is not shown there is Mark.
func (w *Writer) XLSX(out io.Writer, e *edition.Edition, o Origin) error {
	sheets := []spreadsheet.Sheet{w.front(e, o), w.funnelSheet(e)}
	for i := range e.Tables {
		sheets = append(sheets, w.sheet(e, &e.Tables[i]))
	}
	return spreadsheet.WriteXLSX(out, sheets)
}

func (w *Writer) front(e *edition.Edition, o Origin) spreadsheet.Sheet {
	r := w.view([]Period{{Edition: e}}).frame("report")
	s := spreadsheet.Sheet{Title: w.text.Words["front"], Notes: []string{r.Title.String()}, Head: []string{w.text.Words["what"], w.text.Words["value"]}}
	for _, n := range r.Notes {
		s.Notes = append(s.Notes, n.String())
	}
	s.Notes = append(s.Notes, w.text.Words["mark"])
	line := func(id string, value spreadsheet.Cell) {
		if value != "" {
			s.Rows = append(s.Rows, []spreadsheet.Cell{w.text.Words[id], value})
		}
	}
	line("year", strconv.Itoa(e.Year))
	line("edition", w.kindName(e.Kind))
	line("centres", spreadsheet.Number(e.Centres))
	line("documented", w.cell(e.Funnel.Documented))
	line("analysed", w.cell(e.Funnel.Analysed))
	line("snapshot", e.Snapshot)
	line("book", e.Book)
	line("plan", e.Plan)
	line("rules", e.Rules)
	line("digest", Digest(e))
	line("publisher", o.Publisher)
	line("licence", o.Licence)
	line("address", o.Address)
	return s
}

func (w *Writer) cell(v edition.Value) spreadsheet.Cell {
	if !v.Shown {
		return Mark
	}
	return spreadsheet.Number(v.N)
}

func shareCell(l Line, kind edition.Kind) spreadsheet.Cell {
	switch {
	case !l.HasShare:
		return Mark
	case Decimals(kind) == 1:
		return spreadsheet.Tenths(l.Share)
	}
	return spreadsheet.Share(l.Share)
}

func (w *Writer) head() []string {
	t := w.text.Words
	return []string{t["category"], t["count"], t["share"], t["note"], t["code"]}
}

// single is a line of a table with one column.
func (w *Writer) single(l Line, kind edition.Kind) []spreadsheet.Cell {
	note := ""
	if !l.Value.Shown {
		note = w.text.Words["hidden"]
	}
	return []spreadsheet.Cell{l.RowLabel, w.cell(l.Value), shareCell(l, kind), note, l.Row}
}

func (w *Writer) funnelSheet(e *edition.Edition) spreadsheet.Sheet {
	s := spreadsheet.Sheet{Title: Funnel, Notes: []string{w.text.Words[Funnel]}, Head: w.head()}
	for _, l := range w.Lines(e) {
		if l.Table == Funnel {
			s.Rows = append(s.Rows, w.single(l, e.Kind))
		}
	}
	return s
}

func (w *Writer) sheet(e *edition.Edition, t *edition.Table) spreadsheet.Sheet {
	v := w.view([]Period{{Edition: e}})
	s := spreadsheet.Sheet{Title: t.ID, Notes: []string{w.TableLabel(t)}}
	notes := v.tableNotes(t)
	var ids []string
	for _, r := range t.Rows {
		ids = append(ids, r.ID)
	}
	notes = append(notes, w.groupNotes(append(ids, t.Columns...))...)
	for _, n := range notes {
		s.Notes = append(s.Notes, n.String())
	}
	if len(t.Columns) == 0 {
		s.Head = w.head()
		for _, row := range append([]string{Base, Missing}, ids...) {
			label := w.RowLabel(t.Spec.Rows, row)
			if row == Base || row == Missing {
				label = w.text.Words[row]
			}
			s.Rows = append(s.Rows, w.single(w.line(e, Cell{Table: t.ID, Row: row}, label, "", nil), e.Kind))
		}
		return s
	}
	s.Head = []string{w.Column(t.Spec.Rows) + " / " + w.Column(t.Spec.Columns)}
	for _, column := range t.Columns {
		s.Head = append(s.Head, w.RowLabel(t.Spec.Columns, column))
	}
	s.Head = append(s.Head, w.text.Words["code"])
	for _, r := range t.Rows {
		line := []spreadsheet.Cell{w.RowLabel(t.Spec.Rows, r.ID)}
		for _, value := range r.Cells {
			line = append(line, w.cell(value))
		}
		s.Rows = append(s.Rows, append(line, r.ID))
	}
	return s
}
