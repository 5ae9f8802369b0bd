package web_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"verbund/internal/platform/web"
)

func TestWhatCannotBeReadGetsAPageToo(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, web.Entrance{Unread: "the page"}.Open(l), http.NotFoundHandler()) }()
	for request, status := range map[string]string{
		"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n": "400 ",
		"GET / HTTP/1.1\r\n\r\n":               "400 ",
		"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 80<<10) + "\r\n\r\n": "431 ",
	} {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, request); err != nil {
			t.Fatal(err)
		}
		answer, _ := io.ReadAll(c)
		c.Close()
		for _, want := range []string{"HTTP/1.1 " + status, "text/html", "\r\n\r\nthe page"} {
			if !strings.Contains(string(answer), want) {
				t.Errorf("%.20q: %q is missing in %.200q", request, want, answer)
			}
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
