// Package phone reads telephone numbers as German directories print them and
// brings them into the one form that a telephone can dial (ITU-T E.164).
//
// Print has habits that a machine must know: "440 63 73/ 74" is two numbers,
// "0711/23 94 124" is one, a bar stands between whole numbers, and "+39 – (0)
// 471" keeps its zero while "+41 – (0) 44" loses it. Parse knows them, and what
// it does not understand it names: a person in need must never be sent to a
// number that nobody printed.
//
// A Number carries its display forms, so whatever shows a stored number needs
// nothing of the numbering plans; only Parse does.
package phone

import "strings"

// Number is one telephone number. Its fields are meant to be stored as they
// are; they do not depend on the language of a page.
type Number struct {
	// E164 is the number without anything but digits behind a plus sign, such as
	// "+497112394124". Short numbers that exist only inside a country keep the
	// form in which they are dialled there, such as "116016".
	E164 string `json:"e164"`

	// Display is how people in Germany read it: the national form for German
	// numbers ("0711 2394124"), the international one for all others.
	Display string `json:"display"`

	// International is the form for readers abroad: "+49 711 2394124".
	International string `json:"international"`

	// Extension is what to ask for or to dial once connected, or empty.
	Extension string `json:"extension,omitempty"`

	// Label is what was printed beside the number and tells it from others of
	// the same entry, such as "mobil" or "Notruf". Words that only say "this is
	// a telephone number" are left out. The label is in the language of print.
	Label string `json:"label,omitempty"`

	// Fax marks a number that answers with a whistle: show it, never offer it to
	// somebody who wants to talk.
	Fax bool `json:"fax,omitempty"`
}

// Tel returns the address for a link that dials the number (RFC 3966), with the
// extension where there is one: "tel:+497112394124;ext=12". Short numbers come
// without the phone-context that the standard asks for, because telephones do
// not dial numbers that have one.
func (n Number) Tel() string {
	uri := "tel:" + n.E164
	if n.Extension != "" {
		uri += ";ext=" + n.Extension
	}
	return uri
}

// Short tells whether the number can be dialled only inside its country, as
// 110, 112 and 116016 can.
func (n Number) Short() bool { return n.E164 != "" && !strings.HasPrefix(n.E164, "+") }
