package account

import (
	"context"
	"database/sql"
	"slices"
	"unicode/utf8"

	"verbund/internal/core"
)

// What the office does with a centre: it makes the shell and invites two people,
// who give the centre its key. It can rename it and close it, and never open it.

// newShell makes the shell of a centre and invites its first people as leads: all
// of it or nothing.
func (a *Accounts) newShell(ctx context.Context, actor core.Actor, organisation core.ID, name string, leads []invitation) ([]madeLink, error) {
	house := House{ID: core.NewID(a.Clock.Now()), Organisation: organisation, Name: name, State: Shell}
	invitations := slices.Clone(leads)
	for i := range invitations {
		invitations[i].duty = Duty{Role: Lead, Unit: house.ID}
	}
	return a.inviteAll(ctx, actor, Organisations, func(tx *sql.Tx) error {
		if err := a.authorise(ctx, tx, actor, People); err != nil {
			return err
		}
		if _, err := organisationByID(ctx, tx, organisation); err != nil {
			return err
		}
		if err := checkHouseName(house.Name); err != nil {
			return err
		}
		if err := saveHouse(ctx, tx, house); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, "", house.ID, "centre-made", house.Name)
	}, invitations...)
}

func checkHouseName(name string) error {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return invalid("house", "account.house.name-missing")
	case n > nameLimit:
		return invalid("house", "account.own.too-long", "n", nameLimit)
	}
	return nil
}

// RenameHouse gives a centre another name.
func (a *Accounts) RenameHouse(ctx context.Context, actor core.Actor, id core.ID, name string) error {
	return a.changeHouse(ctx, actor, id, func(tx *sql.Tx, h House) error {
		if err := checkHouseName(name); err != nil {
			return err
		}
		before := h.Name
		h.Name = name
		if err := saveHouse(ctx, tx, h); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, "", h.ID, "centre-renamed", before+" → "+name)
	})
}

// CloseHouse lets a centre take nothing new. What is sealed in it stays, for
// those who hold its key.
func (a *Accounts) CloseHouse(ctx context.Context, actor core.Actor, id core.ID) error {
	return a.changeHouse(ctx, actor, id, func(tx *sql.Tx, h House) error {
		if h.State == Closed {
			return refused("account.house.closed")
		}
		h.State = Closed
		if err := saveHouse(ctx, tx, h); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, "", h.ID, "centre-closed", "")
	})
}

// ReopenHouse undoes CloseHouse: the centre is live if what that takes is there,
// else a shell.
func (a *Accounts) ReopenHouse(ctx context.Context, actor core.Actor, id core.ID) error {
	return a.changeHouse(ctx, actor, id, func(tx *sql.Tx, h House) error {
		if h.State != Closed {
			return refused("account.house.not-closed")
		}
		h.State = Shell
		if err := saveHouse(ctx, tx, h); err != nil {
			return err
		}
		if err := a.note(ctx, tx, actor, "", h.ID, "centre-reopened", ""); err != nil {
			return err
		}
		return a.goLive(ctx, tx, actor, h.ID)
	})
}

func (a *Accounts) changeHouse(ctx context.Context, actor core.Actor, id core.ID, f func(tx *sql.Tx, h House) error) error {
	return a.change(ctx, actor, Organisations, func(tx *sql.Tx) error {
		h, err := houseByID(ctx, tx, id)
		if err != nil {
			return err
		}
		return f(tx, h)
	})
}
