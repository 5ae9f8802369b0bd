package caselaw

import (
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"verbund/internal/caselaw/search"
	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// requestOf reads the search of an address.
func requestOf(query string) (search.Request, []string) {
	return readRequest(web.ReadQuery(httptest.NewRequest("GET", "/x?"+query, nil)))
}

func TestSearchIsReadFromAnAddress(t *testing.T) {
	plain := search.Request{States: []string{"published"}, Sort: "relevance", Page: 1, PerPage: 20}
	with := func(change func(*search.Request)) search.Request {
		r := plain
		change(&r)
		return r
	}
	for query, want := range map[string]search.Request{
		"":                        plain,
		"q=%20bef%C3%B6rdern%20":  with(func(r *search.Request) { r.Text = "befördern" }),
		"any=1":                   with(func(r *search.Request) { r.Any = true }),
		"court=BGH&court=LG+Köln": with(func(r *search.Request) { r.Filters = map[string][]string{"court": {"BGH", "LG Köln"}} }),
		"field=asylum,criminal":   with(func(r *search.Request) { r.Filters = map[string][]string{"field": {"asylum", "criminal"}} }),
		"from=2023&to=2023": with(func(r *search.Request) {
			r.From, r.To = core.Date{Year: 2023, Month: 1, Day: 1}, core.Date{Year: 2023, Month: 12, Day: 31}
		}),
		"from=2024-02&to=2024-02": with(func(r *search.Request) {
			r.From, r.To = core.Date{Year: 2024, Month: 2, Day: 1}, core.Date{Year: 2024, Month: 2, Day: 29}
		}),
		"from=17.01.2023":          with(func(r *search.Request) { r.From = core.Date{Year: 2023, Month: 1, Day: 17} }),
		"sort=newest&page=3":       with(func(r *search.Request) { r.Sort, r.Page = "newest", 3 }),
		"page=-1&per_page=1000000": with(func(r *search.Request) { r.PerPage = 100 }),
		"unheard=of&state=blocked": plain,
	} {
		got, unknown := requestOf(query)
		if !reflect.DeepEqual(got, want) || len(unknown) > 0 {
			t.Errorf("%s:\n got %+v %q\nwant %+v", query, got, unknown, want)
		}
	}
}

func TestWhatCannotBeUsedIsNamed(t *testing.T) {
	got, unknown := requestOf("from=31.02.2023&to=soon&sort=%3Cscript%3E")
	if !slices.Equal(unknown, []string{"31.02.2023", "soon", "<script>"}) || !got.From.IsZero() || !got.To.IsZero() || got.Sort != "relevance" {
		t.Errorf("%q %+v", unknown, got)
	}
}

func TestSearchComesBackFromItsAddress(t *testing.T) {
	for _, query := range []string{"", "q=a+%22b+c%22&any=1", "court=BGH&court=LG+K%C3%B6ln&field=asylum&page=2&per_page=50", "from=2023&sort=oldest&to=2023-06-30"} {
		r, _ := requestOf(query)
		if got := writeRequest(r).Encode(); !sameParameters(got, query) {
			t.Errorf("%s became %s", query, got)
		}
	}
}

func sameParameters(a, b string) bool {
	x, y := strings.Split(a, "&"), strings.Split(b, "&")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func TestEndlessListOfValuesIsCut(t *testing.T) {
	r, _ := requestOf("court=" + strings.Repeat("x", 5000) + strings.Repeat("&court=", 2) + "a,b" + strings.Repeat(",c", 3))
	if got := r.Filters["court"]; len(got) != 4 || len(got[0]) > 210 {
		t.Errorf("%d values, the first of %d bytes", len(got), len(got[0]))
	}
}
