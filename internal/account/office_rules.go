package account

import (
	"context"
	"database/sql"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// authorise tells, within the change itself, whether an actor still has a right:
// two people who take each other's role away at the same moment cannot both
// succeed. It returns core.Denied if she has it not, or no longer.
func (a *Accounts) authorise(ctx context.Context, tx *sql.Tx, actor core.Actor, right web.Right) error {
	if actor.Role == core.Person {
		p, err := personByID(ctx, tx, actor.Person)
		if err != nil {
			return err
		}
		duties, err := a.dutiesToday(ctx, tx, actor.Person)
		if err != nil {
			return err
		}
		actor.Duties = nil
		if p.State == Active {
			for _, d := range duties {
				actor.Duties = append(actor.Duties, core.Duty{Role: d.Role, Unit: d.Unit})
			}
		}
	}
	if !Allows(actor, right) {
		return &core.Error{Kind: core.Denied}
	}
	return nil
}

// change runs f as a change by somebody who has a right.
func (a *Accounts) change(ctx context.Context, actor core.Actor, right web.Right, f func(tx *sql.Tx) error) error {
	return a.DB.Update(ctx, func(tx *sql.Tx) error {
		if err := a.authorise(ctx, tx, actor, right); err != nil {
			return err
		}
		return f(tx)
	})
}

// note writes a line into the history.
func (a *Accounts) note(ctx context.Context, tx *sql.Tx, actor core.Actor, person, unit core.ID, what, detail string) error {
	return note(ctx, tx, a.Clock.Now(), actor, person, unit, what, detail)
}

// refused is the error of a rule that cannot be met by typing something else.
func refused(key string, args ...any) error {
	return &core.Error{Kind: core.Unprocessable, Key: key, Args: args}
}

// keepAdministrator refuses a change after which no administrator would be left
// who can be counted on: with an account in use and a role that has no end.
func (a *Accounts) keepAdministrator(ctx context.Context, tx *sql.Tx) error {
	today := a.today()
	duties, err := dutiesWhere(ctx, tx, `role = $1 AND ends_on = ''`, string(Administrator))
	if err != nil {
		return err
	}
	for _, d := range duties {
		if !d.Holds(today) {
			continue
		}
		p, err := personByID(ctx, tx, d.Person)
		if err != nil {
			return err
		}
		if p.State == Active {
			return nil
		}
	}
	return refused("account.office.last-administrator")
}

// settle does what follows for the key of a centre when somebody's duties in it
// have become fewer. Whoever no longer works there loses her sessions; whoever no
// longer keeps keys there loses the grant, and since the key cannot be changed
// without a colleague who holds it, the centre is asked to. It refuses to take
// the key from the last one who holds it.
func (a *Accounts) settle(ctx context.Context, tx *sql.Tx, person, centre core.ID) error {
	works, keeps, err := a.worksIn(ctx, tx, person, centre)
	if err != nil {
		return err
	}
	if !works {
		if err := endSessions(ctx, tx, person, nil); err != nil {
			return err
		}
	}
	if keeps {
		return nil
	}
	holders, err := a.Vault.Holders(ctx, tx, centre)
	if err != nil || !slices.Contains(holders, person) {
		return err
	}
	if len(holders) == 1 {
		return refused("account.office.last-holder")
	}
	return a.takeGrant(ctx, tx, person, centre)
}

// takeGrant deletes somebody's grant and notes that the key is to be changed.
func (a *Accounts) takeGrant(ctx context.Context, tx *sql.Tx, person, centre core.ID) error {
	house, err := houseByID(ctx, tx, centre)
	if err != nil {
		return err
	}
	if err := a.Vault.Drop(ctx, tx, centre, person); err != nil {
		return err
	}
	house.RenewalDue = true
	if err := saveHouse(ctx, tx, house); err != nil {
		return err
	}
	return a.Vault.Note(ctx, tx, centre, vault.Event{Person: person, Code: "revoke", Detail: "duty"})
}

// worksIn tells whether somebody works in a centre today or later, and whether
// in a role that keeps keys.
func (a *Accounts) worksIn(ctx context.Context, tx *sql.Tx, person, centre core.ID) (works, keeps bool, err error) {
	duties, err := dutiesWhere(ctx, tx, `person_id = $1 AND unit = $2`, string(person), string(centre))
	today := a.today()
	for _, d := range duties {
		if d.Holds(today) || d.Begins.After(today) && (d.Ends.IsZero() || !d.Ends.Before(d.Begins)) {
			works, keeps = true, keeps || KeepsKeys(d.Role)
		}
	}
	return works, keeps, err
}
