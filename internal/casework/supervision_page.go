package casework

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// supervisionRoom is under which the vault keeps notes for supervision, each in a
// folder of its own that only its author and the lead can open.
const supervisionRoom = "casework-supervision"

// SupervisionNote is what a colleague takes to supervision: her own part in a case.
// It is no part of the case file; the file knows only that the folder goes with it
// when it is erased.
type SupervisionNote struct {
	Case  vault.ID  `json:"case"`
	Alias string    `json:"alias"` // of the case when it was written
	Text  string    `json:"text"`
	At    time.Time `json:"at"` // to the minute
	By    core.ID   `json:"by"`
	Form  vault.ID  `json:"form,omitempty"`
}

// supervisionLimit is how long a note may be, in characters.
const supervisionLimit = 4000

// supervisionRoutes are the notes for supervision of a case.
func (room *Room) supervisionRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/cases/{id}/supervision", Write, room.showSupervision),
		post("/casework/cases/{id}/supervision", Write, room.addSupervision),
		get("/casework/cases/{id}/supervision/{note}", Write, room.askEraseSupervision),
		post("/casework/cases/{id}/supervision/{note}/leads", Write, room.shareSupervision),
		post("/casework/cases/{id}/supervision/{note}/erase", Write, room.eraseSupervision),
	}
}

// SupervisionPage are the notes that she can open.
type SupervisionPage struct {
	CaseFrame
	Text  ui.Field
	Form  string
	Notes []SupervisionView

	One      bool // the note that is to be erased
	Password ui.Field
	After    string // until when backups hold it
}

func (p SupervisionPage) fields() []ui.Field {
	if p.One {
		return []ui.Field{p.Password}
	}
	return []ui.Field{p.Text}
}

// SupervisionView is a note on the page.
type SupervisionView struct {
	Address, Head string
	Lines         []string
	Stale         bool // the lead has changed since it was written
}

// openNote is a note that she can open, with its folder.
type openNote struct {
	SupervisionNote
	folder *vault.Folder
}

// supervisionOf opens the notes of a case that she may open, the newest first.
func (d worker) supervisionOf(ctx context.Context, tx *sql.Tx, c *Case) ([]openNote, error) {
	var notes []openNote
	for _, id := range c.Supervision {
		n, err := d.supervisionNote(ctx, tx, c, id)
		if kind := core.KindOf(err); kind == core.Denied || kind == core.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		notes = append(notes, n)
	}
	slices.SortStableFunc(notes, func(x, y openNote) int {
		return cmp.Or(y.At.Compare(x.At), cmp.Compare(x.folder.ID(), y.folder.ID()))
	})
	return notes, nil
}

func (d worker) supervisionNote(ctx context.Context, tx *sql.Tx, c *Case, id vault.ID) (openNote, error) {
	f, err := c.access.Folder(ctx, tx, id)
	if err != nil {
		return openNote{}, err
	}
	plain, _, err := f.Open(ctx, tx, vault.Core, id)
	if err != nil {
		return openNote{}, err
	}
	n := openNote{folder: f}
	if err := json.Unmarshal(plain, &n.SupervisionNote); err != nil {
		return n, unreadable(err)
	}
	return n, nil
}

func (room *Room) showSupervision(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.supervisionPage(w, r, d, http.StatusOK, nil, "", nil)
}

// askEraseSupervision shows a note and asks for the password that erases it.
func (room *Room) askEraseSupervision(w http.ResponseWriter, r *http.Request, d worker) error {
	note, err := supervisionID(r)
	if err != nil {
		return err
	}
	return room.supervisionPage(w, r, d, http.StatusOK, nil, note, nil)
}

// supervisionPage shows the notes, or the one that is to be erased.
func (room *Room) supervisionPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, note vault.ID, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	leads, err := d.leads(r.Context())
	if err != nil {
		return err
	}
	var notes []openNote
	var o opened
	err = d.view(r.Context(), id, "casework.supervision", "", func(tx *sql.Tx, a *vault.Access, c *Case) (err error) {
		o.Case = c
		holders, err := d.Vault.Holders(r.Context(), tx, d.Actor.Centre)
		if err != nil {
			return err
		}
		leads = slices.DeleteFunc(leads, func(p core.ID) bool { return !slices.Contains(holders, p) })
		if notes, err = d.supervisionOf(r.Context(), tx, c); err != nil || note == "" {
			return err
		}
		notes = slices.DeleteFunc(notes, func(n openNote) bool { return n.folder.ID() != note })
		if len(notes) == 0 {
			return missing()
		}
		return nil
	})
	if err != nil {
		return err
	}
	people := append(slices.Clone(o.Workers), o.peopleOfEnding()...)
	for _, n := range notes {
		people = append(people, n.By)
	}
	if o.names, err = d.Named(r.Context(), people...); err != nil {
		return err
	}
	p := SupervisionPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.supervision.heading"), "/supervision", o.names)}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	if web.ReadQuery(r).Get("done") == "note-erased" {
		p.DoneMore = d.AfterErasure(p.Frame)
	}
	p.Text = ui.Field{Name: "text", Label: p.Say("casework.supervision.text"), Hint: p.Say("casework.supervision.text-hint"), Value: typed.Get("text"), Required: true, Error: problemsOf(p.Frame, wrong)["text"]}
	p.One, p.Password, p.After = note != "", desk.Password(p.Frame, wrong), d.AfterErasure(p.Frame)
	p.Form = string(formID(typed))
	for _, n := range notes {
		at := n.At.In(d.Zone)
		v := SupervisionView{Address: p.Address + "/supervision/" + string(n.folder.ID()), Lines: strings.Split(n.SupervisionNote.Text, "\n"),
			Head: p.Say("casework.shift.when", "date", core.DateOf(at), "time", p.Time(at.Hour(), at.Minute()), "name", nameOr(p.Frame, o.names(n.By)))}
		readers := n.folder.Readers()
		v.Stale = slices.ContainsFunc(leads, func(p core.ID) bool { return !slices.Contains(readers, p) }) ||
			slices.ContainsFunc(readers, func(p core.ID) bool { return p != n.By && !slices.Contains(leads, p) })
		p.Notes = append(p.Notes, v)
	}
	return web.Render(w, r, status, supervisionPage(p))
}

func (room *Room) addSupervision(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	said := strings.TrimSpace(v.Get("text"))
	switch n := utf8.RuneCountInString(said); {
	case n == 0:
		err = fieldError("text", "casework.error.required")
	case n > supervisionLimit:
		err = fieldError("text", "casework.error.too-long", "n", n, "most", supervisionLimit)
	default:
		err = d.noteForSupervision(r.Context(), id, said, formID(v))
	}
	if core.KindOf(err) == core.Invalid {
		return room.supervisionPage(w, r, d, http.StatusUnprocessableEntity, v, "", err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/supervision?done=added")
}

// noteForSupervision adds a note that its author and the lead can open. The same
// form sent twice adds one.
func (d worker) noteForSupervision(ctx context.Context, id vault.ID, said string, form vault.ID) error {
	if err := d.Write(); err != nil {
		return err
	}
	leads, err := d.leads(ctx)
	if err != nil {
		return err
	}
	return d.change(ctx, id, "casework.supervision-written", "", func(tx *sql.Tx, c *Case) error {
		notes, err := d.supervisionOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(notes, func(n openNote) bool { return form != "" && n.Form == form }) {
			return nil
		}
		f, err := c.access.NewFolder(ctx, tx, supervisionRoom)
		if err != nil {
			return err
		}
		plain, err := json.Marshal(SupervisionNote{Case: id, Alias: c.Alias, Text: said, At: d.Minute(), By: d.Actor.Person, Form: form})
		if err != nil {
			return err
		}
		if err := d.restrictNote(ctx, tx, f, d.Actor.Person, leads); err != nil {
			return err
		}
		if _, err := f.Seal(ctx, tx, vault.Core, f.ID(), "", plain); err != nil {
			return err
		}
		c.Supervision = append(c.Supervision, f.ID())
		return d.touchHead(ctx, tx, c)
	})
}

// restrictNote leaves a note to its author and to the leads who hold the key today.
// The author of an old note may hold none any more; then it is the leads'.
func (d worker) restrictNote(ctx context.Context, tx *sql.Tx, f *vault.Folder, author core.ID, leads []core.ID) error {
	holders, err := d.Vault.Holders(ctx, tx, d.Actor.Centre)
	if err != nil {
		return err
	}
	readers := append([]core.ID{author}, leads...)
	readers = slices.DeleteFunc(readers, func(p core.ID) bool { return !slices.Contains(holders, p) })
	slices.Sort(readers)
	return f.Restrict(ctx, tx, slices.Compact(readers))
}

// supervisionID is the note in an address.
func supervisionID(r *http.Request) (vault.ID, error) {
	id, ok := vault.ParseID(r.PathValue("note"))
	if !ok {
		return "", missing()
	}
	return id, nil
}

// onNote does something with a note that she can open.
func (d worker) onNote(r *http.Request, code string, f func(tx *sql.Tx, c *Case, n openNote) error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	note, err := supervisionID(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	return d.alter(r.Context(), id, code, "", func(tx *sql.Tx, c *Case) error {
		if !slices.Contains(c.Supervision, note) {
			return missing()
		}
		n, err := d.supervisionNote(r.Context(), tx, c, note)
		if core.KindOf(err) == core.Denied || core.KindOf(err) == core.NotFound {
			return missing()
		}
		if err != nil {
			return err
		}
		return f(tx, c, n)
	})
}

// shareSupervision opens a note to those who lead the centre today, and closes it
// to those who no longer do.
func (room *Room) shareSupervision(w http.ResponseWriter, r *http.Request, d worker) error {
	leads, err := d.leads(r.Context())
	if err != nil {
		return err
	}
	err = d.onNote(r, "casework.supervision-written", func(tx *sql.Tx, c *Case, n openNote) error {
		return d.restrictNote(r.Context(), tx, n.folder, n.By, leads)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, "/casework/cases/"+r.PathValue("id")+"/supervision?done=saved")
}

// eraseSupervision erases a note, with the password of whoever does it.
func (room *Room) eraseSupervision(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	look := func(*sql.Tx, *Case, openNote) error { return nil }
	if err := d.onNote(r, "casework.supervision", look); err != nil { // a note that is not hers is missing before her password is asked for
		return err
	}
	if err = d.Confirm(r.Context(), d.Actor, v.Get("password")); err == nil {
		err = d.onNote(r, "casework.supervision-erased", func(tx *sql.Tx, c *Case, n openNote) error {
			if err := n.folder.Erase(r.Context(), tx); err != nil {
				return err
			}
			c.Supervision = slices.DeleteFunc(c.Supervision, func(id vault.ID) bool { return id == n.folder.ID() })
			return d.touchHead(r.Context(), tx, c)
		})
	}
	if status, ok := desk.Refused(err); ok {
		note, _ := supervisionID(r)
		return room.supervisionPage(w, r, d, status, nil, note, err)
	}
	if err != nil {
		return err
	}
	if err := d.Scrub(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, "/casework/cases/"+r.PathValue("id")+"/supervision?done=note-erased")
}
