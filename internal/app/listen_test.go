package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestServeRefusesWhatWouldNotBeSafeOrMakesNoSense(t *testing.T) {
	for _, test := range []struct {
		words string
		args  []string
	}{
		{"everybody on the way could read passwords", []string{"--addr", "0.0.0.0:8080"}},
		{"everybody on the way could read passwords", []string{"--addr", ":8080"}},
		{"everybody on the way could read passwords", []string{"--addr", "192.0.2.1:80", "--url", "https://verbund.example"}},
		{"set both tls-cert and tls-key", []string{"--tls-cert", "a.pem"}},
		{"set both tls-cert and tls-key", []string{"--tls-key", "a.pem", "--acme", "verbund.example"}},
		{"but not both", []string{"--tls-cert", "a.pem", "--tls-key", "b.pem", "--acme", "verbund.example"}},
		{"behind-proxy does not go with", []string{"--acme", "verbund.example", "--behind-proxy"}},
		{"url must begin with https://", []string{"--acme", "verbund.example", "--url", "http://verbund.example"}},
		{"mean nothing without acme", []string{"--acme-email", "office@verbund.example"}},
		{"names no domain", []string{"--acme", " , "}},
		{"is not a domain", []string{"--acme", "*.verbund.example"}},
		{"is not a domain", []string{"--acme", "verbund.example,https://verbund.example/"}},
		{"is not a domain", []string{"--acme", "localhost"}},
		{"is not a domain", []string{"--acme", "verbund.example:443"}},
		{"http-addr only leads to https", []string{"--http-addr", ":80"}},
		{"set url to the https address", []string{"--http-addr", ":80", "--tls-cert", "a.pem", "--tls-key", "b.pem"}},
	} {
		data := filepath.Join(t.TempDir(), "data")
		code, _, said := runIn(t, nil, append([]string{"serve", "--data", data}, test.args...)...)
		if code != 2 || !strings.Contains(said, test.words) {
			t.Errorf("%q: exit code %d, said %q, want %q", test.args, code, said, test.words)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%q: refused, but the data folder was made", test.args)
		}
	}
	code, _, said := runIn(t, nil, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.pem")
	if code != 1 || !strings.Contains(said, "certificate: stat /nowhere.pem") {
		t.Errorf("a certificate that is not there: %d %s", code, said)
	}
}

// certify writes a certificate with its key, signed by itself.
func certify(t *testing.T, chain, key, name string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{chain: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// freeAddress is one on this machine that nobody uses.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestServeByHTTPS(t *testing.T) {
	folder := t.TempDir()
	chain, key := filepath.Join(folder, "chain.pem"), filepath.Join(folder, "key.pem")
	certify(t, chain, key, "first")
	plain := freeAddress(t)
	p := start(t, "serve", "--addr", "127.0.0.1:0", "--data", folder, "--tls-cert", chain, "--tls-key", key)
	if !strings.HasPrefix(p.address, "https://localhost:") {
		t.Errorf("the address is %q", p.address)
	}
	client := func() *http.Client {
		return &http.Client{
			Transport:     &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	get := func(address string) *http.Response {
		t.Helper()
		r, err := client().Get(address)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r
	}
	r := get(p.address + "de/centres")
	if r.StatusCode != 200 || r.ProtoMajor != 2 || !strings.HasPrefix(r.Header.Get("Strict-Transport-Security"), "max-age=") {
		t.Errorf("%s %d %q", r.Proto, r.StatusCode, r.Header.Get("Strict-Transport-Security"))
	}
	certify(t, chain, key, "second")
	if err := p.command.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for name := ""; name != "second"; { // the test ends by its own time limit if that never comes
		name = get(p.address + "healthz").TLS.PeerCertificates[0].Subject.CommonName
	}
	if code := p.stop(t, syscall.SIGTERM); code != 0 || p.err.Len() > 0 {
		t.Errorf("exit code %d\n%s", code, p.err)
	}

	p = start(t, "serve", "--addr", "127.0.0.1:0", "--data", folder, "--tls-cert", chain, "--tls-key", key, "--http-addr", plain, "--url", "https://verbund.example")
	if to := get("http://" + plain + "/de/centres").Header.Get("Location"); to != "https://verbund.example/de/centres" {
		t.Errorf("led to %q", to)
	}
	if code := p.stop(t, syscall.SIGTERM); code != 0 || p.err.Len() > 0 {
		t.Errorf("exit code %d\n%s", code, p.err)
	}
}

func TestServeWithoutACertificateKeepsServingOnHangup(t *testing.T) {
	p := start(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	if err := p.command.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		r, err := http.Get(p.address + "healthz")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
	}
	if code := p.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d\n%s", code, p.err)
	}
}
