package mail

import (
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) {
	if dieAt(os.Getenv("VERBUND_TEST_DIE"), os.Getenv("VERBUND_TEST_DATABASE"), os.Getenv("VERBUND_TEST_SINK")) {
		return
	}
	os.Exit(databases.Run(m))
}

func noon() *clock.Fixed { return clock.At(time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)) }

func tables() []database.Migrations { return []database.Migrations{Migrations()} }

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func letter(key string) Message {
	return Message{Key: key, To: "post@laterne.example", Subject: "Prüfung: Grüße", Text: "Ist alles noch richtig?\n.\nÄ " + strings.Repeat("x", 1200), Language: "de"}
}

func enqueue(t testing.TB, db *database.DB, c clock.Clock, m Message) bool {
	t.Helper()
	var queued bool
	err := db.Update(t.Context(), func(tx *sql.Tx) (err error) {
		queued, err = Enqueue(t.Context(), tx, c.Now(), m)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return queued
}

func carrier(t testing.TB, s *sink, c clock.Clock) *SMTP {
	t.Helper()
	smtp, err := NewSMTP(Settings{Server: s.address, From: "Netz <netz@verbund.example>", Encryption: None}, c)
	if err != nil {
		t.Fatal(err)
	}
	return smtp
}

func pass(t testing.TB, q *Queue, c Carrier, want Tally) {
	t.Helper()
	got, err := NewWorker(q, c, quiet()).Pass(t.Context())
	if err != nil || got != want {
		t.Errorf("the pass: %+v, %v; want %+v", got, err, want)
	}
}

func counts(t testing.TB, q *Queue, want map[State]int) {
	t.Helper()
	got, err := q.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []State{Waiting, Sending, Sent, Unsure, GivenUp, Dropped} {
		if got[s] != want[s] {
			t.Errorf("%d mails are %s, want %d", got[s], s, want[s])
		}
	}
}

func TestAMailArrivesOnceAsItWasWritten(t *testing.T) {
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) {
		c, s := noon(), startSink(t, &sink{})
		q := NewQueue(db, c)
		if !enqueue(t, db, c, letter("a")) || enqueue(t, db, c, letter("a")) {
			t.Error("the first mail of a key is new, the second is not")
		}
		pass(t, q, carrier(t, s, c), Tally{Sent: 1})
		pass(t, q, carrier(t, s, c), Tally{})
		if enqueue(t, db, c, letter("a")) {
			t.Error("a mail that was sent is queued again")
		}
		all := s.mails()
		if len(all) != 1 {
			t.Fatalf("%d mails arrived", len(all))
		}
		m := all[0]
		subject, err := new(mime.WordDecoder).DecodeHeader(m.header.Get("Subject"))
		if err != nil || subject != letter("").Subject || m.text != letter("").Text {
			t.Errorf("it arrived as %q:\n%s", subject, m.text)
		}
		id := strings.TrimSuffix(strings.TrimPrefix(m.header.Get("Message-Id"), "<"), "@verbund.example>")
		if _, ok := core.ParseID(id); !ok || m.to != "post@laterne.example" || m.from != "netz@verbund.example" {
			t.Errorf("from %s to %s, id %q", m.from, m.to, id)
		}
		if m.header.Get("Auto-Submitted") != "auto-generated" || m.header.Get("Content-Language") != "de" {
			t.Errorf("header: %v", m.header)
		}
		var body string
		if err := db.QueryRow(t.Context(), `SELECT body FROM mail_message`).Scan(&body); err != nil || body != "" {
			t.Errorf("the text stays in the database: %q, %v", body, err)
		}
	})
}

func TestNothingIsQueuedWhenTheChangeFails(t *testing.T) {
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) {
		c, broken := noon(), errors.New("broken")
		err := db.Update(t.Context(), func(tx *sql.Tx) error {
			if _, err := Enqueue(t.Context(), tx, c.Now(), letter("a")); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		counts(t, NewQueue(db, c), nil)
	})
}

func TestOddRecipientsAreRefused(t *testing.T) {
	db := databases.Open(t, database.SQLite, tables()...)
	for _, to := range []string{"", "a", "a@b\r\nRCPT TO:<c@d>", "A <a@b.example>", "a@b.example, c@d.example", "a@b.example\n"} {
		m := letter("a")
		m.To = to
		err := db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := Enqueue(t.Context(), tx, noon().Now(), m)
			return err
		})
		if !errors.Is(err, ErrRecipient) {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func TestAFailedAttemptIsMadeAgainAndAgainAndThenGivenUp(t *testing.T) {
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) {
		c, s := noon(), startSink(t, &sink{reply: func(line string) string {
			if strings.HasPrefix(line, "RCPT") {
				return "451 4.3.0 try again later"
			}
			return ""
		}})
		q := NewQueue(db, c)
		enqueue(t, db, c, letter("a"))
		start := c.Now()
		for i, pause := range pauses {
			pass(t, q, carrier(t, s, c), Tally{Later: 1})
			c.Advance(pause - time.Second)
			pass(t, q, carrier(t, s, c), Tally{})
			if n := s.connections(); n != i+1 {
				t.Fatalf("%d attempts after %v", n, c.Now().Sub(start))
			}
			c.Advance(time.Second)
		}
		pass(t, q, carrier(t, s, c), Tally{GivenUp: 1})
		open, err := q.Open(t.Context())
		if err != nil || len(open) != 1 || open[0].State != GivenUp || !strings.Contains(open[0].Reason, "451") || open[0].Attempts != 9 {
			t.Fatalf("the list: %+v, %v", open, err)
		}
		if err := q.Again(t.Context(), open[0].ID); err != nil {
			t.Fatal(err)
		}
		s.reply = nil
		pass(t, q, carrier(t, s, c), Tally{Sent: 1})
	})
}

func TestAnswersOfTheServer(t *testing.T) {
	for name, c := range map[string]struct {
		at, answer string
		want       Tally
		state      State
		arrived    int
	}{
		"no such mailbox":      {"RCPT", "550 5.1.1 nobody here", Tally{GivenUp: 1}, GivenUp, 0},
		"sender not allowed":   {"MAIL", "550 5.7.1 not you", Tally{Later: 1}, Waiting, 0},
		"busy":                 {"MAIL", "421 4.3.2 busy", Tally{Later: 1}, Waiting, 0},
		"hangs up before":      {"DATA", "cut", Tally{Later: 1}, Waiting, 0},
		"spam":                 {".", "554 5.7.1 spam", Tally{GivenUp: 1}, GivenUp, 0},
		"full for now":         {".", "452 4.2.2 full", Tally{Later: 1}, Waiting, 0},
		"hangs up at the dot":  {".", "cut", Tally{Unsure: 1}, Unsure, 0},
		"rude at the farewell": {"QUIT", "cut", Tally{Sent: 1}, Sent, 1},
	} {
		t.Run(name, func(t *testing.T) {
			now := noon()
			db := databases.Open(t, database.SQLite, tables()...)
			s := startSink(t, &sink{reply: func(line string) string {
				if strings.HasPrefix(line, c.at) {
					return c.answer
				}
				return ""
			}})
			q := NewQueue(db, now)
			enqueue(t, db, now, letter("a"))
			pass(t, q, carrier(t, s, now), c.want)
			counts(t, q, map[State]int{c.state: 1})
			if n := len(s.mails()); n != c.arrived {
				t.Errorf("%d mails arrived", n)
			}
		})
	}
}

func TestAServerThatIsAwayCostsOneAttemptAPass(t *testing.T) {
	db, c := databases.Open(t, database.SQLite, tables()...), noon()
	q := NewQueue(db, c)
	enqueue(t, db, c, letter("a"))
	enqueue(t, db, c, letter("b"))
	away := carrier(t, &sink{address: "127.0.0.1:1"}, c)
	pass(t, q, away, Tally{Later: 1})
	pass(t, q, away, Tally{Later: 1})
	pass(t, q, away, Tally{})
	c.Advance(pauses[0])
	pass(t, q, carrier(t, startSink(t, &sink{}), c), Tally{Sent: 2})
}

// Many workers, as on several servers, on one queue: every mail arrives, and
// none twice.
func TestManyWorkersNeverSendAMailTwice(t *testing.T) {
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) {
		const mails, workers = 40, 6
		c, s := noon(), startSink(t, &sink{})
		for i := range mails {
			enqueue(t, db, c, letter(string(rune('A'+i))))
		}
		q := NewQueue(db, c)
		var all sync.WaitGroup
		for range workers {
			w := NewWorker(NewQueue(db, c), carrier(t, s, c), quiet())
			all.Go(func() {
				for range 30 { // a pass ends early where the database was too busy
					if _, err := w.Pass(t.Context()); err == nil {
						return
					}
				}
			})
		}
		all.Wait()
		ids := map[string]int{}
		for _, m := range s.mails() {
			ids[m.header.Get("Message-Id")]++
		}
		if len(ids) != mails || len(s.mails()) != mails {
			t.Errorf("%d mails arrived, %d different ones, of %d", len(s.mails()), len(ids), mails)
		}
		counts(t, q, map[State]int{Sent: mails})
	})
}

// A worker that was held up for so long that another one took its mail must
// find out before the dot.
func TestAClaimThatRanOutSendsNothing(t *testing.T) {
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) {
		c, s := noon(), startSink(t, &sink{})
		q := NewQueue(db, c)
		enqueue(t, db, c, letter("a"))
		slow := carrierFunc(func(l *Letter, handOver func() error) (Outcome, string) {
			c.Advance(leaseTime)
			pass(t, q, carrier(t, s, c), Tally{Sent: 1}) // another server
			return carrier(t, s, c).Deliver(t.Context(), l, handOver)
		})
		pass(t, q, slow, Tally{})
		counts(t, q, map[State]int{Sent: 1})
		if n := len(s.mails()); n != 1 {
			t.Errorf("%d mails arrived", n)
		}
	})
}

func TestTheLineIsEncryptedAndSignedInTo(t *testing.T) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	c := noon()
	s := startSink(t, &sink{tls: &tls.Config{Certificates: web.TLS.Certificates}})
	trusted := x509.NewCertPool()
	trusted.AddCert(web.Certificate())
	settings := Settings{Server: s.address, From: "netz@verbund.example", User: "netz", Password: "geheim", Encryption: StartTLS}
	send := func(trust *tls.Config, settings Settings) (Outcome, string) {
		smtp, err := NewSMTP(settings, c)
		if err != nil {
			t.Fatal(err)
		}
		smtp.tls = trust
		return smtp.Deliver(t.Context(), &Letter{ID: core.NewID(c.Now()), Message: letter("a")}, func() error { return nil })
	}
	if o, reason := send(&tls.Config{RootCAs: trusted}, settings); o != Accepted {
		t.Fatalf("%d: %s", o, reason)
	}
	if m := s.mails()[0]; !m.secure || m.user != "|netz|geheim" {
		t.Errorf("secure %v, user %q", m.secure, m.user)
	}
	if o, _ := send(nil, settings); o != Later {
		t.Errorf("a server that nobody vouches for: %d", o)
	}
	plain := startSink(t, &sink{})
	settings.Server = plain.address
	if o, _ := send(&tls.Config{RootCAs: trusted}, settings); o != Later || len(plain.mails()) != 0 {
		t.Errorf("a server without encryption: %d", o)
	}
}

func TestSettingsThatCannotWorkAreNamed(t *testing.T) {
	good := Settings{Server: "mail.example:587", From: "a@b.example", Encryption: StartTLS}
	for name, change := range map[string]func(*Settings){
		"no port": func(s *Settings) { s.Server = "mail.example" }, "odd port": func(s *Settings) { s.Server = "mail.example:x" },
		"no sender": func(s *Settings) { s.From = "" }, "odd encryption": func(s *Settings) { s.Encryption = "ssl" },
		"no password": func(s *Settings) { s.User = "a" },
	} {
		s := good
		change(&s)
		if _, err := NewSMTP(s, noon()); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := NewSMTP(good, noon()); err != nil {
		t.Error(err)
	}
}

func TestAPersonDecidesAboutWhatIsOpen(t *testing.T) {
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) {
		c, s := noon(), startSink(t, &sink{})
		q := NewQueue(db, c)
		enqueue(t, db, c, letter("a"))
		open, err := q.Open(t.Context())
		if err != nil || len(open) != 1 {
			t.Fatalf("%v, %v", open, err)
		}
		for _, decide := range []error{q.Again(t.Context(), open[0].ID), q.Drop(t.Context(), open[0].ID), q.Drop(t.Context(), "none")} {
			if core.KindOf(decide) != core.NotFound {
				t.Errorf("a decision about a mail that needs none: %v", decide)
			}
		}
		never := carrierFunc(func(*Letter, func() error) (Outcome, string) { return Never, "no" })
		pass(t, q, never, Tally{GivenUp: 1})
		if err := q.Drop(t.Context(), open[0].ID); err != nil {
			t.Fatal(err)
		}
		pass(t, q, carrier(t, s, c), Tally{})
		counts(t, q, map[State]int{Dropped: 1})
	})
}

func TestWhatIsToBeForgottenLeavesTheQueueOnceItIsDoneWith(t *testing.T) {
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) {
		for key, state := range map[string]State{"a/1": Sent, "a/2": Waiting, "a/3": Dropped, "a/4": GivenUp, "b/a/5": Sent, "ä/6": Sent} {
			enqueue(t, db, noon(), letter(key))
			if err := db.Update(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), "UPDATE mail_message SET state = $1 WHERE key = $2", string(state), key)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Update(t.Context(), func(tx *sql.Tx) error { return Forget(t.Context(), tx, "a/") }); err != nil {
			t.Fatal(err)
		}
		left, err := Queued(t.Context(), db, "a/1", "a/2", "a/3", "a/4", "b/a/5", "ä/6")
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]bool{"a/1": false, "a/2": true, "a/3": false, "a/4": true, "b/a/5": true, "ä/6": true} {
			if left[key] != want {
				t.Errorf("%s is there: %v, want %v", key, left[key], want)
			}
		}
	})
}

func TestAMailThatCanBeEndedSaysSoInItsHead(t *testing.T) {
	databases.Each(t, tables(), func(t *testing.T, db *database.DB) {
		c, s := noon(), startSink(t, &sink{})
		q := NewQueue(db, c)
		m := letter("a")
		m.Unsubscribe = "https://netz.example/de/end?t=" + strings.Repeat("x", 90)
		enqueue(t, db, c, m)
		enqueue(t, db, c, letter("b"))
		pass(t, q, carrier(t, s, c), Tally{Sent: 2})
		for _, got := range s.mails() {
			head, post := got.header.Get("List-Unsubscribe"), got.header.Get("List-Unsubscribe-Post")
			if head != "" && (head != "<"+m.Unsubscribe+">" || post != "List-Unsubscribe=One-Click") || (head == "") != (post == "") {
				t.Errorf("head: %q, %q", head, post)
			}
		}
		if s.mails()[0].header.Get("List-Unsubscribe") == s.mails()[1].header.Get("List-Unsubscribe") {
			t.Error("both mails can be ended, or none")
		}
		var kept int
		if err := db.QueryRow(t.Context(), `SELECT count(*) FROM mail_message WHERE unsubscribe <> ''`).Scan(&kept); err != nil || kept != 0 {
			t.Errorf("%d addresses stay in the database: %v", kept, err)
		}
	})
}

func TestOddAddressesThatEndMailsAreRefused(t *testing.T) {
	db := databases.Open(t, database.SQLite, tables()...)
	for _, address := range []string{"netz.example/end", "mailto:ada@netz.example", "javascript:alert(1)", "https://netz.example/\r\nBcc: x@y.example", "https://netz.example/>, <https://other.example/", "https://n\u00e4tz.example/"} {
		m := letter("a")
		m.Unsubscribe = address
		err := db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := Enqueue(t.Context(), tx, noon().Now(), m)
			return err
		})
		if !errors.Is(err, ErrUnsubscribe) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
