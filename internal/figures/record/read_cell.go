package record

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

const (
	ageColumn    = "age_band"
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
	if code, ok := w.terms[at][key(t)]; ok && code != ambiguous {
		return code, changed
	}
	if column.ID == ageColumn {
		if code, ok := column.Find(band(t)); ok {
			return code, changed
		}
	}
	return 0, unknown
}

// country reads a country that is not written as its code: a code in small letters,
// a name in German or English, a code of three letters. Small "no" and "na" are no
// countries but answers of another kind.
func (w *words) country(column *Column, t string) (uint16, reading) {
	id := ""
	switch {
	case len(t) == 2:
		if low := strings.ToLower(t); low != "no" && low != "na" {
			id = strings.ToUpper(t)
		}
	case w.group(t):
	default:
		if found, ok := w.nations.FindCountry(t); ok {
			id = found
		} else if letters.MatchString(t) {
			if region, err := language.ParseRegion(t); err == nil {
				id = region.String()
			}
		}
	}
	if code, ok := column.Find(id); ok {
		return code, changed
	}
	return 0, unknown
}

// group tells whether a word is the id or a label of a group of countries.
func (w *words) group(t string) bool {
	k := key(t)
	return slices.ContainsFunc(w.book.Groups, func(g Group) bool {
		return k == key(g.ID) || k == key(g.De) || k == key(g.En)
	})
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
		for _, c := range w.nations.Countries() {
			near.look(k, key(c.Name), c.Code)
		}
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

var (
	letters = regexp.MustCompile(`^[A-Za-z]{3}$`)
	dated   = regexp.MustCompile(`(?i)^(?:\d{1,4}[. /-]+)*(?:jan|feb|mär|mar|mrz|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-zä]*\.?(?:[ ./-]+\d{1,4})*$|^\d{1,4}[./-]\d{1,2}[./-]\d{0,4}(?: .*)?$|^\d{5}$`)
	year    = regexp.MustCompile(`^\d{4}$`)
	number  = regexp.MustCompile(`^(\d{4})[.,]0+$|^(\d)[.,](\d{3})$`)
	dayTo   = regexp.MustCompile(`^(\d{1,2})([./-])(\d{1,2})[./-](\d{4})(?:[ T].*)?$`)
	yearTo  = regexp.MustCompile(`^(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[ T].*)?$`)
	dashes  = strings.NewReplacer("–", "-", "—", "-", "‐", "-", "‑", "-", "−", "-", "bis", "-", "to", "-", " ", "", "\u00a0", "")
)

// band is an age, or an age band with another dash, as the code book writes it.
func band(t string) string {
	age, err := strconv.Atoi(t)
	if err != nil || age < 0 || age > 120 {
		return dashes.Replace(strings.ToLower(t))
	}
	for _, b := range []struct {
		to int
		id string
	}{{13, "0-13"}, {17, "14-17"}, {21, "18-21"}, {29, "22-29"}, {39, "30-39"}, {49, "40-49"}} {
		if age <= b.to {
			return b.id
		}
	}
	return "50+"
}

// readYear reads a year, or what a spreadsheet made of one: a number with a point, a
// day in it, or the day in 1905 that has the year as its number (day 2023 of a
// spreadsheet is 15 July 1905). today bounds that; 0 does not.
func readYear(cell string, today int) (int, reading) {
	t := tidy(cell)
	if t == "" {
		return 0, empty
	}
	if year.MatchString(t) {
		n, _ := strconv.Atoi(t)
		if t == cell {
			return n, known
		}
		return n, changed
	}
	if p := number.FindStringSubmatch(t); p != nil {
		n, _ := strconv.Atoi(p[1] + p[2] + p[3])
		return n, changed
	}
	var days []time.Time
	if p := yearTo.FindStringSubmatch(t); p != nil {
		days = onDay(days, p[1], p[2], p[3])
	} else if p := dayTo.FindStringSubmatch(t); p != nil {
		days = onDay(days, p[4], p[3], p[1])
		if p[2] != "." { // the month may come first
			days = onDay(days, p[4], p[1], p[3])
		}
	}
	if len(days) == 0 {
		return 0, unknown
	}
	if today == 0 {
		today = 9999
	}
	counted := 0
	for _, d := range days {
		n := int(d.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
		if d.Year() > 1910 || n < earliest || n > today || counted != 0 && counted != n {
			return days[0].Year(), changed
		}
		counted = n
	}
	return counted, changed
}

// onDay adds a day if there is such a day.
func onDay(days []time.Time, year, month, day string) []time.Time {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if at.Month() != time.Month(m) || at.Day() != d {
		return days
	}
	return append(days, at)
}

// centres are codes that say nothing: no blanks, so that no name is one.
var centres = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// ValidCentre tells whether something can be the code of a centre: up to 64 letters
// of ASCII, digits, points, lines and hyphens, the first a letter or digit.
func ValidCentre(code string) bool { return centres.MatchString(code) }

// place tells whether a code stands for a place.
func place(code string) bool { return code != text.Stateless }
