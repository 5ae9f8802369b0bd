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
		base := rapid.SampledFrom([]string{"", strconv.Itoa(analysed), ">" + strconv.Itoa(analysed/100*100)}).Draw(t, "base")
		if analysed%100 == 0 && base != "" {
			base = strconv.Itoa(analysed)
		}
		switch rapid.IntRange(0, 5).Draw(t, "printed") {
		case 0, 1, 2:
			add(of.metric, table.Decimal(scaled, decimals, "."), "pct", base)
		case 3:
			add(of.metric, strconv.Itoa(n), "count", "")
		case 4:
			if five := (200*n + 5*analysed) / (10 * analysed) * 5; five > 0 && meant(t, "~"+strconv.Itoa(five), n, analysed) {
				add(of.metric, "~"+strconv.Itoa(five), "pct", base)
			}
			if five := (100*n - 1) / (5 * analysed) * 5; five > 0 && meant(t, ">"+strconv.Itoa(five), n, analysed) {
				add(of.metric, ">"+strconv.Itoa(five), "pct", base)
			}
			add(of.metric, fmt.Sprintf("%d..%d", max(0, n-2), n+2), "count", base)
		}
	}
	for _, id := range []string{"age_band", "sector"} {
		shown := edition.Exact(set, "")
		tab, _ := shown.Table(id)
		if largest := largestRow(tab); largest != "" {
			add(map[string]string{"age_band": "largest age group", "sector": "largest sector"}[id], largest, "label", "")
		}
	}
	investigation, _ := set.Table("investigation")
	charge, _ := set.Table("charge")
	whole := table.Share{N: charge.Find("yes", "").N, Base: investigation.Find("yes", "").N}
	if scaled, ok := whole.Scaled(1); ok {
		add("charge per investigation", table.Decimal(scaled, 1, "."), "pct", strconv.Itoa(whole.Base))
	}
	return lines
}

// meant tells whether a printed share may stand for a count.
func meant(t *rapid.T, value string, n, base int) bool {
	a, err := parseAmount(value)
	if err != nil {
		t.Fatal(err)
	}
	return a.meansShare(table.Share{N: n, Base: base})
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
				if a.mark != exactly {
					continue
				}
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
	invented := rapid.Custom(func(t *rapid.T) []Printed { return unseen(t, w) })
	for name, mistake := range map[string][]Printed{
		"one digit too many":           {{"2031", "women and girls", "101", "pct", "", "derived"}},
		"a group less than a country":  {{"2031", "Guinea", "50", "pct", "", "derived"}, {"2031", "West African countries", "40", "pct", "", "derived"}},
		"charges of no investigations": {{"2031", "charge brought", "60", "pct", "", "derived"}, {"2031", "investigation opened", "59", "pct", "", "derived"}},
		"a rate of another year":       {{"2031", "cases analysed", "1600", "count", "", "derived"}, {"2031", "documented", "1599", "count", "", "derived"}},
	} {
		for seed := range 4 {
			lines := append(slices.Clone(invented.Example(seed)), mistake...)
			all, report := w.Reproduce(lines, Period{12 * 2031, 12*2031 + 11}, 3)
			wrong := report.Count(Contradicted)
			if wrong == 0 || wrong > len(mistake) || wrong+report.Count(Reproduced) != len(report.Verdicts) || len(all) == 0 {
				t.Errorf("%s: %s", name, tally(report))
			}
			for _, v := range report.Verdicts {
				if v.Outcome == Contradicted && v.Kind != "derived" {
					t.Errorf("%s: %s %s is blamed", name, v.Metric, v.Value)
				}
			}
		}
	}
}
