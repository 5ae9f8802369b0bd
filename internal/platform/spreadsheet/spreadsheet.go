// Package spreadsheet writes tables as files that spreadsheets open: XLSX, and CSV
// as RFC 4180 has it, with commas and lines ending in CRLF, in UTF-8 without a mark
// at its beginning. It reads them whatever a spreadsheet made of them: row by row
// (ReadText, ReadWorkbook), or as a whole with Decode and Separator.
//
// What people typed must not come to life in a spreadsheet: a text that could be
// read as a formula gets an apostrophe before it in CSV, and is a cell of text in
// XLSX. Nothing is ever written to a temporary file.
package spreadsheet

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Number is a whole number in a cell.
type Number int

// Share is whole percent in a cell.
type Share int

// Tenths is tenths of a percent in a cell.
type Tenths int

// Cents is a sum of euros in a cell.
type Cents int

// Cell is what stands in a cell: a string, Number, Share, Tenths or Cents; nil is empty.
type Cell any

// Sheet is one table.
type Sheet struct {
	Title string   // of the sheet; what does not fit there is cut off
	Notes []string // lines above the table
	Head  []string
	Rows  [][]Cell
}

// Inert returns a text that no spreadsheet takes for a formula (OWASP, CSV
// injection).
func Inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// WriteCSV writes one table. Sums are written in euros with a point before the
// cents, shares without their sign.
func WriteCSV(w io.Writer, head []string, rows [][]Cell) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, 0, len(head))
	for _, h := range head {
		line = append(line, Inert(h))
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for _, row := range rows {
		line = line[:0]
		for _, c := range row {
			line = append(line, plain(c))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func plain(c Cell) string {
	switch c := c.(type) {
	case string:
		return Inert(c)
	case Number:
		return strconv.Itoa(int(c))
	case Share:
		return strconv.Itoa(int(c))
	case Tenths:
		return strconv.FormatFloat(float64(c)/10, 'f', 1, 64)
	case Cents:
		return strconv.FormatFloat(float64(c)/100, 'f', 2, 64)
	}
	return ""
}

// titleLimit is how many characters the title of a sheet may have.
const titleLimit = 31

// titleOf makes a title that is allowed, and that no other sheet has.
func titleOf(title string, taken map[string]bool) string {
	title = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, title)
	runes := []rune(strings.Join(strings.Fields(title), " "))
	if len(runes) == 0 {
		runes = []rune("1")
	}
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = " " + strconv.Itoa(n)
		}
		t := strings.TrimSpace(string(runes[:min(len(runes), titleLimit-len(end))])) + end
		if key := strings.ToLower(t); !taken[key] {
			taken[key] = true
			return t
		}
	}
}

// WriteXLSX writes a workbook with a sheet for each table, in memory.
func WriteXLSX(w io.Writer, sheets []Sheet) error {
	f := excelize.NewFile()
	defer f.Close()
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for i, s := range sheets {
		title := titleOf(s.Title, taken)
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), title)
		} else {
			_, err = f.NewSheet(title)
		}
		if err != nil {
			return err
		}
		if err := writeSheet(f, title, s, styles); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// styles are the looks of cells.
type styles struct{ head, number, share, tenths, euros int }

func newStyles(f *excelize.File) (s styles, err error) {
	euros, tenths := `#,##0.00\ "€"`, "0.0%"
	for _, one := range []struct {
		into  *int
		style *excelize.Style
	}{
		{&s.head, &excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&s.number, &excelize.Style{NumFmt: 3}}, // #,##0
		{&s.share, &excelize.Style{NumFmt: 9}},  // 0%
		{&s.tenths, &excelize.Style{CustomNumFmt: &tenths}},
		{&s.euros, &excelize.Style{CustomNumFmt: &euros}},
	} {
		if *one.into, err = f.NewStyle(one.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

func writeSheet(f *excelize.File, title string, s Sheet, look styles) error {
	at := 1
	for _, note := range s.Notes {
		if err := f.SetCellStr(title, cellName(1, at), note); err != nil {
			return err
		}
		at++
	}
	if len(s.Head) == 0 {
		return nil
	}
	if len(s.Notes) > 0 {
		at++
	}
	for i, h := range s.Head {
		if err := f.SetCellStr(title, cellName(i+1, at), h); err != nil {
			return err
		}
	}
	if err := f.SetCellStyle(title, cellName(1, at), cellName(len(s.Head), at), look.head); err != nil {
		return err
	}
	for _, row := range s.Rows {
		at++
		for i, c := range row {
			if err := writeCell(f, title, cellName(i+1, at), c, look); err != nil {
				return err
			}
		}
	}
	return f.SetColWidth(title, "A", "A", 44)
}

func writeCell(f *excelize.File, title, name string, c Cell, look styles) error {
	style := 0
	var err error
	switch c := c.(type) {
	case string:
		return f.SetCellStr(title, name, c)
	case Number:
		style, err = look.number, f.SetCellInt(title, name, int64(c))
	case Share:
		style, err = look.share, f.SetCellFloat(title, name, float64(c)/100, 2, 64)
	case Tenths:
		style, err = look.tenths, f.SetCellFloat(title, name, float64(c)/1000, 3, 64)
	case Cents:
		style, err = look.euros, f.SetCellFloat(title, name, float64(c)/100, 2, 64)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return f.SetCellStyle(title, name, name, style)
}

// cellName is the name of a cell such as B4. Both numbers begin at one.
func cellName(column, row int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name + strconv.Itoa(row)
}
