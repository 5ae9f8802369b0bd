package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
)

// area is the land surface of one municipality (BKG, VG250).
type area struct {
	ags      string // eight digits
	name     string
	polygons [][][][2]float64
	min, max [2]float64
}

// feature is a GeoJSON feature, or the collection of a municipality's land and
// water surfaces that the package writes for places on the coast.
type feature struct {
	Properties struct {
		GF  int // 4 is land, 2 is water
		AGS string
		GEN string
		BEZ string
	}
	Geometry struct {
		Type        string
		Coordinates json.RawMessage
	}
	Features []feature
}

// eachFeature calls do for every land surface in a file of the package.
func eachFeature(path string, do func(f feature) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	d := json.NewDecoder(file)
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for d.More() {
		var f feature
		if err := d.Decode(&f); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if f.Features == nil {
			f.Features = []feature{f}
		}
		for _, f := range f.Features {
			if f.Properties.GF != 4 {
				continue
			}
			if err := do(f); err != nil {
				return fmt.Errorf("%s: %s: %w", path, f.Properties.GEN, err)
			}
		}
	}
	if _, err := d.Token(); err != nil && err != io.EOF {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func readAreas(path string) ([]*area, error) {
	var all []*area
	known := map[string]*area{}
	err := eachFeature(path, func(f feature) error {
		if f.Properties.BEZ == "Gemeindefreies Gebiet" {
			return nil
		}
		a := known[f.Properties.AGS]
		if a == nil {
			a = &area{ags: f.Properties.AGS, name: f.Properties.GEN, min: [2]float64{math.Inf(1), math.Inf(1)}, max: [2]float64{math.Inf(-1), math.Inf(-1)}}
			known[a.ags] = a
			all = append(all, a)
		}
		return a.add(f)
	})
	return all, err
}

func (a *area) add(f feature) error {
	var polygons [][][][2]float64
	if f.Geometry.Type == "Polygon" {
		polygons = make([][][][2]float64, 1)
		if err := json.Unmarshal(f.Geometry.Coordinates, &polygons[0]); err != nil {
			return err
		}
	} else if err := json.Unmarshal(f.Geometry.Coordinates, &polygons); err != nil {
		return err
	}
	a.polygons = append(a.polygons, polygons...)
	for _, p := range polygons {
		for _, c := range p[0] {
			for i := range c {
				a.min[i] = min(a.min[i], c[i])
				a.max[i] = max(a.max[i], c[i])
			}
		}
	}
	return nil
}

// holds tells whether a point lies inside, by counting crossings of a ray.
func (a *area) holds(lon, lat float64) bool {
	if lon < a.min[0] || lon > a.max[0] || lat < a.min[1] || lat > a.max[1] {
		return false
	}
	in := false
	for _, p := range a.polygons {
		for _, ring := range p {
			for i, c := range ring[:len(ring)-1] {
				d := ring[i+1]
				if (c[1] > lat) != (d[1] > lat) && lon < (d[0]-c[0])*(lat-c[1])/(d[1]-c[1])+c[0] {
					in = !in
				}
			}
		}
	}
	return in
}

// size returns the surface in square kilometres and its centre.
func (a *area) size() (km2, lon, lat float64) {
	for _, p := range a.polygons {
		s, x, y := ringSize(p[0])
		km2 += s
		lon += x * s
		lat += y * s
	}
	return km2, lon / km2, lat / km2
}

// ringSize returns surface and centre of a closed ring, holes not counted.
func ringSize(ring [][2]float64) (km2, lon, lat float64) {
	o := ring[0]
	for i := range ring[:len(ring)-1] {
		x1, y1, x2, y2 := ring[i][0]-o[0], ring[i][1]-o[1], ring[i+1][0]-o[0], ring[i+1][1]-o[1]
		cross := x1*y2 - x2*y1
		km2 += cross / 2
		lon += (x1 + x2) * cross / 6
		lat += (y1 + y2) * cross / 6
	}
	if km2 == 0 {
		return 1e-9, o[0], o[1]
	}
	lon, lat = o[0]+lon/km2, o[1]+lat/km2
	return math.Abs(km2) * 111.2 * 111.2 * math.Cos(lat*math.Pi/180), lon, lat
}
