package account

import (
	"database/sql"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/database"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/vault"
	"verbund/internal/testkit/databases"
)

// onBothWithMail runs a test in a town in which mails are sent, on each database.
func onBothWithMail(t *testing.T, test func(t *testing.T, x *town)) {
	t.Helper()
	databases.Each(t, []database.Migrations{network.Migrations(), Migrations(), vault.Migrations(), mail.Migrations()}, func(t *testing.T, db *database.DB) {
		x := newTown(t, db)
		x.Mails = true
		test(t, x)
	})
}

// colleagueWithMail is a counsellor of the first centre with an address.
func (x *town) colleagueWithMail(name string, language core.Lang) Person {
	x.t.Helper()
	p := Person{ID: core.NamedID("reminded", name), Name: name, SignIn: name, Email: name + "@laterne.example", Language: language,
		State: Active, CreatedOn: x.today()}
	x.update(func(tx *sql.Tx) error {
		if err := savePerson(x.t.Context(), tx, p); err != nil {
			return err
		}
		return saveDuty(x.t.Context(), tx, Duty{ID: core.NamedID("duty", name), Person: p.ID, Role: Counsellor, Unit: x.one.ID})
	})
	return p
}

func (x *town) remindOn(p Person, days ...core.Date) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) error { return x.SetReminders(x.t.Context(), tx, p.ID, days) })
}

func (x *town) daysOf(p Person) []core.Date {
	x.t.Helper()
	days, err := x.Reminders(x.t.Context(), p.ID)
	if err != nil {
		x.t.Fatal(err)
	}
	return days
}

// sendReminders runs the job at an instant and returns to whom mails wait.
func (x *town) sendReminders(at time.Time) []string {
	x.t.Helper()
	x.now.Set(at)
	if err := x.SendReminders(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
	return x.mailsTo()
}

func (x *town) mailsTo() (all []string) {
	x.t.Helper()
	x.update(func(tx *sql.Tx) error {
		all = nil
		rows, err := tx.QueryContext(x.t.Context(), "SELECT recipient FROM mail_message ORDER BY recipient")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var to string
			if err := rows.Scan(&to); err != nil {
				return err
			}
			all = append(all, to)
		}
		return rows.Err()
	})
	return all
}

func TestReminderSaysNothingButThatALookIsWorthIt(t *testing.T) {
	onBothWithMail(t, func(t *testing.T, x *town) {
		ada, bea := x.colleagueWithMail("ada", "de"), x.colleagueWithMail("bea", "en")
		x.remindOn(ada, march(4), march(5))
		x.remindOn(bea, march(4))
		x.sendReminders(time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC))
		want := map[string][2]string{
			ada.Email: {"Ein Blick in verbund lohnt sich heute", "Guten Tag,\n\nein Blick in verbund lohnt sich heute.\n\nMehr sagt diese Mail mit Absicht nicht. Sie bekommen sie, weil Sie in verbund Erinnerungen eingeschaltet haben; dort schalten Sie sie auch wieder aus.\n\nMelden Sie sich bitte so an wie immer. Diese Mail enthält keinen Link.\n"},
			bea.Email: {"It is worth looking into verbund today", "Hello,\n\nit is worth looking into verbund today.\n\nThis mail says no more than that, on purpose. You get it because you switched on reminders in verbund, and that is where you switch them off.\n\nPlease sign in the way you always do. There is no link in this mail.\n"},
		}
		rows, err := x.DB.Query(t.Context(), "SELECT recipient, subject, body, key, language FROM mail_message")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var to, subject, body, key, language string
			if err := rows.Scan(&to, &subject, &body, &key, &language); err != nil {
				t.Fatal(err)
			}
			if got := [2]string{subject, body}; got != want[to] {
				t.Errorf("%s gets %q", to, got)
			}
			if strings.Contains(key, string(ada.ID)) || strings.Contains(key, string(bea.ID)) || strings.Contains(key, "2026-03") {
				t.Errorf("the key %s says whose or which day it is", key)
			}
			delete(want, to)
		}
		if len(want) > 0 || rows.Err() != nil {
			t.Errorf("no mail to %v, %v", want, rows.Err())
		}
		if got := x.daysOf(ada); !slices.Equal(got, []core.Date{march(5)}) {
			t.Errorf("Ada's days are %v", got)
		}
	})
}

func TestReminderComesOnceADayAndNotAtNight(t *testing.T) {
	onBothWithMail(t, func(t *testing.T, x *town) {
		ada := x.colleagueWithMail("ada", "de")
		days := []core.Date{march(7), march(4), march(1), march(4), march(2)}
		x.remindOn(ada, days...)
		x.remindOn(ada, days...)
		if got := x.daysOf(ada); !slices.Equal(got, []core.Date{march(4), march(7)}) {
			t.Errorf("days are %v, want those to come, once and in their order", got)
		}
		for _, step := range []struct {
			hour, mails int // of the fourth, in Berlin
		}{{-1, 0}, {0, 0}, {5, 0}, {6, 1}, {7, 1}} {
			at := time.Date(2026, 3, 4, step.hour, 30, 0, 0, x.Zone)
			if got := x.sendReminders(at); len(got) != step.mails {
				t.Errorf("at %v there are mails to %q", at, got)
			}
		}
		// She works on that day, and what she does sets the days anew.
		x.remindOn(ada, days...)
		if got := x.sendReminders(x.now.Now().Add(time.Hour)); len(got) != 1 {
			t.Errorf("mails to %q after a second setting", got)
		}
		// What was sent leaves the queue; a server that was off sends one mail for many days.
		x.update(func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), "UPDATE mail_message SET state = 'sent'")
			return err
		})
		x.remindOn(ada, march(6), march(7), march(8))
		if got := x.sendReminders(time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)); len(got) != 1 {
			t.Errorf("mails to %q after the weekend", got)
		}
		if got := x.daysOf(ada); len(got) != 0 {
			t.Errorf("days %v are left", got)
		}
	})
}

func TestSeveralServersRemindOnce(t *testing.T) {
	onBothWithMail(t, func(t *testing.T, x *town) {
		var want []string
		for _, name := range []string{"ada", "bea", "cleo", "dora"} {
			p := x.colleagueWithMail(name, "de")
			x.remindOn(p, march(4))
			want = append(want, p.Email)
		}
		x.now.Set(time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC))
		var servers sync.WaitGroup
		for range 8 {
			servers.Go(func() {
				if err := x.SendReminders(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		servers.Wait()
		if got := x.mailsTo(); !slices.Equal(got, want) {
			t.Errorf("mails to %q, want %q", got, want)
		}
	})
}

func TestWhoDoesNotWorkHereIsNotReminded(t *testing.T) {
	onBothWithMail(t, func(t *testing.T, x *town) {
		office, _ := x.person("office", Duty{Role: Administrator})
		lead := x.colleagueWithMail("lead", "de")
		x.update(func(tx *sql.Tx) error {
			return saveDuty(t.Context(), tx, Duty{ID: core.NamedID("duty", "lead"), Person: lead.ID, Role: Lead, Unit: x.one.ID})
		})
		actor := func(p Person, duties ...core.Duty) core.Actor {
			return core.Actor{Role: core.Person, Name: p.Name, Person: p.ID, Duties: duties, Centre: x.one.ID}
		}
		administrator := actor(office, core.Duty{Role: Administrator})
		for name, leave := range map[string]func(p Person) error{
			"locked":  func(p Person) error { return x.Lock(t.Context(), administrator, p.ID) },
			"retired": func(p Person) error { return x.Retire(t.Context(), administrator, p.ID) },
			"left": func(p Person) error {
				return x.EndWork(t.Context(), actor(lead, core.Duty{Role: Lead, Unit: x.one.ID}), nil, p.ID)
			},
		} {
			p := x.colleagueWithMail(name, "de")
			x.remindOn(p, march(4), march(30))
			if err := leave(p); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := x.daysOf(p); len(got) != 0 {
				t.Errorf("%s: days %v are left", name, got)
			}
		}
		noAddress, noDuty, ended := x.colleagueWithMail("none", "de"), x.colleagueWithMail("free", "de"), x.colleagueWithMail("ended", "de")
		x.update(func(tx *sql.Tx) error {
			noAddress.Email = ""
			if err := savePerson(t.Context(), tx, noAddress); err != nil {
				return err
			}
			if _, err := tx.ExecContext(t.Context(), "DELETE FROM account_duty WHERE person_id = $1", string(noDuty.ID)); err != nil {
				return err
			}
			_, err := tx.ExecContext(t.Context(), "UPDATE account_duty SET ends_on = $1 WHERE person_id = $2", march(3).String(), string(ended.ID))
			return err
		})
		for _, p := range []Person{noAddress, noDuty, ended} {
			x.remindOn(p, march(4))
		}
		if got := x.sendReminders(time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)); len(got) != 0 {
			t.Errorf("mails to %q", got)
		}
		for _, p := range []Person{noAddress, noDuty, ended} {
			if got := x.daysOf(p); len(got) != 0 {
				t.Errorf("%s: days %v are left", p.Name, got)
			}
		}
	})
}

func TestWithoutMailsNoDayIsKept(t *testing.T) {
	x := onOne(t)
	ada := x.colleagueWithMail("ada", "de")
	x.remindOn(ada, march(4))
	if got := x.daysOf(ada); len(got) != 0 {
		t.Errorf("days %v are kept", got)
	}
	for mails, want := range map[bool]string{true: ada.Email, false: ""} {
		x.Mails = mails
		if got, err := x.ReminderAddress(t.Context(), ada.ID); err != nil || got != want {
			t.Errorf("mails %v: reminders go to %q, %v", mails, got, err)
		}
	}
}
