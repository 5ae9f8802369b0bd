package phone

import (
	"slices"
	"strings"

	"verbund/internal/core"
)

// longestText is how many bytes a field of numbers may have.
const longestText = 1000

// Parse reads all the numbers of one printed field, in the order of print and
// each only once. region is the country (ISO 3166, "DE") whose numbers are
// printed without a country code. An empty field holds no numbers and is no
// error.
//
// It understands everything or nothing: if any part is not a number that the
// numbering plan of its country knows, the error is an Invalid *core.Error that
// names that part ("value"), and there are no numbers.
func Parse(text string, region string) ([]Number, error) {
	if len(text) > longestText {
		return nil, unreadable(text)
	}
	pieces, err := cut(strings.TrimSpace(plain(text)))
	if err != nil {
		return nil, err
	}
	region = strings.ToUpper(region)
	var numbers []Number
	var last printed
	for _, p := range pieces {
		found, base, err := p.read(last, region)
		if err != nil {
			return nil, err
		}
		last = base
		for _, n := range found {
			if !slices.ContainsFunc(numbers, n.sameLine) {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers, nil
}

func (n Number) sameLine(m Number) bool {
	return n.E164 == m.E164 && n.Extension == m.Extension && n.Fax == m.Fax
}

func unreadable(part string) error {
	part = strings.Join(strings.Fields(strings.ToValidUTF8(part, "\uFFFD")), " ")
	return &core.Error{Kind: core.Invalid, Key: "centres.phone.unreadable", Args: []any{"value", core.Clip(part, 40)}}
}
