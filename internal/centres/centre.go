package centres

import (
	"verbund/internal/centres/hours"
	"verbund/internal/centres/phone"
	"verbund/internal/core"
	"verbund/internal/platform/places"
)

// Kind says what an entry of the directory is.
type Kind string

// The kinds of entries. Only the first two counsel people; an association
// speaks for them and is listed, but never offered as the answer to a place or
// a need.
const (
	Specialised Kind = "specialised" // specialised counselling centre in Germany
	Abroad      Kind = "abroad"      // counselling centre in another country
	Association Kind = "association" // association that represents interests
)

// Kinds in the order in which the directory lists them.
var Kinds = []Kind{Specialised, Abroad, Association}

// Centre is the public entry of one counselling centre: whatever is in it may
// be shown to everybody. What only members may see is in Internal, and a Centre
// never carries the street of a secret address.
//
// An empty list always means that nothing is known, never that there is none.
type Centre struct {
	ID             core.ID `json:"id"`
	Number         int     `json:"number"` // short permanent number; the entry's public address
	OrganisationID core.ID `json:"organisation_id"`
	Organisation   string  `json:"organisation"` // name of the legal body that runs the centre
	Kind           Kind    `json:"kind"`
	Name           string  `json:"name"`
	Summary        Words   `json:"summary,omitempty"` // one or two sentences about the centre

	Phones  []phone.Number `json:"phones,omitempty"`
	Email   string         `json:"email,omitempty"`
	Website string         `json:"website,omitempty"` // https address
	Chat    string         `json:"chat,omitempty"`    // https address of a chat
	Contact string         `json:"contact,omitempty"` // https address of a contact form

	Area      Area             `json:"area"`
	Languages []SpokenLanguage `json:"languages,omitempty"`
	Groups    []Group          `json:"groups,omitempty"`
	Access    []Access         `json:"access,omitempty"`
	Children  Answer           `json:"children,omitempty"` // whether one can come with children
	ReferOn   Words            `json:"refer_on,omitempty"` // who is referred on, and to whom

	Offers  []Offer  `json:"offers,omitempty"`
	Offices []Office `json:"offices,omitempty"`
	Alerts  []Alert  `json:"alerts,omitempty"`

	AsOf        core.Date `json:"as_of"`            // the day whose state the source describes
	Source      string    `json:"source,omitempty"` // where the entry comes from
	ConfirmedOn core.Date `json:"confirmed_on"`     // the day the centre last said that all is correct
	ConfirmedBy string    `json:"confirmed_by,omitempty"`
}

// Words is a text in several languages.
type Words map[core.Lang]string

// In returns the text for lang, else the German one, else the English one, and
// the language it is really in.
func (w Words) In(lang core.Lang) (string, core.Lang) {
	for _, l := range []core.Lang{lang, "de", "en"} {
		if s := w[l]; s != "" {
			return s, l
		}
	}
	return "", lang
}

// Area is where the people live whom a centre counsels; it is not the place of
// its office. IN VIA in Berlin also serves Brandenburg, which has no centre.
type Area struct {
	Nationwide bool     `json:"nationwide,omitempty"`
	Lands      []string `json:"lands,omitempty"`     // ISO 3166-2, such as "DE-BB"
	Districts  []string `json:"districts,omitempty"` // five digits of the official municipality key
}

// SpokenLanguage is one language in which people are counselled.
type SpokenLanguage struct {
	Code        string `json:"code"`                  // as in text.SpokenLanguages
	Interpreter bool   `json:"interpreter,omitempty"` // by interpreter, not by the centre's own staff
}

// Answer to a question that an entry may leave open.
type Answer string

// The answers.
const (
	NotStated Answer = ""
	Yes       Answer = "yes"
	No        Answer = "no"
)

// Offer is what a centre does for whom.
type Offer struct {
	Name  Words  `json:"name,omitempty"` // empty for the one offer of a small centre
	Needs []Need `json:"needs,omitempty"`
	Forms []Form `json:"forms,omitempty"`
	Note  Words  `json:"note,omitempty"`
}

// Office is a place where a centre works. If its address is secret, Street,
// PostalCode and the exact point are empty here and only the district's middle
// is given.
type Office struct {
	Name          string          `json:"name,omitempty"`
	Street        string          `json:"street,omitempty"`
	PostalCode    string          `json:"postal_code,omitempty"`
	Town          string          `json:"town"`
	District      string          `json:"district,omitempty"` // five digits
	Land          string          `json:"land,omitempty"`     // ISO 3166-2; empty abroad
	Country       string          `json:"country"`            // ISO 3166-1, two letters
	Point         *places.Point   `json:"point,omitempty"`
	Secret        bool            `json:"secret,omitempty"`
	Hours         hours.Hours     `json:"hours"`
	Accessibility []Accessibility `json:"accessibility,omitempty"`
}

// Alert is a passing notice of a centre, such as holidays or a changed number.
// It is shown from From until the end of Until; a zero Until means until it is
// taken away.
type Alert struct {
	Text  Words     `json:"text"`
	From  core.Date `json:"from"`
	Until core.Date `json:"until"`
}

// ActiveOn tells whether the alert is to be shown on day.
func (a Alert) ActiveOn(day core.Date) bool {
	return !day.Before(a.From) && (a.Until.IsZero() || !day.After(a.Until))
}

// Internal holds what members of the network may see of a centre, and nobody
// else.
type Internal struct {
	Phones    []phone.Number  `json:"phones,omitempty"` // for colleagues, not for callers
	Email     string          `json:"email,omitempty"`
	Person    string          `json:"person,omitempty"` // whom to ask for
	Note      string          `json:"note,omitempty"`
	Addresses []SecretAddress `json:"addresses,omitempty"`

	// RetiredOn is the day on which the entry was taken out of the directory.
	// Nothing public shows it from then on, and its number is not given away again.
	RetiredOn core.Date `json:"retired_on,omitzero"`
}

// SecretAddress is the part of an office's address that is withheld from the
// public entry.
type SecretAddress struct {
	Office     int           `json:"office"` // index into Centre.Offices
	Street     string        `json:"street,omitempty"`
	PostalCode string        `json:"postal_code,omitempty"`
	Point      *places.Point `json:"point,omitempty"`
}

// Record is an entry as its editors have it: the public part and the internal.
type Record struct {
	Centre
	Internal Internal `json:"internal"`

	// Revision counts how often the entry was saved; 0 is one that never was.
	// Save refuses a record whose revision is not the stored one, so nobody
	// overwrites what a colleague saved in the meantime.
	Revision int `json:"-"`
}
