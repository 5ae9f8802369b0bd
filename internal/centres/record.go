package centres

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"verbund/internal/core"
	"verbund/internal/platform/places"
)

// What an entry may hold at most, in characters and in parts.
const (
	longestLine = 500
	longestText = 5000
	mostParts   = 50
	mostItems   = 500
)

// prepare returns r as it is to be stored, which is what Save of the result
// stores again without a change. r itself is left alone. If there are problems,
// the record must not be stored.
func (s *Store) prepare(r Record) (Record, []core.FieldError) {
	r, err := r.clone()
	if err != nil {
		return r, []core.FieldError{{Field: "id", Key: "centres.error.unreadable"}}
	}
	problems := tidy(reflect.ValueOf(&r).Elem(), "")
	if len(problems) == 0 {
		c := checker{places: s.places, languages: s.languages, today: core.DateOf(s.clock.Now())}
		problems = c.check(&r)
	}
	if len(problems) == 0 {
		r.Offers = slices.DeleteFunc(r.Offers, Offer.empty)
		if len(r.Offers) == 0 {
			r.Offers = nil
		}
		for i := range r.Offices {
			s.locate(&r.Offices[i])
		}
		s.withhold(&r)
		for i := range r.Offices {
			round(r.Offices[i].Point)
		}
		for i := range r.Internal.Addresses {
			round(r.Internal.Addresses[i].Point)
		}
	}
	return r, problems
}

// empty tells whether the offer says nothing at all.
func (o Offer) empty() bool {
	return len(o.Name)+len(o.Needs)+len(o.Forms)+len(o.Note) == 0
}

// clone returns a record that shares nothing with r.
func (r Record) clone() (Record, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return r, fmt.Errorf("entry: %w", err)
	}
	c := Record{Revision: r.Revision}
	if err := json.Unmarshal(text, &c); err != nil {
		return r, fmt.Errorf("entry: %w", err)
	}
	return c, nil
}

// round takes a point to the nearest centimetre: no digit more can be meant.
func round(p *places.Point) {
	if p != nil {
		p.Lat, p.Lon = math.Round(p.Lat*1e7)/1e7+0, math.Round(p.Lon*1e7)/1e7+0 // + 0 turns -0 into 0
	}
}

// tidy brings every text of v into its plain form, whatever field it is in:
// no space around it, lines that end with a line feed, no second space in what
// is one line. Lists lose what they say twice, empty ones become nil, and so do
// empty texts of a language. It returns a problem for every text that is too
// long or holds control characters, which no person types and PostgreSQL does
// not store.
func tidy(v reflect.Value, path string) []core.FieldError {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return tidy(v.Elem(), path)
		}
	case reflect.Struct:
		var problems []core.FieldError
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				problems = append(problems, tidy(v.Field(i), joinPath(path, fieldName(field)))...)
			}
		}
		return problems
	case reflect.Slice:
		return tidySlice(v, path)
	case reflect.Map:
		return tidyMap(v, path)
	case reflect.String:
		long := path == "internal.note"
		s := plainText(v.String(), long)
		v.SetString(s)
		return textProblems(s, path, long)
	}
	return nil
}

func tidySlice(v reflect.Value, path string) []core.FieldError {
	if v.Len() > mostItems {
		return []core.FieldError{{Field: path, Key: "centres.error.too_many", Args: []any{"max", mostItems}}}
	}
	var problems []core.FieldError
	var kept []any
	n := 0
	for i := range v.Len() {
		problems = append(problems, tidy(v.Index(i), joinPath(path, strconv.Itoa(i)))...)
		if item := v.Index(i); item.Comparable() {
			if item.Kind() == reflect.String && item.String() == "" || slices.Contains(kept, item.Interface()) {
				continue
			}
			kept = append(kept, item.Interface())
		}
		v.Index(n).Set(v.Index(i))
		n++
	}
	v.SetLen(n)
	if n == 0 {
		v.SetZero()
	}
	return problems
}

func tidyMap(v reflect.Value, path string) []core.FieldError {
	if v.Len() > mostParts {
		return []core.FieldError{{Field: path, Key: "centres.error.too_many", Args: []any{"max", mostParts}}}
	}
	var problems []core.FieldError
	for _, key := range v.MapKeys() {
		if v.MapIndex(key).Kind() != reflect.String {
			continue
		}
		s := plainText(v.MapIndex(key).String(), true)
		problems = append(problems, textProblems(s, joinPath(path, key.String()), true)...)
		if s == "" {
			v.SetMapIndex(key, reflect.Value{})
			continue
		}
		v.SetMapIndex(key, reflect.ValueOf(s).Convert(v.Type().Elem()))
	}
	if v.Len() == 0 {
		v.SetZero()
	}
	return problems
}

func joinPath(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

// fieldName is how a field is named in JSON; embedded ones have no name.
func fieldName(f reflect.StructField) string {
	if f.Anonymous {
		return ""
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		return strings.ToLower(f.Name)
	}
	return name
}

// plainText returns the plain form of a text, of several lines or of one.
func plainText(s string, lines bool) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if !lines {
		return strings.Join(strings.Fields(s), " ")
	}
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
}

func textProblems(s, path string, lines bool) []core.FieldError {
	most := longestLine
	if lines {
		most = longestText
	}
	if len(s) > most {
		return []core.FieldError{{Field: path, Key: "centres.error.too_long", Args: []any{"max", most}}}
	}
	bad := func(r rune) bool { return unicode.IsControl(r) && (r != '\n' && r != '\t' || !lines) }
	if strings.ContainsFunc(s, bad) {
		return []core.FieldError{{Field: path, Key: "centres.error.control"}}
	}
	return nil
}

// locate fills in where an office in Germany is, if the entry does not say:
// the point of its postal code, of its town or of its district, whatever is
// known first.
func (s *Store) locate(o *Office) {
	place, ok := s.placeOf(*o)
	if !ok {
		return
	}
	if o.District == "" {
		o.District = place.District
	}
	if o.Point == nil && !place.Point.IsZero() {
		o.Point = &place.Point
	}
}

func (s *Store) placeOf(o Office) (places.Place, bool) {
	if o.Country != "DE" {
		return places.Place{}, false
	}
	if len(o.PostalCode) == 5 {
		if p := s.places.Find(o.PostalCode).Place; p != nil && p.Kind == places.PostalCode && p.Land == o.Land {
			return *p, true
		}
	}
	if p, ok := s.places.Town(o.Town, o.Land); ok && (o.District == "" || p.District == o.District) {
		return p, true
	}
	return s.places.District(o.District)
}

// withhold moves what would betray a secret address into the internal part: the
// street, the postal code, and the point, in whose place the middle of the
// district is given. Every secret office has exactly one such address
// afterwards, also if nothing of it is known; what was withheld before stays
// withheld.
func (s *Store) withhold(r *Record) {
	var withheld []SecretAddress
	for i := range r.Offices {
		o := &r.Offices[i]
		if !o.Secret {
			continue
		}
		a := SecretAddress{Office: i, Street: o.Street, PostalCode: o.PostalCode, Point: o.Point}
		if at := slices.IndexFunc(r.Internal.Addresses, func(a SecretAddress) bool { return a.Office == i }); at >= 0 {
			before := r.Internal.Addresses[at]
			a.Point = before.Point // the one of the office is the district's middle
			if a.Street == "" {
				a.Street = before.Street
			}
			if a.PostalCode == "" {
				a.PostalCode = before.PostalCode
			}
		}
		o.Street, o.PostalCode, o.Point = "", "", nil
		if district, ok := s.places.District(o.District); ok {
			o.Point = &district.Point
		}
		withheld = append(withheld, a)
	}
	r.Internal.Addresses = withheld
}
