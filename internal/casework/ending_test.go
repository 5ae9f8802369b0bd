package casework

import (
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

func day(s string) core.Date {
	d, err := core.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestRetentionIsCountedInYears(t *testing.T) {
	rules := ProposedRetention()
	byDay := ProposedRetention()
	byDay.ByDay = true
	for _, c := range []struct {
		closed, category string
		rules            RetentionRules
		due              string
	}{
		{"2026-03-10", "standard", rules, "2030-01-01"},
		{"2026-12-31", "standard", rules, "2030-01-01"},
		{"2027-01-01", "standard", rules, "2031-01-01"},
		{"2026-03-10", "minor", rules, "2037-01-01"},
		{"2026-03-10", "statistics-only", rules, "2026-03-10"},
		{"2026-03-10", "a code of later", rules, "2037-01-01"}, // the longest: nothing goes early because a code is new
		{"2026-03-10", "standard", byDay, "2029-03-10"},
		{"2024-02-29", "standard", byDay, "2027-03-01"},
		{"", "standard", rules, ""},
	} {
		if got := Retention(day(c.closed), c.category, c.rules); got != day(c.due) {
			t.Errorf("closed on %s as %s it is due on %s, want %s", c.closed, c.category, got, c.due)
		}
	}
}

func TestNothingIsErasedAgainstTheRules(t *testing.T) {
	today := day("2026-03-10")
	closed, open := Head{Status: Done, Ending: Ending{Closing: &Closing{}}}, Head{Status: Active}
	held, over, flagged := closed, closed, closed
	held.Hold, over.Hold, flagged.Flags = &Hold{Until: today}, &Hold{Until: day("2026-03-09")}, []string{holdFlag}
	for name, c := range map[string]struct {
		head   Head
		scope  Scope
		reason string
		due    string
		want   string // key of the refusal, "" for none
	}{
		"due":                           {closed, EraseAll, "", "2026-03-10", ""},
		"a day early":                   {closed, EraseAll, "", "2026-03-11", "casework.error.erase-reason"},
		"early, as she wants":           {closed, EraseAll, "her wish", "2030-01-01", ""},
		"open":                          {open, EraseAll, "her wish", "", "casework.error.not-closed"},
		"identity of an open case":      {open, EraseIdentity, "her wish", "", ""},
		"identity without a reason":     {open, EraseIdentity, "", "", "casework.error.erase-reason"},
		"held":                          {held, EraseAll, "", "2020-01-01", "casework.error.held"},
		"held, identity only":           {held, EraseIdentity, "her wish", "2020-01-01", "casework.error.held"},
		"a hold that is over":           {over, EraseAll, "", "2020-01-01", ""},
		"flagged":                       {flagged, EraseAll, "", "2020-01-01", "casework.error.held"},
		"something that does not exist": {closed, "core", "", "2020-01-01", "casework.error.code"},
	} {
		said := ""
		if e, ok := MayErase(c.head, c.scope, c.reason, day(c.due), today).(*core.Error); ok {
			if said = e.Key; len(e.Fields) > 0 {
				said = e.Fields[0].Key
			}
		}
		if said != c.want {
			t.Errorf("%s: refused with %q, want %q", name, said, c.want)
		}
	}
}

func TestTwoPeopleEraseAndOneOfThemLeads(t *testing.T) {
	e := Erasure{AskedBy: "anna"}
	for name, c := range map[string]struct {
		confirms       core.ID
		leads, holders []core.ID
		want           string
	}{
		"another":                {"berta", []core.ID{"anna"}, []core.ID{"anna", "berta"}, ""},
		"herself":                {"anna", []core.ID{"anna"}, []core.ID{"anna"}, "casework.error.same-person"},
		"no lead among them":     {"berta", []core.ID{"clara"}, []core.ID{"anna", "berta"}, "casework.error.no-lead"},
		"the lead confirms":      {"clara", []core.ID{"clara"}, []core.ID{"anna", "clara"}, ""},
		"who proposed it is off": {"clara", []core.ID{"clara"}, []core.ID{"clara"}, "casework.error.asker-left"},
	} {
		said := ""
		if e, ok := MayConfirm(e, c.confirms, c.leads, c.holders).(*core.Error); ok {
			said = e.Key
		}
		if said != c.want {
			t.Errorf("%s: refused with %q, want %q", name, said, c.want)
		}
	}
}

// closes closes a case as standard, or as another category.
func (v visitor) closes(at, category string) page {
	return v.fills(at+"/close", "reason", "aim-reached", "category", category, "stay", "1")
}

func TestAClosedCaseIsReadOnlyUntilItIsReopened(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna, berta := h.as("anna"), h.as("berta")
		at := anna.opensCase("Ahorn Wiese 11")
		anna.fills(at+"/entries/stay", "elsewhere", "shelter", "from", "2026-03-01")
		anna.adds(at, "task", "what", "Anruf beim Amt")
		anna.opens(at+"/close").is(http.StatusOK).says("This is still open", "Anruf beim Amt", "due from 1 January 2030")
		anna.posts(at+"/close", url.Values{"reason": {"aim-reached"}, "category": {"standard"}, "day": {"2026-03-10"}}).is(http.StatusUnprocessableEntity).says("What is still open is listed above")
		anna.posts(at+"/close", url.Values{"stay": {"1"}, "day": {"2026-03-11"}, "note": {"Rückkehr möglich"}}).is(http.StatusUnprocessableEntity).says("Please choose one of the options", "This day lies in the future").holds("Rückkehr möglich")
		anna.posts(at+"/close", url.Values{"stay": {"1"}, "day": {"2026-02-01"}, "reason": {"other"}, "category": {"minor"}}).is(http.StatusUnprocessableEntity).says("The case began on")
		form := anna.opens(at + "/close").form()
		form.Set("reason", "aim-reached")
		form.Set("category", "standard")
		form.Set("stay", "1")
		anna.posts(at+"/close", form).is(http.StatusSeeOther)
		anna.posts(at+"/close", form).is(http.StatusSeeOther) // the same form again
		form.Set("form", string(vault.NewID()))
		berta.posts(at+"/close", form).is(http.StatusConflict).says("closed this case meanwhile")

		berta.opens(at).is(http.StatusOK).says("Closed on 10 March 2026", "It can be read").neverSays("Enter a contact", at+"/head")
		berta.opens(at+"/sheets/person").is(http.StatusOK).neverSays("<textarea", `name="gender"`)
		for path, form := range map[string]url.Values{
			at + "/entries/journal": {"day": {"2026-03-10"}, "text": {"x"}},
			at + "/sheets/person":   {"gender": {"female"}},
			at + "/head":            {"alias": {"Birke"}, "stamp": {"x"}},
			at + "/supervision":     {"text": {"x"}},
		} {
			berta.posts(path, form).is(http.StatusForbidden).says("This case is closed")
		}
		berta.fills(at+"/identity", "family-name", "Berisha").is(http.StatusSeeOther) // what is wrong about her is put right (GDPR, Article 16)

		berta.posts(at+"/reopen", url.Values{"why": {" "}}).is(http.StatusUnprocessableEntity).says("Please give the reason")
		berta.fills(at+"/reopen", "why", "Sie ist zurückgekommen").is(http.StatusSeeOther)
		berta.fills(at+"/sheets/person", "gender", "female").is(http.StatusSeeOther)
		berta.opens(at+"/close").is(http.StatusOK).says("aim reached", "Sie ist zurückgekommen", "BERTA", "ANNA")
		h.as("clara").opens(at + "/close").is(http.StatusNotFound)
		h.as("tina").opens(at + "/close").is(http.StatusForbidden)
	})
}

func TestClosingSaysWhichReferralsAreStillOnTheirWay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("clara")
		o := h.begins("Birke Leipzig")
		o.to(string(theirs), "")
		h.as("anna").opens(o.at+"/close").is(http.StatusOK).says("This is still open", "Referral", "Birke Leipzig", "prepared").holds(`href="` + o.referral + `"`)
		o.chooses()
		o.sends("anna").is(http.StatusSeeOther)
		form := h.as("anna").opens(o.at+"/close").is(http.StatusOK).says("Birke Leipzig", "sent").form()
		form.Set("reason", "aim-reached")
		form.Set("category", "standard")
		h.as("anna").posts(o.at+"/close", form).is(http.StatusUnprocessableEntity).says("What is still open is listed above")
		h.as("anna").posts(o.referral+"/revoke", url.Values{"passage": {"sent"}}).is(http.StatusSeeOther)
		h.as("anna").opens(o.at + "/close").is(http.StatusOK).neverSays("This is still open")
		h.as("anna").posts(o.at+"/close", form).is(http.StatusSeeOther)
	})
}

func TestACaseIsErasedByTwoPeopleAndLeavesNoContent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna, berta := h.as("anna"), h.as("berta")
		at := berta.opensCase("Ahorn Wiese 11")
		berta.fills(at+"/identity", "family-name", "Berisha")
		berta.fills(at+"/supervision", "text", "Mein Anteil")
		berta.posts("/casework/drafts", url.Values{"draft": {at + "/entries/journal"}, "text": {"halb"}}).is(http.StatusOK)
		berta.posts(at+"/erasure", url.Values{"scope": {"all"}, "reason": {"ihr Wunsch"}}).is(http.StatusForbidden).says("The case is still open")
		berta.closes(at, "standard").is(http.StatusSeeOther)
		berta.posts(at+"/erasure", url.Values{"scope": {"all"}}).is(http.StatusUnprocessableEntity).says("The time of keeping is not over yet")
		berta.posts(at+"/erasure", url.Values{"scope": {"all"}, "reason": {"ihr Wunsch"}}).is(http.StatusSeeOther)
		berta.opens(at + "/erasure").is(http.StatusOK).says("You proposed the erasure")
		anna.opens("/casework/erasures").is(http.StatusOK).says("Ahorn Wiese 11", "BERTA")
		stamp := anna.opens(at+"/erasure").is(http.StatusOK).says("ihr Wunsch", "This will be gone", "9 April 2026")
		confirm := url.Values{"stamp": {stamp.hidden("stamp")}, "password": {rightPassword}}
		berta.posts(at+"/erasure/confirm", confirm).is(http.StatusForbidden).says("Another person must confirm it")
		anna.posts(at+"/erasure/confirm", url.Values{"stamp": confirm["stamp"], "password": {"wrong"}}).is(http.StatusUnprocessableEntity)

		// A hold stops it, and takes the proposal back.
		anna.posts(at+"/hold", url.Values{"hold": {"Klage auf Lohn"}, "until": {"2026-03-09"}}).is(http.StatusUnprocessableEntity).says("This day is over").holds("Klage auf Lohn")
		anna.posts(at+"/hold", url.Values{"hold": {"Klage auf Lohn"}, "until": {"2026-04-30"}}).is(http.StatusSeeOther)
		berta.posts(at+"/hold", url.Values{"hold": {"x"}}).is(http.StatusForbidden)
		anna.posts(at+"/erasure/confirm", confirm).is(http.StatusConflict).says("Nothing was erased")
		berta.opens(at+"/erasure").is(http.StatusOK).says("Klage auf Lohn", "30 April 2026")
		berta.posts(at+"/erasure", url.Values{"scope": {"all"}, "reason": {"ihr Wunsch"}}).is(http.StatusForbidden).says("legal hold")
		anna.posts(at+"/hold/lift", nil).is(http.StatusSeeOther)

		// Somebody takes a proposal back, with a reason.
		berta.posts(at+"/erasure", url.Values{"scope": {"all"}, "reason": {"ihr Wunsch"}}).is(http.StatusSeeOther)
		anna.posts(at+"/erasure/withdraw", url.Values{"stop": {""}}).is(http.StatusUnprocessableEntity).says("Please give the reason")
		anna.posts(at+"/erasure/withdraw", url.Values{"stop": {"sie möchte warten"}}).is(http.StatusSeeOther)
		berta.opens(at+"/erasure").is(http.StatusOK).says("sie möchte warten", "ANNA")

		berta.posts(at+"/erasure", url.Values{"scope": {"all"}, "reason": {"ihr Wunsch"}}).is(http.StatusSeeOther)
		confirm.Set("stamp", anna.opens(at+"/erasure").hidden("stamp"))
		anna.posts(at+"/erasure/confirm", confirm).is(http.StatusSeeOther)
		anna.opens(at).is(http.StatusNotFound)
		anna.opens("/casework/cases").is(http.StatusOK).neverSays("Ahorn")
		anna.opens("/casework/erasures?done=case-erased").is(http.StatusOK).says("The case is erased", "9 April 2026", "usual period", "BERTA", "ANNA", string(idOf(at))[:8]).neverSays("Ahorn", "Wunsch")
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			events, err := a.Audit(t.Context(), tx, 0, 10)
			if err != nil {
				return err
			}
			found := false
			for _, e := range events {
				found = found || e.Code == "casework.erased" && e.Folder == idOf(at) && e.Detail == "all"
			}
			if !found {
				t.Error("the sealed record does not say that the case was erased")
			}
			notes, err := a.Cards(t.Context(), tx, supervisionRoom)
			if err != nil {
				return err
			}
			if len(notes) > 0 {
				t.Error("a note for supervision outlives its case")
			}
			w := anna.worker()
			ledger, err := w.ledger(t.Context(), tx, a)
			if err != nil {
				return err
			}
			drafts, err := leaves[Draft](t.Context(), tx, ledger, draftPart)
			if len(drafts) > 0 {
				t.Error("a draft outlives its case")
			}
			return err
		})
	})
}

func TestIdentityIsErasedAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna, berta := h.as("anna"), h.as("berta")
		at := berta.opensCase("Birke Kanal 20")
		berta.fills(at+"/identity", "family-name", "Berisha")
		berta.fills(at+"/location", "address", "bei der Schwester")
		berta.posts(at+"/erasure", url.Values{"scope": {"identity"}, "reason": {"ihr Wunsch"}}).is(http.StatusSeeOther)
		confirm := url.Values{"stamp": {anna.opens(at + "/erasure").says("identity only").hidden("stamp")}, "password": {rightPassword}}
		anna.posts(at+"/erasure/confirm", confirm).is(http.StatusSeeOther)
		anna.opens(at+"/erasure?done=part-erased").is(http.StatusOK).says("The rest of the case stays", "identity only: erased on 10 March 2026", "BERTA", "ANNA")
		anna.opens(at + "/identity").is(http.StatusOK).neverSays("Berisha")
		anna.opens(at).is(http.StatusOK).says("Birke Kanal 20")
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			f, err := a.Folder(t.Context(), tx, idOf(at))
			if err != nil {
				return err
			}
			for part, want := range map[vault.Part]int{vault.Identity: 0, vault.Location: 1, namesPart: 1} {
				all, err := f.All(t.Context(), tx, part)
				if err != nil {
					return err
				}
				if len(all) != want {
					t.Errorf("part %s has %d records, want %d", part, len(all), want)
				}
				for _, r := range all {
					if strings.Contains(strings.ToLower(string(r.Plain)), "berisha") {
						t.Errorf("part %s still holds the name", part)
					}
				}
			}
			return nil
		})
	})
}

func TestTheLeadSeesMonthByMonthWhatIsDue(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna, berta := h.as("anna"), h.as("berta")
		due := berta.opensCase("Ahorn Wiese 11")
		berta.closes(due, "statistics-only").is(http.StatusSeeOther)
		later := berta.opensCase("Birke Kanal 20")
		berta.closes(later, "standard").is(http.StatusSeeOther)
		anna.opens("/casework/retention").is(http.StatusOK).says("Due now", "Ahorn Wiese 11", "Your centre has not decided yet").neverSays("Birke")
		anna.opens("/casework").is(http.StatusOK).says("1 case is due for erasure", "Workload", "Retention", "Restricted cases")
		berta.opens("/casework").is(http.StatusOK).neverSays("/casework/workload", "due for erasure")
		anna.posts("/casework/retention", url.Values{"years-standard": {"31"}, "years-minor": {"x"}}).is(http.StatusUnprocessableEntity).says("whole number from 0 to 30").holds(`value="x"`)
		anna.posts("/casework/retention", url.Values{"years-standard": {"0"}, "years-minor": {"12"}, "years-court": {"10"}, "years-statistics-only": {"1"}, "from": {"day"}}).is(http.StatusSeeOther)
		anna.opens("/casework/retention").is(http.StatusOK).says("Birke Kanal 20", "what your centre has decided").neverSays("Ahorn")
		anna.posts("/casework/retention/propose", url.Values{"case": {string(idOf(later)), string(idOf(due))}}).is(http.StatusSeeOther) // one of them is not due any more
		anna.opens("/casework/retention").is(http.StatusOK).says("proposed by ANNA")
		berta.opens("/casework").is(http.StatusOK).says("1 erasure waits for a second person")
		anna.opens(due + "/erasure").is(http.StatusOK).neverSays("/erasure/confirm")
		berta.opens("/casework/retention").is(http.StatusForbidden)
		h.as("clara").opens("/casework/retention").is(http.StatusOK).neverSays("Ahorn", "Birke")
	})
}
