package protect_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// ground is the code book and the plan.
func ground(t testing.TB) (*record.Book, *table.Plan) {
	t.Helper()
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := table.Load(book)
	if err != nil {
		t.Fatal(err)
	}
	return book, plan
}

// common are countries that occur more often in invented records.
var common = []string{"NG", "NG", "NG", "NG", "NG", "NG", "DE", "DE", "RO", "RO", "BG", "GN", "GN", "GM", "CI", "CM", "VN", "VN", "HU", "UG", "SO", "IN", "BR", "XX", "XS"}

// invent makes records of nobody. Early codes of a column are more frequent than late
// ones, so that there are small categories; steep says how much.
func invent(book *record.Book, seed uint64, year, n int, steep float64) []record.Record {
	draw := rand.New(rand.NewPCG(seed, uint64(year)))
	all := make([]record.Record, n)
	for i := range all {
		r := record.Record{Year: year, Centre: fmt.Sprint("c", draw.IntN(37)), New: []string{"yes", "no", ""}[draw.IntN(3)], Released: draw.IntN(10) > 0}
		if r.Released {
			r.Values = make([]record.Answer, len(book.Columns))
			for at := range book.Columns {
				r.Values[at] = answer(draw, &book.Columns[at], steep)
			}
		}
		all[i] = r
	}
	return all
}

func answer(draw *rand.Rand, c *record.Column, steep float64) record.Answer {
	one := func() uint16 {
		if c.Kind == record.Countries {
			if draw.IntN(20) == 0 {
				return uint16(draw.IntN(len(c.Codes)))
			}
			at, _ := c.Find(common[draw.IntN(len(common))])
			return at
		}
		at := 0
		for at < len(c.Codes)-1 && draw.Float64() > steep {
			at++
		}
		return uint16(at)
	}
	if draw.IntN(30) == 0 {
		return nil
	}
	a := record.Answer{one()}
	if c.Multi() {
		for draw.IntN(4) == 0 {
			if next := one(); next != a[len(a)-1] {
				a = append(a, next)
			}
		}
	}
	return a
}

// counted are the sets of years of invented records, the last with its records.
func counted(book *record.Book, plan *table.Plan, seed uint64, n int, steep float64) ([]table.Set, []record.Record) {
	var sets []table.Set
	var last []record.Record
	for year := 2021; year <= 2023; year++ {
		last = invent(book, seed, year, n, steep)
		sets = append(sets, table.Compute(year, last, protect.Keys([]byte("secret"), book, last), book, plan))
	}
	return sets, last
}
