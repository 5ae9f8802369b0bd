package casework

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// HeadPage is how a case is called, who works on it, and what must be known of it
// at first sight.
type HeadPage struct {
	CaseFrame
	Name    ui.Field
	Tags    ui.Field
	Team    ui.Field
	Workers []ui.Choice
	Marks   ui.Field
	Flags   []ui.Choice
	Hidden  [][2]string
	Draft   string // where the form is sent, and the key under which a draft is kept
	DraftOf string // says that and since when a draft stands in the form
	Unkept  bool   // it holds what is kept nowhere yet: it was refused
	Clash   string // says who changed it meanwhile
	Theirs  []FactView
}

func (p HeadPage) fields() []ui.Field { return []ui.Field{p.Name, p.Tags} }

func (room *Room) askHead(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", "head")
	if err != nil {
		return err
	}
	h := o.Head
	draft, err := d.draftFor(r.Context(), address(id)+"/head")
	if err != nil {
		return err
	}
	if draft != nil {
		h, _ = d.readHead(draft.Fields, o.given)
		if h.same(o.Head) {
			draft = nil
		}
	}
	if draft == nil {
		h = o.Head
	}
	return room.headPage(w, r, d, o, http.StatusOK, h, draft, nil)
}

// readHead reads the form. Its tags may be too many or too long.
func (d worker) readHead(v web.Values, given dataset.Given) (Head, error) {
	h := Head{Alias: oneLine(v.Get("alias")), Stamp: stampOf(v)}
	for _, c := range given["@colleagues"] {
		if slices.Contains(v["workers"], c.Value) {
			h.Workers = append(h.Workers, core.ID(c.Value))
		}
	}
	for _, c := range d.Set.List("flag").Codes {
		if slices.Contains(v["flags"], c.ID) {
			h.Flags = append(h.Flags, c.ID)
		}
	}
	var err error
	if h.Tags, err = readTags(v); err == nil {
		err = checkAlias(h.Alias)
	}
	return h, err
}

// same tells whether two heads say the same of what the form asks.
func (h Head) same(as Head) bool {
	alike := func(x, y []core.ID) bool {
		x, y = slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
		return slices.Equal(x, y)
	}
	return h.Alias == as.Alias && slices.Equal(h.Tags, as.Tags) && slices.Equal(h.Flags, as.Flags) && alike(h.Workers, as.Workers)
}

func (room *Room) headPage(w http.ResponseWriter, r *http.Request, d worker, o opened, status int, h Head, draft *Draft, wrong error) error {
	p := HeadPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.case.head"), "/head", o.names)}
	p.Draft, p.Unkept = p.Address+"/head", status != http.StatusOK
	began := string(h.Stamp)
	if draft != nil {
		began, p.DraftOf = beganWith(draft.Fields), d.draftWords(p.Frame, draft)
	}
	p.Hidden = [][2]string{{"stamp", began}, {"draft", p.Draft}}
	problems := problemsOf(p.Frame, wrong)
	p.Name = ui.Field{Name: "alias", Label: p.Say("casework.case.alias"), Hint: p.Say("casework.case.alias-hint"), Value: h.Alias, Required: true, Error: problems["alias"]}
	p.Tags = ui.Field{Name: "tags", Label: p.Say("casework.case.tags"), Hint: p.Say("casework.case.tags-hint"), Value: strings.Join(h.Tags, ", "), Error: problems["tags"]}
	p.Team = ui.Field{Name: "workers", Label: p.Say("casework.case.workers")}
	for _, c := range o.given["@colleagues"] {
		p.Workers = append(p.Workers, ui.Choice{Value: c.Value, Words: nameOr(p.Frame, c.Label), Count: -1, Selected: slices.Contains(h.Workers, core.ID(c.Value))})
	}
	p.Marks = ui.Field{Name: "flags", Label: p.Say("casework.case.flags")}
	for _, c := range d.Set.List("flag").Codes {
		if c.On(d.Today()) || slices.Contains(h.Flags, c.ID) {
			p.Flags = append(p.Flags, ui.Choice{Value: c.ID, Words: c.Label(p.Lang()), Count: -1, Selected: slices.Contains(h.Flags, c.ID)})
		}
	}
	if status == http.StatusConflict {
		p.Hidden = [][2]string{{"stamp", string(o.Stamp)}, {"base", began}, {"draft", p.Draft}}
		p.Clash = d.changedBy(p.Frame, State{At: o.At, By: o.By}, o.names)
		add := func(name string, lines ...string) {
			if len(lines) > 0 {
				p.Theirs = append(p.Theirs, FactView{name, lines})
			}
		}
		add(p.Name.Label, o.Alias)
		add(p.Tags.Label, o.Tags...)
		add(p.Team.Label, p.CaseFrame.Workers)
		var flags []string
		for _, flag := range o.Flags {
			code, _ := d.Set.List("flag").Code(flag)
			flags = append(flags, code.Label(p.Lang()))
		}
		add(p.Marks.Label, flags...)
	}
	return web.Render(w, r, status, headPage(p))
}

// saveHead changes the head of a case. Where somebody else has changed it
// meanwhile, both versions are shown.
func (room *Room) saveHead(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", "head")
	if err != nil {
		return err
	}
	h, err := d.readHead(v, o.given)
	if err == nil {
		err = d.putHead(r.Context(), id, h)
	}
	switch core.KindOf(err) {
	case core.Invalid:
		if err != nil {
			h.Stamp = vault.ID(beganWith(v))
			return room.headPage(w, r, d, o, http.StatusUnprocessableEntity, h, nil, err)
		}
	case core.Conflict:
		if o, err = d.openFor(r.Context(), id, "casework.read", "head"); err != nil {
			return err
		}
		h.Stamp = vault.ID(beganWith(v))
		return room.headPage(w, r, d, o, http.StatusConflict, h, nil, nil)
	}
	if err != nil {
		return err
	}
	return d.taken(w, r, v, address(id)+"?done=saved")
}

func (d worker) putHead(ctx context.Context, id vault.ID, h Head) error {
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		all, err := d.cards(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, l := range all {
			if l.Alias == h.Alias && l.id != id {
				return fieldError("alias", "casework.error.alias-taken")
			}
		}
		c, err := d.open(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if c.Status == Done {
			return &core.Error{Kind: core.Denied, Key: "casework.error.closed-case"}
		}
		if c.Stamp != h.Stamp {
			return &core.Error{Kind: core.Conflict}
		}
		c.Alias, c.Tags, c.Flags, c.Workers = h.Alias, h.Tags, h.Flags, h.Workers
		if err := d.touchHead(ctx, tx, c); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.written", id, "head")
	})
}

// touchHead seals a changed head, with what lists know of the case.
func (d worker) touchHead(ctx context.Context, tx *sql.Tx, c *Case) error {
	c.Stamp, c.At, c.By = vault.NewID(), d.Minute(), d.Actor.Person
	if err := c.sealHead(ctx, tx); err != nil {
		return err
	}
	return d.index(ctx, tx, c)
}
