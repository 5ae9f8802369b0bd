package places

// Attribution names a source of the data as its licence asks for.
type Attribution struct {
	Text    string // to be shown as it is
	Licence string
	URL     string // of the licence
	Use     string // what the data are used for, a code: "towns", "districts", "borders" or "codes"
}

// Attributions returns the sources of the embedded data, for the page that says
// what the program is made of. A table from ReadGeoNames replaces the one of
// "codes" by GeoNames, which is listed in any case.
func Attributions() []Attribution {
	return []Attribution{
		{
			Text:    "GeoNames (geonames.org), verändert",
			Licence: "CC BY 4.0",
			URL:     "https://creativecommons.org/licenses/by/4.0/",
			Use:     "towns",
		},
		{
			Text:    "© GeoBasis-DE / BKG 2017 (Daten verändert)",
			Licence: "GeoNutzV, Datenlizenz Deutschland – Namensnennung – 2.0",
			URL:     "https://www.govdata.de/dl-de/by-2-0",
			Use:     "borders",
		},
		{
			Text:    "© Statistisches Bundesamt (Destatis), 2019, Gemeindeverzeichnis, verändert",
			Licence: "CC BY 4.0",
			URL:     "https://creativecommons.org/licenses/by/4.0/",
			Use:     "districts",
		},
		{
			Text:    "© OpenStreetMap contributors",
			Licence: "ODbL 1.0",
			URL:     "https://opendatacommons.org/licenses/odbl/1-0/",
			Use:     "codes",
		},
	}
}
