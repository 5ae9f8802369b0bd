package account

import (
	"context"
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

func (a *Accounts) askPassword(w http.ResponseWriter, r *http.Request) error {
	return a.showPassword(w, r, nil)
}

func (a *Accounts) showPassword(w http.ResponseWriter, r *http.Request, err error) error {
	f := a.frame(r, "account.own.password-change", web.ActorOf(r).Lang)
	p := FormPage{Frame: f, Lead: []string{f.Say("account.own.password-lead")}, Action: "/account/password", Submit: f.Say("account.own.password-submit")}
	p.Fields = append([]ui.Field{{Name: "password", Label: f.Say("account.own.password-old"), Type: "password", Autocomplete: "current-password", Required: true}},
		newPasswordFields(f)...)
	p.More = []ui.Link{{Address: homePath, Words: f.Say("account.own.back")}}
	return showForm(w, r, p, err)
}

// changePassword keeps the keys and ends all other sessions.
func (a *Accounts) changePassword(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := a.newPassword(r.Context(), v, typed(values, "password"), typed(values, "new"), typed(values, "repeat")); err != nil {
		return a.showPassword(w, r, err)
	}
	return web.SeeOther(w, homePath+"?done=password")
}

func (a *Accounts) newPassword(ctx context.Context, v visit, old, fresh, repeat string) error {
	if old == "" {
		return invalid("password", "account.own.password-missing")
	}
	if err := checkPassword(fresh, repeat, v.Who.SignIn, v.Who.Name, a.Site); err != nil {
		return err
	}
	if err := a.guard(v.Who.ID); err != nil {
		return err
	}
	h, err := a.holder(v)
	if err != nil {
		return err
	}
	save, err := a.Vault.ChangePassword(ctx, h, old, fresh)
	if core.KindOf(err) == core.Denied {
		if err := a.noteFailure(context.WithoutCancel(ctx), v.Who.ID, "password"); err != nil {
			return err
		}
		return invalid("password", "account.own.password-wrong")
	}
	if err != nil {
		return busy(err)
	}
	err = a.DB.Update(ctx, func(tx *sql.Tx) error {
		if err := save(ctx, tx); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, v.Who.ID, v.Hash); err != nil {
			return err
		}
		if err := a.noteInCentres(ctx, tx, v.Who.ID, "password.changed", ""); err != nil {
			return err
		}
		return note(ctx, tx, a.Clock.Now(), core.Actor{Name: v.Who.Name}, v.Who.ID, "", "password-changed", "")
	})
	if err == nil {
		a.attempts.forget(tryPassword(), string(v.Who.ID))
	}
	return err
}
