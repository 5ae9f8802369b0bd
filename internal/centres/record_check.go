package centres

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/platform/places"
)

// checker collects what keeps a tidied record from being stored.
type checker struct {
	places    *places.Table
	languages Languages
	today     core.Date
	problems  []core.FieldError
}

func (c *checker) refuse(field, key string, args ...any) {
	c.problems = append(c.problems, core.FieldError{Field: field, Key: key, Args: args})
}

func (c *checker) require(field, value string) {
	if value == "" {
		c.refuse(field, "centres.error.required")
	}
}

// check returns the problems of r, and brings its telephone numbers into the
// form in which phone.Parse returns them: what is shown is always what is
// dialled.
func (c *checker) check(r *Record) []core.FieldError {
	if _, ok := core.ParseID(string(r.ID)); !ok {
		c.refuse("id", "centres.error.id")
	}
	if _, ok := core.ParseID(string(r.OrganisationID)); !ok {
		c.refuse("organisation_id", "centres.error.id")
	}
	if r.Number < 0 || r.Number > highest {
		c.refuse("number", "centres.error.number", "max", highest)
	}
	c.require("organisation", r.Organisation)
	c.require("name", r.Name)
	c.require("kind", string(r.Kind))
	knownCodes(c, "kind", Kinds, r.Kind)
	c.words("summary", r.Summary)
	c.words("refer_on", r.ReferOn)
	c.phones("phones", r.Phones)
	c.email("email", r.Email)
	c.https("website", r.Website)
	c.https("chat", r.Chat)
	c.https("contact", r.Contact)
	c.area(r.Area)
	for i, l := range r.Languages {
		if !c.languages.Speaks(l.Code) {
			c.refuse("languages."+strconv.Itoa(i), "centres.error.language", "value", core.Clip(l.Code, 40))
		}
	}
	knownCodes(c, "groups", Groups, r.Groups...)
	knownCodes(c, "access", AccessWays, r.Access...)
	knownCodes(c, "children", []Answer{Yes, No}, r.Children)
	for i, o := range r.Offers {
		c.offer("offers."+strconv.Itoa(i), o)
	}
	for i, o := range r.Offices {
		c.office("offices."+strconv.Itoa(i), o)
	}
	for i, a := range r.Alerts {
		c.alert("alerts."+strconv.Itoa(i), a)
	}
	if parts := max(len(r.Offers), len(r.Offices), len(r.Alerts), len(r.Phones)); parts > mostParts {
		c.refuse("name", "centres.error.too_many", "max", mostParts)
	}
	if r.AsOf.After(c.today.AddDays(1)) {
		c.refuse("as_of", "centres.error.future")
	}
	if r.ConfirmedOn.After(c.today.AddDays(1)) { // the reader's zone may be ahead of the server's
		c.refuse("confirmed_on", "centres.error.future")
	}
	c.phones("internal.phones", r.Internal.Phones)
	c.email("internal.email", r.Internal.Email)
	if r.Internal.RetiredOn.After(c.today.AddDays(1)) {
		c.refuse("internal.retired_on", "centres.error.future")
	}
	c.addresses(r)
	return c.problems
}

// knownCodes refuses values that are not in the list of codes; the empty value
// stands for no answer.
func knownCodes[T ~string](c *checker, field string, list []T, values ...T) {
	for _, v := range values {
		if v != "" && !slices.Contains(list, v) {
			c.refuse(field, "centres.error.code", "value", core.Clip(string(v), 40), "choices", choices(list))
		}
	}
}

func choices[T ~string](list []T) string {
	var b strings.Builder
	for i, v := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(v))
	}
	return b.String()
}

var writtenLanguage = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (c *checker) words(field string, w Words) {
	for lang := range w {
		if !writtenLanguage.MatchString(string(lang)) || lang != canonicalLang(string(lang)) {
			c.refuse(field, "centres.error.written_language", "value", core.Clip(string(lang), 40))
		}
	}
}

func (c *checker) phones(field string, numbers []phone.Number) {
	for i, n := range numbers {
		text := n.E164
		if n.Extension != "" {
			text += " ext. " + n.Extension
		}
		read, err := phone.Parse(text, "DE")
		if err != nil || len(read) != 1 || read[0].E164 != n.E164 || read[0].Extension != n.Extension {
			c.refuse(field, "centres.phone.unreadable", "value", core.Clip(text, 40))
			continue
		}
		if strings.ContainsAny(n.Label, "|()") {
			c.refuse(field, "centres.error.phone_label", "value", core.Clip(n.Label, 40))
		}
		read[0].Label, read[0].Fax = n.Label, n.Fax
		numbers[i] = read[0]
	}
}

// mailbox is the common subset of RFC 5322 that every mail program writes to.
var mailbox = regexp.MustCompile(`^[A-Za-z0-9._+'~-]{1,64}@([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]{0,60}[\p{L}\p{N}]$`)

func (c *checker) email(field, address string) {
	if address != "" && (len(address) > 254 || !mailbox.MatchString(address) || strings.Contains(address, "..")) {
		c.refuse(field, "centres.error.email", "value", core.Clip(address, 60))
	}
}

func (c *checker) https(field, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	strange := func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune("\\\"'<>`|", r)
	}
	if err != nil || u.Scheme != "https" || u.User != nil || !strings.Contains(u.Hostname(), ".") || strings.ContainsFunc(address, strange) {
		c.refuse(field, "centres.error.https", "value", core.Clip(address, 60))
	}
}

func (c *checker) area(a Area) {
	for _, l := range a.Lands {
		c.land("area.lands", l)
	}
	for _, d := range a.Districts {
		if _, ok := c.places.District(d); !ok {
			c.refuse("area.districts", "centres.error.district", "value", core.Clip(d, 40))
		}
	}
}

func (c *checker) land(field, code string) bool {
	ok := slices.ContainsFunc(places.Lands(), func(l places.Bundesland) bool { return l.Code == code })
	if !ok {
		c.refuse(field, "centres.error.land", "value", core.Clip(code, 40))
	}
	return ok
}

func (c *checker) offer(field string, o Offer) {
	c.words(field+".name", o.Name)
	c.words(field+".note", o.Note)
	knownCodes(c, field+".needs", Needs, o.Needs...)
	knownCodes(c, field+".forms", Forms, o.Forms...)
}

func (c *checker) office(field string, o Office) {
	c.require(field+".town", o.Town)
	region, err := language.ParseRegion(o.Country)
	if err != nil || len(o.Country) != 2 || region.String() != o.Country || !region.IsCountry() {
		c.refuse(field+".country", "centres.error.country", "value", core.Clip(o.Country, 40))
	}
	switch {
	case o.Country == "DE":
		c.land(field+".land", o.Land)
	case o.Land != "":
		c.refuse(field+".land", "centres.error.land_abroad")
	}
	if o.District != "" {
		if d, ok := c.places.District(o.District); !ok || d.Land != o.Land {
			c.refuse(field+".district", "centres.error.district", "value", core.Clip(o.District, 40))
		}
	}
	if p := o.Point; p != nil && !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
		c.refuse(field+".point", "centres.error.point")
	}
	knownCodes(c, field+".accessibility", Accessibilities, o.Accessibility...)
}

func (c *checker) alert(field string, a Alert) {
	c.words(field+".text", a.Text)
	if len(a.Text) == 0 {
		c.refuse(field+".text", "centres.error.required")
	}
	if !a.Until.IsZero() && a.Until.Before(a.From) {
		c.refuse(field+".until", "centres.error.until")
	}
}

// addresses checks that only secret offices have a withheld address, and each
// no more than one.
func (c *checker) addresses(r *Record) {
	seen := make(map[int]bool)
	for _, a := range r.Internal.Addresses {
		if a.Office < 0 || a.Office >= len(r.Offices) || !r.Offices[a.Office].Secret || seen[a.Office] {
			c.refuse("internal.addresses", "centres.error.withheld")
		}
		seen[a.Office] = true
		if p := a.Point; p != nil && !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
			c.refuse("internal.addresses", "centres.error.point")
		}
	}
}
