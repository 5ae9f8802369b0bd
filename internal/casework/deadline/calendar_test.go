package deadline_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"verbund/internal/casework/deadline"
	"verbund/internal/core"
)

var stamp = time.Date(2026, time.November, 30, 9, 15, 0, 0, time.FixedZone("CET", 3600))

func calendar(t testing.TB, name string, events ...deadline.Event) string {
	t.Helper()
	var out bytes.Buffer
	if err := deadline.WriteCalendar(&out, name, stamp, events); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCalendarIsWrittenAsTheStandardHasIt(t *testing.T) {
	got := calendar(t, "Termine; Arbeit",
		deadline.Event{UID: "b7f3c1d09e624a55", Day: day(t, "2026-12-31"), Title: "Frist", AlarmDays: []int{1, 14, 0, 14}},
		deadline.Event{UID: "0c5e88a1f24b4d1e", Day: day(t, "2026-12-04"), Title: "Termin, wie besprochen: bitte die Unterlagen mitbringen und eine halbe Stunde früher da sein – Grüße"},
	)
	const file = "testdata/calendar.ics"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || got != string(want) {
		t.Errorf("%v; got\n%s", err, got)
	}
	for _, no := range []string{"METHOD", "ORGANIZER", "ATTENDEE", "LOCATION", "GEO", "URL"} {
		if strings.Contains(got, "\r\n"+no) {
			t.Errorf("the calendar says %s", no)
		}
	}
}

func TestCalendarDoesNotDependOnTheOrderInWhichDaysWereNoted(t *testing.T) {
	a := deadline.Event{UID: "a", Day: day(t, "2026-12-04"), Title: "Termin"}
	b := deadline.Event{UID: "b", Day: day(t, "2026-12-04"), Title: "Frist"}
	if calendar(t, "x", a, b) != calendar(t, "x", b, a) {
		t.Error("the order shows")
	}
}

func TestCalendarRefusesWhatIsNoEvent(t *testing.T) {
	good := deadline.Event{UID: "a", Day: day(t, "2026-12-04"), Title: "Termin"}
	for name, events := range map[string][]deadline.Event{
		"no day":         {good, {UID: "b", Title: "x"}},
		"no UID":         {{Day: good.Day, Title: "x"}},
		"one UID twice":  {good, good},
		"alarm after it": {{UID: "b", Day: good.Day, AlarmDays: []int{-1}}},
	} {
		var out bytes.Buffer
		if err := deadline.WriteCalendar(&out, "x", stamp, events); core.KindOf(err) != core.Invalid || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, out.Len())
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestCalendarSaysThatItCouldNotBeWritten(t *testing.T) {
	if err := deadline.WriteCalendar(full{}, "x", stamp, nil); err == nil {
		t.Error("no error")
	}
}

// unfold and unescape read what the program writes, by the rules of RFC 5545.
func unfold(text string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n")
}

func unescape(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n", `\N`, "\n").Replace(value)
}

func FuzzTitleComesBackFromTheCalendar(f *testing.F) {
	for _, s := range []string{"", "Frist", "a;b,c\\n\nd", strings.Repeat("ü", 100), strings.Repeat("a", 300), strings.Repeat("a", 66) + "😀😀", "\xff\x00\r\n\tx", "END:VEVENT\r\nBEGIN:VEVENT", "👩🏽‍⚖️ ١٢٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		text := calendar(t, title, deadline.Event{UID: "a", Day: core.Date{Year: 2026, Month: 12, Day: 4}, Title: title, AlarmDays: []int{3}})
		if !utf8.ValidString(text) || strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") {
			t.Fatalf("lines or characters are broken: %q", text)
		}
		for _, l := range strings.Split(text, "\r\n") {
			if len(l) > 75 || !utf8.ValidString(l) {
				t.Errorf("a line of %d octets: %q", len(l), l)
			}
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' || r == 0x7f {
				return -1
			}
			return r
		}, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(title, "\uFFFD")))
		found := map[string]int{}
		for _, l := range unfold(text) {
			property, value, _ := strings.Cut(l, ":")
			found[property]++
			switch property {
			case "SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME":
				if got := unescape(value); got != want {
					t.Errorf("%s is %q, want %q", property, got, want)
				}
			}
		}
		if found["SUMMARY"] != 1 || found["BEGIN"] != 3 || found["END"] != 3 || len(found) != 17 {
			t.Errorf("properties: %v", found)
		}
	})
}
