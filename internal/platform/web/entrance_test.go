package web_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"verbund/internal/platform/web"
)

const shortRequest = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

// crowd is a server in a bubble whose handler waits where /slow is asked for.
type crowd struct {
	line   *line
	work   chan struct{}
	finish func()
}

func newCrowd(t *testing.T, most int) *crowd {
	c := &crowd{line: newLine(), work: make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			<-c.work
		}
		io.WriteString(w, "answered")
	})
	go func() { ended <- web.Serve(ctx, web.Entrance{Most: most, Unread: "the page"}.Open(c.line), h) }()
	c.finish = func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	return c
}

// isCut tells whether the server hung up, once all is quiet.
func isCut(c net.Conn) <-chan bool {
	cut := make(chan bool, 1)
	go func() {
		_, err := io.Copy(io.Discard, c)
		cut <- err == nil
	}()
	return cut
}

func TestIdleConnectionsKeepNobodyOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, 3)
		silent, head, kept := c.line.call(), c.line.call(), c.line.call()
		go io.WriteString(head, "GET / HTTP/1.1\r\nX-Slow: ")
		go io.WriteString(kept, shortRequest)
		if r, body := answer(kept); r == nil || body != "answered" {
			t.Fatal("no answer")
		}
		synctest.Wait()
		cuts := []<-chan bool{isCut(silent), isCut(head), isCut(kept)}
		for i, cut := range cuts { // those that wait give way in the order in which they began to
			next := c.line.call()
			go io.WriteString(next, shortRequest)
			if r, body := answer(next); r == nil || body != "answered" {
				t.Errorf("visitor %d got no answer", i)
			}
			synctest.Wait()
			select {
			case <-cut:
			default:
				t.Errorf("visitor %d came although connection %d still waits", i, i)
			}
			for _, later := range cuts[i+1:] {
				if len(later) > 0 {
					t.Errorf("visitor %d pushed out more than one", i)
				}
			}
			next.Close()
			synctest.Wait()
			fill := c.line.call() // so that all places are taken again
			defer fill.Close()
			synctest.Wait()
		}
		c.finish()
	})
}

func TestRequestsAtWorkAreNotCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, 2)
		var working []net.Conn
		for range 2 {
			w := c.line.call()
			go io.WriteString(w, strings.Replace(shortRequest, "/", "/slow", 1))
			working = append(working, w)
		}
		synctest.Wait()
		late := c.line.call()
		go io.WriteString(late, shortRequest)
		got := make(chan string, 1)
		go func() {
			_, body := answer(late)
			got <- body
		}()
		synctest.Wait()
		if len(got) > 0 {
			t.Error("three at once, although there is room for two")
		}
		close(c.work)
		for i, w := range working {
			if _, body := answer(w); body != "answered" {
				t.Errorf("request %d got %q", i, body)
			}
		}
		if body := <-got; body != "answered" {
			t.Errorf("who waited got %q", body)
		}
		c.finish()
	})
}

func TestOneConnectionWithManyRequestsIsAtWorkUntilTheLast(t *testing.T) {
	i := newIssuer(t)
	work := make(chan struct{})
	begun := make(chan struct{}, 2)
	address := https(t, i, web.Entrance{Most: 1}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			begun <- struct{}{}
			<-work
		}
		io.WriteString(w, r.Proto)
	}))
	client := i.client(address, "verbund.example")
	slow := make(chan string, 1)
	get := func(path string) string {
		answer, err := client.Get("https://verbund.example" + path)
		if err != nil {
			return err.Error()
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		return string(body)
	}
	go func() { slow <- get("/slow") }()
	<-begun
	if got := get("/quick"); got != "HTTP/2.0" { // its end does not make the connection an idle one
		t.Fatal(got)
	}
	waits, err := net.Dial("tcp", address) // the next to get in
	if err != nil {
		t.Fatal(err)
	}
	defer waits.Close()
	close(work)
	if got := <-slow; got != "HTTP/2.0" {
		t.Errorf("cut off: %s", got)
	}
	secure := tls.Client(waits, &tls.Config{InsecureSkipVerify: true, ServerName: "verbund.example"})
	io.WriteString(secure, strings.Replace(shortRequest, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1))
	if said, _ := io.ReadAll(secure); !bytes.Contains(said, []byte("HTTP/1.1")) {
		t.Errorf("who waited got %q", said)
	}
}

func TestWhoNoLongerWantsAnAnswerMakesRoom(t *testing.T) {
	i := newIssuer(t)
	work, begun := make(chan struct{}), make(chan struct{})
	address := https(t, i, web.Entrance{Most: 1}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(begun)
			<-r.Context().Done()
			<-work
		}
		io.WriteString(w, r.Proto)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://verbund.example/slow", nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		_, err := i.client(address, "verbund.example").Do(r)
		ended <- err
	}()
	<-begun
	cancel() // HTTP/2 keeps the connection, and says so before the handler ends
	if err := <-ended; err == nil {
		t.Error("an answer that nobody wanted")
	}
	close(work)
	answer, err := i.client(address, "verbund.example").Get("https://verbund.example/")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}

func TestSilentHandshakesKeepNobodyOut(t *testing.T) {
	i := newIssuer(t)
	address := https(t, i, web.Entrance{Most: 3}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	for n := range 20 {
		silent, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		if n%5 == 4 {
			answer, err := i.client(address, "verbund.example").Get("https://verbund.example/")
			if err != nil {
				t.Fatalf("after %d silent ones: %v", n+1, err)
			}
			answer.Body.Close()
		}
	}
}

func TestSilentHandshakeEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine()
		door := web.Entrance{TLS: &tls.Config{}}.Open(l)
		c := l.call()
		if n, _ := io.Copy(io.Discard, c); n > 0 { // until the server hangs up, ten seconds later
			t.Errorf("%d bytes were said", n)
		}
		door.Close()
		synctest.Wait()
	})
}
