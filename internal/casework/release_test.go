package casework

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// network is what takes records, as far as the room knows it.
type network struct {
	rows      map[core.ID]map[int][]Released
	delivered []Released // the last delivery, as it came
	times     int
	fails     error
	frozen    bool
}

// takesRecords gives the house a network that does.
func (h *house) takesRecords() *network {
	n := &network{rows: map[core.ID]map[int][]Released{}}
	h.room.Deliver = func(_ context.Context, _ *sql.Tx, actor core.Actor, year int, rows []Released) error {
		centre := actor.Centre
		if n.fails != nil {
			return n.fails
		}
		n.times++
		n.delivered = slices.Clone(rows)
		before := n.rows[centre][year]
		var now []Released
		for _, row := range rows {
			if row.Kept {
				i := slices.IndexFunc(before, func(b Released) bool { return b.ID == row.ID })
				row = before[i]
			}
			now = append(now, row)
		}
		if n.rows[centre] == nil {
			n.rows[centre] = map[int][]Released{}
		}
		n.rows[centre][year] = now
		return nil
	}
	h.room.Withdraw = func(_ context.Context, _ *sql.Tx, centre core.ID, ids []string) error {
		if n.fails != nil {
			return n.fails
		}
		for year, rows := range n.rows[centre] {
			n.rows[centre][year] = slices.DeleteFunc(slices.Clone(rows), func(row Released) bool { return slices.Contains(ids, row.ID) })
		}
		return nil
	}
	h.room.Receipt = func(_ context.Context, centre core.ID, year int) (Receipt, error) {
		rows, there := n.rows[centre][year]
		if !there {
			return Receipt{Frozen: n.frozen}, nil
		}
		return Receipt{Day: core.Date{Year: 2026, Month: 3, Day: 10}, Rows: len(rows), Frozen: n.frozen}, nil
	}
	return n
}

// of are the rows that the network holds of our centre for 2026, the released first.
func (n *network) ours() (released, bare []Released) {
	for _, row := range n.rows[ours][2026] {
		if row.Released {
			released = append(released, row)
		} else {
			bare = append(bare, row)
		}
	}
	return released, bare
}

const thisYear = "?year=2026"

var boxOf = regexp.MustCompile(`name="case" value="([0-9a-f]{32}\.[0-9a-f]+)"`)

// boxes are the values of the boxes in the list, by case.
func (p page) boxes() map[vault.ID]string {
	all := map[vault.ID]string{}
	for _, m := range boxOf.FindAllStringSubmatch(p.body, -1) {
		all[vault.ID(m[1][:32])] = m[1]
	}
	return all
}

// consents notes the client's yes.
func (v visitor) consents(at string) string {
	return v.adds(at, "consent", "scope", "statistics", "given", "written", "day", "2026-03-03")
}

// releases releases a case on its page.
func (v visitor) releases(at string) page {
	v.t.Helper()
	seen := v.opens(at + "/release" + thisYear).is(http.StatusOK).hidden("seen")
	return v.posts(at+"/release", url.Values{"year": {"2026"}, "seen": {seen}, "decision": {"yes"}})
}

// delivers hands 2026 over.
func (v visitor) delivers() page {
	v.t.Helper()
	seen := v.opens("/casework/release/deliver" + thisYear).is(http.StatusOK).hidden("seen")
	return v.posts("/casework/release/deliver", url.Values{"year": {"2026"}, "seen": {seen}, "password": {rightPassword}})
}

// aCase is a case with the four needed answers.
func (v visitor) aCase(alias string) string {
	at := v.opensCase(alias)
	v.fills(at+"/sheets/person", "gender", "female", "age-band", "22-29", "nationality", "Romania, Ukraine").is(http.StatusSeeOther)
	v.fills(at+"/sheets/exploitation", "forms", "begging", "main-form", "labour", "offences", "stgb-233-2005").is(http.StatusSeeOther)
	return at
}

func TestARecordLeavesWithTheClientsConsentAndTheCentresDecisionOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		lead, berta := h.as("anna"), h.as("berta")
		at := berta.aCase("Ahorn Wiese 11")
		berta.adds(at, "measure", "service", "housing", "outcome", "given", "since", "2026-03-02", "where", "Haus Kanari")
		berta.adds(at, "claim", "kind", "wages", "filed", "2026-03-04", "asked", "987654", "opponent", "Firma Kanari", "enforced", "yes")
		berta.adds(at, "journal", "day", "2026-03-05", "kind", "call", "text", "Kanari im Verlauf")
		other := berta.opensCase("Birke Bach 12", "first-day", "2025-02-02")
		berta.adds(other, "journal", "day", "2026-03-05", "kind", "call", "text", "x")

		berta.opens("/casework/release"+thisYear).is(http.StatusOK).says("Ahorn Wiese 11", "not asked", "still open", "complete", "female · 22 to 29 · Romania, Ukraine · labour exploitation", "In 1 case still open: 4 needed answers").
			neverSays("Kanari")
		if boxes := berta.opens("/casework/release" + thisYear).boxes(); len(boxes) != 0 {
			t.Errorf("without a consent there is something to decide: %v", boxes)
		}
		forged := url.Values{"year": {"2026"}, "seen": {""}, "decision": {"yes"}}
		berta.posts(at+"/release", forged).is(http.StatusConflict).says("Something has changed") // no form led there
		lead.delivers().is(http.StatusSeeOther)
		if released, bare := n.ours(); len(released) != 0 || len(bare) != 2 {
			t.Fatalf("%d released, %d bare", len(released), len(bare))
		}

		berta.consents(at)
		berta.releases(at).is(http.StatusSeeOther)
		berta.opens(at+"/release"+thisYear).is(http.StatusOK).says("yes, of 3 March 2026", "released on 10 March 2026 (BERTA)", "offences=stgb-233", "What stays in your centre").neverSays("Kanari")
		if released, _ := n.ours(); len(released) != 0 {
			t.Error("a decision alone has delivered something")
		}
		lead.opens("/casework/release/deliver"+thisYear).is(http.StatusOK).says("documented 2", "of these new in the year 1", "of these released 1", "of these complete 1", "1 row without any answer", "0 added, 0 removed, 1 changed").neverSays("Ahorn", "Kanari")
		lead.delivers().is(http.StatusSeeOther)
		released, bare := n.ours()
		if len(released) != 1 || len(bare) != 1 {
			t.Fatalf("%d released, %d bare", len(released), len(bare))
		}
		want := map[string][]string{"gender": {"female"}, "age_band": {"22-29"}, "nationality": {"RO", "UA"}, "form": {"labour", "begging"}, "offences": {"stgb-233"},
			"access": {"self"}, "services": {"housing"}, "claims": {"wages"}}
		if got := released[0]; got.New != "yes" || !maps.EqualFunc(got.Cells, want, slices.Equal) {
			t.Errorf("handed over: %v\nwant %v", got, want)
		}
		if got := bare[0]; got.New != "no" || got.Cells != nil {
			t.Errorf("a case that is not released was handed over as %v", got)
		}
		for _, row := range n.delivered {
			if _, ok := vault.ParseID(row.ID); !ok || row.ID == string(idOf(at)) || row.ID == string(idOf(other)) {
				t.Errorf("%q is no random ID of its own", row.ID)
			}
		}
		if !slices.IsSortedFunc(n.delivered, func(a, b Released) int { return strings.Compare(a.ID, b.ID) }) {
			t.Error("the order of rows does not follow from their random IDs")
		}
		everything, err := json.Marshal(n.delivered)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Kanari", "Ahorn", "2026-", "987654", string(idOf(at)), string(h.people["berta"].id)} {
			if strings.Contains(string(everything), word) {
				t.Errorf("what was handed over holds %q: %s", word, everything)
			}
		}
		lead.opens("/casework/release/deliver"+thisYear).is(http.StatusOK).says("Last delivered on 10 March 2026. The network holds 2 rows. It was delivered by ANNA", "0 added, 0 removed, 0 changed")
		berta.posts(at+"/access", berta.asksCopy(at, "rest", "en")).is(http.StatusOK).says("Release for the statistics 2026: released on 10 March 2026")
		events := h.recorded(t)
		for _, code := range []string{"casework.released 2026\n", "casework.delivered 2026\n", "casework.release 2026\n"} {
			if !strings.Contains(events, code) {
				t.Errorf("the record does not say %q:\n%s", code, events)
			}
		}
	})
}

func TestARowKeepsItsIDInAYearAndNeverHasItAgainAfterAWithdrawal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		lead, berta := h.as("anna"), h.as("berta")
		at := berta.aCase("Ahorn Wiese 11")
		entry := berta.consents(at)
		berta.releases(at).is(http.StatusSeeOther)
		lead.delivers().is(http.StatusSeeOther)
		released, _ := n.ours()
		first := released[0].ID

		berta.fills(at+"/sheets/person", "gender", "diverse").is(http.StatusSeeOther)
		berta.opens("/casework/release"+thisYear+"&only=open").is(http.StatusOK).says("Ahorn Wiese 11", "changed since")
		berta.releases(at).is(http.StatusSeeOther)
		berta.opens(at + "/release" + thisYear).is(http.StatusOK).neverSays("have changed since")
		lead.opens("/casework/release/deliver" + thisYear).is(http.StatusOK).says("1 changed")
		lead.delivers().is(http.StatusSeeOther)
		if released, _ = n.ours(); len(released) != 1 || released[0].ID != first || released[0].Cells["gender"][0] != "diverse" {
			t.Fatalf("after a correction: %v", released)
		}
		lead.delivers().is(http.StatusSeeOther) // again, without any change
		if released, _ = n.ours(); len(released) != 1 || released[0].ID != first {
			t.Errorf("delivered again: %v", released)
		}

		berta.fills(entry, "withdrawn", "2026-03-09").is(http.StatusSeeOther)
		if released, bare := n.ours(); len(released)+len(bare) != 0 {
			t.Errorf("after the withdrawal the network still holds %v %v", released, bare)
		}
		berta.opens("/casework/release"+thisYear).is(http.StatusOK).says("withdrawn 9 March 2026", "removed on 10 March 2026")
		lead.delivers().is(http.StatusSeeOther)
		released, bare := n.ours()
		if len(released) != 0 || len(bare) != 1 || bare[0].ID == first {
			t.Errorf("%v %v", released, bare)
		}
		if events := h.recorded(t); !strings.Contains(events, "casework.release-ended withdrawn\n") {
			t.Errorf("the record says:\n%s", events)
		}

		berta.adds(at, "consent", "scope", "statistics", "given", "oral", "day", "2026-03-10")
		lead.delivers().is(http.StatusSeeOther)
		if released, _ = n.ours(); len(released) != 0 {
			t.Error("a new consent has brought an old decision back")
		}
		berta.releases(at).is(http.StatusSeeOther)
		lead.delivers().is(http.StatusSeeOther)
		if released, _ = n.ours(); len(released) != 1 || released[0].ID == first || released[0].ID == bare[0].ID {
			t.Errorf("released anew: %v", released)
		}
	})
}

func TestEveryWayOfNotingThatTheConsentIsGoneRemovesTheRecordAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		lead, berta := h.as("anna"), h.as("berta")
		for name, gone := range map[string]func(at, entry string){
			"withdrawn on the sheet":          func(_, entry string) { berta.fills(entry, "withdrawn", "2026-03-09").is(http.StatusSeeOther) },
			"withdrawn from a day to come on": func(_, entry string) { berta.fills(entry, "withdrawn", "2026-12-24").is(http.StatusSeeOther) },
			"corrected to no":                 func(_, entry string) { berta.fills(entry, "given", "refused").is(http.StatusSeeOther) },
			"the sheet taken out":             func(_, entry string) { berta.posts(entry+"/remove", nil).is(http.StatusSeeOther) },
			"a later no": func(at, _ string) {
				berta.adds(at, "consent", "scope", "statistics", "given", "refused", "day", "2026-03-08")
			},
			"the decision taken back": func(at, _ string) {
				seen := berta.opens(at + "/release" + thisYear).hidden("seen")
				berta.posts(at+"/release", url.Values{"year": {"2026"}, "seen": {seen}, "decision": {"no"}}).is(http.StatusSeeOther)
			},
		} {
			at := berta.aCase("Fall " + name)
			entry := berta.consents(at)
			berta.releases(at).is(http.StatusSeeOther)
			lead.delivers().is(http.StatusSeeOther)
			if released, _ := n.ours(); len(released) != 1 {
				t.Fatalf("%s: %d released", name, len(released))
			}
			gone(at, entry)
			if released, _ := n.ours(); len(released) != 0 {
				t.Errorf("%s: the network still holds %v", name, released)
			}
		}
	})
}

func TestAWithdrawalAndTheRemovalOfTheRecordAreOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		lead, berta := h.as("anna"), h.as("berta")
		at := berta.aCase("Ahorn Wiese 11")
		entry := berta.consents(at)
		berta.releases(at).is(http.StatusSeeOther)
		lead.delivers().is(http.StatusSeeOther)
		n.fails = errors.New("the network is away")
		berta.fills(entry, "withdrawn", "2026-03-09").is(http.StatusInternalServerError)
		n.fails = nil
		berta.opens(at+"/release"+thisYear).says("yes, of 3 March 2026", "released on 10 March 2026") // neither has happened
		if released, _ := n.ours(); len(released) != 1 {
			t.Fatalf("%d released", len(released))
		}
		berta.fills(entry, "withdrawn", "2026-03-09").is(http.StatusSeeOther)
		if released, _ := n.ours(); len(released) != 0 {
			t.Error("the record is still there")
		}

		n.fails = errors.New("the network is away")
		lead.delivers().is(http.StatusInternalServerError)
		n.fails = nil
		lead.opens("/casework/release/deliver" + thisYear).says("1 changed") // nothing was noted as delivered
	})
}

func TestAnErasedCaseLeavesNoRecordAndNoTraceOfItsDelivery(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		lead, berta := h.as("anna"), h.as("berta")
		at, bare := berta.aCase("Ahorn Wiese 11"), berta.aCase("Birke Bach 12")
		berta.consents(at)
		berta.releases(at).is(http.StatusSeeOther)
		for _, one := range []string{at, bare} {
			berta.fills(one+"/close", "reason", "aim-reached", "category", "standard", "day", "2026-03-09").is(http.StatusSeeOther)
		}
		berta.opens(at + "/release" + thisYear).is(http.StatusOK).says("released on 10 March 2026") // closing changes nothing
		lead.delivers().is(http.StatusSeeOther)
		for _, one := range []string{at, bare} {
			berta.fills(one+"/erasure", "scope", "all", "reason", "Sie möchte es so").is(http.StatusSeeOther)
			stamp := lead.opens(one + "/erasure").is(http.StatusOK).hidden("stamp")
			lead.posts(one+"/erasure/confirm", url.Values{"stamp": {stamp}, "password": {rightPassword}}).is(http.StatusSeeOther)
		}
		if released, bare := n.ours(); len(released)+len(bare) != 0 {
			t.Errorf("the network still holds %v %v", released, bare)
		}
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			ledger, err := h.as("anna").worker().ledger(t.Context(), tx, a)
			if err != nil {
				return err
			}
			all, err := leaves[Delivery](t.Context(), tx, ledger, deliveryPart)
			if len(all) != 1 || len(all[0].Value.Rows) != 0 {
				t.Errorf("the house still notes %v", all)
			}
			return err
		})
		if events := h.recorded(t); !strings.Contains(events, "casework.release-ended erased\n") {
			t.Errorf("the record says:\n%s", events)
		}
	})
}

func TestManyCasesAreDecidedWithOneButtonAndEachSaysWhatIsMissing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		lead, berta := h.as("anna"), h.as("berta")
		ready, gap := berta.aCase("Ahorn Wiese 11"), berta.opensCase("Birke Bach 12")
		berta.fills(gap+"/sheets/person", "gender", "-", "age-band", "unknown").is(http.StatusSeeOther)
		hers := lead.aCase("Eiche Turm 13") // anna works on it
		for _, at := range []string{ready, gap, hers} {
			berta.consents(at)
		}
		list := berta.opens("/casework/release"+thisYear).is(http.StatusOK).says("not known: Gender, Age at first contact", "In 1 case still open: 2 needed answers", "To decide (3)", "Answers missing (1)", "Tick the 2 complete cases with consent")
		list.holds(`href="`+gap+`/sheets/exploitation#forms"`, `href="`+gap+`/sheets/person#nationality"`)
		berta.opens(gap + "/sheets/exploitation").holds(`id="forms"`)
		berta.opens("/casework/release" + thisYear + "&only=gaps-2").is(http.StatusOK).says("Birke Bach 12").neverSays("Ahorn Wiese 11")
		berta.opens("/casework/release" + thisYear + "&who=me").is(http.StatusOK).says("Ahorn Wiese 11").neverSays("Eiche Turm 13")
		ticked := berta.opens("/casework/release" + thisYear + "&tick=1").is(http.StatusOK).body
		if strings.Count(ticked, " checked") != 2 {
			t.Errorf("%d boxes are ticked, want 2", strings.Count(ticked, " checked"))
		}

		berta.posts("/casework/release", url.Values{"year": {"2026"}, "decision": {"yes"}}).is(http.StatusUnprocessableEntity).says("Please tick")
		boxes := list.boxes()
		form := url.Values{"year": {"2026"}, "only": {"open"}, "decision": {"yes"}, "case": {boxes[idOf(ready)], boxes[idOf(hers)]}}
		answer := berta.posts("/casework/release", form).is(http.StatusSeeOther)
		if to := answer.header.Get("Location"); to != "/casework/release?done=released&only=open&year=2026" {
			t.Errorf("leads to %s", to)
		}
		berta.posts("/casework/release", form).is(http.StatusSeeOther) // sent twice
		if events := h.recorded(t); strings.Count(events, "casework.released 2026\n") != 2 {
			t.Errorf("the record says:\n%s", events)
		}
		berta.opens("/casework/release"+thisYear+"&done=released").says("Released.", "To decide (1)", "Released (2)")
		berta.posts("/casework/release", url.Values{"year": {"2026"}, "decision": {"no"}, "case": {boxes[idOf(gap)]}}).is(http.StatusSeeOther)
		berta.opens("/casework/release"+thisYear).says("not released, 10 March 2026", "To decide (0)")
		lead.delivers().is(http.StatusSeeOther)
		if released, bare := n.ours(); len(released) != 2 || len(bare) != 1 {
			t.Errorf("%d released, %d bare", len(released), len(bare))
		}
	})
}

func TestC17WhoDecidesOnWhatHasChangedMeanwhileIsShownIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		lead, berta := h.as("anna"), h.as("berta")
		at, other := berta.aCase("Ahorn Wiese 11"), berta.aCase("Birke Bach 12")
		berta.consents(at)
		berta.consents(other)
		boxes := lead.opens("/casework/release" + thisYear).boxes()
		preview := lead.opens("/casework/release/deliver" + thisYear).hidden("seen")

		berta.fills(at+"/sheets/person", "gender", "male").is(http.StatusSeeOther)
		both := url.Values{"year": {"2026"}, "decision": {"yes"}, "case": {boxes[idOf(at)], boxes[idOf(other)]}}
		again := lead.posts("/casework/release", both).is(http.StatusConflict).says("Something has changed in these cases meanwhile", "Ahorn Wiese 11", "Released (1)")
		lead.posts("/casework/release", url.Values{"year": {"2026"}, "decision": {"yes"}, "case": {again.boxes()[idOf(at)]}}).is(http.StatusSeeOther)

		stale := berta.opens(at + "/release" + thisYear).hidden("seen")
		lead.posts(at+"/release", url.Values{"year": {"2026"}, "decision": {"no"}, "seen": {stale}}).is(http.StatusSeeOther)
		berta.posts(at+"/release", url.Values{"year": {"2026"}, "decision": {"yes"}, "seen": {stale}}).is(http.StatusConflict).says("Something has changed meanwhile", "taken back on 10 March 2026")

		lead.posts("/casework/release/deliver", url.Values{"year": {"2026"}, "seen": {preview}, "password": {rightPassword}}).is(http.StatusConflict).says("nothing has been saved yet")
		if n.times != 0 {
			t.Error("what nobody had seen was handed over")
		}
	})
}

func TestOnlyTheOwnCentreDecidesAndOnlyItsLeadDelivers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		lead, berta, tina, clara := h.as("anna"), h.as("berta"), h.as("tina"), h.as("clara")
		at := berta.aCase("Ahorn Wiese 11")
		berta.consents(at)
		box := berta.opens("/casework/release" + thisYear).boxes()[idOf(at)]

		clara.opens(at + "/release").is(http.StatusNotFound).neverSays("Ahorn")
		clara.posts(at+"/release", url.Values{"year": {"2026"}, "decision": {"yes"}}).is(http.StatusNotFound)
		clara.posts("/casework/release", url.Values{"year": {"2026"}, "decision": {"yes"}, "case": {box}}).is(http.StatusNotFound)
		clara.opens("/casework/release" + thisYear).is(http.StatusOK).neverSays("Ahorn")
		clara.delivers().is(http.StatusSeeOther)
		if len(n.rows[theirs][2026]) != 0 || len(n.rows[ours]) != 0 {
			t.Errorf("the other centre has handed over %v", n.rows)
		}
		if boxes := tina.opens("/casework/release" + thisYear).is(http.StatusOK).says("Ahorn Wiese 11").boxes(); len(boxes) != 0 {
			t.Error("who may only read can decide")
		}
		tina.posts("/casework/release", url.Values{"year": {"2026"}, "decision": {"yes"}, "case": {box}}).is(http.StatusForbidden)
		tina.posts(at+"/release", url.Values{"year": {"2026"}, "decision": {"yes"}}).is(http.StatusForbidden)
		for _, path := range []string{"/casework/release/deliver", "/casework/release/file"} {
			berta.posts(path, url.Values{"year": {"2026"}, "password": {rightPassword}}).is(http.StatusForbidden)
		}
		berta.opens("/casework/release/deliver").is(http.StatusForbidden)
		lead.posts("/casework/release/deliver", url.Values{"year": {"2026"}, "password": {"wrong"}}).is(http.StatusUnprocessableEntity).neverSays(`value="wrong"`)
		if n.times != 1 {
			t.Errorf("%d deliveries, want the other centre's", n.times)
		}
	})
}

func TestARestrictedCaseIsDeliveredByWhoCanOpenItAndStaysAsItWas(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		anna, berta := h.as("anna"), h.as("berta")
		at, open := berta.aCase("Ahorn Wiese 11"), berta.aCase("Birke Bach 12")
		berta.consents(at)
		berta.releases(at).is(http.StatusSeeOther)
		anna.delivers().is(http.StatusSeeOther)
		released, _ := n.ours()
		berta.posts(at+"/restrict", url.Values{"readers": {string(h.as("tina").worker().Actor.Person)}, "reason": {"verwandt mit der Leitung"}}).is(http.StatusSeeOther)
		berta.fills(at+"/sheets/person", "gender", "diverse").is(http.StatusSeeOther)

		anna.opens("/casework/release" + thisYear).is(http.StatusOK).says("1 case is restricted to other colleagues").neverSays("Ahorn")
		anna.opens(at + "/release" + thisYear).is(http.StatusForbidden).neverSays("Ahorn")
		anna.opens("/casework/release/deliver"+thisYear).is(http.StatusOK).says("1 row belongs to a case that you cannot open", "documented 1")
		anna.delivers().is(http.StatusSeeOther)
		if again, bare := n.ours(); len(again) != 1 || again[0].ID != released[0].ID || again[0].Cells["gender"][0] != "female" || len(bare) != 1 {
			t.Errorf("%v %v", again, bare)
		}
		if i := slices.IndexFunc(n.delivered, func(r Released) bool { return r.Kept }); i < 0 || n.delivered[i].Cells != nil || n.delivered[i].New != "" {
			t.Errorf("a row that she cannot read was handed over as %v", n.delivered)
		}
		berta.opens(open).is(http.StatusOK)
		consent := berta.entriesOf(at, "consent")[0]
		berta.posts(consent+"/remove", nil).is(http.StatusSeeOther)
		if again, _ := n.ours(); len(again) != 0 {
			t.Errorf("after the withdrawal: %v", again)
		}
	})
}

func TestTheRowsOfADeliveryAreTakenAsCSV(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.takesRecords()
		lead, berta := h.as("anna"), h.as("berta")
		at := berta.aCase("Ahorn Wiese 11")
		berta.consents(at)
		berta.releases(at).is(http.StatusSeeOther)
		berta.aCase("Birke Bach 12")
		lead.posts("/casework/release/file", url.Values{"year": {"2026"}, "password": {"wrong"}}).is(http.StatusUnprocessableEntity)
		file := lead.posts("/casework/release/file", url.Values{"year": {"2026"}, "password": {rightPassword}}).is(http.StatusOK)
		if got := file.header.Get("Content-Disposition"); !strings.Contains(got, "verbund-2026.csv") {
			t.Errorf("the file is called %s", got)
		}
		rows, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		head := "period,centre,new_in_year,released,gender,age_band,minor_at_offence,nationality,recruited_in,exploited_in,form,sector,offences,access,investigation,charge,verdict,residence,title,reflection_period,services,claims,known_to"
		full, empty := "2026,,yes,yes,female,22-29,,RO;UA,,,labour;begging,,stgb-233,self,,,,,,,,,", "2026,,yes,no,,,,,,,,,,,,,,,,,,,"
		var got []string
		for _, row := range rows {
			got = append(got, strings.Join(row, ","))
		}
		slices.Sort(got[1:])
		if !slices.Equal(got, []string{head, empty, full}) && !slices.Equal(got, []string{head, full, empty}) {
			t.Errorf("%s", strings.Join(got, "\n"))
		}
		if events := h.recorded(t); !strings.Contains(events, "casework.release-file 2026\n") {
			t.Errorf("the record says:\n%s", events)
		}
	})
}

func TestACaseCountsInTheYearsInWhichSomethingWasDone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.takesRecords()
		n.frozen = true
		lead, berta := h.as("anna"), h.as("berta")
		at := berta.aCase("Ahorn Wiese 11")
		berta.fills(at+"/sheets/intake?page=1", "first-day", "2024-05-05").is(http.StatusSeeOther)
		berta.adds(at, "journal", "day", "2025-05-05", "kind", "call", "text", "x")
		berta.consents(at)
		berta.opens(at + "/release?year=2026").says("does not count in 2026")
		berta.posts(at+"/release", url.Values{"year": {"2026"}, "decision": {"yes"}, "seen": {"x"}}).is(http.StatusConflict)
		berta.opens("/casework/release?year=2024").says("Ahorn Wiese 11 new yes 3 March 2026")
		berta.opens("/casework/release").says("Ahorn Wiese 11 yes 3 March 2026") // in March the year before is asked for
		berta.opens("/casework/release?year=1999").holds(`year=2025" aria-current="page"`)
		lead.opens("/casework/release/deliver?year=2025").says("has not been delivered yet", "The figures for 2025 have already been made")
	})
}

func TestWhereTheNetworkTakesNoRecordsThePagesSaySo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		lead, berta := h.as("anna"), h.as("berta")
		at := berta.aCase("Ahorn Wiese 11")
		entry := berta.consents(at)
		for _, path := range []string{"/casework/release", "/casework/release/deliver", at + "/release" + thisYear} {
			lead.opens(path).is(http.StatusOK).says("the network takes no records").neverSays("<button type=\"submit\" name=\"decision\"")
		}
		lead.posts("/casework/release/deliver", url.Values{"year": {"2026"}, "password": {rightPassword}}).is(http.StatusForbidden)
		berta.fills(entry, "withdrawn", "2026-03-09").is(http.StatusSeeOther)
	})
}

// BenchmarkReleasesOf2000Cases lists the cases of a year, and makes all that leaves.
func BenchmarkReleasesOf2000Cases(b *testing.B) {
	h := newHouse(b, database.SQLite)
	d := h.as("anna").worker()
	const cases = 2000
	for from := 0; from < cases; from += 500 {
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			for i := from; i < from+500; i++ {
				f, err := a.NewFolder(b.Context(), tx, roomName)
				if err != nil {
					return err
				}
				c := &Case{ID: f.ID(), access: a, folder: f, parts: map[vault.Part]bool{vault.Core: true, vault.Entries: true},
					Head: Head{Alias: fmt.Sprintf("Ahorn Wiese %d", i), Opened: core.Date{Year: 2026, Month: 1, Day: 1 + i%28}, Status: Active}}
				for sheet, answers := range map[string]dataset.Answers{
					"person": {"gender": {"female"}, "birth-year": {"2001"}, "nationality": {"RO"}}, "exploitation": {"forms": {"labour", "sexual"}, "sector": {"care"}},
					"consent": {"scope": {"statistics"}, "given": {"written"}, "day": {"2026-01-02"}},
				} {
					k := &Kept{ID: vault.NewID(), part: vault.Core, Record: Record{Sheet: sheet}}
					k.next(d.state(answers))
					c.records = append(c.records, k)
				}
				if err := f.SetCard(b.Context(), tx, d.card(c).encode()); err != nil {
					return err
				}
				if err := d.setFigure(b.Context(), tx, c, d.figureOf(c)); err != nil {
					return err
				}
				var all releases
				all.set(Release{Year: 2026, Yes: true, Row: string(vault.NewID()), Stamp: vault.NewID()})
				if err := c.sealReleases(b.Context(), tx, all); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for b.Loop() {
		err := d.View(b.Context(), func(tx *sql.Tx, a *vault.Access) error {
			y, err := d.openReleases(b.Context(), tx, a, 2026)
			if n := len(y.outgoing().rows); n != cases {
				b.Fatalf("%d rows", n)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
