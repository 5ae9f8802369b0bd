package centres

import (
	"slices"
	"testing"
	"time"

	"verbund/internal/centres/hours"
	"verbund/internal/centres/phone"
	"verbund/internal/platform/places"
)

// The places of these tests: Cottbus lies in Brandenburg, which has no centre;
// Dresden is nearer to it than Berlin.
var (
	cottbus = places.Place{Kind: places.Town, Name: "Cottbus", District: "12052", Land: "DE-BB", Point: places.Point{Lat: 51.757, Lon: 14.328}}
	dresden = places.Point{Lat: 51.050, Lon: 13.738}
	berlin  = places.Point{Lat: 52.520, Lon: 13.405}
	munich  = places.Point{Lat: 48.137, Lon: 11.575}
)

func workHours(t *testing.T, s string) hours.Hours {
	t.Helper()
	h, err := hours.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func testDirectory(t *testing.T) *Directory {
	office := func(town, land string, p places.Point, h string, access ...Accessibility) []Office {
		return []Office{{Town: town, Land: land, Country: "DE", Point: &p, Hours: workHours(t, h), Accessibility: access}}
	}
	return newDirectory(1, []*Centre{
		{Number: 1, Kind: Specialised, Name: "Elbe", Area: Area{Lands: []string{"DE-SN"}},
			Offices:   office("Dresden", "DE-SN", dresden, "Mo-Fr 09:00-17:00", StepFree),
			Languages: []SpokenLanguage{{Code: "ro"}}, Groups: []Group{"women"},
			Offers: []Offer{{Needs: []Need{"crisis", "housing"}, Forms: []Form{"sexual"}}}},
		{Number: 2, Kind: Specialised, Name: "Spree", Area: Area{Lands: []string{"DE-BE", "DE-BB"}},
			Offices: office("Berlin", "DE-BE", berlin, ""),
			Phones:  []phone.Number{{E164: "+493012345", Display: "030 12345"}}},
		{Number: 3, Kind: Specialised, Name: "Isar", Area: Area{Lands: []string{"DE-BY"}},
			Offices:   office("München", "DE-BY", munich, "Mo-Fr 09:00-17:00"),
			Languages: []SpokenLanguage{{Code: "ro", Interpreter: true}, {Code: "bg"}}, Groups: []Group{"women", "men"},
			Offers: []Offer{{Needs: []Need{"crisis"}, Forms: []Form{"labour"}}}},
		{Number: 4, Kind: Specialised, Name: "Überall", Area: Area{Nationwide: true}, Offices: []Office{{Town: "Weimar", Land: "DE-TH", Country: "DE"}}},
		{Number: 5, Kind: Abroad, Name: "Zürich", Offices: []Office{{Town: "Zürich", Country: "CH"}}},
		{Number: 6, Kind: Association, Name: "Verband", Offices: office("Berlin", "DE-BE", berlin, "")},
	})
}

// monday is a working day at ten in the morning, evening the same day at nine.
var (
	monday  = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	evening = time.Date(2026, 11, 23, 21, 0, 0, 0, time.UTC)
)

func numbers(hits []Hit) []int {
	var all []int
	for _, h := range hits {
		all = append(all, h.Number)
	}
	return all
}

func TestSearch(t *testing.T) {
	tests := []struct {
		name                  string
		query                 Query
		now                   time.Time
		matches, ask, serving []int
	}{
		{"everything is listed where nothing is asked", Query{}, monday, []int{3, 2, 1, 4, 5, 6}, nil, nil},
		{"a place sorts by distance and leaves out abroad and associations", Query{Place: &cottbus}, monday, []int{1, 2, 3, 4}, nil, []int{2, 4}},
		{"a language by interpreter counts, silence is to be asked", Query{Languages: []string{"ro"}}, monday, []int{3, 1}, []int{2, 4, 5}, nil},
		{"all wishes must be met", Query{Languages: []string{"ro"}, Groups: []Group{"men"}}, monday, []int{3}, []int{2, 4, 5}, nil},
		{"two needs must both be met", Query{Needs: []Need{"crisis", "housing"}}, monday, []int{1}, []int{2, 4, 5}, nil},
		{"a form of exploitation", Query{Forms: []Form{"labour"}}, monday, []int{3}, []int{2, 4, 5}, nil},
		{"open now is only what is known to be open", Query{OpenNow: true}, monday, []int{3, 1}, []int{2, 4, 5}, nil},
		{"in the evening nobody is known to be open", Query{OpenNow: true}, evening, nil, []int{2, 4, 5}, nil},
		{"step-free access", Query{Accessible: true}, monday, []int{1}, []int{3, 2, 4, 5}, nil},
		{"a telephone is a way of access without being listed as one", Query{Access: []Access{"phone"}}, monday, []int{2}, []int{3, 1, 4, 5}, nil},
		{"a Land without a seat leads to who serves it", Query{Land: "DE-BB"}, monday, []int{2, 4}, nil, []int{2, 4}},
		{"a name is found without its umlaut", Query{Words: "uberall"}, monday, []int{4}, nil, nil},
		{"a name is found with the umlaut written out", Query{Words: "ueberall"}, monday, []int{4}, nil, nil},
		{"a town is a name too", Query{Words: "MUNCHEN"}, monday, []int{3}, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := testDirectory(t).Search(test.query, test.now)
			if got := numbers(found.Matches); !slices.Equal(got, test.matches) {
				t.Errorf("matches %v, want %v", got, test.matches)
			}
			if got := numbers(found.Ask); !slices.Equal(got, test.ask) {
				t.Errorf("to be asked %v, want %v", got, test.ask)
			}
			if got := numbers(found.Serving); !slices.Equal(got, test.serving) {
				t.Errorf("serving %v, want %v", got, test.serving)
			}
		})
	}
}

func TestDistanceIsKnownOnlyWithAPoint(t *testing.T) {
	found := testDirectory(t).Search(Query{Place: &cottbus}, monday)
	if km := found.Matches[0].Km; km < 80 || km > 95 {
		t.Errorf("Cottbus to Dresden: %.0f km, want about 88", km)
	}
	if last := found.Matches[3]; last.Number != 4 || last.Km >= 0 {
		t.Errorf("a centre without a point stands at %d with %.0f km, want last and unknown", last.Number, last.Km)
	}
}

func TestMissingAnswersAreNamed(t *testing.T) {
	found := testDirectory(t).Search(Query{Languages: []string{"ro"}, OpenNow: true}, monday)
	for _, h := range found.Ask {
		if h.Number == 2 && !slices.Equal(h.Missing, []Facet{ByLanguage, ByOpen}) {
			t.Errorf("missing %v, want language and open", h.Missing)
		}
	}
}

// A count says how many matches there would be; so searching for that value as
// well must find just as many.
func TestCountsComeTrue(t *testing.T) {
	d := testDirectory(t)
	base := Query{Languages: []string{"ro"}}
	counts := d.Search(base, monday).Counts
	for _, n := range Needs {
		q := base
		q.Needs = []Need{n}
		if got, want := len(d.Search(q, monday).Matches), counts[ByNeed][string(n)]; got != want {
			t.Errorf("need %s: found %d, counted %d", n, got, want)
		}
	}
	for _, g := range Groups {
		q := base
		q.Groups = []Group{g}
		if got, want := len(d.Search(q, monday).Matches), counts[ByGroup][string(g)]; got != want {
			t.Errorf("group %s: found %d, counted %d", g, got, want)
		}
	}
	for _, l := range places.Lands() {
		q := base
		q.Land = l.Code
		if got, want := len(d.Search(q, monday).Matches), counts[ByLand][l.Code]; got != want {
			t.Errorf("Land %s: found %d, counted %d", l.Code, got, want)
		}
	}
	without := d.Search(Query{Languages: []string{"ro"}, Groups: []Group{"minors"}}, monday).Without
	if without[ByGroup] != 2 {
		t.Errorf("without the group: %d, want 2", without[ByGroup])
	}
}
