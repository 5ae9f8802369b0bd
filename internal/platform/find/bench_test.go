package find

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// BenchmarkRank looks through 20,000 records of 10 kB, and beside it for the same
// words by bytes.Contains alone.
func BenchmarkRank(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	syllables := []string{"be", "ra", "tung", "schutz", "woh", "nung", "ä", "ö", "ü", "kon", "takt", "ab", "lauf", "not", "fall"}
	text := func(size int) string {
		var s strings.Builder
		for s.Len() < size {
			for range 2 + random.IntN(3) {
				s.WriteString(syllables[random.IntN(len(syllables))])
			}
			s.WriteByte(' ')
		}
		return s.String()
	}
	distinct := make([][]byte, 2000) // 20 MB, more than the processor keeps
	size := 0
	for i := range distinct {
		distinct[i] = Words(Section{Text: fmt.Sprintf("Erle %d", i)}, Section{Text: text(20), Names: true},
			Section{Text: fmt.Sprintf("0151 %07d, %d Js %d/26", random.IntN(1e7), i%9, i), Numbers: true}, Section{Text: text(10_000)})
		size += len(distinct[i])
	}
	weights := []int{1000, 100, 100, 1}
	for _, words := range []string{"gesuchtes", "maier", "Наталія", "0151 5550101", "wohnung kontakt gesuchtes"} {
		q := Read(words)
		b.Run("rank "+words, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, w := range distinct {
					q.Rank(w, weights...)
				}
			}
		})
		b.Run("contains "+words, func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				for _, w := range distinct {
					bytes.Contains(w, q.terms[len(q.terms)-1].spellings[0])
				}
			}
		})
	}
}

func BenchmarkWords(b *testing.B) {
	s := []Section{{Text: "Erle 12"}, {Text: "Наталія Müller-Lüdenscheidt محمد", Names: true}, {Text: "0151 5550101\n5 KLs 1125 Js 16429/16", Numbers: true},
		{Text: strings.Repeat("Sie kam mit der Begleiterin, wir sprachen über die Wohnung. ", 100)}}
	for b.Loop() {
		Words(s...)
	}
}
