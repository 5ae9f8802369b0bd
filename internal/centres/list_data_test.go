package centres

import (
	"encoding/csv"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// The data hold what the list page shows first, in its order, for the same
// filters.
func TestListAsDataAnswersLikeTheListPage(t *testing.T) {
	h := streetHouse(t)
	entry := regexp.MustCompile(`<h3><a [^>]*href="/en/centres/(\d+)"`)
	for _, query := range []string{
		"", "place=Hamburg", "place=20095", "need=crisis", "need=crisis&language=ro", "language=ar", "group=women", "access=mail&group=women",
		"land=DE-HB", "q=anker", "open=1", "accessible=1", "place=nowhere+at+all", "need=unknown", "place=Bayern", "per_page=1",
	} {
		page := h.ask("GET", "/en/centres?"+strings.TrimPrefix(query, "per_page=1"), "").Body.String()
		shown, _, _ := strings.Cut(page, "/en/centres/save") // what follows the matches
		if !strings.Contains(page, "/en/centres/save") {
			t.Fatalf("%s: the page does not say where its matches end", query)
		}
		var want []int
		for _, m := range entry.FindAllStringSubmatch(shown, -1) {
			n, _ := strconv.Atoi(m[1])
			want = append(want, n)
		}
		var list struct {
			Total int
			Items []struct{ Number int }
		}
		if err := json.Unmarshal(h.ask("GET", "/en/centres.json?"+query, "").Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, item := range list.Items {
			got = append(got, item.Number)
		}
		if !slices.Equal(got, want) || list.Total != len(want) || list.Items == nil {
			t.Errorf("%s: JSON %v of %d, page %v", query, got, list.Total, want)
		}
		rows, err := csv.NewReader(h.ask("GET", "/en/centres.csv?"+query, "").Body).ReadAll()
		if err != nil || len(rows) != len(want)+1 {
			t.Fatalf("%s: %d rows, %v", query, len(rows), err)
		}
		for i, n := range want {
			if rows[i+1][0] != strconv.Itoa(n) {
				t.Errorf("%s: row %d is entry %s, want %d", query, i, rows[i+1][0], n)
			}
		}
	}
}

func TestListAsTableIsSafeInASpreadsheet(t *testing.T) {
	h := streetHouse(t)
	w := h.ask("GET", "/de/centres.csv", "")
	if w.Header().Get("Content-Disposition") != `attachment; filename="list.csv"` || w.Header().Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("%v", w.Header())
	}
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	row := rows[slices.IndexFunc(rows, func(r []string) bool { return r[2] == "'=Laterne" })]
	cells := map[string]string{}
	for i, name := range rows[0] {
		cells[name] = row[i]
		if strings.ContainsRune(formula, firstRune(row[i])) {
			t.Errorf("%s: a spreadsheet computes %q", name, row[i])
		}
		if row[i] == "" && name != "about_km" {
			t.Errorf("nothing stands in %s", name)
		}
	}
	for name, want := range map[string]string{
		"needs": "crisis | counselling | housing", "languages_label": "Deutsch | Rumänisch", "languages_by_interpreter": "ar",
		"phones": "'+493023125000 | fax +493023125001 | +491713920025 (Notruf)", "lands_label": "Berlin | Brandenburg", "offices": "Musterstraße 1, 10115 Berlin | Potsdam",
		"page": "https://verbund.example/de/centres/1", "kind_label": "Fachberatungsstelle", "confirmed_on": "2026-02-01",
	} {
		if cells[name] != want {
			t.Errorf("%s is %q, want %q", name, cells[name], want)
		}
	}
	excel := h.ask("GET", "/de/centres.csv?format=excel", "").Body.String()
	if !strings.HasPrefix(excel, "\ufeffnumber;id;") || !strings.Contains(excel, "\r\n") {
		t.Errorf("%.60q", excel)
	}
	if english := h.ask("GET", "/en/centres.csv", "").Body.String(); !strings.Contains(english, "Romanian") || strings.Contains(english, "Rumänisch") {
		t.Error("labels are not in the language of the address")
	}
}

func TestListPageLeadsToItsData(t *testing.T) {
	h := streetHouse(t)
	page := h.ask("GET", "/en/centres?need=crisis&place=Berlin", "").Body.String()
	for _, end := range []string{".csv", ".json", "/embed"} {
		if !strings.Contains(page, `href="/en/centres`+end+`?need=crisis&amp;place=Berlin"`) {
			t.Errorf("no link to %s", end)
		}
	}
	form := url.Values{"need": {"crisis"}}.Encode()
	discreet := h.ask("POST", "/en/centres", form, "Content-Type", "application/x-www-form-urlencoded").Body.String()
	if strings.Contains(discreet, "centres.csv") || strings.Contains(discreet, "need=crisis") {
		t.Error("a search that stays out of addresses is put into one")
	}
}

// A list in another site's frame has nothing that runs or sends, and every link
// to our site leaves the frame.
func TestEmbeddedListLeavesItsFrame(t *testing.T) {
	h := streetHouse(t)
	link := regexp.MustCompile(`<a [^>]*>`)
	for _, query := range []string{"", "?place=Hamburg&per_page=1", "?need=crisis", "?place=nowhere+at+all", "?language=vi", "?need=unknown"} {
		w := h.ask("GET", "/de/centres/embed"+query, "")
		page := w.Body.String()
		if w.Code != 200 || !strings.HasSuffix(strings.TrimSpace(page), "</html>") || !strings.Contains(page, "<h1>") {
			t.Fatalf("%s: %d %s", query, w.Code, page)
		}
		for _, no := range []string{"<form", "<script", `class="nav"`, "<iframe", " style="} {
			if strings.Contains(page, no) {
				t.Errorf("%s: holds %s", query, no)
			}
		}
		for _, a := range link.FindAllString(page, -1) {
			inside := strings.Contains(a, `href="/de/centres/embed?`)
			if out := strings.Contains(a, `target="_top"`) && strings.Contains(a, `rel="noopener"`); out == inside {
				t.Errorf("%s: %s", query, a)
			}
		}
		if !strings.Contains(page, `class="card`) && query != "?place=nowhere+at+all" {
			t.Errorf("%s: names nobody", query)
		}
		if query == "?need=crisis" && !strings.Contains(page, `href="tel:+493023125000"`) {
			t.Errorf("%s: no number to call", query)
		}
		policy := w.Header().Get("Content-Security-Policy")
		if strings.Contains(policy, "script-src") || w.Header().Get("X-Frame-Options") != "" {
			t.Errorf("%s: %v", query, w.Header())
		}
	}
}

// What is withheld leaves by no way of open data, in no language and fullness.
func TestNothingWithheldIsInOpenData(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		street(t, s)
		h := newHouse(t, s)
		targets := []string{hsdsPath, hsdsPath + "/", hsdsPath + "/openapi.json"}
		for _, p := range hsdsEndpoints() {
			for _, query := range []string{"", "?full=true", "?full_service=true", "?minimal=true", "?format=ndjson&full=true", "?search=potsdam&full=true", "?postcode=14467&proximity=100000&full=true"} {
				targets = append(targets, hsdsPath+p.path+query)
			}
			for _, id := range h.ids(t, hsdsPath+p.path+"?per_page=1000") {
				targets = append(targets, hsdsPath+p.path+"/"+id, hsdsPath+p.path+"/"+id+"?full_service=true")
			}
		}
		for _, lang := range []string{"de", "en"} {
			for _, end := range []string{".csv", ".csv?format=excel", ".json", "/embed", ".json?place=Potsdam", ".csv?q=laterne", "/embed?place=Potsdam"} {
				targets = append(targets, "/"+lang+"/centres"+end)
			}
		}
		betrays := []string{"Geheimweg", "14467 Potsdam", `"14467"`, "52.4012", "13.0598", "intern@", "neighbour", "Erika Muster"}
		asked := 0
		for _, target := range targets {
			w := h.ask("GET", target, "")
			if w.Code != 200 {
				t.Errorf("%s: %d", target, w.Code)
			}
			for _, word := range betrays {
				if strings.Contains(w.Body.String(), word) {
					t.Errorf("%s holds %q", target, word)
				}
			}
			asked++
		}
		t.Logf("%d answers", asked)
	})
}

// Ids must not be a way to try out addresses that somebody guesses.
func TestIdOfAnOfficeDoesNotDependOnItsStreet(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	saved := save(t, s, lantern(t))
	before := hsdsLocationID(&saved.Centre, 1)
	saved.Internal.Addresses[0].Street = "Anderer Weg 9"
	again := save(t, s, saved)
	if after := hsdsLocationID(&again.Centre, 1); after != before || after == core.ID("") {
		t.Errorf("%s, before %s", after, before)
	}
}
