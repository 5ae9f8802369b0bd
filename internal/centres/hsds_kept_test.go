package centres

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// Ids are the same in another database and on another day.
func TestIdsStayAfterReimport(t *testing.T) {
	from := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	street(t, from)
	read, err := Import(t.Context(), from, operator(), strings.NewReader(demoMembers(t)), "members.csv", ImportOptions{})
	if err != nil || read.New != 42 {
		t.Fatal(read, err)
	}
	want := allIds(t, newHouse(t, from))
	onBoth(t, func(t *testing.T, s *Store) {
		s.clock = clock.At(time.Date(2027, 5, 1, 8, 0, 0, 0, time.UTC))
		for range 2 {
			if _, err := Import(t.Context(), s, operator(), strings.NewReader(export(t, from, JSON)), "all.json", ImportOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, allIds(t, newHouse(t, s))); diff != "" {
			t.Error(diff)
		}
	})
}

// allIds are all ids in all whole documents, nested ones included.
func allIds(t *testing.T, h *house) []string {
	t.Helper()
	var all []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				if s, ok := inner.(string); ok && strings.HasSuffix(name, "id") {
					all = append(all, name+" "+s)
				}
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	for _, p := range hsdsEndpoints() {
		var page any
		if err := json.Unmarshal(h.ask("GET", hsdsPath+p.path+"?per_page=1000&full=true", "").Body.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		walk(page)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestAnOfferKeepsItsIdWhenAnotherComesBeforeIt(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	saved := save(t, s, lantern(t))
	h := newHouse(t, s)
	before := h.ids(t, hsdsPath+"/services")
	saved.Offers = slices.Insert(saved.Offers, 0, Offer{Name: Words{"de": "Begleitung"}})
	save(t, s, saved)
	if after := h.ids(t, hsdsPath+"/services"); len(after) != 3 || !slices.Equal(after[1:], before) {
		t.Errorf("before %v, after %v", before, after)
	}
}

func TestAnswersAreKeptOnlyWhereTheyTellNothing(t *testing.T) {
	h := streetHouse(t)
	service := hsdsPath + "/services/" + h.ids(t, hsdsPath+"/services")[0]
	crisis := string(hsdsTermID("need", "crisis"))
	for target, kept := range map[string]bool{
		hsdsPath + "/": true, hsdsPath: true, hsdsPath + "/openapi.json": true, service: true,
		hsdsPath + "/services": true, hsdsPath + "/services?page=2&per_page=1": true, hsdsPath + "/services?format=ndjson": true,
		hsdsPath + "/organizations?full=true": true, hsdsPath + "/services?search=x": false, hsdsPath + "/services?taxonomy_term_id=" + crisis: false,
		hsdsPath + "/service_at_locations?postcode=10115": false, hsdsPath + "/service_at_locations?postcode=10115&proximity=5": false,
		"/de/centres.csv": true, "/de/centres.json": true, "/de/centres/embed": true,
		"/de/centres.csv?place=Berlin": false, "/en/centres.json?need=crisis": false, "/de/centres/embed?place=Berlin": false,
	} {
		w := h.ask("GET", target, "")
		control := map[bool]string{true: "no-cache", false: "no-store"}[kept]
		tag := w.Header().Get("ETag")
		if w.Code != 200 || w.Header().Get("Cache-Control") != control || (tag != "") != kept {
			t.Errorf("%s: %d %v", target, w.Code, w.Header())
		}
		if head := h.ask("HEAD", target, ""); head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("ETag") != tag {
			t.Errorf("HEAD %s: %d, %d bytes, %v", target, head.Code, head.Body.Len(), head.Header())
		}
		if kept {
			if again := h.ask("GET", target, "", "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("%s: again %d", target, again.Code)
			}
		}
		if open := !strings.Contains(target, "embed"); (w.Header().Get("Access-Control-Allow-Origin") == "*") != open || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s: %v", target, w.Header())
		}
		if framed := strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors *"); framed != strings.Contains(target, "embed") {
			t.Errorf("%s may be framed: %v", target, framed)
		}
	}
	if w := h.ask("GET", hsdsPath+"/services?full=true", "", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("not compressed: %v", w.Header())
	}
	a, b := h.ask("GET", hsdsPath+"/services", ""), h.ask("GET", hsdsPath+"/services?page=2&per_page=1", "")
	if a.Header().Get("ETag") == b.Header().Get("ETag") {
		t.Error("two answers have one tag")
	}
}

func TestTagChangesWithTheDirectoryAndWithTheDay(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	saved := save(t, s, lantern(t))
	h := newHouse(t, s)
	now := s.clock.(*clock.Fixed)
	tag := func() string { return h.ask("GET", hsdsPath+"/services", "").Header().Get("ETag") }
	first := tag()
	now.Advance(time.Hour)
	if tag() != first {
		t.Error("another tag without a change")
	}
	now.Advance(150 * 24 * time.Hour) // the alert of August begins
	during := tag()
	if during == first || !strings.Contains(h.ask("GET", hsdsPath+"/services", "").Body.String(), "Urlaub") {
		t.Error("the alert has not begun")
	}
	saved.Name = "Laterne 2"
	save(t, s, saved)
	if tag() == during {
		t.Error("the same tag after a change")
	}
}

func TestDescriptionNamesWhatIsServed(t *testing.T) {
	h := streetHouse(t)
	var fields map[string]string
	if err := json.Unmarshal(h.ask("GET", hsdsPath+"/", "").Body.Bytes(), &fields); err != nil {
		t.Fatal(err)
	}
	if fields["version"] != "3.0" || fields["openapi_url"] != "https://verbund.example/api/hsds/openapi.json" || fields["profile"] == "" {
		t.Errorf("%v", fields)
	}
	var document struct {
		OpenAPI    string
		Servers    []struct{ URL string }
		Paths      map[string]map[string]json.RawMessage
		Components struct {
			Parameters map[string]struct{ Name, In, Description string }
			Schemas    map[string]any
		}
	}
	described := h.ask("GET", hsdsPath+"/openapi.json", "").Body.Bytes()
	if err := json.Unmarshal(described, &document); err != nil || document.OpenAPI != "3.1.0" || document.Servers[0].URL != "https://verbund.example/api/hsds" {
		t.Fatalf("%v %+v", err, document)
	}
	var served, named []string
	for _, route := range h.room.hsdsRoutes() {
		path := strings.TrimPrefix(route.Path, hsdsPath)
		if path != "" && path != "/{rest...}" && path != "/openapi.json" {
			served = append(served, strings.ToLower(route.Method)+" "+strings.TrimSuffix(path, "{$}"))
		}
	}
	for path, methods := range document.Paths {
		for method := range methods {
			if method != "parameters" {
				named = append(named, method+" "+path)
			}
		}
	}
	slices.Sort(served)
	slices.Sort(named)
	if diff := cmp.Diff(served, named); diff != "" {
		t.Error(diff)
	}
	for _, p := range hsdsEndpoints() {
		for _, name := range append(p.takes, p.takesOne...) {
			if d := document.Components.Parameters[name]; d.Name != name || d.In != "query" || d.Description == "" {
				t.Errorf("the parameter %s of %s is described as %+v", name, p.path, d)
			}
		}
	}
	for reference := range strings.SplitSeq(string(described), `"$ref": "`) {
		if name, found := strings.CutPrefix(reference, "#/components/schemas/"); found {
			name, _, _ = strings.Cut(name, `"`)
			if document.Components.Schemas[name] == nil {
				t.Errorf("no schema %s", name)
			}
		}
	}
}
