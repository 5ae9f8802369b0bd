// Package testkit starts the whole program for a test: on either database, with
// a clock that stands still, with the demo's members or with invented centres,
// behind a real HTTP server. What comes back is read as a person gets it: see
// Page.
//
// It is for tests only; nothing of the program imports it.
package testkit

import (
	"bytes"
	"context"
	_ "embed"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"verbund/internal/app"
	"verbund/internal/centres"
	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

// Directory is the invented directory in the program's own JSON. Its numbers
// are from the blocks that Germany keeps free for fiction, its addresses end in
// .example, and the texts below occur in it.
//
//go:embed testdata/directory.json
var Directory []byte

// What the invented directory withholds from the public.
const (
	SecretStreet     = "Verborgener Weg 7"
	SecretPostalCode = "22399"
	InternalNote     = "Schlüssel bei der Nachbarin"
)

// Morning is when the clock of a test stands: a Tuesday, half past ten in
// Berlin.
func Morning() time.Time { return time.Date(2026, time.March, 10, 9, 30, 0, 0, time.UTC) }

// Content is what a network knows when it starts.
type Content int

// The contents.
const (
	Invented Content = iota // the centres of Directory
	Members                 // the members of July 2022, as verbund demo shows them
	Nothing                 // no entry at all
)

// Options are how a network is to start. The zero value is the invented
// directory on SQLite without a profile.
type Options struct {
	Kind    database.Kind // of database; zero is SQLite
	Content Content
	Demo    bool              // the demo's own profile, its banner and /dev/ui; no second factor
	People  bool              // the demo's accounts, centres and handbooks; with Demo they sign in by password alone
	Cases   bool              // with People: the demo's cases too
	Config  func(*app.Config) // changes settings before the start
}

// Network is a running network. It ends with its test.
type Network struct {
	App     *app.App
	Clock   *clock.Fixed
	Log     *Log
	Handler http.Handler // the whole site, without a network
	Address string       // of the server: http://127.0.0.1:…
}

// Start starts a network.
func Start(t testing.TB, o Options) *Network {
	t.Helper()
	if o.Kind == 0 {
		o.Kind = database.SQLite
	}
	n := &Network{Clock: clock.At(Morning()), Log: &Log{}}
	c := app.Config{Data: filepath.Join(t.TempDir(), "data"), Database: databases.Migrated(t, o.Kind, "morning", database.Options{Clock: clock.At(Morning())}, app.Migrations()...), ExitTo: "https://weather.example/"}
	if o.Config != nil {
		o.Config(&c)
	}
	log := web.NewLog(func(h *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(n.Log, h) })
	var err error
	if n.App, err = app.Open(t.Context(), c, log, n.Clock, o.Demo); err != nil {
		t.Fatalf("starting the network: %v", err)
	}
	t.Cleanup(func() {
		if err := n.App.Close(); err != nil {
			t.Errorf("ending the network: %v", err)
		}
	})
	switch o.Content {
	case Invented:
		n.Import(t, "directory.json", Directory)
	case Members:
		if err := n.App.FillDemo(t.Context()); err != nil {
			t.Fatalf("filling the demo: %v", err)
		}
	}
	if o.People {
		houses, err := n.App.FillDemoPeople(t.Context())
		if err != nil {
			t.Fatalf("inviting people: %v", err)
		}
		if o.Cases {
			if err := n.App.FillDemoCases(t.Context(), houses); err != nil {
				t.Fatalf("filling the cases: %v", err)
			}
		}
	}
	if n.Handler, err = n.App.Site.Handler(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(n.Handler)
	t.Cleanup(server.Close)
	n.Address = server.URL
	return n
}

// OnEach runs a test as its parts "sqlite" and "postgresql", each with a
// network of its own. The package's TestMain must be that of testkit/databases.
func OnEach(t *testing.T, o Options, test func(t *testing.T, n *Network)) {
	t.Helper()
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		t.Run(strings.ToLower(kind.String()), func(t *testing.T) {
			o.Kind = kind
			test(t, Start(t, o))
		})
	}
}

// Import reads a file into the directory as the operator.
func (n *Network) Import(t testing.TB, name string, file []byte) {
	t.Helper()
	operator := core.Actor{Role: core.Operator, Name: "test"}
	report, err := centres.Import(context.WithoutCancel(t.Context()), n.App.Centres, operator, bytes.NewReader(file), name, centres.ImportOptions{})
	if err != nil {
		t.Fatalf("importing %s: %v\n%+v", name, err, report.Refused)
	}
}

// Log is what a network has written into its log.
type Log struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

// Write takes a line.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(line)
}

// String returns all lines.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.String()
}

// ALittle is long enough for the program to look again whether something has
// changed.
const ALittle = 2 * time.Minute
