package casework

import (
	"context"
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// RemindersPage asks whether she wants a mail on days on which something is due,
// and says what that gives away.
type RemindersPage struct {
	ui.Frame
	Done string
	On   bool
	Days []string // the days that are kept in the clear now
}

// remindersSetting is under which the vault keeps who wants to be reminded.
const remindersSetting = "casework-reminders"

// reminded are the people of the centre who asked for mails.
func (d worker) reminded(ctx context.Context, tx *sql.Tx, a *vault.Access) (people map[core.ID]bool, err error) {
	return readSetting[map[core.ID]bool](ctx, tx, a, remindersSetting)
}

func (room *Room) askReminders(w http.ResponseWriter, r *http.Request, d worker) error {
	p := RemindersPage{Frame: room.frame(r, room.said(r, "casework.reminder.heading"))}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		people, err := d.reminded(r.Context(), tx, a)
		p.On = people[d.Actor.Person]
		return err
	})
	if err != nil {
		return err
	}
	if p.On && room.Reminders != nil {
		days, err := room.Reminders.Days(r.Context(), d.Actor.Person)
		if err != nil {
			return err
		}
		for _, day := range days {
			p.Days = append(p.Days, p.Date(day))
		}
	}
	return web.Render(w, r, http.StatusOK, remindersPage(p))
}

// saveReminders turns mails on or off for her, and keeps or forgets her days.
func (room *Room) saveReminders(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	on := v.Checked("on")
	err = d.Update(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		people, err := d.reminded(r.Context(), tx, a)
		if err != nil {
			return err
		}
		if people == nil {
			people = map[core.ID]bool{}
		}
		if delete(people, d.Actor.Person); on {
			people[d.Actor.Person] = true
		}
		if err := writeSetting(r.Context(), tx, a, remindersSetting, people); err != nil {
			return err
		}
		if err := d.Record(r.Context(), tx, "casework.reminders", "", ""); err != nil {
			return err
		}
		if !on && room.Reminders != nil {
			return room.Reminders.Set(r.Context(), tx, d.Actor.Person, nil)
		}
		return d.remind(r.Context(), tx, a)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, "/casework/reminders?done=saved")
}

// remind keeps in the clear, for those who asked for it, the days on which
// something of theirs is due. Everybody else leaves no trace there.
func (d worker) remind(ctx context.Context, tx *sql.Tx, a *vault.Access) error {
	if d.Room.Reminders == nil {
		return nil
	}
	people, err := d.reminded(ctx, tx, a)
	if err != nil || len(people) == 0 {
		return err
	}
	cases, err := d.cards(ctx, tx, a)
	if err != nil {
		return err
	}
	days := map[core.ID][]core.Date{}
	workers := map[vault.ID][]core.ID{}
	for _, l := range cases {
		workers[l.id] = l.Workers
	}
	for _, due := range duesOf(cases, d.Book, d.Today()) {
		for person := range people {
			if !due.Day.Before(d.Today()) && due.hers(person, workers[due.Case]) {
				days[person] = append(days[person], due.Day)
			}
		}
	}
	for person := range people {
		if err := d.Room.Reminders.Set(ctx, tx, person, days[person]); err != nil {
			return err
		}
	}
	return nil
}
