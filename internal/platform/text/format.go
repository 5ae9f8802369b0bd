package text

import (
	"strconv"
	"strings"
	"time"

	"verbund/internal/core"
)

// Number writes a whole number with the language's mark between thousands.
func (p *Printer) Number(n int) string {
	f := &p.language.facts
	digits, sign := strconv.Itoa(n), ""
	if n < 0 {
		digits, sign = digits[1:], "\u2212"
	}
	if len(digits) < f.least {
		return sign + digits
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(f.group)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// Date writes a day as "1. Juli 2022". The unknown day is the empty text.
func (p *Printer) Date(d core.Date) string {
	if d.IsZero() {
		return ""
	}
	f := &p.language.facts
	day := strconv.Itoa(d.Day)
	if d.Day == 1 && f.first != "" {
		day = f.first
	}
	return strings.NewReplacer(
		"{day}", day,
		"{month}", word(f.months, int(d.Month)-1),
		"{year}", strconv.Itoa(d.Year),
	).Replace(f.date)
}

// MonthYear writes the month of a day as "Juli 2022". The unknown day is the
// empty text.
func (p *Printer) MonthYear(d core.Date) string {
	if d.IsZero() {
		return ""
	}
	f := &p.language.facts
	months := f.alone
	if months == "" {
		months = f.months
	}
	return strings.NewReplacer(
		"{month}", word(months, int(d.Month)-1),
		"{year}", strconv.Itoa(d.Year),
	).Replace(f.monthYear)
}

// Weekday returns the name of a day of the week.
func (p *Printer) Weekday(d time.Weekday) string { return word(p.language.facts.days, int(d)) }

// WeekdayShort returns the name of a day of the week as it stands in tables.
func (p *Printer) WeekdayShort(d time.Weekday) string { return word(p.language.facts.short, int(d)) }

// Time writes a time of day on the clock of 24 hours: "9:30", "09:30".
func (p *Printer) Time(h, m int) string {
	return strings.NewReplacer(
		"{hh}", twoDigits(h),
		"{h}", strconv.Itoa(h),
		"{mm}", twoDigits(m),
	).Replace(p.language.facts.time)
}

func twoDigits(n int) string {
	if 0 <= n && n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// word returns the i-th of the words in list, which are parted by spaces and
// hold a _ where a word has a space itself. Past the end it is empty.
func word(list string, i int) string {
	for w := range strings.SplitSeq(list, " ") {
		if i == 0 {
			return strings.ReplaceAll(w, "_", " ")
		}
		i--
	}
	return ""
}
