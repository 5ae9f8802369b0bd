package contact

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"verbund/internal/core"
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
