package centres

import (
	"strconv"
	"strings"
	"time"

	"verbund/internal/centres/hours"
	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
)

// Card is a centre in a list.
type Card struct {
	Number    int
	Name      string
	Address   string         // of the entry
	Kind      string         // said of those that are not centres in Germany
	Where     string         // town and Land
	Distance  string         // "about 12 km away"
	Serves    string         // said where the Land asked for is served from elsewhere
	Phones    []phone.Number // to call; faxes are left out
	Open      string         // whether somebody answers now
	IsOpen    bool
	Languages string
	Missing   string // what to ask, because the entry is silent on it
	State     string // how far the entry can be relied on
	Age       Age    // the same as a mark
}

func newCard(t *text.Printer, h Hit, now time.Time, land string) Card {
	c := Card{
		Number:  h.Number,
		Name:    h.Name,
		Address: entryAddress(t.Lang(), h.Number),
		Where:   where(h.Centre),
		Phones:  calls(h.Phones),
		State:   stateOf(t, h.Centre, core.DateOf(now)),
		Age:     ageOf(h.ConfirmedOn, core.DateOf(now)),
		IsOpen:  h.Open == hours.Open,
	}
	if h.Kind != Specialised {
		c.Kind = t.Say("centres.kind." + string(h.Kind))
	}
	if h.Km >= 0 {
		c.Distance = distanceWords(t, h.Km)
	}
	if land != "" && h.Area.serves(land, "") && !h.sitsIn(land) {
		c.Serves = t.Say("centres.card.serves", "land", places.LandName(land))
	}
	c.Open = openWords(t, h.Centre, h.Open, now)
	c.Languages = strings.Join(languageNames(t, h.Languages, false), ", ")
	if len(h.Missing) > 0 {
		var names []string
		for _, f := range h.Missing {
			names = append(names, t.Say("centres.facet."+f.String()))
		}
		c.Missing = t.Say("centres.card.missing", "what", strings.Join(names, ", "))
	}
	return c
}

func entryAddress(lang core.Lang, number int) string {
	return "/" + string(lang) + "/centres/" + strconv.Itoa(number)
}

func calls(all []phone.Number) []phone.Number {
	var list []phone.Number
	for _, n := range all {
		if !n.Fax {
			list = append(list, n)
		}
	}
	return list
}

func (c *Centre) sitsIn(land string) bool {
	for _, o := range c.Offices {
		if o.Land == land {
			return true
		}
	}
	return false
}

// where names the towns of a centre, with the Land where it says more.
func where(c *Centre) string {
	var all []string
	for _, o := range c.Offices {
		s := o.Town
		if name := places.LandName(o.Land); name != "" && name != o.Town {
			s += ", " + name
		}
		if s != "" && !strings.Contains(strings.Join(all, " · "), s) {
			all = append(all, s)
		}
	}
	return strings.Join(all, " · ")
}

// nearBy is the distance below which no figure is given: places are known by
// their middle only.
const nearBy = 5

func distanceWords(t *text.Printer, km float64) string {
	if km < nearBy {
		return t.Say("centres.distance.near")
	}
	return t.Say("centres.distance.about", "km", places.RoundKm(km))
}

// openWords never says "open" where the hours are not known.
func openWords(t *text.Printer, c *Centre, state hours.State, now time.Time) string {
	switch state {
	case hours.Open:
		return t.Say("centres.open.now")
	case hours.Closed:
		if next, ok := c.opensNext(now); ok {
			from := int(next.Span.From)
			return t.Say("centres.open.next", "day", t.Weekday(next.Date.Weekday()), "time", t.Time(from/60, from%60))
		}
		return t.Say("centres.open.closed")
	}
	return t.Say("centres.open.unknown")
}

func (c *Centre) opensNext(now time.Time) (first hours.Opening, ok bool) {
	for _, o := range c.Offices {
		next, known := o.Hours.Next(now)
		if known && (!ok || next.Date.Before(first.Date) || next.Date == first.Date && next.Span.From < first.Span.From) {
			first, ok = next, true
		}
	}
	return first, ok
}

func languageNames(t *text.Printer, all []SpokenLanguage, interpreter bool) []string {
	var names []string
	for _, l := range all {
		if l.Interpreter == interpreter {
			names = append(names, t.LanguageName(l.Code))
		}
	}
	return names
}
