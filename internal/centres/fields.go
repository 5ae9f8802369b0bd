package centres

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
)

// Fields is an entry field by field, each in the notation of the complete CSV,
// withheld addresses in their offices. A field that is empty is not in it. The
// fields of the second office end in "_2", and so on. The history of an entry,
// its form, and the comparison of two versions all speak of fields.
type Fields map[string]string

// fieldAt names a field of the part with index i.
func fieldAt(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "_" + strconv.Itoa(i+1)
}

// splitField is the other way round: "street_2" is street, 1.
func splitField(field string) (name string, i int) {
	at := strings.LastIndexByte(field, '_')
	n, err := strconv.Atoi(field[at+1:])
	if at < 0 || err != nil || n < 2 || n > mostItems || strconv.Itoa(n) != field[at+1:] {
		return field, 0
	}
	return field[:at], n - 1
}

// fieldsOf returns what an entry says. It is not for the public.
func fieldsOf(r Record) Fields {
	f := Fields{}
	if r.ID == "" {
		return f
	}
	r = reveal(r)
	for _, c := range columns(languagesOf([]Record{r})) {
		for i := range c.part.count(&r) {
			f.set(fieldAt(c.name, i), c.write(&r, i))
		}
	}
	return f
}

func (f Fields) set(field, value string) {
	if value == "" {
		delete(f, field)
		return
	}
	f[field] = value
}

// columns are those of the languages in which any of the fields is.
func (f Fields) columns() []column {
	langs := []core.Lang{"de", "en"}
	for field := range f {
		name, _ := splitField(field)
		if lang, ok := languageOfColumn(name); ok && !slices.Contains(langs, lang) {
			langs = append(langs, lang)
		}
	}
	slices.Sort(langs[2:])
	return columns(langs)
}

// languageOfColumn returns the language of a column that holds words in one.
func languageOfColumn(name string) (core.Lang, bool) {
	for _, before := range []string{"summary_", "refer_on_", "offer_name_", "offer_note_", "alert_text_"} {
		if len(name) > len(before) && strings.EqualFold(name[:len(before)], before) {
			lang := canonicalLang(name[len(before):])
			return lang, writtenLanguage.MatchString(string(lang))
		}
	}
	return "", false
}

// counts tells how many parts of each sort the fields speak of.
func (f Fields) counts() map[part]int {
	parts := map[string]part{}
	for _, c := range f.columns() {
		parts[c.name] = c.part
	}
	n := map[part]int{ofCentre: 1}
	for field := range f {
		name, i := splitField(field)
		if p, ok := parts[name]; ok && p != ofCentre {
			n[p] = max(n[p], i+1)
		}
	}
	return n
}

// differences returns the fields in which after differs, in the order of the
// columns.
func differences(before, after Fields) []Change {
	both := Fields{}
	maps.Copy(both, before)
	maps.Copy(both, after)
	n := both.counts()
	var all []Change
	for _, c := range both.columns() {
		for i := range n[c.part] {
			field := fieldAt(c.name, i)
			if before[field] != after[field] {
				all = append(all, Change{Field: field, From: before[field], To: after[field]})
			}
		}
	}
	return all
}

// record returns the stored entry with these fields in the place of its own.
// The problems name fields. The result has still to be prepared.
func (f Fields) record(stored Record) (Record, []core.FieldError) {
	r, err := stored.clone()
	if err != nil {
		return r, []core.FieldError{{Field: "id", Key: "centres.error.unreadable"}}
	}
	r.Revision = stored.Revision
	n := f.counts()
	for _, p := range furtherParts() {
		p.grow(&r, n[p])
	}
	r.Summary, r.ReferOn = nil, nil
	var problems []core.FieldError
	for _, c := range f.columns() {
		for i := range c.part.count(&r) {
			field := fieldAt(c.name, i)
			if p := c.read(&r, i, f[field], f.region(i, c.part)); p != nil {
				p.Field = field
				problems = append(problems, *p)
			}
		}
	}
	old := reveal(stored)
	for i := range r.Offices {
		o := &r.Offices[i]
		if o.Country = strings.ToUpper(o.Country); o.Country == "" {
			o.Country = "DE"
		}
		if len(r.Offices) == len(old.Offices) {
			o.follow(old.Offices[i])
		}
	}
	conceal(&r)
	return r, problems
}

// region is the country in which a field's numbers and codes are meant.
func (f Fields) region(i int, p part) string {
	if p != ofOffice {
		i = 0
	}
	if country := strings.ToUpper(strings.TrimSpace(f[fieldAt("country", i)])); country != "" {
		return country
	}
	return "DE"
}

// follow takes its pin away from an office that has moved, and the district
// that was found by it, so that they are set anew.
func (o *Office) follow(was Office) {
	moved := o.Town != was.Town || o.PostalCode != was.PostalCode || o.Land != was.Land
	if !moved || o.Point == nil || was.Point == nil || *o.Point != *was.Point {
		return
	}
	o.Point = nil
	if o.District == was.District {
		o.District = ""
	}
}

// conceal is the other way round of reveal: it moves the addresses of secret
// offices into the internal part.
func conceal(r *Record) {
	r.Internal.Addresses = nil
	for i := range r.Offices {
		if o := &r.Offices[i]; o.Secret {
			r.Internal.Addresses = append(r.Internal.Addresses, SecretAddress{Office: i, Street: o.Street, PostalCode: o.PostalCode, Point: o.Point})
			o.Street, o.PostalCode, o.Point = "", "", nil
		}
	}
}

// fieldOf names the field that a problem of a record is about, such as
// "street_2" for "offices.1.street".
func fieldOf(r *Record, path string) string {
	first, rest, _ := strings.Cut(path, ".")
	i := 0
	if index, below, found := strings.Cut(rest, "."); found {
		n, err := strconv.Atoi(index)
		switch {
		case err != nil:
		case first == "offers" || first == "offices" || first == "alerts":
			path, i = first+"."+below, n
		}
		if tail, ok := strings.CutPrefix(path, "internal.addresses."); ok {
			if index, below, _ := strings.Cut(tail, "."); below != "" {
				if n, err := strconv.Atoi(index); err == nil && n < len(r.Internal.Addresses) {
					path, i = "offices."+below, r.Internal.Addresses[n].Office
				}
			}
		}
	}
	for _, c := range columns(languagesOf([]Record{*r})) {
		if c.path == path || c.lang != "" && c.path+"."+string(c.lang) == path || c.lang == "" && strings.HasPrefix(path, c.path+".") {
			return fieldAt(c.name, i)
		}
	}
	return path
}
