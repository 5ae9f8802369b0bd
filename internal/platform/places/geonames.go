package places

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Report tells what ReadGeoNames made of a file.
type Report struct {
	Lines   int // read, empty ones not counted
	Codes   int // postal codes in the table
	Towns   int // place names that the embedded table does not know
	Refused []Refusal
}

// Refusal is a line that was left out.
type Refusal struct {
	Line   int // from 1
	Reason Reason
}

// Reason is a code for why a line was refused.
type Reason string

// The reasons.
const (
	TooLong          Reason = "too-long" // longer than 4096 bytes
	NotUTF8          Reason = "not-utf8"
	TooFewColumns    Reason = "columns"     // fewer than 11
	OtherCountry     Reason = "country"     // not DE
	NoPostalCode     Reason = "postal-code" // not five digits
	NoName           Reason = "name"        // the place has none
	WrongCoordinates Reason = "coordinates" // missing, or outside Germany
)

const (
	longestLine = 4096
	mostLines   = 500_000
)

// ErrNoPlaces means that a file has no line that could be used: it is another
// kind of file, or still packed.
var ErrNoPlaces = errors.New("no postal code of Germany in the file")

// ReadGeoNames reads the postal code file of GeoNames for Germany (DE.txt: tab
// separated columns country, postal code, place name, admin name and code of
// three levels, latitude, longitude, accuracy). The table has its postal codes;
// towns, districts and Länder stay those of the embedded table, and place names
// that it does not know are added.
//
// The district is taken from the third admin code. Where that is missing or
// unknown, it is the one of the town with that name nearby, or else of the
// nearest one in the Land, which is known by name in German or English or by its
// letters; the numbers that GeoNames gives to the Länder are not official keys
// and are not used. Codes of single companies are named after the town they are
// in.
//
// Lines that cannot be used are in the report and do no harm to the others. It
// fails if r fails, if the file is far too large, or with ErrNoPlaces.
func ReadGeoNames(r io.Reader) (*Table, Report, error) {
	var report Report
	t, _, err := readBase()
	if err != nil {
		return nil, report, err
	}
	g := geoNames{base: t, codes: map[string]*gathered{}, added: map[string]bool{}}
	lines := bufio.NewReaderSize(r, longestLine)
	for number := 1; ; number++ {
		line, tooLong, err := lines.ReadLine()
		for more := tooLong; more && err == nil; {
			_, more, err = lines.ReadLine()
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, report, fmt.Errorf("line %d: %w", number, err)
		}
		if number > mostLines {
			return nil, report, fmt.Errorf("more than %d lines", mostLines)
		}
		if len(line) == 0 {
			continue
		}
		report.Lines++
		reason := TooLong
		if !tooLong {
			reason = g.read(string(line))
		}
		if reason != "" {
			report.Refused = append(report.Refused, Refusal{number, reason})
		}
	}
	if len(g.codes) == 0 {
		return nil, report, ErrNoPlaces
	}
	for _, digits := range slices.Sorted(maps.Keys(g.codes)) {
		t.codes = append(t.codes, g.codes[digits].code(digits))
	}
	report.Codes, report.Towns = len(t.codes), len(g.towns)
	return t.extended(g.towns), report, nil
}

// extended returns a table with more towns and an index of its own.
func (t *Table) extended(towns []town) *Table {
	return &Table{districts: t.districts, lands: t.lands, codes: t.codes, towns: append(t.towns, towns...), imported: len(towns)}
}

type geoNames struct {
	base  *Table
	codes map[string]*gathered
	towns []town
	added map[string]bool // by folded name and district
}

// gathered are the lines of one postal code.
type gathered struct {
	lat, lon  int64
	lines     int64
	name      string
	weight    int // of the town that bears the name
	districts map[int16]int
}

func (g *gathered) code(digits string) code {
	c := code{digits: digits, name: g.name, spot: spot{int32(g.lat / g.lines), int32(g.lon / g.lines)}}
	most := 0
	for _, d := range slices.Sorted(maps.Keys(g.districts)) {
		if g.districts[d] > most {
			most, c.district = g.districts[d], d
		}
	}
	return c
}

func (g *geoNames) read(line string) Reason {
	if !utf8.ValidString(line) {
		return NotUTF8
	}
	f := strings.Split(strings.TrimPrefix(line, "\uFEFF"), "\t")
	if len(f) < 11 {
		return TooFewColumns
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	if f[0] != "DE" {
		return OtherCountry
	}
	if len(f[1]) != 5 || !isDigits(f[1]) {
		return NoPostalCode
	}
	if fold(f[2]) == "" {
		return NoName
	}
	at, err := parseSpot(f[9], f[10])
	if err != nil {
		return WrongCoordinates
	}
	name, land := f[2], landNamed(f[3], f[4])
	number, ok := g.base.districtNumber(f[8])
	if ok {
		land = g.base.districts[number].land()
	}
	if company := isCompany(name); company || !ok {
		town := g.base.towns[g.townAt(at, name, land)]
		if company {
			name = town.name
		}
		if !ok {
			number = town.district
		}
	}
	c := g.codes[f[1]]
	if c == nil {
		c = &gathered{weight: -1, districts: map[int16]int{}}
		g.codes[f[1]] = c
	}
	c.lat += int64(at.lat)
	c.lon += int64(at.lon)
	c.lines++
	c.districts[number]++
	if weight := g.know(name, number, at); weight > c.weight {
		c.name, c.weight = name, weight
	}
	return ""
}

// know returns the weight of a place by its name and district, and adds it to
// the towns if it is new.
func (g *geoNames) know(name string, district int16, at spot) int {
	weight := 0
	for _, text := range []string{fold(name), fold(shortName(name))} {
		for _, r := range g.base.named(text) {
			if r.kind() == Town && g.base.towns[r.number()].district == district {
				weight = max(weight, g.base.weight(r))
			}
		}
	}
	key := fmt.Sprint(district, " ", fold(name))
	if weight == 0 && !g.added[key] {
		g.added[key] = true
		g.towns = append(g.towns, town{name: name, whole: -1, district: district, spot: at})
	}
	return weight
}

// townAt returns the town with that name around a point or, if there is none, the
// municipality nearest to it; both in a Land if one is named.
func (g *geoNames) townAt(at spot, name, land string) int {
	const around = 30 // kilometres
	isIn := func(w town) bool { return land == "" || g.base.districts[w.district].land() == land }
	for _, r := range g.base.heaviestFirst(g.base.named(fold(name))) {
		if r.kind() != Town {
			continue
		}
		if w := g.base.towns[r.number()]; isIn(w) && w.spot.point().Km(at.point()) < around {
			return r.number()
		}
	}
	best, away := 0, -1.0
	for i, w := range g.base.towns {
		if w.whole >= 0 || !isIn(w) {
			continue
		}
		dLat, dLon := float64(w.spot.lat-at.lat), float64(w.spot.lon-at.lon)*0.63
		if d := dLat*dLat + dLon*dLon; away < 0 || d < away {
			best, away = i, d
		}
	}
	return best
}

// landNamed understands the name of a Land in German or English, or its letters.
func landNamed(name, letters string) string {
	name = fold(name)
	for _, l := range Lands() {
		if name == fold(l.Name) || cmp.Or(letters, "?") == l.Code[3:] {
			return l.Code
		}
		for _, o := range l.otherNames() {
			if name == fold(o) {
				return l.Code
			}
		}
	}
	return ""
}

// isCompany tells whether a name is that of a company or an office with a postal
// code of its own.
func isCompany(name string) bool {
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" .,-/&()", r) }) {
		switch w {
		case "GmbH", "AG", "KG", "KGaA", "SE", "OHG", "eG", "AöR", "GbR", "mbH", "Postfach", "Deutsche", "Versicherung", "Versicherungen", "Bank", "Sparkasse", "Finanzamt", "Bundesagentur", "Landesamt", "Bundesamt", "Krankenkasse":
			return true
		}
	}
	return false
}
