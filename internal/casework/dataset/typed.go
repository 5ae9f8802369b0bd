package dataset

import (
	"regexp"
	"strconv"
	"strings"

	"verbund/internal/core"
)

var (
	isoDay    = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	germanDay = regexp.MustCompile(`^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{2}|\d{4})$`)
	month     = regexp.MustCompile(`^(?:(\d{4})-(\d{1,2})|(\d{1,2})[./]\s*(\d{4}))$`)
	year      = regexp.MustCompile(`^\d{4}$`)
	clock     = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?:\s*h)?$`)
	minutes   = regexp.MustCompile(`(?i)^(\d{1,4})\s*(?:min(?:uten|utes?)?\.?)?$`)
	hours     = regexp.MustCompile(`(?i)^(\d{1,2})(?:[.,](\d{1,2}))?\s*(?:h|hours?|std\.?|stunden?)$`)
	amount    = regexp.MustCompile(`^(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d{1,2}))?$|^(\d{1,3}(?:,\d{3})+|\d+)\.(\d{1,2})$`)
)

// ReadDay reads a day as a browser sends it (2026-03-10) or as people write it
// (10.3.2026, 10.03.26). Years of two digits lie between 1950 and 2049.
func ReadDay(typed string) (core.Date, bool) {
	typed = strings.TrimSpace(typed)
	y, m, d := "", "", ""
	if p := isoDay.FindStringSubmatch(typed); p != nil {
		y, m, d = p[1], p[2], p[3]
	} else if p := germanDay.FindStringSubmatch(typed); p != nil {
		d, m, y = p[1], p[2], p[3]
		switch {
		case len(y) == 2 && y >= "50":
			y = "19" + y
		case len(y) == 2:
			y = "20" + y
		}
	} else {
		return core.Date{}, false
	}
	day, err := core.ParseDate(y + "-" + pad(m) + "-" + pad(d))
	return day, err == nil && day.Year >= 1900 && day.Year <= 2200
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func readWhen(typed string) (string, bool) {
	if d, ok := ReadDay(typed); ok {
		return d.String(), true
	}
	if p := month.FindStringSubmatch(typed); p != nil {
		y, m := p[1]+p[4], p[2]+p[3]
		if n, ok := whole(m); !ok || n < 1 || n > 12 || y < "1900" || y > "2200" {
			return "", false
		}
		return y + "-" + pad(m), true
	}
	return typed, year.MatchString(typed) && typed >= "1900" && typed <= "2200"
}

// readMinutes reads minutes (90, 90 min), hours and minutes (1:30), and hours
// (1,5 h), up to a whole day.
func readMinutes(typed string) (int, bool) {
	n, part, ok := 0, 0, true
	if p := minutes.FindStringSubmatch(typed); p != nil {
		n, ok = whole(p[1])
	} else if p := clock.FindStringSubmatch(typed); p != nil {
		n, ok = whole(p[1])
		part, _ = whole(p[2])
		n, ok = 60*n+part, ok && part < 60
	} else if p := hours.FindStringSubmatch(typed); p != nil {
		n, ok = whole(p[1])
		part, _ = whole((p[2] + "00")[:2])
		n = 60*n + 60*part/100
	} else {
		return 0, false
	}
	return n, ok && n <= 24*60
}

// mostEuros is the highest amount that is read.
const mostEuros = 100_000_000

// readMoney reads euros, with a comma before the cents as in German (1.234,50) or
// with a point as in English (1,234.50). "1.234" are thousands, since nobody
// writes a third of a cent.
func readMoney(typed string) (cents int, ok bool) {
	typed = strings.ReplaceAll(typed, "\u00a0", " ")
	typed = strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(typed, "EUR"), "€"), "€"))
	p := amount.FindStringSubmatch(strings.ReplaceAll(typed, "\u202f", " "))
	if p == nil {
		return 0, false
	}
	euros, ok := whole(strings.NewReplacer(".", "", " ", "", ",", "").Replace(p[1] + p[3]))
	part, _ := whole((p[2] + p[4] + "00")[:2])
	return 100*euros + part, ok && euros <= mostEuros
}

// whole reads digits; too many of them are no number.
func whole(digits string) (int, bool) {
	n, err := strconv.Atoi(digits)
	return n, err == nil
}
