package invent

import (
	"slices"
	"strings"
	"testing"

	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// load is the invented network of the program.
func load(t testing.TB) *Network {
	t.Helper()
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := table.Load(book)
	if err != nil {
		t.Fatal(err)
	}
	w, err := Load(book, plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *Network) counted(year int, all []record.Record) table.Set {
	return table.Compute(year, all, nil, w.book, w.plan)
}

// written is a file of the records, to compare them as a whole.
func written(w *Network, all []record.Record) string {
	var b strings.Builder
	for _, r := range all {
		b.WriteString(strings.Join(w.book.Cells(r), ",") + "\n")
	}
	return b.String()
}

func TestTheSameSeedInventsTheSameRecords(t *testing.T) {
	w := load(t)
	one, two := w.Records(7, 2023, 400, 19), w.Records(7, 2023, 400, 19)
	if written(w, one) != written(w, two) {
		t.Error("the same seed gave other records")
	}
	if written(w, one) == written(w, w.Records(8, 2023, 400, 19)) {
		t.Error("another seed gave the same records")
	}
	if written(w, one) == written(w, w.Records(7, 2022, 400, 19)) {
		t.Error("another year gave the same records")
	}
}

func TestInventedRecordsStayTheSameForEver(t *testing.T) {
	// Whoever has a snapshot of invented records must be able to make it again.
	first := written(load(t), load(t).Records(1, 2023, 1, 19))
	const golden = "2023,c15,no,yes,female,30-39,no,NG,NG,IT,sexual,sexual-services,stgb-232;stgb-232a,,unknown,unknown,no,insecure,toleration,unknown,crisis;psychosocial;asylum;compensation,,other-centre\n"
	if first != golden {
		t.Errorf("%s, not %s", first, golden)
	}
}

func TestRecordsAreAsPlausibleAsThePrintedOnes(t *testing.T) {
	w := load(t)
	set := w.counted(2023, w.Records(3, 2023, 20000, 19))
	f := set.Funnel
	share := func(n, of int) int { s, _ := table.Share{N: n, Base: of}.Scaled(0); return s }
	near := func(what string, got, want, off int) {
		t.Helper()
		if got < want-off || got > want+off {
			t.Errorf("%s: %d %%, not about %d %%", what, got, want)
		}
	}
	near("released", share(f.Consented.N, f.Documented.N), 84, 1)
	near("complete", share(f.Analysed.N, f.Consented.N), 97, 1)
	for _, of := range []struct {
		table, row string
		want, off  int
	}{
		{"gender", "female", 88, 4}, {"age_band", "22-29", 36, 4}, {"age_band", "b-22-39", 68, 4}, {"minor_at_offence", "yes", 12, 4},
		{"nationality", "g-west-africa", 52, 4}, {"nationality", "NG", 36, 5}, {"nationality", "GN", 9, 3}, {"nationality", "GM", 6, 3}, {"nationality", "DE", 6, 2}, {"nationality", "RO", 6, 2},
		{"recruited_in", "DE", 14, 4}, {"exploited_in", "DE", 48, 6}, {"form", "sexual", 77, 8}, {"sector", "sexual-services", 62, 6}, {"sector", "b-other-work", 14, 4}, {"sector", "household", 7, 3},
		{"offences", "stgb-232", 81, 4}, {"offences", "stgb-232a", 70, 8}, {"offences", "stgb-233", 15, 5},
		{"investigation", "yes", 35, 5}, {"charge", "yes", 11, 3}, {"residence", "b-unsettled", 50, 6}, {"services", "psychosocial", 87, 4}, {"services", "pregnancy-children", 21, 4},
	} {
		tab, _ := set.Table(of.table)
		near(of.table+" "+of.row, share(tab.Find(of.row, "").N, tab.Base.N), of.want, of.off)
	}
	if set.Centres != 19 {
		t.Errorf("%d centres, not 19", set.Centres)
	}
}

func TestInventedColumnsDependOnEachOther(t *testing.T) {
	w := load(t)
	set := w.counted(2023, w.Records(3, 2023, 20000, 19))
	form, _ := set.Table("form-by-gender")
	nation, _ := set.Table("nationality-by-form")
	men := func(row string) int { return form.Find(row, "male").N * 100 / (form.Find(row, "female").N + 1) }
	if men("labour") < 4*men("sexual") {
		t.Errorf("of 100 women %d men are exploited at work and %d sexually", men("labour"), men("sexual"))
	}
	if west, asia := nation.Find("g-west-africa", "labour").N, nation.Find("g-asia", "labour").N; west > asia {
		t.Errorf("labour: %d from Western Africa, %d from Asia", west, asia)
	}
	for _, id := range []string{"nationality", "form", "sector", "services"} {
		at, _ := w.book.Column(id)
		if !slices.ContainsFunc(w.Records(3, 2023, 2000, 19), func(r record.Record) bool { return r.Released && len(r.Values[at]) > 1 }) {
			t.Errorf("nobody has two answers in %s", id)
		}
	}
	for _, id := range []string{"sector", "charge", "title"} {
		tab, _ := set.Table(id)
		if tab.Missing.N == 0 {
			t.Errorf("nobody is silent in %s", id)
		}
	}
}

// contained fails where somebody is charged without an investigation, or was a child
// when counselled and none before.
func contained(t interface{ Errorf(string, ...any) }, w *Network, all []record.Record) {
	for _, r := range all {
		if !w.book.Complete(r) {
			continue
		}
		for _, in := range w.words.within {
			part, partCode := w.cell(in.Part)
			whole, wholeCode := w.cell(in.Whole)
			if slices.Contains(r.Values[part], partCode) && !slices.Contains(r.Values[whole], wholeCode) {
				t.Errorf("%s without %s", in.Part, in.Whole)
				return
			}
		}
	}
}

func TestNobodyIsChargedWithoutAnInvestigation(t *testing.T) {
	w := load(t)
	contained(t, w, w.Records(5, 2022, 5000, 19))
}

func TestInventedRecordsDoNotContradictThemselves(t *testing.T) {
	w := load(t)
	for _, year := range []int{2010, 2022, 2024, 2026} {
		for i, r := range w.Records(5, year, 3000, 19) {
			if p, wrong := w.book.Contradiction(r); wrong {
				t.Fatalf("record %d of %d: %s: %s %v", i, year, p.Column, p.Key, p.Args)
			}
		}
	}
}

func TestACodeIsNotUsedBeforeItIsValid(t *testing.T) {
	w := load(t)
	for _, year := range []int{2010, 2023, 2026} {
		for _, r := range w.Records(5, year, 3000, 19) {
			for i, answer := range r.Values {
				for _, code := range answer {
					if c := w.book.Columns[i].Codes[code]; !c.In(year) {
						t.Fatalf("%s %s in %d", w.book.Columns[i].ID, c.ID, year)
					}
				}
			}
		}
	}
}

func TestWhatIsNotInTheBookIsRefused(t *testing.T) {
	w := load(t)
	for _, source := range []string{
		"", "[common]\nshoe = { a = 1 }", "strange = 1",
		"[[profile]]\nname = \"a\"\nweight = 1\n[profile.columns]\ngender = { tall = 1 }",
		"[[profile]]\nname = \"a\"\nweight = 0",
		"[[profile]]\nname = \"a\"\nweight = 1\n[profile.columns]\nshoe = { a = 1 }",
	} {
		if _, err := parseProfiles(source, w.book); err == nil {
			t.Errorf("profiles %q are read", source)
		}
	}
	for _, source := range []string{
		"strange = 1", "[[metric]]\nlike = \"a\"\ncolumn = \"gender\"\nrow = \"tall\"",
		"[words.gender]\ntall = \"tall\"", "[words.columns]\ntall = \"tall\"", "[[within]]\npart = \"charge=yes\"\nwhole = \"services=crisis\"",
	} {
		if _, err := parseVocabulary(source, w.book, w.plan, nil); err == nil {
			t.Errorf("vocabulary %q is read", source)
		}
	}
}
