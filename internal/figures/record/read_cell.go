package record

import (
	"slices"
	"strings"

	"verbund/internal/core"
)

const (
	mostInCell   = 20    // mistakes of one cell that are told
	mostSeen     = 4_096 // different cells of a column that are remembered
	longestSeen  = 200   // bytes of a cell that is remembered
	betweenCodes = ";|\n"
)

// answered is what a cell was read as.
type answered struct {
	answer Answer
	hints  []mend    // without their column
	wrong  []Problem // without their line and column
}

// quoted is a cell as a message quotes it.
func quoted(cell string) string {
	return core.Clip(strings.Join(strings.Fields(tidy(cell)), " "), mostShown)
}

// answer reads a cell of a question that is not blank.
func (w *words) answer(at int, cell string) answered {
	if got, ok := w.seen[at][cell]; ok {
		return got
	}
	got := w.read(at, cell)
	if len(cell) <= longestSeen && len(w.seen[at]) < mostSeen {
		w.seen[at][strings.Clone(cell)] = got
	}
	return got
}

func (w *words) read(at int, cell string) (got answered) {
	column := &w.book.Columns[at]
	if column.Multi() {
		w.several(at, cell, &got)
		got.answer = slices.Clip(got.answer)
		return got
	}
	code, how := w.code(at, tidy(cell))
	if how == unknown {
		got.wrong = []Problem{w.notKnown(at, cell)}
		return got
	}
	got.take(column, cell, code)
	got.answer = slices.Clip(got.answer)
	return got
}

// take adds a code that was read out of a part of a cell.
func (got *answered) take(column *Column, part string, code uint16) {
	id := column.Codes[code].ID
	switch {
	case part == id:
		if column.Kind == Countries && id == "NA" { // what programs for statistics write for "nothing"
			got.hints = append(got.hints, mend{key: "figures.read.namibia"})
		}
	case tidy(part) == id:
		got.hints = append(got.hints, mend{key: "figures.read.blanks"})
	default:
		got.hints = append(got.hints, mend{key: "figures.read.mended", value: quoted(part), code: id})
	}
	if slices.Contains(got.answer, code) {
		got.hints = append(got.hints, mend{key: "figures.read.repeated", value: quoted(part), code: id})
		return
	}
	got.answer = append(got.answer, code)
}

// several reads a cell with any number of answers. Between them stand semicolons;
// signs for "or" and ends of lines are read too, and commas where the words between
// them have no meaning together: names of countries have commas in them.
func (w *words) several(at int, cell string, got *answered) {
	column := &w.book.Columns[at]
	other := strings.ContainsAny(cell, "|\n")
	parts := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(betweenCodes, r) })
	for _, part := range parts {
		if tidy(part) == "" {
			continue
		}
		if code, how := w.code(at, tidy(part)); how != unknown {
			got.take(column, part, code)
			continue
		}
		pieces := strings.Split(part, ",")
		other = other || len(pieces) > 1
		for _, piece := range pieces {
			if tidy(piece) == "" {
				continue
			}
			code, how := w.code(at, tidy(piece))
			if how != unknown {
				got.take(column, piece, code)
			} else if len(got.wrong) < mostInCell {
				got.wrong = append(got.wrong, w.notKnown(at, piece))
			}
		}
	}
	if other {
		got.hints = append(got.hints, mend{key: "figures.read.between"})
	}
}

// code reads one code.
func (w *words) code(at int, t string) (uint16, reading) {
	column := &w.book.Columns[at]
	if code, ok := column.Find(t); ok {
		return code, known
	}
	if column.Kind == Countries {
		return w.country(column, t)
	}
	if code, ok := w.terms[at]()[key(t)]; ok && code != ambiguous {
		return code, changed
	}
	if column.ID == ageColumn {
		if code, ok := column.Find(band(t)); ok {
			return code, changed
		}
	}
	return 0, unknown
}

// notKnown is the problem of a word that has no meaning in a column.
func (w *words) notKnown(at int, word string) Problem {
	column := &w.book.Columns[at]
	t := tidy(word)
	args := []any{"value", quoted(word)}
	switch {
	case column.Kind == Countries && w.group(t):
		return Problem{Key: "figures.read.group", Args: args}
	case column.ID == ageColumn && dated.MatchString(t):
		return Problem{Key: "figures.read.age-date", Args: args}
	case !column.Multi() && strings.ContainsAny(t, betweenCodes+","):
		return Problem{Key: "figures.read.one", Args: args}
	}
	var near nearest
	if k := key(t); column.Kind == Countries {
		w.nearNation(&near, k)
	} else {
		for _, c := range column.Codes {
			near.look(k, key(c.ID), c.ID)
			near.look(k, key(c.De), c.ID)
			near.look(k, key(c.En), c.ID)
		}
	}
	if id := near.found(); id != "" {
		return Problem{Key: "figures.read.code-near", Args: append(args, "near", id)}
	}
	return Problem{Key: "figures.read.code", Args: args}
}
