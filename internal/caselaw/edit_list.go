package caselaw

import (
	"net/http"
	"net/url"
	"strconv"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EditListPage is the editors' list.
type EditListPage struct {
	ui.Frame
	Done    string
	States  []ui.Link // with counts; what waits comes first
	Words   ui.Field
	Hidden  [][2]string // what the search by words carries along
	Columns []EditColumn
	Rows    []EditRow
	Count   string
	Empty   bool // there is nothing at all yet
	Narrow  bool // something is asked for
	Pager   ui.Pager
}

// EditColumn is a column of the list, with the way to sort by it.
type EditColumn struct {
	Words, Address, Sorted string // Sorted as aria-sort
	Number                 bool
}

// EditRow is a line of the list.
type EditRow struct {
	Number, Address, Court, Date, File, Title string
	State                                     string
	Waits, Urgent, Gone                       bool
	Changed, By                               string
}

const (
	rowsOnPage     = 50
	mostRowsOnPage = 200
)

// listQuestion is what the list is asked for; it stands in the address.
type listQuestion struct {
	filter Filter
	state  string // of the address: a State, or "waiting"
}

const waitingState = "waiting"

func readListQuestion(v web.Values) listQuestion {
	q := listQuestion{filter: Filter{Words: core.Clip(v.Get("q"), 200), Oldest: v.Checked("up")}}
	switch state := State(v.Get("state")); state {
	case waitingState:
		q.state, q.filter.Waiting = waitingState, true
	case Begun, Entered, Scheduled, Published, Blocked, Duplicate:
		q.state, q.filter.State = string(state), state
	}
	switch sort := Sort(v.Get("sort")); sort {
	case ByChange, ByNumber, ByCourt, ByDay:
		q.filter.Sort = sort
	}
	return q
}

func (q listQuestion) address(page int) string {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("q", q.filter.Words)
	set("state", q.state)
	set("sort", string(q.filter.Sort))
	if q.filter.Oldest {
		set("up", "1")
	}
	if page > 1 {
		set("page", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return editPath
	}
	return editPath + "?" + values.Encode()
}

func (room *Room) list(w http.ResponseWriter, r *http.Request) error {
	v, actor := web.ReadQuery(r), web.ActorOf(r)
	q := readListQuestion(v)
	by, waiting, err := room.Store.Tally(r.Context(), actor)
	if err != nil {
		return err
	}
	q.filter.PerPage = v.Number("per_page", rowsOnPage, 1, mostRowsOnPage)
	q.filter.Page = v.Number("page", 1, 1, 1<<20)
	rows, total, err := room.Store.Rows(r.Context(), actor, q.filter)
	if err != nil {
		return err
	}
	paging := web.NewPaging(v, total, rowsOnPage, mostRowsOnPage)
	if paging.Page != q.filter.Page { // behind the last one
		q.filter.Page = paging.Page
		if rows, total, err = room.Store.Rows(r.Context(), actor, q.filter); err != nil {
			return err
		}
	}
	p := EditListPage{Frame: room.editFrame(r, ""), Narrow: q.state != "" || q.filter.Words != ""}
	p.states(q, by, waiting)
	p.Words = ui.Field{Name: "q", Label: p.Say("caselaw.edit.words"), Hint: p.Say("caselaw.edit.words-hint"), Value: q.filter.Words}
	if q.state != "" {
		p.Hidden = append(p.Hidden, [2]string{"state", q.state})
	}
	if q.filter.Sort != "" {
		p.Hidden = append(p.Hidden, [2]string{"sort", string(q.filter.Sort)})
	}
	p.columns(q)
	p.Count = p.Say("caselaw.edit.count", "n", total)
	p.Pager = ui.Pager{Page: paging.Page, Pages: paging.Pages(),
		Earlier: ui.Way{Words: p.Say("ui.pager.earlier"), Address: q.address(paging.Page - 1)},
		Later:   ui.Way{Words: p.Say("ui.pager.later"), Address: q.address(paging.Page + 1)}}
	for i := range rows {
		p.Rows = append(p.Rows, room.editRow(p.Frame, &rows[i]))
	}
	return web.Render(w, r, http.StatusOK, editListPage(p))
}

func (p *EditListPage) states(q listQuestion, by map[State]int, waiting int) {
	all := 0
	for _, n := range by {
		all += n
	}
	p.Empty = all == 0
	add := func(state, words string, n int) {
		if n == 0 && state != "" && state != waitingState && state != q.state {
			return
		}
		to := listQuestion{filter: Filter{Words: q.filter.Words, Sort: q.filter.Sort, Oldest: q.filter.Oldest}, state: state}
		p.States = append(p.States, ui.Link{Address: to.address(1), Words: words + " (" + p.Number(n) + ")", Current: q.state == state})
	}
	add(waitingState, p.Say("caselaw.edit.state.waiting"), waiting)
	for _, state := range []State{Begun, Scheduled, Published, Blocked, Duplicate} {
		add(string(state), p.Say("caselaw.edit.state."+string(state)), by[state])
	}
	add("", p.Say("caselaw.edit.state.all"), all)
}

func (p *EditListPage) columns(q listQuestion) {
	for _, c := range []struct {
		sort Sort
		key  string
	}{{ByNumber, "number"}, {ByCourt, "court"}, {ByDay, "date"}, {"-", "file-number"}, {"-", "state-column"}, {ByChange, "changed"}} {
		column := EditColumn{Words: p.Say("caselaw.edit.column." + c.key), Number: c.sort == ByNumber}
		if c.sort != "-" {
			to := q
			to.filter.Sort, to.filter.Oldest = c.sort, c.sort == ByCourt
			if q.filter.Sort == c.sort {
				to.filter.Oldest = !q.filter.Oldest
				column.Sorted = "descending"
				if q.filter.Oldest {
					column.Sorted = "ascending"
				}
			}
			column.Address = to.address(1)
		}
		p.Columns = append(p.Columns, column)
	}
}

func (room *Room) editRow(f ui.Frame, row *Row) EditRow {
	one := EditRow{
		Number: formatNumber(row.Number), Address: entryPath(row.Number), Court: row.Court, Date: f.Date(row.Date), File: row.FileNumber, Title: core.Clip(row.Title, 120),
		State: room.stateWords(f, row), Waits: row.Waits, Urgent: row.State == Entered, Gone: row.State == Blocked,
		Changed: room.instant(f, row.ChangedAt), By: row.ChangedBy,
	}
	if one.File == "" {
		one.File = f.Say("caselaw.edit.no-file-number")
	}
	return one
}
