package contact

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// AnswerPage is where an answer is written.
type AnswerPage struct {
	ui.Frame
	Done     string
	Box      string // address
	Hidden   [][2]string
	Text     ui.Field
	Lang     ui.Field
	Langs    []ui.Choices
	Block    ui.Field
	Blocks   []ui.Choices // text blocks in the language of the conversation first
	Ask      ui.Field
	Asks     []ui.Choice
	Centre   ui.Field
	Centres  []ui.Choices // that can be asked about; none where no other takes part
	Reviewer ui.Field
	Team     []ui.Choices
	Quicker  bool       // somebody else has changed the draft meanwhile
	Clash    []FactView // the draft as it is now
	Who      string     // who that was
	Last     Turn       // what she wrote last
	Checked  string     // how far the second pair of eyes is
	Remark   string
	Mine     bool // she is asked to look at it
	Revision string
	Review   ui.Field
	Kept     bool // there is a draft that can be thrown away
}

func (p AnswerPage) fields() []ui.Field {
	return []ui.Field{p.Text, p.Lang, p.Ask, p.Centre, p.Reviewer, p.Review}
}

func (room *Room) askAnswer(w http.ResponseWriter, r *http.Request, d colleague) error {
	if err := d.Write(); err != nil {
		return err
	}
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
	return room.showAnswer(w, r, d, http.StatusOK, o, nil, nil)
}

// readDraft takes what was written on the page.
func readDraft(v web.Values) draftOf {
	return draftOf{Base: vault.Revision(v.Get("revision")), Text: v.Get("text"), Lang: core.Lang(v.Get("lang")),
		Ask: Ask(v.Get("ask")), To: core.ID(v.Get("centre")), Review: core.ID(v.Get("reviewer"))}
}

// showAnswer shows the page on which an answer is written: with the draft, or with
// what was typed where it was not taken.
func (room *Room) showAnswer(w http.ResponseWriter, r *http.Request, d colleague, status int, o *opened, typed *draftOf, wrong error) error {
	ctx := r.Context()
	team, err := room.Colleagues(ctx, d.Actor.Centre)
	if err != nil {
		return err
	}
	people := slices.Clone(team)
	if o.draft != nil {
		people = append(people, o.draft.By, o.draft.Review)
	}
	names, err := d.Named(ctx, people...)
	if err != nil {
		return err
	}
	others, err := room.others(ctx, d.Actor.Centre)
	if err != nil {
		return err
	}
	shelf, err := d.readBlocks(ctx)
	if err != nil {
		return err
	}
	now := *o.begun()
	p := AnswerPage{Frame: room.inside(r, "contact.inbox.answer"), Box: address(o.ID), Revision: string(now.Base), Kept: o.draft != nil}
	p.Done, p.Quicker = finished(p.Frame, r), status == http.StatusConflict
	shown := now
	if typed != nil {
		shown = *typed
	}
	if p.Quicker && shown.Text != now.Text {
		p.Clash = []FactView{{p.Say("contact.inbox.text"), now.Text}}
		if o.draft == nil {
			p.Clash[0].Value = p.Say("contact.inbox.draft-gone")
		}
	}
	if p.Quicker && o.draft != nil {
		p.Who = names(o.draft.By)
	}
	p.Last = room.herTurn(p.Frame, o, o.Messages[len(o.Messages)-1])
	p.Hidden = [][2]string{{"revision", string(now.Base)}}
	if wrong != nil && typed != nil {
		p.Hidden[0][1] = string(typed.Base)
	}
	room.answerFields(&p, d, shown, desk.Problems(p.Frame, wrong), team, names, others, shelf)
	if o.draft != nil {
		p.Mine = o.draft.Review == d.Actor.Person
		p.Checked, p.Remark = checked(p.Frame, o.draft, names), o.draft.Remark
	}
	p.Review = ui.Field{Name: "remark", Label: p.Say("contact.inbox.remark"), Hint: p.Say("contact.inbox.remark-hint"), Value: shown.Remark, Error: desk.Problems(p.Frame, wrong)["remark"]}
	return web.Render(w, r, status, answerPage(p))
}

// answerFields are those of the form.
func (room *Room) answerFields(p *AnswerPage, d colleague, w draftOf, problems map[string]string, team []core.ID, names func(core.ID) string, others []taker, shelf shelfOfBlocks) {
	p.Text = ui.Field{Name: "text", Label: p.Say("contact.inbox.text"), Hint: p.Say("contact.inbox.text-hint"), Value: w.Text, Error: problems["text"]}
	p.Lang = ui.Field{Name: "lang", Label: p.Say("contact.inbox.written-in"), Hint: p.Say("contact.inbox.written-in-hint"), Error: problems["lang"]}
	p.Langs = []ui.Choices{{List: room.langChoices(p.Frame, w.Lang)}}
	p.Block = ui.Field{Name: "insert", Label: p.Say("contact.inbox.block"), Hint: p.Say("contact.inbox.block-hint")}
	p.Blocks = blockChoices(p.Frame, shelf, w.Lang)
	p.Ask = ui.Field{Name: "ask", Label: p.Say("contact.inbox.ask"), Hint: p.Say("contact.inbox.ask-hint"), Error: problems["ask"]}
	p.Asks = []ui.Choice{
		{Value: "", Words: p.Say("contact.inbox.ask-nothing"), Count: -1, Selected: w.Ask == AskNothing},
		{Value: string(AskCase), Words: p.Say("contact.inbox.ask-case"), Count: -1, Selected: w.Ask == AskCase}}
	if len(others) > 0 {
		p.Asks = append(p.Asks, ui.Choice{Value: string(AskHandOver), Words: p.Say("contact.inbox.ask-hand-over"), Count: -1, Selected: w.Ask == AskHandOver})
		p.Centre = ui.Field{Name: "centre", Label: p.Say("contact.inbox.centre"), Hint: p.Say("contact.inbox.centre-hint"), Error: problems["centre"]}
		var list []ui.Choice
		for _, t := range others {
			list = append(list, ui.Choice{Value: string(t.Centre), Words: t.Name, Count: -1, Selected: t.Centre == w.To})
		}
		p.Centres = []ui.Choices{{List: list}}
	}
	p.Reviewer = ui.Field{Name: "reviewer", Label: p.Say("contact.inbox.reviewer"), Hint: p.Say("contact.inbox.reviewer-hint"), Error: problems["reviewer"]}
	var list []ui.Choice
	for _, id := range team {
		if name := names(id); name != "" && id != d.Actor.Person {
			list = append(list, ui.Choice{Value: string(id), Words: name, Count: -1, Selected: id == w.Review})
		}
	}
	slices.SortFunc(list, func(x, y ui.Choice) int { return strings.Compare(x.Words, y.Words) })
	p.Team = []ui.Choices{{List: list}}
}

// langChoices are the languages of the site.
func (room *Room) langChoices(f ui.Frame, chosen core.Lang) (list []ui.Choice) {
	for _, l := range room.Texts.Languages() {
		list = append(list, ui.Choice{Value: string(l.Code), Words: langName(f, l.Code), Count: -1, Selected: l.Code == chosen})
	}
	slices.SortFunc(list, func(x, y ui.Choice) int { return strings.Compare(x.Words, y.Words) })
	return list
}

// others are the other centres that take messages.
func (room *Room) others(ctx context.Context, centre core.ID) ([]taker, error) {
	all, err := room.takers(ctx)
	return slices.DeleteFunc(all, func(t taker) bool { return t.Centre == centre }), err
}

// checked says whether somebody else has looked at a draft.
func checked(f ui.Frame, draft *Draft, names func(core.ID) string) string {
	name := names(draft.Review)
	if name == "" {
		name = f.Say("contact.inbox.somebody")
	}
	switch {
	case draft.Review == "":
		return f.Say("contact.inbox.check-nobody")
	case draft.Seen:
		return f.Say("contact.inbox.check-agreed", "name", name)
	case draft.Remark != "":
		return f.Say("contact.inbox.check-remark", "name", name)
	}
	return f.Say("contact.inbox.check-waits", "name", name)
}

// saveAnswer keeps the draft, whichever button was pressed, and goes on from there.
func (room *Room) saveAnswer(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	ctx, mine := r.Context(), readDraft(v)
	team, err := room.Colleagues(ctx, d.Actor.Centre)
	if err != nil {
		return err
	}
	others, err := room.others(ctx, d.Actor.Centre)
	if err != nil {
		return err
	}
	do := v.Get("do")
	if do == "insert" {
		shelf, err := d.readBlocks(ctx)
		if err != nil {
			return err
		}
		if b, ok := shelf.block(vault.ID(v.Get("insert"))); ok {
			mine.Text = strings.TrimSpace(mine.Text + "\n\n" + b.Text)
		} else {
			do = "save"
		}
	}
	if err = d.check(mine, others, team); err == nil && do == "preview" && mine.Text == "" {
		err = fieldError("text", "contact.inbox.no-text")
	}
	if err == nil {
		err = d.saveDraft(ctx, id, mine)
	}
	if err != nil {
		return room.answerAgain(w, r, d, id, &mine, err)
	}
	switch {
	case do == "preview":
		return web.SeeOther(w, address(id)+"/preview")
	case do == "insert":
		return web.SeeOther(w, address(id)+"/answer?done=inserted")
	case mine.Review != "":
		return web.SeeOther(w, address(id)+"/answer?done=asked")
	}
	return web.SeeOther(w, address(id)+"/answer?done=draft")
}

// answerAgain shows the page again where something was not taken, with what was
// typed. Other errors it returns.
func (room *Room) answerAgain(w http.ResponseWriter, r *http.Request, d colleague, id core.ID, typed *draftOf, wrong error) error {
	if now := clash(wrong); now != nil {
		return room.showAnswer(w, r, d, http.StatusConflict, now, typed, nil)
	}
	if core.KindOf(wrong) != core.Invalid {
		return wrong
	}
	o, err := d.view(r.Context(), id)
	if err != nil {
		return err
	}
	return room.showAnswer(w, r, d, http.StatusUnprocessableEntity, o, typed, wrong)
}

// review takes what a colleague says about a draft.
func (room *Room) review(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	err = d.saveReview(r.Context(), id, vault.Revision(v.Get("revision")), v.Get("remark"), v.Get("do") == "agree")
	now := clash(err)
	if now == nil && core.KindOf(err) == core.Invalid && err != nil {
		var viewErr error
		if now, viewErr = d.view(r.Context(), id); viewErr != nil {
			return viewErr
		}
	}
	if now != nil {
		typed := now.begun()
		typed.Remark = v.Get("remark")
		if clash(err) != nil {
			return room.showAnswer(w, r, d, http.StatusConflict, now, typed, nil)
		}
		return room.showAnswer(w, r, d, http.StatusUnprocessableEntity, now, typed, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/answer?done=reviewed")
}

// discard throws a draft away.
func (room *Room) discard(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	if err := d.dropDraft(r.Context(), id, vault.Revision(v.Get("revision"))); err != nil {
		if now := clash(err); now != nil {
			return room.showAnswer(w, r, d, http.StatusConflict, now, nil, nil)
		}
		return err
	}
	return web.SeeOther(w, address(id)+"?done=discarded")
}
