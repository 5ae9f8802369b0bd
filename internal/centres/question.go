package centres

import (
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// question is what the search form sent, and what could be made of it.
type question struct {
	values  web.Values
	typed   string        // the place as it was typed
	answer  places.Answer // what is known under that name
	query   Query
	unknown []string // values that no list of ours holds
	asked   bool     // whether anything was asked for at all
}

// parameters of the search form, in the order in which they are written into
// addresses. page and per_page are not among them.
var parameters = []string{"place", "need", "language", "group", "access", "land", "q", "open", "accessible"}

// readQuestion understands the search form. It never fails: a value that is not
// known is left out and named.
func readQuestion(v web.Values, table *places.Table, known *text.Catalogue) question {
	q := question{values: v, typed: core.Clip(v.Get("place"), longestPlace)}
	for _, name := range parameters {
		q.asked = q.asked || len(v.All(name)) > 0
	}
	if q.typed != "" {
		q.answer = table.Find(q.typed)
		q.query.Place = q.answer.Place
		// A whole Land is no point to measure from: its name asks who serves it.
		if p := q.answer.Place; p != nil && p.Kind == places.Land {
			q.query.Place, q.query.Land = nil, p.Land
		}
	}
	for _, value := range v.All("need") {
		switch {
		case slices.Contains(Needs, Need(value)):
			q.query.Needs = append(q.query.Needs, Need(value))
		case slices.Contains(Forms, Form(value)):
			q.query.Forms = append(q.query.Forms, Form(value))
		default:
			q.leaveOut(value)
		}
	}
	for _, value := range v.All("language") {
		if known.Speaks(value) {
			q.query.Languages = append(q.query.Languages, value)
		} else {
			q.leaveOut(value)
		}
	}
	q.query.Groups = pick(&q, "group", Groups)
	q.query.Access = pick(&q, "access", AccessWays)
	if value := v.Get("land"); value != "" {
		if land, ok := landOf(value); ok {
			q.query.Land = land.Code
		} else {
			q.leaveOut(value)
		}
	}
	q.query.Words = core.Clip(v.Get("q"), longestPlace)
	q.query.OpenNow, q.query.Accessible = v.Checked("open"), v.Checked("accessible")
	return q
}

// longestPlace is how much of a typed place or name is looked at, characters.
const longestPlace = 100

// mostUnknown is how many unknown values a page names.
const mostUnknown = 5

func (q *question) leaveOut(value string) {
	if len(q.unknown) < mostUnknown {
		q.unknown = append(q.unknown, core.Clip(value, 40))
	}
}

func pick[T ~string](q *question, name string, list []T) []T {
	var all []T
	for _, value := range q.values.All(name) {
		if slices.Contains(list, T(value)) {
			all = append(all, T(value))
		} else {
			q.leaveOut(value)
		}
	}
	return all
}

// landOf finds a Land by its code, with or without the country ("DE-BY", "by").
func landOf(code string) (places.Bundesland, bool) {
	code = "DE-" + strings.TrimPrefix(strings.ToUpper(code), "DE-")
	for _, l := range places.Lands() {
		if l.Code == code {
			return l, true
		}
	}
	return places.Bundesland{}, false
}

// lost tells whether a place was typed that is not one place.
func (q *question) lost() bool { return q.typed != "" && q.answer.Place == nil }

// fields are what was asked for, to be sent again with some values replaced; an
// empty replacement leaves the field out.
func (q *question) fields(replace ...string) [][2]string {
	var all [][2]string
	for _, name := range parameters {
		values := q.values.All(name)
		if name == "place" || name == "q" {
			values = []string{q.values.Get(name)}
		}
		for i := 0; i+1 < len(replace); i += 2 {
			if replace[i] == name {
				values = []string{replace[i+1]}
			}
		}
		for _, value := range values {
			if value != "" {
				all = append(all, [2]string{name, value})
			}
		}
	}
	return all
}
