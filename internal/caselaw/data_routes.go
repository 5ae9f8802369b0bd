package caselaw

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"verbund/internal/caselaw/search"
	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// The decisions as data: a search with the same parameters as the public page, each
// published decision as a whole, all of them at once, and what has changed since. What
// was taken down is in none of them. docs/caselaw-data.md is the manual.

// apiPath is where the data stand.
const apiPath = "/api/caselaw"

// dataRoutes are those of the data and of the feeds. Nothing can be changed by them, and
// any site may ask.
func (room *Room) dataRoutes() []web.Route {
	data := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: apiPath + path, Right: web.Everyone, Open: true, Handle: handle}
	}
	find := data("", room.dataSearch)
	find.Long = true
	one, changes := data("/{number}", room.dataOne), data("/changes", room.dataChanges)
	one.Shared, changes.Shared = true, true
	all := data("/all.jsonl", room.dataAll)
	all.Files, all.Shared = true, true
	feed := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: "/caselaw" + path, Right: web.Everyone, Localised: true, Handle: handle}
	}
	news, changed := feed("/new.atom", room.feedNew), feed("/changed.atom", room.feedChanged)
	news.Shared, changed.Shared = true, true
	found := feed("/search.atom", room.feedSearch)
	found.Long = true
	return []web.Route{find, one, changes, all, news, changed, found}
}

// DataList is a page of results.
type DataList struct {
	Total      int                    `json:"total"`
	Page       int                    `json:"page"`
	PerPage    int                    `json:"per_page"`
	Items      []Item                 `json:"items"`
	Facets     map[string][]DataCount `json:"facets,omitempty"`
	Notes      []string               `json:"notes"`      // what was not understood, in words
	Relaxed    bool                   `json:"relaxed"`    // nothing had all words, so these have some
	Suggestion string                 `json:"suggestion"` // another spelling, or nothing
	Building   bool                   `json:"building"`   // the index is being made anew: there may be more
}

// DataCount is how many of the results have a value.
type DataCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// dataSearch answers a search. Parameters that it does not know it leaves alone.
func (room *Room) dataSearch(w http.ResponseWriter, r *http.Request) error {
	values := web.ReadQuery(r)
	request, unknown := readRequest(values)
	if values.Checked("facets") {
		request.Facets = filters()
	}
	found, building, err := room.Finder.Search(r.Context(), request)
	if err != nil {
		return err
	}
	list := DataList{Total: found.Total, Page: request.Page, PerPage: request.PerPage, Items: []Item{}, Notes: []string{},
		Relaxed: found.Relaxed, Suggestion: found.Suggestion, Building: building}
	t := web.Printer(r)
	for _, n := range found.Query.Notes {
		list.Notes = append(list.Notes, t.Say(n.Key, n.Args...))
	}
	for _, said := range unknown {
		list.Notes = append(list.Notes, t.Say("caselaw.follow.not-used", "said", said))
	}
	if list.Items, err = room.items(r.Context(), room.Address(r), found.Hits); err != nil {
		return err
	}
	if len(found.Facets) > 0 {
		list.Facets = map[string][]DataCount{} // encoding/json writes its keys in their order
		for _, name := range slices.Sorted(maps.Keys(found.Facets)) {
			counts := []DataCount{}
			for _, c := range found.Facets[name] {
				counts = append(counts, DataCount{c.Value, c.N})
			}
			list.Facets[name] = counts
		}
	}
	return writeData(w, r, list)
}

// items are the hits that the database says may be shown, in their order.
func (room *Room) items(ctx context.Context, site string, hits []search.Hit) ([]Item, error) {
	numbers := make([]int64, len(hits))
	for i, h := range hits {
		numbers[i] = h.Number
	}
	shown, err := room.Store.Several(ctx, numbers, false)
	if err != nil {
		return nil, err
	}
	all := []Item{}
	for _, h := range hits {
		if d, ok := shown[h.Number]; ok {
			item := newItem(site, &d)
			item.Score = &h.Score
			all = append(all, item)
		}
	}
	return all, nil
}

func writeData(w http.ResponseWriter, r *http.Request, v any) error {
	var b buffer
	if err := writeJSONLine(&b, v); err != nil {
		return err
	}
	return web.Write(w, r, http.StatusOK, jsonType, b)
}

// buffer is a slice that is written to.
type buffer []byte

func (b *buffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

const (
	jsonType  = "application/json"
	linesType = "application/x-ndjson"
	atomType  = "application/atom+xml; charset=utf-8"
)

// dataOne answers with a decision as a whole. A duplicate leads to the decision that it
// is a duplicate of.
func (room *Room) dataOne(w http.ResponseWriter, r *http.Request) error {
	number, err := numberOf(r)
	if err != nil {
		return err
	}
	d, err := room.Store.Show(r.Context(), number)
	if moved, ok := errors.AsType[*Moved](err); ok {
		w.Header().Set("Location", apiPath+"/"+formatNumber(moved.To))
		w.WriteHeader(http.StatusPermanentRedirect)
		return nil
	}
	if err != nil {
		return err
	}
	site := room.Address(r)
	doc := newDocument(site, &d)
	if doc.Cites, err = citedDocuments(site, func() ([]Cited, error) { return room.Store.Cites(r.Context(), number) }); err != nil {
		return err
	}
	if doc.CitedBy, err = citedDocuments(site, func() ([]Cited, error) { return room.Store.CitedBy(r.Context(), number) }); err != nil {
		return err
	}
	return writeData(w, r, doc)
}

func citedDocuments(site string, read func() ([]Cited, error)) (all []CitedDocument, err error) {
	cited, err := read()
	for _, c := range cited {
		all = append(all, CitedDocument{Number: c.Number, Anchors: c.Anchors, Data: site + apiPath + "/" + formatNumber(c.Number)})
	}
	return all, err
}

// dataAll streams all that is published, and says first up to which change that holds:
// whoever mirrors it asks for the changes after that.
func (room *Room) dataAll(w http.ResponseWriter, r *http.Request) error {
	position, err := room.Store.Position(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Verbund-Position", formatNumber(position))
	w.Header().Set("Access-Control-Expose-Headers", "ETag, Allow, Retry-After, Verbund-Position")
	return web.Stream(w, r, linesType, formatNumber(position), func(to io.Writer) error { return room.Store.WriteLines(r.Context(), to, room.Address(r)) })
}

// DataChanges is a part of the feed of changes.
type DataChanges struct {
	Position int64        `json:"position"` // of the last change there is
	Changes  []DataChange `json:"changes"`
	Next     string       `json:"next,omitempty"` // address of those that follow
}

// DataChange is one change; Data leads to the decision unless it is gone.
type DataChange struct {
	Position int64  `json:"position"`
	Number   int64  `json:"number"`
	What     string `json:"what"` // first, changed or gone
	At       string `json:"at"`   // an instant in UTC
	Data     string `json:"data,omitempty"`
}

const (
	changesPerPage = 1000
	changesMost    = 10_000
)

// dataChanges answers with what became public, changed or was taken away.
func (room *Room) dataChanges(w http.ResponseWriter, r *http.Request) error {
	values := web.ReadQuery(r)
	after, err := strconv.ParseInt(values.Get("after"), 10, 64)
	if values.Get("after") != "" && (err != nil || after < 0) {
		return &core.Error{Kind: core.Malformed, Key: "caselaw.error.position"}
	}
	limit := values.Number("per_page", changesPerPage, 1, changesMost)
	list := DataChanges{Changes: []DataChange{}}
	if list.Position, err = room.Store.Position(r.Context()); err != nil {
		return err
	}
	changes, err := room.Store.Changes(r.Context(), after, limit)
	if err != nil {
		return err
	}
	site := room.Address(r)
	for _, c := range changes {
		one := DataChange{Position: c.Position, Number: c.Number, What: toldChanged, At: c.At.Format("2006-01-02T15:04:05Z"), Data: site + apiPath + "/" + formatNumber(c.Number)}
		switch {
		case c.Gone:
			one.What, one.Data = toldGone, ""
		case c.First:
			one.What = toldFirst
		}
		list.Changes = append(list.Changes, one)
		list.Position = max(list.Position, c.Position)
	}
	if n := len(changes); n == limit && changes[n-1].Position < list.Position {
		list.Next = site + apiPath + "/changes?after=" + formatNumber(changes[n-1].Position) + "&per_page=" + strconv.Itoa(limit)
	}
	return writeData(w, r, list)
}
