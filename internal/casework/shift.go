package casework

import (
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ShiftNote is what one shift leaves for the next. It is kept in the ledger of the
// centre and goes after two weeks.
type ShiftNote struct {
	Text   string    `json:"text"`
	At     time.Time `json:"at"` // to the minute
	By     core.ID   `json:"by"`
	SeenBy []core.ID `json:"seen_by,omitempty"`
	Form   vault.ID  `json:"form,omitempty"`
}

const shiftPart vault.Part = "shift"

const (
	shiftDays    = 14
	shiftLimit   = 2000 // characters
	shiftAddress = "/casework/shift"
)

// ShiftPage are the notes of the last two weeks.
type ShiftPage struct {
	ui.Frame
	Done     string
	MayWrite bool
	Text     ui.Field
	Form     string
	DraftOf  string // says that and since when a draft stands in the form
	Notes    []ShiftView
	Days     int
}

// ShiftView is a note.
type ShiftView struct {
	Address string
	Lines   []string
	When    string
	Seen    string // who has read it
	New     bool   // she has not
	Own     bool
}

func (room *Room) shift(w http.ResponseWriter, r *http.Request, d worker) error {
	draft, err := d.draftFor(r.Context(), shiftAddress)
	if err != nil {
		return err
	}
	return room.shiftPage(w, r, d, http.StatusOK, draft, "", vault.NewID(), nil)
}

func (room *Room) shiftPage(w http.ResponseWriter, r *http.Request, d worker, status int, draft *Draft, text string, form vault.ID, wrong error) error {
	var all []leaf[ShiftNote]
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		f, err := d.ledger(r.Context(), tx, a)
		if err != nil {
			return err
		}
		all, err = leaves[ShiftNote](r.Context(), tx, f, shiftPart)
		return err
	})
	if err != nil {
		return err
	}
	var people []core.ID
	for _, n := range all {
		people = append(append(people, n.Value.By), n.Value.SeenBy...)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p := ShiftPage{Frame: room.frame(r, room.said(r, "casework.shift.heading")), MayWrite: d.Has(Write), Form: string(form), Days: shiftDays}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	if draft != nil && !slices.ContainsFunc(all, func(n leaf[ShiftNote]) bool { return n.Value.Form == formID(draft.Fields) }) {
		text, p.Form, p.DraftOf = draft.Fields.Get("text"), string(formID(draft.Fields)), d.draftWords(p.Frame, draft)
	}
	p.Text = ui.Field{Name: "text", Label: p.Say("casework.shift.text"), Hint: p.Say("casework.shift.text-hint"), Value: text, Required: true, Error: problemsOf(p.Frame, wrong)["text"]}
	p.Notes = d.shiftViews(p.Frame, all, names, 0)
	return web.Render(w, r, status, shiftPage(p))
}

// shiftViews are notes, the newest first; at most so many that she has not seen, or
// all for 0.
func (d worker) shiftViews(f ui.Frame, all []leaf[ShiftNote], names func(core.ID) string, most int) []ShiftView {
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y leaf[ShiftNote]) int { return y.Value.At.Compare(x.Value.At) })
	var views []ShiftView
	for _, n := range all {
		v := ShiftView{Address: "/casework/shift/" + string(n.ID), Lines: strings.Split(n.Value.Text, "\n"), Own: n.Value.By == d.Actor.Person}
		v.New = !v.Own && !slices.Contains(n.Value.SeenBy, d.Actor.Person)
		if n.Value.At.Before(d.Minute().AddDate(0, 0, -shiftDays)) || most > 0 && (!v.New || len(views) == most) {
			continue
		}
		at := n.Value.At.In(d.Zone)
		v.When = f.Say("casework.shift.when", "date", core.DateOf(at), "time", f.Time(at.Hour(), at.Minute()), "name", nameOr(f, names(n.Value.By)))
		var seen []string
		for _, id := range n.Value.SeenBy {
			seen = append(seen, nameOr(f, names(id)))
		}
		if len(seen) > 0 {
			v.Seen = f.Say("casework.shift.seen-by", "names", strings.Join(seen, ", "))
		}
		views = append(views, v)
	}
	return views
}

// addShift leaves a note. Sending the same form twice leaves one.
func (room *Room) addShift(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(strings.ReplaceAll(v.Get("text"), "\r\n", "\n"))
	form := formID(v)
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		err = fieldError("text", "casework.error.required")
	case n > shiftLimit:
		err = fieldError("text", "casework.error.too-long", "n", n, "most", shiftLimit)
	default:
		err = d.changeShift(r, func(tx *sql.Tx, f *vault.Folder, all []leaf[ShiftNote]) error {
			for _, n := range all {
				if n.Value.Form == form {
					return nil
				}
				if n.Value.At.Before(d.Minute().AddDate(0, 0, -shiftDays)) {
					if err := f.EraseRecord(r.Context(), tx, shiftPart, n.ID); err != nil {
						return err
					}
				}
			}
			note := leaf[ShiftNote]{Value: ShiftNote{Text: text, At: d.Minute(), By: d.Actor.Person, Form: form}}
			return note.put(r.Context(), tx, f, shiftPart)
		})
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		return room.shiftPage(w, r, d, http.StatusUnprocessableEntity, nil, v.Get("text"), form, err)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, "/casework/shift?done=added")
}

// changeShift changes notes, and notes that in the centre's record.
func (d worker) changeShift(r *http.Request, f func(tx *sql.Tx, ledger *vault.Folder, all []leaf[ShiftNote]) error) error {
	if err := d.Desk.Write(); err != nil {
		return err
	}
	return d.Update(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		ledger, err := d.writeLedger(r.Context(), tx, a)
		if err != nil {
			return err
		}
		all, err := leaves[ShiftNote](r.Context(), tx, ledger, shiftPart)
		if err != nil {
			return err
		}
		if err := f(tx, ledger, all); err != nil {
			return err
		}
		return d.Record(r.Context(), tx, "casework.shift", "", "")
	})
}

// noteOf is the note in an address among all.
func noteOf(r *http.Request, all []leaf[ShiftNote]) (*leaf[ShiftNote], error) {
	for i := range all {
		if string(all[i].ID) == r.PathValue("note") {
			return &all[i], nil
		}
	}
	return nil, missing()
}

// seeShift notes that she has read a note. Doing so twice is safe.
func (room *Room) seeShift(w http.ResponseWriter, r *http.Request, d worker) error {
	err := d.changeShift(r, func(tx *sql.Tx, f *vault.Folder, all []leaf[ShiftNote]) error {
		n, err := noteOf(r, all)
		if err != nil {
			return err
		}
		if n.Value.By == d.Actor.Person || slices.Contains(n.Value.SeenBy, d.Actor.Person) {
			return nil
		}
		n.Value.SeenBy = append(n.Value.SeenBy, d.Actor.Person)
		return n.put(r.Context(), tx, f, shiftPart)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, "/casework/shift?done=seen")
}

// removeShift takes a note away that she wrote herself.
func (room *Room) removeShift(w http.ResponseWriter, r *http.Request, d worker) error {
	err := d.changeShift(r, func(tx *sql.Tx, f *vault.Folder, all []leaf[ShiftNote]) error {
		n, err := noteOf(r, all)
		if err != nil {
			return err
		}
		if n.Value.By != d.Actor.Person {
			return &core.Error{Kind: core.Denied, Key: "casework.error.not-yours"}
		}
		return f.EraseRecord(r.Context(), tx, shiftPart, n.ID)
	})
	if err != nil {
		return err
	}
	if err := d.Scrub(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, "/casework/shift?done=erased")
}
