package gate

import (
	"context"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
)

// RunExact makes the checks of an edition of exact tables with gaps, for an authority:
// its numbers are right, no small one is shown, and none can be worked out, alone or
// together with all that was published. Membership and attributes are not attacked: an
// exact table does not hide that somebody is in it, so it is not for everybody.
func (c Case) RunExact(ctx context.Context) (Report, error) {
	if c.Protect == nil {
		c.Protect = func([]record.Record, uint64) (edition.Edition, error) { return edition.Edition{}, nil }
	}
	l, err := c.lay()
	if err != nil {
		return Report{}, err
	}
	return l.run(ctx, []check{exact, changes, together})
}

// exact asks of every number whether it is the count of its records, and whether a small
// one is shown.
func exact(_ context.Context, l *layout) (Check, error) {
	var f faults
	for _, at := range l.lost {
		f.found("unknown", at)
	}
	if l.now.Edition.Kind != edition.Suppressed {
		f.found("unknown", Place{"funnel", "", ""})
	}
	l.counted(&f)
	shown, hidden := 0, 0
	for _, c := range l.now.cells {
		switch {
		case !c.value.Shown:
			hidden++
			continue
		case c.value.N != c.n:
			f.found("miscounted", c.Place)
		case c.n > 0 && c.n < Isolate:
			f.found("given", c.Place)
		}
		shown++
	}
	var measured []Figure
	for _, what := range []string{"unknown", "miscounted", "given"} {
		measured = append(measured, Figure{what, float64(f.count[what]), Most, 0})
	}
	return outcome("exact", append(measured, Figure{"open", float64(shown), Told, 0}, Figure{"gaps", float64(hidden), Told, 0}), f.where), nil
}

// changes asks the same of an edition of exact tables as difference does of earlier
// editions that were made of other records.
func changes(_ context.Context, l *layout) (Check, error) {
	aimed, moved := l.against()
	return outcome("changes", []Figure{
		{"aimed", float64(len(aimed)), Most, 0},
		{"moved", float64(len(moved)), Most, 0},
	}, append(aimed, moved...)), nil
}
