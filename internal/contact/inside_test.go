package contact

import (
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/vault"
)

func TestAMessageIsReadAndAnswered(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "I need a place to sleep", "what the employer wrote")
		berta := o.as("berta")
		berta.opens("/contact/inbox").is(http.StatusOK).says("New (1)", "English").neverSays("a place to sleep")
		page := berta.opens(w.at("")).is(http.StatusOK).says("I need a place to sleep", "letter.txt", "8 June 2026")
		file := page.body[strings.Index(page.body, w.at("/files/")):]
		file = file[:strings.Index(file, `"`)]
		if got := berta.opens(file).is(http.StatusOK); got.body != "what the employer wrote" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the file: %q, %q", got.body, got.header.Get("Content-Disposition"))
		}
		o.clock.Set(o.clock.Now().AddDate(0, 0, 2))
		berta.answers(w, "Tomorrow at ten").done("sent")
		if got := w.reads(); len(got) != 1 || got[0].Text != "Tomorrow at ten" || got[0].Day.String() != "2026-03-12" {
			t.Errorf("she reads %+v", got)
		}
		berta.opens(w.at("")).says("Tomorrow at ten", "Answered", "BERTA").neverSays("Waiting for an answer since")
		if err := w.says("Thank you"); err != nil {
			t.Fatal(err)
		}
		berta.opens("/contact/inbox?tab=open").says("one new message")
		o.as("anna").opens("/contact/inbox/figures").is(http.StatusOK).says("March 2026", "English 1")
		berta.opens("/contact/inbox/figures").is(http.StatusForbidden)
	})
}

func TestNobodyElseOpensAConversation(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "only for north", "")
		theirs := []string{"", "/answer", "/preview", "/block", "/case", "/hand-over?to=" + string(north), "/files/" + string(vault.NewID()) + "/" + string(vault.NewID())}
		for _, tail := range theirs {
			o.as("clara").opens(w.at(tail)).is(http.StatusNotFound).neverSays("only for north")
			o.as("dora").opens(w.at(tail)).is(http.StatusForbidden).neverSays("only for north")
		}
		for _, tail := range []string{"/standing", "/take", "/send", "/review", "/discard", "/unblock", "/case"} {
			o.as("clara").posts(w.at(tail), "state", "open", "text", "x", "lang", "en").is(http.StatusNotFound)
			o.as("dora").posts(w.at(tail)).is(http.StatusForbidden)
		}
		o.as("clara").posts(w.at("/answer"), "text", "x", "lang", "en").is(http.StatusNotFound)
		o.as("clara").posts(w.at("/block"), "answer", string(vault.NewID()), "text", "x").is(http.StatusNotFound)
		o.as("clara").opens("/contact/inbox").is(http.StatusOK).neverSays(string(w.box))
		o.as("clara").posts("/contact/inbox/held", "box", string(w.box), "do", "erase", "sure", "1").is(http.StatusSeeOther)
		o.as("anna").opens(w.at("")).is(http.StatusOK).says("only for north")
		if len(w.reads()) != 0 {
			t.Error("somebody answered")
		}
	})
}

func TestPressingSendTwiceSendsOnce(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "hello", "")
		o.as("anna").drafts(w, "preview", "Good morning").is(http.StatusSeeOther)
		page := o.as("anna").opens(w.at("/preview")).is(http.StatusOK).says("Good morning")
		for range 2 {
			o.as("anna").posts(w.at("/send"), "answer", page.hidden("answer"), "revision", page.hidden("revision")).done("sent")
		}
		if got := w.reads(); len(got) != 1 {
			t.Errorf("she reads %d answers", len(got))
		}
	})
}

// C17
func TestC17TwoAtOnceNeverOverwriteEachOther(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "hello", "")
		anna, berta := o.as("anna"), o.as("berta")
		both := berta.opens(w.at("/answer")).hidden("revision")
		anna.drafts(w, "save", "what Anna writes").done("draft")
		clash := berta.posts(w.at("/answer"), "revision", both, "text", "what Berta writes", "lang", "en", "do", "preview").is(http.StatusConflict)
		clash.says("what Anna writes", "what Berta writes", "ANNA")
		berta.posts(w.at("/answer"), "revision", clash.hidden("revision"), "text", "what both write", "lang", "en", "do", "preview").is(http.StatusSeeOther)

		seen := anna.opens(w.at("/preview"))
		berta.drafts(w, "save", "changed while Anna looked").done("draft")
		anna.posts(w.at("/send"), "answer", seen.hidden("answer"), "revision", seen.hidden("revision")).is(http.StatusConflict).says("changed while Anna looked")
		if got := w.reads(); len(got) != 0 {
			t.Errorf("something was sent that Anna had not seen: %+v", got)
		}

		old := berta.opens(w.at("")).hidden("revision")
		anna.posts(w.at("/take"), "revision", old).done("taken")
		clash = berta.posts(w.at("/standing"), "revision", old, "worker", string(o.people["berta"].id), "state", "waiting", "note", "call the interpreter").is(http.StatusConflict)
		clash.says("ANNA", "call the interpreter", "Nothing was overwritten")
		berta.posts(w.at("/take"), "revision", old).is(http.StatusConflict)
		berta.posts(w.at("/standing"), "revision", clash.hidden("revision"), "worker", string(o.people["berta"].id), "state", "waiting", "note", "call the interpreter").done("saved")
		anna.opens("/contact/inbox?tab=waiting").says("BERTA")
	})
}

func TestASecondPairOfEyesSeesTheDraftFirst(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "hello", "")
		anna, berta := o.as("anna"), o.as("berta")
		berta.drafts(w, "save", "Come on Monday", "reviewer", string(o.people["anna"].id)).done("asked")
		anna.opens("/contact/inbox?tab=look").is(http.StatusOK).says("For you to look at (1)", string(w.box))
		page := anna.opens(w.at("/answer")).says("Come on Monday")
		berta.posts(w.at("/review"), "revision", page.hidden("revision"), "do", "agree").is(http.StatusForbidden)
		anna.posts(w.at("/review"), "revision", page.hidden("revision"), "do", "remark").is(http.StatusUnprocessableEntity).says("agree")
		anna.posts(w.at("/review"), "revision", page.hidden("revision"), "do", "agree").done("reviewed")
		berta.opens(w.at("/preview")).says("ANNA agrees")
		berta.drafts(w, "save", "Come on Tuesday", "reviewer", string(o.people["anna"].id)).done("asked")
		berta.opens(w.at("/preview")).says("ANNA has not looked")
	})
}

func TestABlockedMailboxIsToldWhyAndTakesNothingMore(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "hello", "")
		anna := o.as("anna")
		anna.posts(w.at("/block"), "answer", string(vault.NewID()), "text", "").is(http.StatusUnprocessableEntity)
		form := anna.opens(w.at("/block")).is(http.StatusOK).hidden("answer")
		for range 2 {
			anna.posts(w.at("/block"), "answer", form, "text", "We do not read threats").done("blocked")
		}
		if got := w.reads(); len(got) != 1 || got[0].Text != "We do not read threats" {
			t.Errorf("she reads %+v", got)
		}
		if err := w.says("more"); core.KindOf(err) != core.Denied {
			t.Errorf("the message was taken: %v", err)
		}
		anna.opens("/contact/inbox?tab=closed").says("Blocked")
		anna.posts(w.at("/unblock")).done("unblocked")
		if err := w.says("more"); err != nil {
			t.Error(err)
		}
	})
}

func TestACaseIsMadeOnlyAfterAYesAndMovesWhatSheWrote(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "I was not paid", "the contract")
		anna := o.as("anna")
		anna.answers(w, "May we keep this?", "ask", "case").done("sent")
		anna.opens(w.at("/case")).is(http.StatusForbidden)
		w.replies(false)
		anna.posts(w.at("/case"), "revision", anna.opens(w.at("")).hidden("revision")).is(http.StatusForbidden)
		w.replies(true)
		o.broken = errors.New("no room for a case")
		revision := anna.opens(w.at("/case")).is(http.StatusOK).hidden("revision")
		anna.posts(w.at("/case"), "revision", revision).is(http.StatusInternalServerError)
		anna.opens(w.at("")).says("I was not paid")
		o.broken = nil
		anna.posts(w.at("/case"), "revision", revision).is(http.StatusConflict)
		revision = anna.opens(w.at("/case")).is(http.StatusOK).hidden("revision")
		for range 2 {
			page := anna.posts(w.at("/case"), "revision", revision)
			if page.status != http.StatusSeeOther && page.status != http.StatusForbidden {
				t.Fatalf("status %d: %s", page.status, page.text())
			}
		}
		if len(o.made) != 1 || o.made[0].Messages[0].Text != "I was not paid" || o.content[len(o.content)-1] != "the contract" {
			t.Fatalf("cases: %+v, files: %q", o.made, o.content)
		}
		anna.opens(w.at("")).is(http.StatusOK).says("/casework/cases/made", "May we keep this?", "now in the case").neverSays("I was not paid", "letter.txt")
		if got := w.reads(); len(got) != 1 {
			t.Errorf("she reads %+v", got)
		}
		if err := w.says("one thing more"); err != nil {
			t.Fatal(err)
		}
		anna.opens(w.at("")).says("one thing more", "one new message")
	})
}

func TestAnotherCentreAnswersAfterAYes(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "I live in the south", "my photo")
		anna, clara := o.as("anna"), o.as("clara")
		anna.opens(w.at("/hand-over?to=" + string(south))).is(http.StatusForbidden)
		anna.answers(w, "May Süd read this?", "ask", "hand-over", "centre", string(south)).done("sent")
		w.replies(true)
		page := anna.opens(w.at("/hand-over?to=" + string(south))).is(http.StatusOK).says("From now on Süd will answer you")
		send := []string{"to", string(south), "answer", page.hidden("answer"), "messages", page.hidden("messages"), "text", "Süd answers now"}
		if err := w.says("and one thing more"); err != nil {
			t.Fatal(err)
		}
		anna.posts(w.at("/hand-over"), send...).is(http.StatusConflict).says("the person wrote again", "and one thing more")
		clara.opens(w.at("")).is(http.StatusNotFound)
		page = anna.opens(w.at("/hand-over?to=" + string(south)))
		send[3], send[5] = page.hidden("answer"), page.hidden("messages")
		anna.posts(w.at("/hand-over"), send...).done("handed")

		anna.opens(w.at("")).is(http.StatusNotFound)
		anna.opens("/contact/inbox").neverSays(string(w.box))
		theirs := clara.opens(w.at("")).is(http.StatusOK).says("I live in the south", "and one thing more", "letter.txt").neverSays("May Süd read this?")
		if first, second := strings.Index(theirs.body, "I live in the south"), strings.Index(theirs.body, "and one thing more"); first > second {
			t.Error("the messages come in another order")
		}
		file := theirs.body[strings.Index(theirs.body, w.at("/files/")):]
		if got := clara.opens(file[:strings.Index(file, `"`)]).is(http.StatusOK); got.body != "my photo" {
			t.Errorf("the file says %q", got.body)
		}
		clara.answers(w, "Welcome").done("sent")
		var said []string
		for _, one := range w.reads() {
			said = append(said, one.Text)
		}
		if all := strings.Join(said, "|"); len(said) != 3 || !strings.Contains(all, "Welcome") || !strings.Contains(all, "Süd answers now") {
			t.Errorf("she reads %q", said)
		}
	})
}

func TestWhatCameInAFloodIsSifted(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		for range mostAnHour {
			o.room.flood.over()
		}
		real, noise := o.writes(north, "I mean this", ""), o.writes(north, "noise", "")
		anna := o.as("anna")
		for _, do := range []string{"take", "erase"} {
			o.as("clara").posts("/contact/inbox/held", "box", string(noise.box), "do", do, "sure", "1").is(http.StatusSeeOther)
		}
		anna.opens("/contact/inbox?tab=held").is(http.StatusOK).says("Held back (2)")
		anna.posts("/contact/inbox/held", "box", string(real.box), "do", "take").done("sifted")
		anna.posts("/contact/inbox/held", "box", string(noise.box), "box", string(real.box), "do", "erase").is(http.StatusOK).says("2 conversations")
		anna.posts("/contact/inbox/held", "box", string(noise.box), "box", string(real.box), "do", "erase", "sure", "1").done("erased")
		anna.opens("/contact/inbox?tab=new").says("New (1)", string(real.box)).neverSays("Held back")
		anna.opens(noise.at("")).is(http.StatusNotFound)
	})
}

func TestWhatSheDeletesIsGoneFromTheInbox(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "hello", "a file")
		o.as("anna").answers(w, "Good morning").done("sent")
		if err := o.room.forgetAll(t.Context(), w.comes().box); err != nil {
			t.Fatal(err)
		}
		o.as("anna").opens(w.at("")).is(http.StatusNotFound)
		o.as("anna").opens("/contact/inbox").is(http.StatusOK).neverSays(string(w.box))
		o.as("anna").opens("/contact/inbox/figures").says("March 2026")
	})
}

func TestACentreSaysWhatItPromises(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		anna := o.as("anna")
		o.as("berta").opens("/contact/inbox/setup").is(http.StatusForbidden)
		o.as("berta").posts("/contact/inbox/setup", "open", "1").is(http.StatusForbidden)
		anna.posts("/contact/inbox/setup", "open", "1", "within", "0", "languages", "German, Elvish", "name-en", "", "address-en", "javascript:alert(1)").
			is(http.StatusUnprocessableEntity).says("at least one day", "from 1 to 10", "Elvish", "javascript:alert(1)", "begins with https://")
		anna.posts("/contact/inbox/setup", "open", "1", "anyone", "1", "weekdays", "2", "weekdays", "4", "hours", "9 to 12", "within", "3", "languages", "German, romanian",
			"name-en", "A chat", "address-en", "https://chat.example.org/en").done("setup")
		p, err := o.room.Promise(t.Context(), north)
		if err != nil || !p.Open || !p.Anyone || p.Within != 3 || len(p.Weekdays) != 2 || strings.Join(p.Languages, " ") != "de ro" || p.Partners["en"].Address != "https://chat.example.org/en" {
			t.Errorf("%+v, %v", p, err)
		}
		anna.opens("/contact/inbox/setup").is(http.StatusOK).says("German, Romanian", "9 to 12", "A chat")
		anna.posts("/contact/inbox/setup", "weekdays", "2", "within", "3", "languages", "de").done("setup")
		anna.opens("/contact/inbox").says("takes no anonymous messages", "Start taking messages")
		o.as("berta").opens("/contact/inbox").says("The lead of your centre")
	})
}

func TestATextBlockIsProofreadAgainAfterAChange(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "hello", "")
		anna, berta := o.as("anna"), o.as("berta")
		id := string(vault.NewID())
		edit := "/contact/inbox/blocks/edit/" + id
		anna.posts(edit).is(http.StatusUnprocessableEntity)
		for range 2 {
			anna.posts(edit, "lang", "en", "title", "Greeting", "text", "Good morning").done("block")
		}
		stamp := berta.opens(edit).hidden("stamp")
		berta.posts("/contact/inbox/blocks/reviewed/"+id, "stamp", stamp).done("reviewed")
		berta.opens("/contact/inbox/blocks").says("proofread by BERTA")
		berta.drafts(w, "insert", "Dear you", "insert", id).done("inserted")
		berta.opens(w.at("/answer")).says("Dear you\n\nGood morning")
		anna.posts(edit, "stamp", stamp, "lang", "en", "title", "Greeting", "text", "Good evening").done("block")
		berta.opens("/contact/inbox/blocks").says("not proofread yet")
		berta.posts(edit, "stamp", stamp, "lang", "en", "title", "Greeting", "text", "Good night").is(http.StatusConflict).says("Good evening", "Good night")
		o.as("clara").opens(edit).is(http.StatusOK).neverSays("Good evening")
		anna.posts("/contact/inbox/blocks/remove/" + id).done("removed")
		anna.opens("/contact/inbox/blocks").neverSays("Greeting")
	})
}

func TestAClosedCentreReadsAndChangesNothing(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "hello", "")
		o.standing = desk.Closed
		anna := o.as("anna")
		anna.opens(w.at("")).is(http.StatusOK).says("hello").neverSays("/take")
		anna.opens("/contact/inbox").is(http.StatusOK)
		for _, tail := range []string{"/take", "/send", "/unblock", "/discard"} {
			anna.posts(w.at(tail)).is(http.StatusForbidden)
		}
		anna.posts(w.at("/standing"), "state", "open").is(http.StatusForbidden)
		anna.posts(w.at("/answer"), "text", "x", "lang", "en").is(http.StatusForbidden)
		anna.opens("/contact/inbox/setup").is(http.StatusForbidden)
	})
}

func TestAHandOverThatBrokeOffLeavesNothing(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		var folder *vault.Folder
		o.must(func(tx *sql.Tx) (err error) {
			if folder, err = o.vault.Arrive(t.Context(), tx, south, roomName); err != nil {
				return err
			}
			_, err = tx.ExecContext(t.Context(), "INSERT INTO contact_moving (folder, centre, begun_on) VALUES ($1, $2, '2026-03-10')", folder.ID(), south)
			return err
		})
		count := func() (n int) {
			if err := o.db.QueryRow(t.Context(), "SELECT count(*) FROM vault_folder WHERE id = $1", folder.ID()).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for after, want := range []int{1, 1, 0} {
			if err := o.room.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := count(); got != want {
				t.Errorf("after %d days %d folders are left, want %d", after, got, want)
			}
			o.clock.Set(o.clock.Now().AddDate(0, 0, 1))
		}
	})
}

func TestManyWhoSendAtOnceSendOneAnswer(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		w := o.writes(north, "hello", "")
		o.as("anna").drafts(w, "preview", "Good morning").is(http.StatusSeeOther)
		page := o.as("anna").opens(w.at("/preview"))
		answer, revision := page.hidden("answer"), page.hidden("revision")
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				who := []string{"anna", "berta"}[i%2]
				got := o.as(who).posts(w.at("/send"), "answer", answer, "revision", revision)
				if got.status != http.StatusSeeOther && got.status != http.StatusConflict {
					t.Errorf("status %d: %s", got.status, got.text())
				}
			})
		}
		group.Wait()
		if got := w.reads(); len(got) != 1 {
			t.Errorf("she reads %d answers", len(got))
		}
	})
}

func TestWhoeverDealsWithAHeldConversationTakesItIn(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		for range mostAnHour {
			o.room.flood.over()
		}
		w := o.writes(north, "I mean this", "")
		o.as("anna").answers(w, "We have read it").done("sent")
		o.as("anna").opens("/contact/inbox?tab=answered").says(string(w.box)).neverSays("Held back")
	})
}

func TestOnlyAddressesThatLeadSomewhereSafeAreOffered(t *testing.T) {
	for address, want := range map[string]bool{
		"https://chat.example.org/ro": true, "mailto:help@example.org": true, "": false, "http://example.org": false, "https://": false,
		"javascript:alert(1)": false, "mailto:": false, "mailto:Help <help@example.org>": false, "https://user:word@example.org": false, "mailto:a@b.org?bcc=c@d.org": false,
	} {
		if got := leads(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

func TestHalfOfAllFirstAnswersCameWithinTheMedian(t *testing.T) {
	day := func(s string) core.Date {
		d, err := core.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	var all tally
	for first, n := range map[string]int{"2026-03-31": 2, "2026-04-01": 1, "2026-04-10": 2} {
		for range n {
			s := Standing{Lang: "en", Arrived: day("2026-03-31"), First: day(first)}
			all.arrived(s)
			all.answered(s)
		}
	}
	m := all.Months["2026-03"]
	if days, answered := m.median(); m == nil || days != 1 || answered != 5 || m.Count != 5 {
		t.Errorf("%d days, %d answered, %+v", days, answered, m)
	}
}
