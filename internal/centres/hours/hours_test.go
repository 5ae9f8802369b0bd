package hours_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"verbund/internal/centres/hours"
	"verbund/internal/core"
)

func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ written, want string }{
		{"Mo–Fr 9–12 Uhr, Di 14:00-18:00", "Mo,We-Fr 09:00-12:00; Tu 09:00-12:00,14:00-18:00"},
		{"Mo, Mi, Fr 09:00-12:30; Do 14-18", "Mo,We,Fr 09:00-12:30; Th 14:00-18:00"},
		{"Mon-Fri 9am-5pm", "Mo-Fr 09:00-17:00"},
		{"Mon to Fri 9-5pm", "Mo-Fr 09:00-17:00"},
		{"Mon 1-5pm, Tue 11am-1, Wed 9:30 a.m. – 12:30 p.m.", "Mo 13:00-17:00; Tu 11:00-13:00; We 09:30-12:30"},
		{"täglich 8–20 Uhr", "Mo-Su 08:00-20:00"},
		{"jeden Montag 9 bis 12 Uhr", "Mo 09:00-12:00"},
		{"jeden Tag 8-20", "Mo-Su 08:00-20:00"},
		{"rund um die Uhr", "24/7"},
		{"24/7", "24/7"},
		{"täglich 24 Stunden", "24/7"},
		{"Mo-So 0-24 Uhr", "24/7"},
		{"Mo-Fr 24h", "Mo-Fr 00:00-24:00"},
		{"nach Vereinbarung", "by appointment"},
		{"n. V.", "by appointment"},
		{"Termine nur nach telefonischer Vereinbarung", "by appointment"},
		{"by appointment only", "by appointment"},
		{"Mo 10-12 und nach Vereinbarung", "Mo 10:00-12:00; by appointment"},
		{"Mo–Do 9–12, Fr nach Absprache", "Mo-Th 09:00-12:00; by appointment"},
		{"unbekannt", ""},
		{"", ""},
		{"  ", ""},
		{"Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00"},
		{"Mo-Fr 09:00-12:00,14:00-18:00", "Mo-Fr 09:00-12:00,14:00-18:00"},
		{"Montag bis Freitag von 9 bis 12 Uhr und von 14 bis 18 Uhr", "Mo-Fr 09:00-12:00,14:00-18:00"},
		{"montags: 9.00–12.30 Uhr\ndonnerstags: 14.00–18.00 Uhr", "Mo 09:00-12:30; Th 14:00-18:00"},
		{"Mo. + Di. 9h30-12h", "Mo-Tu 09:30-12:00"},
		{"Mo-Fr 0900-1200", "Mo-Fr 09:00-12:00"},
		{"Mo 9-12 / 14-16", "Mo 09:00-12:00,14:00-16:00"},
		{"Mo 9-12, 12-14", "Mo 09:00-14:00"},
		{"Mo 14-18, 9-12", "Mo 09:00-12:00,14:00-18:00"},
		{"Fr-Mo 10-12", "Mo,Fr-Su 10:00-12:00"},
		{"Mo-Fr 9-17, Fr 9-14", "Mo-Th 09:00-17:00; Fr 09:00-14:00"},
		{"Mo-Fr 9-17; Mi geschlossen", "Mo-Tu,Th-Fr 09:00-17:00"},
		{"geschlossen", "closed"},
		{"Fr 20-2", "Fr 20:00-24:00; Sa 00:00-02:00"},
		{"So 22:00-06:00", "Mo 00:00-06:00; Su 22:00-24:00"},
		{"Mo 18-0 Uhr", "Mo 18:00-24:00"},
		{"Mo 18-24 Uhr", "Mo 18:00-24:00"},
		{"Ｍｏ　９：００～１２：００", "Mo 09:00-12:00"},
		{"Mo ٩-١٢", "Mo 09:00-12:00"},
		{"Mo\u200b 9\u201112", "Mo 09:00-12:00"},
		{"Mo-Fr 9-12 2026-12-24..2026-12-31 geschlossen", "Mo-Fr 09:00-12:00; 2026-12-24..2026-12-31 closed"},
		{"2026-12-24 9-12", "2026-12-24 09:00-12:00"},
		{"Mo 9-12; 24.12.2026 bis 31.12.2026 geschlossen", "Mo 09:00-12:00; 2026-12-24..2026-12-31 closed"},
		{"2027-01-01 closed; 2026-12-24 9-11, 13-14", "2026-12-24 09:00-11:00,13:00-14:00; 2027-01-01 closed"},
		{`Mo 9-12; "nur für Frauen"; 2026-12-24 closed "Heilig""abend"`, `Mo 09:00-12:00; "nur für Frauen"; 2026-12-24 closed "Heilig""abend"`},
	} {
		h, err := hours.Parse(c.written)
		if err != nil {
			e, _ := errors.AsType[*core.Error](err)
			t.Errorf("%q: %v %v", c.written, err, e.Args)
			continue
		}
		if h.String() != c.want {
			t.Errorf("%q: %s, want %s", c.written, h, c.want)
		}
	}
}

func TestWordsThatAreNotUnderstoodAreNamed(t *testing.T) {
	for _, c := range []struct {
		written, word string
		position      int
	}{
		{"Mo-Fr 9-12 außer feiertags", "außer", 12},
		{"Mo–Fr 9-12 Uhr, Dj 14-18", "Dj", 17},
		{"9-12", "9", 1},
		{"Mo", "…", 3},
		{"Mo 9", "…", 5},
		{"Mo 9-", "…", 6},
		{"Mo ab 9 Uhr", "ab", 4},
		{"Mo 9-5", "5", 6},
		{"Mo 2-5", "5", 6},
		{"Mo 12-12", "12", 7},
		{"Mo 25-26", "25", 4},
		{"Mo 9:60-10", "9:60", 4},
		{"Mo 123-12", "123", 4},
		{"Mo 13pm-15", "13pm", 4},
		{"Mo 9-12; Mo 10-14", "10", 13},
		{"Fr 9-14, Mo-Fr 9-17", "9", 16},
		{"Mo 9-12; geschlossen", "geschlossen", 10},
		{"Mo-Fr 9-12; PH off", "PH", 13},
		{"2026-02-30 closed", "2026-02-30", 1},
		{"2026-12-31..2026-12-24 closed", "2026-12-24", 13},
		{"2026-12-24", "…", 11},
		{"2026-12-24 20-2", "20", 12},
		{"2026-12-24 closed; 9-12", "9", 20},
		{`Mo 9-12 "offen`, `"offen`, 9},
		{"Mo 9-12 \xff", "\uFFFD", 9},
	} {
		h, err := hours.Parse(c.written)
		e, ok := errors.AsType[*core.Error](err)
		if !ok || e.Kind != core.Invalid || e.Key != "centres.hours.unreadable" {
			t.Errorf("%q: read as %q (%v)", c.written, h, err)
			continue
		}
		if want := []any{"position", c.position, "word", c.word}; !slices.Equal(e.Args[2:], want) {
			t.Errorf("%q: names %q, want %q", c.written, e.Args[2:], want)
		}
	}
}

func TestLongTextsAreRefused(t *testing.T) {
	for _, s := range []string{strings.Repeat("Mo 9-12; ", 1000), strings.Repeat("1.1.2026 9-10;", 280)} {
		if _, err := hours.Parse(s); core.KindOf(err) != core.Invalid {
			t.Errorf("%d bytes: %v", len(s), err)
		}
	}
}

func berlin(t *testing.T, s string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse("2006-01-02 15:04 -0700", s)
	if err != nil {
		at, err = time.ParseInLocation("2006-01-02 15:04", s, zone)
	}
	if err != nil {
		t.Fatal(err)
	}
	return at.In(zone)
}

func TestNothingIsOpenFromMissingData(t *testing.T) {
	const week = "Mo-Fr 9-12; Fr 20-2; 2026-12-21..2026-12-31 closed; 2026-12-23 10-11"
	for _, c := range []struct {
		hours, at string
		want      hours.State
	}{
		{"", "2026-11-23 10:00", hours.Unknown},
		{"nach Vereinbarung", "2026-11-23 10:00", hours.Unknown},
		{week, "2026-11-23 08:59", hours.Closed},
		{week, "2026-11-23 09:00", hours.Open},
		{week, "2026-11-23 11:59", hours.Open},
		{week, "2026-11-23 12:00", hours.Closed},
		{week, "2026-11-22 10:00", hours.Closed}, // a Sunday
		{week, "2026-11-27 23:59", hours.Open},
		{week, "2026-11-28 01:59", hours.Open},
		{week, "2026-11-28 02:00", hours.Closed},
		{week, "2026-12-22 10:00", hours.Closed},
		{week, "2026-12-23 10:30", hours.Open}, // the exception for fewer days
		{week, "2026-12-23 09:30", hours.Closed},
		{"2026-12-24 9-12", "2026-12-24 10:00", hours.Open},
		{"2026-12-24 9-12", "2026-12-24 13:00", hours.Closed},
		{"2026-12-24 9-12", "2026-12-25 10:00", hours.Unknown},
		{"closed", "2026-11-23 10:00", hours.Closed},
		{"24/7", "2026-11-23 00:00", hours.Open},
		{"24/7", "2026-11-23 23:59", hours.Open},
		// the clock on the wall, also where it jumps
		{"Mo-Fr 9-12", "2026-03-30 07:00 +0000", hours.Open}, // 9 in summer
		{"Mo-Fr 9-12", "2026-03-27 08:00 +0000", hours.Open}, // 9 in winter
		{"Mo-Fr 9-12", "2026-03-27 07:59 +0000", hours.Closed},
		{"So 01:00-04:00", "2026-03-29 01:00 +0000", hours.Open},   // 3, straight after 1:59
		{"So 02:00-03:00", "2026-03-29 01:00 +0000", hours.Closed}, // an hour that never was
		{"So 02:00-03:00", "2026-10-25 00:30 +0000", hours.Open},   // half past two
		{"So 02:00-03:00", "2026-10-25 01:30 +0000", hours.Open},   // and again
		{"So 02:00-03:00", "2026-10-25 02:00 +0000", hours.Closed},
	} {
		h, err := hours.Parse(c.hours)
		if err != nil {
			t.Fatal(c.hours, err)
		}
		if got := h.At(berlin(t, c.at)); got != c.want {
			t.Errorf("%q at %s: %d, want %d", c.hours, c.at, got, c.want)
		}
	}
}

func TestNextOpening(t *testing.T) {
	for _, c := range []struct{ hours, at, want string }{
		{"", "2026-11-23 10:00", ""},
		{"closed", "2026-11-23 10:00", ""},
		{"24/7", "2026-11-23 10:00", ""},
		{"Mo-Fr 9-12", "2026-11-23 08:00", "2026-11-23 09:00-12:00"},
		{"Mo-Fr 9-12", "2026-11-23 09:00", "2026-11-24 09:00-12:00"},
		{"Mo-Fr 9-12,14-18", "2026-11-23 10:00", "2026-11-23 14:00-18:00"},
		{"Mo-Fr 9-12", "2026-11-27 13:00", "2026-11-30 09:00-12:00"},
		{"Mo 9-12", "2026-11-23 10:00", "2026-11-30 09:00-12:00"},
		{"Mo 9-12; 2026-11-30 closed", "2026-11-23 10:00", "2026-12-07 09:00-12:00"},
		{"Mo 9-12; 2026-11-30..2026-12-07 closed", "2026-11-23 10:00", ""},
		{"Fr 20-2", "2026-11-27 21:00", "2026-12-04 20:00-24:00"}, // not midnight, it is open already
		{"2026-12-24 9-12", "2026-12-23 10:00", "2026-12-24 09:00-12:00"},
		{"2026-12-24 9-12", "2026-11-23 10:00", ""},
		{"So 9-12", "2026-03-28 23:30", "2026-03-29 09:00-12:00"},
		{"nach Vereinbarung", "2026-11-23 10:00", ""},
	} {
		h, err := hours.Parse(c.hours)
		if err != nil {
			t.Fatal(c.hours, err)
		}
		got := ""
		if o, ok := h.Next(berlin(t, c.at)); ok {
			got = o.Date.String() + " " + o.Span.String()
		}
		if got != c.want {
			t.Errorf("%q after %s: %q, want %q", c.hours, c.at, got, c.want)
		}
	}
}

func TestLinesGroupTheDays(t *testing.T) {
	h, err := hours.Parse("Mo,We-Fr 9-12; Tu 9-12,14-18")
	if err != nil {
		t.Fatal(err)
	}
	morning, afternoon := hours.Span{From: 9 * 60, To: 12 * 60}, hours.Span{From: 14 * 60, To: 18 * 60}
	want := []hours.Line{
		{Days: []hours.Days{{From: time.Monday, To: time.Monday}, {From: time.Wednesday, To: time.Friday}}, Spans: []hours.Span{morning}},
		{Days: []hours.Days{{From: time.Tuesday, To: time.Tuesday}}, Spans: []hours.Span{morning, afternoon}},
	}
	if diff := cmp.Diff(want, h.Lines()); diff != "" {
		t.Error(diff)
	}
}

func TestJSONIsTheCanonicalText(t *testing.T) {
	var h hours.Hours
	if err := json.Unmarshal([]byte(`"montags 9 bis 12 Uhr"`), &h); err != nil {
		t.Fatal(err)
	}
	if b, err := json.Marshal(h); err != nil || string(b) != `"Mo 09:00-12:00"` {
		t.Errorf("%s, %v", b, err)
	}
	if err := json.Unmarshal([]byte(`"manchmal"`), &h); core.KindOf(err) != core.Invalid || h.String() != "Mo 09:00-12:00" {
		t.Errorf("%v, %v", h, err)
	}
}

// anySpans draws spans of one day in order, with a gap between any two.
func anySpans(t *rapid.T) []hours.Span {
	edges := rapid.SliceOfNDistinct(rapid.IntRange(0, 1440), 0, 6, rapid.ID[int]).Draw(t, "edges")
	slices.Sort(edges)
	var spans []hours.Span
	for i := 0; i+1 < len(edges); i += 2 {
		spans = append(spans, hours.Span{From: hours.Minutes(edges[i]), To: hours.Minutes(edges[i+1])})
	}
	return spans
}

func anyNote(t *rapid.T) string {
	return rapid.OneOf(rapid.Just(""), rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("\" ;\n،٣-\u200b")))).Draw(t, "note")
}

func TestCanonicalTextHoldsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h hours.Hours
		if h.Known = rapid.Bool().Draw(t, "known"); h.Known {
			few := []hours.Span(nil)
			for d := range h.Week {
				if rapid.Bool().Draw(t, "new") {
					few = anySpans(t)
				}
				h.Week[d] = slices.Clone(few)
			}
		}
		h.ByAppointment = rapid.Bool().Draw(t, "by appointment")
		h.Note = anyNote(t)
		day := core.Date{Year: 2026, Month: 12, Day: 1}
		for range rapid.IntRange(0, 3).Draw(t, "exceptions") {
			until := day.AddDays(rapid.IntRange(0, 40).Draw(t, "days"))
			h.Exceptions = append(h.Exceptions, hours.Exception{From: day, Until: until, Spans: anySpans(t), Note: anyNote(t)})
			day = day.AddDays(rapid.IntRange(1, 500).Draw(t, "pause"))
		}
		got, err := hours.Parse(h.String())
		if err != nil {
			t.Fatalf("%q: %v", h.String(), err)
		}
		if diff := cmp.Diff(h, got); diff != "" {
			t.Fatalf("%q: %s", h.String(), diff)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"Mo–Fr 9–12 Uhr, Di 14:00-18:00", "Mon-Fri 9am-5pm", "24/7; by appointment", "2026-12-24..2026-12-31 geschlossen",
		`Mo 9-12 "a""b" 2026-12-24 9-12 "c"`, "Fr 20-2", "\xff", "Mo", `"`, "12am-12pm", "24.12.2026", "n. V.", "Mo 9-12; geschlossen",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := hours.Parse(s)
		if err != nil {
			if core.KindOf(err) != core.Invalid {
				t.Fatal(err)
			}
			return
		}
		if again, err := hours.Parse(h.String()); err != nil || !cmp.Equal(h, again) {
			t.Fatalf("%q gives %q, which gives %q (%v)", s, h, again, err)
		}
		zone := time.FixedZone("", 3600)
		for hour := range 24 * 8 {
			at := time.Date(2026, 12, 20, hour, 0, 0, 0, zone)
			if h.At(at) == hours.Open && len(h.Lines()) == 0 && len(h.Exceptions) == 0 {
				t.Fatalf("%q is open without hours", s)
			}
			h.Next(at)
		}
	})
}
