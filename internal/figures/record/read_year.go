package record

import (
	"regexp"
	"strconv"
	"time"
)

var (
	year   = regexp.MustCompile(`^\d{4}$`)
	number = regexp.MustCompile(`^(\d{4})[.,]0+$|^(\d)[.,](\d{3})$`)
	dayTo  = regexp.MustCompile(`^(\d{1,2})([./-])(\d{1,2})[./-](\d{4})(?:[ T].*)?$`)
	yearTo = regexp.MustCompile(`^(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[ T].*)?$`)
)

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
