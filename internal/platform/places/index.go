package places

import (
	"cmp"
	"slices"
	"strings"
)

// index finds places by the folded form of what they are called.
type index struct {
	names []name // by text
}

// name is one way to call a place.
type name struct {
	text    string // folded
	ref     ref
	role    role
	letters uint32 // which letters occur, one bit each; see suggest.go
}

type role uint8

const (
	own       role = iota // its name, or its label
	short                 // the name without what tells it apart from others
	qualified             // a part together with its town
	foreign               // a name in another language; counts only where nothing else bears it
)

// Warm builds the index, which takes about 20 ms. The first question does it
// otherwise. Calling it again costs nothing.
func (t *Table) Warm() { t.names() }

func (t *Table) names() []name {
	t.indexing.Do(t.buildIndex)
	return t.index.names
}

func (t *Table) buildIndex() {
	b := indexer{names: make([]name, 0, 2*len(t.towns)+4*len(t.districts))}
	for i, w := range t.towns {
		r := refTo(Town, i)
		b.add(own, r, w.name)
		if s := shortName(w.name); s != w.name {
			b.add(short, r, s)
		}
		if w.whole >= 0 {
			b.add(qualified, r, shortName(t.towns[w.whole].name)+" "+w.name)
		}
		for o := range strings.SplitSeq(w.others, "|") {
			if o != "" {
				b.add(foreign, r, o)
			}
		}
	}
	b.merge()
	b.addDistricts(t)
	b.addLands()
	b.merge()
	b.label(t)
	for i := range b.names {
		b.names[i].letters = lettersOf(b.names[i].text)
	}
	t.index = index{names: slices.Clip(b.names)}
}

// indexer collects names; those up to sorted are in order and without doubles.
type indexer struct {
	names  []name
	sorted int
}

func (b *indexer) add(as role, r ref, words string) {
	if text := fold(words); text != "" {
		b.names = append(b.names, name{text: text, ref: r, role: as})
	}
}

// merge puts what was added since the last time into its place.
func (b *indexer) merge() {
	older, newer := b.names[:b.sorted], b.names[b.sorted:]
	slices.SortFunc(newer, byText)
	merged := make([]name, 0, cap(b.names))
	for len(older) > 0 || len(newer) > 0 {
		from := &newer
		if len(newer) == 0 || len(older) > 0 && byText(older[0], newer[0]) <= 0 {
			from = &older
		}
		n := (*from)[0]
		*from = (*from)[1:]
		if last := len(merged) - 1; last < 0 || merged[last].text != n.text || merged[last].ref != n.ref {
			merged = append(merged, n)
		}
	}
	b.names, b.sorted = merged, len(merged)
}

func byText(x, y name) int {
	if c := strings.Compare(x.text, y.text); c != 0 {
		return c
	}
	if x.ref != y.ref {
		return cmp.Compare(x.ref, y.ref)
	}
	return int(x.role) - int(y.role)
}

// addDistricts lets a district be found by its type and name and, where no town
// bears it, by the name alone.
func (b *indexer) addDistricts(t *Table) {
	towns := b.names
	for i, d := range t.districts {
		r := refTo(District, i)
		if d.isTown() {
			b.add(own, r, "Kreisfreie Stadt "+d.name)
			continue
		}
		for as, n := range map[role]string{own: d.name, short: shortName(d.name)} {
			b.add(as, r, districtWords(strings.Fields(fold(n))))
			if len(find(towns, fold(n))) == 0 {
				b.add(as, r, n)
			}
		}
	}
}

// districtWords brings the name of a district into one form: "Kreis Unna",
// "LK Unna" and "Unna, Landkreis" are "kreis unna".
func districtWords(words []string) string {
	rest := make([]string, 0, len(words)+1)
	rest = append(rest, "kreis")
	for _, w := range words {
		if !isDistrictWord(w) {
			rest = append(rest, w)
		}
	}
	return strings.Join(rest, " ")
}

func isDistrictWord(w string) bool {
	switch w {
	case "landkreis", "kreis", "lk", "lkr", "lkrs", "kr", "district":
		return true
	}
	return false
}

func (b *indexer) addLands() {
	for i, l := range Lands() {
		r := refTo(Land, i)
		if isCity(l.Code) {
			b.add(own, r, "Land "+l.Name)
			b.add(own, r, "Bundesland "+l.Name)
			continue
		}
		for _, before := range []string{"", "Land ", "Bundesland ", "Freistaat "} {
			b.add(own, r, before+l.Name)
		}
		for _, n := range l.otherNames() {
			b.add(short, r, n)
		}
	}
}

// label gives every town whose name alone does not find it words that do. Parts
// of large cities are always called with the city: "Berlin-Neukölln".
func (b *indexer) label(t *Table) {
	const large = 100_000
	shared := b.shared(len(t.towns))
	var open []int
	for i := range t.towns {
		w := &t.towns[i]
		w.label = w.name
		of := own
		if w.whole >= 0 && t.towns[w.whole].population >= large {
			if city := shortName(t.towns[w.whole].name); !strings.HasPrefix(w.name, city) {
				w.label, of = city+"-"+w.name, qualified
			}
		}
		if shared[i]&(1<<of) != 0 {
			open = append(open, i)
		}
	}
	for last, within := range []func(w town) string{t.within, t.withinAll} {
		taken := make(map[string]int, len(open))
		texts := make([]string, len(open))
		for n, i := range open {
			w := &t.towns[i]
			w.label = w.name + " (" + within(*w) + ")"
			texts[n] = fold(w.label)
			taken[texts[n]]++
		}
		var still []int
		for n, i := range open {
			switch {
			case len(find(b.names[:b.sorted], texts[n])) > 0, last == 0 && taken[texts[n]] > 1, taken[texts[n]] < 0:
				still = append(still, i)
			default:
				b.names = append(b.names, name{text: texts[n], ref: refTo(Town, i), role: own})
				taken[texts[n]] = -1
			}
		}
		open = still
	}
	// Whoever is left is the same place twice in a list; one is enough.
	if len(open) > 0 {
		b.names = slices.DeleteFunc(b.names, func(n name) bool {
			return n.ref.kind() == Town && slices.Contains(open, n.ref.number())
		})
		b.sorted = 0
	}
	b.merge()
}

// shared tells for every town, as bits, in which roles its names are also names
// of other places.
func (b *indexer) shared(towns int) []uint8 {
	shared := make([]uint8, towns)
	for from := 0; from < len(b.names); {
		to, bearers := from, 0
		for to < len(b.names) && b.names[to].text == b.names[from].text {
			if b.names[to].role != foreign {
				bearers++
			}
			to++
		}
		for _, n := range b.names[from:to] {
			if bearers > 1 && n.ref.kind() == Town {
				shared[n.ref.number()] |= 1 << n.role
			}
		}
		from = to
	}
	return shared
}

// within says where a town lies, in short: a part in its municipality, a
// municipality in its district, a kreisfreie Stadt in its Land.
func (t *Table) within(w town) string {
	d := t.districts[w.district]
	switch {
	case w.whole >= 0:
		return t.towns[w.whole].name
	case d.isTown():
		return LandName(d.land())
	}
	return d.fullName()
}

// withinAll says it so that even two of a name in one district differ: by the
// nearest town of some size.
func (t *Table) withinAll(w town) string {
	const known = 5000
	near, nearest := "", 0.0
	for _, o := range t.towns {
		if o.population < known || o.whole >= 0 {
			continue
		}
		if km := w.spot.point().Km(o.spot.point()); near == "" || km < nearest {
			near, nearest = o.name, km
		}
	}
	all := t.districts[w.district].fullName() + ", bei " + near
	if w.whole >= 0 {
		all = t.towns[w.whole].name + ", " + all
	}
	return all
}

// find returns the names with exactly that text.
func find(sorted []name, text string) []name {
	from, _ := slices.BinarySearchFunc(sorted, text, func(n name, text string) int { return strings.Compare(n.text, text) })
	to := from
	for to < len(sorted) && sorted[to].text == text {
		to++
	}
	return sorted[from:to]
}

// named returns the places called by a folded text, leaving out names in other
// languages.
func (t *Table) named(text string) []ref {
	var refs []ref
	for _, n := range find(t.names(), text) {
		if n.role != foreign {
			refs = append(refs, n.ref)
		}
	}
	return refs
}

// called returns the places called by a folded text in any language.
func (t *Table) called(text string) []ref {
	refs := t.named(text)
	if len(refs) == 0 {
		for _, n := range find(t.names(), text) {
			refs = append(refs, n.ref)
		}
	}
	return refs
}

// exactly drops places that only fold like the query, if others fit better.
func (t *Table) exactly(query string, refs []ref) []ref {
	if len(refs) < 2 {
		return refs
	}
	var fit []ref
	for _, r := range refs {
		p := t.place(r)
		if exact(query, p.Name) || exact(query, shortName(p.Name)) {
			fit = append(fit, r)
		}
	}
	if len(fit) == 0 {
		return refs
	}
	return fit
}
