package account

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/text"
)

const (
	centrePath     = "/account/centre"
	colleaguesPath = "/account/colleagues"
	keysPath       = "/account/keys"
)

// Standing is how far a colleague has come.
type Standing string

// The standings of a colleague.
const (
	StandsInvited Standing = "invited"  // has not set a password yet
	StandsLocked  Standing = "locked"   // by the office
	StandsLater   Standing = "later"    // her work begins on a later day
	StandsWaiting Standing = "waiting"  // for the key
	StandsHolding Standing = "holding"  // the key
	StandsKeyless Standing = "no-key"   // her role needs none
	StandsEnded   Standing = "ended"    // works there no longer
	StandsLeft    Standing = "has-left" // works there no longer and still holds the key, as the last one
)

// Colleague is somebody who works or worked in a centre.
type Colleague struct {
	Person
	Duties   []Duty // in this centre
	Standing Standing
}

// colleagues returns everybody who works or worked in a centre: first those who
// do, by name.
func (a *Accounts) colleagues(ctx context.Context, tx *sql.Tx, centre core.ID) ([]Colleague, error) {
	duties, err := dutiesIn(ctx, tx, centre)
	if err != nil {
		return nil, err
	}
	holders, err := a.Vault.Holders(ctx, tx, centre)
	if err != nil {
		return nil, err
	}
	var all []Colleague
	for _, d := range duties {
		i := slices.IndexFunc(all, func(c Colleague) bool { return c.ID == d.Person })
		if i < 0 {
			p, err := personByID(ctx, tx, d.Person)
			if err != nil {
				return nil, err
			}
			i, all = len(all), append(all, Colleague{Person: p})
		}
		all[i].Duties = append(all[i].Duties, d)
	}
	for i := range all {
		all[i].Standing = standing(all[i], a.today(), slices.Contains(holders, all[i].ID))
	}
	slices.SortFunc(all, func(x, y Colleague) int {
		return cmp.Or(cmp.Compare(ended(x), ended(y)), cmp.Compare(text.Fold(x.Name), text.Fold(y.Name)), cmp.Compare(x.ID, y.ID))
	})
	return all, nil
}

func ended(c Colleague) int {
	if c.Standing == StandsEnded || c.Standing == StandsLeft {
		return 1
	}
	return 0
}

// standing says how far somebody has come on a day.
func standing(c Colleague, today core.Date, holds bool) Standing {
	var works, later, keeps bool
	for _, d := range c.Duties {
		switch {
		case d.Holds(today):
			works, keeps = true, keeps || KeepsKeys(d.Role)
		case d.Begins.After(today):
			later = true
		}
	}
	switch {
	case !works && !later && holds:
		return StandsLeft
	case !works && !later || c.State == Retired:
		return StandsEnded
	case c.State == Locked:
		return StandsLocked
	case c.State == Invited:
		return StandsInvited
	case !works:
		return StandsLater
	case holds:
		return StandsHolding
	case keeps:
		return StandsWaiting
	}
	return StandsKeyless
}

// houseState is what is stored about a centre and whoever looks at it.
type houseState struct {
	House
	founded    bool
	kit        bool
	holds      bool // whoever looks holds the key
	holders    int
	kitOfOne   bool // one of those who hold the key has a paper kit
	colleagues []Colleague
}

// live tells whether the centre has what it takes to keep something: a second
// way to its key, should one person lose hers.
func (s houseState) live() bool { return s.holders >= 2 || s.holders == 1 && (s.kitOfOne || s.tried()) }

func (s houseState) tried() bool { return s.kit && !s.KitTriedOn.IsZero() }

func (a *Accounts) houseState(ctx context.Context, tx *sql.Tx, centre, looks core.ID) (s houseState, err error) {
	if s.House, err = houseByID(ctx, tx, centre); err != nil {
		return s, err
	}
	if s.founded, err = a.Vault.Founded(ctx, tx, centre); err != nil {
		return s, err
	}
	if s.kit, err = a.Vault.HasCentreKit(ctx, tx, centre); err != nil {
		return s, err
	}
	holders, err := a.Vault.Holders(ctx, tx, centre)
	if err != nil {
		return s, err
	}
	s.holders, s.holds = len(holders), slices.Contains(holders, looks)
	for _, h := range holders {
		has, err := a.Vault.HasKit(ctx, tx, h)
		if err != nil {
			return s, err
		}
		s.kitOfOne = s.kitOfOne || has
	}
	s.colleagues, err = a.colleagues(ctx, tx, centre)
	return s, err
}

// goLive turns the shell of a centre into a live one as soon as it has what that
// takes. For any other centre it does nothing.
func (a *Accounts) goLive(ctx context.Context, tx *sql.Tx, actor core.Actor, centre core.ID) error {
	s, err := a.houseState(ctx, tx, centre, "")
	if err != nil || s.State != Shell || !s.founded || !s.live() {
		return err
	}
	s.House.State = Live
	if err := saveHouse(ctx, tx, s.House); err != nil {
		return err
	}
	return a.note(ctx, tx, actor, "", centre, "centre-live", "")
}

// centresGoLive is goLive for every centre whose key somebody holds.
func (a *Accounts) centresGoLive(ctx context.Context, tx *sql.Tx, actor core.Actor, holder core.ID) error {
	centres, err := a.Vault.Centres(ctx, tx, holder)
	if err != nil {
		return err
	}
	for _, c := range centres {
		if err := a.goLive(ctx, tx, actor, c); err != nil {
			return err
		}
	}
	return nil
}
