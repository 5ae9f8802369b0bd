// Package clock tells the time to whoever is handed one. Nothing else in the
// program asks the machine, so that a test decides what "now" is.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time. It is safe for use by several goroutines.
type Clock interface {
	Now() time.Time
}

// System is the clock of the machine.
type System struct{}

// Now returns the time of the machine.
func (System) Now() time.Time { return time.Now() }

// Fixed is a clock that stands still until it is set, for tests and for
// demonstrations of a certain day. Make one with At.
type Fixed struct {
	mu  sync.RWMutex
	now time.Time
}

// At returns a clock that stands at t.
func At(t time.Time) *Fixed { return &Fixed{now: t} }

// Now returns the time the clock was last set to.
func (f *Fixed) Now() time.Time {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.now
}

// Set puts the clock to t, which may lie in the past.
func (f *Fixed) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = t
}

// Advance puts the clock forward by d.
func (f *Fixed) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}
