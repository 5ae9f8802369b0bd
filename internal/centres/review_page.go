package centres

import (
	"errors"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// SignInPage asks for the review token.
type SignInPage struct {
	ui.Frame
	Token ui.Field
}

// ReviewPage is the list of what is proposed.
type ReviewPage struct {
	ui.Frame
	Items []ItemView
}

// ItemPage is one proposal with what accepting it would do.
type ItemPage struct {
	ui.Frame
	Item   ItemView
	Reason ui.Field
}

// ItemView is a proposal in the reader's language.
type ItemView struct {
	Item
	Address string
	Entry   string // address of the entry
	About   string // name and number of the centre
	From    string // who says so, and when
	What    string // in short
	Fields  []PreviewView
	Decided bool
}

// PreviewView is a field with its name.
type PreviewView struct {
	Preview
	Label string
}

// cookieName has the prefix by which browsers keep a cookie to this host and to
// https; on plain http, which is for this machine only, they refuse it.
func (u *Upkeep) cookieName() string {
	if u.Secure {
		return "__Host-review"
	}
	return "review"
}

// Actor tells who makes a request: whoever is in a session of the review list
// acts for the operator, everybody else is a visitor.
func (u *Upkeep) Actor(r *http.Request) (core.Actor, error) {
	visitor := core.Actor{Role: core.Visitor}
	cookie, err := r.Cookie(u.cookieName())
	if err != nil {
		return visitor, nil
	}
	in, err := u.Store.inSession(r.Context(), cookie.Value)
	if err != nil || !in {
		return visitor, err
	}
	return core.Actor{Role: core.Operator, Name: "office, by token"}, nil
}

// Allows tells whether an actor has a right of the upkeep.
func Allows(a core.Actor, right web.Right) bool { return right == Review && a.Role == core.Operator }

func (u *Upkeep) askToken(w http.ResponseWriter, r *http.Request) error {
	return u.showSignIn(w, r, nil)
}

func (u *Upkeep) showSignIn(w http.ResponseWriter, r *http.Request, err error) error {
	p := SignInPage{Frame: u.frame(r, "centres.review.sign-in", "centres.review.title")}
	p.Token = ui.Field{Name: "token", Label: p.Say("centres.review.token"), Hint: p.Say("centres.review.token-hint"), Type: "password", Required: true}
	status := http.StatusOK
	if e, ok := errors.AsType[*core.Error](err); ok {
		p.Token.Error, status = p.Say(e.Key, e.Args...), statusOf(err)
	}
	return web.Render(w, r, status, signInPage(p))
}

// signIn begins a session for whoever knows the token.
func (u *Upkeep) signIn(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if !u.SignIn(r) {
		return u.showSignIn(w, r, &core.Error{Kind: core.TooMany, Key: "centres.review.too-fast"})
	}
	session, err := u.Store.beginSession(r.Context(), values.Get("token"))
	if core.KindOf(err) == core.Denied {
		return u.showSignIn(w, r, err)
	}
	if err != nil {
		return err
	}
	u.setCookie(w, session, int(sessionTime.Seconds()))
	return web.SeeOther(w, "/centres/review")
}

func (u *Upkeep) setCookie(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: u.cookieName(), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: u.Secure, SameSite: http.SameSiteStrictMode})
}

// signOut ends the session and has the browser forget it.
func (u *Upkeep) signOut(w http.ResponseWriter, r *http.Request) error {
	if cookie, err := r.Cookie(u.cookieName()); err == nil {
		if err := u.Store.endSession(r.Context(), cookie.Value); err != nil {
			return err
		}
		u.setCookie(w, "", -1)
		w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	}
	return web.SeeOther(w, SignInPath)
}

// reviewList shows what waits for a decision.
func (u *Upkeep) reviewList(w http.ResponseWriter, r *http.Request) error {
	all, err := u.Store.Proposals(r.Context(), web.ActorOf(r))
	if err != nil {
		return err
	}
	p := ReviewPage{Frame: u.frame(r, "centres.review.heading", "centres.review.title")}
	for _, i := range all {
		p.Items = append(p.Items, newItemView(p.Frame, i))
	}
	return web.Render(w, r, http.StatusOK, reviewPage(p))
}

func newItemView(f ui.Frame, i Item) ItemView {
	v := ItemView{
		Item: i, Address: "/centres/review/" + string(i.ID), Entry: entryAddress(f.Lang(), i.Centre.Number),
		About: f.Say("centres.review.about", "name", i.Centre.Name, "number", i.Centre.Number),
		From:  f.Say("centres.review.from-"+string(i.Origin), "date", i.ReceivedOn),
		What:  core.Clip(i.Message, 80), Decided: i.State != ProposalOpen,
	}
	for _, p := range i.Preview {
		v.Fields = append(v.Fields, PreviewView{p, f.Say("centres.proposal.field." + p.Field)})
	}
	if v.What == "" {
		v.What = f.Say("centres.review.values", "n", len(i.Preview))
	}
	return v
}

func (u *Upkeep) reviewOne(w http.ResponseWriter, r *http.Request) error {
	return u.showItem(w, r, "", nil)
}

// showItem shows a proposal; err is why a decision about it was not taken.
func (u *Upkeep) showItem(w http.ResponseWriter, r *http.Request, reason string, err error) error {
	id, ok := core.ParseID(r.PathValue("id"))
	if !ok {
		return web.NotFound()
	}
	i, missing := u.Store.Proposal(r.Context(), web.ActorOf(r), id)
	if missing != nil {
		return missing
	}
	p := ItemPage{Frame: u.frame(r, "centres.review.one", "centres.review.title")}
	p.Item = newItemView(p.Frame, i)
	p.Reason = ui.Field{Name: "reason", Label: p.Say("centres.review.reason"), Hint: p.Say("centres.review.reason-hint"), Value: reason}
	status := http.StatusOK
	if e, ok := errors.AsType[*core.Error](err); ok {
		status = statusOf(err)
		p.Reason.Error = p.Say(e.Key, e.Args...)
		for _, field := range e.Fields {
			p.Reason.Error = p.Say(field.Key, field.Args...)
		}
	}
	return web.Render(w, r, status, itemPage(p))
}

// decide accepts or rejects a proposal as it was shown.
func (u *Upkeep) decide(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := core.ParseID(r.PathValue("id"))
	what := values.Get("decision")
	if !ok || what != "accept" && what != "reject" {
		return &core.Error{Kind: core.Malformed}
	}
	d := Decision{Accept: what == "accept", Reason: values.Get("reason"), Revision: values.Number("revision", 1, 1, 1<<30)}
	err = u.Store.Decide(r.Context(), web.ActorOf(r), id, d)
	switch core.KindOf(err) {
	case core.Invalid, core.Conflict:
		return u.showItem(w, r, d.Reason, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, "/centres/review")
}
