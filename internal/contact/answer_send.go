package contact

import (
	"net/http"
	"slices"

	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// PreviewPage shows an answer as she will read it.
type PreviewPage struct {
	ui.Frame
	Box     string
	Hidden  [][2]string
	Text    ui.Saying
	Dir     string
	Lang    string
	Ask     string
	Checked string
	Remark  string
	Warn    bool // nobody has agreed who was asked to
}

func (room *Room) preview(w http.ResponseWriter, r *http.Request, d colleague) error {
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
	if o.draft == nil {
		return web.SeeOther(w, address(id)+"/answer")
	}
	names, err := d.Named(r.Context(), o.draft.Review)
	if err != nil {
		return err
	}
	others, err := room.others(r.Context(), d.Actor.Centre)
	if err != nil {
		return err
	}
	p := PreviewPage{Frame: room.inside(r, "contact.inbox.preview"), Box: address(id)}
	p.Hidden = [][2]string{{"answer", string(o.draft.Answer)}, {"revision", string(o.drafted)}}
	p.Text, p.Lang = ui.Saying{Text: o.draft.Text, Lang: o.draft.Lang}, langName(p.Frame, o.draft.Lang)
	p.Dir = room.Texts.For(o.draft.Lang).Dir()
	if o.draft.Ask != AskNothing {
		name := ""
		if at := slices.IndexFunc(others, func(t taker) bool { return t.Centre == o.draft.To }); at >= 0 {
			name = others[at].Name
		}
		p.Ask = askWords(p.Frame, o.draft.Ask, name)
	}
	p.Checked, p.Remark, p.Warn = checked(p.Frame, o.draft, names), o.draft.Remark, o.draft.Review != "" && !o.draft.Seen
	return web.Render(w, r, http.StatusOK, previewPage(p))
}

// send sends the draft.
func (room *Room) send(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := boxOf(r)
	if err != nil {
		return err
	}
	answer, _ := vault.ParseID(v.Get("answer"))
	if err := d.sendDraft(r.Context(), id, answer, vault.Revision(v.Get("revision"))); err != nil {
		return room.answerAgain(w, r, d, id, nil, err)
	}
	return web.SeeOther(w, address(id)+"?done=sent")
}
