package casework

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"

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
	Stamp   string
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
	return room.headPage(w, r, d, o, http.StatusOK, o.Head, nil)
}

func (room *Room) headPage(w http.ResponseWriter, r *http.Request, d worker, o opened, status int, h Head, wrong error) error {
	p := HeadPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.case.head"), "/head", o.names), Stamp: string(h.Stamp)}
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
		p.Stamp = string(o.Stamp)
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
	h := Head{Alias: oneLine(v.Get("alias")), Stamp: stampOf(v)}
	for _, c := range o.given["@colleagues"] {
		if slices.Contains(v["workers"], c.Value) {
			h.Workers = append(h.Workers, core.ID(c.Value))
		}
	}
	for _, c := range d.Set.List("flag").Codes {
		if slices.Contains(v["flags"], c.ID) {
			h.Flags = append(h.Flags, c.ID)
		}
	}
	if h.Tags, err = readTags(v); err == nil {
		err = checkAlias(h.Alias)
	}
	if err == nil {
		err = d.putHead(r.Context(), id, h)
	}
	switch core.KindOf(err) {
	case core.Invalid:
		if err != nil {
			return room.headPage(w, r, d, o, http.StatusUnprocessableEntity, h, err)
		}
	case core.Conflict:
		if o, err = d.openFor(r.Context(), id, "casework.read", "head"); err != nil {
			return err
		}
		return room.headPage(w, r, d, o, http.StatusConflict, h, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"?done=saved")
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
