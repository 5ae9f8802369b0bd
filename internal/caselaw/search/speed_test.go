package search

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// decisionsOf is 20,000, or what the environment variable DECISIONS says.
func decisionsOf(b *testing.B) int {
	s := os.Getenv("DECISIONS")
	if s == "" {
		return 20_000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// large is an index over as many decisions made from the real ones. Where the variable
// SEARCH_FOLDER names a folder, it is kept there for another run.
func large(b *testing.B) *Index {
	b.Helper()
	docs := corpus(b)
	dir := os.Getenv("SEARCH_FOLDER")
	if dir == "" {
		dir = b.TempDir()
	}
	ix, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ix.Close() })
	if ix.Fresh() {
		if err := ix.Rebuild(b.Context(), many(docs, decisionsOf(b))); err != nil {
			b.Fatal(err)
		}
	}
	return ix
}

// spread runs f for every query and reports the median and the 99th of a hundred.
func spread(b *testing.B, queries []string, f func(query string)) {
	for _, q := range queries[:50] {
		f(q)
	}
	var took, busy []time.Duration
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	b.ResetTimer()
	for b.Loop() {
		for _, q := range queries {
			start, used := time.Now(), threadTime()
			f(q)
			took, busy = append(took, time.Since(start)), append(busy, threadTime()-used)
		}
	}
	for unit, all := range map[string][]time.Duration{"ms": took, "cpu-ms": busy} {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, unit+"/p50")
		b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, unit+"/p99")
	}
	b.ReportMetric(0, "ns/op")
}

// threadTime is how long this thread has computed, which says more than the clock on
// a machine that others use too.
func threadTime() time.Duration {
	var t syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, 3, uintptr(unsafe.Pointer(&t)), 0)
	return time.Duration(t.Nano())
}

// samples are queries made of words of paragraphs of the corpus.
func samples(docs []Document, n int, take func(r *rand.Rand, words []string) string) (queries []string) {
	r := rand.New(rand.NewPCG(3, 4))
	for len(queries) < n {
		p := docs[r.IntN(len(docs))].Text.Sections[0].Paragraphs
		all := words(p[r.IntN(len(p))].Text)
		if len(all) < 20 {
			continue
		}
		if q := take(r, all); q != "" {
			queries = append(queries, q)
		}
	}
	return queries
}

func threeWords(r *rand.Rand, all []string) string {
	var q []string
	for _, i := range r.Perm(len(all)) {
		if len(all[i]) >= 5 && !strings.ContainsAny(all[i], "0123456789") {
			if q = append(q, all[i]); len(q) == 3 {
				return strings.Join(q, " ")
			}
		}
	}
	return ""
}

func BenchmarkSearch(b *testing.B) {
	docs := corpus(b)
	ix := large(b)
	search := func(r Request) Result {
		r.States = published
		res, err := ix.Search(b.Context(), r)
		if err != nil {
			b.Fatal(err)
		}
		return res
	}
	byNumber := func(n int64) *Document { return &docs[int(n-1)%len(docs)] }
	three := samples(docs, 1000, threeWords)
	b.Run("three words", func(b *testing.B) { spread(b, three, func(q string) { search(Request{Text: q}) }) })
	b.Run("three words, any", func(b *testing.B) { spread(b, three, func(q string) { search(Request{Text: q, Any: true}) }) })
	for n := 2; n <= 4; n++ {
		phrases := samples(docs, 500, func(r *rand.Rand, all []string) string {
			i := r.IntN(len(all) - n)
			return `"` + strings.Join(all[i:i+n], " ") + `"`
		})
		b.Run(fmt.Sprintf("phrase of %d", n), func(b *testing.B) { spread(b, phrases, func(q string) { search(Request{Text: q}) }) })
	}
	var common []string
	for _, w := range strings.Fields("Verwaltungsgericht Kläger Urteil Beschluss Verfahren Recht Gesetz Entscheidung Anspruch Antrag Beklagte Informationen Behörde Kosten Berufung Klage Gründe Auskunft Bescheid Zugang") {
		for range 10 {
			common = append(common, w)
		}
	}
	b.Run("common word", func(b *testing.B) { spread(b, common, func(q string) { search(Request{Text: q}) }) })
	b.Run("near", func(b *testing.B) {
		spread(b, three[:200], func(q string) { search(Request{Text: strings.Replace(q, " ", " NEAR/10 ", 1)}) })
	})
	b.Run("beginning of words", func(b *testing.B) {
		spread(b, three[:200], func(q string) { search(Request{Text: q[:4] + "*"}) })
	})
	b.Run("paragraph, any", func(b *testing.B) {
		var all []string
		for _, q := range lines[citing](b, "retrieval/citing-paragraphs.jsonl") {
			all = append(all, q.Query)
		}
		spread(b, all, func(q string) { search(Request{Text: q, Any: true, PerPage: 100}) })
	})
	b.Run("page", func(b *testing.B) {
		spread(b, append(slices.Clone(three[:300]), common...), func(q string) {
			res := search(Request{Text: q, Facets: []string{FacetCourt, FacetKind, FacetYear, FacetForm, FacetField, FacetLand}})
			m := NewMarker(res.Query)
			for _, h := range res.Hits {
				m.Snippets(byNumber(h.Number).Text, 2)
			}
		})
	})
	b.Run("new decision", func(b *testing.B) {
		spread(b, three[:60], func(q string) {
			d := *byNumber(5)
			d.Number = 1_000_000
			d.Title = q
			if err := ix.Put(b.Context(), d); err != nil {
				b.Fatal(err)
			}
			search(Request{Text: q})
		})
	})
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.Logf("memory in use %d MB", m.HeapInuse>>20)
}
