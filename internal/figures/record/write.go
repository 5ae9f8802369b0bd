package record

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// WriteCSV writes records as docs/figures-records.md describes them: UTF-8 without a
// mark, commas, lines ending in CRLF (RFC 4180), the columns of Head. Rows are sorted
// by what stands in them, so that their order tells nothing and the same records
// give the same bytes. No cell begins with a sign that a spreadsheet computes.
//
// ReadCSV reads the same records back. A record that it would refuse is an error,
// before anything is written.
func WriteCSV(w io.Writer, book *Book, all []Record) error {
	var line strings.Builder
	one := csv.NewWriter(&line)
	one.UseCRLF = true
	written := func(cells []string) (string, error) {
		line.Reset()
		err := one.Write(cells)
		one.Flush()
		return line.String(), err
	}
	rows := make([]string, 0, len(all))
	for i, r := range all {
		if p, wrong := book.Contradiction(r); wrong {
			return fmt.Errorf("record %d: %s: %s", i, p.Column, p.Key)
		}
		if !ValidCentre(r.Centre) || r.New != "" && r.New != "yes" && r.New != "no" || r.Year < earliest || r.Year > 9999 {
			return fmt.Errorf("record %d: no centre, no year, or neither yes nor no", i)
		}
		row, err := written(book.Cells(r))
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	slices.Sort(rows)
	head, err := written(book.Head())
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for _, row := range append([]string{head}, rows...) {
		if _, err := out.WriteString(row); err != nil {
			return err
		}
	}
	return out.Flush()
}

// centres are codes that say nothing: no blanks, so that no name is one.
var centres = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// ValidCentre tells whether something can be the code of a centre: up to 64 letters
// of ASCII, digits, points, lines and hyphens, the first a letter or digit.
func ValidCentre(code string) bool { return centres.MatchString(code) }
