package protect

import (
	"errors"
	"slices"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// SuppressBelow is the number of records below which a cell of exact tables is not
// shown.
const SuppressBelow = 5

// Told is an edition that somebody has been given, with what it was made of.
type Told struct {
	Edition edition.Edition
	Set     table.Set // the exact counts, with keys
	Book    *record.Book
	Plan    *table.Plan
}

// Withhold is the edition of exact tables of a year for an authority: every number as
// it was counted, except those of 1 to SuppressBelow-1 records and those from which
// they could be worked out, also together with what was told before. Zeros are shown.
// Of what was told only that of the same year counts: years share no number.
//
// After a rounded edition there are numbers that cannot be protected by gaps, since that
// edition tells so much of all around them; a table with one of them is left out.
//
// It fails as Public does, and (core.Conflict) where a small number has been told, or
// follows from what has been told whatever is withheld now.
func Withhold(set table.Set, snapshot string, book *record.Book, plan *table.Plan, rules Rules, told []Told) (edition.Edition, error) {
	if err := check([]table.Set{set}, book, plan, rules); err != nil {
		return edition.Edition{}, err
	}
	all := exactTables(&set, book, plan)
	own := len(all)
	within := map[table.Count]Interval{}
	for i := range told {
		t := &told[i]
		switch {
		case t.Edition.Year != set.Year:
		case t.Edition.Kind == edition.Suppressed:
			all = append(all, t.tables(Primary)...)
		default:
			layer, err := t.Layer(rules)
			if err != nil {
				return edition.Edition{}, err
			}
			layer.learn(within)
		}
	}
	for i := range all {
		for k, c := range all[i].Cells {
			all[i].Cells[k].Within = within[table.Count{N: c.N, Key: c.Key}]
		}
	}
	for {
		decided, err := Suppress(all, SuppressBelow)
		if at, ok := errors.AsType[*exposed](err); ok {
			if left := without(all[:own], at.tables...); len(left) < own {
				all, own = append(left, all[own:]...), len(left)
				continue
			}
		}
		if err != nil {
			return edition.Edition{}, err
		}
		e := gapped(set, snapshot, rules, decided[:own])
		narrow, err := narrowed(Told{e, set, book, plan}, told, rules)
		if err != nil {
			return edition.Edition{}, err
		}
		left := without(all[:own], narrow...)
		if len(left) == own {
			return e, nil // what is narrow still, the gate finds
		}
		all, own = append(left, all[own:]...), len(left)
	}
}

// without leaves tables out; never the funnel.
func without(all []Linear, ids ...string) (left []Linear) {
	for _, t := range all {
		if t.ID == FunnelTable || !slices.Contains(ids, t.ID) {
			left = append(left, t)
		}
	}
	return left
}

// narrowed are the tables in which a small number is told too closely by an edition of
// exact tables together with what was told before, if anything was.
func narrowed(now Told, told []Told, rules Rules) (tables []string, err error) {
	layers := make([]Layer, 0, len(told)+1)
	for _, t := range append([]Told{now}, told...) {
		if t.Edition.Year != now.Set.Year {
			continue
		}
		layer, err := t.Layer(rules)
		if err != nil {
			return nil, err
		}
		layers = append(layers, layer)
	}
	if len(layers) < 2 {
		return nil, nil
	}
	all := Together(layers)
	found, err := Audit(all.System)
	if err != nil {
		return nil, err
	}
	for _, l := range layers {
		for i, c := range l.Counts {
			at, ok := all.Find(c)
			if !ok || c.N < 1 || c.N >= SuppressBelow || found[at].High == Unbounded || found[at].High-found[at].Low >= Narrowest {
				continue
			}
			for _, p := range l.System.Variables[i].Places {
				tables = append(tables, around(&now.Edition, now.Plan, p.Table)...)
			}
		}
	}
	return tables, nil
}

// around is a table of an edition, or, where that was left out already, those of its
// columns alone, or else all with one of its columns.
func around(e *edition.Edition, plan *table.Plan, id string) (tables []string) {
	if _, ok := e.Table(id); ok {
		return []string{id}
	}
	i := slices.IndexFunc(plan.Tables, func(s table.Spec) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	of := plan.Tables[i]
	for _, alone := range []bool{true, false} {
		for _, t := range e.Tables {
			shares := func(column string) bool { return column != "" && (column == of.Rows || column == of.Columns) }
			if (t.Spec.Columns == "") == alone && (shares(t.Spec.Rows) || shares(t.Spec.Columns)) {
				tables = append(tables, t.ID)
			}
		}
		if len(tables) > 0 {
			return tables
		}
	}
	return nil
}

// learn takes down what a rounded edition says of each count alone.
func (l Layer) learn(within map[table.Count]Interval) {
	for i, c := range l.Counts {
		if c.Key == 0 {
			continue
		}
		v := l.System.Variables[i]
		in := Interval{v.Low, v.High}
		if was, ok := within[c]; ok {
			in = Interval{max(in.Low, was.Low), min(in.High, was.High)}
		}
		within[c] = in
	}
}

// gapped is an edition with gaps where cells are withheld.
func gapped(set table.Set, snapshot string, rules Rules, decided []Linear) edition.Edition {
	open := map[Place]bool{}
	for _, t := range decided {
		for _, c := range t.Cells {
			if c.Fate == Open {
				open[c.Place] = true
			}
		}
	}
	e := edition.Exact(set, snapshot)
	e.Kind, e.Rules = edition.Suppressed, rules.Version
	e.Tables = slices.DeleteFunc(e.Tables, func(t edition.Table) bool {
		return !slices.ContainsFunc(decided, func(d Linear) bool { return d.ID == t.ID })
	})
	each(&e, func(at Place, v *edition.Value) {
		if !open[at] {
			*v = edition.Value{}
		}
	})
	for i := range e.Tables {
		e.Tables[i].Notes = append([]edition.Note{edition.Gaps}, e.Tables[i].Notes...)
	}
	return e
}

// each goes through all numbers of an edition.
func each(e *edition.Edition, do func(Place, *edition.Value)) {
	do(Place{FunnelTable, "documented", ""}, &e.Funnel.Documented)
	do(Place{FunnelTable, "new", ""}, &e.Funnel.New)
	do(Place{FunnelTable, "consented", ""}, &e.Funnel.Consented)
	do(Place{FunnelTable, "analysed", ""}, &e.Funnel.Analysed)
	for i := range e.Tables {
		t := &e.Tables[i]
		do(Place{t.ID, BaseRow, ""}, &t.Base)
		do(Place{t.ID, MissingRow, ""}, &t.Missing)
		for r := range t.Rows {
			for c := range t.Rows[r].Cells {
				at := Place{t.ID, t.Rows[r].ID, ""}
				if c < len(t.Columns) {
					at.Column = t.Columns[c]
				}
				do(at, &t.Rows[r].Cells[c])
			}
		}
	}
}

// exactTables are all exact numbers of a year with their sums: the tables and the
// funnel. Whoever drops out between two steps of the funnel is a number that is never
// shown, but has to be protected if it is small.
func exactTables(set *table.Set, book *record.Book, plan *table.Plan) []Linear {
	f := Linear{ID: FunnelTable}
	add := func(row, column string, c table.Count, fate Fate) int {
		f.Cells = append(f.Cells, Cell{Place: Place{FunnelTable, row, column}, N: c.N, Key: c.Key, Fate: fate})
		return len(f.Cells) - 1
	}
	documented := add("documented", "", set.Funnel.Documented, Open)
	fresh, consented := add("new", "", set.Funnel.New, Open), add("consented", "", set.Funnel.Consented, Open)
	analysed := add("analysed", "", set.Funnel.Analysed, Open)
	for _, step := range [][2]int{{documented, fresh}, {documented, consented}, {consented, analysed}} {
		whole, part := f.Cells[step[0]], f.Cells[step[1]]
		key := whole.Key
		key -= part.Key
		left := add(whole.Row, "without "+part.Row, table.Count{N: whole.N - part.N, Key: key}, Primary)
		f.Sums = append(f.Sums, Sum{step[0], []int{step[1], left}})
	}
	for i := range f.Cells {
		if f.Cells[i].N == 0 {
			f.Cells[i].Fate = Open // a zero is shown, or follows from what is
		}
	}
	return append([]Linear{f}, Tables(set, book, plan)...)
}

// tables are the numbers of an edition of exact tables, those that it shows as public
// and the others with a fate.
func (t *Told) tables(hidden Fate) []Linear {
	shown := map[table.Count]bool{}
	all := slices.DeleteFunc(exactTables(&t.Set, t.Book, t.Plan), func(of Linear) bool {
		_, ok := t.Edition.Table(of.ID)
		return !ok && of.ID != FunnelTable // it was left out, and tells nothing
	})
	count := map[Place]table.Count{}
	for _, one := range all {
		for _, c := range one.Cells {
			count[c.Place] = table.Count{N: c.N, Key: c.Key}
		}
	}
	each(&t.Edition, func(at Place, v *edition.Value) {
		if v.Shown {
			shown[count[at]] = true
		}
	})
	for i := range all {
		for k := range all[i].Cells {
			c := &all[i].Cells[k]
			switch {
			case c.N == 0 && c.Fate != Secondary:
				c.Fate = Open
			case shown[table.Count{N: c.N, Key: c.Key}] && c.N > 0:
				c.Published, c.Fate = true, Open
			case c.Fate == Open:
				c.Fate = hidden
			}
		}
	}
	return all
}

// exactLayer is what an edition of exact tables tells.
func (t *Told) exactLayer() (Layer, error) {
	s, err := newSuppressor(t.tables(Secondary), 1) // nothing is to be decided
	if err != nil {
		return Layer{}, err
	}
	l := Layer{System: s.system()}
	for _, c := range s.cells {
		l.Counts = append(l.Counts, table.Count{N: c.n, Key: c.key})
	}
	l.Parts = make([][]table.Count, len(l.Counts))
	return l, nil
}
