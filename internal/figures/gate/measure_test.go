package gate_test

import (
	"testing"
	"time"
)

func TestMeasure(t *testing.T) {
	for seed := range uint64(8) {
		c := stage(t, seed+10, 733, protected)
		start := time.Now()
		report, err := c.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Log(seed, report.Passed, time.Since(start))
		for _, check := range report.Checks {
			t.Log("  ", check.ID, check.Passed, check.Measured, len(check.Where), check.Where[:min(6, len(check.Where))])
		}
	}
}
