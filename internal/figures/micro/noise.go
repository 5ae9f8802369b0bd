package micro

import (
	"io"
	"math/big"
)

// Fraction is an exact positive number, for variances: Num/Den.
type Fraction struct{ Num, Den int64 }

// Float is the number for reckoning about noise, never for making it.
func (f Fraction) Float() float64 { return float64(f.Num) / float64(f.Den) }

// Sampler draws whole numbers from the discrete Gaussian distribution, which gives x
// a probability proportional to exp(-x²/2σ²).
//
// It follows Canonne, Kamath and Steinke, The Discrete Gaussian for Differential
// Privacy, 2020 (arXiv:2004.00010), algorithms 1 to 3: everything is decided by
// comparing whole numbers with whole random numbers, so that no rounding of a float
// changes a probability and none of its low bits can be read off the result (Mironov,
// On significance of the least significant bits for differential privacy, 2012).
// How long a draw takes depends on what is drawn; it is meant for an office machine
// that nobody can time.
type Sampler struct {
	random io.Reader // crypto/rand.Reader where something is to be protected
	failed error
}

// NewSampler draws its randomness from a reader.
func NewSampler(random io.Reader) *Sampler { return &Sampler{random: random} }

// Err is the first error of the reader. With one, no draw may be used.
func (s *Sampler) Err() error { return s.failed }

// Gaussian draws a number of the variance parameter σ² > 0; the variance itself is a
// little smaller where σ is below one, and not to be told from it above.
func (s *Sampler) Gaussian(variance Fraction) int64 {
	num, den := big.NewInt(variance.Num), big.NewInt(variance.Den)
	// t = floor(σ) + 1
	t := new(big.Int).Div(num, den)
	t.Sqrt(t)
	t.Add(t, big.NewInt(1))
	// A draw y of the discrete Laplace distribution of scale t is kept with the
	// probability exp(-(|y|-σ²/t)²/2σ²) = exp(-(|y|·t·den-num)²/(2·t²·den·num)).
	below := new(big.Int).Mul(t, t)
	below.Mul(below, den).Mul(below, num).Lsh(below, 1)
	scale := new(big.Int).Mul(t, den)
	for s.failed == nil {
		y := s.laplace(t)
		above := new(big.Int).Abs(y)
		above.Mul(above, scale).Sub(above, num)
		above.Mul(above, above)
		if s.exp(above, below) {
			return y.Int64()
		}
	}
	return 0
}

// laplace draws y with a probability proportional to exp(-|y|/t) (algorithm 2, for a
// whole scale).
func (s *Sampler) laplace(t *big.Int) *big.Int {
	one := big.NewInt(1)
	for s.failed == nil {
		u := s.below(t)
		if !s.exp(u, t) {
			continue
		}
		v := new(big.Int)
		for s.failed == nil && s.exp(one, one) {
			v.Add(v, one)
		}
		y := v.Mul(v, t).Add(v, u)
		if s.below(big.NewInt(2)).Sign() == 0 {
			return y
		}
		if y.Sign() != 0 { // zero must not be drawn twice
			return y.Neg(y)
		}
	}
	return new(big.Int)
}

// exp is true with the probability exp(-a/b), for a ≥ 0 and b > 0 (algorithm 1).
func (s *Sampler) exp(a, b *big.Int) bool {
	one := big.NewInt(1)
	whole, rest := new(big.Int).DivMod(a, b, new(big.Int))
	for ; whole.Sign() > 0; whole.Sub(whole, one) {
		if !s.expFraction(one, one) {
			return false
		}
	}
	return s.expFraction(rest, b)
}

// expFraction is exp for a ≤ b.
func (s *Sampler) expFraction(a, b *big.Int) bool {
	k := int64(1)
	for s.failed == nil {
		bound := new(big.Int).Mul(b, big.NewInt(k))
		if s.below(bound).Cmp(a) >= 0 { // true with the probability 1-a/(b·k)
			break
		}
		k++
	}
	return k%2 == 1
}

// below draws evenly from 0 to n-1, by drawing as many bits as n-1 has until they
// are below n.
func (s *Sampler) below(n *big.Int) *big.Int {
	most := new(big.Int).Sub(n, big.NewInt(1))
	bits := most.BitLen()
	if bits == 0 {
		return new(big.Int)
	}
	buffer := make([]byte, (bits+7)/8)
	for s.failed == nil {
		if _, err := io.ReadFull(s.random, buffer); err != nil {
			s.failed = err
			break
		}
		buffer[0] &= byte(0xff >> (len(buffer)*8 - bits))
		if x := new(big.Int).SetBytes(buffer); x.Cmp(n) < 0 {
			return x
		}
	}
	return new(big.Int)
}
