package places

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

//go:generate go run ./generate -out data

//go:embed data/districts.tsv data/towns.tsv.gz data/postleitzahlen-odbl.tsv.gz data/outlines.tsv
var data embed.FS

// Embedded returns the table that comes with the program; data/README.md says
// what it was made from. Every call reads it anew, so call it once. It fails
// only if the program was built with damaged data.
func Embedded() (*Table, error) {
	t, byKey, err := readBase()
	if err != nil {
		return nil, fmt.Errorf("embedded places: %w", err)
	}
	content, err := unpack("data/postleitzahlen-odbl.tsv.gz")
	if err != nil {
		return nil, fmt.Errorf("embedded places: %w", err)
	}
	t.codes = make([]code, 0, 8200)
	for n, line := range numbered(content) {
		digits, rest, _ := strings.Cut(line, "\t")
		key, rest, _ := strings.Cut(rest, "\t")
		lat, lon, _ := strings.Cut(rest, "\t")
		at, ok := byKey[key]
		if !ok {
			return nil, fmt.Errorf("embedded postal codes: line %d: no municipality %q", n, key)
		}
		town := t.towns[at]
		c := code{digits: digits, name: town.name, district: town.district, spot: town.spot}
		if lat != "" {
			if c.spot, err = parseSpot(lat, lon); err != nil {
				return nil, fmt.Errorf("embedded postal codes: line %d: %w", n, err)
			}
		}
		t.codes = append(t.codes, c)
	}
	return t, nil
}

// readBase reads all but the postal codes, and where each municipality stands.
func readBase() (*Table, map[string]int32, error) {
	t := &Table{}
	districts, err := data.ReadFile("data/districts.tsv")
	if err != nil {
		return nil, nil, err
	}
	numbers := make(map[string]int16, 400)
	for n, line := range numbered(string(districts)) {
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			return nil, nil, fmt.Errorf("districts: line %d has %d fields", n, len(f))
		}
		population, err := strconv.Atoi(f[3])
		if err != nil {
			return nil, nil, fmt.Errorf("districts: line %d: %w", n, err)
		}
		numbers[f[0]] = int16(len(t.districts))
		t.districts = append(t.districts, district{ags: f[0], name: f[2], kind: f[1], population: population})
	}
	content, err := unpack("data/towns.tsv.gz")
	if err != nil {
		return nil, nil, err
	}
	t.towns = make([]town, 0, 13200)
	byKey := make(map[string]int32, 11500)
	for n, line := range numbered(content) {
		var f [6]string
		for i := range f {
			f[i], line, _ = strings.Cut(line, "\t")
		}
		key, isPart := strings.CutPrefix(f[0], "+")
		if len(key) != 8 {
			return nil, nil, fmt.Errorf("towns: line %d: key %q", n, key)
		}
		number, ok := numbers[key[:5]]
		if !ok {
			return nil, nil, fmt.Errorf("towns: line %d: no district %s", n, key[:5])
		}
		w := town{name: f[1], others: f[5], district: number, whole: -1}
		if w.spot, err = parseSpot(f[2], f[3]); err != nil {
			return nil, nil, fmt.Errorf("towns: line %d: %w", n, err)
		}
		if f[4] != "" {
			population, err := strconv.ParseInt(f[4], 10, 32)
			if err != nil {
				return nil, nil, fmt.Errorf("towns: line %d: %w", n, err)
			}
			w.population = int32(population)
		}
		if isPart {
			w.whole = byKey[key]
		} else {
			byKey[key] = int32(len(t.towns))
		}
		t.towns = append(t.towns, w)
	}
	t.placeDistricts()
	return t, byKey, nil
}

// unpack returns the content of an embedded gzip file.
func unpack(name string) (string, error) {
	packed, err := data.ReadFile(name)
	if err != nil {
		return "", err
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	var b strings.Builder
	b.Grow(600 << 10)
	if _, err := io.Copy(&b, bufio.NewReader(r)); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return b.String(), nil
}

// numbered goes through the lines of a text, counting from 1.
func numbered(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		for n := 1; text != ""; n++ {
			var line string
			line, text, _ = strings.Cut(text, "\n")
			if !yield(n, line) {
				return
			}
		}
	}
}

// spot is a point in ten thousandths of a degree (11 m).
type spot struct{ lat, lon int32 }

func (s spot) point() Point { return Point{float64(s.lat) / 1e4, float64(s.lon) / 1e4} }

// parseSpot reads decimal degrees. It refuses what lies outside Germany's
// surroundings (47° to 56° north, 5° to 16° east).
func parseSpot(lat, lon string) (spot, error) {
	y, err1 := strconv.ParseFloat(lat, 64)
	x, err2 := strconv.ParseFloat(lon, 64)
	if err1 != nil || err2 != nil {
		return spot{}, fmt.Errorf("coordinates %q, %q are not numbers", lat, lon)
	}
	if !(y >= 47 && y <= 56 && x >= 5 && x <= 16) {
		return spot{}, fmt.Errorf("coordinates %q, %q lie outside Germany", lat, lon)
	}
	return spot{int32(math.Round(y * 1e4)), int32(math.Round(x * 1e4))}, nil
}
