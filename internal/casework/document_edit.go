package casework

import (
	"database/sql"
	"errors"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// uploadDocument takes one document into a case: all files of the form are its
// pages. Where they fail, so does the document, and nothing of it is left.
func (room *Room) uploadDocument(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error { // before a form is looked at
		_, err := d.open(r.Context(), tx, a, id)
		return err
	})
	if err != nil {
		return err
	}
	form, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	pieces := documentPieces(room.frame(r, ""))
	var doc Document
	var typed web.Values
	in, err := d.receive(r.Context(), id, form, pagesLimit, func(v web.Values) error {
		typed = v
		if doc = readPieces(pieces, v, Document{}); doc.Kind == "" {
			doc.Kind = OtherPaper
		}
		return errors.Join(wrongDays(pieces, v), doc.check())
	})
	var entry vault.ID
	if err == nil {
		entry, err = d.addDocument(r.Context(), id, formID(typed), doc, in)
	}
	if status, ok := unfit(err); ok {
		return room.documentsPage(w, r, d, status, typed, err)
	}
	if err != nil {
		return err
	}
	return d.toDocument(w, id, entry, doc.compartment(), "uploaded")
}

// toDocument leads to a document, or to the list where she may not see it.
func (d worker) toDocument(w http.ResponseWriter, id, entry vault.ID, part vault.Part, done string) error {
	if !slices.Contains(d.compartments(), part) {
		return web.SeeOther(w, address(id)+"/documents?done=put-away")
	}
	return web.SeeOther(w, address(id)+"/documents/"+string(entry)+"?done="+done)
}

// unfit tells whether an error belongs on the page with the form: what was typed or
// sent cannot be kept.
func unfit(err error) (status int, ok bool) {
	switch core.KindOf(err) {
	case core.Invalid:
		return http.StatusUnprocessableEntity, err != nil
	case core.TooLarge:
		return http.StatusRequestEntityTooLarge, true
	}
	return 0, false
}

// uploadPages adds pages to a document.
func (room *Room) uploadPages(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, k, err := d.documentOf(r, "opened")
	if err != nil {
		return err
	}
	form, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	in, err := d.receive(r.Context(), o.ID, form, pagesLimit-len(k.Document.Files), func(web.Values) error { return nil })
	if err == nil {
		err = d.addPages(r.Context(), o.ID, k.ID, in)
	}
	if status, ok := unfit(err); ok {
		return room.documentPage(w, r, d, o, k, status, nil, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(o.ID)+"/documents/"+string(k.ID)+"?done=uploaded")
}

// saveDocumentForm describes a document anew, or shows what stands in the way.
func (room *Room) saveDocumentForm(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, k, err := d.documentOf(r, "opened")
	if err != nil {
		return err
	}
	pieces := documentPieces(room.frame(r, ""))
	mine := readPieces(pieces, v, Document{})
	if mine.Kind == "" {
		mine.Kind = OtherPaper
	}
	if err = wrongDays(pieces, v); err == nil {
		err = mine.check()
	}
	if err == nil {
		err = d.saveDocument(r.Context(), o.ID, k.ID, stampOf(v), func(now Document) Document { return chosen(pieces, v, mine, now) })
	}
	if clash, ok := errors.AsType[*conflict](err); ok {
		return room.documentConflict(w, r, d, o, k, v, mine, clash)
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.documentPage(w, r, d, o, k, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	if err := d.forgetDraft(r.Context(), v.Get("draft")); err != nil {
		return err
	}
	return d.toDocument(w, o.ID, k.ID, mine.compartment(), "saved")
}

// documentConflict shows both descriptions of a document.
func (room *Room) documentConflict(w http.ResponseWriter, r *http.Request, d worker, o opened, k *Kept, typed web.Values, mine Document, clash *conflict) error {
	p := SheetPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.conflict.heading"), "/documents", o.names)}
	pieces := documentPieces(p.Frame)
	var base *Document
	if clash.base != nil {
		base = clash.base.Document
	}
	p.Form = pieceForm(fieldsOf(p.Frame, pieces, mine, nil, nil))
	p.Form.Clash = clashOf(p.Frame, pieces, mine, *clash.now.Document, base)
	return room.showClash(w, r, d, p, "/documents/"+string(k.ID), typed, clash)
}

// showClash shows a form with both versions of something that is no sheet.
func (room *Room) showClash(w http.ResponseWriter, r *http.Request, d worker, p SheetPage, behind string, typed web.Values, clash *conflict) error {
	who, err := d.Named(r.Context(), clash.now.By)
	if err != nil {
		return err
	}
	p.Form.Action, p.Form.Back, p.Form.Button = p.Address+behind, p.Address+behind, p.Say("casework.form.save")
	p.Form.Hidden = stamps(clash.now.Stamp, typed, true)
	p.Form.keep(drafting{Key: p.Form.Action, Unkept: true})
	p.Form.Who = d.changedBy(p.Frame, clash.now.State, who)
	return web.Render(w, r, http.StatusConflict, sheetPage(p))
}

// takeDocument takes a document out of the list, or brings it back.
func (room *Room) takeDocument(out bool) handler {
	return func(w http.ResponseWriter, r *http.Request, d worker) error {
		id, err := caseOf(r)
		if err != nil {
			return err
		}
		entry, ok := vault.ParseID(r.PathValue("entry"))
		if !ok {
			return missing()
		}
		if err := d.takeRecord(r.Context(), id, documentSheet, "casework.document", entry, out); err != nil {
			return err
		}
		done := map[bool]string{true: "removed", false: "restored"}[out]
		return web.SeeOther(w, address(id)+"/documents?done="+done)
	}
}

// ErasePage says what will be gone and asks for the password.
type ErasePage struct {
	CaseFrame
	Action, Back string
	What         string
	Gone         []string
	After        string
	Password     ui.Field
}

func (room *Room) askEraseDocument(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.eraseDocumentPage(w, r, d, http.StatusOK, nil)
}

func (room *Room) eraseDocumentPage(w http.ResponseWriter, r *http.Request, d worker, status int, wrong error) error {
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, k, err := d.documentOf(r, "opened")
	if err != nil {
		return err
	}
	p := ErasePage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.document.erase"), "/documents", o.names)}
	p.Back = p.Address + "/documents/" + string(k.ID)
	p.Action, p.What = p.Back+"/erase", p.Say("casework.document.erase-what", "title", k.Document.Title)
	for _, f := range k.Document.Files {
		p.Gone = append(p.Gone, f.Name+" ("+sizeOf(p.Frame, f.Size)+")")
	}
	p.After, p.Password = d.AfterErasure(p.Frame), desk.Password(p.Frame, wrong)
	return web.Render(w, r, status, erasePage(p))
}

// eraseDocumentForm erases a document for good.
func (room *Room) eraseDocumentForm(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	entry, ok := vault.ParseID(r.PathValue("entry"))
	if !ok {
		return missing()
	}
	if _, _, err := d.documentOf(r, "opened"); err != nil { // before a password is asked for
		return err
	}
	if err := d.Confirm(r.Context(), d.Actor, v.Get("password")); err != nil {
		if status, ok := desk.Refused(err); ok {
			return room.eraseDocumentPage(w, r, d, status, err)
		}
		return err
	}
	if err := d.eraseDocument(r.Context(), id, entry); err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/documents?done=erased")
}
