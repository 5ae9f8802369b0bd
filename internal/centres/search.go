package centres

import (
	"sort"
	"time"

	"verbund/internal/centres/hours"
	"verbund/internal/platform/places"
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
