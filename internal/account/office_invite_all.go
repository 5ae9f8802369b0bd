package account

import (
	"context"
	"database/sql"
	"errors"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// inviteAll invites several people in one change, each for one duty, after
// before has run in the same change; it may be nil. Either all of it happens or
// nothing.
func (a *Accounts) inviteAll(ctx context.Context, actor core.Actor, right web.Right, before func(tx *sql.Tx) error, all ...invitation) (made []madeLink, err error) {
	err = a.change(ctx, actor, right, func(tx *sql.Tx) error {
		made = nil
		if before != nil {
			if err := before(tx); err != nil {
				return err
			}
		}
		for _, i := range all {
			m, err := a.inviteOne(ctx, tx, actor, i)
			if err != nil {
				return inForm(err, i.prefix)
			}
			made = append(made, m)
		}
		return nil
	})
	return made, err
}

func (a *Accounts) inviteOne(ctx context.Context, tx *sql.Tx, actor core.Actor, i invitation) (madeLink, error) {
	d := i.duty
	if d.Begins.IsZero() {
		d.Begins = a.today()
	}
	wrong := []core.FieldError{}
	for _, err := range []error{a.checkPlace(ctx, tx, d), checkDays(d)} {
		e, ok := errors.AsType[*core.Error](err)
		if err != nil && (!ok || e.Kind != core.Invalid) {
			return madeLink{}, err
		}
		if ok {
			wrong = append(wrong, e.Fields...)
		}
	}
	if err := together(wrong); err != nil {
		return madeLink{}, err
	}
	n := i.NewPerson
	n.Duties = []Duty{d}
	p, token, err := a.invite(ctx, tx, actor, n)
	return madeLink{Person: p.ID, Token: token, Mailed: i.byMail}, err
}

// inForm says by whose fields a mistake is: where a form asks for several people,
// the names of their fields begin with a prefix. Which of name and address is
// taken nobody is told.
func inForm(err error, prefix string) error {
	e, ok := errors.AsType[*core.Error](err)
	switch {
	case !ok:
		return err
	case e.Kind == core.Conflict && len(e.Fields) == 0:
		return invalid(prefix+"email", e.Key, e.Args...)
	}
	named := &core.Error{Kind: e.Kind, Key: e.Key, Args: e.Args, Cause: e.Cause}
	for _, f := range e.Fields {
		named.Fields = append(named.Fields, core.FieldError{Field: prefix + f.Field, Key: f.Key, Args: f.Args})
	}
	return named
}
