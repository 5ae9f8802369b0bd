package centres

import (
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"verbund/internal/centres/hours"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
)

// Query is what somebody is looking for. All its parts must be met; its zero
// value asks for everything.
type Query struct {
	Words      string        // part of a name or town
	Place      *places.Place // sorts by distance, and leaves out what is not in Germany
	Land       string        // ISO 3166-2: whom the people of that Land can turn to
	Needs      []Need
	Forms      []Form
	Languages  []string
	Groups     []Group
	Access     []Access
	OpenNow    bool
	Accessible bool
}

// Facet is one kind of question in a query.
type Facet int

// The facets, in the order of the search form.
const (
	ByWords Facet = iota
	ByLand
	ByNeed
	ByForm
	ByLanguage
	ByGroup
	ByAccess
	ByOpen
	ByStepFree
	facetCount
)

// String is the code of the facet, by which its label is found.
func (f Facet) String() string {
	return [facetCount]string{"words", "land", "need", "form", "language", "group", "access", "open", "accessible"}[f]
}

// answers of a centre to the facets of a query.
type answers [facetCount]struct {
	asked bool
	Answer
}

func (a *answers) give(f Facet, answer Answer) {
	if !a[f].asked || rank(answer) < rank(a[f].Answer) {
		a[f].asked, a[f].Answer = true, answer
	}
}

// lacking counts the facets, leaving one aside, that were not answered with yes.
func (a *answers) lacking(aside Facet) int {
	n := 0
	for f := range facetCount {
		if a[f].asked && a[f].Answer != Yes && f != aside {
			n++
		}
	}
	return n
}

// Hit is a centre that a search found.
type Hit struct {
	*Centre
	Km      float64     // about how far from the place; negative if that is not known
	Open    hours.State // now
	Missing []Facet     // what its entry does not say, in hits to be asked
}

// Results of a search. Nobody is left without an answer: what follows the
// matches is there for those whose wishes nobody is known to meet.
type Results struct {
	Matches []Hit // meet every wish
	Ask     []Hit // say no to none, but their entry is silent on some
	Serving []Hit // counsel people of the Land asked for, whatever else they say
	Counts  Counts
	Without [facetCount]int // how many would match if a facet were left out
}

// Counts says how many matches there would be if a value were asked for as
// well, by facet and value.
type Counts [facetCount]map[string]int

// Search looks through the directory as it is at the instant now.
func (d *Directory) Search(q Query, now time.Time) Results {
	var found Results
	for f := range facetCount {
		found.Counts[f] = map[string]int{}
	}
	land := q.Land
	if q.Place != nil {
		land = q.Place.Land
	}
	for _, c := range d.candidates(q) {
		given := c.answer(q, now)
		refusals, missing := given.lacks()
		hit := Hit{Centre: c, Km: c.distance(q.Place), Open: c.open(now), Missing: missing}
		switch {
		case refusals == 0 && len(missing) == 0:
			found.Matches = append(found.Matches, hit)
		case refusals == 0:
			found.Ask = append(found.Ask, hit)
		}
		if land != "" && c.Area.serves(land, districtOf(q.Place)) {
			hit.Missing = nil
			found.Serving = append(found.Serving, hit)
		}
		for f := range facetCount {
			if given.lacking(f) > 0 {
				continue
			}
			if given[f].asked {
				found.Without[f]++
			}
			for _, value := range c.values(f, hit.Open) {
				found.Counts[f][value]++
			}
		}
	}
	if q.Place != nil {
		for _, hits := range [][]Hit{found.Matches, found.Ask, found.Serving} {
			sort.SliceStable(hits, func(i, j int) bool { return nearer(hits[i].Km, hits[j].Km) })
		}
	}
	return found
}

// candidates leaves out those who are no answer to somebody in Germany who
// looks for counselling: associations, and centres abroad where a place is
// asked for.
func (d *Directory) candidates(q Query) []*Centre {
	local := q.Place != nil || q.Land != ""
	wants := local || len(q.Needs)+len(q.Forms)+len(q.Languages)+len(q.Groups)+len(q.Access) > 0 || q.OpenNow || q.Accessible
	var all []*Centre
	for _, c := range d.Centres {
		if c.Kind == Association && wants || c.Kind == Abroad && local {
			continue
		}
		all = append(all, c)
	}
	return all
}

func nearer(a, b float64) bool {
	if a < 0 || b < 0 {
		return a >= 0 && b < 0
	}
	return a < b
}

func districtOf(p *places.Place) string {
	if p == nil {
		return ""
	}
	return p.District
}

// answer asks the centre every question of the query.
func (c *Centre) answer(q Query, now time.Time) *answers {
	var a answers
	if q.Words != "" {
		a.give(ByWords, c.named(q.Words))
	}
	if q.Land != "" {
		a.give(ByLand, yesNo(c.Area.serves(q.Land, "")))
	}
	for _, n := range q.Needs {
		a.give(ByNeed, stated(c.needs(), n))
	}
	for _, f := range q.Forms {
		a.give(ByForm, stated(c.forms(), f))
	}
	for _, l := range q.Languages {
		a.give(ByLanguage, stated(c.spoken(), l))
	}
	for _, g := range q.Groups {
		a.give(ByGroup, stated(c.Groups, g))
	}
	for _, w := range q.Access {
		a.give(ByAccess, stated(c.ways(), w))
	}
	if q.OpenNow {
		a.give(ByOpen, openAnswer(c.open(now)))
	}
	if q.Accessible {
		a.give(ByStepFree, c.stepFree())
	}
	return &a
}

// lacks tells how many facets were answered with no, and on which the entry is
// silent.
func (a *answers) lacks() (refusals int, missing []Facet) {
	for f := range facetCount {
		switch {
		case a[f].asked && a[f].Answer == No:
			refusals++
		case a[f].asked && a[f].Answer == NotStated:
			missing = append(missing, f)
		}
	}
	return refusals, missing
}

// rank orders answers so that one No to a question outweighs all else.
func rank(a Answer) int {
	switch a {
	case No:
		return 0
	case NotStated:
		return 1
	}
	return 2
}

func yesNo(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

// stated answers from a list in which nothing means that nothing is known.
func stated[T comparable](list []T, want T) Answer {
	if len(list) == 0 {
		return NotStated
	}
	return yesNo(slices.Contains(list, want))
}

func openAnswer(s hours.State) Answer {
	switch s {
	case hours.Open:
		return Yes
	case hours.Closed:
		return No
	}
	return NotStated
}

// serves tells whether people of a Land, or of a district if one is given, can
// turn to the centre.
func (a Area) serves(land, district string) bool {
	return a.Nationwide || slices.Contains(a.Lands, land) || district != "" && slices.Contains(a.Districts, district)
}

func (c *Centre) named(words string) Answer {
	name := c.searchName()
	for _, form := range text.FoldKeys(words) {
		all := true
		for word := range strings.FieldsSeq(form) {
			all = all && strings.Contains(name, word)
		}
		if all {
			return Yes
		}
	}
	return No
}

func (c *Centre) searchName() string {
	parts := []string{c.Name, c.Organisation}
	for _, o := range c.Offices {
		parts = append(parts, o.Town)
	}
	return strings.Join(text.FoldKeys(strings.Join(parts, " ")), " ")
}

func (c *Centre) needs() []Need {
	var all []Need
	for _, o := range c.Offers {
		all = append(all, o.Needs...)
	}
	return all
}

func (c *Centre) forms() []Form {
	var all []Form
	for _, o := range c.Offers {
		all = append(all, o.Forms...)
	}
	return all
}

func (c *Centre) spoken() []string {
	var all []string
	for _, l := range c.Languages {
		all = append(all, l.Code)
	}
	return all
}

// ways are the ways of access that the entry names or gives an address for.
func (c *Centre) ways() []Access {
	all := slices.Clone(c.Access)
	add := func(given bool, way Access) {
		if given && !slices.Contains(all, way) {
			all = append(all, way)
		}
	}
	add(len(c.Phones) > 0, "phone")
	add(c.Chat != "", "chat")
	add(c.Contact != "", "web")
	add(c.Email != "", "mail")
	return all
}

// open is Open if one office is, Unknown if one does not say, else Closed.
func (c *Centre) open(now time.Time) hours.State {
	state := hours.Closed
	for _, o := range c.Offices {
		switch o.Hours.At(now) {
		case hours.Open:
			return hours.Open
		case hours.Unknown:
			state = hours.Unknown
		}
	}
	if len(c.Offices) == 0 {
		return hours.Unknown
	}
	return state
}

func (c *Centre) stepFree() Answer {
	answer := NotStated
	for _, o := range c.Offices {
		switch stated(o.Accessibility, StepFree) {
		case Yes:
			return Yes
		case No:
			answer = No
		}
	}
	return answer
}

// distance is to the nearest office in kilometres, negative if not known.
func (c *Centre) distance(from *places.Place) float64 {
	if from == nil {
		return -1
	}
	km := math.Inf(1)
	for _, o := range c.Offices {
		if o.Point != nil {
			km = min(km, o.Point.Km(from.Point))
		}
	}
	if math.IsInf(km, 1) {
		return -1
	}
	return km
}

// values are those of a facet that the centre's entry answers with yes, each
// once.
func (c *Centre) values(f Facet, open hours.State) []string {
	var all []string
	switch f {
	case ByLand:
		for _, l := range places.Lands() {
			if c.Area.serves(l.Code, "") {
				all = append(all, l.Code)
			}
		}
	case ByNeed:
		all = texts(c.needs())
	case ByForm:
		all = texts(c.forms())
	case ByLanguage:
		all = c.spoken()
	case ByGroup:
		all = texts(c.Groups)
	case ByAccess:
		all = texts(c.ways())
	case ByOpen:
		if open == hours.Open {
			all = []string{"1"}
		}
	case ByStepFree:
		if c.stepFree() == Yes {
			all = []string{"1"}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}
