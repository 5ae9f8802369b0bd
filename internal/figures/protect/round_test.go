package protect_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

func TestRoundingIsUnbiasedAndAtMostFourAway(t *testing.T) {
	const keys = 100_000
	draw := rand.New(rand.NewPCG(1, 2))
	for n := range 21 {
		up := 0
		for range keys {
			got := protect.Round(table.Count{N: n, Key: draw.Uint64()}, 5)
			if got%5 != 0 || got < n-4 || got > n+4 || n%5 == 0 && got != n {
				t.Fatalf("%d becomes %d", n, got)
			}
			if got > n {
				up++
			}
		}
		p := float64(n%5) / 5
		if p == 0 {
			continue
		}
		// One degree of freedom: above 15.1 in one of ten thousand trials.
		expect := p * keys
		chi := (float64(up)-expect)*(float64(up)-expect)/expect + (float64(up)-expect)*(float64(up)-expect)/(keys-expect)
		if chi > 15.1 {
			t.Errorf("%d is rounded up %d times of %d, expected %.0f (χ² %.1f)", n, up, keys, expect, chi)
		}
		if mean := float64(n-n%5) + 5*float64(up)/keys; math.Abs(mean-float64(n)) > 0.04 {
			t.Errorf("the mean of %d is %.3f", n, mean)
		}
	}
}

func TestRoundingOfDifferentRecordsIsIndependent(t *testing.T) {
	// Counts that differ by one record: knowing one rounding must say nothing of the
	// other. Rounding errors of 100,000 pairs are not correlated.
	draw := rand.New(rand.NewPCG(3, 4))
	var sum float64
	const pairs = 100_000
	for range pairs {
		key := draw.Uint64()
		a := protect.Round(table.Count{N: 32, Key: key}, 5) - 32
		b := protect.Round(table.Count{N: 33, Key: key + draw.Uint64()}, 5) - 33
		sum += float64(a * b)
	}
	// The variance of either is 6, so the mean of the product has 6/√pairs.
	if r := sum / pairs / 6; math.Abs(r) > 4/math.Sqrt(pairs) {
		t.Errorf("rounding errors are correlated by %.4f", r)
	}
}

func TestOrderOfRecordsDoesNotMatterToTheirKeys(t *testing.T) {
	book, _ := ground(t)
	rapid.Check(t, func(t *rapid.T) {
		all := invent(book, rapid.Uint64().Draw(t, "seed"), 2023, 40, 0.6)
		all = append(all, all[:7]...) // some that are equal
		keys := protect.Keys([]byte("secret"), book, all)
		order := rapid.Permutation(numbers(len(all))).Draw(t, "order")
		mixed := make([]record.Record, len(all))
		for to, from := range order {
			mixed[to] = all[from]
		}
		again := protect.Keys([]byte("secret"), book, mixed)
		of := func(rows []record.Record, keys []uint64) map[string][]uint64 {
			m := map[string][]uint64{}
			for i, r := range rows {
				row := text(book, r)
				m[row] = append(m[row], keys[i])
				slices.Sort(m[row])
			}
			return m
		}
		want := of(all, keys)
		for row, got := range of(mixed, again) {
			if !slices.Equal(got, want[row]) {
				t.Fatalf("the keys of %q changed with the order", row)
			}
			if len(slices.Compact(slices.Clone(got))) != len(got) {
				t.Fatalf("equal records share a key")
			}
		}
	})
}

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func text(book *record.Book, r record.Record) string {
	s := ""
	for _, cell := range book.Cells(r) {
		s += cell + "|"
	}
	return s
}

func TestKeysDependOnSecretAndYear(t *testing.T) {
	book, _ := ground(t)
	all := invent(book, 1, 2023, 50, 0.6)
	a, b := protect.Keys([]byte("one"), book, all), protect.Keys([]byte("other"), book, all)
	for i := range all {
		if a[i] == b[i] {
			t.Errorf("record %d has the same key under two secrets", i)
		}
	}
	later := slices.Clone(all)
	for i := range later {
		later[i].Year = 2024
	}
	for i, key := range protect.Keys([]byte("one"), book, later) {
		if key == a[i] {
			t.Errorf("record %d has the same key in two years", i)
		}
	}
}

func TestSameContributorsGetTheSameNumber(t *testing.T) {
	book, plan := ground(t)
	rapid.Check(t, func(t *rapid.T) {
		all := invent(book, rapid.Uint64().Draw(t, "seed"), 2023, rapid.IntRange(20, 400).Draw(t, "records"), 0.5)
		keys := protect.Keys([]byte("secret"), book, all)
		set := table.Compute(2023, all, keys, book, plan)
		// The same records in another order, counted by a plan with other tables.
		order := rapid.Permutation(numbers(len(all))).Draw(t, "order")
		mixed, mixedKeys := make([]record.Record, len(all)), make([]uint64, len(all))
		for to, from := range order {
			mixed[to], mixedKeys[to] = all[from], keys[from]
		}
		fewer := *plan
		fewer.Tables = plan.Tables[5:25]
		again := table.Compute(2023, mixed, mixedKeys, book, &fewer)
		number := map[uint64]int{}
		look := func(c table.Count, where string) {
			if c.N == 0 {
				return
			}
			got := protect.Round(c, 5)
			if first, ok := number[c.Key]; ok && first != got {
				t.Fatalf("%s: %d records are %d here and %d elsewhere", where, c.N, got, first)
			}
			number[c.Key] = got
		}
		for _, s := range []table.Set{set, again} {
			for _, of := range s.Tables {
				look(of.Base, of.ID)
				look(of.Missing, of.ID)
				for _, c := range of.Cells {
					look(c, of.ID)
				}
			}
		}
	})
}
