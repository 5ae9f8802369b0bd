package account

import (
	"context"
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// Recover gives the key of the centre to somebody who works there in a role that
// keeps it, by any two of the three envelopes from the safe. It fails with
// core.Invalid at the field "envelope-two" if they do not open it.
func (a *Accounts) Recover(ctx context.Context, actor core.Actor, h *vault.Holder, one, two string) error {
	for field, code := range map[string]string{"envelope-one": one, "envelope-two": two} {
		if _, err := vault.ParseKitCode(code); err != nil {
			return invalid(field, "account.house.envelope-form")
		}
	}
	return a.change(ctx, actor, Keys, func(tx *sql.Tx) error {
		if _, err := a.waiting(ctx, tx, actor.Centre, actor.Person); err != nil {
			return err
		}
		err := a.Vault.Recover(ctx, tx, h, actor.Centre, one, two)
		switch core.KindOf(err) {
		case core.Denied, core.Invalid, core.NotFound:
			return invalid("envelope-two", "account.house.envelopes-wrong")
		}
		if err != nil {
			return err
		}
		if err := a.record(ctx, tx, actor, "kit.used", "centre"); err != nil {
			return err
		}
		return a.goLive(ctx, tx, actor, actor.Centre)
	})
}

// EnvelopesPage asks for two envelopes.
type EnvelopesPage struct {
	ui.Frame
	Notice             string
	One, Two, Password ui.Field
}

func (p EnvelopesPage) all() []ui.Field { return []ui.Field{p.One, p.Two, p.Password} }

func (a *Accounts) askEnvelopes(w http.ResponseWriter, r *http.Request) error {
	return a.showEnvelopes(w, r, nil)
}

// showEnvelopes shows the form; what was typed is secret and not shown again.
func (a *Accounts) showEnvelopes(w http.ResponseWriter, r *http.Request, err error) error {
	actor := web.ActorOf(r)
	problem := a.DB.View(r.Context(), func(tx *sql.Tx) error {
		_, err := a.waiting(r.Context(), tx, actor.Centre, actor.Person)
		return err
	})
	if problem != nil {
		return problem
	}
	p := EnvelopesPage{Frame: a.inside(r, "account.house.recover", "account.house.recover")}
	m := wrongIn(p.Printer, err)
	p.Notice = m.notice
	p.One = ui.Field{Name: "envelope-one", Label: p.Say("account.house.one"), Hint: p.Say("account.house.code-hint"), Error: m.fields["envelope-one"], Required: true}
	p.Two = ui.Field{Name: "envelope-two", Label: p.Say("account.house.two"), Hint: p.Say("account.house.code-hint"), Error: m.fields["envelope-two"], Required: true}
	p.Password = freshPassword(p.Printer, p.Say("account.office.password-hint"), m)
	return web.Render(w, r, statusOf(w, err), envelopesPage(p))
}

func (a *Accounts) useEnvelopes(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	h, err := a.Holder(r)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	if err = a.Confirm(r.Context(), actor, v.Get("password")); err == nil {
		err = a.Recover(r.Context(), actor, h, v.Get("envelope-one"), v.Get("envelope-two"))
	}
	if correctable(err) && core.KindOf(err) != core.Conflict {
		return a.showEnvelopes(w, r, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, centrePath)
}
