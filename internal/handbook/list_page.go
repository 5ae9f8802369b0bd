package handbook

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/find"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// ListPage is the list of notes, whole or as far as it was asked for.
type ListPage struct {
	ui.Frame
	Done      string // what was just done
	DoneMore  string
	Closed    bool // the centre takes nothing new
	MayWrite  bool
	MayExport bool
	Empty     bool // there is no note at all
	Asked     bool // not the whole list
	Count     string
	Words     ui.Field
	Kind      ui.Field
	Kinds     []ui.Choices
	Tag       ui.Field
	Tags      []ui.Choices
	Sort      []ui.Choice
	Rows      []RowView
	Pager     ui.Pager
}

// RowView is a note in the list.
type RowView struct {
	Address string
	Title   []find.Piece
	Kind    string
	Tags    string
	Changed string
	By      string
	Files   string
	Pinned  bool
	Snippet []find.Piece
}

// address is where a note stands.
func address(id vault.ID) string { return "/handbook/" + string(id) }

// list shows all notes. Kind and order may stand in the address; what somebody
// searches for and what a tag says may not.
func (room *Room) list(w http.ResponseWriter, r *http.Request, d worker) error {
	v := web.ReadQuery(r)
	delete(v, "q")
	delete(v, "tag")
	return room.showList(w, r, d, readAsk(v), v)
}

// search shows what somebody searches for, or has a tag.
func (room *Room) search(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	ask := readAsk(v)
	if !ask.discreet() {
		return web.SeeOther(w, listAddress(ask, 1))
	}
	// Excerpts show what notes say, so a search is a view of them.
	if err := d.RecordAlone(r.Context(), "handbook.read", "", "searched"); err != nil {
		return err
	}
	return room.showList(w, r, d, ask, web.Values{})
}

// listAddress is the address of a list for which nothing secret was asked.
func listAddress(a Ask, page int) string {
	to, sign := "/handbook", "?"
	add := func(name, value string) {
		to += sign + name + "=" + value
		sign = "&"
	}
	if a.Kind != "" {
		add("kind", string(a.Kind))
	}
	if a.Order == ByChange {
		add("sort", string(a.Order))
	}
	if page > 1 {
		add("page", strconv.Itoa(page))
	}
	return to
}

func (room *Room) showList(w http.ResponseWriter, r *http.Request, d worker, ask Ask, v web.Values) error {
	c, err := d.find(r.Context(), ask)
	if err != nil {
		return err
	}
	var people []core.ID
	for _, f := range c.shown() {
		people = append(people, f.By)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p := newListPage(room.frame(r, "handbook.page.heading"), ask, c, names)
	p.Closed, p.MayWrite, p.MayExport = d.Standing == desk.Closed, d.Has(Write), d.May(d.Actor, Export)
	switch v.Get("done") {
	case "erased":
		p.Done, p.DoneMore = p.Say("handbook.done.erased"), d.AfterErasure(p.Frame)
	case "imported":
		p.Done = p.Say("handbook.done.imported", "n", v.Number("n", 0, 0, 1<<30))
	}
	return web.Render(w, r, http.StatusOK, listPage(p))
}

func newListPage(f ui.Frame, ask Ask, c catalogue, names func(core.ID) string) ListPage {
	p := ListPage{Frame: f, Empty: c.all == 0, Asked: ask.discreet() || ask.Kind != ""}
	p.Count = f.Say("handbook.list.count", "n", len(c.found))
	p.Words = ui.Field{Name: "q", Label: f.Say("handbook.list.words"), Hint: f.Say("handbook.list.words-hint"), Value: ask.Words, Type: "search"}
	p.Kind = ui.Field{Name: "kind", Label: f.Say("handbook.field.kind")}
	var kinds []ui.Choice
	for _, k := range Kinds() {
		kinds = append(kinds, ui.Choice{Value: string(k), Words: f.Say("handbook.kind." + string(k)), Count: c.kinds[k], Selected: k == ask.Kind})
	}
	p.Kinds = []ui.Choices{{List: kinds}}
	p.Tag = ui.Field{Name: "tag", Label: f.Say("handbook.field.tags")}
	p.Tags = []ui.Choices{{List: tagChoices(c, ask.Tag)}}
	for _, o := range []Order{ByTitle, ByChange} {
		p.Sort = append(p.Sort, ui.Choice{Value: string(o), Words: f.Say("handbook.list.sort-" + string(o)), Count: -1, Selected: o == ask.Order})
	}
	q := find.Read(ask.Words)
	for _, one := range c.shown() {
		p.Rows = append(p.Rows, newRow(f, one, q, names))
	}
	p.Pager = ui.Pager{Page: c.page.Page, Pages: c.page.Pages(),
		Earlier: turn(ask, c.page.Page-1, f.Say("ui.pager.earlier")), Later: turn(ask, c.page.Page+1, f.Say("ui.pager.later"))}
	return p
}

// turn leads to another page of the list, by post where the list was asked for
// with what must not stand in an address.
func turn(a Ask, page int, words string) ui.Way {
	if !a.discreet() {
		return ui.Way{Words: words, Address: listAddress(a, page)}
	}
	return ui.Way{Words: words, Action: "/handbook/search", Fields: [][2]string{
		{"q", a.Words}, {"kind", string(a.Kind)}, {"tag", a.Tag}, {"sort", string(a.Order)}, {"page", strconv.Itoa(page)},
	}}
}

func tagChoices(c catalogue, chosen string) []ui.Choice {
	var all []ui.Choice
	for tag, n := range c.tags {
		all = append(all, ui.Choice{Value: tag, Words: tag, Count: n, Selected: tag == chosen})
	}
	if _, there := c.tags[chosen]; chosen != "" && !there {
		all = append(all, ui.Choice{Value: chosen, Words: chosen, Selected: true})
	}
	slices.SortFunc(all, func(a, b ui.Choice) int { return strings.Compare(text.Fold(a.Words), text.Fold(b.Words)) })
	return all
}

func newRow(f ui.Frame, one *found, q find.Query, names func(core.ID) string) RowView {
	v := RowView{
		Address: address(one.id), Title: q.Mark(one.Title), Kind: f.Say("handbook.kind." + string(one.Kind)), Tags: strings.Join(one.Tags, ", "),
		Changed: f.Date(one.On), By: names(one.By), Pinned: one.Pinned, Snippet: one.snippet,
	}
	if one.Files > 0 {
		v.Files = f.Say("handbook.file.count", "n", one.Files, "size", sizeOf(f, one.Size))
	}
	return v
}

// sizeOf writes a number of bytes for people.
func sizeOf(f ui.Frame, bytes int64) string {
	if bytes < 1<<20 {
		return f.Say("handbook.file.kb", "n", int(bytes+1023)>>10)
	}
	return f.Say("handbook.file.mb", "n", int(bytes+1<<20-1)>>20)
}
