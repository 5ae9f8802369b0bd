// Package metrics counts what the program does, for Prometheus: requests by
// route and kind of status, connections to the database, jobs, mails, backups.
// They are read on a listener of their own, which is closed unless it is asked
// for.
//
// A metric never holds an address, a name, a query or anything else about
// anybody, and its labels come from fixed lists: routes, methods, kinds of
// status, jobs, states of mails. What is new gets such a list, or no label.
package metrics

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
)

// Address is where the metrics are read on their listener.
const Address = "/metrics"

// askTime is how long asking the database may take while the metrics are read.
const askTime = 5 * time.Second

// Source is what is asked whenever the metrics are read. Each part may be nil.
type Source struct {
	Pools  func() []database.Pool
	Mails  func(context.Context) (map[string]int, error) // by state
	Backup func() (made time.Time, is bool)              // the newest
}

// Metrics are the counts of one running program.
type Metrics struct {
	clock    clock.Clock
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	jobs     *prometheus.GaugeVec
	failed   *prometheus.CounterVec
}

// New begins to count for the version of the program that runs.
func New(version, goVersion string, now clock.Clock) *Metrics {
	m := &Metrics{
		clock:    now,
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "verbund_requests_total", Help: "Requests that were answered, by route and kind of status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "verbund_request_seconds", Help: "How long answering took, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"method", "route"}),
		jobs: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "verbund_job_last_success_seconds", Help: "When a job last ended well, in seconds since 1970.",
		}, []string{"job"}),
		failed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "verbund_job_failures_total", Help: "How often a job failed.",
		}, []string{"job"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "verbund_build_info", Help: "Is 1; the labels say what runs.", ConstLabels: prometheus.Labels{"version": version, "go": goVersion},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.jobs, m.failed, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Request counts a request, as web.Observer is told of it. A nil Metrics counts
// nothing.
func (m *Metrics) Request(route string, status int, seconds float64) {
	if m == nil {
		return
	}
	method, path, found := strings.Cut(route, " ")
	if !found {
		method, path = "", route
	}
	m.requests.WithLabelValues(method, path, strconv.Itoa(status/100)+"xx").Inc()
	m.seconds.WithLabelValues(method, path).Observe(seconds)
}

// Job returns a job that does the same and is counted. A nil Metrics counts
// nothing.
func (m *Metrics) Job(name string, do func(context.Context) error) func(context.Context) error {
	if m == nil {
		return do
	}
	m.failed.WithLabelValues(name) // 0 from the beginning
	return func(ctx context.Context) error {
		err := do(ctx)
		if err == nil {
			m.jobs.WithLabelValues(name).Set(float64(m.clock.Now().Unix()))
		} else if ctx.Err() == nil {
			m.failed.WithLabelValues(name).Inc()
		}
		return err
	}
}

// Handler answers with all metrics at Address. The source is asked each time.
func (m *Metrics) Handler(s Source) (http.Handler, error) {
	if err := m.registry.Register(&asked{s}); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+Address, promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling:       promhttp.ContinueOnError,
		MaxRequestsInFlight: 3,
		Timeout:             2 * askTime,
	}))
	return mux, nil
}
