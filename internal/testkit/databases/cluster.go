package databases

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// server is a PostgreSQL server that tests may make databases on.
type server struct {
	address *url.URL // of its first database
	admin   *sql.DB
	stop    func()
	own     *cluster // nil for a server that was given

	templates []string // databases that others are copies of
}

// forget removes the templates of a server that was given; our own goes as a whole.
func (s *server) forget() {
	for _, name := range s.templates {
		if s.own == nil {
			// What cannot be removed is empty, and the server is one for tests.
			_ = s.run("DROP DATABASE " + name + " WITH (FORCE)")
		}
	}
	s.templates = nil
}

// startServer starts a cluster of its own in a temporary folder, or uses the
// server at VERBUND_TEST_POSTGRES.
func startServer() (*server, error) {
	if given := os.Getenv("VERBUND_TEST_POSTGRES"); given != "" {
		address, err := url.Parse(given)
		if err != nil {
			return nil, errors.New("VERBUND_TEST_POSTGRES is no address of the form postgres://user@host/database")
		}
		return connect(address, func() {})
	}
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	sweep()
	folder, unlock, err := newFolder(who)
	if err != nil {
		return nil, err
	}
	own, err := makeCluster(bin, folder, who)
	if err != nil {
		os.RemoveAll(folder)
		unlock()
		return nil, err
	}
	address := &url.URL{Scheme: "postgres", Path: "/postgres", RawQuery: url.Values{
		"host": {folder}, "port": {port}, "user": {"verbund"}, "sslmode": {"disable"},
	}.Encode()}
	s, err := connect(address, func() {
		own.stop(syscall.SIGQUIT) // at once: nothing here is worth keeping
		os.RemoveAll(folder)
		unlock()
	})
	if err != nil {
		return nil, err
	}
	s.own = own
	return s, nil
}

// connect opens a server and waits until it answers. stop ends it.
func connect(address *url.URL, stop func()) (*server, error) {
	admin, err := sql.Open("pgx", address.String())
	if err != nil {
		stop()
		return nil, err
	}
	s := &server{address: address, admin: admin, stop: func() { admin.Close(); stop() }}
	if err := s.await(); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// await waits until the server answers.
func (s *server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		err := s.admin.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-ticker.C:
		}
	}
}

// findBinaries returns the folder of initdb and postgres, the newest version
// first.
func findBinaries() (string, error) {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(folders, func(a, b string) int { return versionOf(b) - versionOf(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(path))
	}
	for _, folder := range folders {
		_, err1 := os.Stat(filepath.Join(folder, "initdb"))
		_, err2 := os.Stat(filepath.Join(folder, "postgres"))
		if err1 == nil && err2 == nil {
			return folder, nil
		}
	}
	return "", errors.New("no initdb and postgres in /usr/lib/postgresql/*/bin or in PATH; install Debian's package postgresql, or set VERBUND_TEST_POSTGRES to the address of a server")
}

func versionOf(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

// unprivileged returns whom to run the server as: PostgreSQL refuses to run as
// root. It is nil for anybody else.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("root may not run PostgreSQL, and there is no user postgres or nobody")
}

// port is part of the name of the socket; nothing listens on the network.
const port = "5432"

// cluster is a PostgreSQL cluster in a folder of its own.
type cluster struct {
	bin, folder string
	who         *syscall.Credential
	stop        func(how syscall.Signal) // ends the server if it runs
}

// makeCluster makes a cluster in folder and starts it, without any care for
// what a power cut would do.
func makeCluster(bin, folder string, who *syscall.Credential) (*cluster, error) {
	c := &cluster{bin, folder, who, func(syscall.Signal) {}}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata="+c.data(), "--username=verbund",
		"--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
	initdb.Dir, initdb.SysProcAttr = folder, &syscall.SysProcAttr{Credential: who}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return c, c.start()
}

func (c *cluster) data() string { return filepath.Join(c.folder, "data") }

// start starts the server, which dies with this process.
func (c *cluster) start() error {
	log, err := os.OpenFile(filepath.Join(c.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	postgres := exec.Command(filepath.Join(c.bin, "postgres"), "-D", c.data(), "-k", c.folder, "-p", port,
		"-c", "listen_addresses=", "-c", "unix_socket_permissions=0700",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", "shared_buffers=32MB", "-c", "max_connections=200", "-c", "autovacuum=off",
		"-c", "max_wal_size=64MB", "-c", "wal_level=minimal", "-c", "max_wal_senders=0")
	postgres.Dir, postgres.Stdout, postgres.Stderr = c.folder, log, log
	postgres.SysProcAttr = &syscall.SysProcAttr{Credential: c.who, Pdeathsig: syscall.SIGQUIT}

	started, end, ended := make(chan error), make(chan syscall.Signal), make(chan struct{})
	go func() {
		defer close(ended)
		defer log.Close()
		runtime.LockOSThread() // the server dies with the thread that started it
		defer runtime.UnlockOSThread()
		err := postgres.Start()
		started <- err
		if err != nil {
			return
		}
		postgres.Process.Signal(<-end)
		postgres.Wait()
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	var once sync.Once
	c.stop = func(how syscall.Signal) { once.Do(func() { end <- how; <-ended }) }
	return nil
}
