package centres

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/platform/places"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// How many entries a page of the list holds, and how many follow as further
// help.
const (
	perPage     = 20
	mostPerPage = 100
	furtherHelp = 8
)

// SearchPage is the search form with what was found below it.
type SearchPage struct {
	ui.Frame
	Form    SearchForm
	Unknown string       // values that were left out, named
	Place   *PlaceNotice // what to do about the place

	Count   string // how many match; empty where nothing was asked
	Order   string
	Matches []Card
	Pager   ui.Pager
	Fewer   []ui.Way // searches with one wish less, where nothing matches

	Ask         []Card // to be asked, since their entry is silent
	Serving     []Card
	ServingLand string
	Nationwide  []Card
	Lines       templ.Component // help for all of Germany
	Stale       string          // said when the directory cannot be brought up to date
	Data        []ui.Way        // the same list as data, and for other sites

	// In a frozen copy: what this list holds, or else links to all lists.
	List  string
	Lists []Lists
}

// SearchForm is the form with what was typed and chosen.
type SearchForm struct {
	Action               string
	Place, Words         ui.Field
	Need, Language       ui.Field
	Group, Access, Land  ui.Field
	Needs, Languages     []ui.Choices
	Groups, Ways, Lands  []ui.Choices
	Open, StepFree       bool
	OpenCount, StepCount int
	More                 bool // whether the further questions are unfolded
	Discreet             bool // post instead of get
	Asked                bool
}

// PlaceNotice says that a place is not known, or which ones it could be, or
// that another of the same name exists.
type PlaceNotice struct {
	Words, Hint string
	Ways        []ui.Way
}

func newSearchPage(f ui.Frame, d *Directory, q question, now time.Time, discreet bool) SearchPage {
	p := SearchPage{Frame: f}
	found := d.Search(q.query, now)
	land := q.query.Land
	if q.query.Place != nil {
		land = q.query.Place.Land
	}
	p.Form = newSearchForm(f, q, found.Counts, discreet)
	p.Place = newPlaceNotice(f, q, discreet)
	if len(q.unknown) > 0 {
		p.Unknown = f.Say("centres.search.unknown", "values", strings.Join(q.unknown, ", "))
	}

	// An unknown place must not be answered with a list that looks as if it
	// were near.
	if q.lost() {
		found = Results{}
	}
	shown := map[*Centre]bool{}
	cards := func(hits []Hit, most int) []Card {
		var list []Card
		for _, h := range hits {
			if len(list) < most && !shown[h.Centre] {
				shown[h.Centre] = true
				list = append(list, newCard(f.Printer, h, now, land))
			}
		}
		return list
	}

	paging := web.NewPaging(q.values, len(found.Matches), perPage, mostPerPage)
	p.Matches = cards(found.Matches[paging.From():paging.To()], mostPerPage)
	p.Pager = newPager(f, q, paging, discreet)
	if !q.lost() {
		p.Count = countWords(f, q, len(found.Matches))
		p.Order = f.Say("centres.results.by-name")
		if q.query.Place != nil {
			p.Order = f.Say("centres.results.by-distance", "place", q.query.Place.Label())
		}
	}
	if len(found.Matches) == 0 && !q.lost() {
		p.Fewer = fewer(f, q, found.Without, discreet)
	}
	p.Ask = cards(found.Ask, furtherHelp)
	if land != "" {
		p.ServingLand = places.LandName(land)
		p.Serving = cards(found.Serving, furtherHelp)
	}
	if q.asked {
		p.Nationwide = cards(d.nationwide(now), furtherHelp)
	}
	return p
}

func countWords(f ui.Frame, q question, n int) string {
	switch {
	case n == 0:
		return f.Say("centres.results.nothing")
	case q.asked:
		return f.Say("centres.results.count", "n", n)
	}
	return f.Say("centres.results.all", "n", n)
}

// nationwide are the centres that counsel people from all of Germany.
func (d *Directory) nationwide(now time.Time) []Hit {
	var all []Hit
	for _, c := range d.Centres {
		if c.Kind == Specialised && c.Area.Nationwide {
			all = append(all, Hit{Centre: c, Km: -1, Open: c.open(now)})
		}
	}
	return all
}

// way leads to another search: by address, or by a form where the search must
// stay out of the history.
func way(f ui.Frame, words string, fields [][2]string, discreet bool) ui.Way {
	action := "/" + string(f.Lang()) + "/centres"
	if discreet {
		return ui.Way{Words: words, Action: action, Fields: fields}
	}
	query := url.Values{}
	for _, field := range fields {
		query.Add(field[0], field[1])
	}
	if len(query) > 0 {
		action += "?" + query.Encode()
	}
	return ui.Way{Words: words, Address: action}
}

func newPager(f ui.Frame, q question, p web.Paging, discreet bool) ui.Pager {
	to := func(page int, words string) ui.Way {
		fields := append(q.fields(), [2]string{"page", strconv.Itoa(page)})
		if size := q.values.Get("per_page"); size != "" {
			fields = append(fields, [2]string{"per_page", strconv.Itoa(p.PerPage)})
		}
		return way(f, words, fields, discreet)
	}
	pager := ui.Pager{Page: p.Page, Pages: p.Pages()}
	if p.Page > 1 {
		pager.Earlier = to(p.Page-1, f.Say("ui.pager.earlier"))
	}
	if p.Page < p.Pages() {
		pager.Later = to(p.Page+1, f.Say("ui.pager.later"))
	}
	return pager
}

// parameterOf names the parameter by which a facet is asked.
var parameterOf = [facetCount]string{
	ByWords: "q", ByLand: "land", ByNeed: "need", ByForm: "need", ByLanguage: "language",
	ByGroup: "group", ByAccess: "access", ByOpen: "open", ByStepFree: "accessible",
}

// fewer offers the same search without one of its wishes, where that finds
// something.
func fewer(f ui.Frame, q question, without [facetCount]int, discreet bool) []ui.Way {
	var all []ui.Way
	var seen []string
	for facet := range facetCount {
		name := parameterOf[facet]
		if n := without[facet]; n > 0 && !slices.Contains(seen, name) {
			seen = append(seen, name)
			words := f.Say("centres.results.without", "what", f.Say("centres.facet."+facet.String()), "n", n)
			all = append(all, way(f, words, q.fields(name, ""), discreet))
		}
	}
	return all
}

// codeLength is the number of digits of a German postal code.
const codeLength = 5

func newPlaceNotice(f ui.Frame, q question, discreet bool) *PlaceNotice {
	which, n := q.answer.Which, &PlaceNotice{}
	switch {
	case q.typed == "":
		return nil
	case q.lost() && len(which) > 0:
		n.Words, n.Hint = f.Say("centres.place.ambiguous", "query", q.typed), f.Say("centres.place.ambiguous-hint")
	case q.lost():
		which = q.answer.Suggestions
		n.Words, n.Hint = f.Say("centres.place.unknown", "query", q.typed), f.Say("centres.place.unknown-hint")
	case q.answer.Place.Kind == places.PostalCode && len(q.answer.Place.PostalCode) < codeLength:
		which = q.answer.Suggestions
		n.Words = f.Say("centres.place.area", "query", q.typed, "place", q.answer.Place.Label())
	case len(which) > 0:
		n.Words = f.Say("centres.place.other", "place", q.answer.Place.Label())
	default:
		return nil
	}
	for _, p := range which {
		if q.answer.Place == nil || p.Label() != q.answer.Place.Label() {
			n.Ways = append(n.Ways, way(f, placeWords(p), q.fields("place", p.Label()), discreet))
		}
	}
	return n
}

// placeWords says which of several places one is.
func placeWords(p places.Place) string {
	words := p.Label()
	if name := places.LandName(p.Land); name != "" && !strings.Contains(words, name) {
		words += ", " + name
	}
	return words
}

// search answers the form, sent by address or, for discretion, by post.
func (room *Room) search(w http.ResponseWriter, r *http.Request) error {
	values, discreet := web.ReadQuery(r), r.Method == http.MethodPost
	if discreet {
		var err error
		if values, err = web.ReadForm(r); err != nil {
			return err
		}
	}
	d, stale, err := room.directory(r)
	if err != nil {
		return err
	}
	q := readQuestion(values, room.Places(), room.Texts)
	if q.asked || discreet {
		web.NoStore(w)
	}
	if !q.asked && !discreet && len(values) == 0 && !web.Frozen(r) {
		page := room.searchFrame(r, q)
		state := fmt.Sprint(d.Version, stale, page.Notice, room.now().Unix()/60) // a minute, for the opening hours
		return room.kept.Render(w, r, string(page.Lang()), state, func() templ.Component {
			return searchPage(room.searchPage(page, d, q, stale, false))
		})
	}
	return web.Render(w, r, http.StatusOK, searchPage(room.searchPage(room.searchFrame(r, q), d, q, stale, discreet)))
}

func (room *Room) searchFrame(r *http.Request, q question) ui.Frame {
	about := ui.Page{Heading: "centres.search.heading", Title: "centres.search.title", Index: !q.asked}
	if !q.asked {
		about.About = "centres.search.about"
	}
	return room.Frame(r, about)
}

func (room *Room) searchPage(f ui.Frame, d *Directory, q question, stale, discreet bool) SearchPage {
	p := newSearchPage(f, d, q, room.now(), discreet)
	p.Lines = room.lines[p.Lang()]
	if stale {
		p.Stale = p.Say("centres.stale")
	}
	if p.Frozen {
		p.freeze(d, q, room.now())
	} else {
		p.Data = dataWays(p.Frame, q, discreet)
	}
	return p
}
