package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"verbund/internal/platform/clock"
)

// lookEvery is how often, at most, a handshake looks whether the files of a
// certificate have changed.
const lookEvery = time.Minute

// Certificate is a certificate with its key from two files, which may be replaced
// while the program serves. Make one with OpenCertificate.
type Certificate struct {
	chain, key string // paths
	clock      clock.Clock
	log        *slog.Logger

	mu     sync.Mutex
	now    *tls.Certificate
	dates  [2]time.Time // of the files when they were read
	looked time.Time
}

// OpenCertificate reads a certificate, with those that lead to its authority,
// and its key, both in PEM. It fails if they cannot be read or do not belong
// together.
func OpenCertificate(chain, key string, now clock.Clock, log *slog.Logger) (*Certificate, error) {
	c := &Certificate{chain: chain, key: key, clock: now, log: log, looked: now.Now()}
	dates, err := c.changed()
	if err == nil {
		err = c.read(dates)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Config lets a server use the certificate: TLS 1.2 and newer as the standard
// library recommends them.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return c.get(), nil
	}}
}

// Reload reads the files now. If that fails, the certificate stays as it was and
// the log says why.
func (c *Certificate) Reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.look(true)
}

func (c *Certificate) get() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.clock.Now(); now.Sub(c.looked) >= lookEvery {
		c.looked = now
		c.look(false)
	}
	return c.now
}

// look reads the files if they changed, or in any case. Files that do not fit
// each other, as while they are being replaced, are tried again.
func (c *Certificate) look(always bool) {
	dates, err := c.changed()
	if err == nil && (always || dates != c.dates) {
		err = c.read(dates)
	}
	if err != nil {
		c.log.Error("certificate", slog.String("cause", err.Error()))
	}
}

func (c *Certificate) changed() (dates [2]time.Time, err error) {
	for i, path := range []string{c.chain, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return dates, fmt.Errorf("certificate: %w", err)
		}
		dates[i] = info.ModTime()
	}
	return dates, nil
}

func (c *Certificate) read(dates [2]time.Time) error {
	pair, err := tls.LoadX509KeyPair(c.chain, c.key)
	if err != nil {
		return fmt.Errorf("certificate %s with key %s: %w", c.chain, c.key, err)
	}
	c.now, c.dates = &pair, dates
	return nil
}

// Authority is where certificates are fetched and renewed by themselves, by the
// ACME protocol (RFC 8555).
type Authority struct {
	Domains   []string // for which certificates are wanted, and no others
	Email     string   // for the authority's warnings; may be empty
	Directory string   // address of the authority; empty means Let's Encrypt
	Folder    string   // for keys and certificates; made with mode 0700

	Clock clock.Clock
	Log   *slog.Logger // hears why there is no certificate, at most once a minute
}

// Open returns the settings for TLS, under which the first visit of a domain
// fetches its certificate, and what answers on port 80: the authority's
// question, and otherwise next. The authority may also ask on the TLS port.
func (a Authority) Open(next http.Handler) (*tls.Config, http.Handler) {
	m := &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(a.Folder),
		HostPolicy: autocert.HostWhitelist(a.Domains...), Email: a.Email,
	}
	if a.Directory != "" {
		m.Client = &acme.Client{DirectoryURL: a.Directory}
	}
	complaints := &complaints{clock: a.Clock, log: a.Log}
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{acme.ALPNProto}, GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		c, err := m.GetCertificate(hello)
		// That somebody asked for another name is no failure of ours.
		if err != nil && slices.Contains(a.Domains, hello.ServerName) {
			complaints.add(err)
		}
		return c, err
	}}, m.HTTPHandler(next)
}

// complaints writes into the log why there is no certificate, without filling it.
type complaints struct {
	clock clock.Clock
	log   *slog.Logger

	mu   sync.Mutex
	last time.Time
}

func (c *complaints) add(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.clock.Now(); now.Sub(c.last) >= lookEvery {
		c.last = now
		c.log.Error("certificate", slog.String("cause", err.Error()))
	}
}

// ToHTTPS leads everybody to the same address by https. origin is such as
// https://example.org. Nobody keeps the answer: that somebody wanted to open
// this site is not to stay on a device.
func ToHTTPS(origin string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.RequestURI()
		if !strings.HasPrefix(to, "/") {
			to = "/"
		}
		w.Header().Set("Location", origin+to)
		NoStore(w)
		w.WriteHeader(http.StatusPermanentRedirect)
	})
}
