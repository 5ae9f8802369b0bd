package places

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func embedded(t testing.TB) *Table {
	t.Helper()
	table, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func labels(of []Place) []string {
	var all []string
	for _, p := range of {
		all = append(all, p.Label())
	}
	return all
}

func TestFindUnderstandsWhatPeopleType(t *testing.T) {
	table := embedded(t)
	for query, want := range map[string]string{
		"22145":                       "22145 Hamburg",
		"22145 Hamburg":               "22145 Hamburg",
		"D-22145 Hamburg":             "22145 Hamburg",
		"Musterstr. 5, 22145 Hamburg": "22145 Hamburg",
		"221 45":                      "22145 Hamburg",
		"٢٢١٤٥":                       "22145 Hamburg",
		"221":                         "221 Hamburg",
		"Stuttg":                      "Stuttgart",
		"Halle":                       "Halle (Saale)",
		"Halle Westfalen":             "Halle (Westf.)",
		"Frankfurt":                   "Frankfurt am Main",
		"Frankfurt/Main":              "Frankfurt am Main",
		"Frankfurt Oder":              "Frankfurt (Oder)",
		"Frankfurt a.d. Oder":         "Frankfurt (Oder)",
		"Koeln":                       "Köln",
		"koln":                        "Köln",
		"KÖLN ":                       "Köln",
		"Ko\u0308ln":                  "Köln",
		"Muenchen":                    "München",
		"Berlin-Neukölln":             "Berlin-Neukölln",
		"Neukölln":                    "Berlin-Neukölln",
		"neukoelln, berlin":           "Berlin-Neukölln",
		"Hamburg-Altona":              "Hamburg-Altona",
		"München Pasing":              "München-Pasing",
		"St. Ingbert":                 "St. Ingbert",
		"Sankt Ingbert":               "St. Ingbert",
		"Bad Homburg":                 "Bad Homburg vor der Höhe",
		"Bad Homburg v.d.H.":          "Bad Homburg vor der Höhe",
		"Freiburg":                    "Freiburg im Breisgau",
		"Bayern":                      "Bayern",
		"Bavaria":                     "Bayern",
		"NRW":                         "Nordrhein-Westfalen",
		"Nordrhein Westfalen":         "Nordrhein-Westfalen",
		"Brandenburg":                 "Brandenburg",
		"Berlin":                      "Berlin",
		"Land Berlin":                 "Land Berlin",
		"Landkreis Osnabrück":         "Landkreis Osnabrück",
		"LK Osnabrueck":               "Landkreis Osnabrück",
		"Osnabrück":                   "Osnabrück",
		"Kreis Unna":                  "Kreis Unna",
		"Region Hannover":             "Region Hannover",
		"Emsland":                     "Landkreis Emsland",
		"Munich":                      "München",
		"Cologne":                     "Köln",
		"Nuremberg":                   "Nürnberg",
		"Hanover":                     "Hannover",
		"Мюнхен":                      "München",
		"Hamburg Hauptbahnhof":        "Hamburg",
		"Neuenkirchen Steinfurt":      "Neuenkirchen (Kreis Steinfurt)",
	} {
		a := table.Find(query)
		if a.Place == nil || a.Place.Label() != want {
			t.Errorf("Find(%q) = %v, which %q, suggestions %q; want %s", query, a.Place, labels(a.Which), labels(a.Suggestions), want)
		}
	}
}

func TestAmbiguousNamesAsk(t *testing.T) {
	table := embedded(t)
	a := table.Find("Neuenkirchen")
	if a.Place != nil || len(a.Which) < 10 {
		t.Fatalf("Find(Neuenkirchen) = %v, %q; want a question", a.Place, labels(a.Which))
	}
	for _, p := range a.Which {
		if again := table.Find(p.Label()); again.Place == nil || *again.Place != p {
			t.Errorf("Find(%q) = %v; want exactly that place", p.Label(), again.Place)
		}
		if p.Name == "Neunkirchen" {
			t.Error("Neunkirchen is another name")
		}
	}
	for query, other := range map[string]string{"Halle": "Halle (Westf.)", "Frankfurt": "Frankfurt (Oder)", "Brandenburg": "Brandenburg an der Havel"} {
		if a := table.Find(query); !slices.Contains(labels(a.Which), other) {
			t.Errorf("Find(%q) does not offer %s, only %q", query, other, labels(a.Which))
		}
	}
}

func TestUnknownWordsAreMetWithSuggestions(t *testing.T) {
	table := embedded(t)
	for query, want := range map[string]string{
		"Hmaburg":         "Hamburg",
		"Suttgart":        "Stuttgart",
		"Berlin Neuköln":  "Berlin-Neukölln",
		"Sach":            "Sachsen",
		"2":               "22 Hamburg",
		"22199":           "2214 Hamburg",
		"Osnabrueck-Land": "",
	} {
		a := table.Find(query)
		if got := labels(a.Suggestions); len(got) > mostAnswers || want != "" && !slices.Contains(got, want) {
			t.Errorf("Find(%q) suggests %q; want %q among them", query, got, want)
		}
	}
	if a := table.Find("22199"); a.Place == nil || a.Place.PostalCode != "221" || a.Place.Land != "DE-HH" {
		t.Errorf("an unknown postal code gets %v; want the area of its first digits", a.Place)
	}
	for _, query := range []string{"", "   ", "qqqqqqqqqq", "?!", "\xff\xfe", "0"} {
		if a := table.Find(query); a.Place != nil || a.Which != nil {
			t.Errorf("Find(%q) = %v, %q; want nothing", query, a.Place, labels(a.Which))
		}
	}
	if a := table.Find(strings.Repeat("ß", 5000)); utf8.RuneCountInString(a.Query) != longestQuery {
		t.Errorf("a long query is kept with %d characters", utf8.RuneCountInString(a.Query))
	}
}

func TestEveryLabelFindsItsPlace(t *testing.T) {
	table := embedded(t)
	table.Warm()
	var all []ref
	for i := range table.towns {
		all = append(all, refTo(Town, i))
	}
	for i := range table.districts {
		all = append(all, refTo(District, i))
	}
	for i := range table.lands {
		all = append(all, refTo(Land, i))
	}
	for i := range table.codes {
		all = append(all, refTo(PostalCode, i))
	}
	for _, r := range all {
		p := table.place(r)
		if a := table.Find(p.Label()); a.Place == nil || *a.Place != p {
			t.Errorf("Find(%q) = %v; want %v", p.Label(), a.Place, p)
		}
		if p.Land == "" || p.Point.IsZero() {
			t.Errorf("%q lies nowhere: %+v", p.Label(), p)
		}
	}
	for _, digits := range []string{"10", "221", "8033"} {
		p := *table.Find(digits).Place
		if a := table.Find(p.Label()); a.Place == nil || *a.Place != p {
			t.Errorf("Find(%q) = %v; want %v", p.Label(), a.Place, p)
		}
	}
}

func TestTownsAndDistricts(t *testing.T) {
	table := embedded(t)
	if p, ok := table.Town("Neunkirchen", "DE-SL"); !ok || p.DistrictName != "Landkreis Neunkirchen" {
		t.Errorf("Neunkirchen in the Saarland = %+v, %t", p, ok)
	}
	if p, ok := table.Town("koeln", ""); !ok || p.Name != "Köln" || p.District != "05315" {
		t.Errorf("koeln = %+v, %t", p, ok)
	}
	if _, ok := table.Town("Köln", "DE-BY"); ok {
		t.Error("Köln is not in Bayern")
	}
	if all := table.Districts(); len(all) != 400 || all[0].Name != "Flensburg" {
		t.Errorf("%d districts, the first is %s", len(all), all[0].Name)
	}
	if p, ok := table.District("16056"); !ok || p.Name != "Wartburgkreis" {
		t.Errorf("the former key of Eisenach gives %+v, %t", p, ok)
	}
	if _, ok := table.District("99"); ok {
		t.Error("there is no district 99")
	}
}

func TestFindIsQuick(t *testing.T) {
	table := embedded(t)
	table.Warm()
	for _, query := range []string{"Hamburg", "n", "xyzxyzxyz abc", strings.Repeat("neuen ", 16), strings.Repeat("ä", 100), "Hmaburg an der Alster im Norden"} {
		quickest := time.Hour
		for range 5 {
			start := time.Now()
			table.Find(query)
			quickest = min(quickest, time.Since(start))
		}
		if quickest > 5*time.Millisecond {
			t.Errorf("Find(%.20q) takes %v", query, quickest)
		}
	}
}

func FuzzFind(f *testing.F) {
	table := embedded(f)
	for _, s := range []string{"22145 Hamburg", "Halle (Saale)", "Kreis", "d de plz", "221", "Ö\u0308\xff", "st st st", "kreis kreis", "0 0 0 0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		a := table.Find(query)
		if !utf8.ValidString(a.Query) || utf8.RuneCountInString(a.Query) > longestQuery || len(a.Suggestions) > mostAnswers {
			t.Fatalf("Find(%q) = %+v", query, a)
		}
		for _, p := range slices.Concat(a.Which, a.Suggestions) {
			if again := table.Find(p.Label()); again.Place == nil || *again.Place != p {
				t.Fatalf("Find(%q) offers %q, which does not find itself", query, p.Label())
			}
		}
		if a.Place != nil {
			if again := table.Find(a.Place.Label()); again.Place == nil || *again.Place != *a.Place {
				t.Fatalf("Find(%q) = %q, which does not find itself", query, a.Place.Label())
			}
		}
	})
}

func BenchmarkEmbedded(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		embedded(b)
	}
}

func BenchmarkWarm(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		table := embedded(b)
		b.StartTimer()
		table.Warm()
	}
}

func BenchmarkFind(b *testing.B) {
	table := embedded(b)
	for _, query := range []string{"22145", "Köln", "Neuenkirchen", "Stuttg", "Hmaburg", "s", "Hmaburg an der Alster im Norden"} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table.Find(query)
			}
		})
	}
}
