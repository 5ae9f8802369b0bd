package source

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/platform/spreadsheet"
)

// isTableHead tells whether a text begins with a line that names the columns of
// decisions: at least two of them, and one is the court or the file number.
func isTableHead(text string) bool {
	text, _ = cutSep(text)
	first, _, _ := strings.Cut(text, "\n")
	if len(first) > 4<<10 || !strings.ContainsAny(first, ",;\t") {
		return false
	}
	known, named := 0, false
	for _, name := range strings.FieldsFunc(first, func(r rune) bool { return r == rune(spreadsheet.Separator([]byte(text))) }) {
		column := columnOf(strings.Trim(name, "\" \r\ufeff"))
		if column != "" {
			known++
		}
		named = named || column == "court" || column == "az"
	}
	return known >= 2 && named
}

// cutSep takes the line "sep=;" away that spreadsheets write above a table, and tells
// whether there was one.
func cutSep(text string) (string, bool) {
	first, rest, ok := strings.Cut(text, "\n")
	if ok && strings.HasPrefix(strings.ToLower(first), "sep=") {
		return rest, true
	}
	return text, false
}

// eachRow reads a table of CSV. A cell may be as long as a decision, so it is not read
// with the rows of package spreadsheet, which are meant for short ones, but with the
// same rules for the character set and for what parts the columns.
func eachRow(name string, in io.Reader, l Limits, yield yielder) {
	file, err := readAll(name, in, min(l.File, inMemory))
	if err != nil {
		yield(decision.Found{}, err)
		return
	}
	content, _, err := spreadsheet.Decode(file)
	if err != nil {
		yield(decision.Found{}, withCause(invalid("caselaw.source.no-text"), err))
		return
	}
	text, skipped := cutSep(string(content))
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = spreadsheet.Separator([]byte(text))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	above := 0
	if skipped {
		above = 1
	}
	var columns []string
	items := int64(0)
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		line := above + 1
		if len(row) > 0 {
			at, _ := r.FieldPos(0)
			line = at + above
		}
		if problem, ok := errors.AsType[*csv.ParseError](err); ok {
			line = problem.StartLine + above
			if !yield(decision.Found{Line: line}, at(withCause(invalid("caselaw.source.row"), err), line)) {
				return
			}
			continue
		}
		if err != nil {
			yield(decision.Found{Line: line}, at(broken(name, err), line))
			return
		}
		if columns == nil {
			for _, cell := range row {
				columns = append(columns, columnOf(cell))
			}
			continue
		}
		if isBlankRow(row) {
			continue
		}
		if items++; items > l.Items {
			yield(decision.Found{Line: line}, at(tooLarge("caselaw.source.items", "most", l.Items), line))
			return
		}
		found, fault := fromRow(columns, row, l, name)
		found.Line = line
		if !yield(found, at(fault, line)) {
			return
		}
	}
}

func isBlankRow(row []string) bool {
	for _, cell := range row {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

func fromRow(columns, row []string, l Limits, name string) (decision.Found, error) {
	var rec record
	size := 0
	for i, cell := range row {
		size += len(cell)
		if i >= len(columns) {
			if strings.TrimSpace(cell) != "" {
				return decision.Found{}, invalid("caselaw.source.cells", "most", len(columns))
			}
			continue
		}
		switch columns[i] {
		case "", "note":
		case "norms", "keywords":
			for part := range strings.SplitSeq(cell, parting(cell)) {
				if strings.TrimSpace(part) != "" {
					rec.set(columns[i], part)
				}
			}
		default:
			rec.set(columns[i], cell)
		}
	}
	if int64(size) > l.Text {
		return decision.Found{}, tooLarge("caselaw.source.text-large", "name", short(name), "most", megabytes(l.Text))
	}
	return fromRecord(&rec)
}

// parting is what parts the values in one cell: a stroke, an end of line or a semicolon
// before a comma, which stands within norms.
func parting(cell string) string {
	for _, sign := range []string{"|", "\n", ";"} {
		if strings.Contains(cell, sign) {
			return sign
		}
	}
	return "\x00"
}
