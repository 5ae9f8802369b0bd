package casework

import (
	"context"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// LeadFrame stands around the pages on which the lead looks over all cases.
type LeadFrame struct {
	ui.Frame
	Tabs     tabRow
	Done     string // what was just done
	DoneMore string
}

// leadOften is how many of those pages stand in the row of tabs; the others are
// needed now and then.
const leadOften = 6

// leadPages are those pages, in the order of their tabs.
func leadPages() []struct {
	address, key string
	right        web.Right
} {
	return []struct {
		address, key string
		right        web.Right
	}{
		{"/casework/workload", "casework.workload.heading", Lead},
		{"/casework/figures", "casework.figures.heading", Lead},
		{releaseAddress, "casework.release.heading", Read},
		{"/casework/retention", "casework.retention.heading", Lead},
		{"/casework/erasures", "casework.erasure.list", Write},
		{"/casework/restricted", "casework.restrict.list", Lead},
		{"/casework/import", "casework.import.heading", Lead},
		{"/casework/export", "casework.extract.heading", Export},
		{"/casework/settings", "casework.settings.heading", Lead},
	}
}

// leadFrame makes the frame of the page at an address.
func (d worker) leadFrame(r *http.Request, heading, current string) LeadFrame {
	p := LeadFrame{Frame: d.frame(r, heading)}
	p.Done = doneWords(p.Frame, web.ReadQuery(r))
	p.Tabs = tabsOf(p.Frame, p.Say("casework.workload.leading"), d.leadWays(p.Frame, current), leadOften)
	return p
}

// leadWays lead to the pages for all cases that she may open.
func (d worker) leadWays(f ui.Frame, current string) []ui.Link {
	var all []ui.Link
	for _, page := range leadPages() {
		if d.May(d.Actor, page.right) {
			all = append(all, ui.Link{Address: page.address, Words: f.Say(page.key), Current: page.address == current})
		}
	}
	return all
}

// erasureWaits are proposals to erase that she can confirm, and, for the lead,
// cases whose time of keeping is over.
func (d worker) erasureWaits(cases []Listed) []wait {
	asked, due := 0, 0
	for _, l := range cases {
		switch {
		case l.Asked != "" && l.Asked != d.Actor.Person:
			asked++
		case l.dueForErasure(d.Today()):
			due++
		}
	}
	all := []wait{}
	if d.Has(Write) {
		all = append(all, wait{key: "casework.erasure.waiting", address: "/casework/erasures", n: asked})
	}
	if d.Has(Lead) {
		all = append(all, wait{key: "casework.retention.waiting", address: "/casework/retention", n: due})
	}
	return all
}

// dueForErasure tells whether the time of keeping is over on a day and nothing
// stands against a proposal.
func (l Listed) dueForErasure(day core.Date) bool {
	return l.Asked == "" && !l.Retain.IsZero() && !day.Before(l.Retain) && !l.Held(day)
}

// caseWays are what can be done with a case as a whole.
func (d worker) caseWays(f ui.Frame, c *Case) []ui.Link {
	at := address(c.ID)
	conference := ui.Link{Address: at + "/conference", Words: f.Say("casework.conference.heading")}
	if !d.Has(Write) {
		return []ui.Link{conference}
	}
	var ways []ui.Link
	if c.Status != Done {
		ways = append(ways, ui.Link{Address: at + "/head", Words: f.Say("casework.case.head")})
	}
	ways = append(ways, conference, ui.Link{Address: at + "/supervision", Words: f.Say("casework.supervision.heading")},
		ui.Link{Address: at + "/access", Words: f.Say("casework.access.link")})
	if d.mayRestrict(c) {
		ways = append(ways, ui.Link{Address: at + "/restrict", Words: f.Say("casework.restrict.heading")})
	}
	if c.Status == Done {
		ways = append(ways, ui.Link{Address: at + "/reopen", Words: f.Say("casework.closing.reopen")})
	} else {
		ways = append(ways, ui.Link{Address: at + "/close", Words: f.Say("casework.closing.heading")})
	}
	return append(ways, ui.Link{Address: at + "/erasure", Words: f.Say("casework.erasure.heading")})
}

// leads are those who lead the centre today.
func (d worker) leads(ctx context.Context) ([]core.ID, error) {
	if d.Leads == nil {
		return nil, nil
	}
	return d.Leads(ctx, d.Actor.Centre)
}
