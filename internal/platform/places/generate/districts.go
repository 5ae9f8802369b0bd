package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// district is a Landkreis or a kreisfreie Stadt (Destatis).
type district struct {
	ags, kind, name string
	population      int
	km2             float64
}

// readDistricts reads the official list without Eisenach, which belongs to the
// Wartburgkreis since 1 July 2021; that one takes over its people.
func readDistricts(path string) ([]district, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var all []district
	eisenach := 0
	for _, f := range lines[1:] {
		population, err := strconv.Atoi(f[5])
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, f[0], err)
		}
		km2, err := strconv.ParseFloat(f[4], 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, f[0], err)
		}
		if f[0] == "16056" {
			eisenach = population
			continue
		}
		name, _, _ := strings.Cut(f[2], ",")
		all = append(all, district{ags: f[0], kind: f[1], name: strings.TrimSpace(name), population: population, km2: km2})
	}
	for i := range all {
		if all[i].ags == "16063" {
			all[i].population += eisenach
		}
	}
	return all, nil
}

func writeDistricts(districts []district) []byte {
	var b bytes.Buffer
	for _, d := range districts {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%d\n", d.ags, d.kind, d.name, d.population)
	}
	return b.Bytes()
}
