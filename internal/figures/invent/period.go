package invent

import (
	"fmt"
	"regexp"
	"strconv"
)

// Period is the time that figures are about, in whole months.
type Period struct {
	From, To int // first and last month, counted as 12·year + month from 0
}

var periods = regexp.MustCompile(`^(\d{4})(?:-(\d{2})|H([12]))?(?:(?:\.\.|-)(\d{4})(?:-(\d{2})|H([12]))?)?$`)

// ParsePeriod reads 2022, 2020H1, 2020H1-2021H1 or 2020-01..2021-06. The last two are
// the same period.
func ParsePeriod(written string) (Period, error) {
	m := periods.FindStringSubmatch(written)
	if m == nil {
		return Period{}, fmt.Errorf("period %q is neither 2022 nor 2020H1-2021H1 nor 2020-01..2021-06", written)
	}
	from, to := months(m[1], m[2], m[3])
	if m[4] != "" {
		_, to = months(m[4], m[5], m[6])
	}
	if from > to || m[2] > "12" || m[2] == "00" || m[5] > "12" || m[5] == "00" {
		return Period{}, fmt.Errorf("period %q ends before it begins, or has no such month", written)
	}
	return Period{from, to}, nil
}

// months are the first and last month of a year, a month or a half-year.
func months(year, month, half string) (from, to int) {
	y, _ := strconv.Atoi(year)
	switch {
	case month != "":
		m, _ := strconv.Atoi(month)
		return 12*y + m - 1, 12*y + m - 1
	case half == "1":
		return 12 * y, 12*y + 5
	case half == "2":
		return 12*y + 6, 12*y + 11
	}
	return 12 * y, 12*y + 11
}

// Year is the year in which the period begins: records of the period carry it.
func (p Period) Year() int { return p.From / 12 }

// String writes a year as 2022, and any other period as 2020-01..2021-06.
func (p Period) String() string {
	if p.From%12 == 0 && p.To == p.From+11 {
		return strconv.Itoa(p.Year())
	}
	return fmt.Sprintf("%04d-%02d..%04d-%02d", p.From/12, p.From%12+1, p.To/12, p.To%12+1)
}
