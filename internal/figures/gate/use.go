package gate

import "context"

// The marks of use: an edition that hides everything passes every other check.
const (
	MostError  = 0.08 // mean relative error of the shares of counts from Readable
	LeastShown = 0.80 // share of the counts from Readable that are shown
	Readable   = 10   // the count from which people read something out of a share
)

// use asks whether what is left of the counts is worth reading.
func use(_ context.Context, l *layout) (Check, error) {
	var errors, shown, all, worst, small, smallShown float64
	base := map[string]cell{}
	for _, c := range l.now.cells {
		if c.Row == "base" && c.partial {
			base[c.Table] = c
		}
	}
	present := map[Place]cell{}
	for _, c := range l.now.cells {
		present[c.Place] = c
	}
	for i := range l.Set.Tables {
		t := &l.Set.Tables[i]
		width := max(1, len(t.Columns))
		for j, exact := range t.Cells {
			at := Place{t.ID, t.Rows[j/width], ""}
			if len(t.Columns) > 0 {
				at.Column = t.Columns[j%width]
			}
			c := present[at]
			if c.value.Shown {
				worst = max(worst, float64(max(c.value.N-exact.N, exact.N-c.value.N)))
			}
			if exact.N < Readable {
				if exact.N > 0 {
					small++
					if c.value.Shown {
						smallShown++
					}
				}
				continue
			}
			all++
			b := base[t.ID]
			if !c.value.Shown || !b.value.Shown || b.value.N == 0 {
				continue
			}
			shown++
			truth := float64(exact.N) / float64(t.Base.N)
			said := float64(c.value.N) / float64(b.value.N)
			errors += max(said-truth, truth-said) / truth
		}
	}
	if all == 0 {
		shown, all = 1, 1
	}
	furthest := max(l.Rules.Base-1, 0)
	if l.keeps() {
		furthest += Isolate - 1
	}
	return outcome("use", []Figure{
		{"error", errors / max(shown, 1), Most, MostError},
		{"shown", shown / all, Least, LeastShown},
		{"furthest", worst, Most, float64(furthest)},
		{"smallshown", smallShown / max(small, 1), Told, 0},
	}, nil), nil
}
