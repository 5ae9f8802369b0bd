package report

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
	"verbund/internal/platform/spreadsheet"
)

// longColumns are the columns of the long form with their datatypes of CSVW.
var longColumns = [...]struct{ name, datatype string }{
	{"table", "string"}, {"row_id", "string"}, {"row_label", "string"}, {"column_id", "string"}, {"column_label", "string"},
	{"count", "nonNegativeInteger"}, {"base", "nonNegativeInteger"}, {"share", "decimal"}, {"shown", "boolean"}, {"notes", "string"},
	{"year", "gYear"}, {"edition", "string"},
}

// CSV writes the edition in long form, one line for each cell. What is not shown is
// empty, with false in the column shown.
func (w *Writer) CSV(out io.Writer, e *edition.Edition) error {
	var rows [][]spreadsheet.Cell
	for _, l := range w.Lines(e) {
		rows = append(rows, []spreadsheet.Cell{
			l.Table, l.Row, l.RowLabel, l.Column, l.ColumnLabel,
			countCell(l.Value), countCell(l.Base), shareText(l, e.Kind), strconv.FormatBool(l.Value.Shown), strings.Join(l.Notes, "; "),
			strconv.Itoa(e.Year), string(e.Kind),
		})
	}
	head := make([]string, 0, len(longColumns))
	for _, c := range longColumns {
		head = append(head, c.name)
	}
	return spreadsheet.WriteCSV(out, head, rows)
}

func countCell(v edition.Value) spreadsheet.Cell {
	if !v.Shown {
		return nil
	}
	return spreadsheet.Number(v.N)
}

func shareText(l Line, kind edition.Kind) spreadsheet.Cell {
	if !l.HasShare {
		return nil
	}
	return table.Decimal(l.Share, Decimals(kind), ".")
}

// csvwColumn describes a column (Metadata Vocabulary for Tabular Data, W3C 2015).
type csvwColumn struct {
	Name      string            `json:"name"`
	Titles    string            `json:"titles"`
	About     map[string]string `json:"dc:description"`
	Datatype  string            `json:"datatype"`
	Required  bool              `json:"required,omitempty"`
	Separator string            `json:"separator,omitempty"`
}

// CSVW writes the metadata of the file that CSV writes; name is that of the file.
func (w *Writer) CSVW(out io.Writer, e *edition.Edition, o Origin, name string) error {
	lang := string(w.Lang)
	said := func(s string) map[string]string { return map[string]string{"@value": s, "@language": lang} }
	var notes []map[string]any
	for _, n := range w.view([]Period{{Edition: e}}).frame("report").Notes {
		notes = append(notes, map[string]any{"type": "note", "body": said(n.String())})
	}
	var columns []csvwColumn
	for _, c := range longColumns {
		column := csvwColumn{Name: c.name, Titles: c.name, About: said(w.text.Words["col-"+strings.ReplaceAll(c.name, "_", "-")]), Datatype: c.datatype}
		column.Required = c.name == "table" || c.name == "row_id" || c.name == "shown" || c.name == "year"
		if c.name == "notes" {
			column.Separator = "; "
		}
		columns = append(columns, column)
	}
	about := map[string]any{
		"@context":       []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": lang}},
		"url":            name,
		"dc:title":       said(w.text.fill("data-title", "year", strconv.Itoa(e.Year))),
		"dc:description": said(w.text.Words["data-about"]),
		"dc:identifier":  Digest(e),
		"dc:language":    lang,
		"dc:temporal":    strconv.Itoa(e.Year),
		"notes":          notes,
		"dialect":        map[string]any{"encoding": "utf-8", "delimiter": ",", "header": true, "lineTerminators": []string{"\r\n"}},
		"tableSchema":    map[string]any{"columns": columns, "primaryKey": []string{"table", "row_id", "column_id"}},
	}
	if o.Publisher != "" {
		about["dc:publisher"] = said(o.Publisher)
	}
	if o.Licence != "" {
		about["dc:license"] = map[string]string{"@id": o.Licence}
	}
	if o.Address != "" {
		about["dc:source"] = map[string]string{"@id": o.Address}
	}
	written, err := json.MarshalIndent(about, "", " ") // sorts the keys of maps
	if err != nil {
		return err
	}
	_, err = out.Write(append(written, '\n'))
	return err
}
