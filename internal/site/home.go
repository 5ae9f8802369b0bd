package site

import (
	"net/http"
	"slices"
	"strings"

	"verbund/internal/platform/places"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// HomePage leads each of the four circles of people to what is theirs.
type HomePage struct {
	ui.Frame
	Search  string // address of the directory
	Place   ui.Field
	Lands   []ui.Link
	Circles []Circle
	Write   *ui.Link // the safe way to write; nil where there is none
}

// Circle is one of the four circles of people whom the network is there for.
type Circle struct {
	Heading, Words string
	Links          []ui.Link
}

// home is the first page in one language.
func (room *Room) home(w http.ResponseWriter, r *http.Request) error {
	p := HomePage{Frame: room.Frame(r, ui.Page{Heading: "site.home.heading", Title: "site.home.title", About: "site.home.about", Index: true})}
	base := "/" + string(p.Lang())
	p.Search = base + "/centres"
	p.Place = ui.Field{Name: "place", Label: p.Say("site.home.place"), Hint: p.Say("site.home.place-hint")}
	for _, l := range places.Lands() {
		p.Lands = append(p.Lands, ui.Link{Address: p.Search + "?land=" + l.Code, Words: l.Name})
	}
	slices.SortFunc(p.Lands, func(a, b ui.Link) int { return strings.Compare(a.Words, b.Words) })
	if room.Write != nil && !web.Frozen(r) {
		way := room.Write(p.Printer)
		p.Write = &way
	}
	link := func(path, key string) ui.Link { return ui.Link{Address: base + path, Words: p.Say(key)} }
	p.Circles = []Circle{
		{p.Say("site.circle.seeking"), p.Say("site.circle.seeking-words"), []ui.Link{
			link("/centres", "site.link.find"), link("/rights", "site.link.rights"), link("/safety", "site.link.safety")}},
		{p.Say("site.circle.counselling"), p.Say("site.circle.counselling-words"), []ui.Link{
			link("/centres", "site.link.refer")}},
		{p.Say("site.circle.network"), p.Say("site.circle.network-words"), []ui.Link{
			link("/about", "site.link.about")}},
		{p.Say("site.circle.public"), p.Say("site.circle.public-words"), []ui.Link{
			link("/background", "site.link.background"), link("/rights", "site.link.rights")}},
	}
	return web.Render(w, r, http.StatusOK, homePage(p))
}

// best leads from the address without language to the best one for the reader.
func (room *Room) best(w http.ResponseWriter, r *http.Request) error {
	return web.SeeOther(w, "/"+string(web.Printer(r).Lang())+"/")
}

// slash leads from /de to /de/.
func (room *Room) slash(w http.ResponseWriter, r *http.Request) error {
	return web.SeeOther(w, r.URL.Path+"/")
}

// components shows every component that pages are made of.
func (room *Room) components(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, ui.Showcase(room.Frame(r, ui.Page{Heading: "ui.dev.heading", Title: "ui.dev.heading"})))
}
