package centres

import (
	"errors"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ReviewPage is the list of what is proposed.
type ReviewPage struct {
	ui.Frame
	Items []ItemView
}

// ItemPage is one proposal with what accepting it would do.
type ItemPage struct {
	ui.Frame
	Item   ItemView
	Edit   string // address where the entry is edited, for those who may
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
	if u.Store.allows(web.ActorOf(r), Edit) {
		p.Edit = entriesPath + "/" + string(i.EntryID)
	}
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
