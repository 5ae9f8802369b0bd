package handbook

import (
	"database/sql"
	"errors"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// EditPage is the form for a note, new or not.
type EditPage struct {
	ui.Frame
	Action  string
	Back    string
	Hidden  [][2]string
	Title   ui.Field
	Kind    ui.Field
	Kinds   []ui.Choices
	Tags    ui.Field
	Pinned  bool
	Text    ui.Field
	Contact []ui.Field // each of one line but address and phones
	Open    bool       // the part about a contact
	Clash   []ClashView
	Notice  string // why it was not taken, where that is not a field's fault
	Who     string // who wrote the other version, and when
}

// ClashView is a field that two people changed.
type ClashView struct {
	Name   string
	Label  string
	Theirs string
	Long   bool
	Keep   bool // theirs is proposed: only they changed it
}

// all are the fields in the order of the page, for the summary of errors.
func (p EditPage) all() []ui.Field {
	return append([]ui.Field{p.Title, p.Kind, p.Tags, p.Text}, p.Contact...)
}

// typed reads a content as it was sent, too long or not, so that it can be shown
// again.
func typed(v web.Values) Content {
	c := Content{Title: oneLine(v.Get("title")), Kind: Kind(v.Get("kind")), Pinned: v.Checked("pinned"), Text: lines(v.Get("text"))}
	for _, t := range v.All("tags") {
		if t = oneLine(t); t != "" && !slices.Contains(c.Tags, t) {
			c.Tags = append(c.Tags, t)
		}
	}
	c.Contact = Contact{
		Name: oneLine(v.Get("name")), Organisation: oneLine(v.Get("organisation")), Address: lines(v.Get("address")),
		Email: oneLine(v.Get("email")), Languages: oneLine(v.Get("languages")), Remark: lines(v.Get("remark")),
	}
	for line := range strings.SplitSeq(lines(v.Get("phones")), "\n") {
		if line = oneLine(line); line != "" {
			c.Contact.Phones = append(c.Contact.Phones, line)
		}
	}
	return c
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// lines has line breaks as they are written here; forms send another kind.
func lines(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// newEditPage fills the form. err is what is wrong with what was typed.
func newEditPage(f ui.Frame, c Content, err error) EditPage {
	p := EditPage{Frame: f, Pinned: c.Pinned, Open: !c.Contact.IsZero() || c.Kind == ContactOf || c.Kind == SafeFlat}
	problems := desk.Problems(f, err)
	for _, part := range fields() {
		one := ui.Field{Name: part.name, Label: f.Say("handbook.field." + part.name), Value: part.get(c), Error: problems[part.name]}
		if hint := "handbook.field." + part.name + "-hint"; f.Has(hint) {
			one.Hint = f.Say(hint)
		}
		switch part.name {
		case "title":
			one.Required = true
			p.Title = one
		case "kind":
			p.Kind = one
		case "tags":
			p.Tags = one
		case "text":
			p.Text = one
		case "pinned":
		default:
			p.Contact = append(p.Contact, one)
			p.Open = p.Open || one.Error != ""
		}
	}
	var kinds []ui.Choice
	for _, k := range Kinds() {
		kinds = append(kinds, ui.Choice{Value: string(k), Words: f.Say("handbook.kind." + string(k)), Count: -1, Selected: k == c.Kind})
	}
	p.Kinds = []ui.Choices{{List: kinds}}
	return p
}

// tall tells whether a field of a contact has several lines.
func tall(name string) bool { return name == "address" || name == "phones" || name == "remark" }

func (room *Room) askNew(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.Write(); err != nil {
		return err
	}
	if err := d.HoldsKey(r.Context()); err != nil {
		return err
	}
	return room.showNew(w, r, http.StatusOK, vault.NewID(), Content{}, nil)
}

func (room *Room) showNew(w http.ResponseWriter, r *http.Request, status int, form vault.ID, c Content, err error) error {
	p := newEditPage(room.frame(r, "handbook.form.new"), c, err)
	p.Action, p.Back, p.Hidden = "/handbook/new", "/handbook", [][2]string{{"form", string(form)}}
	return web.Render(w, r, status, editPage(p))
}

// addNew adds a note. Sending the same form twice adds one.
func (room *Room) addNew(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	c := typed(v)
	form, ok := vault.ParseID(v.Get("form"))
	if !ok {
		form = vault.NewID()
	}
	id, err := d.create(r.Context(), form, c)
	if core.KindOf(err) == core.Invalid {
		return room.showNew(w, r, http.StatusUnprocessableEntity, form, c, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=saved")
}

func (room *Room) askEdit(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.Write(); err != nil {
		return err
	}
	id, ok := vault.ParseID(r.PathValue("id"))
	if !ok {
		return missing()
	}
	n, err := d.open(r, id)
	if err != nil {
		return err
	}
	return room.showEdit(w, r, http.StatusOK, id, n.Stamp, n.Content, nil)
}

// open opens a note to be changed, and notes that it was read.
func (d worker) open(r *http.Request, id vault.ID) (n Note, err error) {
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		_, n, _, err = load(r.Context(), tx, a, id)
		return err
	})
	if err != nil {
		return Note{}, err
	}
	return n, d.RecordAlone(r.Context(), "handbook.read", id, "")
}

func (room *Room) showEdit(w http.ResponseWriter, r *http.Request, status int, id, stamp vault.ID, c Content, err error) error {
	p := newEditPage(room.frame(r, "handbook.form.edit"), c, err)
	p.Action, p.Back, p.Hidden = address(id)+"/edit", address(id), [][2]string{{"stamp", string(stamp)}}
	return web.Render(w, r, status, editPage(p))
}

func (room *Room) saveEdit(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, ok := vault.ParseID(r.PathValue("id"))
	stamp, also := vault.ParseID(v.Get("stamp"))
	if !ok || !also {
		return missing()
	}
	var theirs []string
	for _, f := range fields() {
		if v.Get("keep-"+f.name) == "theirs" {
			theirs = append(theirs, f.name)
		}
	}
	return room.save(w, r, d, id, stamp, typed(v), theirs, "saved")
}

// save writes a note and leads to it, or shows what stands in the way: what is
// wrong with it, or that somebody else has changed the note meanwhile.
func (room *Room) save(w http.ResponseWriter, r *http.Request, d worker, id, stamp vault.ID, c Content, theirs []string, done string) error {
	err := d.edit(r.Context(), id, stamp, c, theirs)
	if clash, ok := errors.AsType[*conflict](err); ok {
		return room.showConflict(w, r, d, id, c, clash)
	}
	if core.KindOf(err) == core.Invalid {
		return room.showEdit(w, r, http.StatusUnprocessableEntity, id, stamp, c, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done="+done)
}

// showConflict shows both versions: what she wrote in the form, and what the
// other wrote beside it. What is sent then replaces what she has seen.
func (room *Room) showConflict(w http.ResponseWriter, r *http.Request, d worker, id vault.ID, mine Content, clash *conflict) error {
	names, err := d.Named(r.Context(), clash.now.By)
	if err != nil {
		return err
	}
	p := newEditPage(room.frame(r, "handbook.conflict.heading"), mine, nil)
	p.Action, p.Back, p.Hidden = address(id)+"/edit", address(id), [][2]string{{"stamp", string(clash.now.Stamp)}}
	p.Who = changedBy(p.Frame, clash.now.Change, room.Zone, names)
	for _, f := range differences(mine, clash.now.Content) {
		v := ClashView{Name: f.name, Label: p.Say("handbook.field." + f.name), Theirs: shown(p.Frame, f.name, f.get(clash.now.Content)), Long: f.name == "text"}
		v.Keep = clash.base != nil && f.get(mine) == f.get(clash.base.Content)
		p.Clash = append(p.Clash, v)
	}
	p.Open = true
	return web.Render(w, r, http.StatusConflict, editPage(p))
}

// shown is a value of a field in words.
func shown(f ui.Frame, name, value string) string {
	switch {
	case name == "kind":
		return f.Say("handbook.kind." + value)
	case name == "pinned" && value != "":
		return f.Say("handbook.form.yes")
	case name == "pinned":
		return f.Say("handbook.form.no")
	}
	return value
}
