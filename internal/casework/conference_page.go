package casework

import (
	"net/http"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// conferenceRoutes are the view of a case for a conference.
func (room *Room) conferenceRoutes(get, _ router) []web.Route {
	return []web.Route{
		get("/casework/cases/{id}/conference", Read, room.showConference),
	}
}

// ConferencePage is a case for a conference, under an alias of the day, without
// who the client is, where she is, and what was written in words.
type ConferencePage struct {
	ui.Frame
	Address  string
	Since    string
	Flags    []string
	Parts    []FilePart
	Left     string // how many answers were left out
	MayWrite bool
}

func (room *Room) showConference(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, err := d.openFor(r.Context(), id, "casework.conference", "", vault.Entries)
	if err != nil {
		return err
	}
	heading := d.frame(r, "").Say("casework.conference.title", "alias", vault.AliasOn(id, d.Today().String()))
	p := ConferencePage{Frame: d.frame(r, heading), Address: address(id), MayWrite: d.Has(Write) && o.Status != Done}
	v := &veil{worker: d, Frame: p.Frame, given: o.given}
	p.Since = p.Say("casework.conference.since", "band", v.dayBand(o.Opened))
	for _, flag := range o.Flags {
		code, _ := d.Set.List("flag").Code(flag)
		p.Flags = append(p.Flags, code.Label(p.Lang()))
	}
	for _, sheet := range d.Set.Sheets {
		if compartment(sheet) || sheet.ID == "conference" || sheet.ID == "task" {
			continue
		}
		part := FilePart{Label: sheet.Label(p.Lang())}
		if sheet.ID == "journal" {
			if facts := v.contacts(o.Case); facts != nil {
				part.Entries = []EarlierView{{Facts: facts}}
			}
		} else {
			part.Entries = v.entries(o.Case, sheet)
		}
		if len(part.Entries) > 0 {
			p.Parts = append(p.Parts, part)
		}
	}
	if v.left > 0 {
		p.Left = p.Say("casework.conference.left", "n", v.left)
	}
	return web.Render(w, r, http.StatusOK, conferencePage(p))
}

// entries are what a sheet says, one entry after the other.
func (v *veil) entries(c *Case, sheet *dataset.Sheet) []EarlierView {
	var all []EarlierView
	for _, k := range c.Entries(sheet) {
		if facts := v.facts(sheet, k.State.Answers); len(facts) > 0 {
			all = append(all, EarlierView{Facts: facts})
		}
	}
	return all
}
