package caselaw

import (
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// SecondPage is where a second person looks at an entry and decides.
type SecondPage struct {
	DecisionHead
	Action, Revision string
	First            bool // nothing of it is public yet
	Changes          []ChangeView
	Text             string // what became of the full text
	File             string // that another file becomes public
	Left             string // how much may be left over of people
	Leftovers        []LeftoverView
	Reader           ReaderPart
	Own              string // why she cannot decide
	Waits            bool   // something is asked for; else it is scheduled, and can be given back
	Summary          []ui.Field
	Due, Reason      ui.Field
	MayLater         bool
}

func (room *Room) second(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	return room.showSecond(w, r, http.StatusOK, &d, web.Values{}, nil)
}

func (room *Room) showSecond(w http.ResponseWriter, r *http.Request, status int, d *Decision, v web.Values, wrong map[string]string) error {
	p := SecondPage{DecisionHead: room.head(r, d, "second"), Action: entryPath(d.Number) + "/second", Revision: formatNumber(d.Revision), First: d.State != Published, Waits: d.Waits}
	p.Problem = wrong[""]
	if !d.Waits && d.State != Scheduled {
		p.Problem = firstOf(p.Problem, p.Say("caselaw.error.not-asked"))
	}
	var err error
	if p.Changes, err = room.changeViews(p.Frame, &d.Public, &d.Entry); err != nil {
		return err
	}
	before, after, err := packed(d)
	if err != nil {
		return err
	}
	switch {
	case d.Text.Words() == 0 && d.PublicText.Words() == 0:
		p.Text = p.Say("caselaw.edit.text-none")
	case before == after:
		p.Text = p.Say("caselaw.edit.text-same")
	case d.PublicText.Words() == 0:
		p.Text = p.Say("caselaw.edit.text-first")
	default:
		p.Text = p.Say("caselaw.edit.text-changed", "n", changedParagraphs(&d.PublicText, &d.Text))
	}
	if d.FileWaits {
		p.File = p.Say("caselaw.edit.file-waits")
	}
	p.Leftovers = leftoverViews(p.Frame, d)
	p.Left = p.Say("caselaw.edit.left-count", "n", len(p.Leftovers))
	p.Reader = room.readerPart(p.Frame, d)
	actor := web.ActorOf(r)
	switch {
	case !d.Waits:
	case d.AskedByPerson(actor.Person):
		p.Own = p.Say("caselaw.edit.own-asked")
	case !d.MayApprove(actor.Person):
		p.Own = p.Say("caselaw.edit.own-written")
	}
	p.MayLater = d.State != Published
	p.Due = ui.Field{Name: "due", Label: p.Say("caselaw.edit.due"), Hint: p.Say("caselaw.edit.due-hint"), Value: v.Get("due"), Error: wrong["due"], Type: "date"}
	p.Reason = ui.Field{Name: "reason", Label: p.Say("caselaw.edit.return-reason"), Hint: p.Say("caselaw.edit.return-hint"), Value: v.Get("reason"), Error: wrong["reason"]}
	p.Summary = []ui.Field{p.Due, p.Reason}
	return web.Render(w, r, status, secondPage(p))
}

// packed are the public text and that of the draft as they are stored.
func packed(d *Decision) (before, after string, err error) {
	if before, err = pack(d.PublicText); err != nil {
		return "", "", err
	}
	after, err = pack(d.Text)
	return before, after, err
}

// decide publishes, schedules, or gives back with a reason.
func (room *Room) decide(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	seen, err := revisionIn(v)
	if err != nil {
		return err
	}
	actor, done := web.ActorOf(r), "published"
	f := room.editFrame(r, "")
	switch v.Get("step") {
	case "publish":
		due, ok := readDay(v.Get("due"))
		if !ok {
			err = wrongDay("caselaw.error.day-unread")
			break
		}
		var after Decision
		if after, err = room.Store.Approve(r.Context(), actor, d.Number, seen, due); err == nil && after.State == Scheduled {
			done = "scheduled"
		}
	case "return":
		done = "returned"
		if v.Get("reason") == "" {
			err = &core.Error{Kind: core.Invalid, Key: "caselaw.error.invalid", Fields: []core.FieldError{{Field: "reason", Key: "caselaw.error.reason"}}}
			break
		}
		_, err = room.Store.Return(r.Context(), actor, d.Number, seen, prose(v, "reason"))
	default:
		err = &core.Error{Kind: core.Invalid, Key: "caselaw.error.choose"}
	}
	if status, ok := refused(err); ok {
		if d, again := room.asked(r); again == nil {
			return room.showSecond(w, r, status, &d, v, problems(f, err))
		}
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, entryPath(d.Number)+"?done="+done)
}
