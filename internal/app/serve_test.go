package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"verbund/internal/platform/database"
	"verbund/internal/testkit"
	"verbund/internal/testkit/databases"
)

// onEach runs a test with the address of an empty database of each kind.
func onEach(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(strings.ToLower(kind.String()), func(t *testing.T) { test(t, databases.Address(t, kind)) })
	}
}

func TestServeAnswersAndEndsWhenItIsTold(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
			p := start(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--database", address)
			visitor := testkit.NewVisitor(t, p.address, "de")
			visitor.Opens("/readyz").Is(http.StatusOK)
			visitor.Opens("/healthz").Is(http.StatusOK)
			visitor.Opens("/de/centres").Is(http.StatusOK).IsWhole("de")
			if code := p.stop(t, signal); code != 0 || p.err.Len() > 0 {
				t.Errorf("%v: exit code %d\n%s", signal, code, p.err)
			}
		}
	})
}

func TestServersThatStartAtOnceShareTheirDatabase(t *testing.T) {
	onEach(t, func(t *testing.T, address string) {
		data := t.TempDir()
		servers := make([]*process, 3)
		var ready sync.WaitGroup
		for i := range servers {
			ready.Go(func() {
				servers[i] = start(t, "serve", "--addr", "127.0.0.1:0", "--data", data, "--database", address)
			})
		}
		ready.Wait()
		if t.Failed() {
			return
		}
		for _, p := range servers {
			testkit.NewVisitor(t, p.address, "de").Opens("/readyz").Is(http.StatusOK)
		}
		for _, p := range servers {
			if code := p.stop(t, syscall.SIGTERM); code != 0 {
				t.Errorf("exit code %d\n%s", code, p.err)
			}
		}
	})
}

func TestDemoShowsTheMembersAndLeavesNothingBehind(t *testing.T) {
	// What is set for the real network must not be touched.
	real := filepath.Join(t.TempDir(), "real")
	t.Setenv("VERBUND_DATA", real)
	t.Setenv("VERBUND_DATABASE", filepath.Join(real, "real.db"))
	t.Setenv("TMPDIR", t.TempDir())
	p := start(t, "demo", "--addr", "127.0.0.1:0")
	if !strings.HasPrefix(p.address, "http://localhost:") {
		t.Errorf("the address is %q", p.address)
	}
	visitor := testkit.NewVisitor(t, p.address, "de")
	visitor.Opens("/de/centres").Is(http.StatusOK).Says("42 Einträge")
	visitor.Opens("/dev/ui").Is(http.StatusOK)
	if code := p.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d\n%s", code, p.err)
	}
	for _, folder := range []string{real, os.Getenv("TMPDIR")} {
		if left, _ := os.ReadDir(folder); len(left) > 0 {
			t.Errorf("left behind in %s: %v", folder, left)
		}
	}
}

func TestAddressInUseIsSaid(t *testing.T) {
	p := start(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	taken := strings.TrimSuffix(strings.Replace(p.address, "http://localhost", "127.0.0.1", 1), "/")
	code, _, said := runIn(t, nil, "serve", "--addr", taken, "--data", t.TempDir())
	if code != 1 || !strings.Contains(said, "another program may be using it") {
		t.Errorf("%d %s", code, said)
	}
	p.stop(t, syscall.SIGTERM)
}
