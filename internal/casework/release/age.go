package release

import (
	"slices"
	"strconv"
	"strings"

	"verbund/internal/casework/dataset"
)

// oldest is up to which age a year of birth is believed.
const oldest = 120

// age is the band of the age at the first contact of a year.
//
// With a year of birth it is that of the year less the year of birth; without one, or
// with one that makes no sense, the band that was given at the first contact of all.
// In the year in which counselling began both speak of the same day. The band is then
// the finer answer, since somebody's birthday may have been still to come, and is
// taken as long as it fits the year of birth.
func (src Source) age(bands dataset.List, fresh bool, year int) []string {
	given := src.Answers[ageColumn]
	age := year - src.Born
	if src.Born == 0 || age < 0 || age > oldest {
		return given
	}
	band := AgeBand(bands, age)
	if fresh && len(given) == 1 && given[0] == AgeBand(bands, age-1) {
		return given
	}
	if band == "" {
		return given
	}
	return []string{band}
}

// AgeBand is the band of a list in which an age in years lies, "" where there is none.
// A code of such a list says its bounds ("22-29"), or the first year of the last band
// ("50-plus").
func AgeBand(bands dataset.List, age int) string {
	i := slices.IndexFunc(bands.Codes, func(c dataset.Code) bool {
		low, high, ok := strings.Cut(c.ID, "-")
		from, err := strconv.Atoi(low)
		if !ok || err != nil || age < from {
			return false
		}
		to, err := strconv.Atoi(high)
		return high == "plus" || err == nil && age <= to
	})
	if i < 0 {
		return ""
	}
	return bands.Codes[i].ID
}
