package account

import (
	"context"
	"database/sql"
	"slices"

	"verbund/internal/core"
)

// Names gives what colleagues call people. Who has no account is missing.
func (a *Accounts) Names(ctx context.Context, ids []core.ID) (map[core.ID]string, error) {
	names := make(map[core.ID]string, len(ids))
	err := a.DB.View(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, known := names[id]; known {
				continue
			}
			p, err := personByID(ctx, tx, id)
			if core.KindOf(err) == core.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			names[id] = p.Name
		}
		return nil
	})
	return names, err
}

// LeadsOf gives who leads a centre today, in order of their IDs.
func (a *Accounts) LeadsOf(ctx context.Context, centre core.ID) ([]core.ID, error) {
	return a.withDuty(ctx, centre, Lead)
}

// CounsellorsOf gives who counsels in a centre today, its leads among them, in order
// of their IDs.
func (a *Accounts) CounsellorsOf(ctx context.Context, centre core.ID) ([]core.ID, error) {
	return a.withDuty(ctx, centre, Lead, Counsellor)
}

func (a *Accounts) withDuty(ctx context.Context, centre core.ID, roles ...core.Role) (all []core.ID, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		all = nil
		duties, err := dutiesIn(ctx, tx, centre)
		today := a.today()
		for _, d := range duties {
			if slices.Contains(roles, d.Role) && d.Holds(today) && !slices.Contains(all, d.Person) {
				all = append(all, d.Person)
			}
		}
		return err
	})
	slices.Sort(all)
	return all, err
}

// House returns a centre; core.NotFound if there is none.
func (a *Accounts) House(ctx context.Context, id core.ID) (h House, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		h, err = houseByID(ctx, tx, id)
		return err
	})
	return h, err
}

// Houses are all centres by name, closed ones too.
func (a *Accounts) Houses(ctx context.Context) (all []House, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		all, err = houses(ctx, tx)
		return err
	})
	return all, err
}

// HasAdministrator tells whether somebody can look after the accounts of others,
// or has an invitation to.
func (a *Accounts) HasAdministrator(ctx context.Context) (has bool, err error) {
	err = a.DB.View(ctx, func(tx *sql.Tx) error {
		duties, err := dutiesWhere(ctx, tx, `role = $1`, string(Administrator))
		if err != nil {
			return err
		}
		today := a.today()
		duties = slices.DeleteFunc(duties, func(d Duty) bool { return !d.Holds(today) })
		has = len(duties) > 0
		return nil
	})
	return has, err
}

// AddHouse makes a centre of an organisation without inviting anybody: for
// demonstrations and tests. The office makes centres on its pages.
func (a *Accounts) AddHouse(ctx context.Context, organisation core.ID, name string) (House, error) {
	h := House{ID: core.NewID(a.Clock.Now()), Organisation: organisation, Name: name, State: Shell}
	return h, a.DB.Update(ctx, func(tx *sql.Tx) error { return saveHouse(ctx, tx, h) })
}

// UnitName returns the name of the centre for which somebody acts, and nothing
// for people who act for none, or while the database is away: a page must not
// fail because of its frame.
func (a *Accounts) UnitName(ctx context.Context, actor core.Actor) string {
	if actor.Centre == "" {
		return ""
	}
	h, err := a.House(ctx, actor.Centre)
	if err != nil {
		return ""
	}
	return h.Name
}
