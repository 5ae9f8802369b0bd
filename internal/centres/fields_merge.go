package centres

import (
	"maps"
	"slices"
)

// Collision is what two people changed at the same time in different ways. One
// of them must choose. Its unit is a field, or, where one of them added or took
// away an offer, an office or an alert, all of that sort: which belongs to which
// can then no longer be told.
type Collision struct {
	Unit   string
	Fields []Clash
}

// Clash is a field with the value that both started from and that each made of
// it.
type Clash struct{ Field, Base, Mine, Theirs string }

// Side says whose version of a unit is to stand.
type Side string

// The sides. Without one, nothing is decided.
const (
	Mine   Side = "mine"
	Theirs Side = "theirs"
)

// merge brings together what two people made of the same entry. What only one
// of them changed stands as that one made it. What both changed in different
// ways is as chosen, and a collision where nothing is. Nil as the base means
// that it is not known; then every difference counts as one.
func merge(base, mine, theirs Fields, chosen map[string]Side) (Fields, []Collision) {
	merged := maps.Clone(theirs)
	var open []Collision
	for _, u := range unitsOf(base, mine, theirs) {
		byMe, byThem := base == nil, base == nil
		for _, field := range u.fields {
			byMe = byMe || mine[field] != base[field]
			byThem = byThem || theirs[field] != base[field]
		}
		same := !slices.ContainsFunc(u.fields, func(field string) bool { return mine[field] != theirs[field] })
		side := Theirs
		switch {
		case same || !byMe:
		case !byThem:
			side = Mine
		default:
			side = chosen[u.name]
			open = append(open, newCollision(u, base, mine, theirs))
		}
		if side == Mine {
			for _, field := range u.fields {
				merged.set(field, mine[field])
			}
		}
	}
	return merged, open
}

// undecided tells whether a choice is missing.
func undecided(open []Collision, chosen map[string]Side) bool {
	return slices.ContainsFunc(open, func(c Collision) bool { return chosen[c.Unit] != Mine && chosen[c.Unit] != Theirs })
}

func newCollision(u unit, base, mine, theirs Fields) Collision {
	c := Collision{Unit: u.name}
	for _, field := range u.fields {
		if mine[field] != theirs[field] {
			c.Fields = append(c.Fields, Clash{field, base[field], mine[field], theirs[field]})
		}
	}
	return c
}

// unit is what is taken from one side as a whole.
type unit struct {
	name   string
	fields []string
}

// unitsOf returns the units of several versions, in the order of their columns.
func unitsOf(versions ...Fields) []unit {
	all := Fields{}
	counts := make([]map[part]int, 0, len(versions))
	for _, f := range versions {
		maps.Copy(all, f)
		if f != nil {
			counts = append(counts, f.counts())
		}
	}
	most := all.counts()
	whole := map[part]int{} // index of the unit of a sort whose number differs
	var units []unit
	for _, c := range all.columns() {
		together := slices.ContainsFunc(counts, func(n map[part]int) bool { return n[c.part] != most[c.part] })
		for i := range most[c.part] {
			field := fieldAt(c.name, i)
			if !together {
				units = append(units, unit{field, []string{field}})
				continue
			}
			at, begun := whole[c.part]
			if !begun {
				at = len(units)
				whole[c.part] = at
				units = append(units, unit{name: string(c.part) + "s"})
			}
			units[at].fields = append(units[at].fields, field)
		}
	}
	return units
}
