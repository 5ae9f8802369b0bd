package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a server that is measured.
type process struct {
	command *exec.Cmd
	address string
	output  bytes.Buffer
}

// start starts the program on a free port.
func start(b *testing.B, binary string, arguments ...string) *process {
	b.Helper()
	port := freePort(b)
	p := &process{address: "http://127.0.0.1:" + port}
	p.command = exec.Command(binary, append(arguments, "--addr", "127.0.0.1:"+port)...)
	p.command.Stdout, p.command.Stderr = &p.output, &p.output
	if err := p.command.Start(); err != nil {
		b.Fatal(err)
	}
	return p
}

// wait asks for the first page again and again until it is there.
func (p *process) wait(b *testing.B) {
	b.Helper()
	client := plainClient(1)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		answer, err := client.Get(p.address + "/de/centres")
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
	}
	p.stop()
	b.Fatalf("no page from %s\n%s", strings.Join(p.command.Args, " "), p.output.String())
}

func (p *process) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	_ = p.command.Wait()
}

// memory is the resident memory in megabytes.
func (p *process) memory(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		b.Skipf("memory can be read on Linux only: %v", err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	b.Fatal("the process has no VmRSS")
	return 0
}

// measureStart is the time from starting the program to its first page.
func measureStart(b *testing.B, binary, command, data string, settings ...string) time.Duration {
	b.Helper()
	if command == "demo" {
		settings = nil
	}
	begin := time.Now()
	p := start(b, binary, append([]string{command}, settings...)...)
	p.wait(b)
	took := time.Since(begin)
	p.stop()
	return took
}

func freePort(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	return port
}

// referencePage names the file whose bytes a reference server writes.
const referencePage = "VERBUND_BENCH_REFERENCE"

// startReference starts this test binary again as a bare server.
func startReference(b *testing.B, body []byte) *process {
	b.Helper()
	file := filepath.Join(b.TempDir(), "page")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		b.Fatal(err)
	}
	p := &process{command: exec.Command(os.Args[0])}
	p.command.Env = append(os.Environ(), referencePage+"="+file)
	out, err := p.command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	p.address = "http://" + strings.TrimSpace(line)
	return p
}

// reference is the least that net/http can do: it writes the same bytes.
func reference(file string) {
	body, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(l.Addr())
	err = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
