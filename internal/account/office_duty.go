package account

import (
	"context"
	"database/sql"
	"strings"

	"verbund/internal/core"
	"verbund/internal/network"
)

// AddDuty gives somebody a role, from a day on and until a day. Without a first
// day it begins today. It fails with core.Invalid at the fields "role", "unit",
// "begins" and "ends". A role in a centre never comes with the centre's key.
func (a *Accounts) AddDuty(ctx context.Context, actor core.Actor, d Duty) error {
	return a.change(ctx, actor, People, func(tx *sql.Tx) error {
		p, err := personByID(ctx, tx, d.Person)
		if err != nil {
			return err
		}
		if p.State == Retired {
			return refused("account.office.retired")
		}
		d := d
		d.ID = core.NewID(a.Clock.Now())
		if d.Begins.IsZero() {
			d.Begins = a.today()
		}
		if err := a.checkDuty(ctx, tx, d); err != nil {
			return err
		}
		if err := saveDuty(ctx, tx, d); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, d.Person, d.Unit, "duty-added", d.words())
	})
}

// ChangeDuty gives a role other days. Nobody can end the role of the last
// administrator, or of the last one who holds the key of a centre.
func (a *Accounts) ChangeDuty(ctx context.Context, actor core.Actor, person, duty core.ID, begins, ends core.Date) error {
	return a.changeDuty(ctx, actor, person, duty, "duty-changed", func(d *Duty) { d.Begins, d.Ends = begins, ends })
}

// EndDuty ends a role now: yesterday was its last day.
func (a *Accounts) EndDuty(ctx context.Context, actor core.Actor, person, duty core.ID) error {
	return a.changeDuty(ctx, actor, person, duty, "duty-ended", func(d *Duty) {
		d.Ends = a.today().AddDays(-1)
		if d.Begins.After(d.Ends) {
			d.Begins = d.Ends
		}
	})
}

func (a *Accounts) changeDuty(ctx context.Context, actor core.Actor, person, duty core.ID, what string, change func(*Duty)) error {
	return a.change(ctx, actor, People, func(tx *sql.Tx) error {
		d, err := dutyOf(ctx, tx, person, duty)
		if err != nil {
			return err
		}
		change(&d)
		if err := a.checkDuty(ctx, tx, d); err != nil {
			return err
		}
		if err := saveDuty(ctx, tx, d); err != nil {
			return err
		}
		if d.Role == Administrator {
			if err := a.keepAdministrator(ctx, tx); err != nil {
				return err
			}
		}
		if place, _ := PlaceOf(d.Role); place == InCentre {
			if err := a.settle(ctx, tx, d.Person, d.Unit); err != nil {
				return err
			}
		}
		return a.note(ctx, tx, actor, d.Person, d.Unit, what, d.words())
	})
}

// dutyOf returns a duty of a person; core.NotFound if she has none of that id.
func dutyOf(ctx context.Context, tx *sql.Tx, person, duty core.ID) (Duty, error) {
	all, err := dutiesWhere(ctx, tx, `person_id = $1 AND id = $2`, string(person), string(duty))
	if err != nil {
		return Duty{}, err
	}
	if len(all) == 0 {
		return Duty{}, &core.Error{Kind: core.NotFound, Key: "account.office.duty-unknown"}
	}
	return all[0], nil
}

// checkDuty returns core.Invalid if a duty does not fit together, or if the
// person has the same role there at that time already.
func (a *Accounts) checkDuty(ctx context.Context, tx *sql.Tx, d Duty) error {
	if err := a.checkPlace(ctx, tx, d); err != nil {
		return err
	}
	if err := checkDays(d); err != nil {
		return err
	}
	others, err := dutiesWhere(ctx, tx, `person_id = $1 AND role = $2 AND unit = $3 AND id <> $4`, string(d.Person), string(d.Role), string(d.Unit), string(d.ID))
	if err != nil {
		return err
	}
	today := a.today()
	for _, o := range others {
		over := func(x Duty) bool { return !x.Ends.IsZero() && x.Ends.Before(today) }
		if !over(o) && !over(d) && o.overlaps(d) {
			return invalid("role", "account.office.duty-twice")
		}
	}
	return nil
}

// checkPlace returns core.Invalid unless the role exists and the unit is what it
// needs: a centre, an organisation, or none.
func (a *Accounts) checkPlace(ctx context.Context, tx *sql.Tx, d Duty) error {
	place, known := PlaceOf(d.Role)
	if !known {
		return invalid("role", "account.office.role-missing")
	}
	switch place {
	case InCentre:
		if d.Unit == "" {
			return invalid("unit", "account.office.centre-missing")
		}
		_, err := houseByID(ctx, tx, d.Unit)
		if core.KindOf(err) == core.NotFound {
			return invalid("unit", "account.office.centre-missing")
		}
		return err
	case InOrganisation:
		all, err := network.All(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.ID == d.Unit {
				return nil
			}
		}
		return invalid("unit", "account.office.organisation-missing")
	}
	if d.Unit != "" {
		return invalid("unit", "account.office.unit-needless")
	}
	return nil
}

// checkDays returns core.Invalid if the days of a duty do not fit together.
func checkDays(d Duty) error {
	switch {
	case d.Ends.IsZero() && d.Role == Temporary:
		return invalid("ends", "account.office.end-missing")
	case !d.Ends.IsZero() && d.Ends.Before(d.Begins):
		return invalid("ends", "account.office.end-early")
	}
	return nil
}

func (d Duty) overlaps(e Duty) bool {
	return (d.Ends.IsZero() || !d.Ends.Before(e.Begins)) && (e.Ends.IsZero() || !e.Ends.Before(d.Begins))
}

// words are a duty as the history keeps it: role, first and last day.
func (d Duty) words() string {
	return strings.Join([]string{string(d.Role), d.Begins.String(), d.Ends.String()}, "|")
}
