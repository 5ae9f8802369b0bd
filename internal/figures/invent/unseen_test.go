package invent

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// printable are metrics and what they count in a table.
var printable = [...]struct{ metric, table, row string }{
	{"women and girls", "gender", "female"}, {"men and boys", "gender", "male"}, {"female", "gender", "female"},
	{"age 14-17", "age_band", "14-17"}, {"age 18-21", "age_band", "18-21"}, {"age 22-29", "age_band", "22-29"}, {"age 30-39", "age_band", "30-39"}, {"age 22-39", "age_band", "b-22-39"}, {"age 50+", "age_band", "50+"},
	{"minors", "minor_at_offence", "yes"}, {"minor at time of offence", "minor_at_offence", "yes"}, {"minors at first contact", "age_band", "b-minors"},
	{"Nigeria", "nationality", "NG"}, {"nationality Guinea", "nationality", "GN"}, {"Gambia", "nationality", "GM"}, {"Germany", "nationality", "DE"}, {"Romania", "nationality", "RO"},
	{"West African countries", "nationality", "g-west-africa"}, {"other EU countries", "nationality", "g-eu"},
	{"recruited in Germany", "recruited_in", "DE"}, {"exploited in Germany", "exploited_in", "DE"}, {"exploited in Italy", "exploited_in", "IT"},
	{"centre sees Menschenhandel", "offences", "stgb-232"}, {"centre sees Zwangsprostitution", "offences", "stgb-232a"}, {"centre sees Arbeitsausbeutung", "offences", "stgb-233"},
	{"sector sexual services", "sector", "sexual-services"}, {"sector household help", "sector", "household"}, {"sector other employment (care and others)", "sector", "b-other-work"}, {"sector care", "sector", "care"},
	{"service psychosocial", "services", "psychosocial"}, {"service pregnancy and children", "services", "pregnancy-children"},
	{"investigation opened", "investigation", "yes"}, {"charge brought", "charge", "yes"}, {"residence prospects insecure/unclear", "residence", "b-unsettled"}, {"form sexual", "form", "sexual"},
}

// unseen invents a network of another composition, and prints figures of a year of it.
func unseen(t *rapid.T, w *Network) (lines []Printed) {
	other := *w
	other.profiles = slices.Clone(w.profiles)
	for i := range other.profiles {
		other.profiles[i].weight = rapid.IntRange(1, 600).Draw(t, "weight")
	}
	centres := rapid.IntRange(2, 30).Draw(t, "centres")
	all := other.Records(rapid.Uint64().Draw(t, "seed"), 2031, rapid.IntRange(300, 1500).Draw(t, "records"), centres)
	set := w.counted(2031, all)
	add := func(metric, value, unit, base string) {
		lines = append(lines, Printed{"2031", metric, value, unit, base, "pub"})
	}
	documented, analysed := set.Funnel.Documented.N, set.Funnel.Analysed.N
	if rapid.Bool().Draw(t, "funnel") {
		add("documented", strconv.Itoa(documented), "count", "")
		add("cases analysed", strconv.Itoa(analysed), "count", "")
		add("new cases in year", strconv.Itoa(set.Funnel.New.N), "count", strconv.Itoa(documented))
		rate, _ := table.Share{N: set.Funnel.Consented.N, Base: documented}.Scaled(1)
		add("release rate", table.Decimal(rate, 1, "."), "pct", "")
		add("centres", strconv.Itoa(set.Centres), "count", "")
		lines = append(lines, Printed{"2030", "documented", "711", "count", "", "pub"})
		add("change against 2030", strconv.Itoa(documented-711), "count", "")
		growth, _ := table.Growth(711, documented, 2)
		add("growth against 2030", table.Decimal(growth, 2, "."), "pct", "")
	}
	for _, of := range printable {
		tab, _ := set.Table(of.table)
		n := tab.Find(of.row, "").N
		decimals := rapid.IntRange(0, 2).Draw(t, "decimals")
		scaled, _ := table.Share{N: n, Base: analysed}.Scaled(decimals)
		base := rapid.SampledFrom([]string{"", strconv.Itoa(analysed), ">" + strconv.Itoa((analysed-1)/100*100)}).Draw(t, "base")
		switch rapid.IntRange(0, 5).Draw(t, "printed") {
		case 0, 1, 2:
			add(of.metric, table.Decimal(scaled, decimals, "."), "pct", base)
		case 3:
			add(of.metric, strconv.Itoa(n), "count", "")
		case 4:
			add(of.metric, fmt.Sprintf("%d..%d", max(0, n-2), n+2), "count", base)
		}
	}
	whole, _ := table.Share{N: 0, Base: 1}, 0
	investigation, _ := set.Table("investigation")
	charge, _ := set.Table("charge")
	whole = table.Share{N: charge.Find("yes", "").N, Base: investigation.Find("yes", "").N}
	if scaled, ok := whole.Scaled(1); ok {
		add("charge per investigation", table.Decimal(scaled, 1, "."), "pct", strconv.Itoa(whole.Base))
	}
	return lines
}

func TestAYearThatNobodyHasSeenIsReproducedFromItsPrintAlone(t *testing.T) {
	w := load(t)
	rapid.Check(t, func(t *rapid.T) {
		lines := unseen(t, w)
		all, report := w.Reproduce(lines, Period{12 * 2031, 12*2031 + 11}, 3)
		if n := report.Count(Reproduced); n != len(report.Verdicts) {
			for _, v := range report.Verdicts {
				if v.Outcome != Reproduced {
					t.Errorf("%s %s of %q: %s (%s), shown %v, against %v", v.Metric, v.Value, v.Base, v.Outcome, v.Why, v.Shown, v.Against)
				}
			}
		}
		contained(t, w, all)
		// What the verdicts say is looked up once more, by nothing that they were made with.
		shown := edition.Exact(w.counted(2031, all), "")
		for _, of := range printable {
			for _, p := range lines {
				if p.Metric != of.metric || p.Unit != "pct" {
					continue
				}
				a, _ := parseAmount(p.Value)
				tab, _ := shown.Table(of.table)
				scaled, _ := table.Share{N: tab.Find(of.row, "").N, Base: tab.Base.N}.Scaled(a.decimals)
				if got := table.Decimal(scaled, a.decimals, "."); got != p.Value {
					t.Errorf("%s: the edition shows %s, printed was %s", p.Metric, got, p.Value)
				}
			}
		}
	})
}

func TestAMistakeInAYearThatNobodyHasSeenIsNamed(t *testing.T) {
	w := load(t)
	rapid.Check(t, func(t *rapid.T) {
		lines := slices.DeleteFunc(unseen(t, w), func(p Printed) bool { return p.Metric == "cases analysed" })
		n := rapid.IntRange(300, 1500).Draw(t, "base")
		for i := range lines {
			lines[i].Base = ""
		}
		lines = slices.DeleteFunc(lines, func(p Printed) bool { return p.Unit == "count" || p.Metric == "release rate" || p.Metric == "charge per investigation" })
		wrong := rapid.SampledFrom([]string{"Guinea|49.5", "women and girls|101", "charge brought|99.5"}).Draw(t, "mistake")
		switch wrong {
		case "Guinea|49.5":
			lines = append(lines, Printed{"2031", "Guinea", "50", "pct", strconv.Itoa(n), "derived"}, Printed{"2031", "West African countries", "40", "pct", strconv.Itoa(n), "derived"})
		case "women and girls|101":
			lines = append(lines, Printed{"2031", "women and girls", "101", "pct", strconv.Itoa(n), "derived"})
		case "charge brought|99.5":
			lines = append(lines, Printed{"2031", "charge brought", "60", "pct", strconv.Itoa(n), "derived"}, Printed{"2031", "investigation opened", "59", "pct", strconv.Itoa(n), "derived"})
		}
		_, report := w.Reproduce(lines, Period{12 * 2031, 12*2031 + 11}, 3)
		if report.Count(Contradicted) == 0 || report.Count(Missed) > 0 || report.Count(Undecided) > 0 {
			t.Errorf("%s", tally(report))
		}
	})
}
