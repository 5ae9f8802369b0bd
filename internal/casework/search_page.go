package casework

import (
	"net/http"
	"strconv"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/find"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// SearchPage is what a search over all cases found, and where.
type SearchPage struct {
	ui.Frame
	Words ui.Field
	Asked bool
	Where string // in what was searched, by her rights
	Count string
	Hits  []HitView
	Pager ui.Pager
}

// HitView is a case that was found.
type HitView struct {
	CaseRow
	Alias  []find.Piece
	Tags   [][]find.Piece
	Places []PlaceView
	More   string
}

// PlaceView is where in a case something was found.
type PlaceView struct {
	Address, Label string
	Pieces         []find.Piece
}

const searchAddress = "/casework/search"

func searchField(f ui.Frame, words string) ui.Field {
	return ui.Field{Name: "q", Label: f.Say("casework.search.words"), Hint: f.Say("casework.search.words-hint"), Value: words, Type: "search"}
}

// askSearch shows the form. What somebody searches for is never read from an
// address.
func (room *Room) askSearch(w http.ResponseWriter, r *http.Request, d worker) error {
	if err := d.HoldsKey(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, searchPage(d.newSearchPage(room.frame(r, room.said(r, "casework.search.heading")), "", findings{}, nil)))
}

func (room *Room) search(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	words := v.Get("q")
	if find.Read(words).Empty() {
		return web.SeeOther(w, searchAddress)
	}
	s, err := d.search(r.Context(), find.Read(words), v)
	if err != nil {
		return err
	}
	var people []core.ID
	for _, h := range s.shown() {
		people = append(people, h.Workers...)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, searchPage(d.newSearchPage(room.frame(r, room.said(r, "casework.search.heading")), words, s, names)))
}

func (d worker) newSearchPage(f ui.Frame, words string, s findings, names func(core.ID) string) SearchPage {
	q := find.Read(words)
	p := SearchPage{Frame: f, Words: searchField(f, words), Asked: !q.Empty(), Count: f.Say("casework.list.count", "n", s.found)}
	if s.atMost {
		p.Count = f.Say("casework.search.at-most", "n", s.found)
	}
	switch identity, location := d.May(d.Actor, Identity), d.May(d.Actor, Location); {
	case identity && location:
		p.Where = f.Say("casework.search.in-all")
	case identity:
		p.Where = f.Say("casework.search.in-identity")
	case location:
		p.Where = f.Say("casework.search.in-location")
	default:
		p.Where = f.Say("casework.search.in-file")
	}
	for _, h := range s.shown() {
		v := HitView{CaseRow: d.caseRow(f, h.Listed, names), Alias: q.Mark(h.Alias)}
		for _, tag := range h.Tags {
			if pieces := marked(q.Mark(tag)); pieces != nil {
				v.Tags = append(v.Tags, pieces)
			}
		}
		for _, one := range h.places {
			v.Places = append(v.Places, d.placeView(f, h, one))
		}
		if h.more > 0 {
			v.More = f.Say("casework.search.more", "n", h.more)
		}
		p.Hits = append(p.Hits, v)
	}
	turn := func(page int, words string) ui.Way {
		return ui.Way{Words: words, Action: searchAddress, Fields: [][2]string{{"q", p.Words.Value}, {"page", strconv.Itoa(page)}}}
	}
	if p.Asked {
		p.Pager = ui.Pager{Page: s.page.Page, Pages: s.page.Pages(), Earlier: turn(s.page.Page-1, f.Say("ui.pager.earlier")), Later: turn(s.page.Page+1, f.Say("ui.pager.later"))}
	}
	return p
}

// placeView leads to the sheet or entry in which something was found, and says
// what it is called.
func (d worker) placeView(f ui.Frame, h *hit, one place) PlaceView {
	if one.sheet == nil {
		return d.pieceView(f, h, one)
	}
	v := PlaceView{Address: address(h.id) + pathOf(one.sheet), Label: one.sheet.Label(f.Lang()), Pieces: one.pieces}
	if one.sheet.Many {
		v.Address += "/" + string(one.kept.ID)
		if day, err := core.ParseDate(dayOf(d, one.kept)); err == nil && !day.IsZero() {
			v.Label += ", " + f.Date(day)
		}
	}
	if one.question.Kind == dataset.Line || !one.sheet.Many {
		v.Label += ", " + one.question.Label(f.Lang())
	}
	return v
}

// pieceView leads to the document or letter in which something was found.
func (d worker) pieceView(f ui.Frame, h *hit, one place) PlaceView {
	path, label := "/documents/", f.Say("casework.case.tab-documents")
	if one.kept.Sheet == letterSheet {
		path, label = "/letters/", f.Say("casework.case.tab-letters")
	}
	return PlaceView{Address: address(h.id) + path + string(one.kept.ID), Label: label, Pieces: one.pieces}
}
