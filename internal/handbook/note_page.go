package handbook

import (
	"database/sql"
	"errors"
	"net/http"
	"path"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// NotePage is one note.
type NotePage struct {
	ui.Frame
	Address  string
	Done     string // what was just done
	MayWrite bool
	Kind     string
	Pinned   bool
	Tags     []ui.Way
	Changed  string
	Contact  []FactView
	Text     ui.Prose
	HasText  bool
	Files    []FileView
	File     ui.Field
	Problem  string // why a file was not taken, where it is not the field's fault
	Earlier  int    // versions
}

// FactView is a line of what is known about a contact.
type FactView struct {
	Name  string
	Lines []string
	Link  string // address of a call or mail before each line; empty for none
}

// FileView is a file of a note.
type FileView struct {
	Address string
	Name    string
	Type    string
	Size    string
	Added   string
}

// note shows a note, and notes that it was read.
func (room *Room) note(w http.ResponseWriter, r *http.Request, d worker) error {
	id, ok := vault.ParseID(r.PathValue("id"))
	if !ok {
		return missing()
	}
	return room.showNote(w, r, d, id, nil)
}

// showNote shows a note; problem is why a file was not taken.
func (room *Room) showNote(w http.ResponseWriter, r *http.Request, d worker, id vault.ID, problem error) error {
	var n Note
	var earlier int
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		f, opened, _, err := load(r.Context(), tx, a, id)
		if err != nil {
			return err
		}
		n = opened
		all, err := history(r.Context(), tx, f)
		earlier = len(all)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "handbook.read", id, ""); err != nil {
		return err
	}
	people := []core.ID{n.By}
	for _, f := range n.Files {
		people = append(people, f.By)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p, err := newNotePage(room.frame(r, "handbook.page.heading"), id, n, room.Zone, names)
	if err != nil {
		return err
	}
	p.MayWrite, p.Earlier = d.Has(Write), earlier
	switch done := web.ReadQuery(r).Get("done"); done {
	case "saved", "restored", "file", "file-erased":
		p.Done = p.Say("handbook.done." + done)
	}
	status := http.StatusOK
	if e, ok := errors.AsType[*core.Error](problem); ok {
		status = http.StatusUnprocessableEntity
		if e.Kind == core.TooLarge {
			status, p.File.Error = http.StatusRequestEntityTooLarge, p.Say(e.Key, e.Args...)
		}
		for _, f := range e.Fields {
			p.File.Error = p.Say(f.Key, f.Args...)
		}
	}
	return web.Render(w, r, status, notePage(p))
}

func newNotePage(f ui.Frame, id vault.ID, n Note, zone *time.Location, names func(core.ID) string) (NotePage, error) {
	p := NotePage{Frame: f, Address: address(id), Kind: f.Say("handbook.kind." + string(n.Kind)), Pinned: n.Pinned, HasText: n.Text != ""}
	p.Heading = n.Title
	p.Changed = changedBy(f, n.Change, zone, names)
	for _, t := range n.Tags {
		p.Tags = append(p.Tags, ui.Way{Words: t, Action: "/handbook/search", Fields: [][2]string{{"tag", t}}})
	}
	p.Contact = contactFacts(f, n.Contact)
	for _, one := range n.Files {
		p.Files = append(p.Files, newFileView(f, id, one, names))
	}
	p.File = ui.Field{Name: "file", Label: f.Say("handbook.file.field"), Hint: f.Say("handbook.file.hint", "mb", fileLimit>>20, "most", filesLimit)}
	var err error
	p.Text, err = ui.ReadProse([]byte(n.Text))
	return p, err
}

// changedBy says when something was written, and by whom.
func changedBy(f ui.Frame, c Change, zone *time.Location, names func(core.ID) string) string {
	at := c.At.In(zone)
	who := names(c.By)
	if who == "" {
		who = f.Say("handbook.note.unknown")
	}
	return f.Say("handbook.note.changed", "date", core.DateOf(at), "time", f.Time(at.Hour(), at.Minute()), "name", who)
}

func contactFacts(f ui.Frame, c Contact) []FactView {
	var all []FactView
	add := func(name, link string, lines ...string) {
		if len(lines) > 0 && lines[0] != "" {
			all = append(all, FactView{Name: name, Lines: lines, Link: link})
		}
	}
	add(f.Say("handbook.field.name"), "", c.Name)
	add(f.Say("handbook.field.organisation"), "", c.Organisation)
	add(f.Say("handbook.field.address"), "", strings.Split(c.Address, "\n")...)
	add(f.Say("handbook.field.phones"), "tel:", c.Phones...)
	add(f.Say("handbook.field.email"), "mailto:", c.Email)
	add(f.Say("handbook.field.languages"), "", c.Languages)
	add(f.Say("handbook.field.remark"), "", strings.Split(c.Remark, "\n")...)
	return all
}

// lead is the address behind a line, such as tel:+49301234567.
func (v FactView) lead(line string) string {
	if v.Link == "tel:" {
		line = strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' || r == '+' {
				return r
			}
			return -1
		}, line)
	}
	return v.Link + line
}

func newFileView(f ui.Frame, id vault.ID, one File, names func(core.ID) string) FileView {
	v := FileView{Address: address(id) + "/files/" + string(one.ID), Name: one.Name, Size: sizeOf(f, one.Size)}
	v.Type = strings.ToUpper(strings.TrimPrefix(path.Ext(one.Name), "."))
	who := names(one.By)
	if who == "" {
		who = f.Say("handbook.note.unknown")
	}
	v.Added = f.Say("handbook.file.added", "date", one.On, "name", who)
	return v
}
