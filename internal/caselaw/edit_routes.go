package caselaw

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// Where the pages of the editors are.
const (
	editPath = "/caselaw"
	newPath  = editPath + "/new"
	takePath = editPath + "/import"
	wordPath = editPath + "/words"
)

func entryPath(number int64) string { return editPath + "/" + formatNumber(number) }

// entryBody is how many bytes the form of an entry may have, percent-encoded; textBody
// those of a full text.
const (
	entryBody = 4 << 20
	textBody  = 64 << 20
)

func (room *Room) editRoutes() []web.Route {
	get := func(path string, right web.Right, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: right, Script: true, Handle: handle}
	}
	post := func(path string, right web.Right, body int64, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Right: right, Script: true, Body: body, Handle: handle}
	}
	upload := post(takePath, Edit, largestSent, room.takeImport)
	file := post(editPath+"/{number}/text/file", Edit, largestSent, room.takeTextFile)
	upload.Files, file.Files = true, true
	sent := get(editPath+"/{number}/file", Edit, room.sendFile)
	sent.Files = true
	return []web.Route{
		get(editPath, Edit, room.list),
		get(newPath, Edit, room.askNew),
		post(newPath, Edit, 0, room.begin),
		get(takePath, Edit, room.askImport),
		upload,
		get(wordPath, Edit, room.words),
		post(wordPath, Edit, 0, room.saveWords),

		get(editPath+"/{number}", Edit, room.entry),
		post(editPath+"/{number}", Edit, entryBody, room.saveEntry),
		get(editPath+"/{number}/text", Edit, room.text),
		post(editPath+"/{number}/text", Edit, textBody, room.saveText),
		file,
		sent,
		get(editPath+"/{number}/preview", Edit, room.preview),
		get(editPath+"/{number}/history", Edit, room.history),
		post(editPath+"/{number}/undo", Edit, 0, room.undo),
		get(editPath+"/{number}/same", Edit, room.askSame),
		post(editPath+"/{number}/same", Edit, 0, room.merge),
		post(editPath+"/{number}/part", Edit, 0, room.part),

		get(editPath+"/{number}/second", Approve, room.second),
		post(editPath+"/{number}/second", Approve, 0, room.decide),
		get(editPath+"/{number}/takedown", Approve, room.askTakeDown),
		post(editPath+"/{number}/takedown", Approve, 0, room.takeDown),
	}
}

// editFrame is the frame of an inner page.
func (room *Room) editFrame(r *http.Request, heading string) ui.Frame {
	if heading == "" {
		heading = "caselaw.edit.heading"
	}
	return room.Frame(r, ui.Page{Heading: heading, Title: "caselaw.edit.heading"})
}

// DecisionHead is what stands above every page about one decision.
type DecisionHead struct {
	ui.Frame
	Number, Name, Title string
	State, Waits        string
	Urgent, Gone        bool // of the state
	Parts               []ui.Link
	Done                string // what was done just now
	Problem             string // what could not be done, and why
}

// asked is the decision that the address names.
func (room *Room) asked(r *http.Request) (Decision, error) {
	number, err := numberOf(r)
	if err != nil {
		return Decision{}, web.NotFound()
	}
	return room.Store.Get(r.Context(), web.ActorOf(r), number)
}

// head says what the decision is and leads to the pages about it; here is the one that is
// being shown.
func (room *Room) head(r *http.Request, d *Decision, here string) DecisionHead {
	h := DecisionHead{Frame: room.editFrame(r, ""), Number: formatNumber(d.Number)}
	h.Name = nameOf(h.Frame, &d.Row)
	h.Title = d.Row.Title
	h.Heading = h.Name
	h.State = room.stateWords(h.Frame, &d.Row)
	h.Urgent, h.Gone = d.State == Entered || d.State == Begun, d.State == Blocked
	if d.Waits {
		h.Waits = h.Say("caselaw.edit.asked-by", "who", d.AskedBy)
	}
	link := func(part, key string) {
		at := entryPath(d.Number)
		if part != "" {
			at += "/" + part
		}
		h.Parts = append(h.Parts, ui.Link{Address: at, Words: h.Say(key), Current: part == here})
	}
	link("", "caselaw.edit.part-entry")
	link("text", "caselaw.edit.part-text")
	link("preview", "caselaw.edit.part-preview")
	link("history", "caselaw.edit.part-history")
	if room.Store.May(web.ActorOf(r), Approve) {
		if d.Waits || d.State == Scheduled {
			link("second", "caselaw.edit.part-second")
		}
		link("takedown", "caselaw.edit.part-takedown")
	}
	return h
}

// nameOf is what a decision is called in lists: court, day, file number.
func nameOf(f ui.Frame, row *Row) string {
	court, number := row.Court, row.FileNumber
	if court == "" {
		court = f.Say("caselaw.edit.no-court")
	}
	if number == "" {
		number = f.Say("caselaw.edit.no-file-number")
	}
	if row.Date.IsZero() {
		return f.Say("caselaw.edit.name-undated", "court", court, "file", number)
	}
	return f.Say("caselaw.edit.name", "court", court, "date", row.Date, "file", number)
}

func (room *Room) stateWords(f ui.Frame, row *Row) string {
	switch row.State {
	case Scheduled:
		return f.Say("caselaw.edit.state.scheduled-on", "date", row.Due)
	case Duplicate:
		return f.Say("caselaw.edit.state.duplicate-of", "number", formatNumber(row.SameAs))
	}
	return f.Say("caselaw.edit.state." + string(row.State))
}

// instant is a moment in words, on the clocks of the network.
func (room *Room) instant(f ui.Frame, at time.Time) string {
	at = at.In(room.Zone)
	return f.Say("caselaw.edit.instant", "date", core.DateOf(at), "time", f.Time(at.Hour(), at.Minute()))
}

// problems are the messages of an error by the field that they are about; what is about
// none of them stands under the empty name.
func problems(f ui.Frame, err error) map[string]string {
	all := map[string]string{}
	e, ok := errors.AsType[*core.Error](err)
	if !ok {
		return all
	}
	for _, p := range e.Fields {
		if all[p.Field] == "" {
			all[p.Field] = f.Say(p.Key, p.Args...)
		}
	}
	if len(e.Fields) == 0 {
		all[""] = f.Say(e.Key, e.Args...)
	}
	return all
}

// refused tells whether the person can do something about an error, and the status of
// the page that says so.
func refused(err error) (status int, ok bool) {
	e, is := errors.AsType[*core.Error](err)
	if !is {
		return 0, false
	}
	switch {
	case e.Kind == core.Invalid || e.Kind == core.Unprocessable:
		return http.StatusUnprocessableEntity, true
	case e.Kind == core.Conflict:
		return http.StatusConflict, true
	case e.Kind == core.Denied && e.Key == "caselaw.error.second-person":
		return http.StatusForbidden, true
	}
	return 0, false
}

// revisionIn is the revision of the decision that the person saw. What is done without
// one is refused: she would do it to something that she has not seen.
func revisionIn(v web.Values) (int64, error) {
	n, err := strconv.ParseInt(v.Get("revision"), 10, 64)
	if err != nil || n < 1 {
		return 0, &core.Error{Kind: core.Invalid, Key: "caselaw.error.no-revision"}
	}
	return n, nil
}
