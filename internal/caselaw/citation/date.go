package citation

import (
	"time"

	"verbund/internal/core"
)

// months are the names of the months in German, and how they are shortened.
func month(w string) time.Month {
	switch w {
	case "Januar", "Jan", "Jänner":
		return 1
	case "Februar", "Feb", "Febr":
		return 2
	case "März", "Mrz":
		return 3
	case "April", "Apr":
		return 4
	case "Mai":
		return 5
	case "Juni", "Jun":
		return 6
	case "Juli", "Jul":
		return 7
	case "August", "Aug":
		return 8
	case "September", "Sept", "Sep":
		return 9
	case "Oktober", "Okt":
		return 10
	case "November", "Nov":
		return 11
	case "Dezember", "Dez":
		return 12
	}
	return 0
}

func isMonth(s string, i int) bool { return upper(s, i) && month(s[i:word(s, i)]) > 0 }

// date reads a day at i: 1972-02-23, 23.2.1972, 23.02.72, 23. Februar 1972. It returns
// where the day ends, 0 where there is none. Of a year in two figures those above 45 are
// of the last century.
func date(s string, i int) (core.Date, int) {
	e := digits(s, i)
	if e-i == 4 && e+5 < len(s) && s[e] == '-' && s[e+3] == '-' {
		if digits(s, e+1) != e+3 || digits(s, e+4) != e+6 {
			return core.Date{}, 0
		}
		return day(integer(s[i:e]), integer(s[e+1:e+3]), integer(s[e+4:e+6]), e+6)
	}
	if e == i || e-i > 2 || e >= len(s) || s[e] != '.' {
		return core.Date{}, 0
	}
	d := integer(s[i:e])
	k := space(s, e+1)
	if upper(s, k) {
		w := word(s, k)
		m := month(s[k:w])
		if m == 0 {
			return core.Date{}, 0
		}
		if w < len(s) && s[w] == '.' {
			w++
		}
		y := space(s, w)
		end := digits(s, y)
		if end-y != 4 {
			return core.Date{}, 0
		}
		return day(integer(s[y:end]), int(m), d, end)
	}
	w := digits(s, k)
	if w == k || w-k > 2 || w >= len(s) || s[w] != '.' {
		return core.Date{}, 0
	}
	y := space(s, w+1)
	end := digits(s, y)
	year := 0
	switch end - y {
	case 4:
		year = integer(s[y:end])
	case 2:
		if year = integer(s[y:end]) + 2000; year > 2045 {
			year -= 100
		}
	default:
		return core.Date{}, 0
	}
	return day(year, integer(s[k:w]), d, end)
}

func day(y, m, d, end int) (core.Date, int) {
	if y < 1800 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31 {
		return core.Date{}, 0
	}
	if t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC); t.Day() != d {
		return core.Date{}, 0
	}
	return core.Date{Year: y, Month: time.Month(m), Day: d}, end
}

// integer reads up to six digits.
func integer(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
