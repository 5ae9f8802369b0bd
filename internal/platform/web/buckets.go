package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"

	"golang.org/x/time/rate"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
)

// Buckets bound how often something is done under a name: by a network, for an
// account. They are kept in memory only, under a keyed hash of the name whose key
// is thrown away every day; no name is ever kept or written. They are safe for
// use by several goroutines.
type Buckets struct {
	clock clock.Clock

	mu      sync.Mutex
	key     []byte
	day     core.Date
	buckets map[[16]byte]*rate.Limiter
}

// mostBuckets bounds the memory of Buckets (about 100 bytes each). When there
// are more names than that, all of them start afresh.
const mostBuckets = 100_000

// NewBuckets returns buckets that are all full.
func NewBuckets(c clock.Clock) *Buckets { return &Buckets{clock: c} }

// Take tells whether something may be done once more under a name: burst times at
// once, and perSecond on average.
func (b *Buckets) Take(name string, perSecond rate.Limit, burst int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	hash := b.hash(name)
	bucket := b.buckets[hash]
	if bucket == nil {
		bucket = rate.NewLimiter(perSecond, burst)
		b.buckets[hash] = bucket
	}
	return bucket.AllowN(b.clock.Now(), 1)
}

// Refill has a name start afresh.
func (b *Buckets) Refill(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.buckets, b.hash(name))
}

func (b *Buckets) hash(name string) [16]byte {
	if day := core.DateOf(b.clock.Now()); b.key == nil || day != b.day || len(b.buckets) >= mostBuckets {
		b.key = make([]byte, 32)
		rand.Read(b.key) // never fails: crypto/rand ends the program instead
		b.day, b.buckets = day, map[[16]byte]*rate.Limiter{}
	}
	mac := hmac.New(sha256.New, b.key)
	mac.Write([]byte(name))
	return [16]byte(mac.Sum(nil)[:16])
}
