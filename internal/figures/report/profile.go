package report

import (
	"io"
	"strconv"
	"strings"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
	"verbund/internal/platform/spreadsheet"
	"verbund/internal/platform/text"
)

// The dimensions of the indicators of the European Union (Directive 2011/36/EU,
// Article 19a as amended by Directive (EU) 2024/1712: registering organisation, sex,
// age groups, citizenship, form of exploitation) and the columns of the code book
// they are made of.
const (
	dimSex = iota
	dimAge
	dimCitizen
	dimForm
	dimensions
)

// total stands in a dimension that a table does not tell apart.
const total = "TOTAL"

func dimensionOf(column string) int {
	switch column {
	case "gender":
		return dimSex
	case "age_band":
		return dimAge
	case "nationality":
		return dimCitizen
	case "form":
		return dimForm
	}
	return -1
}

// eurostat is the code of a category in the style of Eurostat's dimensions sex, age and
// citizen; forms are the code of the code book in capitals. It is empty for bundles
// that overlap with other categories. A group of countries never has the code of a
// country: other member states are EU27_2020_FOR as with Eurostat, the others begin
// with GRP_.
func eurostat(dimension int, id string) string {
	if id == edition.Rest {
		return "REST"
	}
	if id == "unknown" || id == text.UnknownCountry {
		return "UNK"
	}
	switch dimension {
	case dimSex:
		switch id {
		case "female":
			return "F"
		case "male":
			return "M"
		case "diverse":
			return "DIV"
		}
		return ""
	case dimAge:
		switch id {
		case "0-13":
			return "Y_LT14"
		case "b-minors":
			return "Y_LT18"
		case "50+":
			return "Y_GE50"
		}
		if bundled(id) {
			return ""
		}
		return "Y" + id
	case dimCitizen:
		switch id {
		case "DE":
			return "NAT"
		case text.Stateless:
			return "STLS"
		case "g-eu":
			return "EU27_2020_FOR"
		}
		if strings.HasPrefix(id, "g-") {
			return "GRP_" + capitals(id[2:])
		}
		return id
	}
	if bundled(id) {
		return ""
	}
	return capitals(id)
}

func capitals(id string) string { return strings.ToUpper(strings.ReplaceAll(id, "-", "_")) }

// crossed is a cell by the four dimensions; an id is empty where the table does not
// tell them apart.
type crossed struct {
	ids   [dimensions]string
	value edition.Value
	base  edition.Value
	notes []string
}

// crossings are all cells of tables whose columns are dimensions: the total, those
// with one column, and the pairs that the edition shows. Nothing is computed.
func (w *Writer) crossings(e *edition.Edition) []crossed {
	all := []crossed{{value: e.Funnel.Analysed, base: e.Funnel.Analysed}}
	for i := range e.Tables {
		t := &e.Tables[i]
		row, column := dimensionOf(t.Spec.Rows), dimensionOf(t.Spec.Columns)
		if row < 0 || t.Spec.Columns != "" && column < 0 {
			continue
		}
		for _, r := range t.Rows {
			for n, value := range r.Cells {
				c := crossed{value: value, base: t.Base}
				for _, note := range t.Notes {
					c.notes = append(c.notes, string(note))
				}
				c.ids[row], c.notes = r.ID, append(c.notes, w.rowNotes(r)...)
				if column >= 0 {
					c.ids[column] = t.Columns[n]
					c.notes = append(c.notes, w.rowNotes(edition.Row{ID: t.Columns[n]})...)
				}
				all = append(all, c)
			}
		}
	}
	return all
}

// EU writes the profile for the indicators of the European Union with columns like
// those of Eurostat. What is not shown is empty and flagged c (confidential).
func (w *Writer) EU(out io.Writer, e *edition.Edition) error {
	var rows [][]spreadsheet.Cell
	for _, c := range w.crossings(e) {
		var codes [dimensions]string
		complete := true
		for d, id := range c.ids {
			codes[d] = total
			if id != "" {
				codes[d] = eurostat(d, id)
				complete = complete && codes[d] != ""
			}
		}
		if !complete {
			continue
		}
		flag := ""
		if !c.value.Shown {
			flag = "c"
		}
		rows = append(rows, []spreadsheet.Cell{"A", "NGO", codes[dimSex], codes[dimAge], codes[dimCitizen], codes[dimForm], "NR", "DE", strconv.Itoa(e.Year), countCell(c.value), flag})
	}
	return spreadsheet.WriteCSV(out, []string{"freq", "organisation", "sex", "age", "citizen", "form", "unit", "geo", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"}, rows)
}

// Rapporteur writes the profile for the national rapporteur (Berichterstattungsstelle
// Menschenhandel): persons by sex, age, citizenship and form as the edition shows
// them, then every other table with one column, with labels in the language of the
// writer. What is not shown is empty, with false in the column shown.
func (w *Writer) Rapporteur(out io.Writer, e *edition.Edition, o Origin) error {
	head := []string{"organisation", "year", "edition", "indicator", "category", "category_label", "sex", "age_group", "citizenship", "form", "count", "base", "share", "shown", "notes"}
	var rows [][]spreadsheet.Cell
	add := func(indicator, category, label string, ids [dimensions]string, l Line) {
		row := []spreadsheet.Cell{o.Publisher, strconv.Itoa(e.Year), string(e.Kind), indicator, category, label}
		for _, id := range ids {
			if id == "" {
				id = "all"
			}
			row = append(row, id)
		}
		rows = append(rows, append(row, countCell(l.Value), countCell(l.Base), shareText(l, e.Kind), strconv.FormatBool(l.Value.Shown), strings.Join(l.Notes, "; ")))
	}
	for _, c := range w.crossings(e) {
		var labels []string
		for d, column := range [dimensions]string{"gender", "age_band", "nationality", "form"} {
			if c.ids[d] != "" {
				labels = append(labels, w.RowLabel(column, c.ids[d]))
			}
		}
		l := Line{Value: c.value, Base: c.base, Notes: c.notes}
		if l.Value.Shown && l.Base.Shown && l.Value.N <= l.Base.N {
			l.Share, l.HasShare = table.Share{N: l.Value.N, Base: l.Base.N}.Scaled(Decimals(e.Kind))
		}
		add("persons", "", strings.Join(labels, " × "), c.ids, l)
	}
	for _, l := range w.Lines(e) {
		t, ok := e.Table(l.Table)
		if ok && (t.Spec.Columns != "" || dimensionOf(t.Spec.Rows) >= 0) {
			continue
		}
		add(l.Table, l.Row, l.RowLabel, [dimensions]string{}, l)
	}
	return spreadsheet.WriteCSV(out, head, rows)
}
