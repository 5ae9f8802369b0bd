package casework

import (
	"context"
	"database/sql"
	"slices"

	"verbund/internal/casework/deadline"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Load is how much a colleague has to do, and has done.
type Load struct {
	Person     core.ID // "" for cases for which nobody is responsible
	Open       int     // cases that are open
	Contacts30 int     // in the last 30 days
	Minutes30  int
	Contacts90 int // in the last 90 days
	Minutes90  int
	Overdue    int // deadlines and tasks
	Tasks      int // that are not done
}

// loads counts by colleague what the cards of cases say. Everybody of the centre
// has a line, and so has whoever is still responsible for an open case. Contacts
// count for whoever wrote them down, deadlines and tasks for whoever is named
// there, else for each who is responsible for the case.
func loads(cases []Listed, team []core.ID, book *deadline.Book, today core.Date) []Load {
	var all []Load
	of := func(p core.ID) *Load {
		i := slices.IndexFunc(all, func(l Load) bool { return l.Person == p })
		if i < 0 {
			i = len(all)
			all = append(all, Load{Person: p})
		}
		return &all[i]
	}
	for _, p := range team {
		of(p)
	}
	workers := map[vault.ID][]core.ID{}
	for _, l := range cases {
		workers[l.id] = l.Workers
		if l.Status == Active {
			for _, p := range l.Workers {
				of(p).Open++
			}
			if len(l.Workers) == 0 {
				of("").Open++
			}
		}
		l.Spent.Since(today.AddDays(-(spentDays - 1)), today, func(by core.ID, day core.Date, minutes int) {
			to := of(by)
			to.Contacts90++
			to.Minutes90 += minutes
			if !day.Before(today.AddDays(-29)) {
				to.Contacts30++
				to.Minutes30 += minutes
			}
		})
	}
	for _, due := range duesOf(cases, book, today) {
		people := workers[due.Case]
		if due.Who != "" {
			people = []core.ID{due.Who}
		} else if len(people) == 0 {
			people = []core.ID{""}
		}
		for _, p := range people {
			if due.State == deadline.Overdue {
				of(p).Overdue++
			}
			if due.Sheet == "task" {
				of(p).Tasks++
			}
		}
	}
	return all
}

// handOver makes somebody responsible for a case in place of somebody else, with
// the deadlines and tasks that are not done. from is "" where nobody was. A case
// that is restricted goes to nobody who cannot open it.
func (d worker) handOver(ctx context.Context, id vault.ID, from, to core.ID) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.change(ctx, id, "casework.handed-on", "", func(tx *sql.Tx, c *Case) error {
		holders, err := d.Vault.Holders(ctx, tx, d.Actor.Centre)
		if err != nil {
			return err
		}
		if !slices.Contains(holders, to) {
			return fieldError("to", "casework.error.code")
		}
		if c.folder.Restricted() && !slices.Contains(c.folder.Readers(), to) {
			return fieldError("to", "casework.error.not-reader", "alias", c.Alias)
		}
		c.Workers = slices.DeleteFunc(c.Workers, func(p core.ID) bool { return p == from || p == to })
		c.Workers = append(c.Workers, to)
		for _, k := range c.records {
			if k.Sheet != "deadline" && k.Sheet != "task" || from == "" || k.Removed {
				continue
			}
			a := k.State.Answers
			if core.ID(a.Get("who")) != from || a.Get("done-on") != "" {
				continue
			}
			a = a.Clone()
			a.Set("who", string(to))
			k.next(d.state(a))
			if err := c.seal(ctx, tx, k); err != nil {
				return err
			}
		}
		if err := d.touchHead(ctx, tx, c); err != nil {
			return err
		}
		return d.remind(ctx, tx, c.access)
	})
}
