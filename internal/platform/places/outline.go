package places

import (
	"strconv"
	"strings"
)

// ViewBox is the SVG view box that the outlines are drawn in. The projection is
// equirectangular and true to scale at 51.2° north; see Project.
const ViewBox = "0 0 290 393"

// Outline is the simplified border of a Land, for decoration: neighbours share
// their border, small islands are left out, a unit is about 2 km.
type Outline struct {
	Land             string // ISO 3166-2
	Path             string // d attribute of an SVG path
	CentreX, CentreY int    // the centre of its largest surface
}

// Outlines returns the sixteen Länder in the order of their official keys. The
// attribution of BKG must be shown where they are drawn or linked from there.
func Outlines() []Outline {
	content, err := data.ReadFile("data/outlines.tsv")
	if err != nil {
		return nil // cannot be: the file is part of the program
	}
	var all []Outline
	for _, line := range numbered(string(content)) {
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			continue
		}
		x, _ := strconv.Atoi(f[1])
		y, _ := strconv.Atoi(f[2])
		all = append(all, Outline{Land: landCode(f[0]), Path: f[3], CentreX: x, CentreY: y})
	}
	return all
}

// Project returns where a point lies in ViewBox, in the same projection as the
// outlines: x = (lon-5.8)*31.33, y = (55.1-lat)*50.
func Project(p Point) (x, y float64) { return (p.Lon - 5.8) * 31.33, (55.1 - p.Lat) * 50 }
