package contact

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

const longestNote = 2000 // characters of a note for colleagues

// states are those that a colleague can choose.
var states = []State{Open, Answered, Waiting, Closed}

// standingForm is the form for who works on it, how far it is, and the note.
func (room *Room) standingForm(p *TalkPage, d colleague, o *opened, team []core.ID, names func(core.ID) string, typed web.Values, wrong error) {
	s := o.Standing
	p.Revision = string(o.known)
	problems := desk.Problems(p.Frame, wrong)
	worker, state, note := s.Worker, s.stands(len(o.Messages)), s.Note
	if state == Fresh {
		state = Open
	}
	if typed != nil {
		worker, state, note = core.ID(typed.Get("worker")), State(typed.Get("state")), typed.Get("note")
		if wrong == nil { // somebody else was quicker
			p.Clash = []FactView{{p.Say("contact.inbox.worker"), names(s.Worker)}, {p.Say("contact.inbox.state"), stateWords(p.Frame, s.State)}, {p.Say("contact.inbox.note"), s.Note}}
			if s.Worker == "" {
				p.Clash[0].Value = p.Say("contact.inbox.nobody")
			}
		}
	}
	p.Colleague = ui.Field{Name: "worker", Label: p.Say("contact.inbox.worker"), Error: problems["worker"]}
	var list []ui.Choice
	for _, id := range team {
		if name := names(id); name != "" {
			list = append(list, ui.Choice{Value: string(id), Words: name, Count: -1, Selected: id == worker})
		}
	}
	slices.SortFunc(list, func(x, y ui.Choice) int { return strings.Compare(x.Words, y.Words) })
	p.People = []ui.Choices{{List: list}}
	p.Status = ui.Field{Name: "state", Label: p.Say("contact.inbox.state"), Hint: p.Say("contact.inbox.state-hint"), Error: problems["state"]}
	for _, one := range states {
		p.States = append(p.States, ui.Choice{Value: string(one), Words: stateWords(p.Frame, one), Count: -1, Selected: one == state})
	}
	p.Note = ui.Field{Name: "note", Label: p.Say("contact.inbox.note"), Hint: p.Say("contact.inbox.note-hint"), Value: note, Error: problems["note"]}
}

// saveStanding stores who works on it, how far it is, and the note.
func (room *Room) saveStanding(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	err = d.setStanding(r.Context(), id, vault.Revision(v.Get("revision")), core.ID(v.Get("worker")), State(v.Get("state")), v.Get("note"))
	if now := clash(err); now != nil {
		return room.showTalk(w, r, d, http.StatusConflict, now, v, nil)
	}
	if core.KindOf(err) == core.Invalid && err != nil {
		o, viewErr := d.view(r.Context(), id)
		if viewErr != nil {
			return viewErr
		}
		return room.showTalk(w, r, d, http.StatusUnprocessableEntity, o, v, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=saved")
}

// setStanding changes what the centre knows, if it is still what base was.
func (d colleague) setStanding(ctx context.Context, id core.ID, base vault.Revision, worker core.ID, state State, note string) error {
	team, err := d.Colleagues(ctx, d.Actor.Centre)
	if err != nil {
		return err
	}
	return d.change(ctx, id, "contact.standing", "", func(tx *sql.Tx, a *vault.Access, o *opened) error {
		n := utf8.RuneCountInString(note)
		switch {
		case worker != "" && worker != o.Standing.Worker && !slices.Contains(team, worker):
			return fieldError("worker", "contact.inbox.no-colleague")
		case !slices.Contains(states, state):
			return fieldError("state", "contact.inbox.no-state")
		case n > longestNote:
			return fieldError("note", "contact.inbox.too-long", "n", n, "most", longestNote)
		case o.known != base:
			return quicker()
		}
		o.Standing.Worker, o.Standing.State, o.Standing.Note, o.Standing.Seen = worker, state, note, len(o.Messages)
		if state == Closed {
			if err := d.rests(ctx, tx, o); err != nil {
				return err
			}
		}
		return o.putStanding(ctx, tx, a)
	})
}

// rests notes that nobody waits for an answer any more.
func (d colleague) rests(ctx context.Context, tx *sql.Tx, o *opened) error {
	_, err := tx.ExecContext(ctx, "UPDATE contact_box SET waiting_since = '', told = false WHERE id = $1", o.ID)
	return err
}

// quicker says that somebody else has changed it meanwhile.
func quicker() error { return &core.Error{Kind: core.Conflict, Key: "contact.inbox.quicker"} }

// take makes a conversation hers with one press, if nobody else has it.
func (room *Room) take(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	err = d.change(r.Context(), id, "contact.taken", "", func(tx *sql.Tx, a *vault.Access, o *opened) error {
		if o.Standing.Worker == d.Actor.Person {
			return nothing{}
		}
		if string(o.known) != v.Get("revision") {
			return quicker()
		}
		if o.Standing.State == Fresh {
			o.Standing.State, o.Standing.Seen = Open, len(o.Messages)
		}
		o.Standing.Worker = d.Actor.Person
		return o.putStanding(r.Context(), tx, a)
	})
	if now := clash(err); now != nil {
		typed := web.Values{"worker": {string(d.Actor.Person)}, "state": {string(Open)}, "note": {now.Standing.Note}}
		return room.showTalk(w, r, d, http.StatusConflict, now, typed, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=taken")
}
