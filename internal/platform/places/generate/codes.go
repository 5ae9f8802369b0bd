package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"sort"
	"strings"
)

// quarters.tsv says where in the largest cities the first digits of a postal
// code lie: digits, AGS of the city, name of its part or latitude and longitude.
// It was written by hand.
//
//go:embed quarters.tsv
var quarters string

// code is a postal code with its place on the map.
type code struct {
	digits   string
	town     *town // the municipality that most of it belongs to
	lat, lon float64
}

// readCodes reads which places share a postal code.
func readCodes(path string) (map[string][]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var codes map[string][]string
	if err := json.Unmarshal(b, &codes); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return codes, nil
}

// place finds the municipalities of every postal code and from them its point.
// Of several municipalities with the same name the one is meant that lies
// nearest to the other places whose codes begin with the same digits.
func place(codes map[string][]string, towns []town, districts []district) []code {
	g := gazetteer{exact: map[string][]*town{}, short: map[string][]*town{}, people: estimate(towns, districts)}
	for i := range towns {
		t := &towns[i]
		g.exact[plain(t.name)] = append(g.exact[plain(t.name)], t)
		g.short[core(t.name)] = append(g.short[core(t.name)], t)
	}
	uses := map[string]int{}
	for _, names := range codes {
		for _, n := range names {
			uses[plain(n)]++
		}
	}
	centres := g.centres(codes)
	var placed []code
	for _, digits := range slices.Sorted(maps.Keys(codes)) {
		here := g.resolve(codes[digits], nearby(centres, digits))
		if len(here) == 0 {
			here = []*town{nearest(towns, nearby(centres, digits))}
		}
		c := code{digits: digits}
		best, sum := -1.0, 0.0
		for _, t := range here {
			n := uses[plain(t.name)]
			share := g.people[t] / float64(max(1, n))
			if share > best {
				best, c.town = share, t
			}
			// The middle of a large city says little about a code that
			// it shares with a village at its edge.
			if n > 10 && len(here) > 1 {
				share = min(share, 500)
			}
			sum += share
			c.lat += t.lat * share
			c.lon += t.lon * share
		}
		c.lat /= sum
		c.lon /= sum
		if c.town.part {
			c.town = g.municipality(c.town.ags, towns)
		}
		if lat, lon, ok := quarter(digits, c.town, towns); ok {
			c.lat, c.lon = lat, lon
		}
		placed = append(placed, c)
	}
	return placed
}

// gazetteer finds municipalities by name.
type gazetteer struct {
	exact, short map[string][]*town
	people       map[*town]float64
}

// candidates returns the places that a name may mean, those that bear exactly
// that name first. A Sorbian second name ("Cottbus - Chóśebuz") is left out.
func (g gazetteer) candidates(name string) (exact, alike []*town) {
	first, _, _ := strings.Cut(name, " - ")
	before, _, _ := strings.Cut(name, "/")
	for _, n := range []string{name, spelled(name), first, before} {
		if exact = g.exact[plain(n)]; exact != nil {
			return exact, g.short[core(n)]
		}
	}
	return nil, g.short[core(first)]
}

func (g gazetteer) municipality(ags string, towns []town) *town {
	i := sort.Search(len(towns), func(i int) bool { return towns[i].ags >= ags })
	return &towns[i]
}

// centres returns the middle of the places that can only be one, by the first
// one to three digits of their codes.
func (g gazetteer) centres(codes map[string][]string) map[string][2]float64 {
	points := map[string][][2]float64{}
	for digits, names := range codes {
		for _, n := range names {
			if found, alike := g.candidates(n); len(found) == 1 && len(alike) == 1 {
				for k := 1; k <= 4; k++ {
					points[digits[:k]] = append(points[digits[:k]], [2]float64{found[0].lat, found[0].lon})
				}
			}
		}
	}
	centres := map[string][2]float64{}
	for k, p := range points {
		for i := range 2 {
			slices.SortFunc(p, func(a, b [2]float64) int { return int(math.Copysign(1, a[i]-b[i])) })
			c := centres[k]
			c[i] = p[len(p)/2][i]
			centres[k] = c
		}
	}
	return centres
}

func nearby(centres map[string][2]float64, digits string) [2]float64 {
	for k := 4; k > 0; k-- {
		if c, ok := centres[digits[:k]]; ok {
			return c
		}
	}
	return [2]float64{51, 10}
}

// resolve finds the places that names mean around a point. A place of a similar
// name or a mere part of a municipality must lie closer than the place itself.
func (g gazetteer) resolve(names []string, near [2]float64) []*town {
	var here []*town
	for _, n := range names {
		var best *town
		bestAway := 0.9 // degrees; farther away it is another place of that name
		exact, alike := g.candidates(n)
		if len(exact) == 1 && !exact[0].part {
			bestAway = 1.4
		}
		for i, t := range slices.Concat(exact, alike) {
			away := math.Hypot(t.lat-near[0], (t.lon-near[1])*0.63)
			if i >= len(exact) {
				away += 0.1
			}
			if t.part {
				away += 0.15
			}
			if away < bestAway {
				best, bestAway = t, away
			}
		}
		if best != nil {
			here = append(here, best)
		}
	}
	return here
}

// nearest returns the municipality with its point nearest to one.
func nearest(towns []town, point [2]float64) *town {
	var best *town
	bestAway := math.Inf(1)
	for i := range towns {
		t := &towns[i]
		if away := math.Hypot(t.lat-point[0], (t.lon-point[1])*0.63); !t.part && away < bestAway {
			best, bestAway = t, away
		}
	}
	return best
}

// estimate fills the gaps of the known populations: what is left of a district's
// people is shared out by surface.
func estimate(towns []town, districts []district) map[*town]float64 {
	people := map[*town]float64{}
	left := map[string]float64{}
	km2 := map[string]float64{}
	for _, d := range districts {
		left[d.ags] = float64(d.population)
	}
	for i := range towns {
		t := &towns[i]
		if t.part {
			people[t] = max(100, float64(t.population))
			continue
		}
		if t.population > 0 {
			left[t.ags[:5]] -= float64(t.population)
		} else {
			km2[t.ags[:5]] += t.km2
		}
	}
	for i := range towns {
		t := &towns[i]
		if t.part {
			continue
		}
		people[t] = float64(t.population)
		if t.population == 0 {
			people[t] = max(200, left[t.ags[:5]]*t.km2/km2[t.ags[:5]])
		}
	}
	return people
}

// quarter returns where in a large city a code lies, as far as that is known.
// The line with the most digits counts.
func quarter(digits string, city *town, towns []town) (lat, lon float64, ok bool) {
	longest := 0
	for line := range strings.Lines(quarters) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || len(f[0]) <= longest || !strings.HasPrefix(digits, f[0]) || f[1] != city.ags {
			continue
		}
		if _, err := fmt.Sscanf(f[2], "%f %f", &lat, &lon); err == nil {
			longest, ok = len(f[0]), true
			continue
		}
		for i := range towns {
			if t := &towns[i]; t.part && t.ags == city.ags && t.name == f[2] {
				longest, lat, lon, ok = len(f[0]), t.lat, t.lon, true
			}
		}
	}
	return lat, lon, ok
}

func writeCodes(codes []code) []byte {
	var b bytes.Buffer
	for _, c := range codes {
		lat, lon := fmt.Sprintf("%.3f", c.lat), fmt.Sprintf("%.3f", c.lon)
		if lat == fmt.Sprintf("%.3f", c.town.lat) && lon == fmt.Sprintf("%.3f", c.town.lon) {
			lat, lon = "", ""
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", c.digits, c.town.ags, lat, lon)
	}
	return b.Bytes()
}
