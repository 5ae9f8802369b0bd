package centres

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
)

// In a frozen copy nothing can be searched for. In the place of the form stand
// links to lists that were made beforehand: by Land, by spoken language, by need,
// form of exploitation and group. Nor can a file know whether somebody answers
// now, so it tells the hours of the week.

// Lists are links to the lists of one facet.
type Lists struct {
	Name  string
	Links []ui.Link
	Open  bool // shown at once, not unfolded first
}

// freeze makes a search page fit for a frozen copy.
func (p *SearchPage) freeze(d *Directory, q question, now time.Time) {
	for _, list := range [][]Card{p.Matches, p.Ask, p.Serving, p.Nationwide} {
		for i := range list {
			if c, ok := d.ByNumber(list[i].Number); ok {
				list[i].sayWeek(p.Printer, c)
			}
		}
	}
	if q.asked {
		p.List = listName(p.Printer, q.query)
		return
	}
	p.Lists = frozenLists(p.Frame, d, now)
}

// frozenLists names every Land, and of the other facets each value that at least
// one entry answers with yes.
func frozenLists(f ui.Frame, d *Directory, now time.Time) []Lists {
	link := func(name, value, words string, n int) ui.Link {
		return ui.Link{Address: way(f, "", [][2]string{{name, value}}, false).Address, Words: words + " (" + strconv.Itoa(n) + ")"}
	}
	matches := func(q Query) int { return len(d.Search(q, now).Matches) }
	lands := Lists{Name: f.Say("centres.form.land"), Open: true}
	for _, l := range landsByName() {
		lands.Links = append(lands.Links, link("land", l.Code, l.Name, matches(Query{Land: l.Code})))
	}
	languages := Lists{Name: f.Say("centres.form.language")}
	for _, l := range f.SpokenLanguages() {
		if n := matches(Query{Languages: []string{l.Code}}); n > 0 {
			languages.Links = append(languages.Links, link("language", l.Code, spokenWords(l), n))
		}
	}
	needs := Lists{Name: f.Say("centres.form.needs")}
	for _, v := range Needs {
		if n := matches(Query{Needs: []Need{v}}); n > 0 {
			needs.Links = append(needs.Links, link("need", string(v), f.Say("centres.need."+string(v)), n))
		}
	}
	forms := Lists{Name: f.Say("centres.form.forms")}
	for _, v := range Forms {
		if n := matches(Query{Forms: []Form{v}}); n > 0 {
			forms.Links = append(forms.Links, link("need", string(v), f.Say("centres.exploitation."+string(v)), n))
		}
	}
	groups := Lists{Name: f.Say("centres.form.group")}
	for _, v := range Groups {
		if n := matches(Query{Groups: []Group{v}}); n > 0 {
			groups.Links = append(groups.Links, link("group", string(v), f.Say("centres.group."+string(v)), n))
		}
	}
	return slices.DeleteFunc([]Lists{lands, languages, needs, forms, groups}, func(l Lists) bool { return len(l.Links) == 0 })
}

// spokenWords names a language in the reader's words and in its own.
func spokenWords(l text.SpokenLanguage) string {
	if l.Self != "" && l.Self != l.Name {
		return l.Name + " · " + l.Self
	}
	return l.Name
}

// listName says what a list holds, such as "Bundesland: Bayern".
func listName(t *text.Printer, q Query) string {
	var all []string
	add := func(facet Facet, words string) {
		all = append(all, t.Say("centres.facet."+facet.String())+": "+words)
	}
	if q.Land != "" {
		add(ByLand, places.LandName(q.Land))
	}
	for _, l := range q.Languages {
		add(ByLanguage, t.LanguageName(l))
	}
	for _, n := range q.Needs {
		add(ByNeed, t.Say("centres.need."+string(n)))
	}
	for _, f := range q.Forms {
		add(ByForm, t.Say("centres.exploitation."+string(f)))
	}
	for _, g := range q.Groups {
		add(ByGroup, t.Say("centres.group."+string(g)))
	}
	return strings.Join(all, ", ")
}

// sayWeek puts the hours of the week in the place of what holds only now.
func (c *Card) sayWeek(t *text.Printer, centre *Centre) {
	c.IsOpen, c.Open = false, weekWords(t, centre)
}

// weekWords tells the weekly hours of every office; where there are several, each
// with its town.
func weekWords(t *text.Printer, c *Centre) string {
	var all []string
	for _, o := range c.Offices {
		var words []string
		for _, l := range o.Hours.Lines() {
			words = append(words, daysWords(t, l)+": "+timesWords(t, l.Spans))
		}
		if o.Hours.Known && len(words) == 0 && !o.Hours.ByAppointment {
			words = append(words, t.Say("centres.open.closed-day"))
		}
		if o.Hours.ByAppointment {
			words = append(words, t.Say("centres.office.appointment"))
		}
		if len(words) == 0 {
			continue
		}
		week := strings.Join(words, "; ")
		if len(c.Offices) > 1 && o.Town != "" {
			week = o.Town + ": " + week
		}
		if !slices.Contains(all, week) {
			all = append(all, week)
		}
	}
	if len(all) == 0 {
		return t.Say("centres.open.unknown")
	}
	return strings.Join(all, " · ")
}
