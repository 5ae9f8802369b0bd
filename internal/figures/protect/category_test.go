package protect_test

import (
	"fmt"
	"strings"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// of makes complete records with so many of each answer in one column.
func of(t testing.TB, book *record.Book, column string, counts map[string]int) []record.Record {
	t.Helper()
	set := func(r record.Record, column, codes string) {
		at, c := book.Column(column)
		r.Values[at] = nil
		for code := range strings.SplitSeq(codes, ";") {
			pos, ok := c.Find(code)
			if !ok {
				t.Fatalf("%s has no code %s", column, code)
			}
			r.Values[at] = append(r.Values[at], pos)
		}
	}
	var all []record.Record
	for codes, n := range counts {
		for range n {
			r := record.Record{Year: 2023, Centre: "c", Released: true, Values: make([]record.Answer, len(book.Columns))}
			for id, code := range map[string]string{"gender": "female", "age_band": "22-29", "nationality": "NG", "form": "sexual"} {
				set(r, id, code)
			}
			set(r, column, codes)
			all = append(all, r)
		}
	}
	return all
}

// published is a table of one column, each row with its number; "?" where it is not
// shown.
func published(t testing.TB, column string, counts map[string]int) string {
	t.Helper()
	book, plan := ground(t)
	all := of(t, book, column, counts)
	set := table.Compute(2023, all, protect.Keys([]byte("secret"), book, all), book, plan)
	e, err := protect.Public([]table.Set{set}, "s", book, plan, protect.Standard())
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := e.Table(column)
	var rows []string
	for _, r := range shown.Rows {
		id := r.ID
		if id == edition.Rest {
			id += "(" + strings.Join(r.Merged, " ") + ")"
		}
		if r.Cells[0].Shown {
			id += fmt.Sprint("=", r.Cells[0].N)
		} else {
			id += "=?"
		}
		rows = append(rows, id)
	}
	return strings.Join(rows, ", ")
}

func TestSmallCategoriesStandTogether(t *testing.T) {
	// The counts are multiples of five where they are shown, so that rounding leaves them.
	for name, c := range map[string]struct {
		column string
		counts map[string]int
		want   string
	}{
		"none is small": {"gender", map[string]int{"female": 100, "male": 40, "diverse": 10}, "female=100, male=40, diverse=10"},
		"one is small: the next smallest goes with it": {"gender", map[string]int{"female": 100, "male": 37, "diverse": 3}, "female=100, rest(male diverse)=40"},
		"none at all is not told from a few":           {"gender", map[string]int{"female": 100, "male": 40}, "female=100, rest(male diverse)=40"},
		"nine is small, ten is not":                    {"investigation", map[string]int{"yes": 9, "no": 21, "unknown": 10}, "unknown=10, rest(yes no)=30"},
		"not known comes last":                         {"verdict", map[string]int{"yes": 5, "no": 50, "unknown": 20}, "unknown=20, rest(yes no)=55"},
		"a bundle keeps its members together": {"age_band", map[string]int{"0-13": 3, "14-17": 47, "18-21": 20, "22-29": 100, "30-39": 50, "40-49": 20, "50+": 15},
			"18-21=20, 22-29=100, 30-39=50, 40-49=20, 50+=15, rest(0-13 14-17)=50, b-22-39=150, b-minors=50"},
		"a bundle that would isolate a few is hidden": {"age_band", map[string]int{"0-13": 3, "14-17": 45, "18-21": 20, "22-29": 100, "30-39": 50, "40-49": 20, "50+": 7},
			"14-17=45, 18-21=20, 22-29=100, 30-39=50, 40-49=20, rest(0-13 50+)=10, b-22-39=150"},
		"fewer than ten in all": {"gender", map[string]int{"female": 6, "male": 2}, "rest(female male diverse)=?"},
		"several answers: the rest has no number": {"claims", map[string]int{"subsistence": 50, "housing": 40, "work-access": 20, "wages": 6, "compensation": 5},
			"subsistence=50, housing=40, work-access=20, rest(wages compensation)=?"},
		"several answers: a bundle hardly larger than a member is hidden": {"offences", map[string]int{"stgb-232a": 80, "stgb-232a;stgb-232": 12, "stgb-232": 3, "stgb-232a;stgb-232b": 10, "stgb-232a;stgb-233": 10, "stgb-232a;stgb-233a": 13, "stgb-181a": 10, "stgb-180a": 10, "other": 10},
			"stgb-232=15, stgb-232a=125, stgb-232b=10, stgb-233=10, stgb-233a=?, stgb-180a=10, stgb-181a=10, other=10"},
		"several answers: a bundle that leaves enough": {"offences", map[string]int{"stgb-232": 8, "stgb-232a": 60, "stgb-232b": 40, "stgb-232a;stgb-232b": 20, "stgb-181a": 10, "stgb-180a": 10, "other": 10, "stgb-233": 2, "stgb-233a": 2},
			"stgb-232a=80, stgb-232b=60, stgb-180a=10, stgb-181a=10, other=10, rest(stgb-232 stgb-233 stgb-233a)=?, b-trafficking=?"},
	} {
		got := published(t, c.column, c.counts)
		// These have 132 and 13 records, and are rounded.
		got = strings.NewReplacer("stgb-233a=10", "stgb-233a=?", "stgb-233a=15", "stgb-233a=?",
			"b-trafficking=130", "b-trafficking=?", "b-trafficking=135", "b-trafficking=?").Replace(got)
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

func TestCountryBelowTheThresholdOrThatLeavesAFewIsNotNamed(t *testing.T) {
	got := published(t, "nationality", map[string]int{"NG": 100, "GM": 40, "GN": 4, "CI": 3, "DE": 20, "RO": 60, "BG": 20, "HU": 10, "VN": 30, "US": 6, "RS": 6})
	// West Africa: 147; without Nigeria and Gambia it would be 7, so Gambia is not named.
	// The Union: 90; Bulgaria would leave ten, but has too few for the threshold, and so
	// has Germany, which is in no group.
	want := "NG=100, RO=60, rest(DE XS XX g-other-europe g-other-africa g-americas g-oceania)=?, g-west-africa=?, g-eu=90, g-asia=30"
	got = strings.NewReplacer("g-west-africa=145", "g-west-africa=?", "g-west-africa=150", "g-west-africa=?").Replace(got)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCategoriesAreTheSameInEveryTable(t *testing.T) {
	book, plan := ground(t)
	all := of(t, book, "age_band", map[string]int{"0-13": 3, "14-17": 47, "22-29": 100, "30-39": 50, "40-49": 20, "50+": 15})
	set := table.Compute(2023, all, protect.Keys([]byte("secret"), book, all), book, plan)
	e, err := protect.Public([]table.Set{set}, "s", book, plan, protect.Standard())
	if err != nil {
		t.Fatal(err)
	}
	// All are women, so the column of those merged has the same records as the row.
	alone, _ := e.Table("age_band")
	two, _ := e.Table("age_band-by-gender")
	if len(two.Rows) != len(alone.Rows) {
		t.Fatalf("%d rows and %d", len(two.Rows), len(alone.Rows))
	}
	for i, row := range alone.Rows {
		if two.Rows[i].ID != row.ID || two.Find(row.ID, edition.Rest) != row.Cells[0] {
			t.Errorf("%s is %v, in its own table %v", row.ID, two.Find(row.ID, edition.Rest), row.Cells[0])
		}
	}
}
