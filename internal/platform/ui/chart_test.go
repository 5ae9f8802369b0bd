package ui

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

var update = flag.Bool("update", false, "write the golden charts anew")

func charts(rtl bool) map[string]templ.Component {
	bars := []Bar{
		{Label: "weiblich", Value: "87 %", N: 520},
		{Label: "Freund*innen, Bekannte, Angehörige oder andere Klient*innen", Value: "9 %", N: 55},
		{Label: "divers", Value: "–", Blank: true},
		{Label: "nicht bekannt <b>", Value: "4 %", N: 25, Fill: 2},
	}
	part := func(n int) Part { return Part{Value: strconv.Itoa(n), N: n} }
	stacks := []Stack{
		{Label: "sexuelle Ausbeutung", Parts: []Part{part(300), part(40), part(60)}},
		{Label: "Arbeitsausbeutung", Parts: []Part{part(50), {Value: "–", Blank: true}, part(5)}},
		{Label: "Betteln", Parts: []Part{{Value: "–", Blank: true}, part(0), part(10)}},
	}
	lines := []Line{
		{"dokumentiert", []Part{part(875), part(700), {Blank: true}, part(845), part(910)}},
		{"ausgewertet", []Part{part(735), part(595), {Blank: true}, part(640), part(700)}},
	}
	chart := func(id string) Chart {
		return Chart{ID: id, Title: "Geschlecht", About: "87 % sind weiblich.", RTL: rtl}
	}
	return map[string]templ.Component{
		"bars":   Bars(chart("a"), 600, bars),
		"stacks": Stacks(chart("b"), []string{"weiblich", "männlich", "divers"}, stacks),
		"lines":  Lines(chart("c"), []string{"2020", "2021", "2022", "2023", "2024"}, lines, 2, "Personen", strconv.Itoa),
	}
}

func TestChartsAreAsTheyWere(t *testing.T) {
	for direction, rtl := range map[string]bool{"": false, "-rtl": true} {
		for kind, chart := range charts(rtl) {
			file := "testdata/chart-" + kind + direction + ".golden.html"
			got := strings.ReplaceAll(written(t, chart), "><", ">\n<") + "\n"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || string(want) != got {
				t.Errorf("%s is not what it was (%v); look at it and run with -update", file, err)
			}
		}
	}
}

// Everything is said by attributes: a page may hold no style of its own. And a
// picture has a name, or is not there for those who do not see it.
func TestChartIsWellFormedAndHasANameAndNoStyle(t *testing.T) {
	for kind, chart := range charts(false) {
		html := written(t, chart)
		d := xml.NewDecoder(strings.NewReader("<x>" + html + "</x>"))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
		}
		for _, bad := range []string{"style=", "<style", "<script", "onclick", "<b>", "#000"} {
			if strings.Contains(html, bad) {
				t.Errorf("%s holds %s", kind, bad)
			}
		}
		if !strings.Contains(html, `role="img"`) || strings.Count(html, "<title ") != 1 || strings.Count(html, "<desc ") != 1 {
			t.Errorf("%s has no name", kind)
		}
		if strings.Contains(html, "<pattern") || strings.Contains(html, "url(") {
			t.Errorf("%s is printed as a picture of many dots", kind)
		}
	}
	if html := written(t, Bars(Chart{ID: "a"}, 1, []Bar{{Label: "a", N: 1}})); !strings.Contains(html, `aria-hidden="true"`) || strings.Contains(html, "<title") {
		t.Errorf("a chart without a name is not hidden: %s", html)
	}
}

func TestBarIsAsLongAsItsPart(t *testing.T) {
	for _, tt := range []struct{ n, whole, want int }{{0, 10, 0}, {10, 10, barEnd}, {5, 10, barEnd / 2}, {1, 3, 2667}, {12, 10, barEnd}, {3, 0, 0}, {-3, 10, 0}} {
		if got := of(tt.n, tt.whole, barEnd); got != tt.want {
			t.Errorf("%d of %d is %d long, want %d", tt.n, tt.whole, got, tt.want)
		}
	}
}

// What is not shown has no length that could be measured.
func TestWithheldNumberIsNotDrawn(t *testing.T) {
	bars := written(t, Bars(Chart{ID: "a"}, 10, []Bar{{Label: "a", Value: "–", N: 2, Blank: true}}))
	stacks := written(t, Stacks(Chart{ID: "a"}, []string{"x", "y"}, []Stack{{Label: "a", Parts: []Part{{Value: "–", N: 2, Blank: true}, {Value: "10", N: 10}}}}))
	_, picture, _ := strings.Cut(stacks, `class="chart"`)
	if strings.Contains(bars, "<rect") || strings.Count(picture, "<rect") != 1 || !strings.Contains(picture, `width="100%" height="1.1em"`) {
		t.Errorf("a length tells what is not to be shown: %s %s", bars, picture)
	}
}

func TestLineBreaksWhereAYearIsMissing(t *testing.T) {
	p := func(n int) Part { return Part{N: n} }
	got := stretches(Line{Points: []Part{p(1), p(2), {Blank: true}, p(3), p(4)}}, 10)
	if len(got) != 2 || got[0].x1 != year(0, 5) || got[1].x1 != year(3, 5) || got[1].x2 != year(4, 5) {
		t.Errorf("%+v", got)
	}
}

func TestScaleEndsAtARoundNumber(t *testing.T) {
	for most, want := range map[int]int{0: 2, 1: 2, 7: 8, 9: 10, 10: 10, 11: 20, 41: 50, 595: 600, 875: 1000, 1001: 2000} {
		if got := ceiling(2, []Line{{Points: []Part{{N: most}, {N: 5000, Blank: true}}}}); got != want {
			t.Errorf("up to %d: %d, want %d", most, got, want)
		}
	}
	if got := ceiling(20, []Line{{Points: []Part{{N: 4}}}}); got != 20 {
		t.Errorf("a small share ends the scale at %d", got)
	}
}

func TestLongLabelBreaksBetweenWords(t *testing.T) {
	got := wrapped("Freund*innen, Bekannte, Angehörige oder andere Klient*innen", narrow)
	if strings.Join(got, "|") != "Freund*innen, Bekannte, Angehörige|oder andere Klient*innen" {
		t.Errorf("%q", got)
	}
	if got := wrapped("", narrow); len(got) != 1 {
		t.Errorf("no words: %q", got)
	}
}

// The chart's height holds every category: nothing is drawn below it.
func TestPictureHoldsItsLastCategory(t *testing.T) {
	all := []Bar{{Label: strings.Repeat("Wort ", 20)}, {Label: "kurz"}}
	places, height := place(all, Bar.label)
	if last := places[1].top + thick; last > height || places[1].top < places[0].top+thick {
		t.Errorf("%+v in %d", places, height)
	}
}

func TestFigureStyleIsSmall(t *testing.T) {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(FigureStyle)
	_ = w.Close()
	if b.Len() > 2<<10 {
		t.Errorf("it travels as %d bytes, more than 2 KiB", b.Len())
	}
}
