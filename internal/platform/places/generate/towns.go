package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// city is a populated place of GeoNames.
type city struct {
	name       string
	others     []string // names in other languages and spellings
	lat, lon   float64
	feature    string
	population int
}

// town is a municipality or, with part set, a named part of one.
type town struct {
	ags        string // of the municipality, eight digits
	name       string
	lat, lon   float64
	population int
	km2        float64
	part       bool
	others     []string
}

func readCities(path string) ([]city, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all []city
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		if len(f) < 15 || f[8] != "DE" || slices.Contains([]string{"PPLQ", "PPLH", "PPLW"}, f[7]) {
			continue
		}
		lat, err1 := strconv.ParseFloat(f[4], 64)
		lon, err2 := strconv.ParseFloat(f[5], 64)
		population, err3 := strconv.Atoi(f[14])
		if err := cmp.Or(err1, err2, err3); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, f[1], err)
		}
		all = append(all, city{name: f[1], others: strings.Split(f[3], ","), lat: lat, lon: lon, feature: f[7], population: population})
	}
	return all, lines.Err()
}

// merge joins the official municipalities with the places of GeoNames that lie
// in them. The place that bears the municipality's name gives it its point, its
// population and its names in other languages; the others become its parts.
func merge(areas []*area, cities []city) []town {
	inside := make(map[*area][]city)
	for _, c := range cities {
		for _, a := range areas {
			if a.holds(c.lon, c.lat) {
				inside[a] = append(inside[a], c)
				break
			}
		}
	}
	var all []town
	for _, a := range areas {
		km2, lon, lat := a.size()
		t := town{ags: currentKey(a.ags), name: spelled(a.name), lat: lat, lon: lon, km2: km2}
		here := inside[a]
		slices.SortStableFunc(here, func(x, y city) int {
			return cmp.Or(cmp.Compare(likeness(y, a.name), likeness(x, a.name)), cmp.Compare(y.population, x.population))
		})
		if len(here) > 0 && likeness(here[0], a.name) > 0 {
			c := here[0]
			t.lat, t.lon, t.population = c.lat, c.lon, c.population
			t.others = foreign(c, t.name)
			here = here[1:]
		}
		all = append(all, t)
		named := map[string]bool{plain(t.name): true}
		for _, c := range here {
			name := strings.TrimPrefix(strings.TrimPrefix(c.name, a.name+"-"), a.name+" ")
			if c.feature == "PPLG" || named[plain(name)] || likeness(c, a.name) > 0 {
				continue
			}
			named[plain(name)] = true
			all = append(all, town{ags: t.ags, name: name, lat: c.lat, lon: c.lon, population: c.population, part: true})
		}
	}
	slices.SortFunc(all, func(x, y town) int {
		return cmp.Or(cmp.Compare(x.ags, y.ags), strings.Compare(fmt.Sprint(x.part), fmt.Sprint(y.part)), strings.Compare(x.name, y.name))
	})
	return all
}

// currentKey moves a municipality into its present district: the Landkreise
// Göttingen and Osterode am Harz were joined on 1 November 2016, Eisenach belongs
// to the Wartburgkreis since 1 July 2021. The last three digits of such a key
// only tell the municipalities of the district apart.
func currentKey(ags string) string {
	switch ags[:5] {
	case "03152":
		return "031590" + ags[6:]
	case "03156":
		return "031595" + ags[6:]
	case "16056":
		return "16063105"
	}
	return ags
}

// spelled writes out the abbreviations of the official list that nobody types.
func spelled(name string) string {
	return strings.NewReplacer("v.d. Höhe", "vor der Höhe", "i.d. ", "in der ", " a.d. ", " an der ", " b. ", " bei ", " v. ", " vor ", " a. ", " am ").Replace(name)
}

// likeness tells how well a place of GeoNames fits a municipality's name.
func likeness(c city, name string) int {
	switch {
	case c.feature == "PPLX":
		return 0
	case plain(c.name) == plain(name):
		return 3
	case slices.ContainsFunc(c.others, func(o string) bool { return plain(o) == plain(name) }):
		return 2
	case core(c.name) == core(name):
		return 1
	}
	return 0
}

// core is a name without what tells it apart from others: "Halle (Saale)".
func core(name string) string {
	name, _, _ = strings.Cut(name, " (")
	name, _, _ = strings.Cut(plain(name), ",")
	for _, word := range []string{" am ", " an ", " im ", " in ", " bei ", " vor ", " i ", " a ", " b ", " ob ", " v d ", " auf ", " unter "} {
		if before, _, found := strings.Cut(name, word); found && len(before) > 2 {
			name = before
		}
	}
	return name
}

// plain is the form in which names of different sources are compared.
func plain(name string) string {
	name = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "-", " ", ".", " ", "/", " ", "(", " ", ")", " ").Replace(strings.ToLower(name))
	words := strings.Fields(name)
	for i, w := range words {
		if w == "st" {
			words[i] = "sankt"
		}
	}
	return strings.Join(words, " ")
}

// foreign picks the names that people from elsewhere may use for a large city.
func foreign(c city, name string) []string {
	var names []string
	if plain(c.name) != plain(name) && core(c.name) != core(name) {
		names = append(names, c.name)
	}
	if c.population >= 100_000 {
		for _, o := range c.others {
			letters := 0
			for _, r := range o {
				if unicode.IsLetter(r) {
					letters++
				}
			}
			if letters < 3 || strings.ToUpper(o) == o && o[0] < 128 || plain(o) == plain(name) || len(o) > 40 || slices.Contains(names, o) {
				continue
			}
			names = append(names, o)
		}
	}
	return names
}

func writeTowns(towns []town) []byte {
	var b bytes.Buffer
	for _, t := range towns {
		kind := ""
		if t.part {
			kind = "+"
		}
		population := ""
		if t.population > 0 {
			population = strconv.Itoa(t.population)
		}
		fmt.Fprintf(&b, "%s%s\t%s\t%.3f\t%.3f\t%s\t%s\n", kind, t.ags, t.name, t.lat, t.lon, population, strings.Join(t.others, "|"))
	}
	return b.Bytes()
}
