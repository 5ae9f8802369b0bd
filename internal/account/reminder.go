package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/mail"
)

// Deadlines are sealed, so the server knows none and can remind of none. Whoever
// wishes it lets a room leave bare days here, in the clear, and gets a mail on each
// of them that says no more than that it is worth having a look. What that reveals
// stands in docs/account.md: that this person has something to look at on that day.

// remindFrom is the hour of the network's clock before which no reminder goes
// out: a telephone that lights up in the night wakes whoever lies beside it.
const remindFrom = 6

// reminderKeys begins the keys of mails that remind. What follows is random: the
// queue is not to hold which person had which day.
const reminderKeys = "account/reminder/"

// SetReminders replaces the days on which a person is to be reminded; none ends
// it. Today and what is past are left out: whoever sets them is at work and sees
// what is due. So the second call with the same days changes nothing, also on a day
// whose mail has gone out. Where no mails are sent, nothing is kept.
func (a *Accounts) SetReminders(ctx context.Context, tx *sql.Tx, person core.ID, days []core.Date) error {
	if err := dropReminders(ctx, tx, person); err != nil || !a.Mails {
		return err
	}
	today := a.today()
	written := make([]string, 0, len(days))
	for _, day := range days {
		if day.After(today) {
			written = append(written, day.String())
		}
	}
	slices.Sort(written)
	for _, day := range slices.Compact(written) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO account_reminder (person_id, day) VALUES ($1, $2)`, string(person), day); err != nil {
			return fmt.Errorf("reminders: %w", err)
		}
	}
	return nil
}

// dropReminders ends the reminders of a person.
func dropReminders(ctx context.Context, tx *sql.Tx, person core.ID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM account_reminder WHERE person_id = $1`, string(person)); err != nil {
		return fmt.Errorf("reminders: %w", err)
	}
	return nil
}

// Reminders are the days on which a person is to be reminded, in their order.
func (a *Accounts) Reminders(ctx context.Context, person core.ID) (days []core.Date, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT day FROM account_reminder WHERE person_id = $1 ORDER BY day`, string(person))
		if err != nil {
			return fmt.Errorf("reminders: %w", err)
		}
		days, err = collect(rows, func(row interface{ Scan(...any) error }) (core.Date, error) {
			var day string
			if err := row.Scan(&day); err != nil {
				return core.Date{}, fmt.Errorf("reminders: %w", err)
			}
			return core.ParseDate(day)
		})
		return err
	})
	return days, err
}

// ReminderAddress is where the reminders of a person would go: empty if she has
// no mail address, or if no mails are sent here.
func (a *Accounts) ReminderAddress(ctx context.Context, person core.ID) (address string, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		p, err := personByID(ctx, tx, person)
		if address = ""; err == nil && a.Mails {
			address = p.Email
		}
		return err
	})
	return address, err
}

// SendReminders queues a mail to everybody whose day has come, and is to be called
// every hour; any number of servers may, and nobody gets a second mail of a day.
// Days that have come are deleted: also those of somebody who is locked, has no
// address or no duty any more, and who gets no mail. Reminders that were sent
// leave the queue.
func (a *Accounts) SendReminders(ctx context.Context) error {
	if a.Clock.Now().In(a.Zone).Hour() < remindFrom {
		return nil
	}
	return a.DB.Update(ctx, func(tx *sql.Tx) error {
		if err := mail.Forget(ctx, tx, reminderKeys); err != nil {
			return err
		}
		due, err := takeDue(ctx, tx, a.today())
		if err != nil {
			return err
		}
		for _, person := range due {
			if err := a.remind(ctx, tx, person); err != nil {
				return err
			}
		}
		return nil
	})
}

// TellOfNews queues a mail to those who lead a centre: that there is something new,
// and no more. No time, no number, nothing of what it is.
func (a *Accounts) TellOfNews(ctx context.Context, tx *sql.Tx, centre core.ID) error {
	duties, err := dutiesIn(ctx, tx, centre)
	if err != nil {
		return err
	}
	told := map[core.ID]bool{}
	for _, d := range duties {
		if d.Role != Lead || !d.Holds(a.today()) || told[d.Person] {
			continue
		}
		told[d.Person] = true
		if err := a.write(ctx, tx, d.Person, a.news); err != nil {
			return err
		}
	}
	return nil
}

// takeDue deletes the days up to today and returns whose they were. Whoever else
// deletes them at the same time gets none of them.
func takeDue(ctx context.Context, tx *sql.Tx, today core.Date) ([]core.ID, error) {
	rows, err := tx.QueryContext(ctx, `DELETE FROM account_reminder WHERE day <= $1 RETURNING person_id`, today.String())
	if err != nil {
		return nil, fmt.Errorf("reminders: %w", err)
	}
	all, err := collect(rows, func(row interface{ Scan(...any) error }) (id core.ID, err error) { return id, row.Scan(&id) })
	slices.Sort(all)
	return slices.Compact(all), err
}

// remind queues the mail to a person, if she is to get one.
func (a *Accounts) remind(ctx context.Context, tx *sql.Tx, person core.ID) error {
	return a.write(ctx, tx, person, a.reminder)
}

// write queues a mail to a person who is at work and can get one.
func (a *Accounts) write(ctx context.Context, tx *sql.Tx, person core.ID, message func(Person, core.ID) mail.Message) error {
	p, err := personByID(ctx, tx, person)
	if err != nil {
		return err
	}
	duties, err := a.dutiesToday(ctx, tx, person)
	if err != nil || len(duties) == 0 || p.State != Active || p.Email == "" {
		return err
	}
	now := a.Clock.Now()
	_, err = mail.Enqueue(ctx, tx, now, message(p, core.NewID(now)))
	if errors.Is(err, mail.ErrRecipient) {
		return nil // an address that is none must not keep the mails of others back
	}
	return err
}

// reminder is the mail, which is the same for everybody and every day: no name, no
// number, no link, nothing by which one could tell one from another.
func (a *Accounts) reminder(p Person, id core.ID) mail.Message {
	t, key := a.Texts.For(p.Language), reminderKeys+string(id)
	return mail.Message{Key: key, To: p.Email, Language: t.Lang(),
		Subject: t.Say("account.reminder.subject"), Text: strings.TrimSpace(t.Say("account.reminder.mail")) + "\n"}
}

// news is the mail that says that something is new, the same for everybody.
func (a *Accounts) news(p Person, id core.ID) mail.Message {
	t, key := a.Texts.For(p.Language), reminderKeys+string(id)
	return mail.Message{Key: key, To: p.Email, Language: t.Lang(),
		Subject: t.Say("account.news.subject"), Text: strings.TrimSpace(t.Say("account.news.mail")) + "\n"}
}
