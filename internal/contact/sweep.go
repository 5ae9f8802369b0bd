package contact

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/vault"
)

// Sweep removes what nobody finished and what has had its time: conversations that
// were begun and never sent, once nobody works on them any more; messages that were
// begun in others; and conversations that nobody has visited for 90 days. It is a
// job, and may run on several servers.
func (room *Room) Sweep(ctx context.Context) error {
	now := room.Clock.Now().UnixMicro()
	last := room.Today().AddDays(-keptDays).String()
	erased := false
	err := room.DB.Update(ctx, func(tx *sql.Tx) error {
		erased = false
		if _, err := tx.ExecContext(ctx, "DELETE FROM contact_visit WHERE until <= $1", now); err != nil {
			return err
		}
		boxes, err := boxesWhere(ctx, tx, "visited_on <= $1 OR state = 'begun' AND NOT EXISTS (SELECT 1 FROM contact_visit v WHERE v.box = contact_box.id)", last)
		if err != nil {
			return err
		}
		for _, b := range boxes {
			erased = true
			if err := room.eraseBox(ctx, tx, b); err != nil {
				return err
			}
		}
		moved, err := room.sweepMoving(ctx, tx)
		if err != nil {
			return err
		}
		erased = erased || moved
		return errors.Join(room.sweepMessages(ctx, tx), room.sweepStrays(ctx, tx))
	})
	if err != nil || !erased {
		return err
	}
	return room.scrub(ctx)
}

// sweepStrays removes folders that belong to no conversation: those that an archive of
// a centre brought along, whose mailboxes stayed where they were.
func (room *Room) sweepStrays(ctx context.Context, tx *sql.Tx) error {
	all, err := room.Vault.Folders(ctx, tx, roomName)
	if err != nil {
		return err
	}
	for _, table := range []string{"contact_message", "contact_moving"} {
		rows, err := tx.QueryContext(ctx, "SELECT folder FROM "+table)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id vault.ID
			if err := rows.Scan(&id); err != nil {
				return err
			}
			delete(all, id)
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	for id, centre := range all {
		if err := room.Vault.EraseArrived(ctx, tx, centre, roomName, id); err != nil {
			return err
		}
	}
	return nil
}

// sweepMessages removes messages that nobody is writing any more.
func (room *Room) sweepMessages(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT m.folder, b.centre FROM contact_message m JOIN contact_box b ON b.id = m.box
		WHERE m.sent_on = '' AND NOT EXISTS (SELECT 1 FROM contact_visit v WHERE v.message = m.folder)`)
	if err != nil {
		return err
	}
	defer rows.Close()
	left := map[string]core.ID{}
	for rows.Next() {
		var folder string
		var centre core.ID
		if err := rows.Scan(&folder, &centre); err != nil {
			return err
		}
		left[folder] = centre
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for folder, centre := range left {
		if _, err := tx.ExecContext(ctx, "DELETE FROM contact_message WHERE folder = $1", folder); err != nil {
			return err
		}
		if err := room.Vault.EraseArrived(ctx, tx, centre, roomName, vault.ID(folder)); err != nil {
			return err
		}
	}
	return nil
}

// tellFrom is the hour of the network's clock before which nobody is told: a telephone
// that lights up in the night wakes whoever lies beside it.
const tellFrom = 7

// Remind tells centres once of conversations that have waited for two working days.
// It is a job, and may run on several servers.
func (room *Room) Remind(ctx context.Context) error {
	if room.Tell == nil || room.Clock.Now().In(room.Zone).Hour() < tellFrom {
		return nil
	}
	last := workdaysBefore(room.Today(), remindAfter).String()
	return room.DB.Update(ctx, func(tx *sql.Tx) error {
		boxes, err := boxesWhere(ctx, tx, "state = 'open' AND waiting_since <> '' AND waiting_since <= $1 AND told = false", last)
		if err != nil {
			return err
		}
		told := map[core.ID]bool{}
		for _, b := range boxes {
			if _, err := tx.ExecContext(ctx, "UPDATE contact_box SET told = true WHERE id = $1", b.ID); err != nil {
				return err
			}
			if told[b.Centre] {
				continue
			}
			told[b.Centre] = true
			if err := room.Tell(ctx, tx, b.Centre); err != nil {
				return err
			}
		}
		return nil
	})
}

// workdaysBefore is the day that lies so many days from Monday to Friday earlier.
func workdaysBefore(day core.Date, n int) core.Date {
	for n > 0 {
		day = day.AddDays(-1)
		if w := weekday(day); w < 6 {
			n--
		}
	}
	return day
}

// weekday is 1 for Monday to 7 for Sunday.
func weekday(d core.Date) int {
	return (int(d.Weekday())+6)%7 + 1
}

func boxesWhere(ctx context.Context, tx *sql.Tx, condition string, args ...any) ([]box, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, centre, mailbox, state, visited_on, waiting_since FROM contact_box WHERE "+condition, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []box
	for rows.Next() {
		var b box
		var visited, waiting string
		if err := rows.Scan(&b.ID, &b.Centre, &b.Mailbox, &b.State, &visited, &waiting); err != nil {
			return nil, err
		}
		if b.Visited, err = core.ParseDate(visited); err != nil {
			return nil, err
		}
		if b.WaitingSince, err = core.ParseDate(waiting); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

// flood counts the conversations that began on this server in the last hour. Above
// a bound that no ordinary day comes near, new ones wait in a list of their own and
// nobody gets a mail about them: so a flood hides what is real from nobody, and
// wakes nobody. It knows no addresses.
type flood struct {
	clock clock.Clock

	mu   sync.Mutex
	last []time.Time
}

// mostAnHour is from how many new conversations in an hour on the next ones are
// held.
const mostAnHour = 100

func newFlood(c clock.Clock) *flood { return &flood{clock: c} }

// over counts one more, and tells whether there are too many.
func (f *flood) over() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock.Now()
	for len(f.last) > 0 && now.Sub(f.last[0]) > time.Hour {
		f.last = f.last[1:]
	}
	if len(f.last) >= mostAnHour {
		return true
	}
	f.last = append(f.last, now)
	return false
}
