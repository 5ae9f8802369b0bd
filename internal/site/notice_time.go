package site

import (
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// instantLayout is how browsers write a day and a time of the clock.
const instantLayout = "2006-01-02T15:04"

// ReadInstant reads a day, or a day and a time, by the clock of a zone:
// 2026-12-24T18:00, 2026-12-24 18:00, 24.12.2026 18:00, or the day alone, which
// is its beginning. The error is Invalid, also for a time that the clock skips
// when summer begins.
func ReadInstant(s string, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{instantLayout, "2006-01-02 15:04", "2.1.2006 15:04", "2.1.2006, 15:04", time.DateOnly, "2.1.2006"} {
		t, err := time.ParseInLocation(layout, s, zone)
		if err != nil {
			continue
		}
		if naive, _ := time.Parse(layout, s); naive.Hour() != t.Hour() || naive.Minute() != t.Minute() {
			break
		}
		return t, nil
	}
	return time.Time{}, &core.Error{Kind: core.Invalid, Key: "site.notice.time", Args: []any{"value", core.Clip(s, 40)}}
}

// instantWords says an instant by the clock of a zone.
func instantWords(t *text.Printer, at time.Time, zone *time.Location) string {
	at = at.In(zone)
	return t.Say("site.notices.instant", "date", core.DateOf(at), "time", t.Time(at.Hour(), at.Minute()))
}
