package centres

import (
	"testing"

	"verbund/internal/core"
)

func day(t testing.TB, s string) core.Date {
	t.Helper()
	d, err := core.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEntriesAge(t *testing.T) {
	for _, c := range []struct {
		confirmed, today string
		want             Age
	}{
		{"", "2026-03-14", Unconfirmed},
		{"2026-03-14", "2026-03-14", Fresh},
		{"2026-03-15", "2026-03-14", Fresh}, // where it is tomorrow already
		{"2025-09-14", "2026-03-14", Fresh},
		{"2025-09-13", "2026-03-14", Ageing},
		{"2025-03-14", "2026-03-14", Ageing},
		{"2025-03-13", "2026-03-14", Unconfirmed},
		{"2022-07-01", "2026-03-14", Unconfirmed},
		{"2025-08-31", "2026-02-28", Fresh}, // February has no 31st
		{"2025-08-31", "2026-03-01", Ageing},
		{"2023-08-31", "2024-02-29", Fresh},
		{"2023-08-31", "2024-03-01", Ageing},
		{"2024-02-29", "2025-02-28", Ageing},
		{"2024-02-29", "2025-03-01", Unconfirmed},
		{"2025-12-31", "2026-06-30", Fresh},
		{"2025-12-31", "2026-07-01", Ageing},
	} {
		if got := ageOf(day(t, c.confirmed), day(t, c.today)); got != c.want {
			t.Errorf("confirmed on %q, an entry is %q on %s, want %q", c.confirmed, got, c.today, c.want)
		}
	}
}

func TestQuarters(t *testing.T) {
	for d, want := range map[string]string{"2026-01-01": "2026-1", "2026-03-31": "2026-1", "2026-04-01": "2026-2", "2026-12-31": "2026-4"} {
		if got := QuarterOf(day(t, d)).String(); got != want {
			t.Errorf("%s lies in %s, want %s", d, got, want)
		}
	}
}
