package centres

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
)

// hsdsEdition is a version of the directory as documents of HSDS, each encoded
// once. It never changes once it was made. Whole documents are joined from
// parts when they are asked for, so that none is kept twice.
type hsdsEdition struct {
	of    *Directory
	day   core.Date // alerts come and go by the day
	table *places.Table
	seal  string // the same if and only if every document is

	organizations, services, places, taxonomies, terms []*hsdsDocument
}

// hsdsDocument is a record of the API with all that it can be asked by.
type hsdsDocument struct {
	id            core.ID
	list          []byte // as it stands in a list
	minimal       []byte // services: id and last change
	brief         []byte // services: as an organization lists them
	whole         []byte // with all related data, but for what parts add
	name          []byte // services: the name as JSON
	parts         []*hsdsDocument
	service       *hsdsDocument // of a place
	organization  core.ID
	lists, termed []core.ID // taxonomies and terms that it is classified by
	modified      time.Time
	words         string // folded, for the search
	centre        *Centre
	point         *places.Point
}

// appendWhole appends the document with all related data.
func (d *hsdsDocument) appendWhole(b []byte, services bool) []byte {
	open := func() { b = append(b, d.whole[:len(d.whole)-1]...) }
	switch {
	case d.service != nil: // satisfies the schemas of service_at_location and of service
		open()
		b = append(append(b, `,"name":`...), d.service.name...)
		b = append(append(b, `,"status":"active","service":`...), d.service.whole...)
		return append(b, '}')
	case len(d.parts) == 0:
		return append(b, d.whole...)
	case d.parts[0].service != nil: // a service with its places
		open()
		b = append(b, `,"service_at_locations":[`...)
		for i, p := range d.parts {
			b = append(comma(b, i), p.whole...)
		}
		return append(b, "]}"...)
	}
	open() // an organization with its services
	b = append(b, `,"services":[`...)
	for i, p := range d.parts {
		if b = comma(b, i); services {
			b = p.appendWhole(b, false)
		} else {
			b = append(b, p.brief...)
		}
	}
	return append(b, "]}"...)
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

// newHSDSEdition makes all documents of a directory as it is on a day.
func newHSDSEdition(d *Directory, day core.Date, table *places.Table, texts *text.Catalogue, zone string) (*hsdsEdition, error) {
	e := &hsdsEdition{of: d, day: day, table: table}
	w := &hsdsWriter{
		german: texts.For(text.German), english: texts.For("en"), places: table, zone: zone, day: day,
		changed: d.changedAt, terms: map[core.ID]*hsdsTerm{},
	}
	var j hsdsJSON
	e.addTerms(w, &j)
	var order []core.ID
	centres := map[core.ID][]*Centre{}
	for _, c := range d.Centres {
		if centres[c.OrganisationID] == nil {
			order = append(order, c.OrganisationID)
		}
		centres[c.OrganisationID] = append(centres[c.OrganisationID], c)
	}
	for _, id := range order {
		e.addOrganization(w, &j, centres[id])
	}
	e.seal = j.seal()
	return e, j.err
}

func (e *hsdsEdition) addTerms(w *hsdsWriter, j *hsdsJSON) {
	for _, l := range hsdsLists() {
		taxonomy := newHSDSTaxonomy(w.german, w.english, l)
		whole := j.write(taxonomy)
		e.taxonomies = append(e.taxonomies, &hsdsDocument{id: taxonomy.ID, list: whole, whole: whole, words: foldAll(l.key, taxonomy.Name, taxonomy.Description)})
		for _, code := range l.codes {
			term := newHSDSTerm(w.german, w.english, l, code)
			w.terms[term.ID] = &term
			detailed := term
			detailed.TaxonomyDetail = &taxonomy
			whole := j.write(detailed)
			e.terms = append(e.terms, &hsdsDocument{
				id: term.ID, list: whole, whole: whole, lists: []core.ID{taxonomy.ID}, words: foldAll(code, term.Name, term.Description),
			})
		}
	}
}

func (e *hsdsEdition) addOrganization(w *hsdsWriter, j *hsdsJSON, centres []*Centre) {
	o := w.organization(centres)
	doc := &hsdsDocument{id: o.ID, organization: o.ID, list: j.write(o.hsdsOrganization)}
	words := []string{o.Name, o.Description}
	for _, c := range centres {
		var locations []hsdsLocation
		for i := range c.Offices {
			locations = append(locations, w.location(c, i))
		}
		o.Locations = append(o.Locations, locations...)
		for _, s := range w.services(c, o.hsdsOrganization) {
			service := e.addService(j, c, s)
			for i, l := range locations {
				service.parts = append(service.parts, e.addPlace(w, j, service, s, c, i, l))
			}
			doc.parts = append(doc.parts, service)
			doc.lists, doc.termed = append(doc.lists, service.lists...), append(doc.termed, service.termed...)
			if service.modified.After(doc.modified) {
				doc.modified = service.modified
			}
			words = append(words, service.words)
		}
	}
	doc.whole, doc.words = j.write(o), foldAll(words...)
	e.organizations = append(e.organizations, doc)
}

// services are the offers of a centre, or one for a centre that names none.
func (w *hsdsWriter) services(c *Centre, o hsdsOrganization) []hsdsServiceWhole {
	offers := c.Offers
	if len(offers) == 0 {
		offers = []Offer{{}}
	}
	same := map[string]int{}
	var all []hsdsServiceWhole
	for _, offer := range offers {
		// By its name and not by its place, so that another offer before it
		// does not change who it is.
		name := w.said(offer.Name)
		words := []string{string(c.ID), name}
		if same[name]++; same[name] > 1 {
			words = append(words, strconv.Itoa(same[name]))
		}
		all = append(all, w.service(core.NamedID("hsds service", words...), c, offer, o))
	}
	return all
}

func (e *hsdsEdition) addService(j *hsdsJSON, c *Centre, s hsdsServiceWhole) *hsdsDocument {
	doc := &hsdsDocument{
		id: s.ID, organization: s.OrganizationID, centre: c, list: j.write(s.hsdsService), whole: j.write(s), name: j.write(s.Name),
		minimal: j.write(hsdsMinimal{s.ID, s.LastModified}), brief: j.write(s.hsdsBrief), modified: e.of.changedAt(c),
	}
	words := []string{s.Name, s.Description, s.Organization.Name, c.searchName()}
	for _, a := range s.Attributes {
		doc.termed, doc.lists = append(doc.termed, a.TaxonomyTermID), append(doc.lists, a.TaxonomyTerm.TaxonomyID)
		words = append(words, a.TaxonomyTerm.Name)
	}
	doc.words = foldAll(words...)
	e.services = append(e.services, doc)
	return doc
}

func (e *hsdsEdition) addPlace(w *hsdsWriter, j *hsdsJSON, service *hsdsDocument, s hsdsServiceWhole, c *Centre, office int, l hsdsLocation) *hsdsDocument {
	p := w.place(s, c, office, l)
	doc := *service
	doc.id, doc.service, doc.parts, doc.point = p.ID, service, nil, c.Offices[office].Point
	doc.whole = j.write(p)
	doc.list = j.write(struct {
		hsdsPlace
		Location hsdsLocationBrief `json:"location"`
		Service  hsdsService       `json:"service"`
	}{p.hsdsPlace, l.hsdsLocationBrief, s.hsdsService})
	doc.words = foldAll(service.words, l.Name)
	e.places = append(e.places, &doc)
	return &doc
}

// foldAll joins texts as they are searched.
func foldAll(all ...string) string {
	return strings.Join(text.FoldKeys(strings.Join(all, " ")), " ")
}

// hsdsJSON encodes documents and remembers the first failure and what all of
// them came to.
type hsdsJSON struct {
	err error
	sum [sha256.Size]byte
}

func (j *hsdsJSON) write(document any) []byte {
	b, err := json.Marshal(document)
	if err != nil && j.err == nil {
		j.err = fmt.Errorf("hsds: %w", err)
	}
	j.sum = sha256.Sum256(append(j.sum[:], b...))
	return b
}

func (j *hsdsJSON) seal() string { return base64.RawURLEncoding.EncodeToString(j.sum[:12]) }
