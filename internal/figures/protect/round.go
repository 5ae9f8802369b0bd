package protect

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"

	"verbund/internal/figures/table"
)

// roundDomain keeps these hashes apart from all others.
const roundDomain = "verbund figures rounding 1"

// Round is a count rounded at random to a multiple of base: up with the probability
// (n mod base)/base, otherwise down, so that its mean is n and it is less than base
// away. A multiple stays. The same records give the same number; a base below 2
// leaves the count as it is.
func Round(c table.Count, base int) int {
	if base < 2 || c.N <= 0 {
		return c.N
	}
	over := c.N % base
	if over == 0 {
		return c.N
	}
	var seed [len(roundDomain) + 24]byte
	copy(seed[:], roundDomain)
	binary.BigEndian.PutUint64(seed[len(roundDomain):], uint64(base))
	binary.BigEndian.PutUint64(seed[len(roundDomain)+8:], c.Key)
	binary.BigEndian.PutUint64(seed[len(roundDomain)+16:], uint64(c.N))
	sum := sha256.Sum256(seed[:])
	// The upper half of base times a number below 2^64 is uniform on 0…base-1.
	if draw, _ := bits.Mul64(binary.BigEndian.Uint64(sum[:]), uint64(base)); draw < uint64(over) {
		return c.N - over + base
	}
	return c.N - over
}
