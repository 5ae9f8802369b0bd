package report

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
	"verbund/internal/figures/record"
)

//go:embed benchmarks.toml
var benchmarksTOML string

// benchmarks are figures of others.
type benchmarks struct {
	Source []benchmarkSource
	Figure []benchmark
}

type benchmarkSource struct{ ID, De, En, Published string }

// benchmark is a figure of somebody else over the years from From to Until.
type benchmark struct {
	ID, Source, Of   string
	From, Until, N   int
	Kind, Calculated string
	De, En           string
}

func loadBenchmarks() (*benchmarks, error) { return parseBenchmarks(benchmarksTOML) }

func parseBenchmarks(source string) (*benchmarks, error) {
	var b benchmarks
	meta, err := toml.Decode(source, &b)
	if err != nil {
		return nil, err
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return nil, fmt.Errorf("benchmarks: unknown key %s", rest[0])
	}
	seen := map[string]bool{}
	for _, f := range b.Figure {
		if seen[f.ID] || f.De == "" || f.En == "" || f.From == 0 || f.Until < f.From {
			return nil, fmt.Errorf("benchmarks: %q is there twice, or has no words or years", f.ID)
		}
		if f.Of != "" && !seen[f.Of] {
			return nil, fmt.Errorf("benchmarks: %s is a part of %q, which does not stand before it", f.ID, f.Of)
		}
		if _, ok := b.source(f.Source); !ok {
			return nil, fmt.Errorf("benchmarks: %s has no source", f.ID)
		}
		seen[f.ID] = true
	}
	return &b, nil
}

func (b *benchmarks) source(id string) (benchmarkSource, bool) {
	i := slices.IndexFunc(b.Source, func(s benchmarkSource) bool { return s.ID == id })
	if i < 0 {
		return benchmarkSource{}, false
	}
	return b.Source[i], true
}

// others is the section of figures of others for the year of the edition: a paragraph
// for each source.
func (v *view) others() (Section, bool) {
	s := Section{ID: "others", Heading: v.text.Words["others"], Notes: []Text{{words(v.text.Words["others-note"])}}}
	for _, source := range v.other.Source {
		var all []Text
		for _, f := range v.other.Figure {
			if f.Source == source.ID && f.From <= v.now.Year && v.now.Year <= f.Until {
				all = append(all, v.otherFigure(f))
			}
		}
		if len(all) == 0 {
			continue
		}
		name := record.Code{De: source.De, En: source.En}.Label(v.Lang)
		if source.Published != "" {
			name += v.text.fill("published", "day", dayOf(v.Lang, source.Published))
		}
		p := append(Text{{Words: name, From: &Cell{Measure: Label, Table: source.ID}}, words(" – ")}, joined(all, "; ", "; ")...)
		s.Paragraphs = append(s.Paragraphs, append(p, words(".")))
	}
	return s, len(s.Paragraphs) > 0
}

func (v *view) otherFigure(f benchmark) Text {
	label := record.Code{De: f.De, En: f.En}.Label(v.Lang)
	if f.Until > f.From {
		label += ", " + v.text.fill("years", "from", strconv.Itoa(f.From), "until", strconv.Itoa(f.Until))
	}
	t := Text{
		{Words: label, From: &Cell{Measure: Label, Table: f.Source, Row: f.ID}},
		words(": "),
		{Words: v.marks.count(f.N), From: &Cell{Measure: Other, Year: f.Until, Table: f.Source, Row: f.ID}, Scaled: f.N},
	}
	if f.Kind == "derived" {
		t = append(t, words(" ("+v.text.Words["derived"]+")"))
	}
	return t
}

// dayOf writes a day of TOML (YYYY-MM-DD) as text does: 20.08.2024, or 2024-08-20.
func dayOf(lang core.Lang, day string) string {
	if d, err := core.ParseDate(day); err == nil && lang != "en" {
		return fmt.Sprintf("%02d.%02d.%d", d.Day, int(d.Month), d.Year)
	}
	return day
}
