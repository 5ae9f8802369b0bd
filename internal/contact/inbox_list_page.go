package contact

import (
	"fmt"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ListPage is one page of the centre's inbox.
type ListPage struct {
	ui.Frame
	Done    string
	Closed  bool // the centre takes nothing new
	Lead    bool
	Empty   bool // nothing has ever come
	Open    bool // the centre takes messages
	Tabs    []ui.Link
	Tab     string
	Caption string
	None    string
	Rows    []RowView
	Pager   ui.Pager
	Held    bool // the page shows what came in a flood, and she may sift it
	Page    string
}

// RowView is a conversation in the list.
type RowView struct {
	Address, Number   string // Number counts on the page, since a conversation has no name
	ID                string
	State             string
	News              string
	Language          string
	Arrived           string
	Waiting           string
	Late              bool // for longer than the centre promises
	Messages          string
	Worker            string
	Draft             bool
	Look, Moved, Shut bool
}

func (room *Room) list(w http.ResponseWriter, r *http.Request, d colleague) error {
	v := web.ReadQuery(r)
	s, err := d.find(r.Context(), v)
	if err != nil {
		return err
	}
	promise, err := room.Promise(r.Context(), d.Actor.Centre)
	if err != nil {
		return err
	}
	people := []core.ID{}
	for _, l := range s.shown {
		people = append(people, l.Standing.Worker)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p := newListPage(room.inside(r, "contact.inbox.heading"), s, names, d.Today(), promise)
	for _, l := range s.shown {
		if l.Review == d.Actor.Person {
			p.Rows[slices.Index(s.shown, l)].Look = true
		}
	}
	p.Done, p.Closed, p.Lead = finished(p.Frame, r), d.Write() != nil, d.Has(Lead)
	p.Held = s.tab == tabHeld && !p.Closed && len(s.shown) > 0
	return web.Render(w, r, http.StatusOK, listPage(p))
}

func listAddress(tab string, page int) string {
	to := inboxPath + "?tab=" + tab
	if page > 1 {
		to += fmt.Sprintf("&page=%d", page)
	}
	return to
}

func newListPage(f ui.Frame, s shelf, names func(core.ID) string, today core.Date, promise Promise) ListPage {
	p := ListPage{Frame: f, Empty: s.total == 0, Open: promise.Open, Tab: s.tab, Page: listAddress(s.tab, s.page.Page)}
	for _, tab := range tabs() {
		if (tab == tabHeld || tab == tabLook) && s.counts[tab] == 0 && tab != s.tab {
			continue
		}
		words := f.Say("contact.inbox.tab-"+tab, "count", s.counts[tab])
		p.Tabs = append(p.Tabs, ui.Link{Address: listAddress(tab, 1), Words: words, Current: tab == s.tab})
	}
	p.Caption, p.None = f.Say("contact.inbox.caption", "n", s.page.Total), f.Say("contact.inbox.none-"+s.tab)
	for i, l := range s.shown {
		row := RowView{Address: address(l.ID), ID: string(l.ID), Language: langName(f, l.Standing.Lang), Arrived: f.Date(l.first),
			Messages: f.Number(l.messages), Draft: l.Draft, Moved: l.Moved, Shut: l.box.State == blocked, State: stateWords(f, State(l.tab()))}
		row.Number = f.Say("contact.inbox.number", "count", s.page.From()+i+1)
		if l.box.State == held {
			row.State = f.Say("contact.inbox.state-held")
		}
		if n := l.messages - l.Standing.Seen; l.touched && n > 0 {
			row.News = f.Say("contact.inbox.news", "n", n)
		}
		if !l.WaitingSince.IsZero() {
			row.Waiting, row.Late = f.Date(l.WaitingSince), today.After(promise.Expected(l.WaitingSince))
		}
		row.Worker = names(l.Standing.Worker)
		p.Rows = append(p.Rows, row)
	}
	p.Pager = ui.Pager{Page: s.page.Page, Pages: s.page.Pages(),
		Earlier: ui.Way{Words: f.Say("ui.pager.earlier"), Address: listAddress(s.tab, s.page.Page-1)},
		Later:   ui.Way{Words: f.Say("ui.pager.later"), Address: listAddress(s.tab, s.page.Page+1)}}
	return p
}

// stateWords say how far a conversation has come.
func stateWords(f ui.Frame, s State) string {
	switch s {
	case Open:
		return f.Say("contact.inbox.state-open")
	case Answered:
		return f.Say("contact.inbox.state-answered")
	case Waiting:
		return f.Say("contact.inbox.state-waiting")
	case Closed:
		return f.Say("contact.inbox.state-closed")
	}
	return f.Say("contact.inbox.state-new")
}

// langName is a language of the site in the reader's words.
func langName(f ui.Frame, lang core.Lang) string {
	switch lang {
	case "":
		return ""
	case "de-simple":
		return f.Say("contact.inbox.simple")
	}
	return f.LanguageName(string(lang))
}
