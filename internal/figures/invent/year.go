package invent

import (
	_ "embed"
	"fmt"
	"io"

	"github.com/BurntSushi/toml"

	"verbund/internal/figures/record"
)

//go:embed printed.toml
var printedTOML string

// KnownFigures are the figures that the network printed, as they stand in published
// reports, doubtful ones among them.
func KnownFigures() ([]Printed, error) { return knownFigures(false) }

// knownFigures are those of printed.toml; read as what they are taken for, or as they
// stand there.
func knownFigures(read bool) (all []Printed, err error) {
	var file struct {
		Source string
		Period []struct {
			Period  string
			Figures []struct{ Metric, Value, Unit, Base, Kind, Read string }
		}
	}
	meta, err := toml.Decode(printedTOML, &file)
	if err != nil {
		return nil, err
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return nil, fmt.Errorf("printed figures: unknown key %s", rest[0])
	}
	for _, of := range file.Period {
		for _, f := range of.Figures {
			p := Printed{of.Period, f.Metric, f.Value, f.Unit, f.Base, f.Kind}
			if read && f.Read != "" {
				p.Metric = f.Read
			}
			if err := p.check(); err != nil {
				return nil, fmt.Errorf("printed figures: %s, %s: %w", of.Period, f.Metric, err)
			}
			all = append(all, p)
		}
	}
	return all, nil
}

// Years are the years in which a period begins that the network printed figures of:
// 2020 stands for January 2020 to June 2021.
func Years() ([]int, error) {
	lines, err := knownFigures(true)
	if err != nil {
		return nil, err
	}
	var years []int
	for _, p := range lines {
		if at, _ := ParsePeriod(p.Period); len(years) == 0 || years[len(years)-1] != at.Year() {
			years = append(years, at.Year())
		}
	}
	return years, nil
}

// Year are invented records that agree with the figures printed of the period that
// begins in the year, for the demo and for tests. Figures that are surely printed by
// mistake are taken for what was meant. io.EOF is the error of a year of which nothing
// was printed.
func (w *Network) Year(year int, seed uint64) ([]record.Record, error) {
	lines, err := knownFigures(true)
	if err != nil {
		return nil, err
	}
	for _, p := range lines {
		if at, _ := ParsePeriod(p.Period); at.Year() == year {
			all, report := w.Reproduce(lines, at, seed)
			for _, v := range report.Verdicts {
				if v.Outcome != Reproduced && v.Outcome != Suspect {
					return nil, fmt.Errorf("invented year %d: %s %s: %s", year, v.Metric, v.Value, v.Outcome)
				}
			}
			return all, nil
		}
	}
	return nil, fmt.Errorf("invented year %d: %w", year, io.EOF)
}
