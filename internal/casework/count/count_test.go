package count_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"verbund/internal/casework/count"
	"verbund/internal/core"
)

func day(y int, m time.Month, d int) core.Date { return core.Date{Year: y, Month: m, Day: d} }

var (
	year  = count.Year(2025)
	today = day(2026, time.March, 10)
)

func compute(cases ...count.Case) count.Set {
	return count.Compute(count.Input{Cases: cases, Today: today}, year)
}

// row is the line of a code, nil where there is none.
func row(t *testing.T, s count.Set, table, code string) []int {
	t.Helper()
	found := s.Table(table)
	if found == nil {
		t.Fatalf("there is no table %s", table)
	}
	for _, r := range found.Rows {
		if r.Code == code {
			return r.Cells
		}
	}
	return nil
}

func expect(t *testing.T, s count.Set, table, code string, want ...int) {
	t.Helper()
	if got := row(t, s, table, code); !slices.Equal(got, want) {
		t.Errorf("%s %q: %v, want %v", table, code, got, want)
	}
}

func TestSharesAreRoundedHalfUp(t *testing.T) {
	for _, c := range []struct{ n, base, want int }{
		{1, 8, 13}, {1, 200, 1}, {1, 201, 0}, {3, 8, 38}, {2, 3, 67}, {1, 3, 33}, {0, 5, 0}, {5, 5, 100}, {0, 0, -1},
	} {
		if got := count.Percent(c.n, c.base); got != c.want {
			t.Errorf("%d of %d are %d per cent, want %d", c.n, c.base, got, c.want)
		}
	}
}

func TestPeriodOfReportFollowsFromTheDayItIsRun(t *testing.T) {
	fixed := count.Period{From: day(2020, 2, 1), To: day(2020, 2, 29)}
	for _, c := range []struct {
		rule     count.Rule
		on       core.Date
		from, to string
	}{
		{count.LastQuarter, day(2026, 3, 10), "2025-10-01", "2025-12-31"},
		{count.LastQuarter, day(2026, 4, 1), "2026-01-01", "2026-03-31"},
		{count.LastQuarter, day(2026, 12, 31), "2026-07-01", "2026-09-30"},
		{count.LastYear, day(2026, 1, 1), "2025-01-01", "2025-12-31"},
		{count.ThisYear, day(2026, 1, 1), "2026-01-01", "2026-12-31"},
		{count.Fixed, day(2026, 1, 1), "2020-02-01", "2020-02-29"},
	} {
		if got := c.rule.Period(c.on, fixed); got.From.String() != c.from || got.To.String() != c.to {
			t.Errorf("%s on %s is %s to %s, want %s to %s", c.rule, c.on, got.From, got.To, c.from, c.to)
		}
	}
}

func TestCaseIsDocumentedWhereSomethingWasDone(t *testing.T) {
	old := day(2020, 1, 1)
	for what, c := range map[string]struct {
		one  count.Case
		want bool
	}{
		"nothing since":                {count.Case{Began: old}, false},
		"began on the first day":       {count.Case{Began: year.From}, true},
		"began on the last day":        {count.Case{Began: year.To}, true},
		"began the day after":          {count.Case{Began: year.To.AddDays(1)}, false},
		"contact on the last day":      {count.Case{Began: old, Contacts: []count.Contact{{Day: year.To}}}, true},
		"contact on the day after":     {count.Case{Began: old, Contacts: []count.Contact{{Day: year.To.AddDays(1)}}}, false},
		"measure running, not touched": {count.Case{Began: old, Measures: []count.Measure{{Since: old, Running: true}}}, false},
		"measure ended":                {count.Case{Began: old, Measures: []count.Measure{{Since: old, Until: year.From}}}, true},
		"claim paid":                   {count.Case{Began: old, Claims: []count.Claim{{Filed: old, Paid: year.From}}}, true},
		"closed on the first day":      {count.Case{Began: old, Closed: year.From}, true},
		"closed on the day before":     {count.Case{Began: old, Closed: year.From.AddDays(-1)}, false},
		"deadline kept":                {count.Case{Began: old, Deadlines: []count.Deadline{{Due: old, Done: year.From}}}, true},
		"stays on":                     {count.Case{Began: old, Stays: []count.Stay{{House: "a", From: old}}}, true},
		"left on the first day":        {count.Case{Began: old, Stays: []count.Stay{{House: "a", From: old, Until: year.From}}}, false},
	} {
		if got := c.one.Documented(year, today); got != c.want {
			t.Errorf("%s: documented is %v", what, got)
		}
	}
}

func TestCaseCountsOnceInARow(t *testing.T) {
	s := compute(
		count.Case{ID: "a", Began: year.From, Answers: map[string][]string{"form": {"labour", "begging", "labour"}, "gender": {"female"}},
			Measures: []count.Measure{{Service: "housing", Outcome: "not-available", Reason: "costs", Since: year.From}, {Service: "housing", Outcome: "not-available", Since: year.From}, {Service: "housing", Outcome: "given", Since: year.From}}},
		count.Case{ID: "b", Began: year.From, Answers: map[string][]string{"form": {"labour"}, "gender": {count.Declined}}},
		count.Case{ID: "c", Began: day(2020, 1, 1), Contacts: []count.Contact{{Day: year.From, Kind: "call"}}},
	)
	expect(t, s, "form", "labour", 2, 100, 2)
	expect(t, s, "form", "begging", 1, 50, 1)
	expect(t, s, "gender", count.Declined, 1, 50, 1)
	expect(t, s, "services", "housing", 1, 100, 1, 0, 0, 0, 1, 0, 0)
	expect(t, s, "unavailable", "costs", 1, 100, 1, 0)
	if gender := s.Table("gender"); gender.Base != 2 || gender.Missing != 1 || gender.Rows[1].Code != count.Declined {
		t.Errorf("gender: %+v", gender)
	}
	if why := s.Table("unavailable"); why.Missing != 1 {
		t.Errorf("no reason was given for one measure: %+v", why)
	}
	expect(t, s, "overview", "documented", 3, 100)
	expect(t, s, "overview", "new", 2, 67)
}

func TestCasesRunAreClosedOrWereClosedBefore(t *testing.T) {
	call := []count.Contact{{Day: year.From, Kind: "call"}}
	s := compute(
		count.Case{ID: "a", Began: year.From},
		count.Case{ID: "b", Began: year.From, Closed: year.To},
		count.Case{ID: "c", Began: year.From, Closed: year.To.AddDays(1)},
		count.Case{ID: "d", Closed: day(2024, 12, 31), Contacts: call},
	)
	expect(t, s, "overview", "running", 2, 50)
	expect(t, s, "overview", "closed", 1, 25)
	expect(t, s, "overview", "closed-before", 1, 25)
}

func TestLineForSeveralClientsCountsItsMinutesOnce(t *testing.T) {
	line := count.Contact{Day: year.From, Kind: "call", Minutes: 45, Group: "g", Accompaniment: "court"}
	s := compute(
		count.Case{ID: "a", Contacts: []count.Contact{line}},
		count.Case{ID: "b", Contacts: []count.Contact{line, {Day: year.From, Kind: "call", Minutes: 10}}},
		count.Case{ID: "c", Contacts: []count.Contact{line, {Day: year.From, Minutes: 5}}},
	)
	expect(t, s, "contacts", "call", 2, 100, 55, 4)
	expect(t, s, "contacts", "", 1, -1, 5, 1)
	expect(t, s, "accompaniments", "court", 1, 100, 45, 3)
	if got := s.Table("contacts").Total; !slices.Equal(got, []int{3, -1, 60, 5}) {
		t.Errorf("in all: %v", got)
	}
}

func TestSumsOfClaimsCountOnTheDayOnWhichTheyFell(t *testing.T) {
	before := day(2024, 5, 1)
	s := compute(
		count.Case{ID: "a", Claims: []count.Claim{{Kind: "wages", Filed: before, Asked: 500_000, Decision: "partly", Decided: year.From, Granted: 300_000, Paid: day(2026, 1, 1), Got: 300_000}}},
		count.Case{ID: "b", Claims: []count.Claim{{Kind: "wages", Filed: year.To, Asked: 100_00, Decision: "refused"}}},
		count.Case{ID: "c", Claims: []count.Claim{{Kind: "wages", Filed: before, Paid: year.From, Got: 70_00}}},
	)
	expect(t, s, "claims", "wages", 1, 100_00, 1, 300_000, 1, 1, 70_00)
}

func TestDeadlinesAreKeptLateMissedOrToCome(t *testing.T) {
	due := day(2026, 3, 9)
	in := count.Input{Today: today, Cases: []count.Case{{ID: "a", Deadlines: []count.Deadline{
		{Rule: "r", Due: due, Done: due}, {Rule: "r", Due: due, Done: today}, {Rule: "r", Due: due}, {Rule: "r", Due: today},
	}}}}
	s := count.Compute(in, count.Year(2026))
	expect(t, s, "deadlines", "r", 4, 100, 1, 1, 1, 1)
}

func TestLatestWordOfAConsentCounts(t *testing.T) {
	s := compute(
		count.Case{ID: "a", Began: year.From, Consents: []count.Consent{{"statistics", true, year.From, core.Date{}}, {"statistics", false, year.To, core.Date{}}}},
		count.Case{ID: "b", Began: year.From, Consents: []count.Consent{{"statistics", true, year.From, day(2026, 1, 1)}}},
		count.Case{ID: "c", Began: year.From, Consents: []count.Consent{{"statistics", true, year.From, year.To}}},
		count.Case{ID: "d", Began: year.From, Consents: []count.Consent{{"statistics", true, day(2026, 1, 1), core.Date{}}}},
	)
	expect(t, s, "consents", "statistics", 1, 25, 1, 1, 1)
	expect(t, s, "overview", "released", 1, 25)
}

func TestNightsAreThoseOnWhichSheSlept(t *testing.T) {
	for what, c := range map[string]struct {
		stay count.Stay
		want int
	}{
		"within":               {count.Stay{From: day(2025, 6, 1), Until: day(2025, 6, 4)}, 3},
		"over New Year":        {count.Stay{From: day(2025, 12, 30), Until: day(2026, 1, 2)}, 2},
		"from the year before": {count.Stay{From: day(2024, 12, 30), Until: day(2025, 1, 2)}, 1},
		"still there":          {count.Stay{From: day(2025, 12, 31)}, 1},
		"in and out in a day":  {count.Stay{From: day(2025, 6, 1), Until: day(2025, 6, 1)}, 0},
		"days the wrong way":   {count.Stay{From: day(2025, 6, 4), Until: day(2025, 6, 1)}, 0},
	} {
		if got := c.stay.Nights(year, today); got != c.want {
			t.Errorf("%s: %d nights, want %d", what, got, c.want)
		}
	}
	s := compute(count.Case{ID: "a", Stays: []count.Stay{{House: "h", From: day(2025, 6, 1), Until: day(2025, 6, 4), Persons: 3}, {Elsewhere: "clinic", From: day(2025, 6, 4), Until: day(2025, 6, 5)}}})
	expect(t, s, "nights", "h", 1, 50, 3, 9)
	expect(t, s, "nights", "elsewhere/clinic", 1, 50, 1, 1)
}

func TestWhoWasTurnedAwayIsCountedWithTheReason(t *testing.T) {
	in := count.Input{Today: today, Requests: []count.Request{
		{Day: year.From, Outcome: "refused", Reason: "no-place", From: "police", Persons: 1, Children: 2},
		{Day: year.To, Outcome: "refused"}, {Day: year.To, Outcome: "taken-in"}, {Day: today, Outcome: "waiting"},
	}}
	s := count.Compute(in, year)
	expect(t, s, "refusals", "no-place", 1, 100, 1, 2)
	expect(t, s, "months", "2025-01", 1, 0, 0, 1, 0, 1)
	expect(t, s, "months", "2025-12", 2, 1, 0, 1, 0, 0)
	expect(t, s, "requests", "refused", 2, 67, 2, 2)
	expect(t, s, "requested-by", "police", 1, 100, 1, 2)
}

func TestGapsNameTheCasesThatLackAnswers(t *testing.T) {
	whole := map[string][]string{}
	for _, d := range count.Dimensions() {
		whole[d.ID] = []string{"x"}
	}
	part := map[string][]string{}
	for _, d := range count.Dimensions() {
		if d.ID != "age" && d.ID != "form" && d.Needed {
			part[d.ID] = []string{count.Declined}
		}
	}
	s := compute(count.Case{ID: "b", Began: year.From, Answers: part}, count.Case{ID: "a", Began: year.From, Answers: part}, count.Case{ID: "c", Began: year.From, Answers: whole})
	if len(s.Gaps) != 1 || s.Gaps[0].Missing != 2 || !slices.Equal(s.Gaps[0].Cases, []string{"a", "b"}) {
		t.Errorf("gaps: %+v", s.Gaps)
	}
	expect(t, s, "gaps", "2", 2, 67)
	expect(t, s, "gaps", "0", 1, 33)
}

func TestEveryTableIsAmongTheIDs(t *testing.T) {
	var ids []string
	for _, table := range count.Compute(count.Input{}, year).Tables {
		ids = append(ids, table.ID)
	}
	if !slices.Equal(ids, count.IDs()) {
		t.Errorf("tables %v, ids %v", ids, count.IDs())
	}
}

// anyDay draws days around the turns of three years.
func anyDay(t *rapid.T, name string, unknown bool) core.Date {
	if unknown && rapid.IntRange(0, 3).Draw(t, name+" unknown") == 0 {
		return core.Date{}
	}
	return day(2023, 11, 1).AddDays(rapid.IntRange(0, 900).Draw(t, name))
}

func anyCode(t *rapid.T, name string, codes ...string) string {
	return rapid.SampledFrom(codes).Draw(t, name)
}

func anyInput(t *rapid.T) count.Input {
	in := count.Input{Today: day(2026, 2, 1)}
	for i := range rapid.IntRange(0, 8).Draw(t, "cases") {
		c := count.Case{ID: strconv.Itoa(i), Began: anyDay(t, "began", false), Closed: anyDay(t, "closed", true), Answers: map[string][]string{}}
		for _, d := range count.Dimensions() {
			all := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", count.Declined}), 0, 3).Draw(t, d.ID)
			if len(all) > 0 {
				c.Answers[d.ID] = all
			}
		}
		for range rapid.IntRange(0, 4).Draw(t, "contacts") {
			c.Contacts = append(c.Contacts, count.Contact{Day: anyDay(t, "day", false), Kind: anyCode(t, "kind", "", "call", "message"), Minutes: rapid.IntRange(0, 90).Draw(t, "minutes"), Group: anyCode(t, "group", "", "", "g", "h")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "measures") {
			c.Measures = append(c.Measures, count.Measure{Service: anyCode(t, "service", "housing", "crisis"), Outcome: anyCode(t, "outcome", "", "given", "not-available", "turned-away"),
				Reason: anyCode(t, "reason", "", "costs"), Since: anyDay(t, "since", false), Until: anyDay(t, "until", true), Running: rapid.Bool().Draw(t, "running")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "claims") {
			c.Claims = append(c.Claims, count.Claim{Kind: "wages", Decision: anyCode(t, "decision", "", "granted", "refused"), Filed: anyDay(t, "filed", false), Decided: anyDay(t, "decided", true), Paid: anyDay(t, "paid", true),
				Asked: rapid.IntRange(0, 1000).Draw(t, "asked"), Granted: rapid.IntRange(0, 1000).Draw(t, "granted"), Got: rapid.IntRange(0, 1000).Draw(t, "got")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "stays") {
			c.Stays = append(c.Stays, count.Stay{House: anyCode(t, "house", "", "x"), Elsewhere: anyCode(t, "elsewhere", "", "clinic"), From: anyDay(t, "from", false), Until: anyDay(t, "left", true), Persons: 1})
		}
		in.Cases = append(in.Cases, c)
	}
	for range rapid.IntRange(0, 6).Draw(t, "requests") {
		in.Requests = append(in.Requests, count.Request{Day: anyDay(t, "asked on", false), Outcome: anyCode(t, "became", count.Outcomes()...), Reason: anyCode(t, "why", "", "no-place", "care"), Persons: rapid.IntRange(0, 3).Draw(t, "persons")})
	}
	return in
}

func TestRowsAddUpToTheBaseWhereOneAnswerIsPossible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := count.Compute(anyInput(t), year)
		for _, table := range s.Tables {
			sum, most := 0, 0
			for _, r := range table.Rows {
				if len(r.Cells) != len(table.Columns) {
					t.Fatalf("%s: a row of %d cells under %d columns", table.ID, len(r.Cells), len(table.Columns))
				}
				if r.Code != "" {
					sum += r.Cells[0]
				}
				most = max(most, r.Cells[0])
			}
			switch {
			case table.ID == "claims" || table.ID == "overview" || table.ID == "consents":
			case !table.Several && sum != table.Base:
				t.Fatalf("%s: the rows add up to %d, the base is %d: %+v", table.ID, sum, table.Base, table)
			case table.Several && (most > table.Base || sum < table.Base):
				t.Fatalf("%s: rows of up to %d, sum %d, base %d", table.ID, most, sum, table.Base)
			}
			if table.Of == "cases" && table.Base+table.Missing != s.Documented {
				t.Fatalf("%s: %d and %d missing are not the %d documented cases", table.ID, table.Base, table.Missing, s.Documented)
			}
			for i, c := range table.Columns {
				for _, r := range table.Rows {
					if c.Kind == count.Share && r.Code != "" && r.Cells[i] != count.Percent(r.Cells[i-1], table.Base) {
						t.Fatalf("%s: a share of another base", table.ID)
					}
				}
			}
		}
	})
}

func TestPeriodsThatFollowEachOtherAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t)
		for i := range in.Cases { // a line of a group counts once in each period in which only some files have it
			for j := range in.Cases[i].Contacts {
				in.Cases[i].Contacts[j].Group = ""
			}
		}
		cut := anyDay(t, "cut", false)
		first, second, both := count.Period{From: day(2023, 1, 1), To: cut}, count.Period{From: cut.AddDays(1), To: day(2026, 12, 31)}, count.Period{From: day(2023, 1, 1), To: day(2026, 12, 31)}
		a, b, all := count.Compute(in, first), count.Compute(in, second), count.Compute(in, both)
		if a.New+b.New != all.New {
			t.Fatalf("%d and %d new cases are not %d", a.New, b.New, all.New)
		}
		if a.Documented+b.Documented < all.Documented {
			t.Fatalf("fewer cases in the parts than in the whole")
		}
		for _, c := range []struct {
			table   string
			columns []int
		}{{"contacts", []int{0, 2, 3}}, {"claims", []int{0, 1, 2, 3, 4, 5, 6}}, {"nights", []int{2, 3}}, {"requests", []int{0, 2, 3}}, {"months", []int{0, 1, 2, 3, 4, 5}}, {"deadlines", []int{0}}} {
			for _, column := range c.columns {
				sum := func(s count.Set) (n int) {
					for _, r := range s.Table(c.table).Rows {
						n += r.Cells[column]
					}
					return n
				}
				if sum(a)+sum(b) != sum(all) {
					t.Fatalf("%s, column %d: %d and %d are not %d", c.table, column, sum(a), sum(b), sum(all))
				}
			}
		}
	})
}

func TestOrderOfCasesChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t)
		turned := in
		turned.Cases = slices.Clone(in.Cases)
		slices.Reverse(turned.Cases)
		if a, b := fmt.Sprint(count.Compute(in, year)), fmt.Sprint(count.Compute(turned, year)); a != b {
			t.Fatalf("%s\nis not\n%s", a, b)
		}
	})
}
