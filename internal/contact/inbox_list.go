package contact

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// Tabs of the list: how far a conversation has come, what somebody is asked to look
// at, and what came in a flood.
const (
	tabLook = "look"
	tabHeld = "held"
)

func tabs() []string {
	return []string{string(Fresh), string(Open), string(Answered), string(Waiting), string(Closed), tabLook, tabHeld}
}

// listed is a conversation in the list.
type listed struct {
	box
	folder   vault.ID // of its first message
	messages int
	first    core.Date
	card
	touched bool // somebody has dealt with it
}

// tab is under which tab it stands.
func (l *listed) tab() string {
	if l.box.State == held {
		return tabHeld
	}
	if !l.touched {
		return string(Fresh)
	}
	return string(l.Standing.stands(l.messages))
}

// all are the conversations of the centre, those that wait longest first. Only what
// the centre itself knows of them is opened, not what she wrote.
func (d colleague) all(ctx context.Context, tx *sql.Tx, a *vault.Access) ([]*listed, error) {
	boxes, err := boxesWhere(ctx, tx, "centre = $1 AND state <> 'begun'", a.Centre())
	if err != nil {
		return nil, err
	}
	known := map[core.ID]*listed{}
	for _, b := range boxes {
		known[b.ID] = &listed{box: b}
	}
	rows, err := tx.QueryContext(ctx, `SELECT m.box, m.folder, m.sent_on FROM contact_message m JOIN contact_box b ON b.id = m.box
		WHERE b.centre = $1 AND m.sent_on <> '' ORDER BY m.sent_on, m.number, m.folder`, a.Centre())
	if err != nil {
		return nil, fmt.Errorf("contact: %w", err)
	}
	defer rows.Close()
	heads := map[vault.ID]*listed{}
	for rows.Next() {
		var id core.ID
		var folder vault.ID
		var day string
		if err := rows.Scan(&id, &folder, &day); err != nil {
			return nil, err
		}
		l := known[id]
		if l == nil {
			continue
		}
		if l.messages++; l.messages > 1 {
			continue
		}
		l.folder, heads[folder] = folder, l
		if l.first, err = core.ParseDate(day); err != nil {
			return nil, err
		}
	}
	if err := cmp.Or(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	cards, err := a.Cards(ctx, tx, roomName)
	if err != nil {
		return nil, err
	}
	for _, c := range cards {
		l := heads[c.Folder]
		if l == nil || c.Plain == nil {
			continue
		}
		if err := json.Unmarshal(c.Plain, &l.card); err != nil {
			return nil, fmt.Errorf("contact: a card: %w", err)
		}
		l.touched = true
	}
	var all []*listed
	for _, l := range known {
		if l.folder != "" {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(x, y *listed) int {
		if nobody := func(l *listed) bool { return l.WaitingSince.IsZero() }; nobody(x) != nobody(y) {
			if nobody(x) {
				return 1
			}
			return -1
		}
		if x.WaitingSince.IsZero() { // the newest visit first
			return cmp.Or(cmp.Compare(y.Visited.String(), x.Visited.String()), cmp.Compare(x.ID, y.ID))
		}
		return cmp.Or(cmp.Compare(x.WaitingSince.String(), y.WaitingSince.String()), cmp.Compare(x.ID, y.ID))
	})
	return all, nil
}

// language opens in which language somebody writes, where nobody has dealt with it.
func (l *listed) language(ctx context.Context, tx *sql.Tx, a *vault.Access) error {
	if l.touched {
		return nil
	}
	f, err := a.Folder(ctx, tx, l.folder)
	if err != nil {
		return err
	}
	var m Message
	if err := load(ctx, tx, f, vault.Core, written, &m); err != nil && core.KindOf(err) != core.NotFound {
		return err
	}
	l.Standing.Lang = m.Lang
	return nil
}

// shelf is one page of the list.
type shelf struct {
	tab    string
	counts map[string]int
	total  int
	page   web.Paging
	shown  []*listed
}

const perPage = 50

// find reads one page of a tab. Of conversations that nobody has dealt with, only
// those on the page are opened.
func (d colleague) find(ctx context.Context, v web.Values) (s shelf, err error) {
	err = d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		all, err := d.all(ctx, tx, a)
		if err != nil {
			return err
		}
		s = shelf{tab: v.Get("tab"), counts: map[string]int{}, total: len(all)}
		for _, l := range all {
			s.counts[l.tab()]++
			if l.Review == d.Actor.Person {
				s.counts[tabLook]++
			}
		}
		if !slices.Contains(tabs(), s.tab) {
			s.tab = s.usual()
		}
		all = slices.DeleteFunc(all, func(l *listed) bool {
			if s.tab == tabLook {
				return l.Review != d.Actor.Person
			}
			return l.tab() != s.tab
		})
		s.page = web.NewPaging(v, len(all), perPage, perPage)
		s.shown = all[s.page.From():s.page.To()]
		for _, l := range s.shown {
			if err := l.language(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	return s, err
}

// usual is the tab that is shown first: what is new, or else what is open.
func (s shelf) usual() string {
	for _, tab := range []State{Fresh, Open} {
		if s.counts[string(tab)] > 0 {
			return string(tab)
		}
	}
	return string(Fresh)
}

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

// SiftPage asks before what came in a flood is deleted.
type SiftPage struct {
	ui.Frame
	What  string
	Boxes []string
	Page  string
	After string
}

// sift takes what came in a flood into the list, or deletes it.
func (room *Room) sift(w http.ResponseWriter, r *http.Request, d colleague) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := d.Write(); err != nil {
		return err
	}
	var boxes []core.ID
	for _, one := range v["box"] {
		if id, ok := vault.ParseID(one); ok && len(boxes) < perPage {
			boxes = append(boxes, core.ID(id))
		}
	}
	to := listAddress(tabHeld, 1)
	switch do := v.Get("do"); {
	case len(boxes) == 0:
		return web.SeeOther(w, to)
	case do == "erase" && v.Get("sure") == "":
		p := SiftPage{Frame: room.inside(r, "contact.inbox.sift-heading"), Page: to, After: room.AfterErasure(room.inside(r, "contact.inbox.heading"))}
		p.What = p.Say("contact.inbox.sift-what", "n", len(boxes))
		for _, id := range boxes {
			p.Boxes = append(p.Boxes, string(id))
		}
		return web.Render(w, r, http.StatusOK, siftPage(p))
	case do == "erase":
		if err := d.eraseHeld(r.Context(), boxes); err != nil {
			return err
		}
		return web.SeeOther(w, to+"&done=erased")
	}
	if err := d.takeHeld(r.Context(), boxes); err != nil {
		return err
	}
	return web.SeeOther(w, to+"&done=sifted")
}

// takeHeld puts conversations that came in a flood among the others. What is not
// held any more is left as it is.
func (d colleague) takeHeld(ctx context.Context, boxes []core.ID) error {
	return d.DB.Update(ctx, func(tx *sql.Tx) error {
		for _, id := range boxes {
			result, err := tx.ExecContext(ctx, "UPDATE contact_box SET state = 'open' WHERE id = $1 AND centre = $2 AND state = 'held'", id, d.Actor.Centre)
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); err != nil || n == 0 {
				if err != nil {
					return err
				}
				continue
			}
			if err := d.Record(ctx, tx, "contact.sifted", "", ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// eraseHeld deletes conversations that came in a flood, with her mailbox.
func (d colleague) eraseHeld(ctx context.Context, boxes []core.ID) error {
	err := d.DB.Update(ctx, func(tx *sql.Tx) error {
		for _, id := range boxes {
			b, err := boxWhere(ctx, tx, "id = $1 AND centre = $2 AND state = 'held'", id, d.Actor.Centre)
			if core.KindOf(err) == core.NotFound && err != nil {
				continue
			}
			if err == nil {
				err = d.eraseBox(ctx, tx, b)
			}
			if err != nil {
				return err
			}
			if err := d.Record(ctx, tx, "contact.erased", "", ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.Scrub(ctx)
}
