package account

import (
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

func (a *Accounts) askRecover(w http.ResponseWriter, r *http.Request) error {
	return a.showRecover(w, r, "", nil)
}

func (a *Accounts) showRecover(w http.ResponseWriter, r *http.Request, name string, err error) error {
	f := a.frame(r, "account.kit.recover", "")
	p := FormPage{Frame: f, Lead: []string{f.Say("account.kit.recover-lead")}, Action: "/account/recover", Submit: f.Say("account.kit.recover-submit")}
	p.Fields = append([]ui.Field{
		{Name: "name", Label: f.Say("account.signin.name"), Value: name, Autocomplete: "username", Required: true},
		{Name: "code", Label: f.Say("account.kit.code"), Hint: f.Say("account.kit.code-hint"), Required: true},
	}, newPasswordFields(f)...)
	p.More = []ui.Link{{Address: "/account/forgotten", Words: f.Say("account.kit.other-ways")}}
	return showForm(w, r, p, err)
}

// recover sets a new password by the paper kit. The keys stay the same, so all
// that she could read she can read again; her second factor is still asked for.
func (a *Accounts) recover(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	name := values.Get("name")
	who, e, err := a.openKit(r, name, values.Get("code"), typed(values, "new"), typed(values, "repeat"))
	if err != nil {
		return a.showRecover(w, r, core.Clip(name, emailLimit), err)
	}
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		if err := e.Save(r.Context(), tx); err != nil {
			return err
		}
		if err := endSessions(r.Context(), tx, who.ID, nil); err != nil {
			return err
		}
		if err := a.noteInCentres(r.Context(), tx, who.ID, "kit.used", "person"); err != nil {
			return err
		}
		return note(r.Context(), tx, a.Clock.Now(), core.Actor{Name: who.Name}, who.ID, "", "kit-used", "")
	})
	if err != nil {
		return err
	}
	return a.afterPassword(w, r, who, e.Holder(), "")
}

// openKit finds whose kit it is. Whoever has none, or is nobody, gets the answer
// of a wrong code after the same work.
func (a *Accounts) openKit(r *http.Request, name, typedCode, password, repeat string) (Person, *vault.Enrolment, error) {
	if name == "" {
		return Person{}, nil, invalid("name", "account.signin.name-missing")
	}
	code, err := vault.ParseKitCode(typedCode)
	if err != nil {
		return Person{}, nil, invalid("code", "account.kit.unreadable")
	}
	if err := checkPassword(password, repeat, name, a.Site); err != nil {
		return Person{}, nil, err
	}
	who, err := a.admitted(r, name)
	if err != nil {
		return Person{}, nil, err
	}
	e, err := a.Vault.RecoverWithKit(r.Context(), who.ID, code, password)
	if err == nil && who.State == Active {
		a.attempts.forget(tryPassword(), typedKey(name))
		return who, e, nil
	}
	if err = a.notLetIn(r, who, "kit", err); core.KindOf(err) == core.Denied {
		err = &core.Error{Kind: core.Denied, Key: "account.kit.denied"}
	}
	return Person{}, nil, err
}
