package account

import (
	"context"
	"database/sql"
	"net/http"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// invitation finds who may set a password by a link. A link of somebody who was
// locked or retired since is gone.
func (a *Accounts) invitation(ctx context.Context, tx *sql.Tx, token string) (l Link, p Person, err error) {
	if l, err = linkByToken(ctx, tx, a.Clock.Now(), token); err != nil {
		return l, p, err
	}
	if p, err = personByID(ctx, tx, l.Person); err != nil {
		return l, p, err
	}
	if p.State != Invited && p.State != Active {
		err = &core.Error{Kind: core.Gone, Key: "account.invitation.gone"}
	}
	return l, p, err
}

func (a *Accounts) lookInvited(r *http.Request) (l Link, p Person, err error) {
	err = a.DB.View(r.Context(), func(tx *sql.Tx) error {
		l, p, err = a.invitation(r.Context(), tx, r.PathValue("token"))
		return err
	})
	return l, p, err
}

func (a *Accounts) askInvited(w http.ResponseWriter, r *http.Request) error {
	l, p, err := a.lookInvited(r)
	if err != nil {
		return err
	}
	return a.showInvited(w, r, l, p, nil)
}

func (a *Accounts) showInvited(w http.ResponseWriter, r *http.Request, l Link, p Person, err error) error {
	f := a.frame(r, "account.own.welcome", p.Language)
	page := FormPage{Frame: f, Action: InvitationAddress(r.PathValue("token")), Submit: f.Say("account.own.begin")}
	page.Lead = []string{f.Say("account.own.invited", "name", p.Name, "by", l.MadeBy, "site", a.Site), f.Say("account.own.invited-next")}
	if l.Kind == Reset {
		page.Heading = f.Say("account.own.reset")
		page.Lead = []string{f.Say("account.own.reset-lead", "name", p.Name), f.Say("account.own.reset-lost"), f.Say("account.own.reset-kit")}
		page.More = []ui.Link{{Address: "/account/recover", Words: f.Say("account.kit.recover")}}
	}
	page.Fields = append([]ui.Field{{Name: "sign-in", Label: f.Say("account.own.sign-in"), Hint: f.Say("account.own.sign-in-hint"), Value: p.SignIn,
		Autocomplete: "username", Required: true}}, newPasswordFields(f)...)
	return showForm(w, r, page, err)
}

// invited sets the password and begins the first session. Of two answers by one
// link only one counts. After a reset nothing that was sealed for the old keys
// can be read: second factor, passkeys, kit, sessions and keys of centres are
// gone.
func (a *Accounts) invited(w http.ResponseWriter, r *http.Request) error {
	l, p, err := a.lookInvited(r)
	if err != nil {
		return err
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	p.SignIn = strings.TrimSpace(values.Get("sign-in"))
	password := typed(values, "new")
	err = p.check()
	if err == nil {
		err = checkPassword(password, typed(values, "repeat"), p.SignIn, p.Name, a.Site)
	}
	if err != nil {
		return a.showInvited(w, r, l, p, err)
	}
	enrolment, err := a.Vault.Enrol(r.Context(), p.ID, password)
	if err != nil {
		return busy(err)
	}
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error { return a.enrol(r.Context(), tx, r.PathValue("token"), p.SignIn, enrolment) })
	if core.KindOf(err) == core.Conflict {
		return a.showInvited(w, r, l, p, invalid("sign-in", "account.person.taken"))
	}
	if err != nil {
		return err
	}
	return a.afterPassword(w, r, p, enrolment.Holder(), "")
}

// enrol uses a link up and stores the new keys.
func (a *Accounts) enrol(ctx context.Context, tx *sql.Tx, token, signIn string, e *vault.Enrolment) error {
	l, p, err := a.invitation(ctx, tx, token)
	if err != nil {
		return err
	}
	p.SignIn, p.State = signIn, Active
	if err := savePerson(ctx, tx, p); err != nil {
		return err
	}
	if err := dropLink(ctx, tx, p.ID); err != nil {
		return err
	}
	if err := a.noteInCentres(ctx, tx, p.ID, "reset", ""); err != nil { // before the grants go
		return err
	}
	if err := a.startAfresh(ctx, tx, p.ID, e); err != nil {
		return err
	}
	what := "began"
	if l.Kind == Reset {
		what = "reset-used"
	}
	return note(ctx, tx, a.Clock.Now(), core.Actor{Name: p.Name}, p.ID, "", what, "")
}

// startAfresh writes new keys over whatever a person had, and takes away all
// that was sealed under the old ones or let her in.
func (a *Accounts) startAfresh(ctx context.Context, tx *sql.Tx, person core.ID, e *vault.Enrolment) error {
	if err := endSessions(ctx, tx, person, nil); err != nil {
		return err
	}
	if err := dropSecond(ctx, tx, person); err != nil {
		return err
	}
	return e.Save(ctx, tx)
}
