package gate_test

import (
	"testing"
	"time"
)

func TestMeasure(t *testing.T) {
	for name, make := range map[string]maker{"naive": naive, "protected": protected} {
		c := stage(t, 3, 733, make)
		start := time.Now()
		report, err := c.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Log(name, report.Passed, time.Since(start))
		for _, check := range report.Checks {
			t.Log("  ", check.ID, check.Passed, check.Measured, len(check.Where), check.Where[:min(6, len(check.Where))])
		}
	}
}
