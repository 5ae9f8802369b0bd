package mail

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// carrierFunc is a carrier for tests.
type carrierFunc func(l *Letter, handOver func() error) (Outcome, string)

func (f carrierFunc) Deliver(_ context.Context, l *Letter, handOver func() error) (Outcome, string) {
	return f(l, handOver)
}

// The moments at which the second process is killed, in their order.
const (
	claimed  = "claimed"        // before anybody was called
	written  = "written"        // the text is with the server, the row is not marked
	marked   = "marked"         // the row is marked, the dot is not sent
	dotted   = "dot"            // the server has the mail, its answer is not on its way
	accepted = "accepted"       // the answer is here, the row does not know it
	noted    = "noted"          // all is done
	there    = "at the point\n" // what the process says when it is there
)

// dieAt is what the second process does: it sends what is due and stops at a
// moment, for ever.
func dieAt(moment, address, server string) bool {
	if moment == "" {
		return false
	}
	stop := func(at string) {
		if at == moment {
			fmt.Print(there)
			io.ReadAll(os.Stdin)
		}
	}
	db, err := database.Open(context.Background(), address, database.Options{})
	if err == nil {
		c := noon()
		var smtp *SMTP
		smtp, err = NewSMTP(Settings{Server: server, From: "netz@verbund.example", Encryption: None}, c)
		if err == nil {
			w := NewWorker(NewQueue(db, c), carrierFunc(func(l *Letter, handOver func() error) (Outcome, string) {
				stop(claimed)
				o, reason := smtp.Deliver(context.Background(), l, func() error {
					stop(written)
					err := handOver()
					stop(marked)
					return err
				})
				stop(accepted)
				return o, reason
			}), quiet())
			_, err = w.Pass(context.Background())
			stop(noted)
		}
	}
	fmt.Println(err)
	return true
}

func TestAKilledProgramSendsNothingTwice(t *testing.T) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(kind.String(), func(t *testing.T) {
			for _, c := range []struct {
				moment  string
				state   State
				arrived int
			}{
				{claimed, Sent, 1}, {written, Sent, 1}, // sent by the next worker
				{marked, Unsure, 0}, {dotted, Unsure, 1}, {accepted, Unsure, 1}, // left to a person
				{noted, Sent, 1},
			} {
				t.Run(c.moment, func(t *testing.T) { killAt(t, kind, c.moment, c.state, c.arrived) })
			}
		})
	}
}

func killAt(t *testing.T, kind database.Kind, moment string, state State, arrived int) {
	address := databases.Address(t, kind)
	db, err := database.Open(t.Context(), address, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context(), tables()...); err != nil {
		t.Fatal(err)
	}
	now, at, ended := noon(), make(chan string, 1), make(chan struct{})
	s := &sink{}
	if moment == dotted {
		s.atDot = func() {
			at <- there
			<-ended
		}
	}
	startSink(t, s)
	enqueue(t, db, now, letter("a"))

	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), "VERBUND_TEST_DIE="+moment, "VERBUND_TEST_DATABASE="+address, "VERBUND_TEST_SINK="+s.address)
	if _, err := other.StdinPipe(); err != nil { // stays open until it is killed
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		said := make([]byte, 200)
		n, _ := out.Read(said)
		if n > 0 {
			at <- string(said[:n])
		}
	}()
	if said := <-at; said != there {
		t.Errorf("the other process said %q", said)
	}
	other.Process.Kill()
	other.Wait()
	close(ended)
	s.atDot = nil

	// Before its claim has run out, nobody touches the mail.
	q := NewQueue(db, now)
	pass(t, q, carrier(t, s, now), Tally{})
	now.Set(now.Now().Add(leaseTime + time.Second))
	again := Tally{}
	switch moment {
	case claimed, written:
		again.Sent = 1
	case marked, dotted, accepted:
		again.Unsure = 1
	}
	pass(t, q, carrier(t, s, now), again)
	for range 3 { // and however often one looks again
		now.Advance(48 * time.Hour)
		pass(t, q, carrier(t, s, now), Tally{})
	}
	counts(t, q, map[State]int{state: 1})
	if n := len(s.mails()); n != arrived {
		t.Errorf("killed at %q: %d mails arrived, want %d", moment, n, arrived)
	}
	t.Logf("killed at %q: %d arrived, then %s", moment, arrived, state)
}
