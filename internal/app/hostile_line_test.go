package app_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"verbund/internal/testkit"
)

// memory is how much a process holds, in megabytes.
func memory(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skipf("memory can be read on Linux only: %v", err)
	}
	for line := range strings.Lines(string(status)) {
		if words := strings.Fields(line); len(words) == 3 && words[0] == "VmRSS:" {
			kilobytes, err := strconv.Atoi(words[1])
			if err != nil {
				t.Fatal(err)
			}
			return kilobytes >> 10
		}
	}
	t.Fatal("the process has no VmRSS")
	return 0
}

func TestMalformedRequestsGetTheRightStatusAndAPage(t *testing.T) {
	p := start(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--rate", "0")
	address := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
	const form = "Content-Type: application/x-www-form-urlencoded\r\n"
	long := strings.Repeat("x", 1<<20)
	for name, test := range map[string]struct {
		request string
		status  int
	}{
		"no host":                     {"GET /de/ HTTP/1.1\r\n\r\n", 400},
		"two hosts":                   {"GET /de/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		"host with a path":            {"GET /de/ HTTP/1.1\r\nHost: a/../b\r\n\r\n", 400},
		"header without a name":       {"GET /de/ HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400},
		"header with a blank in it":   {"GET /de/ HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n", 400},
		"header with a zero byte":     {"GET /de/ HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", 400},
		"folded header":               {"GET /de/ HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 200},
		"one header that is too long": {"GET /de/ HTTP/1.1\r\nHost: a\r\nX: " + long + "\r\n\r\n", 431},
		"too many headers":            {"GET /de/ HTTP/1.1\r\nHost: a\r\n" + strings.Repeat("X: y\r\n", 20_000) + "\r\n", 431},
		"address that is too long":    {"GET /de/" + strings.Repeat("y", 9000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 413},
		"address without an end":      {"GET /" + long, 431},
		"two lengths":                 {"POST /de/centres HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + form + "\r\nab", 400},
		"length below nothing":        {"POST /de/centres HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n" + form + "\r\n", 400},
		"length that is no number":    {"POST /de/centres HTTP/1.1\r\nHost: a\r\nContent-Length: 1e3\r\n" + form + "\r\n", 400},
		"length that nobody has":      {"POST /de/centres HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n" + form + "\r\n", 400},
		"unknown transfer":            {"POST /de/centres HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: zip\r\n" + form + "\r\n", 501},
		"chunk that is none":          {"POST /de/centres HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + form + "\r\nzz\r\n", 400},
		"chunks without an end":       {"POST /de/centres HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + form + "\r\n" + strings.Repeat("1000\r\n"+long[:4096]+"\r\n", 40), 413},
		"form that is announced long": {"POST /de/centres HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n" + form + "\r\nq=" + long[:200_000], 413},
		"form that is none":           {"POST /de/centres HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nab", 400},
		"form of no type":             {"POST /de/centres HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab", 400},
		"form of a broken type":       {"POST /de/centres HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Type: ;;;\r\n\r\nab", 400},
		"unknown expectation":         {"POST /de/centres HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nContent-Length: 2\r\n" + form + "\r\nab", 417},
		"unknown method":              {"DANCE /de/ HTTP/1.1\r\nHost: a\r\n\r\n", 405},
		"method of bytes":             {"\x00\x01 /de/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		"upgrade to something else":   {"GET /de/ HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200},
		"old version":                 {"GET /de/ HTTP/1.0\r\n\r\n", 200},
	} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			io.WriteString(c, test.request)
			if !strings.HasSuffix(test.request, "\r\n\r\n") { // who hangs up after a whole request wants no answer
				c.(*net.TCPConn).CloseWrite()
			}
		}()
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%s: no answer: %v", name, err)
			c.Close()
			continue
		}
		body, err := io.ReadAll(r.Body)
		c.Close()
		if r.StatusCode != test.status || err != nil {
			t.Errorf("%s: status %d, want %d, %v", name, r.StatusCode, test.status, err)
		}
		// net/http gives this one without a body.
		if r.StatusCode != http.StatusExpectationFailed && (!strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") || !strings.Contains(string(body), "</html>")) {
			t.Errorf("%s: no page but %q %.200q", name, r.Header.Get("Content-Type"), body)
		}
		if r.Header.Get("Set-Cookie")+r.Header.Get("Server") != "" {
			t.Errorf("%s: tells more than it should: %v", name, r.Header)
		}
	}
	if code := p.stop(t, syscall.SIGTERM); code != 0 || p.err.Len() > 0 {
		t.Errorf("exit code %d, and what others did wrong is logged:\n%s", code, p.err)
	}
}

func TestManyConnectionsKeepNobodyOutAndFillNoMemory(t *testing.T) {
	takesLong(t)
	const most, crowd = 100, 1500
	p := start(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--rate", "0", "--connections", strconv.Itoa(most))
	address := strings.TrimSuffix(strings.TrimPrefix(p.address, "http://"), "/")
	visitor := testkit.NewVisitor(t, p.address, "de")
	visitor.Opens("/de/centres").Is(http.StatusOK)
	before := memory(t, p.command.Process.Pid)
	for i := range crowd {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		switch i % 3 { // who says nothing, begins a head, or has most of a long one
		case 1:
			io.WriteString(c, "GET /de/ HTTP/1.1\r\nHost: a\r\nX-Slow: ")
		case 2:
			io.WriteString(c, "GET /de/ HTTP/1.1\r\nHost: a\r\nX-Slow: "+strings.Repeat("x", 30_000))
		}
		if i%100 == 99 {
			visitor.Opens("/de/about").Is(http.StatusOK)
		}
	}
	visitor.Opens("/de/centres").Is(http.StatusOK)
	if grown := memory(t, p.command.Process.Pid) - before; grown > 48 {
		t.Errorf("%d connections made the program grow by %d MB", crowd, grown)
	} else {
		t.Logf("%d MB before, %d MB more with %d connections", before, grown, crowd)
	}
	if code := p.stop(t, syscall.SIGTERM); code != 0 || p.err.Len() > 0 {
		t.Errorf("exit code %d\n%s", code, p.err)
	}
}

func TestBodiesThatNeverEndFillNoMemory(t *testing.T) {
	p := start(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--rate", "0")
	visitor := testkit.NewVisitor(t, p.address, "de")
	visitor.Opens("/de/centres").Is(http.StatusOK)
	before := memory(t, p.command.Process.Pid)
	for range 20 {
		endless := io.LimitReader(zeros{}, 64<<20)
		r, err := http.NewRequest(http.MethodPost, p.address+"de/centres", endless)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if answer, err := http.DefaultClient.Do(r); err == nil { // or the line is cut while we still send
			answer.Body.Close()
			if answer.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("status %d", answer.StatusCode)
			}
		}
	}
	if grown := memory(t, p.command.Process.Pid) - before; grown > 32 {
		t.Errorf("20 bodies of 64 MB made the program grow by %d MB", grown)
	}
	visitor.Opens("/de/centres").Is(http.StatusOK)
}

// zeros never end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
