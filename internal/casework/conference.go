package casework

import (
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
)

// veil says answers so that those who sit at the table learn what they need to
// think along, and not who it is about: days, sums and ages become bands,
// countries become what counts for the right to stay, and words that somebody
// wrote, colleagues, houses and languages are left out.
type veil struct {
	worker
	ui.Frame
	given dataset.Given
	left  int // answers that were left out
}

// facts are the answers of a sheet as far as they can be said.
func (v *veil) facts(sheet *dataset.Sheet, a dataset.Answers) []FactView {
	var all []FactView
	for _, q := range sheet.Questions() {
		if len(a[q.ID]) == 0 {
			continue
		}
		said := v.say(q, a)
		if len(said) == 0 {
			v.left++
			continue
		}
		all = append(all, FactView{q.Label(v.Lang()), said})
	}
	return all
}

// say is an answer as it can be said, nothing where it is left out.
func (v *veil) say(q dataset.Question, a dataset.Answers) []string {
	if slices.Equal(a[q.ID], []string{dataset.Declined}) {
		return []string{v.Say("casework.form.declined")}
	}
	switch q.Kind {
	case dataset.Yes:
		return []string{v.Say("casework.form.yes")}
	case dataset.Minutes:
		return v.Set.Say(q, a[q.ID], v.Frame.Printer, v.given)
	case dataset.Day, dataset.When:
		return words(v.dayBand(roughDay(a.Get(q.ID))))
	case dataset.Money:
		return words(v.moneyBand(a.Int(q.ID)))
	case dataset.Number:
		if q.ID == "birth-year" {
			return words(v.ageBand(q, a))
		}
		if a.Int(q.ID) > 3 {
			return []string{v.Say("casework.conference.more-than", "n", 3)}
		}
		return []string{v.Number(a.Int(q.ID))}
	case dataset.One, dataset.Several:
		if strings.HasPrefix(q.List, "@") && q.List != "@rules" {
			return nil
		}
		return v.Set.Say(q, a[q.ID], v.Frame.Printer, v.given)
	case dataset.Country, dataset.Countries:
		var said []string
		for _, code := range a.All(q.ID) {
			if region := v.region(code); !slices.Contains(said, region) {
				said = append(said, region)
			}
		}
		return said
	}
	return nil
}

func words(said string) []string {
	if said == "" {
		return nil
	}
	return []string{said}
}

// roughDay is a day somewhere in what is known of one: 2025 and 2025-03 become
// their middle.
func roughDay(kept string) core.Date {
	switch len(kept) {
	case len("2025"):
		kept += "-07-01"
	case len("2025-03"):
		kept += "-15"
	}
	day, err := core.ParseDate(kept)
	if err != nil {
		return core.Date{}
	}
	return day
}

// dayBand says how long ago a day is, or how long until it comes.
func (v *veil) dayBand(day core.Date) string {
	if day.IsZero() {
		return ""
	}
	days := dayNumber(v.Today()) - dayNumber(day)
	switch {
	case days < -92:
		return v.Say("casework.conference.later")
	case days < -28:
		return v.Say("casework.conference.in-3-months")
	case days < -14:
		return v.Say("casework.conference.in-4-weeks")
	case days < 0:
		return v.Say("casework.conference.in-2-weeks")
	case days <= 28:
		return v.Say("casework.conference.last-4-weeks")
	case days <= 92:
		return v.Say("casework.conference.last-3-months")
	case days <= 183:
		return v.Say("casework.conference.last-6-months")
	case days <= 365:
		return v.Say("casework.conference.last-year")
	case days <= 2*365:
		return v.Say("casework.conference.last-2-years")
	case days <= 5*365:
		return v.Say("casework.conference.last-5-years")
	}
	return v.Say("casework.conference.longer-ago")
}

// moneyBand says how much a sum in cents is.
func (v *veil) moneyBand(cents int) string {
	for _, most := range []int{500, 2000, 10000, 50000} {
		if cents <= most*100 {
			return v.Say("casework.conference.up-to", "n", most)
		}
	}
	return v.Say("casework.conference.sum-more", "n", 50000)
}

// ageBands are the codes of the list "age-band" with the age up to which each
// goes.
var ageBands = []struct {
	code string
	most int
}{{"0-13", 13}, {"14-17", 17}, {"18-21", 21}, {"22-29", 29}, {"30-39", 39}, {"40-49", 49}, {"50-plus", 200}}

// ageBand says in which band somebody's age lies; nothing where the band itself
// was answered.
func (v *veil) ageBand(q dataset.Question, a dataset.Answers) string {
	if a.Get("age-band") != "" {
		return ""
	}
	age, known := dataset.Age(a.Get(q.ID), v.Today())
	if !known {
		return ""
	}
	for _, band := range ageBands {
		if age <= band.most {
			code, _ := v.Set.List("age-band").Code(band.code)
			return code.Label(v.Lang())
		}
	}
	return ""
}

// freeMovement are the states whose citizens move freely: the European Union (as
// of 2020-02-01), the European Economic Area, and Switzerland.
const freeMovement = " AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO CH "

// region is what of a country counts for the right to stay.
func (v *veil) region(code string) string {
	switch {
	case code == "DE":
		return v.CountryName("DE")
	case code == "XX":
		return v.CountryName("XX")
	case code == "XS":
		return v.CountryName("XS")
	case strings.Contains(freeMovement, " "+code+" "):
		return v.Say("casework.conference.free-movement")
	}
	return v.Say("casework.conference.third-country")
}

// contacts sum up the journal: how many contacts there were, and for how long.
func (v *veil) contacts(c *Case) []FactView {
	sheet, known := v.Set.Sheet("journal")
	if !known {
		return nil
	}
	all, recent, minutes := 0, 0, 0
	kinds := map[string]int{}
	for _, k := range c.Entries(sheet) {
		all++
		minutes += k.State.Answers.Int("minutes")
		kinds[k.State.Answers.Get("kind")]++
		for _, q := range sheet.Questions() {
			if (q.Kind == dataset.Line || q.Kind == dataset.Text) && k.State.Answers.Get(q.ID) != "" {
				v.left++
			}
		}
		if dayNumber(v.Today())-dayNumber(k.State.Answers.Day("day")) <= spentDays {
			recent++
		}
	}
	if all == 0 {
		return nil
	}
	facts := []FactView{
		{v.Say("casework.conference.contacts"), []string{v.Say("casework.conference.contacts-said", "n", all, "recent", recent, "days", spentDays)}},
		{v.Say("casework.conference.time"), []string{hours(v.Frame, minutes)}},
	}
	var said []string
	for _, code := range v.Set.List("contact-kind").Codes {
		if n := kinds[code.ID]; n > 0 {
			said = append(said, code.Label(v.Lang())+": "+v.Number(n))
		}
	}
	if said != nil {
		facts = append(facts, FactView{v.Say("casework.conference.kinds"), said})
	}
	return facts
}
