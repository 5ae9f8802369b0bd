package centres

import (
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// OwnPage is what people of a centre see of their organisation's entries.
type OwnPage struct {
	ui.Frame
	Entries   []OwnEntry
	Confirmed bool // one was confirmed just now
}

// OwnEntry is an entry with what its centre can do about it.
type OwnEntry struct {
	Name, State, Retired           string
	Edit, History, Public, Confirm string // addresses
	Base                           int
	Lines                          []string // the public entry
}

func (d *Desk) ownList(w http.ResponseWriter, r *http.Request) error {
	records, err := d.Store.OwnRecords(r.Context(), web.ActorOf(r))
	if err != nil {
		return err
	}
	p := OwnPage{Frame: d.frame(r, "centres.own.heading"), Confirmed: web.ReadQuery(r).Checked("confirmed")}
	today := core.DateOf(d.now())
	for _, e := range records {
		own := OwnEntry{Name: e.Name, Base: e.Revision}
		if !e.Internal.RetiredOn.IsZero() {
			own.Retired = p.Say("centres.entries.retired-since", "date", e.Internal.RetiredOn)
			p.Entries = append(p.Entries, own)
			continue
		}
		own.State, own.Lines = stateOf(p.Printer, &e.Centre, today), entryLines(p.Printer, &e.Centre, today)
		own.Edit = ownPath + "/" + string(e.ID)
		own.History, own.Confirm = own.Edit+"/history", own.Edit+"/confirm"
		own.Public = entryAddress(p.Lang(), e.Number)
		p.Entries = append(p.Entries, own)
	}
	return web.Render(w, r, http.StatusOK, ownPage(p))
}

// ownConfirm notes that all is still correct.
func (d *Desk) ownConfirm(w http.ResponseWriter, r *http.Request) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := core.ParseID(r.PathValue("id"))
	if !ok {
		return web.NotFound()
	}
	if err := d.Store.ConfirmOwn(r.Context(), web.ActorOf(r), id, revisionIn(values, "base")); err != nil {
		return err
	}
	return web.SeeOther(w, ownPath+"?confirmed=1")
}
