package account

import (
	"context"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// personChange does one thing with the account that the address names, and shows
// it again: by a redirect if it was done, else with what is wrong.
func (a *Accounts) personChange(do func(ctx context.Context, actor core.Actor, id core.ID, v web.Values) error) web.Handler {
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
			return a.showPerson(w, r, v, err)
		}
		if err != nil {
			return err
		}
		return web.SeeOther(w, peoplePath+"/"+string(id))
	}
}

func plainly(do func(context.Context, core.Actor, core.ID) error) func(context.Context, core.Actor, core.ID, web.Values) error {
	return func(ctx context.Context, actor core.Actor, id core.ID, _ web.Values) error { return do(ctx, actor, id) }
}

// retire asks for the password first.
func (a *Accounts) retire(ctx context.Context, actor core.Actor, id core.ID, v web.Values) error {
	if _, err := a.confirm(ctx, actor, "retire-password", v.Get("retire-password")); err != nil {
		return err
	}
	return a.Retire(ctx, actor, id)
}

func (a *Accounts) addDuty(ctx context.Context, actor core.Actor, id core.ID, v web.Values) error {
	d := Duty{Person: id, Role: core.Role(v.Get("role")), Unit: core.ID(v.Get("unit"))}
	var wrong []core.FieldError
	day(v, "begins", &d.Begins, &wrong)
	day(v, "ends", &d.Ends, &wrong)
	if err := together(wrong); err != nil {
		return err
	}
	return a.AddDuty(ctx, actor, d)
}

// moveDuty gives a duty other days, or ends it.
func (a *Accounts) moveDuty(w http.ResponseWriter, r *http.Request) error {
	duty, err := pathID(r, "duty")
	if err != nil {
		return err
	}
	suffix := "-" + string(duty)
	return a.personChange(func(ctx context.Context, actor core.Actor, id core.ID, v web.Values) error {
		if v.Get("do") == "end" {
			return a.EndDuty(ctx, actor, id, duty)
		}
		var begins, ends core.Date
		var wrong []core.FieldError
		day(v, "begins"+suffix, &begins, &wrong)
		day(v, "ends"+suffix, &ends, &wrong)
		if err := together(wrong); err != nil {
			return err
		}
		err := a.ChangeDuty(ctx, actor, id, duty, begins, ends)
		if e, ok := err.(*core.Error); ok && e.Kind == core.Invalid {
			for i := range e.Fields {
				if e.Fields[i].Field == "role" { // there is no field for it: its days are what can be changed
					e.Fields[i].Field = "begins"
				}
				e.Fields[i].Field += suffix
			}
		}
		return err
	})(w, r)
}

// newLink makes another link and leads to it. For a new password of somebody who
// has one, whoever makes it types her own first.
func (a *Accounts) newLink(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	s, err := a.personState(r.Context(), id)
	if err != nil {
		return err
	}
	if s.State == Active {
		_, err = a.confirm(r.Context(), actor, "reset-password", v.Get("reset-password"))
	}
	token := ""
	if err == nil {
		token, err = a.NewLink(r.Context(), actor, id)
	}
	if correctable(err) {
		return a.showPerson(w, r, v, err)
	}
	if err != nil {
		return err
	}
	if err := a.keepLinks(r, []madeLink{{Person: id, Token: token, Mailed: v.Checked("mail")}}); err != nil {
		return err
	}
	return web.SeeOther(w, peoplePath+"/links")
}

// languageName is what a language of the pages inside calls itself.
func languageName(code core.Lang) (string, bool) {
	l, ok := text.LanguageOf(code)
	return l.Self, ok
}
