package account

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// EndWork ends somebody's work in the centre for which a lead acts: her duties
// there, her sessions, her grant; and if she held the key, the centre gets
// another one. h may be nil where the colleague holds no key. It is refused for
// oneself and for the last one who holds the key; then nothing has happened.
//
// Duties and sessions end in a change of their own, before the one that changes
// the key. That one touches whatever the centre keeps sealed, so somebody who
// writes without a pause could keep it from ever happening. Where it fails with
// core.Unavailable, she is outside all the same, and EndWork can be called again.
func (a *Accounts) EndWork(ctx context.Context, actor core.Actor, h *vault.Holder, person core.ID) error {
	if person == actor.Person {
		return refused("account.office.not-oneself")
	}
	err := a.change(ctx, actor, Colleagues, func(tx *sql.Tx) error {
		c, err := a.colleague(ctx, tx, actor.Centre, person)
		if err != nil {
			return err
		}
		if _, err := a.keyToTake(ctx, tx, actor, h, person); err != nil {
			return err
		}
		return a.endColleague(ctx, tx, actor, c)
	})
	if err != nil {
		return err
	}
	err = a.change(ctx, actor, Colleagues, func(tx *sql.Tx) error { return a.revoke(ctx, tx, actor, h, person) })
	if err != nil {
		return err
	}
	return a.scrub(ctx)
}

// endColleague ends the duties of a colleague in the lead's centre, her sessions
// and her reminders.
func (a *Accounts) endColleague(ctx context.Context, tx *sql.Tx, actor core.Actor, c Colleague) error {
	yesterday := a.today().AddDays(-1)
	for _, d := range c.Duties {
		if !d.Ends.IsZero() && !d.Ends.After(yesterday) {
			continue
		}
		d.Ends = yesterday
		if d.Begins.After(d.Ends) {
			d.Begins = d.Ends
		}
		if err := saveDuty(ctx, tx, d); err != nil {
			return err
		}
	}
	if err := endSessions(ctx, tx, c.ID, nil); err != nil {
		return err
	}
	if err := dropReminders(ctx, tx, c.ID); err != nil { // of another centre they come back with her next visit
		return err
	}
	if c.State == Invited { // a link that was on its way opens nothing any more
		if err := a.dropLinkOfNobody(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	return a.note(ctx, tx, actor, c.ID, actor.Centre, "colleague-ended", "")
}

// keyToTake is the key of the lead's centre if a colleague holds it too, and nil
// if she does not. It is refused where it cannot be taken from her.
func (a *Accounts) keyToTake(ctx context.Context, tx *sql.Tx, actor core.Actor, h *vault.Holder, person core.ID) (*vault.Access, error) {
	holders, err := a.Vault.Holders(ctx, tx, actor.Centre)
	if err != nil || !slices.Contains(holders, person) {
		return nil, err
	}
	if len(holders) == 1 {
		return nil, refused("account.house.last-holder")
	}
	if h == nil {
		return nil, &core.Error{Kind: core.Denied, Key: "account.house.no-key"}
	}
	key, err := a.Vault.Access(ctx, tx, h, actor.Centre)
	if core.KindOf(err) == core.Denied {
		return nil, refused("account.house.no-key")
	}
	return key, err
}

// revoke takes the key from a colleague, if she holds it.
func (a *Accounts) revoke(ctx context.Context, tx *sql.Tx, actor core.Actor, h *vault.Holder, person core.ID) error {
	key, err := a.keyToTake(ctx, tx, actor, h, person)
	if err != nil || key == nil {
		return err
	}
	p, err := personByID(ctx, tx, person)
	if err != nil {
		return err
	}
	if err := key.Revoke(ctx, tx, person); err != nil {
		return err
	}
	if err := a.record(ctx, tx, actor, "revoke", p.Name); err != nil {
		return err
	}
	return a.renewed(ctx, tx, actor)
}

// dropLinkOfNobody takes back the invitation of somebody who has no duty left.
func (a *Accounts) dropLinkOfNobody(ctx context.Context, tx *sql.Tx, person core.ID) error {
	duties, err := dutiesOf(ctx, tx, person)
	today := a.today()
	if err != nil || slices.ContainsFunc(duties, func(d Duty) bool { return d.Ends.IsZero() || !d.Ends.Before(today) }) {
		return err
	}
	return dropLink(ctx, tx, person)
}

// EndDuties does what follows when duties have ended by their date, and is to be
// called often; calling it twice is safe. Whoever no longer works in a centre
// loses the sessions that began before; whoever no longer keeps keys there loses
// the grant, and the centre is asked to change its key, which takes a colleague
// who holds it. The last one who holds a key keeps it, since with her grant all
// that is sealed would be lost; the page of the centre says so.
func (a *Accounts) EndDuties(ctx context.Context) error {
	return a.DB.Update(ctx, func(tx *sql.Tx) error {
		today := a.today()
		midnight := time.Date(today.Year, today.Month, today.Day, 0, 0, 0, 0, a.Zone)
		ended, err := dutiesWhere(ctx, tx, `ends_on <> '' AND ends_on < $1 AND ends_on >= $2`, today.String(), today.AddDays(-3).String())
		if err != nil {
			return err
		}
		for _, d := range ended {
			place, _ := PlaceOf(d.Role)
			works, _, err := a.worksIn(ctx, tx, d.Person, d.Unit)
			if err != nil {
				return err
			}
			if place == InCentre && !works {
				if err := endEarlierSessions(ctx, tx, d.Person, midnight); err != nil {
					return err
				}
			}
		}
		all, err := houses(ctx, tx)
		if err != nil {
			return err
		}
		for _, h := range all {
			if err := a.takeGrants(ctx, tx, h.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// takeGrants takes the key of a centre from those who no longer work there in a
// role that keeps it, as long as somebody is left who does.
func (a *Accounts) takeGrants(ctx context.Context, tx *sql.Tx, centre core.ID) error {
	holders, err := a.Vault.Holders(ctx, tx, centre)
	if err != nil {
		return err
	}
	left := len(holders)
	for _, person := range holders {
		_, keeps, err := a.worksIn(ctx, tx, person, centre)
		if err != nil {
			return err
		}
		if keeps || left == 1 {
			continue
		}
		if err := a.takeGrant(ctx, tx, person, centre); err != nil {
			return err
		}
		left--
	}
	return nil
}

// endWork asks for the password, and ends somebody's work in the centre.
func (a *Accounts) endWork(w http.ResponseWriter, r *http.Request) error {
	return a.colleagueChange(func(ctx context.Context, actor core.Actor, id core.ID, v web.Values) error {
		if err := a.Confirm(ctx, actor, v.Get("password")); err != nil {
			return err
		}
		h, err := a.Holder(r)
		if err != nil {
			return err
		}
		return a.EndWork(ctx, actor, h, id)
	})(w, r)
}
