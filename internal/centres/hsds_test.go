package centres

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// The golden files are the documents of an invented centre that uses every
// field.
func TestDocumentsOfACentreThatUsesEveryField(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		save(t, s, lantern(t))
		h := newHouse(t, s)
		for _, p := range []string{"organization", "service", "service_at_location"} {
			first := h.ids(t, hsdsPath+"/"+p+"s")[0]
			var got bytes.Buffer
			if err := json.Indent(&got, h.ask("GET", hsdsPath+"/"+p+"s/"+first, "").Body.Bytes(), "", "  "); err != nil {
				t.Fatal(err)
			}
			got.WriteByte('\n')
			file := "testdata/hsds_" + p + ".golden"
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s:\n%s", file, diff)
			}
		}
	})
}

func TestEnvelopeCounts(t *testing.T) {
	h := streetHouse(t) // 5 services
	tests := []struct {
		query string
		want  envelope
	}{
		{"", envelope{5, 1, 1, 5, true, true, false, nil}},
		{"?per_page=2", envelope{5, 3, 1, 2, true, false, false, nil}},
		{"?per_page=2&page=2", envelope{5, 3, 2, 2, false, false, false, nil}},
		{"?per_page=2&page=3", envelope{5, 3, 3, 1, false, true, false, nil}},
		{"?per_page=5", envelope{5, 1, 1, 5, true, true, false, nil}},
		{"?per_page=2&page=4", envelope{5, 3, 4, 0, false, true, true, nil}},
		{"?page=1000000000&per_page=1000", envelope{5, 1, 1000000000, 0, false, true, true, nil}},
		{"?search=nobody", envelope{0, 0, 1, 0, true, true, true, nil}},
		{"?search=nobody&page=2", envelope{0, 0, 2, 0, false, true, true, nil}},
	}
	for _, test := range tests {
		got := h.page(t, hsdsPath+"/services"+test.query)
		if len(got.Contents) != got.Size || got.Contents == nil {
			t.Errorf("%s: %d of %d contents", test.query, len(got.Contents), got.Size)
		}
		got.Contents = nil
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s:\n%s", test.query, diff)
		}
	}
	var paged []string
	for n := 1; n <= 3; n++ {
		paged = append(paged, h.ids(t, fmt.Sprintf("%s/services?per_page=2&page=%d", hsdsPath, n))...)
	}
	if all := h.ids(t, hsdsPath+"/services"); !slices.Equal(all, paged) {
		t.Errorf("pages %v, all %v", paged, all)
	}
}

func TestFiltersOfListsMustAllBeMet(t *testing.T) {
	h := streetHouse(t)
	harbour, lanternBody := string(core.NamedID("test", "harbour")), string(core.NamedID("test", "lantern e.V."))
	crisis, women := string(hsdsTermID("need", "crisis")), string(hsdsTermID("group", "women"))
	tests := []struct {
		target string
		n      int
	}{
		{"/services?organization_id=" + harbour, 2},
		{"/services?organization_id=" + strings.ToUpper(harbour), 2},
		{"/services?organization_id=" + string(core.NamedID("nobody")), 0},
		{"/services?taxonomy_term_id=" + crisis, 1},
		{"/services?taxonomy_term_id=" + women, 3},
		{"/services?taxonomy_term_id=" + women + "," + crisis, 1},
		{"/services?taxonomy_term_id=" + women + "&taxonomy_term_id=" + crisis, 1},
		{"/services?taxonomy_term_id=" + women + "&organization_id=" + harbour, 1},
		{"/services?taxonomy_id=" + string(hsdsTaxonomyID("need")), 2},
		{"/services?search=laterne", 2},
		{"/services?search=LATERNE+beratung", 2},
		{"/services?search=hafenhilfe", 2},
		{"/services?search=hafenhilfe+bremen", 1},
		{"/services?search=", 5},
		{"/services?modified_after=2026-03-14T12:00:00Z", 5},
		{"/services?modified_after=2026-03-14T13:00:00%2B01:00", 5},
		{"/services?modified_after=2026-03-14T13:00:00+01:00", 5},
		{"/services?modified_after=2026-03-14", 5},
		{"/services?modified_after=2026-03-14T12:00:01Z", 0},
		{"/services?unknown=1", 5},
		{"/organizations", 3},
		{"/organizations?search=anker", 1},
		{"/organizations?taxonomy_term_id=" + crisis, 1},
		{"/service_at_locations", 7},
		{"/service_at_locations?organization_id=" + lanternBody, 4},
		{"/service_at_locations?postcode=20095", 5},                                // Anker by its Land; the Lantern, which serves all of Germany, with two services at two places
		{"/service_at_locations?postcode=20095&proximity=20000", 1},                // only Anker
		{"/service_at_locations?postcode=20095&proximity=120000", 2},               // Bremen too
		{"/service_at_locations?postcode=10115&proximity=20000", 3},                // the Lantern twice, and the association
		{"/service_at_locations?postcode=10115&proximity=20000&search=verband", 1}, // by AND
		{"/service_at_locations?postcode=14467&proximity=20000&search=laterne", 2}, // the secret office, by its district
		{"/service_at_locations?postcode=10115&proximity=0&organization_id=" + harbour, 0},
		{"/taxonomies", 5},
		{"/taxonomies?search=kontaktwege", 1},
		{"/taxonomy_terms?per_page=100", len(Needs) + len(Forms) + len(Groups) + len(AccessWays) + len(Accessibilities)},
		{"/taxonomy_terms?taxonomy_id=" + string(hsdsTaxonomyID("group")), len(Groups)},
		{"/taxonomy_terms?top_only=true&taxonomy_id=" + string(hsdsTaxonomyID("group")), len(Groups)},
		{"/taxonomy_terms?parent_id=" + crisis, 0},
		{"/taxonomy_terms?search=safe+housing", 1},
	}
	for _, test := range tests {
		got := h.page(t, hsdsPath+test.target)
		if got.TotalItems != test.n {
			t.Errorf("%s: %d, want %d", test.target, got.TotalItems, test.n)
		}
	}
}

func TestFullnessOfRecords(t *testing.T) {
	h := streetHouse(t)
	for target, want := range map[string][]string{
		"/services?minimal=true":           {"id", "last_modified"},
		"/services":                        {"organization", "status", "-phones", "-service_at_locations", "-attributes"},
		"/services?full=true":              {"organization", "phones", "service_at_locations", "attributes", "languages"},
		"/organizations":                   {"description", "-services", "-locations"},
		"/organizations?full=true":         {"locations", "services"},
		"/organizations?full_service=true": {"locations", "services"},
		"/service_at_locations":            {"location", "service", "-schedules"},
		"/service_at_locations?full=true":  {"location", "service", "schedules", "name", "status"},
	} {
		i := slices.Index([]string{"/services", "/organizations", "/service_at_locations"}, strings.SplitN(target, "?", 2)[0])
		var first map[string]any
		for _, c := range h.page(t, hsdsPath+target).Contents {
			if bytes.Contains(c, []byte("Laterne")) || i == 0 && strings.Contains(target, "minimal") {
				if err := json.Unmarshal(c, &first); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		for _, name := range want {
			name, absent := strings.CutPrefix(name, "-")
			if _, there := first[name]; there == absent {
				t.Errorf("%s: %s there: %v", target, name, there)
			}
		}
		if strings.Contains(target, "minimal") && len(first) != 2 {
			t.Errorf("minimal holds %v", first)
		}
		if services, ok := first["services"].([]any); ok {
			_, whole := services[0].(map[string]any)["attributes"]
			if whole != strings.Contains(target, "full_service") {
				t.Errorf("%s: services are whole: %v", target, whole)
			}
		}
	}
}

func TestBadParametersAreNamed(t *testing.T) {
	h := streetHouse(t)
	for target, words := range map[string]string{
		"/services?page=0":                                     "page: “0” is not a whole number from 1 to",
		"/services?page=-1":                                    "page: “-1”",
		"/services?page=x":                                     "page: “x”",
		"/services?page=99999999999999999999":                  "page:",
		"/services?per_page=0":                                 "per_page: “0” is not a whole number from 1 to 1000",
		"/services?per_page=1001":                              "from 1 to 1000",
		"/services?per_page=ten":                               "per_page: “ten”",
		"/services?full=maybe":                                 "full: “maybe” is neither true nor false",
		"/services?minimal=2":                                  "minimal",
		"/services?format=xml":                                 "possible are json and ndjson",
		"/services?organization_id=1":                          "organization_id: “1” is not an identifier",
		"/services?taxonomy_term_id=crisis":                    "taxonomy_term_id",
		"/services?modified_after=yesterday":                   "modified_after: “yesterday” is not an instant",
		"/service_at_locations?postcode=1011":                  "postcode: “1011” is not a german postal code",
		"/service_at_locations?postcode=00000":                 "postcode",
		"/service_at_locations?postcode=Berlin":                "postcode",
		"/service_at_locations?proximity=10":                   "proximity: “10” also needs postcode",
		"/service_at_locations?postcode=10115&proximity=-1":    "proximity: “-1”",
		"/service_at_locations?postcode=10115&proximity=1e309": "proximity",
		"/taxonomy_terms?top_only=no":                          "top_only",
		"/organizations/" + string(core.NamedID("test", "harbour")) + "?full_service=x": "full_service",
	} {
		w := h.ask("GET", hsdsPath+target, "", "Accept-Language", "en")
		var failure struct {
			Status int
			Error  string
		}
		if err := json.Unmarshal(w.Body.Bytes(), &failure); err != nil || w.Code != 400 || failure.Status != 400 || !strings.Contains(strings.ToLower(failure.Error), words) {
			t.Errorf("%s: %d %s, want %q", target, w.Code, w.Body, words)
		}
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %v", target, w.Header())
		}
	}
	for target, status := range map[string]int{
		"/services/x": 404, "/services/" + string(core.NamedID("nobody")): 404, "/nowhere": 404, "/services/": 404,
		"/taxonomies/" + string(hsdsTermID("need", "crisis")): 404,
	} {
		if w := h.ask("GET", hsdsPath+target, ""); w.Code != status || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	if w := h.ask("DELETE", hsdsPath+"/services", ""); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD, POST" || !json.Valid(w.Body.Bytes()) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestListsCanBeAskedByPost(t *testing.T) {
	h := streetHouse(t)
	want := h.ask("GET", hsdsPath+"/services?search=laterne&per_page=1&page=2", "").Body.String()
	const form, object = "application/x-www-form-urlencoded", "application/json"
	for _, test := range []struct{ target, body, kind string }{
		{"/services?search=laterne&per_page=1&page=2", "", ""},
		{"/services", "search=laterne&per_page=1&page=2", form},
		{"/services?page=2", "search=laterne&per_page=1", form},
		{"/services", `{"search":"laterne","per_page":1,"page":"2"}`, object},
		{"/services?search=laterne", `{"per_page":1,"page":[2],"full":false,"format":null}`, object + "; charset=utf-8"},
	} {
		w := h.ask("POST", hsdsPath+test.target, test.body, "Content-Type", test.kind, "Origin", "https://partner.example", "Sec-Fetch-Site", "cross-site")
		if w.Code != 200 || w.Body.String() != want || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
			t.Errorf("%+v: %d %v %s", test, w.Code, w.Header(), w.Body)
		}
	}
	for _, test := range []struct{ body, kind string }{
		{"search=x", ""}, {"search=x", "text/plain"}, {"{", object}, {"[]", object}, {`{"search":{}}`, object}, {`{"page":1.5}`, object}, {"page=0", form},
	} {
		if w := h.ask("POST", hsdsPath+"/services", test.body, "Content-Type", test.kind); w.Code != 400 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%+v: %d %s", test, w.Code, w.Body)
		}
	}
	if w := h.ask("POST", hsdsPath+"/services", `{"search":"`+strings.Repeat("a", 70<<10)+`"}`, "Content-Type", object); w.Code != 413 {
		t.Errorf("a large body: %d", w.Code)
	}
}

func TestLinesHoldAllRecordsWithoutPages(t *testing.T) {
	h := streetHouse(t)
	all := h.page(t, hsdsPath+"/services").Contents
	for _, ask := range [][]string{
		{"?format=ndjson"}, {"?format=ndjson&per_page=1&page=3"}, {"", "application/x-ndjson"}, {"", "text/html, application/ndjson;q=0.9"}, {"?format=NDJSON", "application/json"},
	} {
		accept := append(ask, "")[1]
		w := h.ask("GET", hsdsPath+"/services"+ask[0], "", "Accept", accept)
		lines := strings.Split(strings.TrimSuffix(w.Body.String(), "\n"), "\n")
		if w.Header().Get("Content-Type") != "application/x-ndjson" || len(lines) != len(all) || !slices.Contains(w.Header().Values("Vary"), "Accept") {
			t.Fatalf("%v: %d lines, %v", ask, len(lines), w.Header())
		}
		for i, line := range lines {
			if line != string(all[i]) {
				t.Errorf("line %d: %s", i, line)
			}
		}
	}
	if w := h.ask("GET", hsdsPath+"/services?format=json", "", "Accept", "application/x-ndjson"); w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("the parameter does not beat the header: %v", w.Header())
	}
	if w := h.ask("GET", hsdsPath+"/services?format=ndjson&search=nobody", ""); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("nothing found: %d %q", w.Code, w.Body)
	}
}

// Everything that can be sent to the API gets an answer in its own form, and
// never a fault of ours.
func FuzzHSDSParameters(f *testing.F) {
	s := storeOn(f, databases.Open(f, database.SQLite, tables()...))
	street(f, s)
	h := newHouse(f, s)
	for _, seed := range [][3]string{
		{"services", "search=laterne&page=2&per_page=1", ""}, {"service_at_locations", "postcode=10115&proximity=20000", "application/x-ndjson"},
		{"services", "modified_after=2026-01-01T00:00:00+01:00&full=true", "*/*"}, {"taxonomy_terms", "taxonomy_id=%00&parent_id=%ff", ";"},
		{"organizations", "full_service=1&organization_id=" + string(core.NamedID("test", "harbour")), "a/b;c"}, {"../..", "%", ","},
		{"services/" + string(core.NamedID("x")), "&&=&page=1e9", ""}, {"", "format=ndjson", ""}, {"services", `{"search":"x","page":[1]}`, ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, path, query, accept string) {
		for _, ask := range []func() (int, []byte, string){
			func() (int, []byte, string) {
				w := h.ask("GET", hsdsPath+"/"+path+"?"+query, "", "Accept", accept)
				return w.Code, w.Body.Bytes(), w.Header().Get("Content-Type")
			},
			func() (int, []byte, string) {
				w := h.ask("POST", hsdsPath+"/"+path, query, "Content-Type", "application/x-www-form-urlencoded", "Accept", accept)
				return w.Code, w.Body.Bytes(), w.Header().Get("Content-Type")
			},
			func() (int, []byte, string) {
				w := h.ask("POST", hsdsPath+"/"+path, query, "Content-Type", "application/json", "Accept", accept)
				return w.Code, w.Body.Bytes(), w.Header().Get("Content-Type")
			},
			func() (int, []byte, string) {
				w := h.ask("GET", "/de/centres.json?"+query, "")
				return w.Code, w.Body.Bytes(), w.Header().Get("Content-Type")
			},
		} {
			status, body, kind := ask()
			if status >= 500 {
				t.Fatalf("%d: %s", status, body)
			}
			if kind == "application/json" && len(body) > 0 && !json.Valid(body) {
				t.Fatalf("not JSON: %s", body)
			}
			if kind == "application/x-ndjson" {
				for line := range bytes.Lines(body) {
					if !json.Valid(line) {
						t.Fatalf("not JSON: %s", line)
					}
				}
			}
		}
		for _, end := range []string{"/de/centres.csv?", "/de/centres/embed?"} {
			if w := h.ask("GET", end+query, ""); w.Code >= 500 {
				t.Fatalf("%s%s: %d", end, url.QueryEscape(query), w.Code)
			}
		}
	})
}
