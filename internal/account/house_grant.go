package account

import (
	"database/sql"
	"errors"
	"net/http"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// GrantPage is where the key is given to a colleague.
type GrantPage struct {
	ui.Frame
	Notice   string
	Name     string
	Action   string
	Words    []string
	Compared ui.Field // a box
	Ticked   bool
	Password ui.Field
}

func (p GrantPage) all() []ui.Field { return []ui.Field{p.Compared, p.Password} }

func (a *Accounts) askGrant(w http.ResponseWriter, r *http.Request) error {
	return a.showGrant(w, r, false, nil)
}

func (a *Accounts) showGrant(w http.ResponseWriter, r *http.Request, ticked bool, err error) error {
	id, problem := pathID(r, "person")
	if problem != nil {
		return problem
	}
	h, problem := a.Holder(r)
	if problem != nil {
		return problem
	}
	var c Colleague
	var words []string
	actor := web.ActorOf(r)
	problem = a.DB.View(r.Context(), func(tx *sql.Tx) (err error) {
		if _, err = a.Vault.Access(r.Context(), tx, h, actor.Centre); core.KindOf(err) == core.Denied {
			return &core.Error{Kind: core.Denied, Key: "account.house.no-key", Cause: err}
		}
		if err != nil {
			return err
		}
		if c, err = a.waiting(r.Context(), tx, actor.Centre, id); err != nil {
			return err
		}
		words, err = a.Vault.Fingerprint(r.Context(), tx, id)
		return err
	})
	if problem != nil {
		return problem
	}
	f := a.inside(r, "account.house.grant", "account.house.grant")
	m := wrongIn(f.Printer, err)
	p := GrantPage{Frame: f, Notice: m.notice, Name: c.Name, Action: keysPath + "/" + string(id), Words: words, Ticked: ticked}
	p.Compared = ui.Field{Name: "compared", Label: f.Say("account.house.compared"), Error: m.fields["compared"]}
	p.Password = freshPassword(f.Printer, f.Say("account.office.password-hint"), m)
	return web.Render(w, r, statusOf(w, err), grantPage(p))
}

func (a *Accounts) grant(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "person")
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	h, err := a.Holder(r)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	if !v.Checked("compared") {
		err = invalid("compared", "account.house.compared-missing")
	} else if err = a.Confirm(r.Context(), actor, v.Get("password")); err == nil {
		err = a.Grant(r.Context(), actor, h, id, strings.Fields(v.Get("words")))
	}
	if e, ok := errors.AsType[*core.Error](err); ok && (correctable(err) && e.Key != "account.house.granted" && e.Key != "account.house.not-waiting") {
		return a.showGrant(w, r, v.Checked("compared") && e.Key != "account.house.words-changed", err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, centrePath)
}
