package casework

import (
	"database/sql"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ListPage is the list of cases, whole or as far as it was asked for.
type ListPage struct {
	ui.Frame
	Done     string
	MayWrite bool
	Closed   bool // the centre takes nothing new
	Empty    bool // there is no case at all
	Asked    bool // it is not the list as it opens
	Count    string
	Filter   FilterView
	Views    []ui.Link
	Remove   string // address to forget the view that is shown
	Name     ui.Field
	Kept     [][2]string // what is asked, for saving it
	Words    ui.Field    // to search for
	Rows     []CaseRow
	Sorted   [2]string // the column and aria-sort
	Pager    ui.Pager
	Print    ui.Way
	All      bool // all that was found stands on one page
}

// FilterView is the form that narrows the list.
type FilterView struct {
	Said                                       []string // what is asked, in words
	Status, Who, Flag, Tag, Due, Quiet, Sort   ui.Field
	From, Until                                ui.Field
	Statuses, Whose, Flags, Tags, Dues, Quiets []ui.Choices
	Sorts                                      []ui.Choices
	Open                                       bool // something in it is to be looked at again
}

func (f FilterView) fields() []ui.Field { return []ui.Field{f.From, f.Until} }

// CaseRow is a case in the list.
type CaseRow struct {
	Address, Alias, Status, Workers, Opened, Last, Due string
	Flags                                              []string
}

// listRoutes are the list of cases, saved views of it, and the search.
func (room *Room) listRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/cases", Look, room.list),
		post("/casework/cases", Read, room.narrow),
		post("/casework/views", Read, room.saveView),
		get("/casework/views/{view}", Read, room.openView),
		post("/casework/views/{view}/remove", Read, room.removeView),
		get("/casework/search", Read, room.askSearch),
		post("/casework/search", Read, room.search),
	}
}

const listAddress = "/casework/cases"

// printLimit is how many cases stand on a page that is made to be printed.
const printLimit = 2000

// listing is what is shown of the list.
type listing struct {
	ask   Ask
	view  vault.ID   // that says what to ask; "" for none
	page  web.Values // page, print and done
	name  string     // for a view, that could not be saved
	wrong error
}

// list shows the cases. What people typed, a tag or a day, is never read from an
// address.
func (room *Room) list(w http.ResponseWriter, r *http.Request, d worker) error {
	v := web.ReadQuery(r)
	for _, typed := range []string{"tag", "from", "until"} {
		delete(v, typed)
	}
	ask, err := room.readAsk(v)
	if err != nil {
		return err
	}
	return room.showList(w, r, d, listing{ask: ask, page: v})
}

// narrow shows the cases that are asked for with a form: at an address of their
// own where that says nothing that somebody typed.
func (room *Room) narrow(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	ask, err := room.readAsk(v)
	if core.KindOf(err) == core.Invalid {
		return room.showList(w, r, d, listing{ask: ask, page: v, wrong: err})
	}
	if err != nil {
		return err
	}
	if !ask.discreet() {
		return web.SeeOther(w, addressOf(ask))
	}
	return room.showList(w, r, d, listing{ask: ask, page: v})
}

// addressOf is the address of a list for which nothing was asked that somebody
// typed, with further parameters.
func addressOf(a Ask, more ...[2]string) string {
	q := url.Values{}
	for _, f := range append(a.fields(), more...) {
		q.Set(f[0], f[1])
	}
	if len(q) == 0 {
		return listAddress
	}
	return listAddress + "?" + q.Encode()
}

// way leads to what is asked, with further parameters: by post where an address
// would say what somebody typed.
func (l listing) way(words string, more ...[2]string) ui.Way {
	switch {
	case l.view != "":
		q := url.Values{}
		for _, f := range more {
			q.Set(f[0], f[1])
		}
		return ui.Way{Words: words, Address: viewAddress(l.view) + "?" + q.Encode()}
	case l.ask.discreet():
		return ui.Way{Words: words, Action: listAddress, Fields: append(l.ask.fields(), more...)}
	}
	return ui.Way{Words: words, Address: addressOf(l.ask, more...)}
}

func (room *Room) showList(w http.ResponseWriter, r *http.Request, d worker, l listing) error {
	var all []Listed
	var views []leaf[View]
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		if all, err = d.cards(r.Context(), tx, a); err != nil {
			return err
		}
		f, err := d.ledger(r.Context(), tx, a)
		if err != nil {
			return err
		}
		views, err = leaves[View](r.Context(), tx, f, viewPart)
		return err
	})
	if err != nil {
		return err
	}
	views = viewsOf(views, d.Actor.Person)
	if l.view != "" {
		i := slices.IndexFunc(views, func(one leaf[View]) bool { return one.ID == l.view })
		if i < 0 {
			return missing()
		}
		l.ask = views[i].Value.Ask
	}
	names, err := d.Named(r.Context(), peopleOf(all)...)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if l.wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	p := d.newListPage(room.frame(r, room.said(r, "casework.list.heading")), l, all, views, names)
	return web.Render(w, r, status, listPage(p))
}

func (d worker) newListPage(f ui.Frame, l listing, all []Listed, views []leaf[View], names func(core.ID) string) ListPage {
	found := l.ask.sift(all, d.Actor.Person, d.Today())
	p := ListPage{Frame: f, MayWrite: d.Has(Write), Closed: d.Desk.Write() != nil, Empty: len(all) == 0, Asked: !l.ask.plain() || l.view != "", Done: doneWords(f, l.page)}
	p.Count = f.Say("casework.list.count", "n", len(found))
	problems := problemsOf(f, l.wrong)
	p.Filter = d.filterView(f, l, all, names, problems)
	p.Words = searchField(f, "")
	for _, v := range views {
		p.Views = append(p.Views, ui.Link{Address: viewAddress(v.ID), Words: v.Value.Name, Current: v.ID == l.view})
	}
	if l.view != "" {
		p.Remove = viewAddress(l.view) + "/remove"
	}
	p.Name = ui.Field{Name: "name", Label: f.Say("casework.search.view-name"), Hint: f.Say("casework.search.view-hint"), Value: l.name, Required: true, Error: problems["name"]}
	p.Kept = l.ask.fields()
	p.Sorted = sorted(l.ask.Sort)
	paging := web.NewPaging(web.Values{"page": l.page["page"]}, len(found), perPage, perPage)
	if p.All = l.page.Get("print") == "1"; p.All {
		paging = web.NewPaging(web.Values{}, len(found), printLimit, printLimit)
	}
	for _, one := range found[paging.From():paging.To()] {
		p.Rows = append(p.Rows, d.caseRow(f, *one, names))
	}
	p.Pager = ui.Pager{Page: paging.Page, Pages: paging.Pages(),
		Earlier: l.way(f.Say("ui.pager.earlier"), [2]string{"page", strconv.Itoa(paging.Page - 1)}), Later: l.way(f.Say("ui.pager.later"), [2]string{"page", strconv.Itoa(paging.Page + 1)})}
	p.Print = l.way(f.Say("casework.search.print"), [2]string{"print", "1"})
	return p
}

// sorted is the column by which a list is sorted, and which way round.
func sorted(sort string) [2]string {
	order, _, turned := strings.Cut(sort, "-")
	if (order == string(ByAlias) || order == string(ByDue)) != turned {
		return [2]string{order, "ascending"}
	}
	return [2]string{order, "descending"}
}

// filterView is the form with what is asked.
func (d worker) filterView(f ui.Frame, l listing, all []Listed, names func(core.ID) string, problems map[string]string) FilterView {
	a := l.ask
	var v FilterView
	choice := func(into *ui.Field, list *[]ui.Choices, name, label, chosen, usual string, values []string, words func(string) string) {
		*into = ui.Field{Name: name, Label: f.Say(label)}
		var choices []ui.Choice
		for _, value := range values {
			choices = append(choices, ui.Choice{Value: value, Words: words(value), Count: -1, Selected: value == chosen})
			if value == chosen && value != usual {
				v.Said = append(v.Said, f.Say(label)+": "+words(value))
			}
		}
		*list = []ui.Choices{{List: choices}}
	}
	choice(&v.Status, &v.Statuses, "status", "casework.list.status", a.Status, string(Active), []string{string(Active), string(Done), everyStatus}, func(s string) string { return f.Say("casework.search.status-" + s) })
	whose, tags := peopleAndTags(all, a)
	call := func(who string) string {
		if who == mine {
			return f.Say("casework.search.me")
		}
		return nameOr(f, names(core.ID(who)))
	}
	slices.SortFunc(whose, func(x, y string) int { return strings.Compare(text.Fold(call(x)), text.Fold(call(y))) })
	choice(&v.Who, &v.Whose, "who", "casework.case.workers", a.Who, "", append([]string{mine}, whose...), call)
	var flags []string
	for _, code := range d.Set.List("flag").Codes {
		flags = append(flags, code.ID)
	}
	choice(&v.Flag, &v.Flags, "flag", "casework.case.flags", a.Flag, "", flags, func(id string) string {
		code, _ := d.Set.List("flag").Code(id)
		return code.Label(f.Lang())
	})
	choice(&v.Tag, &v.Tags, "tag", "casework.case.tags", a.Tag, "", tags, func(tag string) string { return tag })
	choice(&v.Due, &v.Dues, "due", "casework.search.due", a.Due, "", dueSpans(), func(span string) string { return f.Say("casework.search.due-" + span) })
	var days []string
	for _, n := range quietDays() {
		days = append(days, strconv.Itoa(n))
	}
	choice(&v.Quiet, &v.Quiets, "quiet", "casework.search.quiet", strconv.Itoa(a.Quiet), "0", days, func(n string) string {
		days, _ := strconv.Atoi(n)
		return f.Say("casework.search.quiet-days", "n", days)
	})
	choice(&v.Sort, &v.Sorts, "sort", "casework.search.sort", a.Sort, a.Sort, orders(), func(sort string) string { return f.Say("casework.search.sort-" + sort) })
	day := func(name, label string, kept core.Date) ui.Field {
		field := ui.Field{Name: name, Label: f.Say(label), Value: kept.String(), Type: "date", Error: problems[name]}
		if field.Error != "" {
			field.Value = l.page.Get(name)
			v.Open = true
		} else if !kept.IsZero() {
			v.Said = append(v.Said, f.Say(label)+": "+f.Date(kept))
		}
		return field
	}
	v.From, v.Until = day("from", "casework.search.from", a.From), day("until", "casework.search.until", a.Until)
	return v
}

// peopleAndTags are who works on cases and what tags they have, and what is asked
// for even if no case has it any more.
func peopleAndTags(all []Listed, a Ask) (people, tags []string) {
	who, tag := map[string]bool{}, map[string]bool{}
	for _, l := range all {
		for _, id := range l.Workers {
			who[string(id)] = true
		}
		for _, t := range l.Tags {
			tag[t] = true
		}
	}
	if a.Who != "" && a.Who != mine {
		who[a.Who] = true
	}
	if a.Tag != "" {
		tag[a.Tag] = true
	}
	for id := range who {
		people = append(people, id)
	}
	for t := range tag {
		tags = append(tags, t)
	}
	slices.SortFunc(tags, func(x, y string) int { return strings.Compare(text.Fold(x), text.Fold(y)) })
	return people, tags
}

// caseRow is a case as lists show it.
func (d worker) caseRow(f ui.Frame, l Listed, names func(core.ID) string) CaseRow {
	row := CaseRow{Address: address(l.id), Alias: l.Alias, Status: f.Say("casework.case.status-" + string(l.Status)), Opened: f.Date(l.Opened), Last: f.Date(l.Last)}
	for i, id := range l.Workers {
		if i > 0 {
			row.Workers += ", "
		}
		row.Workers += nameOr(f, names(id))
	}
	if len(l.Deadlines) > 0 {
		row.Due = f.Date(l.Deadlines[0].Due)
	}
	for _, flag := range l.Flags {
		code, _ := d.Set.List("flag").Code(flag)
		row.Flags = append(row.Flags, code.Label(f.Lang()))
	}
	return row
}
