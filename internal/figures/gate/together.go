package gate

import (
	"context"

	"verbund/internal/figures/protect"
	"verbund/internal/figures/table"
)

// together asks what somebody knows of small counts who holds this edition and all
// earlier ones of the year, rounded ones and exact ones with gaps: all their numbers,
// and how they hang together, are one system of equations and limits, and for every
// number two linear programs find between what it must lie (package protect).
//
// interval looks at one table at a time, closely; here all are looked at at once. What
// has not been decided, because the numbers contradict each other or a program had to be
// given up, has not been shown to be safe, and is refused.
func together(ctx context.Context, l *layout) (Check, error) {
	told := []protect.Told{{Edition: l.now.Edition, Set: l.Set, Book: l.now.Book, Plan: l.now.Plan}}
	for _, r := range l.earlier {
		if r.Edition.Year == l.now.Edition.Year {
			told = append(told, protect.Told{Edition: r.Edition, Set: table.Compute(r.Edition.Year, r.Records, r.Keys, r.Book, r.Plan), Book: r.Book, Plan: r.Plan})
		}
	}
	var layers []protect.Layer
	stretched := 0
	for i := range told {
		layer, err := told[i].Layer(l.Rules)
		if err != nil {
			return contradiction(len(told)), nil
		}
		stretched += layer.Stretched
		layers = append(layers, layer)
	}
	if err := ctx.Err(); err != nil {
		return Check{}, err
	}
	all := protect.Together(layers)
	found, err := protect.Audit(all.System)
	if err != nil {
		return contradiction(len(told)), nil
	}
	small, narrow, narrowest, width := 0, 0, Narrowest, 0.0
	var where []Place
	seen := map[int]bool{}
	look := func(at Place, c table.Count) {
		v, ok := all.Find(c)
		if !ok || seen[v] || c.N < 1 || c.N >= Isolate {
			return
		}
		seen[v] = true
		wide := Isolate // what has no upper limit is wide enough
		if found[v].High != protect.Unbounded {
			wide = found[v].High - found[v].Low
		}
		if small == 0 || wide < narrowest {
			narrowest = wide
		}
		small++
		width += float64(wide)
		if wide < Narrowest {
			narrow++
			where = append(where, at)
		}
	}
	for i := range told {
		every(&told[i].Set, look)
	}
	return outcome("together", []Figure{
		{"narrowest", float64(narrowest), Least, Narrowest},
		{"narrow", float64(narrow), Most, 0},
		{"undecided", 0, Most, 0},
		{"editions", float64(len(told)), Told, 0},
		{"numbers", float64(len(all.Variables)), Told, 0},
		{"smallcounts", float64(small), Told, 0},
		{"width", width / float64(max(1, small)), Told, 0},
		{"stretched", float64(stretched), Told, 0},
	}, where), nil
}

// contradiction is the outcome where nothing could be decided.
func contradiction(editions int) Check {
	return outcome("together", []Figure{{"undecided", 1, Most, 0}, {"editions", float64(editions), Told, 0}}, nil)
}

// every goes through the exact counts of a year.
func every(set *table.Set, look func(Place, table.Count)) {
	for i := range set.Tables {
		t := &set.Tables[i]
		look(Place{t.ID, "base", ""}, t.Base)
		look(Place{t.ID, "missing", ""}, t.Missing)
		for r, row := range t.Rows {
			if len(t.Columns) == 0 {
				look(Place{t.ID, row, ""}, t.At(r, 0))
			}
			for c, column := range t.Columns {
				look(Place{t.ID, row, column}, t.At(r, c))
			}
		}
	}
}
