package casework

import (
	"context"
	"database/sql"
	"net/http"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
)

// CaseFrame is what stands around every page of a case: how it is called, how it
// stands, and the ways to its parts.
type CaseFrame struct {
	ui.Frame
	Address  string
	Alias    string
	States   []ui.Choice // how the case stands; Selected marks what is urgent
	Workers  string
	Tabs     tabRow
	Done     string // what was just done
	DoneMore string
	MayWrite bool   // into the case: it is open, and she may
	Closed   string // says that and since when the case is closed
	Waits    string // says that somebody has proposed to erase it
}

// tabRow leads to the pages of one thing: those of every day first, the others
// behind a word that unfolds them. Where there is little room all of them are
// folded behind the name of the page that is shown.
type tabRow struct {
	Label  string // what the pages belong to
	First  []ui.Link
	Others []ui.Link
	Part   string // the page that is shown, or the label
	More   string // the word; with the page that is shown where that is behind it
	Here   bool   // it is
}

// tabsOf makes a row of which the last pages, from often on, are the seldom ones.
func tabsOf(f ui.Frame, label string, all []ui.Link, often int) tabRow {
	often = min(often, len(all))
	t := tabRow{Label: label, Part: label, First: all[:often], Others: all[often:], More: f.Say("casework.case.more")}
	for i, l := range all {
		if !l.Current {
			continue
		}
		if t.Part = l.Words; i >= often {
			t.More, t.Here = f.Say("casework.case.more-of", "part", l.Words), true
		}
	}
	return t
}

// tab is a page of a case, in the order of the tabs.
type tab struct {
	path, key string
	sheet     string // a sheet with several entries; the key is its label then
	seldom    bool
	may       func(d worker) bool
}

// tabs are the pages of a case: what is looked up and written during a day, then
// what is only needed now and then.
func tabs() []tab {
	return []tab{
		{path: "", key: "casework.case.tab-overview"},
		{sheet: "journal"}, {sheet: "deadline"}, {sheet: "task"}, {sheet: "measure"},
		{path: "/identity", key: "casework.case.tab-identity", may: func(d worker) bool { return d.May(d.Actor, Identity) }},
		{path: "/documents", key: "casework.case.tab-documents"},
		{path: "/letters", key: "casework.case.tab-letters"},
		{path: "/file", key: "casework.case.tab-file"},
		{sheet: "claim", seldom: true}, {sheet: "consent", seldom: true},
		{path: "/release", key: "casework.case.tab-release", seldom: true}, {sheet: "stay", seldom: true},
		{path: "/location", key: "casework.case.tab-location", seldom: true, may: func(d worker) bool { return d.May(d.Actor, Location) }},
		{path: "/family", key: "casework.case.tab-family", seldom: true},
		{path: "/referrals", key: "casework.case.tab-referrals", seldom: true},
	}
}

// caseFrame makes the frame of a page of a case. current is the path of the tab
// behind the address of the case.
func (d worker) caseFrame(r *http.Request, c *Case, heading, current string, names func(core.ID) string) CaseFrame {
	f := d.frame(r, heading)
	p := CaseFrame{Frame: f, Address: address(c.ID), Alias: c.Alias, MayWrite: d.Has(Write) && c.Status != Done}
	if c.Closing != nil {
		p.Closed = f.Say("casework.closing.closed", "date", c.Closing.Day)
	} else if c.Status == Done {
		p.Closed = f.Say("casework.closing.closed-unknown")
	}
	if c.Erasure != nil {
		p.Waits = f.Say("casework.erasure.waits", "date", c.Erasure.Day, "name", nameOr(f, names(c.Erasure.AskedBy)))
	}
	p.States = append(p.States, ui.Choice{Words: f.Say("casework.case.status-" + string(c.Status))})
	if c.folder.Restricted() {
		p.States = append(p.States, ui.Choice{Words: f.Say("casework.case.restricted")})
	}
	if c.Hold.On(d.Today()) && !slices.Contains(c.Flags, holdFlag) {
		p.States = append(p.States, ui.Choice{Words: f.Say("casework.erasure.held")})
	}
	for _, flag := range c.Flags {
		code, _ := d.Set.List("flag").Code(flag)
		p.States = append(p.States, ui.Choice{Words: code.Label(f.Lang()), Selected: true})
	}
	for _, tag := range c.Tags {
		p.States = append(p.States, ui.Choice{Words: tag})
	}
	for i, id := range c.Workers {
		if i > 0 {
			p.Workers += ", "
		}
		p.Workers += nameOr(f, names(id))
	}
	var ways []ui.Link
	often := 0
	for _, t := range tabs() {
		if t.may != nil && !t.may(d) {
			continue
		}
		link := ui.Link{Address: p.Address + t.path}
		if t.sheet != "" {
			sheet, known := d.Set.Sheet(t.sheet)
			if !known {
				continue
			}
			t.path = "/entries/" + t.sheet
			link = ui.Link{Address: p.Address + t.path, Words: sheet.Label(f.Lang())}
		} else {
			link.Words = f.Say(t.key)
		}
		link.Current = t.path == current
		if ways = append(ways, link); !t.seldom {
			often++
		}
	}
	p.Tabs = tabsOf(f, f.Say("casework.case.parts"), ways, often)
	return p
}

func nameOr(f ui.Frame, name string) string {
	if name == "" {
		return f.Say("casework.case.unknown-colleague")
	}
	return name
}

// opened is a case that was opened for a page, with what the page needs of the
// centre.
type opened struct {
	*Case
	given   dataset.Given
	names   func(core.ID) string
	decided releases // on its release, where a page asks for them
}

// openFor opens a case for a page and notes that it was read under a code.
func (d worker) openFor(ctx context.Context, id vault.ID, code, detail string, parts ...vault.Part) (opened, error) {
	return d.openWith(ctx, id, code, detail, nil, parts...)
}

// openWith is openFor, and looks up more of the centre in the same transaction.
func (d worker) openWith(ctx context.Context, id vault.ID, code, detail string, more func(*sql.Tx, *vault.Access) error, parts ...vault.Part) (opened, error) {
	var o opened
	err := d.view(ctx, id, code, detail, func(tx *sql.Tx, a *vault.Access, c *Case) (err error) {
		o.Case = c
		if o.given, err = d.given(ctx, tx, a); err != nil || more == nil {
			return err
		}
		return more(tx, a)
	}, parts...)
	if err != nil {
		return o, err
	}
	if err := d.named(ctx, o.given); err != nil {
		return o, err
	}
	people := append([]core.ID{o.By}, o.Workers...)
	people = append(people, o.peopleOfEnding()...)
	for _, k := range o.records {
		people = append(people, k.By)
	}
	o.names, err = d.Named(ctx, people...)
	return o, err
}

// changedBy says when something was written, and by whom.
func (d worker) changedBy(f ui.Frame, s State, names func(core.ID) string) string {
	at := s.At.In(d.Zone)
	return f.Say("casework.case.changed", "date", core.DateOf(at), "time", f.Time(at.Hour(), at.Minute()), "name", nameOr(f, names(s.By)))
}
