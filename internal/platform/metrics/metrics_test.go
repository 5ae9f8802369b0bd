package metrics_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/metrics"
)

func page(t *testing.T, m *metrics.Metrics, s metrics.Source) string {
	t.Helper()
	h, err := m.Handler(s)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", metrics.Address, nil))
	return w.Body.String()
}

func TestJobsAreCounted(t *testing.T) {
	now := clock.At(time.Unix(1000, 0))
	m := metrics.New("1", "go", now)
	var fails error
	job := m.Job("mail", func(context.Context) error { return fails })
	if err := job(t.Context()); err != nil {
		t.Error(err)
	}
	now.Advance(time.Minute)
	fails = errors.New("geheim")
	if err := job(t.Context()); err == nil {
		t.Error("the error is lost")
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	job(over) // the end of the program is no failure
	said := page(t, m, metrics.Source{})
	for _, want := range []string{`verbund_job_last_success_seconds{job="mail"} 1000`, `verbund_job_failures_total{job="mail"} 1`} {
		if !strings.Contains(said, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if strings.Contains(said, "geheim") {
		t.Error("the reason of a failure is told")
	}
}

func TestWhatCannotBeAskedIsLeftOut(t *testing.T) {
	away := func(context.Context) (map[string]int, error) { return nil, errors.New("away") }
	said := page(t, metrics.New("1", "go", clock.At(time.Unix(0, 0))), metrics.Source{Mails: away, Backup: func() (time.Time, bool) { return time.Time{}, false }})
	if strings.Contains(said, "verbund_mails") || strings.Contains(said, "verbund_backup") || !strings.Contains(said, "verbund_build_info") {
		t.Error(said)
	}
}

func TestWithoutMetricsNothingIsCounted(t *testing.T) {
	var m *metrics.Metrics
	m.Request("GET /x", 200, 1)
	ran := false
	if err := m.Job("mail", func(context.Context) error { ran = true; return nil })(t.Context()); err != nil || !ran {
		t.Errorf("%v, %v", ran, err)
	}
}
