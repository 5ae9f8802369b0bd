package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/account"
	"verbund/internal/casework"
	"verbund/internal/casework/dataset"
	"verbund/internal/casework/deadline"
	"verbund/internal/casework/letters"
	"verbund/internal/contact"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/handbook"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// How many attempts to sign in are taken from one network: so many at once, and
// then one every so often. Each account has a bound of its own beside it.
const (
	signInBurst = 20
	signInEvery = 10 * time.Second
)

// openVault opens the vault with the pepper of this machine.
func (a *App) openVault(ctx context.Context, c Config, now clock.Clock) error {
	pepper, err := hostSecret(c, pepperSecret)
	if err != nil {
		return err
	}
	if a.Vault, err = vault.New(a.Database, pepper, now); err != nil || !c.AdoptPepper {
		return err
	}
	return a.Vault.AdoptPepper(ctx)
}

// checkPepper refuses to serve with a pepper under which every right password
// would be refused.
func (a *App) checkPepper(ctx context.Context) error {
	err := a.Vault.CheckPepper(ctx)
	if errors.Is(err, vault.ErrOtherPepper) {
		return fmt.Errorf("the secret %s is not the one with which this network was set up, so nobody could sign in: bring %s.key from the other server or from where it is kept; if it is lost for good, verbund init --new-pepper takes the present one", pepperSecret, pepperSecret)
	}
	return err
}

// accounts makes the people of the network and their pages.
func (a *App) accounts(c Config, f frames, now clock.Clock, zone *time.Location, demo bool) *account.Accounts {
	var limit func(*http.Request) bool
	if c.Rate > 0 {
		limit = web.NewLimit(now, 1/signInEvery.Seconds(), signInBurst, c.Proxy).Allow
	}
	return account.New(account.Deps{
		DB: a.Database, Vault: a.Vault, Clock: now, Zone: zone, Texts: a.Texts, Frame: f.frame, Address: f.address, Site: f.site,
		Secure: f.secure, NoSecond: demo, Mails: c.SMTP.Server != "" && !demo, SignIn: limit,
		Passkeys: f.static.Address("passkey.js"), Doors: doorsInside(),
		Health: a.health(c),
		Panel:  func(r *http.Request) (templ.Component, error) { return a.Casework.Panel(r) },
	})
}

// handbook makes the sealed room of the centres' handbooks.
func (a *App) handbook(f frames, now clock.Clock, zone *time.Location) *handbook.Room {
	return handbook.New(handbook.Deps{Deps: a.desk(f, now, zone), Describe: describe, Settle: casework.Settle})
}

// desk is what every sealed room needs of the house.
func (a *App) desk(f frames, now clock.Clock, zone *time.Location) desk.Deps {
	return desk.Deps{
		DB: a.Database, Vault: a.Vault, Clock: now, Zone: zone, Frame: f.frame,
		Holder: a.Accounts.Holder, May: account.Allows, Confirm: a.Accounts.Confirm, Names: a.Accounts.Names,
		Standing: a.standing, BackupDays: keepBackups,
	}
}

// describe makes readable what the sealed rooms keep, for the archive of a centre.
func describe(room string, part vault.Part, plain []byte) (name string, out []byte) {
	if name, out = handbook.Describe(room, part, plain); out != nil {
		return name, out
	}
	if name, out = contact.Describe(room, part, plain); out != nil {
		return name, out
	}
	return casework.Describe(room, part, plain)
}

// casework makes the sealed room of the centres' cases.
func (a *App) casework(f frames, now clock.Clock, zone *time.Location) (*casework.Room, error) {
	set, err := dataset.Load()
	if err != nil {
		return nil, err
	}
	book, err := deadline.Load()
	if err != nil {
		return nil, err
	}
	shelf, err := letters.Load()
	if err != nil {
		return nil, err
	}
	return casework.New(casework.Deps{Set: set, Book: book, Shelf: shelf, Speak: a.Texts.For, Reminders: reminders{a.Accounts}, Leads: a.Accounts.LeadsOf, Centres: a.neighbours, Deliver: a.deliverCases, Withdraw: a.Figures.WithdrawIn, Receipt: a.receipt, Invented: f.demo, Deps: a.desk(f, now, zone)}), nil
}

// neighbours are the centres of the network, for hand-overs.
func (a *App) neighbours(ctx context.Context) ([]casework.Neighbour, error) {
	houses, err := a.Accounts.Houses(ctx)
	all := make([]casework.Neighbour, len(houses))
	for i, h := range houses {
		all[i] = casework.Neighbour{ID: h.ID, Name: h.Name, Open: h.State == account.Live}
	}
	return all, err
}

// reminders keeps days for the mails of accounts.
type reminders struct{ accounts *account.Accounts }

// Set replaces the days of a person.
func (r reminders) Set(ctx context.Context, tx *sql.Tx, person core.ID, days []core.Date) error {
	return r.accounts.SetReminders(ctx, tx, person, days)
}

// Days are the days of a person.
func (r reminders) Days(ctx context.Context, person core.ID) ([]core.Date, error) {
	return r.accounts.Reminders(ctx, person)
}

// standing is how far a centre has come, in the words of the sealed rooms.
func (a *App) standing(ctx context.Context, centre core.ID) (desk.Standing, error) {
	h, err := a.Accounts.House(ctx, centre)
	switch h.State {
	case account.Live:
		return desk.Open, err
	case account.Closed:
		return desk.Closed, err
	}
	return desk.Opening, err
}

// doorsInside are the ways from somebody's first page into the rooms; those to the
// pages of accounts it knows by itself.
func doorsInside() []account.Door {
	var all []account.Door
	for _, l := range inside {
		if !strings.HasPrefix(l.path, "/account") || l.right == account.Health {
			all = append(all, account.Door{Right: l.right, Address: l.path, Key: l.key})
		}
	}
	return all
}
