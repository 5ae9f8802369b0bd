package app_test

import (
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"verbund/internal/app"
	"verbund/internal/testkit"
)

// TestDemonstrationShowsFortyCases walks what somebody sees who tries the program:
// each centre its own cases, something in every group of the first page, and on
// every page that all of it is invented.
func TestDemonstrationShowsFortyCases(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		began := time.Now()
		n := testkit.Start(t, testkit.Options{Demo: true, People: true, Cases: true, Config: func(c *app.Config) { c.Database = address }})
		t.Logf("started after %v", time.Since(began).Round(time.Millisecond))
		for name, count := range map[string]string{"lead": "26 Fälle", "counsellor": "26 Fälle", "lead2": "14 Fälle", "counsellor2": "14 Fälle"} {
			her := inDemo(t, n, name)
			her.Opens("/casework").Is(http.StatusOK).
				Says(count, "überschritten", "heute", "in den nächsten 7 Tagen", "in den nächsten 30 Tagen", "Vorführung: alle Fälle sind erfunden")
		}
		page := inDemo(t, n, "counsellor2").Opens("/casework/cases?status=all").Is(http.StatusOK).Says("14 Fälle", "Akelei", "Vorführung: alle Fälle sind erfunden").NeverSays("Amsel")
		var cases []string
		for _, link := range page.Role("link") {
			if to := link.Attribute("href"); regexp.MustCompile(`^/casework/cases/[0-9a-f]{32}$`).MatchString(to) && !slices.Contains(cases, to) {
				cases = append(cases, to)
			}
		}
		if len(cases) != 14 {
			t.Fatalf("%d cases are listed", len(cases))
		}
		lead := inDemo(t, n, "lead")
		lead.Opens("/casework").Is(http.StatusOK).Says("Haus Weide", "Wohnung Kiesel")
		lead.Opens("/casework/retention").Is(http.StatusOK).Says("Stieglitz")
		lead.Opens("/casework/requests").Is(http.StatusOK).Says("kein Platz frei")
		inDemo(t, n, "counsellor").Opens("/casework/shift").Is(http.StatusOK).Says("Sprachmittlerin für Edo", "Kriminalpolizei")
		inDemo(t, n, "counsellor2").Opens("/casework/inbox").Is(http.StatusOK).Says("Fachberatungsstelle Ahorn")
		inDemo(t, n, "counsellor2").Opens(cases[0] + "/file").Is(http.StatusOK).Says("Vorführung: alle Fälle sind erfunden")
	})
}
