package centres

import (
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/text"
)

func linkTo(r Record, a Action) Link {
	return Link{entry: r.ID, action: a, quarter: Quarter{2026, 1}, revision: r.Revision, until: core.Date{Year: 2026, Month: 7, Day: 12}}
}

func TestConfirmingByLink(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		k := linkTo(r, StillCorrect)
		if c, err := s.Look(t.Context(), k); err != nil || c.Already || c.Centre.Name != r.Name {
			t.Fatalf("looking: %+v, %v", c, err)
		}
		if after, err := s.Record(t.Context(), operator(), r.ID); err != nil || after.Revision != r.Revision {
			t.Fatalf("looking changed the entry: revision %d, %v", after.Revision, err)
		}
		for i := range 3 { // clicking again changes nothing
			c, err := s.Confirm(t.Context(), k)
			if err != nil || c.Already != (i > 0) {
				t.Fatalf("confirming for the %d. time: %+v, %v", i+1, c, err)
			}
		}
		after, err := s.Record(t.Context(), operator(), r.ID)
		if err != nil || after.Revision != r.Revision+1 || after.ConfirmedOn != core.DateOf(today().Now()) || after.ConfirmedBy != "centre, by link" {
			t.Errorf("revision %d, confirmed on %s by %q, %v", after.Revision, after.ConfirmedOn, after.ConfirmedBy, err)
		}
		history, err := s.History(t.Context(), operator(), r.ID)
		if err != nil || len(history) != 2 || history[1].What != Confirmed || history[0].What != Edited || history[1].Before["confirmed_on"] != "2026-02-01" ||
			history[1].After["confirmed_on"] != "2026-03-14" || history[1].Actor != byLink {
			t.Errorf("history: %+v, %v", history, err)
		}
		if c, err := s.Look(t.Context(), k); err != nil || !c.Already {
			t.Errorf("looking afterwards: %+v, %v", c, err)
		}
	})
}

func TestALinkIsOvertakenByAChange(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		r := save(t, s, lantern(t))
		k := linkTo(r, StillCorrect)
		r.Name = "Laterne II"
		changed := save(t, s, r)
		for what, err := range map[string]error{"look": second(s.Look(t.Context(), k)), "confirm": second(s.Confirm(t.Context(), k))} {
			if core.KindOf(err) != core.Conflict {
				t.Errorf("%s: %v", what, err)
			}
		}
		if after, _ := s.Record(t.Context(), operator(), r.ID); after.Revision != changed.Revision {
			t.Errorf("the old link changed the entry to revision %d", after.Revision)
		}
		// Used before, and replayed after a change: as little.
		k = linkTo(changed, StillCorrect)
		if _, err := s.Confirm(t.Context(), k); err != nil {
			t.Fatal(err)
		}
		r, _ = s.Record(t.Context(), operator(), r.ID)
		r.Name = "Laterne III"
		save(t, s, r)
		if _, err := s.Confirm(t.Context(), k); core.KindOf(err) != core.Conflict {
			t.Errorf("replayed: %v", err)
		}
		// An entry that is not there, and a link for something else.
		other := k
		other.entry = core.NamedID("test", "none")
		if _, err := s.Confirm(t.Context(), other); core.KindOf(err) != core.Gone {
			t.Errorf("no entry: %v", err)
		}
		if _, err := s.Confirm(t.Context(), k.as(SomethingChanged)); core.KindOf(err) != core.NotFound {
			t.Errorf("other action: %v", err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func germanPrinter(t testing.TB) *text.Printer {
	t.Helper()
	german, _ := text.LanguageOf("de")
	words, err := text.Load([]text.Language{german}, Texts())
	if err != nil {
		t.Fatal(err)
	}
	words.Report(func(problem string) { t.Error(problem) })
	return words.For("de")
}

var inMail = regexp.MustCompile(`https://verbund\.example/de/centres/(confirm|changed)\?l=(\S+)`)

func TestQuarterlyMailIsQueuedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		now := clock.At(time.Date(2026, 4, 14, 12, 0, 0, 0, time.UTC))
		s.clock = now
		save(t, s, lantern(t)) // confirmed in February
		for name, change := range map[string]func(*Record){
			"silent":    func(r *Record) { r.Email, r.Internal.Email = "", "" },
			"confirmed": func(r *Record) { r.ConfirmedOn = core.Date{Year: 2026, Month: 4, Day: 2} },
			"public":    func(r *Record) { r.Internal.Email = "" },
		} {
			other := lantern(t)
			other.ID, other.Name = core.NamedID("test", name), name
			change(&other)
			save(t, s, other)
		}
		m := QuarterlyMail{Links: testLinks(t), Address: "https://verbund.example", Network: "Netz", Texts: germanPrinter(t)}
		states := func(plan []DueMail) string {
			count := map[MailState]int{}
			for _, d := range plan {
				count[d.State]++
			}
			return fmt.Sprint(count)
		}
		plan, quarter, err := s.QueueDue(t.Context(), operator(), m)
		if err != nil || quarter.String() != "2026-2" || states(plan) != "map[confirmed:1 due:2 no-address:1]" {
			t.Fatalf("%s: %s, %v", quarter, states(plan), err)
		}
		if plan, _, err = s.QueueDue(t.Context(), operator(), m); err != nil || states(plan) != "map[confirmed:1 no-address:1 queued:2]" {
			t.Errorf("again: %s, %v", states(plan), err)
		}
		mails := queued(t, s)
		if len(mails) != 2 || !strings.Contains(mails["intern@laterne.example"], "030 23125") && !strings.Contains(mails["intern@laterne.example"], "+49 30 23125") {
			t.Fatalf("%d mails: %v", len(mails), mails)
		}
		text := mails["intern@laterne.example"]
		for _, secret := range []string{"Geheimweg", "14467", "neighbour", "intern@"} {
			if strings.Contains(text, secret) {
				t.Errorf("the mail says %q:\n%s", secret, text)
			}
		}
		links := inMail.FindAllStringSubmatch(text, -1)
		if len(links) != 2 || links[0][1] != "confirm" || links[1][1] != "changed" {
			t.Fatalf("the links: %v\n%s", links, text)
		}
		k, err := m.Links.Open(links[0][2], StillCorrect, core.DateOf(now.Now()))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Confirm(t.Context(), k); err != nil {
			t.Error(err)
		}
		if _, err := m.Links.Open(links[1][2], SomethingChanged, core.DateOf(now.Now())); err != nil {
			t.Error(err)
		}
		// In the next quarter they are asked again.
		now.Set(time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC))
		if plan, _, err = s.QueueDue(t.Context(), operator(), m); err != nil || states(plan) != "map[due:3 no-address:1]" {
			t.Errorf("next quarter: %s, %v", states(plan), err)
		}
		if _, _, err := s.QueueDue(t.Context(), core.Actor{Role: core.Visitor}, m); core.KindOf(err) != core.Denied {
			t.Errorf("a visitor: %v", err)
		}
	})
}

// queued returns the texts of the queued mails by recipient.
func queued(t testing.TB, s *Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := s.db.View(t.Context(), func(tx *sql.Tx) error {
		rows, err := tx.Query(`SELECT recipient, body FROM mail_message`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var to, body string
			if err := rows.Scan(&to, &body); err != nil {
				return err
			}
			all[to] = body
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
