package app_test

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"verbund/internal/app"
	"verbund/internal/testkit/databases"
)

// TestMain also is the program itself, where it is started under that name.
func TestMain(m *testing.M) {
	testscript.Main(withDatabases{m}, map[string]func(){"verbund": func() { os.Exit(app.Main()) }})
}

type withDatabases struct{ *testing.M }

func (m withDatabases) Run() int { return databases.Run(m.M) }

// process is the program in a process of its own.
type process struct {
	address string // where it serves, as it says itself
	command *exec.Cmd
	said    *bufio.Reader
	err     *bytes.Buffer
}

// start starts the program and waits until it says where it serves.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{command: exec.Command(os.Args[0]), err: &bytes.Buffer{}}
	p.command.Args = append([]string{"verbund"}, args...)
	p.command.Env = append(os.Environ(), "LC_ALL=C")
	p.command.Stderr = p.err
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.command.Process.Kill() })
	p.said = bufio.NewReader(out)
	line, err := p.said.ReadString('\n')
	if err != nil {
		t.Fatalf("verbund %s did not start: %v\n%s", strings.Join(args, " "), p.command.Wait(), p.err)
	}
	p.address = strings.TrimSpace(strings.TrimPrefix(line, "verbund: "))
	return p
}

// stop asks the process to end and returns its exit code.
func (p *process) stop(t *testing.T, how syscall.Signal) int {
	t.Helper()
	if err := p.command.Process.Signal(how); err != nil {
		t.Fatal(err)
	}
	err := p.command.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return p.command.ProcessState.ExitCode()
}

// takesLong leaves a test to make test: it stretches many passwords or starts
// many processes, and the quick loop shall be quick.
func takesLong(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes long: make test runs it")
	}
}
