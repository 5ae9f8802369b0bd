package casework

import (
	"context"
	"database/sql"
	"encoding/json"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/casework/release"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// figuresPart is where a case keeps, sealed for itself, what the figures need of
// it, so that the figures of 20,000 cases open one small record of each. It is made
// anew whenever the case changes, and follows from what was written once.
const figuresPart vault.Part = "figures"

// figureVersion is of how it is made. One of another version is not read: what it
// says is made of the case itself.
const figureVersion = 2

// figure is what is kept: for the figures of the centre, and for the released record
// of each year.
type figure struct {
	Version int `json:"version"`
	count.Case
	Source release.Source `json:"source"`
}

// figureOf makes it of a case whose core and entries are open.
func (d worker) figureOf(c *Case) figure { return figure{figureVersion, d.figure(c), d.source(c)} }

// setFigure keeps it.
func (d worker) setFigure(ctx context.Context, tx *sql.Tx, c *Case, f figure) error {
	plain, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return c.replace(ctx, tx, figuresPart, plain)
}

// figure is what the figures need of a case whose core and entries are open.
func (d worker) figure(c *Case) count.Case {
	to := count.Case{ID: string(c.ID), Began: c.Opened, Closed: d.closedOn(c), Answers: map[string][]string{}}
	if first := c.Answers("intake").Day("first-day"); !first.IsZero() {
		to.Began = first
	}
	for _, dim := range count.Dimensions() {
		if said := c.Answers(dim.Sheet)[dim.Question]; len(said) > 0 {
			to.Answers[dim.ID] = said
		}
	}
	for _, k := range c.records {
		if k.Removed {
			continue
		}
		a := k.State.Answers
		switch k.Sheet {
		case "journal":
			to.Contacts = append(to.Contacts, count.Contact{Day: a.Day("day"), Kind: a.Get("kind"), Minutes: a.Int("minutes"), Language: a.Get("language"),
				Interpreter: a.Get("interpreter"), Accompaniment: a.Get("accompaniment"), Group: string(k.Group)})
		case "measure":
			state, outcome := a.Get("state"), a.Get("outcome")
			to.Measures = append(to.Measures, count.Measure{Service: a.Get("service"), Outcome: outcome, Reason: a.Get("why-not"), Since: d.dayOr(a.Day("since"), k), Until: a.Day("until"),
				Running: a.Day("until").IsZero() && state != "done" && (state != "" || outcome == "")})
		case "claim":
			to.Claims = append(to.Claims, count.Claim{Kind: a.Get("kind"), Decision: a.Get("decision"), Filed: d.dayOr(a.Day("filed"), k), Decided: a.Day("decided"), Paid: a.Day("paid-on"),
				Asked: a.Int("asked"), Granted: a.Int("granted"), Got: a.Int("paid")})
		case "stay":
			to.Stays = append(to.Stays, count.Stay{House: a.Get("house"), Elsewhere: a.Get("elsewhere"), From: a.Day("from"), Until: a.Day("until"), Persons: max(1, a.Int("persons"))})
		case "deadline":
			to.Deadlines = append(to.Deadlines, count.Deadline{Rule: a.Get("rule"), Due: a.Day("due"), Done: a.Day("done-on")})
		case "consent":
			to.Consents = append(to.Consents, count.Consent{Scope: a.Get("scope"), Given: a.Get("given") == "written" || a.Get("given") == "oral", Day: a.Day("day"), Withdrawn: a.Day("withdrawn")})
		}
	}
	return to
}

// closedOn is the day on which a case was closed, unknown while it is open.
func (d worker) closedOn(c *Case) core.Date {
	switch {
	case c.Status != Done:
		return core.Date{}
	case c.Closing != nil:
		return c.Closing.Day
	}
	return core.DateOf(c.At.In(d.Zone))
}

// dayOr is a day, or where nobody wrote it the one on which the entry was first
// written, as far back as that is kept.
func (d worker) dayOr(day core.Date, k *Kept) core.Date {
	if !day.IsZero() {
		return day
	}
	at := k.At
	if n := len(k.Earlier); n > 0 {
		at = k.Earlier[n-1].At
	}
	return core.DateOf(at.In(d.Zone))
}

// gathered is all that figures are made of.
type gathered struct {
	count.Input
	hidden  int               // cases that are restricted to others, and not counted
	aliases map[string]string // of cases, by id
	given   dataset.Given     // the places of the centre
}

// gather reads what the figures need of all cases and requests.
func (d worker) gather(ctx context.Context) (gathered, error) {
	var g gathered
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		g = gathered{Input: count.Input{Today: d.Today()}, aliases: map[string]string{}}
		cards, hidden, err := d.cardsOf(ctx, tx, a, everyCase)
		if err != nil {
			return err
		}
		g.hidden = hidden
		known := make(map[vault.ID]bool, len(cards))
		g.Cases = make([]count.Case, 0, len(cards))
		err = a.AllOf(ctx, tx, roomName, figuresPart, func(folder vault.ID, r vault.Record) error {
			var one figure
			if err := json.Unmarshal(r.Plain, &one); err != nil {
				return unreadable(err)
			}
			if one.Version == figureVersion {
				one.ID, known[folder] = string(folder), true
				g.Cases = append(g.Cases, one.Case)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, l := range cards {
			g.aliases[string(l.id)] = l.Alias
			if known[l.id] {
				continue
			}
			c, err := d.open(ctx, tx, a, l.id, vault.Entries)
			if err != nil {
				return err
			}
			g.Cases = append(g.Cases, d.figure(c))
		}
		ledger, err := d.ledger(ctx, tx, a)
		if err != nil {
			return err
		}
		requests, err := leaves[Record](ctx, tx, ledger, requestPart)
		if err != nil {
			return err
		}
		for _, one := range requests {
			if !one.Value.Removed {
				g.Requests = append(g.Requests, requestOf(one.Value.State.Answers))
			}
		}
		houses, err := d.houses(ctx, tx, ledger)
		g.given = dataset.Given{"@houses": houseChoices(houses)}
		return err
	})
	return g, err
}
