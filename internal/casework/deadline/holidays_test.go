package deadline_test

import (
	"strings"
	"testing"

	"verbund/internal/casework/deadline"
	"verbund/internal/core"
)

func TestEasterIsWhereTheCalendarHasIt(t *testing.T) {
	for _, want := range strings.Fields("1818-03-22 1954-04-18 2000-04-23 2008-03-23 2011-04-24 2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2038-04-25 2285-03-22") {
		if d := day(t, want); deadline.Easter(d.Year) != d {
			t.Errorf("Easter %d on %s, want %s", d.Year, deadline.Easter(d.Year), d)
		}
	}
}

func TestEveryLandHasItsHolidays(t *testing.T) {
	const everywhere = "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"
	for land, more := range map[string]string{
		"":      "",
		"DE-BW": "01-06 06-04 11-01",
		"DE-BY": "01-06 06-04 11-01",
		"DE-BE": "03-08",
		"DE-BB": "10-31",
		"DE-HB": "10-31",
		"DE-HH": "10-31",
		"DE-HE": "06-04",
		"DE-MV": "03-08 10-31",
		"DE-NI": "10-31",
		"DE-NW": "06-04 11-01",
		"DE-RP": "06-04 11-01",
		"DE-SL": "06-04 08-15 11-01",
		"DE-SN": "10-31 11-18",
		"DE-ST": "01-06 10-31",
		"DE-SH": "10-31",
		"DE-TH": "09-20 10-31",
	} {
		h := in(t, land)
		want := map[string]bool{}
		for _, d := range strings.Fields(everywhere + " " + more) {
			want["2026-"+d] = true
		}
		for d := day(t, "2026-01-01"); d.Year == 2026; d = d.AddDays(1) {
			if off := h.On(d); (off != "") != want[d.String()] {
				t.Errorf("%q on %s: %q", land, d, off)
			}
		}
	}
	if n := len(deadline.Lands()); n != 16 {
		t.Errorf("%d Länder", n)
	}
}

func TestHolidaysBeginWithTheirLaw(t *testing.T) {
	for _, c := range []struct {
		land, day string
		want      deadline.Off
	}{
		{"DE-BE", "2018-03-08", ""}, {"DE-BE", "2019-03-08", deadline.WomensDay},
		{"DE-MV", "2022-03-08", ""}, {"DE-MV", "2023-03-08", deadline.WomensDay},
		{"DE-TH", "2018-09-20", ""}, {"DE-TH", "2019-09-20", deadline.ChildrensDay},
		{"DE-NI", "2016-10-31", ""}, {"DE-NI", "2018-10-31", deadline.Reformation},
		{"DE-BE", "2025-05-08", deadline.Liberation}, {"DE-BE", "2026-05-08", ""}, {"DE-BB", "2025-05-08", ""},
		{"DE-SN", "2023-11-22", deadline.Repentance}, {"DE-SN", "2028-11-22", deadline.Repentance}, {"DE-SN", "2022-11-16", deadline.Repentance},
		{"DE-SN", "2022-11-23", ""},
	} {
		if got := in(t, c.land).On(day(t, c.day)); got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.land, c.day, got, c.want)
		}
	}
}

func TestHolidayOfAFewCommunitiesCountsAsWorkingDay(t *testing.T) {
	for _, c := range []struct {
		land, day string
		local     deadline.Off
	}{
		{"DE-BY", "2025-08-15", deadline.Assumption}, {"DE-BY", "2025-08-08", deadline.PeaceFeast},
		{"DE-SN", "2026-06-04", deadline.CorpusChristi}, {"DE-TH", "2026-06-04", deadline.CorpusChristi},
		{"DE-NW", "2026-06-04", ""}, {"DE-SL", "2025-08-15", ""},
	} {
		h, d := in(t, c.land), day(t, c.day)
		if got := h.Local(d); got != c.local {
			t.Errorf("%s on %s: %q, want %q", c.land, c.day, got, c.local)
		}
		if c.local != "" && h.Off(d) != "" {
			t.Errorf("%s on %s is no working day", c.land, c.day)
		}
	}
}

func TestUnknownLandIsRefused(t *testing.T) {
	for _, land := range []string{"DE-XX", "BE", "de-be", "AT-9"} {
		if _, err := deadline.HolidaysIn(land); core.KindOf(err) != core.Invalid {
			t.Errorf("%q: %v", land, err)
		}
	}
}

func TestWorkingDaysAreFoundInBothDirections(t *testing.T) {
	h := in(t, "DE-BE")
	if got := h.Next(day(t, "2026-04-02")); got != day(t, "2026-04-07") {
		t.Errorf("after Maundy Thursday: %s", got)
	}
	if got := h.Before(day(t, "2026-04-07")); got != day(t, "2026-04-02") {
		t.Errorf("before Tuesday after Easter: %s", got)
	}
}

func TestStatusSortsByUrgency(t *testing.T) {
	today := day(t, "2026-03-29") // the clock is put forward on this day
	for _, c := range []struct {
		due   string
		warn  int
		state deadline.State
		act   bool
	}{
		{"2026-03-28", 0, deadline.Overdue, true}, {"2025-01-01", 7, deadline.Overdue, true},
		{"2026-03-29", 0, deadline.Today, true},
		{"2026-03-30", 0, deadline.Within7, false}, {"2026-04-05", 7, deadline.Within7, true}, {"2026-04-05", 6, deadline.Within7, false},
		{"2026-04-06", 7, deadline.Within30, false}, {"2026-04-28", 28, deadline.Within30, false}, {"2026-04-26", 28, deadline.Within30, true},
		{"2026-04-29", 28, deadline.Later, false}, {"2026-05-24", 56, deadline.Later, true},
		{"", 56, deadline.None, false},
	} {
		if got := deadline.Status(day(t, c.due), today, c.warn); got != (deadline.Standing{State: c.state, Act: c.act}) {
			t.Errorf("due %q with warning %d: %v, want %v, %v", c.due, c.warn, got, c.state, c.act)
		}
	}
}
