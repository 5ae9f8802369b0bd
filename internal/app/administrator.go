package app

import (
	"context"

	"verbund/internal/account"
	"verbund/internal/core"
)

// HasAdministrator tells whether somebody can look after the accounts of others.
func (a *App) HasAdministrator(ctx context.Context) (bool, error) {
	return a.Accounts.HasAdministrator(ctx)
}

// InviteAdministrator makes an invitation for somebody who is to look after the
// accounts of others, and returns the link by which she accepts it, once: a whole
// one where the address of the site is set, else its path.
func (a *App) InviteAdministrator(ctx context.Context, name, mail string) (link string, err error) {
	_, token, err := a.Accounts.Invite(ctx, operator(), account.NewPerson{
		Name: name, Email: mail, Language: core.Lang("de"), Duties: []account.Duty{{Role: account.Administrator}},
	})
	return a.frames.url + account.InvitationAddress(token), err
}
