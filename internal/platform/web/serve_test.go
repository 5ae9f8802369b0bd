package web_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbund/internal/platform/web"
)

// line is a listener in memory, so that time-outs can be tested in no time.
type line struct {
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newLine() *line { return &line{calls: make(chan net.Conn), closed: make(chan struct{})} }

func (l *line) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *line) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *line) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// call connects a client.
func (l *line) call() net.Conn {
	ours, theirs := net.Pipe()
	l.calls <- theirs
	return ours
}

// answer reads one answer; it is nil if the connection was cut before.
func answer(c net.Conn) (*http.Response, string) {
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return nil, ""
	}
	body, _ := io.ReadAll(r.Body)
	return r, string(body)
}

func TestShutdownLetsTheOpenRequestFinishAndTakesNoNewOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, finish := make(chan struct{}), make(chan struct{})
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(begun)
			<-finish
			io.WriteString(w, "finished")
		})
		l := newLine()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- web.Serve(ctx, l, h) }()

		c := l.call()
		go io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		<-begun
		stop()
		<-l.closed // nobody new comes in
		synctest.Wait()
		select {
		case err := <-ended:
			t.Fatalf("ended before the open request was answered: %v", err)
		default:
		}
		close(finish)
		if r, body := answer(c); r == nil || body != "finished" {
			t.Errorf("the open request got %v %q", r, body)
		}
		if err := <-ended; err != nil {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestShutdownDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, finish := make(chan struct{}), make(chan struct{})
		h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(begun); <-finish })
		l := newLine()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- web.Serve(ctx, l, h) }()
		c := l.call()
		go io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		<-begun
		stop()
		from := time.Now()
		if err := <-ended; err == nil {
			t.Error("ended as if all were well")
		}
		if took := time.Since(from); took > 30*time.Second {
			t.Errorf("took %v", took)
		}
		close(finish)
		c.Close()
	})
}

func TestClientThatIsTooSlowIsCutOff(t *testing.T) {
	for name, test := range map[string]struct {
		sent string
		most time.Duration
	}{
		"says nothing":                 {"", 15 * time.Second},
		"never ends its headers":       {"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", 15 * time.Second},
		"never sends what it promised": {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na=", time.Minute},
		"stays after its answer":       {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
				l := newLine()
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- web.Serve(ctx, l, h) }()
				c := l.call()
				from := time.Now()
				io.WriteString(c, test.sent)
				io.Copy(io.Discard, c) // until the server hangs up
				if took := time.Since(from); took > test.most {
					t.Errorf("held the line for %v", took)
				}
				stop()
				<-ended
			})
		})
	}
}

func TestHeadersThatAreTooLongAreRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, l, newSite(t, nil, get("/page", says("hello")))) }()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go io.WriteString(c, "GET /page HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("x", 96<<10)+"\r\n\r\n")
	if r, _ := answer(c); r == nil || r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %v", r)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestServeSaysWhyItCannot(t *testing.T) {
	l := newLine()
	l.Close()
	if err := web.Serve(t.Context(), l, http.NotFoundHandler()); err == nil {
		t.Error("no error")
	}
}
