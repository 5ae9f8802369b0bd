package micro_test

import (
	"math"
	"testing"

	"verbund/internal/figures/micro"
	"verbund/internal/figures/micro/simulate"
)

const records = 2550

func TestTheMarksAreReachedOnPeopleNotSeenBefore(t *testing.T) {
	d := design(t)
	people := population(t).Shifted(simulate.HoldOut()[0], 0.3)
	lines := coarse(t, d, people.Draw(simulate.HoldOut()[0], records))
	release, err := d.Publish(lines, micro.Source{From: 2021}, dice(11))
	if err != nil {
		t.Fatal(err)
	}
	m := d.Compare(lines, release.Rows)
	if m.OneWay > 0.05 || m.Workload > 0.20 || m.AllPairs > 0.20 {
		t.Errorf("%+v", m)
	}
	if release.Promise.Epsilon > 3 || micro.Advantage(release.Promise.Rho) > 0.67 {
		t.Errorf("%+v", release.Promise)
	}
}

func TestAFreshSampleIsAboutAsFarOffAsInTheReferences(t *testing.T) {
	d := from(t, "finer.toml")
	m := d.Compare(sample(t, d, simulate.HoldOut()[0], records), sample(t, d, simulate.HoldOut()[1], records))
	if m.AllPairs < 0.16 || m.AllPairs > 0.20 {
		t.Errorf("%.3f, where 0.18 makes the marks comparable", m.AllPairs)
	}
}

func TestAttacksStayWithinTheBound(t *testing.T) {
	d := design(t)
	lines, others := sample(t, d, simulate.HoldOut()[0], 600), sample(t, d, simulate.HoldOut()[1], 600)
	p := micro.Keep(records, len(d.Pairs), micro.MostEpsilon, micro.MostAdvantage)
	bound, mean := micro.Advantage(p.Rho), d.MeanAdvantage(lines, others, p.Variance)
	if mean > bound || mean < 0.6 {
		t.Errorf("mean %.3f, bound %.3f", mean, bound)
	}
	const trials = 300
	measured, err := d.Attack(lines, others, p.Variance, trials, dice(9))
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(measured-mean) > 3.5*math.Sqrt(1.0/6/trials) {
		t.Errorf("measured %.3f, where %.3f is expected", measured, mean)
	}
	// With hardly any noise the same attack knows: it is able to find what is there.
	if sure, _ := d.Attack(lines, others, micro.Fraction{Num: 1, Den: 8}, 20, dice(9)); sure < 0.99 {
		t.Errorf("without noise the attack reaches %.3f only", sure)
	}
}

func TestAUCCountsPairs(t *testing.T) {
	for _, c := range []struct {
		in, out []float64
		want    float64
	}{
		{[]float64{2, 3}, []float64{0, 1}, 1},
		{[]float64{0}, []float64{1}, 0},
		{[]float64{1, 1}, []float64{1, 1}, 0.5},
		{[]float64{1, 3}, []float64{2, 1}, 0.625},
	} {
		if got := micro.AUC(c.in, c.out); got != c.want {
			t.Errorf("%v against %v: %v, not %v", c.in, c.out, got, c.want)
		}
	}
}

// BenchmarkMarks prints every mark, on the hold-out: other people and other populations
// than those on which anything was tried. Run it with
//
//	go test -run - -bench Marks -benchtime 1x ./internal/figures/micro
func BenchmarkMarks(b *testing.B) {
	for _, of := range []struct {
		name   string
		design *micro.Design
		shift  float64
	}{
		{"published", design(b), 0}, {"published/shifted", design(b), 0.5},
		{"finer", from(b, "finer.toml"), 0}, {"finer/shifted", from(b, "finer.toml"), 0.5},
	} {
		b.Run(of.name, func(b *testing.B) {
			for b.Loop() {
				measure(b, of.design, of.shift)
			}
		})
	}
}

func measure(b *testing.B, d *micro.Design, shift float64) {
	var rows, fresh micro.Marks
	seeds := simulate.HoldOut()
	mean, guessTables, guessRows := 0.0, 0.0, 0.0
	var promise micro.Promise
	for i, seed := range seeds {
		people := population(b)
		if shift > 0 {
			people = people.Shifted(seed, shift)
		}
		lines, others := coarse(b, d, people.Draw(seed, records)), coarse(b, d, people.Draw(seed+500, records))
		idea := coarse(b, d, people.Draw(seed+700, records))
		release, err := d.Publish(lines, micro.Source{}, dice(byte(i)))
		if err != nil {
			b.Fatal(err)
		}
		promise = release.Promise
		add(&rows, d.Compare(lines, release.Rows))
		add(&fresh, d.Compare(lines, others))
		mean += d.MeanAdvantage(lines, others, promise.Variance)
		tables := func(pair, cell int) float64 { return float64(release.Noisy.Tables[pair][cell]) }
		guessTables += micro.AUC(d.Guess(lines, idea, records, tables), d.Guess(others, idea, records, tables))
		exact, _ := d.Measure(release.Rows, micro.Fraction{Num: 1, Den: 1000}, dice(0)) // nothing but the counts of the rows
		synthetic := func(pair, cell int) float64 { return float64(exact.Tables[pair][cell]) }
		guessRows += micro.AUC(d.Guess(lines, idea, records, synthetic), d.Guess(others, idea, records, synthetic))
		if i == 0 {
			attack, err := d.Attack(lines, others, promise.Variance, records, dice(99))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(attack, "auc-attack")
		}
	}
	n := float64(len(seeds))
	for _, of := range []struct {
		name string
		m    micro.Marks
	}{{"rows", rows}, {"fresh", fresh}} {
		b.ReportMetric(100*of.m.OneWay/n, of.name+"-one-way-%")
		b.ReportMetric(100*of.m.Workload/n, of.name+"-workload-%")
		b.ReportMetric(100*of.m.Unmeasured/n, of.name+"-unmeasured-%")
		b.ReportMetric(100*of.m.AllPairs/n, of.name+"-all-pairs-%")
	}
	b.ReportMetric(float64(rows.Cells)/n, "cells")
	b.ReportMetric(float64(rows.Left)/n, "cells-left-out")
	b.ReportMetric(promise.Epsilon, "epsilon")
	b.ReportMetric(promise.Deviation(), "sigma")
	b.ReportMetric(micro.Advantage(promise.Rho), "auc-bound")
	b.ReportMetric(mean/n, "auc-bound-mean")
	b.ReportMetric(guessTables/n, "auc-guess-tables")
	b.ReportMetric(guessRows/n, "auc-guess-rows")
}

func add(to *micro.Marks, m micro.Marks) {
	to.OneWay += m.OneWay
	to.Workload += m.Workload
	to.Unmeasured += m.Unmeasured
	to.AllPairs += m.AllPairs
	to.Cells += m.Cells
	to.Left += m.Left
}

// BenchmarkSynthesize makes 2,550 rows out of noisy tables.
func BenchmarkSynthesize(b *testing.B) {
	d := design(b)
	noisy, err := d.Measure(sample(b, d, 1, records), micro.Fraction{Num: 3969, Den: 64}, dice(1))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		d.Synthesize(noisy)
	}
}

// BenchmarkPublish counts, disturbs and makes rows of 2,550 lines.
func BenchmarkPublish(b *testing.B) {
	d := design(b)
	lines := sample(b, d, 1, records)
	for b.Loop() {
		if _, err := d.Publish(lines, micro.Source{}, dice(1)); err != nil {
			b.Fatal(err)
		}
	}
}
