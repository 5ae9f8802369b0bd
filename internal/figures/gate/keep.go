package gate

import (
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/table"
)

// Keep is the edition of the case as it may be published after an earlier one of the
// same year, when a few records came or went: rows and rests stay as they were
// published, and so does every number in which fewer than five records changed. Other
// numbers, and tables that are new, are those of the edition. Without an earlier
// edition of the year by the same rules it is the edition itself.
//
// A number that stays may be further from the count than rounding alone takes it, by as
// many records as changed; the gate knows, and says how many there are.
func (c Case) Keep() (edition.Edition, error) {
	l, err := c.lay()
	if err != nil {
		return edition.Edition{}, err
	}
	e := c.New.Edition
	last := l.last()
	if last == nil || last.Edition.Rules != e.Rules {
		return e, nil
	}
	now := map[Place]cell{}
	for _, one := range l.now.cells {
		now[one.Place] = one
	}
	old := map[Place]cell{}
	for _, one := range last.cells {
		old[one.Place] = one
	}
	value := func(at Place) edition.Value {
		was, is := old[at], now[at]
		if is.who == nil || !slices.Equal(was.means, is.means) {
			// It is no longer a row of its own. As long as few have gone, it stays.
			if l.left(was) < Isolate && l.come(last) < Isolate {
				return was.value
			}
			return edition.Value{}
		}
		if apart(was.who, is.who) < Isolate {
			return was.value
		}
		return is.value
	}
	e.Funnel.Documented, e.Funnel.New = value(Place{"funnel", "documented", ""}), value(Place{"funnel", "new", ""})
	e.Funnel.Consented, e.Funnel.Analysed = value(Place{"funnel", "consented", ""}), value(Place{"funnel", "analysed", ""})
	e.Tables = slices.Clone(e.Tables)
	for i := range e.Tables {
		before, ok := last.Edition.Table(e.Tables[i].ID)
		if !ok {
			continue
		}
		t := *before
		t.Base, t.Missing = value(Place{t.ID, "base", ""}), value(Place{t.ID, "missing", ""})
		t.Rows = slices.Clone(t.Rows)
		for r := range t.Rows {
			cells := make([]edition.Value, len(t.Rows[r].Cells))
			for j := range cells {
				at := Place{t.ID, t.Rows[r].ID, ""}
				if j < len(t.Columns) {
					at.Column = t.Columns[j]
				}
				cells[j] = value(at)
			}
			t.Rows[r].Cells = cells
		}
		e.Tables[i] = t
	}
	return e, nil
}

// last is the latest earlier release of the same year and kind; nil where there is none.
func (l *layout) last() *laid {
	for i := len(l.earlier) - 1; i >= 0; i-- {
		if l.earlier[i].Edition.Year == l.now.Edition.Year && l.earlier[i].Edition.Kind == l.now.Edition.Kind {
			return &l.earlier[i]
		}
	}
	return nil
}

// come is how many records are new in the release at most: more than could have come
// into any one cell.
func (l *layout) come(last *laid) int {
	all, old := make(crowd, l.size), make(crowd, l.size)
	for _, id := range l.now.ids {
		all.add(id)
	}
	for _, id := range last.ids {
		old.add(id)
	}
	return all.without(old, Isolate)
}

// standing are the places whose number is that of the last edition of the year, of the
// same records but for fewer than five. To show it once more tells nothing new.
func (l *layout) standing() map[Place]bool {
	same := map[Place]bool{}
	last := l.last()
	if last == nil {
		return same
	}
	old := map[Place]cell{}
	for _, c := range last.cells {
		old[c.Place] = c
	}
	for _, c := range l.now.cells {
		was, ok := old[c.Place]
		if ok && was.value == c.value && slices.Equal(was.means, c.means) && apart(was.who, c.who) < Isolate {
			same[c.Place] = true
		}
	}
	return same
}

// kept tells whether a number that stands is another than rounding would give now.
func (l *layout) kept(c cell) bool {
	return c.value.Shown && c.value.N != protect.Round(table.Count{N: c.n, Key: c.key}, l.Rules.Base)
}

// keeps tells whether there is such a number.
func (l *layout) keeps() bool {
	standing := l.standing()
	return slices.ContainsFunc(l.now.cells, func(c cell) bool { return standing[c.Place] && l.kept(c) })
}
