package centres

import (
	"strconv"

	"verbund/internal/core"
	"verbund/internal/platform/places"
)

// hsdsLocationID names an office by what is public of it. A street must not be
// in the name: whoever guesses a secret one could try it out.
func hsdsLocationID(c *Centre, office int) core.ID {
	o := c.Offices[office]
	same := 0
	for _, earlier := range c.Offices[:office] {
		if earlier.Name == o.Name && earlier.Town == o.Town {
			same++
		}
	}
	words := []string{string(c.ID), o.Name, o.Town}
	if same > 0 {
		words = append(words, strconv.Itoa(same))
	}
	return core.NamedID("hsds location", words...)
}

// location describes an office. Of a secret one there is no address, and the
// point is the middle of its district, which the entry itself carries.
func (w *hsdsWriter) location(c *Centre, office int) hsdsLocation {
	o, id := c.Offices[office], hsdsLocationID(c, office)
	l := hsdsLocation{hsdsLocationBrief: hsdsLocationBrief{
		ID: id, LocationType: "physical", OrganizationID: c.OrganisationID, Name: o.Name,
		ExternalIdentifier: o.District,
	}}
	if l.Name == "" {
		l.Name = c.Name + ", " + o.Town
	}
	if o.District != "" {
		l.ExternalIdentifierType = w.german.Say("centres.hsds.district")
	}
	if o.Point != nil {
		l.Latitude, l.Longitude = &o.Point.Lat, &o.Point.Lon
	}
	if o.Secret {
		l.Description = w.german.Say("centres.office.secret") + " " + w.german.Say("centres.hsds.middle")
	} else {
		a := hsdsAddress{
			ID: core.NamedID("hsds address", string(id)), LocationID: id, Address1: o.Street, City: o.Town,
			StateProvince: places.LandName(o.Land), PostalCode: o.PostalCode, Country: o.Country, AddressType: "physical",
		}
		if p, ok := w.places.District(o.District); ok {
			a.Region = p.DistrictName
		}
		l.Addresses = []hsdsAddress{a}
	}
	for _, code := range o.Accessibility {
		one := core.NamedID("hsds accessibility", string(id), string(code))
		l.Accessibility = append(l.Accessibility, hsdsAccessibility{
			ID: one, LocationID: id, Description: w.german.Say("centres.accessibility." + string(code)),
			Attributes: w.attributes(one, "accessibility", "accessibility", []string{string(code)}),
		})
	}
	l.Schedules = newHSDSSchedules(w.german, w.zone, id, func(s *hsdsSchedule) { s.LocationID = id }, o.Hours)
	return l
}

// place links a service with an office and says when and how to reach it there.
func (w *hsdsWriter) place(s hsdsServiceWhole, c *Centre, office int, location hsdsLocation) hsdsPlaceWhole {
	id := core.NamedID("hsds service_at_location", string(s.ID), string(location.ID))
	p := hsdsPlaceWhole{hsdsPlace: hsdsPlace{id, s.ID, location.ID}, Location: location}
	p.Schedules = newHSDSSchedules(w.german, w.zone, id, func(x *hsdsSchedule) { x.ServiceAtLocationID = id }, c.Offices[office].Hours)
	return p
}
