package citation

import "testing"

// BenchmarkFind reports how many decisions a second are read on one core; those that
// were marked by hand are the measure.
func BenchmarkFind(b *testing.B) {
	docs := gold(b)
	total := 0
	for _, d := range docs {
		total += len(d.text)
	}
	b.SetBytes(int64(total))
	n := 0
	for b.Loop() {
		for _, d := range docs {
			Find(d.text)
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "docs/s")
}
