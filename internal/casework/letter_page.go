package casework

import (
	"database/sql"
	"errors"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// LettersPage lists the letters of a case, and the texts that new ones are made of.
type LettersPage struct {
	CaseFrame
	Count   string
	Rows    []LetterRow
	Removed []LetterRow
	Letters []SampleRow
	Own     []SampleRow
	Forms   []SampleRow
	Missing string  // what letters do not say about the centre yet
	Way     ui.Link // to the settings, for a lead
	Hidden  bool    // letters may lie in the identity, which she may not open
}

// LetterRow is a letter in the list.
type LetterRow struct {
	Address, Title, Lang, Open, Changed string
	Names                               bool
}

// GapView is what is missing in a letter, as it stands there, and what that means in
// the language of whoever reads the page.
type GapView struct{ Label, Means string }

// SampleRow is a text that a letter can be made of.
type SampleRow struct{ Address, Title, For, Purpose string }

// LetterPage is one letter, to be written on.
type LetterPage struct {
	CaseFrame
	Title   string
	Names   bool
	Lang    string
	Changed string
	Here    string
	Gaps    []GapView
	Note    string
	Paper   Paper
	Form    FormView
	Removed bool
	Earlier []EarlierView
}

// letterRoutes are the pages of letters, consent forms and the witness notice.
func (room *Room) letterRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/cases/{id}/letters", Read, room.showLetters),
		get("/casework/cases/{id}/texts/{text}", Write, room.askLetter),
		post("/casework/cases/{id}/texts/{text}", Write, room.writeLetter),
		get("/casework/cases/{id}/letters/{letter}", Read, room.showLetter),
		post("/casework/cases/{id}/letters/{letter}", Write, room.saveLetterForm),
		get("/casework/cases/{id}/letters/{letter}/print", Read, room.printLetter),
		post("/casework/cases/{id}/letters/{letter}/remove", Write, room.takeLetter(true)),
		post("/casework/cases/{id}/letters/{letter}/restore", Write, room.takeLetter(false)),
		get("/casework/cases/{id}/witness", Read, room.showWitness),
		post("/casework/cases/{id}/witness", Write, room.noteWitness),
	}
}

// letterPieces are what is typed of a letter. identity says that she may know who
// the client is: only then may a letter be put there.
func letterPieces(f ui.Frame, identity bool) []piece[Letter] {
	all := []piece[Letter]{
		linePiece("title", f.Say("casework.letter.title"), f.Say("casework.letter.title-hint"), func(l *Letter) *string { return &l.Title }),
		textPiece("text", f.Say("casework.letter.text"), f.Say("casework.letter.text-hint"), 28, func(l *Letter) *string { return &l.Text }),
	}
	if identity {
		all = append(all, yesPiece("names", f.Say("casework.letter.names"), f.Say("casework.letter.names-hint"), func(l *Letter) *bool { return &l.Names }))
	}
	return all
}

// shelf opens what letters say about the centre, and its own letters.
func (d worker) shelf(r *http.Request) (s Settings, own []leaf[Record], err error) {
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		if s, err = d.settings(r.Context(), tx, a); err != nil {
			return err
		}
		own, err = d.wordings(r.Context(), tx, a)
		return err
	})
	return s, own, err
}

func (room *Room) showLetters(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.letter", "", d.compartments()...)
	if err != nil {
		return err
	}
	settings, own, err := d.shelf(r)
	if err != nil {
		return err
	}
	p := LettersPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.letter.heading"), "/letters", o.names)}
	p.Done, p.Hidden = doneWords(p.Frame, web.ReadQuery(r)), !d.May(d.Actor, Identity)
	all, removed := o.typed(letterSheet)
	p.Count = p.Say("casework.letter.count", "n", len(all))
	for _, k := range all {
		p.Rows = append(p.Rows, d.letterRow(p.CaseFrame, k, o))
	}
	for _, k := range removed {
		p.Removed = append(p.Removed, d.letterRow(p.CaseFrame, k, o))
	}
	if d.May(d.Actor, Lead) {
		p.Way = ui.Link{Address: settingsPath, Words: p.Say("casework.settings.heading")}
	}
	if p.MayWrite && (settings.Centre == "" || settings.Address == "") {
		p.Missing = p.Say("casework.letter.no-settings")
	}
	if p.MayWrite {
		for _, t := range room.samples(p.Lang(), settings, own) {
			row := SampleRow{p.Address + "/texts/" + t.ID, t.Title, t.For, t.Purpose}
			switch t.Sort {
			case aLetter:
				p.Letters = append(p.Letters, row)
			case anOwn:
				p.Own = append(p.Own, row)
			case aForm:
				p.Forms = append(p.Forms, row)
			}
		}
	}
	return web.Render(w, r, http.StatusOK, lettersPage(p))
}

func (d worker) letterRow(p CaseFrame, k *Kept, o opened) LetterRow {
	row := LetterRow{Address: p.Address + "/letters/" + string(k.ID), Title: k.Letter.Title, Lang: selfName(k.Letter.Lang),
		Names: k.part == vault.Identity, Changed: d.changedBy(p.Frame, k.State, o.names)}
	if n := len(k.Letter.gaps()); n > 0 {
		row.Open = p.Say("casework.letter.gaps-count", "n", n)
	}
	return row
}

// letterOf opens the letter in an address, where she may see it.
func (d worker) letterOf(r *http.Request, detail string) (o opened, k *Kept, err error) {
	id, err := caseOf(r)
	if err != nil {
		return o, nil, err
	}
	entry, ok := vault.ParseID(r.PathValue("letter"))
	if !ok {
		return o, nil, missing()
	}
	if o, err = d.openFor(r.Context(), id, "casework.letter", detail, d.compartments()...); err != nil {
		return o, nil, err
	}
	if k = o.entry(entry); k == nil || k.Sheet != letterSheet {
		return o, nil, missing()
	}
	return o, k, nil
}

func (room *Room) showLetter(w http.ResponseWriter, r *http.Request, d worker) error {
	o, k, err := d.letterOf(r, "opened")
	if err != nil {
		return err
	}
	return room.letterPage(w, r, d, o, k, http.StatusOK, nil, nil)
}

// gapViews says what is missing, in both languages where there are two.
func (room *Room) gapViews(f ui.Frame, l Letter) (all []GapView) {
	for _, label := range l.gaps() {
		all = append(all, GapView{label, room.Shelf.GapIn(label, l.Lang, f.Lang())})
	}
	return all
}

func (room *Room) letterPage(w http.ResponseWriter, r *http.Request, d worker, o opened, k *Kept, status int, typed web.Values, wrong error) error {
	l := *k.Letter
	p := LetterPage{CaseFrame: d.caseFrame(r, o.Case, l.Title, "/letters", o.names), Title: l.Title, Names: k.part == vault.Identity, Removed: k.Removed}
	p.Here, p.Lang, p.Gaps = p.Address+"/letters/"+string(k.ID), selfName(l.Lang), room.gapViews(p.Frame, l)
	p.Changed, p.Done, p.Note, p.Paper = d.changedBy(p.Frame, k.State, o.names), doneWords(p.Frame, web.ReadQuery(r)), room.unreviewed(p.Frame, l.Lang), newPaper(l)
	pieces := letterPieces(p.Frame, d.May(d.Actor, Identity))
	for _, s := range k.Earlier {
		p.Earlier = append(p.Earlier, EarlierView{d.changedBy(p.Frame, s, o.names), factsOf(p.Frame, pieces, *s.Letter)})
	}
	if !p.MayWrite || k.Removed {
		return web.Render(w, r, status, letterPage(p))
	}
	draft, typed, err := d.drafting(r.Context(), p.Frame, p.Here, typed, func(v web.Values) bool {
		return allSame(pieces, readPieces(pieces, v, Letter{}), l)
	})
	if err != nil {
		return err
	}
	p.Form = pieceForm(fieldsOf(p.Frame, pieces, l, typed, wrong))
	p.Form.Action, p.Form.Button, p.Form.Hidden = p.Here, p.Say("casework.form.save"), stamps(k.Stamp, typed, false)
	p.Form.keep(draft)
	return web.Render(w, r, status, letterPage(p))
}

// saveLetterForm saves a letter, or shows what stands in the way.
func (room *Room) saveLetterForm(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, k, err := d.letterOf(r, "opened")
	if err != nil {
		return err
	}
	pieces := letterPieces(room.frame(r, ""), d.May(d.Actor, Identity))
	mine := readPieces(pieces, v, Letter{})
	if err = mine.check(); err == nil {
		err = d.saveLetter(r.Context(), o.ID, k.ID, stampOf(v), func(now Letter) Letter { return chosen(pieces, v, mine, now) })
	}
	if clash, ok := errors.AsType[*conflict](err); ok {
		p := SheetPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.conflict.heading"), "/letters", o.names)}
		var base *Letter
		if clash.base != nil {
			base = clash.base.Letter
		}
		p.Form = pieceForm(fieldsOf(p.Frame, pieces, mine, nil, nil))
		p.Form.Clash = clashOf(p.Frame, pieces, mine, *clash.now.Letter, base)
		return room.showClash(w, r, d, p, "/letters/"+string(k.ID), v, clash)
	}
	if err != nil && core.KindOf(err) == core.Invalid {
		return room.letterPage(w, r, d, o, k, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, address(o.ID)+"/letters/"+string(k.ID)+"?done=saved")
}

// takeLetter takes a letter out of the list, or brings it back.
func (room *Room) takeLetter(out bool) handler {
	return func(w http.ResponseWriter, r *http.Request, d worker) error {
		id, err := caseOf(r)
		if err != nil {
			return err
		}
		entry, ok := vault.ParseID(r.PathValue("letter"))
		if !ok {
			return missing()
		}
		if err := d.takeRecord(r.Context(), id, letterSheet, "casework.letter", entry, out); err != nil {
			return err
		}
		return web.SeeOther(w, address(id)+"/letters?done="+map[bool]string{true: "removed", false: "restored"}[out])
	}
}
