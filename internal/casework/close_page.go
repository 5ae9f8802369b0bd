package casework

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// noteLimit is how long a reason or note about the end of a case may be, in
// characters.
const noteLimit = 600

// closeRoutes are the pages that close a case and open it again.
func (room *Room) closeRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/cases/{id}/close", Write, room.askClose),
		post("/casework/cases/{id}/close", Write, room.closeCase),
		get("/casework/cases/{id}/reopen", Write, room.askReopen),
		post("/casework/cases/{id}/reopen", Write, room.reopenCase),
	}
}

// ClosePage closes a case: what is still open in it comes first.
type ClosePage struct {
	CaseFrame
	Open     []EntryRow // deadlines, tasks, stays and referrals that have not ended
	Stay     string     // the words of the box that says they may stay so; empty where nothing is open
	Stays    ui.Field
	StayBox  []ui.Choice
	Reason   ui.Field
	Reasons  []ui.Choice
	Outcome  ui.Field
	Outcomes []ui.Choice
	Category ui.Field
	Keeps    []ui.Choice
	Day      ui.Field
	Note     ui.Field
	Form     string
	Draft    drafting
	Earlier  []EarlierView
}

func (p ClosePage) fields() []ui.Field {
	return []ui.Field{p.Stays, p.Reason, p.Outcome, p.Day, p.Category, p.Note}
}

func (room *Room) askClose(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.closePage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) closePage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	var rules RetentionRules
	o, err := d.openWith(r.Context(), id, "casework.read", "close", func(tx *sql.Tx, a *vault.Access) (err error) {
		rules, err = retentionRules(r.Context(), tx, a)
		return err
	})
	if err != nil {
		return err
	}
	if o.Status == Done {
		return web.SeeOther(w, address(id))
	}
	p := ClosePage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.closing.heading"), "/close", o.names)}
	if p.Draft, typed, err = d.drafting(r.Context(), p.Frame, p.Address+"/close", typed, func(v web.Values) bool {
		return slices.ContainsFunc(o.Closings, func(c Closing) bool { return c.Form == formID(v) })
	}); err != nil {
		return err
	}
	problems := problemsOf(p.Frame, wrong)
	for _, e := range d.stillOpen(o.Case) {
		if to := e.Referral; to != nil {
			p.Open = append(p.Open, EntryRow{Address: referralPlace{id, e.ID}.address(),
				Cells: []string{p.Say("casework.closing.referral"), to.With.Name, p.Say("casework.referral.passage-" + string(to.On(d.Today())))}})
			continue
		}
		row := d.entryRow(p.CaseFrame, e.sheet, e.Kept, o)
		row.Cells = append([]string{e.sheet.One.In(p.Lang())}, row.Cells...)
		p.Open = append(p.Open, row)
	}
	if len(p.Open) > 0 {
		p.Stay = p.Say("casework.closing.stay")
		p.Stays = ui.Field{Name: "stay", Label: p.Say("casework.closing.stay-legend"), Error: problems["stay"]}
		p.StayBox = []ui.Choice{{Value: "1", Words: p.Stay, Count: -1, Selected: typed.Checked("stay")}}
	}
	p.Reason = ui.Field{Name: "reason", Label: p.Say("casework.closing.reason"), Required: true, Error: problems["reason"]}
	p.Reasons = d.codes(p.Frame, "closing-reason", typed.Get("reason"))
	p.Outcome = ui.Field{Name: "outcome", Label: p.Say("casework.closing.outcome"), Error: problems["outcome"]}
	p.Outcomes = d.codes(p.Frame, "closing-outcome", typed.Get("outcome"))
	p.Category = ui.Field{Name: "category", Label: p.Say("casework.closing.category"), Hint: p.Say("casework.closing.category-hint"), Required: true, Error: problems["category"]}
	p.Keeps = d.codes(p.Frame, "retention", typed.Get("category"))
	for i, c := range p.Keeps {
		p.Keeps[i].Words = p.Say("casework.closing.keeps", "category", c.Words, "date", Retention(d.Today(), c.Value, rules))
	}
	day, dayType := d.Today().String(), "date"
	if typed != nil {
		day = typed.Get("day")
		if _, err := core.ParseDate(day); err != nil {
			dayType = "" // a browser would not show what is no date
		}
	}
	p.Day = ui.Field{Name: "day", Label: p.Say("casework.closing.day"), Type: dayType, Value: day, Required: true, Error: problems["day"]}
	p.Note = ui.Field{Name: "note", Label: p.Say("casework.closing.note"), Hint: p.Say("casework.closing.note-hint"), Value: typed.Get("note"), Error: problems["note"]}
	p.Form = string(formID(typed))
	p.Earlier = d.closings(p.Frame, o)
	return web.Render(w, r, status, closePage(p))
}

// codes are the codes of a list to choose from today.
func (d worker) codes(f ui.Frame, list, chosen string) []ui.Choice {
	var all []ui.Choice
	for _, c := range d.Set.List(list).Codes {
		if c.On(d.Today()) || c.ID == chosen {
			all = append(all, ui.Choice{Value: c.ID, Words: c.Label(f.Lang()), Count: -1, Selected: c.ID == chosen})
		}
	}
	return all
}

// stillOpen are the entries of a case that have not come to their end: deadlines
// and tasks that are not done, stays that last, referrals that are on their way or
// whose end nobody has noted.
func (d worker) stillOpen(c *Case) []openEntry {
	var all []openEntry
	for _, of := range []struct{ sheet, ended string }{{"deadline", "done-on"}, {"task", "done-on"}, {"stay", "until"}} {
		sheet, known := d.Set.Sheet(of.sheet)
		if !known {
			continue
		}
		for _, k := range c.Entries(sheet) {
			if day := k.State.Answers.Day(of.ended); day.IsZero() || of.sheet == "stay" && day.After(d.Today()) {
				all = append(all, openEntry{sheet, k})
			}
		}
	}
	for _, k := range c.referrals() {
		if k.Referral.running(d.Today()) {
			all = append(all, openEntry{nil, k})
		}
	}
	return all
}

// openEntry is an entry that is still open, and its sheet; a referral has none.
type openEntry struct {
	sheet *dataset.Sheet
	*Kept
}

// closings say how a case was closed, and before that, and why it was reopened.
func (d worker) closings(f ui.Frame, o opened) []EarlierView {
	all := o.Closings
	if o.Closing != nil {
		all = append([]Closing{*o.Closing}, all...)
	}
	label := func(list, code string) string {
		c, _ := d.Set.List(list).Code(code)
		return c.Label(f.Lang())
	}
	var views []EarlierView
	for _, c := range all {
		v := EarlierView{Changed: f.Say("casework.closing.closed-by", "date", c.Day, "name", nameOr(f, o.names(c.By)))}
		add := func(name, said string) {
			if said != "" {
				v.Facts = append(v.Facts, FactView{name, []string{said}})
			}
		}
		add(f.Say("casework.closing.reason"), label("closing-reason", c.Reason))
		add(f.Say("casework.closing.outcome"), label("closing-outcome", c.Outcome))
		add(f.Say("casework.closing.category"), label("retention", c.Category))
		add(f.Say("casework.closing.note"), c.Note)
		if !c.Reopened.IsZero() {
			add(f.Say("casework.closing.reopened"), f.Say("casework.closing.reopened-by", "date", c.Reopened, "name", nameOr(f, o.names(c.ReopenedBy))))
			add(f.Say("casework.closing.why"), c.Why)
		}
		views = append(views, v)
	}
	return views
}

func (room *Room) closeCase(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	closing, err := d.readClosing(v)
	if err == nil {
		err = d.close(r.Context(), id, closing, v.Checked("stay"))
	}
	if core.KindOf(err) == core.Invalid {
		return room.closePage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, address(id)+"?done=closed")
}

// readClosing reads the form that closes a case.
func (d worker) readClosing(v web.Values) (Closing, error) {
	c := Closing{Reason: v.Get("reason"), Outcome: v.Get("outcome"), Category: v.Get("category"), Note: v.Get("note"), By: d.Actor.Person, Form: formID(v)}
	var wrong []core.FieldError
	needs := func(field, list, code string, required bool) {
		_, known := d.Set.List(list).Code(code)
		if !known && (required || code != "") {
			wrong = append(wrong, core.FieldError{Field: field, Key: "casework.error.code"})
		}
	}
	needs("reason", "closing-reason", c.Reason, true)
	needs("outcome", "closing-outcome", c.Outcome, false)
	needs("category", "retention", c.Category, true)
	var err error
	if c.Day, err = core.ParseDate(v.Get("day")); err != nil || c.Day.IsZero() {
		wrong = append(wrong, core.FieldError{Field: "day", Key: "casework.error.day"})
	} else if c.Day.After(d.Today()) {
		wrong = append(wrong, core.FieldError{Field: "day", Key: "casework.error.future"})
	}
	if n := utf8.RuneCountInString(c.Note); n > noteLimit {
		wrong = append(wrong, core.FieldError{Field: "note", Key: "casework.error.too-long", Args: []any{"n", n, "most", noteLimit}})
	}
	if wrong != nil {
		return c, &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return c, nil
}

// readWhy reads a reason that must be given, or may be left out.
func readWhy(v web.Values, field string, required bool) (string, error) {
	why := v.Get(field)
	switch n := utf8.RuneCountInString(why); {
	case n == 0 && required:
		return "", fieldError(field, "casework.error.why")
	case n > noteLimit:
		return why, fieldError(field, "casework.error.too-long", "n", n, "most", noteLimit)
	}
	return why, nil
}

// close closes a case. Where something in it is still open it needs stay.
// The same form sent twice closes it once; a case that somebody else has closed
// meanwhile gives core.Conflict.
func (d worker) close(ctx context.Context, id vault.ID, closing Closing, stay bool) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.alter(ctx, id, "casework.closed", "", func(tx *sql.Tx, c *Case) error {
		if c.Status == Done {
			if c.Closing != nil && c.Closing.Form == closing.Form {
				return nil
			}
			return &core.Error{Kind: core.Conflict, Key: "casework.error.already-closed"}
		}
		if closing.Day.Before(c.Opened) {
			return fieldError("day", "casework.error.before-opening", "date", c.Opened)
		}
		if len(d.stillOpen(c)) > 0 && !stay {
			return fieldError("stay", "casework.error.still-open")
		}
		c.Status, c.Closing = Done, &closing
		return d.touchHead(ctx, tx, c)
	})
}

// ReopenPage opens a closed case again.
type ReopenPage struct {
	CaseFrame
	Why     ui.Field
	Draft   drafting
	Earlier []EarlierView
}

func (room *Room) askReopen(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.reopenPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) reopenPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", "close")
	if err != nil {
		return err
	}
	if o.Status != Done {
		return web.SeeOther(w, address(id))
	}
	p := ReopenPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.closing.reopen"), "/reopen", o.names), Earlier: d.closings(room.frame(r, ""), o)}
	if p.Draft, typed, err = d.drafting(r.Context(), p.Frame, p.Address+"/reopen", typed, func(v web.Values) bool {
		return slices.ContainsFunc(o.Closings, func(c Closing) bool { return c.Why == v.Get("why") })
	}); err != nil {
		return err
	}
	p.Why = ui.Field{Name: "why", Label: p.Say("casework.closing.why"), Hint: p.Say("casework.closing.why-hint"), Value: typed.Get("why"), Required: true, Error: problemsOf(p.Frame, wrong)["why"]}
	return web.Render(w, r, status, reopenPage(p))
}

func (room *Room) reopenCase(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	why, err := readWhy(v, "why", true)
	if err == nil {
		err = d.reopen(r.Context(), id, why)
	}
	if core.KindOf(err) == core.Invalid {
		return room.reopenPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, address(id)+"?done=reopened")
}

// reopen opens a closed case again, and withdraws a proposal to erase all of it.
// Doing so twice is safe.
func (d worker) reopen(ctx context.Context, id vault.ID, why string) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.alter(ctx, id, "casework.reopened", "", func(tx *sql.Tx, c *Case) error {
		if c.Status != Done {
			return nil
		}
		c.Status = Active
		if c.Closing != nil {
			was := *c.Closing
			was.Reopened, was.ReopenedBy, was.Why = d.Today(), d.Actor.Person, why
			c.Closings, c.Closing = append([]Closing{was}, c.Closings...), nil
		}
		if c.Erasure != nil && c.Erasure.Scope == EraseAll {
			c.Erasure = nil
		}
		return d.touchHead(ctx, tx, c)
	})
}
