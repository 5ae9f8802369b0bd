package invent

import (
	"fmt"
	"slices"
	"strconv"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// compare looks a figure up in the internal edition and finishes its verdict.
func (w *Network) compare(v *Verdict, f *figure, shown *edition.Edition) {
	if v.Outcome == Unknown || v.Outcome == NotComputable {
		return
	}
	agrees := w.baseAgrees(v, f, shown)
	for _, part := range f.parts {
		text, ok := w.show(v, f, part, shown)
		v.Shown = append(v.Shown, text)
		agrees = agrees && ok
	}
	if v.Unit == "pct" && !f.change && f.amount.mark == exactly {
		if base, ok := w.number(f.of, shown); ok {
			v.Reveals, _ = Reveals(f.amount.value, f.amount.decimals, base)
		}
	}
	switch {
	case v.Outcome != "":
	case !agrees:
		v.Outcome, v.Why = Missed, shownElse
	case v.suspect():
		v.Outcome, v.Why = Suspect, doubtedByNote
	default:
		v.Outcome = Reproduced
	}
}

func (w *Network) baseAgrees(v *Verdict, f *figure, shown *edition.Edition) bool {
	if v.Base == "" {
		return true
	}
	of, _ := parseAmount(v.Base)
	n, ok := w.number(f.of, shown)
	return ok && of.meansCount(n)
}

func (a amount) meansCount(n int) bool {
	first, last := a.counts()
	return first <= n && n <= last
}

func (a amount) meansShare(s table.Share) bool {
	low, high, open := a.shares()
	if a.mark == exactly {
		scaled, ok := s.Scaled(a.decimals)
		return ok && scaled == a.value
	}
	n := 200 * s.N
	for range a.decimals {
		n *= 10
	}
	return s.Base > 0 && (n > low*s.Base || n == low*s.Base && !open) && n < high*s.Base
}

// show is what the edition shows of a part of a figure, and whether that is what was
// printed.
func (w *Network) show(v *Verdict, f *figure, part quantity, shown *edition.Edition) (string, bool) {
	if f.largest {
		t, ok := shown.Table(part.column)
		if !ok {
			return "", false
		}
		largest := largestRow(t)
		return largest, slices.Equal(part.rows, []string{largest})
	}
	n, ok := w.number(part, shown)
	if !ok {
		return "", false
	}
	a := f.amount
	switch {
	case f.change && v.Unit == "pct":
		growth, ok := table.Growth(f.before, n, a.decimals)
		first, last := changed(f, true)
		return table.Decimal(growth, a.decimals, "."), ok && first <= n && n <= last
	case f.change:
		return strconv.Itoa(n - f.before), a.meansCount(n - f.before)
	case v.Unit == "count":
		return strconv.Itoa(n), a.meansCount(n)
	}
	base, ok := w.number(f.of, shown)
	s := table.Share{N: n, Base: base}
	decimals := a.decimals
	if a.mark != exactly {
		decimals++ // so that one sees that 15.1 is above 15
	}
	scaled, known := s.Scaled(decimals)
	return table.Decimal(scaled, decimals, "."), ok && known && a.meansShare(s)
}

// largestRow is the code with most records; of a tie none is the largest.
func largestRow(t *edition.Table) (id string) {
	most := -1
	for _, row := range t.Rows {
		if len(row.ID) > 2 && row.ID[1] == '-' && (row.ID[0] == 'g' || row.ID[0] == 'b') {
			continue
		}
		if n := row.Cells[0].N; n > most {
			id, most = row.ID, n
		} else if n == most {
			id = ""
		}
	}
	return id
}

// number is what the edition shows of a quantity.
func (w *Network) number(q quantity, shown *edition.Edition) (n int, ok bool) {
	steps := map[string]edition.Value{
		"documented": shown.Funnel.Documented, "new": shown.Funnel.New,
		"consented": shown.Funnel.Consented, "analysed": shown.Funnel.Analysed,
		"centres": {N: shown.Centres, Shown: true},
	}
	if q.step != "" {
		return steps[q.step].N, steps[q.step].Shown
	}
	t, ok := shown.Table(q.column)
	if !ok {
		return 0, false
	}
	for _, row := range q.rows {
		// A country that does not occur has no row, and counts nothing.
		n += t.Find(row, "").N
	}
	return n, true
}

// How far apart shares of two periods must be, and how near, to suspect that one row
// was printed for another; in points.
const (
	farPoints  = 20
	nearPoints = 6
)

// resemble looks for figures that stand where another should: a share that is far from
// what the same row had in another period and near what a row around it had, such as
// an age group of eight years with the share of one of eighteen; and one that is
// contradicted and equals the share of its group.
func (w *Network) resemble(report *Report, figures []figure, lines []Printed) {
	for i := range figures {
		v, f := &report.Verdicts[i], &figures[i]
		if v.Unit != "pct" || f.change || len(f.parts) != 1 || f.parts[0].column == "" {
			continue
		}
		far, around := false, ""
		for _, p := range lines {
			other, why := w.words.read(p)
			if why != "" || p.Unit != "pct" || other.change || len(other.parts) != 1 || other.parts[0].column != f.parts[0].column {
				continue
			}
			a, err := parseAmount(p.Value)
			if err != nil {
				continue
			}
			gap := hundredths(a) - hundredths(f.amount)
			gap = max(gap, -gap)
			at, _ := ParsePeriod(p.Period)
			switch w.relation(f.parts[0], other.parts[0]) {
			case same:
				far = far || at != report.Period && gap > 100*farPoints
			case wider:
				if at != report.Period && gap <= 100*nearPoints && around == "" || at == report.Period && gap == 0 && v.Outcome == Contradicted {
					around = fmt.Sprintf("%s, %s: %s", p.Period, p.Metric, p.Value)
					far = far || at == report.Period
				}
			}
		}
		if far {
			v.Resembles = around
		}
	}
}

// hundredths are a share in hundredths of a point.
func hundredths(a amount) int {
	n := a.value * 100
	for range a.decimals {
		n /= 10
	}
	return n
}

// relation of the rows of one quantity to those of another of the same column.
type relation int

const (
	apart relation = iota
	same
	wider // the other holds all of it and more
)

func (w *Network) relation(q, other quantity) relation {
	var mine, theirs []string
	for _, r := range q.rows {
		mine = append(mine, w.words.codes(q.column, r)...)
	}
	for _, r := range other.rows {
		theirs = append(theirs, w.words.codes(other.column, r)...)
	}
	for _, code := range mine {
		if !slices.Contains(theirs, code) {
			return apart
		}
	}
	if len(mine) == len(theirs) {
		return same
	}
	return wider
}
