package places

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const geoNamesFile = "DE\t22145\tHamburg\tHamburg\tHH\t\t00\tKreisfreie Stadt Hamburg\t02000\t53.6100\t10.1500\t4\n" +
	"DE\t22145\tStapelfeld\tSchleswig-Holstein\tSH\t\t00\tKreis Stormarn\t01062\t53.6020\t10.2230\t4\n" +
	"DE\t22145\tBraak\tSchleswig-Holstein\t01\t\t00\tKreis Stormarn\t01062\t53.6120\t10.2400\t4\n" +
	"DE\t80331\tMünchen\tBavaria\t02\tUpper Bavaria\t091\tKreisfreie Stadt München\t09162\t48.1355\t11.5713\t4\n" +
	"DE\t80999\tMünchen\tBavaria\tBY\t\t\t\t\t48.1950\t11.4600\t\n" +
	"DE\t99819\tEisenach\tThüringen\tTH\t\t00\tKreisfreie Stadt Eisenach\t16056\t50.9800\t10.3200\t4\r\n" +
	"DE\t60301\tBeispiel Leben AG\tHessen\tHE\t\t\t\t\t50.1109\t8.6821\t1\n" +
	"DE\t29439\tHintertupfingen\tNiedersachsen\tNI\t\t00\tLandkreis Lüchow-Dannenberg\t03354\t52.9700\t11.1500\t4\n"

func TestGeoNamesFileReplacesThePostalCodes(t *testing.T) {
	table, report, err := ReadGeoNames(strings.NewReader("\uFEFF" + geoNamesFile))
	if err != nil || len(report.Refused) > 0 || report.Lines != 8 || report.Codes != 6 || report.Towns != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	var stored bytes.Buffer
	if _, err := table.WriteTo(&stored); err != nil {
		t.Fatal(err)
	}
	again, err := ReadTable(&stored)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []*Table{table, again} {
		for query, want := range map[string]string{
			"22145":           "22145 Hamburg/01062/DE-SH", // two of three places
			"80331":           "80331 München/09162/DE-BY",
			"80999":           "80999 München/09162/DE-BY", // no district: the nearest
			"99819":           "99819 Eisenach/16063/DE-TH",
			"60301":           "60301 Frankfurt am Main/06412/DE-HE", // a company
			"Hintertupfingen": "Hintertupfingen/03354/DE-NI",
			"Köln":            "Köln/05315/DE-NW",
		} {
			a := table.Find(query)
			if a.Place == nil || a.Place.Label()+"/"+a.Place.District+"/"+a.Place.Land != want {
				t.Errorf("Find(%q) = %+v; want %s", query, a.Place, want)
			}
		}
		if a := table.Find("50667"); a.Place != nil {
			t.Errorf("a code that is not in the file gives %v", a.Place)
		}
	}
}

func TestBadLinesOfGeoNamesAreRefusedByNumber(t *testing.T) {
	good := strings.SplitAfter(geoNamesFile, "\n")[0]
	for line, want := range map[string]Reason{
		"DE\t1234\tX\t\t\t\t\t\t\t50\t10\t":                        NoPostalCode,
		"DE\t１２３４５\tX\t\t\t\t\t\t\t50\t10\t":                       NoPostalCode,
		"AT\t12345\tX\t\t\t\t\t\t\t50\t10\t":                       OtherCountry,
		"DE\t12345\t?\t\t\t\t\t\t\t50\t10\t":                       NoName,
		"DE\t12345\tX\t\t\t\t\t\t\t10\t50\t":                       WrongCoordinates,
		"DE\t12345\tX\t\t\t\t\t\t\tNaN\t10\t":                      WrongCoordinates,
		"DE\t12345\tX\t\t\t\t\t\t\t\t\t":                           WrongCoordinates,
		"DE\t12345\t\xff\t\t\t\t\t\t\t50\t10\t":                    NotUTF8,
		"country;code;name":                                        TooFewColumns,
		"DE\t12345\t" + strings.Repeat("x", 9000) + "\t\t\t50\t10": TooLong,
	} {
		_, report, err := ReadGeoNames(strings.NewReader(good + line + "\n" + good))
		if err != nil || report.Codes != 1 || !slices.Equal(report.Refused, []Refusal{{2, want}}) {
			t.Errorf("%.40q: %+v, %v; want line 2 refused: %s", line, report, err, want)
		}
	}
	for _, content := range []string{"", "PK\x03\x04 packed", "a,b,c\n"} {
		if _, _, err := ReadGeoNames(strings.NewReader(content)); !errors.Is(err, ErrNoPlaces) {
			t.Errorf("%q: %v; want ErrNoPlaces", content, err)
		}
	}
}

func TestReadTableRefusesWhatIsDamaged(t *testing.T) {
	var stored bytes.Buffer
	if _, err := embedded(t).WriteTo(&stored); err != nil {
		t.Fatal(err)
	}
	content := stored.Bytes()
	if _, err := ReadTable(bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 5, len(content) / 2, len(content) - 1} {
		if _, err := ReadTable(bytes.NewReader(content[:n])); err == nil {
			t.Errorf("the first %d of %d bytes are accepted", n, len(content))
		}
	}
}

// TestAgainstGeoNames compares the embedded table with the points that GeoNames
// gives to all postal codes, where that list is at hand.
func TestAgainstGeoNames(t *testing.T) {
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "geo", "plz.tsv")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no list to compare with: %v", err)
	}
	table := embedded(t)
	var km []float64
	codes, land, district, known := 0, 0, 0, 0
	for n, line := range numbered(string(content)) {
		f := strings.Split(line, "\t")
		if n == 1 || len(f) < 5 {
			continue
		}
		codes++
		p := table.Find(f[0]).Place
		if p == nil {
			t.Logf("%s %s is not known at all", f[0], f[4])
			continue
		}
		if p.PostalCode == f[0] {
			known++
		}
		lat, err1 := strconv.ParseFloat(f[1], 64)
		lon, err2 := strconv.ParseFloat(f[2], 64)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		km = append(km, p.Point.Km(Point{lat, lon}))
		if p.Land == landCode(f[3]) {
			land++
		}
		if p.District == f[3] {
			district++
		}
	}
	slices.Sort(km)
	median, p99 := km[len(km)/2], km[len(km)*99/100]
	t.Logf("%d codes, %d known, the others by their first digits: median %.2f km, p95 %.1f, p99 %.1f, largest %.0f; Land right %.2f %%, district %.2f %%",
		codes, known, median, km[len(km)*95/100], p99, km[len(km)-1], percent(land, codes), percent(district, codes))
	if median >= 5 || percent(land, codes) < 99 {
		t.Error("want a median below 5 km and the Land right for 99 %")
	}
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(of) }

func FuzzReadGeoNames(f *testing.F) {
	f.Add([]byte(geoNamesFile))
	f.Add([]byte("DE\t12345\tX\t\t\t\t\t\t\t50\t10"))
	f.Add([]byte("\x1f\x8b\t\t\t\t\n\n\r\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		table, report, err := ReadGeoNames(bytes.NewReader(content))
		if err != nil {
			return
		}
		if len(report.Refused) >= report.Lines || report.Codes == 0 {
			t.Fatalf("%+v", report)
		}
		var stored bytes.Buffer
		if _, err := table.WriteTo(&stored); err != nil {
			t.Fatal(err)
		}
		again, err := ReadTable(&stored)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		for _, c := range table.codes {
			if p := again.Find(c.digits).Place; p == nil || p.PostalCode != c.digits {
				t.Fatalf("%s is lost", c.digits)
			}
		}
	})
}
