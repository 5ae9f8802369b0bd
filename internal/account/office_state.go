package account

import (
	"context"
	"database/sql"

	"verbund/internal/core"
)

// Lock keeps somebody from signing in until Unlock, and ends her sessions and
// reminders. What she can open stays hers. Nobody can lock herself or the last administrator.
func (a *Accounts) Lock(ctx context.Context, actor core.Actor, person core.ID) error {
	return a.changePerson(ctx, actor, person, func(tx *sql.Tx, p Person) error {
		if p.State != Active {
			return refused("account.office.not-active")
		}
		p.State = Locked
		if err := savePerson(ctx, tx, p); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, person, nil); err != nil {
			return err
		}
		if err := dropReminders(ctx, tx, person); err != nil {
			return err
		}
		if err := a.keepAdministrator(ctx, tx); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, person, "", "locked", "")
	})
}

// Unlock lets somebody who is locked sign in again.
func (a *Accounts) Unlock(ctx context.Context, actor core.Actor, person core.ID) error {
	return a.changePerson(ctx, actor, person, func(tx *sql.Tx, p Person) error {
		if p.State != Locked {
			return refused("account.office.not-locked")
		}
		p.State = Active
		if err := savePerson(ctx, tx, p); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, person, "", "unlocked", "")
	})
}

// Retire ends an account for good: sessions, reminders, link, duties, second factor, keys and
// mail address go, the name stays for the history. It is refused for oneself, for the
// last administrator, and for the last one who holds the key of a centre.
func (a *Accounts) Retire(ctx context.Context, actor core.Actor, person core.ID) error {
	return a.changePerson(ctx, actor, person, func(tx *sql.Tx, p Person) error {
		if p.State == Retired {
			return refused("account.office.retired")
		}
		p.State, p.Email = Retired, "" // so that she can be invited again with it
		if err := savePerson(ctx, tx, p); err != nil {
			return err
		}
		duties, err := dutiesOf(ctx, tx, person)
		if err != nil {
			return err
		}
		yesterday := a.today().AddDays(-1)
		for _, d := range duties {
			if !d.Ends.IsZero() && !d.Ends.After(yesterday) {
				continue
			}
			d.Ends = yesterday
			if err := saveDuty(ctx, tx, d); err != nil {
				return err
			}
		}
		centres, err := a.Vault.Centres(ctx, tx, person)
		if err != nil {
			return err
		}
		for _, centre := range centres {
			if err := a.settle(ctx, tx, person, centre); err != nil {
				return err
			}
		}
		for _, end := range []func() error{
			func() error { return endSessions(ctx, tx, person, nil) },
			func() error { return dropReminders(ctx, tx, person) },
			func() error { return dropLink(ctx, tx, person) },
			func() error { return dropSecond(ctx, tx, person) },
			func() error { return a.Vault.Forget(ctx, tx, person) },
			func() error { return a.keepAdministrator(ctx, tx) },
		} {
			if err := end(); err != nil {
				return err
			}
		}
		return a.note(ctx, tx, actor, person, "", "retired", "")
	})
}

// SignOutEverywhere ends all sessions of somebody.
func (a *Accounts) SignOutEverywhere(ctx context.Context, actor core.Actor, person core.ID) error {
	return a.change(ctx, actor, People, func(tx *sql.Tx) error {
		if _, err := personByID(ctx, tx, person); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, person, nil); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, person, "", "signed-out", "")
	})
}

// changePerson runs f as a change of the office to the account of somebody else.
func (a *Accounts) changePerson(ctx context.Context, actor core.Actor, person core.ID, f func(tx *sql.Tx, p Person) error) error {
	return a.change(ctx, actor, People, func(tx *sql.Tx) error {
		if person == actor.Person {
			return refused("account.office.not-oneself")
		}
		p, err := personByID(ctx, tx, person)
		if err != nil {
			return err
		}
		return f(tx, p)
	})
}
