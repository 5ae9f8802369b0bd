package account

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// askSignIn shows the form, and leads on whoever is past it.
func (a *Accounts) askSignIn(w http.ResponseWriter, r *http.Request) error {
	next := localPath(web.ReadQuery(r).Get("next"))
	v, ok, err := a.visitOf(r)
	if err != nil {
		return err
	}
	if ok && (v.Stage != In || a.in(v)) {
		d := draftOf(v)
		if next != "" {
			d.Next = next
		}
		return web.SeeOther(w, nextStep(v.Stage, d))
	}
	return a.showSignIn(w, r, "", next, nil)
}

func (a *Accounts) showSignIn(w http.ResponseWriter, r *http.Request, name, next string, err error) error {
	p := signInForm(a.frame(r, "account.signin.heading", ""), next)
	p.Fields[0].Value = name
	return showForm(w, r, p, err)
}

// signInForm is the form to sign in, which leads to a page afterwards.
func signInForm(f ui.Frame, next string) FormPage {
	p := FormPage{Frame: f, Action: signInPath, Submit: f.Say("account.signin.submit")}
	if next != "" {
		p.Hidden = [][2]string{{"next", next}}
	}
	p.Fields = []ui.Field{
		{Name: "name", Label: f.Say("account.signin.name"), Hint: f.Say("account.signin.name-hint"), Autocomplete: "username", Required: true},
		{Name: "password", Label: f.Say("account.own.password"), Type: "password", Autocomplete: "current-password", Required: true},
	}
	p.More = []ui.Link{{Address: "/account/forgotten", Words: f.Say("account.signin.forgotten")}}
	return p
}

// signIn looks at name and password. Whoever is not let in learns nothing but
// that: an unknown name, a wrong password, an account that is locked, retired or
// not begun give the same answer after the same work.
func (a *Accounts) signIn(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	name, password, next := values.Get("name"), typed(values, "password"), localPath(values.Get("next"))
	who, h, err := a.unlock(r, name, password)
	if err != nil {
		return a.showSignIn(w, r, core.Clip(name, emailLimit), next, err)
	}
	return a.afterPassword(w, r, who, h, next)
}

// unlock finds who signs in and opens her keys.
func (a *Accounts) unlock(r *http.Request, name, password string) (Person, *vault.Holder, error) {
	if name == "" {
		return Person{}, nil, invalid("name", "account.signin.name-missing")
	}
	if password == "" {
		return Person{}, nil, invalid("password", "account.own.password-missing")
	}
	who, err := a.admitted(r, name)
	if err != nil {
		return Person{}, nil, err
	}
	h, err := a.Vault.Unlock(r.Context(), who.ID, password)
	if err == nil && who.State == Active {
		a.attempts.forget(tryPassword(), typedKey(name))
		return who, h, nil
	}
	return Person{}, nil, a.notLetIn(r, who, "password", err)
}

// admitted finds the account of a name, which may be none, and counts the
// attempt before any expensive work.
func (a *Accounts) admitted(r *http.Request, name string) (who Person, err error) {
	if !a.fromHere(r) {
		return Person{}, tooFast()
	}
	err = a.DB.View(r.Context(), func(tx *sql.Tx) error {
		who, err = personByName(r.Context(), tx, name)
		return err
	})
	if err != nil {
		return Person{}, err
	}
	if !a.attempts.allow(tryPassword(), typedKey(name)) {
		return Person{}, tooFast()
	}
	return who, nil
}

// fromHere tells whether one more attempt may come from a network.
func (a *Accounts) fromHere(r *http.Request) bool { return a.SignIn == nil || a.SignIn(r) }

// notLetIn is the one answer to all who are not let in. err is nil where the
// password was right but the account cannot be used.
func (a *Accounts) notLetIn(r *http.Request, who Person, how string, err error) error {
	if err != nil && core.KindOf(err) != core.Denied {
		return busy(err)
	}
	if who.ID != "" {
		// Whoever hangs up at once is written down all the same.
		if err := a.noteFailure(context.WithoutCancel(r.Context()), who.ID, how); err != nil {
			return err
		}
	}
	return &core.Error{Kind: core.Denied, Key: "account.signin.denied"}
}

// cookieHash is under what the session of a browser is stored, if it has one.
func (a *Accounts) cookieHash(r *http.Request) ([]byte, bool) {
	cookie, err := r.Cookie(a.cookieName())
	if err != nil {
		return nil, false
	}
	return vault.HashToken(cookie.Value)
}

// signOut ends the session and has the browser forget it.
func (a *Accounts) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := a.endHere(w, r); err != nil {
		return err
	}
	return web.SeeOther(w, signInPath)
}

// lock is signing out for somebody who comes back: it leads to the page on which
// she was, which now asks her to sign in. So nothing stands in an address that did
// not stand there before. A script sends it when nobody has touched the page for a
// while.
func (a *Accounts) lock(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := a.endHere(w, r); err != nil {
		return err
	}
	return web.SeeOther(w, cmp.Or(localPath(values.Get("next")), signInPath))
}

// endHere ends the session of a browser, and has it forget the site.
func (a *Accounts) endHere(w http.ResponseWriter, r *http.Request) error {
	if hash, ok := a.cookieHash(r); ok {
		if err := a.DB.Update(r.Context(), func(tx *sql.Tx) error { return endSession(r.Context(), tx, hash) }); err != nil {
			return err
		}
	}
	a.forgetBrowser(w)
	return nil
}

// forgetBrowser has the browser drop all it keeps of the site.
func (a *Accounts) forgetBrowser(w http.ResponseWriter) {
	a.setCookie(w, "", -1)
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
}

// forgotten explains the ways back in. It is the same for everybody.
func (a *Accounts) forgotten(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, forgottenPage(a.frame(r, "account.signin.forgotten", "")))
}
