package web_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/web"
)

// certificateFiles are a certificate and its key as an operator has them.
type certificateFiles struct{ chain, key string }

// write replaces both files and gives them a date.
func (f certificateFiles) write(t *testing.T, i *issuer, name string, date time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{
		f.chain: {Type: "CERTIFICATE", Bytes: i.leaf(t, name, &key.PublicKey)},
		f.key:   {Type: "PRIVATE KEY", Bytes: der},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, date, date); err != nil {
			t.Fatal(err)
		}
	}
}

func newFiles(t *testing.T) certificateFiles {
	folder := t.TempDir()
	return certificateFiles{filepath.Join(folder, "chain.pem"), filepath.Join(folder, "key.pem")}
}

// shownAt is the name on the certificate that an address shows now.
func shownAt(t *testing.T, address string) string {
	t.Helper()
	c, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, ServerName: "verbund.example"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.ConnectionState().PeerCertificates[0].Subject.CommonName
}

func TestReplacedCertificateIsShownWithoutRestart(t *testing.T) {
	i, files, now, log := newIssuer(t), newFiles(t), clock.At(time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)), &bytes.Buffer{}
	files.write(t, i, "first", now.Now())
	c, err := web.OpenCertificate(files.chain, files.key, now, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t)
	address := l.Addr().String()
	serves(t, web.Entrance{TLS: c.Config()}.Open(l), http.NotFoundHandler())
	shows := func(when, want string) {
		t.Helper()
		if got := shownAt(t, address); got != want {
			t.Errorf("%s: shows the certificate %q, want %q", when, got, want)
		}
	}
	shows("at the start", "first")

	files.write(t, i, "second", now.Now().Add(time.Hour))
	shows("within a minute", "first")
	now.Advance(time.Minute)
	shows("a minute later", "second")

	// The key does not fit while the files are being replaced.
	whole, err := os.ReadFile(files.key)
	if err != nil {
		t.Fatal(err)
	}
	files.write(t, i, "third", now.Now().Add(2*time.Hour))
	third, err := os.ReadFile(files.key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files.key, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	now.Advance(time.Minute)
	shows("while the files do not fit", "second")
	if !strings.Contains(log.String(), "certificate") || strings.Contains(log.String(), "PRIVATE") {
		t.Errorf("the log: %s", log)
	}
	if err := os.WriteFile(files.key, third, 0o600); err != nil {
		t.Fatal(err)
	}
	now.Advance(time.Minute)
	shows("when they fit again", "third")

	files.write(t, i, "fourth", now.Now().Add(3*time.Hour))
	c.Reload()
	shows("as soon as it is told", "fourth")
	if err := os.Remove(files.key); err != nil {
		t.Fatal(err)
	}
	c.Reload()
	shows("without a key", "fourth")
}

func TestCertificateThatCannotBeUsedIsRefusedAtOnce(t *testing.T) {
	i, files := newIssuer(t), newFiles(t)
	files.write(t, i, "one", time.Now())
	other := newFiles(t)
	other.write(t, i, "other", time.Now())
	for _, test := range []certificateFiles{{files.chain, other.key}, {files.key, files.chain}, {files.chain, "/nowhere"}, {"/nowhere", files.key}} {
		if _, err := web.OpenCertificate(test.chain, test.key, clock.At(time.Now()), slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%+v is taken", test)
		}
	}
}

// https serves a site by TLS and returns its address.
func https(t *testing.T, i *issuer, e web.Entrance, h http.Handler) string {
	t.Helper()
	files := newFiles(t)
	files.write(t, i, "verbund.example", time.Now())
	c, err := web.OpenCertificate(files.chain, files.key, clock.System{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	e.TLS = c.Config()
	l := listen(t)
	serves(t, e.Open(l), h)
	return l.Addr().String()
}

func TestEncryptionIsWhatBrowsersExpect(t *testing.T) {
	i := newIssuer(t)
	seen := make(chan *http.Request, 10)
	address := https(t, i, web.Entrance{Unread: "the page"}, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r }))
	for _, test := range []struct {
		name    string
		client  *tls.Config
		version uint16
		proto   string
	}{
		{"newest", &tls.Config{NextProtos: []string{"h2", "http/1.1"}}, tls.VersionTLS13, "h2"},
		{"without HTTP/2", &tls.Config{NextProtos: []string{"http/1.1"}}, tls.VersionTLS13, "http/1.1"},
		{"that says nothing", &tls.Config{}, tls.VersionTLS13, ""},
		{"older", &tls.Config{MaxVersion: tls.VersionTLS12}, tls.VersionTLS12, ""},
		{"too old", &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, 0, ""},
	} {
		test.client.InsecureSkipVerify, test.client.ServerName = true, "verbund.example"
		c, err := tls.Dial("tcp", address, test.client)
		if (err == nil) != (test.version != 0) {
			t.Errorf("%s: %v", test.name, err)
		}
		if err != nil {
			continue
		}
		agreed := c.ConnectionState()
		if agreed.Version != test.version || agreed.NegotiatedProtocol != test.proto {
			t.Errorf("%s: %s with %q", test.name, tls.VersionName(agreed.Version), agreed.NegotiatedProtocol)
		}
		if test.version == tls.VersionTLS13 && agreed.CurveID != tls.X25519MLKEM768 {
			t.Errorf("%s: keys by %v, want the hybrid that quantum computers do not break", test.name, agreed.CurveID)
		}
		if test.proto == "h2" {
			c.Close()
			continue
		}
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: verbund.example\r\nConnection: close\r\n\r\n")
		if r := <-seen; r.TLS == nil || r.TLS.Version != test.version {
			t.Errorf("%s: the handler sees the encryption %v", test.name, r.TLS)
		}
		c.Close()
	}
}

func TestUnreadableRequestsGetAPageByTLSToo(t *testing.T) {
	i := newIssuer(t)
	address := https(t, i, web.Entrance{Unread: "the page"}, http.NotFoundHandler())
	for name, dial := range map[string]func() (net.Conn, error){
		"https": func() (net.Conn, error) {
			return tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, ServerName: "verbund.example"})
		},
		"plain http": func() (net.Conn, error) { return net.Dial("tcp", address) },
	} {
		c, err := dial()
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n")
		if r, body := answer(c); r == nil || r.StatusCode != 400 || !strings.Contains(body, "the page") {
			t.Errorf("%s: %v %s", name, r, body)
		}
		c.Close()
	}
}

func TestVisitorsOfThePlainPortAreLedToHTTPS(t *testing.T) {
	h := web.ToHTTPS("https://verbund.example")
	for target, want := range map[string]string{
		"/":                          "https://verbund.example/",
		"/de/centres?place=K%C3%B6n": "https://verbund.example/de/centres?place=K%C3%B6n",
		"//evil.example/":            "https://verbund.example//evil.example/",
		"http://evil.example/a?b":    "https://verbund.example/a?b",
		"*":                          "https://verbund.example/",
	} {
		for _, method := range []string{"GET", "POST", "OPTIONS"} {
			r := httptest.NewRequest(method, target, nil)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != 308 || w.Header().Get("Location") != want || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s %s: %d to %q, want %q", method, target, w.Code, w.Header().Get("Location"), want)
			}
		}
	}
}
