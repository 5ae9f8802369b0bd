package web_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

func query(raw string) web.Values {
	return web.ReadQuery(&http.Request{URL: &url.URL{RawQuery: raw}})
}

func TestQueryIsReadWhateverItHolds(t *testing.T) {
	for raw, want := range map[string]web.Values{
		"":                    {},
		"a=1&b=2&a=3":         {"a": {"1", "3"}, "b": {"2"}},
		"a":                   {"a": {""}},
		"=1":                  {"": {"1"}},
		"&&a=1&":              {"a": {"1"}},
		"a=b=c":               {"a": {"b=c"}},
		"a=x+y%20z":           {"a": {"x y z"}},
		"a=100%":              {"a": {"100%"}},
		"a=%zz":               {"a": {"%zz"}},
		"a=1;b=2":             {"a": {"1;b=2"}},
		"a=%ff":               {"a": {"\uFFFD"}},
		"a=\xff":              {"a": {"\uFFFD"}},
		"a=%00x%1b%7f%c2%85y": {"a": {"xy"}},
		"a=x%0D%0Ay%09z":      {"a": {"x\r\ny\tz"}},
		"a=K%C3%B6ln":         {"a": {"Köln"}},
		"K%C3%B6ln=a":         {"Köln": {"a"}},
	} {
		if got := query(raw); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

func TestQueryWithEndlessPairsIsReadUpToABound(t *testing.T) {
	if got := len(query(strings.Repeat("a=1&", 10_000))["a"]); got != 500 {
		t.Errorf("%d pairs were read", got)
	}
}

func TestValues(t *testing.T) {
	v := query("need=housing,+crisis&need=crisis&need=&need=,,&name=+Eva+&n=7&big=99999999999999999999&small=-3&odd=7x&box=ON&off=0")
	if got, want := v.All("need"), []string{"housing", "crisis"}; !slices.Equal(got, want) {
		t.Errorf("All: %q, want %q", got, want)
	}
	if got := v.All("absent"); got != nil {
		t.Errorf("All of nothing: %q", got)
	}
	if got := v.Get("name"); got != "Eva" {
		t.Errorf("Get: %q", got)
	}
	for name, want := range map[string]int{"n": 7, "big": 10, "small": 1, "odd": 5, "absent": 5, "name": 5} {
		if got := v.Number(name, 5, 1, 10); got != want {
			t.Errorf("Number(%s): %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]bool{"box": true, "n": false, "off": false, "absent": false} {
		if got := v.Checked(name); got != want {
			t.Errorf("Checked(%s): %v", name, got)
		}
	}
}

func TestPaging(t *testing.T) {
	for _, test := range []struct {
		raw                     string
		total                   int
		page, pages, from, upTo int
	}{
		{"", 0, 1, 1, 0, 0},
		{"", 42, 1, 5, 0, 10},
		{"page=5", 42, 5, 5, 40, 42},
		{"page=6", 42, 5, 5, 40, 42},
		{"page=0", 42, 1, 5, 0, 10},
		{"page=-1", 42, 1, 5, 0, 10},
		{"page=two", 42, 1, 5, 0, 10},
		{"page=99999999999999999999", 42, 5, 5, 40, 42},
		{"page=2&per_page=20", 42, 2, 3, 20, 40},
		{"per_page=1000", 42, 1, 2, 0, 25},
		{"per_page=0", 42, 1, 42, 0, 1},
		{"page=2", 10, 1, 1, 0, 10},
		{"page=2", 11, 2, 2, 10, 11},
	} {
		p := web.NewPaging(query(test.raw), test.total, 10, 25)
		if p.Page != test.page || p.Pages() != test.pages || p.From() != test.from || p.To() != test.upTo {
			t.Errorf("%q of %d: page %d of %d, %d to %d, want %+v", test.raw, test.total, p.Page, p.Pages(), p.From(), p.To(), test)
		}
	}
}

func TestForm(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	var read web.Values
	route := post("/form", func(w http.ResponseWriter, r *http.Request) (err error) {
		if read, err = web.ReadForm(r); err != nil {
			return err
		}
		return web.SeeOther(w, "/done")
	})
	long := route
	long.Path, long.Body = "/long", 1<<20
	s := newSite(t, nil, route, long)
	for _, test := range []struct {
		name, path, kind, body string
		status                 int
		words                  string
	}{
		{"ordinary", "/form", form, "a=1", 303, ""},
		{"with a character set", "/form", form + "; charset=UTF-8", "a=1", 303, ""},
		{"in capitals", "/form", strings.ToUpper(form), "a=1", 303, ""},
		{"empty", "/form", form, "", 303, ""},
		{"of no type", "/form", "", "a=1", 400, "nicht lesen"},
		{"of a broken type", "/form", ";;;", "a=1", 400, "nicht lesen"},
		{"as JSON", "/form", "application/json", "{}", 400, "nicht lesen"},
		{"with files", "/form", "multipart/form-data; boundary=x", "--x--", 400, "nicht lesen"},
		{"too long", "/form", form, "a=" + strings.Repeat("x", web.FormLimit), 413, "mehr, als wir"},
		{"of 10 MB", "/form", form, "a=" + strings.Repeat("x", 10<<20), 413, "mehr, als wir"},
		{"long where the route takes it", "/long", form, "a=" + strings.Repeat("x", web.FormLimit), 303, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := s.ask("POST", test.path, strings.NewReader(test.body), "Content-Type", test.kind)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.words) {
				t.Errorf("%d %s, want %d and %q", w.Code, w.Body, test.status, test.words)
			}
		})
	}
	s.ask("POST", "/form", strings.NewReader("name=M%C3%BCller+%26+S%F6hne&name=%00"), "Content-Type", form)
	if want := (web.Values{"name": {"Müller & S\uFFFDhne", ""}}); !reflect.DeepEqual(read, want) {
		t.Errorf("read %q, want %q", read, want)
	}
}

func FuzzReadQuery(f *testing.F) {
	for _, seed := range []string{"", "a=1&b=%zz&c", "%ff=\xff", "a=%00", "&=&==", "a=\u202e", "ключ=%E2%80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		v := query(raw)
		pairs := 0
		for pair := range strings.SplitSeq(raw, "&") {
			if pair != "" {
				pairs++
			}
		}
		read := 0
		for name := range maps.Keys(v) {
			read += len(v[name])
			for _, s := range append(v[name], name) {
				if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
					return unicode.IsControl(r) && !strings.ContainsRune("\r\n\t", r)
				}) {
					t.Fatalf("%q: read %q", raw, s)
				}
			}
		}
		if strings.Count(raw, "&") < 500 && read != pairs {
			t.Fatalf("%q: %d pairs, %d read", raw, pairs, read)
		}
		if ordinary, err := url.ParseQuery(raw); err == nil && strings.Count(raw, "&") < 500 && printable(ordinary) && !reflect.DeepEqual(web.Values(ordinary), v) {
			t.Fatalf("%q: read %q, net/url %q", raw, v, ordinary)
		}
	})
}

// printable tells whether nothing in values needs cleaning.
func printable(values url.Values) bool {
	for name, all := range values {
		for _, s := range append(all, name) {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
				return false
			}
		}
	}
	return true
}

func FuzzReadForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "a=1")
	f.Add("application/x-www-form-urlencoded; charset=\"", "a=%ff")
	f.Add("multipart/form-data; boundary=x", "--x")
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header["Content-Type"] = []string{kind}
		v, err := web.ReadForm(r)
		if err != nil {
			if core.KindOf(err) != core.Malformed {
				t.Fatalf("%q: %v", kind, err)
			}
			return
		}
		if !reflect.DeepEqual(v, query(body)) {
			t.Fatalf("%q: form %q, query %q", body, v, query(body))
		}
	})
}
