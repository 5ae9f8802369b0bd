package centres

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"verbund/internal/centres/hours"
	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/platform/places"
)

// How the fields of an entry are written into the cells of the complete CSV so
// that a spreadsheet leaves them alone, and how they are read from what a person
// or a spreadsheet made of them.

// writePhone writes "fax +49 711 2394124 ext. 12 (Notruf)".
func writePhone(n phone.Number) string {
	s := n.International
	if n.Fax {
		s = "fax " + s
	}
	if n.Label != "" {
		s += " (" + n.Label + ")"
	}
	return s
}

var (
	withLabel   = regexp.MustCompile(`^(.*\d) *\(([^()]*\pL[^()]*)\)$`)
	rounded     = regexp.MustCompile(`^\d+[.,]?\d*[eE]\+?\d+$`)
	withoutPlus = regexp.MustCompile(`^[1-9][\d ]{8,20}$`)
)

// readPhone reads what writePhone writes, and whatever phone.Parse reads. A
// spreadsheet may have taken the plus sign away; where the digits are a number
// only with it, it is put back.
func readPhone(item, region string) ([]phone.Number, *core.FieldError) {
	if rounded.MatchString(item) {
		return nil, cellProblem("centres.import.rounded", "value", core.Clip(item, 40))
	}
	number, label := item, ""
	if m := withLabel.FindStringSubmatch(item); m != nil {
		number, label = m[1], plainText(m[2], false)
	}
	numbers, err := phone.Parse(number, region)
	if err != nil && withoutPlus.MatchString(number) {
		numbers, err = phone.Parse("+"+number, region)
	}
	if err != nil {
		return nil, fieldError(err)
	}
	for i := range numbers {
		if label != "" {
			numbers[i].Label = label
		}
	}
	return numbers, nil
}

// parseDay reads a day as we or a spreadsheet in German write it. Days with
// slashes are refused: half of the world has the month first.
func parseDay(cell string) (core.Date, error) {
	cell = strings.TrimSpace(cell)
	for _, midnight := range []string{" 00:00:00", " 00:00", "T00:00:00"} {
		cell = strings.TrimSuffix(cell, midnight)
	}
	if t, err := time.Parse("2.1.2006", cell); err == nil {
		cell = t.Format(time.DateOnly)
	}
	return core.ParseDate(cell)
}

// yesOrNo reads an answer, also as spreadsheets in German and English write it.
func yesOrNo(cell string) (Answer, bool) {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "":
		return NotStated, true
	case "yes", "ja", "true", "wahr", "1", "x":
		return Yes, true
	case "no", "nein", "false", "falsch", "0":
		return No, true
	}
	return NotStated, false
}

func writeChildren(r *Record, _ int) string { return string(r.Children) }

func readChildren(r *Record, _ int, cell, _ string) *core.FieldError {
	answer, ok := yesOrNo(cell)
	if !ok {
		return cellProblem("centres.import.yes_no", "value", core.Clip(cell, 40))
	}
	r.Children = answer
	return nil
}

func writeNumber(r *Record, _ int) string {
	if r.Number == 0 {
		return ""
	}
	return strconv.Itoa(r.Number)
}

func readNumber(r *Record, _ int, cell, _ string) *core.FieldError {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return nil
	}
	n, err := strconv.Atoi(cell)
	if err != nil || n < 1 || n > highest {
		return cellProblem("centres.error.number", "max", highest)
	}
	r.Number = n
	return nil
}

func writeLands(r *Record, _ int) string { return joinCodes(r.Area.Lands) }

func readLands(r *Record, _ int, cell, _ string) *core.FieldError {
	r.Area.Lands = nil
	for _, item := range items(cell) {
		code, ok := landCode(item)
		if !ok {
			return cellProblem("centres.error.land", "value", core.Clip(item, 40))
		}
		r.Area.Lands = append(r.Area.Lands, code)
	}
	return nil
}

func writeDistricts(r *Record, _ int) string { return joinCodes(r.Area.Districts) }

func readDistricts(r *Record, _ int, cell, _ string) *core.FieldError {
	r.Area.Districts = nil
	for _, item := range items(cell) {
		r.Area.Districts = append(r.Area.Districts, fiveDigits(item))
	}
	return nil
}

// fiveDigits gives a key or postal code the zero back that a spreadsheet took
// for superfluous.
func fiveDigits(s string) string {
	if len(s) == 4 && strings.Trim(s, "0123456789") == "" {
		return "0" + s
	}
	return s
}

func writeLanguages(r *Record, _ int) string {
	var all []string
	for _, l := range r.Languages {
		if l.Interpreter {
			all = append(all, l.Code+" (interpreter)")
		} else {
			all = append(all, l.Code)
		}
	}
	return strings.Join(all, " | ")
}

func readLanguages(r *Record, _ int, cell, _ string) *core.FieldError {
	r.Languages = nil
	for _, item := range items(cell) {
		code, by := strings.CutSuffix(item, "(interpreter)")
		r.Languages = append(r.Languages, SpokenLanguage{Code: strings.TrimSpace(code), Interpreter: by})
	}
	return nil
}

func writePostalCode(r *Record, i int) string { return r.Offices[i].PostalCode }

func readPostalCode(r *Record, i int, cell, region string) *core.FieldError {
	r.Offices[i].PostalCode = strings.TrimSpace(cell)
	if region == "DE" {
		r.Offices[i].PostalCode = fiveDigits(r.Offices[i].PostalCode)
	}
	return nil
}

func writeDistrict(r *Record, i int) string { return r.Offices[i].District }

func readDistrict(r *Record, i int, cell, _ string) *core.FieldError {
	r.Offices[i].District = fiveDigits(strings.TrimSpace(cell))
	return nil
}

func writeLand(r *Record, i int) string { return r.Offices[i].Land }

func readLand(r *Record, i int, cell, _ string) *core.FieldError {
	code, ok := landCode(strings.TrimSpace(cell))
	if !ok {
		return cellProblem("centres.error.land", "value", core.Clip(cell, 40))
	}
	r.Offices[i].Land = code
	return nil
}

// writePoint writes latitude and longitude into one cell: two numbers in cells
// of their own are what German spreadsheets take for thousands or for days.
func writePoint(r *Record, i int) string {
	p := r.Offices[i].Point
	if p == nil {
		return ""
	}
	return strconv.FormatFloat(p.Lat, 'f', -1, 64) + " " + strconv.FormatFloat(p.Lon, 'f', -1, 64)
}

var twoNumbers = regexp.MustCompile(`^(-?\d{1,3}(?:[.,]\d{1,20})?)(?:[;,]? +|;)(-?\d{1,3}(?:[.,]\d{1,20})?)$`)

func readPoint(r *Record, i int, cell, _ string) *core.FieldError {
	r.Offices[i].Point = nil
	if cell = strings.TrimSpace(cell); cell == "" {
		return nil
	}
	m := twoNumbers.FindStringSubmatch(cell)
	if m == nil {
		return cellProblem("centres.error.point")
	}
	var p places.Point
	if _, err := fmt.Sscan(strings.ReplaceAll(m[1]+" "+m[2], ",", "."), &p.Lat, &p.Lon); err != nil {
		return cellProblem("centres.error.point")
	}
	r.Offices[i].Point = &p
	return nil
}

func writeHours(r *Record, i int) string {
	s := r.Offices[i].Hours.String()
	if rest, always := strings.CutPrefix(s, "24/7"); always {
		return "Mo-Su 00:00-24:00" + rest // a spreadsheet takes the other for a day in July
	}
	return s
}

func readHours(r *Record, i int, cell, _ string) *core.FieldError {
	h, err := hours.Parse(cell)
	if err != nil {
		return fieldError(err)
	}
	r.Offices[i].Hours = h
	return nil
}
