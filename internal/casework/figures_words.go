package casework

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/spreadsheet"
	"verbund/internal/platform/ui"
)

// FigureView is a table of the figures in words.
type FigureView struct {
	ID, Title string
	Notes     []string // base, what is missing, whether several answers are possible
	Head      []string
	Rows      []FigureRow
	Total     []string // nil where rows do not add up
}

// FigureRow is a line of it.
type FigureRow struct {
	Label string
	Cells []string
}

// figureTitle is what a table or a question of a report is called.
func figureTitle(f ui.Frame, id string) string { return f.Say("casework.figures.table-" + id) }

// codeLabel is what a code of a list is called, or a part of a period.
func (d worker) codeLabel(f ui.Frame, list, code string, g dataset.Given) string {
	switch code {
	case "":
		return f.Say("casework.figures.unsaid")
	case count.Declined:
		return f.Say("casework.form.declined")
	}
	switch list {
	case "":
		return f.Say("casework.figures.row-" + code)
	case "@countries":
		return f.CountryName(code)
	case "@languages":
		return f.LanguageName(code)
	case "@rules":
		return d.ruleLabel(f.Lang(), code)
	case "@number":
		n, _ := strconv.Atoi(code)
		return f.Say("casework.figures.gap", "n", n)
	case count.ByMonth:
		if day, err := core.ParseDate(code + "-01"); err == nil {
			return f.MonthYear(day)
		}
		return code
	case count.ByQuarter:
		if len(code) == len("2026-Q1") {
			return f.Say("casework.figures.quarter", "quarter", code[6:], "year", code[:4])
		}
		return code
	case count.ByYear:
		return code
	case "@places":
		elsewhere, away := count.Elsewhere(code)
		if away {
			return d.codeLabel(f, "elsewhere", elsewhere, g)
		}
		for _, c := range g["@houses"] {
			if c.Value == code {
				return c.Label
			}
		}
		return f.Say("casework.figures.old-place")
	}
	if c, known := d.Set.List(list).Code(code); known {
		return c.Label(f.Lang())
	}
	return code
}

// columnLabel is the head of a column.
func (d worker) columnLabel(f ui.Frame, t count.Table, i int, g dataset.Given) string {
	if t.Across != "" && i > 0 {
		return d.codeLabel(f, t.Across, t.Columns[i].ID, g)
	}
	return f.Say("casework.figures.column-" + t.Columns[i].ID)
}

// numberWords is a number of a table in words; minutes are written as hours and
// minutes.
func (d worker) numberWords(f ui.Frame, kind count.Kind, n int) string {
	switch {
	case kind == count.Share && n < 0:
		return ""
	case kind == count.Share:
		return f.Number(n) + " %"
	case kind == count.Cents:
		return d.Set.Say(dataset.Question{Kind: dataset.Money}, []string{strconv.Itoa(n)}, f.Printer, nil)[0]
	case kind == count.Minutes:
		return fmt.Sprintf("%s:%02d", f.Number(n/60), n%60)
	}
	return f.Number(n)
}

// figureNotes say what a table is of.
func figureNotes(f ui.Frame, t count.Table) []string {
	notes := []string{f.Say("casework.figures.base", "n", t.Base, "of", f.Say("casework.figures.of-"+t.Of))}
	if t.Missing > 0 {
		notes = append(notes, f.Say("casework.figures.missing", "n", t.Missing))
	}
	if t.Several {
		notes = append(notes, f.Say("casework.figures.several"))
	}
	return notes
}

// figureView is a table in words.
func (d worker) figureView(f ui.Frame, title string, t count.Table, g dataset.Given) FigureView {
	v := FigureView{ID: t.ID, Title: title, Notes: figureNotes(f, t), Head: []string{title}}
	for i := range t.Columns {
		v.Head = append(v.Head, d.columnLabel(f, t, i, g))
	}
	words := func(cells []int) []string {
		var all []string
		for i, n := range cells {
			if t.Columns[i].Kind == count.Share && n < 0 {
				all = append(all, "")
				continue
			}
			all = append(all, d.numberWords(f, t.Columns[i].Kind, n))
		}
		return all
	}
	for _, row := range t.Rows {
		v.Rows = append(v.Rows, FigureRow{d.rowLabel(f, t, row.Code, g), words(row.Cells)})
	}
	if t.Total != nil {
		v.Total = words(t.Total)
	}
	return v
}

// rowLabel is what stands before a row. A report without rows has one of all.
func (d worker) rowLabel(f ui.Frame, t count.Table, code string, g dataset.Given) string {
	if t.List == "" && code == "" {
		return f.Say("casework.figures.total")
	}
	return d.codeLabel(f, t.List, code, g)
}

// figureSheet is a table for a spreadsheet. Its numbers are numbers.
func (d worker) figureSheet(f ui.Frame, title string, t count.Table, notes []string, g dataset.Given) spreadsheet.Sheet {
	s := spreadsheet.Sheet{Title: title, Notes: append(append([]string{title}, notes...), figureNotes(f, t)...), Head: []string{title}}
	for i, c := range t.Columns {
		head := d.columnLabel(f, t, i, g)
		if c.Kind == count.Minutes {
			head += " (" + f.Say("casework.figures.in-minutes") + ")"
		}
		s.Head = append(s.Head, head)
	}
	line := func(label string, cells []int) []spreadsheet.Cell {
		row := []spreadsheet.Cell{label}
		for i, n := range cells {
			row = append(row, cellOf(t.Columns[i].Kind, n))
		}
		return row
	}
	for _, row := range t.Rows {
		s.Rows = append(s.Rows, line(d.rowLabel(f, t, row.Code, g), row.Cells))
	}
	if t.Total != nil {
		s.Rows = append(s.Rows, line(f.Say("casework.figures.total"), t.Total))
	}
	if t.Missing > 0 && !slices.ContainsFunc(t.Rows, func(row count.Row) bool { return row.Code == "" }) {
		s.Rows = append(s.Rows, []spreadsheet.Cell{f.Say("casework.figures.unsaid"), spreadsheet.Number(t.Missing)})
	}
	return s
}

func cellOf(kind count.Kind, n int) spreadsheet.Cell {
	switch {
	case kind == count.Share && n < 0:
		return nil
	case kind == count.Share:
		return spreadsheet.Share(n)
	case kind == count.Cents:
		return spreadsheet.Cents(n)
	}
	return spreadsheet.Number(n)
}

// longTable writes tables below each other with one number a line, as programs like
// to read them.
func longTable(f ui.Frame, sheets []spreadsheet.Sheet) (head []string, rows [][]spreadsheet.Cell) {
	head = []string{f.Say("casework.figures.csv-table"), f.Say("casework.figures.csv-row"), f.Say("casework.figures.csv-column"), f.Say("casework.figures.csv-value")}
	for _, s := range sheets {
		for _, row := range s.Rows {
			for i, cell := range row[1:] {
				if cell != nil {
					rows = append(rows, []spreadsheet.Cell{s.Title, row[0], s.Head[i+1], cell})
				}
			}
		}
	}
	return head, rows
}

// joined puts sentences one after the other.
func joined(sentences []string) string { return strings.Join(sentences, " ") }
