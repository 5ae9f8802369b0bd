package caselaw_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"verbund/internal/caselaw"
	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search"
)

var public = []string{string(caselaw.Published)}

func (s *shelf) finder(folder string) *caselaw.Finder {
	f := caselaw.NewFinder(s.Store, folder)
	s.t.Cleanup(func() { f.Close() })
	return f
}

// found is what a search for a text finds, in its order.
func (s *shelf) found(f *caselaw.Finder, text string) (numbers []int64, total int) {
	s.t.Helper()
	r, building, err := f.Search(s.t.Context(), search.Request{Text: text, States: public, Page: 1, PerPage: 20})
	s.must(err)
	if building {
		s.t.Fatal("the index is not up to date")
	}
	for _, h := range r.Hits {
		numbers = append(numbers, h.Number)
	}
	return numbers, r.Total
}

func TestWhatIsTakenDownIsInNoSearchAtOnce(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		f := s.finder(filepath.Join(t.TempDir(), "index"))
		s.take(true, one("2 StR 1/20", "2020-01-01", "Der Zeuge Quastenflosser schwieg."), one("2 StR 2/20", "2020-01-02", "Nichts davon."))
		if got, _ := s.found(f, "Quastenflosser"); !reflect.DeepEqual(got, []int64{1}) {
			t.Fatalf("found %v, want what has just been published", got)
		}
		s.must(s.TakeDown(t.Context(), approver, 1, "Name"))
		r, _, err := f.Search(t.Context(), search.Request{Text: "Quastenfloser", States: public, Page: 1, PerPage: 20, Facets: []string{"court"}})
		s.must(err)
		if r.Total != 0 || len(r.Facets["court"]) != 0 || r.Suggestion != "" {
			t.Errorf("after the take-down: %d found, facets %v, suggestion %q", r.Total, r.Facets, r.Suggestion)
		}
	})
}

// The index is a cache: whatever becomes of its folder, the database is what counts.
func TestAnIndexThatIsLostIsMadeAnew(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		folder := filepath.Join(t.TempDir(), "index")
		f := s.finder(folder)
		s.take(true, one("2 StR 1/20", "2020-01-01", "Ein Quastenflosser."))
		s.found(f, "Quastenflosser")
		s.must(f.Close())
		s.must(os.RemoveAll(folder))
		if got, _ := s.found(s.finder(folder), "Quastenflosser"); !reflect.DeepEqual(got, []int64{1}) {
			t.Errorf("found %v after the folder was lost", got)
		}
	})
}

// A frozen copy is made while a server has the index.
func TestASecondProgramOnTheSameFolderFindsTheSame(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		folder := filepath.Join(t.TempDir(), "index")
		s.take(true, one("2 StR 1/20", "2020-01-01", "Ein Quastenflosser."))
		first := s.finder(folder)
		s.found(first, "Quastenflosser")
		second := s.finder(folder)
		if got, _ := s.found(second, "Quastenflosser"); !reflect.DeepEqual(got, []int64{1}) {
			t.Errorf("found %v beside another program", got)
		}
		killed := folder + ".aside-1"
		s.must(os.MkdirAll(killed, 0o700))
		s.must(first.Close())
		s.found(first, "Quastenflosser")
		if left, _ := filepath.Glob(folder + ".aside-*"); len(left) != 1 || left[0] == killed {
			t.Errorf("aside lie %v, want that of the program that runs alone", left)
		}
		s.must(second.Close())
		if left, _ := filepath.Glob(folder + ".aside-*"); len(left) > 0 {
			t.Errorf("it leaves %v", left)
		}
	})
}

// A search does not wait for an index that is far behind: it says that there is more.
func TestASearchDoesNotWaitForALargeImport(t *testing.T) {
	onShelves(t, func(t *testing.T, s *shelf) {
		f := s.finder(filepath.Join(t.TempDir(), "index"))
		var all []decision.Found
		for i := range 201 {
			all = append(all, one(fmt.Sprintf("2 StR %d/20", i+1), "2020-01-01", "Ein Quastenflosser."))
		}
		s.take(true, all...)
		ask := search.Request{Text: "Quastenflosser", States: public, Page: 1, PerPage: 20}
		if r, building, err := f.Search(t.Context(), ask); err != nil || !building || r.Total != 0 {
			t.Fatalf("%d found, building %v, %v; want nothing yet, and that it is being made", r.Total, building, err)
		}
		s.must(f.Follow(t.Context()))
		if _, total := s.found(f, "Quastenflosser"); total != len(all) {
			t.Errorf("%d found after following, want %d", total, len(all))
		}
	})
}

// Servers on either database answer alike.
func TestBothDatabasesFindTheSameInTheSameOrder(t *testing.T) {
	queries := []string{"Befördern", "Ortswechsel Betroffene", `"geraume Zeit"`, "§ 232 StGB", "3 StR 7/20", "Orts*", "form:sexual datum:2020..2021"}
	var first map[string][]int64
	onShelves(t, func(t *testing.T, s *shelf) {
		f := s.finder(filepath.Join(t.TempDir(), "index"))
		for i := range 40 {
			s.take(true, one(fmt.Sprintf("3 StR %d/20", i+1), fmt.Sprintf("20%02d-03-04", 10+i%12),
				fmt.Sprintf("Befördern nach § 232 Abs. %d StGB setzt einen Ortswechsel voraus.", 1+i%3), []string{"Für geraume Zeit.", "Die Betroffene blieb.", "Ein anderer Ort."}[i%3]))
		}
		got := map[string][]int64{}
		for _, q := range queries {
			if got[q], _ = s.found(f, q); len(got[q]) == 0 {
				t.Errorf("%s: nothing was found", q)
			}
		}
		if first == nil {
			first = got
		} else if !reflect.DeepEqual(got, first) {
			t.Errorf("found %v, the other database %v", got, first)
		}
	})
}
