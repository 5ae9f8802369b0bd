package casework

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ledgerSheet is a sheet of the centre and where its entries lie in the ledger.
type ledgerSheet struct {
	sheet *dataset.Sheet
	part  vault.Part
	code  string // in the centre's sealed record
	path  string
	check func(dataset.Answers) (dataset.Answers, error) // of what belongs together; nil for nothing
}

// changeLeaf changes an entry of the ledger, or adds one for the id "". f is given
// all that there are, and returns which one it has changed, nil for none.
func (d worker) changeLeaf(ctx context.Context, s ledgerSheet, f func(all []leaf[Record]) (*leaf[Record], error)) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		ledger, err := d.writeLedger(ctx, tx, a)
		if err != nil {
			return err
		}
		all, err := leaves[Record](ctx, tx, ledger, s.part)
		if err != nil {
			return err
		}
		to, err := f(all)
		if err != nil || to == nil {
			return err
		}
		if err := to.put(ctx, tx, ledger, s.part); err != nil {
			return err
		}
		return d.Record(ctx, tx, s.code, "", "")
	})
}

// addLeaf adds an entry. A form that was sent before gives the entry that it made.
func (d worker) addLeaf(ctx context.Context, s ledgerSheet, form vault.ID, answers dataset.Answers) (id vault.ID, err error) {
	err = d.changeLeaf(ctx, s, func(all []leaf[Record]) (*leaf[Record], error) {
		for _, one := range all {
			if one.Value.Form == form {
				id = one.ID
				return nil, nil
			}
		}
		to := &leaf[Record]{ID: vault.NewID(), Value: Record{Sheet: s.sheet.ID, Form: form}}
		to.Value.next(d.state(answers))
		id = to.ID
		return to, nil
	})
	return id, err
}

// saveLeaf changes an entry from the state that its form was filled with; where it
// has changed since, it fails with a conflict.
func (d worker) saveLeaf(ctx context.Context, s ledgerSheet, id, stamp vault.ID, answers dataset.Answers) error {
	return d.changeLeaf(ctx, s, func(all []leaf[Record]) (*leaf[Record], error) {
		to := findLeaf(all, id)
		if to == nil {
			return nil, missing()
		}
		switch {
		case answers.Equal(to.Value.State.Answers):
			return nil, nil
		case stamp != to.Value.Stamp:
			return nil, &conflict{to.Value, to.Value.ofStamp(stamp)}
		}
		to.Value.next(d.state(answers))
		return to, nil
	})
}

// takeLeaf takes an entry out, or brings it back. Doing so twice is safe.
func (d worker) takeLeaf(ctx context.Context, s ledgerSheet, id vault.ID, out bool) error {
	return d.changeLeaf(ctx, s, func(all []leaf[Record]) (*leaf[Record], error) {
		to := findLeaf(all, id)
		if to == nil {
			return nil, missing()
		}
		if to.Value.Removed == out {
			return nil, nil
		}
		to.Value.Removed = out
		return to, nil
	})
}

func findLeaf[T any](all []leaf[T], id vault.ID) *leaf[T] {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// leavesOf opens all entries of a sheet of the centre.
func (d worker) leavesOf(ctx context.Context, s ledgerSheet) (all []leaf[Record], err error) {
	err = d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		ledger, err := d.ledger(ctx, tx, a)
		if err != nil {
			return err
		}
		all, err = leaves[Record](ctx, tx, ledger, s.part)
		return err
	})
	return all, err
}

// LeafPage is an entry of the ledger as a form.
type LeafPage struct {
	ui.Frame
	Done     string
	Back     ui.Link
	Changed  string
	Facts    []FactView // for whoever may not change it, or of one that was taken out
	Form     FormView
	Suggest  map[string][]string
	Clash    string // says who changed it meanwhile
	Theirs   []FactView
	Remove   string // address to which taking out is posted; empty for none
	Restore  string
	OpenCase string // address to which opening a case is posted; empty for none
	Case     ui.Link
}

// leafID is the id in the address of an entry.
func leafID(r *http.Request, name string) (vault.ID, error) {
	id, ok := vault.ParseID(r.PathValue(name))
	if !ok {
		return "", missing()
	}
	return id, nil
}

// leafPage shows an entry. typed is what was sent and could not be kept, with why.
func (d worker) leafPage(r *http.Request, s ledgerSheet, id vault.ID, mayWrite bool, typed web.Values, wrong error) (LeafPage, leaf[Record], error) {
	all, err := d.leavesOf(r.Context(), s)
	if err != nil {
		return LeafPage{}, leaf[Record]{}, err
	}
	one := findLeaf(all, id)
	if one == nil {
		return LeafPage{}, leaf[Record]{}, missing()
	}
	names, err := d.Named(r.Context(), one.Value.By)
	if err != nil {
		return LeafPage{}, leaf[Record]{}, err
	}
	p := LeafPage{Frame: d.frame(r, d.said(r, "casework.page.title"))}
	p.Heading = s.sheet.One.In(p.Lang())
	p.Done, p.Changed = doneWords(p.Frame, web.ReadQuery(r)), d.changedBy(p.Frame, one.Value.State, names)
	p.Back = ui.Link{Address: s.path, Words: s.sheet.Label(p.Lang())}
	here := s.path + "/" + string(id)
	if !mayWrite || one.Value.Removed {
		p.Facts = d.facts(p.Frame, s.sheet, one.Value.State.Answers, nil)
		if mayWrite {
			p.Restore = here + "/restore"
		}
		return p, *one, nil
	}
	clash, clashes := errors.AsType[*conflict](wrong)
	if clashes {
		p.Clash, p.Theirs = d.changedBy(p.Frame, clash.now.State, names), d.facts(p.Frame, s.sheet, clash.now.State.Answers, nil)
	}
	draft, typed, err := d.drafting(r.Context(), p.Frame, here, typed, func(v web.Values) bool {
		says, err := d.readLeaf(r, s, v, one.Value.State.Answers)
		return err == nil && says.Equal(one.Value.State.Answers)
	})
	if err != nil {
		return p, *one, err
	}
	p.Form = d.newForm(p.Frame, s.sheet, 0, filling{answers: one.Value.State.Answers, typed: typed, wrong: wrong, on: d.Today()})
	p.Form.Action, p.Form.Hidden, p.Form.Button, p.Form.Back = here, stamps(one.Value.Stamp, typed, clashes), p.Say("casework.form.save"), s.path
	p.Form.keep(draft)
	p.Suggest = suggestions(p.Frame, p.Form.Sections)
	return p, *one, nil
}

// readLeaf reads the form of an entry over what it said before.
func (d worker) readLeaf(r *http.Request, s ledgerSheet, v web.Values, before dataset.Answers) (dataset.Answers, error) {
	answers, err := d.read(d.frame(r, ""), s.sheet, 0, v, before, nil)
	if err != nil || s.check == nil {
		return answers, err
	}
	return s.check(answers)
}

// statusOf is with which status a form is shown again; it is false where an error
// does not belong on a form.
func statusOf(err error) (int, bool) {
	if _, ok := errors.AsType[*conflict](err); ok {
		return http.StatusConflict, true
	}
	return http.StatusUnprocessableEntity, err != nil && core.KindOf(err) == core.Invalid
}

// wrong tells whether something on a form could not be kept.
func (v FormView) wrong() bool {
	for _, f := range v.fields() {
		if f.Error != "" {
			return true
		}
	}
	return false
}
