package centres

import (
	"errors"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ConfirmPage shows a centre its entry, with one button.
type ConfirmPage struct {
	ui.Frame
	Lines   []string
	Link    string
	Changed string // address for the other answer
	Already bool
}

// LinkProblemPage says why a link leads nowhere, and what to do.
type LinkProblemPage struct {
	ui.Frame
	Words string
	Entry string // address of the entry as it is now, if it is known
	Name  string
}

// open reads the link that a request carries.
func (u *Upkeep) open(values web.Values, action Action) (Link, string, error) {
	s := values.Get("l")
	k, err := u.Links.Open(s, action, u.today())
	return k, s, err
}

// askConfirm asks before anything is changed: programs that look for viruses
// open every link in a mail.
func (u *Upkeep) askConfirm(w http.ResponseWriter, r *http.Request) error {
	k, s, err := u.open(web.ReadQuery(r), StillCorrect)
	if err != nil {
		return u.linkProblem(w, r, err, nil)
	}
	c, err := u.Store.Look(r.Context(), k)
	if err != nil {
		return u.linkProblem(w, r, err, c.Centre)
	}
	f := u.frame(r, "centres.confirm.heading", "centres.confirm.title")
	return web.Render(w, r, http.StatusOK, confirmPage(ConfirmPage{
		Frame: f, Link: s, Already: c.Already,
		Lines:   entryLines(f.Printer, c.Centre, u.today()),
		Changed: "/" + string(f.Lang()) + "/centres/changed?l=" + u.Links.Seal(k.as(SomethingChanged)),
	}))
}

// confirm notes the centre's yes.
func (u *Upkeep) confirm(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	k, _, err := u.open(values, StillCorrect)
	if err != nil {
		return u.linkProblem(w, r, err, nil)
	}
	c, err := u.Store.Confirm(r.Context(), k)
	if err != nil {
		return u.linkProblem(w, r, err, c.Centre)
	}
	return web.SeeOther(w, "/"+string(web.Printer(r).Lang())+"/centres/confirmed")
}

func (u *Upkeep) confirmed(w http.ResponseWriter, r *http.Request) error {
	f := u.frame(r, "centres.confirm.thanks", "centres.confirm.title")
	return web.Render(w, r, http.StatusOK, thanksPage(f, f.Say("centres.confirm.done")))
}

// linkProblem answers a link that cannot be used with a page that helps on. What
// is no fault of the link goes the way of all errors.
func (u *Upkeep) linkProblem(w http.ResponseWriter, r *http.Request, err error, c *Centre) error {
	e, ok := errors.AsType[*core.Error](err)
	if !ok || e.Kind != core.NotFound && e.Kind != core.Gone && e.Kind != core.Conflict {
		return err
	}
	p := LinkProblemPage{Frame: u.frame(r, "centres.confirm.problem", "centres.confirm.title")}
	p.Words = p.Say(e.Key, e.Args...)
	if c != nil {
		p.Entry, p.Name = entryAddress(p.Lang(), c.Number), c.Name
	}
	return web.Render(w, r, statusOf(err), linkProblemPage(p))
}
