package casework

import (
	"errors"
	"net/http"
	"strconv"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// SheetPage is a sheet of a case: as a form for whoever may write, else as a list
// of what was answered.
type SheetPage struct {
	CaseFrame
	Lead    string
	Changed string // when and by whom, empty for an empty sheet
	Form    FormView
	Facts   []FactView
	Suggest map[string][]string
	Pages   []ui.Link
	Ways    []ui.Link // what belongs to it elsewhere, such as a form to sign
}

// sheetOf is the sheet in an address, of which there is one in a case, in a part
// that everybody may read who may read cases.
func (room *Room) sheetOf(r *http.Request) (*dataset.Sheet, error) {
	sheet, known := room.Set.Sheet(r.PathValue("sheet"))
	if !known || sheet.Many || sheet.Part == dataset.Identity || sheet.Part == dataset.Location {
		return nil, missing()
	}
	return sheet, nil
}

// pathOf is where a sheet stands behind the address of its case.
func pathOf(sheet *dataset.Sheet) string {
	switch {
	case sheet.Part == dataset.Identity, sheet.Part == dataset.Location:
		return "/" + sheet.ID
	case sheet.Many:
		return "/entries/" + sheet.ID
	}
	return "/sheets/" + sheet.ID
}

// codeOf is under what the reading of a sheet is noted.
func codeOf(sheet *dataset.Sheet) string {
	switch sheet.Part {
	case dataset.Identity:
		return "casework.identity"
	case dataset.Location:
		return "casework.location"
	}
	return "casework.read"
}

func (room *Room) showSheet(w http.ResponseWriter, r *http.Request, d worker) error {
	sheet, err := room.sheetOf(r)
	if err != nil {
		return err
	}
	return room.sheetPage(w, r, d, sheet, http.StatusOK, nil, nil)
}

// showSheetOf shows the sheet of a compartment that has a right of its own.
func (room *Room) showSheetOf(id string) handler {
	return func(w http.ResponseWriter, r *http.Request, d worker) error {
		sheet, known := room.Set.Sheet(id)
		if !known {
			return missing()
		}
		return room.sheetPage(w, r, d, sheet, http.StatusOK, nil, nil)
	}
}

// pageOf is the page of a sheet in an address, 0 where it has only one.
func pageOf(sheet *dataset.Sheet, v web.Values) int {
	if sheet.Pages() == 1 {
		return 0
	}
	return v.Number("page", 1, 1, sheet.Pages())
}

// sheetPage shows a sheet. typed is what was sent and could not be kept, with why.
func (room *Room) sheetPage(w http.ResponseWriter, r *http.Request, d worker, sheet *dataset.Sheet, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, codeOf(sheet), sheet.ID, partOf(sheet))
	if err != nil {
		return err
	}
	page := pageOf(sheet, web.ReadQuery(r))
	p := SheetPage{CaseFrame: d.caseFrame(r, o.Case, room.label(r, sheet), pathOf(sheet), o.names), Lead: room.leadOf(r, sheet)}
	p.Done, p.Ways = doneWords(p.Frame, web.ReadQuery(r)), room.waysFrom(p.CaseFrame, sheet, nil)
	k := o.Sheet(sheet.ID)
	var stamp vault.ID
	answers := dataset.Answers{}
	if k != nil {
		stamp, answers = k.Stamp, k.State.Answers
		p.Changed = d.changedBy(p.Frame, k.State, o.names)
	}
	if !p.MayWrite && !(compartment(sheet) && d.Has(Write)) { // who she is and where can be put right in a closed case too
		p.Facts = d.facts(p.Frame, sheet, answers, o.given)
		return web.Render(w, r, status, sheetPage(p))
	}
	action := address(id) + pathOf(sheet)
	if page > 0 {
		action += "?page=" + strconv.Itoa(page)
		for n := range sheet.Pages() {
			p.Pages = append(p.Pages, ui.Link{Address: address(id) + pathOf(sheet) + "?page=" + strconv.Itoa(n+1), Words: p.Say("casework.sheet.page", "page", n+1), Current: n+1 == page})
		}
	}
	with := filling{answers: answers, typed: typed, wrong: wrong, given: o.given, on: d.Today()}
	hidden := [][2]string{{"stamp", string(stamp)}}
	draftOf := ""
	if typed == nil {
		if draft, err := d.draftOver(r.Context(), p.Frame, action, sheet, page, answers, o.given); err != nil {
			return err
		} else if draft != nil {
			with.typed, hidden = draft.Fields, [][2]string{{"stamp", beganWith(draft.Fields)}}
			draftOf = d.draftWords(p.Frame, draft)
		}
	} else {
		hidden = [][2]string{{"stamp", beganWith(typed)}}
	}
	p.Form = d.newForm(p.Frame, sheet, page, with)
	p.Form.Action, p.Form.Hidden, p.Form.Draft, p.Form.DraftOf, p.Form.Unkept = action, hidden, action, draftOf, typed != nil
	p.Form.Back, p.Form.Button = address(id), p.Say("casework.form.save")
	if page > 0 && page < sheet.Pages() {
		p.Form.Button = p.Say("casework.form.save-on")
	}
	p.Suggest = suggestions(p.Frame, p.Form.Sections)
	return web.Render(w, r, status, sheetPage(p))
}

func (room *Room) label(r *http.Request, sheet *dataset.Sheet) string {
	return sheet.Label(room.frame(r, "").Lang())
}

func (room *Room) leadOf(r *http.Request, sheet *dataset.Sheet) string {
	return sheet.Lead(room.frame(r, "").Lang())
}

func (room *Room) saveSheet(w http.ResponseWriter, r *http.Request, d worker) error {
	sheet, err := room.sheetOf(r)
	if err != nil {
		return err
	}
	return room.saveTo(w, r, d, sheet)
}

// saveSheetOf saves the sheet of a compartment that has a right of its own.
func (room *Room) saveSheetOf(id string) handler {
	return func(w http.ResponseWriter, r *http.Request, d worker) error {
		sheet, known := room.Set.Sheet(id)
		if !known {
			return missing()
		}
		return room.saveTo(w, r, d, sheet)
	}
}

// keptBy are the questions for which the other version was chosen.
func keptBy(v web.Values, sheet *dataset.Sheet) []string {
	var theirs []string
	for _, q := range sheet.Questions() {
		if v.Get("keep-"+q.ID) == "theirs" {
			theirs = append(theirs, q.ID)
		}
	}
	return theirs
}

// saveTo saves a sheet, or shows what stands in the way: what is wrong with it, or
// that somebody else has changed it meanwhile.
func (room *Room) saveTo(w http.ResponseWriter, r *http.Request, d worker, sheet *dataset.Sheet) error {
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
	o, err := d.openFor(r.Context(), id, codeOf(sheet), sheet.ID, partOf(sheet))
	if err != nil {
		return err
	}
	page := pageOf(sheet, web.ReadQuery(r))
	stamp := stampOf(v)
	before := dataset.Answers{}
	if k := o.Sheet(sheet.ID); k != nil {
		before = k.State.Answers
		if base := k.ofStamp(stamp); base != nil { // what stood on the other pages when the form was made
			before = base.Answers
		}
	}
	f := room.frame(r, "")
	answers, err := d.read(f, sheet, page, v, before, o.given)
	if err == nil {
		err = d.save(r.Context(), id, sheet, "", stamp, answers, keptBy(v, sheet))
	}
	if clash, ok := errors.AsType[*conflict](err); ok {
		return room.showConflict(w, r, d, o, sheet, page, "", v, answers, clash)
	}
	if core.KindOf(err) == core.Invalid {
		return room.sheetPage(w, r, d, sheet, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	if err := d.forgetDraft(r.Context(), v.Get("draft")); err != nil {
		return err
	}
	if page > 0 && page < sheet.Pages() {
		return web.SeeOther(w, address(id)+pathOf(sheet)+"?page="+strconv.Itoa(page+1)+"&done=saved")
	}
	return web.SeeOther(w, address(id)+"?done=saved")
}

// stampOf is the stamp in a form, "" where the sheet was empty.
func stampOf(v web.Values) vault.ID {
	stamp, ok := vault.ParseID(v.Get("stamp"))
	if !ok {
		return ""
	}
	return stamp
}

// doneWords say what was just done.
func doneWords(f ui.Frame, v web.Values) string {
	if key := "casework.done." + v.Get("done"); v.Get("done") != "" && f.Has(key) {
		return f.Say(key)
	}
	return ""
}
