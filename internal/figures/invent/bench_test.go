package invent

import (
	"testing"

	"verbund/internal/figures/table"
)

func BenchmarkTablesOfHundredThousandRecords(b *testing.B) {
	w := load(b)
	all := w.Records(1, 2023, 100_000, 19)
	keys := make([]uint64, len(all))
	for i := range keys {
		keys[i] = uint64(i) * 0x9e3779b97f4a7c15
	}
	b.ReportAllocs()
	for b.Loop() {
		table.Compute(2023, all, keys, w.book, w.plan)
	}
}

func BenchmarkInventHundredThousandRecords(b *testing.B) {
	w := load(b)
	b.ReportAllocs()
	for b.Loop() {
		w.Records(1, 2023, 100_000, 19)
	}
}

func BenchmarkReproduceAYear(b *testing.B) {
	w := load(b)
	known, err := KnownFigures()
	if err != nil {
		b.Fatal(err)
	}
	at, _ := ParsePeriod("2022")
	b.ReportAllocs()
	for b.Loop() {
		w.Reproduce(known, at, 1)
	}
}
