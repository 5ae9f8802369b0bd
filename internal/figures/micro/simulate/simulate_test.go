package simulate_test

import (
	"reflect"
	"slices"
	"testing"

	"verbund/internal/figures/micro/simulate"
	"verbund/internal/figures/record"
)

func load(t *testing.T) (*record.Book, *simulate.Population) {
	t.Helper()
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, err := simulate.Load(book)
	if err != nil {
		t.Fatal(err)
	}
	return book, p
}

func TestMadeUpRecordsAreComplete(t *testing.T) {
	book, p := load(t)
	for _, r := range p.Draw(1, 500) {
		if !book.Complete(r) {
			t.Fatalf("%v", r)
		}
	}
}

func TestTheSameSeedDrawsTheSameRecords(t *testing.T) {
	_, p := load(t)
	_, again := load(t)
	if !reflect.DeepEqual(p.Draw(7, 100), again.Draw(7, 100)) {
		t.Error("they differ")
	}
	if reflect.DeepEqual(p.Draw(7, 100), p.Draw(8, 100)) || reflect.DeepEqual(p.Draw(7, 100), p.Shifted(7, 0.5).Draw(7, 100)) {
		t.Error("another seed or population draws the same")
	}
}

func TestNoSeedIsForTuningAndForMeasuring(t *testing.T) {
	for _, seed := range simulate.HoldOut() {
		if slices.Contains(simulate.Tuning(), seed) {
			t.Errorf("%d is both", seed)
		}
	}
}

// The shares that the network has printed for 2021 to 2023 bound those made up.
func TestThePopulationLooksLikeWhatWasPrinted(t *testing.T) {
	book, p := load(t)
	all := p.Draw(1, 5000)
	share := func(column string, codes ...string) float64 {
		at, c := book.Column(column)
		n := 0
		for _, r := range all {
			if slices.ContainsFunc(r.Values[at], func(v uint16) bool { return slices.Contains(codes, c.Codes[v].ID) }) {
				n++
			}
		}
		return 100 * float64(n) / float64(len(all))
	}
	west, _ := book.Group("g-west-africa")
	for _, c := range []struct {
		name      string
		got       float64
		low, high float64
	}{
		{"women and girls", share("gender", "female"), 85, 96},
		{"Western Africa", share("nationality", west.Countries...), 40, 60},
		{"22 to 39", share("age_band", "22-29", "30-39"), 60, 73},
		{"under 18", share("age_band", "0-13", "14-17"), 4, 14},
		{"sexual services", share("sector", "sexual-services"), 55, 68},
		{"investigation", share("investigation", "yes"), 29, 45},
		{"residence insecure or unclear", share("residence", "insecure", "unclear"), 40, 58},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("%s: %.1f %%, printed were %v to %v", c.name, c.got, c.low, c.high)
		}
	}
}
