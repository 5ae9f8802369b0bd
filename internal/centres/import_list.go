package centres

import (
	"errors"
	"slices"
	"strings"

	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/places"
)

// listColumns are the columns of a printed member list. The first four must be
// there.
func listColumns() []string {
	return []string{"group", "country", "town", "name", "land", "email", "website", "phone_as_printed", "serves", "as_of", "source"}
}

// listLine is one line of a printed member list: an organisation and the one
// entry that the list makes of it.
type listLine struct {
	line int

	kind          Kind
	group         network.Group
	country, land string
	town, name    string
	email         string
	website       string
	phones        []phone.Number
	serves        []string
	asOf          core.Date
	source        string
}

// readList reads a printed member list. Lines that cannot be understood are
// refused one by one.
func readList(t table, file string) (reading, error) {
	columns := listColumns()
	refused := t.unknown(func(c string) bool { return slices.Contains(columns, c) })
	for _, c := range columns[:4] {
		if !t.has(c) {
			refused = append(refused, Remark{t.line, c, "centres.import.missing_column", nil})
		}
	}
	if len(refused) > 0 {
		return reading{refused: refused}, &core.Error{Kind: core.Unprocessable, Key: "centres.import.columns"}
	}
	read := reading{refused: t.refused}
	for _, r := range t.rows {
		l := listLine{line: r.line}
		problems := l.read(t, r, file, &read.notes)
		read.refused = append(read.refused, problems...)
		if len(problems) == 0 {
			read.drafts = append(read.drafts, l)
		}
	}
	return read, nil
}

func (l *listLine) read(t table, r tableRow, file string, notes *[]Remark) []Remark {
	var refused []Remark
	refuse := func(column, key string, args ...any) {
		refused = append(refused, Remark{r.line, column, key, args})
	}
	cell := func(column string) string { return plainText(t.cell(r, column), false) }
	switch strings.ToLower(strings.ReplaceAll(cell("group"), "-", " ")) {
	case "specialised centre", "specialised":
		l.kind, l.group = Specialised, network.SpecialisedCentre
	case "centre abroad", "abroad":
		l.kind, l.group = Abroad, network.CentreAbroad
	case "interest association", "association":
		l.kind, l.group = Association, network.InterestAssociation
	default:
		refuse("group", "centres.error.code", "value", core.Clip(cell("group"), 40),
			"choices", "specialised centre, centre abroad, interest association")
	}
	l.country = strings.ToUpper(cell("country"))
	if l.country == "" {
		l.country = "DE"
	}
	l.town, l.name, l.email, l.website = cell("town"), cell("name"), cell("email"), cell("website")
	for _, c := range []string{"town", "name"} {
		if cell(c) == "" {
			refuse(c, "centres.error.required")
		}
	}
	var ok bool
	if l.land, ok = landCode(cell("land")); !ok {
		refuse("land", "centres.error.land", "value", core.Clip(cell("land"), 40))
	}
	for _, s := range items(cell("serves")) {
		code, ok := landCode(s)
		if !ok {
			refuse("serves", "centres.error.land", "value", core.Clip(s, 40))
		}
		l.serves = append(l.serves, code)
	}
	date, err := parseDay(cell("as_of"))
	if err != nil {
		refuse("as_of", "centres.import.date", "value", core.Clip(cell("as_of"), 40))
	}
	l.asOf = date
	if l.source = cell("source"); l.source == "" {
		l.source = plainText(core.Clip(file, 200), false)
	}
	printed := t.cell(r, "phone_as_printed")
	numbers, err := phone.Parse(printed, l.country)
	if err != nil {
		p := fieldError(err)
		refuse("phone_as_printed", p.Key, p.Args...)
	}
	l.phones = numbers
	if len(refused) == 0 && len(numbers) > 0 {
		*notes = append(*notes, Remark{r.line, "phone_as_printed", "centres.import.numbers",
			[]any{"n", len(numbers), "printed", core.Clip(plainText(printed, false), 80), "numbers", displays(numbers)}})
	}
	return refused
}

func displays(numbers []phone.Number) string {
	var all []string
	for _, n := range numbers {
		all = append(all, n.International)
	}
	return strings.Join(all, ", ")
}

// landCode returns the ISO code of a Land that is given by code or by name. The
// empty text is no Land and no error.
func landCode(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	for _, l := range places.Lands() {
		if strings.EqualFold(s, l.Code) || strings.EqualFold(s, l.Name) {
			return l.Code, true
		}
	}
	return "", false
}

// items returns the items of a cell that holds a list.
func items(cell string) []string {
	var all []string
	for item := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == '|' || r == '\n' }) {
		if item = strings.TrimSpace(item); item != "" {
			all = append(all, item)
		}
	}
	return all
}

func (l listLine) names() (core.ID, int) { return entryID(l.name, l.town), 0 }

// entryID is the id of an entry that a file gives none: the same name in the
// same town is the same entry, on every machine and for ever.
func entryID(name, town string) core.ID { return core.NamedID("verbund/centre", name, town) }

// organisationID is the same for the body that runs a centre.
func organisationID(name, town string) core.ID {
	return core.NamedID("verbund/organisation", name, town)
}

func (l listLine) place(field string) (int, string) {
	switch field {
	case "phones":
		return l.line, "phone_as_printed"
	case "offices.0.town", "offices.0.country", "offices.0.land":
		return l.line, strings.TrimPrefix(field, "offices.0.")
	}
	return l.line, field
}

// merge puts the line over the stored entry, if the list is newer than what is
// known.
func (l listLine) merge(s *Store, stored entry) (Record, merged) {
	m := merged{by: byList, organisation: &network.Organisation{
		ID: organisationID(l.name, l.town), Name: l.name, Group: l.group, Country: l.country, Land: l.land,
		Town: l.town, Email: l.email, Website: l.website, Member: true, AsOf: l.asOf, Source: l.source,
	}}
	next, err := l.over(stored.Record)
	if err != nil {
		m.refused = []Remark{{l.line, "", "centres.error.unreadable", nil}}
		return next, m
	}
	day, newer := stored.knownAfter(l.asOf)
	if stored.Revision == 0 || !newer {
		return next, m
	}
	m.keep = true
	next.AsOf, next.Source = stored.AsOf, stored.Source
	prepared, problems := s.prepare(next)
	public, _, err := prepared.texts()
	if err = errors.Join(err); len(problems) > 0 || err != nil || public != stored.public {
		m.notes = []Remark{{l.line, "as_of", "centres.import.kept", []any{"name", l.name, "day", day.String()}}}
	}
	return stored.Record, m
}

// knownAfter tells whether the entry knows better than a list of the day asOf,
// and since when. The list must be as new as the source of the entry, and newer
// than the day somebody edited or confirmed it.
func (e entry) knownAfter(asOf core.Date) (core.Date, bool) {
	for _, day := range []core.Date{e.ConfirmedOn, e.editedOn} {
		if !day.IsZero() && !day.Before(asOf) {
			return day, true
		}
	}
	return e.AsOf, e.AsOf.After(asOf)
}

// over returns the record with what the list says. What it leaves blank stays.
func (l listLine) over(stored Record) (Record, error) {
	r, err := stored.clone()
	if err != nil {
		return r, err
	}
	r.ID, _ = l.names()
	r.Kind, r.Name = l.kind, l.name
	if r.OrganisationID == "" {
		r.OrganisationID, r.Organisation = organisationID(l.name, l.town), l.name
	}
	if len(l.phones) > 0 {
		r.Phones = l.phones
		r.Access = withAccess(r.Access, "phone")
	}
	if l.email != "" {
		r.Email = l.email
		r.Access = withAccess(r.Access, "mail")
	}
	if l.website != "" {
		r.Website = l.website
	}
	if l.kind == Specialised {
		var lands []string
		for _, land := range append([]string{l.land}, l.serves...) {
			if land != "" && !slices.Contains(lands, land) {
				lands = append(lands, land)
			}
		}
		r.Area.Lands = lands
	}
	if len(r.Offices) == 0 {
		r.Offices = []Office{{}}
	}
	o := &r.Offices[0]
	if o.Town != l.town || o.Land != l.land || o.Country != l.country {
		*o = Office{Name: o.Name, Secret: o.Secret, Hours: o.Hours, Accessibility: o.Accessibility}
		o.Town, o.Land, o.Country = l.town, l.land, l.country
	}
	r.AsOf, r.Source = l.asOf, l.source
	return r, nil
}

func withAccess(list []Access, way Access) []Access {
	if slices.Contains(list, way) {
		return list
	}
	return append(list, way)
}
