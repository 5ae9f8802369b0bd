package caselaw

import (
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// TakeDownPage says what can be taken away of a decision, and what will be gone.
type TakeDownPage struct {
	DecisionHead
	Action, Revision string
	Summary          []ui.Field
	Way              ui.Field
	Ways             []ui.Choice
	Words, Reason    ui.Field
	Within           bool
	Gone             []string // what each way takes, in words
	Counted          []string // how often the words are found
	Count            string   // whether they were counted, for the button
	Blocked          bool
	Shown            bool
}

func (room *Room) askTakeDown(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	v := web.ReadQuery(r)
	return room.showTakeDown(w, r, http.StatusOK, &d, web.Values{"words": v["words"], "way": v["way"]}, nil, doneWords(room.editFrame(r, ""), v), nil)
}

func (room *Room) showTakeDown(w http.ResponseWriter, r *http.Request, status int, d *Decision, v web.Values, wrong map[string]string, done string, counted *Redactions) error {
	p := TakeDownPage{DecisionHead: room.head(r, d, "takedown"), Action: entryPath(d.Number) + "/takedown", Revision: formatNumber(d.Revision), Blocked: d.State == Blocked, Shown: d.State == Published}
	p.Done, p.Problem = done, wrong[""]
	p.Way = ui.Field{Name: "way", Label: p.Say("caselaw.edit.way-label"), Error: wrong["way"], Required: true}
	for _, way := range []string{"block", "strip", "redact"} {
		if way == "block" && p.Blocked {
			continue
		}
		p.Ways = append(p.Ways, ui.Choice{Value: way, Words: p.Say("caselaw.edit.way." + way), Count: -1, Selected: v.Get("way") == way})
	}
	p.Words = ui.Field{Name: "words", Label: p.Say("caselaw.edit.redact-words"), Hint: p.Say("caselaw.edit.redact-words-hint"), Value: v.Get("words"), Error: wrong["words"]}
	p.Within = v.Checked("within")
	p.Reason = ui.Field{Name: "reason", Label: p.Say("caselaw.edit.take-reason"), Hint: p.Say("caselaw.edit.take-reason-hint"), Value: prose(v, "reason"), Error: wrong["reason"]}
	p.Summary = []ui.Field{p.Way, p.Words, p.Reason}
	paragraphs := 0
	for _, s := range d.Text.Sections {
		paragraphs += len(s.Paragraphs)
	}
	p.Gone = []string{p.Say("caselaw.edit.gone.block"), p.Say("caselaw.edit.gone.strip", "n", paragraphs), p.Say("caselaw.edit.gone.redact")}
	if d.File.Hash != "" {
		p.Gone = append(p.Gone, p.Say("caselaw.edit.gone.file"))
	}
	if counted != nil {
		p.Counted = []string{p.Say("caselaw.edit.counted.entry", "n", counted.Entry), p.Say("caselaw.edit.counted.text", "n", counted.Text), p.Say("caselaw.edit.counted.history", "n", counted.History)}
		if counted.Found() == 0 {
			p.Counted = []string{p.Say("caselaw.edit.counted.none")}
			if !p.Within {
				p.Counted = append(p.Counted, p.Say("caselaw.edit.counted.try-within"))
			}
		}
	}
	return web.Render(w, r, status, takeDownPage(p))
}

// takeDown does what was chosen, or counts what would be redacted.
func (room *Room) takeDown(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	ctx, actor, f := r.Context(), web.ActorOf(r), room.editFrame(r, "")
	if v.Get("step") == "reopen" {
		if err := room.Store.Reopen(ctx, actor, d.Number); err != nil {
			return err
		}
		return web.SeeOther(w, entryPath(d.Number)+"?done=reopened")
	}
	what := Redaction{Words: v.Get("words"), Within: v.Checked("within"), Reason: prose(v, "reason")}
	if v.Get("step") == "count" {
		v["way"] = []string{"redact"}
		found, err := room.Store.Redact(ctx, actor, d.Number, what, true)
		if status, ok := refused(err); ok {
			return room.showTakeDown(w, r, status, &d, v, problems(f, err), "", nil)
		}
		if err != nil {
			return err
		}
		return room.showTakeDown(w, r, http.StatusOK, &d, v, nil, "", &found)
	}
	var wrong []core.FieldError
	way := v.Get("way")
	if way != "block" && way != "strip" && way != "redact" {
		wrong = append(wrong, core.FieldError{Field: "way", Key: "caselaw.error.choose"})
	}
	if what.Reason == "" {
		wrong = append(wrong, core.FieldError{Field: "reason", Key: "caselaw.error.reason"})
	}
	if len(wrong) > 0 {
		return room.showTakeDown(w, r, http.StatusUnprocessableEntity, &d, v, problems(f, &core.Error{Kind: core.Invalid, Fields: wrong}), "", nil)
	}
	to, done := entryPath(d.Number)+"/takedown", ""
	switch way {
	case "block":
		done, err = "blocked", room.Store.TakeDown(ctx, actor, d.Number, what.Reason)
	case "strip":
		done, err = "stripped", room.Store.Strip(ctx, actor, d.Number, what.Reason)
	case "redact":
		var found Redactions
		found, err = room.Store.Redact(ctx, actor, d.Number, what, false)
		done = "redacted&n=" + formatNumber(int64(found.Found()))
	}
	if status, ok := refused(err); ok {
		return room.showTakeDown(w, r, status, &d, v, problems(f, err), "", nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, to+"?done="+done)
}
