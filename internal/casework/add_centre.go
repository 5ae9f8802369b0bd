package casework

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/vault"
)

// Like Add, what follows is for demonstrations and tests, in the name of a colleague
// who holds the key of the centre for which she acts.

// AddToCentre adds places and requests, which belong to no case: Filled of the
// sheets "house" and "request". All are added, or none; what cannot be read is an
// error that names its place.
func (room *Room) AddToCentre(ctx context.Context, actor core.Actor, h *vault.Holder, in dataset.Reader, all ...Filled) ([]vault.ID, error) {
	d := worker{desk.Desk{Deps: &room.Deps.Deps, Actor: actor, Holder: h, Standing: desk.Open}, room}
	var ids []vault.ID
	err := d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		ids = nil
		ledger, err := d.writeLedger(ctx, tx, a)
		if err != nil {
			return err
		}
		for n, filled := range all {
			s, err := room.ledgerSheet(filled.Sheet)
			if err != nil {
				return fmt.Errorf("there is no sheet %q of a centre", filled.Sheet)
			}
			answers, err := d.readFilled(s.sheet, filled, in, nil)
			if err == nil && s.check != nil {
				answers, err = s.check(answers)
			}
			if err != nil {
				return fmt.Errorf("sheet %s, %d: %w", filled.Sheet, n+1, err)
			}
			one := &leaf[Record]{ID: vault.NewID(), Value: Record{Sheet: s.sheet.ID, Form: vault.NewID()}}
			one.Value.next(d.filledState(filled, answers))
			if err := one.put(ctx, tx, ledger, s.part); err != nil {
				return err
			}
			if err := d.Record(ctx, tx, s.code, "", ""); err != nil {
				return err
			}
			ids = append(ids, one.ID)
		}
		return nil
	})
	return ids, err
}

// ledgerSheet is a sheet of the centre by its id.
func (room *Room) ledgerSheet(id string) (ledgerSheet, error) {
	switch id {
	case "house":
		return room.houseSheet()
	case "request":
		return room.requestSheet()
	}
	return ledgerSheet{}, missing()
}

// AddShiftNotes leaves notes from shift to shift, as they are.
func (room *Room) AddShiftNotes(ctx context.Context, actor core.Actor, h *vault.Holder, notes ...ShiftNote) error {
	d := worker{desk.Desk{Deps: &room.Deps.Deps, Actor: actor, Holder: h, Standing: desk.Open}, room}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		ledger, err := d.writeLedger(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, n := range notes {
			n.At = n.At.UTC().Truncate(time.Minute)
			one := leaf[ShiftNote]{Value: n}
			if err := one.put(ctx, tx, ledger, shiftPart); err != nil {
				return err
			}
		}
		return d.Record(ctx, tx, "casework.shift", "", "")
	})
}

// HandOver sends sheets of a case to the inbox of another centre, by the same steps
// and under the same rules as its pages: without the client's consent it is refused.
// person is whom they may ask there.
func (room *Room) HandOver(ctx context.Context, actor core.Actor, h *vault.Holder, caseID vault.ID, to core.ID, person, note string, sheets ...string) error {
	d := worker{desk.Desk{Deps: &room.Deps.Deps, Actor: actor, Holder: h, Standing: desk.Open}, room}
	n, err := d.neighbourhood(ctx)
	if err != nil {
		return err
	}
	if n.names[to] == "" {
		return fmt.Errorf("there is no centre %q", to)
	}
	at := referralPlace{caseID: caseID}
	if at.id, err = d.prepare(ctx, caseID, vault.NewID(), Party{to, n.names[to]}); err != nil {
		return err
	}
	look := func(f func(c *Case, k *Kept)) error {
		return d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
			c, err := d.open(ctx, tx, a, caseID, d.partsFor()...)
			if err != nil {
				return err
			}
			k, err := c.referral(at.id)
			if err == nil {
				f(c, k)
			}
			return err
		})
	}
	var stamp vault.ID
	choose := choice{note: note}
	err = look(func(c *Case, k *Kept) {
		stamp, choose.expires = k.Stamp, k.Referral.Expires
		for _, one := range c.records {
			if slices.Contains(sheets, one.Sheet) && !one.Removed {
				choose.chosen = append(choose.chosen, Chosen{one.Sheet, one.ID})
			}
		}
	})
	if err != nil {
		return err
	}
	if err := d.choose(ctx, at, stamp, choose); err != nil {
		return err
	}
	seen := ""
	if err := look(func(c *Case, k *Kept) { seen = c.seen(k) }); err != nil {
		return err
	}
	return d.send(ctx, at, seen, n.own, person)
}
