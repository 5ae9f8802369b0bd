package web_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbund/internal/platform/clock"
	"verbund/internal/platform/web"
)

// issuer makes certificates that are valid for a test.
type issuer struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	der := i.sign(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "the issuer of a test"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign,
	}, nil, &key.PublicKey)
	if i.certificate, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return i
}

func (i *issuer) sign(t *testing.T, c, parent *x509.Certificate, public crypto.PublicKey) []byte {
	t.Helper()
	c.SerialNumber, c.NotBefore, c.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(-time.Hour), time.Now().Add(90*24*time.Hour)
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, i.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// leaf certifies a public key for a name.
func (i *issuer) leaf(t *testing.T, name string, public crypto.PublicKey) (der []byte) {
	t.Helper()
	return i.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}}, i.certificate, public)
}

// client trusts the issuer, and finds every name at address.
func (i *issuer) client(address, name string) *http.Client {
	trusted := x509.NewCertPool()
	trusted.AddCert(i.certificate)
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: trusted, ServerName: name},
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, "tcp", address)
			},
		},
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// serves answers on a listener until the end of the test.
func serves(t *testing.T, l net.Listener, h http.Handler) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, l, h) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serving ended with: %v", err)
		}
	})
}

// authority is a small ACME server. It asks as a real one does, and believes all
// else: what is tested is our side.
type authority struct {
	*issuer
	server        *httptest.Server
	challenge     string // the one kind that it offers
	plain, secure string // where it finds the domain
	proven        bool
	chain         []byte
	orders        int
}

const challengeToken = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA"

func newAuthority(t *testing.T, challenge string) *authority {
	a := &authority{issuer: newIssuer(t), challenge: challenge}
	a.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.answer(t, w, r) }))
	t.Cleanup(a.server.Close)
	return a
}

func (a *authority) answer(t *testing.T, w http.ResponseWriter, r *http.Request) {
	at := func(path string) string { return a.server.URL + path }
	w.Header().Set("Replay-Nonce", rand.Text())
	status := func() string {
		switch {
		case a.chain != nil:
			return "valid"
		case a.proven:
			return "ready"
		}
		return "pending"
	}
	authorization := "pending"
	if a.proven {
		authorization = "valid"
	}
	const domain = "verbund.example"
	challenge := map[string]any{"type": a.challenge, "url": at("/challenge"), "token": challengeToken, "status": authorization}
	order := func() map[string]any {
		return map[string]any{"status": status(), "identifiers": []any{map[string]string{"type": "dns", "value": domain}},
			"authorizations": []string{at("/authorization")}, "finalize": at("/finalize"), "certificate": at("/certificate")}
	}
	say := func(code int, body any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		if err := json.NewEncoder(w).Encode(body); err != nil {
			t.Error(err)
		}
	}
	var sent struct{ Payload string }
	_ = json.NewDecoder(r.Body).Decode(&sent)
	switch r.URL.Path {
	case "/directory":
		say(200, map[string]string{"newNonce": at("/nonce"), "newAccount": at("/account"), "newOrder": at("/order"), "revokeCert": at("/revoke"), "keyChange": at("/key")})
	case "/nonce":
	case "/account":
		w.Header().Set("Location", at("/account/1"))
		say(201, map[string]string{"status": "valid"})
	case "/order":
		a.orders++
		w.Header().Set("Location", at("/order/1"))
		say(201, order())
	case "/order/1":
		say(200, order())
	case "/authorization":
		say(200, map[string]any{"status": authorization, "identifier": map[string]string{"type": "dns", "value": domain}, "challenges": []any{challenge}})
	case "/challenge":
		a.proven = a.proves(t, domain)
		challenge["status"] = "processing"
		say(200, challenge)
	case "/finalize":
		payload, _ := base64.RawURLEncoding.DecodeString(sent.Payload)
		var request struct{ CSR string }
		_ = json.Unmarshal(payload, &request)
		der, _ := base64.RawURLEncoding.DecodeString(request.CSR)
		csr, err := x509.ParseCertificateRequest(der)
		if err != nil || !slices.Equal(csr.DNSNames, []string{domain}) {
			t.Errorf("the request for a certificate: %v", err)
			return
		}
		a.chain = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.leaf(t, domain, csr.PublicKey)})
		w.Header().Set("Location", at("/order/1"))
		say(200, order())
	case "/certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		w.Write(a.chain)
	default:
		t.Errorf("the authority is asked for %s", r.URL.Path)
	}
}

// proves asks the domain as an authority asks.
func (a *authority) proves(t *testing.T, domain string) bool {
	if a.challenge == "tls-alpn-01" {
		c, err := tls.Dial("tcp", a.secure, &tls.Config{ServerName: domain, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
		if err != nil {
			t.Error(err)
			return false
		}
		defer c.Close()
		leaf := c.ConnectionState().PeerCertificates[0]
		return slices.Equal(leaf.DNSNames, []string{domain}) && slices.ContainsFunc(leaf.Extensions, func(e pkix.Extension) bool {
			return e.Id.String() == "1.3.6.1.5.5.7.1.31"
		})
	}
	r, err := http.NewRequest(http.MethodGet, "http://"+a.plain+"/.well-known/acme-challenge/"+challengeToken, nil)
	if err != nil {
		t.Error(err)
		return false
	}
	r.Host = domain
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return false
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode == 200 && strings.HasPrefix(string(body), challengeToken+".")
}

func TestCertificateIsFetchedWhenItIsFirstNeeded(t *testing.T) {
	for _, challenge := range []string{"http-01", "tls-alpn-01"} {
		t.Run(challenge, func(t *testing.T) {
			a := newAuthority(t, challenge)
			folder := filepath.Join(t.TempDir(), "acme")
			secure, plain := web.Authority{Domains: []string{"verbund.example"}, Directory: a.server.URL + "/directory", Folder: folder, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}.
				Open(web.ToHTTPS("https://verbund.example"))
			pages, lead := listen(t), listen(t)
			a.secure, a.plain = pages.Addr().String(), lead.Addr().String()
			serves(t, web.Entrance{TLS: secure}.Open(pages), newSite(t, nil, get("/page", says("hello"))))
			serves(t, lead, plain)

			client := a.client(a.secure, "verbund.example")
			for range 2 {
				answer, err := client.Get("https://verbund.example/page")
				if err != nil {
					t.Fatal(err)
				}
				body, _ := io.ReadAll(answer.Body)
				answer.Body.Close()
				if answer.ProtoMajor != 2 || !strings.Contains(string(body), "hello") {
					t.Errorf("by HTTP/%d: %s", answer.ProtoMajor, body)
				}
				client = a.client(a.secure, "verbund.example") // a further visitor
			}
			if a.orders != 1 {
				t.Errorf("%d certificates were ordered", a.orders)
			}
			if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("the folder for keys: %v, %v", info.Mode(), err)
			}
			// Others are led to https, and no certificate is fetched for another name.
			answer, err := a.client(a.plain, "").Get("http://verbund.example/de/centres?place=Berlin")
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if to := answer.Header.Get("Location"); answer.StatusCode != 308 || to != "https://verbund.example/de/centres?place=Berlin" {
				t.Errorf("led to %q with %d", to, answer.StatusCode)
			}
			if _, err := a.client(a.secure, "evil.example").Get("https://evil.example/"); err == nil || a.orders != 1 {
				t.Errorf("another name was answered: %v, %d orders", err, a.orders)
			}
		})
	}
}

func TestWhyThereIsNoCertificateIsSaidOnceAMinute(t *testing.T) {
	a, log, now := newAuthority(t, "http-01"), &bytes.Buffer{}, clock.At(time.Now())
	gone := a.server.URL + "/directory"
	a.server.Close()
	secure, _ := web.Authority{Domains: []string{"verbund.example"}, Directory: gone, Folder: t.TempDir(), Clock: now, Log: slog.New(slog.NewTextHandler(log, nil))}.Open(http.NotFoundHandler())
	ask := func(name string) {
		if _, err := secure.GetCertificate(&tls.ClientHelloInfo{ServerName: name, SupportedVersions: []uint16{tls.VersionTLS13}, CipherSuites: []uint16{tls.TLS_AES_128_GCM_SHA256}}); err == nil {
			t.Errorf("%s: there is a certificate", name)
		}
	}
	ask("evil.example")
	if log.Len() > 0 {
		t.Errorf("a name that is not ours: %s", log)
	}
	for range 2 {
		for range 3 {
			ask("verbund.example")
		}
		now.Advance(time.Minute)
	}
	if n := strings.Count(log.String(), "msg=certificate cause="); n != 2 {
		t.Errorf("said %d times in two minutes: %s", n, log)
	}
}
