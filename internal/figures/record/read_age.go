package record

import (
	"regexp"
	"strconv"
	"strings"
)

const ageColumn = "age_band"

var (
	// dated is what a spreadsheet shows where it took something for a date.
	dated  = regexp.MustCompile(`(?i)^(?:\d{1,4}[. /-]+)*(?:jan|feb|mär|mar|mrz|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-zä]*\.?(?:[ ./-]+\d{1,4})*$|^\d{1,4}[./-]\d{1,2}[./-]\d{0,4}(?: .*)?$|^\d{5}$`)
	dashes = strings.NewReplacer("–", "-", "—", "-", "‐", "-", "‑", "-", "−", "-", "bis", "-", "to", "-", " ", "", "\u00a0", "")
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
