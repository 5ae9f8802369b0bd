package caselaw

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// FoundPage is the search with what it found.
type FoundPage struct {
	CasePage
	Request   search.Request
	Keep      [][2]string // parameters that travel with the form: all but those one can type
	Unknown   []string    // parameters that could not be used
	Count     string
	Notes     []string // how the query was understood
	Instead   *ui.Link // did you mean
	Building  bool
	Narrowed  []ui.Link // what narrows the search; each link takes it away
	Facets    []FacetView
	TooLong   bool // the query is too long to travel in so many links
	Orders    []ui.Link
	Hits      []HitView
	Pager     ui.Pager
	Overview  *Overview // where nothing is asked
	Elsewhere []ui.Link // help, statistics
	Follow    []ui.Link // how to hear of what is new
}

// FacetView is one characteristic by which a result can be narrowed.
type FacetView struct {
	Name  string
	First []FacetLink
	More  []FacetLink // folded
}

// FacetLink narrows the search to a value, or takes it away again where it is Chosen.
type FacetLink struct {
	Address, Words, Count string
	Chosen                bool
}

// HitView is a decision as it stands in a list.
type HitView struct {
	Address  string
	Title    ui.Saying
	Line     string // court, kind, date, file number
	Exact    bool   // what was typed is this decision
	Tags     []string
	About    ui.Saying // an opening of what the decision says, where no paragraph was found
	Snippets []SnippetView
}

// SnippetView is a part of a paragraph with the words that were found.
type SnippetView struct {
	Address string
	Number  string // margin number; empty where there is none
	Pieces  []Piece
}

// Piece is a part of a text.
type Piece struct {
	Text string
	Mark bool // was searched for
}

// pieces cuts a text where it is marked. Marks that do not fit the text are left out.
func pieces(s string, marks []search.Range) (all []Piece) {
	last := 0
	for _, m := range marks {
		if m.Start < last || m.End <= m.Start || m.End > len(s) || !utf8.RuneStart(s[m.Start]) || m.End < len(s) && !utf8.RuneStart(s[m.End]) {
			continue
		}
		if m.Start > last {
			all = append(all, Piece{Text: s[last:m.Start]})
		}
		all = append(all, Piece{Text: s[m.Start:m.End], Mark: true})
		last = m.End
	}
	if last < len(s) {
		all = append(all, Piece{Text: s[last:]})
	}
	return all
}

// How much is shown of one thing.
const (
	snippetsEach  = 3
	facetsFirst   = 6
	facetsMost    = 40
	longestLinked = 600 // bytes of a query that travel in every link of a page
)

const facetYear = "year"

// searchPage answers the search; where nothing is asked it shows what there is.
func (room *Room) searchPage(w http.ResponseWriter, r *http.Request) error {
	values := web.ReadQuery(r)
	req, unknown := readRequest(values)
	if !asked(req) {
		if len(values) > 0 {
			web.NoStore(w)
		}
		return room.overviewPage(w, r, req, unknown)
	}
	web.NoStore(w)
	req.Facets = append(filters(), facetYear)
	found, building, err := room.Finder.Search(r.Context(), req)
	if err != nil {
		return err
	}
	numbers := make([]int64, len(found.Hits))
	for i, h := range found.Hits {
		numbers[i] = h.Number
	}
	shown, err := room.Store.Several(r.Context(), numbers, true)
	if err != nil {
		return err
	}
	p := FoundPage{CasePage: room.casePage(r, ui.Page{Heading: "heading", Title: "title", About: "about"}), Request: req, Unknown: unknown, Building: building}
	p.Follow = room.followLinks(p.CasePage, req)
	p.fill(found, shown)
	return web.Render(w, r, http.StatusOK, foundPage(p))
}

// to is the address of a search.
func (p CasePage) to(r search.Request) string {
	if q := writeRequest(r).Encode(); q != "" {
		return p.Root + "?" + q
	}
	return p.Root
}

// fill shows what was found. Decisions that are not in shown were taken away since the
// index was written, and are left out.
func (p *FoundPage) fill(found search.Result, shown map[int64]Shown) {
	p.form()
	if found.Total > 0 {
		p.Count = p.say("count", "n", found.Total)
	}
	for _, n := range found.Query.Notes {
		if words := p.note(n); words != "" {
			p.Notes = append(p.Notes, words)
		}
	}
	if found.Relaxed {
		p.Notes = append(p.Notes, p.say("relaxed"))
	}
	if found.Suggestion != "" {
		next := p.Request
		next.Text, next.Page = found.Suggestion, 1
		p.Instead = &ui.Link{Address: p.to(next), Words: found.Suggestion}
	}
	p.narrowed()
	if len(p.Request.Text) > longestLinked {
		p.TooLong = true
	} else {
		p.facets(found.Facets)
	}
	for _, order := range orders() {
		if p.TooLong {
			break
		}
		next := p.Request
		next.Sort, next.Page = order, 1
		p.Orders = append(p.Orders, ui.Link{Address: p.to(next), Words: p.say("sort." + order), Current: p.Request.Sort == order})
	}
	for _, h := range found.Hits {
		if d, ok := shown[h.Number]; ok {
			p.Hits = append(p.Hits, p.hit(d, h, found.Query))
		}
	}
	p.Pager = p.pager(found.Total)
}

// form is what travels with the box.
func (p *FoundPage) form() {
	rest := p.Request
	rest.Text, rest.Any, rest.Page = "", false, 1
	values := writeRequest(rest)
	for _, name := range append(filters(), paramFrom, paramTo, paramSort, paramPerPage) {
		for _, value := range values[name] {
			p.Keep = append(p.Keep, [2]string{name, value})
		}
	}
	p.Elsewhere = []ui.Link{{Address: p.Root + "/help", Words: p.say("help.link")}, {Address: p.Root + "/statistics", Words: p.say("statistics.link")}}
}

// note says how a part of the query was understood.
func (p CasePage) note(n search.Note) string {
	for _, key := range []string{n.Key, "caselaw." + n.Key, "caselaw.search." + n.Key} {
		if p.In.Has(key) {
			return p.In.Say(key, n.Args...)
		}
	}
	return ""
}

// value is what people call a value of a filter.
func (p CasePage) value(filter, code string) string {
	switch filter {
	case "branch":
		return p.branch(code)
	case "land":
		return p.land(code)
	case "field", "form", "sector", "kind":
		return p.label(filter+"s", code)
	}
	return code
}

func without(r search.Request, filter, value string) search.Request {
	next := r
	next.Page = 1
	next.Filters = map[string][]string{}
	for name, all := range r.Filters {
		for _, v := range all {
			if name != filter || v != value {
				next.Filters[name] = append(next.Filters[name], v)
			}
		}
	}
	return next
}

func with(r search.Request, filter, value string) search.Request {
	next := without(r, filter, value)
	next.Filters[filter] = append(next.Filters[filter], value)
	return next
}

// narrowed lists what narrows the search.
func (p *FoundPage) narrowed() {
	for _, name := range filters() {
		for _, value := range p.Request.Filters[name] {
			p.Narrowed = append(p.Narrowed, ui.Link{Address: p.to(without(p.Request, name, value)), Words: p.say("narrowed", "what", p.say("facet."+name), "value", p.value(name, value))})
		}
	}
	days := func(from, to core.Date) search.Request {
		next := p.Request
		next.From, next.To, next.Page = from, to, 1
		return next
	}
	from, to := p.Request.From, p.Request.To
	switch {
	case !from.IsZero() && wholeYear(from, to):
		p.Narrowed = append(p.Narrowed, ui.Link{Address: p.to(days(core.Date{}, core.Date{})), Words: p.say("narrowed", "what", p.say("facet.year"), "value", strconv.Itoa(from.Year))})
		return
	case !from.IsZero():
		p.Narrowed = append(p.Narrowed, ui.Link{Address: p.to(days(core.Date{}, to)), Words: p.say("narrowed-from", "date", from)})
	}
	if !to.IsZero() {
		p.Narrowed = append(p.Narrowed, ui.Link{Address: p.to(days(from, core.Date{})), Words: p.say("narrowed-to", "date", to)})
	}
}

func wholeYear(from, to core.Date) bool {
	return from == core.Date{Year: from.Year, Month: 1, Day: 1} && to == core.Date{Year: from.Year, Month: 12, Day: 31}
}

// facets are what the result can be narrowed by. One with a single value that is not
// chosen narrows nothing, and is left out.
func (p *FoundPage) facets(counts map[string][]search.Count) {
	for _, name := range append(filters(), facetYear) {
		chosen := p.Request.Filters[name]
		view := FacetView{Name: p.say("facet." + name)}
		values := counts[name]
		if name == facetYear {
			values = slices.SortedFunc(slices.Values(values), func(a, b search.Count) int { return strings.Compare(b.Value, a.Value) })
		}
		for i, c := range values {
			if i == facetsMost {
				break
			}
			link := FacetLink{Words: p.value(name, c.Value), Count: p.In.Number(c.N), Chosen: slices.Contains(chosen, c.Value)}
			switch {
			case name == facetYear:
				year, err := strconv.Atoi(c.Value)
				if err != nil {
					continue
				}
				next := p.Request
				next.From, next.To, next.Page = core.Date{Year: year, Month: 1, Day: 1}, core.Date{Year: year, Month: 12, Day: 31}, 1
				if link.Chosen = next.From == p.Request.From && next.To == p.Request.To; link.Chosen {
					next.From, next.To = core.Date{}, core.Date{}
				}
				link.Address = p.to(next)
			case link.Chosen:
				link.Address = p.to(without(p.Request, name, c.Value))
			default:
				link.Address = p.to(with(p.Request, name, c.Value))
			}
			if len(view.First) < facetsFirst || link.Chosen {
				view.First = append(view.First, link)
			} else {
				view.More = append(view.More, link)
			}
		}
		if n := len(view.First); n > 1 || n == 1 && view.First[0].Chosen {
			p.Facets = append(p.Facets, view)
		}
	}
}

// unitMark parts the court, the date and the rest in a line that names a decision.
const unitMark = " · "

// line names a decision in one line.
func (p CasePage) line(e *decision.Entry) string {
	var parts []string
	for _, s := range []string{p.courtShort(e.Court), p.kind(e), p.In.Date(e.Date), strings.Join(e.FileNumbers, ", ")} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, unitMark)
}

// tab is what a decision is called in the tab and the history of a browser.
func (p CasePage) tab(e *decision.Entry) string {
	return strings.Join(strings.Fields(e.Court+" "+p.In.Date(e.Date)+" "+e.FileNumber()), " ")
}

// entry is a decision as it stands in a list where no words were searched for.
func (p CasePage) entry(number int64, e *decision.Entry) HitView {
	v := HitView{Address: p.at(number), Title: p.titleIn(e), Line: p.line(e)}
	for _, code := range e.Fields {
		v.Tags = append(v.Tags, p.label("fields", code))
	}
	for _, code := range e.Forms {
		v.Tags = append(v.Tags, p.label("forms", code))
	}
	if e.Significance == leading {
		v.Tags = append(v.Tags, p.say("leading"))
	}
	return v
}

// leading is the significance of a leading decision.
const leading = 3

// hit is a decision as it was found.
func (p *FoundPage) hit(d Shown, h search.Hit, q search.Query) HitView {
	v := p.entry(d.Number, &d.Entry)
	v.Exact = h.Exact
	travels := ""
	if p.Request.Text != "" && !p.TooLong {
		keep := search.Request{Text: p.Request.Text, Any: p.Request.Any, Sort: byRelevance}
		travels = "?" + writeRequest(keep).Encode()
	}
	v.Address += travels
	for _, s := range search.Snippets(q, d.Text, snippetsEach) {
		v.Snippets = append(v.Snippets, SnippetView{Address: v.Address + "#" + s.Anchor, Number: s.Number, Pieces: pieces(s.Text, s.Marks)})
	}
	if len(v.Snippets) == 0 {
		v.About = p.opening(&d.Entry)
	}
	return v
}

// opening is the beginning of what was written about a decision.
func (p CasePage) opening(e *decision.Entry) ui.Saying {
	const most = 280
	for _, lang := range []string{string(p.In.Lang()), "de", "en"} {
		v, _ := e.In(lang)
		for _, words := range []string{v.Headnote, v.Points, v.Holding, v.Facts, v.Plain} {
			if words != "" {
				return ui.Saying{Text: openingWords(strings.Join(strings.Fields(words), " "), most), Lang: core.Lang(lang)}
			}
		}
	}
	return ui.Saying{}
}

func (p *FoundPage) pager(total int) ui.Pager {
	per := max(1, p.Request.PerPage)
	pages := min(max(1, (total+per-1)/per), searchMostPages)
	at := min(p.Request.Page, pages)
	way := func(n int, key string) ui.Way {
		next := p.Request
		next.Page = n
		return ui.Way{Words: p.In.Say(key), Address: p.to(next)}
	}
	return ui.Pager{Page: at, Pages: pages, Earlier: way(at-1, "ui.pager.earlier"), Later: way(at+1, "ui.pager.later")}
}

// unnarrowed is a search by its words alone.
func unnarrowed(r search.Request) search.Request {
	return search.Request{Text: r.Text, Any: r.Any, Sort: r.Sort}
}

// takeAway stands behind what a link takes away.
const takeAway = "\u00a0×"

// openingWords is the first words of a text, together at most so many bytes.
func openingWords(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if at := strings.LastIndexByte(s[:most], ' '); at > 0 {
		return s[:at] + " …"
	}
	return core.Clip(s, most/4)
}
