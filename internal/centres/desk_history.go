package centres

import (
	"net/http"
	"slices"
	"strconv"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// HistoryPage is what happened to an entry, the latest first.
type HistoryPage struct {
	ui.Frame
	Name   string
	Back   string
	Events []EventView
	Undo   string // address; empty where nothing can be undone here
	Base   int
	Undone bool // a change was just taken back
}

// EventView is a line of the history in the reader's words.
type EventView struct {
	When, Who, What string
	Reason          string
	Changes         []ChangeView
	Count, Table    string // how many fields, and the caption of their table
	Revision        int
	Undoable        bool
}

// UndoPage says what taking a change back would overwrite.
type UndoPage struct {
	ui.Frame
	Name    string
	Action  string
	Back    string
	Words   string // why it was not done
	Event   EventView
	Rows    []PreviewView
	Hidden  [][2]string
	Allowed bool // it can be done nevertheless
}

func (d *Desk) eventView(f ui.Frame, e Event) EventView {
	at := e.At.In(d.Zone)
	v := EventView{
		When: f.Say("centres.history.instant", "date", core.DateOf(at), "time", f.Time(at.Hour(), at.Minute())),
		Who:  orElse(actorWords(f.Printer, e.Actor), f.Say("centres.history.nobody")), What: f.Say("centres.history.what-" + string(e.What)),
		Reason: e.Reason, Changes: changeViews(f.Printer, e.Changes()), Revision: e.Revision, Undoable: e.CanBeUndone(),
	}
	if n := len(v.Changes); n > 0 {
		v.Count = f.Say("centres.history.fields", "n", n)
		v.Table = f.Say("centres.history.table", "revision", strconv.Itoa(e.Revision))
	}
	return v
}

func (d *Desk) history(w http.ResponseWriter, r *http.Request) error {
	stored, err := d.record(r)
	if err != nil {
		return err
	}
	all, err := d.Store.History(r.Context(), web.ActorOf(r), stored.ID)
	if err != nil {
		return err
	}
	s := seatOf(r)
	p := HistoryPage{Frame: d.frame(r, "centres.history.heading"), Back: s.entry(stored.ID), Base: stored.Revision}
	p.Name = p.Say("centres.review.about", "name", stored.Name, "number", strconv.Itoa(stored.Number))
	p.Undone = web.ReadQuery(r).Checked("undone")
	if !s.own {
		p.Undo = s.entry(stored.ID) + "/undo"
	}
	for _, e := range slices.Backward(all) {
		p.Events = append(p.Events, d.eventView(p.Frame, e))
	}
	return web.Render(w, r, http.StatusOK, historyPage(p))
}

// undo takes a change back, or says why not.
func (d *Desk) undo(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	stored, err := d.record(r)
	if err != nil {
		return err
	}
	revision := revisionIn(values, "revision")
	u, err := d.Store.Undo(r.Context(), web.ActorOf(r), stored.ID, revision, revisionIn(values, "seen"))
	history := entriesPath + "/" + string(stored.ID) + "/history"
	switch kind := core.KindOf(err); {
	case err == nil:
		return web.SeeOther(w, history+"?undone=1")
	case kind != core.Conflict && kind != core.Invalid:
		return err
	}
	p := UndoPage{Frame: d.frame(r, "centres.history.undo-heading"), Name: u.Name, Action: r.URL.Path, Back: history}
	p.Event = d.eventView(p.Frame, u.Event)
	p.Allowed = core.KindOf(err) == core.Conflict && u.Touched()
	problems := problemsOf(p.Frame, err)
	if p.Words = problems[""]; p.Words == "" {
		p.Words = p.Say("centres.history.invalid")
	}
	for _, b := range u.Back {
		if b.Field == "id" || b.Field == "organisation_id" {
			continue
		}
		label := fieldLabel(p.Printer, b.Field)
		if problem := problems[b.Field]; problem != "" {
			label += ": " + problem
		}
		b.Now, b.New = fieldWords(p.Printer, b.Field, b.Now), fieldWords(p.Printer, b.Field, b.New)
		p.Rows = append(p.Rows, PreviewView{b, label})
	}
	p.Hidden = [][2]string{{"revision", strconv.Itoa(revision)}, {"seen", strconv.Itoa(u.Revision)}}
	return web.Render(w, r, statusOf(err), undoPage(p))
}
