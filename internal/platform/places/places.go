// Package places knows where in Germany a postal code, a town, a district or a
// Land lies: coordinates, Landkreis and Land for what people type, and how far
// it is from there to somewhere else.
//
// A program starts with the Embedded table; an operator may import the newer
// postal code file of GeoNames instead (ReadGeoNames, Save, Load). Either is a
// Table, which never changes once it was made and may be used by many at once.
// Table.Find never fails: it answers a query, asks which of several places was
// meant, or suggests what may have been meant.
package places

import "math"

// Kind says what sort of place it is.
type Kind uint8

// The kinds of place.
const (
	Town       Kind = iota + 1 // a municipality, or a named part of one
	PostalCode                 // the area of a postal code, or of the codes that begin with two to four digits
	District                   // a Landkreis or a kreisfreie Stadt
	Land                       // one of the sixteen Länder
)

// String names the kind for logs and tests.
func (k Kind) String() string {
	switch k {
	case Town:
		return "town"
	case PostalCode:
		return "postal code"
	case District:
		return "district"
	case Land:
		return "land"
	}
	return "unknown"
}

// Place is one place of a Table. Two places of the same table are the same if
// and only if they are equal.
type Place struct {
	Kind         Kind
	Name         string // without postal code: "Hamburg", "Neukölln", "Kreis Unna"
	PostalCode   string // only for PostalCode; two to four digits stand for all codes that begin so
	District     string // AGS with five digits; empty for a Land and for an area across districts
	DistrictName string // "Landkreis Osnabrück"; for a kreisfreie Stadt its name
	Land         string // ISO 3166-2, such as "DE-BY"
	Point        Point
	Population   int // 0 if unknown

	label string
}

// Label returns words that tell the place apart from every other of its table:
// "Neuenkirchen (Kreis Steinfurt)", "Berlin-Neukölln", "22145 Hamburg". Find of
// the same table answers them with exactly this place.
func (p Place) Label() string {
	if p.label == "" {
		return p.Name
	}
	return p.label
}

// Point is a place on the map in degrees, WGS 84.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// earthRadius is the mean radius of the earth in kilometres (IUGG).
const earthRadius = 6371.0088

// Km returns the distance to q in kilometres as the crow flies (haversine on a
// sphere, wrong by 0.5 % at most).
func (p Point) Km(q Point) float64 {
	const rad = math.Pi / 180
	sinLat := math.Sin((q.Lat - p.Lat) * rad / 2)
	sinLon := math.Sin((q.Lon - p.Lon) * rad / 2)
	h := sinLat*sinLat + math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*sinLon*sinLon
	return 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
}

// IsZero tells whether no point is known.
func (p Point) IsZero() bool { return p == Point{} }

// RoundKm rounds a distance to what may honestly follow "about": whole
// kilometres below 10, fives below 100, tens above. A distance that is negative
// or no number is 0.
func RoundKm(km float64) int {
	switch {
	case !(km > 0):
		return 0
	case km < 9.5:
		return int(math.Round(km))
	case km < 97.5:
		return int(math.Round(km/5)) * 5
	default:
		return int(math.Round(min(km, 1e6)/10)) * 10
	}
}

// Answer is what Find makes of a query.
type Answer struct {
	Query       string  // what was asked: valid UTF-8, without space around it, at most 100 characters
	Place       *Place  // what was meant; nil if that is not clear
	Which       []Place // several places bear that name, the largest first; with Place set, the others ("you mean another?")
	Suggestions []Place // nothing bears that name, but these come close; at most five
}
