package deadline_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"verbund/internal/casework/deadline"
	"verbund/internal/core"
)

func words(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("words.toml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestLastDayIsTheOneOfTheLaw(t *testing.T) {
	for _, c := range []struct{ rule, land, start, due, why string }{
		{"objection-social", "", "2026-01-31", "2026-03-02", "31 January plus a month is 28 February, a Saturday, so Monday"},
		{"objection-social", "", "2024-01-31", "2024-02-29", "in a leap year February has 29 days, here a Thursday"},
		{"objection-social", "", "2023-01-31", "2023-02-28", "28 February is a Tuesday"},
		{"suit-administrative", "", "2026-02-28", "2026-03-30", "28 February plus a month is Saturday 28 March, so Monday"},
		{"suit-administrative", "", "2025-12-03", "2026-01-05", "3 January is a Saturday"},
		{"suit-administrative", "DE-BW", "2025-12-06", "2026-01-07", "6 January is Epiphany in Baden-Württemberg"},
		{"suit-administrative", "DE-BE", "2025-12-06", "2026-01-06", "and not in Berlin"},
		{"asylum-suit", "", "2026-03-20", "2026-04-07", "Good Friday, the weekend, Easter Monday, so Tuesday"},
		{"asylum-suit-week", "", "2026-05-07", "2026-05-15", "Ascension Day, so Friday"},
		{"asylum-suit-week", "", "2026-05-18", "2026-05-26", "Whit Monday, so Tuesday"},
		{"asylum-grounds", "", "2026-03-31", "2026-04-30", "April has no 31st"},
		{"dismissal-suit", "", "2026-10-10", "2026-11-02", "Saturday 31 October, then Sunday, so Monday"},
		{"dismissal-suit", "DE-NW", "2026-10-12", "2026-11-02", "three weeks end on a Monday"},
		{"appeal-facts", "DE-SN", "2026-11-11", "2026-11-19", "Day of Repentance and Prayer in Saxony"},
		{"appeal-facts", "DE-TH", "2026-11-11", "2026-11-18", "and not in Thuringia"},
		{"penal-order-objection", "", "2026-12-11", "2026-12-28", "25 and 26 December, then Sunday"},
		{"penal-order-objection", "", "2026-12-10", "2026-12-24", "24 December is no holiday"},
		{"no-instruction-social", "", "2024-02-29", "2025-02-28", "a year from 29 February"},
		{"request-prosecution", "", "2026-11-30", "2027-03-01", "28 February is a Sunday"},
		{"reflection-period", "", "2026-11-30", "2027-02-28", "it is never moved"},
		{"dublin-transfer", "", "2026-03-31", "2026-09-30", "it counts Saturdays, Sundays and holidays, and September has no 31st"},
		{"permit-25-4a", "", "2026-03-01", "2027-02-28", "the first day counts"},
		{"permit-25-4a", "", "2026-03-15", "2027-03-14", "the first day counts"},
		{"permit-25-4a-after", "", "2026-01-01", "2027-12-31", "the first day counts"},
		{"registration-21", "", "2026-03-01", "2028-02-29", "the first day counts"},
		{"registration-change", "", "2026-03-01", "2026-03-15", "fourteen days"},
		{"wages-limitation", "", "2023-05-31", "2026-12-31", "limitation runs from the end of the year"},
		{"wages-limitation", "", "2022-12-31", "2025-12-31", "also for wages due on the last day of it"},
		{"wages-limitation", "", "2024-01-01", "2027-12-31", "and on the first"},
		{"review-basic", "", "2025-03-01", "2026-12-31", "benefits of one year until the end of the next"},
		{"review-social", "", "2022-06-15", "2026-12-31", "four years from the beginning of the year of the application"},
		{"compensation-month", "", "2028-02-03", "2028-02-29", "the month counts"},
		{"compensation-month", "", "2026-12-31", "2026-12-31", "the month counts"},
		{"hearing", "", "2026-05-17", "2026-05-17", "what was entered stays"},
	} {
		if due, _ := rule(t, c.rule).Due(day(t, c.start), in(t, c.land)); due != day(t, c.due) {
			t.Errorf("%s from %s in %q: %s, want %s: %s", c.rule, c.start, c.land, due, c.due, c.why)
		}
	}
}

func TestUnknownStartGivesNoDay(t *testing.T) {
	for _, r := range load(t).Rules() {
		if due, steps := r.Due(core.Date{}, deadline.Holidays{}); !due.IsZero() || steps != nil {
			t.Errorf("%s: %s, %v", r.ID, due, steps)
		}
	}
}

func TestLetterCountsAsMadeKnownOnTheFourthDay(t *testing.T) {
	for posted, want := range map[string]string{"2026-03-02": "2026-03-06", "2025-01-01": "2025-01-05", "2024-12-31": "2025-01-03", "": ""} {
		if got := deadline.MadeKnown(day(t, posted)); got != day(t, want) {
			t.Errorf("posted on %q: %s, want %s", posted, got, want)
		}
	}
}

func TestStepsSayHowTheDayWasFound(t *testing.T) {
	book := load(t)
	german := func(d core.Date) string { return fmt.Sprintf("%d.%d.%d", d.Day, d.Month, d.Year) }
	iso := core.Date.String
	for _, c := range []struct {
		rule, land, start string
		lang              core.Lang
		write             func(core.Date) string
		want              []string
	}{
		{"objection-social", "DE-BE", "2026-01-31", "de", german, []string{
			"Dieser Tag löst die Frist aus und zählt selbst nicht mit: 31.1.2026.",
			"Sie dauert 1 Monat und endet mit Ablauf dieses Tages: 28.2.2026.",
			"In diesem Monat fehlt der Tag mit der gleichen Zahl. Die Frist endet am letzten Tag des Monats: 28.2.2026.",
			"28.2.2026: Samstag. Die Frist endet deshalb am nächsten Werktag: 2.3.2026.",
		}},
		{"asylum-suit", "", "2026-03-20", "en", iso, []string{
			"This day sets the deadline off and is not counted itself: 2026-03-20.",
			"It lasts 2 weeks and ends at the end of this day: 2026-04-03.",
			"2026-04-03: Good Friday. So the deadline ends on the next working day: 2026-04-07.",
			"Let a lawyer confirm the day.",
		}},
		{"reflection-period", "DE-NW", "2026-11-30", "de-simple", german, []string{
			"Dieser Tag löst die Frist aus und zählt selbst nicht mit: 30.11.2026.",
			"Sie dauert 3 Monate und endet mit Ablauf dieses Tages: 28.2.2027.",
			"In diesem Monat fehlt der Tag mit der gleichen Zahl. Die Frist endet am letzten Tag des Monats: 28.2.2027.",
			"28.2.2027: Sonntag. Dass sich diese Frist dadurch verschiebt, ist nicht sicher. Planen Sie mit dem Werktag davor: 26.2.2027.",
			"Das ist der früheste Tag. Steht im Bescheid oder in der Belehrung ein anderer, gilt dieser.",
		}},
		{"wages-limitation", "", "2023-05-31", "de", german, []string{
			"Die Frist beginnt erst mit dem Ende des Jahres: 31.12.2023.",
			"Sie dauert 3 Jahre und endet mit Ablauf dieses Tages: 31.12.2026.",
		}},
		{"compensation-month", "", "2026-11-03", "de", german, []string{
			"Es kommt auf den Monat an. Er endet am 30.11.2026.",
			"Lassen Sie den Tag von einer Anwält*in bestätigen.",
		}},
		{"permit-25-4b", "", "2026-03-15", "en", iso, []string{
			"This is the first day, and it counts: 2026-03-15.",
			"It lasts 1 year and ends at the end of this day: 2027-03-14.",
			"2027-03-14: Sunday. It is not certain that this moves the deadline. Plan with the working day before: 2027-03-12.",
		}},
		{"objection-social", "DE-BY", "2025-07-15", "de", german, []string{
			"Dieser Tag löst die Frist aus und zählt selbst nicht mit: 15.7.2025.",
			"Sie dauert 1 Monat und endet mit Ablauf dieses Tages: 15.8.2025.",
			"15.8.2025 ist in Teilen des Landes ein Feiertag (Mariä Himmelfahrt). Hier zählt der Tag als Werktag, damit nichts zu spät kommt.",
		}},
		{"hearing", "", "2026-05-17", "de", german, []string{"Der Tag ist eingetragen: 17.5.2026."}},
	} {
		var got []string
		_, steps := rule(t, c.rule).Due(day(t, c.start), in(t, c.land))
		for _, s := range steps {
			got = append(got, book.Sentence(s, c.lang, c.write))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s from %s:\n%s\nwant\n%s", c.rule, c.start, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func TestLastingIsSaidInWords(t *testing.T) {
	book := load(t)
	for id, want := range map[string]string{
		"objection-social": "1 Monat", "asylum-suit": "2 Wochen", "wages-limitation": "3 Jahre ab Jahresende",
		"compensation-month": "bis zum Ende des Monats", "hearing": "",
	} {
		if got := book.Lasting(rule(t, id), "de"); got != want {
			t.Errorf("%s lasts %q, want %q", id, got, want)
		}
	}
}

func anyDay(t *rapid.T, name string) core.Date {
	first := core.Date{Year: 2018, Month: time.January, Day: 1}
	return first.AddDays(rapid.IntRange(0, 40*366).Draw(t, name))
}

func TestDeadlinesKeepTheirOrderAndTheirLength(t *testing.T) {
	rules := load(t).Rules()
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(rules).Draw(t, "rule")
		h, _ := deadline.HolidaysIn(rapid.SampledFrom(append(deadline.Lands(), "")).Draw(t, "land"))
		start := anyDay(t, "start")
		due, steps := r.Due(start, h)
		if due.Before(start) || len(steps) == 0 {
			t.Fatalf("due on %s, %d steps", due, len(steps))
		}
		if later, _ := r.Due(start.AddDays(rapid.IntRange(0, 40).Draw(t, "later")), h); later.Before(due) {
			t.Fatalf("a later start ends earlier: %s, %s", later, due)
		}
		if r.Moves && h.Off(due) != "" {
			t.Fatalf("%s is no working day", due)
		}
		nominal, _ := r.Due(start, h)
		if r.Moves {
			still := r
			still.Moves = false
			nominal, _ = still.Due(start, h)
			for d := nominal; d != due; d = d.AddDays(1) {
				if h.Off(d) == "" {
					t.Fatalf("moved from %s over the working day %s to %s", nominal, d, due)
				}
			}
		}
		full := 0
		switch r.Span.Unit {
		case deadline.Days:
			full = r.Span.N
		case deadline.Weeks:
			full = 7 * r.Span.N
		case deadline.Months, deadline.Years:
			checkMonths(t, r, start, nominal)
		}
		if r.FirstDayCounts {
			full--
		}
		if nominal.Before(start.AddDays(full)) || full > 0 && nominal != start.AddDays(full) {
			t.Fatalf("lasts from %s to %s only", start, nominal)
		}
	})
}

// checkMonths counts the months in another way than the program: one by one.
func checkMonths(t *rapid.T, r deadline.Rule, start, due core.Date) {
	months := r.Span.N
	if r.Span.Unit == deadline.Years {
		months *= 12
	}
	year, month := start.Year, int(start.Month)
	for range months {
		if month++; month == 13 {
			year, month = year+1, 1
		}
	}
	if r.Ends == deadline.YearEnd {
		month = 12
	}
	after := due.AddDays(1) // the first day on which it is over
	switch {
	case r.Ends != deadline.SameDay:
		if after.Day != 1 || due.Year != year || int(due.Month) != month {
			t.Fatalf("%s is not the last day of %d-%d", due, year, month)
		}
	case r.FirstDayCounts:
		if after.Day != start.Day && after.Day != 1 || after.Day == start.Day && (after.Year != year || int(after.Month) != month) {
			t.Fatalf("from %s to %s", start, due)
		}
	case due.Year != year || int(due.Month) != month || due.Day != start.Day && (after.Day != 1 || due.Day > start.Day):
		t.Fatalf("from %s to %s", start, due)
	}
}
