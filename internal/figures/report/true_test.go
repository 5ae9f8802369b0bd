package report_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/report"
	"verbund/internal/figures/table"
)

// editions finds an edition by its year.
type editions []*edition.Edition

func (all editions) look(c report.Cell) edition.Value {
	i := slices.IndexFunc(all, func(e *edition.Edition) bool { return e.Year == c.Year })
	if i < 0 {
		return edition.Value{}
	}
	return report.Look(all[i], c)
}

// false returns what is wrong with a number in a text, or nothing.
func (all editions) wrong(p report.Part, decimals int) string {
	c := *p.From
	value := all.look(c)
	want, ok := value.N, value.Shown
	switch c.Measure {
	case report.Count:
	case report.Share:
		base := all.look(*c.Of)
		want, ok = table.Share{N: value.N, Base: base.N}.Scaled(decimals)
		ok = ok && value.Shown && base.Shown
	case report.Growth:
		before := all.look(*c.Of)
		want, ok = table.Growth(before.N, value.N, decimals)
		ok = ok && value.Shown && before.Shown
	case report.Centres, report.Year, report.Months:
		i := slices.IndexFunc(all, func(e *edition.Edition) bool { return e.Year == c.Year })
		if i < 0 {
			return "is of no edition"
		}
		want, ok = map[report.Measure]int{report.Centres: all[i].Centres, report.Year: all[i].Year, report.Months: 12}[c.Measure], true
	case report.Other:
		return ""
	default:
		return "has no measure"
	}
	if !ok {
		return "is not shown"
	}
	digits := strings.TrimLeft(regexp.MustCompile(`[^0-9]`).ReplaceAllString(p.Words, ""), "0")
	if wrote := strings.TrimLeft(fmt.Sprint(max(want, -want)), "0"); p.Scaled != want || digits != wrote {
		return fmt.Sprintf("should be %d", want)
	}
	return ""
}

func TestEveryNumberInTheWordsIsOneOfTheEdition(t *testing.T) {
	d := newDesk(t)
	for _, lang := range []core.Lang{"de", "en"} {
		w := d.writer(t, lang)
		for _, all := range []editions{
			{d.internal(t, 2022, 2), d.internal(t, 2023, 31)},
			{d.public(t, 2022, 2), d.public(t, 2023, 31)},
		} {
			var periods []report.Period
			for _, e := range all {
				periods = append(periods, report.Period{Edition: e})
			}
			decimals, seen := report.Decimals(all[1].Kind), 0
			for _, r := range []report.Report{w.Report(periods), w.Press(periods), w.Summary(periods), {Title: w.Sentence(all[1])}} {
				for _, text := range texts(r) {
					for _, p := range text {
						if p.From == nil {
							if strings.ContainsFunc(p.Words, unicode.IsDigit) {
								t.Errorf("%q holds a number from nowhere in %q", p.Words, text)
							}
							continue
						}
						if p.From.Measure == report.Label {
							continue
						}
						seen++
						if problem := all.wrong(p, decimals); problem != "" {
							t.Errorf("%q %s in %q", p.Words, problem, text)
						}
					}
				}
			}
			if seen < 200 {
				t.Errorf("%s, %s: only %d numbers", lang, all[1].Kind, seen)
			}
		}
	}
}

var (
	digitsIn = regexp.MustCompile(`[0-9][0-9.,]*`)
	checksum = regexp.MustCompile(`[0-9a-f]{64}`)
)

// numbers are all numbers in an output, without marks between thousands.
func numbers(out string) map[string]bool {
	found := map[string]bool{}
	for _, token := range digitsIn.FindAllString(checksum.ReplaceAllString(out, ""), -1) {
		found[strings.NewReplacer(".", "", ",", "").Replace(token)] = true
		for part := range strings.SplitSeq(token, ",") { // in a list
			found[strings.ReplaceAll(part, ".", "")] = true
		}
	}
	return found
}

// TestWhatIsNotShownStandsInNoOutput gives every cell a number of its own, hides some,
// and looks for their numbers everywhere.
func TestWhatIsNotShownStandsInNoOutput(t *testing.T) {
	d := newDesk(t)
	writers := []*report.Writer{d.writer(t, "de"), d.writer(t, "en")}
	rapid.Check(t, func(rt *rapid.T) {
		order := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 7))
		share := rapid.IntRange(1, 99).Draw(rt, "percent hidden")
		hidden := map[string]string{}
		next := 10_000
		secret := func(v *edition.Value, name string) {
			next += 1 + order.IntN(40)
			*v = edition.Value{N: next, Shown: order.IntN(100) >= share}
			if !v.Shown {
				hidden[fmt.Sprint(next)] = name
			}
		}
		var all []*edition.Edition
		kind := rapid.SampledFrom([]edition.Kind{edition.Internal, edition.Public}).Draw(rt, "kind")
		for _, year := range []int{2022, 2023} {
			e := short(d.internal(t, year, 1))
			e.Kind = kind
			for _, v := range []*edition.Value{&e.Funnel.Documented, &e.Funnel.New, &e.Funnel.Consented, &e.Funnel.Analysed} {
				secret(v, "funnel")
			}
			for i := range e.Tables {
				to := &e.Tables[i]
				for _, r := range to.Rows {
					for n := range r.Cells {
						secret(&r.Cells[n], to.ID+" "+r.ID)
					}
				}
				secret(&to.Missing, to.ID+" missing")
				secret(&to.Base, to.ID+" base")
			}
			all = append(all, e)
		}
		w := writers[order.IntN(2)]
		write := light
		if order.IntN(5) == 0 {
			write = outputs
		}
		for name, out := range write(t, w, all[1], all[0]) {
			if name == "xlsx" {
				continue
			}
			for n := range numbers(out) {
				if cell, ok := hidden[n]; ok {
					rt.Fatalf("%s holds %s, which %s hides", name, n, cell)
				}
			}
		}
		r := w.Report([]report.Period{{Edition: all[0]}, {Edition: all[1]}})
		for _, text := range texts(r) {
			for _, p := range text.Numbers() {
				for c := p.From; c != nil; c = c.Of {
					if m := c.Measure; (m == report.Count || m == report.Share || m == report.Growth) && !editions(all).look(*c).Shown {
						rt.Fatalf("%q follows from what is hidden: %v", text, *c)
					}
				}
			}
		}
		for _, l := range w.Lines(all[1]) {
			if l.HasShare && (!l.Value.Shown || !l.Base.Shown) || !l.Value.Shown && l.Value.N != 0 || !l.Base.Shown && l.Base.N != 0 {
				rt.Fatalf("a line tells what is hidden: %+v", l)
			}
		}
	})
}

func TestHiddenValuesAreMarkedAndNeverZero(t *testing.T) {
	d := newDesk(t)
	e := short(d.internal(t, 2023, 3))
	gender, _ := e.Table("gender")
	for i := range gender.Rows {
		if gender.Rows[i].ID == "male" {
			gender.Rows[i].Cells[0] = edition.Value{}
		}
	}
	out := outputs(t, d.writer(t, "en"), e)
	for name, want := range map[string]string{
		"edition.csv":    "gender,male,male,,,,201,,false,,2023,internal",
		"eu.csv":         "A,NGO,M,TOTAL,TOTAL,TOTAL,NR,DE,2023,,c",
		"rapporteur.csv": "persons,,male,male,all,all,all,,201,,false,",
		"xlsx.txt":       "male | • | • | not shown | male",
		"report.txt":     "  male: not shown",
	} {
		if !strings.Contains(out[name], want) {
			t.Errorf("%s does not hold %q", name, want)
		}
	}
	if !regexp.MustCompile(`"id": "male",\s+"label": "male",\s+"values": \[\s+\{\s+"count": null,\s+"shown": false`).MatchString(out["edition.json"]) {
		t.Error("JSON does not mark what is hidden")
	}
}
