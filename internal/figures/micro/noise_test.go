package micro_test

import (
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"verbund/internal/figures/micro"
)

// dice is randomness that can be had again.
func dice(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// chance is the exact probability of each whole number from -reach to reach.
func chance(variance float64, reach int) []float64 {
	p, sum := make([]float64, 2*reach+1), 0.0
	for i := range p {
		x := float64(i - reach)
		p[i] = math.Exp(-x * x / (2 * variance))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

func TestNoiseHasTheDistributionThatIsPromised(t *testing.T) {
	const draws = 20000
	for _, variance := range []micro.Fraction{{Num: 1, Den: 3}, {Num: 1, Den: 1}, {Num: 5, Den: 2}, {Num: 3969, Den: 64}, {Num: 1000, Den: 1}} {
		reach := int(12*math.Sqrt(variance.Float())) + 3
		p := chance(variance.Float(), reach)
		exact, exactTail := 0.0, 0.0
		far := int(math.Ceil(3 * math.Sqrt(variance.Float())))
		for i := range p {
			x := i - reach
			exact += float64(x*x) * p[i]
			if x > far || x < -far {
				exactTail += p[i]
			}
		}
		sampler := micro.NewSampler(dice(7))
		counts := make([]float64, len(p))
		mean, square, tail := 0.0, 0.0, 0.0
		for range draws {
			x := sampler.Gaussian(variance)
			counts[int(x)+reach]++
			mean += float64(x) / draws
			square += float64(x*x) / draws
			if x > int64(far) || x < -int64(far) {
				tail++
			}
		}
		if err := sampler.Err(); err != nil {
			t.Fatal(err)
		}
		if limit := 4 * math.Sqrt(exact/draws); math.Abs(mean) > limit {
			t.Errorf("%v: mean %.4f, not within %.4f of 0", variance, mean, limit)
		}
		if limit := 4 * exact * math.Sqrt(2.0/draws); math.Abs(square-exact) > limit+0.02*exact {
			t.Errorf("%v: variance %.4f, where %.4f is exact", variance, square, exact)
		}
		if limit := 4*math.Sqrt(draws*exactTail) + 1; math.Abs(tail-draws*exactTail) > limit {
			t.Errorf("%v: %v beyond 3σ, where %.1f are expected", variance, tail, draws*exactTail)
		}
		chi, bins, restSeen, rest := 0.0, 0.0, 0.0, 0.0
		for i := range p {
			if e := p[i] * draws; e >= 8 {
				chi, bins = chi+(counts[i]-e)*(counts[i]-e)/e, bins+1
			} else {
				restSeen, rest = restSeen+counts[i], rest+e
			}
		}
		if rest >= 8 {
			chi, bins = chi+(restSeen-rest)*(restSeen-rest)/rest, bins+1
		}
		if limit := bins - 1 + 4*math.Sqrt(2*(bins-1)) + 4; chi > limit {
			t.Errorf("%v: χ² %.1f over %v bins, where %.1f is the limit", variance, chi, bins, limit)
		}
	}
}

func TestNoiseEndsWithItsReader(t *testing.T) {
	sampler := micro.NewSampler(strings.NewReader("too little"))
	for range 100 {
		sampler.Gaussian(micro.Fraction{Num: 60, Den: 1})
	}
	if !errors.Is(sampler.Err(), io.EOF) && !errors.Is(sampler.Err(), io.ErrUnexpectedEOF) {
		t.Errorf("error %v", sampler.Err())
	}
	d := design(t)
	noisy, err := d.Measure(sample(t, d, 1, 50), micro.Fraction{Num: 60, Den: 1}, strings.NewReader("too little"))
	if err == nil || len(noisy.Tables) > 0 {
		t.Error("tables were measured without noise")
	}
}

func BenchmarkNoise(b *testing.B) {
	sampler := micro.NewSampler(dice(1))
	for b.Loop() {
		sampler.Gaussian(micro.Fraction{Num: 3969, Den: 64})
	}
}
