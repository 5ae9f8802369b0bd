package places

import "strings"

// Bundesland is one of the sixteen Länder.
type Bundesland struct {
	Code string // ISO 3166-2, such as "DE-BY"
	AGS  string // the two digits that all official municipality keys of the Land begin with
	Name string // "Bayern"
}

// Lands returns the sixteen Länder in the order of their official keys. The list
// is shared: callers must not change it.
func Lands() []Bundesland { return lands[:] }

var lands = [...]Bundesland{
	{"DE-SH", "01", "Schleswig-Holstein"},
	{"DE-HH", "02", "Hamburg"},
	{"DE-NI", "03", "Niedersachsen"},
	{"DE-HB", "04", "Bremen"},
	{"DE-NW", "05", "Nordrhein-Westfalen"},
	{"DE-HE", "06", "Hessen"},
	{"DE-RP", "07", "Rheinland-Pfalz"},
	{"DE-BW", "08", "Baden-Württemberg"},
	{"DE-BY", "09", "Bayern"},
	{"DE-SL", "10", "Saarland"},
	{"DE-BE", "11", "Berlin"},
	{"DE-BB", "12", "Brandenburg"},
	{"DE-MV", "13", "Mecklenburg-Vorpommern"},
	{"DE-SN", "14", "Sachsen"},
	{"DE-ST", "15", "Sachsen-Anhalt"},
	{"DE-TH", "16", "Thüringen"},
}

// landCode returns the ISO code for an official key, which begins with the two
// digits of its Land, or nothing.
func landCode(ags string) string {
	for _, l := range Lands() {
		if strings.HasPrefix(ags, l.AGS) {
			return l.Code
		}
	}
	return ""
}

// LandName returns the name of a Land by its ISO code, or nothing.
func LandName(code string) string {
	for _, l := range Lands() {
		if l.Code == code {
			return l.Name
		}
	}
	return ""
}

// otherNames are the English name and the abbreviations that people use.
func (l Bundesland) otherNames() []string {
	switch l.Code {
	case "DE-SH":
		return []string{"SH"}
	case "DE-NI":
		return []string{"Lower Saxony"}
	case "DE-NW":
		return []string{"NRW", "NW", "North Rhine-Westphalia", "Northrhine-Westphalia"}
	case "DE-HE":
		return []string{"Hesse"}
	case "DE-RP":
		return []string{"RLP", "Rhineland-Palatinate"}
	case "DE-BW":
		return []string{"BW", "BaWü", "Ba-Wü", "Baden Wurttemberg"}
	case "DE-BY":
		return []string{"Bavaria"}
	case "DE-MV":
		return []string{"MV", "Meck-Pomm", "MeckPomm", "Mecklenburg-Western Pomerania", "Mecklenburg-West Pomerania"}
	case "DE-SN":
		return []string{"Saxony"}
	case "DE-ST":
		return []string{"Saxony-Anhalt"}
	case "DE-TH":
		return []string{"Thuringia"}
	}
	return nil
}
