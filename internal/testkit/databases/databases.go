// Package databases gives a test a fresh database of each kind that verbund
// runs on, so that every store is tested on both.
//
// SQLite files live in the test's own folder. For PostgreSQL the first test of
// a process starts a server of its own in a temporary folder, from the programs
// of Debian's package postgresql; it ends with the process. Where
// VERBUND_TEST_POSTGRES names the address of a server, that one is used instead,
// and tests fail if it does not answer. Where there is no PostgreSQL at all, its
// tests fail if CI is "true" and are skipped elsewhere.
package databases

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"verbund/internal/platform/database"
)

// shared is the server of this test process. It is the one thing here that
// tests have in common, since starting it takes longer than most of them.
var shared struct {
	sync.Mutex
	server *server
	err    error
	tried  bool
}

// Run runs the tests of a package and then stops the server, if one was
// started. Use it in TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }
func Run(m *testing.M) int {
	defer stop()
	return m.Run()
}

func stop() {
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		shared.server.forget()
		shared.server.stop()
		shared.server = nil
	}
	shared.tried = false
	forget()
}

// Each runs a test twice, as its parts "sqlite" and "postgresql", each with a
// database of its own that is migrated and empty.
func Each(t *testing.T, sets []database.Migrations, test func(t *testing.T, db *database.DB)) {
	t.Helper()
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(strings.ToLower(kind.String()), func(t *testing.T) {
			test(t, Open(t, kind, sets...))
		})
	}
}

// Open returns a migrated, empty database of one kind, which is closed and
// removed at the end of the test.
func Open(t testing.TB, kind database.Kind, sets ...database.Migrations) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), Migrated(t, kind, "", database.Options{}, sets...), database.Options{})
	if err != nil {
		t.Fatalf("opening the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("closing the test database: %v", err)
		}
	})
	return db
}

// Address returns the address of a new database without any table, which is
// removed at the end of the test.
func Address(t testing.TB, kind database.Kind) string {
	t.Helper()
	if kind == database.SQLite {
		return filepath.Join(t.TempDir(), "verbund.db")
	}
	return start(t).copy(t, "template0")
}

// copy makes a database like another one, which is removed at the end of the test, and
// returns its address.
func (s *server) copy(t testing.TB, from string) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	how := ""
	if s.own != nil && versionOf(s.own.bin) >= 15 {
		how = " STRATEGY FILE_COPY" // in half the time of the other one, which writes a log
	}
	if err := s.run(fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s%s", name, from, how)); err != nil {
		t.Fatalf("making a database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.run(fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
			t.Errorf("removing the database: %v", err)
		}
	})
	return s.database(name)
}

// template makes a database with the steps of sets, of which copies can be made. It is
// removed with the server, or when the tests end.
func (s *server) template(ctx context.Context, o database.Options, sets []database.Migrations) (string, error) {
	name := "template_" + strings.ToLower(rand.Text())
	if err := s.run("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		return "", err
	}
	s.templates = append(s.templates, name)
	return name, migrate(ctx, s.database(name), o, sets)
}

// Away stops the PostgreSQL server, runs f and starts the server again. It skips
// a test that runs on a server that was given. No other test of the package may
// run meanwhile.
func Away(t *testing.T, f func()) {
	t.Helper()
	s := start(t)
	if s.own == nil {
		t.Skip("not tested: the server at VERBUND_TEST_POSTGRES is not ours to stop")
	}
	s.own.stop(syscall.SIGINT) // what was written is kept, connections are cut
	defer func() {
		t.Helper()
		if err := s.own.start(); err != nil {
			t.Fatalf("starting the server again: %v", err)
		}
		if err := s.await(); err != nil {
			t.Fatalf("starting the server again: %v", err)
		}
	}()
	f()
}

func start(t testing.TB) *server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.tried {
		shared.server, shared.err = startServer()
		shared.tried = true
	}
	if shared.err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("VERBUND_TEST_POSTGRES") != "" {
			t.Fatalf("PostgreSQL: %v", shared.err)
		}
		t.Skipf("not tested on PostgreSQL: %v", shared.err)
	}
	return shared.server
}

func (s *server) run(statement string) error {
	_, err := s.admin.ExecContext(context.Background(), statement)
	return err
}

// database returns the address of another database on the same server.
func (s *server) database(name string) string {
	var u url.URL = *s.address
	u.Path = "/" + name
	return u.String()
}
