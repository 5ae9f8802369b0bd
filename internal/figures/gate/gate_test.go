package gate_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/gate"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// told writes down what a check measured.
func told(t testing.TB, c gate.Check) {
	t.Helper()
	t.Log(c.ID, c.Passed, c.Measured, c.Where[:min(4, len(c.Where))])
}

func TestTheProtectedEditionPasses(t *testing.T) {
	for _, seed := range []uint64{3, 14} {
		report, err := stage(t, seed, 733, protected).Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range report.Checks {
			told(t, c)
			if !c.Passed || c.Key != "figures.gate."+c.ID+".passed" || len(c.Where) > 0 {
				t.Errorf("seed %d: %s did not pass", seed, c.ID)
			}
		}
		if !report.Passed || len(report.Checks) != 7 {
			t.Errorf("seed %d: the edition is blocked", seed)
		}
	}
}

func TestExactCountsPassNoCheckOfProtection(t *testing.T) {
	report, err := stage(t, 3, 300, naive).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if report.Passed {
		t.Error("exact counts may be published")
	}
	for _, c := range report.Checks {
		told(t, c)
		if c.Passed != (c.ID == "use") {
			t.Errorf("%s: passed is %v", c.ID, c.Passed)
		}
	}
}

func TestTheSameCaseGivesTheSameReport(t *testing.T) {
	one, err := stage(t, 5, 40, protected).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	two, err := stage(t, 5, 40, protected).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one, two) {
		t.Errorf("%v\n%v", one, two)
	}
}

// changed is a protected edition with a change to it.
func changed(change func(e *edition.Edition, set table.Set)) maker {
	return func(years []table.Set, book *record.Book, plan *table.Plan) (edition.Edition, error) {
		e, err := protected(years, book, plan)
		if err == nil {
			change(&e, years[len(years)-1])
		}
		return e, err
	}
}

// cellWhere is the first cell of a table with two columns that is as asked.
func cellWhere(e *edition.Edition, set table.Set, ask func(n int, v edition.Value) bool) (*edition.Value, gate.Place) {
	for i := range e.Tables {
		t := &e.Tables[i]
		exact, _ := set.Table(t.ID)
		if len(t.Columns) == 0 {
			continue
		}
		for _, r := range t.Rows {
			for j := range r.Cells {
				if r.ID != edition.Rest && t.Columns[j] != edition.Rest && ask(exact.Find(r.ID, t.Columns[j]).N, r.Cells[j]) {
					return &r.Cells[j], gate.Place{Table: t.ID, Row: r.ID, Column: t.Columns[j]}
				}
			}
		}
	}
	return nil, gate.Place{}
}

func TestArithmeticFindsWhatTheRulesDoNotAllow(t *testing.T) {
	for name, try := range map[string]struct {
		figure string
		change func(e *edition.Edition, set table.Set)
	}{
		"a cell of two is shown": {"small", func(e *edition.Edition, set table.Set) {
			v, _ := cellWhere(e, set, func(n int, v edition.Value) bool { return n == 2 })
			*v = edition.Value{N: 5, Shown: true}
		}},
		"a number is further away than the base": {"far", func(e *edition.Edition, set table.Set) {
			v, _ := cellWhere(e, set, func(n int, v edition.Value) bool { return v.Shown && n > 20 })
			v.N += 10
		}},
		"a number is rounded, but not as its records say": {"other", func(e *edition.Edition, set table.Set) {
			v, _ := cellWhere(e, set, func(n int, v edition.Value) bool { return v.Shown && n > 20 && v.N > n })
			v.N -= 5
		}},
		"an exact number is shown": {"far", func(e *edition.Edition, set table.Set) {
			v, _ := cellWhere(e, set, func(n int, v edition.Value) bool { return v.Shown && n > 20 && v.N > n })
			v.N--
		}},
		"a base differs from the funnel": {"inconsistent", func(e *edition.Edition, _ table.Set) { e.Tables[3].Base.N += 5 }},
		"more are analysed than consented": {"inconsistent", func(e *edition.Edition, _ table.Set) {
			e.Funnel.Consented.N = e.Funnel.Analysed.N - 5
		}},
		"a small category stands by itself": {"category", func(e *edition.Edition, set table.Set) {
			for i := range e.Tables {
				if exact, _ := set.Table(e.Tables[i].ID); exact.Spec.Columns == "" && !exact.Multi {
					for _, id := range exact.Rows {
						if n := exact.Find(id, "").N; n >= 5 && n < 10 && id != "unknown" {
							e.Tables[i].Rows = append(e.Tables[i].Rows, edition.Row{ID: id, Cells: []edition.Value{{N: 5, Shown: true}}})
							return
						}
					}
				}
			}
		}},
		"a country is named that is rare over the years": {"country", func(e *edition.Edition, set table.Set) {
			at := slices.IndexFunc(e.Tables, func(t edition.Table) bool { return t.ID == "nationality" })
			exact, _ := set.Table("nationality")
			for _, id := range exact.Rows {
				if n := exact.Find(id, "").N; n >= 3 && n < 8 {
					e.Tables[at].Rows = append(e.Tables[at].Rows, edition.Row{ID: id, Cells: []edition.Value{{N: 5, Shown: true}}})
					return
				}
			}
		}},
		"a row is a centre": {"centre", func(e *edition.Edition, _ table.Set) {
			e.Tables[0].Rows = append(e.Tables[0].Rows, edition.Row{ID: "centre-a", Cells: []edition.Value{{N: 40, Shown: true}}})
		}},
		"a table is not of the plan": {"unknown", func(e *edition.Edition, _ table.Set) {
			e.Tables = append(e.Tables, edition.Table{Spec: table.Spec{ID: "x", Rows: "gender", Columns: "title"}})
		}},
		"the internal edition is to be published": {"unknown", func(e *edition.Edition, _ table.Set) { e.Kind = edition.Internal }},
	} {
		t.Run(name, func(t *testing.T) {
			c := stage(t, 3, 733, changed(try.change)).Try(t, "arithmetic")
			if c.Passed || c.Figure(try.figure) < 1 || c.Key != "figures.gate.arithmetic.refused" || len(c.Where) == 0 {
				t.Errorf("%v %v", c.Measured, c.Where)
			}
		})
	}
}

func TestArithmeticFindsCountsThatAreNotOfTheRecords(t *testing.T) {
	c := stage(t, 3, 200, protected)
	c.Set.Tables[0].Cells = slices.Clone(c.Set.Tables[0].Cells)
	c.Set.Tables[0].Cells[0].N++
	if check := c.Try(t, "arithmetic"); check.Passed || check.Figure("miscounted") < 1 {
		t.Errorf("%v", check.Measured)
	}
}

// eachNumber changes every number that is shown.
func eachNumber(e *edition.Edition, set table.Set, to func(n, shown int) int) {
	for i := range e.Tables {
		t := &e.Tables[i]
		exact, _ := set.Table(t.ID)
		for _, r := range t.Rows {
			for j := range r.Cells {
				column := ""
				if len(t.Columns) > 0 {
					column = t.Columns[j]
				}
				if r.ID != edition.Rest && column != edition.Rest && r.Cells[j].Shown {
					r.Cells[j].N = to(exact.Find(r.ID, column).N, r.Cells[j].N)
				}
			}
		}
	}
}

func TestArithmeticFindsRoundingThatIsNotAtRandom(t *testing.T) {
	for name, round := range map[string]func(n, _ int) int{
		"always to the nearest": func(n, _ int) int { return (n + 2) / 5 * 5 },
		"always down":           func(n, _ int) int { return n / 5 * 5 },
		"always up":             func(n, _ int) int { return (n + 4) / 5 * 5 },
	} {
		c := stage(t, 3, 733, changed(func(e *edition.Edition, set table.Set) { eachNumber(e, set, round) })).Try(t, "arithmetic")
		if c.Passed || c.Figure("bias") < 100 || c.Figure("other") < 50 {
			t.Errorf("%s: %v", name, c.Measured)
		}
	}
	if c := stage(t, 3, 733, protected).Try(t, "arithmetic"); c.Figure("bias") > 20 {
		t.Errorf("honest rounding: %v", c.Measured)
	}
}

func TestTheSameRecordsKeepTheirNumberFromEditionToEdition(t *testing.T) {
	c := stage(t, 3, 733, protected)
	before := c.New
	before.Edition.Tables = slices.Clone(before.Edition.Tables)
	c.Earlier = []gate.Release{before}
	if check := c.Try(t, "arithmetic"); !check.Passed {
		t.Errorf("the same edition again: %v", check.Measured)
	}
	if check := c.Try(t, "difference"); !check.Passed {
		t.Errorf("the same edition again: %v", check.Measured)
	}
	at := &before.Edition.Tables[0]
	at.Rows = slices.Clone(at.Rows)
	at.Rows[0].Cells = []edition.Value{{N: at.Rows[0].Cells[0].N - 5, Shown: true}}
	if check := c.Try(t, "arithmetic"); check.Passed || check.Figure("changed") < 1 {
		t.Errorf("another number before: %v", check.Measured)
	}
}

// again is a case whose edition was published before, of the records that are left.
func again(t *testing.T, seed uint64, leave int, bundle *table.Bundle) gate.Case {
	t.Helper()
	book, plan := ground(t)
	secret := []byte("secret")
	all := year(t, book, 2022, 733, seed)
	first := staged(t, book, plan, []table.Set{table.Compute(2022, all, protect.Keys(secret, book, all), book, plan)}, all, secret, protected)
	left := slices.Clone(all)
	for n, i := 0, 0; n < leave; i++ {
		if book.Complete(left[i]) {
			left = slices.Delete(left, i, i+1)
			n++
		}
	}
	if bundle != nil {
		more := *plan
		more.Bundles = append(slices.Clone(plan.Bundles), *bundle)
		plan = &more
	}
	second := staged(t, book, plan, []table.Set{table.Compute(2022, left, protect.Keys(secret, book, left), book, plan)}, left, secret, protected)
	second.Earlier = []gate.Release{first.New}
	return second
}

func TestAWithdrawalAfterPublicationIsRefusedWhereNumbersMove(t *testing.T) {
	for _, leave := range []int{1, 4} {
		c := again(t, 8, leave, nil).Try(t, "difference")
		told(t, c)
		if c.Passed || c.Figure("moved") < 1 {
			t.Errorf("%d left: %v", leave, c.Measured)
		}
	}
}

func TestAnEditionThatKeepsWhatWasPublishedPassesAfterAWithdrawal(t *testing.T) {
	for _, leave := range []int{1, 4, 30} {
		c := again(t, 8, leave, nil)
		kept, err := c.Keep()
		if err != nil {
			t.Fatal(err)
		}
		c.New.Edition = kept
		for _, id := range []string{"arithmetic", "difference", "interval", "use"} {
			check := c.Try(t, id)
			told(t, check)
			if !check.Passed {
				t.Errorf("%d left: %s: %v %v", leave, id, check.Measured, check.Where)
			}
		}
		// The same records a third time: what stayed goes on staying.
		c.Earlier = append(c.Earlier, c.New)
		if third, err := c.Keep(); err != nil || !reflect.DeepEqual(third, kept) {
			t.Errorf("%d left: the third edition differs from the second: %v", leave, err)
		}
		if check := c.Try(t, "arithmetic"); !check.Passed {
			t.Errorf("%d left: a third time: %v %v", leave, check.Measured, check.Where)
		}
		if moved := !reflect.DeepEqual(kept.Tables, c.Earlier[0].Edition.Tables); moved != (leave == 30) {
			t.Errorf("%d left: numbers moved: %v", leave, moved)
		}
	}
}

func TestWithoutAnEarlierEditionNothingIsKept(t *testing.T) {
	c := stage(t, 3, 100, protected)
	if kept, err := c.Keep(); err != nil || !reflect.DeepEqual(kept, c.New.Edition) {
		t.Errorf("%v", err)
	}
}

func TestANewRowThatIsolatesAFewBesideAnEarlierNumberIsRefused(t *testing.T) {
	book, plan := ground(t)
	all := year(t, book, 2022, 733, 8)
	set := table.Compute(2022, all, nil, book, plan)
	access, _ := set.Table("access")
	// A bundle of a large code and one of one to four records.
	var large, small string
	for _, id := range access.Rows {
		if n := access.Find(id, "").N; n >= 50 {
			large = id
		}
	}
	column, _ := book.Column("access")
	code, _ := book.Columns[column].Find("helpline")
	self, _ := book.Columns[column].Find("self")
	kept := 0
	for _, r := range all { // so that three came by the helpline
		if book.Complete(r) && r.Values[column][0] == code {
			if kept++; kept > 3 {
				r.Values[column][0] = self
			}
		}
	}
	small = "helpline"
	bundle := table.Bundle{ID: "b-new", Column: "access", De: "neu", En: "new", Codes: []string{large, small}}
	more := *plan
	more.Bundles = append(slices.Clone(plan.Bundles), bundle)
	secret := []byte("secret")
	keys := protect.Keys(secret, book, all)
	first := staged(t, book, plan, []table.Set{table.Compute(2022, all, keys, book, plan)}, all, secret, protected)
	shown := func(years []table.Set, book *record.Book, plan *table.Plan) (edition.Edition, error) {
		e, err := protected(years, book, plan)
		at := slices.IndexFunc(e.Tables, func(t edition.Table) bool { return t.ID == "access" })
		exact, _ := years[0].Table("access")
		e.Tables[at].Rows = slices.DeleteFunc(e.Tables[at].Rows, func(r edition.Row) bool { return r.ID == "b-new" })
		e.Tables[at].Rows = append(e.Tables[at].Rows, edition.Row{ID: "b-new", Cells: []edition.Value{{N: protect.Round(exact.Find("b-new", ""), 5), Shown: true}}})
		return e, err
	}
	second := staged(t, book, &more, []table.Set{table.Compute(2022, all, keys, book, &more)}, all, secret, shown)
	if c := second.Try(t, "difference"); c.Figure("aimed") != 0 {
		t.Errorf("without an earlier edition: %v", c.Measured)
	}
	second.Earlier = []gate.Release{first.New}
	c := second.Try(t, "difference")
	told(t, c)
	if c.Passed || c.Figure("aimed") < 1 || !slices.Contains(c.Where, gate.Place{Table: "access", Row: "b-new"}) {
		t.Errorf("%v %v", c.Measured, c.Where)
	}
}

func TestExactNumbersThatIsolateThreeAreFound(t *testing.T) {
	c := stage(t, 3, 733, changed(func(e *edition.Edition, set table.Set) {
		eachNumber(e, set, func(n, _ int) int { return n })
	})).Try(t, "difference")
	if c.Passed || c.Figure("isolated") < 1 {
		t.Errorf("%v", c.Measured)
	}
}

func TestHidingSmallNumbersAloneLeavesThemRecomputable(t *testing.T) {
	// Exact numbers from five, nothing else: the rows give many of the others away.
	c := stage(t, 3, 733, func(years []table.Set, _ *record.Book, _ *table.Plan) (edition.Edition, error) {
		e := edition.Exact(years[len(years)-1], "test")
		e.Kind = edition.Public
		for _, t := range e.Tables {
			for _, r := range t.Rows {
				for j := range r.Cells {
					if r.Cells[j].N < 5 {
						r.Cells[j] = edition.Value{}
					}
				}
			}
		}
		return e, nil
	}).Try(t, "interval")
	told(t, c)
	if c.Passed || c.Figure("narrowest") != 0 || c.Figure("narrow") < 10 || c.Figure("certain") < 1 {
		t.Errorf("%v", c.Measured)
	}
}

func TestNumbersThatContradictEachOtherAreFound(t *testing.T) {
	// Of at most 14 people of an age, at least 16 are women.
	c := stage(t, 3, 733, protected)
	at := slices.IndexFunc(c.New.Edition.Tables, func(t edition.Table) bool { return t.ID == "age_band" })
	c.New.Edition.Tables[at].Rows[0].Cells[0].N = 10
	pair, _ := c.New.Edition.Table("age_band-by-gender")
	pair.Rows[0].Cells[0] = edition.Value{N: 20, Shown: true}
	if check := c.Try(t, "interval"); check.Passed || check.Figure("broken") < 1 {
		t.Errorf("%v", check.Measured)
	}
}

func TestAnAttributeThatTheTablesGiveAwayIsFound(t *testing.T) {
	found := 0
	for seed := range uint64(3) {
		c := stage(t, seed+10, 733, naive).Try(t, "attribute")
		told(t, c)
		if !c.Passed && c.Figure("above") > gate.Above {
			found++
		}
	}
	if found != 3 {
		t.Errorf("found in %d of 3 exact editions", found)
	}
}

func TestHidingEverythingIsOfNoUse(t *testing.T) {
	c := stage(t, 3, 733, changed(func(e *edition.Edition, _ table.Set) {
		for i := range e.Tables {
			for _, r := range e.Tables[i].Rows {
				clear(r.Cells)
			}
		}
	})).Try(t, "use")
	if c.Passed || c.Figure("shown") != 0 {
		t.Errorf("%v", c.Measured)
	}
}

func TestPartsThatDoNotBelongTogetherAreRefused(t *testing.T) {
	whole := stage(t, 3, 60, protected)
	for name, spoil := range map[string]func(c *gate.Case){
		"no book":         func(c *gate.Case) { c.Book = nil },
		"no plan":         func(c *gate.Case) { c.New.Plan = nil },
		"a key too few":   func(c *gate.Case) { c.New.Keys = c.New.Keys[1:] },
		"a key twice":     func(c *gate.Case) { c.New.Keys = append(slices.Clone(c.New.Keys[1:]), c.New.Keys[1]) },
		"another year":    func(c *gate.Case) { c.New.Edition.Year++ },
		"nothing to try":  func(c *gate.Case) { c.Protect = nil },
		"a record is cut": func(c *gate.Case) { c.New.Records = slices.Clone(c.New.Records); cut(c.New.Records) },
		"no shadow": func(c *gate.Case) {
			c.Protect = func([]record.Record, uint64) (edition.Edition, error) { return edition.Edition{}, fmt.Errorf("no") }
		},
	} {
		c := whole
		spoil(&c)
		if report, err := c.Run(t.Context()); err == nil || report.Passed {
			t.Errorf("%s: %v %v", name, report.Passed, err)
		}
	}
}

func cut(all []record.Record) {
	at := slices.IndexFunc(all, func(r record.Record) bool { return r.Released })
	all[at].Values = all[at].Values[1:]
}

func BenchmarkRun(b *testing.B) {
	c := stage(b, 3, 733, protected)
	for b.Loop() {
		if _, err := c.Run(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
