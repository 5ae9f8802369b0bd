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
	Clash     []FactView // what the form says now, where somebody else was quicker
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
	p.Done = finished(p.Frame, r)
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
			return nil
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
