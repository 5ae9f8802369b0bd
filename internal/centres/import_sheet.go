package centres

import (
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
)

// sheet is a complete CSV, with the columns it has.
type sheet struct {
	table
	columns  []column
	internal bool // it has any of the internal columns; the public edition has none
}

// sheetEntry is one entry of a complete CSV: the row of the centre and the rows
// of its parts.
type sheetEntry struct {
	sheet  *sheet
	centre tableRow
	id     core.ID
	number int
	parts  map[part][]tableRow
}

// readSheet reads a complete CSV. What it has no column for stays as it is
// stored; an empty cell empties the field. A row without id is a new entry, or
// a further part of the entry above.
func readSheet(t table) (reading, error) {
	s := &sheet{table: t}
	s.columns = columns(s.languages())
	refused := t.unknown(func(name string) bool {
		return strings.EqualFold(name, "part") || slices.ContainsFunc(s.columns, func(c column) bool { return strings.EqualFold(c.name, name) })
	})
	if len(refused) > 0 {
		return reading{refused: refused}, &core.Error{Kind: core.Unprocessable, Key: "centres.import.columns"}
	}
	s.columns = slices.DeleteFunc(s.columns, func(c column) bool { return !t.has(c.name) })
	s.internal = slices.ContainsFunc(s.columns, func(c column) bool { return c.internal })
	read := reading{refused: t.refused}
	refuse := func(r tableRow, column, key string, args ...any) {
		read.refused = append(read.refused, Remark{r.line, column, key, args})
	}

	byID := make(map[core.ID]*sheetEntry)
	above := make([]*sheetEntry, len(t.rows)) // the entry whose centre is the nearest above each row
	var last *sheetEntry
	for i, r := range t.rows {
		above[i] = last
		if s.part(r) != ofCentre {
			continue
		}
		e := s.entry(r)
		last = e
		if _, ok := core.ParseID(string(e.id)); !ok {
			refuse(r, "id", "centres.error.id")
			continue
		}
		if e.id == entryID("", "") {
			refuse(r, "name", "centres.error.required")
			continue
		}
		read.drafts = append(read.drafts, e)
		if byID[e.id] == nil {
			byID[e.id] = e
		}
	}
	for i, r := range t.rows {
		p := s.part(r)
		if p == ofCentre {
			continue
		}
		if !slices.Contains(furtherParts(), p) {
			refuse(r, "part", "centres.error.code", "value", core.Clip(string(p), 40), "choices", "centre, offer, office, alert")
			continue
		}
		e := above[i]
		if id := strings.TrimSpace(t.cell(r, "id")); id != "" {
			e = byID[core.ID(id)]
		}
		if e == nil {
			refuse(r, "id", "centres.import.no_centre")
			continue
		}
		if c, wrong := s.otherPart(r, p); wrong {
			refuse(r, c.name, "centres.import.wrong_part", "part", string(c.part))
			continue
		}
		e.parts[p] = append(e.parts[p], r)
	}
	return read, nil
}

// languages returns the languages of which the file has any column.
func (s *sheet) languages() []core.Lang {
	var langs []core.Lang
	for _, name := range s.names {
		if lang, ok := languageOfColumn(name); ok && !slices.Contains(langs, lang) {
			langs = append(langs, lang)
		}
	}
	return langs
}

// canonicalLang writes a language tag as BCP 47 recommends: zh-Hans, pt-BR.
func canonicalLang(tag string) core.Lang {
	parts := strings.Split(strings.ToLower(tag), "-")
	for i, p := range parts {
		switch {
		case i > 0 && len(p) == 2:
			parts[i] = strings.ToUpper(p)
		case i > 0 && len(p) == 4 && p[0] > '9':
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return core.Lang(strings.Join(parts, "-"))
}

func (s *sheet) part(r tableRow) part {
	p := part(strings.ToLower(strings.TrimSpace(s.cell(r, "part"))))
	if p == "" {
		return ofCentre
	}
	return p
}

// entry begins the entry of a centre's row. Its first parts may stand in the
// same row.
func (s *sheet) entry(r tableRow) *sheetEntry {
	e := &sheetEntry{sheet: s, centre: r, parts: make(map[part][]tableRow)}
	e.id = core.ID(strings.TrimSpace(s.cell(r, "id")))
	if e.id == "" {
		e.id = entryID(plainText(s.cell(r, "name"), false), plainText(s.cell(r, "town"), false))
	}
	e.number, _ = strconv.Atoi(strings.TrimSpace(s.cell(r, "number"))) // merge says if it cannot be read
	for _, p := range furtherParts() {
		if s.filled(r, p) {
			e.parts[p] = []tableRow{r}
		}
	}
	return e
}

// filled tells whether a row holds anything of a part.
func (s *sheet) filled(r tableRow, p part) bool {
	return slices.ContainsFunc(s.columns, func(c column) bool {
		return c.part == p && strings.TrimSpace(s.cell(r, c.name)) != ""
	})
}

// otherPart returns a column in which the row of a further part holds what
// belongs into the row of another one.
func (s *sheet) otherPart(r tableRow, p part) (column, bool) {
	for _, c := range s.columns {
		if c.part != p && c.name != "id" && strings.TrimSpace(s.cell(r, c.name)) != "" {
			return c, true
		}
	}
	return column{}, false
}

func (e *sheetEntry) names() (core.ID, int) { return e.id, e.number }

func (e *sheetEntry) merge(_ *Store, stored entry) (Record, merged) {
	m := merged{by: byHand}
	r, err := stored.Record.clone()
	if err != nil {
		m.refused = []Remark{{e.centre.line, "", "centres.error.unreadable", nil}}
		return r, m
	}
	old := reveal(stored.Record)
	for _, c := range e.sheet.columns {
		if c.part == ofCentre {
			e.cell(&r, &m, c, e.centre, 0)
		}
	}
	r.ID = e.id
	for _, p := range furtherParts() {
		if slices.ContainsFunc(e.sheet.columns, func(c column) bool { return c.part == p }) {
			e.readParts(&r, &m, p, &old)
		}
	}
	e.identify(&r, stored.Record)
	return r, m
}

// cell reads one cell into its field.
func (e *sheetEntry) cell(r *Record, m *merged, c column, from tableRow, i int) {
	cell := e.sheet.cell(from, c.name)
	region := strings.ToUpper(strings.TrimSpace(e.sheet.cell(from, "country")))
	if region == "" {
		region = "DE"
	}
	if p := c.read(r, i, cell, region); p != nil {
		m.refused = append(m.refused, Remark{from.line, c.name, p.Key, p.Args})
	}
}

// readParts replaces all parts of a sort. What the file has no column for is
// kept where it is clear to which part it belongs: as long as none was added or
// taken away.
func (e *sheetEntry) readParts(r *Record, m *merged, p part, old *Record) {
	rows, before := e.parts[p], p.count(old)
	p.grow(r, len(rows))
	for i, from := range rows {
		for _, c := range e.sheet.columns {
			if c.part == p {
				e.cell(r, m, c, from, i)
			}
		}
	}
	for _, c := range columns(languagesOf([]Record{*old})) {
		if c.part != p || e.sheet.has(c.name) {
			continue
		}
		for i := range before {
			value := c.write(old, i)
			if value == "" {
				continue
			}
			if len(rows) != before {
				m.refused = append(m.refused, Remark{e.centre.line, c.name, "centres.import.column_needed", nil})
				break
			}
			c.read(r, i, value, "DE") // what was written can be read
		}
	}
	if p == ofOffice {
		e.offices(r, m, old)
	}
}

// offices finishes the offices of an entry. Pins of an office that moved are
// taken away, so that prepare sets them anew; the address of a secret one goes
// into the internal part at once.
func (e *sheetEntry) offices(r *Record, m *merged, old *Record) {
	same := len(r.Offices) == len(old.Offices)
	var withheld []SecretAddress
	for i := range r.Offices {
		o := &r.Offices[i]
		if o.Country = strings.ToUpper(o.Country); o.Country == "" {
			o.Country = "DE"
		}
		if same {
			was := old.Offices[i]
			o.follow(was)
			if was.Secret && !o.Secret && o.Street != "" {
				m.notes = append(m.notes, Remark{e.parts[ofOffice][i].line, "secret", "centres.import.published", []any{"name", r.Name}})
			}
		}
		if !o.Secret {
			continue
		}
		a := SecretAddress{Office: i, Street: o.Street, PostalCode: o.PostalCode, Point: o.Point}
		if !e.sheet.internal && a.Street+a.PostalCode == "" {
			a.Point = nil // the public edition has the district's middle in its place
			if same && old.Offices[i].Secret {
				a = SecretAddress{i, old.Offices[i].Street, old.Offices[i].PostalCode, old.Offices[i].Point}
			} else if len(old.Internal.Addresses) > 0 {
				m.refused = append(m.refused, Remark{e.parts[ofOffice][i].line, "street", "centres.import.withheld", nil})
			}
		}
		o.Street, o.PostalCode, o.Point = "", "", nil
		withheld = append(withheld, a)
	}
	r.Internal.Addresses = withheld
}

// identify gives the entry its organisation where the file leaves that open.
func (e *sheetEntry) identify(r *Record, stored Record) {
	r.Organisation = plainText(r.Organisation, false)
	if r.Organisation == "" {
		r.Organisation = plainText(r.Name, false)
	}
	if r.OrganisationID != "" && e.sheet.has("organisation_id") {
		return
	}
	if r.Organisation == stored.Organisation {
		r.OrganisationID = stored.OrganisationID
		return
	}
	town := ""
	if len(r.Offices) > 0 {
		town = plainText(r.Offices[0].Town, false)
	}
	r.OrganisationID = organisationID(r.Organisation, town)
}

// place returns the line and column of a field such as "offices.1.street".
func (e *sheetEntry) place(field string) (int, string) {
	line, path := e.centre.line, field
	first, rest, _ := strings.Cut(field, ".")
	if index, rest, _ := strings.Cut(rest, "."); first == "offers" || first == "offices" || first == "alerts" {
		path = first + "." + rest
		i, err := strconv.Atoi(index)
		rows := e.parts[part(strings.TrimSuffix(first, "s"))]
		if err == nil && i < len(rows) {
			line = rows[i].line
		}
	}
	for _, c := range e.sheet.columns {
		if c.path == path || c.lang != "" && c.path+"."+string(c.lang) == path || c.lang == "" && strings.HasPrefix(path, c.path+".") {
			return line, c.name
		}
	}
	return line, path
}

// reveal returns a record with the withheld addresses in their offices, as only
// its editors may have it.
func reveal(r Record) Record {
	r.Offices = slices.Clone(r.Offices)
	for _, a := range r.Internal.Addresses {
		o := &r.Offices[a.Office]
		o.Street, o.PostalCode, o.Point = a.Street, a.PostalCode, a.Point
	}
	return r
}
