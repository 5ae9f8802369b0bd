package casework

import (
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// letterSource is what the case and the centre know for a letter.
type letterSource struct {
	of         *Case
	settings   Settings
	counsellor string
	today      core.Date
	in         *text.Printer   // writes days and names of countries in the letter's language
	identity   bool            // she may know who the client is, and the part is open
	location   bool            // the same of where she is
	consent    dataset.Answers // for whose form it is; nil if none
}

// Placeholders that say who a client is, and where post reaches her: whoever lacks
// the right leaves them open.
var (
	namesClient  = []string{"client_name", "client_birth_date"}
	placesClient = []string{"client_post"}
)

// values are what the centre says of itself, by the names of placeholders; what it
// does not say is left out.
func (s Settings) values() map[string]string {
	v := map[string]string{
		"organisation": s.Organisation, "centre_name": s.Centre, "centre_address": s.Address, "centre_phone": s.Phone, "centre_mail": s.Mail,
		"supervisor": s.Supervisor, "data_officer": s.Officer, "kept_years": s.Years, "place": s.Place,
	}
	for name, value := range v {
		if v[name] = strings.TrimSpace(value); v[name] == "" {
			delete(v, name)
		}
	}
	return v
}

// values are what the case and the centre know of all that texts ask for; what it does not know
// is left out. An address is never taken from where she lives: only from what was
// written down as her postal address.
func (s letterSource) values() map[string]string {
	v := s.settings.values()
	put := func(name, value string) {
		if value = strings.TrimSpace(value); value != "" {
			v[name] = value
		}
	}
	day := func(d core.Date) string {
		if d.IsZero() {
			return ""
		}
		return s.in.Date(d)
	}
	put("counsellor_name", s.counsellor)
	put("today", day(s.today))
	put("alias", s.of.Alias)

	intake, person, residence := s.of.Answers("intake"), s.of.Answers("person"), s.of.Answers("residence")
	put("since", day(intake.Day("first-day")))
	if spoken := intake.All("languages"); len(spoken) > 0 {
		put("language", s.in.LanguageName(spoken[0]))
	}
	var nations []string
	for _, code := range person.All("nationality") {
		nations = append(nations, s.in.CountryName(code))
	}
	put("client_nationality", strings.Join(nations, ", "))
	put("authority", residence.Get("authority"))
	put("file_number", residence.Get("file"))
	if period := s.of.reflectionPeriod(); period != nil {
		put("period_from", day(period.Day("start")))
		put("period_until", day(period.Day("due")))
	}
	if s.identity {
		identity := s.of.Answers("identity")
		put("client_name", identity.Get("given-names")+" "+identity.Get("family-name"))
		put("client_birth_date", day(identity.Day("birth-date")))
	}
	if s.location {
		put("client_post", s.of.Answers("location").Get("post"))
	}
	if s.consent != nil {
		delete(v, "authority")
		put("to", s.consent.Get("to-whom"))
		put("authority", s.consent.Get("to-whom"))
		put("withheld", s.consent.Get("withheld"))
	}
	return v
}

// reflectionPeriod is the deadline of the reflection period (§ 59 (7) AufenthG) that
// ends last; nil where none was noted.
func (c *Case) reflectionPeriod() dataset.Answers {
	var last dataset.Answers
	for _, k := range c.records {
		a := k.State.Answers
		if k.Sheet == "deadline" && !k.Removed && strings.HasPrefix(a.Get("rule"), "reflection-period") && a.Get("due") > last.Get("due") {
			last = a
		}
	}
	return last
}

// closedTo are the placeholders of a text that stay open for whoever lacks a right.
func (t sample) closedTo(identity, location bool) []letters.Placeholder {
	var all []letters.Placeholder
	for _, p := range t.Asks {
		if !identity && slices.Contains(namesClient, p.Name) || !location && slices.Contains(placesClient, p.Name) {
			all = append(all, p)
		}
	}
	return all
}

// checkValues refuses values that are too long.
func checkValues(values map[string]string) error {
	var wrong []core.FieldError
	for name, value := range values {
		if n := utf8.RuneCountInString(value); n > valueLimit {
			wrong = append(wrong, core.FieldError{Field: valuePrefix + name, Key: "casework.error.too-long", Args: []any{"n", n, "most", valueLimit}})
		}
	}
	if wrong != nil {
		return &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return nil
}

// valuePrefix begins the names of fields for what a letter asks.
const valuePrefix = "value-"
