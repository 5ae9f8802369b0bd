package casework

import (
	"errors"
	"net/http"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/deadline"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// EntriesPage are the entries of a sheet that has several, with the form for one
// more.
type EntriesPage struct {
	CaseFrame
	Sheet   string
	Lead    string
	Count   string
	Columns []string
	Rows    []EntryRow
	Removed []EntryRow
	Form    FormView
	Open    bool // the form is open
	One     string
	Suggest map[string][]string
	Pager   ui.Pager
	For     ui.Link // to write for all of a family at once; empty where there is none
	Ways    []ui.Link
}

// EntryRow is an entry in the list.
type EntryRow struct {
	Address string
	Cells   []string
	Day     bool // the first cell is a day
	Changed string
}

// EntryPage is one entry as a form, with what it said before.
type EntryPage struct {
	SheetPage
	Sheet   string
	Removed bool
	Earlier []EarlierView
	Here    string // address of the entry
	Explain *ExplainView
}

// EarlierView is what an entry said before.
type EarlierView struct {
	Changed string
	Facts   []FactView
}

// perPage is how many entries stand on a page.
const perPage = 50

// manyOf is the sheet in an address, which has several entries.
func (room *Room) manyOf(r *http.Request) (*dataset.Sheet, error) {
	sheet, known := room.Set.Sheet(r.PathValue("sheet"))
	if !known || !sheet.Many {
		return nil, missing()
	}
	return sheet, nil
}

func (room *Room) showEntries(w http.ResponseWriter, r *http.Request, d worker) error {
	sheet, err := room.manyOf(r)
	if err != nil {
		return err
	}
	return room.entriesPage(w, r, d, sheet, http.StatusOK, nil, nil)
}

// entriesPage lists entries. typed is an entry that was sent and could not be
// kept, with why.
func (room *Room) entriesPage(w http.ResponseWriter, r *http.Request, d worker, sheet *dataset.Sheet, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", sheet.ID, partOf(sheet))
	if err != nil {
		return err
	}
	q := web.ReadQuery(r)
	p := EntriesPage{CaseFrame: d.caseFrame(r, o.Case, room.label(r, sheet), pathOf(sheet), o.names), Sheet: sheet.ID, Lead: room.leadOf(r, sheet)}
	p.Done, p.One, p.Ways = doneWords(p.Frame, q), sheet.One.In(p.Lang()), room.waysFrom(p.CaseFrame, sheet, nil)
	all := o.Entries(sheet)
	p.Count = p.Say("casework.entry.count", "n", len(all))
	for _, question := range columnsOf(sheet) {
		p.Columns = append(p.Columns, question.Label(p.Lang()))
	}
	paging := web.NewPaging(q, len(all), perPage, 200)
	for _, k := range all[paging.From():paging.To()] {
		p.Rows = append(p.Rows, d.entryRow(p.CaseFrame, sheet, k, o))
	}
	turn := func(page int, words string) ui.Way {
		return ui.Way{Words: words, Address: p.Address + pathOf(sheet) + "?page=" + p.Number(page)}
	}
	p.Pager = ui.Pager{Page: paging.Page, Pages: paging.Pages(), Earlier: turn(paging.Page-1, p.Say("ui.pager.earlier")), Later: turn(paging.Page+1, p.Say("ui.pager.later"))}
	for _, k := range o.RemovedEntries(sheet) {
		p.Removed = append(p.Removed, d.entryRow(p.CaseFrame, sheet, k, o))
	}
	if p.MayWrite {
		if p.Form, err = d.addForm(r, p.CaseFrame, sheet, o, typed, wrong); err != nil {
			return err
		}
		if _, err := room.together(sheet.ID); err == nil && o.Family != "" {
			p.For = ui.Link{Address: p.Address + "/together/" + sheet.ID, Words: p.Say("casework.family.write", "what", p.One)}
		}
		p.Suggest = suggestions(p.Frame, p.Form.Sections)
		p.Open = wrong != nil || p.Form.DraftOf != "" || len(all) == 0 || sheet.ID == "journal" || sheet.ID == "task" || q.Get("add") != ""
	}
	return web.Render(w, r, status, entriesPage(p))
}

// addForm is the form for one more entry, with today as its day.
func (d worker) addForm(r *http.Request, p CaseFrame, sheet *dataset.Sheet, o opened, typed web.Values, wrong error) (FormView, error) {
	action := p.Address + pathOf(sheet)
	with := filling{answers: dataset.Answers{}, typed: typed, wrong: wrong, given: o.given, on: d.Today()}
	form := vault.NewID()
	draftOf := ""
	switch {
	case typed != nil:
		form = formID(typed)
	default:
		draft, err := d.draftFor(r.Context(), action)
		if err != nil {
			return FormView{}, err
		}
		if draft != nil && !slices.ContainsFunc(o.records, func(k *Kept) bool { return k.Form != "" && k.Form == formID(draft.Fields) }) {
			with.typed, form, draftOf = draft.Fields, formID(draft.Fields), d.draftWords(p.Frame, draft)
			break
		}
		with.answers, with.preset = d.preset(sheet, o.Case), true
	}
	v := d.newForm(p.Frame, sheet, 0, with)
	v.Action, v.Hidden, v.Draft, v.DraftOf, v.Button = action, [][2]string{{"form", string(form)}}, action, draftOf, p.Say("casework.form.add")
	v.Unkept = typed != nil
	return v, nil
}

// preset is what a new entry begins with: today, where its day is when it was
// written, and the language of the client for the journal.
func (d worker) preset(sheet *dataset.Sheet, c *Case) dataset.Answers {
	a := dataset.Answers{}
	if q, known := sheet.Question(sheet.Day); known && q.Required {
		a.Set(sheet.Day, d.Today().String())
	}
	if languages := c.Answers("intake").All("languages"); sheet.ID == "journal" && len(languages) > 0 {
		a.Set("language", languages[0])
	}
	if q, known := sheet.Question("who"); known && q.List == "@colleagues" {
		a.Set("who", string(d.Actor.Person))
	}
	return a
}

func (d worker) entryRow(p CaseFrame, sheet *dataset.Sheet, k *Kept, o opened) EntryRow {
	row := EntryRow{Address: p.Address + pathOf(sheet) + "/" + string(k.ID), Changed: nameOr(p.Frame, o.names(k.By))}
	columns := columnsOf(sheet)
	row.Day = len(columns) > 0 && columns[0].Kind == dataset.Day
	for _, q := range columns {
		row.Cells = append(row.Cells, brief(d.saidOf(p.Frame, q, k.State.Answers, o.given)))
	}
	return row
}

// columnsOf are the questions that lists of entries show: the day by which they are
// sorted is always among them.
func columnsOf(sheet *dataset.Sheet) []dataset.Question {
	var all []dataset.Question
	for _, q := range sheet.Questions() {
		if q.Brief || q.ID == sheet.Day {
			all = append(all, q)
		}
	}
	return all
}

// briefLimit is how much of a text stands in a list, in characters.
const briefLimit = 140

func brief(lines []string) string {
	said := ""
	for _, l := range lines {
		if said != "" && l != "" {
			said += " · "
		}
		said += l
	}
	if short := core.Clip(said, briefLimit); short != said {
		return short + " …"
	}
	return said
}

func (room *Room) addEntry(w http.ResponseWriter, r *http.Request, d worker) error {
	sheet, err := room.manyOf(r)
	if err != nil {
		return err
	}
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", sheet.ID)
	if err != nil {
		return err
	}
	form := formID(v)
	v["form"] = []string{string(form)}
	var entry vault.ID
	answers, err := d.read(room.frame(r, ""), sheet, 0, v, dataset.Answers{}, o.given)
	if err == nil {
		answers, err = d.complete(sheet, answers)
	}
	if err == nil {
		entry, err = d.add(r.Context(), id, sheet, form, answers)
	}
	if core.KindOf(err) == core.Invalid {
		return room.entriesPage(w, r, d, sheet, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	if err := d.forgetDraft(r.Context(), v.Get("draft")); err != nil {
		return err
	}
	if v.Get("back") == "case" {
		return web.SeeOther(w, address(id)+"?done=added")
	}
	if sheet.ID == "deadline" { // shows how the last day was found
		return web.SeeOther(w, address(id)+pathOf(sheet)+"/"+string(entry)+"?done=added")
	}
	done, err := d.doneWith(r, id, sheet, "added")
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+pathOf(sheet)+"?done="+done)
}

// doneWith says, after a stay was written, whether its house now has more persons
// than beds.
func (d worker) doneWith(r *http.Request, id vault.ID, sheet *dataset.Sheet, done string) (string, error) {
	if sheet.ID != "stay" {
		return done, nil
	}
	over, err := d.overbooked(r.Context(), id)
	if over {
		done = "overbooked"
	}
	return done, err
}

// complete works out what follows from the answers of an entry, and refuses one
// that says nothing.
func (d worker) complete(sheet *dataset.Sheet, a dataset.Answers) (dataset.Answers, error) {
	said := false
	for _, q := range sheet.Questions() {
		said = said || len(a[q.ID]) > 0 && q.ID != sheet.Day && q.ID != "who" && q.ID != "language"
	}
	if !said {
		return a, fieldError(sheet.Questions()[0].ID, "casework.error.empty")
	}
	if sheet.ID == "deadline" {
		return d.completeDue(a, d.holidays())
	}
	return a, nil
}

// holidays are the days off that hold in every Land: which Land counts depends on
// the court or authority, and the earlier day is the safe one.
func (d worker) holidays() deadline.Holidays {
	h, err := deadline.HolidaysIn("")
	if err != nil {
		return deadline.Holidays{}
	}
	return h
}

// entryOf are case, sheet and entry in an address.
func (room *Room) entryOf(r *http.Request) (id vault.ID, sheet *dataset.Sheet, entry vault.ID, err error) {
	if id, err = caseOf(r); err != nil {
		return "", nil, "", err
	}
	if sheet, err = room.manyOf(r); err != nil {
		return "", nil, "", err
	}
	entry, ok := vault.ParseID(r.PathValue("entry"))
	if !ok {
		return "", nil, "", missing()
	}
	return id, sheet, entry, nil
}

func (room *Room) showEntry(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.entryPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) entryPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, sheet, entry, err := room.entryOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", sheet.ID, partOf(sheet))
	if err != nil {
		return err
	}
	k := o.entry(entry)
	if k == nil || k.Sheet != sheet.ID {
		return missing()
	}
	p := EntryPage{Sheet: sheet.ID, Removed: k.Removed, Here: address(id) + pathOf(sheet) + "/" + string(entry)}
	p.CaseFrame = d.caseFrame(r, o.Case, sheet.One.In(room.frame(r, "").Lang()), pathOf(sheet), o.names)
	p.Done, p.Changed = doneWords(p.Frame, web.ReadQuery(r)), d.changedBy(p.Frame, k.State, o.names)
	p.Ways = room.waysFrom(p.CaseFrame, sheet, k)
	for _, s := range k.Earlier {
		p.Earlier = append(p.Earlier, EarlierView{d.changedBy(p.Frame, s, o.names), d.facts(p.Frame, sheet, s.Answers, o.given)})
	}
	if sheet.ID == "deadline" {
		p.Explain = room.explain(p.Frame, k.State.Answers, d.holidays())
	}
	if !p.MayWrite || k.Removed {
		p.Facts = d.facts(p.Frame, sheet, k.State.Answers, o.given)
		return web.Render(w, r, status, entryPage(p))
	}
	with := filling{answers: k.State.Answers, typed: typed, wrong: wrong, given: o.given, on: d.Today()}
	stamp, draftOf := string(k.Stamp), ""
	if typed != nil {
		stamp = beganWith(typed)
	} else if draft, err := d.draftOver(r.Context(), p.Frame, p.Here, sheet, 0, k.State.Answers, o.given); err != nil {
		return err
	} else if draft != nil {
		with.typed, stamp, draftOf = draft.Fields, beganWith(draft.Fields), d.draftWords(p.Frame, draft)
	}
	p.Form = d.newForm(p.Frame, sheet, 0, with)
	p.Form.Action, p.Form.Draft, p.Form.DraftOf, p.Form.Hidden, p.Form.Unkept = p.Here, p.Here, draftOf, [][2]string{{"stamp", stamp}}, typed != nil
	p.Form.Button, p.Form.Back = p.Say("casework.form.save"), address(id)+pathOf(sheet)
	p.Suggest = suggestions(p.Frame, p.Form.Sections)
	return web.Render(w, r, status, entryPage(p))
}

func (room *Room) saveEntry(w http.ResponseWriter, r *http.Request, d worker) error {
	id, sheet, entry, err := room.entryOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", sheet.ID, partOf(sheet))
	if err != nil {
		return err
	}
	k := o.entry(entry)
	if k == nil || k.Sheet != sheet.ID {
		return missing()
	}
	answers, err := d.read(room.frame(r, ""), sheet, 0, v, k.State.Answers, o.given)
	if err == nil {
		answers, err = d.complete(sheet, answers)
	}
	if err == nil {
		err = d.save(r.Context(), id, sheet, entry, stampOf(v), answers, keptBy(v, sheet))
	}
	if clash, ok := errors.AsType[*conflict](err); ok {
		return room.showConflict(w, r, d, o, sheet, 0, entry, v, answers, clash)
	}
	if core.KindOf(err) == core.Invalid {
		return room.entryPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	if err := d.forgetDraft(r.Context(), v.Get("draft")); err != nil {
		return err
	}
	done, err := d.doneWith(r, id, sheet, "saved")
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+pathOf(sheet)+"?done="+done)
}

// removeEntry takes an entry out of lists and figures; restoreEntry undoes that.
func (room *Room) removeEntry(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.takeEntry(w, r, d, true)
}

func (room *Room) restoreEntry(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.takeEntry(w, r, d, false)
}

func (room *Room) takeEntry(w http.ResponseWriter, r *http.Request, d worker, out bool) error {
	id, sheet, entry, err := room.entryOf(r)
	if err != nil {
		return err
	}
	if err := d.take(r.Context(), id, sheet, entry, out); err != nil {
		return err
	}
	done := map[bool]string{true: "removed", false: "restored"}[out]
	return web.SeeOther(w, address(id)+pathOf(sheet)+"?done="+done)
}
