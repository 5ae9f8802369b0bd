package record

import (
	"slices"
	"strings"

	"verbund/internal/core"
)

// Places of columns that are no question, and of those that are not read.
const (
	atPeriod = -1 - iota
	atCentre
	atNew
	atReleased
	atID   // of the centre's own; only looked at to find the same one twice
	atNone // a column without a name, in which nothing may stand
)

// idColumn is what a column with the centre's own numbers is called.
const idColumn = "id"

// head reads the names of the columns and where they stand: in.columns has for each
// column of the file the place of a question in the book, or one of the above.
func (in *reader) head(line int, cells []string) error {
	in.headLine, in.names = line, make([]string, len(cells))
	in.columns = []int{}
	for i, cell := range cells {
		name := tidy(cell)
		if name == "" {
			in.columns = append(in.columns, atNone)
			continue
		}
		at, id, ok := in.words.column(name)
		if !ok {
			shown := core.Clip(name, mostShown)
			if near := in.words.nearColumn(name); near != "" {
				return unusable(nil, "figures.read.column-near", "line", line, "column", shown, "near", near)
			}
			return unusable(nil, "figures.read.column", "line", line, "column", shown)
		}
		if slices.Contains(in.columns, at) {
			return unusable(nil, "figures.read.column-twice", "line", line, "column", id)
		}
		if cell != id {
			in.mended(line, id, "figures.read.column-mended", core.Clip(cell, mostShown), id)
		}
		if at == atID {
			in.mended(line, id, "figures.read.id-column", "", "")
			in.ids = map[idKey]int{}
		}
		in.columns, in.names[i] = append(in.columns, at), id
	}
	needed := []int{atPeriod, atReleased}
	if in.want.Centre == "" {
		needed = append(needed, atCentre)
	}
	for _, at := range needed {
		if !slices.Contains(in.columns, at) {
			return unusable(nil, "figures.read.column-missing", "line", line, "column", fixed[-1-at])
		}
	}
	var missing []string
	if !slices.Contains(in.columns, atNew) {
		missing = append(missing, fixed[-1-atNew])
	}
	for at, c := range in.book.Columns {
		if !slices.Contains(in.columns, at) {
			missing = append(missing, c.ID)
		}
	}
	if len(missing) > 0 {
		in.mended(line, "", "figures.read.columns-missing", strings.Join(missing, ", "), "")
	}
	return nil
}
