package centres

import (
	"math"
	"slices"
	"strings"
	"time"

	"verbund/internal/centres/hours"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
)

// What an entry says, asked the way a search asks it.

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
