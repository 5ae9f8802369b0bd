package casework

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

const canary = "Kanarienwort7391"

// handOver is a case of anna's with a consent towards the other centre, and a
// referral to it.
type handOver struct {
	*house
	at       string // address of the case
	referral string // of the referral
	journal  string // id of a line of the journal
	other    string // id of another one
}

func last(address string) string { return address[strings.LastIndex(address, "/")+1:] }

// begins opens a case with some content. towards is whom a consent names; "" is no
// consent.
func (h *house) begins(towards string) handOver {
	h.t.Helper()
	anna := h.as("anna")
	o := handOver{house: h, at: anna.opensCase("Ahorn Wiese 11", "contact-never", "nie abends "+canary)}
	o.journal = last(anna.adds(o.at, "journal", "day", "2026-03-09", "text", "Begleitung zum Amt "+canary))
	o.other = last(anna.adds(o.at, "journal", "day", "2026-03-08", "text", "bleibt im Haus"))
	anna.fills(o.at+"/identity", "family-name", "Geheimname").is(http.StatusSeeOther)
	if towards != "" {
		anna.adds(o.at, "consent", "scope", "hand-over", "given", "written", "day", "2026-03-09", "to-whom", towards, "withheld", "nichts über die Familie")
	}
	return o
}

// to begins the referral to a centre, or to somebody outside.
func (o *handOver) to(centre, outside string) {
	o.t.Helper()
	answer := o.as("anna").posts(o.at+"/referrals", url.Values{"form": {string(vault.NewID())}, "to": {centre}, "outside": {outside}})
	o.referral = strings.TrimSuffix(answer.leadsTo(), "/choose")
}

// chooses ticks intake, one line of the journal, and identity.
func (o *handOver) chooses() {
	o.t.Helper()
	stamp := o.as("anna").opens(o.referral + "/choose").is(http.StatusOK).hidden("stamp")
	o.as("anna").posts(o.referral+"/choose", url.Values{"stamp": {stamp}, "sheets": {"intake"}, "entries-journal": {o.journal}, "apart": {"identity"},
		"note": {"Bitte zuerst anrufen " + canary}, "expires": {"2026-03-20"}}).is(http.StatusSeeOther)
}

func (o *handOver) sends(who string) page {
	o.t.Helper()
	return o.as(who).posts(o.referral+"/send", url.Values{"seen": {o.as(who).opens(o.referral + "/preview").is(http.StatusOK).hidden("seen")}})
}

// sent is a hand-over that lies in the other centre's inbox.
func (h *house) sent() handOver {
	h.t.Helper()
	h.as("clara")
	o := h.begins("Birke Leipzig")
	o.to(string(theirs), "")
	o.chooses()
	o.sends("anna").is(http.StatusSeeOther)
	return o
}

var offerAddress = regexp.MustCompile(`href="(/casework/inbox/[0-9a-f]{32})"`)

// offer is the address of what waits for somebody.
func (v visitor) offer() string {
	v.t.Helper()
	m := offerAddress.FindStringSubmatch(v.opens("/casework/inbox").is(http.StatusOK).body)
	if m == nil {
		v.t.Fatal("nothing is in the inbox")
	}
	return m[1]
}

func (v visitor) accepts() string {
	v.t.Helper()
	return strings.TrimSuffix(v.posts(v.offer()+"/accept", url.Values{"alias": {"Birke Kanal 20"}}).leadsTo(), "/referrals")
}

func TestCaseIsHandedOverAndBothSidesKeepALog(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("clara")
		o := h.begins("Birke Leipzig")
		o.to(string(theirs), "")
		h.as("anna").opens(o.referral+"/choose").is(http.StatusOK).says("The client’s consent to this hand-over is there", "nichts über die Familie", "Begleitung zum Amt", "bleibt im Haus", "Identity")
		o.chooses()
		preview := h.as("anna").opens(o.referral+"/preview").is(http.StatusOK).says("This is how Beratungsstelle Birke Leipzig will read it", canary, "Geheimname", "Bitte zuerst anrufen")
		preview.says("Whom to ask ANNA").neverSays("bleibt im Haus")
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Nothing is waiting") // looking sends nothing
		form := url.Values{"seen": {preview.hidden("seen")}}
		h.as("anna").posts(o.referral+"/send", form).is(http.StatusSeeOther)
		h.as("anna").posts(o.referral+"/send", form).is(http.StatusSeeOther) // the same form again
		status := h.as("anna").opens(o.referral).is(http.StatusOK).says("sent", "20 March 2026", "Journal: 1 entry")

		h.as("clara").opens("/casework").is(http.StatusOK).says("1 hand-over from another centre is waiting")
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Fachberatungsstelle Ahorn", "sent 10 March 2026").neverSays(canary)
		offer := h.as("clara").offer()
		read := h.as("clara").opens(offer).is(http.StatusOK).says("Fachberatungsstelle Ahorn", "ANNA", "Ahorn Wiese 11", canary, "Geheimname", "Bitte zuerst anrufen").neverSays("bleibt im Haus")
		check := regexp.MustCompile(`\b\d{3} \d{3}\b`).FindString(read.text())
		if check == "" || !strings.Contains(status.text(), check) {
			t.Errorf("the check number %q does not stand at the sending centre", check)
		}
		h.as("clara").posts(offer+"/accept", url.Values{"alias": {""}}).is(http.StatusUnprocessableEntity)
		theirCase := h.as("clara").accepts()
		again := h.as("clara").posts(offer+"/accept", url.Values{"alias": {"Birke Kanal 21"}}) // the same form again
		if to := again.leadsTo(); to != theirCase+"/referrals" {
			t.Errorf("accepting twice leads to %s", to)
		}
		h.as("clara").opens("/casework/cases").is(http.StatusOK).says("1 case", "Birke Kanal 20")
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Nothing is waiting")
		h.as("clara").opens(theirCase+"/entries/journal").is(http.StatusOK).says("1 entry", "Begleitung zum Amt")
		h.as("clara").opens(theirCase + "/identity").is(http.StatusOK).holds("Geheimname")
		in := h.as("clara").opens(theirCase+"/referrals").is(http.StatusOK).says("Fachberatungsstelle Ahorn", "from them", "accepted")
		inAddress := regexp.MustCompile(`href="(` + theirCase + `/referrals/[0-9a-f]{32})"`).FindStringSubmatch(in.body)[1]
		h.as("clara").opens(inAddress).is(http.StatusOK).says("This case came to you by this hand-over", "10 March 2026")

		h.as("anna").opens("/casework").is(http.StatusOK).says("1 answer to your referrals")
		h.as("anna").opens("/casework/inbox").is(http.StatusOK).says("Ahorn Wiese 11", "accepted", "Beratungsstelle Birke Leipzig")
		h.as("anna").opens(o.referral).is(http.StatusOK).says("accepted", "The other centre has answered")
		h.as("anna").posts(o.referral+"/note", nil).is(http.StatusSeeOther)
		h.as("anna").posts(o.referral+"/note", nil).is(http.StatusSeeOther)
		h.as("anna").opens(o.referral).is(http.StatusOK).says("The other centre has made a case of it").neverSays("has answered")
		h.as("anna").opens("/casework").is(http.StatusOK).neverSays("answer to your referrals")

		h.as("anna").posts(o.referral+"/finish", nil).is(http.StatusConflict) // only who took it in can say so
		h.as("clara").posts(inAddress+"/finish", nil).is(http.StatusSeeOther)
		h.as("anna").opens(o.referral).is(http.StatusOK).says("complete")
	})
}

func TestHandOverIsDeclinedWithAReasonAndNothingOfItStays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.sent()
		offer := h.as("clara").offer()
		h.as("clara").posts(offer+"/decline", url.Values{"reason": {" "}}).is(http.StatusUnprocessableEntity)
		h.as("clara").posts(offer+"/decline", url.Values{"reason": {"zurzeit kein Platz"}}).is(http.StatusSeeOther)
		h.as("clara").posts(offer+"/decline", url.Values{"reason": {"zurzeit kein Platz"}}).is(http.StatusSeeOther) // the same form again
		h.as("clara").opens(offer).is(http.StatusNotFound)
		h.as("clara").posts(offer+"/accept", url.Values{"alias": {"Birke Kanal 20"}}).is(http.StatusNotFound)
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("1 hand-over that was declined", "zurzeit kein Platz")
		h.as("anna").opens(o.referral).is(http.StatusOK).says("declined", "zurzeit kein Platz")
		h.as("anna").posts(o.referral+"/note", nil).is(http.StatusSeeOther)
		h.as("anna").opens(o.referral).is(http.StatusOK).says("declined", "zurzeit kein Platz", "Nothing of it is kept there")
		if n := h.rows("casework_inbox"); n != 0 {
			t.Errorf("%d pieces are still in the inboxes", n)
		}
	})
}

func (h *house) rows(table string) (n int) {
	h.t.Helper()
	h.must(func(tx *sql.Tx) error { return tx.QueryRow("SELECT count(*) FROM " + table).Scan(&n) })
	return n
}

func TestWithoutConsentNothingLeavesUntilASecondColleagueAgrees(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("clara")
		o := h.begins("Kinderklinik Nord")
		o.to(string(theirs), "")
		o.chooses()
		h.as("anna").opens(o.referral+"/preview").is(http.StatusOK).says("There is no consent that stands", "Kinderklinik Nord")
		seen := h.as("anna").opens(o.referral + "/preview").hidden("seen")
		h.as("anna").posts(o.referral+"/send", url.Values{"seen": {seen}}).is(http.StatusForbidden)
		h.as("berta").posts(o.referral+"/send", url.Values{"seen": {seen}}).is(http.StatusForbidden) // nobody has given a reason
		h.as("anna").posts(o.referral+"/ask", url.Values{"seen": {seen}}).is(http.StatusUnprocessableEntity)
		h.as("anna").posts(o.referral+"/ask", url.Values{"seen": {seen}, "reason": {"Lebensgefahr " + canary}}).is(http.StatusSeeOther)
		own := h.as("anna").opens(o.referral + "/preview").is(http.StatusOK).says("waits until a second colleague")
		if strings.Contains(own.body, o.referral+"/send") {
			t.Error("who asked is offered to agree herself")
		}
		h.as("anna").opens("/casework").is(http.StatusOK).neverSays("second person")
		h.as("berta").opens("/casework").is(http.StatusOK).says("1 hand-over waits for a second person")
		h.as("berta").opens("/casework/inbox").is(http.StatusOK).says("Ahorn Wiese 11").neverSays(canary)
		h.as("tina").posts(o.referral+"/send", url.Values{"seen": {"x"}}).is(http.StatusForbidden)

		preview := h.as("berta").opens(o.referral+"/preview").is(http.StatusOK).says("ANNA asks for a second colleague", "Lebensgefahr")
		h.as("anna").fills(o.at+"/entries/journal/"+o.journal, "text", "noch etwas dazu").is(http.StatusSeeOther)
		h.as("berta").posts(o.referral+"/send", url.Values{"seen": {preview.hidden("seen")}}).is(http.StatusConflict) // it is no longer what she saw
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Nothing is waiting")

		stamp := h.as("anna").opens(o.referral + "/choose").hidden("stamp")
		h.as("anna").posts(o.referral+"/choose", url.Values{"stamp": {stamp}, "sheets": {"intake"}, "expires": {"2026-03-20"}}).is(http.StatusSeeOther)
		o.sends("berta").is(http.StatusForbidden) // she was asked about something else
		h.as("anna").posts(o.referral+"/ask", url.Values{"seen": {h.as("anna").opens(o.referral + "/preview").hidden("seen")}, "reason": {"Lebensgefahr"}}).is(http.StatusSeeOther)
		o.sends("berta").is(http.StatusSeeOther)
		h.as("anna").opens(o.referral).is(http.StatusOK).says("Lebensgefahr", "ANNA asks", "BERTA agreed")
		h.as("berta").opens("/casework").is(http.StatusOK).neverSays("second person")
		h.as("clara").offer()
	})
}

func TestConsentThatIsWithdrawnMeanwhileBlocksTheHandOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("clara")
		o := h.begins("Birke Leipzig")
		o.to(string(theirs), "")
		o.chooses()
		seen := h.as("anna").opens(o.referral + "/preview").hidden("seen")
		consent := h.as("anna").entriesOf(o.at, "consent")[0]
		h.as("berta").fills(consent, "withdrawn", "2026-03-10").is(http.StatusSeeOther)
		h.as("anna").posts(o.referral+"/send", url.Values{"seen": {seen}}).is(http.StatusForbidden).says("There is no consent that stands")
	})
}

func TestHandOverIsTakenBackBeforeAndAfterItWasAccepted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.sent()
		offer := h.as("clara").offer()
		form := url.Values{"passage": {"sent"}}
		h.as("anna").posts(o.referral+"/revoke", form).is(http.StatusSeeOther)
		h.as("anna").posts(o.referral+"/revoke", form).is(http.StatusSeeOther) // the same form again
		h.as("anna").opens(o.referral).is(http.StatusOK).says("taken back")
		h.as("clara").opens(offer).is(http.StatusNotFound).says("taken back")
		h.as("clara").posts(offer+"/accept", url.Values{"alias": {"x"}}).is(http.StatusNotFound)
		if n := h.rows("casework_inbox"); n != 0 {
			t.Errorf("%d pieces of what was taken back are still in the inbox", n)
		}

		o.to(string(theirs), "")
		o.chooses()
		o.sends("anna").is(http.StatusSeeOther)
		theirCase := h.as("clara").accepts()
		h.as("anna").posts(o.referral+"/revoke", form).is(http.StatusConflict).says("changed in the meantime") // she saw it as not accepted
		h.as("anna").opens(o.referral).is(http.StatusOK).says("ask for erasure")
		h.as("anna").posts(o.referral+"/revoke", url.Values{"passage": {"accepted"}}).is(http.StatusSeeOther)
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Birke Kanal 20", "taken back")
		in := regexp.MustCompile(theirCase + `/referrals/[0-9a-f]{32}`).FindString(h.as("clara").opens(theirCase + "/referrals").body)
		h.as("clara").opens(in).is(http.StatusOK).says("asks you to erase what you received")
		h.as("clara").posts(in+"/note", nil).is(http.StatusSeeOther)
		h.as("clara").opens(in).is(http.StatusOK).says("asks you to erase")
		h.as("clara").opens(theirCase).is(http.StatusOK) // it is theirs to erase
	})
}

func TestHandOverExpiresForBothSides(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.sent()
		offer := h.as("clara").offer()
		h.clock.Advance(10 * 24 * time.Hour)
		h.as("clara").opens(offer).is(http.StatusOK) // its last day
		h.clock.Advance(24 * time.Hour)
		h.as("clara").opens(offer).is(http.StatusGone).neverSays(canary)
		h.as("clara").posts(offer+"/accept", url.Values{"alias": {"x"}}).is(http.StatusGone)
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Expired")
		h.as("clara").opens("/casework").is(http.StatusOK).neverSays("hand-over from another centre")
		h.as("anna").opens(o.referral).is(http.StatusOK).says("expired")
		h.as("anna").posts(o.referral+"/revoke", url.Values{"passage": {"expired"}}).is(http.StatusSeeOther)
		h.as("anna").opens(o.referral).is(http.StatusOK).says("expired")
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Nothing is waiting")
		h.as("clara").posts(offer+"/clear", nil).is(http.StatusSeeOther) // gone already
	})
}

func TestCentreWithoutAKeyIsReachedAsSomebodyOutside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.begins("Centre Cedar")
		form := url.Values{"form": {string(vault.NewID())}, "to": {string(keyless)}}
		h.as("anna").posts(o.at+"/referrals", form).is(http.StatusUnprocessableEntity).says("cannot be reached this way", "encrypted file")
		for to, wrong := range map[string]url.Values{
			"nobody":   {},
			"herself":  {"to": {string(ours)}},
			"both":     {"to": {string(keyless)}, "outside": {"Kinderklinik"}},
			"unknown":  {"to": {"0190a000-0000-7000-8000-0000000000ff"}},
			"too long": {"outside": {strings.Repeat("ä", 121)}},
		} {
			if h.as("anna").posts(o.at+"/referrals", wrong).status != http.StatusUnprocessableEntity {
				t.Errorf("a referral to %s was begun", to)
			}
		}
		o.to("", "Centre Cedar")
		h.as("anna").opens(o.referral + "/choose").is(http.StatusOK).says("consent to this hand-over is there")
	})
}

// The file for somebody outside opens with the words alone, says what was shown,
// and is not kept once it left.
func TestFileForSomebodyOutsideOpensWithTheWordsToldByPhone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.begins("Kinderklinik Nord")
		o.to("", "Kinderklinik Nord")
		o.chooses()
		o.sends("anna").is(http.StatusSeeOther)
		status := h.as("anna").opens(o.referral).is(http.StatusOK)
		words := regexp.MustCompile(`[A-Z][a-z]+(-[A-Z][a-z]+){6}`).FindString(status.text())
		if words == "" {
			t.Fatalf("no words are shown: %s", status.text())
		}
		h.as("berta").opens(o.referral).is(http.StatusOK).neverSays(words)
		h.as("berta").opens(o.referral + "/parcel").is(http.StatusForbidden)
		h.as("berta").posts(o.referral+"/put-away", nil).is(http.StatusForbidden)
		h.as("anna").fills(o.at+"/entries/journal/"+o.journal, "text", "nachher geändert").is(http.StatusSeeOther)
		file := h.as("anna").opens(o.referral + "/parcel").is(http.StatusOK).body
		packed, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		read := func(name string) []byte {
			f, err := packed.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(f)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		if guide := string(read("LIESMICH-README.txt")); !strings.Contains(guide, "age -d") || strings.Contains(guide, "Ahorn") {
			t.Error("the instructions are missing, or name somebody")
		}
		by, err := vault.PassphraseIdentity(words)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := vault.OpenSealedFile(bytes.NewReader(read("nachricht.html.age")), by)
		if err != nil {
			t.Fatal(err)
		}
		letter, err := io.ReadAll(opened)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{"Begleitung zum Amt", "Geheimname", "Fachberatungsstelle Ahorn", "ANNA", "Bitte zuerst anrufen", `<meta charset="utf-8"`} {
			if !strings.Contains(string(letter), said) {
				t.Errorf("the file does not say %q", said)
			}
		}
		if strings.Contains(string(letter), "bleibt im Haus") || strings.Contains(string(letter), "http") {
			t.Error("the file holds what was not chosen, or leads somewhere")
		}
		h.as("anna").posts(o.referral+"/put-away", nil).is(http.StatusSeeOther)
		h.as("anna").opens(o.referral).is(http.StatusOK).neverSays(words)
		h.as("anna").opens(o.referral + "/parcel").is(http.StatusGone)
		o.sends("anna").is(http.StatusSeeOther)
		if again := h.as("anna").opens(o.referral).text(); strings.Contains(again, words) || !strings.Contains(again, "seven words") {
			t.Error("making the file again gives the same words, or none")
		}
		h.as("anna").posts(o.referral+"/finish", nil).is(http.StatusSeeOther)
		h.as("anna").opens(o.referral).is(http.StatusOK).says("complete")
	})
}

// forge puts something into an inbox that no centre sent.
func (h *house) forge(to core.ID, p post, body []byte) {
	h.t.Helper()
	plain, err := json.Marshal(p)
	if err != nil {
		h.t.Fatal(err)
	}
	h.must(func(tx *sql.Tx) error {
		for number, part := range [][]byte{plain, body} {
			if part == nil {
				continue
			}
			sealed, err := h.vault.SealToInbox(h.t.Context(), tx, to, part)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO casework_inbox (id, centre, message, number, sealed) VALUES ($1, $2, $3, $4, $5)`,
				string(vault.NewID()), string(to), string(p.ID), number, sealed); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestWhoDoesNotKnowTheProofCannotAnswerForACentre(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.sent()
		message := vault.ID(last(h.as("clara").offer()))
		them := Party{Centre: theirs, Name: "Birke"}
		for name, forged := range map[string]post{
			"without a proof":  {Kind: postAnswer, About: message, From: them, Passage: Declined},
			"with a wrong one": {Kind: postAnswer, About: message, From: them, Passage: Declined, Proof: vault.NewID()},
			"a revocation":     {Kind: postRevocation, About: message, From: them},
			"about nothing":    {Kind: postAnswer, About: vault.NewID(), From: them, Passage: Accepted},
			"of no kind":       {About: message, From: them},
		} {
			forged.ID, forged.Pieces, forged.Day = vault.NewID(), 1, dayAt(t, "2026-03-10")
			h.forge(ours, forged, nil)
			h.as("anna").opens(o.referral).is(http.StatusOK).says("Nobody has accepted it yet").neverSays("has answered")
			h.as("anna").posts(o.referral+"/note", nil).is(http.StatusSeeOther)
			if page := h.as("anna").opens(o.referral); !strings.Contains(page.text(), "Nobody has accepted it yet") {
				t.Errorf("an answer %s was believed", name)
			}
		}
		h.forge(ours, post{Kind: postHandOver, ID: vault.NewID(), From: Party{Centre: "nowhere", Name: "Office of the network"}, Pieces: 1}, nil)
		h.as("anna").opens("/casework/inbox").is(http.StatusOK).neverSays("Office of the network")
		h.must(func(tx *sql.Tx) error { // bytes that open with nothing
			_, err := tx.Exec(`INSERT INTO casework_inbox (id, centre, message, number, sealed) VALUES ('x', $1, 'y', 0, $2)`, string(theirs), []byte("garbage"))
			return err
		})
		h.as("clara").accepts()
		h.as("anna").opens(o.referral).is(http.StatusOK).says("accepted") // the real answer still counts
	})
}

func TestAnswerAboutAnErasedCaseCanBeCleared(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.sent()
		h.as("clara").accepts()
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			f, err := a.Folder(t.Context(), tx, idOf(o.at))
			if err != nil {
				return err
			}
			return f.Erase(t.Context(), tx)
		})
		inbox := h.as("anna").opens("/casework/inbox").is(http.StatusOK).says("a case that is gone", "accepted")
		clear := regexp.MustCompile(`action="(/casework/inbox/[0-9a-f]{32}/clear)"`).FindStringSubmatch(inbox.body)[1]
		h.as("anna").posts(clear, nil).is(http.StatusSeeOther)
		h.as("anna").posts(clear, nil).is(http.StatusSeeOther)
		h.as("anna").opens("/casework").is(http.StatusOK).neverSays("answer to your referrals")
	})
}

func TestForeignLetterBringsOnlyWhatTheDataSetKnows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := h.as("anna").worker()
		l := d.sound(letter{Alias: strings.Repeat("x", 500), Note: strings.Repeat("y", 9000), Records: []carry{
			{Sheet: "nowhere", Answers: map[string][]string{"text": {"a"}}},
			{Sheet: "referral", Answers: map[string][]string{"text": {"a"}}},
			{Sheet: "journal", Answers: map[string][]string{"text": {strings.Repeat("z", 90_000)}, "kind": {"invented"}}},
			{Sheet: "task", Answers: map[string][]string{"what": {"anrufen"}, "who": {"somebody"}, "evil": {"x"}, "due": {"soon"}}},
		}})
		if len(l.Records) != 1 || l.Records[0].Sheet != "task" || len(l.Records[0].Answers) != 1 || len(l.Alias) > 100 || len(l.Note) > 2100 {
			t.Errorf("the letter brings %+v", l.Records)
		}
	})
}

func TestHandOverOfWhichAPieceIsMissingIsNotRead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.sent()
		offer := h.as("clara").offer()
		h.must(func(tx *sql.Tx) error {
			_, err := tx.Exec(`DELETE FROM casework_inbox WHERE number = 1`)
			return err
		})
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("a piece is missing")
		h.as("clara").opens(offer).is(http.StatusGone)
		h.as("clara").posts(offer+"/accept", url.Values{"alias": {"x"}}).is(http.StatusGone)
		h.as("clara").posts(offer+"/clear", nil).is(http.StatusSeeOther)
		h.as("clara").opens("/casework/inbox").is(http.StatusOK).says("Nothing is waiting")
	})
}

func TestLargeHandOverTravelsInPiecesAndArrivesWhole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("clara")
		d := h.as("anna").worker()
		l := letter{Alias: "Ahorn Wiese 11"}
		for range 600 {
			l.Records = append(l.Records, carry{Sheet: "journal", Answers: map[string][]string{"text": {strings.Repeat("ä", 2000)}}})
		}
		r := &Referral{With: Party{Centre: theirs}, Message: vault.NewID(), Proof: vault.NewID(), Expires: dayAt(t, "2026-03-20")}
		h.must(func(tx *sql.Tx) error { return d.dispatch(t.Context(), tx, r, l, Party{Centre: ours}, "ANNA") })
		if n := h.rows("casework_inbox"); n < 3 {
			t.Fatalf("it travels in %d pieces", n)
		}
		theirCase := h.as("clara").accepts()
		h.as("clara").opens(theirCase + "/entries/journal").is(http.StatusOK).says("600 entries")
	})
}

func TestC1NothingOfAHandOverStandsReadableInTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.sent()
		h.as("clara").accepts()
		h.as("anna").posts(o.referral+"/note", nil).is(http.StatusSeeOther)
		o.to("", "Kinderklinik Nord")
		h.as("anna").adds(o.at, "consent", "scope", "hand-over", "given", "oral", "day", "2026-03-09", "to-whom", "Kinderklinik Nord")
		o.chooses()
		o.sends("anna").is(http.StatusSeeOther)
		words := regexp.MustCompile(`[A-Z][a-z]+(-[A-Z][a-z]+){6}`).FindString(h.as("anna").opens(o.referral).text())
		secrets := []string{canary, "Geheimname", "Kinderklinik", "Ahorn Wiese", "Birke Kanal", "Bitte zuerst", "hand-over", words}
		for _, place := range h.everything() {
			for _, s := range secrets {
				if bytes.Contains(place, []byte(s)) {
					t.Errorf("the database holds %q", s)
				}
			}
		}
		if strings.Contains(h.log.String(), canary) {
			t.Error("the log holds what was typed")
		}
	})
}

// everything is all that the database holds: each value of each table, and on
// SQLite the bytes of its files too.
func (h *house) everything() (all [][]byte) {
	h.t.Helper()
	tables, err := h.db.Tables(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	h.must(func(tx *sql.Tx) error {
		for _, table := range tables {
			rows, err := tx.Query(`SELECT * FROM "` + table.Name + `"`)
			if err != nil {
				return err
			}
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			values := make([]sql.RawBytes, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			for rows.Next() {
				if err := rows.Scan(into...); err != nil {
					return err
				}
				for _, v := range values {
					all = append(all, bytes.Clone(v))
				}
			}
			rows.Close()
		}
		return nil
	})
	if len(all) < 50 {
		h.t.Fatalf("only %d values were searched", len(all))
	}
	if h.folder != "" {
		files, err := filepath.Glob(filepath.Join(h.folder, "*"))
		if err != nil || len(files) == 0 {
			h.t.Fatal("no files of the database", err)
		}
		for _, f := range files {
			if b, err := os.ReadFile(f); err == nil {
				all = append(all, b)
			}
		}
	}
	return all
}

func TestC17TwoPeopleChoosingWhatGoesAlongSeeEachOther(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.as("clara")
		o := h.begins("Birke Leipzig")
		o.to(string(theirs), "")
		slow := h.as("berta").opens(o.referral + "/choose").hidden("stamp")
		o.chooses()
		clash := h.as("berta").posts(o.referral+"/choose", url.Values{"stamp": {slow}, "sheets": {"intake"}, "note": {"von Berta"}, "expires": {"2026-03-21"}}).is(http.StatusConflict)
		clash.says("chosen something else in the meantime").holds("von Berta", "2026-03-21")
		h.as("anna").opens(o.referral).is(http.StatusOK).says("Bitte zuerst anrufen")
		h.as("berta").posts(o.referral+"/choose", url.Values{"stamp": {clash.hidden("stamp")}, "sheets": {"intake"}, "note": {"von Berta"}, "expires": {"2026-03-21"}}).is(http.StatusSeeOther)
		h.as("anna").opens(o.referral).is(http.StatusOK).says("von Berta")
		for _, wrong := range []string{"", "morgen", "2026-03-09", "2026-06-01"} {
			h.as("anna").posts(o.referral+"/choose", url.Values{"stamp": {slow}, "expires": {wrong}}).is(http.StatusUnprocessableEntity).holds(`value="` + wrong + `"`)
		}
	})
}

func TestTakingBackAndAcceptingAtOnceEndsOneWay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.sent()
		offer := h.as("clara").offer()
		var both sync.WaitGroup
		var taken, back int
		both.Go(func() { taken = h.as("clara").posts(offer+"/accept", url.Values{"alias": {"Birke Kanal 20"}}).status })
		both.Go(func() { back = h.as("anna").posts(o.referral+"/revoke", url.Values{"passage": {"sent"}}).status })
		both.Wait()
		accepted, revoked := taken == http.StatusSeeOther, back == http.StatusSeeOther
		if accepted == revoked {
			t.Fatalf("accepting answered %d, taking back %d", taken, back)
		}
		status := h.as("anna").opens(o.referral).is(http.StatusOK).text()
		if accepted != strings.Contains(status, "accepted") || revoked != strings.Contains(status, "taken back") {
			t.Errorf("accepted: %t, and the sender reads %s", accepted, status)
		}
	})
}

func TestReferralsAreTheirCentresAndTheirRightsOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.sent()
		offer := h.as("clara").offer()
		for _, path := range []string{"", "/choose", "/preview", "/parcel"} {
			h.as("clara").opens(o.referral + path).is(http.StatusNotFound).neverSays(canary)
		}
		for _, path := range []string{"/choose", "/ask", "/send", "/revoke", "/note", "/finish", "/put-away"} {
			if p := h.as("clara").posts(o.referral+path, url.Values{"reason": {"x"}, "expires": {"2026-03-20"}, "passage": {"sent"}}); p.status != http.StatusNotFound {
				t.Errorf("another centre gets %d of %s", p.status, path)
			}
			h.as("tina").posts(o.referral+path, nil).is(http.StatusForbidden)
		}
		h.as("tina").opens(o.referral).is(http.StatusOK).neverSays("<button class=\"danger\"")
		h.as("anna").opens(offer).is(http.StatusNotFound)
		h.as("anna").posts(offer+"/accept", url.Values{"alias": {"x"}}).is(http.StatusNotFound)
		h.as("anna").posts(offer+"/decline", url.Values{"reason": {"x"}}).is(http.StatusNotFound)
		h.enrol("emil", "temporary", theirs)
		h.with("clara", func(tx *sql.Tx, a *vault.Access) error { return a.Grant(t.Context(), tx, h.people["emil"].id) })
		h.as("emil").opens(offer).is(http.StatusOK).says("You do not have the right to read it", "Begleitung zum Amt").neverSays("Geheimname")
	})
}
