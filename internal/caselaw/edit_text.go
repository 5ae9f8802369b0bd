package caselaw

import (
	"errors"
	"io"
	"net/http"

	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/source"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EditTextPage is the full text with its margin numbers, and the ways to replace it.
type EditTextPage struct {
	DecisionHead
	Action, Revision  string
	Sections          []ReaderSection
	Size              string
	Summary           []ui.Field
	Text, Paste, File ui.Field
	Kinds             []FactView // the kinds of sections, for the plain form
	Open              bool
	Editing           bool // something was typed that could not be read
}

func (room *Room) text(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	return room.showText(w, r, http.StatusOK, &d, plainText(&d.Text), "", nil, doneWords(room.editFrame(r, ""), web.ReadQuery(r)))
}

func (room *Room) showText(w http.ResponseWriter, r *http.Request, status int, d *Decision, plain, pasted string, wrong map[string]string, done string) error {
	p := EditTextPage{DecisionHead: room.head(r, d, "text"), Action: entryPath(d.Number) + "/text", Revision: formatNumber(d.Revision), Open: d.Open()}
	p.Done, p.Problem = done, wrong[""]
	p.Sections = readerSections(p.Frame, room.codes, &d.Text)
	n := 0
	for _, s := range d.Text.Sections {
		n += len(s.Paragraphs)
	}
	p.Size = p.Say("caselaw.edit.paragraphs", "n", n)
	p.Text = ui.Field{Name: "text", Label: p.Say("caselaw.edit.plain"), Hint: p.Say("caselaw.edit.plain-hint"), Value: plain, Error: wrong["text"]}
	p.Paste = ui.Field{Name: "paste", Label: p.Say("caselaw.edit.paste"), Hint: p.Say("caselaw.edit.paste-hint"), Value: pasted, Error: wrong["paste"]}
	p.File = ui.Field{Name: "file", Label: p.Say("caselaw.edit.text-file"), Hint: p.Say("caselaw.edit.text-file-hint", "mb", largestImport>>20), Error: wrong["file"], Required: true}
	p.Summary = []ui.Field{p.Text, p.Paste, p.File}
	p.Editing = wrong["text"] != ""
	for _, c := range room.codes.List("sections") {
		p.Kinds = append(p.Kinds, FactView{c.ID, c.Label(string(p.Lang()))})
	}
	return web.Render(w, r, status, editTextPage(p))
}

// typedText is what was typed into a field of several lines, with the spaces at its ends.
func typedText(v web.Values, name string) string {
	if all := v[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// saveText takes the plain form, or a text that was pasted.
func (room *Room) saveText(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	seen, err := revisionIn(v)
	if err != nil {
		return err
	}
	f := room.editFrame(r, "")
	plain, pasted := plainText(&d.Text), ""
	var text decision.Text
	switch v.Get("step") {
	case "paste":
		pasted = typedText(v, "paste")
		if text = source.Clean(pasted); text.Words() == 0 {
			err = &core.Error{Kind: core.Invalid, Fields: []core.FieldError{{Field: "paste", Key: "caselaw.error.no-text"}}}
		}
	case "plain":
		plain = typedText(v, "text")
		text, err = readPlain(plain, room.codes)
	default:
		err = &core.Error{Kind: core.Invalid, Key: "caselaw.error.choose"}
	}
	if err == nil {
		_, err = room.Store.SaveText(r.Context(), web.ActorOf(r), d.Number, seen, text, nil)
	}
	if status, ok := refused(err); ok {
		return room.showText(w, r, status, &d, plain, pasted, problems(f, err), "")
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, entryPath(d.Number)+"/text?done=text")
}

// takeTextFile replaces the text by that of a file, and keeps the file.
func (room *Room) takeTextFile(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	upload, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	f := room.editFrame(r, "")
	refuse := func(key string, args ...any) error {
		takeRest(r)
		return room.showText(w, r, http.StatusUnprocessableEntity, &d, plainText(&d.Text), "", map[string]string{"file": f.Say(key, args...)}, "")
	}
	part, err := upload.Next()
	if errors.Is(err, io.EOF) {
		return refuse("caselaw.error.choose-file")
	}
	if err != nil {
		return err
	}
	seen, err := revisionIn(upload.Fields)
	if err != nil {
		return err
	}
	var found []decision.Found
	for one, err := range source.Read(part.Name, part, uploaded) {
		if e, ok := errors.AsType[*core.Error](err); ok && e.Kind != core.Internal {
			return refuse(e.Key, e.Args...)
		}
		if err != nil {
			return err
		}
		if found = append(found, one); len(found) > 1 {
			return refuse("caselaw.error.several")
		}
	}
	if len(found) == 0 || found[0].Text.Words() == 0 {
		return refuse("caselaw.error.no-text")
	}
	_, err = room.Store.SaveText(r.Context(), web.ActorOf(r), d.Number, seen, found[0].Text, found[0].PDF)
	if status, ok := refused(err); ok {
		return room.showText(w, r, status, &d, plainText(&d.Text), "", problems(f, err), "")
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, entryPath(d.Number)+"/text?done=text")
}
