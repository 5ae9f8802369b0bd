package caselaw

import (
	"net/http"
	"slices"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EditHistoryPage is what was done with a decision, the latest first.
type EditHistoryPage struct {
	DecisionHead
	Action string // of taking back; empty where nothing can be changed
	Events []EventView
}

// EventView is a line of the history in words.
type EventView struct {
	ID, When, Who, What string
	Field               string // what it is called; empty for what was done with all of it
	Before, After       string
	Reason              string
	Undoable            bool
}

func (room *Room) eventView(f ui.Frame, e *Event) EventView {
	v := EventView{ID: string(e.ID), When: room.instant(f, e.At), Who: e.Actor, What: f.Say("caselaw.edit.what." + string(e.What)), Reason: e.Reason}
	if v.Who == "" {
		v.Who = f.Say("caselaw.edit.by-itself")
	}
	switch {
	case e.Field != "":
		v.Field = fieldWords(f, e.Field)
		v.Before, v.After = valueWords(f, room.codes, e.Field, e.Before), valueWords(f, room.codes, e.Field, e.After)
		v.Undoable = e.What != Redacted
	case e.What == Imported && e.Reason != "":
		v.Reason = room.codes.Label("sources", e.Reason, string(f.Lang()))
	case e.What == Merged:
		v.Reason = f.Say("caselaw.edit.number", "number", e.Reason)
	case e.What == Planned:
		if day, err := core.ParseDate(e.Reason); err == nil {
			v.Reason = f.Date(day)
		}
	}
	return v
}

func (room *Room) history(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	return room.showHistory(w, r, http.StatusOK, &d, doneWords(room.editFrame(r, ""), web.ReadQuery(r)), "")
}

func (room *Room) showHistory(w http.ResponseWriter, r *http.Request, status int, d *Decision, done, problem string) error {
	events, err := room.Store.History(r.Context(), web.ActorOf(r), d.Number)
	if err != nil {
		return err
	}
	p := EditHistoryPage{DecisionHead: room.head(r, d, "history")}
	p.Done, p.Problem = done, problem
	if d.Open() {
		p.Action = entryPath(d.Number) + "/undo"
	}
	for i := range events {
		p.Events = append(p.Events, room.eventView(p.Frame, &events[i]))
	}
	return web.Render(w, r, status, editHistoryPage(p))
}

// undo takes one change back, or says why not.
func (room *Room) undo(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	_, err = room.Store.Undo(r.Context(), web.ActorOf(r), d.Number, core.ID(v.Get("event")))
	if status, ok := refused(err); ok {
		f := room.editFrame(r, "")
		e := problems(f, err)
		words := e[""]
		for _, field := range e {
			words = firstOf(words, field)
		}
		return room.showHistory(w, r, status, &d, "", words)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, entryPath(d.Number)+"/history?done=undone")
}

// ChangeView is a field that differs between what is public and the draft.
type ChangeView struct{ Field, Before, After string }

// changeViews are the fields in which b differs from a, in words.
func (room *Room) changeViews(f ui.Frame, a, b *decision.Entry) (all []ChangeView, err error) {
	changes, err := decision.Changes(a, b)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(changes, func(a, b decision.Change) int { return fieldPlace(a.Field) - fieldPlace(b.Field) })
	for _, c := range changes {
		all = append(all, ChangeView{fieldWords(f, c.Field), valueWords(f, room.codes, c.Field, c.Before), valueWords(f, room.codes, c.Field, c.After)})
	}
	return all, nil
}

// fieldPlace is where a field stands among the others: the texts in their languages
// first, as readers see them.
func fieldPlace(field string) int {
	rest, ok := strings.CutPrefix(field, "versions.")
	if !ok {
		return 1000 + slices.Index(readerFields(), field)
	}
	lang, name, _ := strings.Cut(rest, ".")
	place := slices.IndexFunc(versionParts(), func(p versionPart) bool { return p.name == name })
	if place < 0 {
		place = len(versionParts())
	}
	if at := slices.Index(writtenIn(), lang); at >= 0 {
		return at*20 + place
	}
	return len(writtenIn())*20 + place
}

// beginning is the first words of a long text.
func beginning(s string) string { return core.Clip(s, 120) }
