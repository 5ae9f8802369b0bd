// Package jobs runs what the program does by itself, beside answering requests:
// again and again, as long as it runs. What a job has to do stands in the
// database, so any number of servers may run the same job, and one that is
// killed has lost nothing.
package jobs

import (
	"context"
	"sync"
	"time"
)

// Job is something to be done again and again.
type Job struct {
	Name  string // a code for the log
	Every time.Duration
	Do    func(context.Context) error
}

// Run does each job at once and then after every pause, until ctx ends and the
// jobs have returned. A job never runs beside itself. One that fails is tried
// again after its usual pause; report gets its name and the error.
func Run(ctx context.Context, report func(name string, err error), all ...Job) {
	var running sync.WaitGroup
	for _, j := range all {
		running.Go(func() { j.run(ctx, report) })
	}
	running.Wait()
}

func (j Job) run(ctx context.Context, report func(string, error)) {
	pause := time.NewTicker(j.Every)
	defer pause.Stop()
	for {
		if err := j.Do(ctx); err != nil && ctx.Err() == nil {
			report(j.Name, err)
		}
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		if ctx.Err() != nil {
			return
		}
	}
}
