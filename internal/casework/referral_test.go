package casework

import (
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
)

func dayAt(t *testing.T, s string) core.Date {
	t.Helper()
	d, err := core.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func allPassages() []Passage {
	return []Passage{"", Prepared, Sent, Accepted, Declined, Revoked, Expired, HandedOver}
}

func allActs() []Act { return []Act{Prepare, Send, Accept, Decline, Revoke, Expire, Finish} }

// at is a referral that has come so far, to be accepted until 24 March 2026.
func at(t *testing.T, p Passage, outside bool) *Referral {
	r := &Referral{Expires: dayAt(t, "2026-03-24")}
	if !outside {
		r.With.Centre = theirs
	}
	if p != "" {
		r.Log = []Step{{Passage: p}}
	}
	return r
}

func TestNothingSkipsInAReferral(t *testing.T) {
	type step struct {
		from Passage
		act  Act
		by   side
	}
	within := map[step]Passage{
		{"", Prepare, giver}: Prepared, {Prepared, Send, giver}: Sent, {Prepared, Revoke, giver}: Revoked,
		{Sent, Accept, taker}: Accepted, {Sent, Decline, taker}: Declined, {Sent, Revoke, giver}: Revoked,
		{Accepted, Finish, taker}: HandedOver, {Accepted, Revoke, giver}: Revoked, {HandedOver, Revoke, giver}: Revoked,
	}
	outside := map[step]Passage{
		{"", Prepare, giver}: Prepared, {Prepared, Send, giver}: Sent, {Prepared, Revoke, giver}: Revoked,
		{Sent, Send, giver}: Sent, {Sent, Finish, giver}: HandedOver, {Sent, Revoke, giver}: Revoked, {HandedOver, Revoke, giver}: Revoked,
		// nobody can accept what left the network; these two only hold for a record that says so
		{Accepted, Finish, taker}: HandedOver, {Accepted, Revoke, giver}: Revoked,
	}
	for _, from := range allPassages() {
		for _, act := range allActs() {
			for _, by := range []side{giver, taker} {
				for out, allowed := range map[bool]map[step]Passage{false: within, true: outside} {
					to, ok := at(t, from, out).after(act, by, dayAt(t, "2026-03-24"))
					want, may := allowed[step{from, act, by}]
					if ok != may || ok && to != want {
						t.Errorf("from %q %s by %d (outside: %t) leads to %q, %t; want %q, %t", from, act, by, out, to, ok, want, may)
					}
				}
			}
		}
	}
}

func TestAReferralCanBeAcceptedUntilItsLastDayAndNotAfter(t *testing.T) {
	r := at(t, Sent, false)
	if r.On(dayAt(t, "2026-03-24")) != Sent || !r.may(Accept, taker, dayAt(t, "2026-03-24")) || r.may(Expire, giver, dayAt(t, "2026-03-24")) {
		t.Error("on its last day a referral could not be accepted, or had expired")
	}
	after := dayAt(t, "2026-03-25")
	if r.On(after) != Expired || r.may(Accept, taker, after) || r.may(Decline, taker, after) || !r.may(Expire, taker, after) || !r.may(Expire, giver, after) {
		t.Error("after its last day a referral could be accepted, or had not expired")
	}
	if err := r.do(Accept, taker, Step{Day: after}); core.KindOf(err) != core.Conflict || len(r.Log) != 1 {
		t.Errorf("what had expired was accepted: %v, %v", err, r.Log)
	}
	if at(t, Sent, true).On(after) != Sent {
		t.Error("a file that left the network expired")
	}
	if at(t, Accepted, false).On(after) != Accepted {
		t.Error("what was accepted in time expired later")
	}
}

func TestWithoutConsentASecondPersonMustAgree(t *testing.T) {
	anna, berta := core.ID("anna"), core.ID("berta")
	for _, c := range []struct {
		override  *Override
		consented bool
		person    core.ID
		may       bool
	}{
		{nil, true, anna, true},
		{nil, false, anna, false},
		{nil, false, berta, false},
		{&Override{Reason: "danger", AskedBy: anna}, false, anna, false},
		{&Override{Reason: "danger", AskedBy: anna}, false, berta, true},
		{&Override{AskedBy: anna}, false, berta, false},
	} {
		if r := (&Referral{Override: c.override}); r.mayLeave(c.consented, c.person) != c.may {
			t.Errorf("%+v: may leave: %t", c, !c.may)
		}
	}
}

func TestOnlyAConsentToHandOverThatStandsCounts(t *testing.T) {
	for _, c := range []struct {
		scope, given, withdrawn string
		allows                  bool
	}{
		{"hand-over", "written", "", true},
		{"hand-over", "oral", "", true},
		{"hand-over", "refused", "", false},
		{"hand-over", "", "", false},
		{"statistics", "written", "", false},
		{"secrecy", "written", "", false},
		{"hand-over", "written", "2026-03-10", false},
		{"hand-over", "written", "2026-03-01", false},
		{"hand-over", "written", "2026-03-11", true},
		{"hand-over", "written", "unreadable", false},
	} {
		a := dataset.Answers{}
		a.Set("scope", c.scope)
		a.Set("given", c.given)
		a.Set("withdrawn", c.withdrawn)
		if allowsHandOver(a, dayAt(t, "2026-03-10")) != c.allows {
			t.Errorf("%+v: allows: %t", c, !c.allows)
		}
	}
}

func TestWhoOfTheCentreDoesSomethingStaysInTheCentre(t *testing.T) {
	set, err := dataset.Load()
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, sheet := range set.Sheets {
		a := dataset.Answers{}
		for _, q := range sheet.Questions() {
			a.Set(q.ID, "x")
		}
		to := carried(sheet, a)
		for _, q := range sheet.Questions() {
			own := strings.HasPrefix(q.List, "@") && q.List != "@rules"
			if slices.Equal(to[q.ID], a[q.ID]) == own {
				t.Errorf("%s of %s goes along: %t", q.ID, sheet.ID, own)
			}
			if own {
				held++
			}
		}
	}
	if held == 0 {
		t.Error("no question was held back")
	}
}

func TestConsentNamesItsRecipient(t *testing.T) {
	for _, c := range []struct {
		toWhom, recipient string
		means             bool
	}{
		{"Beratungsstelle Birke Leipzig", "Beratungsstelle Birke Leipzig", true},
		{"Birke Leipzig", "Beratungsstelle Birke Leipzig", true},
		{"birke, LEIPZIG (Frau Müller)", "Beratungsstelle Birke Leipzig", true},
		{"Frauenberatung Köln", "Frauenberatung Koeln e.V.", true},
		{"Birke Dresden", "Beratungsstelle Birke Leipzig", false},
		{"Beratungsstelle", "Beratungsstelle Birke Leipzig", false},
		{"die Fachberatungsstelle", "Fachberatungsstelle Ahorn", false},
		{"", "Beratungsstelle Birke Leipzig", false},
		{"Jugendamt", "Beratungsstelle Birke Leipzig", false},
	} {
		if means(c.toWhom, c.recipient) != c.means {
			t.Errorf("%q means %q: %t", c.toWhom, c.recipient, !c.means)
		}
	}
}
