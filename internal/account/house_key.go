package account

import (
	"context"
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// Found gives the centre for which a lead acts its key, of which she is the first
// holder. It returns core.Conflict if the centre has one.
func (a *Accounts) Found(ctx context.Context, actor core.Actor, h *vault.Holder) error {
	return a.change(ctx, actor, Colleagues, func(tx *sql.Tx) error {
		house, err := houseByID(ctx, tx, actor.Centre)
		if err != nil {
			return err
		}
		if house.State == Closed {
			return refused("account.house.closed")
		}
		err = a.Vault.Found(ctx, tx, h, house.ID)
		if core.KindOf(err) == core.Conflict {
			return &core.Error{Kind: core.Conflict, Key: "account.house.founded", Cause: err}
		}
		if err != nil {
			return err
		}
		if err := a.record(ctx, tx, actor, "found", ""); err != nil {
			return err
		}
		if err := a.note(ctx, tx, actor, "", house.ID, "centre-founded", ""); err != nil {
			return err
		}
		return a.goLive(ctx, tx, actor, house.ID)
	})
}

// record writes into the sealed record of the centre for which somebody acts.
func (a *Accounts) record(ctx context.Context, tx *sql.Tx, actor core.Actor, code, detail string) error {
	return a.Vault.Note(ctx, tx, actor.Centre, vault.Event{Person: actor.Person, Code: code, Detail: detail})
}

// withKey runs f as a change by somebody who has a right in her centre and holds
// its key. It returns core.Denied if she does not hold it.
func (a *Accounts) withKey(ctx context.Context, actor core.Actor, right web.Right, h *vault.Holder, f func(tx *sql.Tx, key *vault.Access) error) error {
	return a.change(ctx, actor, right, func(tx *sql.Tx) error {
		key, err := a.Vault.Access(ctx, tx, h, actor.Centre)
		if core.KindOf(err) == core.Denied {
			return &core.Error{Kind: core.Denied, Key: "account.house.no-key", Cause: err}
		}
		if err != nil {
			return err
		}
		return f(tx, key)
	})
}

// Grant gives a colleague the key of the centre for which somebody acts. words
// are the six that both compared; if the colleague has another key pair by now,
// it is core.Conflict and nothing is granted. Granting twice is safe.
func (a *Accounts) Grant(ctx context.Context, actor core.Actor, h *vault.Holder, person core.ID, words []string) error {
	return a.withKey(ctx, actor, Keys, h, func(tx *sql.Tx, key *vault.Access) error {
		p, err := a.waiting(ctx, tx, actor.Centre, person)
		if err != nil {
			return err
		}
		now, err := a.Vault.Fingerprint(ctx, tx, person)
		if err != nil {
			return err
		}
		if !slices.Equal(now, words) {
			return &core.Error{Kind: core.Conflict, Key: "account.house.words-changed"}
		}
		if err := key.Grant(ctx, tx, person); err != nil {
			return err
		}
		if err := a.record(ctx, tx, actor, "grant", p.Name); err != nil {
			return err
		}
		return a.goLive(ctx, tx, actor, actor.Centre)
	})
}

// waiting returns a colleague who waits for the key of a centre. It is
// core.NotFound for who does not work there, and core.Conflict for who cannot
// get the key now or holds it already.
func (a *Accounts) waiting(ctx context.Context, tx *sql.Tx, centre, person core.ID) (Colleague, error) {
	c, err := a.colleague(ctx, tx, centre, person)
	if err != nil {
		return c, err
	}
	switch c.Standing {
	case StandsWaiting:
		return c, nil
	case StandsHolding:
		return c, &core.Error{Kind: core.Conflict, Key: "account.house.granted"}
	}
	return c, &core.Error{Kind: core.Conflict, Key: "account.house.not-waiting"}
}

// colleague returns somebody who works or worked in a centre, else core.NotFound.
func (a *Accounts) colleague(ctx context.Context, tx *sql.Tx, centre, person core.ID) (Colleague, error) {
	all, err := a.colleagues(ctx, tx, centre)
	if err != nil {
		return Colleague{}, err
	}
	i := slices.IndexFunc(all, func(c Colleague) bool { return c.ID == person })
	if i < 0 {
		return Colleague{}, &core.Error{Kind: core.NotFound, Key: "account.person.unknown"}
	}
	return all[i], nil
}

// Renew changes the key of the centre, which is due when somebody left while no
// colleague was there who could, and takes all who left out of what was opened to
// them by name.
func (a *Accounts) Renew(ctx context.Context, actor core.Actor, h *vault.Holder) error {
	err := a.withKey(ctx, actor, Keys, h, func(tx *sql.Tx, key *vault.Access) error {
		all, err := a.colleagues(ctx, tx, actor.Centre)
		if err != nil {
			return err
		}
		var gone []core.ID
		for _, c := range all {
			if c.Standing == StandsEnded {
				gone = append(gone, c.ID)
			}
		}
		if err := key.Clear(ctx, tx, gone...); err != nil {
			return err
		}
		return a.renewed(ctx, tx, actor)
	})
	if err != nil {
		return err
	}
	return a.scrub(ctx)
}

// scrub removes what was taken away from the database's own files. Where readers
// are at work it cannot, and EndDuties tries again; what was done stays done.
func (a *Accounts) scrub(ctx context.Context) error {
	err := a.Vault.Scrub(ctx)
	if core.KindOf(err) == core.Unavailable {
		a.scrubDue.Store(true)
		return nil
	}
	return err
}

// renewed notes that the key was changed.
func (a *Accounts) renewed(ctx context.Context, tx *sql.Tx, actor core.Actor) error {
	house, err := houseByID(ctx, tx, actor.Centre)
	if err != nil {
		return err
	}
	house.RenewalDue = false
	if err := saveHouse(ctx, tx, house); err != nil {
		return err
	}
	return a.record(ctx, tx, actor, "rotate", "")
}

func (a *Accounts) found(w http.ResponseWriter, r *http.Request) error {
	return a.ofCentre(w, r, func(h *vault.Holder) error { return a.Found(r.Context(), web.ActorOf(r), h) })
}

func (a *Accounts) renew(w http.ResponseWriter, r *http.Request) error {
	return a.ofCentre(w, r, func(h *vault.Holder) error { return a.Renew(r.Context(), web.ActorOf(r), h) })
}

// ofCentre does something with the keys of whoever makes the request and leads
// back to the page of the centre.
func (a *Accounts) ofCentre(w http.ResponseWriter, r *http.Request, do func(*vault.Holder) error) error {
	h, err := a.Holder(r)
	if err != nil {
		return err
	}
	if err := do(h); err != nil {
		return err
	}
	return web.SeeOther(w, centrePath)
}
