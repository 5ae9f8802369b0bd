package casework

import (
	"net/http"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// CasePage is the first page of a case: what is due, the last contacts, and the
// quick line for the journal.
type CasePage struct {
	CaseFrame
	Contact *ContactView
	Sheets  []SheetLink
	Due     []DueRow
	Journal []EntryRow
	Columns []string // of the journal
	Form    FormView // for a line of the journal
	Suggest map[string][]string
	Opened  string
	Ways    []ui.Link // what can be done with the case as a whole
}

// ContactView is how the person may be reached, and what must never be said: what
// somebody reads before she picks up the telephone.
type ContactView struct {
	Label, Address string
	Facts          []FactView
}

// contact is the section "contact" of the intake.
func (d worker) contact(p CaseFrame, o opened) *ContactView {
	sheet, known := d.Set.Sheet("intake")
	if !known {
		return nil
	}
	for _, section := range sheet.Sections {
		if section.ID == "contact" {
			return &ContactView{section.Label(p.Lang()), p.Address + pathOf(sheet), d.factsOf(p.Frame, section.Questions, o.Answers(sheet.ID), o.given)}
		}
	}
	return nil
}

// SheetLink leads to a sheet of which there is one.
type SheetLink struct {
	Address, Label string
	Said           string // how much of it has been answered
	Facts          []FactView
}

// lastContacts is how many lines of the journal stand on the first page.
const lastContacts = 8

func (room *Room) showCase(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", "", vault.Entries)
	if err != nil {
		return err
	}
	p := CasePage{CaseFrame: d.caseFrame(r, o.Case, o.Alias, "", o.names)}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	p.Contact = d.contact(p.CaseFrame, o)
	p.Ways = d.caseWays(p.Frame, o.Case)
	p.Opened = p.Say("casework.case.opened", "date", o.Opened)
	for _, sheet := range d.Set.Sheets {
		if sheet.Many || sheet.Part != dataset.Core {
			continue
		}
		answers := o.Answers(sheet.ID)
		p.Sheets = append(p.Sheets, SheetLink{Address: p.Address + pathOf(sheet), Label: sheet.Label(p.Lang()),
			Said: p.Say("casework.case.answered", "n", len(answers), "all", len(sheet.Questions())), Facts: d.facts(p.Frame, sheet, answers, o.given)})
	}
	p.Due = d.duesIn(p.Frame, o)
	if sheet, known := d.Set.Sheet("journal"); known {
		for _, q := range columnsOf(sheet) {
			p.Columns = append(p.Columns, q.Label(p.Lang()))
		}
		all := o.Entries(sheet)
		for _, k := range all[:min(len(all), lastContacts)] {
			p.Journal = append(p.Journal, d.entryRow(p.CaseFrame, sheet, k, o))
		}
		if p.MayWrite {
			if p.Form, err = d.addForm(r, p.CaseFrame, sheet, o, nil, nil); err != nil {
				return err
			}
			p.Form.Hidden = append(p.Form.Hidden, [2]string{"back", "case"})
			p.Suggest = suggestions(p.Frame, p.Form.Sections)
		}
	}
	return web.Render(w, r, http.StatusOK, casePage(p))
}

// FilePage is the whole file to read or print, without who the person is.
type FilePage struct {
	CaseFrame
	Parts []FilePart
}

// FilePart is a sheet in the file.
type FilePart struct {
	Label   string
	Many    bool // of which there are several, written short
	Entries []EarlierView
}

func (room *Room) showFile(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", "file", vault.Entries)
	if err != nil {
		return err
	}
	p := FilePage{CaseFrame: d.caseFrame(r, o.Case, o.Alias, "/file", o.names)}
	for _, sheet := range d.Set.Sheets {
		if sheet.Part == dataset.Identity || sheet.Part == dataset.Location {
			continue
		}
		part := FilePart{Label: sheet.Label(p.Lang()), Many: sheet.Many}
		for _, k := range o.Entries(sheet) {
			part.Entries = append(part.Entries, EarlierView{d.changedBy(p.Frame, k.State, o.names), d.facts(p.Frame, sheet, k.State.Answers, o.given)})
		}
		if len(part.Entries) > 0 {
			p.Parts = append(p.Parts, part)
		}
	}
	return web.Render(w, r, http.StatusOK, filePage(p))
}
