package casework

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

func on(month time.Month, day int) core.Date { return core.Date{Year: 2026, Month: month, Day: day} }

func TestFreeBedsFollowFromWhoSleepsThere(t *testing.T) {
	today := on(time.March, 10)
	stay := func(from, until core.Date, persons int) Resident {
		return Resident{StayCard: StayCard{From: from, Until: until, Persons: persons}}
	}
	for what, c := range map[string]struct {
		lives   []Resident
		tonight int
		weeks   []int // the first three
		over    core.Date
	}{
		"nobody":                             {nil, 4, []int{4, 4, 4}, core.Date{}},
		"a mother with two children":         {[]Resident{stay(on(1, 1), core.Date{}, 3)}, 1, []int{1, 1, 1}, core.Date{}},
		"nobody counted is one person":       {[]Resident{stay(on(1, 1), core.Date{}, 0)}, 3, []int{3, 3, 3}, core.Date{}},
		"she leaves today":                   {[]Resident{stay(on(1, 1), today, 1)}, 4, []int{4, 4, 4}, core.Date{}},
		"she leaves tomorrow":                {[]Resident{stay(on(1, 1), on(3, 11), 1)}, 3, []int{3, 4, 4}, core.Date{}},
		"she comes in the second week":       {[]Resident{stay(on(3, 20), core.Date{}, 2)}, 4, []int{4, 2, 2}, core.Date{}},
		"one leaves as the other comes":      {[]Resident{stay(on(1, 1), on(3, 20), 4), stay(on(3, 20), core.Date{}, 4)}, 0, []int{0, 0, 0}, core.Date{}},
		"for one night there are too many":   {[]Resident{stay(on(1, 1), on(3, 21), 4), stay(on(3, 20), core.Date{}, 1)}, 0, []int{0, -1, 3}, on(3, 20)},
		"it is full beyond its beds already": {[]Resident{stay(on(1, 1), core.Date{}, 5)}, -1, []int{-1, -1, -1}, today},
	} {
		o := outlook(4, c.lives, today)
		if o.Tonight != c.tonight || !slices.Equal(o.Weeks[:3], c.weeks) || o.Over != c.over {
			t.Errorf("%s: %+v, want %+v", what, o, c)
		}
	}
}

// hasHouse adds a place and returns its id.
func (v visitor) hasHouse(name, beds string, more ...string) string {
	v.t.Helper()
	form := url.Values{"form": {string(vault.NewID())}, "name": {name}, "beds": {beds}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	v.posts("/casework/houses", form).is(http.StatusSeeOther)
	v.posts("/casework/houses", form).is(http.StatusSeeOther) // the same form again
	for id, label := range v.places() {
		if label == name {
			return id
		}
	}
	v.t.Fatalf("no place %s", name)
	return ""
}

// places are the names of the places by id.
func (v visitor) places() map[string]string {
	v.t.Helper()
	all, err := v.worker().gather(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	by := map[string]string{}
	for _, c := range all.given["@houses"] {
		if by[c.Value] != "" {
			v.t.Errorf("the place %s is there twice", c.Label)
		}
		by[c.Value] = c.Label
	}
	return by
}

func TestHousesShowWhoLivesThereAndWarnOfTooMany(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		lead, berta := h.as("anna"), h.as("berta")
		berta.opens("/casework/houses").is(http.StatusOK).says("This is where the houses and flats of your centre stand").neverSays("Add a place")
		berta.posts("/casework/houses", url.Values{"name": {"Haus Linde"}, "beds": {"3"}}).is(http.StatusForbidden)
		lead.posts("/casework/houses", url.Values{"name": {"Haus Linde"}}).is(http.StatusUnprocessableEntity).says("Beds: This is needed.").holds(`value="Haus Linde"`)
		berta.opens("/casework").is(http.StatusOK).neverSays("free tonight")

		linde := lead.hasHouse("Haus Linde", "3", "kind", "safe-flat", "accessible", "1")
		old := lead.hasHouse("Altbau", "2")
		if len(lead.places()) != 2 {
			t.Errorf("places: %v", lead.places())
		}
		at := berta.opensCase("Ahorn Wiese 11")
		berta.adds(at, "stay", "house", linde, "from", "2026-03-01", "persons", "2")
		entry := berta.adds(at, "stay", "house", old, "from", "2025-01-01", "until", "2025-02-01")
		berta.opens("/casework/houses").is(http.StatusOK).says("3 beds are free tonight", "Haus Linde", "safe flat, Step-free", "Ahorn Wiese 11", "since 1 March 2026", "2 persons")
		berta.opens("/casework").is(http.StatusOK).says("3 beds are free tonight", "Haus Linde: 1 of 3", "Altbau: 2 of 2")

		lead.fills("/casework/houses/"+old, "gone", "1").is(http.StatusSeeOther)
		berta.opens(at + "/entries/stay").neverSays(`<option value="` + old).says("Altbau")
		berta.opens(entry).is(http.StatusOK).holds(`<option value="` + old + `" selected`)
		berta.opens("/casework").says("1 bed is free tonight").neverSays("Altbau")

		second := berta.opensCase("Birke Bach 12")
		answer := berta.fills(second+"/entries/stay", "house", linde, "from", "2026-03-20", "persons", "2").is(http.StatusSeeOther)
		berta.opens(answer.header.Get("Location")).is(http.StatusOK).says("There are now more persons than beds")
		warning := "Haus Linde is overbooked from 20 March 2026. Persons: 4, beds: 3."
		berta.opens("/casework/houses").is(http.StatusOK).says(warning, "Expected", "Birke Bach 12")
		berta.opens("/casework").is(http.StatusOK).says(warning)
	})
}

func TestTwoWhoChangeAHouseSeeBothVersions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		lead := h.as("anna")
		id := lead.hasHouse("Haus Linde", "3")
		form := lead.opens("/casework/houses/" + id).is(http.StatusOK).form()
		lead.fills("/casework/houses/"+id, "beds", "4").is(http.StatusSeeOther)
		form.Set("beds", "5")
		clash := lead.posts("/casework/houses/"+id, form).is(http.StatusConflict).says("somebody changed the same", "Beds 4").holds(`value="5"`)
		lead.posts("/casework/houses/"+id, clash.form()).is(http.StatusSeeOther)
		lead.opens("/casework/houses/" + id).holds(`value="5"`)
	})
}

func TestHousesOfAnotherCentreAreNowhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.as("anna").hasHouse("Haus Linde", "3")
		clara := h.as("clara")
		clara.opens("/casework/houses").is(http.StatusOK).neverSays("Haus Linde")
		clara.opens("/casework/houses/" + id).is(http.StatusNotFound)
		clara.posts("/casework/houses/"+id, url.Values{"name": {"x"}, "beds": {"1"}}).is(http.StatusNotFound)
		h.as("tina").opens("/casework/houses/" + id).is(http.StatusForbidden)
	})
}

// asks notes a request and returns its address.
func (v visitor) asks(fields ...string) string {
	v.t.Helper()
	form := url.Values{"form": {string(vault.NewID())}, "day": {"2026-03-09"}, "outcome": {"taken-in"}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	outcome := form.Get("outcome")
	form.Set("outcome", "taken-in") // leads to the request itself
	to := v.posts("/casework/requests", form).leadsTo()
	if outcome != "taken-in" {
		v.fills(to, "outcome", outcome, "reason", form.Get("reason")).is(http.StatusSeeOther)
	}
	return to
}

func TestRequestsAreNotedListedByMonthAndCounted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		berta := h.as("berta")
		berta.posts("/casework/requests", url.Values{"day": {"2026-03-09"}, "outcome": {"refused"}}).is(http.StatusUnprocessableEntity).says("Please choose why it was refused")
		berta.posts("/casework/requests", url.Values{"day": {"2026-03-09"}, "persons": {"1"}, "children": {"2"}}).is(http.StatusUnprocessableEntity).says("more children than persons")
		form := berta.opens("/casework/requests").is(http.StatusOK).form()
		form.Set("persons", "3")
		form.Set("children", "2")
		form.Set("outcome", "refused")
		form.Set("reason", "no-place")
		form.Set("from", "police")
		for range 2 { // a form that is sent twice
			berta.posts("/casework/requests", form).is(http.StatusSeeOther)
		}
		berta.asks("day", "2026-03-01", "outcome", "taken-in", "from", "self")
		taken := berta.asks("day", "2026-02-28", "outcome", "referred", "reason", "costs")
		berta.opens("/casework/requests").is(http.StatusOK).says("2 requests", "10 March 2026", "no place free", "of these turned away: no place Requests: 1, persons: 3", "taken in Requests: 1, persons: 1").neverSays("28 February")
		berta.opens("/casework/requests?month=2026-03&from=police").is(http.StatusOK).says("1 request").neverSays("1 March 2026")
		berta.opens("/casework/requests?month=2026-02").is(http.StatusOK).says("1 request", "referred on").neverSays("<bdi>costs not covered") // a reason only where it was refused

		berta.posts(taken+"/remove", nil).is(http.StatusSeeOther)
		berta.posts(taken+"/remove", nil).is(http.StatusSeeOther)
		berta.opens("/casework/requests?month=2026-02").is(http.StatusOK).says("No such request", "1 entry taken out")
		berta.posts(taken+"/restore", nil).is(http.StatusSeeOther)
		berta.opens("/casework/requests?month=2026-02").is(http.StatusOK).says("1 request")
		h.as("tina").opens(taken).is(http.StatusOK).says("referred on").neverSays("Take out")
		h.as("tina").posts(taken+"/remove", nil).is(http.StatusForbidden)
		h.as("clara").opens(taken).is(http.StatusNotFound)
		h.as("clara").posts(taken+"/case", nil).is(http.StatusNotFound)
	})
}

func TestCaseIsOpenedOnceFromARequestThatWasTaken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		berta := h.as("berta")
		refused := berta.asks("outcome", "refused", "reason", "no-place")
		berta.posts(refused+"/case", nil).is(http.StatusConflict)
		at := berta.asks("from", "police", "language", "Romanian", "region", "be")
		berta.opens(at).says("Open a case")
		to := berta.posts(at+"/case", nil).leadsTo()
		if again := berta.posts(at+"/case", nil).leadsTo(); again != to {
			t.Errorf("a second case: %s and %s", to, again)
		}
		form := berta.opens(to).is(http.StatusOK).form()
		if form.Get("way") != "police" || form.Get("first-day") != "2026-03-09" || form.Get("languages") != "Romanian" {
			t.Errorf("the intake holds %v", form)
		}
		alias := strings.TrimSuffix(to, "/sheets/intake")
		berta.opens(at).is(http.StatusOK).holds(`href="` + alias + `"`).neverSays("Open a case")
		berta.opens("/casework/cases").says("1 case")
	})
}
