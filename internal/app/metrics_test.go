package app_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbund/internal/platform/backup"
	"verbund/internal/testkit"
)

func fetch(t *testing.T, address string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func TestMetricsCountAndTellNothingAboutAnybody(t *testing.T) {
	onEach(t, func(t *testing.T, database string) {
		folder, metrics := t.TempDir(), freeAddress(t)
		if err := os.WriteFile(filepath.Join(folder, backup.Name(time.Unix(1_700_000_000, 0))), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		p := start(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--database", database, "--metrics", metrics, "--backup-dir", folder,
			"--smtp", "127.0.0.1:1", "--smtp-from", "office@example.org")
		site := strings.TrimSuffix(p.address, "/")
		const canary = "Kanarienvogel"
		for i := range 30 {
			for _, path := range []string{"/de/centres?place=%s", "/de/centres/%s", "/%s", "/ar/%s", "/static/%s", "/en/centres?q=%s"} {
				fetch(t, site+fmt.Sprintf(path, fmt.Sprint(canary, i)))
			}
		}
		status, all := fetch(t, "http://"+metrics+"/metrics")
		if status != 200 || strings.Contains(all, canary) || strings.Contains(all, "127.0.0.1") || strings.Contains(all, "example.org") {
			t.Errorf("%d:\n%s", status, all)
		}
		for _, want := range []string{
			`verbund_requests_total{method="GET",route="/centres",status="2xx"} 60`,
			`verbund_requests_total{method="",route="elsewhere",status="4xx"} 60`,
			`verbund_request_seconds_count{method="GET",route="/centres"} 60`,
			`verbund_database_connections_open{pool="readers"} `,
			`verbund_job_failures_total{job="mail"} 0`,
			`verbund_job_last_success_seconds{job="mail"} 1`,
			`verbund_backup_last_seconds 1.69999998e+09`,
			`verbund_build_info{`, `go_goroutines `,
		} {
			if !strings.Contains(all, "\n"+want) {
				t.Errorf("there is no %s", want)
			}
		}
		if n := len(regexp.MustCompile(`(?m)^verbund_requests_total`).FindAllString(all, -1)); n > 8 {
			t.Errorf("%d kinds of requests were counted", n)
		}
		if status, _ := fetch(t, site+"/metrics"); status != 404 {
			t.Errorf("the site itself answers /metrics with %d", status)
		}
		if status, _ := fetch(t, "http://"+metrics+"/de/centres"); status != 404 {
			t.Errorf("the listener for metrics shows the site: %d", status)
		}
		if code := p.stop(t, syscall.SIGTERM); code != 0 {
			t.Errorf("ended with %d\n%s", code, p.err)
		}
	})
}

func TestMetricsThatCannotListenStopTheStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	code, _, failed := runIn(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--metrics", taken.Addr().String())
	if code != 1 || !strings.Contains(failed, "setting metrics") {
		t.Errorf("%d %s", code, failed)
	}
	n := testkit.Start(t, testkit.Options{Content: testkit.Nothing})
	if n.App.Metrics != nil {
		t.Error("metrics are counted although nobody asked")
	}
}
