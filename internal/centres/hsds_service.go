package centres

import (
	"slices"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
)

// hsdsWriter turns entries into documents of HSDS.
type hsdsWriter struct {
	german, english *text.Printer
	places          *places.Table
	zone            string // of the opening hours
	day             core.Date
	changed         func(*Centre) time.Time
	terms           map[core.ID]*hsdsTerm
}

// organization says of the legal body what all of its centres share.
func (w *hsdsWriter) organization(centres []*Centre) hsdsOrganizationWhole {
	first := centres[0]
	o := hsdsOrganizationWhole{hsdsOrganization: hsdsOrganization{
		ID: first.OrganisationID, Name: first.Organisation,
		Email:   sharedByAll(centres, func(c *Centre) string { return hsdsEmail(c.Email) }),
		Website: sharedByAll(centres, func(c *Centre) string { return hsdsURI(c.Website) }),
	}}
	var names []string
	for _, c := range centres {
		names = append(names, c.Name)
	}
	o.Description = w.german.Say("centres.hsds.runs", "centres", strings.Join(names, ", "))
	if summary := sharedByAll(centres, func(c *Centre) string { return w.said(c.Summary) }); summary != "" {
		o.Description = summary
	}
	for _, n := range first.Phones {
		if !slices.ContainsFunc(centres, func(c *Centre) bool { return !slices.Contains(c.Phones, n) }) {
			o.Phones = append(o.Phones, newHSDSPhone(o.ID, func(p *hsdsPhone) { p.OrganizationID = o.ID }, n))
		}
	}
	o.Phones = distinctPhones(o.Phones)
	return o
}

func sharedByAll(centres []*Centre, of func(*Centre) string) string {
	s := of(centres[0])
	for _, c := range centres[1:] {
		if of(c) != s {
			return ""
		}
	}
	return s
}

// said is a text in German, or in English where there is no German one.
func (w *hsdsWriter) said(words Words) string {
	s, _ := words.In(w.german.Lang())
	return s
}

// service describes one offer of a centre.
func (w *hsdsWriter) service(id core.ID, c *Centre, o Offer, organization hsdsOrganization) hsdsServiceWhole {
	s := hsdsServiceWhole{hsdsService: hsdsService{
		hsdsBrief: hsdsBrief{ID: id, OrganizationID: c.OrganisationID, Name: c.Name, Status: "active"},
		URL:       hsdsURI(c.Website), Email: hsdsEmail(c.Email), Organization: organization,
		ApplicationProcess: w.reach(c), EligibilityDescription: w.eligibility(c),
		AssuredDate: c.ConfirmedOn.String(), LastModified: w.modified(c),
	}}
	if name := w.said(o.Name); name != "" {
		s.Name, s.AlternateName = c.Name+": "+name, name
	}
	description := []string{w.said(c.Summary), w.said(o.Note)}
	if c.Kind == Specialised {
		s.FeesDescription = w.german.Say("centres.share.free")
	} else {
		description = slices.Insert(description, 0, w.german.Say("centres.kind."+string(c.Kind)+"-note"))
	}
	s.Description = paragraphs(description...)
	if by := w.languages(c, true); len(by) > 0 {
		s.InterpretationServices = w.german.Say("centres.facts.interpreter") + ": " + strings.Join(by, ", ")
	}
	var alerts []string
	for _, a := range c.Alerts {
		if a.ActiveOn(w.day) {
			alerts = append(alerts, w.said(a.Text))
		}
	}
	s.Alert = paragraphs(alerts...)
	w.fill(&s, c, o)
	return s
}

// fill adds the lists of a service.
func (w *hsdsWriter) fill(s *hsdsServiceWhole, c *Centre, o Offer) {
	for _, n := range c.Phones {
		s.Phones = append(s.Phones, newHSDSPhone(s.ID, func(p *hsdsPhone) { p.ServiceID = s.ID }, n))
	}
	s.Phones = distinctPhones(s.Phones)
	if len(c.Offices) == 1 {
		s.Schedules = newHSDSSchedules(w.german, w.zone, s.ID, func(x *hsdsSchedule) { x.ServiceID = s.ID }, c.Offices[0].Hours)
	}
	s.ServiceAreas = w.areas(s.ID, c.Area)
	for _, l := range c.Languages {
		if !l.Interpreter {
			s.Languages = append(s.Languages, hsdsLanguage{core.NamedID("hsds language", string(s.ID), l.Code), s.ID, w.german.LanguageName(l.Code), l.Code})
		}
	}
	if s.Email != "" {
		s.Contacts = []hsdsContact{{core.NamedID("hsds contact", string(s.ID), "centre"), s.ID, c.Name, s.Email}}
	}
	for _, list := range []struct {
		key   string
		codes []string
	}{{"need", texts(o.Needs)}, {"form", texts(o.Forms)}, {"group", texts(c.Groups)}, {"access", texts(c.ways())}} {
		s.Attributes = append(s.Attributes, w.attributes(s.ID, "service", list.key, list.codes)...)
	}
	s.Metadata = w.metadata(s.ID, c)
}

func (w *hsdsWriter) languages(c *Centre, interpreter bool) []string {
	var all []string
	for _, l := range c.Languages {
		if l.Interpreter == interpreter {
			all = append(all, w.german.LanguageName(l.Code)+" ("+l.Code+")")
		}
	}
	return all
}

// reach says how to get in touch: HSDS has no place of its own for a chat or a
// form.
func (w *hsdsWriter) reach(c *Centre) string {
	var all []string
	say := func(key, what string) {
		if what != "" {
			all = append(all, w.german.Say(key)+": "+what)
		}
	}
	say("centres.facts.access", labels(w.german, "centres.access.", c.ways()))
	say("centres.hsds.chat", c.Chat)
	say("centres.hsds.form", c.Contact)
	if hsdsEmail(c.Email) == "" {
		say("centres.facts.mail", c.Email)
	}
	return paragraphs(all...)
}

func (w *hsdsWriter) eligibility(c *Centre) string {
	var all []string
	if len(c.Groups) > 0 {
		all = append(all, w.german.Say("centres.facts.groups")+": "+labels(w.german, "centres.group.", c.Groups))
	}
	if c.Children != NotStated {
		all = append(all, w.german.Say("centres.children."+string(c.Children)))
	}
	if on := w.said(c.ReferOn); on != "" {
		all = append(all, w.german.Say("centres.facts.refer-on")+": "+on)
	}
	return paragraphs(all...)
}

func (w *hsdsWriter) modified(c *Centre) string {
	at := w.changed(c)
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.000Z")
}

func paragraphs(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), "\n\n")
}
