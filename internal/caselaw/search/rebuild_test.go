package search

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// heap watches how much memory a function takes at most, in bytes.
func heap(f func()) (most uint64) {
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	})
	f()
	close(done)
	watching.Wait()
	return most
}

func BenchmarkRebuild(b *testing.B) {
	docs := corpus(b)
	n := decisionsOf(b)
	text := 0
	for d := range many(docs, n) {
		text += d.Text.Words()
	}
	for b.Loop() {
		dir := b.TempDir()
		ix, err := Open(dir, Options{})
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		most := heap(func() {
			if err := ix.Rebuild(b.Context(), many(docs, n)); err != nil {
				b.Fatal(err)
			}
		})
		b.ReportMetric(time.Since(start).Seconds(), "s")
		b.ReportMetric(float64(most-before.HeapInuse)/1e6, "MB-memory")
		if err := ix.Close(); err != nil {
			b.Fatal(err)
		}
		size := int64(0)
		if err := filepath.Walk(dir, func(_ string, i os.FileInfo, err error) error {
			if err == nil && !i.IsDir() {
				size += i.Size()
			}
			return err
		}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size)/1e6, "MB-index")
		b.ReportMetric(float64(size)/float64(text), "of-text")
		b.ReportMetric(0, "ns/op")

		start = time.Now()
		if ix, err = Open(dir, Options{}); err != nil {
			b.Fatal(err)
		}
		if _, err := ix.Search(b.Context(), Request{Text: "Anspruch auf Zugang", States: published}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms-to-open")
		runtime.GC()
		var idle runtime.MemStats
		runtime.ReadMemStats(&idle)
		b.ReportMetric(float64(idle.HeapInuse-before.HeapInuse)/1e6, "MB-idle")
		if err := ix.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestNewDecisionIsFoundAtOnceInALargeIndex(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads the whole corpus")
	}
	ix := opened(t, corpus(t)...)
	d := doc(1_000_000, strings.Repeat("Noch nie dagewesenes Wort. ", 500)+"Quastenflosser")
	if err := ix.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got := find(t, ix, "Quastenflosser"); len(got) != 1 || got[0] != 1_000_000 {
		t.Errorf("found %v", got)
	}
}
