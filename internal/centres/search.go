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
type Facet string

// The facets, in the order of the search form.
const (
	ByWords    Facet = "words"
	ByLand     Facet = "land"
	ByNeed     Facet = "need"
	ByForm     Facet = "form"
	ByLanguage Facet = "language"
	ByGroup    Facet = "group"
	ByAccess   Facet = "access"
	ByOpen     Facet = "open"
	ByStepFree Facet = "accessible"
)

var facets = []Facet{ByWords, ByLand, ByNeed, ByForm, ByLanguage, ByGroup, ByAccess, ByOpen, ByStepFree}

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
	Without map[Facet]int // how many would match if a facet were left out
}

// Counts says how many matches there would be if a value were asked for as
// well, by facet and value.
type Counts map[Facet]map[string]int

// Search looks through the directory as it is at the instant now.
func (d *Directory) Search(q Query, now time.Time) Results {
	found := Results{Counts: Counts{}, Without: map[Facet]int{}}
	for _, f := range facets {
		found.Counts[f] = map[string]int{}
	}
	land := q.Land
	if q.Place != nil {
		land = q.Place.Land
	}
	for _, c := range d.candidates(q) {
		answers, refusals, missing := c.answer(q, now)
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
		found.Counts.add(c, answers, hit.Open)
		for f := range answers {
			if lacking(answers, f) == 0 {
				found.Without[f]++
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

// answer asks the centre every question of the query. It returns the answer to
// each facet that was asked, how many of them are No, and which are missing.
func (c *Centre) answer(q Query, now time.Time) (answers map[Facet]Answer, refusals int, missing []Facet) {
	answers = map[Facet]Answer{}
	ask := func(f Facet, a Answer) {
		if old, ok := answers[f]; !ok || rank(a) < rank(old) {
			answers[f] = a
		}
	}
	if q.Words != "" {
		ask(ByWords, c.named(q.Words))
	}
	if q.Land != "" {
		ask(ByLand, yesNo(c.Area.serves(q.Land, "")))
	}
	for _, n := range q.Needs {
		ask(ByNeed, stated(c.needs(), n))
	}
	for _, f := range q.Forms {
		ask(ByForm, stated(c.forms(), f))
	}
	for _, l := range q.Languages {
		ask(ByLanguage, stated(c.spoken(), l))
	}
	for _, g := range q.Groups {
		ask(ByGroup, stated(c.Groups, g))
	}
	for _, a := range q.Access {
		ask(ByAccess, stated(c.ways(), a))
	}
	if q.OpenNow {
		ask(ByOpen, openAnswer(c.open(now)))
	}
	if q.Accessible {
		ask(ByStepFree, c.stepFree())
	}
	for _, f := range facets {
		switch a, asked := answers[f]; {
		case asked && a == No:
			refusals++
		case asked && a == NotStated:
			missing = append(missing, f)
		}
	}
	return answers, refusals, missing
}

// rank orders answers so that one No to a question outweighs all else.
func rank(a Answer) int { return slices.Index([]Answer{No, NotStated, Yes}, a) }

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

// add counts the centre under every value of a facet that it would still be
// found with, given its answers to the other facets.
func (n Counts) add(c *Centre, answers map[Facet]Answer, open hours.State) {
	for _, f := range facets {
		if lacking(answers, f) > 0 {
			continue
		}
		for _, value := range c.values(f, open) {
			n[f][value]++
		}
	}
}

// lacking counts the facets, leaving one aside, that were not answered with yes.
func lacking(answers map[Facet]Answer, aside Facet) int {
	n := 0
	for f, a := range answers {
		if a != Yes && f != aside {
			n++
		}
	}
	return n
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
