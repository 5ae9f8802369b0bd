package core

import (
	"fmt"
	"time"
)

// Date is a day of the calendar, without clock or time zone: the day a centre
// confirmed its entry, the day an exception to the hours begins. Its zero value
// means that no day is known.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day that the clock of t's own time zone shows.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD (ISO 8601) of the years 1 to 9999. The empty text
// is the unknown day and no error.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, &Error{Kind: Invalid, Key: "ui.date.unreadable", Args: []any{"value", Clip(s, 20)}, Cause: err}
	}
	return DateOf(t), nil
}

// String writes YYYY-MM-DD, or nothing for the unknown day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero tells whether no day is known.
func (d Date) IsZero() bool { return d == Date{} }

// Before tells whether d lies before e. The unknown day lies before every other.
func (d Date) Before(e Date) bool { return d.compare(e) < 0 }

// After tells whether d lies after e.
func (d Date) After(e Date) bool { return d.compare(e) > 0 }

func (d Date) compare(e Date) int {
	return (d.Year-e.Year)*10000 + (int(d.Month)-int(e.Month))*100 + d.Day - e.Day
}

// AddDays returns the day n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

func (d Date) midnight() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// MarshalText writes the form that ParseDate reads.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}
