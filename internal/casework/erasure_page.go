package casework

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// erasureRoutes are the pages on which a case is kept or erased.
func (room *Room) erasureRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/erasures", Write, room.showErasures),
		get("/casework/cases/{id}/erasure", Write, room.askErasure),
		post("/casework/cases/{id}/erasure", Write, room.proposeErasure),
		post("/casework/cases/{id}/erasure/withdraw", Write, room.withdrawErasure),
		post("/casework/cases/{id}/erasure/confirm", Write, room.confirmErasure),
		post("/casework/cases/{id}/hold", Lead, room.setHold),
		post("/casework/cases/{id}/hold/lift", Lead, room.liftHold),
	}
}

// ErasurePage says until when a case is kept, and takes the two steps by which it
// is erased.
type ErasurePage struct {
	CaseFrame
	Due      string // until when it is kept
	Held     []FactView
	MayHold  bool
	Hold     ui.Field
	Until    ui.Field
	Stop     ui.Field
	Stopped  string   // how the last proposal was taken back
	Past     []string // compartments that were erased before
	Scope    ui.Field
	Scopes   []ui.Choice
	Reason   ui.Field
	Gone     []string // what is gone where all of it goes
	Proposal []FactView
	Whole    bool   // it takes the whole case away
	Against  string // why she cannot confirm it
	Stamp    string
	After    string
	Password ui.Field
}

func (p ErasurePage) fields() []ui.Field {
	return []ui.Field{p.Hold, p.Until, p.Stop, p.Scope, p.Reason, p.Password}
}

func (room *Room) askErasure(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.erasurePage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) erasurePage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	leads, err := d.leads(r.Context())
	if err != nil {
		return err
	}
	var rules RetentionRules
	var holders []core.ID
	var files int
	var o opened
	o, err = d.openWith(r.Context(), id, "casework.read", "erasure", func(tx *sql.Tx, a *vault.Access) error {
		if rules, err = retentionRules(r.Context(), tx, a); err != nil {
			return err
		}
		if holders, err = d.Vault.Holders(r.Context(), tx, d.Actor.Centre); err != nil {
			return err
		}
		f, err := a.Folder(r.Context(), tx, id)
		if err != nil {
			return err
		}
		all, err := f.FileIDs(r.Context(), tx)
		files = len(all)
		return err
	}, vault.Entries)
	if err != nil {
		return err
	}
	p := ErasurePage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.erasure.heading"), "/erasure", o.names)}
	p.Waits = ""
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	if web.ReadQuery(r).Get("done") == "part-erased" {
		p.DoneMore = d.AfterErasure(p.Frame)
	}
	problems := problemsOf(p.Frame, wrong)
	due := core.Date{}
	if o.Closing != nil {
		due = Retention(o.Closing.Day, o.Closing.Category, rules)
	}
	category, _ := d.Set.List("retention").Code(categoryOf(o.Head))
	switch {
	case o.Status != Done:
		p.Due = p.Say("casework.erasure.open")
	case d.Today().Before(due):
		p.Due = p.Say("casework.erasure.due", "date", due, "category", category.Label(p.Lang()))
	default:
		p.Due = p.Say("casework.erasure.is-due", "date", due, "category", category.Label(p.Lang()))
	}
	p.Held, p.MayHold = d.heldFacts(p.Frame, o), d.Has(Lead)
	p.Hold = ui.Field{Name: "hold", Label: p.Say("casework.erasure.hold-reason"), Hint: p.Say("casework.erasure.hold-hint"), Value: typed.Get("hold"), Required: true, Error: problems["hold"]}
	p.Until = ui.Field{Name: "until", Label: p.Say("casework.erasure.hold-until"), Hint: p.Say("casework.erasure.hold-until-hint"), Type: "date", Value: typed.Get("until"), Error: problems["until"]}
	if _, err := core.ParseDate(p.Until.Value); err != nil {
		p.Until.Type = "" // a browser would not show what is no date
	}
	if s := o.Stopped; s != nil {
		p.Stopped = p.Say("casework.erasure.stopped", "what", scopeWords(p.Frame, s.Scope), "date", s.Day, "name", nameOr(p.Frame, o.names(s.By)), "reason", s.Reason)
	}
	for _, gone := range o.Erased {
		p.Past = append(p.Past, p.Say("casework.erasure.past", "what", scopeWords(p.Frame, gone.Scope), "date", gone.Day, "name", nameOr(p.Frame, o.names(gone.AskedBy)), "other", nameOr(p.Frame, o.names(gone.ConfirmedBy))))
	}
	p.Gone = d.goesAlong(p.Frame, o, files)
	p.After = d.AfterErasure(p.Frame)
	if e := o.Erasure; e != nil {
		p.Stop = ui.Field{Name: "stop", Label: p.Say("casework.erasure.stop-reason"), Value: typed.Get("stop"), Required: true, Error: problems["stop"]}
		p.proposal(d, o, *e, MayConfirm(*e, d.Actor.Person, leads, holders))
		p.Password = desk.Password(p.Frame, wrong)
	} else {
		p.Scope = ui.Field{Name: "scope", Label: p.Say("casework.erasure.scope"), Required: true, Error: problems["scope"]}
		for _, s := range Scopes() {
			if s == EraseAll && o.Status != Done {
				continue
			}
			p.Scopes = append(p.Scopes, ui.Choice{Value: string(s), Words: scopeWords(p.Frame, s), Count: -1, Selected: typed.Get("scope") == string(s)})
		}
		p.Reason = ui.Field{Name: "reason", Label: p.Say("casework.erasure.reason"), Hint: p.Say("casework.erasure.reason-hint"), Value: typed.Get("reason"), Error: problems["reason"]}
	}
	return web.Render(w, r, status, erasurePage(p))
}

// proposal shows what was proposed, and against is what keeps her from confirming
// it.
func (p *ErasurePage) proposal(d worker, o opened, e Erasure, against error) {
	p.Whole = e.Scope == EraseAll
	p.Proposal = []FactView{
		{p.Say("casework.erasure.scope"), []string{scopeWords(p.Frame, e.Scope)}},
		{p.Say("casework.erasure.asked"), []string{p.Say("casework.closing.reopened-by", "date", e.Day, "name", nameOr(p.Frame, o.names(e.AskedBy)))}},
	}
	if e.Reason != "" {
		p.Proposal = append(p.Proposal, FactView{p.Say("casework.erasure.reason"), []string{e.Reason}})
	}
	p.Stamp = string(e.Stamp)
	if wrong, ok := against.(*core.Error); ok {
		p.Against = p.Say(wrong.Key, wrong.Args...)
	} else if o.Held(d.Today()) {
		p.Against = p.Say("casework.error.held")
	}
}

func categoryOf(h Head) string {
	if h.Closing == nil {
		return ""
	}
	return h.Closing.Category
}

func scopeWords(f ui.Frame, s Scope) string { return f.Say("casework.erasure.scope-" + string(s)) }

// heldFacts say why a case must not be erased; nothing where it may.
func (d worker) heldFacts(f ui.Frame, o opened) []FactView {
	switch {
	case o.Hold.On(d.Today()):
		facts := []FactView{{f.Say("casework.erasure.hold-reason"), []string{o.Hold.Reason}}}
		if !o.Hold.Until.IsZero() {
			facts = append(facts, FactView{f.Say("casework.erasure.hold-until"), []string{f.Date(o.Hold.Until)}})
		}
		return append(facts, FactView{f.Say("casework.erasure.hold-set"), []string{f.Say("casework.closing.reopened-by", "date", o.Hold.Day, "name", nameOr(f, o.names(o.Hold.By)))}})
	case o.Held(d.Today()):
		return []FactView{{f.Say("casework.erasure.hold-reason"), []string{f.Say("casework.erasure.hold-flag")}}}
	}
	return nil
}

// goesAlong says how much is gone with a case.
func (d worker) goesAlong(f ui.Frame, o opened, files int) []string {
	gone := []string{f.Say("casework.erasure.gone-sheets")}
	for _, sheet := range d.Set.Sheets {
		n := 0
		for _, k := range o.records {
			if k.Sheet == sheet.ID {
				n++
			}
		}
		if sheet.Many && n > 0 {
			gone = append(gone, f.Say("casework.erasure.gone-entries", "what", sheet.Label(f.Lang()), "n", n))
		}
	}
	if files > 0 {
		gone = append(gone, f.Say("casework.erasure.gone-files", "n", files))
	}
	return append(gone, f.Say("casework.erasure.gone-notes"), f.Say("casework.erasure.gone-names"))
}

// afterErasureStep answers a step: by the page with what is wrong, or by the next
// one.
func (room *Room) afterErasureStep(w http.ResponseWriter, r *http.Request, d worker, v web.Values, err error, to string) error {
	if status, ok := desk.Refused(err); ok {
		return room.erasurePage(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, to)
}

// erasureStep reads the form of a step and takes it.
func (room *Room) erasureStep(w http.ResponseWriter, r *http.Request, d worker, done string, step func(ctx context.Context, id vault.ID, v web.Values) error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	return room.afterErasureStep(w, r, d, v, step(r.Context(), id, v), address(id)+"/erasure?done="+done)
}

func (room *Room) proposeErasure(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.erasureStep(w, r, d, "erase-asked", func(ctx context.Context, id vault.ID, v web.Values) error {
		reason, err := readWhy(v, "reason", false)
		if err != nil {
			return err
		}
		return d.propose(ctx, id, Scope(v.Get("scope")), reason)
	})
}

func (room *Room) withdrawErasure(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.erasureStep(w, r, d, "erase-withdrawn", func(ctx context.Context, id vault.ID, v web.Values) error {
		reason, err := readWhy(v, "stop", true)
		if err != nil {
			return err
		}
		return d.withdraw(ctx, id, reason)
	})
}

func (room *Room) setHold(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.erasureStep(w, r, d, "held", func(ctx context.Context, id vault.ID, v web.Values) error {
		reason, err := readWhy(v, "hold", true)
		if err != nil {
			return err
		}
		until, err := core.ParseDate(v.Get("until"))
		if err != nil {
			return fieldError("until", "casework.error.day")
		}
		if !until.IsZero() && until.Before(d.Today()) {
			return fieldError("until", "casework.error.past")
		}
		return d.hold(ctx, id, reason, until)
	})
}

func (room *Room) liftHold(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.erasureStep(w, r, d, "hold-lifted", func(ctx context.Context, id vault.ID, _ web.Values) error {
		return d.lift(ctx, id)
	})
}

// confirmErasure takes the second person's yes, with her password, and erases.
func (room *Room) confirmErasure(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	// A case that is not hers is missing before her password is asked for.
	if err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		_, err := d.open(r.Context(), tx, a, id)
		return err
	}); err != nil {
		return err
	}
	scope := Scope("")
	if err = d.Confirm(r.Context(), d.Actor, v.Get("password")); err == nil {
		scope, err = d.erase(r.Context(), id, stampOf(v))
	}
	to := address(id) + "/erasure?done=part-erased"
	if scope == EraseAll {
		to = "/casework/erasures?done=case-erased"
	}
	return room.afterErasureStep(w, r, d, v, err, to)
}

// ErasuresPage lists proposals that wait for a second person, and what is left of
// erased cases.
type ErasuresPage struct {
	LeadFrame
	Waiting []EntryRow
	Columns []string
	Left    []LeftRow
}

// LeftRow is what is left of an erased case.
type LeftRow struct{ Case, Day, Category, Asked, Confirmed string }

func (room *Room) showErasures(w http.ResponseWriter, r *http.Request, d worker) error {
	var waiting []Listed
	var left []leaf[Stub]
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		all, err := d.cards(r.Context(), tx, a)
		if err != nil {
			return err
		}
		waiting = slices.DeleteFunc(all, func(l Listed) bool { return l.Asked == "" })
		ledger, err := d.ledger(r.Context(), tx, a)
		if err != nil {
			return err
		}
		left, err = leaves[Stub](r.Context(), tx, ledger, stubPart)
		return err
	})
	if err != nil {
		return err
	}
	var people []core.ID
	for _, l := range waiting {
		people = append(people, l.Asked)
	}
	for _, s := range left {
		people = append(people, s.Value.AskedBy, s.Value.ConfirmedBy)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p := ErasuresPage{LeadFrame: d.leadFrame(r, room.said(r, "casework.erasure.list"), "/casework/erasures")}
	if p.Done != "" {
		p.DoneMore = d.AfterErasure(p.Frame)
	}
	slices.SortFunc(waiting, func(x, y Listed) int { return cmp.Compare(text.Fold(x.Alias), text.Fold(y.Alias)) })
	p.Columns = []string{p.Say("casework.case.alias"), p.Say("casework.erasure.asked"), p.Say("casework.retention.due")}
	for _, l := range waiting {
		p.Waiting = append(p.Waiting, EntryRow{Address: address(l.id) + "/erasure", Cells: []string{l.Alias, nameOr(p.Frame, names(l.Asked)), p.Date(l.Retain)}})
	}
	slices.SortFunc(left, func(x, y leaf[Stub]) int {
		return cmp.Or(cmp.Compare(y.Value.Day.String(), x.Value.Day.String()), cmp.Compare(x.ID, y.ID))
	})
	for _, s := range left {
		row := LeftRow{Case: string(s.Value.Case)[:8], Day: p.Date(s.Value.Day), Asked: nameOr(p.Frame, names(s.Value.AskedBy)), Confirmed: nameOr(p.Frame, names(s.Value.ConfirmedBy))}
		category, _ := d.Set.List("retention").Code(s.Value.Category)
		row.Category = category.Label(p.Lang())
		p.Left = append(p.Left, row)
	}
	return web.Render(w, r, http.StatusOK, erasuresPage(p))
}
