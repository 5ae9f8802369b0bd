package caselaw

import (
	"net/http"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// EditEntryPage is the form of an entry, with what may be left over of people beside it.
type EditEntryPage struct {
	DecisionHead
	Action    string
	Revision  string
	Summary   []ui.Field
	Sections  []EditSection
	Meanwhile []EventView // what others changed since the form was opened
	Closed    bool        // nothing can be changed
	Part      string      // address for saying that it is no duplicate; empty where it is none
	Waits     bool
	MayRedact bool
	Leftovers []LeftoverView
	Alike     []AlikeView
	Facts     []FactView // of the text
	File      string     // address of the file, where there is one
	Public    string     // address of the published page
}

// LeftoverView is something that may be left over, in words.
type LeftoverView struct {
	Words, Kind string
	Places      []LeftoverLine
	More        string
}

// LeftoverLine is one place of it.
type LeftoverLine struct{ Where, Address, Before, Words, After string }

// AlikeView is a decision that may be the same.
type AlikeView struct{ Number, Name, State, Address, Compare string }

// FactView is a name with a value.
type FactView struct{ Name, Value string }

const (
	leftoversShown = 30
	placesShown    = 3
)

func (room *Room) entry(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	done := doneWords(room.editFrame(r, ""), web.ReadQuery(r))
	return room.showEntry(w, r, http.StatusOK, &d, entryValues(&d.Entry), d.Revision, nil, done, nil)
}

// doneWords says what was done just now, by what the address says of it.
func doneWords(f ui.Frame, v web.Values) string {
	switch done := v.Get("done"); done {
	case "saved", "unchanged", "asked", "parted", "began", "undone", "text", "returned", "published", "scheduled", "blocked", "reopened", "stripped", "merged", "words", "words-removed":
		return f.Say("caselaw.edit.done." + done)
	case "redacted":
		return f.Say("caselaw.edit.done.redacted", "n", v.Number("n", 0, 0, 1<<30))
	}
	return ""
}

// showEntry shows the form with values, which may be what somebody typed.
func (room *Room) showEntry(w http.ResponseWriter, r *http.Request, status int, d *Decision, values web.Values, revision int64, wrong map[string]string, done string, meanwhile []Event) error {
	actor := web.ActorOf(r)
	p := EditEntryPage{DecisionHead: room.head(r, d, ""), Action: entryPath(d.Number), Revision: formatNumber(revision), Closed: !d.Open(), Waits: d.Waits || d.State == Entered}
	p.Done, p.Problem = done, wrong[""]
	f := entryForm{Frame: p.Frame, codes: room.codes, values: values, wrong: wrong}
	p.Sections = f.sections()
	p.Summary = summary(p.Sections)
	p.MayRedact = room.Store.May(actor, Approve)
	for i := range meanwhile {
		if meanwhile[i].Field != "" {
			p.Meanwhile = append(p.Meanwhile, room.eventView(p.Frame, &meanwhile[i]))
		}
	}
	if d.State == Duplicate {
		p.Part = entryPath(d.Number) + "/part"
	}
	p.Leftovers = leftoverViews(p.Frame, d)
	alike, err := room.Store.Alike(r.Context(), actor, d.Number)
	if err != nil {
		return err
	}
	for i := range alike {
		p.Alike = append(p.Alike, room.alikeView(p.Frame, d.Number, &alike[i]))
	}
	paragraphs := 0
	for _, s := range d.Text.Sections {
		paragraphs += len(s.Paragraphs)
	}
	p.Facts = append(p.Facts, FactView{p.Say("caselaw.edit.text-size"), p.Say("caselaw.edit.paragraphs", "n", paragraphs)})
	if !d.Published.IsZero() {
		p.Facts = append(p.Facts, FactView{p.Say("caselaw.edit.published-on"), p.Date(d.Published)})
	}
	if d.State == Published {
		p.Public = "/" + string(p.Lang()) + entryPath(d.Number)
	}
	if d.File.Hash != "" {
		p.File = entryPath(d.Number) + "/file"
		p.Facts = append(p.Facts, FactView{p.Say("caselaw.edit.file"), p.Say("caselaw.edit.file-size", "kb", int((d.File.Size+1023)/1024))})
	}
	return web.Render(w, r, status, editEntryPage(p))
}

func (room *Room) alikeView(f ui.Frame, number int64, row *Row) AlikeView {
	return AlikeView{Number: formatNumber(row.Number), Name: nameOf(f, row), State: room.stateWords(f, row), Address: entryPath(row.Number),
		Compare: entryPath(number) + "/same?with=" + formatNumber(row.Number)}
}

// leftoverViews are hints about what is in the draft.
func leftoverViews(f ui.Frame, d *Decision) (all []LeftoverView) {
	for _, l := range Leftovers(&d.Entry, &d.Text) {
		if len(all) == leftoversShown {
			break
		}
		v := LeftoverView{Words: l.Words, Kind: f.Say("caselaw.edit.left." + string(l.Kind))}
		for i, place := range l.Places {
			if i == placesShown {
				v.More = f.Say("caselaw.edit.left-more", "n", len(l.Places)-placesShown)
				break
			}
			line := LeftoverLine{Before: place.Before, Words: l.Words, After: behind(place.After)}
			switch {
			case place.Field != "":
				line.Where, line.Address = fieldWords(f, place.Field), "#"+formField(place.Field)
			case place.Number != "":
				line.Where, line.Address = f.Say("caselaw.edit.margin", "n", place.Number), entryPath(d.Number)+"/preview#"+place.Anchor
			default:
				line.Where, line.Address = f.Say("caselaw.edit.in-text"), entryPath(d.Number)+"/preview#"+place.Anchor
			}
			v.Places = append(v.Places, line)
		}
		all = append(all, v)
	}
	return all
}

// behind are the words that follow others, with a space between unless they begin with a
// sign that stands close.
func behind(words string) string {
	if words == "" || strings.ContainsRune(",.;:)!?“”’", []rune(words)[0]) {
		return words
	}
	return " " + words
}

// formField is the name in the form of a field of an entry.
func formField(field string) string {
	if rest, ok := strings.CutPrefix(field, "versions."); ok {
		return strings.Replace(rest, ".", "-", 1)
	}
	switch field {
	case "sentences", "sums", "chain":
		return "section-" + field
	}
	return field
}

// saveEntry saves the form, and then does what its button says: asks for a second person,
// or redacts.
func (room *Room) saveEntry(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	if v.Get("end") != "1" { // the last field of the form
		return &core.Error{Kind: core.TooLarge}
	}
	seen, err := revisionIn(v)
	if err != nil {
		return err
	}
	actor := web.ActorOf(r)
	f := room.editFrame(r, "")
	typed, wrong := readEntry(v)
	if len(wrong) > 0 {
		return room.showEntry(w, r, http.StatusUnprocessableEntity, &d, v, seen, problems(f, &core.Error{Kind: core.Invalid, Fields: wrong}), "", nil)
	}
	if d.Revision != seen {
		return room.collision(w, r, v, &d, seen, &typed)
	}
	next, err := typedOver(&d.Entry, &d.Entry, &typed)
	if err != nil {
		return err
	}
	saved, err := room.Store.Save(r.Context(), actor, d.Number, seen, next)
	if status, ok := refused(err); ok {
		if status == http.StatusConflict && d.Open() {
			if d, err = room.asked(r); err != nil {
				return err
			}
			return room.collision(w, r, v, &d, seen, &typed)
		}
		return room.showEntry(w, r, status, &d, v, seen, problems(f, err), "", nil)
	}
	if err != nil {
		return err
	}
	done := "saved"
	if saved.Revision == seen {
		done = "unchanged"
	}
	switch words := v.Get("redact"); {
	case words != "":
		found, err := room.Store.Redact(r.Context(), actor, d.Number, Redaction{Words: words, Reason: f.Say("caselaw.edit.redact-reason")}, false)
		if err != nil {
			return err
		}
		return web.SeeOther(w, entryPath(d.Number)+"?done=redacted&n="+formatNumber(int64(found.Found())))
	case v.Get("step") == "ask":
		_, err := room.Store.Ask(r.Context(), actor, d.Number, saved.Revision)
		if status, ok := refused(err); ok {
			wrong := problems(f, err)
			if len(wrong) > 0 && wrong[""] == "" {
				wrong[""] = f.Say("caselaw.error.lacking")
			}
			return room.showEntry(w, r, status, &saved, entryValues(&saved.Entry), saved.Revision, wrong, "", nil)
		}
		if err != nil {
			return err
		}
		done = "asked"
	}
	return web.SeeOther(w, entryPath(d.Number)+"?done="+done)
}

// collision shows the form with what was typed put over what others have changed
// meanwhile, and says what that was.
func (room *Room) collision(w http.ResponseWriter, r *http.Request, v web.Values, d *Decision, seen int64, typed *decision.Entry) error {
	events, err := room.Store.History(r.Context(), web.ActorOf(r), d.Number)
	if err != nil {
		return err
	}
	base, since, err := entryAt(d, events, seen)
	if err != nil {
		return err
	}
	next, err := typedOver(&d.Entry, &base, typed)
	if err != nil {
		return err
	}
	if different, err := decision.Changes(&d.Entry, &next); err != nil {
		return err
	} else if len(different) == 0 && d.Open() && v.Get("redact") == "" && (v.Get("step") != "ask" || d.Waits) {
		// A button that was pressed twice: all of it is there already.
		done := "saved"
		if v.Get("step") == "ask" {
			done = "asked"
		}
		return web.SeeOther(w, entryPath(d.Number)+"?done="+done)
	}
	f := room.editFrame(r, "")
	wrong := map[string]string{"": f.Say("caselaw.edit.overtaken", "who", d.ChangedBy)}
	if !d.Open() {
		wrong[""] = f.Say("caselaw.error.closed")
	}
	return room.showEntry(w, r, http.StatusConflict, d, entryValues(&next), d.Revision, wrong, "", since)
}

// part says that the decision is no duplicate after all.
func (room *Room) part(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	if err := room.Store.Part(r.Context(), web.ActorOf(r), d.Number); err != nil {
		return err
	}
	return web.SeeOther(w, entryPath(d.Number)+"?done=parted")
}
