package caselaw

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbund/internal/caselaw/search"
	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// Parameters of a search, the same for the pages, the feeds and the API:
//
//	q         what is searched for, in the query language
//	any       1: one of the words is enough
//	court     name of a court, and so on for each of filters; may be there several
//	          times, or with commas between the values: one of them must fit
//	from, to  days of the decision: 2023, 2023-01, 2023-01-17 or 17.01.2023
//	sort      relevance, newest or oldest
//	page      from 1
//	per_page  1 to 100
const (
	paramText    = "q"
	paramAny     = "any"
	paramFrom    = "from"
	paramTo      = "to"
	paramSort    = "sort"
	paramPage    = "page"
	paramPerPage = "per_page"
)

// filters are the parameters by which decisions are narrowed, in the order in which they
// are offered. Each is the name of a filter and of a facet of package search, too.
func filters() []string {
	return []string{"court", "branch", "field", "form", "sector", "kind", "land"}
}

// Orders of a result.
const (
	byRelevance = "relevance"
	newest      = "newest"
	oldest      = "oldest"
)

func orders() []string { return []string{byRelevance, newest, oldest} }

// How many decisions a page of results holds, and how far one can turn its pages.
const (
	searchPerPage     = 20
	searchMostPerPage = 100
	searchMostPages   = 1000
)

// mostValues is how many values of one filter are taken; no page of ours names as many.
const mostValues = 50

// readRequest reads a search from the parameters of an address. What cannot be used, such
// as a day that there is not, is left out and returned in unknown as it was written. It
// asks for no facets and for what is published.
func readRequest(v web.Values) (r search.Request, unknown []string) {
	r = search.Request{
		Text: v.Get(paramText), Any: v.Checked(paramAny), States: []string{string(Published)},
		Page: v.Number(paramPage, 1, 1, searchMostPages), PerPage: v.Number(paramPerPage, searchPerPage, 1, searchMostPerPage),
	}
	for _, name := range filters() {
		values := v.All(name)
		if len(values) > mostValues {
			values = values[:mostValues]
		}
		for i := range values {
			values[i] = core.Clip(values[i], 200)
		}
		if len(values) > 0 {
			if r.Filters == nil {
				r.Filters = map[string][]string{}
			}
			r.Filters[name] = values
		}
	}
	day := func(name string, last bool) core.Date {
		said := v.Get(name)
		d, ok := dayFor(said, last)
		if !ok {
			unknown = append(unknown, core.Clip(said, 40))
		}
		return d
	}
	r.From, r.To = day(paramFrom, false), day(paramTo, true)
	if r.Sort = v.Get(paramSort); !slices.Contains(orders(), r.Sort) {
		if r.Sort != "" {
			unknown = append(unknown, core.Clip(r.Sort, 40))
		}
		r.Sort = byRelevance
	}
	return r, unknown
}

// dayFor reads a day, or the first or last one of a month or year. Nothing is no day,
// and no mistake.
func dayFor(s string, last bool) (core.Date, bool) {
	if s == "" {
		return core.Date{}, true
	}
	if d, err := core.ParseDate(s); err == nil {
		return d, true
	}
	if t, err := time.Parse("2.1.2006", s); err == nil && t.Year() > 0 {
		return core.DateOf(t), true
	}
	for _, form := range []struct {
		form         string
		years, month int
	}{{"2006", 1, 0}, {"2006-01", 0, 1}} {
		if t, err := time.Parse(form.form, s); err == nil && t.Year() > 0 {
			if last {
				t = t.AddDate(form.years, form.month, -1)
			}
			return core.DateOf(t), true
		}
	}
	return core.Date{}, false
}

// writeRequest writes a search as the parameters of an address, in a form that is the
// same for the same search; what readRequest takes for granted is not named.
func writeRequest(r search.Request) url.Values {
	to := url.Values{}
	set := func(name, value string) {
		if value != "" {
			to.Set(name, value)
		}
	}
	set(paramText, r.Text)
	if r.Any {
		to.Set(paramAny, "1")
	}
	for _, name := range filters() {
		for _, value := range r.Filters[name] {
			to.Add(name, value)
		}
	}
	set(paramFrom, strings.TrimSuffix(r.From.String(), "-01-01"))
	set(paramTo, strings.TrimSuffix(r.To.String(), "-12-31"))
	if r.Sort != byRelevance {
		set(paramSort, r.Sort)
	}
	if r.Page > 1 {
		to.Set(paramPage, strconv.Itoa(r.Page))
	}
	if r.PerPage != 0 && r.PerPage != searchPerPage {
		to.Set(paramPerPage, strconv.Itoa(r.PerPage))
	}
	return to
}

// asked tells whether a search asks for anything.
func asked(r search.Request) bool {
	return r.Text != "" || len(r.Filters) > 0 || !r.From.IsZero() || !r.To.IsZero()
}
