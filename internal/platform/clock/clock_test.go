package clock_test

import (
	"testing"
	"time"

	"verbund/internal/platform/clock"
)

func TestFixedClockStandsStillUntilItIsSet(t *testing.T) {
	start := time.Date(2022, 7, 1, 9, 0, 0, 0, time.UTC)
	c := clock.At(start)
	if a, b := c.Now(), c.Now(); !a.Equal(start) || !b.Equal(start) {
		t.Errorf("it moved: %v, %v", a, b)
	}
	c.Advance(36 * time.Hour)
	if got := c.Now(); !got.Equal(start.Add(36 * time.Hour)) {
		t.Errorf("after a day and a half: %v", got)
	}
	c.Set(start)
	if got := c.Now(); !got.Equal(start) {
		t.Errorf("set back: %v", got)
	}
}

func TestSystemClockIsTheMachines(t *testing.T) {
	before := time.Now()
	now := clock.Clock(clock.System{}).Now()
	if now.Before(before) || now.After(time.Now()) {
		t.Errorf("%v does not lie between two readings of the machine's clock", now)
	}
}
