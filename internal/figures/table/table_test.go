package table_test

import (
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

func books(t testing.TB) (*record.Book, *table.Plan) {
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

func TestSharesAreRoundedHalfUpOnce(t *testing.T) {
	for _, c := range []struct {
		n, base, decimals int
		want              string
	}{
		{3, 8, 0, "38"}, {3, 8, 1, "37.5"}, {1, 200, 0, "1"}, {1, 201, 0, "0"}, {733, 875, 1, "83.8"}, {597, 702, 1, "85.0"}, {259, 733, 0, "35"},
		{77, 733, 1, "10.5"}, {77, 259, 1, "29.7"}, {73, 733, 2, "9.96"}, {0, 5, 1, "0.0"}, {5, 5, 0, "100"},
	} {
		n, ok := table.Share{N: c.n, Base: c.base}.Scaled(c.decimals)
		if got := table.Decimal(n, c.decimals, "."); !ok || got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.n, c.base, got, c.want)
		}
	}
	if _, ok := (table.Share{N: 1}).Scaled(0); ok {
		t.Error("a share of nothing is a number")
	}
}

func TestGrowthFollowsFromCounts(t *testing.T) {
	for _, c := range []struct {
		before, after int
		want          string
	}{{875, 702, "-19.8"}, {191, 236, "23.6"}, {100, 100, "0.0"}, {8, 9, "12.5"}, {10_000, 9_995, "-0.1"}} {
		n, ok := table.Growth(c.before, c.after, 1)
		if got := table.Decimal(n, 1, "."); !ok || got != c.want {
			t.Errorf("%d to %d: %s, want %s", c.before, c.after, got, c.want)
		}
	}
	if _, ok := table.Growth(0, 5, 1); ok {
		t.Error("growth from nothing is a number")
	}
}

// answered is a complete record with further answers.
func answered(t testing.TB, book *record.Book, answers ...string) record.Record {
	t.Helper()
	r := record.Record{Year: 2023, Centre: "a", Released: true, Values: make([]record.Answer, len(book.Columns))}
	for i := 0; i < len(answers); i += 2 {
		at, column := book.Column(answers[i])
		code, ok := column.Find(answers[i+1])
		if !ok {
			t.Fatalf("%s has no code %s", answers[i], answers[i+1])
		}
		r.Values[at] = append(r.Values[at], code)
	}
	return r
}

func TestARecordCountsOnceInARowAGroupAndABundle(t *testing.T) {
	book, plan := books(t)
	all := []record.Record{
		answered(t, book, "gender", "female", "age_band", "22-29", "nationality", "NG", "nationality", "GN", "form", "sexual", "form", "labour", "sector", "care", "sector", "catering"),
		answered(t, book, "gender", "male", "age_band", "30-39", "nationality", "DE", "form", "labour", "sector", "construction"),
		answered(t, book, "gender", "female", "age_band", "unknown", "nationality", "NG", "form", "sexual"), // not complete
		{Year: 2023, Centre: "b", New: "yes"},
	}
	keys := []uint64{3, 5, 7, 11}
	set := table.Compute(2023, all, keys, book, plan)
	for _, c := range []struct {
		table, row, column string
		n                  int
		key                uint64
	}{
		{"nationality", "NG", "", 1, 3}, {"nationality", "g-west-africa", "", 1, 3}, {"nationality", "DE", "", 1, 5},
		{"age_band", "b-22-39", "", 2, 8}, {"sector", "b-other-work", "", 1, 3}, {"form", "labour", "", 2, 8},
		{"nationality-by-gender", "g-west-africa", "female", 1, 3}, {"form-by-gender", "labour", "male", 1, 5},
		{"nationality", "FR", "", 0, 0},
	} {
		of, ok := set.Table(c.table)
		if !ok {
			t.Fatalf("no table %s", c.table)
		}
		if got := of.Find(c.row, c.column); got.N != c.n || got.Key != c.key {
			t.Errorf("%s %s %s: %+v, want %d with key %d", c.table, c.row, c.column, got, c.n, c.key)
		}
	}
	f := set.Funnel
	if f.Documented.N != 4 || f.New.N != 1 || f.Consented.N != 3 || f.Analysed.N != 2 || f.Analysed.Key != 8 || set.Centres != 2 {
		t.Errorf("funnel %+v of %d centres", f, set.Centres)
	}
	sector, _ := set.Table("sector")
	investigation, _ := set.Table("investigation")
	if sector.Missing.N != 0 || investigation.Missing.N != 2 || sector.Base.N != 2 || !sector.Multi || investigation.Multi {
		t.Errorf("sector %+v %+v, investigation %+v", sector.Base, sector.Missing, investigation.Missing)
	}
}

func TestOrderOfRecordsDoesNotChangeTheCounts(t *testing.T) {
	book, plan := books(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		all, keys := make([]record.Record, n), make([]uint64, n)
		for i := range all {
			all[i] = record.Record{Year: 2023, Centre: "a", Released: true, Values: make([]record.Answer, len(book.Columns))}
			keys[i] = rapid.Uint64().Draw(t, "key")
			for c := range book.Columns {
				most := 1
				if book.Columns[c].Multi() {
					most = 3
				}
				all[i].Values[c] = rapid.SliceOfNDistinct(rapid.Uint16Range(0, uint16(len(book.Columns[c].Codes)-1)), 1, min(most, len(book.Columns[c].Codes)), func(x uint16) uint16 { return x }).Draw(t, "answer")
			}
		}
		first := table.Compute(2023, all, keys, book, plan)
		order := rapid.Permutation(indexes(n)).Draw(t, "order")
		other, moved := make([]record.Record, n), make([]uint64, n)
		for i, from := range order {
			other[i], moved[i] = all[from], keys[from]
		}
		second := table.Compute(2023, other, moved, book, plan)
		for i := range first.Tables {
			for c := range first.Tables[i].Cells {
				if first.Tables[i].Cells[c] != second.Tables[i].Cells[c] {
					t.Fatalf("%s: cell %d differs", first.Tables[i].ID, c)
				}
			}
			for _, cell := range first.Tables[i].Cells {
				if cell.N > first.Funnel.Analysed.N {
					t.Fatalf("%s: %d of %d", first.Tables[i].ID, cell.N, first.Funnel.Analysed.N)
				}
			}
		}
	})
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestPlanRefusesWhatIsNotInTheBookAndTooManyPairs(t *testing.T) {
	book, _ := books(t)
	pair := "[[pair]]\nrows = \"form\"\ncolumns = \"gender\"\n"
	many := ""
	for _, rows := range book.Columns {
		for _, columns := range book.Columns[:2] {
			if rows.ID != columns.ID {
				many += "[[pair]]\nrows = \"" + rows.ID + "\"\ncolumns = \"" + columns.ID + "\"\n"
			}
		}
	}
	for name, source := range map[string]string{
		"a pair twice":     pair + pair,
		"no such column":   "[[pair]]\nrows = \"form\"\ncolumns = \"shoes\"\n",
		"with itself":      "[[pair]]\nrows = \"form\"\ncolumns = \"form\"\n",
		"no such code":     "[[bundle]]\nid = \"b-x\"\ncolumn = \"form\"\ncodes = [\"none\"]\n",
		"an id of a code":  "[[bundle]]\nid = \"x\"\ncolumn = \"form\"\ncodes = [\"sexual\"]\n",
		"an unknown key":   "colour = 1\n",
		"more than twenty": many,
	} {
		if _, err := table.ParsePlan(source, book); err == nil {
			t.Errorf("%s: the plan was read", name)
		}
	}
	if _, err := table.ParsePlan(pair, book); err != nil {
		t.Error(err)
	}
}
