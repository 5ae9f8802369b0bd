package search

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func BenchmarkRebuild(b *testing.B) {
	docs := corpus(b)
	n := 20000
	if s := os.Getenv("DECISIONS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	for b.Loop() {
		dir := b.TempDir()
		ix, err := Open(dir, Options{})
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		if err := ix.Rebuild(b.Context(), many(docs, n)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s")
		v, _ := ix.view()
		b.ReportMetric(float64(len(v.segs)), "segments")
		v.close()
		if err := ix.Close(); err != nil {
			b.Fatal(err)
		}
		size := int64(0)
		filepath.Walk(dir, func(_ string, i os.FileInfo, _ error) error {
			if !i.IsDir() {
				size += i.Size()
			}
			return nil
		})
		b.ReportMetric(float64(size)/1e6, "MB")
	}
}
