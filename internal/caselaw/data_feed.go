package caselaw

import (
	"cmp"
	"context"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// The feeds are Atom (RFC 4287). An entry is known for ever by the address of its page
// in German, whatever language the feed is in.

// How many entries a feed has, and among how many of the newest decisions it looks for
// what became public last.
const (
	feedEntries = 50
	feedFound   = 200
)

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Sub     string      `xml:"subtitle,omitempty"`
	Updated string      `xml:"updated"`
	Author  atomPerson  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Links     []atomLink `xml:"link"`
	Summary   string     `xml:"summary"`
}

// feedNew tells of what became public, the newest first.
func (room *Room) feedNew(w http.ResponseWriter, r *http.Request) error {
	return room.feedOfChanges(w, r, "caselaw.follow.feed-new", true)
}

// feedChanged tells of what became public or was changed.
func (room *Room) feedChanged(w http.ResponseWriter, r *http.Request) error {
	return room.feedOfChanges(w, r, "caselaw.follow.feed-changed", false)
}

func (room *Room) feedOfChanges(w http.ResponseWriter, r *http.Request, title string, first bool) error {
	changes, err := room.Store.Latest(r.Context(), first, feedEntries)
	if err != nil {
		return err
	}
	var numbers []int64
	at := map[int64]time.Time{}
	for _, c := range changes {
		numbers = append(numbers, c.Number)
		at[c.Number] = c.At
	}
	shown, err := room.several(r.Context(), numbers)
	if err != nil {
		return err
	}
	t := room.in(r)
	feed := room.feed(r, t.Say(title, "network", room.Network), "")
	for i := range shown {
		if !first {
			shown[i].ChangedAt = at[shown[i].Number]
		}
		feed.add(room.feedEntry(r, t, &shown[i]))
	}
	return writeFeed(w, r, feed)
}

// feedSearch tells of what a search finds: of the newest decisions those that became
// public last.
func (room *Room) feedSearch(w http.ResponseWriter, r *http.Request) error {
	request, _ := readRequest(web.ReadQuery(r))
	query := writeRequest(request).Encode()
	request.Sort, request.Facets = newest, nil
	request.PerPage = searchMostPerPage
	var numbers []int64
	for request.Page = 1; len(numbers) < feedFound; request.Page++ {
		found, _, err := room.Finder.Search(r.Context(), request)
		if err != nil {
			return err
		}
		if found.Relaxed {
			break // nothing is what she asked for
		}
		for _, h := range found.Hits {
			numbers = append(numbers, h.Number)
		}
		if len(found.Hits) < request.PerPage {
			break
		}
	}
	shown, err := room.several(r.Context(), numbers)
	if err != nil {
		return err
	}
	slices.SortStableFunc(shown, func(a, b Shown) int { return strings.Compare(b.Published.String(), a.Published.String()) })
	t := room.in(r)
	title := t.Say("caselaw.follow.feed-search", "network", room.Network)
	if request.Text != "" {
		title = t.Say("caselaw.follow.feed-search-of", "network", room.Network, "words", core.Clip(request.Text, 200))
	}
	feed := room.feed(r, title, query)
	for i := range shown[:min(len(shown), feedEntries)] {
		feed.add(room.feedEntry(r, t, &shown[i]))
	}
	return writeFeed(w, r, feed)
}

// several are published decisions in the order of these numbers, without their texts.
func (room *Room) several(ctx context.Context, numbers []int64) (all []Shown, err error) {
	of, err := room.Store.Several(ctx, numbers, false)
	for _, n := range numbers {
		if d, ok := of[n]; ok {
			all = append(all, d)
		}
	}
	return all, err
}

// feed is an empty feed. Its address in the language of the request names it; where it
// is that of a search, query holds its parameters.
func (room *Room) feed(r *http.Request, title, query string) *atomFeed {
	t, site := room.in(r), room.Address(r)
	self, page := site+r.URL.Path, site+"/"+string(web.Printer(r).Lang())+"/caselaw"
	if query != "" {
		self, page = self+"?"+query, page+"?"+query
	}
	return &atomFeed{
		Lang: string(t.Lang()), ID: self, Title: title, Sub: t.Say("caselaw.follow.feed-about"),
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339), Author: atomPerson{orNetwork(room.Network)},
		Links: []atomLink{{"self", "application/atom+xml", self}, {"alternate", "text/html", page}},
	}
}

// orNetwork is a name that is never empty, as RFC 4287 asks of an author.
func orNetwork(name string) string { return cmp.Or(name, "verbund") }

func (f *atomFeed) add(e atomEntry) {
	f.Updated = max(f.Updated, e.Updated)
	f.Entries = append(f.Entries, e)
}

func (room *Room) feedEntry(r *http.Request, t *text.Printer, d *Shown) atomEntry {
	site, number := room.Address(r), formatNumber(d.Number)
	published := time.Date(d.Published.Year, d.Published.Month, d.Published.Day, 0, 0, 0, 0, room.Zone).UTC()
	return atomEntry{
		ID: site + "/de/caselaw/" + number, Title: room.named(t, d),
		Published: published.Format(time.RFC3339), Updated: d.ChangedAt.UTC().Format(time.RFC3339),
		Links: []atomLink{
			{"alternate", "text/html", site + "/" + string(web.Printer(r).Lang()) + "/caselaw/" + number},
			{"alternate", jsonType, site + apiPath + "/" + number},
		},
		Summary: room.gist(t, d),
	}
}

// named is how a decision is called in a list: BGH, Beschluss vom 17. Januar 2023, 2 StR
// 87/22.
func (room *Room) named(t *text.Printer, d *Shown) string {
	e := &d.Entry
	kind := ""
	if e.Kind != "" {
		kind = room.codes.Label("kinds", e.Kind, room.codesIn(t))
	}
	return t.Say("caselaw.follow.named", "court", e.Court, "kind", cmp.Or(kind, t.Say("caselaw.follow.decision")), "date", e.Date, "number", e.FileNumber())
}

// codesIn is the language in which labels of codes are read.
func (room *Room) codesIn(t *text.Printer) string { return string(textsFor(t.Lang())) }

// gistLength is how long the words about a decision are in feeds and mails, in bytes.
const gistLength = 600

// gist is what a decision is about in a few words: what was written about it in the
// reader's language, else in German. Never the full text.
func (room *Room) gist(t *text.Printer, d *Shown) string {
	v, ok := d.Entry.In(room.codesIn(t))
	if !ok {
		v, _ = d.Entry.In("de")
	}
	words := cmp.Or(v.Holding, v.Headnote, v.Points, v.Facts, v.Plain)
	title := cmp.Or(v.Title, titleOf(&d.Entry))
	switch {
	case title == "":
		return core.Clip(oneLine(words), gistLength)
	case words == "":
		return title
	}
	return title + ": " + core.Clip(oneLine(words), gistLength)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func writeFeed(w http.ResponseWriter, r *http.Request, feed *atomFeed) error {
	body, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return err
	}
	return web.Write(w, r, http.StatusOK, atomType, append([]byte(xml.Header), append(body, '\n')...))
}
