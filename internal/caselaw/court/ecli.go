package court

import (
	"regexp"
	"strings"

	"verbund/internal/core"
)

// ECLI is a European Case Law Identifier (Conclusions of the Council, OJ 2011 C 127/1):
// five parts, parted by colons. The first is the word ECLI.
type ECLI struct {
	Country string // two capitals, "DE"; "EU" for the CJEU, "CE" for the ECtHR
	Court   string // up to seven signs by the Conclusions; some German codes are longer
	Year    int    // of the decision
	Ordinal string // at most 25 letters, digits and points; how it is made is each country's affair
}

// ecliForm is what an ECLI looks like. German codes have up to eleven signs.
var ecliForm = regexp.MustCompile(`^(?i:ecli):([A-Za-z]{2}):([A-Za-z][A-Za-z0-9]{0,11}):([0-9]{4}):([A-Za-z0-9](?:[A-Za-z0-9.]{0,23}[A-Za-z0-9])?)$`)

// ParseECLI reads an ECLI, with or without a second "ECLI:" in front, as some portals
// print it, and with blanks, also without width, behind the colons. Capitals and small
// letters stay as they are, since courts write "BVerwG"; Equal ignores them.
func ParseECLI(s string) (ECLI, error) {
	bad := func() (ECLI, error) {
		return ECLI{}, &core.Error{Kind: core.Invalid, Key: "caselaw.error.ecli"}
	}
	if len(s) > 400 {
		return bad()
	}
	var b strings.Builder
	for i, part := range strings.Split(tidy(s), ":") {
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(strings.TrimSpace(part))
	}
	s = b.String()
	if strings.HasPrefix(upper(s), "ECLI:ECLI:") {
		s = s[len("ECLI:"):]
	}
	m := ecliForm.FindStringSubmatch(s)
	if m == nil {
		return bad()
	}
	return ECLI{Country: upper(m[1]), Court: m[2], Year: number(m[3]), Ordinal: m[4]}, nil
}

// String writes the ECLI.
func (e ECLI) String() string {
	if e == (ECLI{}) {
		return ""
	}
	return "ECLI:" + e.Country + ":" + e.Court + ":" + digits(e.Year, 4) + ":" + e.Ordinal
}

// Equal tells whether both name the same decision: capitals and small letters are the
// same in an ECLI.
func (e ECLI) Equal(o ECLI) bool {
	return strings.EqualFold(e.String(), o.String())
}

// digits writes n with at least so many digits.
func digits(n, width int) string {
	var b [20]byte
	at := len(b)
	for i := 0; i < width || n > 0; i++ {
		at--
		b[at] = byte('0' + n%10)
		n /= 10
	}
	return string(b[at:])
}
