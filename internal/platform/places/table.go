package places

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Table holds the places of one edition of the data. It never changes, and many
// may use it at once. The index is built by the first question.
type Table struct {
	districts []district // by key
	towns     []town
	codes     []code // by digits
	lands     []Place
	imported  int // so many of the towns, at their end, and the codes came from ReadGeoNames

	indexing sync.Once
	index    index
}

type district struct {
	ags, name, kind string
	population      int
	spot            spot
}

// town is a municipality or a named part of one.
type town struct {
	name, others string // others: names in other languages, separated by |
	label        string // if the name alone does not do
	whole        int32  // of a part: where its municipality stands, or -1
	district     int16
	population   int32
	spot         spot
}

type code struct {
	digits, name string
	district     int16
	spot         spot
}

// placeDistricts puts every district and every Land in the middle of its people.
func (t *Table) placeDistricts() {
	type sum struct{ lat, lon, weight int64 }
	sums := make([]sum, len(t.districts))
	for _, w := range t.towns {
		if w.whole >= 0 {
			continue
		}
		weight := int64(w.population) + 500
		s := &sums[w.district]
		s.lat += int64(w.spot.lat) * weight
		s.lon += int64(w.spot.lon) * weight
		s.weight += weight
	}
	for i, s := range sums {
		if s.weight > 0 {
			t.districts[i].spot = spot{int32(s.lat / s.weight), int32(s.lon / s.weight)}
		}
	}
	for _, l := range Lands() {
		p := Place{Kind: Land, Name: l.Name, Land: l.Code, label: l.Name}
		if isCity(l.Code) {
			p.label = "Land " + l.Name
		}
		var lat, lon, people float64
		for _, d := range t.districts {
			if strings.HasPrefix(d.ags, l.AGS) {
				w, at := float64(d.population), d.spot.point()
				lat, lon, people = lat+at.Lat*w, lon+at.Lon*w, people+w
			}
		}
		p.Point = Point{lat / people, lon / people}
		p.Population = int(people)
		t.lands = append(t.lands, p)
	}
}

// fullName is what people call the district: with its type where the name does
// not say it already.
func (d district) fullName() string {
	lower := strings.ToLower(d.name)
	if d.isTown() || strings.Contains(lower, "kreis") || strings.Contains(lower, "region") {
		return d.name
	}
	return d.kind + " " + d.name
}

// isTown tells whether the district is a single town (kreisfreie Stadt).
func (d district) isTown() bool { return strings.HasSuffix(d.kind, "Stadt") || d.kind == "Stadtkreis" }

// land returns the ISO code of the Land that the first two digits of the key
// stand for.
func (d district) land() string { return landCode(d.ags) }

// ref points to a place of a table: its kind in the high byte, its number below.
type ref uint32

func refTo(k Kind, number int) ref { return ref(k)<<24 | ref(number) }
func (r ref) kind() Kind           { return Kind(r >> 24) }
func (r ref) number() int          { return int(r & 0xffffff) }

func (t *Table) place(r ref) Place {
	n := r.number()
	switch r.kind() {
	case Land:
		return t.lands[n]
	case District:
		d := t.districts[n]
		p := Place{Kind: District, Name: d.fullName(), District: d.ags, DistrictName: d.fullName(), Land: d.land(), Point: d.spot.point(), Population: d.population}
		if d.isTown() {
			p.label = "Kreisfreie Stadt " + d.name
		}
		return p
	case PostalCode:
		c := t.codes[n]
		d := t.districts[c.district]
		return Place{Kind: PostalCode, Name: c.name, PostalCode: c.digits, District: d.ags, DistrictName: d.fullName(), Land: d.land(), Point: c.spot.point(), label: c.digits + " " + c.name}
	}
	w := t.towns[n]
	d := t.districts[w.district]
	return Place{Kind: Town, Name: w.name, District: d.ags, DistrictName: d.fullName(), Land: d.land(), Point: w.spot.point(), Population: int(w.population), label: w.label}
}

// isCity tells whether a Land bears the name of its city.
func isCity(land string) bool { return land == "DE-BE" || land == "DE-HH" || land == "DE-HB" }

// weight tells how likely it is that a place is the one that was meant.
func (t *Table) weight(r ref) int {
	switch n := r.number(); r.kind() {
	case Land:
		return 5_000_000
	case District:
		return t.districts[n].population
	case Town:
		w := t.towns[n]
		switch {
		case w.population > 0:
			return int(w.population)
		case w.whole < 0:
			return 1500
		}
	}
	return 300
}

// heaviestFirst sorts refs by weight, then in the order of the table, and drops
// those that occur again.
func (t *Table) heaviestFirst(refs []ref) []ref {
	type weighed struct {
		ref    ref
		weight int
	}
	all := make([]weighed, len(refs))
	for i, r := range refs {
		all[i] = weighed{r, t.weight(r)}
	}
	slices.SortFunc(all, func(a, b weighed) int {
		if a.weight != b.weight {
			return b.weight - a.weight
		}
		return cmp.Compare(a.ref, b.ref)
	})
	all = slices.Compact(all)
	sorted := make([]ref, len(all))
	for i, w := range all {
		sorted[i] = w.ref
	}
	return sorted
}

// dominates tells whether the first of several places is meant without asking.
func (t *Table) dominates(refs []ref) bool {
	return len(refs) == 1 || len(refs) > 1 && t.weight(refs[0]) >= dominance*t.weight(refs[1])
}

// Districts returns the Landkreise and kreisfreie Städte in the order of their
// keys.
func (t *Table) Districts() []Place {
	all := make([]Place, len(t.districts))
	for i := range t.districts {
		all[i] = t.place(refTo(District, i))
	}
	return all
}

// District returns the district with an AGS of five digits; a longer key means
// the district it lies in. Eisenach's former key is understood.
func (t *Table) District(ags string) (Place, bool) {
	n, ok := t.districtNumber(ags)
	if !ok {
		return Place{}, false
	}
	return t.place(refTo(District, int(n))), true
}

func (t *Table) districtNumber(ags string) (int16, bool) {
	if len(ags) < 5 {
		return 0, false
	}
	ags = ags[:5]
	if ags == "16056" { // Eisenach, part of the Wartburgkreis since 1 July 2021
		ags = "16063"
	}
	n, ok := slices.BinarySearchFunc(t.districts, ags, func(d district, ags string) int { return strings.Compare(d.ags, ags) })
	return int16(n), ok
}

// Town returns the largest town of a name, spelled in any way that Find
// understands, in the Land with that ISO code or, if land is empty, anywhere.
// Names in other languages do not count.
func (t *Table) Town(name, land string) (Place, bool) {
	var found []ref
	for _, r := range t.named(fold(clip(name))) {
		if r.kind() == Town && (land == "" || t.districts[t.towns[r.number()].district].land() == land) {
			found = append(found, r)
		}
	}
	found = t.exactly(name, found)
	if len(found) == 0 {
		return Place{}, false
	}
	return t.place(t.heaviestFirst(found)[0]), true
}
