package account

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ColleaguePage is a colleague as her lead sees her.
type ColleaguePage struct {
	ui.Frame
	Notice   string
	Address  string
	Standing string
	Duties   []DutyLine
	Past     []string
	Link     string
	Invited  bool
	CanEnd   bool
	Holds    bool
	Password ui.Field
}

func (p ColleaguePage) all() []ui.Field {
	all := []ui.Field{p.Password}
	for _, d := range p.Duties {
		all = append(all, d.Begins, d.Ends)
	}
	return all
}

func (a *Accounts) colleaguePage(w http.ResponseWriter, r *http.Request) error {
	return a.showColleague(w, r, web.Values{}, nil)
}

func (a *Accounts) showColleague(w http.ResponseWriter, r *http.Request, v web.Values, err error) error {
	id, problem := pathID(r, "id")
	if problem != nil {
		return problem
	}
	actor := web.ActorOf(r)
	var c Colleague
	var link Link
	var linked bool
	problem = a.DB.View(r.Context(), func(tx *sql.Tx) (err error) {
		if c, err = a.colleague(r.Context(), tx, actor.Centre, id); err != nil {
			return err
		}
		link, linked, err = linkOf(r.Context(), tx, id)
		return err
	})
	if problem != nil {
		return problem
	}
	p := ColleaguePage{Frame: a.Frame(r, ui.Page{Heading: c.Name, Title: web.Printer(r).Say("account.house.colleague"), Plain: true}), Address: colleaguesPath + "/" + string(id)}
	m := wrongIn(p.Printer, err)
	p.Notice, p.Standing = m.notice, p.Say("account.house.stands-"+string(c.Standing))
	p.Invited, p.Holds = c.State == Invited, c.Standing == StandsHolding || c.Standing == StandsLeft
	p.CanEnd = id != actor.Person && (ended(c) == 0 || c.Standing == StandsLeft)
	if linked && p.Invited {
		p.Link = a.linkWords(p.Frame, link)
	}
	today := a.today()
	slices.SortStableFunc(c.Duties, func(x, y Duty) int { return cmp.Compare(x.Begins.String(), y.Begins.String()) })
	for _, d := range c.Duties {
		if !d.Ends.IsZero() && d.Ends.Before(today) {
			p.Past = append(p.Past, inHouseWords(p.Printer, d))
			continue
		}
		ends := "ends-" + string(d.ID)
		p.Duties = append(p.Duties, DutyLine{Words: inHouseWords(p.Printer, d), Address: p.Address + "/duties/" + string(d.ID),
			Ends: ui.Field{Name: ends, Label: p.Say("account.office.ends"), Value: kept(v, ends, d.Ends), Error: m.fields[ends], Type: "date"}})
	}
	p.Password = freshPassword(p.Printer, p.Say("account.office.password-hint"), m)
	return web.Render(w, r, statusOf(w, err), colleaguePage(p))
}

// colleagueChange does one thing with a colleague, as personChange does.
func (a *Accounts) colleagueChange(do func(ctx context.Context, actor core.Actor, id core.ID, v web.Values) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		v, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		err = do(r.Context(), web.ActorOf(r), id, v)
		if correctable(err) {
			return a.showColleague(w, r, v, err)
		}
		if err != nil {
			return err
		}
		return web.SeeOther(w, colleaguesPath+"/"+string(id))
	}
}

// SetEnd says until when a duty in the lead's centre lasts: today or later, or,
// for the zero day, without end. What has to end at once is EndWork. A lead
// cannot give her own work an end.
func (a *Accounts) SetEnd(ctx context.Context, actor core.Actor, person, duty core.ID, ends core.Date) error {
	return a.change(ctx, actor, Colleagues, func(tx *sql.Tx) error {
		d, err := dutyOf(ctx, tx, person, duty)
		if err != nil {
			return err
		}
		switch {
		case d.Unit != actor.Centre:
			return &core.Error{Kind: core.NotFound, Key: "account.office.duty-unknown"}
		case person == actor.Person:
			return refused("account.office.not-oneself")
		case !ends.IsZero() && ends.Before(a.today()), !d.Ends.IsZero() && d.Ends.Before(a.today()):
			return invalid("ends", "account.house.end-past")
		}
		d.Ends = ends
		if err := checkDays(d); err != nil {
			return err
		}
		if err := saveDuty(ctx, tx, d); err != nil {
			return err
		}
		return a.note(ctx, tx, actor, person, d.Unit, "duty-changed", d.words())
	})
}

func (a *Accounts) setEnd(w http.ResponseWriter, r *http.Request) error {
	duty, err := pathID(r, "duty")
	if err != nil {
		return err
	}
	field := "ends-" + string(duty)
	return a.colleagueChange(func(ctx context.Context, actor core.Actor, id core.ID, v web.Values) error {
		var ends core.Date
		var wrong []core.FieldError
		day(v, field, &ends, &wrong)
		if err := together(wrong); err != nil {
			return err
		}
		err := a.SetEnd(ctx, actor, id, duty, ends)
		if e, ok := err.(*core.Error); ok && len(e.Fields) == 1 {
			e.Fields[0].Field = field
		}
		return err
	})(w, r)
}

// newColleagueLink makes another invitation for a colleague who has no password
// yet, and leads to it.
func (a *Accounts) newColleagueLink(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	token, actor := "", web.ActorOf(r)
	err = a.change(r.Context(), actor, Colleagues, func(tx *sql.Tx) error {
		c, err := a.colleague(r.Context(), tx, actor.Centre, id)
		if err != nil {
			return err
		}
		if c.State != Invited || ended(c) == 1 {
			return refused("account.house.not-invited")
		}
		// Whoever has the link becomes her: a lead must not get one to an account
		// that may do more than work in this centre.
		if all, err := dutiesOf(r.Context(), tx, id); err != nil || len(all) > len(c.Duties) {
			return cmp.Or(err, refused("account.house.elsewhere"))
		}
		token, err = a.renewLink(r.Context(), tx, actor, id, Invitation, "link")
		return err
	})
	if correctable(err) {
		return a.showColleague(w, r, v, err)
	}
	if err != nil {
		return err
	}
	if err := a.keepLinks(r, []madeLink{{Person: id, Token: token, Mailed: v.Checked("mail")}}); err != nil {
		return err
	}
	return web.SeeOther(w, colleaguesPath+"/links")
}
