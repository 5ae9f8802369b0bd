package account

import (
	"database/sql"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

func hashOf(token string) ([]byte, bool) { return vault.HashToken(token) }

// visitIn is the session of somebody who is signed in: routes of the right Self
// have looked already.
func (a *Accounts) visitIn(r *http.Request) (visit, error) {
	v, ok, err := a.visitOf(r)
	if err == nil && (!ok || !a.in(v)) {
		err = signedOut()
	}
	return v, err
}

// askAgain shows a page that asks for the password before something is done.
func (a *Accounts) askAgain(w http.ResponseWriter, r *http.Request, heading, lead, action, submit string, err error) error {
	f := a.frame(r, heading, web.ActorOf(r).Lang)
	p := FormPage{Frame: f, Lead: []string{f.Say(lead)}, Action: action, Submit: f.Say(submit), Fields: []ui.Field{passwordField(f)}}
	p.More = []ui.Link{{Address: homePath, Words: f.Say("account.own.back")}}
	return showForm(w, r, p, err)
}

// confirmed reads a form of one password and confirms it.
func (a *Accounts) confirmed(r *http.Request) (*vault.Holder, error) {
	values, err := web.ReadForm(r)
	if err != nil {
		return nil, err
	}
	return a.confirm(r.Context(), web.ActorOf(r), "password", typed(values, "password"))
}

func (a *Accounts) askChangeSecond(w http.ResponseWriter, r *http.Request) error {
	return a.showChangeSecond(w, r, nil)
}

func (a *Accounts) showChangeSecond(w http.ResponseWriter, r *http.Request, err error) error {
	return a.askAgain(w, r, "account.second.change", "account.second.change-lead", "/account/second/change", "account.own.go-on", err)
}

// changeSecond puts a new secret by. The old one holds until a code confirms it.
func (a *Accounts) changeSecond(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	if _, err := a.confirmed(r); err != nil {
		return a.showChangeSecond(w, r, err)
	}
	secret, err := a.newSecret(v.Who)
	if err != nil {
		return err
	}
	return leadOn(w, setUpPath, a.keepDraft(r.Context(), v, draft{Secret: secret}))
}

// showCodes shows new recovery codes, as often as the page is opened, until she
// says that she has them.
func (a *Accounts) showCodes(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	codes := draftOf(v).Codes
	if len(codes) == 0 {
		return web.SeeOther(w, "/account/recovery")
	}
	return web.Render(w, r, http.StatusOK, codesPage(CodesPage{Frame: a.frame(r, "account.second.codes", v.Who.Language), Who: v.Who.SignIn, Codes: codes}))
}

func (a *Accounts) codesKept(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	return leadOn(w, nextStep(In, draft{Next: draftOf(v).Next}), a.keepDraft(r.Context(), v, draft{}))
}

func (a *Accounts) askRecovery(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	if !v.Second {
		return web.SeeOther(w, "/account/second/change")
	}
	return a.showRecovery(w, r, nil)
}

func (a *Accounts) showRecovery(w http.ResponseWriter, r *http.Request, err error) error {
	return a.askAgain(w, r, "account.second.renew", "account.second.renew-lead", "/account/recovery", "account.second.renew-submit", err)
}

// renewRecovery makes new recovery codes; the old ones no longer work.
func (a *Accounts) renewRecovery(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	h, err := a.confirmed(r)
	if err != nil {
		return a.showRecovery(w, r, err)
	}
	codes := newCodes()
	sealed, err := sealCodes(h, codes)
	if err != nil {
		return err
	}
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		s, ok, err := secondOf(r.Context(), tx, v.Who.ID)
		if err != nil || !ok {
			if err == nil {
				err = &core.Error{Kind: core.Conflict}
			}
			return err
		}
		s.Recovery = sealed
		return saveSecond(r.Context(), tx, v.Who.ID, s)
	})
	if err != nil {
		return err
	}
	return leadOn(w, codesPath, a.keepDraft(r.Context(), v, draft{Codes: codes}))
}
