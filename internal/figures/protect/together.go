package protect

import (
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Layer is what one edition tells: a System, and whose each of its numbers is.
type Layer struct {
	System System
	Counts []table.Count   // of each variable; N is -1 where nobody can know whose it is
	Parts  [][]table.Count // of each variable that is a sum of counts without a place of its own

	// Stretched is how many numbers are further from the truth than the rules take
	// them, because they stay as they were published (gate.Case.Keep).
	Stretched int
}

// Layer is what an edition tells to a reader who knows the rules.
func (t *Told) Layer(rules Rules) (Layer, error) {
	if t.Edition.Kind == edition.Suppressed {
		return t.exactLayer()
	}
	s, err := Known(t.Edition, t.Book, t.Plan, rules)
	if err != nil {
		return Layer{}, err
	}
	l := Layer{System: s, Counts: make([]table.Count, len(s.Variables)), Parts: make([][]table.Count, len(s.Variables))}
	for i := range s.Variables {
		v := &l.System.Variables[i]
		l.Counts[i].N = -1
		if len(v.Places) == 0 {
			continue
		}
		c, parts, known := t.count(v.Places[0])
		if !known {
			continue
		}
		l.Counts[i], l.Parts[i] = c, parts
		if c.N < v.Low || c.N > v.High {
			l.Stretched++
			v.Low, v.High = max(0, min(v.Low, c.N)-rules.Base+1), max(v.High, c.N)+rules.Base-1
		}
	}
	return l, nil
}

// count is the exact count at a place of a rounded edition. A merged row, where it can
// be counted, is the sum of its parts.
func (t *Told) count(p Place) (c table.Count, parts []table.Count, known bool) {
	if p.Table == FunnelTable {
		f := t.Set.Funnel
		return map[string]table.Count{"documented": f.Documented, "new": f.New, "consented": f.Consented, "analysed": f.Analysed}[p.Row], nil, true
	}
	of, ok := t.Set.Table(p.Table)
	if !ok {
		return c, nil, false
	}
	switch p.Row {
	case BaseRow:
		return of.Base, nil, true
	case MissingRow:
		return of.Missing, nil, true
	}
	if p.Row != edition.Rest && p.Column != edition.Rest {
		return of.Find(p.Row, p.Column), nil, true
	}
	rows, single := t.behind(of.Spec.Rows, p.Row)
	columns, alone := []string{""}, true
	if p.Column != "" {
		columns, alone = t.behind(of.Spec.Columns, p.Column)
	}
	if !single || !alone {
		return c, nil, false
	}
	for _, row := range rows {
		for _, column := range columns {
			part := of.Find(row, column)
			c.N += part.N
			c.Key += part.Key
			if part.N > 0 {
				parts = append(parts, part)
			}
		}
	}
	return c, parts, true
}

// behind are the codes that a row or column stands for, and whether a record is in one
// of them at most.
func (t *Told) behind(column, id string) (ids []string, single bool) {
	if id != edition.Rest {
		return []string{id}, true
	}
	_, c := t.Book.Column(column)
	own, ok := t.Edition.Table(column)
	if !ok || c == nil || c.Kind != record.One {
		return nil, false
	}
	i := slices.IndexFunc(own.Rows, func(r edition.Row) bool { return r.ID == edition.Rest })
	if i < 0 {
		return nil, false
	}
	return own.Rows[i].Merged, true
}

// Joined are several layers as one system, in which the same number is one variable.
type Joined struct {
	System
	at map[table.Count]int
}

// Together says what a reader knows who has been told all of it. The same records are
// the same number wherever they stand; that is known of what has the same definition,
// and taken for known of what has not.
func Together(layers []Layer) Joined {
	j := Joined{at: map[table.Count]int{}}
	places := map[Place]int{}
	for _, l := range layers {
		to := make([]int, len(l.System.Variables))
		for i, v := range l.System.Variables {
			at, ok := -1, false
			switch c := l.Counts[i]; {
			case c.Key != 0:
				if at, ok = j.at[c]; !ok {
					j.at[c] = len(j.Variables)
				}
			case c.N == 0 && len(v.Places) > 0: // nobody: only the place can tell that it is the same
				if at, ok = places[v.Places[0]]; !ok {
					places[v.Places[0]] = len(j.Variables)
				}
			}
			if !ok {
				at = len(j.Variables)
				j.Variables = append(j.Variables, Variable{Low: v.Low, High: v.High})
			}
			of := &j.Variables[at]
			of.Low, of.High = max(of.Low, v.Low), min(of.High, v.High)
			of.Places = append(of.Places, v.Places...)
			to[i] = at
		}
		for _, c := range l.System.Constraints {
			own := Constraint{Low: c.Low, High: c.High}
			for _, term := range c.Sum {
				own.Sum = append(own.Sum, Term{to[term.Variable], term.Times})
			}
			j.Constraints = append(j.Constraints, own)
		}
	}
	j.sums(layers)
	return j
}

// sums ties what is a sum in one layer to its parts where others tell of them.
func (j *Joined) sums(layers []Layer) {
	for _, l := range layers {
		for i, parts := range l.Parts {
			whole, ok := j.at[l.Counts[i]]
			if len(parts) < 2 || !ok {
				continue
			}
			sum := Constraint{Sum: []Term{{whole, -1}}}
			for _, part := range parts {
				at, told := j.at[part]
				ok = ok && told
				sum.Sum = append(sum.Sum, Term{at, 1})
			}
			if ok {
				j.Constraints = append(j.Constraints, sum)
			}
		}
	}
}

// Find is the variable of a count; false where nothing tells of it.
func (j *Joined) Find(c table.Count) (int, bool) {
	at, ok := j.at[c]
	return at, ok && c.Key != 0
}
