package casework

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"sync"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Card is what lists need of a case, sealed by itself so that they open nothing
// else.
type Card struct {
	Alias     string     `json:"alias"`
	Status    Status     `json:"status"`
	Opened    core.Date  `json:"opened"`
	Last      core.Date  `json:"last,omitzero"` // day of the last line in the journal
	Workers   []core.ID  `json:"workers,omitempty"`
	Tags      []string   `json:"tags,omitempty"`
	Flags     []string   `json:"flags,omitempty"`
	Languages []string   `json:"languages,omitempty"`
	Deadlines []DueCard  `json:"deadlines,omitempty"` // that are not done
	Tasks     []TaskCard `json:"tasks,omitempty"`     // that are not done
	Stays     []StayCard `json:"stays,omitempty"`     // in places of the centre
	Family    vault.ID   `json:"family,omitempty"`
	Form      vault.ID   `json:"form,omitempty"`
	Closed    core.Date  `json:"closed,omitzero"`    // the day of closing, of a case that is closed
	Category  string     `json:"category,omitempty"` // of retention, of a case that is closed
	Retain    core.Date  `json:"retain,omitzero"`    // the day on which it is due to be erased, by the rules as they were when the card was written
	Hold      bool       `json:"hold,omitempty"`     // it must not be erased
	HoldUntil core.Date  `json:"until,omitzero"`     // the last day of that, where it has one
	Asked     core.ID    `json:"asked,omitempty"`    // who has proposed to erase it
	Spent     Spent      `json:"spent,omitempty"`    // time with the client in the last months
}

// DueCard is a deadline on a card.
type DueCard struct {
	ID   vault.ID  `json:"id"`
	Rule string    `json:"rule"`
	Due  core.Date `json:"due"`
	Who  core.ID   `json:"who,omitempty"`
	More string    `json:"more,omitempty"` // what it is about: a file number, a place and an hour
}

// TaskCard is a task on a card.
type TaskCard struct {
	ID   vault.ID  `json:"id"`
	What string    `json:"what"`
	Due  core.Date `json:"due,omitzero"`
	Who  core.ID   `json:"who,omitempty"`
}

// StayCard is a stay in one of the centre's own places.
type StayCard struct {
	House   string    `json:"house"`
	From    core.Date `json:"from"`
	Until   core.Date `json:"until,omitzero"` // the unknown day while it lasts
	Persons int       `json:"persons"`
}

func (c Card) encode() []byte {
	b, err := json.Marshal(c)
	if err != nil {
		return nil // cannot happen: it is made of words and days
	}
	return b
}

// card is the card of a case whose core and entries are open.
func (d worker) card(c *Case) Card {
	to := Card{Alias: c.Alias, Status: c.Status, Opened: c.Opened, Workers: c.Workers, Tags: c.Tags, Flags: c.Flags, Family: c.Family, Form: c.Form,
		Languages: c.Answers("intake").All("languages")}
	if slices.Contains(c.Flags, holdFlag) {
		to.Hold = true
	} else if c.Hold != nil {
		to.Hold, to.HoldUntil = true, c.Hold.Until
	}
	if c.Closing != nil {
		to.Closed, to.Category = c.Closing.Day, c.Closing.Category
	}
	if c.Erasure != nil {
		to.Asked = c.Erasure.AskedBy
	}
	var spent spending
	for _, k := range c.records {
		if k.Removed {
			continue
		}
		a := k.State.Answers
		switch k.Sheet {
		case "journal":
			day := a.Day("day")
			if day.After(to.Last) {
				to.Last = day
			}
			spent.add(d.Today(), day, k.Record.writer(), a.Int("minutes"))
		case "deadline":
			if due := a.Day("due"); !due.IsZero() && a.Get("done-on") == "" {
				to.Deadlines = append(to.Deadlines, DueCard{k.ID, a.Get("rule"), due, core.ID(a.Get("who")), a.Get("reference")})
			}
		case "task":
			if a.Get("done-on") == "" {
				to.Tasks = append(to.Tasks, TaskCard{k.ID, a.Get("what"), a.Day("due"), core.ID(a.Get("who"))})
			}
		case "stay":
			if house := a.Get("house"); house != "" {
				to.Stays = append(to.Stays, StayCard{house, a.Day("from"), a.Day("until"), max(1, a.Int("persons"))})
			}
		}
	}
	to.Spent = spent.text()
	slices.SortFunc(to.Deadlines, func(x, y DueCard) int {
		return cmp.Or(cmp.Compare(x.Due.String(), y.Due.String()), cmp.Compare(x.ID, y.ID))
	})
	return to
}

// Held tells whether the case must not be erased on a day.
func (c Card) Held(day core.Date) bool {
	return c.Hold && (c.HoldUntil.IsZero() || !c.HoldUntil.Before(day))
}

// Listed is a card and whose it is.
type Listed struct {
	id         vault.ID
	Restricted bool
	Card
}

// cards opens the cards of all cases that she may open.
func (d worker) cards(ctx context.Context, tx *sql.Tx, a *vault.Access) ([]Listed, error) {
	all, _, err := d.cardsOf(ctx, tx, a, everyCase)
	return all, err
}

func everyCase(vault.Card) bool { return true }

// cardsOf opens the cards of some of the cases that she may open. hidden is how many
// cases are restricted to others.
func (d worker) cardsOf(ctx context.Context, tx *sql.Tx, a *vault.Access, wanted func(vault.Card) bool) (all []Listed, hidden int, err error) {
	sealed, err := a.Cards(ctx, tx, roomName)
	if err != nil {
		return nil, 0, err
	}
	return d.readCards(sealed, wanted)
}

// readCards reads those of opened cards that are wanted.
func (d worker) readCards(sealed []vault.Card, wanted func(vault.Card) bool) (all []Listed, hidden int, err error) {
	sealed = slices.DeleteFunc(sealed, func(s vault.Card) bool {
		if s.Plain == nil {
			hidden++
		}
		return s.Plain == nil || !wanted(s)
	})
	all = make([]Listed, len(sealed))
	read := func(from, to int) (err error) {
		for i := from; i < to && err == nil; i++ {
			all[i].id, all[i].Restricted = sealed[i].Folder, sealed[i].Restricted
			all[i].Card, err = d.reader.Decode(sealed[i].Plain)
		}
		return err
	}
	var other sync.WaitGroup
	var wrong error
	half := len(sealed) / 2
	other.Go(func() { wrong = read(0, half) })
	err = read(half, len(sealed))
	other.Wait()
	if err = cmp.Or(err, wrong); err != nil {
		return nil, 0, unreadable(err)
	}
	return all, hidden, nil
}
