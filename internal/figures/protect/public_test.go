package protect_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

var update = flag.Bool("update", false, "write the golden files anew")

// held checks every rule on an edition against the exact counts, and tries every
// difference of a group or bundle.
func held(t *rapid.T, e edition.Edition, set *table.Set, book *record.Book, plan *table.Plan, rules protect.Rules) {
	members := map[string][]string{}
	for _, g := range book.Groups {
		members[g.ID] = g.Countries
	}
	for _, b := range plan.Bundles {
		members[b.ID] = b.Codes
	}
	for i := range e.Tables {
		shown := &e.Tables[i]
		exact, _ := set.Table(shown.ID)
		_, rowsOf := book.Column(shown.Spec.Rows)
		alone, _ := e.Table(shown.Spec.Rows)
		columns := shown.Columns
		if shown.Spec.Columns == "" {
			columns = []string{""}
		}
		restOfColumn := []string{}
		if shown.Spec.Columns != "" {
			other, _ := e.Table(shown.Spec.Columns)
			for _, r := range other.Rows {
				if r.ID == edition.Rest {
					restOfColumn = r.Merged
				}
			}
		}
		count := func(row, column string, merged []string) int {
			n := 0
			rows, cols := []string{row}, []string{column}
			if row == edition.Rest {
				rows = merged
			}
			if column == edition.Rest {
				cols = restOfColumn
			}
			for _, r := range rows {
				for _, c := range cols {
					n += exact.Find(r, c).N
				}
			}
			return n
		}
		for _, row := range shown.Rows {
			if shown.Spec.Columns != "" && !slices.ContainsFunc(alone.Rows, func(r edition.Row) bool { return r.ID == row.ID && slices.Equal(r.Merged, row.Merged) }) {
				t.Fatalf("%s: row %s is not in the table of its column", shown.ID, row.ID)
			}
			if row.ID == edition.Rest && len(row.Merged) < 2 {
				t.Fatalf("%s: only %v is merged", shown.ID, row.Merged)
			}
			for at, column := range columns {
				v, n := row.Cells[at], count(row.ID, column, row.Merged)
				uncounted := row.ID == edition.Rest && rowsOf.Multi()
				if column == edition.Rest {
					_, c := book.Column(shown.Spec.Columns)
					uncounted = uncounted || c.Multi()
				}
				switch {
				case v.Shown && (uncounted || v.N%rules.Base != 0 || v.N <= n-5 || v.N >= n+5 || n < rules.NeverBelow || v.N == 0):
					t.Fatalf("%s %s %s: %d is shown as %d", shown.ID, row.ID, column, n, v.N)
				case v.Shown && shown.Spec.Columns == "" && n < rules.MergeBelow:
					t.Fatalf("%s: %s is shown with %d records", shown.ID, row.ID, n)
				case !v.Shown && !uncounted && n >= rules.Base && !strings.HasPrefix(row.ID, "b-") && !strings.HasPrefix(column, "b-") && !(row.ID == edition.Rest && n < rules.MergeBelow):
					t.Fatalf("%s %s %s: %d is not shown", shown.ID, row.ID, column, n)
				}
				if m := members[row.ID]; v.Shown && m != nil {
					isolates(t, shown, exact, row.ID, m, column, rowsOf, restOfColumn, rules)
				}
			}
		}
	}
}

// isolates tries to take shown members away from a group or bundle: all together, and
// one by one.
func isolates(t *rapid.T, shown *edition.Table, exact *table.Table, wide string, members []string, column string, of *record.Column, restOfColumn []string, rules protect.Rules) {
	count := func(id string) int {
		if column != edition.Rest {
			return exact.Find(id, column).N
		}
		n := 0
		for _, c := range restOfColumn {
			n += exact.Find(id, c).N
		}
		return n
	}
	left, closed := count(wide), []string{}
	for _, m := range members {
		if !shown.Find(m, column).Shown {
			closed = append(closed, m)
			continue
		}
		left -= count(m)
		if of.Multi() && count(wide)-count(m) < rules.Difference {
			t.Fatalf("%s %s: %s without %s isolates %d", shown.ID, column, wide, m, count(wide)-count(m))
		}
	}
	rest := slices.IndexFunc(shown.Rows, func(r edition.Row) bool { return r.ID == edition.Rest })
	inRest := rest >= 0 && shown.Find(edition.Rest, column).Shown && slices.Equal(closed, shown.Rows[rest].Merged)
	if !of.Multi() && len(closed) > 0 && left < rules.Difference && !inRest {
		t.Fatalf("%s %s: %s without what is shown isolates %d of %v", shown.ID, column, wide, left, closed)
	}
	if of.Kind == record.Countries && shown.Spec.Columns == "" && left < rules.Difference {
		t.Fatalf("%s: %s without its countries isolates %d", shown.ID, wide, left)
	}
}

func TestNothingShownBreaksARuleOrIsolatesAFew(t *testing.T) {
	book, plan := ground(t)
	rules := protect.Standard()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		n := rapid.IntRange(0, 900).Draw(t, "records")
		sets, _ := counted(book, plan, seed, n, rapid.Float64Range(0.15, 0.8).Draw(t, "steep"))
		e, err := protect.Public(sets, "s", book, plan, rules)
		if err != nil {
			t.Fatal(err)
		}
		held(t, e, &sets[2], book, plan, rules)
		for _, of := range e.Tables {
			if !slices.Contains(of.Notes, edition.Rounded) {
				t.Fatalf("%s does not say that it is rounded", of.ID)
			}
		}
	})
}

func TestCountryIsNamedOnlyWithEnoughRecordsOverThreeYears(t *testing.T) {
	book, plan := ground(t)
	rules := protect.Standard()
	sets, _ := counted(book, plan, 7, 800, 0.4)
	e, err := protect.Public(sets, "s", book, plan, rules)
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, id := range []string{"nationality", "recruited_in", "exploited_in"} {
		shown, _ := e.Table(id)
		for _, row := range shown.Rows {
			if len(row.ID) != 2 || row.ID == "XX" {
				continue
			}
			named++
			n := 0
			for i := range sets {
				of, _ := sets[i].Table(id)
				n += of.Find(row.ID, "").N
			}
			if n < rules.NationalityThreshold {
				t.Errorf("%s: %s is named with %d records over three years", id, row.ID, n)
			}
		}
		if !slices.Contains(shown.Notes, edition.Threshold) {
			t.Errorf("%s does not say that there is a threshold", id)
		}
	}
	if named == 0 {
		t.Error("no country is named at all")
	}
	alone, err := protect.Public(sets[2:], "s", book, plan, rules)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"nationality"} {
		before, _ := e.Table(id)
		after, _ := alone.Table(id)
		for _, row := range after.Rows {
			if len(row.ID) == 2 && !slices.ContainsFunc(before.Rows, func(r edition.Row) bool { return r.ID == row.ID }) {
				t.Errorf("%s is named from one year and not from three", row.ID)
			}
		}
	}
}

func TestPublicEditionDoesNotDependOnTheOrderOfRecords(t *testing.T) {
	book, plan := ground(t)
	sets, last := counted(book, plan, 11, 600, 0.4)
	e, err := protect.Public(sets, "s", book, plan, protect.Standard())
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(last)
	sets[2] = table.Compute(2023, last, protect.Keys([]byte("secret"), book, last), book, plan)
	again, err := protect.Public(sets, "s", book, plan, protect.Standard())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(written(t, e), written(t, again)) {
		t.Error("the same records in another order give another edition")
	}
}

func written(t *testing.T, e edition.Edition) []byte {
	t.Helper()
	b, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

// lines is an edition as a person reads it.
func lines(e edition.Edition) string {
	var b strings.Builder
	value := func(v edition.Value) string {
		if !v.Shown {
			return "–"
		}
		return table.Decimal(v.N, 0, "")
	}
	f := e.Funnel
	b.WriteString(string(e.Kind) + " " + table.Decimal(e.Year, 0, "") + " rules " + e.Rules + " centres " + table.Decimal(e.Centres, 0, "") +
		" documented " + value(f.Documented) + " new " + value(f.New) + " consented " + value(f.Consented) + " analysed " + value(f.Analysed) + "\n")
	for _, of := range e.Tables {
		b.WriteString("\n" + of.ID + ": base " + value(of.Base) + ", missing " + value(of.Missing))
		for _, n := range of.Notes {
			b.WriteString(", " + string(n))
		}
		b.WriteString("\n")
		if len(of.Columns) > 0 {
			b.WriteString("\t" + strings.Join(of.Columns, "\t") + "\n")
		}
		for _, row := range of.Rows {
			b.WriteString(row.ID)
			if len(row.Merged) > 0 {
				b.WriteString(" (" + strings.Join(row.Merged, " ") + ")")
			}
			for _, v := range row.Cells {
				b.WriteString("\t" + value(v))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func TestPublicEditionOfInventedRecordsIsAsWrittenDown(t *testing.T) {
	book, plan := ground(t)
	sets, _ := counted(book, plan, 2023, 750, 0.45)
	e, err := protect.Public(sets, "snapshot", book, plan, protect.Standard())
	if err != nil {
		t.Fatal(err)
	}
	got, file := lines(e), filepath.Join("testdata", "public.txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the edition differs from %s; look at it with -update", file)
	}
}

func TestWhatCannotBeProtectedIsRefused(t *testing.T) {
	book, plan := ground(t)
	sets, last := counted(book, plan, 5, 100, 0.5)
	withoutKeys := table.Compute(2023, last, nil, book, plan)
	byCentre := sets[2]
	byCentre.Tables = append(slices.Clone(byCentre.Tables), table.Table{Spec: table.Spec{ID: "centre", Rows: "centre"}})
	planned := *plan
	planned.Tables = append(slices.Clone(plan.Tables), table.Spec{ID: "centre", Rows: "centre"})
	weak := protect.Standard()
	weak.Base = 1
	for name, c := range map[string]struct {
		years []table.Set
		plan  *table.Plan
		rules protect.Rules
	}{
		"no year":              {nil, plan, protect.Standard()},
		"years out of order":   {[]table.Set{sets[2], sets[1]}, plan, protect.Standard()},
		"counts without keys":  {[]table.Set{withoutKeys}, plan, protect.Standard()},
		"a table by centre":    {[]table.Set{byCentre}, &planned, protect.Standard()},
		"a table off the plan": {[]table.Set{byCentre}, plan, protect.Standard()},
		"rules without a base": {sets, plan, weak},
		"rules of no version":  {sets, plan, protect.Rules{Base: 5}},
	} {
		if _, err := protect.Public(c.years, "s", book, c.plan, c.rules); core.KindOf(err) != core.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkHundredThousandRecords(b *testing.B) {
	book, plan := ground(b)
	all := invent(book, 1, 2023, 100_000, 0.4)
	b.ReportAllocs()
	for b.Loop() {
		keys := protect.Keys([]byte("secret"), book, all)
		set := table.Compute(2023, all, keys, book, plan)
		if _, err := protect.Public([]table.Set{set}, "s", book, plan, protect.Standard()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPublicAlone(b *testing.B) {
	book, plan := ground(b)
	sets, _ := counted(book, plan, 1, 3000, 0.4)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := protect.Public(sets, "s", book, plan, protect.Standard()); err != nil {
			b.Fatal(err)
		}
	}
}
