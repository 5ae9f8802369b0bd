package casework

import (
	"errors"
	"net/http"
	"path"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/picture"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// DocumentsPage lists the documents of a case.
type DocumentsPage struct {
	CaseFrame
	Lead    string
	Count   string
	Rows    []DocumentRow
	Removed []DocumentRow
	Upload  UploadView
	Open    bool // the form is open
}

// DocumentRow is a document in the list.
type DocumentRow struct {
	Address, Title, Kind, Day, Pages, Changed string
	Names                                     bool // tells who the client is
}

// UploadView is a form with files.
type UploadView struct {
	Action string
	Hidden [][2]string
	Fields []FieldView // before the file
	File   ui.Field
	Button string
}

// DocumentPage is one document with its pages.
type DocumentPage struct {
	CaseFrame
	Title, Kind string
	Names       bool
	Changed     string
	Here        string
	Pages       []PageView
	Facts       []FactView
	Form        FormView
	Upload      UploadView
	Removed     bool
	Earlier     []EarlierView
}

// PageView is a file of a document: a picture that is shown, or something to be
// saved.
type PageView struct {
	Shown    string // address of the picture; empty for what is only saved
	Alt      string
	Download string
	Name     string
	Type     string
	Size     string
}

// documentRoutes are the pages of documents.
func (room *Room) documentRoutes(get, post router) []web.Route {
	files := func(route web.Route, body int64) web.Route {
		route.Files, route.Body = true, body
		return route
	}
	still := func(route web.Route) web.Route { // what it gives is no page
		route.Script = false
		return route
	}
	return []web.Route{
		get("/casework/cases/{id}/documents", Read, room.showDocuments),
		files(post("/casework/cases/{id}/documents", Write, room.uploadDocument), sentLimit+1<<20),
		get("/casework/cases/{id}/documents/{entry}", Read, room.showDocument),
		post("/casework/cases/{id}/documents/{entry}", Write, room.saveDocumentForm),
		files(post("/casework/cases/{id}/documents/{entry}/pages", Write, room.uploadPages), sentLimit+1<<20),
		still(get("/casework/cases/{id}/documents/{entry}/pages/{file}", Read, room.showPicture)),
		still(files(get("/casework/cases/{id}/documents/{entry}/files/{file}", Read, room.downloadFile), 0)),
		post("/casework/cases/{id}/documents/{entry}/remove", Write, room.takeDocument(true)),
		post("/casework/cases/{id}/documents/{entry}/restore", Write, room.takeDocument(false)),
		get("/casework/cases/{id}/documents/{entry}/erase", Write, room.askEraseDocument),
		post("/casework/cases/{id}/documents/{entry}/erase", Write, room.eraseDocumentForm),
	}
}

// documentPieces are what is typed about a document.
func documentPieces(f ui.Frame) []piece[Document] {
	var kinds []ui.Choice
	for _, k := range DocumentKinds() {
		kinds = append(kinds, ui.Choice{Value: string(k), Words: f.Say("casework.document.kind-" + string(k)), Count: -1})
	}
	return []piece[Document]{
		linePiece("title", f.Say("casework.document.title"), f.Say("casework.document.title-hint"), func(d *Document) *string { return &d.Title }),
		onePiece("kind", f.Say("casework.document.kind"), "", kinds, func(d *Document) *DocumentKind { return &d.Kind }),
		dayPiece("day", f.Say("casework.document.day"), f.Say("casework.document.day-hint"), func(d *Document) *core.Date { return &d.Day }),
		yesPiece("names", f.Say("casework.document.names"), f.Say("casework.document.names-hint"), func(d *Document) *bool { return &d.Names }),
		textPiece("note", f.Say("casework.document.note"), "", 2, func(d *Document) *string { return &d.Note }),
	}
}

func (room *Room) showDocuments(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.documentsPage(w, r, d, http.StatusOK, nil, nil)
}

// documentsPage lists documents. typed is what was sent with a file that could not
// be kept, with why.
func (room *Room) documentsPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.document", "", d.compartments()...)
	if err != nil {
		return err
	}
	p := DocumentsPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.document.heading"), "/documents", o.names)}
	p.Done, p.Lead = doneWords(p.Frame, web.ReadQuery(r)), p.Say("casework.document.lead")
	all, removed := o.documents()
	p.Count = p.Say("casework.document.count", "n", len(all))
	for _, k := range all {
		p.Rows = append(p.Rows, d.documentRow(p.CaseFrame, k, o))
	}
	for _, k := range removed {
		p.Removed = append(p.Removed, d.documentRow(p.CaseFrame, k, o))
	}
	if p.MayWrite {
		form := vault.NewID()
		if typed != nil {
			form = formID(typed)
		}
		p.Upload = uploadView(p.Frame, p.Address+"/documents", wrong)
		p.Upload.Hidden = [][2]string{{"form", string(form)}}
		p.Upload.Fields = fieldsOf(p.Frame, documentPieces(p.Frame), Document{Names: true}, typed, wrong)
		p.Upload.Button = p.Say("casework.document.upload")
		p.Open = wrong != nil || len(all) == 0
	}
	return web.Render(w, r, status, documentsPage(p))
}

func uploadView(f ui.Frame, action string, wrong error) UploadView {
	v := UploadView{Action: action, File: ui.Field{Name: "file", Label: f.Say("casework.document.file"), Several: true, Required: true,
		Hint: f.Say("casework.document.file-hint", "mb", fileLimit>>20, "most", pagesLimit), Error: problemsOf(f, wrong)["file"]}}
	if e, ok := errors.AsType[*core.Error](wrong); ok && e.Kind == core.TooLarge {
		v.File.Error = f.Say(e.Key, e.Args...)
	}
	return v
}

func (d worker) documentRow(p CaseFrame, k *Kept, o opened) DocumentRow {
	doc := *k.Document
	row := DocumentRow{Address: p.Address + "/documents/" + string(k.ID), Title: doc.Title, Kind: p.Say("casework.document.kind-" + string(doc.Kind)),
		Names: k.part == vault.Identity, Changed: d.changedBy(p.Frame, k.State, o.names)}
	row.Day = p.Date(doc.Day)
	row.Pages = p.Say("casework.document.files", "n", len(doc.Files), "size", sizeOf(p.Frame, doc.size()))
	return row
}

func sizeOf(f ui.Frame, bytes int64) string {
	if bytes < 1<<20 {
		return f.Say("casework.document.kb", "n", int(bytes+1023)>>10)
	}
	return f.Say("casework.document.mb", "n", int(bytes+1<<20-1)>>20)
}

// documentOf opens the document in an address, where she may see it.
func (d worker) documentOf(r *http.Request, detail string) (o opened, k *Kept, err error) {
	id, err := caseOf(r)
	if err != nil {
		return o, nil, err
	}
	entry, ok := vault.ParseID(r.PathValue("entry"))
	if !ok {
		return o, nil, missing()
	}
	if o, err = d.openFor(r.Context(), id, "casework.document", detail, d.compartments()...); err != nil {
		return o, nil, err
	}
	if k = o.entry(entry); k == nil || k.Sheet != documentSheet {
		return o, nil, missing()
	}
	return o, k, nil
}

func (room *Room) showDocument(w http.ResponseWriter, r *http.Request, d worker) error {
	o, k, err := d.documentOf(r, "opened")
	if err != nil {
		return err
	}
	return room.documentPage(w, r, d, o, k, http.StatusOK, nil, nil)
}

func (room *Room) documentPage(w http.ResponseWriter, r *http.Request, d worker, o opened, k *Kept, status int, typed web.Values, wrong error) error {
	doc := *k.Document
	p := DocumentPage{CaseFrame: d.caseFrame(r, o.Case, doc.Title, "/documents", o.names), Title: doc.Title, Names: k.part == vault.Identity, Removed: k.Removed}
	p.Here = p.Address + "/documents/" + string(k.ID)
	p.Kind, p.Changed = p.Say("casework.document.kind-"+string(doc.Kind)), d.changedBy(p.Frame, k.State, o.names)
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	for i, f := range doc.Files {
		v := PageView{Alt: p.Say("casework.document.page", "page", i+1, "pages", len(doc.Files)), Download: p.Here + "/files/" + string(f.ID), Name: f.Name,
			Type: strings.ToUpper(strings.TrimPrefix(path.Ext(f.Name), ".")), Size: sizeOf(p.Frame, f.Size)}
		if f.IsPicture() {
			v.Shown = p.Here + "/pages/" + string(f.ID)
		}
		p.Pages = append(p.Pages, v)
	}
	pieces := documentPieces(p.Frame)
	for _, s := range k.Earlier {
		p.Earlier = append(p.Earlier, EarlierView{d.changedBy(p.Frame, s, o.names), factsOf(p.Frame, pieces, *s.Document)})
	}
	if !p.MayWrite || k.Removed {
		p.Facts = factsOf(p.Frame, pieces, doc)
		return web.Render(w, r, status, documentPage(p))
	}
	draft, typed, err := d.drafting(r.Context(), p.Frame, p.Here, typed, func(v web.Values) bool {
		return allSame(pieces, readPieces(pieces, v, Document{}), doc)
	})
	if err != nil {
		return err
	}
	p.Form = pieceForm(fieldsOf(p.Frame, pieces, doc, typed, wrong))
	p.Form.Action, p.Form.Hidden = p.Here, stamps(k.Stamp, typed, false)
	p.Form.keep(draft)
	p.Form.Button = p.Say("casework.form.save")
	p.Upload = uploadView(p.Frame, p.Here+"/pages", wrong)
	p.Upload.Button = p.Say("casework.document.add-pages")
	return web.Render(w, r, status, documentPage(p))
}

// showPicture shows a page that is a picture, written anew: nothing of the file is
// left in it but what one sees.
func (room *Room) showPicture(w http.ResponseWriter, r *http.Request, d worker) error {
	o, f, err := d.fileOf(r, "shown")
	if err != nil {
		return err
	}
	if !f.IsPicture() {
		return missing()
	}
	content, err := o.folder.OpenFile(r.Context(), f.ID, f.Size)
	if err != nil {
		return err
	}
	shown, err := room.pictures.Show(r.Context(), content)
	if e, ok := errors.AsType[*core.Error](err); ok && e.Key == "" && (e.Kind == core.Unprocessable || e.Kind == core.Unavailable) {
		return &core.Error{Kind: e.Kind, Key: "casework.document.no-picture", Cause: err}
	}
	if err != nil {
		return err
	}
	return web.Picture(w, r, picture.Type, shown)
}

// downloadFile gives a file as it came, to be saved, or a part of it.
func (room *Room) downloadFile(w http.ResponseWriter, r *http.Request, d worker) error {
	o, f, err := d.fileOf(r, "saved")
	if err != nil {
		return err
	}
	content, err := o.folder.OpenFile(r.Context(), f.ID, f.Size)
	if err != nil {
		return err
	}
	return web.Attachment(w, r, f.Name, content)
}

// fileOf opens the document in an address and finds the file in it.
func (d worker) fileOf(r *http.Request, detail string) (opened, DocumentFile, error) {
	which, ok := vault.ParseID(r.PathValue("file"))
	if !ok {
		return opened{}, DocumentFile{}, missing()
	}
	o, k, err := d.documentOf(r, detail)
	if err != nil {
		return o, DocumentFile{}, err
	}
	f, known := k.Document.file(which)
	if !known {
		return o, DocumentFile{}, missing()
	}
	return o, f, nil
}

// all are the fields of the form, for the summary of errors.
func (v UploadView) all() []ui.Field {
	var all []ui.Field
	for _, f := range v.Fields {
		all = append(all, f.Field)
	}
	return append(all, v.File)
}
