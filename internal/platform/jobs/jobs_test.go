package jobs

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestAJobRunsAgainUntilItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute+time.Second)
		defer cancel()
		runs, failures := 0, 0
		Run(ctx, func(name string, err error) {
			if name != "count" {
				t.Errorf("the job is called %q", name)
			}
			failures++
		}, Job{Name: "count", Every: time.Minute, Do: func(context.Context) error {
			if runs++; runs == 2 {
				return errors.New("once")
			}
			return nil
		}})
		if runs != 6 || failures != 1 {
			t.Errorf("%d runs, %d failures", runs, failures)
		}
	})
}
