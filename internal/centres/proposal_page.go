package centres

import (
	"errors"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ProposalPage is the form about an entry, for its centre or for anybody.
type ProposalPage struct {
	ui.Frame
	Name    string // of the centre
	Action  string
	Entry   string // address of the entry
	Link    string // of a centre
	Message ui.Field
	Fields  []ui.Field
	Shown   [][2]string // hidden: the values the form was filled with
	Notice  string      // why it was not taken, where that is not a field's fault
}

// sender says on whose behalf a form was sent, and about which entry.
type sender struct {
	origin Origin
	centre *Centre
	link   string
}

// newProposalPage fills the form: with what was typed, else with the entry's
// values. The error says what is wrong with what was typed.
func newProposalPage(f ui.Frame, from sender, form ProposalForm, err error) ProposalPage {
	p := ProposalPage{Frame: f, Name: from.centre.Name, Entry: entryAddress(f.Lang(), from.centre.Number), Link: from.link}
	p.Action = p.Entry + "/proposal"
	if from.origin == FromCentre {
		p.Action = "/" + string(f.Lang()) + "/centres/changed"
	}
	problems := map[string]string{}
	if e, ok := errors.AsType[*core.Error](err); ok {
		for _, field := range e.Fields {
			problems[field.Field] = f.Say(field.Key, field.Args...)
		}
		if len(e.Fields) == 0 {
			p.Notice = f.Say(e.Key, e.Args...)
		}
	}
	p.Message = ui.Field{Name: "message", Label: f.Say("centres.proposal.message"), Hint: f.Say("centres.proposal.message-hint"),
		Value: form.Message, Error: problems["message"]}
	for _, c := range proposable() {
		shown, fits := form.Shown[c.name]
		if !fits {
			continue
		}
		p.Fields = append(p.Fields, ui.Field{Name: c.name, Label: f.Say("centres.proposal.field." + c.name), Hint: f.Say("centres.proposal.field." + c.name + "-hint"),
			Value: form.Values[c.name], Error: problems[c.name]})
		p.Shown = append(p.Shown, [2]string{"shown_" + c.name, shown})
	}
	return p
}

// all are the fields in the order of the page, for the summary of errors.
func (p ProposalPage) all() []ui.Field { return slices.Concat([]ui.Field{p.Message}, p.Fields) }

// fresh is the form as it is first shown.
func (u *Upkeep) fresh(r *http.Request, c *Centre) (ProposalForm, error) {
	values, err := u.Store.values(r.Context(), c.ID)
	return ProposalForm{Values: values, Shown: values}, err
}

// typed reads the form as it was sent. The message may be longer than is taken,
// so that it can be shown again.
func typed(values web.Values) ProposalForm {
	form := ProposalForm{Message: values.Get("message"), Values: map[string]string{}, Shown: map[string]string{}}
	for _, c := range proposable() {
		if _, sent := values["shown_"+c.name]; sent {
			form.Values[c.name], form.Shown[c.name] = values.Get(c.name), values.Get("shown_"+c.name)
		}
	}
	return form
}

// askProposal shows anybody the form about an entry.
func (u *Upkeep) askProposal(w http.ResponseWriter, r *http.Request) error {
	c, err := u.centre(r)
	if err != nil {
		return err
	}
	form, err := u.fresh(r, c)
	if err != nil {
		return err
	}
	return u.showProposal(w, r, sender{FromVisitor, c, ""}, form, nil)
}

// propose takes what anybody says about an entry.
func (u *Upkeep) propose(w http.ResponseWriter, r *http.Request) error {
	c, err := u.centre(r)
	if err != nil {
		return err
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	from, form := sender{FromVisitor, c, ""}, typed(values)
	if !u.Propose(r) {
		return u.showProposal(w, r, from, form, &core.Error{Kind: core.TooMany, Key: "centres.proposal.too-fast"})
	}
	return u.take(w, r, from, form)
}

// askChanged shows a centre the form about its entry, by its link.
func (u *Upkeep) askChanged(w http.ResponseWriter, r *http.Request) error {
	k, s, err := u.open(web.ReadQuery(r), SomethingChanged)
	if err != nil {
		return u.linkProblem(w, r, err, nil)
	}
	c, err := u.Store.Look(r.Context(), k)
	if err != nil {
		return u.linkProblem(w, r, err, c.Centre)
	}
	form, err := u.fresh(r, c.Centre)
	if err != nil {
		return err
	}
	return u.showProposal(w, r, sender{FromCentre, c.Centre, s}, form, nil)
}

// changed takes what a centre says about its entry.
func (u *Upkeep) changed(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	k, s, err := u.open(values, SomethingChanged)
	if err != nil {
		return u.linkProblem(w, r, err, nil)
	}
	c, err := u.Store.Look(r.Context(), k)
	if err != nil {
		return u.linkProblem(w, r, err, c.Centre)
	}
	return u.take(w, r, sender{FromCentre, c.Centre, s}, typed(values))
}

// take stores a proposal, or shows the form again with all that was typed.
func (u *Upkeep) take(w http.ResponseWriter, r *http.Request, from sender, form ProposalForm) error {
	_, err := u.Store.Propose(r.Context(), from.centre.ID, from.origin, form)
	switch kind := core.KindOf(err); {
	case err == nil:
	case kind == core.Invalid || kind == core.TooMany:
		return u.showProposal(w, r, from, form, err)
	default:
		return err
	}
	return web.SeeOther(w, "/"+string(web.Printer(r).Lang())+"/centres/proposed")
}

func (u *Upkeep) showProposal(w http.ResponseWriter, r *http.Request, from sender, form ProposalForm, err error) error {
	heading, status := "centres.proposal.heading", http.StatusOK
	if from.origin == FromCentre {
		heading = "centres.proposal.changed-heading"
	}
	if err != nil {
		status = statusOf(err)
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "120")
	}
	return web.Render(w, r, status, proposalPage(newProposalPage(u.frame(r, heading, "centres.proposal.title"), from, form, err)))
}

func (u *Upkeep) proposed(w http.ResponseWriter, r *http.Request) error {
	f := u.frame(r, "centres.proposal.thanks", "centres.proposal.title")
	return web.Render(w, r, http.StatusOK, thanksPage(f, f.Say("centres.proposal.done")))
}

// centre finds the entry that the address names.
func (u *Upkeep) centre(r *http.Request) (*Centre, error) {
	d, _, err := u.Keeper.Directory(r.Context())
	if err != nil {
		return nil, err
	}
	return d.Find(r.PathValue("number"))
}
