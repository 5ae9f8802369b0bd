package count_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"verbund/internal/casework/count"
)

func cells(t count.Table, code string) []int {
	for _, r := range t.Rows {
		if r.Code == code {
			return r.Cells
		}
	}
	return nil
}

func columnIDs(t count.Table) []string {
	var ids []string
	for _, c := range t.Columns {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestReportPutsOneQuestionAgainstAnother(t *testing.T) {
	said := func(gender string, form ...string) map[string][]string {
		return map[string][]string{"gender": {gender}, "form": form, "region": {"be"}}
	}
	in := count.Input{Today: today, Cases: []count.Case{
		{ID: "a", Began: year.From, Answers: said("female", "labour", "sexual"), Stays: []count.Stay{{House: "h", From: year.From, Until: year.From.AddDays(3), Persons: 2}}},
		{ID: "b", Began: year.From, Answers: said("male", "labour")},
		{ID: "c", Began: year.From, Answers: map[string][]string{"form": {"labour"}, "region": {"by"}}},
	}}
	r := count.Cross(in, year, count.Spec{Of: count.OfCases, Rows: "form", Columns: "gender"})
	if got := columnIDs(r); !slices.Equal(got, []string{"all", "female", "male", ""}) {
		t.Fatalf("columns %v", got)
	}
	if got := cells(r, "labour"); !slices.Equal(got, []int{3, 1, 1, 1}) {
		t.Errorf("labour: %v", got)
	}
	if !slices.Equal(r.Total, []int{3, 1, 1, 1}) || !r.Several {
		t.Errorf("each case counts once in all: %+v", r)
	}
	r = count.Cross(in, year, count.Spec{Of: count.OfCases, Rows: "gender", Where: []count.Condition{{By: "region", Codes: []string{"be"}}, {By: "form", Codes: []string{"labour"}}}})
	if r.Base != 2 || r.Missing != 0 {
		t.Errorf("two cases are of that region and form: %+v", r)
	}
	r = count.Cross(in, year, count.Spec{Of: count.OfNights, Rows: "place", Columns: count.ByQuarter, Where: []count.Condition{{By: "place", Codes: []string{"h"}}}})
	if got := cells(r, "h"); !slices.Equal(got, []int{6, 6, 0, 0, 0}) {
		t.Errorf("nights by quarter: %v under %v", got, columnIDs(r))
	}
	if got := columnIDs(r); !slices.Equal(got, []string{"all", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"}) {
		t.Errorf("columns %v", got)
	}
}

func TestPartsOfAPeriodAreCutAtItsEnds(t *testing.T) {
	p := count.Period{From: day(2024, time.November, 15), To: day(2025, time.February, 3)}
	for by, want := range map[string][]string{
		count.ByMonth:   {"all", "2024-11", "2024-12", "2025-01", "2025-02"},
		count.ByQuarter: {"all", "2024-Q4", "2025-Q1"},
		count.ByYear:    {"all", "2024", "2025"},
	} {
		if got := columnIDs(count.Cross(count.Input{}, p, count.Spec{Of: count.OfCases, Columns: by})); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", by, got, want)
		}
	}
}

func TestSumsOfReportsAgree(t *testing.T) {
	var axes []string
	for _, a := range count.Axes() {
		axes = append(axes, a.ID)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t)
		spec := count.Spec{
			Of:      rapid.SampledFrom(count.Units()).Draw(t, "of"),
			Rows:    rapid.SampledFrom(append([]string{""}, axes...)).Draw(t, "rows"),
			Columns: rapid.SampledFrom(append([]string{"", count.ByMonth, count.ByQuarter, count.ByYear}, axes...)).Draw(t, "columns"),
		}
		if rapid.Bool().Draw(t, "filtered") {
			spec.Where = []count.Condition{{By: rapid.SampledFrom(axes).Draw(t, "by"), Codes: []string{"a", "housing", "x"}}}
		}
		r := count.Cross(in, year, spec)
		rows, _ := count.AxisOf(spec.Rows)
		for i := range r.Columns {
			sum := 0
			for _, row := range r.Rows {
				sum += row.Cells[i]
				if row.Cells[i] > r.Total[i] {
					t.Fatalf("a row has more than there is: %+v", r)
				}
			}
			if sum < r.Total[i] || !rows.Several && sum != r.Total[i] {
				t.Fatalf("column %d adds up to %d, in all there are %d: %+v", i, sum, r.Total[i], r)
			}
		}
		across, crossed := count.AxisOf(spec.Columns)
		sum := 0
		for _, n := range r.Total[1:] {
			sum += n
		}
		work := spec.Of != count.OfCases && len(spec.Where) == 0 // counted by the day
		switch {
		case spec.Columns == "":
		case crossed && !across.Several && sum != r.Total[0], !crossed && work && sum != r.Total[0]:
			t.Fatalf("the columns add up to %d, in all there are %d: %+v", sum, r.Total[0], r)
		case sum < r.Total[0] && (crossed || len(spec.Where) == 0):
			t.Fatalf("the columns hold less than there is: %+v", r)
		}
		if len(spec.Where) == 0 && spec.Of == count.OfCases && r.Base != count.Compute(in, year).Documented {
			t.Fatalf("%d cases, the figures have %d", r.Base, count.Compute(in, year).Documented)
		}
	})
}
