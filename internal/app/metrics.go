package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"time"

	"verbund/internal/platform/backup"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/metrics"
	"verbund/internal/platform/web"
)

// newMetrics begins to count, if anybody is to read it.
func newMetrics(c Config, now clock.Clock) *metrics.Metrics {
	if c.Metrics == "" {
		return nil
	}
	return metrics.New(programVersion(), runtime.Version(), now)
}

// observer tells the metrics of every request.
func observer(m *metrics.Metrics, now clock.Clock) web.Observer {
	if m == nil {
		return web.Observer{}
	}
	return web.Observer{Clock: now, Note: m.Request}
}

// serveMetrics answers Prometheus on a listener of its own, if one is set. The
// returned function ends it and waits until it has ended.
func (a *App) serveMetrics(ctx context.Context, c Config, log *slog.Logger) (stop func(), err error) {
	if a.Metrics == nil {
		return func() {}, nil
	}
	handler, err := a.Metrics.Handler(metrics.Source{
		Pools: a.Database.Pools,
		Mails: func(ctx context.Context) (map[string]int, error) {
			count, err := a.Mail.Count(ctx)
			states := map[string]int{}
			for state, n := range count {
				states[string(state)] = n
			}
			return states, err
		},
		Backup: func() (time.Time, bool) {
			all, err := backup.List(c.BackupDir)
			if c.BackupDir == "" || err != nil || len(all) == 0 {
				return time.Time{}, false
			}
			return all[0].At, true
		},
	})
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", c.Metrics)
	if err != nil {
		return nil, fmt.Errorf("setting metrics: cannot listen on %s: %w", c.Metrics, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := web.Serve(ctx, listener, handler); err != nil {
			log.Error("metrics-failed", slog.String("cause", err.Error()))
		}
	}()
	return func() {
		cancel()
		<-ended
	}, nil
}
