package invent

import (
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Outcome is what became of a printed figure.
type Outcome string

// The outcomes.
const (
	Reproduced    Outcome = "reproduced"     // the internal edition shows it to its printed precision
	Suspect       Outcome = "suspect"        // so it does, but whoever collected the figure doubted it, and no arithmetic decides
	Contradicted  Outcome = "contradicted"   // no count rounds to it, or none beside other printed figures
	NotComputable Outcome = "not computable" // it does not come from records of this kind
	Unknown       Outcome = "unknown"        // the vocabulary does not know the metric
	Undecided     Outcome = "undecided"      // the search gave up: neither shown to be possible nor refuted
	Missed        Outcome = "missed"         // there are such counts, but the edition shows something else: a defect here
)

// Verdict is what became of one printed figure.
type Verdict struct {
	Printed
	Outcome   Outcome
	Why       string   // of the outcomes that need it: a sentence without a figure
	Shown     []string // what the internal edition shows, to the printed precision: one for each thing it is said of
	Against   []int    // places of the verdicts it cannot all stand beside; also where those are called wrong
	Resembles string   // another figure that it may have been swapped with
	Reveals   int      // the exact count that a printed share gives away; 0 where it gives none away
}

// Report is what became of the printed figures of a period.
type Report struct {
	Period   Period
	Verdicts []Verdict // one for each line of the period, in their order
}

// Count is how many figures came to an outcome.
func (r *Report) Count(of Outcome) (n int) {
	for _, v := range r.Verdicts {
		if v.Outcome == of {
			n++
		}
	}
	return n
}

// Why a figure has its outcome.
const (
	otherSource   = "counted by others or by other rules"
	noEarlier     = "the count of the period before is not printed"
	noCountFits   = "no whole number rounds to it"
	otherFigures  = "it cannot stand beside other printed figures"
	doubtedByNote = "doubted by whoever collected it; no arithmetic decides"
	tooManySteps  = "the search for counts gave up"
	shownElse     = "the edition shows something else"
)

// figure is a printed figure on its way to a verdict.
type figure struct {
	meaning
	amount amount
	before int // of a change: the count of the period before
}

// Reproduce builds records of a period that agree with what was printed of it, as far
// as printed figures agree with each other, and tells what became of each. lines may
// hold other periods: a change is told from the count printed of the period before,
// and figures are compared with their like.
func (w *Network) Reproduce(lines []Printed, period Period, seed uint64) ([]record.Record, Report) {
	report := Report{Period: period}
	for _, p := range lines {
		if at, err := ParsePeriod(p.Period); err == nil && at == period {
			report.Verdicts = append(report.Verdicts, Verdict{Printed: p})
		}
	}
	figures := make([]figure, len(report.Verdicts))
	var asked []quantity
	for i := range report.Verdicts {
		figures[i] = w.understand(&report.Verdicts[i], lines)
		asked = append(append(asked, figures[i].parts...), figures[i].of)
	}
	m := w.newModel(period.Year(), asked, seed)
	for i := range figures {
		if v := &report.Verdicts[i]; v.Outcome == "" {
			v.Outcome, v.Why = m.demand(i, v.Printed, &figures[i])
		}
	}
	accepted := m.accept(report.Verdicts)
	accepted = m.centre(accepted, report.Verdicts, figures)
	counts, got := m.solve(func(owner int) bool { return slices.Contains(accepted, owner) })
	if got != found {
		return nil, report
	}
	all := m.build(counts, seed^uint64(period.Year())<<32)
	shown := edition.Exact(table.Compute(period.Year(), all, nil, w.book, w.plan), "")
	for i := range figures {
		w.compare(&report.Verdicts[i], &figures[i], &shown)
	}
	w.resemble(&report, figures, lines)
	return all, report
}

// understand reads a figure; where that fails the verdict has an outcome.
func (w *Network) understand(v *Verdict, lines []Printed) (f figure) {
	if v.check() != nil {
		v.Outcome, v.Why = Unknown, "it cannot be read"
		return f
	}
	meaning, why := w.words.read(v.Printed)
	f.meaning = meaning
	f.amount, _ = parseAmount(v.Value) // of a label there is none
	switch {
	case why == unknownMetric:
		v.Outcome, v.Why = Unknown, why
	case why != "":
		v.Outcome, v.Why = NotComputable, why
	case f.elsewhere:
		v.Outcome, v.Why = NotComputable, otherSource
	case f.change:
		var ok bool
		if f.before, ok = w.earlier(f.meaning, lines); !ok {
			v.Outcome, v.Why = NotComputable, noEarlier
		}
	}
	if v.Outcome == "" {
		v.Why = f.remark
	}
	return f
}

// earlier finds the printed count that a change is measured against.
func (w *Network) earlier(m meaning, lines []Printed) (int, bool) {
	for _, p := range lines {
		if at, err := ParsePeriod(p.Period); err != nil || at != m.before || p.Unit != "count" {
			continue
		}
		other, why := w.words.read(p)
		a, err := parseAmount(p.Value)
		if why == "" && err == nil && a.mark == exactly && a.decimals == 0 && a.value > 0 && !other.change && len(other.parts) == 1 && other.parts[0].step == m.parts[0].step {
			return a.value, true
		}
	}
	return 0, false
}

// accept takes figures in, the most certain first, as long as there are numbers for
// all of them, and gives those that are left out their verdict.
func (m *model) accept(verdicts []Verdict) []int {
	var order []int
	for i, v := range verdicts {
		if v.Outcome == "" {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return verdicts[a].trust() - verdicts[b].trust() })
	return m.acceptAll(nil, order, verdicts)
}

// acceptAll adds to the accepted what can stand beside them, in order. It tries many at
// once, since mostly all can.
func (m *model) acceptAll(accepted, more []int, verdicts []Verdict) []int {
	if len(more) == 0 {
		return accepted
	}
	with := slices.Concat(accepted, more)
	got := m.possible(with)
	switch {
	case got == found:
		return with
	case len(more) > 1:
		accepted = m.acceptAll(accepted, more[:len(more)/2], verdicts)
		return m.acceptAll(accepted, more[len(more)/2:], verdicts)
	case got == gaveUp:
		verdicts[more[0]].Outcome, verdicts[more[0]].Why = Undecided, tooManySteps
		return accepted
	}
	m.refuse(more[0], accepted, verdicts)
	return accepted
}

func (m *model) possible(owners []int) answer {
	_, got := m.solve(func(owner int) bool { return slices.Contains(owners, owner) })
	return got
}

// refuse calls a figure contradicted, and names a smallest set of accepted ones that it
// cannot stand beside: leave out any of them, and there are numbers for the others.
func (m *model) refuse(i int, accepted []int, verdicts []Verdict) {
	against := slices.Clone(accepted)
	for _, a := range slices.Backward(accepted) { // so that the most certain stay
		without := slices.DeleteFunc(slices.Clone(against), func(o int) bool { return o == a })
		if m.possible(append(slices.Clone(without), i)) == none {
			against = without
		}
	}
	v := &verdicts[i]
	v.Outcome, v.Why, v.Against = Contradicted, otherFigures, against
	if len(against) == 0 {
		v.Why = noCountFits
	}
	for _, a := range against {
		verdicts[a].Against = append(verdicts[a].Against, i)
	}
}

// centre wishes that what is printed as about a number is that number, as far as there
// are counts for it, and returns the owners with those of wishes that can come true.
func (m *model) centre(accepted []int, verdicts []Verdict, figures []figure) []int {
	for _, i := range slices.Clone(accepted) {
		f := figures[i]
		if f.amount.mark != about && f.amount.mark != justBelow || f.change {
			continue
		}
		wish := i + len(figures)
		f.amount.mark, f.amount.each = exactly, false
		p := verdicts[i].Printed
		p.Base = ""
		m.demand(wish, p, &f)
		with := append(slices.Clone(accepted), wish)
		if _, got := m.solve(func(owner int) bool { return slices.Contains(with, owner) }); got == found {
			accepted = with
		}
	}
	return accepted
}
