package account

import (
	"database/sql"
	"net/http"

	"rsc.io/qr"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// SecondPage asks for the second factor.
type SecondPage struct {
	FormPage
	Passkey bool // she has one
}

// SetUpPage shows a new second factor and asks for its first code.
type SetUpPage struct {
	FormPage
	Secret  string // in groups
	Account string // as the app calls it
}

// CodesPage shows recovery codes once.
type CodesPage struct {
	ui.Frame
	Who   string
	Codes []string
}

func (a *Accounts) askSecond(w http.ResponseWriter, r *http.Request) error {
	v, to, err := a.step(r, NeedsSecond)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	return a.showSecond(w, r, v, nil)
}

// leadOn ends a request with an error or a redirect.
func leadOn(w http.ResponseWriter, to string, err error) error {
	if err != nil {
		return err
	}
	return web.SeeOther(w, to)
}

func (a *Accounts) showSecond(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	keys, lookErr := a.passkeysOf(r.Context(), v.Who.ID)
	if lookErr != nil {
		return lookErr
	}
	f := a.frame(r, "account.second.heading", v.Who.Language)
	f.Also = a.Passkeys
	p := SecondPage{FormPage: FormPage{Frame: f, Action: secondPath, Submit: f.Say("account.second.submit")}, Passkey: len(keys) > 0}
	p.Lead = []string{f.Say("account.second.lead", "name", v.Who.Name)}
	p.Fields = []ui.Field{{Name: "code", Label: f.Say("account.second.code"), Hint: f.Say("account.second.code-hint"),
		Autocomplete: "one-time-code", Required: true}}
	status, err := p.refused(err)
	if err != nil {
		return err
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "120")
	}
	return web.Render(w, r, status, secondPage(p))
}

// second takes the code and lets her in.
func (a *Accounts) second(w http.ResponseWriter, r *http.Request) error {
	v, to, err := a.step(r, NeedsSecond)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if !a.fromHere(r) || !a.attempts.allow(tryCode(), string(v.Who.ID)) {
		return a.showSecond(w, r, v, tooFast())
	}
	h, err := a.holder(v)
	if err != nil {
		return err
	}
	d, token := draftOf(v), ""
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		left, err := a.useSecond(r.Context(), tx, h, values.Get("code"))
		if err != nil {
			return err
		}
		if left >= 0 {
			if err := note(r.Context(), tx, a.Clock.Now(), core.Actor{Name: v.Who.Name}, v.Who.ID, "", "recovery-used", ""); err != nil {
				return err
			}
		}
		token, err = a.open(r.Context(), tx, opening{holder: h, stage: In, draft: draft{Next: d.Next}, before: v.Hash})
		return err
	})
	if core.KindOf(err) == core.SignedOut {
		return web.SeeOther(w, signInPath) // the same code was sent twice, and the other one led on
	}
	if err != nil {
		return a.showSecond(w, r, v, a.wrongSecond(r.Context(), v.Who.ID, err))
	}
	a.attempts.forget(tryCode(), string(v.Who.ID))
	a.setCookie(w, token, int(sessionTime.Seconds()))
	return web.SeeOther(w, nextStep(In, d))
}

// waitingSecret is the visit of somebody who sets up a second factor.
func (a *Accounts) waitingSecret(r *http.Request) (v visit, secret, to string, err error) {
	v, to, err = a.step(r, NeedsSetup, In)
	if err != nil || to != "" {
		return v, "", to, err
	}
	secret = draftOf(v).Secret
	if secret == "" {
		to = "/account/second/change"
	}
	return v, secret, to, nil
}

func (a *Accounts) askSetUp(w http.ResponseWriter, r *http.Request) error {
	v, secret, to, err := a.waitingSecret(r)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	return a.showSetUp(w, r, v, secret, nil)
}

func (a *Accounts) showSetUp(w http.ResponseWriter, r *http.Request, v visit, address string, err error) error {
	secret, unreadable := secretOf(address)
	if unreadable != nil {
		return unreadable
	}
	f := a.frame(r, "account.second.new", v.Who.Language)
	p := SetUpPage{FormPage: FormPage{Frame: f, Action: setUpPath, Submit: f.Say("account.second.confirm")}, Secret: groupsOf(secret), Account: v.Who.SignIn}
	p.Fields = []ui.Field{{Name: "code", Label: f.Say("account.second.first"), Hint: f.Say("account.second.first-hint"),
		Autocomplete: "one-time-code", Required: true}}
	status, err := p.refused(err)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, setUpPage(p))
}

// setUpPicture is the square that the app reads.
func (a *Accounts) setUpPicture(w http.ResponseWriter, r *http.Request) error {
	_, secret, to, err := a.waitingSecret(r)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	code, err := qr.Encode(secret, qr.M)
	if err != nil {
		return err
	}
	return web.Write(w, r, http.StatusOK, "image/png", code.PNG())
}

// setUp stores the new second factor when a code shows that the app has it.
func (a *Accounts) setUp(w http.ResponseWriter, r *http.Request) error {
	v, address, to, err := a.waitingSecret(r)
	if err != nil || to != "" {
		return leadOn(w, to, err)
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if !a.attempts.allow(tryCode(), string(v.Who.ID)) {
		return a.showSetUp(w, r, v, address, tooFast())
	}
	secret, err := secretOf(address)
	if err != nil {
		return err
	}
	digits, _ := digitsOf(values.Get("code"))
	step, right := stepOf(secret, digits, a.Clock.Now())
	if !right {
		return a.showSetUp(w, r, v, address, invalid("code", "account.second.not-yet"))
	}
	h, err := a.holder(v)
	if err != nil {
		return err
	}
	next, token := draft{Next: draftOf(v).Next, Codes: newCodes()}, ""
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		if token, err = a.open(r.Context(), tx, opening{holder: h, stage: In, centre: v.Session.Centre, draft: next, before: v.Hash}); err != nil {
			return err
		}
		if err := saveNewSecond(r.Context(), tx, h, address, step, next.Codes); err != nil {
			return err
		}
		fresh, _ := hashOf(token)
		if err := endSessions(r.Context(), tx, v.Who.ID, fresh); err != nil {
			return err
		}
		return note(r.Context(), tx, a.Clock.Now(), core.Actor{Name: v.Who.Name}, v.Who.ID, "", "second-set", "")
	})
	if core.KindOf(err) == core.SignedOut {
		return web.SeeOther(w, signInPath)
	}
	if err != nil {
		return err
	}
	a.attempts.forget(tryCode(), string(v.Who.ID))
	a.setCookie(w, token, int(sessionTime.Seconds()))
	return web.SeeOther(w, codesPath)
}
