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

// restrictRoutes are the pages on which a case is left to named colleagues.
func (room *Room) restrictRoutes(get, post router) []web.Route {
	return []web.Route{
		get("/casework/restricted", Lead, room.showRestricted),
		get("/casework/cases/{id}/restrict", Write, room.askRestrict),
		post("/casework/cases/{id}/restrict", Write, room.restrictCase),
		post("/casework/cases/{id}/restrict/lift", Write, room.unrestrictCase),
	}
}

// RestrictPage says who may open a case, and changes that.
type RestrictPage struct {
	CaseFrame
	Now     []FactView // who can open it today, and why; empty where everybody can
	Readers ui.Field
	Team    []ui.Choice // without herself
	Reason  ui.Field
	Self    string
}

func (p RestrictPage) fields() []ui.Field { return []ui.Field{p.Readers, p.Reason} }

// mayRestrict tells whether somebody decides who opens a case: the lead, and who is
// responsible for it.
func (d worker) mayRestrict(c *Case) bool {
	return d.Has(Lead) || d.Has(Write) && slices.Contains(c.Workers, d.Actor.Person)
}

func notResponsible() error {
	return &core.Error{Kind: core.Denied, Key: "casework.error.not-responsible"}
}

func (room *Room) askRestrict(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.restrictPage(w, r, d, http.StatusOK, nil, nil)
}

func (room *Room) restrictPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.read", "restrict")
	if err != nil {
		return err
	}
	if !d.mayRestrict(o.Case) {
		return notResponsible()
	}
	readers := o.folder.Readers()
	chosen := append(slices.Clone(readers), o.Workers...)
	if readers != nil {
		chosen = readers
	}
	p := RestrictPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.restrict.heading"), "/restrict", o.names)}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	problems := problemsOf(p.Frame, wrong)
	p.Readers = ui.Field{Name: "readers", Label: p.Say("casework.restrict.readers"), Hint: p.Say("casework.restrict.readers-hint"), Error: problems["readers"]}
	var now []string
	for _, c := range o.given["@colleagues"] {
		person := core.ID(c.Value)
		if slices.Contains(readers, person) {
			now = append(now, nameOr(p.Frame, c.Label))
		}
		if person == d.Actor.Person {
			p.Self = p.Say("casework.restrict.self", "name", nameOr(p.Frame, c.Label))
			continue
		}
		selected := slices.Contains(chosen, person)
		if typed != nil {
			selected = slices.Contains(typed["readers"], c.Value)
		}
		p.Team = append(p.Team, ui.Choice{Value: c.Value, Words: nameOr(p.Frame, c.Label), Count: -1, Selected: selected})
	}
	why := typed.Get("reason")
	if o.Restriction != nil {
		if typed == nil {
			why = o.Restriction.Reason
		}
		p.Now = []FactView{
			{p.Say("casework.restrict.readers"), now},
			{p.Say("casework.restrict.reason"), []string{o.Restriction.Reason}},
			{p.Say("casework.erasure.hold-set"), []string{p.Say("casework.closing.reopened-by", "date", o.Restriction.Day, "name", nameOr(p.Frame, o.names(o.Restriction.By)))}},
		}
	} else if readers != nil {
		p.Now = []FactView{{p.Say("casework.restrict.readers"), now}}
	}
	p.Reason = ui.Field{Name: "reason", Label: p.Say("casework.restrict.reason"), Hint: p.Say("casework.restrict.reason-hint"), Value: why, Required: true, Error: problems["reason"]}
	return web.Render(w, r, status, restrictPage(p))
}

func (room *Room) restrictCase(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	reason, err := readWhy(v, "reason", true)
	if err == nil {
		var people []core.ID
		for _, one := range v["readers"] {
			people = append(people, core.ID(one))
		}
		err = d.restrict(r.Context(), id, people, reason)
	}
	if core.KindOf(err) == core.Invalid {
		return room.restrictPage(w, r, d, http.StatusUnprocessableEntity, v, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/restrict?done=restricted")
}

// restrict leaves a case to named colleagues and to whoever does it. Who is not
// among them is no longer responsible for it, and loses her drafts of its forms.
func (d worker) restrict(ctx context.Context, id vault.ID, people []core.ID, reason string) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.alter(ctx, id, "casework.restricted", "", func(tx *sql.Tx, c *Case) error {
		if !d.mayRestrict(c) {
			return notResponsible()
		}
		holders, err := d.Vault.Holders(ctx, tx, d.Actor.Centre)
		if err != nil {
			return err
		}
		readers := []core.ID{d.Actor.Person}
		for _, p := range people {
			if !slices.Contains(holders, p) {
				return fieldError("readers", "casework.error.code")
			}
			if !slices.Contains(readers, p) {
				readers = append(readers, p)
			}
		}
		if err := c.folder.Restrict(ctx, tx, readers); err != nil {
			return err
		}
		c.Workers = slices.DeleteFunc(c.Workers, func(p core.ID) bool { return !slices.Contains(readers, p) })
		if len(c.Workers) == 0 {
			c.Workers = []core.ID{d.Actor.Person}
		}
		c.Restriction = &Restriction{Reason: reason, Day: d.Today(), By: d.Actor.Person}
		if err := d.touchHead(ctx, tx, c); err != nil {
			return err
		}
		ledger, err := d.ledger(ctx, tx, c.access)
		if err != nil || ledger == nil {
			return err
		}
		return eraseDrafts(ctx, tx, ledger, func(draft Draft) bool { return draft.within(id) && !slices.Contains(readers, draft.Person) })
	})
}

func (room *Room) unrestrictCase(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	err = d.alter(r.Context(), id, "casework.unrestricted", "", func(tx *sql.Tx, c *Case) error {
		if !d.mayRestrict(c) {
			return notResponsible()
		}
		if err := c.folder.Restrict(r.Context(), tx, nil); err != nil {
			return err
		}
		c.Restriction = nil
		return d.touchHead(r.Context(), tx, c)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, address(id)+"/restrict?done=unrestricted")
}

// RestrictedPage lists the cases that only named colleagues may open.
type RestrictedPage struct {
	LeadFrame
	Rows []RestrictedRow
}

// RestrictedRow is one of them. Of a case that is restricted to others the lead
// sees that there is one, and whom to ask.
type RestrictedRow struct{ Address, Alias, Readers string }

func (room *Room) showRestricted(w http.ResponseWriter, r *http.Request, d worker) error {
	type row struct {
		Listed
		readers []core.ID
	}
	var rows []row
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		rows = nil
		sealed, err := a.Cards(r.Context(), tx, roomName)
		if err != nil {
			return err
		}
		for _, s := range sealed {
			if !s.Restricted {
				continue
			}
			one := row{Listed: Listed{id: s.Folder, Restricted: true}}
			if s.Plain != nil {
				if one.Card, err = d.reader.Decode(s.Plain); err != nil {
					return unreadable(err)
				}
			}
			if one.readers, err = a.Readers(r.Context(), tx, s.Folder); err != nil {
				return err
			}
			rows = append(rows, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var people []core.ID
	for _, one := range rows {
		people = append(people, one.readers...)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p := RestrictedPage{LeadFrame: d.leadFrame(r, room.said(r, "casework.restrict.list"), "/casework/restricted")}
	for _, one := range rows {
		to := RestrictedRow{Alias: p.Say("casework.restrict.others")}
		if one.Alias != "" {
			to.Alias, to.Address = one.Alias, address(one.id)+"/restrict"
		}
		var readers []string
		for _, id := range one.readers {
			readers = append(readers, nameOr(p.Frame, names(id)))
		}
		slices.Sort(readers)
		to.Readers = strings.Join(readers, ", ")
		p.Rows = append(p.Rows, to)
	}
	return web.Render(w, r, http.StatusOK, restrictedPage(p))
}
