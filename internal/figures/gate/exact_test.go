package gate_test

import (
	"slices"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/gate"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// few is the plan with its tables of one column and two of two: enough for tables to
// hang together.
func few(plan *table.Plan) *table.Plan {
	p := *plan
	first := slices.IndexFunc(plan.Tables, func(s table.Spec) bool { return s.Columns != "" })
	p.Tables = plan.Tables[:first+2]
	return &p
}

// withGaps makes of a case one of exact tables with gaps, after what was published.
func withGaps(t testing.TB, c gate.Case, earlier ...gate.Release) gate.Case {
	t.Helper()
	c.Earlier = earlier
	var told []protect.Told
	for _, r := range earlier {
		told = append(told, protect.Told{Edition: r.Edition, Set: table.Compute(r.Edition.Year, r.Records, r.Keys, c.Book, r.Plan), Book: c.Book, Plan: r.Plan})
	}
	e, err := protect.Withhold(c.Set, "s", c.Book, c.New.Plan, c.Rules, told)
	if err != nil {
		t.Fatal(err)
	}
	c.New.Edition = e
	return c
}

func gaps(e edition.Edition) (shown, hidden int) {
	for _, of := range e.Tables {
		for _, r := range of.Rows {
			for _, v := range r.Cells {
				if v.Shown {
					shown++
				} else {
					hidden++
				}
			}
		}
	}
	return shown, hidden
}

func TestExactTablesWithGapsPassAloneAndBesideTheRoundedOnes(t *testing.T) {
	book, plan := ground(t)
	all := year(t, book, 2022, 733, 3)
	set := table.Compute(2022, all, protect.Keys([]byte("s"), book, all), book, few(plan))
	c := staged(t, book, few(plan), []table.Set{set}, all, []byte("s"), protected)
	rounded := c.New
	alone := withGaps(t, c)
	beside := withGaps(t, c, rounded)
	for name, one := range map[string]gate.Case{"alone": alone, "beside the rounded": beside} {
		report, err := one.RunExact(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range report.Checks {
			t.Log(name)
			told(t, check)
		}
		if !report.Passed {
			t.Errorf("%s: refused", name)
		}
		shown, hidden := gaps(one.New.Edition)
		t.Logf("%s: %d shown, %d not", name, shown, hidden)
	}
	c.Earlier = []gate.Release{alone.New}
	for _, id := range []string{"arithmetic", "difference", "interval"} {
		if check := c.Try(t, id); !check.Passed {
			t.Errorf("a rounded edition after exact tables of the same records: %s: %v", id, check.Measured)
		}
	}
	// All together they tell too much in one place, which no other check sees.
	check := c.Try(t, "together")
	told(t, check)
	if check.Passed || check.Figure("narrow") != 1 || !slices.Equal(check.Where, []gate.Place{{Table: "form-by-gender", Row: "forced-marriage", Column: "male"}}) {
		t.Errorf("a rounded edition that narrows down what exact tables left out passes: %v", check.Measured)
	}
}

func TestExactTablesThatShowASmallNumberOrAWrongOneAreRefused(t *testing.T) {
	book, plan := ground(t)
	all := year(t, book, 2022, 60, 3)
	set := table.Compute(2022, all, protect.Keys([]byte("s"), book, all), book, few(plan))
	c := withGaps(t, staged(t, book, few(plan), []table.Set{set}, all, []byte("s"), protected))
	good := c.New.Edition
	for name, change := range map[string]func(n int) edition.Value{
		"given":      func(n int) edition.Value { return edition.Value{N: n, Shown: true} },
		"miscounted": func(n int) edition.Value { return edition.Value{N: n + 9, Shown: true} },
	} {
		c.New.Edition = good
		c.New.Edition.Tables = slices.Clone(good.Tables)
		of := &c.New.Edition.Tables[0]
		of.Rows = slices.Clone(of.Rows)
		for i, r := range of.Rows {
			if n := set.Tables[0].At(i, 0).N; n > 0 && n < gate.Isolate {
				of.Rows[i] = edition.Row{ID: r.ID, Cells: []edition.Value{change(n)}}
			}
		}
		report, err := c.RunExact(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if check, _ := report.Check("exact"); report.Passed || check.Figure(name) == 0 {
			t.Errorf("%s: %+v", name, check.Measured)
		}
	}
}

func TestExactTablesOfOtherRecordsDoNotTellOfTheDifference(t *testing.T) {
	book, plan := ground(t)
	all := year(t, book, 2022, 60, 3)
	of := func(records []record.Record) gate.Case {
		set := table.Compute(2022, records, protect.Keys([]byte("s"), book, records), book, few(plan))
		return withGaps(t, staged(t, book, few(plan), []table.Set{set}, records, []byte("s"), protected))
	}
	before, now := of(all), of(all[:len(all)-2])
	now.Earlier = []gate.Release{before.New}
	report, err := now.RunExact(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if check, _ := report.Check("changes"); check.Passed || report.Passed {
		t.Errorf("two records less show in every number: %v", check.Measured)
	}
}
