package centres

import (
	"slices"
	"testing"

	"verbund/internal/core"
)

func TestCoverageCounts(t *testing.T) {
	today := core.Date{Year: 2026, Month: 11, Day: 23}
	d := testDirectory(t)
	confirm := func(number int, on string) {
		c, _ := d.ByNumber(number)
		c.ConfirmedOn = day(t, on)
	}
	confirm(1, "2026-11-01")
	confirm(2, "2026-02-01")
	confirm(3, "2025-01-01")
	two, _ := d.ByNumber(3)
	two.Offices = append(two.Offices, Office{Land: "DE-BE"}, Office{Land: "DE-BE"})
	rows, sum := coverageOf(d, today)
	if len(rows) != 17 || rows[16].Land != "" {
		t.Fatalf("%d rows", len(rows))
	}
	at := func(land string) Coverage {
		return rows[slices.IndexFunc(rows, func(c Coverage) bool { return c.Land == land })]
	}
	if got := at("DE-SN"); got.Entries != 1 || got.Recent != 1 || !slices.Equal(got.Languages, []string{"ro"}) {
		t.Errorf("Sachsen: %+v", got)
	}
	if got := at("DE-BE"); got.Entries != 2 || got.Ageing != 1 || got.Long != 1 { // the association does not count
		t.Errorf("Berlin: %+v", got)
	}
	if got := at("DE-BB"); got.Entries != 0 || got.Languages != nil {
		t.Errorf("Brandenburg: %+v", got)
	}
	if got := at(""); got.Entries != 1 || got.Never != 1 {
		t.Errorf("abroad: %+v", got)
	}
	if sum.Entries != 5 || sum.Recent != 1 || sum.Ageing != 1 || sum.Long != 1 || sum.Never != 2 || !slices.Equal(sum.Languages, []string{"bg", "ro"}) {
		t.Errorf("in all: %+v", sum)
	}
}
