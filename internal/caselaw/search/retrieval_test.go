package search

import (
	"math"
	"slices"
	"testing"
	"time"
)

type citing struct {
	Exclude, Qid, Query string
	Relevant            []string
}

// opened is an index with these documents.
func opened(tb testing.TB, docs ...Document) *Index {
	tb.Helper()
	return openedWith(tb, Options{}, docs...)
}

func openedWith(tb testing.TB, o Options, docs ...Document) *Index {
	tb.Helper()
	ix, err := Open(tb.TempDir(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { ix.Close() })
	if err := ix.Put(tb.Context(), docs...); err != nil {
		tb.Fatal(err)
	}
	return ix
}

func TestDecisionsThatAParagraphCitesAreFoundByItsWords(t *testing.T) {
	records := lines[record](t, "decisions.jsonl")
	queries := lines[citing](t, "retrieval/citing-paragraphs.jsonl")
	number := map[string]int64{}
	for i, r := range records {
		number[r.ID] = int64(i + 1)
	}
	ix := opened(t, corpus(t)...)
	var rr, ndcg, recall float64
	var took []time.Duration
	for _, q := range queries {
		start := time.Now()
		res, err := ix.Search(t.Context(), Request{Text: q.Query, Any: true, States: []string{"published"}, PerPage: 101})
		took = append(took, time.Since(start))
		if err != nil {
			t.Fatal(err)
		}
		relevant := map[int64]bool{}
		for _, id := range q.Relevant {
			relevant[number[id]] = true
		}
		hits := slices.DeleteFunc(res.Hits, func(h Hit) bool { return h.Number == number[q.Exclude] })
		first, dcg, found := 0.0, 0.0, 0.0
		for i, h := range hits[:min(len(hits), 100)] {
			if !relevant[h.Number] {
				continue
			}
			if first == 0 && i < 10 {
				first = 1 / float64(i+1)
			}
			if i < 20 {
				dcg += 1 / math.Log2(float64(i)+2)
			}
			found++
		}
		ideal := 0.0
		for i := range min(len(relevant), 20) {
			ideal += 1 / math.Log2(float64(i)+2)
		}
		rr += first
		ndcg += dcg / ideal
		recall += found / float64(len(relevant))
	}
	n := float64(len(queries))
	slices.Sort(took)
	t.Logf("MRR@10 %.4f, nDCG@20 %.4f, R@100 %.4f; %v half the time, %v at most in 99 of 100", rr/n, ndcg/n, recall/n, took[len(took)/2], took[len(took)*99/100])
	if rr/n < .40 || ndcg/n < .48 || recall/n < .94 {
		t.Errorf("MRR@10 %.4f, nDCG@20 %.4f, R@100 %.4f are less than .40, .48 and .94", rr/n, ndcg/n, recall/n)
	}
}
