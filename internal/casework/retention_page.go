package casework

import (
	"cmp"
	"database/sql"
	"net/http"
	"slices"
	"strconv"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// retentionRoutes are the rules of a centre, and what is due by them.
func (room *Room) retentionRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/retention", Lead, room.showRetention),
		post("/casework/retention", Lead, room.saveRetention),
		post("/casework/retention/propose", Lead, room.proposeDue),
	}
}

// RetentionPage lists month by month what is due to be erased, and holds the rules
// by which it is.
type RetentionPage struct {
	LeadFrame
	Months  []RetentionMonth
	Offer   bool   // something can be proposed
	Hidden  string // how many cases are restricted to others
	Stated  bool   // the centre has decided on its rules
	Years   []ui.Field
	From    ui.Field
	Froms   []ui.Choice
	Columns []string
}

// RetentionMonth are the cases that are due in a month.
type RetentionMonth struct {
	Name  string // of the table
	Label string
	Due   bool // the day has come
	Rows  []RetentionRow
}

// RetentionRow is a closed case.
type RetentionRow struct {
	ID, Address, Alias, Closed, Category, Due string
	State                                     string // why it cannot be proposed, or who has
	Offered                                   bool
}

func (p RetentionPage) fields() []ui.Field { return append(slices.Clone(p.Years), p.From) }

// monthsAhead is how many months beside the present one are listed.
const monthsAhead = 3

func (room *Room) showRetention(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.retentionPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) retentionPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	var all []Listed
	var rules RetentionRules
	hidden := 0
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		if rules, err = retentionRules(r.Context(), tx, a); err != nil {
			return err
		}
		if all, err = d.cards(r.Context(), tx, a); err != nil {
			return err
		}
		sealed, err := a.Cards(r.Context(), tx, roomName)
		hidden = len(sealed) - len(all)
		return err
	})
	if err != nil {
		return err
	}
	names, err := d.Named(r.Context(), askedIn(all)...)
	if err != nil {
		return err
	}
	p := RetentionPage{LeadFrame: d.leadFrame(r, room.said(r, "casework.retention.heading"), "/casework/retention"), Stated: rules.Stated}
	p.Columns = []string{p.Say("casework.case.alias"), p.Say("casework.retention.closed"), p.Say("casework.closing.category"), p.Say("casework.retention.due"), p.Say("casework.list.status")}
	p.Months = d.dueMonths(p.Frame, all, names)
	for _, m := range p.Months {
		p.Offer = p.Offer || slices.ContainsFunc(m.Rows, func(row RetentionRow) bool { return row.Offered })
	}
	if hidden > 0 {
		p.Hidden = p.Say("casework.retention.hidden", "n", hidden)
	}
	problems := problemsOf(p.Frame, wrong)
	for _, c := range d.Set.List("retention").Codes {
		f := ui.Field{Name: "years-" + c.ID, Label: p.Say("casework.retention.years", "category", c.Label(p.Lang())), Value: strconv.Itoa(rules.Years[c.ID]), Required: true, Error: problems["years-"+c.ID]}
		if typed != nil {
			f.Value = typed.Get(f.Name)
		}
		p.Years = append(p.Years, f)
	}
	byDay := rules.ByDay
	if typed != nil {
		byDay = typed.Get("from") == "day"
	}
	p.From = ui.Field{Name: "from", Label: p.Say("casework.retention.from")}
	p.Froms = []ui.Choice{{Value: "year", Words: p.Say("casework.retention.from-year"), Count: -1, Selected: !byDay}, {Value: "day", Words: p.Say("casework.retention.from-day"), Count: -1, Selected: byDay}}
	return web.Render(w, r, status, retentionPage(p))
}

func askedIn(all []Listed) []core.ID {
	var people []core.ID
	for _, l := range all {
		if l.Asked != "" {
			people = append(people, l.Asked)
		}
	}
	return people
}

// dueMonths are the closed cases that are due up to some months from now: first
// what is due, then month by month.
func (d worker) dueMonths(f ui.Frame, all []Listed, names func(core.ID) string) []RetentionMonth {
	today := d.Today()
	last := today
	for range monthsAhead + 1 {
		last = core.Date{Year: last.Year, Month: last.Month, Day: 28}.AddDays(4) // in the next month
		last.Day = 1
	}
	closed := slices.DeleteFunc(slices.Clone(all), func(l Listed) bool { return l.Retain.IsZero() || !l.Retain.Before(last) })
	slices.SortFunc(closed, func(x, y Listed) int {
		return cmp.Or(cmp.Compare(x.Retain.String(), y.Retain.String()), cmp.Compare(text.Fold(x.Alias), text.Fold(y.Alias)))
	})
	var months []RetentionMonth
	for _, l := range closed {
		due := !today.Before(l.Retain)
		label := f.MonthYear(l.Retain)
		if due {
			label = f.Say("casework.retention.now")
		}
		if n := len(months); n == 0 || months[n-1].Label != label {
			months = append(months, RetentionMonth{Name: "due-" + l.Retain.String()[:7], Label: label, Due: due})
		}
		category, _ := d.Set.List("retention").Code(l.Category)
		row := RetentionRow{ID: string(l.id), Address: address(l.id) + "/erasure", Alias: l.Alias, Closed: f.Date(l.Closed), Category: category.Label(f.Lang()), Due: f.Date(l.Retain), Offered: l.dueForErasure(today)}
		switch {
		case l.Held(today) && !l.HoldUntil.IsZero():
			row.State = f.Say("casework.retention.held-until", "date", l.HoldUntil)
		case l.Held(today):
			row.State = f.Say("casework.erasure.held")
		case l.Asked != "":
			row.State = f.Say("casework.retention.asked", "name", nameOr(f, names(l.Asked)))
		}
		m := &months[len(months)-1]
		m.Rows = append(m.Rows, row)
	}
	return months
}

// saveRetention keeps for how long the centre keeps closed cases.
func (room *Room) saveRetention(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	rules := RetentionRules{Years: map[string]int{}, ByDay: v.Get("from") == "day"}
	var wrong []core.FieldError
	for _, c := range d.Set.List("retention").Codes {
		n, err := strconv.Atoi(v.Get("years-" + c.ID))
		if err != nil || n < 0 || n > retentionMost {
			wrong = append(wrong, core.FieldError{Field: "years-" + c.ID, Key: "casework.error.years", Args: []any{"most", retentionMost}})
		}
		rules.Years[c.ID] = n
	}
	if wrong != nil {
		return room.retentionPage(w, r, d, http.StatusUnprocessableEntity, v, &core.Error{Kind: core.Invalid, Fields: wrong})
	}
	if err := d.putRetention(r.Context(), rules); err != nil {
		return err
	}
	return web.SeeOther(w, "/casework/retention?done=saved")
}

// proposeDue proposes to erase the cases that were chosen from the list. One that
// somebody else has proposed, held or reopened meanwhile is passed over, and
// stands in the list with what it is.
func (room *Room) proposeDue(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	for _, one := range v["case"] {
		id, ok := vault.ParseID(one)
		if !ok {
			return missing()
		}
		err := d.propose(r.Context(), id, EraseAll, "")
		if kind := core.KindOf(err); err != nil && kind != core.Conflict && kind != core.Denied && kind != core.Invalid {
			return err
		}
	}
	return web.SeeOther(w, "/casework/retention?done=erase-asked")
}
