package account

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
)

func march(d int) core.Date {
	if d == 0 {
		return core.Date{}
	}
	return core.Date{Year: 2026, Month: 3, Day: d}
}

// Two duties overlap if there is a day on which both are held.
func TestDutiesOverlapWhereADayIsInBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Duty {
			begins := rapid.IntRange(1, 9).Draw(t, name)
			d := Duty{Begins: march(begins)}
			if rapid.Bool().Draw(t, name+" ends") {
				d.Ends = march(rapid.IntRange(begins, 9).Draw(t, name+" until"))
			}
			return d
		}
		a, b := draw("a"), draw("b")
		both := false
		for d := 1; d <= 10; d++ {
			both = both || a.Holds(march(d)) && b.Holds(march(d))
		}
		if a.overlaps(b) != both || b.overlaps(a) != both {
			t.Errorf("%+v and %+v: %v, want %v", a, b, a.overlaps(b), both)
		}
	})
}

func TestHowFarAColleagueHasCome(t *testing.T) {
	duty := func(role core.Role, begins, ends int) Duty {
		return Duty{Role: role, Begins: march(begins), Ends: march(ends)}
	}
	for _, test := range []struct {
		state  State
		duties []Duty
		holds  bool
		want   Standing
	}{
		{Invited, []Duty{duty(Counsellor, 1, 0)}, false, StandsInvited},
		{Active, []Duty{duty(Counsellor, 1, 0)}, false, StandsWaiting},
		{Active, []Duty{duty(Counsellor, 1, 0)}, true, StandsHolding},
		{Locked, []Duty{duty(Counsellor, 1, 0)}, true, StandsLocked},
		{Active, []Duty{duty(Clerk, 1, 0)}, false, StandsKeyless},
		{Active, []Duty{duty(Clerk, 1, 0), duty(Counsellor, 4, 0)}, false, StandsWaiting},
		{Active, []Duty{duty(Clerk, 1, 0), duty(Counsellor, 6, 0)}, false, StandsKeyless},
		{Active, []Duty{duty(Counsellor, 6, 0)}, false, StandsLater},
		{Active, []Duty{duty(Temporary, 1, 5)}, true, StandsHolding},
		{Active, []Duty{duty(Temporary, 1, 4)}, false, StandsEnded},
		{Active, []Duty{duty(Lead, 1, 4)}, true, StandsLeft},
		{Retired, []Duty{duty(Lead, 1, 0)}, false, StandsEnded},
	} {
		c := Colleague{Person: Person{State: test.state}, Duties: test.duties}
		if got := standing(c, march(5), test.holds); got != test.want {
			t.Errorf("%s with %+v: %s, want %s", test.state, test.duties, got, test.want)
		}
	}
}

// What keeps a centre from losing everything with one password.
func TestACentreIsLiveWithASecondWayToItsKey(t *testing.T) {
	tried := House{KitTriedOn: march(1)}
	for name, test := range map[string]struct {
		state houseState
		want  bool
	}{
		"nobody holds the key":            {houseState{}, false},
		"nobody does, and there are kits": {houseState{House: tried, kit: true}, false},
		"one":                             {houseState{holders: 1}, false},
		"one with a paper kit":            {houseState{holders: 1, kitOfOne: true}, true},
		"one, envelopes never tried":      {houseState{holders: 1, kit: true}, false},
		"one, envelopes tried":            {houseState{House: tried, holders: 1, kit: true}, true},
		"one, tried envelopes replaced":   {houseState{House: tried, holders: 1}, false},
		"two":                             {houseState{holders: 2}, true},
	} {
		if got := test.state.live(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzEnvelopeTypedBack(f *testing.F) {
	const envelope = "ABCD EFGH JKMN PQRS TVWX YZ01 23"
	for _, typed := range []string{"ABCD EFGH JKMN PQRS", "abcd-efgh-jkmn-pqrs", envelope, "ABCD EFGH JKMN PQR", "", "ABCD EFGH JKMN PQRS TVWX YZ01 234", "\x00"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		read := readGroups(typed)
		whole := strings.ReplaceAll(envelope, " ", "")
		if want := len(read) >= 4*4 && len(read) <= len(whole) && whole[:len(read)] == read; groupsMatch(typed, envelope) != want {
			t.Errorf("%q: %v", typed, !want)
		}
		if groups := vault.KitGroups(envelope); len(groups) <= typedGroups {
			t.Error("all of it would have to be typed")
		}
	})
}

func FuzzHistoryDetail(f *testing.F) {
	german, _ := text.LanguageOf("de")
	texts, err := text.Load([]text.Language{german}, Texts(), ui.Texts())
	if err != nil {
		f.Fatal(err)
	}
	printer := texts.For("de")
	for _, detail := range []string{"lead|2026-03-01|", "lead", "lead|x|y", "|", "Anker → Boje", "temporary|2026-03-01|2026-06-30", ""} {
		f.Add(detail)
	}
	f.Fuzz(func(t *testing.T, detail string) {
		said := detailWords(printer, detail)
		role, _, _ := strings.Cut(detail, "|")
		if _, known := PlaceOf(core.Role(role)); !known && said != detail || known && !strings.HasPrefix(said, printer.Say("account.role."+role)) {
			t.Errorf("%q became %q", detail, said)
		}
	})
}
