package search

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"verbund/internal/core"
)

func seq(docs ...Document) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func TestResultsDependNeitherOnOrderNorOnSegments(t *testing.T) {
	docs := corpus(t)
	docs = docs[:200]
	for i := range docs { // equal ones, to see ties
		if i%10 == 0 {
			d := docs[i]
			d.Number += 1000
			docs = append(docs, d)
		}
	}
	rebuilt, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rebuilt.Close()
	if err := rebuilt.Rebuild(t.Context(), seq(docs...)); err != nil {
		t.Fatal(err)
	}
	backwards := slices.Clone(docs)
	slices.Reverse(backwards)
	var single *Index
	if single, err = Open(t.TempDir(), Options{}); err != nil {
		t.Fatal(err)
	}
	defer single.Close()
	for n := 0; n < len(backwards); n += 23 { // with much that is replaced and taken out again
		some := backwards[n:min(n+23, len(backwards))]
		other := slices.Clone(some)
		for i := range other {
			other[i].Text = textOf("etwas anderes " + fmt.Sprint(n))
		}
		gone := doc(int64(5000+n), "Informationsfreiheit Urteil Kläger")
		for _, put := range [][]Document{append(other, gone), some} {
			if err := single.Put(t.Context(), put...); err != nil {
				t.Fatal(err)
			}
		}
		if err := single.Delete(t.Context(), gone.Number); err != nil {
			t.Fatal(err)
		}
	}
	if err := single.Put(t.Context(), docs[0], docs[7]); err != nil { // which makes a segment of its own
		t.Fatal(err)
	}
	for _, r := range []Request{
		{Text: "Kläger"}, {Text: "Zugang Informationen Behörde"}, {Text: "\"Zugang zu amtlichen Informationen\""}, {Text: "Urteil Berlin 2014"},
		{Text: "inform*"}, {Text: "Geheimnis NEAR/5 Betrieb"}, {Text: "Geschäft OR Umwelt -Stadt"}, {Sort: Oldest}, {},
		{Text: "Die Klägerin hat einen Anspruch auf Zugang zu den begehrten Informationen der Behörde aus dem Jahr 2012", Any: true},
		{Text: "Auskunftt"}, {Text: "qqqq Kläger"},
	} {
		r.States, r.PerPage, r.Facets = published, 100, []string{FacetCourt, FacetYear}
		a, err := rebuilt.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		b, err := single.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if a.Total == 0 && r.Text != "Auskunftt" || a.Total != b.Total || !slices.Equal(a.Hits, b.Hits) || fmt.Sprint(a.Facets) != fmt.Sprint(b.Facets) || a.Suggestion != b.Suggestion {
			t.Errorf("%q: %d decisions beginning with %v, and %d with %v", r.Text, a.Total, a.Hits[:min(3, len(a.Hits))], b.Total, b.Hits[:min(3, len(b.Hits))])
		}
	}
}

func TestWhatWasPutIsFoundAtOnceAndAfterOpening(t *testing.T) {
	dir := t.TempDir()
	ix, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !ix.Fresh() || ix.Position() != 0 {
		t.Error("a new index does not say so")
	}
	if err := ix.Put(t.Context(), doc(1, "Mindestlohn"), doc(2, "Ausbeutung"), doc(1, "Menschenhandel")); err != nil {
		t.Fatal(err)
	}
	if err := ix.SetPosition(42); err != nil {
		t.Fatal(err)
	}
	check := func(ix *Index) {
		t.Helper()
		if got := find(t, ix, "Mindestlohn"); got != nil {
			t.Errorf("what was replaced is found: %v", got)
		}
		if got := sorted(find(t, ix, "Menschenhandel OR Ausbeutung")); !slices.Equal(got, []int64{1, 2}) {
			t.Errorf("found %v", got)
		}
		if n, err := ix.Count(); n != 2 || err != nil || ix.Position() != 42 {
			t.Errorf("%d decisions (%v) up to %d", n, err, ix.Position())
		}
	}
	check(ix)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	if ix, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	if ix.Fresh() {
		t.Error("an index that was there says that it is new")
	}
	check(ix)
	if err := ix.Delete(t.Context(), 2, 77); err != nil {
		t.Fatal(err)
	}
	if got := find(t, ix, "Ausbeutung"); got != nil {
		t.Errorf("what was taken out is found: %v", got)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestClosedIndexSaysSo(t *testing.T) {
	ix, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(ix.Close(), ix.Close()); err != nil {
		t.Fatal(err)
	}
	_, search := ix.Search(t.Context(), Request{})
	_, count := ix.Count()
	for name, err := range map[string]error{"Search": search, "Count": count, "Put": ix.Put(t.Context(), doc(1, "a")), "Delete": ix.Delete(t.Context(), 1),
		"SetPosition": ix.SetPosition(1), "Rebuild": ix.Rebuild(t.Context(), seq())} {
		if core.KindOf(err) != core.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	if ix.Position() != 0 {
		t.Error("it has a position")
	}
	if q := ix.Parse("Zwang", false); len(Marks(q, "Zwang")) != 1 {
		t.Error("it marks nothing")
	}
}

func TestSecondProgramIsTurnedAway(t *testing.T) {
	dir := t.TempDir()
	ix, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := ix.Put(t.Context(), doc(1, "Menschenhandel")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); core.KindOf(err) != core.Unavailable {
		t.Errorf("the second one gets %v", err)
	}
	if os.Getenv("SEARCH_FOLDER") == "" {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestOtherProgramOpensTheFolder$")
		cmd.Env = append(os.Environ(), "SEARCH_FOLDER="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("the other program: %v\n%s", err, out)
		}
	}
	if got := find(t, ix, "Menschenhandel"); len(got) != 1 {
		t.Errorf("afterwards %v is found", got)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	if ix, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	ix.Close()
}

// It is the other program of TestSecondProgramIsTurnedAway.
func TestOtherProgramOpensTheFolder(t *testing.T) {
	dir := os.Getenv("SEARCH_FOLDER")
	if dir == "" {
		t.Skip("only another program does this")
	}
	if _, err := Open(dir, Options{}); core.KindOf(err) != core.Unavailable {
		t.Errorf("it gets %v", err)
	}
}

func TestFolderThatIsOfNoUseIsEmptied(t *testing.T) {
	segment := func(dir string) string {
		all, _ := filepath.Glob(filepath.Join(dir, "store-*", "*.zap"))
		if len(all) == 0 {
			t.Fatal("there is no segment")
		}
		return all[0]
	}
	write := func(name string, b []byte) {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, spoil := range map[string]func(dir string){
		"changed byte": func(dir string) {
			b, err := os.ReadFile(segment(dir))
			if err != nil {
				t.Fatal(err)
			}
			b[len(b)/2] ^= 0xff
			write(segment(dir), b)
			os.Remove(filepath.Join(dir, cleanName)) // as after a crash
		},
		"cut segment": func(dir string) {
			if err := os.Truncate(segment(dir), 100); err != nil {
				t.Fatal(err)
			}
		},
		"empty segment": func(dir string) { write(segment(dir), nil) },
		"no segment":    func(dir string) { os.Remove(segment(dir)) },
		"bolt of nonsense": func(dir string) {
			write(filepath.Join(filepath.Dir(segment(dir)), "root.bolt"), []byte(strings.Repeat("nonsense", 9000)))
		},
		"no bolt":       func(dir string) { os.Remove(filepath.Join(filepath.Dir(segment(dir)), "root.bolt")) },
		"other version": func(dir string) { write(filepath.Join(dir, currentName), []byte(`{"version":0,"store":"store-1"}`)) },
		"name that leads out": func(dir string) {
			write(filepath.Join(dir, currentName), []byte(`{"version":2,"store":"store-1/../.."}`))
		},
		"no JSON": func(dir string) { write(filepath.Join(dir, currentName), []byte(`nonsense`)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ix, err := Open(dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(ix.Put(t.Context(), doc(1, "Menschenhandel")), ix.SetPosition(5), ix.Close()); err != nil {
				t.Fatal(err)
			}
			spoil(dir)
			var said error
			ix, err = Open(dir, Options{Log: func(err error) { said = err }})
			if err != nil {
				t.Fatal(err)
			}
			defer ix.Close()
			if !ix.Fresh() || ix.Position() != 0 || said == nil && !strings.HasSuffix(name, " segment") { // without it, all is as before the first decision came
				t.Errorf("fresh %v, position %d, said %v", ix.Fresh(), ix.Position(), said)
			}
			if err := ix.Rebuild(t.Context(), seq(doc(1, "Menschenhandel"))); err != nil {
				t.Fatal(err)
			}
			if got := find(t, ix, "Menschenhandel"); len(got) != 1 || ix.Fresh() {
				t.Errorf("after the rebuild %v is found", got)
			}
			if all, _ := filepath.Glob(filepath.Join(dir, "store-*")); len(all) != 1 {
				t.Errorf("stores %v", all)
			}
		})
	}
}

func TestFolderWithOtherFilesKeepsThem(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "letter.txt"), []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	ix, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ix.Close()
	if _, err := os.Stat(filepath.Join(dir, "letter.txt")); err != nil {
		t.Error(err)
	}
}

func TestRebuildKeepsWhatComesMeanwhile(t *testing.T) {
	ix := opened(t, doc(1, "alt"), doc(2, "alt"), doc(3, "alt"))
	if err := ix.SetPosition(7); err != nil {
		t.Fatal(err)
	}
	docs := func(yield func(Document, error) bool) {
		if !yield(doc(1, "neu"), nil) || !yield(doc(2, "neu"), nil) {
			return
		}
		// somebody publishes, changes and takes down while the rebuild reads
		if err := errors.Join(ix.Put(t.Context(), doc(4, "eilig")), ix.Put(t.Context(), doc(1, "eilig")), ix.Delete(t.Context(), 2), ix.SetPosition(9)); err != nil {
			t.Error(err)
		}
		if got := sorted(find(t, ix, "eilig OR alt")); !slices.Equal(got, []int64{1, 3, 4}) {
			t.Errorf("meanwhile %v is found", got)
		}
		yield(doc(5, "neu"), nil)
	}
	if err := ix.Rebuild(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	if got := sorted(find(t, ix, "eilig")); !slices.Equal(got, []int64{1, 4}) {
		t.Errorf("%v is found", got)
	}
	if got := find(t, ix, "neu"); !slices.Equal(got, []int64{5}) {
		t.Errorf("%v is found", got)
	}
	if got := find(t, ix, "alt"); got != nil {
		t.Errorf("of before %v is found", got)
	}
	if ix.Position() != 9 {
		t.Errorf("position %d", ix.Position())
	}
}

func TestRebuildThatFailsLeavesTheIndexAsItWas(t *testing.T) {
	ix := opened(t, doc(1, "Menschenhandel"))
	broken := errors.New("the database is away")
	err := ix.Rebuild(t.Context(), func(yield func(Document, error) bool) {
		if yield(doc(2, "Menschenhandel"), nil) {
			yield(Document{}, broken)
		}
	})
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = ix.Rebuild(ctx, func(yield func(Document, error) bool) {
		cancel()
		for i := range int64(3000) {
			if !yield(doc(i+1, "Ausbeutung"), nil) {
				return
			}
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if got := find(t, ix, "Menschenhandel"); !slices.Equal(got, []int64{1}) {
		t.Errorf("%v is found", got)
	}
	if all, _ := filepath.Glob(filepath.Join(ix.dir, "store-*")); len(all) != 1 {
		t.Errorf("stores %v", all)
	}
}

func TestSearchingGoesOnWhileDecisionsComeAndGo(t *testing.T) {
	ix := opened(t, doc(1, "Menschenhandel bleibt"))
	var all sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				for _, text := range []string{"Menschenhandel", "\"Menschenhandel bleibt\"", "men*"} {
					res, err := ix.Search(t.Context(), Request{Text: text, States: published, Facets: []string{FacetState}})
					if err != nil || res.Total < 1 {
						t.Errorf("%s: %d found, %v", text, res.Total, err)
						return
					}
				}
			}
		})
	}
	for i := range int64(40) {
		if err := ix.Put(t.Context(), doc(i+2, "Menschenhandel kommt")); err != nil {
			t.Fatal(err)
		}
		if i%3 == 0 {
			if err := ix.Delete(t.Context(), i+2); err != nil {
				t.Fatal(err)
			}
		}
		if i == 20 {
			if err := ix.Rebuild(t.Context(), seq(doc(1, "Menschenhandel bleibt"))); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(done)
	all.Wait()
}
