package metrics

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
)

// asked are the metrics that are not counted but looked up when they are read.
type asked struct{ Source }

func (a *asked) descriptions() (open, inUse, most, waited, waitedFor, mails, backup *prometheus.Desc) {
	pool := []string{"pool"}
	return prometheus.NewDesc("verbund_database_connections_open", "Connections to the database.", pool, nil),
		prometheus.NewDesc("verbund_database_connections_in_use", "Connections that are doing something.", pool, nil),
		prometheus.NewDesc("verbund_database_connections_max", "The most connections there may be.", pool, nil),
		prometheus.NewDesc("verbund_database_waits_total", "How often somebody had to wait for a connection.", pool, nil),
		prometheus.NewDesc("verbund_database_wait_seconds_total", "How long they waited, together.", pool, nil),
		prometheus.NewDesc("verbund_mails", "Mails that are kept, by state.", []string{"state"}, nil),
		prometheus.NewDesc("verbund_backup_last_seconds", "When the newest backup in backup-dir was made, in seconds since 1970.", nil, nil)
}

// Describe implements prometheus.Collector.
func (a *asked) Describe(all chan<- *prometheus.Desc) {
	open, inUse, most, waited, waitedFor, mails, backup := a.descriptions()
	for _, d := range []*prometheus.Desc{open, inUse, most, waited, waitedFor, mails, backup} {
		all <- d
	}
}

// Collect implements prometheus.Collector. What cannot be found out is left out.
func (a *asked) Collect(all chan<- prometheus.Metric) {
	open, inUse, most, waited, waitedFor, mails, backup := a.descriptions()
	send := func(d *prometheus.Desc, kind prometheus.ValueType, value float64, labels ...string) {
		all <- prometheus.MustNewConstMetric(d, kind, value, labels...)
	}
	if a.Pools != nil {
		for _, p := range a.Pools() {
			send(open, prometheus.GaugeValue, float64(p.Open), p.Name)
			send(inUse, prometheus.GaugeValue, float64(p.InUse), p.Name)
			send(most, prometheus.GaugeValue, float64(p.Most), p.Name)
			send(waited, prometheus.CounterValue, float64(p.Waited), p.Name)
			send(waitedFor, prometheus.CounterValue, p.WaitedFor.Seconds(), p.Name)
		}
	}
	if a.Mails != nil {
		ctx, cancel := context.WithTimeout(context.Background(), askTime)
		defer cancel()
		if count, err := a.Mails(ctx); err == nil {
			for state, n := range count {
				send(mails, prometheus.GaugeValue, float64(n), state)
			}
		}
	}
	if a.Backup != nil {
		if at, is := a.Backup(); is {
			send(backup, prometheus.GaugeValue, float64(at.Unix()))
		}
	}
}
