package caselaw

import (
	"net/http"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// NewPage begins a decision by what it is known by.
type NewPage struct {
	ui.Frame
	Summary []ui.Field
	Fields  []EditField
	Alike   []AlikeView // that may be the same
}

func (room *Room) askNew(w http.ResponseWriter, r *http.Request) error {
	return room.showNew(w, r, http.StatusOK, web.Values{}, nil, nil)
}

func (room *Room) showNew(w http.ResponseWriter, r *http.Request, status int, v web.Values, wrong map[string]string, alike []Row) error {
	p := NewPage{Frame: room.editFrame(r, "caselaw.edit.new")}
	f := entryForm{Frame: p.Frame, codes: room.codes, values: v, wrong: wrong}
	p.Fields = []EditField{f.line("court"), f.day("date", "date"), f.area("file-numbers", "file-numbers", 2), f.choose("kind", "kind", "kinds"), f.line("ecli")}
	for _, field := range p.Fields {
		p.Summary = append(p.Summary, field.Field)
	}
	for i := range alike {
		p.Alike = append(p.Alike, room.alikeView(p.Frame, alike[i].Number, &alike[i]))
	}
	return web.Render(w, r, status, newPage(p))
}

// begin stores a new decision, unless one that may be the same is there and was not shown
// yet.
func (room *Room) begin(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	f, actor := room.editFrame(r, ""), web.ActorOf(r)
	e, wrong := readEntry(web.Values{"court": v["court"], "date": v["date"], "file-numbers": v["file-numbers"], "kind": v["kind"], "ecli": v["ecli"]})
	e.Source.Name = "editors"
	need := func(field string, there bool) {
		if !there {
			wrong = append(wrong, core.FieldError{Field: field, Key: "caselaw.error.needed-first"})
		}
	}
	need("court", e.Court != "")
	need("file-numbers", len(e.FileNumbers) > 0)
	if v.Get("date") == "" {
		need("date", false)
	}
	if len(wrong) > 0 {
		return room.showNew(w, r, http.StatusUnprocessableEntity, v, problems(f, &core.Error{Kind: core.Invalid, Fields: wrong}), nil)
	}
	if !v.Checked("anyway") {
		alike, err := room.Store.Known(r.Context(), actor, &e)
		if err != nil {
			return err
		}
		if len(alike) > 0 {
			return room.showNew(w, r, http.StatusConflict, v, nil, alike)
		}
	}
	d, err := room.Store.Begin(r.Context(), actor, decision.Found{Entry: e})
	if status, ok := refused(err); ok {
		return room.showNew(w, r, status, v, problems(f, err), nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, entryPath(d.Number)+"?done=began")
}
