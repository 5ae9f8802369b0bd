package centres

import (
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/platform/places"
)

// metadata says where an entry comes from and when its centre confirmed it. It
// names the centre and never the person who did so.
func (w *hsdsWriter) metadata(id core.ID, c *Centre) []hsdsMetadata {
	var all []hsdsMetadata
	add := func(on core.Date, what, by string) {
		if !on.IsZero() {
			all = append(all, hsdsMetadata{
				ID: core.NamedID("hsds metadata", string(id), what), ResourceID: id, ResourceType: "service",
				LastActionDate: on.String(), LastActionType: what, FieldName: "service", UpdatedBy: by,
			})
		}
	}
	add(c.AsOf, "stated", c.Source)
	add(c.ConfirmedOn, "confirmed", c.Name)
	return all
}

func (w *hsdsWriter) areas(id core.ID, a Area) []hsdsArea {
	var all []hsdsArea
	add := func(name, description, extent string) {
		all = append(all, hsdsArea{core.NamedID("hsds service_area", string(id), extent), id, name, description, extent, "text"})
	}
	if a.Nationwide {
		add(w.german.Say("centres.hsds.germany"), w.german.Say("centres.hsds.country"), "DE")
	}
	for _, code := range a.Lands {
		add(places.LandName(code), w.german.Say("centres.hsds.land"), code)
	}
	for _, key := range a.Districts {
		name := key
		if p, ok := w.places.District(key); ok {
			name = p.DistrictName
		}
		add(name, w.german.Say("centres.hsds.district"), key)
	}
	return all
}

func (w *hsdsWriter) attributes(id core.ID, entity, list string, codes []string) []hsdsAttribute {
	var all []hsdsAttribute
	for _, l := range hsdsLists() {
		if l.key != list {
			continue
		}
		for _, code := range l.codes { // in the order of the list, and each once
			term := hsdsTermID(list, code)
			if slices.Contains(codes, code) {
				all = append(all, hsdsAttribute{core.NamedID("hsds attribute", string(id), string(term)), id, term, l.link, entity, w.terms[term]})
			}
		}
	}
	return all
}

func newHSDSPhone(parent core.ID, link func(*hsdsPhone), n phone.Number) hsdsPhone {
	p := hsdsPhone{Number: n.E164, Type: "voice", Description: n.Label}
	if n.Fax {
		p.Type = "fax"
	}
	if x, err := strconv.Atoi(n.Extension); err == nil && strconv.Itoa(x) == n.Extension {
		p.Extension = x
	} else if n.Extension != "" { // a number would lose its leading zeros
		p.Description = strings.TrimSpace(p.Description + " ext. " + n.Extension)
	}
	p.ID = core.NamedID("hsds phone", string(parent), p.Number, n.Extension, p.Type)
	link(&p)
	return p
}

// distinctPhones drops a number that is listed twice under different labels.
func distinctPhones(all []hsdsPhone) []hsdsPhone {
	var kept []hsdsPhone
	for _, p := range all {
		if !slices.ContainsFunc(kept, func(k hsdsPhone) bool { return k.ID == p.ID }) {
			kept = append(kept, p)
		}
	}
	return kept
}

// hsdsEmail returns an address that passes the format "email" of JSON Schema,
// which knows no letters but English ones, or nothing.
func hsdsEmail(s string) string {
	a, err := mail.ParseAddress(s)
	local, domain, _ := strings.Cut(s, "@")
	if err != nil || a.Address != s || !isASCII(s) || len(s) > 254 || len(local) > 64 || !isHostname(domain) {
		return ""
	}
	return s
}

func isHostname(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.Trim(strings.ToLower(label), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return len(s) <= 253
}

// hsdsURI returns an address in the letters that a URI may have, or nothing.
func hsdsURI(s string) string {
	u, err := url.Parse(s)
	if err != nil || !u.IsAbs() || !isASCII(u.String()) {
		return ""
	}
	return u.String()
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
