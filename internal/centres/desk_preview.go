package centres

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// carried are the fields of a form that a page in between repeats, so that
// nothing is lost on the way.
func carried(values web.Values, but func(name string) bool) [][2]string {
	var names []string
	for name := range values {
		if name != "step" && name != "end" && name != "sure" && name != "add_language" && !but(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var all [][2]string
	for _, name := range names {
		if field, _ := splitField(name); isTicked(field) {
			all = append(all, [2]string{name, strings.Join(values[name], " | ")})
			continue
		}
		for _, value := range values[name] {
			if value != "" {
				all = append(all, [2]string{name, value})
			}
		}
	}
	return append(all, [2]string{"end", "1"})
}

// showPreview shows what saving would do.
func (d *Desk) showPreview(w http.ResponseWriter, r *http.Request, draft Draft, values web.Values) error {
	p := PreviewPage{Frame: d.frame(r, "centres.entries.preview"), Name: draft.New.Name, Action: r.URL.Path}
	p.Hidden = carried(values, func(string) bool { return false })
	p.Changes = changeViews(p.Printer, draft.Changes)
	p.Sure = seatOf(r).own
	if becomesPublic(draft.Now, draft.New) {
		p.Warning = p.Say("centres.entries.published")
	}
	p.New = d.entryPage(p.Frame, draft.New, "-new", draft.Changes)
	if draft.Now.ID != "" {
		p.Now = d.entryPage(p.Frame, draft.Now, "-now", nil)
	}
	return web.Render(w, r, http.StatusOK, previewPage(p))
}

// becomesPublic tells whether an address that was secret would no longer be.
func becomesPublic(now, next Record) bool {
	shown := func(r Record, street string) bool {
		return slices.ContainsFunc(r.Offices, func(o Office) bool { return o.Street == street })
	}
	return slices.ContainsFunc(now.Internal.Addresses, func(a SecretAddress) bool { return a.Street != "" && shown(next, a.Street) })
}

// showCollisions shows what somebody else saved meanwhile, and asks where both
// changed the same.
func (d *Desk) showCollisions(w http.ResponseWriter, r *http.Request, draft Draft, values web.Values, e Editing) error {
	p := CollisionPage{Frame: d.frame(r, "centres.entries.collision"), Name: draft.Now.Name, Action: r.URL.Path, Fresh: r.URL.Path}
	chosen := func(name string) bool {
		return name == "seen" || slices.ContainsFunc(draft.Collisions, func(c Collision) bool { return name == "choose_"+c.Unit })
	}
	p.Hidden = append([][2]string{{"seen", strconv.Itoa(draft.Now.Revision)}}, carried(values, chosen)...)
	for _, event := range draft.Others {
		p.Others = append(p.Others, d.eventView(p.Frame, event))
	}
	p.Changes = changeViews(p.Printer, draft.Changes)
	for _, c := range draft.Collisions {
		view := CollisionView{
			Field: ui.Field{Name: "choose_" + c.Unit, Label: unitLabel(p.Printer, c.Unit), Required: true},
			List: []ui.Choice{
				{Value: string(Mine), Words: p.Say("centres.entries.mine"), Count: -1, Selected: e.Chosen[c.Unit] == Mine},
				{Value: string(Theirs), Words: p.Say("centres.entries.theirs"), Count: -1, Selected: e.Chosen[c.Unit] == Theirs},
			},
		}
		if e.Seen == draft.Now.Revision && e.Chosen[c.Unit] == "" {
			view.Field.Error = p.Say("centres.entries.choose")
		}
		for _, clash := range c.Fields {
			if clash.Field == "organisation_id" {
				continue
			}
			say := func(value string) string { return fieldWords(p.Printer, clash.Field, value) }
			view.Rows = append(view.Rows, ClashView{fieldLabel(p.Printer, clash.Field), say(clash.Base), say(clash.Mine), say(clash.Theirs)})
		}
		p.Choices = append(p.Choices, view)
	}
	return web.Render(w, r, http.StatusConflict, collisionPage(p))
}
