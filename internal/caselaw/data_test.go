package caselaw_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"verbund/internal/caselaw"
	"verbund/internal/caselaw/decision"
)

func refuse(t *testing.T, body string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(body, w) {
			t.Errorf("%q stands in %.400s", w, body)
		}
	}
}

func read(t *testing.T, body string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), v); err != nil {
		t.Fatalf("%v in %.300s", err, body)
	}
}

const songbird = "Kanarienvogelwort"

func TestPublishedDecisionIsGivenWhole(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		s.take(true, one("2 StR 87/22", "2023-01-17", "Erstens.", "Zweitens."))
		var doc caselaw.Document
		body := s.get("/api/caselaw/1", 200)
		read(t, body, &doc)
		if doc.Number != 1 || doc.Court != "BGH" || doc.FileNumbers[0] != "2 StR 87/22" || doc.Address != testSite+"/de/caselaw/1" || doc.Text[0].Paragraphs[1] != (caselaw.ParagraphDocument{Anchor: "rn-2", Number: "2", Text: "Zweitens."}) {
			t.Errorf("%s", body)
		}
		if !strings.HasPrefix(body, `{"format":"verbund-decision/1","number":1,"court":"BGH","date":"2023-01-17","file_numbers":["2 StR 87/22"],"ecli":"",`) {
			t.Errorf("%.200s", body)
		}
		w := s.ask("GET", "/api/caselaw/1", nil)
		if tag := w.Header().Get("ETag"); tag == "" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%v", w.Header())
		} else if again := s.ask("GET", "/api/caselaw/1", nil, "If-None-Match", tag); again.Code != 304 {
			t.Errorf("asked again with its tag: %d", again.Code)
		}
	})
}

func TestWhatIsNotPublicIsNotGiven(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		gone, draft, kept := one("1 StR 1/20", "2020-01-01", songbird+" eins"), one("1 StR 2/20", "2020-01-02", songbird+" zwei"), one("1 StR 3/20", "2020-01-03")
		gone.Entry.Versions[0].Title = songbird
		twin := one("1 StR 4/20", "2020-01-04")
		s.take(true, gone, kept, twin)
		s.take(false, draft)
		s.must(s.TakeDown(t.Context(), approver, 1, songbird))
		s.must(s.Merge(t.Context(), approver, 3, 2))
		for address, status := range map[string]int{"/api/caselaw/1": 410, "/api/caselaw/4": 404, "/api/caselaw/77": 404, "/api/caselaw/x": 404, "/api/caselaw/3": 308, "/api/caselaw/99999999999999999999": 404} {
			w := s.ask("GET", address, nil)
			if w.Code != status || status >= 400 && !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s: %d, %s", address, w.Code, w.Body)
			}
			if status == 308 && w.Header().Get("Location") != "/api/caselaw/2" {
				t.Errorf("%s leads to %q", address, w.Header().Get("Location"))
			}
			refuse(t, w.Body.String(), songbird)
		}
		for _, address := range []string{"/api/caselaw/all.jsonl", "/api/caselaw/changes", "/de/caselaw/new.atom", "/en/caselaw/changed.atom", "/de/caselaw/search.atom?q=" + "zwei", "/api/caselaw?q=zwei"} {
			body := s.get(address, 200)
			refuse(t, body, songbird, "1 StR 1/20", "1 StR 2/20", "1 StR 4/20")
		}
		var feed struct {
			Position int64
			Changes  []struct {
				Number int64
				What   string
				Data   string
			}
		}
		read(t, s.get("/api/caselaw/changes?after=3", 200), &feed)
		if feed.Position != 5 || len(feed.Changes) != 2 || feed.Changes[0].What != "gone" || feed.Changes[0].Number != 1 || feed.Changes[0].Data != "" {
			t.Errorf("%+v", feed)
		}
	})
}

func TestMirrorFollowsTheFeedOfChanges(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		s.take(true, one("1 StR 1/20", "2020-01-01"), one("1 StR 2/20", "2020-01-02"), one("1 StR 3/20", "2020-01-03"))
		w := s.ask("GET", "/api/caselaw/all.jsonl", nil)
		lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
		position := w.Header().Get("Verbund-Position")
		if w.Code != 200 || len(lines) != 3 || position != "3" || w.Header().Get("Content-Type") != "application/x-ndjson" {
			t.Fatalf("%d, %d lines, %v", w.Code, len(lines), w.Header())
		}
		if again := s.ask("GET", "/api/caselaw/all.jsonl", nil, "If-None-Match", w.Header().Get("ETag")); again.Code != 304 || again.Body.Len() > 0 {
			t.Errorf("unchanged, it is sent again: %d", again.Code)
		}
		mirror := map[int64]bool{1: true, 2: true, 3: true}
		s.must(s.TakeDown(t.Context(), approver, 2, ""))
		s.take(true, one("1 StR 4/20", "2020-01-04"))
		next := "/api/caselaw/changes?per_page=1&after=" + position
		for next != "" {
			var feed struct {
				Changes []struct {
					Number int64
					What   string
				}
				Next string
			}
			read(t, s.get(next, 200), &feed)
			for _, c := range feed.Changes {
				mirror[c.Number] = c.What != "gone"
			}
			next = strings.TrimPrefix(feed.Next, testSite)
		}
		if !mirror[1] || mirror[2] || !mirror[3] || !mirror[4] {
			t.Errorf("%v", mirror)
		}
		if w := s.ask("GET", "/api/caselaw/changes?after=yesterday", nil); w.Code != 400 {
			t.Errorf("%d", w.Code)
		}
	})
}

func TestExportIsReadAgain(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a := one("2 StR 87/22", "2023-01-17", "Erstens <b>&amp;\u2028", "Zweitens.")
		a.Entry.Norms, a.Entry.Significance = []decision.Norm{{Text: "§ 232 StGB", Version: "a.F."}}, 3
		s.take(true, a, one("3 StR 87/09", "2009-11-19"))
		var file bytes.Buffer
		s.must(s.WriteLines(t.Context(), &file, testSite))
		var again []decision.Found
		for f, err := range caselaw.Read("export.jsonl", bytes.NewReader(file.Bytes())) {
			s.must(err)
			again = append(again, f)
		}
		counts(t, s.take(true, again...), 2, 0, 0, 2)
		for f, err := range caselaw.Read("broken.jsonl", strings.NewReader(file.String()[:200]+"\n"+file.String())) {
			if (err != nil) != (f.Line == 1) {
				t.Errorf("line %d: %v", f.Line, err)
			}
		}
	})
}

func TestSearchAnswersInItsForm(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		s.take(true, one("2 StR 87/22", "2023-01-17", "Der Ort wechselt."))
		var list map[string]any
		read(t, s.get("/api/caselaw?q=Ort&any=1&page=1&per_page=500&unheard=of&sort=sideways", 200), &list)
		for _, name := range []string{"total", "page", "per_page", "items", "notes", "relaxed", "suggestion", "building"} {
			if _, ok := list[name]; !ok {
				t.Errorf("%s is missing in %v", name, list)
			}
		}
		if list["per_page"] != 100.0 || len(list["notes"].([]any)) != 1 {
			t.Errorf("%v", list)
		}
		paragraph := url.QueryEscape(strings.Repeat("Beförderung über Grenzen ", 600)) // 16 kB
		s.get("/api/caselaw?any=1&q="+paragraph, 200)
		if w := s.ask("GET", "/api/caselaw?q="+strings.Repeat(paragraph, 4), nil); w.Code != 413 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestFeedsAreAtom(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		a := one("2 StR 87/22", "2023-01-17", "Nur im Volltext: "+songbird)
		a.Entry.Versions[0].Title = `Befördern & "Anwerben" <neu>`
		s.take(true, a, one("3 StR 87/09", "2009-11-19"))
		for _, address := range []string{"/de/caselaw/new.atom", "/en/caselaw/changed.atom", "/de/caselaw/search.atom?q=a%22%3Cb&form=sexual"} {
			body := s.get(address, 200)
			refuse(t, body, songbird) // full texts are not in feeds
			var feed struct {
				XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
				ID      string   `xml:"id"`
				Title   string   `xml:"title"`
				Updated string   `xml:"updated"`
				Author  string   `xml:"author>name"`
				Links   []struct {
					Rel  string `xml:"rel,attr"`
					Href string `xml:"href,attr"`
				} `xml:"link"`
				Entries []struct {
					ID      string `xml:"id"`
					Title   string `xml:"title"`
					Updated string `xml:"updated"`
					Summary string `xml:"summary"`
				} `xml:"entry"`
			}
			if err := xml.Unmarshal([]byte(body), &feed); err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			if !strings.HasPrefix(feed.ID, testSite) || feed.Title == "" || feed.Updated == "" || feed.Author != "Netz" || len(feed.Links) != 2 || feed.Links[0].Href != feed.ID {
				t.Errorf("%s: %+v", address, feed)
			}
			if strings.Contains(address, "search") {
				continue
			}
			if len(feed.Entries) != 2 || feed.Entries[0].ID != testSite+"/de/caselaw/2" || feed.Entries[1].ID != testSite+"/de/caselaw/1" {
				t.Errorf("%s: %+v", address, feed.Entries)
				continue
			}
			if e := feed.Entries[1]; !strings.Contains(e.Title, "2 StR 87/22") || !strings.Contains(e.Title, "BGH") || !strings.HasPrefix(e.Summary, `Befördern & "Anwerben" <neu>`) {
				t.Errorf("%+v", e)
			}
		}
		w := s.ask("GET", "/de/caselaw/new.atom", nil)
		if w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" || w.Header().Get("ETag") == "" {
			t.Errorf("%v", w.Header())
		}
	})
}
