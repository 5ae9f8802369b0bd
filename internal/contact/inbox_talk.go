package contact

import (
	"context"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// TalkPage is one conversation.
type TalkPage struct {
	ui.Frame
	Done      string
	Box       string // address
	May       bool   // she may change something
	Mine      bool   // it is hers
	State     string
	Worker    string
	Language  string
	Arrived   string
	Waiting   string
	Late      bool
	Until     string
	News      string
	Held      bool
	Blocked   string // what was said when it was blocked; empty where it is not
	Case      string // address of the case that was made of it
	Moved     bool
	Turns     []Turn
	Draft     string // who is writing an answer; empty where nobody is
	Look      bool   // she is asked to look at the draft
	MayCase   bool
	HandOvers []ui.Link
	Quicker   bool       // something has changed meanwhile
	Clash     []FactView // what the form says now
	Revision  string
	Colleague ui.Field
	People    []ui.Choices
	Status    ui.Field
	States    []ui.Choice
	Note      ui.Field
}

func (p TalkPage) fields() []ui.Field { return []ui.Field{p.Colleague, p.Status, p.Note} }

// Turn is one message or answer.
type Turn struct {
	Heading string
	Ours    bool
	Text    ui.Saying
	Gone    string // why there is no text
	Reply   string
	Ask     string
	Files   []AttachedView
}

// AttachedView is a file of a message.
type AttachedView struct{ Name, Address, Size, Note string }

// FactView is a name and what stands behind it.
type FactView struct{ Name, Value string }

func (room *Room) talk(w http.ResponseWriter, r *http.Request, d colleague) error {
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	o, err := d.view(r.Context(), id)
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "contact.read", o.head.ID(), ""); err != nil {
		return err
	}
	return room.showTalk(w, r, d, http.StatusOK, o, nil, nil)
}

// showTalk shows a conversation; typed is what stands in the form where it was not
// taken, and wrong why.
func (room *Room) showTalk(w http.ResponseWriter, r *http.Request, d colleague, status int, o *opened, typed web.Values, wrong error) error {
	ctx := r.Context()
	team, err := room.Colleagues(ctx, d.Actor.Centre)
	if err != nil {
		return err
	}
	people := append(slices.Clone(team), o.Standing.Worker)
	for _, a := range o.Answers {
		people = append(people, a.By)
	}
	if o.draft != nil {
		people = append(people, o.draft.By)
	}
	names, err := d.Named(ctx, people...)
	if err != nil {
		return err
	}
	promise, err := room.Promise(ctx, d.Actor.Centre)
	if err != nil {
		return err
	}
	p := TalkPage{Frame: room.inside(r, "contact.inbox.talk"), Box: address(o.ID), May: d.Has(Answer)}
	p.Done, p.Quicker = finished(p.Frame, r), status == http.StatusConflict
	p.State, p.Worker, p.Language = stateWords(p.Frame, o.Standing.stands(len(o.Messages))), names(o.Standing.Worker), langName(p.Frame, o.Standing.Lang)
	p.Mine, p.Held, p.Blocked = o.Standing.Worker == d.Actor.Person, o.Held, o.Standing.Blocked
	p.Arrived, p.Until, p.Case, p.Moved = p.Date(o.Standing.Arrived), p.Date(o.Erased), o.Standing.Case, o.Standing.Case != ""
	if !o.box.WaitingSince.IsZero() {
		p.Waiting, p.Late = p.Date(o.box.WaitingSince), d.Today().After(promise.Expected(o.box.WaitingSince))
	}
	if o.known != "" && o.news() > 0 {
		p.News = p.Say("contact.inbox.news", "n", o.news())
	}
	p.Turns = room.turns(p.Frame, o, names)
	if o.draft != nil {
		p.Draft, p.Look = p.Say("contact.inbox.somebody"), o.draft.Review == d.Actor.Person && !o.draft.Seen
		if name := names(o.draft.By); name != "" {
			p.Draft = name
		}
	}
	if p.May && !p.Moved {
		yes, _ := o.said(AskCase, "")
		p.MayCase = yes && room.MakeCase != nil
		if err := room.ways(ctx, &p, o); err != nil {
			return err
		}
	}
	room.standingForm(&p, d, o, team, names, typed, wrong)
	return web.Render(w, r, status, talkPage(p))
}

// ways leads to the centres to which she has let this one hand over.
func (room *Room) ways(ctx context.Context, p *TalkPage, o *opened) error {
	agreed := o.agreed()
	if len(agreed) == 0 {
		return nil
	}
	all, err := room.takers(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if slices.Contains(agreed, t.Centre) {
			p.HandOvers = append(p.HandOvers, ui.Link{Address: p.Box + "/hand-over?to=" + string(t.Centre), Words: p.Say("contact.inbox.hand-over-to", "centre", t.Name)})
		}
	}
	return nil
}

// turns are messages and answers in the order in which they came.
func (room *Room) turns(f ui.Frame, o *opened, names func(core.ID) string) (all []Turn) {
	next := 0
	given := func(until int) {
		for next < len(o.Answers) && (o.Answers[next].After <= until || until < 0) {
			all = append(all, room.ourTurn(f, o, o.Answers[next], names))
			next++
		}
	}
	for i, m := range o.Messages {
		given(i)
		all = append(all, room.herTurn(f, o, m))
	}
	given(-1)
	return all
}

func (room *Room) herTurn(f ui.Frame, o *opened, m Message) Turn {
	t := Turn{Heading: f.Say("contact.inbox.message-of", "date", m.Sent), Text: ui.Saying{Text: m.Text, Lang: m.Lang}}
	if m.Text == "" && m.Reply == nil && len(m.Files) == 0 {
		t.Gone = f.Say("contact.inbox.moved")
	}
	if m.Reply != nil {
		question := askWords(f, m.Reply.Ask, o.nameOf(m.Reply.To))
		if m.Reply.Yes {
			t.Reply = f.Say("contact.inbox.said-yes", "question", question)
		} else {
			t.Reply = f.Say("contact.inbox.said-no", "question", question)
		}
	}
	for _, one := range m.Files {
		v := AttachedView{Name: one.Name, Size: sizeWords(f, one.Size), Address: address(o.ID) + "/files/" + string(m.ID) + "/" + string(one.ID)}
		if v.Name == "" {
			v.Name = f.Say("contact.inbox.file")
		}
		if one.Cleaned {
			v.Note = f.Say("contact.inbox.cleaned")
		}
		t.Files = append(t.Files, v)
	}
	return t
}

func (room *Room) ourTurn(f ui.Frame, o *opened, s Sent, names func(core.ID) string) Turn {
	t := Turn{Heading: f.Say("contact.inbox.answer-of", "date", s.Day), Ours: true, Text: ui.Saying{Text: s.Text, Lang: s.Lang}}
	if name := names(s.By); name != "" {
		t.Heading = f.Say("contact.inbox.answer-by", "date", s.Day, "name", name)
	}
	if s.Ask != AskNothing {
		t.Ask = askWords(f, s.Ask, s.ToName)
	}
	return t
}

// nameOf is what a centre was called when she was asked about it.
func (o *opened) nameOf(centre core.ID) string {
	for _, a := range o.Answers {
		if a.To == centre {
			return a.ToName
		}
	}
	return ""
}

// askWords say what she was asked.
func askWords(f ui.Frame, ask Ask, centre string) string {
	if ask == AskHandOver {
		return f.Say("contact.inbox.asked-hand-over", "centre", centre)
	}
	return f.Say("contact.inbox.asked-case")
}

// sizeWords say how large a file is.
func sizeWords(f ui.Frame, size int64) string {
	if size < 1<<20 {
		return f.Say("contact.files.kb", "n", int(max(1, size>>10)))
	}
	return f.Say("contact.files.mb", "n", int(size>>20))
}

// download gives a file to be saved. It is never shown: nobody knows what is in it.
func (room *Room) download(w http.ResponseWriter, r *http.Request, d colleague) error {
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	o, err := d.view(r.Context(), id)
	if err != nil {
		return err
	}
	for _, m := range o.Messages {
		for _, f := range m.Files {
			if string(m.ID) != r.PathValue("message") || string(f.ID) != r.PathValue("file") {
				continue
			}
			content, err := o.Read(r.Context(), m, f)
			if err != nil {
				return err
			}
			if err := d.RecordAlone(r.Context(), "contact.file", m.ID, "opened"); err != nil {
				return err
			}
			return web.Attachment(w, r, web.FileName(f.Name), content)
		}
	}
	return missing()
}
