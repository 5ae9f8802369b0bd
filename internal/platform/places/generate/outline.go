package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Equirectangular projection, true to scale at 51.2° north, into a view box of
// 290 by 393 units: x = (lon-5.8)*31.33, y = (55.1-lat)*50.
const (
	west, north = 5.8, 55.1
	scaleX      = 31.33
	scaleY      = 50
)

type outline struct {
	key  string // AGS of the Land
	path string
	x, y int
}

// simplify reduces the borders of the Länder with mapshaper, which keeps common
// borders common, and rounds them to whole units.
func simplify(packages, lands string) ([]outline, error) {
	type shape struct {
		Type       string            `json:"type"`
		Properties map[string]string `json:"properties"`
		Geometry   any               `json:"geometry"`
	}
	var shapes []shape
	err := eachFeature(lands, func(f feature) error {
		shapes = append(shapes, shape{"Feature", map[string]string{"AGS": f.Properties.AGS}, map[string]any{"type": f.Geometry.Type, "coordinates": f.Geometry.Coordinates}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "outline")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	in, out := filepath.Join(temp, "in.json"), filepath.Join(temp, "out.json")
	b, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": shapes})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(in, b, 0o600); err != nil {
		return nil, err
	}
	mapshaper := exec.Command("node", filepath.Join(packages, "mapshaper", "bin", "mapshaper"), in,
		"-filter-islands", "min-area=40km2", "-simplify", "0.6%", "keep-shapes", "-clean", "-o", out, "format=geojson")
	if said, err := mapshaper.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mapshaper: %w: %s", err, said)
	}
	if b, err = os.ReadFile(out); err != nil {
		return nil, err
	}
	var collection struct{ Features []feature }
	if err := json.Unmarshal(b, &collection); err != nil {
		return nil, err
	}
	byKey := map[string]*area{}
	for _, f := range collection.Features {
		key := f.Properties.AGS[:2]
		if byKey[key] == nil {
			byKey[key] = &area{}
		}
		if err := byKey[key].add(f); err != nil {
			return nil, err
		}
	}
	var all []outline
	for key, a := range byKey {
		all = append(all, draw(key, a))
	}
	slices.SortFunc(all, func(a, b outline) int { return cmp.Compare(a.key, b.key) })
	return all, nil
}

// draw writes an area as the d attribute of an SVG path.
func draw(key string, a *area) outline {
	o := outline{key: key}
	var path strings.Builder
	largest := 0.0
	for _, p := range a.polygons {
		if km2, lon, lat := ringSize(p[0]); km2 > largest {
			largest = km2
			if !a.holds(lon, lat) { // Brandenburg: that is Berlin
				lon, lat = a.inmost()
			}
			o.x, o.y = project(lon, lat)
		}
		for _, ring := range p {
			var points [][2]int
			for _, c := range ring[:len(ring)-1] {
				x, y := project(c[0], c[1])
				if len(points) == 0 || points[len(points)-1] != [2]int{x, y} {
					points = append(points, [2]int{x, y})
				}
			}
			if len(points) < 3 {
				continue
			}
			fmt.Fprintf(&path, "M%d %dl", points[0][0], points[0][1])
			for i := 1; i < len(points); i++ {
				dx, dy := points[i][0]-points[i-1][0], points[i][1]-points[i-1][1]
				if i > 1 && dx >= 0 {
					path.WriteByte(' ')
				}
				fmt.Fprintf(&path, "%d", dx)
				if dy >= 0 {
					path.WriteByte(' ')
				}
				fmt.Fprintf(&path, "%d", dy)
			}
			path.WriteByte('z')
		}
	}
	o.path = path.String()
	return o
}

// inmost returns the point inside that is farthest from every corner, on a grid.
func (a *area) inmost() (lon, lat float64) {
	const steps = 60
	farthest := 0.0
	for i := range steps {
		for j := range steps {
			x := a.min[0] + (a.max[0]-a.min[0])*float64(i)/steps
			y := a.min[1] + (a.max[1]-a.min[1])*float64(j)/steps
			if !a.holds(x, y) {
				continue
			}
			away := math.Inf(1)
			for _, p := range a.polygons {
				for _, ring := range p {
					for _, c := range ring {
						away = min(away, math.Hypot((c[0]-x)*0.63, c[1]-y))
					}
				}
			}
			if away > farthest {
				farthest, lon, lat = away, x, y
			}
		}
	}
	return lon, lat
}

func project(lon, lat float64) (x, y int) {
	return int(math.Round((lon - west) * scaleX)), int(math.Round((north - lat) * scaleY))
}

func writeOutlines(outlines []outline) []byte {
	var b bytes.Buffer
	for _, o := range outlines {
		fmt.Fprintf(&b, "%s\t%d\t%d\t%s\n", o.key, o.x, o.y, o.path)
	}
	return b.Bytes()
}
