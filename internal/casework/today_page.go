package casework

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"verbund/internal/casework/deadline"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// TodayPage is where the day begins: what is due, who waits, what the last shift
// left.
type TodayPage struct {
	ui.Frame
	Done     string
	MayWrite bool
	Team     []ui.Link // what the team shares
	Leads    []ui.Link // to the pages for all cases, where there are many
	Mine     bool      // only what is hers
	Ways     []ui.Link
	Groups   []DueGroup
	Shift    []ShiftView
	Cases    []CaseRow
	All      string // how many cases there are
	Waiting  []ui.Link
	Places   *PlacesLine // nil for a centre without places
}

// todayRoutes are the first page, the list of deadlines, the calendar, and the
// notes from shift to shift.
func (room *Room) todayRoutes(get, post router) []web.Route {
	calendar := get("/casework/deadlines.ics", Read, room.calendar)
	calendar.Script, calendar.Files = false, true
	return []web.Route{
		get("/casework", Look, room.today),
		get("/casework/deadlines", Read, room.deadlines),
		calendar,
		get("/casework/reminders", Read, room.askReminders),
		post("/casework/reminders", Read, room.saveReminders),
		get("/casework/shift", Read, room.shift),
		post("/casework/shift", Write, room.addShift),
		post("/casework/shift/{note}/seen", Read, room.seeShift),
		post("/casework/shift/{note}/remove", Write, room.removeShift),
	}
}

// myCases is how many of her cases stand on the first page.
const myCases = 8

// desktop is what the first page needs of the centre.
type desktop struct {
	cases   []Listed
	shift   []leaf[ShiftNote]
	waiting []wait
	houses  []House
}

// wait is something that waits for somebody of the centre.
type wait struct {
	key     string // of its words, with n
	address string
	n       int
}

func (d worker) desktop(r *http.Request) (desktop, error) {
	var t desktop
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		if t.cases, err = d.cards(r.Context(), tx, a); err != nil {
			return err
		}
		f, err := d.ledger(r.Context(), tx, a)
		if err != nil {
			return err
		}
		if t.shift, err = leaves[ShiftNote](r.Context(), tx, f, shiftPart); err != nil {
			return err
		}
		if t.houses, err = d.houses(r.Context(), tx, f); err != nil {
			return err
		}
		t.waiting, err = d.waits(r.Context(), tx, a)
		return err
	})
	return t, err
}

func (room *Room) today(w http.ResponseWriter, r *http.Request, d worker) error {
	t, err := d.desktop(r)
	if err != nil {
		return err
	}
	q := web.ReadQuery(r)
	p := TodayPage{Frame: room.frame(r, room.said(r, "casework.today.heading")), MayWrite: d.Has(Write), Mine: q.Get("who") != "all"}
	p.Done = doneWords(p.Frame, q)
	people := peopleOf(t.cases)
	for _, n := range t.shift {
		people = append(people, n.Value.By)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p.Groups = d.groups(p.Frame, d.dues(t.cases, p.Mine), names, false)
	p.Ways = []ui.Link{{Address: "/casework", Words: p.Say("casework.today.mine"), Current: p.Mine}, {Address: "/casework?who=all", Words: p.Say("casework.today.everybody"), Current: !p.Mine}}
	p.Shift = d.shiftViews(p.Frame, t.shift, names, 3)
	p.Places = d.placesLine(p.Frame, t.houses, t.cases)
	p.All = p.Say("casework.list.count", "n", len(t.cases))
	mine := slices.DeleteFunc(slices.Clone(t.cases), func(l Listed) bool {
		return l.Status != Active || !slices.Contains(l.Workers, d.Actor.Person)
	})
	slices.SortFunc(mine, func(x, y Listed) int {
		return cmp.Or(cmp.Compare(y.Last.String(), x.Last.String()), cmp.Compare(x.Alias, y.Alias))
	})
	for _, l := range mine[:min(len(mine), myCases)] {
		p.Cases = append(p.Cases, d.caseRow(p.Frame, l, names))
	}
	p.Team = []ui.Link{
		{Address: "/casework/inbox", Words: p.Say("casework.inbox.heading")}, {Address: shiftAddress, Words: p.Say("casework.shift.heading")},
		{Address: "/casework/houses", Words: p.Say("casework.house.heading")}, {Address: "/casework/requests", Words: p.Say("casework.request.heading")},
	}
	if p.Leads = d.leadWays(p.Frame, ""); len(p.Leads) <= 2 {
		p.Team, p.Leads = append(p.Team, p.Leads...), nil
	}
	for _, one := range append(t.waiting, d.erasureWaits(t.cases)...) {
		if one.n > 0 {
			p.Waiting = append(p.Waiting, ui.Link{Address: one.address, Words: p.Say(one.key, "n", one.n)})
		}
	}
	return web.Render(w, r, http.StatusOK, todayPage(p))
}

// dues are the deadlines and tasks of cases, all or hers.
func (d worker) dues(cases []Listed, mine bool) []Due {
	all := duesOf(cases, d.Book, d.Today())
	if !mine {
		return all
	}
	workers := map[vault.ID][]core.ID{}
	for _, l := range cases {
		workers[l.id] = l.Workers
	}
	all = slices.DeleteFunc(all, func(due Due) bool { return !due.hers(d.Actor.Person, workers[due.Case]) })
	for i := range all {
		all[i].Who = "" // her list need not say her name in every line
	}
	return all
}

func peopleOf(cases []Listed) []core.ID {
	seen := map[core.ID]bool{}
	var people []core.ID
	add := func(id core.ID) {
		if id != "" && !seen[id] {
			seen[id] = true
			people = append(people, id)
		}
	}
	for _, l := range cases {
		for _, id := range l.Workers {
			add(id)
		}
		for _, due := range l.Deadlines {
			add(due.Who)
		}
		for _, task := range l.Tasks {
			add(task.Who)
		}
	}
	return people
}

// DeadlinesPage are all deadlines and tasks, later ones too.
type DeadlinesPage struct {
	ui.Frame
	Ways   []ui.Link
	Groups []DueGroup
	Count  string
}

func (room *Room) deadlines(w http.ResponseWriter, r *http.Request, d worker) error {
	t, err := d.desktop(r)
	if err != nil {
		return err
	}
	names, err := d.Named(r.Context(), peopleOf(t.cases)...)
	if err != nil {
		return err
	}
	q := web.ReadQuery(r)
	mine := q.Get("who") == "me"
	p := DeadlinesPage{Frame: room.frame(r, room.said(r, "casework.today.all-due"))}
	all := d.dues(t.cases, mine)
	p.Count = p.Say("casework.today.count", "n", len(all))
	p.Groups = d.groups(p.Frame, all, names, true)
	p.Ways = []ui.Link{{Address: "/casework/deadlines", Words: p.Say("casework.today.everybody"), Current: !mine}, {Address: "/casework/deadlines?who=me", Words: p.Say("casework.today.mine"), Current: mine}}
	return web.Render(w, r, http.StatusOK, deadlinesPage(p))
}

// calendar gives her deadlines and tasks as a file for a calendar, with titles that
// tell nothing.
func (room *Room) calendar(w http.ResponseWriter, r *http.Request, d worker) error {
	t, err := d.desktop(r)
	if err != nil {
		return err
	}
	f := room.frame(r, "")
	var events []deadline.Event
	for _, due := range d.dues(t.cases, web.ReadQuery(r).Get("who") != "all") {
		if due.Day.IsZero() {
			continue
		}
		e := deadline.Event{UID: string(due.Entry), Day: due.Day, Title: f.Say("casework.today.event-" + due.Sheet), AlarmDays: []int{0}}
		if rule, known := d.Book.Rule(due.Rule); known && rule.WarnDays > 0 {
			e.AlarmDays = []int{min(rule.WarnDays, 14), 1}
		}
		events = append(events, e)
	}
	var b bytes.Buffer
	if err := deadline.WriteCalendar(&b, f.Say("casework.today.calendar-name"), d.Clock.Now(), events); err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.calendar", "", ""); err != nil {
		return err
	}
	return web.Attachment(w, r, "verbund.ics", bytes.NewReader(b.Bytes()))
}

// Panel is what is due, for the first page of somebody who is signed in; nil for
// whoever has no cases to read, or not the key.
func (room *Room) Panel(r *http.Request) (templ.Component, error) {
	actor := web.ActorOf(r)
	if !room.May(actor, Read) {
		return nil, nil
	}
	standing, err := room.Standing(r.Context(), actor.Centre)
	if err != nil || standing == desk.Opening {
		return nil, err
	}
	holder, err := room.Holder(r)
	if err != nil {
		return nil, err
	}
	d := worker{desk.Desk{Deps: &room.Deps.Deps, Actor: actor, Holder: holder, Standing: standing}, room}
	t, err := d.desktop(r)
	if desk.LacksKey(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names, err := d.Named(r.Context(), peopleOf(t.cases)...)
	if err != nil {
		return nil, err
	}
	f := room.frame(r, "")
	return duePanel(f, d.groups(f, d.dues(t.cases, true), names, false)), nil
}

// waits are what waits for somebody of the centre beside deadlines.
func (d worker) waits(ctx context.Context, tx *sql.Tx, a *vault.Access) ([]wait, error) {
	return d.mailWaits(ctx, tx, a)
}
