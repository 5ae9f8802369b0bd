package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// longest is the most digits that E.164 allows, country code included. The
// numbering plans let some German numbers be longer; no exchange routes them.
const longest = 15

// dialled is a number that some numbering plan knows.
type dialled struct {
	Number
	national string // the digits behind the country code; all of a short number
	area     int    // how many of them are the area code or the mobile prefix; 0 where there is none
}

// lookUp asks the numbering plans for digits, which may begin with "+" and hold
// nothing else, as somebody in region would dial them. It does not know numbers
// without the "0" of the area code: "440 63 73" is a different telephone in
// every town.
func lookUp(digits, region string) (dialled, bool) {
	if short(digits, region) {
		n := Number{E164: digits, Display: digits, International: digits}
		return dialled{Number: n, national: digits}, true
	}
	if !strings.HasPrefix(digits, "+") {
		trunk := phonenumbers.GetNddPrefixForRegion(region, true)
		if trunk == "0" && !strings.HasPrefix(digits, trunk) {
			return dialled{}, false
		}
	}
	p, err := phonenumbers.Parse(digits, region)
	if err != nil || !phonenumbers.IsValidNumber(p) {
		return dialled{}, false
	}
	n := Number{
		E164:          phonenumbers.Format(p, phonenumbers.E164),
		International: phonenumbers.Format(p, phonenumbers.INTERNATIONAL),
	}
	if len(n.E164) > 1+longest {
		return dialled{}, false
	}
	n.Display = n.International
	if phonenumbers.GetRegionCodeForNumber(p) == "DE" {
		n.Display = phonenumbers.Format(p, phonenumbers.NATIONAL)
	}
	return dialled{
		Number:   n,
		national: phonenumbers.GetNationalSignificantNumber(p),
		area:     phonenumbers.GetLengthOfNationalDestinationCode(p),
	}, true
}

// short tells whether digits are dialled as they stand in region: emergency
// calls, help lines, public services. The plans lack some of the 116 numbers
// that the European Union reserved for services of social value (Decision
// 2007/116/EC) and the German help line 116 016 among them.
func short(digits, region string) bool {
	if len(digits) < 3 || len(digits) > 6 || digits[0] == '+' || digits[0] == '0' {
		return false
	}
	if len(digits) == 6 && strings.HasPrefix(digits, "116") {
		return true
	}
	p, err := phonenumbers.Parse(digits, region)
	return err == nil && phonenumbers.IsValidShortNumberForRegion(p, region)
}
