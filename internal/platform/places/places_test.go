package places

import (
	"math"
	"regexp"
	"strings"
	"testing"
)

func TestDistance(t *testing.T) {
	hamburg, munich := Point{53.5503, 10.0007}, Point{48.1371, 11.5754}
	if km := hamburg.Km(munich); math.Abs(km-612) > 2 {
		t.Errorf("Hamburg to München is %.1f km; want about 612", km)
	}
	if hamburg.Km(hamburg) != 0 || math.Abs(hamburg.Km(munich)-munich.Km(hamburg)) > 1e-9 {
		t.Error("a distance is 0 to itself and the same both ways")
	}
	for km, want := range map[float64]int{0: 0, -3: 0, 0.4: 0, 0.6: 1, 9.4: 9, 9.6: 10, 12.4: 10, 13: 15, 97: 95, 98: 100, 104: 100, 106: 110, 612: 610} {
		if got := RoundKm(km); got != want {
			t.Errorf("RoundKm(%v) = %d; want %d", km, got, want)
		}
	}
	if RoundKm(math.NaN()) != 0 {
		t.Error("no number is no distance")
	}
}

func TestFoldKeepsDifferentNamesApart(t *testing.T) {
	for _, same := range [][]string{
		{"Köln", "koeln", "KOLN", "ko\u0308ln"}, {"Gießen", "giessen"}, {"St. Ingbert", "sankt ingbert"},
		{"Berlin-Neukölln", "berlin neukoelln"}, {"Łódź", "lodz"}, {"Bad Homburg v.d. Höhe", "bad homburg v d hoehe"},
	} {
		for _, s := range same[1:] {
			if fold(s) != fold(same[0]) {
				t.Errorf("fold(%q) = %q; want %q as of %q", s, fold(s), fold(same[0]), same[0])
			}
		}
	}
	for _, differ := range [][2]string{{"Neuenkirchen", "Neunkirchen"}, {"Halle", "Hallein"}, {"Bauer", "Baur"}} {
		if fold(differ[0]) == fold(differ[1]) {
			t.Errorf("%q and %q both fold to %q", differ[0], differ[1], fold(differ[0]))
		}
	}
}

func TestOutlinesAreSmallAndWhole(t *testing.T) {
	all := Outlines()
	if len(all) != 16 {
		t.Fatalf("%d outlines", len(all))
	}
	path := regexp.MustCompile(`^(M\d+ \d+l-?\d+([ -]-?\d+)*z)+$`)
	size := 0
	for i, o := range all {
		if o.Land != Lands()[i].Code || !path.MatchString(o.Path) {
			t.Errorf("%s: %.60s", o.Land, o.Path)
		}
		if o.CentreX < 0 || o.CentreX > 290 || o.CentreY < 0 || o.CentreY > 393 {
			t.Errorf("%s: centre %d, %d outside %s", o.Land, o.CentreX, o.CentreY, ViewBox)
		}
		size += len(o.Path)
	}
	if size > 6000 {
		t.Errorf("the map has %d bytes", size)
	}
	if o := all[11]; o.Land != "DE-BB" || math.Hypot(float64(o.CentreX-all[10].CentreX), float64(o.CentreY-all[10].CentreY)) < 15 {
		t.Errorf("the centre of %s, %d, %d, lies in Berlin", o.Land, o.CentreX, o.CentreY)
	}
	x, y := Project(Point{48.1371, 11.5754})
	if math.Abs(x-181) > 1 || math.Abs(y-348) > 1 {
		t.Errorf("München lies at %.0f, %.0f", x, y)
	}
}

func TestAttributionsNameEverySource(t *testing.T) {
	var all strings.Builder
	for _, a := range Attributions() {
		if a.Text == "" || a.Licence == "" || !strings.HasPrefix(a.URL, "https://") {
			t.Errorf("incomplete: %+v", a)
		}
		all.WriteString(a.Text + a.Licence)
	}
	for _, want := range []string{"GeoNames", "BKG", "Destatis", "OpenStreetMap", "ODbL", "CC BY 4.0"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%s is not named", want)
		}
	}
}
